#!/usr/bin/env python3
"""TLS inside other protocols: inside.py PROGRAM SOURCE-ROOT

The handshake of SQL Server goes in packets of TDS and is unwrapped, however the packets are cut; what carries TLS in another
way is named, with a sentence.
"""
import pathlib
import struct
import sys
import tempfile

import shared
import spoken
import ssl3
import wire

CLIENT, SERVER = 0, 1
PRELOGIN = bytes.fromhex("00001a00060100200001020021000103002200040400260001ff") + b"\x0b\0\0\0\0\0\1\0\0\0\0\0\0"


def tds(kind, content, number=1, last=True):
    return struct.pack(">BBHHBB", kind, last, 8 + len(content), 0, number, 0) + content


def wrapped(content, kind, size):
    """Packets of at most that many bytes of content"""
    parts = [content[i:i + size] for i in range(0, len(content), size)]
    return b"".join(tds(kind, p, i + 1, i + 1 == len(parts)) for i, p in enumerate(parts))


class Maker:
    def __init__(self, root, folder):
        connection = wire.Script().connection()
        line = ssl3.converse(connection, root / "assets/pki", root / "assets/pki/client-rsa.pem", root / "assets/pki/client-rsa.key")
        self.keys = folder / "some.keys"
        self.keys.write_text(line)
        self.said = []                              # (side, bytes): what one side says in a row is one flight
        for _, side, data in connection.pieces:
            if self.said and self.said[-1][0] == side:
                self.said[-1] = (side, self.said[-1][1] + data)
            else:
                self.said.append((side, data))
        self.flights = 4 if len(self.said) > 4 else len(self.said)

    def tds(self, size=4088, kinds=(0x12, 0x12), answer=0x04):
        pieces = [(CLIENT, tds(0x12, PRELOGIN)), (SERVER, tds(answer, PRELOGIN))]
        for i, (side, data) in enumerate(self.said):
            # the handshake ends with the server's Finished, which is in the fourth flight
            pieces.append((side, wrapped(data, kinds[side], size) if i < self.flights else data))
        return pieces


CASES = [("as SQL Server does", {}), ("the server answers with its own type", {"kinds": (0x12, 0x04)}), ("packets of 512 bytes", {"size": 504}),
         ("records over packets", {"size": 100 + 1000}), ("long packets", {"size": 32000}), ("the answer is a prelogin", {"answer": 0x12})]


def check_tds(program, m, path):
    for title, how in CASES:
        for cut in (wire.PIECE, 333, 61):
            usual, wire.PIECE = wire.PIECE, cut
            wire.write_packets(path, spoken.packets(m.tds(**how), end=("fin", CLIENT)))
            wire.PIECE = usual
            rows = shared.handshakes(shared.run(program, "replay", path, "--json", "--summary", "--keylog", m.keys)[1])
            if [(r["via"], r["decrypted"], r["finished_client"], r["finished_server"]) for r in rows] != [("TDS PRELOGIN", True, "verified", "verified")]:
                yield f"{title}, segments of {cut}: {rows}"
    for title, pieces in (("no TLS", [(CLIENT, tds(0x12, PRELOGIN)), (SERVER, tds(4, PRELOGIN)), (CLIENT, tds(0x10, b"l" * 5000)), (SERVER, tds(4, b"r" * 5000))]),
                          ("prelogin alone", [(CLIENT, tds(0x12, PRELOGIN)), (SERVER, tds(4, PRELOGIN))])):
        wire.write_packets(path, spoken.packets(pieces, end=("fin", CLIENT)))
        text = shared.run(program, "explain", path)[1]
        if "looks like TDS. SQL Server" not in text:
            yield f"{title}: {text}"


def udp(content, ports=(40000, 1812)):
    frame = wire.frame_of(ports, 0, 0, 0, 0)
    ip = bytearray(frame[14:34])
    struct.pack_into(">H", ip, 2, 28 + len(content))
    ip[9] = 17
    return frame[:14] + bytes(ip) + struct.pack(">HHHH", *ports, 8 + len(content), 0) + content


def radius(attributes):
    return struct.pack(">BBH", 1, 7, 20 + len(attributes)) + b"\5" * 16 + attributes


def attribute(kind, content):
    return bytes([kind, 2 + len(content)]) + content


EAP_TLS = attribute(79, bytes([2, 1, 0, 20, 13, 0]) + b"x" * 14)
PEAP = attribute(79, bytes([2, 1, 0, 20, 25, 0]) + b"x" * 14)
OPENVPN = struct.pack(">H", 26) + b"\x38" + b"\7" * 25
NAMED = [
    ("OpenVPN over TCP", lambda: spoken.packets([(CLIENT, OPENVPN), (SERVER, OPENVPN.replace(b"\x38", b"\x40"))]), "looks like OpenVPN. OpenVPN puts its TLS"),
    ("RADIUS with EAP-TLS", lambda: [(1.0, udp(radius(attribute(1, b"me") + EAP_TLS)))], "looks like RADIUS with EAP-TLS. EAP-TLS (RFC 9190)"),
    ("RADIUS with PEAP", lambda: [(1.0, udp(radius(PEAP)))], "looks like RADIUS with EAP. Perhaps TLS"),
    ("RADIUS alone", lambda: [(1.0, udp(radius(attribute(1, b"me"))))], "looks like RADIUS.\n"),
    ("no RADIUS: the length is wrong", lambda: [(1.0, udp(radius(EAP_TLS) + b"x"))], None),
    ("EAPOL", lambda: [(1.0, b"\1\x80\xc2\0\0\3" + b"\2" * 6 + b"\x88\x8e" + b"\1\0\0\6\2\1\0\6\x0d\x20")], "EAP (IEEE 802.1X)"),
    ("SSH", lambda: spoken.packets([(CLIENT, b"SSH-2.0-x\r\n"), (SERVER, b"SSH-2.0-y\r\n")]), "looks like SSH. SSH has its own handshake"),
]


def check_named(program, path):
    for title, packets, words in NAMED:
        wire.write_packets(path, packets())
        code, out, err = shared.run(program, "explain", path)
        if code or (words and words not in out + err) or (not words and "looks like" in out):
            yield f"{title}: exit {code}: {out}{err}"


def main(program, root):
    program = str(pathlib.Path(program).resolve())
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        wrong = [*check_tds(program, Maker(pathlib.Path(root), folder), folder / "some.pcap"), *check_named(program, folder / "some.pcap")]
    for line in wrong:
        print(line[:700])
    print(f"{len(CASES)} ways of TDS, {len(NAMED)} others, {len(wrong)} wrong")
    return 1 if wrong else 0


if __name__ == "__main__":
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    sys.exit(main(*sys.argv[1:]))
