"""OpenSSL: s_server and s_client."""
import matrix_run
import peers
from adapters.base import FFDHE, has_words
from adapters.libssl import LibsslAdapter, group_list

NAME = "openssl"
PROGRAMS = ("openssl",)


class Peer(LibsslAdapter):
    name = NAME

    def options(self, case):
        if case.suite.tls13:
            return ["-tls1_3", "-ciphersuites", case.suite.name, "-groups", group_list(case)]
        return ["-tls1_2", "-cipher", f"{self.ciphers[case.suite.code]}:@SECLEVEL=0"]

    def serve(self, place, case, port):
        cert, key = matrix_run.server_files(place, case)
        argv = ["openssl", "s_server", "-accept", f"127.0.0.1:{port}", "-www", *self.options(case),
                "-cert", cert, "-cert_chain", cert, "-key", key]
        if case.group in FFDHE and not case.suite.tls13:
            argv += ["-dhparam", self.dh_files[case.group]]
        if case.auth:
            argv += ["-Verify", "3", "-verify_return_error", "-CAfile", place.pki / "client-ca.pem"]
        if case.resume != "ticket":
            argv += ["-no_ticket"]
        return place.start("s_server", argv)

    def answered(self, got, request):
        return b"Cipher is" in got or b"Ciphers supported" in got

    def connect(self, place, case, port):
        session = place.folder / "session.pem"
        argv = ["openssl", "s_client", "-connect", f"127.0.0.1:{port}", "-quiet", "-nocommands", "-no_ign_eof", *self.options(case),
                "-servername", "localhost", "-verify_hostname", "localhost", "-verify_return_error", "-CAfile", place.pki / "root.pem"]
        if case.auth:
            cert, key = matrix_run.client_files(place, case)
            argv += ["-cert", cert, "-cert_chain", cert, "-key", key]
        if case.resume == "id":
            argv += ["-no_ticket"]
        for more in (["-sess_out", session], ["-sess_in", session])[:2 if case.resume else 1]:
            p = place.start(f"s_client{more[0]}", argv + more)
            p.send(matrix_run.REQUEST.encode())
            p.wait_until("the answer", lambda p=p: matrix_run.WORDS in p.out)
            p.close_stdin()
            p.wait()
            peers.expect(b"error:" not in p.err.lower(), "s_client complains:", p.err.decode())
            has_words(matrix_run.WORDS, p)
