#!/usr/bin/env python3
"""Every lesson as a page: pages.py PROGRAM LESSONS

Well formed, links that lead somewhere, no script, at most 300 KB; all steps and questions; the answers are those with
which the lesson is solved (answers.txt), and with --no-answers there is none of them.
"""
import os
import pathlib
import re
import subprocess
import sys
import tempfile

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1]))
import page     # noqa: E402
import shown    # noqa: E402

LIMIT = 300_000


def export(program, lesson, path, *options):
    p = page.run(program, "learn", str(lesson), "--export", str(path), *options)
    said = re.match(rb".*: (.*), (\d+) steps, (\d+) questions\n", p.stdout)
    if p.returncode or not said:
        raise ValueError("exit %d: %s" % (p.returncode, p.stderr.decode()))
    return path.read_text(), int(said[2]), int(said[3])


def solutions(lesson):
    lines = (lesson.parent / "answers.txt").read_text().splitlines()
    return [x for x in lines if x.strip() and x[0] not in "#!"]


def written_places(items, options):
    return [shown.place(options, item) for item in re.findall(r"<li>(.*?)</li>", items, re.S)]


def check_answers(text, lesson):
    answers = re.findall(r'<details id="answer-(\d+)"><summary>[^<]*</summary><p>(.*?) <a ', text, re.S)
    lists = dict(re.findall(r'id="question-(\d+)">.*?</p>\n<(?:ol class="options">(.*?)</ol>)?', text, re.S))
    options = iter(shown.written(lesson))
    for (number, told), solution in zip(answers, solutions(lesson)):
        if lists[number]:
            places = dict(zip(map(str, written_places(lists[number], next(options))), "123456789"))
            want = ", ".join(sorted(places.get(x, "?") for x in solution.replace(",", " ").split()))
            if not re.match(re.escape(want) + r"(?![0-9,])", told):
                yield "answer %s is told as %s, and solved by %s, which is shown as %s" % (number, told[:40], solution, want)
        if len(told) < 2:
            yield "answer %s says nothing" % number
    if len(answers) != len(solutions(lesson)):
        yield "%d answers, %d solutions" % (len(answers), len(solutions(lesson)))


def check(program, lesson, folder):
    path = pathlib.Path(folder, "lesson.html")
    text, steps, questions = export(program, lesson, path)
    bare, _, _ = export(program, lesson, path, "--no-answers")
    for name, what in (("", text), ("--no-answers: ", bare)):
        read = page.Page(what)
        yield from (name + w for w in read.wrong)
        yield from ("%sleads nowhere: #%s" % (name, link) for link in read.links - set(read.ids))
        if read.scripts or len(what) > LIMIT:
            yield "%s%d scripts, %d bytes" % (name, read.scripts, len(what))
        if what.count('<section class="step"') != steps or what.count('<div class="question"') != questions:
            yield name + "steps or questions are missing"
        if "{{" in "".join(read.text):
            yield name + "a placeholder is not filled"
    if 'id="answer' in bare or "Answers" in bare or len(bare) >= len(text):
        yield "--no-answers: there are answers"
    yield from check_answers(text, lesson)


def check_refused(program, folder):
    for words, says in ((["learn", "1", "--export", os.path.join(folder, "x.md")], "must end in .html"),
                        (["learn", "--export", os.path.join(folder, "x.html")], "of which lesson"),
                        (["learn", "1", "--no-answers"], "--no-answers")):
        p = page.run(program, *words)
        if p.returncode != 2 or says not in p.stderr.decode():
            yield "%s: exit %d: %s" % (words, p.returncode, p.stderr.decode())


def main(program, lessons):
    failed = 0
    with tempfile.TemporaryDirectory() as folder:
        for lesson in sorted(pathlib.Path(lessons).glob("*/lesson.md")):
            try:
                wrong = list(check(program, lesson, folder))
            except (ValueError, OSError, subprocess.SubprocessError) as e:
                wrong = [str(e)]
            failed += bool(wrong)
            print("%s %s%s" % ("FAIL " if wrong else "ok   ", lesson.parent.name, "".join("\n  " + w for w in wrong)))
        wrong = list(check_refused(program, folder))
        failed += bool(wrong)
        print("%s what is no page%s" % ("FAIL " if wrong else "ok   ", "".join("\n  " + w for w in wrong)))
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(os.path.abspath(sys.argv[1]), sys.argv[2]))
