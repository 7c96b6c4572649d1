#!/usr/bin/env python3
"""Referees: stapled OCSP responses of OpenSSL, GnuTLS and nginx, and what they make of ours. ocsp.py SLOWSHAKE ROOT [words of a title]"""
import base64
import subprocess
import sys

import peers
from adapters.nginx import CONF
from peers import expect

# response of the demo PKI: the check at which it is refused (None: it holds), and what openssl ocsp says of it
VARIANTS = {
    "ocsp": (None, ": good"),
    "ocsp-delegated": (None, ": good"),
    "ocsp-revoked": ("ocsp.status", ": revoked"),
    "ocsp-unknown": ("ocsp.status", ": unknown"),
    "ocsp-stale": ("ocsp.validity", "Status times invalid"),
    "ocsp-foreign": ("ocsp.certificate", "No Status found"),
    "ocsp-self-made": ("ocsp.delegate", "Response Verify Failure"),
    "ocsp-bad-signature": ("ocsp.signature", "Response Verify Failure"),
    "ocsp-try-later": ("ocsp.response", "trylater"),
}
VERSIONS = {"TLS 1.2": ("1.2", "-tls1_2", "NORMAL:-VERS-ALL:+VERS-TLS1.2", "TLSv1.2"), "TLS 1.3": ("1.3", "-tls1_3", "NORMAL:-VERS-ALL:+VERS-TLS1.3", "TLSv1.3")}


def as_der(place, name):
    path = place.folder / (name + ".der")
    path.write_bytes(base64.b64decode((place.pki / (name + ".pem")).read_text().split("-----")[2]))
    return path


# ---- theirs ----

def s_server(place, port, version, der):
    return ["openssl", "s_server", "-accept", f"127.0.0.1:{port}", "-cert", place.pki / "server.pem", "-cert_chain", place.pki / "intermediate.pem",
            "-key", place.pki / "server.key", VERSIONS[version][1], "-status_file", der, "-naccept", "1", "-quiet"]


def gnutls_serv(place, port, version, der):
    return ["gnutls-serv", "-p", port, "--x509certfile", place.pki / "server.pem", "--x509keyfile", place.pki / "server.key", "--ocsp-response", der,
            "--ignore-ocsp-response-errors", "--priority", VERSIONS[version][2], "--echo"]


def nginx(place, port, version, der):
    conf = place.folder / "nginx.conf"
    conf.write_text(CONF.format(folder=place.folder, port=port, cert=place.pki / "server.pem", key=place.pki / "server.key", tickets="on", words="words",
                                version=f"ssl_protocols {VERSIONS[version][3]};", more=f"ssl_stapling on; ssl_stapling_file {der};"))
    return ["nginx", "-p", place.folder, "-e", place.folder / "log", "-c", conf]


def judged(server, version, name):
    """slowshake asks, and judges what they hand on."""
    def run(place):
        port = peers.free_port()
        p = place.start("server", server(place, port, version, as_der(place, name)))
        p.wait_listening(port)
        client = place.slow("connect", f"127.0.0.1:{port}", "--json", "--status", "--ca", place.pki / "root.pem", "--servername", "localhost", "--timeout", "20",
                            "--min-version", VERSIONS[version][0], "--max-version", VERSIONS[version][0])
        rc = client.wait()
        peers.no_sanitizer(client)
        trace = peers.Trace(client.out)
        check = VARIANTS[name][0]
        expect(rc == (1 if check else 0), "exit code", rc, client.story(), p.story())
        expect(trace.end["failed_check"] == check, "refused at", trace.end["failed_check"])
        expect(len(trace.of("ocsp.verdict")) == 1, "verdicts:", trace.of("ocsp.verdict"))
    return run


def not_stapled(place):
    """None came, and the certificate promises none: said, and no failure."""
    port = peers.free_port()
    p = place.start("server", ["openssl", "s_server", "-accept", f"127.0.0.1:{port}", "-cert", place.pki / "server.pem", "-cert_chain", place.pki / "intermediate.pem",
                               "-key", place.pki / "server.key", "-naccept", "1", "-quiet"])
    p.wait_listening(port)
    client = place.slow("connect", f"127.0.0.1:{port}", "--json", "--status", "--ca", place.pki / "root.pem", "--servername", "localhost")
    expect(client.wait() == 0, client.story())
    expect([e["reason"] for e in peers.Trace(client.out).of("ocsp.verdict")] == ["ocsp_none"], client.story())


# ---- ours ----

def serve(place, version, name):
    return place.serve("--json", "--count", "1", "--timeout", "20", "--cert", place.pki / "server.pem", "--key", place.pki / "server.key",
                       "--ocsp", place.pki / (name + ".pem"), "--min-version", VERSIONS[version][0], "--max-version", VERSIONS[version][0])


def openssl_reads(version, name):
    def run(place):
        server, port = serve(place, version, name)
        client = place.start("s_client", ["openssl", "s_client", "-connect", f"127.0.0.1:{port}", "-CAfile", place.pki / "root.pem", "-status"])
        client.close_stdin()
        client.wait()
        expect(server.wait() == 0, server.story(), client.story())
        peers.no_sanitizer(server)
        status = {"ocsp-revoked": b"Cert Status: revoked"}.get(name, b"Cert Status: good")
        expect(b"OCSP Response Status: successful" in client.out and status in client.out, client.story())
    return run


def gnutls_judges(version, name):
    """gnutls-cli accepts just what slowshake accepts."""
    def run(place):
        server, port = serve(place, version, name)
        client = place.start("gnutls-cli", ["gnutls-cli", "-p", port, "127.0.0.1", "--x509cafile", place.pki / "root.pem", "--verify-hostname", "localhost",
                                            "--priority", VERSIONS[version][2]])
        client.close_stdin()
        rc = client.wait()
        server.wait()
        peers.no_sanitizer(server)
        expect((rc == 0) == (VARIANTS[name][0] is None), "gnutls-cli ended with", rc, client.story())
        expect(rc or b"OCSP status request" in client.out, client.story())
    return run


def same_verdict(name):
    """openssl ocsp and slowshake verify, on one response."""
    def run(place):
        check, words = VARIANTS[name]
        leaf = place.folder / "leaf.pem"
        subprocess.run(["openssl", "x509", "-in", place.pki / "server.pem", "-out", leaf], check=True)
        said = subprocess.run(["openssl", "ocsp", "-respin", as_der(place, name), "-issuer", place.pki / "intermediate.pem", "-cert", leaf, "-CAfile", place.pki / "root.pem",
                               "-verify_other", place.pki / "intermediate.pem", "-no_nonce"], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False).stdout.decode()
        expect(words in said, "openssl ocsp says", said)
        ours = place.slow("verify", place.pki / "server.pem", "--ca", place.pki / "root.pem", "--servername", "localhost", "--ocsp", place.pki / (name + ".pem"), "--json")
        expect(ours.wait() == (1 if check else 0), ours.story())
        expect(peers.Trace(ours.out).end["failed_check"] == check, "refused at", peers.Trace(ours.out).end["failed_check"])
        print(f"      {name:20} openssl ocsp: {words.strip(' :'):24} slowshake: {check or 'accepted'}")
    return run


def main():
    peers.need("openssl", "gnutls-serv", "gnutls-cli", "nginx")
    cases = [(f"openssl ocsp, {name}", same_verdict(name)) for name in VARIANTS]
    cases += [("s_server, none", not_stapled)]
    for version in VERSIONS:
        cases += [(f"s_server, {version}, {name}", judged(s_server, version, name)) for name in VARIANTS]
        for title, server in (("gnutls-serv", gnutls_serv), ("nginx", nginx)):
            cases += [(f"{title}, {version}, {name}", judged(server, version, name)) for name in ("ocsp", "ocsp-delegated", "ocsp-revoked")]
        cases += [(f"s_client, {version}, {name}", openssl_reads(version, name)) for name in ("ocsp", "ocsp-delegated", "ocsp-revoked")]
        cases += [(f"gnutls-cli, {version}, {name}", gnutls_judges(version, name)) for name in ("ocsp", "ocsp-delegated", "ocsp-revoked", "ocsp-stale", "ocsp-bad-signature")]
    return peers.run_cases(sys.argv, cases)


if __name__ == "__main__":
    sys.exit(main())
