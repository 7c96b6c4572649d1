"""curl, a client."""
import subprocess

import matrix_run
import peers
from adapters.libssl import LibsslAdapter, group_list

NAME = "curl"
PROGRAMS = ("curl", "openssl")


class Peer(LibsslAdapter):
    name = NAME
    roles = ("serve",)

    def resumes(self, role):
        return ["ticket"]                      # one that comes is used

    def options(self, case):
        if case.suite.tls13:
            return ["--tlsv1.3", "--tls-max", "1.3", "--tls13-ciphers", case.suite.name, "--curves", group_list(case)]
        version = case.suite.old or "1.2"
        return [f"--tlsv{version}", "--tls-max", version, "--ciphers", f"{self.ciphers[case.suite.code]}:@SECLEVEL=0"]

    def connect(self, place, case, port):
        argv = ["curl", "--silent", "--show-error", "--ipv4", "--http1.0", "--header", "Connection: close", *self.options(case), "--cacert", place.pki / "root.pem"]
        if case.auth:
            cert, key = matrix_run.client_files(place, case)
            argv += ["--cert", cert, "--key", key]
        p = place.start("curl", argv + [f"https://localhost:{port}/"] * (2 if case.resume else 1), stdin=subprocess.DEVNULL)
        rc = p.wait()
        peers.expect(rc == 0 and p.err == b"", "curl's exit code", rc, p.err.decode())
        peers.expect(p.out == matrix_run.WORDS * (2 if case.resume else 1), "curl got", p.out[:200])

    def asked(self, got, request):
        return got.startswith(b"GET / HTTP/1.0\r\n") and got.endswith(b"\r\n\r\n")
