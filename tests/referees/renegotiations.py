#!/usr/bin/env python3
"""Further handshakes with other implementations: renegotiations.py SLOWSHAKE ROOT [words of a title]

Each side begins one, or asks for one, or does not want it: OpenSSL, GnuTLS and NSS.
"""
import sys

import peers
from peers import Trace, expect

TEXT = "said in the further handshake's keys\n"
DATA = b"GET / HTTP/1.0\r\n\r"


class Run:
    """What slowshake says, and the peer's part of it."""

    def __init__(self, slow, codes=(0,)):
        expect(slow.wait() in codes, "slowshake exit code", slow.story())
        self.trace = Trace(slow.out)
        self.begun = len({(e["actor"], e["args"]["number"]) for e in self.trace.of("renegotiation.begun")})
        self.bound = [e["verdict"] for e in self.trace.of("renegotiation.bound")]
        self.finished = [e["verdict"] for e in self.trace.of("finished.compare")]
        self.refused = [e for e in self.trace.of("alert.received") + self.trace.of("alert.sent") if "no_renegotiation" in e["text"]]

    def was_taken(self, end="established"):
        expect(self.begun == 1 and self.bound == ["ok"] and self.finished == ["ok"] * 2, "a further handshake:", self.begun, self.bound, self.finished)
        expect(self.trace.end["outcome"] == end and not self.refused, "the end:", self.trace.end)

    def was_not(self):
        expect(self.refused and self.finished == ["ok"], "no further handshake:", self.finished, self.trace.end)


def server_openssl(place, *more):
    port = peers.free_port()
    p = place.start("openssl", ["openssl", "s_server", "-accept", f"127.0.0.1:{port}", "-cert", place.pki / "server.pem", "-key", place.pki / "server.key",
                                "-no_tls1_3", "-naccept", "1", *more])
    p.wait_listening(port)
    return p, port


def connect(place, port, *more):
    return place.slow("connect", f"127.0.0.1:{port}", "--json", "--insecure", "--timeout", "20", "--max-version", "1.2", *more)


def serve(place, *more):
    return place.serve("--json", "--count", "1", "--timeout", "20", "--max-version", "1.2", *more)


def begins_at_openssl(place):
    _, port = server_openssl(place, "-client_renegotiation", "-rev")
    Run(connect(place, port, "--renegotiate", "--data", TEXT)).was_taken()


def refused_by_openssl(place):
    _, port = server_openssl(place, "-rev")
    Run(connect(place, port, "--renegotiate", "--data", TEXT)).was_not()


def asked_by_openssl(letter, *more, taken=True, certified=False):
    def run(place):
        server, port = server_openssl(place, *[place.root / "assets/pki" / m if m.endswith(".pem") else m for m in more])
        own = ["--cert", place.pki / "client-rsa.pem", "--key", place.pki / "client-rsa.key"] if certified else []
        client = connect(place, port, "--data", TEXT, *own, *["--allow-renegotiation"] * taken)
        server.wait_until("the data", lambda: TEXT.encode() in server.out)
        server.send(letter + b"\n")
        if taken:
            server.wait_until("two handshakes", lambda: server.out.count(b"CIPHER is") + server.out.count(b"Ciphersuite:") > 1 or client.out.count(b"finished.compare") > 1)
        else:
            client.wait_until("its answer", lambda: b"no_renegotiation" in client.out)
        server.send(b"q\n")
        got = Run(client, (0,) if taken else (0, 1))     # refused, OpenSSL's server gives up, unless it has ended before
        got.was_taken("truncated") if taken else got.was_not()     # s_server ends without a close_notify
        shown = any(u["name"] == "Certificate" and u["sender"] == "client" for u in got.trace.of("unit"))
        expect(shown == certified, "the client's certificate:", shown)
    return run


def openssl_begins(*mine, taken):
    def run(place):
        server, port = serve(place, *mine)
        client = place.start("openssl", ["openssl", "s_client", "-connect", f"127.0.0.1:{port}", "-no_tls1_3"])
        client.wait_until("its handshake", lambda: b"Verify return code" in client.out)
        client.send(b"R\n")
        client.wait_until("the renegotiation", lambda: b"RENEGOTIATING" in client.out + client.err)
        if taken:
            server.wait_until("the second Finished", lambda: server.out.count(b'"finished.compare"') > 0)
            client.send(DATA + b"\n")
            client.wait_until("the answer", lambda: b"closed" in client.out)
        client.close_stdin()
        if taken:
            Run(server).was_taken()
            return
        server.wait()
        trace = Trace(server.out)                # OpenSSL's client gives up when it is refused
        expect(any("no_renegotiation" in e["text"] for e in trace.of("alert.sent")), "the refusal:", trace.end)
    return run


def asks_openssl(place):
    server, port = serve(place, "--renegotiate")
    client = place.start("openssl", ["openssl", "s_client", "-connect", f"127.0.0.1:{port}", "-no_tls1_3"])
    client.send(DATA + b"\n")
    client.wait_until("the answer", lambda: b"closed" in client.out)
    client.close_stdin()
    Run(server).was_taken()


def begins_at_gnutls(place):
    port = peers.free_port()
    server = place.start("gnutls", ["gnutls-serv", "--port", port, "--echo", "--x509certfile", place.pki / "server.pem", "--x509keyfile", place.pki / "server.key",
                                    "--priority", "NORMAL:-VERS-TLS1.3"])
    server.wait_listening(port)
    Run(connect(place, port, "--renegotiate", "--data", TEXT)).was_taken()


def gnutls_begins(place):
    server, port = serve(place, "--allow-renegotiation")
    client = place.start("gnutls", ["gnutls-cli", "--no-ca-verification", "--rehandshake", "--port", port, "--priority", "NORMAL:-VERS-TLS1.3", "127.0.0.1"])
    server.wait_until("the second hello", lambda: b"renegotiation.begun" in server.out or server.child.poll() is not None)
    client.send(DATA + b"\n")
    Run(server).was_taken()


CASES = [
    ("connect begins, OpenSSL takes it", begins_at_openssl),
    ("connect begins, OpenSSL refuses", refused_by_openssl),
    ("OpenSSL asks, connect takes it", asked_by_openssl(b"r")),
    ("OpenSSL asks for a certificate, connect shows it", asked_by_openssl(b"R", "-CAfile", "client-ca.pem", certified=True)),
    ("OpenSSL asks, connect refuses", asked_by_openssl(b"r", taken=False)),
    ("OpenSSL begins, serve takes it", openssl_begins("--allow-renegotiation", taken=True)),
    ("OpenSSL begins, serve refuses", openssl_begins(taken=False)),
    ("serve asks, OpenSSL takes it", asks_openssl),
    ("connect begins, GnuTLS takes it", begins_at_gnutls),
    ("GnuTLS begins, serve takes it", gnutls_begins),
]

if __name__ == "__main__":
    peers.need("openssl", "gnutls-cli", "gnutls-serv")
    sys.exit(peers.run_cases(sys.argv, CASES))
