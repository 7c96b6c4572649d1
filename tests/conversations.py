#!/usr/bin/env python3
"""What the test suites of others ask of a server behind the first hello: conversations.py SLOWSHAKE

Each conversation is a client that goes wrong at one place, in TLS 1.2 and in 1.3; what serve makes of it stands in the last line of its
trace: the outcome, the alert, and the check that did not hold. One line a conversation.
"""
import json
import socket
import ssl
import subprocess
import sys
import tempfile

from probes import H, H13, PATIENCE_S, hello, serve, vec
from probes import record as first_record

UNEXPECTED = ("failed", "unexpected_message")
WELL = ("established", None)
IDLE = 32                           # of each kind of record that brings nothing forward


def record(body, kind=22):
    """Of the version that was agreed on: that of a hello may be another."""
    return bytes([kind]) + b"\3\3" + vec(2, body)


def every(message):
    return b"".join(record(message[i:i + 1]) for i in range(len(message)))


def handshake(kind, body):
    return bytes([kind]) + vec(3, body)


CCS, HELLO_RSA = record(b"\1", 20), hello(suites=b"\0\x2f")
KEY = handshake(16, vec(1, bytes([9]) + bytes(31)))
DONE = bytes.fromhex("0e000000")    # ServerHelloDone
NO_KEYS = record(bytes(40), 23)     # protected by nobody
OVERLONG = b"\x17\3\3" + (2**14 + 257).to_bytes(2, "big") + bytes(2**14 + 257)


def say(first, then, until=DONE):
    """The hello; when the server's flight has come, what goes wrong."""
    def talk(port):
        with socket.create_connection(("127.0.0.1", port), timeout=PATIENCE_S) as s:
            s.sendall(first)
            came = b""
            while until not in came:
                more = s.recv(65536)
                if not more:
                    return
                came += more
            s.sendall(then)
            s.shutdown(socket.SHUT_WR)
            while s.recv(65536):
                pass
    return talk


def say13(then):
    return say(first_record(H13), then, until=b"\x17\3\3")


def say12(then, first=H):
    return say(first_record(first), then)


def context(version):
    c = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    c.check_hostname, c.verify_mode = False, ssl.CERT_NONE
    c.minimum_version = c.maximum_version = version
    return c


def ask(c, port, session=None):
    """A whole connection; the session, and whether it went on with the one before."""
    with socket.create_connection(("127.0.0.1", port), timeout=PATIENCE_S) as raw, c.wrap_socket(raw, session=session) as s:
        s.sendall(b"hello")
        s.recv(100)
        kept = s.session, s.session_reused
        s.unwrap()
    return kept


def comes_back(version):
    """Three times with one session: the ticket of the first, and of the second."""
    def talk(port):
        c, session = context(version), None
        for turn in range(3):
            session, reused = ask(c, port, session)
            if reused != (turn > 0):
                raise OSError(f"connection {turn}: resumed is {reused}")
    return talk


def commands(text, *args):
    """OpenSSL's client, told by its letters: K asks for new keys, R for a further handshake."""
    def talk(port):
        p = subprocess.Popen(["openssl", "s_client", "-connect", f"127.0.0.1:{port}", *args], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                             stderr=subprocess.STDOUT)
        while True:
            line = p.stdout.readline()
            if not line or b"Verify return code" in line or b"read R BLOCK" in line:
                break
        try:
            for letter in text:            # of several at once it takes the first alone
                p.stdin.write(letter.encode() + b"\n")
                p.stdin.flush()
                for line in p.stdout:
                    if SAID[letter] in line:
                        break
            p.stdin.close()
        except OSError:
            pass
        p.stdout.read()
        p.wait(PATIENCE_S)
    return talk


SAID = {"K": b"KEYUPDATE", "R": b"RENEGOTIATING"}
V12, V13 = ssl.TLSVersion.TLSv1_2, ssl.TLSVersion.TLSv1_3
CONVERSATIONS = [
    # name, the client, then for each connection its outcome and alert
    # order
    ("TLS 1.2, ClientHello again", say12(record(H)), UNEXPECTED),
    ("TLS 1.2, ChangeCipherSpec before the key", say12(CCS), UNEXPECTED),
    ("TLS 1.2, Finished before the key", say12(record(handshake(20, bytes(12)))), UNEXPECTED),
    ("TLS 1.2, Finished before ChangeCipherSpec", say12(record(KEY) + record(handshake(20, bytes(12)))), UNEXPECTED),
    ("TLS 1.2, data before the end", say12(record(b"x", 23)), UNEXPECTED),
    ("TLS 1.2, data inside a message", say12(record(KEY[:9]) + record(b"x", 23) + record(KEY[9:])), UNEXPECTED),
    ("TLS 1.2, ChangeCipherSpec inside a message", say12(record(KEY[:9]) + CCS), UNEXPECTED),
    ("TLS 1.2, the key begins behind ClientHello", say12(b"", H + KEY[:1]), UNEXPECTED),
    ("TLS 1.3, ClientHello again", say13(record(H13)), UNEXPECTED),
    ("TLS 1.3, Finished in clear", say13(record(handshake(20, bytes(32)))), UNEXPECTED),
    ("TLS 1.3, ChangeCipherSpec 2", say13(record(b"\2", 20)), UNEXPECTED),
    # lengths
    ("TLS 1.2, a key of nothing", say12(record(handshake(16, b""))), ("failed", "decode_error")),
    ("TLS 1.2, a point of nothing", say12(record(handshake(16, b"\0"))), ("failed", "decode_error")),
    ("TLS 1.2, a byte behind the point", say12(record(handshake(16, KEY[4:] + b"\0"))), ("failed", "decode_error")),
    ("TLS 1.2, a point that is too short", say12(record(handshake(16, vec(1, bytes(31))))), ("failed", "illegal_parameter")),
    ("TLS 1.2, a point that leaves nothing secret", say12(record(handshake(16, vec(1, bytes(32))))), ("failed", "illegal_parameter")),
    ("TLS 1.2, RSA, no length", say12(first=HELLO_RSA, then=record(handshake(16, bytes(256)))), ("failed", "decode_error")),
    ("TLS 1.2, a record that is too long", say12(b"\x16" + OVERLONG[1:]), ("failed", "record_overflow")),
    ("TLS 1.3, a record that is too long", say13(OVERLONG), ("failed", "record_overflow")),
    ("TLS 1.3, a record shorter than a tag", say13(record(bytes(15), 23)), ("failed", "bad_record_mac")),
    ("TLS 1.3, nothing in a record", say13(record(b"", 23)), ("failed", "bad_record_mac")),
    ("TLS 1.2, nothing in a record", say12(record(b"")), UNEXPECTED),
    # pieces
    ("TLS 1.2, the key in a record for each byte", say12(every(KEY) + CCS + record(bytes(40))), ("failed", "bad_record_mac")),
    ("TLS 1.2, RSA, a wrong length does not show", say12(first=HELLO_RSA, then=record(handshake(16, vec(2, bytes(256)))) + CCS + record(bytes(64))),
     ("failed", "bad_record_mac")),
    ("TLS 1.3, a record that nobody protected", say13(CCS + NO_KEYS), ("failed", "bad_record_mac")),
    # floods
    ("TLS 1.2, warnings", say12(record(b"\1\x70", 21) * IDLE), ("truncated", None)),
    ("TLS 1.2, one warning more", say12(record(b"\1\x70", 21) * (IDLE + 1)), UNEXPECTED),
    ("TLS 1.3, ChangeCipherSpec", say13(CCS * IDLE), ("truncated", None)),
    ("TLS 1.3, one more of them", say13(CCS * (IDLE + 1)), UNEXPECTED),
    ("TLS 1.3, KeyUpdate", commands("K" * IDLE, "-tls1_3"), WELL),
    ("TLS 1.3, one more of them", commands("K" * (IDLE + 1), "-tls1_3"), UNEXPECTED),
    # further handshakes, sessions
    ("TLS 1.2, renegotiation", commands("R", "-tls1_2"), ("failed", "handshake_failure")),
    ("TLS 1.2, tickets", comes_back(V12), WELL, WELL, WELL),
    ("TLS 1.3, tickets", comes_back(V13), WELL, WELL, WELL),
]


def ends_of(out):
    """What the last line of each trace says."""
    ends = [json.loads(line) for line in out.splitlines() if b'"type":"trace.end"' in line]
    return [(end["outcome"], end.get("alert"), end.get("failed_check")) for end in ends]


def main():
    found = []
    with tempfile.TemporaryDirectory() as folder:
        p, port = serve(sys.argv[1], folder, "--json", "--count", str(sum(len(wanted) for _, _, *wanted in CONVERSATIONS)))
        for name, talk, *_ in CONVERSATIONS:
            try:
                talk(port)
            except OSError as e:
                if "resumed is" in str(e):
                    found.append(f"{name}: {e}")
        p.wait(PATIENCE_S)
        ends = ends_of(p.out)
    at = 0
    for name, _, *wanted in CONVERSATIONS:
        for w in wanted:
            got = ends[at] if at < len(ends) else ("nothing", None, None)
            at += 1
            if got[:2] != w:
                found.append(f"{name}: {' '.join(map(str, got))} in place of {' '.join(map(str, w))}")
    for line in found:
        print(line)
    print(f"{len(CONVERSATIONS)} conversations, {len(found)} wrong")
    return bool(found)


if __name__ == "__main__":
    sys.exit(main())
