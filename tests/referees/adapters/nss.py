"""NSS: selfserv, tstclnt and strsclnt, over a database that is made here."""
import subprocess
import time

import matrix_cases
import matrix_features
import matrix_run
import peers
from adapters.base import FFDHE, Adapter

NAME = "nss"
PROGRAMS = ("selfserv", "tstclnt", "strsclnt", "certutil", "pk12util", "openssl")
GROUPS = ("x25519", "secp256r1", "secp384r1", "secp521r1", *FFDHE)
NAMES = {"x25519": "x25519", "secp256r1": "P256", "secp384r1": "P384", "secp521r1": "P521", **{g: "FF" + g[5:] for g in FFDHE}}
# the suites of its table (ssl3con.c); the tools cannot list them
CODES = {0x0002, 0x003b, 0x000a, 0x002f, 0x0035, 0x003c, 0x003d, 0x0041, 0x0084, 0x009c, 0x009d,
         0x0016, 0x0033, 0x0039, 0x0067, 0x006b, 0x0045, 0x0088, 0x009e, 0x009f, 0xccaa,
         0xc006, 0xc008, 0xc009, 0xc00a, 0xc023, 0xc024, 0xc02b, 0xc02c, 0xcca9,
         0x1301, 0x1302, 0x1303, 0xc010, 0xc012, 0xc013, 0xc014, 0xc027, 0xc028, 0xc02f, 0xc030, 0xcca8}


# selfserv takes no early data before it has seen that much time (seconds; RFC 9846 8.2)
ANTI_REPLAY = 11


def run(*argv):
    subprocess.run([str(a) for a in argv], check=True, capture_output=True)


def data_base(place, name):
    """One for each certificate: those of one subject would share a nickname. The nickname is the file's name."""
    folder = place.folder / f"nss-{name}"
    folder.mkdir()
    db, p12 = f"sql:{folder}", folder / "own.p12"
    run("certutil", "-N", "-d", db, "--empty-password")
    for nickname, trust in (("root", "C,,"), ("client-ca", "T,,"), ("intermediate", ",,")):
        run("certutil", "-A", "-d", db, "-n", nickname, "-t", trust, "-i", place.pki / f"{nickname}.pem")
    run("openssl", "pkcs12", "-export", "-in", place.pki / f"{name}.pem", "-inkey", place.pki / f"{name}.key", "-name", name,
        "-passout", "pass:", "-out", p12)
    run("pk12util", "-i", p12, "-d", db, "-W", "", "-K", "")
    return db


class Peer(Adapter):
    name = NAME
    old = ("ssl3", "1.0", "1.1")

    def __init__(self, place, ours):
        super().__init__(place, ours)
        self.dbs = {name: data_base(place, name) for name in
                    [matrix_cases.SERVER_FILES[k] for k in ours.server_kinds] + [matrix_cases.CLIENT_FILES[k] for k in ours.client_kinds]}

    def speaks(self, suite):
        return suite.code in CODES

    def groups(self, role):
        return [g for g in self.ours.groups if g in GROUPS]

    def schemes(self, role):
        # in TLS 1.2 it neither serves with an RSA-PSS key nor takes such a client certificate
        return [s for s in self.ours.schemes if not s.startswith(("ed", "rsa_pss_pss"))]

    def fits(self, case):
        """Its server goes by its own order, and by the strength of its key."""
        return case.suite.tls13 or case.role == "serve" or all(matrix_cases.CURVES.get(k, case.group) == case.group for k in (case.kind, case.auth_kind) if case.group)

    def features(self, role):
        """Its tools send no KeyUpdate, but answer one; a key alone they do not use."""
        f = matrix_features
        return (f.EARLY, f.PSK, f.LATER) + ((f.UPDATE,) if role == "connect" else ())

    def options(self, case, name, suite):
        version = "ssl3" if case.suite.old == "ssl3" else f"tls{case.suite.old}" if case.suite.old else "tls1.3" if case.suite.tls13 else "tls1.2"
        args = ["-d", self.dbs[name], "-V", f"{version}:{version}", *([suite, f":{case.suite.code:04X}"] if suite else [])]
        if case.suite.tls13:
            groups = [case.retry if case.role == "serve" else None, case.group]
            args += ["-I", ",".join(NAMES[g] for g in groups if g)]
        return args + (["-u"] if case.resume == "ticket" else [])

    def serve(self, place, case, port):
        # -m: only then it goes by the key that it is given
        name = matrix_cases.SERVER_FILES[case.kind]
        argv = ["selfserv", "-p", port, *self.options(case, name, "-c"), "-G", "-e" if case.kind in matrix_cases.CURVES else "-n", name]
        argv += {matrix_features.EARLY: ["-Z"], matrix_features.LATER: ["-E", *4 * ["-r"]]}.get(case.feature, [*self.psk_options(case), "-m"] if case.feature in matrix_features.KEYS else [])
        argv += ["-H", "1"] if (case.suite.kx or "").startswith("DHE") else []
        server = place.start("selfserv", argv + (["-r", "-r"] if case.auth else []))
        if case.feature == matrix_features.EARLY:
            time.sleep(ANTI_REPLAY)
        return server

    def cuts(self, case):
        """selfserv answers early data and closes before it has read the rest: TCP then may take the last of it away."""
        return case.role == "connect" and case.feature == matrix_features.EARLY

    def psk_options(self, case):
        return ["-z", f"0x{matrix_features.KEY}:{matrix_features.IDENTITY}"] if case.feature in matrix_features.KEYS else []

    def connect(self, place, case, port):
        if case.suite.tls13:
            self.connect13(place, case, port)
        elif case.resume:
            self.come_again(place, case, port)
        else:
            self.connect_once(place, case, port)

    def own_name(self, case):
        """Of its certificate, and so of its database."""
        return "client-rsa" if case.feature == matrix_features.LATER else matrix_cases.CLIENT_FILES[case.auth_kind or "rsa"]

    def own(self, case):
        return ["-n", self.own_name(case)] if case.auth or case.feature == matrix_features.LATER else []

    def tstclnt(self, place, case, port, options, times=1):
        request = place.folder / "request"
        request.write_text(matrix_run.REQUEST, encoding="ascii")
        p = place.start("tstclnt", ["tstclnt", "-4", "-h", "localhost", "-p", port, *options, "-G", "-A", request, *self.own(case)],
                        stdin=subprocess.DEVNULL)
        rc = p.wait()                          # it reads until the server closes
        peers.expect(rc == 0, "tstclnt's exit code", rc)
        peers.expect(p.out.count(matrix_run.WORDS) == times, "tstclnt did not get the answer:", p.out)

    def connect_once(self, place, case, port):
        self.tstclnt(place, case, port, self.options(case, self.own_name(case), "-c"))

    def connect13(self, place, case, port):
        """With -L it must not be told suites: it would free that text in the middle. Without -O it answers a CertificateRequest
        with internal_error where the rest of the flight comes later."""
        options = self.options(case, self.own_name(case), None) + ["-O"] + self.psk_options(case)
        options += {matrix_features.EARLY: ["-Z"], matrix_features.LATER: ["-E"]}.get(case.feature, [])
        times = 2 if case.resume else 1
        self.tstclnt(place, case, port, options + (["-L", "2"] if case.resume else []), times)

    def come_again(self, place, case, port):
        """By strsclnt: it has no -4, and waits for ever where localhost is ::1 first; -o: an address is no name of the certificate."""
        p = place.start("strsclnt", ["strsclnt", "-p", port, *self.options(case, self.own_name(case), "-C"), *self.own(case), "-c", 2, "-t", 1, "-q",
                                     "-o", "127.0.0.1"], stdin=subprocess.DEVNULL)
        p.wait()
        peers.expect(b"1 cache hits" in p.out, "strsclnt did not resume:", p.out.decode())

    def asked(self, got, request):
        return got in (request, b"GET /abc HTTP/1.0\r\n\r\n")
