#!/usr/bin/env python3
"""Referees: what OpenSSL and GnuTLS say in their hellos beside the usual. extensions.py SLOWSHAKE ROOT [words of a title]

Lengths of records, application protocols, a client that falls back, versions, the mark of a server that could do more, new keys.
"""
import sys

import peers
from peers import expect

SUITE = "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256"
LONG = "0123456789" * 300


def serve(place, *args):
    """slowshake as a server of one client; its port"""
    return place.serve("--json", "--count", "1", "--timeout", "20", "--cert", place.pki / "server.pem", "--key", place.pki / "server.key", *args)


def s_client(place, port, *args):
    return asks(place.start("s_client", ["openssl", "s_client", "-connect", f"127.0.0.1:{port}", "-CAfile", place.pki / "root.pem", "-ign_eof", *args]))


def asks(client):
    client.send(b"GET / HTTP/1.0\r\n\r\n")
    return client


def told(server, client, code=0):
    client.wait()
    rc = server.wait()
    peers.no_sanitizer(server)
    expect(rc == code, "exit code", rc, server.story(), client.story())
    return peers.Trace(server.out)


def reasons(trace, kind):
    return [e["reason"] for e in trace.of(kind)]


def read(trace, name):
    """The reason why an extension is used or not"""
    number = {"max_fragment_length": 1, "alpn": 16, "record_size_limit": 28, "supported_versions": 43}[name]
    return [e["reason"] for e in trace.of("extension.read") if e["args"]["extension"] == number]


def lengths(trace):
    """Of the fragments that it sends."""
    return [len(trace.values[e["values"][0]]["hex"]) // 2 - 5 for e in trace.of("record.sent")]


def fragments(code):
    """OpenSSL asks for records of so many bytes, and takes no longer one."""
    size = 256 << code

    def run(place):
        server, port = serve(place, "--data", LONG)
        client = s_client(place, port, "-tls1_2", "-maxfraglen", str(size))
        trace = told(server, client)
        expect(read(trace, "max_fragment_length") == ["fragment_length_used"], "read:", read(trace, "max_fragment_length"))
        expect(max(lengths(trace)) <= size + 24, "records of", max(lengths(trace)))      # a nonce and a tag
        expect(LONG.encode() in client.out, "no answer:", client.story())
    return run


def size_limit(place):
    """GnuTLS tells its limit, which is that of TLS 1.3 and above what TLS 1.2 has."""
    server, port = serve(place)
    client = place.start("gnutls-cli", ["gnutls-cli", "-p", port, "127.0.0.1", "--no-ca-verification", "--priority", "NORMAL:-VERS-ALL:+VERS-TLS1.2"])
    trace = told(server, asks(client))
    expect(read(trace, "record_size_limit") == ["size_limit_used"], "read:", read(trace, "record_size_limit"))


def protocol_chosen(place):
    """The server's order decides."""
    server, port = serve(place, "--alpn", "http/1.1,h2")
    client = s_client(place, port, "-tls1_2", "-alpn", "h2,http/1.1")
    trace = told(server, client)
    expect(read(trace, "alpn") == ["protocol_chosen"], "read:", read(trace, "alpn"))
    expect(b"ALPN protocol: http/1.1" in client.out, client.story())


def protocol_refused(place):
    server, port = serve(place, "--alpn", "ftp")
    client = s_client(place, port, "-tls1_2", "-alpn", "h2")
    trace = told(server, client, 1)
    expect(trace.end["alert"] == "no_application_protocol", "alert:", trace.end["alert"])
    expect(b"alert no application protocol" in client.err, client.story())


def falls_back(place):
    """Fine with a server that knows no more; one that does takes it for an attack."""
    server, port = serve(place, "--max-version", "1.2")
    trace = told(server, s_client(place, port, "-tls1_2", "-fallback_scsv"))
    expect("signal_fallback" in reasons(trace, "negotiate.signal"), "signals:", reasons(trace, "negotiate.signal"))
    server, port = serve(place)
    client = s_client(place, port, "-tls1_2", "-fallback_scsv")
    trace = told(server, client, 1)
    expect(trace.end["alert"] == "inappropriate_fallback", "alert:", trace.end["alert"])
    expect(b"inappropriate fallback" in client.err, client.story())


def lists_versions(place):
    """One that speaks TLS 1.3 too comes to TLS 1.2 by its list of versions."""
    server, port = serve(place)
    client = s_client(place, port)
    trace = told(server, client)
    expect(reasons(trace, "negotiate.version") == ["version_listed"], "version:", reasons(trace, "negotiate.version"))
    expect(read(trace, "supported_versions") == ["extension_used"], "read:", read(trace, "supported_versions"))


def refuses_other_versions(place):
    server, port = serve(place, "--max-version", "1.2")
    client = s_client(place, port, "-tls1_3")
    trace = told(server, client, 1)
    expect(trace.end["alert"] == "protocol_version", "alert:", trace.end["alert"])
    expect(reasons(trace, "negotiate.version") == ["version_not_listed"], "version:", reasons(trace, "negotiate.version"))


def as_client(place, more, *args):
    port = peers.free_port()
    server = place.start("s_server", ["openssl", "s_server", "-accept", f"127.0.0.1:{port}", "-www", "-cert", place.pki / "server.pem", "-cert_chain",
                                      place.pki / "server.pem", "-key", place.pki / "server.key", *more])
    server.wait_listening(port)
    p = place.slow("connect", f"127.0.0.1:{port}", "--json", "--servername", "localhost", "--ca", place.pki / "root.pem", *(() if "--suite" in args else ("--suite", SUITE)), "--data",
                   "GET / HTTP/1.0\r\n\r\n", "--timeout", "20", *args)
    rc = p.wait()
    peers.no_sanitizer(p)
    expect(rc == 0, "exit code", rc, p.story(), server.story())
    return peers.Trace(p.out)


def mark(place):
    """A server that speaks TLS 1.3 marks its random; one that does not, does not."""
    for more, said in ([], ["downgrade_mark"]), (["-tls1_2"], []):
        trace = as_client(place, more)
        expect(reasons(trace, "server_hello.downgrade") == said, more, "mark:", reasons(trace, "server_hello.downgrade"))
        place.stop_all()


def server_chooses(place):
    trace = as_client(place, ["-tls1_2", "-alpn", "http/1.1"], "--alpn", "h2,http/1.1")
    expect(read(trace, "alpn") == ["extension_used"], "read:", read(trace, "alpn"))


def updates(trace):
    """Who went on to new keys, as often as it did"""
    return sorted(u["sender"] for u in trace.of("unit") if u["kind"] == "message" and u["name"] == "KeyUpdate")


def updates_keys(place):
    """Our client asks for new keys, and reads the answer under them."""
    trace = as_client(place, [], "--suite", "TLS_AES_128_GCM_SHA256", "--key-update")
    expect(updates(trace) == ["client", "server"], "updates:", updates(trace))
    expect(b"200 ok" in trace.data("application_data.received"), "the answer")


def is_asked_to_update(place):
    """K in s_client: it goes on to new keys, and asks for ours; k: only its own."""
    for letter, wanted in (b"K\n", ["client", "server"]), (b"k\n", ["client"]):
        server, port = serve(place)
        client = place.start("s_client", ["openssl", "s_client", "-connect", f"127.0.0.1:{port}", "-CAfile", place.pki / "root.pem", "-tls1_3",
                                          "-no_ign_eof"])
        client.wait_until("connected", lambda: b"Verify return code" in client.out)
        client.send(letter)
        client.wait_until("key update", lambda: b"KEYUPDATE" in client.err)
        client.send(b"GET / HTTP/1.0\r\n\r\n")
        trace = told(server, client)
        expect(updates(trace) == wanted, letter, "updates:", updates(trace))


def rekeys(place):
    server, port = serve(place)
    client = place.start("gnutls-cli", ["gnutls-cli", "-p", port, "127.0.0.1", "--x509cafile", place.pki / "root.pem", "--verify-hostname", "localhost",
                                        "--priority", "NORMAL:-VERS-ALL:+VERS-TLS1.3", "--inline-commands", "--logfile", place.folder / "cli.log"])
    client.send(b"^rekey^\n")
    client.send(b"GET / HTTP/1.0\r\n\r\n")
    trace = told(server, client)
    expect("client" in updates(trace), "updates:", updates(trace))


def main():
    peers.need("openssl", "gnutls-cli")
    cases = [(f"s_client, records of {256 << code} bytes", fragments(code)) for code in (1, 2, 3, 4)]
    cases += [
        ("gnutls-cli, record_size_limit", size_limit),
        ("s_client, application protocol", protocol_chosen),
        ("s_client, no application protocol in common", protocol_refused),
        ("s_client, falls back", falls_back),
        ("s_client, versions listed", lists_versions),
        ("s_client, TLS 1.3 alone", refuses_other_versions),
        ("s_server, downgrade mark", mark),
        ("s_server, application protocol", server_chooses),
        ("s_server, new keys", updates_keys),
        ("s_client, new keys", is_asked_to_update),
        ("gnutls-cli, new keys", rekeys),
    ]
    return peers.run_cases(sys.argv, cases)


if __name__ == "__main__":
    sys.exit(main())
