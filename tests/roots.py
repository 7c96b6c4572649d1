#!/usr/bin/env python3
"""Whatever an observer names by an id or by a pointer into its trace has to be in the tables of src/tls/observe/pack.c, or it is
lost when the trace serves another stream. Holds the tables to the structures: each member that is a value, or bytes."""
import pathlib
import re
import sys

ROOT = pathlib.Path(__file__).resolve().parents[1]
TABLES = "src/tls/observe/pack.c"
STRUCTS = {
    "src/tls/observe/observe.h": ("observer", "seen_psk", "asked", "watched"),
    "src/tls/connection.h": ("connection", "side", "renegotiation"),
    "src/tls/offer.h": ("offer",),
    "src/tls/cause/course.h": ("course",),
    "src/tls/keys/session.h": ("session", "secrets"),
    "src/tls/keys/tls13.h": ("tls13_keys",),
    "src/tls/record/protection.h": ("protection", "part"),
    "src/x509/verify/verify.h": ("verify_result", "verify_shown"),
    "src/crypto/value.h": ("public_key", "agreement"),
}


def body(text, name):
    start = re.search(r"^struct %s \{$" % name, text, re.M)
    return text[start.end():text.index("\n}", start.end())] if start else None


def members(code):
    """Names of the members that are values or bytes."""
    for line in re.findall(r"\b(?:value_id|struct bytes)\s+([^;(*]+);", code):
        for name in line.split(","):
            yield re.match(r"\s*(\w+)", name).group(1)


def missing(read):
    tables = read(TABLES)
    for header, names in STRUCTS.items():
        text = read(header)
        for name in names:
            code = body(text, name)
            if code is None:
                yield "%s: no struct %s any more: %s has to say where it is" % (header, name, pathlib.Path(__file__).name)
                continue
            for member in members(code):
                if not re.search(r"\b%s\b" % member, tables):
                    yield "%s: struct %s: %s is not in %s" % (header, name, member, TABLES)


def main():
    def read(path):
        return re.sub(r"/\*.*?\*/", "", (ROOT / path).read_text(encoding="utf-8"), flags=re.S)     # without comments

    # that it finds what is missing
    broken = list(missing(lambda p: read(p).replace("server_random)", "other)") if p == TABLES else read(p)))
    if not any("server_random" in b for b in broken):
        sys.exit("a value that no table has is not found")
    found = list(missing(read))
    print("\n".join(found) or "all values and bytes of an observer are in its tables")
    return bool(found)


sys.exit(main())
