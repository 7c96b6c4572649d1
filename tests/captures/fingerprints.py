#!/usr/bin/env python3
"""JA3, JA4 and ALPN: fingerprints.py PROGRAM

Of ClientHellos written byte by byte, against what is computed here from the same lists; JA3 also against tshark, on these and
on the captures of other projects, where they are there.
"""
import hashlib
import pathlib
import subprocess
import sys
import tempfile

import shared
import spoken
import wire

CLIENT, SERVER = 0, 1
GREASE = 0x1A1A


def ext(number, content=b""):
    return spoken.extension(number, content)


# suites, groups, schemes, versions, name, protocols, further extensions, client_version
HELLOS = [
    dict(), dict(name=None), dict(groups=()), dict(schemes=()), dict(name=None, groups=(), schemes=()), dict(protocols=("h2", "http/1.1")),
    dict(protocols=("http/1.1",)), dict(protocols=("\x02x",)), dict(protocols=("q",)), dict(versions=("1.3", "1.2")), dict(versions=("1.2",)),
    dict(suites=(GREASE, 0x1301, 0x1302, 0xC02B, 0x00FF), groups=(GREASE, 29, 23)), dict(version=b"\3\0"), dict(version=b"\3\1"), dict(version=b"\3\2"),
    dict(extra=ext(GREASE) + ext(23) + ext(0xFF01, b"\0") + ext(35) + ext(11, b"\1\0")), dict(suites=tuple(range(0xC001, 0xC001 + 120))),
    dict(versions=("1.3",), shares=((29, 32),), suites=(0x1303, 0x1301)),
]


def grease(n):
    return n & 0x0F0F == 0x0A0A and n >> 8 == n & 0xFF


def sha(text):
    return hashlib.sha256(text.encode()).hexdigest()[:12]


def hexes(numbers):
    return ",".join("%04x" % n for n in numbers)


def expected(how):
    body = spoken.hello_body(**how)
    suites = [n for n in how.get("suites", (0xC02F, 0xC030, 0x9C)) if not grease(n)]
    groups = [n for n in how.get("groups", (29, 23)) if not grease(n)]
    schemes = list(how.get("schemes", (0x0804, 0x0401)))
    at = 34 + 1 + body[34]
    at += 2 + int.from_bytes(body[at:at + 2], "big")
    at += 1 + body[at] + 2
    kinds, formats = [], []
    while at < len(body):
        kind, n = int.from_bytes(body[at:at + 2], "big"), int.from_bytes(body[at + 2:at + 4], "big")
        kinds += [] if grease(kind) else [kind]
        formats = list(body[at + 5:at + 4 + n]) if kind == 11 else formats
        at += 4 + n
    version = int.from_bytes(how.get("version", b"\3\3"), "big")
    ja3 = ",".join([str(version)] + ["-".join(map(str, x)) for x in (suites, kinds, groups, formats)])
    named = {0x304: "13", 0x303: "12", 0x302: "11", 0x301: "10", 0x300: "s3"}
    listed = [int.from_bytes(spoken.VERSIONS[v], "big") for v in how.get("versions", ())]
    first = how.get("protocols", ("",))[0].encode()
    alpn = "00" if not first else chr(first[0]) + chr(first[-1]) if chr(first[0]).isalnum() and chr(first[-1]).isalnum() else first.hex()[0] + first.hex()[-1]
    tail = hexes(sorted(k for k in kinds if k not in (0, 16))) + ("_" + hexes(schemes) if schemes else "")
    ja4 = "t%s%s%02d%02d%s_%s_%s" % (named[max(listed or [version])], "d" if 0 in kinds else "i", min(99, len(suites)), min(99, len(kinds)), alpn,
                                    sha(hexes(sorted(suites))), sha(tail) if kinds else "0" * 12)
    return hashlib.md5(ja3.encode()).hexdigest(), ja4


def by_tshark(path):
    out = subprocess.run(["tshark", "-r", str(path), "-Y", "tls.handshake.ja3", "-T", "fields", "-e", "tcp.stream", "-e", "tls.handshake.ja3"],
                         capture_output=True, text=True, check=False).stdout
    return {tuple(line.split("\t")) for line in out.splitlines() if "," not in line and not line.startswith("\t")}


def summary(program, path):
    return shared.handshakes(shared.run(program, "replay", path, "--json", "--summary")[1])


def own(program, folder):
    path = folder / "some.pcap"
    answer = spoken.server_hello(extra=ext(16, spoken.opaque(2, spoken.opaque(1, b"h2"))))
    for how in HELLOS:
        pieces = [(CLIENT, spoken.client_hello(**how))] + ([(SERVER, answer)] if "protocols" in how else [])
        wire.write_packets(path, spoken.packets(pieces))
        row = summary(program, path)[0]
        ja3, ja4 = expected(how)
        if (row["ja3"], row["ja4"]) != (ja3, ja4):
            yield f"{how}: {row['ja3']} {row['ja4']} instead of {ja3} {ja4}"
        if by_tshark(path) != {("0", ja3)}:
            yield f"{how}: tshark has {by_tshark(path)}, and not {ja3}"
        if "protocols" in how and row["alpn"] != "h2":
            yield f"{how}: alpn {row['alpn']}, {row['alpn_offered']}"
    if row["alpn"] or row["alpn_offered"]:
        yield f"a protocol that nobody named: {row}"


def others(program):
    """(captures, hellos, differences) with tshark"""
    captures, n, wrong = shared.folder(), 0, []
    rows = [r for r in shared.table(captures) if r["path"].startswith(("zeek/tls/", "ssldump/", "snet/"))]
    for r in rows:
        path = captures / r["path"]
        found = {(str(h["stream"]), h["ja3"]) for h in summary(program, path) if h["ja3"]}
        theirs = by_tshark(path)
        n += len(theirs)
        if theirs - found:
            wrong.append(f"{r['path']}: tshark alone has {sorted(theirs - found)[:3]}, we {sorted(found - theirs)[:3]}")
    return len(rows), n, wrong


def main(program):
    program = str(pathlib.Path(program).resolve())
    with tempfile.TemporaryDirectory() as name:
        wrong = list(own(program, pathlib.Path(name)))
    for line in wrong:
        print(line)
    print(f"{len(HELLOS)} hellos, {len(wrong)} wrong")
    if wrong:
        return 1
    captures, n, wrong = others(program)
    for line in wrong:
        print(line)
    print(f"{captures} captures of others, {n} hellos as tshark has them, {len(wrong)} wrong")
    return 1 if wrong or not n else 0


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    sys.exit(main(sys.argv[1]))
