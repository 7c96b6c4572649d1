"""Go: crypto/tls, through a small program (peer.go)."""
import os
import re
import subprocess

import matrix_features
import matrix_run
import peers
from adapters.base import Adapter, has_words

NAME = "go"
PROGRAMS = ("go",)
GROUPS = ("x25519", "secp256r1", "secp384r1", "secp521r1")


class Peer(Adapter):
    name = NAME
    old = ("1.0", "1.1")

    def __init__(self, place, ours):
        super().__init__(place, ours)
        self.program = place.folder / "go-peer"
        env = {"HOME": str(place.folder), **os.environ, "GO111MODULE": "off", "CGO_ENABLED": "0"}
        subprocess.run(["go", "build", "-o", self.program, place.root / "tests/referees/adapters/peer.go"], check=True, env=env)
        said = subprocess.run([self.program, "list"], check=True, capture_output=True, text=True).stdout
        self.version = tuple(map(int, re.search(r"^go(\d+)\.(\d+)", said, re.M).groups()))
        self.codes = {int(code, 16) for code in re.findall(r"^suite ([0-9a-f]{4})$", said, re.M)}

    def speaks(self, suite):
        return suite.code in self.codes

    def groups(self, role):
        return [g for g in self.ours.groups if g in GROUPS]

    def schemes(self, role):
        return [s for s in self.ours.schemes if s.startswith(("rsa_pkcs1_", "rsa_pss_rsae_", "ecdsa_"))]

    def resumes(self, role):
        # without extended_master_secret, which came with 1.21, nobody here goes on with a session (RFC 7627 5.3)
        return ["ticket"] if self.version >= (1, 21) else [None]

    def resumes13(self, case):
        # from 1.19.6 to 1.20.4 its client makes the second of two binders wrong (golang/go issue 59424)
        wrong = case.role == "serve" and case.retry and (1, 19) <= self.version < (1, 21)
        return None if wrong else "ticket"

    def features(self, role):
        return (matrix_features.UPDATE,) if role == "connect" else ()

    def options(self, case):
        groups = [case.retry if case.role == "serve" else None, case.group]
        return ["-version", {"1.0": "0301", "1.1": "0302"}.get(case.suite.old, "0303"), "-suite", f"{case.suite.code:04x}", "-groups", ",".join(f"{self.ours.group_codes[g]:04x}" for g in groups if g)]

    def serve(self, place, case, port):
        cert, key = matrix_run.server_files(place, case)
        argv = [self.program, "server", "-address", f"127.0.0.1:{port}", *self.options(case), "-cert", cert, "-key", key]
        argv += ["-ca", place.pki / "client-ca.pem"] if case.auth else []
        return place.start("go-server", argv)

    def answered(self, got, request):
        return got.endswith(b"received %d bytes\n" % len(request))

    def connect(self, place, case, port):
        argv = [self.program, "client", "-address", f"127.0.0.1:{port}", *self.options(case), "-ca", place.pki / "root.pem",
                "-request", matrix_run.REQUEST, "-times", 2 if case.resume else 1]
        if case.auth:
            cert, key = matrix_run.client_files(place, case)
            argv += ["-cert", cert, "-key", key]
        p = place.start("go-client", argv, stdin=subprocess.DEVNULL)
        rc = p.wait()
        peers.expect(rc == 0, "Go's client:", p.err.decode())
        has_words(matrix_run.WORDS, p)
