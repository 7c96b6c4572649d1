#!/usr/bin/env python3
"""Makes tests/fuzz/corpus from our own runs: make_corpus.py BUILD/tests/fuzz [OUT]

There are record_corpus and record_corpus_clear. What they write is cut
down to one file for each kind of message and shape, with a few broken variants
of each, the same on every run. Keeps the whole under LIMIT.
"""
import hashlib
import pathlib
import subprocess
import sys
import tempfile

LIMIT = 500_000
ROLES = ("client", "server", "client13", "server13")
CLEAR = tuple(f"{role}_clear" for role in ROLES)
TARGETS = ("record", *ROLES, *CLEAR, "wire_clear")
QUIRKS = 80
# what the parties are when one of them errs
FAULTY = (bytes([0x02, 0x6f, 0x02]), bytes([0x26, 0x00, 0x02]), bytes([0x07, 0x0f, 0x03]))
HERE = pathlib.Path(__file__).resolve().parent


def variants(name, data, head):
    """Cut off, lengthened, one byte changed: at places that the name chooses."""
    seed = int.from_bytes(hashlib.sha256(name.encode()).digest()[:4], "big")
    body = data[head:]
    if len(body) < 2:
        return
    at = seed % len(body)
    yield "cut", data[:head] + body[:at]
    yield "bit", data[:head] + body[:at] + bytes([body[at] ^ (1 << seed % 8)]) + body[at + 1:]
    yield "long", data[:head] + body + b"\0" * (1 + seed % 40)


def edits(name):
    """Lists of edits for the mode in which the peer is a real endpoint."""
    digest = hashlib.sha256(name.encode()).digest()
    for i in range(4):
        first = int.from_bytes(digest[2 * i:2 * i + 2], "big") % 3000
        yield f"edit{i}", first.to_bytes(2, "big") + bytes([0, digest[8 + i], i, 1 << digest[16 + i] % 8]) + digest[20:20 + 4 * i]


def pick_units(folder):
    """One of each (layout, first bytes, length): the certificate once, not for every run."""
    seen = {}
    for path in sorted(folder.glob("unit-*")):
        data = path.read_bytes()
        seen.setdefault((data[:3], len(data) // 64), data)
    return [(f"{k[0].hex()}-{k[1]}", data) for k, data in sorted(seen.items())]


def main():
    if len(sys.argv) < 2:
        sys.exit(__doc__)
    out = pathlib.Path(sys.argv[2]) if len(sys.argv) > 2 else HERE / "corpus"
    total = 0

    def write(target, name, data):
        nonlocal total
        path = out / target / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
        total += len(data)

    with tempfile.TemporaryDirectory() as tmp:
        folder = pathlib.Path(tmp)
        for program in ("record_corpus", "record_corpus_clear"):
            subprocess.run([pathlib.Path(sys.argv[1]) / program, tmp], check=True)
        for old in [p for t in TARGETS for p in (out / t).glob("*")]:
            old.unlink()
        for name, data in pick_units(folder):
            write("record", name, data)
            if len(data) < 1000:
                for kind, variant in variants(name, data, 2):
                    write("record", f"{name}-{kind}", variant)
        for role in ROLES:
            for path in sorted(folder.glob(f"{role}-*")):
                name, data = path.name.split("-")[1], path.read_bytes()
                write(role, name, data)
                if len(data) < 3000:
                    kind, variant = list(variants(role + name, data, 4))[int(name) % 3]
                    write(role, f"{name}-{kind}", variant)
                for kind, edit in edits(role + name):
                    write(role, f"{name}-{kind}", bytes([data[0] | 0x80]) + data[1:4] + edit)
        for role in CLEAR:
            for path in sorted(folder.glob(f"{role}-*")):
                write(role, path.name.split("-")[1], path.read_bytes())
            for quirk in range(QUIRKS):
                config = FAULTY[quirk % len(FAULTY)]
                write(role, f"quirk-{quirk}", bytes([config[0] | 0x80]) + config[1:] + bytes([0, 3 * (quirk % 2), quirk, quirk, 0xff, 0xff]))
        for path in sorted(folder.glob("wire*_clear-*")):
            write("wire_clear", path.name, path.read_bytes())
    files = sum(1 for t in TARGETS for _ in (out / t).iterdir())
    print(f"{files} files, {total} bytes")
    if total > LIMIT:
        sys.exit(f"more than {LIMIT} bytes")


main()
