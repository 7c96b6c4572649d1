#!/usr/bin/env python3
"""Every lesson gone through in the Lesson pane, without a terminal: through.py DRAW SOURCE_ROOT

Each answer is asked to be shown, so that each question's page and each step's focus is drawn once; on the
way the learner wanders off and comes back. In the end stands the end, at every size.
"""
import pathlib
import re
import subprocess
import sys

WANDER = "<tab>]]jj[<tab>f<tab>kk<tab>g<esc>"     # off through the trace, and back


def main(draw, root):
    faults = 0
    lessons = re.findall(r"'([\w-]+)/lesson\.md'", (pathlib.Path(root) / "lessons/meson.build").read_text())
    for lesson in lessons:
        pages = (pathlib.Path(root) / "lessons" / lesson / "lesson.md").read_text(encoding="utf-8")
        steps = len(re.findall(r"^## ", pages, re.M)) + len(re.findall(r"^\*\*\*$", pages, re.M))
        for size, way in (("60x18", "x<space>"), ("80x24", "x" + WANDER + "<space>"), ("120x40", "x<space>")):
            p = subprocess.run([draw, size, "utf8", f"lesson:{lesson}", way * steps], capture_output=True, text=True, timeout=120)
            if p.returncode or p.stderr or "That was the lesson" not in p.stdout:
                faults += 1
                print(f"{lesson} at {size}: exit {p.returncode}\n{p.stderr[:2000]}\n{p.stdout}")
    print(f"{len(lessons)} lessons, {faults} faults")
    return 1 if faults or not lessons else 0


if __name__ == "__main__":
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    sys.exit(main(*sys.argv[1:]))
