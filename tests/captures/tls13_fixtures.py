"""Captures of TLS 1.3, made afresh from OpenSSL and GnuTLS: a table, one line a case, with what every reader must find in it.

What was said is written as words: > from the client, < from the server, then a message by its name in HELLO; several connections
stand one behind the other, a + between them.
"""
import pathlib
import subprocess
import sys

import wire

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "referees"))
import peers  # noqa: E402
import tls13_open  # noqa: E402

NAMES = {"CH": "ClientHello", "SH": "ServerHello", "HRR": "HelloRetryRequest", "EE": "EncryptedExtensions", "CR": "CertificateRequest", "CT": "Certificate",
         "CV": "CertificateVerify", "FIN": "Finished", "NST": "NewSessionTicket", "EOED": "EndOfEarlyData", "KU": "KeyUpdate"}
PSK = "0123456789abcdef0123456789abcdef"

FULL = ">CH <SH <EE <CT <CV <FIN >FIN"
RETRY = ">CH <HRR " + FULL
ASKED = ">CH <SH <EE <CR <CT <CV <FIN >CT >CV >FIN"
BY_PSK = ">CH <SH <EE <FIN >FIN"
EARLY = ">CH <SH <EE <FIN >EOED >FIN"
TWO = " <NST <NST"                # OpenSSL's server sends two tickets unless it is told otherwise, GnuTLS' two, too
ONE = " <NST"
S128, S256, CHACHA, CCM, CCM8 = ("TLS_AES_128_GCM_SHA256", "TLS_AES_256_GCM_SHA384", "TLS_CHACHA20_POLY1305_SHA256", "TLS_AES_128_CCM_SHA256",
                                 "TLS_AES_128_CCM_8_SHA256")


def case(name, suite=S256, said=FULL + TWO, kind="rsa", server=(), client=(), steps=(), again=0, **expected):
    """again: how often the client comes back with its session. expected: as in replay_fixtures.py, and of tls13_fixtures.check."""
    return {"name": name, "suite": suite, "said": said, "kind": kind, "server": list(server), "client": list(client), "steps": list(steps),
            "again": again, "expected": expected}


# A step: to whom what is written, once so many messages went over the wire.
OPENSSL = [
    # OpenSSL 3.2 and later keep the short tag for those who ask for it
    *(case(s.lower(), s, server=["-cipher", "DEFAULT:@SECLEVEL=0"], client=["-cipher", "DEFAULT:@SECLEVEL=0"]) for s in (S128, S256, CHACHA, CCM, CCM8)),
    *(case(f"group-{g.lower()}", S128, server=["-groups", g], client=["-groups", g])
      for g in ("X25519", "P-256", "P-384", "P-521", "X448", "ffdhe2048", "ffdhe3072")),
    *(case(f"server-{k}", S128, kind=k) for k in ("ec", "pss", "p384", "p521", "ed25519", "ed448")),
    case("retry", said=RETRY + TWO, server=["-groups", "P-384"], client=["-groups", "X25519:P-384"]),
    case("retry-cookie", said=RETRY + TWO, server=["-stateless", "-no_middlebox"], client=["-no_middlebox"], disguise=False),
    case("retry-group-and-cookie", said=RETRY + TWO, server=["-stateless", "-no_middlebox", "-groups", "P-521"],
         client=["-no_middlebox", "-groups", "X25519:P-521"], disguise=False),
    case("psk-dhe", S128, BY_PSK + ONE, "psk", ["-psk", PSK, "-psk_identity", "fixture"], ["-psk", PSK, "-psk_identity", "fixture"]),
    case("psk", S128, BY_PSK + ONE, "psk", ["-psk", PSK, "-psk_identity", "fixture", "-allow_no_dhe_kex", "-groups", "P-256"],
         ["-psk", PSK, "-psk_identity", "fixture", "-allow_no_dhe_kex", "-groups", "X25519"], shares=False),
    case("resumed", S256, f"{FULL}{TWO} + {BY_PSK}{ONE}", again=1, resumed=1),
    case("early-data", S256, f"{FULL}{TWO} + {EARLY}{ONE}", server=["-early_data"], client=["early"], again=1, resumed=1),
    case("early-data-refused", S128, f"{FULL}{TWO} + {EARLY}{ONE} + {FULL}{TWO}", server=["-early_data"], client=["early"], again=2, resumed=1),
    # its server takes a ticket once, and looks at it before and after the retry
    case("early-data-retry", S128, f"{RETRY}{TWO} + {RETRY}{TWO}", server=["-early_data", "-groups", "P-384"],
         client=["early", "-groups", "X25519:P-384"], again=1),
    case("key-update", S128, FULL + TWO + " >KU <KU", steps=[("client", "K", 9), ("server", "hi", 10), ("client", "hello", 11)], updates=2),
    case("key-update-alone", S128, FULL + TWO + " >KU", steps=[("client", "k", 9), ("client", "hello", 10)], updates=1),
    case("key-update-by-server", S128, FULL + TWO + " <KU >KU",
         steps=[("server", "K", 9), ("client", "hello", 10)], updates=2),
    case("client-rsa", S128, ASKED + TWO, client=["client-rsa"], client_auth=True),
    case("client-p256", S128, ASKED + TWO, client=["client-p256"], client_auth=True),
    case("client-pss", S128, ASKED + TWO, client=["client-pss"], client_auth=True),
    case("client-ed25519", S128, ASKED + TWO, client=["ed25519"], client_auth=True, client_signature="unjudged"),
    case("post-handshake", S128, FULL + TWO + " <CR >CT >CV >FIN" + TWO, server=["-CAfile", "client-ca"], client=["-enable_pha", "client-rsa"],
         steps=[("server", "c", 9), ("client", "hello", 15)], client_auth=True, after=True),
    case("padding", S128, server=["-record_padding", "512"], client=["-record_padding", "256"], padding=True),
    case("no-disguise", S128, server=["-no_middlebox"], client=["-no_middlebox"], disguise=False),
]
GNUTLS = [
    *(case(c.lower(), s, server=[f"+{c}"]) for c, s in (("AES-128-GCM", S128), ("AES-256-GCM", S256), ("CHACHA20-POLY1305", CHACHA), ("AES-128-CCM", CCM),
                                                        ("AES-128-CCM-8", CCM8))),
    *(case(f"group-{g.lower()}", S128, server=["+AES-128-GCM", f"-GROUP-ALL:+GROUP-{g}"])
      for g in ("X25519", "SECP256R1", "SECP384R1", "SECP521R1", "X448", "FFDHE2048", "FFDHE3072")),
    case("retry", S256, RETRY + TWO, server=["-GROUP-ALL:+GROUP-SECP384R1"], client=["-GROUP-ALL:+GROUP-X25519:+GROUP-SECP256R1:+GROUP-SECP384R1"]),
    case("psk-dhe", S128, BY_PSK + TWO, "psk", server=["+AES-128-GCM:-KX-ALL:+DHE-PSK:+ECDHE-PSK"]),
    case("psk", S128, BY_PSK + TWO, "psk", server=["+AES-128-GCM:-KX-ALL:+PSK"], shares=False),
    case("resumed", S256, f"{FULL}{TWO} + {BY_PSK}{TWO}", client=["--resume"], resumed=1),
    case("early-data", S256, f"{FULL}{TWO} + {EARLY}{TWO}", server=["--earlydata"], client=["--resume", "early"], resumed=1),
    case("early-data-refused", S256, f"{FULL}{TWO} + {BY_PSK}{TWO}", client=["--resume", "early"], resumed=1),
    case("key-update", S128, FULL + TWO + " >KU <KU", server=["+AES-128-GCM"], client=["--inline-commands"],
         steps=[("client", "^rekey^", 9), ("client", "hello", 10)], updates=2),
    case("client-rsa", S128, ASKED + TWO, server=["+AES-128-GCM"], client=["client-rsa"], client_auth=True),
    case("client-p256", S128, ASKED + TWO, server=["+AES-128-GCM"], client=["client-p256"], client_auth=True),
    case("post-handshake", S128, ASKED + TWO + " <CR >CT >CV >FIN", server=["+AES-128-GCM"], client=["--post-handshake-auth", "client-rsa"],
         steps=[("client", "**REAUTH**", 12), ("client", "hello", 16)], client_auth=True),
    case("no-disguise", S128, server=["+AES-128-GCM", "%DISABLE_TLS13_COMPAT_MODE"], disguise=False),
]


def wanted(said):
    """[(side, name)] of each connection"""
    sides = {">": "client", "<": "server"}
    return [[(sides[w[0]], w[1:]) for w in connection.split()] for connection in said.split(" + ")]


class Maker:
    """On top of a make_fixtures.Fixtures."""

    def __init__(self, fixtures):
        self.f, self.pki, self.out = fixtures, fixtures.place.pki, fixtures.out
        self.early = self.out / "early.data"
        self.early.write_text("early hello\n")

    def key(self, name):
        folder = self.pki if name.startswith("client-") else self.out
        return folder / f"{name}.pem", folder / f"{name}.key"

    def play(self, name, c, w, i, client, server):
        """The steps of a case, or one line of data, until all was said. A line of data is sent again until what it brings with it comes."""
        keys, (to, line) = self.out / f"{name}.keys", (None, "")
        steps = [*(c["steps"] or [("client", "hello", 0)]), (None, "", len(wanted(c["said"])[i]))]
        for receiver, words, before in steps:
            for _ in range(20):
                if tls13_open.wait_count(w, keys, before, 1):
                    break
                if to and len(line) > 1 and line.isalpha():
                    to.send(line.encode() + b"\n")
            else:
                raise peers.Wrong(f"{name}: {tls13_open.count(w, keys)} messages instead of {before}\n{client.story()}")
            to, line = {"client": client, "server": server, None: None}[receiver], words
            if to:
                to.send(line.encode() + b"\n")

    def add(self, name, c, w):
        said = wanted(c["said"])
        self.f.add(name, w, version="TLS 1.3", suite=c["suite"], handshakes=len(said), kind=c["kind"],
                   said=[{side: [NAMES[m] for who, m in connection if who == side] for side in ("client", "server")} for connection in said],
                   **{**({"signature": "unjudged"} if c["kind"] in ("ed25519", "ed448") else {}), **c["expected"]})

    # ---- OpenSSL

    def uncompressed(self):
        """Since 3.2 OpenSSL compresses certificates where both would like it: what was said would depend on who made it."""
        help_of = subprocess.run([self.f.openssl, "s_client", "-help"], capture_output=True, text=True, check=False)
        return [o for o in ("-no_tx_cert_comp", "-no_rx_cert_comp") if o in help_of.stderr + help_of.stdout]

    def openssl_server(self, name, c):
        port = peers.free_port()
        more = [self.pki / "client-ca.pem" if x == "client-ca" else x for x in c["server"]]
        if c["expected"].get("client_auth") and not c["expected"].get("after"):
            more += ["-Verify", "3", "-CAfile", self.pki / "client-ca.pem"]
        certificate = ["-nocert"] if c["kind"] == "psk" else self.f.certificate(c["kind"])
        server = self.f.place.start(f"server-{name}", [
            self.f.openssl, "s_server", "-accept", f"127.0.0.1:{port}", "-tls1_3", "-ciphersuites", c["suite"], *certificate, *self.uncompressed(), *more])
        server.wait_listening(port)
        return server, port

    def openssl_client(self, name, c, w, i):
        own = [x for word in c["client"] if word.startswith("client-") or word.startswith("ed") for x in zip(("-cert", "-key"), self.key(word))]
        more = [x for word in c["client"] if not (word.startswith("client-") or word in ("early", "ed25519")) for x in [word]]
        more += [x for pair in own for x in pair]
        session = self.out / f"{name}.session"
        if c["again"]:
            more += ["-sess_in", session] if i else ["-sess_out", session]
        if i and "early" in c["client"]:
            more += ["-early_data", self.early]
        return self.f.place.start(f"client-{name}-{i}", [
            self.f.openssl, "s_client", "-connect", f"127.0.0.1:{w.port}", "-tls1_3", "-ciphersuites", c["suite"], "-servername", "server.example",
            "-keylogfile", self.out / f"{name}.keys", *self.uncompressed(), *more])

    def openssl(self, name, c):
        server, port = self.openssl_server(name, c)
        self.f.keys(name)
        w = wire.Wire(port)
        for i in range(1 + c["again"]):
            client = self.openssl_client(name, c, w, i)
            self.play(name, c, w, i, client, server)
            client.close_stdin()
            client.wait()
        self.add(name, c, w)
        server.stop()

    # ---- GnuTLS

    def priority(self, words):
        return ":".join(["NORMAL:-VERS-ALL:+VERS-TLS1.3"] + (["-CIPHER-ALL"] if any("+AES" in w or "+CHACHA" in w for w in words) else []) + words)

    def gnutls_server(self, name, c):
        port = peers.free_port()
        words = [w for w in c["server"] if w[0] in "+-%" and not w.startswith("--")]
        more = [w for w in c["server"] if w.startswith("--")]
        if c["kind"] == "psk":
            (self.out / "psk.txt").write_text(f"fixture:{PSK}\n")
            own = ["--pskpasswd", self.out / "psk.txt"]
        else:
            own = ["--x509certfile", self.pki / "server.pem", "--x509keyfile", self.pki / "server.key"]
        ask = ["--x509cafile", self.pki / "client-ca.pem"]
        asked = c["expected"].get("client_auth") and ["--require-client-cert", *ask] or (ask if "post" in name else ["--disable-client-cert"])
        server = self.f.place.start(f"server-{name}", [
            self.f.gnutls_serv, "--port", port, "--priority", self.priority(words), "--echo", *asked, *own, *more])
        server.wait_listening(port)
        return server, port, words

    def gnutls(self, name, c):
        server, port, words = self.gnutls_server(name, c)
        w = wire.Wire(port)
        mine = [x for x in c["client"] if x[0] in "+-%" and not x.startswith("--")]
        more = [x for x in c["client"] if x.startswith("--")]
        for x in c["client"]:
            if x.startswith("client-"):
                more += ["--x509certfile", self.key(x)[0], "--x509keyfile", self.key(x)[1]]
            if x == "early":
                more += ["--earlydata", self.early]
        if c["kind"] == "psk":
            more += ["--pskusername", "fixture", "--pskkey", PSK]
        keys = self.f.keys(name)
        client = self.f.place.start(f"client-{name}", [
            self.f.gnutls_cli, "--port", w.port, "--priority", self.priority(mine or words), "--no-ca-verification", "--sni-hostname", "server.example",
            *more, "127.0.0.1"], env={"SSLKEYLOGFILE": str(keys)})
        connections = len(wanted(c["said"]))
        client.wait_until("its key log", lambda: keys.read_text().count("CLIENT_TRAFFIC_SECRET_0 ") >= connections)
        self.play(name, c, w, connections - 1, client, server)
        client.wait_until("the echo", lambda: b"\nhello" in client.out)
        client.close_stdin()
        client.wait()
        self.add(name, c, w)
        server.stop()

    def all(self):
        for c in OPENSSL:
            yield f"openssl-tls13-{c['name']}", lambda n, c=c: self.openssl(n, c)
        for c in GNUTLS:
            if "early" in c["client"] and not peers.gnutls_sends_early_data():
                print(f"left out: gnutls-tls13-{c['name']}: this gnutls-cli cannot send early data to its own server")
                continue
            yield f"gnutls-tls13-{c['name']}", lambda n, c=c: self.gnutls(n, c)
