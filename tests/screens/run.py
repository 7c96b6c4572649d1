#!/usr/bin/env python3
"""Compares the screens of cases.txt, and the first step of each lesson, with the golden ones.

  run.py DRAW            compare; shows what differs and exits 1
  run.py --update DRAW   write the golden screens anew
  run.py DRAW NAME...    only these ("picture": assets/screen.svg)

DRAW is the program tests/screens/draw.
"""
import difflib
import pathlib
import re
import subprocess
import sys
from xml.etree import ElementTree

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parents[1]
# The README's picture: size, feed, keys. Written anew with the golden screens.
PICTURE, PICTURE_OF = ROOT / "assets/screen.svg", ("100x30", "default", "/master_secret.made<enter>")


def cases():
    for number, line in enumerate((HERE / "cases.txt").read_text().splitlines(), 1):
        if not line.strip() or line.startswith("#"):
            continue
        parts = [p.strip() for p in line.split("|", 4)]
        if len(parts) != 5:
            sys.exit(f"cases.txt:{number}: five parts are needed: {line}")
        yield parts
    # the first step of every lesson that ships, at three sizes
    for lesson in re.findall(r"'([\w-]+)/lesson\.md'", (HERE.parents[1] / "lessons/meson.build").read_text()):
        for size in ("60x18", "80x24", "120x40"):
            yield [f"lesson-{lesson}-{size.split('x')[0]}", size, "utf8", f"lesson:{lesson}", ""]


def draw(program, size, mode, feed, keys, *more):
    p = subprocess.run([program, size, mode, feed, keys, *more], capture_output=True, timeout=120, cwd=ROOT)
    return p.returncode, p.stdout.decode(), p.stderr.decode(errors="replace")


def faults(text, size, mode):
    """What no screen may have, whatever it shows."""
    width, height = map(int, size.split("x"))
    lines = text.split("\n")[:-1]
    if any(ord(c) < 32 or 127 <= ord(c) < 160 for line in lines for c in line):
        yield "a control character"
    if mode == "ascii" and not text.isascii():
        yield "a character beyond ASCII"
    if any(len(line) > width for line in lines):
        yield "a line that is too long"


def picture(program, update):
    """Whether assets/screen.svg is what the program draws now, is XML, and says what the screen says."""
    size, feed, keys = PICTURE_OF
    _, text, _ = draw(program, size, "utf8", feed, keys)
    status, svg, err = draw(program, size, "utf8", feed, keys, "svg")
    if status or err:
        print(f"--- {PICTURE.name}: exit {status}, {err.strip()[:2000]}")
        return False
    if update:
        PICTURE.write_text(svg)
    words = "".join(e.text or "" for e in ElementTree.fromstring(svg).iter("{http://www.w3.org/2000/svg}text"))
    if re.sub(r"\s", "", words) != re.sub(r"\s", "", text):
        print(f"--- {PICTURE.name}: its text is not that of the screen")
        return False
    if not PICTURE.exists() or PICTURE.read_text() != svg:
        print(f"--- {PICTURE.name} is not what the program draws now; run.py --update DRAW writes it anew")
        return False
    return True


def main(args):
    update = "--update" in args
    args = [a for a in args if a != "--update"]
    if not args:
        sys.exit(__doc__)
    program, only = str(pathlib.Path(args[0]).resolve()), set(args[1:])
    bad = n = 0
    for name, size, mode, feed, keys in cases():
        if only and name not in only:
            continue
        n += 1
        golden = HERE / "golden" / f"{name}.txt"
        status, text, err = draw(program, size, mode, feed, keys)
        problems = list(faults(text, size, mode))
        if status or err:
            problems.append(f"exit {status}, {err.strip()[:2000]}")
        if update and not problems:
            golden.parent.mkdir(exist_ok=True)
            golden.write_text(text)
        want = golden.read_text() if golden.exists() else ""
        if text == want and not problems:
            continue
        bad += 1
        print(f"--- {name}: {size} {mode} {feed} {keys}")
        for problem in problems:
            print(f"    {problem}")
        for line in difflib.unified_diff(want.splitlines(), text.splitlines(), "expected", "drawn", lineterm="", n=1):
            print("    " + line)
    if not only or "picture" in only:
        n += 1
        bad += not picture(program, update)
    print(f"{n} screens, {bad} differ")
    return bad != 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
