#!/usr/bin/env python3
"""JA3, JA4 and ALPN: fingerprints.py PROGRAM

Of ClientHellos written byte by byte, against what is computed here from the same lists; JA3 also against tshark, on these and
on the captures of other projects, where they are there. And JA4 as FoxIO, whose it is, publishes it: the example of its description, and
what its tests have for captures that are among those of other projects.
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


# The example of JA4.md, and its lists; what it prints for protocols that are no letters or digits; the hash without signature schemes.
CHROME = dict(suites=(0x1301, 0x1302, 0x1303, 0xC02B, 0xC02F, 0xC02C, 0xC030, 0xCCA9, 0xCCA8, 0xC013, 0xC014, 0x9C, 0x9D, 0x2F, 0x35), versions=("1.3", "1.2"),
              schemes=(0x0403, 0x0804, 0x0401, 0x0503, 0x0805, 0x0501, 0x0806, 0x0601), shares=((29, 32),), protocols=("h2", "http/1.1"),
              extra=b"".join(ext(n, b"\0" * 4) for n in (0x1B, 0x4469, 0x17, 0x2D, 0x05, 0x23, 0x12, 0xFF01, 0x0B, 0x15)))
SUITES = "8daaf6152771"
PUBLISHED = [(CHROME, "t13d1516h2_" + SUITES + "_e5627efa2ab1")] + [
    (CHROME | dict(protocols=(raw,)), "t13d1516%s_%s_e5627efa2ab1" % (end, SUITES))
    for raw, end in (("http/1.1", "h1"), (b"\xab", "ab"), (b"\xab\xcd", "ad"), (b"\x30\xab", "3b"), (b"\x30\x31\xab\xcd", "3d"), (b"\x30\xab\xcd\x31", "01"))
] + [(CHROME | dict(schemes=(), extra=CHROME["extra"] + ext(0x0D)), "t13d1516h2_" + SUITES + "_6d807ffa2a79")]
PUBLISHED_CAPTURES = {"arkime/tls-alpn-h2.pcap": "t12d4605h2_85626a9a5f7f_aaf95bb78ec9", "arkime/https3-301-get.pcap": "t10d230100_6a57a6f57151_000000000000"}


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
                                    sha(hexes(sorted(suites))), sha(tail) if set(kinds) - {0, 16} else "0" * 12)
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


def published(program, folder):
    path = folder / "some.pcap"
    for how, ja4 in PUBLISHED:
        wire.write_packets(path, spoken.packets([(CLIENT, spoken.client_hello(**how))]))
        found = summary(program, path)[0]["ja4"]
        if found != ja4:
            yield f"published: {found} instead of {ja4}"


def others(program):
    """(captures, hellos, differences) with tshark"""
    captures, n, wrong = shared.folder(), 0, []
    for name, ja4 in PUBLISHED_CAPTURES.items():
        found = [h["ja4"] for h in summary(program, captures / name)]
        if found != [ja4]:
            wrong.append(f"{name}: {found} instead of {ja4}, which is published")
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
        wrong = [*own(program, pathlib.Path(name)), *published(program, pathlib.Path(name))]
    for line in wrong:
        print(line)
    print(f"{len(HELLOS)} hellos, {len(PUBLISHED)} published fingerprints, {len(wrong)} wrong")
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
