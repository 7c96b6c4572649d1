"""OpenSSL: s_server and s_client."""
import matrix_features
import matrix_run
import peers
from adapters.base import FFDHE, has_words
from adapters.libssl import LibsslAdapter, group_list

NAME = "openssl"
PROGRAMS = ("openssl",)


class Peer(LibsslAdapter):
    name = NAME
    keys = True

    def options(self, case):
        if case.suite.tls13:
            return ["-tls1_3", "-ciphersuites", case.suite.name, "-groups", group_list(case)]
        version = {"1.0": "-tls1", "1.1": "-tls1_1"}.get(case.suite.old, "-tls1_2")
        return [version, "-cipher", f"{self.ciphers[case.suite.code]}:@SECLEVEL=0"]

    def features(self, role):
        return matrix_features.ALL

    def psk_options(self, case):
        alone = ["-allow_no_dhe_kex"] if case.feature == matrix_features.PSK_ALONE else []
        return ["-psk_identity", matrix_features.IDENTITY, "-psk", matrix_features.KEY, *alone] if case.feature in matrix_features.KEYS or case.suite.psk else []

    def serve(self, place, case, port):
        cert, key = matrix_run.server_files(place, case)
        argv = ["openssl", "s_server", "-accept", f"127.0.0.1:{port}", *self.options(case), *self.psk_options(case),
                "-cert", cert, "-cert_chain", cert, "-key", key]
        if case.group in FFDHE and not case.suite.tls13:
            argv += ["-dhparam", self.dh_files[case.group]]
        if case.auth:
            argv += ["-Verify", "3", "-verify_return_error", "-CAfile", place.pki / "client-ca.pem"]
        if case.resume != "ticket":
            argv += ["-no_ticket"]
        argv += ["-psk_hint", "any of them"] if case.suite.psk else []
        # with -www it takes no early data and no commands; a ticket that may be used once is used up by the first of two ClientHellos
        argv += {matrix_features.EARLY: ["-early_data", *(["-no_anti_replay"] if case.retry else [])], matrix_features.LATER: ["-CAfile", place.pki / "client-ca.pem"]}.get(case.feature, ["-www"])
        return place.start("s_server", argv)

    def talk(self, server, case):
        if case.feature == matrix_features.LATER:
            server.wait_until("the request", lambda: matrix_run.REQUEST.split("\r")[0].encode() in server.out)
            server.send(b"c\n")
            server.wait_until("the client's certificate", lambda: b"SSL_do_handshake -> 1" in server.out)
        for n in range({matrix_features.EARLY: 2, matrix_features.LATER: 1}.get(case.feature, 0)):
            server.wait_until("the request", lambda n=n: server.out.count(matrix_run.REQUEST.split("\r")[0].encode()) > n)
            server.send(matrix_run.WORDS + b"\n")

    def answered(self, got, request):
        return matrix_run.WORDS in got or b"Cipher is" in got or b"Ciphers supported" in got

    def client_files(self, place):
        return ["-cert", place.pki / "client-rsa.pem", "-key", place.pki / "client-rsa.key"]

    def say(self, client, case, early):
        if case.feature == matrix_features.UPDATE:
            client.wait_until("the handshake", lambda: b"Verify return code" in client.out)
            client.send(b"K\n")
            client.wait_until("KeyUpdate", lambda: b"KEYUPDATE" in client.err + client.out)
        if not early or case.retry:
            client.send(matrix_run.REQUEST.encode())

    def connect(self, place, case, port):
        session = place.folder / "session.pem"
        argv = ["openssl", "s_client", "-connect", f"127.0.0.1:{port}", *([] if case.feature == matrix_features.UPDATE else ["-quiet", "-nocommands"]), "-no_ign_eof", *self.options(case),
                "-servername", "localhost", "-verify_hostname", "localhost", "-verify_return_error", "-CAfile", place.pki / "root.pem"]
        if case.auth:
            cert, key = matrix_run.client_files(place, case)
            argv += ["-cert", cert, "-cert_chain", cert, "-key", key]
        if case.resume == "id":
            argv += ["-no_ticket"]
        argv += self.psk_options(case)
        argv += ["-enable_pha", *self.client_files(place)] if case.feature == matrix_features.LATER else []
        for more in (["-sess_out", session], ["-sess_in", session])[:2 if case.resume else 1]:
            early = case.feature == matrix_features.EARLY and more[0] == "-sess_in"
            p = place.start(f"s_client{more[0]}", argv + more + (["-early_data", matrix_features.request_file(place)] if early else []))
            self.say(p, case, early)
            p.wait_until("the answer", lambda p=p: matrix_run.WORDS in p.out)
            p.close_stdin()
            p.wait()
            peers.expect(b"error:" not in p.err.lower(), "s_client complains:", p.err.decode())
            has_words(matrix_run.WORDS, p)
