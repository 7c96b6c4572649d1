#!/usr/bin/env python3
"""Our own captures, made afresh: make_fixtures.py SLOWSHAKE SOURCE-ROOT FOLDER [WORDS OF A NAME]

Handshakes of OpenSSL and of GnuTLS on loopback, each as NAME.pcap with NAME.keys (the key log that the peer
wrote), and fixtures.json, which says what each must show. Nothing of it is checked in.
"""
import json
import pathlib
import subprocess
import sys
import time

import ssl3
import tls13_fixtures
import wire

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "referees"))
import peers  # noqa: E402

# version, OpenSSL's cipher string, what was negotiated, certificate
OPENSSL = [
    ("tls1", "AES128-SHA", "TLS_RSA_WITH_AES_128_CBC_SHA", "rsa"),
    ("tls1", "ECDHE-RSA-AES256-SHA", "TLS_ECDHE_RSA_WITH_AES_256_CBC_SHA", "rsa"),
    ("tls1", "DHE-RSA-AES128-SHA", "TLS_DHE_RSA_WITH_AES_128_CBC_SHA", "rsa"),
    ("tls1_1", "AES256-SHA", "TLS_RSA_WITH_AES_256_CBC_SHA", "rsa"),
    ("tls1_1", "ECDHE-ECDSA-AES128-SHA", "TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA", "ec"),
    ("tls1_2", "AES128-SHA", "TLS_RSA_WITH_AES_128_CBC_SHA", "rsa"),
    ("tls1_2", "AES256-GCM-SHA384", "TLS_RSA_WITH_AES_256_GCM_SHA384", "rsa"),
    ("tls1_2", "AES128-CCM", "TLS_RSA_WITH_AES_128_CCM", "rsa"),
    ("tls1_2", "AES256-CCM8", "TLS_RSA_WITH_AES_256_CCM_8", "rsa"),
    ("tls1_2", "CAMELLIA128-SHA256", "TLS_RSA_WITH_CAMELLIA_128_CBC_SHA256", "rsa"),
    ("tls1_2", "NULL-SHA256", "TLS_RSA_WITH_NULL_SHA256", "rsa"),
    ("tls1_2", "ECDHE-RSA-AES128-GCM-SHA256", "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256", "rsa"),
    ("tls1_2", "ECDHE-RSA-AES256-SHA384", "TLS_ECDHE_RSA_WITH_AES_256_CBC_SHA384", "rsa"),
    ("tls1_2", "ECDHE-RSA-CHACHA20-POLY1305", "TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256", "rsa"),
    ("tls1_2", "ECDHE-ECDSA-AES128-CCM8", "TLS_ECDHE_ECDSA_WITH_AES_128_CCM_8", "ec"),
    ("tls1_2", "ECDHE-ECDSA-CHACHA20-POLY1305", "TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256", "ec"),
    ("tls1_2", "DHE-RSA-AES256-GCM-SHA384", "TLS_DHE_RSA_WITH_AES_256_GCM_SHA384", "rsa"),
    ("tls1_2", "DHE-RSA-CHACHA20-POLY1305", "TLS_DHE_RSA_WITH_CHACHA20_POLY1305_SHA256", "rsa"),
    ("tls1_2", "ADH-AES128-SHA256", "TLS_DH_anon_WITH_AES_128_CBC_SHA256", "none"),
    ("tls1_2", "AECDH-AES256-SHA", "TLS_ECDH_anon_WITH_AES_256_CBC_SHA", "none"),
    ("tls1_2", "PSK-AES128-GCM-SHA256", "TLS_PSK_WITH_AES_128_GCM_SHA256", "psk"),
    ("tls1_2", "DHE-PSK-AES128-CBC-SHA256", "TLS_DHE_PSK_WITH_AES_128_CBC_SHA256", "psk"),
    ("tls1_2", "ECDHE-PSK-AES128-CBC-SHA256", "TLS_ECDHE_PSK_WITH_AES_128_CBC_SHA256", "psk"),
    ("tls1_2", "RSA-PSK-AES128-GCM-SHA256", "TLS_RSA_PSK_WITH_AES_128_GCM_SHA256", "rsa+psk"),
    ("tls1_1", "CAMELLIA256-SHA", "TLS_RSA_WITH_CAMELLIA_256_CBC_SHA", "rsa"),
    ("tls1_2", "ARIA128-GCM-SHA256", "TLS_RSA_WITH_ARIA_128_GCM_SHA256", "rsa"),
    ("tls1_2", "ECDHE-RSA-CAMELLIA128-SHA256", "TLS_ECDHE_RSA_WITH_CAMELLIA_128_CBC_SHA256", "rsa"),
    ("tls1_2", "ECDHE-ECDSA-NULL-SHA", "TLS_ECDHE_ECDSA_WITH_NULL_SHA", "ec"),
    ("tls1_2", "DHE-RSA-AES128-CCM8", "TLS_DHE_RSA_WITH_AES_128_CCM_8", "rsa"),
    ("tls1", "DHE-DSS-AES128-SHA", "TLS_DHE_DSS_WITH_AES_128_CBC_SHA", "dsa"),
    ("tls1_2", "DHE-DSS-AES128-GCM-SHA256", "TLS_DHE_DSS_WITH_AES_128_GCM_SHA256", "dsa"),
    ("tls1_2", "PSK-AES128-CCM8", "TLS_PSK_WITH_AES_128_CCM_8", "psk"),
    ("tls1_2", "DHE-PSK-CHACHA20-POLY1305", "TLS_DHE_PSK_WITH_CHACHA20_POLY1305_SHA256", "psk"),
    ("tls1_2", "ECDHE-PSK-CAMELLIA128-SHA256", "TLS_ECDHE_PSK_WITH_CAMELLIA_128_CBC_SHA256", "psk"),
    ("tls1_2", "RSA-PSK-NULL-SHA256", "TLS_RSA_PSK_WITH_NULL_SHA256", "rsa+psk"),
    ("tls1_2", "ECDHE-RSA-AES256-GCM-SHA384", "TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384", "pss"),
    ("tls1_2", "ECDHE-ECDSA-AES128-SHA256", "TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA256", "p384"),
    ("tls1_2", "ECDHE-ECDSA-AES256-SHA384", "TLS_ECDHE_ECDSA_WITH_AES_256_CBC_SHA384", "p521"),
    ("tls1_2", "ECDHE-ECDSA-AES128-GCM-SHA256", "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256", "ed25519"),
    ("tls1_2", "ECDHE-ECDSA-AES256-GCM-SHA384", "TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384", "ed448"),
    ("tls1_3", "TLS_AES_128_GCM_SHA256", "TLS_AES_128_GCM_SHA256", "rsa"),
    ("tls1_3", "TLS_CHACHA20_POLY1305_SHA256", "TLS_CHACHA20_POLY1305_SHA256", "ec"),
]
# what no library here can check
UNJUDGED = ("ed25519", "ed448")
# version, key exchange, cipher, MAC, what was negotiated[, what is switched off]
GNUTLS = [
    ("1.0", "RSA", "AES-128-CBC", "SHA1", "TLS_RSA_WITH_AES_128_CBC_SHA"),
    ("1.1", "DHE-RSA", "AES-256-CBC", "SHA1", "TLS_DHE_RSA_WITH_AES_256_CBC_SHA"),
    ("1.2", "RSA", "AES-128-CBC", "SHA256", "TLS_RSA_WITH_AES_128_CBC_SHA256"),
    ("1.2", "ECDHE-RSA", "AES-256-GCM", "AEAD", "TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384"),
    ("1.2", "ECDHE-RSA", "CAMELLIA-128-GCM", "AEAD", "TLS_ECDHE_RSA_WITH_CAMELLIA_128_GCM_SHA256"),
    ("1.2", "DHE-RSA", "AES-128-CCM", "AEAD", "TLS_DHE_RSA_WITH_AES_128_CCM"),
    ("1.2", "RSA", "3DES-CBC", "SHA1", "TLS_RSA_WITH_3DES_EDE_CBC_SHA"),
    ("1.0", "RSA", "ARCFOUR-128", "SHA1", "TLS_RSA_WITH_RC4_128_SHA"),
    ("1.2", "RSA", "ARCFOUR-128", "MD5", "TLS_RSA_WITH_RC4_128_MD5"),
    ("1.2", "DHE-DSS", "AES-256-CBC", "SHA256", "TLS_DHE_DSS_WITH_AES_256_CBC_SHA256"),
    ("1.2", "RSA", "AES-256-CBC", "SHA1", "TLS_RSA_WITH_AES_256_CBC_SHA", "%NO_ETM"),
    ("1.1", "RSA", "AES-256-CBC", "SHA1", "TLS_RSA_WITH_AES_256_CBC_SHA", "%NO_EXTENSIONS"),
    ("1.2", "ECDHE-RSA", "AES-128-GCM", "AEAD", "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256", "%NO_SESSION_HASH"),
    ("1.2", "DHE-RSA", "CAMELLIA-256-CBC", "SHA1", "TLS_DHE_RSA_WITH_CAMELLIA_256_CBC_SHA"),
    ("1.2", "ANON-DH", "AES-256-GCM", "AEAD", "TLS_DH_anon_WITH_AES_256_GCM_SHA384"),
    ("1.2", "ANON-ECDH", "AES-128-CBC", "SHA1", "TLS_ECDH_anon_WITH_AES_128_CBC_SHA"),
]
NAMES = {"tls1": "TLS 1.0", "tls1_1": "TLS 1.1", "tls1_2": "TLS 1.2", "tls1_3": "TLS 1.3"}
VIA = {"smtp": "SMTP STARTTLS", "imap": "IMAP STARTTLS", "pop3": "POP3 STLS", "ftp": "FTP AUTH TLS", "xmpp": "XMPP STARTTLS",
       "ldap": "LDAP StartTLS", "postgres": "PostgreSQL SSLRequest", "mysql": "MySQL SSLRequest", "connect": "HTTP CONNECT"}


class Fixtures:
    def __init__(self, place, out):
        self.place, self.out, self.all = place, out, []
        self.openssl, self.gnutls_serv, self.gnutls_cli = peers.need("openssl", "gnutls-serv", "gnutls-cli")
        self.command("req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-keyout", out / "ec.key",
                     "-out", out / "ec.pem", "-subj", "/CN=server.example", "-days", "30")

        for kind in UNJUDGED:
            self.command("req", "-x509", "-newkey", kind, "-nodes", "-keyout", out / f"{kind}.key", "-out", out / f"{kind}.pem",
                         "-subj", "/CN=server.example", "-days", "30")
        self.command("dsaparam", "-out", out / "dsa.param", "2048")
        self.command("gendsa", "-out", out / "dsa.key", out / "dsa.param")
        self.command("req", "-x509", "-new", "-key", out / "dsa.key", "-out", out / "dsa.pem", "-subj", "/CN=server.example", "-days", "30")

    def command(self, *words):
        subprocess.run([self.openssl, *words], check=True, capture_output=True)

    def add(self, name, wire_, **expected):
        wire_.close()
        wire_.write_pcap(self.out / f"{name}.pcap")
        self.all.append({"name": name, **expected})

    def keys(self, name):
        path = self.out / f"{name}.keys"
        path.write_text("")
        return path

    # ---- OpenSSL

    def certificate(self, kind):
        pki = self.place.pki
        if kind in UNJUDGED:
            return ["-cert", self.out / f"{kind}.pem", "-key", self.out / f"{kind}.key"]
        if kind in ("pss", "p384", "p521"):
            chain = pki / f"server-{kind}.pem"
            return ["-cert", chain, "-cert_chain", chain, "-key", pki / f"server-{kind}.key"]
        return {
            "rsa": ["-cert", pki / "server.pem", "-cert_chain", pki / "server.pem", "-key", pki / "server.key"],
            "ec": ["-cert", self.out / "ec.pem", "-key", self.out / "ec.key"],
            "dsa": ["-cert", self.out / "dsa.pem", "-key", self.out / "dsa.key"],
            "none": ["-nocert"],
            "psk": ["-nocert", "-psk", "0123456789abcdef", "-psk_identity", "fixture"],
            "rsa+psk": ["-cert", pki / "server.pem", "-key", pki / "server.key", "-psk", "0123456789abcdef"],
        }[kind]

    def server(self, name, version, cipher, kind, more):
        port = peers.free_port()
        option = "-ciphersuites" if version == "tls1_3" else "-cipher"
        cipher += "" if version == "tls1_3" else ":@SECLEVEL=0"
        child = self.place.start(f"server-{name}", [
            self.openssl, "s_server", "-accept", f"127.0.0.1:{port}", "-" + version, option, cipher,
            "-keylogfile", self.keys(name), *self.certificate(kind), *more])
        child.wait_listening(port)
        return child, port, [option, cipher]

    @staticmethod
    def way(wire_):
        if wire_.dialogue == "connect":
            return ["-proxy", f"127.0.0.1:{wire_.port}", "-connect", "server.example:443"]
        return ["-connect", f"127.0.0.1:{wire_.port}"] + (["-starttls", wire_.dialogue] if wire_.dialogue else [])

    def client(self, name, wire_, version, cipher, kind, more, steps=None, server=None):
        psk = ["-psk", "0123456789abcdef", "-psk_identity", "fixture"] if "psk" in kind else []
        child = self.place.start(f"client-{name}", [
            self.openssl, "s_client", *self.way(wire_), "-" + version, *cipher, *psk,
            "-servername", "server.example", *more])
        for who, line, ready in steps or []:
            child.wait_until("what comes before " + line, ready)
            (child if who == "client" else server).send(line.encode() + b"\n")
        if not steps:
            child.send(b"hello\n")
        child.close_stdin()
        child.wait()
        return child

    def logged(self, name, n):
        """Whether the key log has lines for n handshakes."""
        return lambda: (self.out / f"{name}.keys").read_text().count("CLIENT_RANDOM ") >= n

    def simple(self, name, version, cipher, suite, kind="rsa", server=(), client=(), dialogue=None, times=1, more_of=None,
               steps=None, handshakes=1, **expected):
        """One server, `times` clients, through one wire. more_of(i): further options of client i."""
        s, port, cipher = self.server(name, version, cipher, kind, server)
        w = wire.Wire(port, dialogue)
        for i in range(times):
            self.client(f"{name}-{i}", w, version, cipher, kind, [*client, *(more_of(i) if more_of else [])], steps, s)
        self.add(name, w, version=NAMES[version], suite=suite, handshakes=max(times, handshakes), kind=kind,
                 **{**({"signature": "unjudged"} if kind in UNJUDGED else {}), **expected})
        s.stop()

    def openssl_all(self):
        for version, cipher, suite, kind in OPENSSL:
            yield f"openssl-{version}-{cipher}".lower(), lambda n, v=version, c=cipher, s=suite, k=kind: self.simple(n, v, c, s, k)
        for how, no_ticket in (("ticket", []), ("session-id", ["-no_ticket"])):
            for cipher, suite in (("AES128-SHA256", "TLS_RSA_WITH_AES_128_CBC_SHA256"),
                                  ("ECDHE-RSA-AES128-GCM-SHA256", "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256")):
                yield f"openssl-resumed-{how}-{cipher}".lower(), lambda n, no=no_ticket, c=cipher, s=suite: self.resumed(n, no, c, s)
        for key in ("client-rsa", "client-p256", "client-p384"):
            for version in ("tls1", "tls1_1", "tls1_2"):
                yield f"openssl-{version}-{key}", lambda n, k=key, v=version: self.client_auth(n, k, v)
        for key in ("client-p521", "client-pss", *UNJUDGED):
            yield f"openssl-tls1_2-client-{key.removeprefix('client-')}", lambda n, k=key: self.client_auth(n, k, "tls1_2")
        for dialogue in wire.DIALOGUES:
            yield f"openssl-starttls-{dialogue}", lambda n, d=dialogue: self.simple(
                n, "tls1_2", "ECDHE-RSA-AES128-GCM-SHA256", "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256", dialogue=d, via=VIA[d])
        yield "openssl-renegotiation", self.renegotiation
        yield "openssl-renegotiation-server", lambda n: self.renegotiation(n, "server", "r", resumed=1, inside=True)
        yield "openssl-hello-retry", lambda n: self.simple(
            n, "tls1_3", "TLS_AES_256_GCM_SHA384", "TLS_AES_256_GCM_SHA384", server=["-groups", "P-384"], client=["-groups", "X25519:P-384"],
            messages=["ClientHello", "HelloRetryRequest", "ClientHello", "ServerHello", "EncryptedExtensions", "Certificate", "CertificateVerify",
                      "Finished", "Finished", "NewSessionTicket", "NewSessionTicket"])
        yield "openssl-status", self.status
        yield "openssl-fragments", lambda n: self.simple(
            n, "tls1_2", "ECDHE-RSA-AES128-GCM-SHA256", "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256", server=["-max_send_frag", "512"])
        yield "openssl-no-etm", lambda n: self.simple(
            n, "tls1_2", "AES128-SHA256", "TLS_RSA_WITH_AES_128_CBC_SHA256", server=["-no_etm"], etm=False)

    def status(self, name):
        """The server staples an OCSP response that it made itself."""
        (self.out / "index").write_text("")
        self.command("ocsp", "-issuer", self.out / "ec.pem", "-cert", self.out / "ec.pem", "-reqout", self.out / "ocsp.request")
        self.command("ocsp", "-index", self.out / "index", "-rsigner", self.out / "ec.pem", "-rkey", self.out / "ec.key",
                     "-CA", self.out / "ec.pem", "-reqin", self.out / "ocsp.request", "-respout", self.out / "ocsp.response")
        self.simple(name, "tls1_2", "ECDHE-ECDSA-AES128-SHA256", "TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA256", kind="ec",
                    server=["-status_file", self.out / "ocsp.response"], client=["-status"],
                    messages=["ClientHello", "ServerHello", "Certificate", "CertificateStatus", "ServerKeyExchange", "ServerHelloDone",
                              "ClientKeyExchange", "Finished", "NewSessionTicket", "Finished"])

    def resumed(self, name, no_ticket, cipher, suite):
        session = self.out / f"{name}.session"
        self.simple(name, "tls1_2", cipher, suite, server=no_ticket, client=no_ticket, times=2, resumed=1,
                    more_of=lambda i: ["-sess_in", session] if i else ["-sess_out", session])

    def client_auth(self, name, key, version):
        pki = self.place.pki
        folder, can = (self.out, {"client_signature": "unjudged"}) if key in UNJUDGED else (pki, {})
        self.simple(name, version, "ECDHE-RSA-AES128-SHA", "TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA", client_auth=True, **can,
                    server=["-Verify", "3", "-CAfile", pki / "client-ca.pem"],
                    client=["-cert", folder / f"{key}.pem", "-key", folder / f"{key}.key"])

    def renegotiation(self, name, who="client", letter="R", **expected):
        self.simple(name, "tls1_2", "AES128-SHA256", "TLS_RSA_WITH_AES_128_CBC_SHA256", server=["-client_renegotiation"],
                    handshakes=2, steps=[(who, letter, self.logged(name, 1)), ("client", "hello", self.logged(name, 2))], **expected)

    # ---- SSL 3.0

    def ssl3(self, name, key, is_dsa=False, lie=False):
        folder = self.out if is_dsa else self.place.pki
        w = wire.Script()
        log = ssl3.converse(w.connection(), self.place.pki, folder / f"{key}.pem", folder / f"{key}.key", is_dsa, lie)
        self.keys(name).write_text(log)
        self.add(name, w, version="SSL 3.0", suite="TLS_RSA_WITH_NULL_SHA", handshakes=1, kind="rsa", client_auth=True, server_name=None,
                 client_signature="wrong" if lie else "ok")

    def ssl3_all(self):
        yield "ssl3-client-rsa", lambda n: self.ssl3(n, "client-rsa")
        yield "ssl3-client-dsa", lambda n: self.ssl3(n, "dsa", is_dsa=True)
        yield "ssl3-client-rsa-lies", lambda n: self.ssl3(n, "client-rsa", lie=True)
        yield "ssl3-client-dsa-lies", lambda n: self.ssl3(n, "dsa", is_dsa=True, lie=True)

    # ---- GnuTLS

    def gnutls(self, name, version, kx, cipher, mac, suite, off=""):
        pki, port = self.place.pki, peers.free_port()
        priority = f"NONE:+VERS-TLS{version}:+{kx}:+{cipher}:+{mac}:+COMP-NULL:+GROUP-ALL:+SIGN-ALL:+SIGN-DSA-SHA256:+SIGN-DSA-SHA1:+CTYPE-X509:%VERIFY_ALLOW_SIGN_WITH_SHA1" + (off and ":" + off)
        kind = "none" if kx.startswith("ANON") else "dsa" if kx == "DHE-DSS" else "rsa"
        own = {"none": [], "rsa": ["--x509certfile", pki / "server.pem", "--x509keyfile", pki / "server.key"],
               "dsa": ["--x509certfile", self.out / "dsa.pem", "--x509keyfile", self.out / "dsa.key"]}[kind]
        server = self.place.start(f"server-{name}", [
            self.gnutls_serv, "--port", port, "--priority", priority, "--echo", "--disable-client-cert", *own])
        server.wait_listening(port)
        w = wire.Wire(port)
        client = self.place.start(f"client-{name}", [
            self.gnutls_cli, "--port", w.port, "--priority", priority, "--no-ca-verification",
            "--sni-hostname", "server.example", "127.0.0.1"], env={"SSLKEYLOGFILE": str(self.keys(name))})
        client.wait_until("its key log", self.logged(name, 1))
        client.send(b"hello\n")
        client.wait_until("the echo", lambda: b"hello" in client.out or time.monotonic() - client.began > 3)
        client.close_stdin()
        client.wait()
        self.add(name, w, version=f"TLS {version}", suite=suite, handshakes=1, kind=kind,
                 **{"%NO_ETM": {"etm": False}, "%NO_SESSION_HASH": {"ems": False},
                    "%NO_EXTENSIONS": {"etm": False, "ems": False, "server_name": None}}.get(off, {}))
        server.stop()

    def gnutls_all(self):
        for row in GNUTLS:
            yield "-".join(["gnutls", *row[:4], *row[5:]]).lower().replace("%", ""), lambda n, r=row: self.gnutls(n, *r)


def make(slowshake, root, out, words=()):
    """Makes them; the list of what each must show."""
    out = pathlib.Path(out).resolve()
    out.mkdir(parents=True, exist_ok=True)
    with peers.Place([__file__, slowshake, root]) as place:
        fixtures = Fixtures(place, out)
        for name, function in [*fixtures.openssl_all(), *fixtures.ssl3_all(), *fixtures.gnutls_all(), *tls13_fixtures.Maker(fixtures).all()]:
            if all(w in name for w in words):
                function(name)
    (out / "fixtures.json").write_text(json.dumps(fixtures.all, indent=1))
    return fixtures.all


if __name__ == "__main__":
    if len(sys.argv) < 4:
        sys.exit(__doc__)
    print(len(make(*sys.argv[1:4], sys.argv[4:])), "captures made")
