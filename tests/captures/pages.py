#!/usr/bin/env python3
"""Streams of captures of other projects as pages and as Markdown: pages.py SLOWSHAKE [WORDS OF A PATH]

Every stream that has a handshake, with the keys that there are: the export succeeds, the page is well formed and its
links lead somewhere, and of each secret that a key log or key opened neither says a byte unless it is told to.
"""
import pathlib
import re
import sys
import tempfile

import shared

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1]))
import page     # noqa: E402

LONG = 5_000_000            # bytes: no page of a capture need be larger
MOST = 4                    # streams of one file


def handshakes(program, path, keys):
    """The numbers of the first streams that have one."""
    _, out, _ = shared.run(program, "replay", path, "--summary", "--json", *keys)
    lines = shared.handshakes(out)
    return sorted({x["stream"] for x in lines if x.get("version")})[:MOST]


def secrets(lines):
    """What a key log would say, and what follows from it: of 16 bytes or more, so that no other bytes are like it."""
    values = {x["id"]: x for x in lines if x["type"] == "value"}
    return {v["hex"] for v in values.values() if len(v["hex"]) >= 32 and
            (v["op"] == "KEYLOG" or re.search(r"(master|handshake|traffic|main)_secret|_write_(key|MAC_key)$", v["label"])) and v.get("secret", True)}


def check(program, path, stream, keys, folder, looked_for):
    files = [pathlib.Path(folder, "x." + e) for e in ("html", "md")]
    for f in files:
        f.unlink(missing_ok=True)
    code, out, err = shared.run(program, "replay", path, "--stream", str(stream), "--json", *keys, *(str(w) for f in files for w in ("--export", f)))
    if "the capture is cut" in err:
        return
    if code not in (0, 1) or not files[1].exists():
        yield "exit %d: %s" % (code, err[:200])
        return
    text, note = (f.read_text() for f in files)
    read = page.Page(text)
    yield from read.wrong[:3]
    yield from ("leads nowhere: #%s" % link for link in sorted(read.links - set(read.ids))[:3])
    if read.scripts != 1 or len(text) > LONG:
        yield "%d scripts, %d bytes" % (read.scripts, len(text))
    lines = shared.handshakes(out)
    if ("It failed at" in text) != bool(lines[-1].get("cause")):
        yield "the outcome is %s, and of a failure it says %s" % (lines[-1]["text"], re.findall("It failed at.*", text))
    bare = re.sub(r"[ \n]|</a> ?<a [^>]*>", "", text)
    for s in secrets(lines):
        looked_for.append(s)
        if s in bare or s in note.replace(" ", ""):
            yield "a secret is told: %s..." % s[:8]


def main():
    program, words = sys.argv[1], sys.argv[2:]
    folder = shared.folder()
    rows = [r for r in shared.table(folder) if all(w in r["path"] for w in words)]
    pages = faults = 0
    looked_for = []
    with tempfile.TemporaryDirectory() as place:
        for row in rows:
            keys = shared.key_options(folder, row)
            for stream in handshakes(program, folder / row["path"], keys):
                pages += 1
                for what in check(program, folder / row["path"], stream, keys, place, looked_for):
                    faults += 1
                    print("%s stream %s: %s" % (row["path"], stream, what))
    print("%d pages of %d captures, %d secrets looked for, %d faults" % (pages, len(rows), len(looked_for), faults))
    return 1 if faults or not pages or not (looked_for or words) else 0


if __name__ == "__main__":
    sys.exit(main())
