#!/usr/bin/env python3
"""The lessons that ship, gone through without a terminal.

  lessons.py PROGRAM SOURCE_ROOT            all of them
  lessons.py PROGRAM SOURCE_ROOT NAME...    only these

Every folder of lessons/ is part of the program, passes `lesson check`, has an answers.txt that solves
it and tries wrong answers too, and fails with one answer changed or left out.
"""
import os
import pathlib
import re
import subprocess
import sys
import tempfile

from faults import FAULTS, fault


def run(program, *args, stdin="", env=None):
    p = subprocess.run([program, *args], input=stdin, capture_output=True, text=True, timeout=300,
                       env={**os.environ, "LC_ALL": "C.UTF-8", **(env or {})})
    return p.returncode, p.stdout, p.stderr


def answers_of(path):
    """(line number, text) of each answer."""
    lines = path.read_text(encoding="utf-8").splitlines()
    return [(i, line) for i, line in enumerate(lines) if line and not line.startswith("#")]


def solve(program, lesson, text, folder, encoding="utf-8"):
    path = pathlib.Path(folder) / "answers.txt"
    path.write_bytes(text.encode(encoding))
    return run(program, "learn", str(lesson), "--plain", "--answers", str(path), env={"XDG_STATE_HOME": folder})


def check_answers(program, lesson, folder):
    path = lesson / "answers.txt"
    if not path.exists():
        return fault(f"{path}: missing")
    text = path.read_text(encoding="utf-8")
    code, out, err = solve(program, lesson, text, folder)
    if code or err:
        return fault(f"{path}: exit {code}: {err.strip()}")
    solved = re.search(r"^That was the lesson: (\d+) of (\d+) questions solved", out, re.M)
    if not solved or solved.group(1) != solved.group(2):
        return fault(f"{path}: the lesson was not solved")
    if os.path.exists(os.path.join(folder, "slowshake")):
        fault(f"{lesson}: an unattended run has kept progress")
    for encoding, end in (("utf-8-sig", "\r\n"), ("utf-16", "\n"), ("utf-16-be", "\r\n"), ("utf-8", "\r")):
        code, same, err = solve(program, lesson, text.rstrip("\n").replace("\n", end), folder, encoding)
        if code or err or same != out:
            fault(f"{path} as {encoding}, lines that end with {end!r}: exit {code}: {err.strip()}")
    answers = answers_of(path)
    if not any(line.startswith("!") for _, line in answers):
        fault(f"{path}: no wrong answer (a line that begins with !) is tried")
    lines = text.splitlines()
    first = next(i for i, line in answers if not line.startswith("!"))
    announced = next((i for i, line in answers if line.startswith("!")), None)
    broken = {"the first right answer left out": lines[:first] + lines[first + 1:],
              "an answer too many": lines + ["1"]}
    if announced is not None:
        broken["a wrong answer that is not announced"] = (
            lines[:announced] + [lines[announced][1:].strip()] + lines[announced + 1:])
    for what, changed in broken.items():
        code, _, err = solve(program, lesson, "\n".join(changed) + "\n", folder)
        if code != 1 or not err.startswith("slowshake: "):
            fault(f"{path}: with {what}: exit {code}, expected 1 and a sentence: {err.strip()}")
    if "{{" in out or "(?)" in out:
        fault(f"{lesson}: a placeholder was not filled in")
    return None


def main(program, root, *names):
    program, root = os.path.abspath(program), pathlib.Path(root)
    folders = sorted(p for p in (root / "lessons").iterdir() if p.is_dir())
    listed = run(program, "learn")[1]
    if not folders:
        fault("no lessons found")
    for lesson in folders:
        if names and lesson.name not in names:
            continue
        if not (lesson / "lesson.md").exists():
            fault(f"{lesson}: no lesson.md")
            continue
        if not re.search(r"^%s " % re.escape(lesson.name), listed, re.M):
            fault(f"{lesson.name}: not part of the program; lessons/meson.build names those that are")
        code, out, err = run(program, "lesson", "check", str(lesson))
        if code:
            fault(f"{lesson}: {out}{err}")
        with tempfile.TemporaryDirectory() as folder:
            check_answers(program, lesson, folder)
    code, out, err = run(program, "lesson", "check")
    if code or "nothing to mend" not in out:
        fault(f"lesson check: exit {code}: {out}{err}")
    return 1 if FAULTS else 0


if __name__ == "__main__":
    if len(sys.argv) < 3:
        sys.exit(__doc__)
    sys.exit(main(*sys.argv[1:]))
