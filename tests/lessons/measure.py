#!/usr/bin/env python3
"""Whether the questions of the lessons measure anything: measure.py PROGRAM DRAW SOURCE_ROOT

Each asks in three ways. Over all lessons, as they are shown: the right answer stands in no place, and is the longest or the shortest, much
more often than chance has it. The text, the page and the Lesson pane show the same order.
"""
import collections
import os
import pathlib
import re
import subprocess
import sys
import tempfile

import shown
from faults import FAULTS, fault


def run(*words):
    p = subprocess.run([str(w) for w in words], capture_output=True, text=True, timeout=120, env={**os.environ, "LC_ALL": "C.UTF-8"})
    if p.returncode:
        raise ValueError(f"{words}: exit {p.returncode}: {p.stderr}")
    return p.stdout


def asked(text):
    """(options, right number) of each question with a list and one right answer, in a transcript of --plain."""
    options, number, open_list = [], 0, False
    for line in text.splitlines():
        option = re.match(r"[ >]([1-9])\) (.*)", line)
        prompt = re.match(r"(?:Your answer \(a number\):|What will happen\?) +([1-9])$", line)
        if option:
            options = (options if option[1] != "1" else []) + [option[2].strip()]
        elif options and not number and line.startswith("    ") and open_list:
            options[-1] += " " + line.strip()
        elif prompt:
            number = int(prompt[1])
        elif line.startswith("Right.") and number and options:
            yield options, number
            options, number = [], 0
        elif line.startswith("Step "):
            options, number = [], 0
        open_list = bool(option) or (line.startswith("    ") and open_list)


def page_orders(program, lesson, folder):
    path = pathlib.Path(folder, "x.html")
    run(program, "learn", lesson, "--export", path)
    lists = re.findall(r'<ol class="options">(.*?)</ol>', path.read_text(encoding="utf-8"), re.S)
    return [[shown.bare(i) for i in re.findall(r"<li>(.*?)</li>", one, re.S)] for one in lists]


def pages_of(lesson):
    """(number of the step, pages before it, text) of each page."""
    text = (lesson / "lesson.md").read_text(encoding="utf-8")
    for number, step in enumerate(re.split(r"^## ", text, flags=re.M)[1:], 1):
        for before, page in enumerate(re.split(r"^\*\*\*$", step, flags=re.M)):
            yield number, before, page


def pane_order(draw, lesson):
    """The first list that a Lesson pane shows: its answers, and those that are looked at afterwards."""
    passed = 0
    for number, before, page in pages_of(lesson):
        if number == passed:
            continue
        if re.search(r"^- (\[[ x]\]|`)", page, re.M):
            screen = run(draw, "120x40", "utf8", f"lesson:{lesson.name}:{number}", "<space>" * before)
            lines = [line[1:59] for line in screen.splitlines()]
            return [shown.bare(o) for o in re.findall(r"^ [ >]\d\) (.*(?:\n     .*)*)", "\n".join(lines), re.M)]
        if re.search(r"^```(answer|do)", page, re.M):
            passed = number
    return None


def check_ladder(draw, lesson):
    """A length that is asked for does not stand in the ladder, which counts bytes as "69 B"."""
    for number, before, page in pages_of(lesson):
        asked_for = re.search(r"^```(?:answer|predict)\n(?:is|ask): length:", page, re.M)
        if not asked_for:
            continue
        place = f"lesson:{lesson.name}:{number}"
        solved = run(draw, "160x45", "utf8", place, "<space>" * before + "x")
        told = re.search(r"The answer: \D*?(\d+)\b", solved)
        option = told and re.search(rf"[ >]{told[1]}\) (\d+):", solved)
        length = option[1] if option else told and told[1]
        if not length:
            fault(f"{lesson.name}, step {number}: no answer was shown:\n{solved}")
        elif re.search(rf"\b{length} B\b", run(draw, "160x45", "utf8", place, "<space>" * before)):
            fault(f"{lesson.name}, step {number}: {length} is asked for, and stands in the ladder")


def check_kinds(lesson):
    """Each lesson has something to choose, something to predict and something to do."""
    text = (lesson / "lesson.md").read_text(encoding="utf-8")
    for kind, how in (("choose", r"^- \[x\] "), ("predict", r"^```predict$"), ("do", r"^```do$")):
        if not re.search(how, text, re.M):
            fault(f"{lesson.name}: nothing to {kind}")


MUCH = 1.25     # times as often as chance has it
FEW = 20        # fewer questions say nothing


def is_extreme(lengths, right):
    others = lengths[:right - 1] + lengths[right:]
    return {"longest": lengths[right - 1] > max(others), "shortest": lengths[right - 1] < min(others)}


def judge(size, of, places, extremes):
    """Questions with so many answers, of which there are so many."""
    seen = [places[(size, i + 1)] for i in range(size)]
    told = {what: extremes[(size, what)] for what in ("longest", "shortest")}
    print(f"{of} questions with {size} answers; the right one stands first, second ... in {seen}; {told}")
    if of >= FEW and (max(seen) > MUCH * of / size or min(seen) < of / size / MUCH):
        fault(f"of {of} questions with {size} answers the right one stands in these places: {seen}")
    for what, often in told.items():
        if of >= FEW and often > MUCH * of / size:
            fault(f"of {of} questions with {size} answers the right one is the {what} in {often}")


def main(program, draw, root):
    places, sizes, extremes = collections.Counter(), collections.Counter(), collections.Counter()
    with tempfile.TemporaryDirectory() as folder:
        for lesson in sorted(p for p in (pathlib.Path(root) / "lessons").iterdir() if p.is_dir()):
            text = run(program, "learn", lesson.name, "--plain", "--answers", lesson / "answers.txt")
            questions = list(asked(text))
            orders = page_orders(program, lesson.name, folder)
            for options, right in questions:
                sizes[len(options)] += 1
                places[(len(options), right)] += 1
                extremes.update((len(options), what) for what, so in is_extreme([len(o) for o in options], right).items() if so)
                if [shown.bare(o) for o in options] not in orders:
                    fault(f"{lesson.name}: the page has another order than the text: {options}")
            check_kinds(lesson)
            check_ladder(draw, lesson)
            pane = pane_order(draw, lesson)
            if pane and pane not in orders:
                fault(f"{lesson.name}: the pane has another order than the page: {pane}")
    for size, of in sorted(sizes.items()):
        judge(size, of, places, extremes)
    if sum(sizes.values()) < 200:
        fault(f"only {sum(sizes.values())} questions were read")
    return 1 if FAULTS else 0


if __name__ == "__main__":
    if len(sys.argv) != 4:
        sys.exit(__doc__)
    sys.exit(main(*sys.argv[1:]))
