#!/usr/bin/env python3
"""Holds src/ against the list of floors, and files and functions against their lengths.

usage: floors.py SRC                  every #include, file and function; exit 1 and one line for each that is wrong
       floors.py --symbols ARCHIVE    the same floors in what was built: nobody uses what a floor above defines,
                                      however it was declared; and no files use each other in a circle
       floors.py --self-test          break each rule in a made-up tree and see it fail
"""
import pathlib
import re
import subprocess
import sys
import tempfile

FLOORS = ["base", "spec", "trace", "crypto", "x509", "wire", "tls", "source", "view", "lesson", "out", "tui", "cli"]
BESIDE = {"source", "out", "tui"}            # never include each other
NOT_INCLUDED_BY = {floor: {"tls", "source"} for floor in ("view", "lesson")}   # models of the trace, whatever wrote it
# Folders within a floor: what each never includes.
INNER = {
    "x509": {"x509/verify"},
    "source": {"source/sim", "source/live", "source/capture"},
    "source/sim": {"source/live", "source/capture"},
    "source/live": {"source/sim", "source/capture"},
    "source/capture": {"source/sim", "source/live"},
}
# Folders that few may know: what an observer tells, everybody else reads in the trace.
ONLY_FOR = {"tls/observe": {"tls/observe", "source/capture"}}
FILE_LINES, FUNCTION_LINES = 500, 60         # tables of spec/ may be longer
# Files that use each other, and why they may. Both names as objects have them.
CIRCLES = {
    ("tls_connection", "tls_keys_transcript"): "it frees its transcript, which tells events of the connection",
    ("tls_endpoint_role", "tls_message_alert"): "giving up sends an alert, and one that comes makes it give up",
    ("tls_endpoint_role", "tls_message_signature"): "a role tells of signatures, and says what a bad one means",
    ("tls_endpoint_role", "tls_renegotiation"): "a hello that comes may begin a further handshake, and refused too often it is a flood",
    ("tls_message_alert", "tls_renegotiation"): "an alert refuses a further handshake, and one that comes ends it",
    ("tls_extension_extension", "tls_extension_groups"): "a row of its lists asks what was offered",
    ("tls_flow_flow", "tls_flow_rows"): "a row of its sequences asks whether they are over",
    ("tls_keys_keys", "tls_keys_tls12"): "a schedule of its table logs secrets",
    ("tls_keys_keys", "tls_keys_tls13"): "a schedule of its table logs secrets",
    ("tls_observe_hellos", "tls_observe_observer"): "each part of an observer may end it",
}
LONG_CIRCLES = {"tls"}                       # floors with longer ones: the flow names the messages, and they say what comes next
FUNCTION_POINTER = re.compile(r"^(?!typedef\b)(?:static |extern )?[a-z_][\w ]*\**\(\*\w+\)\(", re.M)
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
    folder, other_folder = path.rpartition("/")[0], target.rpartition("/")[0]
    if other_folder in INNER.get(folder, ()):
        return f"{folder} must not know {other_folder}"
    if folder not in ONLY_FOR.get(other_folder, {folder}):
        return f"only {' and '.join(sorted(ONLY_FOR[other_folder]))} may know {other_folder}"
    return wrong_floor(floor, floor_of(target))


def wrong_floor(floor, other):
    """Why what stands on `floor` may not use what stands on `other`, or None."""
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


def wrong_lengths(name, text):
    """A line for the file if it is too long, and for each function that is."""
    lines, start = text.split("\n"), None
    if floor_of(name) != "spec" and len(lines) - 1 > FILE_LINES:
        yield f"src/{name}: {len(lines) - 1} lines; a file has one subject and at most {FILE_LINES}"
    for i, line in enumerate(lines):
        if line == "{":
            start = i
        elif line == "}" and start is not None:
            if i - start + 1 > FUNCTION_LINES:
                yield f"src/{name}:{start + 1}: a function of {i - start + 1} lines; at most {FUNCTION_LINES}"
            start = None


def object_floor(member):
    """The floor of an object in the archive: src_tls_flow.c.o; what is generated fills in a declaration of base/."""
    found = re.search(r"(?:^|/)src_([a-z0-9]+)_[^/]*\.o$", member)
    return found.group(1) if found else "base" if "meson-generated" in member else member


def read_symbols(listing):
    """Lines of `nm -P -g ARCHIVE`: which object defines each symbol, and (object, symbol) for each use of one that is ours."""
    member, defined, used = None, {}, []
    for line in listing.splitlines():
        opened = re.match(r".*\[(.*)\]:$|^(\S+\.o):$", line)
        if opened:
            member = (opened.group(1) or opened.group(2)).split("/")[-1]
            continue
        name, kind = line.split()[:2] if len(line.split()) > 1 else (None, None)
        if kind == "U":
            used.append((member, name))
        elif kind:
            defined[name] = member
    return defined, [(member, name) for member, name in used if name in defined]


def wrong_symbols(listing, may=CIRCLES):
    """An error for each symbol that an object uses and a floor above defines, and for each circle; and how many were used."""
    defined, used = read_symbols(listing)
    errors, uses = [], {}
    for member, name in used:
        why = wrong_floor(object_floor(member), object_floor(defined[name]))
        if why:
            errors.append(f"{member}: uses {name} of {defined[name]}: {why}")
        if member != defined[name]:
            uses.setdefault(member, {})[defined[name]] = name
    return errors + list(pairs(uses, may)) + list(circles(uses)), len(used)


def pairs(uses, may):
    """A line for each two files that use each other and are not in `may`, and for each two in there that do not."""
    found = set()
    for a in sorted(uses):
        for b in sorted(other for other in uses[a] if a < other and a in uses.get(other, {})):
            found.add(tuple(re.sub(r"^src_|\.c\.o$", "", name) for name in (a, b)))
    for pair in sorted(found - set(may)):
        a, b = (f"src_{name}.c.o" for name in pair)
        yield (f"{a} uses {uses[a][b]} of {b}, which uses {uses[b][a]}: let what both need stand below them, "
               "or say why not in CIRCLES of tests/floors.py")
    for a, b in sorted(set(may) - found):
        yield f"{a} and {b} do not use each other any more: take them out of CIRCLES in tests/floors.py"


def circles(uses):
    """A line for each file that uses itself by way of several others: the shortest way round, and what is used on it."""
    told = set()
    for start in sorted(uses):
        ways, seen = [[start]], {start}
        while ways and object_floor(start) not in LONG_CIRCLES:
            way = ways.pop(0)
            if start in uses.get(way[-1], {}) and len(way) > 2:
                if not told & set(way):
                    yield "a circle: " + ", ".join(f"{a} uses {uses[a][b]} of {b}" for a, b in zip(way, way[1:] + [start]))
                told |= set(way)
                break
            for other in sorted(set(uses.get(way[-1], {})) - seen):
                seen.add(other)
                ways.append(way + [other])


def check(src):
    """All violations in the tree, as lines; and how many includes were read."""
    errors, edges, curses = [], 0, []
    for path in sorted(src.rglob("*.[ch]")):
        name = path.relative_to(src).as_posix()
        text = path.read_text(encoding="utf-8")
        if floor_of(name) not in FLOORS + ["main"]:
            errors.append(f"src/{name}: in no floor")
            continue
        errors += wrong_lengths(name, text)
        for match in FUNCTION_POINTER.finditer(text):
            errors.append(f"src/{name}: {match.group().strip()}: a global that holds a function is a way upwards; hand it over")
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
    ("x509/x.c", '#include "x509/verify/v.h"\n'),      # the checklist stands above what it checks
    ("source/sim/x.c", '#include "source/live/l.h"\n'),
    ("tls/record/x.c", '#include "tls/observe/o.h"\n'),
    ("out/x.c", '#include "tls/observe/o.h"\n'),      # the trace says it
    ("cli/x.c", '#include "tls/observe/o.h"\n'),
    ("source/live/x.c", '#include "tls/observe/o.h"\n'),
    ("view/x.c", "int a;\n" * 501),
    ("view/x.c", "int f(void)\n{\n" + "\tf();\n" * 59 + "}\n"),
    ("base/b.c", "static void (*hook)(void);\n"),      # a floor above puts itself in
]
GOOD["x509/verify/v.h"] = GOOD["source/live/l.h"] = GOOD["tls/observe/o.h"] = ""
GOOD["spec/long.c"] = "int a;\n" * 5000
GOOD["view/long.c"] = "int a;\n" * 400 + "int f(void)\n{\n" + "\tf();\n" * 58 + "}\n"

LISTING = """lib.a[lib.a.p/src_base_a.c.o]:
a_take T 0 10
%s
lib.a[lib.a.p/src_base_b.c.o]:
b_take T 0 10
%s
lib.a[lib.a.p/src_tls_t.c.o]:
t_hook B 0 8
t_run T 0 10
b_take U
lib.a[lib.a.p/src_source_sim_s.c.o]:
s_run T 0 10
t_run U
lib.a[lib.a.p/src_out_o.c.o]:
printf U
%s
lib.a[lib.a.p/meson-generated_.._assets_assets.c.o]:
assets D 0 8
%s
"""
GOOD_SYMBOLS = ("b_take U", "assets U", "t_run U", "free U")
BROKEN_SYMBOLS = [
    ("b_take U", "t_hook U", "t_run U", "free U"),      # upwards, to a function kept in a global
    ("b_take U", "t_run U", "t_run U", "free U"),
    ("b_take U", "assets U", "s_run U", "free U"),      # side by side
    ("b_take U", "a_take U", "t_run U", "free U"),      # a circle of two
    ("b_take U", "assets U", "t_run U", "a_take U"),    # of three
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
    for lines in [GOOD_SYMBOLS] + BROKEN_SYMBOLS:
        errors, used = wrong_symbols(LISTING % lines, {})
        if bool(errors) != (lines != GOOD_SYMBOLS) or not used:
            bad += 1
            print(f"self-test: {lines}: {errors or 'nothing found'}", file=sys.stderr)
    circle = LISTING % BROKEN_SYMBOLS[3]
    for may, wrong in (({("base_a", "base_b"): "so"}, 0), ({("base_a", "base_b"): "so", ("base_a", "tls_t"): "gone"}, 1)):
        if len(wrong_symbols(circle, may)[0]) != wrong:
            bad += 1
            print(f"self-test: allowed circles {may}: {wrong_symbols(circle, may)[0]}", file=sys.stderr)
    print(f"self-test: {len(BROKEN)} broken trees, {len(BROKEN_SYMBOLS)} broken archives, {bad} judged wrongly")
    return bad


def symbols(archive):
    listing = subprocess.run(["nm", "-P", "-g", archive], stdout=subprocess.PIPE, text=True, check=True).stdout
    errors, used = wrong_symbols(listing)
    for line in errors:
        print(line, file=sys.stderr)
    print(f"{used} uses of symbols read, {len(errors)} wrong")
    return 1 if errors or used == 0 else 0


def main():
    if sys.argv[1:] == ["--self-test"]:
        return 1 if self_test() else 0
    if len(sys.argv) == 3 and sys.argv[1] == "--symbols":
        return symbols(sys.argv[2])
    if len(sys.argv) != 2:
        print(__doc__, file=sys.stderr)
        return 2
    errors, edges = check(pathlib.Path(sys.argv[1]))
    for line in errors:
        print(line, file=sys.stderr)
    print(f"{edges} includes read, {len(errors)} wrong")
    return 1 if errors or edges == 0 else 0


sys.exit(main())
