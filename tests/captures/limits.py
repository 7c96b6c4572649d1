#!/usr/bin/env python3
"""Captures in which a limit of memory is reached: limits.py SLOWSHAKE SOURCE-ROOT

What is then told of the file may be wrong or lack something: a sentence says so, and none does one packet earlier.
"""
import pathlib
import struct
import sys
import tempfile

import reasons
import shared
import wire
from reasons import CLIENT, SERVER, record

FLOWS, PENDING, PIECES, ALERTS = 1 << 17, 64, 512, 8     # tcp.h, ip.h, tcp_int.h, observer.h
SMALL = 1 << 14                                         # records of a story that carry little: observer.c


def hellos(more=()):
    c = wire.Connection(40000)
    for side, data in [(CLIENT, reasons.client_hello()), (SERVER, reasons.server_hello()), *more]:
        c.add(side, data)
    return list(wire.packets_of(c))


def unanswered(n):
    """SYNs of a scan after the connection's own, which goes on behind them."""
    first, *rest = hellos()
    when = first[0]
    scan = [(when, wire.frame_of([port % 60000 + 1024, 444 + port // 60000], 0, 1, 0, wire.SYN)) for port in range(n)]
    return [first, *scan, *rest]


def fragment(number):
    """The first half of an IP datagram whose other half does not come."""
    frame = bytearray(wire.frame_of([1000, 443], 0, 1, 1, wire.ACK, b"x" * 12))
    frame[18:22] = struct.pack(">HH", number, 0x2000)
    frame[24:26] = b"\0\0"
    frame[24:26] = struct.pack(">H", wire.checksum(bytes(frame[14:34])))
    return bytes(frame)


def fragments(n):
    packets = hellos()
    return [(packets[0][0], fragment(i + 1)) for i in range(n)] + packets


def too_late(n):
    """The first piece of the server's bytes stands behind n others."""
    packets = hellos([(SERVER, record(23, b"d" * 10000) * (n * wire.PIECE // 10000 + 2))])
    at = next(i for i, p in enumerate(packets) if len(p[1]) > wire.PIECE)
    return packets[:at] + packets[at + 1:at + 1 + n] + [packets[at]] + packets[at + 1 + n:]


CASES = [                        # title, packets with and without reaching it, what is said
    ("connections without data", unanswered(FLOWS), unanswered(FLOWS - 1), "has another number here than in Wireshark"),
    ("fragments", fragments(PENDING + 1), fragments(PENDING), "1 IP datagrams were given up"),
    ("bytes out of order", too_late(PIECES + 1), too_late(100), "bytes are told as missing that stand later in the file"),
]


def alerts(program, folder, n):
    """(alerts of the JSON, those left out, the text) with n warnings and the alert that ends it."""
    path = folder / "alerts.pcap"
    wire.write_packets(path, hellos([(SERVER, record(21, b"\1\x64"))] * n + [(SERVER, record(21, b"\2\x28"))]))
    row = shared.handshakes(shared.run(program, "replay", path, "--json", "--summary")[1])[0]
    return [a["description"] for a in row["alerts"]], row.get("alerts_left_out", 0), shared.run(program, "explain", path)[1]


def check(program, folder):
    path = folder / "some.pcap"
    for title, reached, below, said in CASES:
        for packets, wanted in ((reached, True), (below, False)):
            wire.write_packets(path, packets)
            code, _, err = shared.run(program, "replay", path, "--summary")
            if code or (said in err) != wanted or (err and not wanted):
                yield f"{title}, {'reached' if wanted else 'one less'}: exit {code}, {err!r}"
    for n, left_out in ((ALERTS - 1, 0), (ALERTS, 1), (100, 93)):
        listed, more, text = alerts(program, folder, n)
        if len(listed) != ALERTS or more != left_out or listed[-1] != "handshake_failure" or (f"{left_out} more" in text) != bool(left_out):
            yield f"{n} warnings and an alert: {listed}, {more} left out: {text}"


def small_records(program, folder):
    """A story of many tiny records ends at the bound, and says so; fewer, or larger ones, are told to their end."""
    path = folder / "small.pcap"
    for n, size, wanted in ((SMALL + 100, 2, True), (SMALL - 100, 2, False), (SMALL + 100, 90, False)):
        said = b"".join([record(21, b"\1\x64")] * n if size == 2 else [record(23, b"x" * size)] * n)
        wire.write_packets(path, hellos([(SERVER, said)]))
        out = shared.run(program, "replay", path, "--json")[1]
        if ('"type":"capture.limit"' in out) != wanted or out.count('"type":"record.received"') > n + 10:
            yield f"{n} records of {size} bytes: {'capture.limit' in out}, {out.count('record.received')} records"
        if shared.run(program, "replay", path, "--summary")[0]:
            yield f"{n} records of {size} bytes: the summary fails"


def main(program, root):
    with tempfile.TemporaryDirectory() as name:
        program = str(pathlib.Path(program).resolve())
        wrong = [*check(program, pathlib.Path(name)), *small_records(program, pathlib.Path(name))]
    for line in wrong:
        print(line[:1000])
    print(f"{len(CASES)} limits, {len(wrong)} wrong")
    return 1 if wrong else 0


if __name__ == "__main__":
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    sys.exit(main(*sys.argv[1:]))
