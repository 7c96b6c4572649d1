#!/usr/bin/env python3
"""Referees: OpenSSL and GnuTLS go on with our sessions, and we with theirs. resumption.py SLOWSHAKE ROOT [words of a title]

By session id and by ticket, in both directions, over several connections and through files.
"""
import os
import stat
import subprocess
import sys

import handshakes
import openssl
import peers
from peers import expect

ECDHE = handshakes.Shake("TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256")
CBC = handshakes.Shake("TLS_RSA_WITH_AES_128_CBC_SHA256")
NO_EMS = handshakes.Shake("TLS_RSA_WITH_AES_128_CBC_SHA256", ems=False)


def resumed(lines):
    return ["resumed" in e for e in lines]


def s_server(place, shake, tickets):
    port = peers.free_port()
    args, env = openssl.common(place, shake)
    p = place.start("s_server", ["openssl", "s_server", "-accept", f"127.0.0.1:{port}", "-www", *args, *([] if tickets else ["-no_ticket"]),
                                 "-cert", place.pki / "server.pem", "-cert_chain", place.pki / "server.pem", "-key", place.pki / "server.key"],
                    env=env)
    p.wait_listening(port)
    return port


def gnutls_serv(place, tickets):
    port = peers.free_port()
    p = place.start("gnutls-serv", ["gnutls-serv", "-p", port, "--http", "--quiet", "--disable-client-cert", *([] if tickets else ["--noticket"]),
                                    "--priority", "NORMAL:-VERS-ALL:+VERS-TLS1.2", "--x509certfile", place.pki / "server.pem",
                                    "--x509keyfile", place.pki / "server.key"], stdin=subprocess.DEVNULL)
    p.wait_listening(port)
    return port


def connect(place, port, *more, suite=ECDHE.suite):
    p = place.slow("connect", f"127.0.0.1:{port}", "--json", "--servername", "localhost", "--ca", place.pki / "root.pem", "--suite", suite,
                   "--data", "GET / HTTP/1.0\r\n\r\n", "--timeout", "20", *more)
    rc = p.wait()
    peers.no_sanitizer(p)
    expect(rc == 0, "exit code", rc, p.story())
    return peers.Trace(p.out)


def comes_again(place, port, how):
    ends = connect(place, port, "--reconnect", "2")
    expect(resumed(ends.of("connection.end")) == [False, True, True], "resumed:", ends.of("connection.end"))
    reasons = {e["reason"] for e in ends.of("resume.offer")}
    expect(reasons == {"resume_none_kept", how}, "offered:", reasons)
    expect(b"HTTP/1.0 200" in ends.data("application_data.received").replace(b"1.1", b"1.0"), "no answer")


def offered(tickets):
    return "resume_offer_ticket" if tickets else "resume_offer_id"


def taken(tickets):
    return "resume_by_ticket" if tickets else "resume_by_id"


def to_openssl(tickets, shake):
    def run(place):
        if shake.ems:
            comes_again(place, s_server(place, shake, tickets), offered(tickets))
            return
        # RFC 7627 5.3: the client does not offer a session without it again
        ends = connect(place, s_server(place, shake, tickets), "--reconnect", "1", suite=shake.suite)
        expect(resumed(ends.of("connection.end")) == [False, False], "resumed:", ends.of("connection.end"))
        expect(ends.of("resume.offer")[1]["reason"] == "resume_other_ems", "offered:", ends.of("resume.offer")[1])
    return run


def to_gnutls(tickets):
    return lambda place: comes_again(place, gnutls_serv(place, tickets), offered(tickets))


def serve(place, count, *more):
    return place.serve("--json", "--count", count, "--cert", place.pki / "server.pem", "--key", place.pki / "server.key", "--timeout", "20", *more)


def served(p, expected, how):
    rc = p.wait()
    peers.no_sanitizer(p)
    expect(rc == 0, "exit code", rc, p.story())
    got = resumed(t.end for t in peers.traces(p.out))
    expect(got == expected, "resumed:", got)
    reasons = {e["reason"] for t in peers.traces(p.out) for e in t.of("resume.decision")}
    expect(reasons == {how}, "decided:", reasons)


def s_client(place, port, shake, *more):
    args, env = openssl.common(place, shake)
    p = place.start("s_client", ["openssl", "s_client", "-connect", f"127.0.0.1:{port}", *args, "-servername", "localhost",
                                 "-CAfile", place.pki / "root.pem", *more], env=env)
    p.wait_until("a handshake", lambda: p.out.count(b"Cipher is") > (5 if "-reconnect" in more else 0))
    p.send(b"Q\n")
    p.wait()
    return p.out


def from_openssl(tickets, shake):
    def run(place):
        p, port = serve(place, 6, "--suite", shake.suite)
        out = s_client(place, port, shake, "-reconnect", *([] if tickets else ["-no_ticket"]))
        # RFC 7627 5.3: a session without the extended master secret is never gone on with
        expect(out.count(b"Reused, TLSv1.2") == (5 if shake.ems else 0), "s_client says:", out.count(b"Reused, TLSv1.2"))
        served(p, [False] + 5 * [shake.ems], taken(tickets) if shake.ems else "resume_legacy")
    return run


def from_gnutls(tickets):
    def run(place):
        p, port = serve(place, 2)
        c = place.start("gnutls-cli", ["gnutls-cli", "-r", "-p", port, "127.0.0.1", "--sni-hostname", "localhost", "--verify-hostname", "localhost",
                                       "--x509cafile", place.pki / "root.pem", "--priority",
                                       "NORMAL:-VERS-ALL:+VERS-TLS1.2:+RSA" + ("" if tickets else ":%NO_TICKETS")], stdin=subprocess.DEVNULL)
        c.wait()
        expect(b"This is a resumed session" in c.out, "gnutls-cli says:", c.story())
        served(p, [False, True], taken(tickets))
    return run


def through_our_file(tickets):
    def run(place):
        port, path = s_server(place, ECDHE, tickets), place.folder / "session.pem"
        path.unlink(missing_ok=True)
        expect(resumed([connect(place, port, "--session", path).end]) == [False], "the first is resumed")
        expect(stat.S_IMODE(os.stat(path).st_mode) == 0o600, "the file's mode is", oct(os.stat(path).st_mode))
        expect(resumed([connect(place, port, "--session", path).end]) == [True], "the second is not resumed")
        expect(b"Reused" in s_client(place, port, ECDHE, "-sess_in", path), "OpenSSL does not go on with our session")
        text = subprocess.run(["openssl", "sess_id", "-in", path, "-noout", "-text"], capture_output=True, text=True, check=True).stdout
        for line in ("Protocol  : TLSv1.2", "Extended master secret: yes", "Verify return code: 0 (ok)"):
            expect(line in text, "sess_id does not say:", line)
    return run


def through_their_file(tickets):
    def run(place):
        port, path = s_server(place, ECDHE, tickets), place.folder / "theirs.pem"
        s_client(place, port, ECDHE, "-sess_out", path)
        expect(resumed([connect(place, port, "--session", path).end]) == [True], "not resumed")
    return run


def main():
    peers.need("openssl", "gnutls-serv", "gnutls-cli")
    cases = []
    for tickets in (True, False):
        how = "by ticket" if tickets else "by id"
        cases += [(f"connect, s_server {how}: {s.title()}", to_openssl(tickets, s)) for s in (ECDHE, NO_EMS)]
        cases += [(f"serve, s_client {how}: {s.title()}", from_openssl(tickets, s)) for s in (ECDHE, CBC, NO_EMS)]
        cases += [(f"connect, gnutls-serv {how}", to_gnutls(tickets)), (f"serve, gnutls-cli {how}", from_gnutls(tickets)),
                  (f"our file {how}", through_our_file(tickets)), (f"OpenSSL's file {how}", through_their_file(tickets))]
    return peers.run_cases(sys.argv, cases)


if __name__ == "__main__":
    sys.exit(main())
