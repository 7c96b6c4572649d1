#!/usr/bin/env python3
"""Where in the file the bytes stand: placed.py PROGRAM SOURCE-ROOT

The same conversations with their directions apart, beginning in the middle of a record, or with packets that are cut. What
is said of the file is said at its end: what is there opens, and what is not is named truly.
"""
import os
import pathlib
import sys
import tempfile

import shared
import spoken
import ssl3
import wire

CLIENT, SERVER = 0, 1


def from_client(frame):
    return frame[26:30] == bytes([192, 0, 2, 1])


def flags(frame):
    return frame[14 + 20 + 13]


class Maker:
    def __init__(self, root, folder):
        self.folder = folder
        script = wire.Script()
        self.connection = script.connection()
        line = ssl3.converse(self.connection, root / "assets/pki", root / "assets/pki/client-rsa.pem", root / "assets/pki/client-rsa.key")
        self.keys = folder / "some.keys"
        self.keys.write_text(line)
        self.whole = list(wire.packets_of(self.connection))


# ---- directions apart: all of it opens

def client_first(packets):
    return [p for p in packets if from_client(p[1])] + [p for p in packets if not from_client(p[1])]


def server_first(packets):
    return [p for p in packets if not from_client(p[1])] + [p for p in packets if from_client(p[1])]


def syn_ack_late(packets):
    """The server's first packet stands behind the client's fourth."""
    at = next(i for i, p in enumerate(packets) if flags(p[1]) == wire.SYN | wire.ACK)
    rest = packets[:at] + packets[at + 1:]
    place = [i for i, p in enumerate(rest) if from_client(p[1])][3]
    return rest[:place + 1] + [packets[at]] + rest[place + 1:]


def server_from(n):
    """The server's packets stand behind the client's n-th."""
    def order(packets):
        client = [p for p in packets if from_client(p[1])]
        return client[:n] + [p for p in packets if not from_client(p[1])] + client[n:]
    return order


def clocks_apart(seconds):
    """Two captures, each with its own clock, merged by time"""
    def order(packets):
        return sorted(((t + seconds * from_client(f), f) for t, f in packets), key=lambda p: p[0])
    return order


def no_syn_ack(packets):
    return client_first([p for p in packets if flags(p[1]) != wire.SYN | wire.ACK])


ORDERS = [("client first", client_first), ("server first", server_first), ("SYN+ACK late", syn_ack_late), ("behind the ClientHello", server_from(3)),
          ("behind ChangeCipherSpec", server_from(6)), ("two seconds apart", clocks_apart(2)), ("two seconds apart, the other way", clocks_apart(-2)),
          ("an hour apart", clocks_apart(3600)), ("as it was", list)]


def check_orders(program, m):
    for title, order in ORDERS:
        for number, packets in (("", m.whole), (", once more", m.whole + m.whole)):
            path = m.folder / "order.pcap"
            wire.write_packets(path, order(packets))
            rows = shared.handshakes(shared.run(program, "replay", path, "--json", "--summary", "--keylog", m.keys)[1])
            if [(r["stream"], r["decrypted"], r["finished_client"], r["finished_server"], r["client"][:9]) for r in rows] != \
                    [(0, True, "verified", "verified", "192.0.2.1")]:
                yield f"{title}{number}: {rows}"
    path = m.folder / "one.pcap"
    for title, kept in (("client", client_first(m.whole)), ("server", server_first(m.whole))):
        wire.write_packets(path, [p for p in kept if from_client(p[1]) == (title == "client")])
        rows = shared.handshakes(shared.run(program, "replay", path, "--json", "--summary", "--keylog", m.keys)[1])
        if [r["reason"] for r in rows] != ["one_direction"]:
            yield f"{title} alone: {rows}"


# ---- the beginning is in the middle of a record

def records(size, n, kind=23):
    return [spoken.record(kind, os.urandom(size)) for _ in range(n)]


MIDDLES = [                      # title, pieces of the conversation, the first of which are cut in front by some bytes
    ("a long record, then others", [(SERVER, b"".join(records(5000, 4)))]),
    ("records that end at segments", [(SERVER, r) for r in records(3000, 4)]),
    ("the longest record", [(SERVER, records(16384 + 1024, 1)[0]), (SERVER, records(200, 1)[0])]),
    ("of the server alone; the client has whole ones", [(SERVER, records(16000, 1)[0]), (CLIENT, records(100, 1)[0])]),
    ("both are cut", [(CLIENT, records(2000, 1)[0]), (SERVER, records(9000, 1)[0]), (CLIENT, records(64, 1)[0])]),
    ("short records", [(SERVER, b"".join(records(40, 8)))]),
    ("of the server alone; a last alert", [(SERVER, records(10000, 1)[0]), (CLIENT, spoken.record(21, os.urandom(26)))]),
]


def check_middles(program, m):
    path = m.folder / "middle.pcap"
    for title, pieces in MIDDLES:
        for cut in (1, 7, 20):
            seen, first = set(), []
            for side, data in pieces:
                first.append((side, data if side in seen or (side == CLIENT and "alone" in title) else data[cut:]))
                seen.add(side)
            wire.write_packets(path, spoken.packets(first, syn=False))
            text = shared.run(program, "explain", path)[1]
            if "Closed (no_start)" not in text or "not_tls" in text or text.count("Stream ") != 1:
                yield f"{title}, {cut} bytes cut: {text}"
    for title, data in (("noise", os.urandom(40000)), ("text", b"one line, and the next one\n" * 900)):
        wire.write_packets(path, spoken.packets([(SERVER, data)], syn=False))
        text = shared.run(program, "explain", path)[1]
        if "no_start" in text:
            yield f"{title}: {text}"


# ---- packets that are cut

def check_cuts(program, m):
    path = m.folder / "cut.pcap"
    hello = spoken.client_hello(name="cut.example")
    for snaplen in (55, 58, 60, 62, 68, 80, 96, 110, 128):
        for more in ([], [(SERVER, spoken.server_hello())]):
            wire.write_packets(path, spoken.packets([(CLIENT, hello), *more], end=("fin", CLIENT)), snaplen=snaplen)
            text = shared.run(program, "explain", path)[1]
            there = min(snaplen, 54 + len(hello)) - 54 - 5
            if "Closed (truncated)" not in text or "SSL 2.0" in text or "not_tls" in text or "Failed" in text:
                yield f"snaplen {snaplen}: {text}"
            if there > 0 and f"Of the ClientHello {there} " not in text:
                yield f"snaplen {snaplen}, {there} bytes are there: {text}"
    wire.write_packets(path, spoken.packets([(CLIENT, hello)]), snaplen=54 + len(hello) - 4)
    if "cut.example" not in shared.run(program, "explain", path)[1]:
        yield "the name is there, and not told"


def main(program, root):
    program = str(pathlib.Path(program).resolve())
    with tempfile.TemporaryDirectory() as name:
        m = Maker(pathlib.Path(root), pathlib.Path(name))
        wrong = [*check_orders(program, m), *check_middles(program, m), *check_cuts(program, m)]
    for line in wrong:
        print(line[:900])
    print(f"{len(ORDERS)} orders, {len(MIDDLES)} middles, {len(wrong)} wrong")
    return 1 if wrong else 0


if __name__ == "__main__":
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    sys.exit(main(*sys.argv[1:]))
