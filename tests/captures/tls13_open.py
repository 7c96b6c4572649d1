"""What another implementation (tests/vectors/tls13.py) finds in a capture of TLS 1.3 with a key log, for the fixtures."""
import pathlib
import struct
import sys
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "vectors"))
import tls13  # noqa: E402

NAMES = {1: "ClientHello", 2: "ServerHello", 4: "NewSessionTicket", 5: "EndOfEarlyData", 8: "EncryptedExtensions", 11: "Certificate",
         13: "CertificateRequest", 15: "CertificateVerify", 20: "Finished", 24: "KeyUpdate"}


def streams(path):
    """Of a capture that wire.py wrote: [(side, piece)] of each connection, in the order of their beginning."""
    data, at, found = path.read_bytes(), 24, {}
    while at < len(data):
        _, _, n, _ = struct.unpack_from("<IIII", data, at)
        frame = data[at + 16 + 14:at + 16 + n]
        at += 16 + n
        ihl, total = (frame[0] & 15) * 4, int.from_bytes(frame[2:4], "big")
        source, target = struct.unpack_from(">HH", frame, ihl)
        piece = frame[ihl + (frame[ihl + 12] >> 4) * 4:total]
        side, port = ("server", target) if source == 443 else ("client", source)
        found.setdefault(port, []).append((side, piece))
    return list(found.values())


def records(pieces):
    """(side, record) in the order in which they were complete."""
    rest = {"client": b"", "server": b""}
    for side, piece in pieces:
        rest[side] += piece
        while len(rest[side]) >= 5 and len(rest[side]) >= 5 + int.from_bytes(rest[side][3:5], "big"):
            n = 5 + int.from_bytes(rest[side][3:5], "big")
            yield side, rest[side][:n]
            rest[side] = rest[side][n:]


def log(path):
    """random to {label: secret}"""
    found = {}
    for line in path.read_text().splitlines():
        words = line.split()
        if len(words) == 3:
            found.setdefault(bytes.fromhex(words[1]), {})[words[0]] = bytes.fromhex(words[2])
    return found


def follow(pieces, secrets):
    c = tls13.Connection(log=secrets)
    for side, record in records(pieces):
        c.record(side, record)
    return c


def count(wire, keys):
    """How many messages went over a wire.Wire's last connection until now; 0 as long as its secrets are not known."""
    if not wire.connections:
        return 0
    pieces = [(("client", "server")[d], piece) for _, d, piece in list(wire.connections[-1].pieces)]
    try:
        return len(follow(pieces, log(keys)).messages)
    except (tls13.Wrong, KeyError):
        return 0


def wait_count(wire, keys, n, seconds):
    end = time.monotonic() + seconds
    while count(wire, keys) < n and time.monotonic() < end:
        time.sleep(0.02)
    return count(wire, keys) >= n


def open_all(pcap, keys):
    """The tls13.Connection of each connection; tls13.Wrong where something does not hold."""
    secrets = log(keys)
    return [follow(pieces, secrets) for pieces in streams(pcap)]


def said(c):
    """The names of the messages of each side."""
    hellos = iter(c.hellos_seen)
    words = [(side, next(hellos) if kind == 2 else NAMES[kind]) for side, kind in c.messages]
    return {side: [word for who, word in words if who == side] for side in ("client", "server")}


def opened(connections):
    """What each label of a key log opens by itself: {label: {name: how often}}."""
    labels, found = {name: label for label, name in tls13.LABELS.items()}, {}
    for c in connections:
        for epoch, counts in c.opened.items():
            for name, n in counts.items():
                under = found.setdefault(labels[epoch], {})
                under[NAMES.get(name, name)] = under.get(NAMES.get(name, name), 0) + n
    return found
