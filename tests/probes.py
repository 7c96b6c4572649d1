#!/usr/bin/env python3
"""What the test suites of others ask of a server, asked of ours: probes.py SLOWSHAKE

Each probe is a ClientHello, as it should not be or in pieces that nobody expects, and what comes first in answer: a
ServerHello, or an alert by its number. One line a probe.
"""
import pathlib
import socket
import subprocess
import sys
import tempfile

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent / "referees"))
import peers  # noqa: E402

PATIENCE_S = 20
HELLO = "ServerHello"
UNEXPECTED, OVERFLOW, FAILURE, ILLEGAL, DECODE, VERSION, MISSING, NO_PROTOCOL = 10, 22, 40, 47, 50, 70, 109, 120


def vec(width, data):
    return len(data).to_bytes(width, "big") + data


def codes(*values):
    return b"".join(v.to_bytes(2, "big") for v in values)


def ext(kind, data=b""):
    return codes(kind) + vec(2, data)


GROUPS, FORMATS = ext(10, vec(2, codes(0x2a2a, 29, 23))), ext(11, vec(1, b"\0"))
SCHEMES = ext(13, vec(2, codes(0x0804, 0x0401, 0x0403)))
VERSIONS = ext(43, vec(1, codes(0x3a3a, 0x0304, 0x0303)))
SHARE = ext(51, vec(2, codes(29) + vec(2, bytes([9]) + bytes(31))))
MODES, PSK = ext(45, vec(1, b"\1")), ext(41, vec(2, vec(2, b"name") + bytes(4)) + vec(2, vec(1, bytes(32))))
OLD, NEW = GROUPS + FORMATS + SCHEMES, GROUPS + SCHEMES + VERSIONS + SHARE


def hello(extensions=OLD, version=0x0303, session=b"", suites=codes(0x4a4a, 0x1301, 0xc02f, 0x002f), compression=b"\0", tail=b""):
    body = codes(version) + bytes(range(32)) + vec(1, session) + vec(2, suites) + vec(1, compression)
    body += (b"" if extensions is None else vec(2, extensions)) + tail
    return b"\1" + vec(3, body)


def record(body, kind=22):
    return bytes([kind]) + codes(0x0301) + vec(2, body)


def cut(message, *places):
    """A record for each piece."""
    at = [0, *places, len(message)]
    return b"".join(record(message[a:b]) for a, b in zip(at, at[1:]))


def every(message):
    return cut(message, *range(1, len(message)))


NAME = b"\0" + vec(2, b"server.slowshake.example")
H, H13 = hello(), hello(NEW)
PROBES = [
    # name, bytes, first answer
    ("TLS 1.2", record(H), HELLO),
    ("TLS 1.3", record(H13), HELLO),
    # pieces
    *((f"cut at {i}", cut(H, i), HELLO) for i in range(1, len(H))),
    *((f"TLS 1.3 cut at {i}", cut(H13, i), HELLO) for i in range(1, len(H13))),
    ("a record for each byte", every(H), HELLO),
    ("TLS 1.3, a record for each byte", every(H13), HELLO),
    ("nothing in a record", record(b"") + record(H), UNEXPECTED),
    ("data in between", record(H[:40]) + record(b"x", 23) + record(H[40:]), UNEXPECTED),
    ("a warning in between", record(H[:40]) + record(b"\1\x5a", 21) + record(H[40:]), HELLO),
    ("another hello in between", record(H[:40]) + record(H13) + record(H[40:]), DECODE),
    ("ChangeCipherSpec in between", record(H[:40]) + record(b"\1", 20) + record(H[40:]), UNEXPECTED),
    ("a record that is too long", record(bytes(2**14 + 1)), OVERFLOW),
    # what comes first
    ("data first", record(b"x", 23), UNEXPECTED),
    ("Finished first", record(b"\x14" + vec(3, bytes(12))), UNEXPECTED),
    ("another type of record", record(H, 99), UNEXPECTED),
    # versions
    ("0x0304 without supported_versions", record(hello(version=0x0304)), HELLO),
    ("0x0399 without supported_versions", record(hello(version=0x0399)), HELLO),
    ("SSL 3.0", record(hello(None, 0x0300)), VERSION),
    ("none that is known", record(hello(GROUPS + SCHEMES + SHARE + ext(43, vec(1, codes(0x0305))))), VERSION),
    ("no version listed", record(hello(GROUPS + SCHEMES + SHARE + ext(43, vec(1, b"")))), DECODE),
    ("half a version listed", record(hello(GROUPS + SCHEMES + SHARE + ext(43, vec(1, b"\3\4\3")))), DECODE),
    # lengths
    ("a session id of 32 bytes", record(hello(session=bytes(32))), HELLO),
    ("a session id of 33 bytes", record(hello(session=bytes(33))), DECODE),
    ("no suite", record(hello(suites=b"")), DECODE),
    ("half a suite", record(hello(suites=b"\xc0\x2f\0")), DECODE),
    ("no compression", record(hello(compression=b"")), DECODE),
    ("compression without null", record(hello(compression=b"\1")), ILLEGAL),
    ("TLS 1.3 with compression", record(hello(NEW, compression=b"\1\0")), ILLEGAL),
    ("a byte behind the last", record(hello(tail=b"\0")), DECODE),
    ("a byte too few", record(b"\1" + vec(3, H[4:-1])), DECODE),
    ("an extension that is longer than the rest", record(hello(OLD + codes(99, 5))), DECODE),
    # suites and extensions
    ("no suite in common", record(hello(suites=codes(0x0a0a, 0x0001))), FAILURE),
    ("an extension that nobody knows", record(hello(OLD + ext(0xfeed, b"x"))), HELLO),
    ("an extension twice", record(hello(OLD + GROUPS)), ILLEGAL),
    ("no group listed", record(hello(ext(10, vec(2, b"")) + SCHEMES)), DECODE),
    ("no scheme listed", record(hello(GROUPS + ext(13, vec(2, b"")))), DECODE),
    ("no form of points listed", record(hello(GROUPS + SCHEMES + ext(11, vec(1, b"")))), DECODE),
    ("an empty list for delegated credentials", record(hello(OLD + ext(34, vec(2, b"")))), HELLO),
    ("a name without a byte", record(hello(OLD + ext(0, vec(2, b"\0" + vec(2, b""))))), DECODE),
    *((f"server_name: {name}", record(hello(v + ext(0, vec(2, data)))), wanted) for v in (OLD, NEW) for name, data, wanted in (
        ("two names", NAME + NAME, ILLEGAL),
        ("no name", b"", DECODE),
        ("a type that nobody knows", b"\7" + vec(2, b"x"), HELLO),
        ("an address", b"\0" + vec(2, b"127.0.0.1"), HELLO),
        ("a zero in it", b"\0" + vec(2, b"a\0b"), ILLEGAL),
        ("254 bytes", b"\0" + vec(2, b"a" * 254), HELLO),
        ("a byte too few", NAME[:-1], DECODE),
        ("one that is known", NAME, HELLO))),
    *((f"ALPN: {name}", record(hello(v + ext(16, data))), wanted) for v in (OLD, NEW) for name, data, wanted in (
        ("the server's", vec(2, vec(1, b"x") + vec(1, b"h2")), HELLO),
        ("another", vec(2, vec(1, b"x")), NO_PROTOCOL),
        ("none", vec(2, b""), DECODE),
        ("one of nothing", vec(2, vec(1, b"h2") + vec(1, b"")), DECODE),
        ("a byte too few", vec(2, vec(1, b"h2"))[:-1], DECODE))),
    ("a protocol without a byte", record(hello(OLD + ext(16, vec(2, vec(1, b""))))), DECODE),
    ("a session ticket that nobody gave", record(hello(OLD + ext(35, bytes(100)))), HELLO),
    ("extended_master_secret with content", record(hello(OLD + ext(23, b"x"))), DECODE),
    ("renegotiation_info that says something", record(hello(OLD + ext(0xff01, vec(1, bytes(12))))), FAILURE),
    # TLS 1.3
    ("TLS 1.3 without groups", record(hello(SCHEMES + VERSIONS + SHARE)), MISSING),
    ("TLS 1.3 without shares", record(hello(GROUPS + SCHEMES + VERSIONS)), MISSING),
    ("TLS 1.3 without schemes", record(hello(GROUPS + VERSIONS + SHARE)), MISSING),
    ("a share of the wrong size", record(hello(GROUPS + SCHEMES + VERSIONS + ext(51, vec(2, codes(29) + vec(2, bytes(31)))))), ILLEGAL),
    ("a pre-shared key that is not last", record(hello(NEW + MODES + PSK + FORMATS)), ILLEGAL),
    ("a pre-shared key that nobody has", record(hello(NEW + MODES + PSK)), HELLO),
    ("a pre-shared key without modes", record(hello(NEW + PSK)), MISSING),
]


def first_answer(port, data):
    with socket.create_connection(("127.0.0.1", port), timeout=PATIENCE_S) as s:
        s.sendall(data)
        s.shutdown(socket.SHUT_WR)
        came = b""
        while len(came) < 7:
            more = s.recv(7 - len(came))
            if not more:
                return f"nothing behind {came.hex()}"
            came += more
    return HELLO if came[0] == 22 and came[5] == 2 else came[6] if came[0] == 21 else came.hex()


def ask(port, found):
    for name, data, wanted in PROBES:
        try:
            got = first_answer(port, data)
        except OSError as e:
            got = e
        if got != wanted:
            found.append(f"{name}: {got} in place of {wanted}")


def serve(slowshake, folder, *args):
    """One that listens, and its port."""
    port = peers.free_port()
    p = peers.Process(pathlib.Path(folder), "serve", [pathlib.Path(slowshake).resolve(), "serve", f"127.0.0.1:{port}", "--timeout", "10", *args],
                      stdin=subprocess.DEVNULL)
    p.wait_listening(port)
    return p, port


def main():
    found = []
    with tempfile.TemporaryDirectory() as folder:
        p, port = serve(sys.argv[1], folder, "--plain", "--count", str(len(PROBES)), "--alpn", "h2")
        ask(port, found)
        p.stop()
    for line in found:
        print(line)
    print(f"{len(PROBES) - len(found)} passed, {len(found)} failed")
    return bool(found)


if __name__ == "__main__":
    sys.exit(main())
