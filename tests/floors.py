#!/usr/bin/env python3
"""Reads every #include of src/ and holds it against the list of floors.

usage: floors.py SRC            check; exit 1 and one line for each wrong edge
       floors.py --self-test    break each rule in a made-up tree and see it fail
"""
import pathlib
import re
import sys
import tempfile

FLOORS = ["base", "spec", "trace", "crypto", "x509", "wire", "tls", "source", "view", "lesson", "out", "tui", "cli"]
BESIDE = {"source", "out", "tui"}            # never include each other
NOT_INCLUDED_BY = {floor: {"tls", "source"} for floor in ("view", "lesson")}   # models of the trace, whatever wrote it
INCLUDE = re.compile(r'^[ \t]*#[ \t]*include[ \t]*([<"])([^>"\n]+)[>"]', re.M)
LIBRARY = re.compile(r"^(psa|mbedtls)/")
FORBIDDEN = re.compile(r"^mbedtls/(ssl|x509|net|debug)")
CURSES = re.compile(r"^(ncursesw/)?(n?curses|panel|menu|form|term)\.h$")


def floor_of(path):
    """The floor of src/FLOOR/file; main.c stands above all."""
    return path.split("/")[0] if "/" in path else "main"


def wrong_edge(path, quote, target):
    """Why `path` may not include `target`, or None."""
    floor = floor_of(path)
    if FORBIDDEN.match(target):
        return "this program speaks TLS itself: only mbedTLS's primitives may be used"
    if LIBRARY.match(target):
        return None if floor == "crypto" else "only crypto/ may include the cryptographic library"
    if CURSES.match(target):
        return None if floor == "tui" else "only one file in tui/ may include ncurses"
    if quote == "<":
        return None
    if "/" not in target:
        return "an include of our own names its floor"
    other = floor_of(target)
    if other not in FLOORS:
        return f"there is no floor {other}"
    if floor == "main":
        return None
    if floor != other and floor in BESIDE and other in BESIDE:
        return f"{floor} and {other} stand side by side and never meet"
    if other in NOT_INCLUDED_BY.get(floor, ()):
        return f"{floor} reads a trace and must not know {other}"
    if FLOORS.index(other) > FLOORS.index(floor):
        return f"{other} is above {floor}"
    return None


def check(src):
    """All violations in the tree, as lines; and how many includes were read."""
    errors, edges, curses = [], 0, []
    for path in sorted(src.rglob("*.[ch]")):
        name = path.relative_to(src).as_posix()
        text = path.read_text(encoding="utf-8")
        if floor_of(name) not in FLOORS + ["main"]:
            errors.append(f"src/{name}: in no floor")
            continue
        for match in INCLUDE.finditer(text):
            edges += 1
            quote, target = match.groups()
            line = text.count("\n", 0, match.start()) + 1
            why = wrong_edge(name, quote, target)
            if why is None and quote == '"' and "/" in target and not (src / target).exists():
                why = "there is no such file"
            if why:
                errors.append(f"src/{name}:{line}: {target}: {why}")
            if CURSES.match(target):
                curses.append(name)
    if len(set(curses)) > 1:
        errors.append(f"ncurses is included by {len(set(curses))} files: {', '.join(sorted(set(curses)))}; one may")
    return errors, edges


GOOD = {
    "base/a.h": "", "spec/s.h": '#include "base/a.h"\n', "tls/t.h": "", "out/o.h": "", "source/s.h": "",
    "view/v.h": '#include "spec/s.h"\n', "lesson/l.h": '#include "view/v.h"\n', "crypto/c.c": "#include <psa/crypto.h>\n#include <mbedtls/rsa.h>\n",
    "tui/term.c": '#include <ncurses.h>\n#include "view/v.h"\n', "cli/c.c": '#include "out/o.h"\n#include "source/s.h"\n',
    "main.c": '#include "out/o.h"\n#include "source/s.h"\n',
}
BROKEN = [
    ("base/b.c", '#include "spec/s.h"\n'),            # upwards
    ("tls/x.c", '#include "source/s.h"\n'),
    ("source/x.c", '#include "out/o.h"\n'),           # side by side
    ("out/x.c", '#include "source/s.h"\n'),
    ("tui/x.c", '#include "out/o.h"\n'),
    ("view/x.c", '#include "tls/t.h"\n'),
    ("view/x.c", '#include "lesson/l.h"\n'),
    ("lesson/x.c", '#include "source/s.h"\n'),
    ("x509/verify/x.c", '#include "tls/t.h"\n'),      # an inner folder is of its floor
    ("tls/x.c", "#include <psa/crypto.h>\n"),          # the library outside crypto/
    ("main.c", " # include <mbedtls/rsa.h>\n"),
    ("crypto/x.c", "#include <mbedtls/ssl.h>\n"),
    ("crypto/x.c", "#include <mbedtls/x509_crt.h>\n"),
    ("tui/x.c", "#include <curses.h>\n"),              # a second file with ncurses
    ("view/x.c", "#include <ncursesw/ncurses.h>\n"),
    ("base/b.c", '#include "a.h"\n'),                  # without its floor
    ("base/b.c", '#include "base/nothing.h"\n'),
    ("attic/x.c", ""),
]


def self_test():
    bad = 0
    for extra in [None] + BROKEN:
        with tempfile.TemporaryDirectory() as tmp:
            src = pathlib.Path(tmp)
            for name, text in list(GOOD.items()) + ([extra] if extra else []):
                (src / name).parent.mkdir(parents=True, exist_ok=True)
                (src / name).write_text(text)
            errors, _ = check(src)
        if bool(errors) != bool(extra):
            bad += 1
            print(f"self-test: {extra or 'the good tree'}: {errors or 'nothing found'}", file=sys.stderr)
    print(f"self-test: {len(BROKEN)} broken trees, {bad} judged wrongly")
    return bad


def main():
    if sys.argv[1:] == ["--self-test"]:
        return 1 if self_test() else 0
    if len(sys.argv) != 2:
        print(__doc__, file=sys.stderr)
        return 2
    errors, edges = check(pathlib.Path(sys.argv[1]))
    for line in errors:
        print(line, file=sys.stderr)
    print(f"{edges} includes read, {len(errors)} wrong")
    return 1 if errors or edges == 0 else 0


sys.exit(main())
