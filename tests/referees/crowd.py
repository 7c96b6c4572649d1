#!/usr/bin/env python3
"""serve with many clients: crowd.py SLOWSHAKE ROOT [words of a title]

What it holds of memory does not grow with the number of those that came, and who means it is served though others are slow. Memory is measured
in /proc after the first hundred and after all; nothing is timed.
"""
import os
import socket
import ssl
import sys
import threading

import peers
from peers import expect

IN_A_ROW, AS_JSON, AT_ONCE = 1000, 300, 50
GROWTH_KB = 4096               # of those behind the first hundred: what an allocator may keep in pieces; the trace of one is some 300 KB
SETTLED = 100
TIMEOUT = 2                    # seconds that a slow one is borne
SLOW = 5                       # of those at once; serve takes one after the other, so the last honest one waits for all of them
PATIENCE = 60


def client(port, n):
    """A handshake, a question and its answer; TLS 1.2 and 1.3 in turn."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    context.maximum_version = ssl.TLSVersion.TLSv1_2 if n % 2 else ssl.TLSVersion.TLSv1_3
    with socket.create_connection(("127.0.0.1", port), timeout=PATIENCE) as s, context.wrap_socket(s) as tls:
        tls.sendall(b"hello")
        return tls.recv(100)


def slow(port, enough):
    """One that says half a record, and holds the line until the rest is served."""
    try:
        with socket.create_connection(("127.0.0.1", port), timeout=PATIENCE) as s:
            s.sendall(bytes.fromhex("1603010200010001fc0303"))
            enough.wait(PATIENCE)
    except OSError:
        pass


def resident_kb(p):
    with open(f"/proc/{p.child.pid}/status", encoding="ascii") as f:
        return next(int(line.split()[1]) for line in f if line.startswith("VmRSS:"))


def start(place, *args):
    # what the address sanitizer does not give back at once would look like growth
    options = ":".join(filter(None, [os.environ.get("ASAN_OPTIONS"), "quarantine_size_mb=1"]))
    return place.serve(*args, "--timeout", str(TIMEOUT), env={"ASAN_OPTIONS": options})


def end(p):
    p.child.terminate()
    p.wait()
    peers.no_sanitizer(p)


def in_a_row(clients, *args):
    def run(place):
        p, port = start(place, *args)
        for n in range(1, clients + 1):
            expect(client(port, n), "no answer to client", n)
            if n == SETTLED:
                first = resident_kb(p)
        last = resident_kb(p)
        print(f"      {first} KB after {SETTLED} clients, {last} KB after {clients}", flush=True)
        expect(last - first < GROWTH_KB, "from", first, "to", last, "KB")
        end(p)
    return run


def all_at_once(place):
    p, port = start(place, "--plain")
    enough, answers = threading.Event(), []
    gates = [threading.Thread(target=slow, args=(port, enough), daemon=True) for _ in range(SLOW)]
    honest = [threading.Thread(target=lambda n: answers.append(client(port, n)), args=(n,), daemon=True) for n in range(AT_ONCE - SLOW)]
    for i, t in enumerate(honest):
        if i < SLOW:
            gates[i].start()
        t.start()
    for t in honest:
        t.join(PATIENCE)
    enough.set()
    expect(len(answers) == len(honest) and all(answers), len(answers), "of", len(honest), "were served")
    expect(client(port, 0), "the next one is not served")
    end(p)


def main():
    cases = [
        (f"{IN_A_ROW} in a row, as text", in_a_row(IN_A_ROW, "--plain")),
        (f"{AS_JSON} in a row, as JSON", in_a_row(AS_JSON, "--json")),
        (f"{AT_ONCE} at once, {SLOW} of them slow", all_at_once),
    ]
    return peers.run_cases(sys.argv, cases)


if __name__ == "__main__":
    sys.exit(main())
