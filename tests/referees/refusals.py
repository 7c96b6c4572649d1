#!/usr/bin/env python3
"""Handshakes that must fail: refusals.py SLOWSHAKE ROOT [words of a title]

With OpenSSL as the peer: who refuses whom, with which exit code, alert and line.
"""
import json
import socket
import subprocess
import sys

import openssl
import peers
from handshakes import Shake
from peers import EXIT_FAILED, expect

SUITE = "TLS_RSA_WITH_AES_128_CBC_SHA"


# why it failed, by the alert: the rules of captures hold for who takes part as well
CAUSES = {
    "unknown_ca": ("issuer_not_sent", "ca_not_trusted", "client_ca_not_named", "client_certificate_refused"),
    "certificate_unknown": ("name_differs", "certificate_refused"), "certificate_expired": ("certificate_date",),
    "bad_certificate": ("certificate_refused", "certificate_date", "client_ca_not_named", "client_certificate_refused"),
    "decrypt_error": ("certificate_refused", "signature_refused", "psk_differs"), "illegal_parameter": ("hello_not_understood",), "certificate_revoked": ("certificate_revoked",),
    "unsupported_certificate": ("certificate_refused", "client_certificate_refused"), "certificate_required": ("client_certificate_missing",),
    "handshake_failure": ("client_certificate_missing", "nothing_in_common"), "no_application_protocol": ("alpn_not_shared",), "protocol_version": ("version_not_shared",),
}


def failed(place, p, trace, alert=None, check=None, words=()):
    """One line on stderr, exit 1, and a trace that says why."""
    rc = p.wait()
    peers.no_sanitizer(p)
    expect(rc == EXIT_FAILED, "exit code", rc, "\n" + p.story())
    line = peers.one_line(p)
    end = trace().end
    expect(end and end["outcome"] == "failed", "outcome", end and end["outcome"])
    if alert:
        expect(end["alert"] in alert, "alert", end["alert"], "instead of", " or ".join(alert))
    expect(end.get("cause") in CAUSES[end["alert"]], "the cause is", end.get("cause"), "of", end["alert"], ":", end.get("cause_text"))
    expect("Why: " + end["cause_text"] in end["text"], "the text lacks the cause:", end["text"])
    expect(" ".join(end["cause_text"].split()) in line, "the line on standard error has another sentence than", end["cause_text"], ":", line)
    if check:
        expect(end["failed_check"] == check, "failed check", end["failed_check"], "instead of", check)
    for word in words:
        expect(word in line, f"no {word!r} in:", line)


def connect(place, server, *args):
    return place.slow("connect", f"127.0.0.1:{server.at}", "--json", "--timeout", "20", *args)


def client_refuses(pki, args, alert, check=None):
    """slowshake does not accept s_server's certificate."""
    def run(place):
        server = openssl.start_server(place, Shake(SUITE), pki=pki)
        client = connect(place, server, *[a.replace("PKI", str(place.pki)) for a in args])
        failed(place, client, lambda: peers.Trace(client.out), alert, check)
        server.wait()
        expect(b"alert" in server.err, "s_server saw no alert:\n" + server.story())
    return run


def edwards_pki(place):
    """A root with an Ed25519 key, and the server's usual key in a certificate of its own: edwards-root.pem, edwards.pem"""
    def openssl_(*args):
        subprocess.run(["openssl", *args], cwd=place.pki, check=True, capture_output=True)

    openssl_("req", "-x509", "-newkey", "ed25519", "-nodes", "-keyout", "edwards-root.key", "-out", "edwards-root.pem", "-days", "30",
             "-subj", "/CN=Edwards Root", "-addext", "keyUsage=critical,keyCertSign,cRLSign")
    openssl_("req", "-new", "-key", "server.key", "-subj", "/CN=server.example", "-out", "edwards.csr",
             "-addext", "subjectAltName=DNS:server.example")
    openssl_("x509", "-req", "-in", "edwards.csr", "-CA", "edwards-root.pem", "-CAkey", "edwards-root.key", "-days", "20",
             "-copy_extensions", "copy", "-out", "edwards.pem")


def client_cannot_judge(place):
    """A chain that may be good, and cannot be judged here: nobody trusts it, and no word says that it failed. Replayed, the same."""
    edwards_pki(place)
    capture = place.folder / "edwards.pcapng"
    server = openssl.start_server(place, Shake(SUITE), pki="edwards")
    trust = ["--ca", place.pki / "edwards-root.pem", "--servername", "server.example"]
    client = connect(place, server, *trust, "--export", capture)
    failed(place, client, lambda: peers.Trace(client.out), ("unsupported_certificate",), "certificate.signature", ("cannot be judged here",))
    server.wait()
    end = peers.Trace(client.out).end
    expect("cannot be judged here: certificate.signature" in end["text"], "trace.end:", end["text"])
    expect("failed at" not in peers.one_line(client), "it did not fail:", peers.one_line(client))
    replay = place.start("replay", [place.slowshake, "replay", capture, "--summary", "--json", *trust], env={"SSLKEYLOGFILE": ""}, stdin=subprocess.DEVNULL)
    expect(replay.wait() == 0, "replay:", replay.story())
    row = json.loads(replay.out)
    expect((row["chain"], row["chain_failed"]) == ("unjudged", "certificate.signature"), "the chain, replayed:", row)


def client_goes_on(place):
    """--insecure: the same certificate, and the handshake stands."""
    server = openssl.start_server(place, Shake(SUITE), pki="expired")
    client = connect(place, server, "--ca", place.pki / "root.pem", "--servername", "server.example", "--insecure")
    rc = client.wait()
    expect(rc == 0, "exit code", rc, client.story())
    expect(peers.Trace(client.out).end["outcome"] == "established", "not established")


def client_says_the_verdict(place):
    """With --quiet one line, on standard output if it stands."""
    for args, code, word in ((["--ca", place.pki / "root.pem"], 0, b": established, TLSv1.2, "), (["--insecure"], 0, b"NOT accepted"),
                             ([], EXIT_FAILED, b"--ca FILE")):
        server = openssl.start_server(place, Shake(SUITE))
        client = place.slow("connect", "localhost", str(server.at), "--quiet", "--timeout", "20", *args)
        expect(client.wait() == code, "exit code", client.story())
        said, silent = (client.err, client.out) if code else (client.out, client.err)
        expect(said.count(b"\n") == 1 and said.endswith(b"\n") and word in said and not silent, "the verdict:", client.story())
        server.wait()


def client_without_certificate(place):
    shake = Shake(SUITE, auth="rsa")
    server = openssl.start_server(place, shake)
    client = connect(place, server, "--ca", place.pki / "root.pem", "--servername", "localhost")
    failed(place, client, lambda: peers.Trace(client.out), ("handshake_failure", "certificate_required"), words=("--cert FILE --key FILE",))


def client_no_suite(place):
    server = openssl.start_server(place, Shake(SUITE))
    client = connect(place, server, "--ca", place.pki / "root.pem", "--servername", "localhost",
                     "--suite", "TLS_RSA_WITH_AES_256_GCM_SHA384")
    failed(place, client, lambda: peers.Trace(client.out), ("handshake_failure",), words=("TLS_RSA_WITH_AES_256_GCM_SHA384", "--suite"))


def client_no_version(place):
    server = openssl.start_server(place, Shake(SUITE, version="-tls1_3"))
    client = connect(place, server, "--ca", place.pki / "root.pem", "--servername", "localhost", "--max-version", "1.2")
    failed(place, client, lambda: peers.Trace(client.out), ("protocol_version", "handshake_failure"), words=("TLS 1.2 at most",))


def answers_no_tls(place):
    """A server that speaks something else: the line names it, and the cause does not say that nothing came."""
    for text, words in ((b"HTTP/1.1 400 Bad Request\r\n\r\n", ("speaks HTTP without TLS", "looks like HTTP")), (b"220 mail.example ESMTP\r\n", ("--starttls smtp", "looks like smtp")),
                        (b"hello\r\n", ("does not speak TLS", "something else."))):
        with socket.create_server(("127.0.0.1", 0)) as listener:
            client = place.slow("connect", "127.0.0.1:%d" % listener.getsockname()[1], "--json", "--insecure", "--timeout", "20")
            peer, _ = listener.accept()
            with peer:
                peer.recv(65536)
                peer.sendall(text)
                expect(client.wait() == EXIT_FAILED, "exit code", client.story())
        end = peers.Trace(client.out).end
        expect(words[0] in peers.one_line(client), words[0], "is not in", client.story())
        expect(end["cause"] == "answer_not_tls" and words[1] in end["cause_text"], "the cause:", end)


def client_other_key(place):
    """s_server has another key under that identity, and says illegal_parameter: the binder is named as what it may be."""
    server = openssl.start_server(place, Shake(SUITE, version="-tls1_3"), more=["-psk_identity", "both", "-psk", "11" * 16])
    client = connect(place, server, "--insecure", "--psk", "both:" + "22" * 16)
    failed(place, client, lambda: peers.Trace(client.out), ("illegal_parameter", "decrypt_error"), words=("binder", "another key under that identity"))


def client_unnamed_issuer(place):
    """Its certificate is of a CA that the server did not name: what it showed itself counts."""
    server = openssl.start_server(place, Shake(SUITE, auth="rsa"))
    client = connect(place, server, "--ca", place.pki / "root.pem", "--servername", "localhost", "--cert", place.pki / "untrusted.pem", "--key", place.pki / "server.key")
    failed(place, client, lambda: peers.Trace(client.out), ("unknown_ca",), words=("it is issued by", "and the server named", "demo client CA"))


def client_older_version(place):
    server = openssl.start_server(place, Shake(SUITE, version="-tls1_1"))
    client = connect(place, server, "--insecure")
    failed(place, client, lambda: peers.Trace(client.out), ("protocol_version",), words=("TLS 1.3, TLS 1.2", "--min-version"))


def alone(place):
    """alone.pem: the server's certificate without the one of its issuer"""
    end = "-----END CERTIFICATE-----\n"
    (place.pki / "alone.pem").write_text((place.pki / "server.pem").read_text().split(end)[0] + end)


def root_or_intermediate(place):
    """A path that ends below a CA: the sentence names the issuer and both that it may be. Self-signed: neither."""
    alone(place)
    for pki, args, words, never in (("alone", ["--ca", place.pki / "root.pem"], ("an intermediate CA has to be sent", "a root to be trusted"), ""),
                                    ("self-signed", ["--ca", place.pki / "root.pem"], ("--ca FILE gives the CA",), "intermediate")):
        server = openssl.start_server(place, Shake(SUITE), pki=pki)
        client = connect(place, server, *args, "--servername", "server.example")
        failed(place, client, lambda: peers.Trace(client.out), ("unknown_ca",), words=words)
        expect(not never or never not in peers.one_line(client), f"{never!r} of {pki}:", client.story())
        server.wait()


def server_refuses(shake, more, args, alert, check=None, words=()):
    """slowshake serve does not accept what s_client shows or offers."""
    def run(place):
        alone(place)
        server, port = place.serve("--json", "--count", "1", "--timeout", "20", *[a.replace("PKI", str(place.pki)) for a in args])
        client = openssl.start_client(place, shake, port, more=[m.replace("PKI", str(place.pki)) for m in more])
        failed(place, server, lambda: peers.Trace(server.out), alert, check, words)
        expect(client.wait() != 0, "s_client is content")
        expect(alert[0].replace("_", " ").encode() in client.err or b"alert" in client.err or b"verify failed" in client.err,
               "s_client saw no alert:\n" + client.story())
    return run


ROOT = ["--ca", "PKI/root.pem", "--servername"]
REQUIRE = ["--client-auth", "require", "--ca", "PKI/client-ca.pem"]
PLAIN = Shake(SUITE)

CASES = [
    ("client: untrusted CA", client_refuses("server", ["--ca", "PKI/client-ca.pem", "--servername", "localhost"], ("unknown_ca",))),
    ("client: CA unknown to it", client_refuses("untrusted", ROOT + ["server.example"], ("unknown_ca",))),
    ("client: self-signed", client_refuses("self-signed", ROOT + ["server.example"], ("unknown_ca",))),
    ("client: wrong name", client_refuses("wrong-name", ROOT + ["server.example"], ("certificate_unknown",))),
    ("client: name that is not in it", client_refuses("server", ROOT + ["other.example"], ("certificate_unknown",))),
    ("client: expired", client_refuses("expired", ROOT + ["server.example"], ("certificate_expired",))),
    ("client: not yet valid", client_refuses("not-yet-valid", ROOT + ["server.example"], ("certificate_expired", "bad_certificate"))),
    ("client: issued by no CA", client_refuses("not-a-ca", ROOT + ["server.example"], ("certificate_unknown",))),
    ("client: bad signature", client_refuses("bad-signature", ROOT + ["server.example"], ("bad_certificate", "decrypt_error"))),
    ("client: cannot be judged here", client_cannot_judge),
    ("client: revoked", client_refuses("server", ["--crl", "PKI/crl-revoked.pem"] + ROOT + ["server.example"],
                                       ("certificate_revoked",))),
    ("client: expired, but --insecure", client_goes_on),
    ("client: certificate required, none shown", client_without_certificate),
    ("client: the verdict alone", client_says_the_verdict),
    ("client: a root or an intermediate CA", root_or_intermediate),
    ("client: no common suite", client_no_suite),
    ("client: no common version", client_no_version),
    ("client: another pre-shared key", client_other_key),
    ("client: a CA that the server did not name", client_unnamed_issuer),
    ("client: the server chose an older version", client_older_version),
    ("client: the server speaks no TLS", answers_no_tls),
    ("server: certificate required, none shown",
     server_refuses(PLAIN, [], REQUIRE, ("handshake_failure", "certificate_required"), "client_certificate.present")),
    ("server: client certificate of an unknown CA",
     server_refuses(PLAIN, ["-cert", "PKI/server.pem", "-key", "PKI/server.key"], REQUIRE, ("unknown_ca", "unsupported_certificate", "bad_certificate"))),
    ("server: client certificate expired",
     server_refuses(PLAIN, ["-cert", "PKI/client-expired.pem", "-key", "PKI/client-rsa.key"], REQUIRE, ("certificate_expired",))),
    ("server: no common suite",
     server_refuses(PLAIN, [], ["--suite", "TLS_RSA_WITH_AES_256_GCM_SHA384"], ("handshake_failure",), "negotiate.cipher_suite",
                    ("No suite stands in both lists", "It takes the suites TLS_RSA_WITH_AES_256_GCM_SHA384."))),
    ("server: another pre-shared key",
     server_refuses(Shake(SUITE, version="-tls1_3"), ["-psk_identity", "both", "-psk", "11" * 16], ["--psk", "both:" + "22" * 16],
                    ("decrypt_error",), "psk.binder_check", ("binder", "another key under that identity", "--psk gives another key"))),
    ("server: the client does not know its root",
     server_refuses(PLAIN, ["-CAfile", "PKI/client-ca.pem"], [], ("unknown_ca",), None, ("The server sent 2 certificates", "demo intermediate CA", "is not sent", "file of --cert"))),
    ("server: nor its intermediate CA, which was not sent",
     server_refuses(PLAIN, [], ["--cert", "PKI/alone.pem", "--key", "PKI/server.key"], ("unknown_ca",), None, ("sent only its own certificate", "is not sent", "file of --cert"))),
    ("server: no common version",
     server_refuses(Shake(SUITE, version="-tls1_1"), [], [], ("protocol_version",), "negotiate.version",
                    ("TLS 1.1 at most", "slowshake speaks TLSv1.2", "RFC 8996"))),
    ("server: no common protocol",
     server_refuses(PLAIN, ["-alpn", "http/1.1,spdy/3"], ["--alpn", "h2,foo"], ("no_application_protocol",), "extension.read",
                    ("http/1.1, spdy/3", "Here h2, foo are spoken", "--alpn"))),
]

if __name__ == "__main__":
    peers.need("openssl")
    sys.exit(peers.run_cases(sys.argv, CASES))
