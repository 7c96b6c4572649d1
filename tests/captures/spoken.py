"""Handshakes that nobody had: hellos, certificates and alerts written byte by byte, and the packets of a connection that
ends as it is told to. For tests of what is said of a handshake that failed."""
import wire
from ssl3 import der_list, opaque

CLIENT, SERVER = 0, 1
RST = 4
BEGIN = 1_781_500_000.0       # seconds since 1970, when the certificates of the demo PKI hold

VERSIONS = {"1.0": b"\3\1", "1.1": b"\3\2", "1.2": b"\3\3", "1.3": b"\3\4"}
SIGNED_RSA = b"\4\1"


def record(content_type, content, version=b"\x03\x03"):
    return bytes([content_type]) + version + opaque(2, content)


def handshake(message_type, body):
    return record(22, bytes([message_type]) + opaque(3, body))


def extension(number, content):
    return number.to_bytes(2, "big") + opaque(2, content)


def codes(*numbers):
    return b"".join(n.to_bytes(2, "big") for n in numbers)


def hello_body(version=b"\3\3", versions=(), suites=(0xC02F, 0xC030, 0x9C), groups=(29, 23), schemes=(0x0804, 0x0401), name="server.example",
               protocols=(), shares=(), extra=b""):
    more = b""
    if name:
        more += extension(0, opaque(2, b"\0" + opaque(2, name.encode())))
    if groups:
        more += extension(10, opaque(2, codes(*groups)))
    if schemes:
        more += extension(13, opaque(2, codes(*schemes)))
    if protocols:
        more += extension(16, opaque(2, b"".join(opaque(1, p if isinstance(p, bytes) else p.encode()) for p in protocols)))
    if versions:
        more += extension(43, opaque(1, b"".join(VERSIONS[v] for v in versions)))
    if shares:
        more += extension(51, opaque(2, b"".join(codes(g) + opaque(2, b"\7" * n) for g, n in shares)))
    return version + b"\1" * 32 + opaque(1, b"") + opaque(2, codes(*suites)) + b"\1\0" + opaque(2, more + extra)


def client_hello(**how):
    return handshake(1, hello_body(**how))


def server_hello(version=b"\3\3", suite=0x9C, extra=b"", random=b"\2" * 32):
    return handshake(2, version + random + opaque(1, b"") + codes(suite) + b"\0" + (opaque(2, extra) if extra else b""))


BINDER = extension(41, opaque(2, opaque(2, b"both") + b"\0" * 4) + opaque(2, opaque(1, b"\7" * 32)))   # one identity, and a binder that nobody made
RETRY_RANDOM = bytes.fromhex("cf21ad74e59a6111be1d8c021e65b891c2a211167abb8c5e079e09e2c8a8339c")


def retry(group=24):
    return server_hello(suite=0x1301, random=RETRY_RANDOM, extra=extension(43, b"\3\4") + extension(51, codes(group)))


def certificate(ders):
    return handshake(11, opaque(3, b"".join(opaque(3, d) for d in ders)))


def request(names=()):
    """`names`: DER"""
    return handshake(13, opaque(1, b"\1\x40") + opaque(2, codes(0x0804, 0x0401)) + opaque(2, b"".join(opaque(2, n) for n in names)))


DONE = handshake(14, b"")
EXCHANGE = handshake(16, opaque(2, b"\6" * 256))
VERIFY = handshake(15, SIGNED_RSA + opaque(2, b"\5" * 256))
CHANGE = record(20, b"\1")
SEALED = record(22, b"\x5a" * 40)
DATA = record(23, b"\x5a" * 64)


def alert(description, level=2, version=b"\3\3"):
    return record(21, bytes([level, description]), version)


def element(data, at):
    """(tag, where its content begins, where it ends) of the DER element at that place"""
    n, begin = data[at + 1], at + 2
    if n & 0x80:
        size = n & 0x7F
        n, begin = int.from_bytes(data[begin:begin + size], "big"), begin + size
    return data[at], begin, begin + n


def names_of(der):
    """(issuer, subject) of a certificate, as DER"""
    at = element(der, element(der, 0)[1])[1]
    if der[at] == 0xA0:
        at = element(der, at)[2]
    at = element(der, element(der, at)[2])[2]                 # serialNumber, signature
    issuer = element(der, at)[2]
    subject = element(der, issuer)[2]                         # validity
    return der[at:issuer], der[subject:element(der, subject)[2]]


def packets(pieces, end=None, again=(), silent=0.0, syn=True, port=40000, begin=BEGIN):
    """(time, frame) of a connection in which `pieces` (side, bytes) are said. `end`: ("fin" or "rst", side), None: it stays
    open. `again`: how often each of the last pieces' segments is sent once more. `silent`: seconds to a last packet of
    somebody else, by which the capture goes on."""
    ports, seq, now = (port, 443), [1000, 500000], begin
    if syn:
        yield now, wire.frame_of(ports, 0, seq[0], 0, wire.SYN)
        yield now, wire.frame_of(ports, 1, seq[1], seq[0] + 1, wire.SYN | wire.ACK)
        seq = [s + 1 for s in seq]
        yield now, wire.frame_of(ports, 0, seq[0], seq[1], wire.ACK)
    last = []
    for side, data in pieces:
        last = []
        for at in range(0, len(data), wire.PIECE):
            now += 0.001
            last.append((side, seq[side], seq[1 - side], data[at:at + wire.PIECE]))
            yield now, wire.frame_of(ports, side, seq[side], seq[1 - side], wire.ACK | wire.PUSH, last[-1][3])
            seq[side] += len(last[-1][3])
    for which in again:
        now += 0.2
        side, at, ack, data = last[which]
        yield now, wire.frame_of(ports, side, at, ack, wire.ACK | wire.PUSH, data)
    if end:
        how, side = end
        now += 0.001
        yield now, wire.frame_of(ports, side, seq[side], seq[1 - side], RST | wire.ACK if how == "rst" else wire.FIN | wire.ACK)
        if how == "fin":
            yield now + 0.001, wire.frame_of(ports, 1 - side, seq[1 - side], seq[side] + 1, wire.FIN | wire.ACK)
    if silent:
        yield now + silent, wire.frame_of((port + 1, 443), 0, 1000, 0, wire.SYN)


def pki(root, name):
    return der_list(root / "assets/pki" / (name + ".pem"))
