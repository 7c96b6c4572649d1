#!/usr/bin/env python3
"""Peers that do not speak TLS or do it badly: hostile.py SLOWSHAKE ROOT [words of a title]

Each must end in bounded time with one line on stderr, the right exit code and
a trace up to the fault. No referee is needed: the peers are sockets of this file.
"""
import os
import socket
import ssl
import struct
import sys
import threading
import time

import peers
from peers import EXIT_FAILED, EXIT_IO, expect

TIMEOUT = 2          # what --timeout gets
SLACK = 12           # seconds over that: a sanitizer build on a busy machine
FLOOD_MAX = 64 << 20


def record(kind, body, version=b"\x03\x03"):
    return bytes([kind]) + version + struct.pack(">H", len(body)) + body


def handshake(kind, body):
    return bytes([kind]) + len(body).to_bytes(3, "big") + body


# ---- what a peer does with its socket ----

def say(data, then=None):
    def act(s):
        s.sendall(data)
        if then:
            then(s)
        else:
            drain(s)
    return act


def drain(s):
    """Reads until the other side closes, at most a few seconds."""
    s.settimeout(TIMEOUT + SLACK)
    try:
        while s.recv(65536):
            pass
    except OSError:
        pass


def close(_):
    pass


def reset(s):
    s.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))


def after_hello(then):
    """Waits for the first bytes of the other side."""
    def act(s):
        s.settimeout(TIMEOUT + SLACK)
        s.recv(65536)
        then(s)
    return act


def flood(chunk):
    """Sends for as long as the other side takes it; far more than it should."""
    def act(s):
        s.settimeout(TIMEOUT + SLACK)
        sent = 0
        try:
            while sent < FLOOD_MAX:
                sent += s.send(chunk)
        except OSError:
            return
        drain(s)
    return act


def dribble(data, gap=0.3):
    """One byte at a time, slower than anyone would wait for all of it."""
    def act(s):
        try:
            for i in range(len(data)):
                s.sendall(data[i:i + 1])
                time.sleep(gap)
                if i * gap > TIMEOUT + SLACK + 4:
                    return
        except OSError:
            pass
    return act


def records_of_one(kind):
    """A message of which each byte has a record of its own, three a second."""
    def act(s):
        try:
            for b in handshake(kind, b"\3\3" + b"r" * 3000)[:60]:
                s.sendall(record(22, bytes([b])))
                time.sleep(0.3)
        except OSError:
            pass
    return act


# a message that comes a byte at a time, and would take a quarter of an hour
ENDLESS_HELLO = record(22, handshake(1, b"\3\3" + b"r" * 3000))

HTTP_ANSWER = b"HTTP/1.1 400 Bad Request\r\nServer: nginx\r\nContent-Length: 0\r\n\r\n"
HTTP_QUESTION = b"GET / HTTP/1.1\r\nHost: localhost\r\n\r\n"
SSH = b"SSH-2.0-OpenSSH_9.2p1\r\n"
SSL2_HELLO = bytes.fromhex("802e0103010015000000100100800300800700c0060040020080040080") + b"c" * 19
HELLO_CUT = record(22, handshake(2, b"\3\3" + b"r" * 32 + b"\0\0\x2f\0"))[:20]
SERVER_HELLO = record(22, handshake(2, b"\3\3" + b"r" * 32 + b"\0\0\x2f\0"))
NOISE = bytes((i * 197 + 31) & 255 for i in range(4096))
TEXT_ESCAPES = b"\x1b[2J\x1b]0;owned\x07" + "\u202e".encode() + b"\xff\xfe" * 40

# title, what the peer does once connected, words that the line must have one of
PEERS = [
    ("speaks HTTP", {"server": after_hello(say(HTTP_ANSWER)), "client": say(HTTP_QUESTION)}, ("HTTP", "TLS")),
    ("speaks SSH", {"server": say(SSH), "client": say(SSH)}, ("TLS",)),
    ("speaks SSL 2", {"client": say(SSL2_HELLO)}, ("TLS", "SSL")),
    ("sends escape sequences", {"server": say(TEXT_ESCAPES), "client": say(TEXT_ESCAPES)}, ("TLS",)),
    ("sends noise", {"server": say(NOISE), "client": say(NOISE)}, ("TLS",)),
    ("closes at once", {"server": close, "client": close}, ("clos", "end")),
    ("closes after the hello", {"server": after_hello(close)}, ("clos", "end")),
    ("closes inside a record", {"server": after_hello(say(HELLO_CUT, close)), "client": say(HELLO_CUT, close)}, ("clos", "end")),
    ("closes inside a message", {"server": after_hello(say(SERVER_HELLO + record(22, b"\x0b\0\x10\0\0\0"), close))}, ("clos", "end")),
    ("resets the connection", {"server": after_hello(reset)}, ("reset", "clos")),
    ("says nothing", {"server": after_hello(drain), "client": drain}, ("nothing came",)),
    ("stalls inside a record", {"server": after_hello(say(HELLO_CUT)), "client": say(HELLO_CUT)}, ("20 bytes came",)),
    ("stalls after ServerHello", {"server": after_hello(say(SERVER_HELLO))}, ("bytes came",)),
    ("drips", {"server": after_hello(dribble(record(22, handshake(2, b"\3\3" + b"r" * 3000)))), "client": dribble(ENDLESS_HELLO)},
     ("did not end",)),
    ("drips a record for each byte", {"server": after_hello(records_of_one(2)), "client": records_of_one(1)}, ("did not end",)),
    ("drips whole records", {"server": dribble(record(21, b"\1\x5a") * 3000, 0.05), "client": dribble(record(21, b"\1\x5a") * 3000, 0.05)},
     ("did not end", "unexpected_message")),
    ("record longer than any may be", {"server": after_hello(say(b"\x16\3\3\xff\xff" + b"x" * 70000)),
                                       "client": say(b"\x16\3\1\xff\xff" + b"x" * 70000)}, ()),
    ("message longer than anything sensible", {"server": after_hello(flood(record(22, b"\x02\xff\xff\xff" + b"x" * 16000))),
                                               "client": flood(record(22, b"\x01\xff\xff\xff" + b"x" * 16000))}, ()),
    ("floods noise", {"server": flood(NOISE * 16), "client": flood(NOISE * 16)}, ()),
    ("floods empty handshake records", {"server": flood(record(22, b"") * 4000), "client": flood(record(22, b"") * 4000)}, ()),
    ("floods empty application data", {"server": flood(record(23, b"") * 4000), "client": flood(record(23, b"") * 4000)}, ()),
    ("floods warning alerts", {"server": flood(record(21, b"\1\x5a") * 4000), "client": flood(record(21, b"\1\x5a") * 4000)}, ()),
    ("floods HelloRequests", {"server": flood(record(22, handshake(0, b"") * 1000) * 4)}, ()),
    ("floods ChangeCipherSpec", {"server": flood(record(20, b"\1") * 4000), "client": flood(record(20, b"\1") * 4000)}, ()),
    ("floods ServerHellos", {"server": flood(SERVER_HELLO * 400)}, ()),
    ("sends a fatal alert", {"server": say(record(21, b"\2\x28")), "client": say(record(21, b"\2\x28"))}, ("handshake_failure",)),
    ("sends an alert that does not exist", {"server": say(record(21, b"\2\xc8")), "client": say(record(21, b"\2\xc8"))}, ()),
    ("closes in order before the handshake", {"server": after_hello(say(record(21, b"\1\0"), close)),
                                              "client": say(record(21, b"\1\0"), close)}, ()),
    ("sends ClientHello to a client", {"server": after_hello(say(record(22, handshake(1, b"\3\3" + b"r" * 32 + b"\0\0\2\0\x2f\1\0"))))},
     ("unexpected_message",)),
    ("sends ServerHello to a server", {"client": say(SERVER_HELLO)}, ("unexpected_message",)),
]


def judge(p, limit, codes, words):
    rc = p.wait(limit)
    peers.no_sanitizer(p)
    expect(rc in codes, "exit code", rc, "instead of", codes, "\n" + p.story())
    line = peers.one_line(p)
    expect(len(line) < 700, "a line of", len(line), "characters")
    expect(not words or any(w.lower() in line.lower() for w in words), "none of", words, "in:", line)
    if p.out:
        trace = peers.Trace(p.out)
        expect(trace.end and trace.end["outcome"] in ("failed", "truncated"), "trace.end:", trace.end)
        expect(len(p.out) < 64 << 20, "a trace of", len(p.out), "bytes")


def against_server(act, words):
    """slowshake connect; the server is `act`."""
    def run(place):
        with socket.socket() as s:
            s.bind(("127.0.0.1", 0))
            s.listen(4)
            s.settimeout(peers.LIMIT)

            def serve():
                try:
                    c, _ = s.accept()
                    with c:
                        act(c)
                except OSError:
                    pass
            t = threading.Thread(target=serve, daemon=True)
            t.start()
            p = place.slow("connect", f"127.0.0.1:{s.getsockname()[1]}", "--json", "--timeout", str(TIMEOUT),
                           "--ca", place.pki / "root.pem", "--servername", "localhost")
            judge(p, TIMEOUT + SLACK, (EXIT_FAILED,), words)
            t.join(2 * SLACK)
    return run


def against_client(act, words):
    """slowshake serve; the client is `act`."""
    def run(place):
        p, port = place.serve("--json", "--count", "1", "--timeout", str(TIMEOUT))

        def client():
            try:
                with socket.create_connection(("127.0.0.1", port), timeout=5) as s:
                    act(s)
            except OSError:
                pass
        t = threading.Thread(target=client, daemon=True)
        t.start()
        judge(p, TIMEOUT + SLACK, (EXIT_FAILED,), words)
        t.join(2 * SLACK)
    return run


def refused(place):
    p = place.slow("connect", f"127.0.0.1:{peers.free_port()}", "--json", "--timeout", str(TIMEOUT),
                   "--ca", place.pki / "root.pem")
    judge(p, TIMEOUT + SLACK, (EXIT_IO,), ("refused",))
    end = peers.Trace(p.out).end
    expect(end["cause"] == "connection_refused" and end["cause_text"] in peers.one_line(p), "the cause:", end)


def no_such_host(place):
    p = place.slow("connect", "no-such-host.invalid:443", "--json", "--timeout", str(TIMEOUT),
                   "--ca", place.pki / "root.pem")
    judge(p, TIMEOUT + SLACK, (EXIT_IO,), ("no-such-host.invalid",))


def port_taken(place):
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        s.listen(1)
        p = place.slow("serve", f"127.0.0.1:{s.getsockname()[1]}", "--json", "--count", "1")
        judge(p, SLACK, (EXIT_IO,), ("use",))


def several_clients(place):
    """A bad client does not take a server of several down."""
    p, port = place.serve("--json", "--count", "3", "--timeout", str(TIMEOUT))
    for data in (HTTP_QUESTION, NOISE, record(21, b"\2\x28")):
        with socket.create_connection(("127.0.0.1", port), timeout=5) as s:
            s.sendall(data)
            drain(s)
    rc = p.wait(3 * (TIMEOUT + SLACK))
    peers.no_sanitizer(p)
    expect(rc == EXIT_FAILED, "exit code", rc)
    got = peers.traces(p.out)
    expect(len(got) == 3 and all(t.end for t in got), len(got), "traces")


def tls_client(port):
    """A client of Python's, of the kind that serve speaks with."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    context.maximum_version = ssl.TLSVersion.TLSv1_2
    context.set_ciphers("AES128-GCM-SHA256")
    return context.wrap_socket(socket.create_connection(("127.0.0.1", port), timeout=10))


def drips_and_next(place):
    """A client that drips its hello is let go, and the next one is served."""
    p, port = place.serve("--json", "--count", "2", "--timeout", str(TIMEOUT))
    with socket.create_connection(("127.0.0.1", port), timeout=5) as s:
        threading.Thread(target=dribble(ENDLESS_HELLO), args=(s,), daemon=True).start()
        time.sleep(0.5)
        with tls_client(port) as good:
            good.sendall(b"hello")
            expect(good.recv(100), "the second client got no answer")
    p.wait(TIMEOUT + SLACK)
    ends = [t.end["outcome"] for t in peers.traces(p.out)]
    expect(len(ends) == 2 and ends[0] == "truncated", "outcomes", ends)


def drips_data(place):
    """Established, a client may take ten times the time for a handshake, and a little for its close_notify."""
    p, port = place.serve("--json", "--count", "1", "--timeout", "0.4")
    began = time.monotonic()
    with tls_client(port) as s:
        threading.Thread(target=dribble(b"x" * 100000, 0.2), args=(s,), daemon=True).start()
        rc = p.wait(10 * 0.4 + SLACK)
    took = time.monotonic() - began
    expect(rc == 0, "exit code", rc)
    expect(3 < took < 10 * 0.4 + SLACK, f"let go after {took:.1f} s")
    expect(peers.Trace(p.out).end["outcome"] == "established", "outcome")


def wants_no_input(place):
    """An endless peer is dropped well before it has sent all it could."""
    before = time.monotonic()
    against_server(flood(os.urandom(1 << 16)), ())(place)
    expect(time.monotonic() - before < TIMEOUT + SLACK, "too slow")


def main():
    cases = []
    for title, acts, words in PEERS:
        if "server" in acts:
            cases.append((f"connect: the server {title}", against_server(acts["server"], words)))
        if "client" in acts:
            cases.append((f"serve: the client {title}", against_client(acts["client"], words)))
    dribbled = record(22, handshake(2, b"\3\3" + b"r" * 200))
    cases += [
        ("connect: the server dribbles", against_server(after_hello(dribble(dribbled, 0.02)), ())),
        ("serve: a client drips, the next is served", drips_and_next),
        ("serve: an established client drips", drips_data),
        ("connect: refused", refused),
        ("connect: no such host", no_such_host),
        ("connect: the server sends without end", wants_no_input),
        ("serve: the port is taken", port_taken),
        ("serve: three bad clients", several_clients),
    ]
    return peers.run_cases(sys.argv, cases)


if __name__ == "__main__":
    sys.exit(main())
