#!/usr/bin/env python3
"""Referees: SSL 3.0 with NSS, and what happens between old and new. history.py SLOWSHAKE ROOT [words of a title]

Suites and resumption are in the matrix. Here: a client of SSL 3.0 that has no certificate, ranges of versions that meet at their
lowest, and what is said where --allow-obsolete is missing.
"""
import subprocess
import sys

import peers
from peers import expect

NO_CERTIFICATE, HANDSHAKE_FAILURE = 41, 40
REQUEST = b"GET / HTTP/1.0\r\n\r\n"
ANSWER = "HTTP/1.0 200 OK\r\n\r\nhello from an old time"


def data_base(place):
    """What NSS trusts, and a server's key."""
    folder = place.folder / "nss"
    if not folder.exists():
        folder.mkdir()
        for argv in (["certutil", "-N", "--empty-password"], ["certutil", "-A", "-n", "root", "-t", "C,,", "-i", place.pki / "root.pem"],
                     ["certutil", "-A", "-n", "client-ca", "-t", "T,,", "-i", place.pki / "client-ca.pem"],
                     ["certutil", "-A", "-n", "intermediate", "-t", ",,", "-i", place.pki / "intermediate.pem"]):
            subprocess.run([argv[0], "-d", f"sql:{folder}", *argv[1:]], check=True, capture_output=True)
        subprocess.run(["openssl", "pkcs12", "-export", "-in", place.pki / "server.pem", "-inkey", place.pki / "server.key", "-name", "server",
                        "-passout", "pass:", "-out", folder / "own.p12"], check=True, capture_output=True)
        subprocess.run(["pk12util", "-i", folder / "own.p12", "-d", f"sql:{folder}", "-W", "", "-K", ""], check=True, capture_output=True)
    return f"sql:{folder}"


def serve(place, *args):
    return place.serve("--json", "--count", "1", "--timeout", "20", "--cert", place.pki / "server.pem", "--key", place.pki / "server.key",
                       "--data", ANSWER, *args)


def connect(place, port, *args):
    return place.slow("connect", f"127.0.0.1:{port}", "--json", "--timeout", "20", "--servername", "localhost", "--ca", place.pki / "root.pem",
                      "--data", REQUEST.decode(), *args)


def tstclnt(place, port, versions):
    request = place.folder / "request"
    request.write_bytes(REQUEST)
    return place.start("tstclnt", ["tstclnt", "-4", "-h", "localhost", "-p", port, "-d", data_base(place), "-V", versions, "-A", request], stdin=subprocess.DEVNULL)


def strsclnt(place, port):
    """Where a certificate is asked for: tstclnt ends then with internal_error if the server's flight does not come in one piece."""
    return place.start("strsclnt", ["strsclnt", "-p", port, "-d", data_base(place), "-V", "ssl3:ssl3", "-c", 1, "-q", "-o", "127.0.0.1"], stdin=subprocess.DEVNULL)


def selfserv(place, versions, *args):
    port = peers.free_port()
    p = place.start("selfserv", ["selfserv", "-p", port, "-d", data_base(place), "-V", versions, "-n", "server", *args])
    p.wait_listening(port)
    return port


def ended(p, code):
    rc = p.wait()
    peers.no_sanitizer(p)
    expect(rc == code, "exit code", rc, "\n" + p.story())
    return peers.Trace(p.out)


def alerts(trace, kind):
    return [e["args"]["description"] for e in trace.of(kind)]


def established(trace, version):
    expect(trace.end["outcome"] == "established" and trace.end["version"] == version, trace.end)


def client_without(auth, goes_on):
    """NSS is asked for a certificate and has none."""
    def run(place):
        server, port = serve(place, "--allow-obsolete", "--max-version", "ssl3", "--client-auth", auth, "--ca", place.pki / "client-ca.pem")
        strsclnt(place, port).wait()
        trace = ended(server, 0 if goes_on else 1)
        expect(NO_CERTIFICATE in alerts(trace, "alert.received"), "alerts that came:", alerts(trace, "alert.received"))
        if goes_on:
            established(trace, "SSLv3")
        else:
            expect(alerts(trace, "alert.sent") == [HANDSHAKE_FAILURE] and trace.end["failed_check"] == "client_certificate.present", trace.end)
    return run


def we_have_none(*asks):
    """NSS asks, and slowshake has none; it goes on only if it did not insist."""
    def run(place):
        port = selfserv(place, "ssl3:ssl3", *asks)
        trace = ended(connect(place, port, "--allow-obsolete", "--max-version", "ssl3"), 0 if len(asks) == 1 else 1)
        expect(NO_CERTIFICATE in alerts(trace, "alert.sent"), "alerts that were sent:", alerts(trace, "alert.sent"))
        if len(asks) == 1:
            established(trace, "SSLv3")
    return run


def all_against_one(version, called):
    """A client that offers all there is meets a server of one old version."""
    def run(place):
        port = selfserv(place, f"{version}:{version}")
        established(ended(connect(place, port, "--allow-obsolete"), 0), called)
    return run


def one_against_all(version, called):
    """NSS offers up to TLS 1.2, with extensions; the server takes no more than that."""
    def run(place):
        server, port = serve(place, "--allow-obsolete", "--max-version", version)
        tstclnt(place, port, "ssl3:tls1.2").wait()
        trace = ended(server, 0)
        established(trace, called)
        ignored = {e["reason"] for e in trace.of("extension.read")}
        expect(version != "ssl3" or "extension_ssl30" in ignored, "extensions:", ignored)
    return run


def refused_client(place):
    port = selfserv(place, "tls1.0:tls1.0")
    p = connect(place, port)
    ended(p, 1)
    expect("--allow-obsolete" in peers.one_line(p), p.story())


def refused_server(place):
    p, port = serve(place)
    tstclnt(place, port, "ssl3:tls1.1").wait()
    ended(p, 1)
    expect("--allow-obsolete" in peers.one_line(p), p.story())


def main():
    peers.need("selfserv", "tstclnt", "strsclnt", "certutil", "pk12util", "openssl")
    versions = (("ssl3", "SSLv3"), ("tls1.0", "TLSv1.0"), ("tls1.1", "TLSv1.1"))
    cases = [("serve, NSS without a certificate, which is asked for", client_without("request", True)),
             ("serve, NSS without a certificate, which is required", client_without("require", False)),
             ("connect, NSS asks for a certificate", we_have_none("-r")),
             ("connect, NSS requires a certificate", we_have_none("-r", "-r")),
             ("connect, NSS speaks TLS 1.0 alone, which was not asked for", refused_client),
             ("serve, NSS speaks less than TLS 1.2, which was not asked for", refused_server)]
    cases += [(f"connect, all versions against {called}", all_against_one(v, called)) for v, called in versions]
    cases += [(f"serve, {called} against SSL 3.0 to TLS 1.2", one_against_all(v.replace("tls", ""), called)) for v, called in versions]
    return peers.run_cases(sys.argv, cases)


if __name__ == "__main__":
    sys.exit(main())
