#!/usr/bin/env python3
"""Whether the questions of the lessons measure anything: measure.py PROGRAM DRAW SOURCE_ROOT

Over all lessons, as they are shown: the right answer stands in no place far more often than in another, and is
not the longest far more often than chance has it. The text, the page and the Lesson pane show the same order.
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


def pane_order(draw, lesson):
    """The first list that a Lesson pane shows: its answers, and those that are looked at afterwards."""
    text = (lesson / "lesson.md").read_text(encoding="utf-8")
    steps = re.split(r"^## ", text, flags=re.M)[1:]
    for number, step in enumerate(steps, 1):
        for pages, one in enumerate(re.split(r"^\*\*\*$", step, flags=re.M)):
            if re.search(r"^- (\[[ x]\]|`)", one, re.M):
                screen = run(draw, "120x40", "utf8", f"lesson:{lesson.name}:{number}", "<space>" * pages)
                lines = [line[1:59] for line in screen.splitlines()]
                return [shown.bare(o) for o in re.findall(r"^ [ >]\d\) (.*(?:\n     .*)*)", "\n".join(lines), re.M)]
            if re.search(r"^```(answer|do)|^- (\[[ x]\]|`)", one, re.M):
                break
    return None


def main(program, draw, root):
    places, sizes, longest, n = collections.Counter(), collections.Counter(), 0, 0
    with tempfile.TemporaryDirectory() as folder:
        for lesson in sorted(p for p in (pathlib.Path(root) / "lessons").iterdir() if p.is_dir()):
            text = run(program, "learn", lesson.name, "--plain", "--answers", lesson / "answers.txt")
            questions = list(asked(text))
            orders = page_orders(program, lesson.name, folder)
            for options, right in questions:
                n += 1
                sizes[len(options)] += 1
                places[(len(options), right)] += 1
                lengths = [len(o) for o in options]
                longest += lengths[right - 1] > max(lengths[:right - 1] + lengths[right:])
                if [shown.bare(o) for o in options] not in orders:
                    fault(f"{lesson.name}: the page has another order than the text: {options}")
            pane = pane_order(draw, lesson)
            if pane and pane not in orders:
                fault(f"{lesson.name}: the pane has another order than the page: {pane}")
    for size, of in sizes.items():
        seen = [places[(size, i + 1)] for i in range(size)]
        print(f"{of} questions with {size} answers; the right one stands first, second ... in {seen}")
        if of >= 20 and (max(seen) > 1.5 * of / size or min(seen) < 0.5 * of / size):
            fault(f"of {of} questions with {size} answers the right one stands in these places: {seen}")
    print(f"the right answer is the longest in {longest} of {n}")
    if n < 50 or longest > 0.45 * n:
        fault("the right answer can be told by its length" if n >= 50 else f"only {n} questions were read")
    return 1 if FAULTS else 0


if __name__ == "__main__":
    if len(sys.argv) != 4:
        sys.exit(__doc__)
    sys.exit(main(*sys.argv[1:]))
