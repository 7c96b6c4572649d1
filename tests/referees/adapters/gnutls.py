"""GnuTLS: gnutls-serv and gnutls-cli."""
import re
import subprocess

import matrix_features
import matrix_run
import peers
from adapters.base import CURVES, FFDHE, Adapter, has_words

NAME = "gnutls"
PROGRAMS = ("gnutls-serv", "gnutls-cli")
KEY_EXCHANGES = {"DH_anon": "ANON-DH", "ECDH_anon": "ANON-ECDH"}
CIPHERS = {"3DES_EDE_CBC": "3DES-CBC", "NULL": "NULL", "RC4_128": "ARCFOUR-128"}


def codes():
    text = subprocess.run(["gnutls-cli", "--list"], check=True, capture_output=True, text=True).stdout
    return {int(a + b, 16) for a, b in re.findall(r"^TLS_\S+\s+0x(..), 0x(..)", text, re.M)}


class Peer(Adapter):
    name = NAME
    keys = True
    old = ("1.0", "1.1")

    def __init__(self, place, ours):
        super().__init__(place, ours)
        self.codes = codes()
        self.sends_early_data = peers.gnutls_sends_early_data()

    def speaks(self, suite):
        return suite.code in self.codes

    def groups(self, role):
        return [g for g in self.ours.groups if g in CURVES + FFDHE]

    def schemes(self, role):
        return [s for s in self.ours.schemes if not s.startswith("ed")]

    def features(self, role):
        broken = role == "serve" and not self.sends_early_data
        return tuple(f for f in matrix_features.ALL if not (broken and f == matrix_features.EARLY))

    def fits(self, case):
        """Early data and a HelloRetryRequest are too much for it, client or server: not even its own two come to an end. Its client
        crashes with DHE_PSK and ECDHE_PSK, at its own server, too."""
        if case.role == "serve" and case.suite.kx in ("DHE_PSK", "ECDHE_PSK"):
            return False
        return not (case.feature == matrix_features.EARLY and case.retry)

    def psk_priority(self, case):
        return {matrix_features.PSK: [":+ECDHE-PSK:+DHE-PSK"], matrix_features.PSK_ALONE: [":+PSK"]}.get(case.feature, [""])[0]

    def priority(self, case):
        s = case.suite
        if s.tls13:
            groups = [case.retry if case.role == "serve" else None, case.group]
            return ":".join(["NONE:+VERS-TLS1.3:+COMP-NULL:+SIGN-ALL:+MAC-ALL:%VERIFY_ALLOW_BROKEN", f"+{CIPHERS.get(s.cipher, s.cipher.replace('_', '-'))}",
                             *(f"+GROUP-{g.upper()}" for g in groups if g)]) + self.psk_priority(case)
        mac = {"SHA": "SHA1"}.get(s.mac, s.mac)
        return ":".join([f"NONE:+VERS-TLS{s.old or '1.2'}:+COMP-NULL:+SIGN-ALL:+GROUP-ALL:%VERIFY_ALLOW_BROKEN", f"+{KEY_EXCHANGES.get(s.kx, s.kx.replace('_', '-'))}",
                         f"+{CIPHERS.get(s.cipher, s.cipher.replace('_', '-'))}", f"+{mac}"])

    def serve(self, place, case, port):
        cert, key = matrix_run.server_files(place, case)
        argv = ["gnutls-serv", "-p", port, "--echo" if case.feature in (matrix_features.LATER, matrix_features.EARLY) else "--http", "--quiet", "--priority", self.priority(case), "--x509certfile", cert, "--x509keyfile", key]
        argv += ["--require-client-cert", "--verify-client-cert", "--x509cafile", place.pki / "client-ca.pem"] if case.auth else \
            ["--disable-client-cert"]
        if case.resume != "ticket":
            argv += ["--noticket"]
        argv += self.server_options(place, case)
        return place.start("gnutls-serv", argv, stdin=subprocess.DEVNULL)

    def server_options(self, place, case):
        if case.feature in matrix_features.KEYS or case.suite.psk:
            keys = place.folder / "keys"
            keys.write_text(f"{matrix_features.IDENTITY}:{matrix_features.KEY}\n", encoding="ascii")
            return ["--pskpasswd", keys, *["--pskhint", "any of them"] * case.suite.psk]
        return {matrix_features.EARLY: ["--earlydata"], matrix_features.LATER: ["--x509cafile", place.pki / "client-ca.pem"]}.get(case.feature, [])

    def request(self, case):
        """It does not answer early data."""
        return "**REAUTH**\n" if case.feature == matrix_features.LATER else matrix_features.REQUEST

    def answered(self, got, request):
        return b"Successfully executed command" in got or request in got or super().answered(got, request)

    def client_options(self, place, case):
        if case.feature in matrix_features.KEYS or case.suite.psk:
            return ["--pskusername", matrix_features.IDENTITY, "--pskkey", matrix_features.KEY]
        auth = ["--x509certfile", place.pki / "client-rsa.pem", "--x509keyfile", place.pki / "client-rsa.key"]
        return {matrix_features.EARLY: ["--earlydata", matrix_features.request_file(place), "--waitresumption"], matrix_features.UPDATE: ["--inline-commands"],
                matrix_features.LATER: ["--post-handshake-auth", *auth]}.get(case.feature, [])

    def connect(self, place, case, port):
        argv = ["gnutls-cli", "-p", port, "127.0.0.1", "--sni-hostname", "localhost", "--verify-hostname", "localhost", "--priority",
                self.priority(case) + (":%NO_TICKETS" if case.resume == "id" else ""),
                "--logfile", place.folder / "cli.log", "--x509cafile", place.pki / "root.pem"]
        if case.auth:
            cert, key = matrix_run.client_files(place, case)
            argv += ["--x509certfile", cert, "--x509keyfile", key]
        argv += ["--single-key-share"] if case.suite.tls13 else []
        p = place.start("gnutls-cli", argv + (["--resume"] if case.resume else []) + self.client_options(place, case))
        if case.feature == matrix_features.UPDATE:
            p.send(b"^rekey^\n")
        if case.feature != matrix_features.EARLY:
            p.send(matrix_run.REQUEST.encode())
        p.wait_until("the answer", lambda: matrix_run.WORDS in p.out)
        p.close_stdin()
        p.wait()
        asked = b"*** Non fatal error: Re-authentication was requested by the peer." if case.feature == matrix_features.LATER else b""
        peers.expect(b"rror" not in p.err.replace(asked, b""), "gnutls-cli complains:", p.err.decode())
        has_words(matrix_run.WORDS, p)

    def asked(self, got, request):
        return got in (b"", request)           # of two connections the first carries nothing
