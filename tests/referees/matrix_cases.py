"""Which handshakes the matrix tries: what both speak, chosen pairwise."""
import dataclasses
import itertools
import re
import subprocess

import matrix_features

ROLES = ("connect", "serve")                   # what slowshake does
BY_KIND = {                                    # kind of key: prefixes of the schemes that it signs by
    "rsa": ("rsa_pkcs1_", "rsa_pss_rsae_"),
    "pss": ("rsa_pss_pss_",),
    "p256": ("ecdsa_secp256r1_sha256", "ecdsa_sha1"),
    "p384": ("ecdsa_secp384r1_sha384",),
    "p521": ("ecdsa_secp521r1_sha512",),
}
CURVES = {"p256": "secp256r1", "p384": "secp384r1", "p521": "secp521r1"}
SERVER_FILES = {"rsa": "server", "pss": "server-pss", "p256": "server-p256", "p384": "server-p384", "p521": "server-p521"}
OLD = {"ssl3": "SSLv3", "1.0": "TLSv1.0", "1.1": "TLSv1.1"}     # --min-version: what it is called in the trace
OLD_SCHEMES = {"rsa": "rsa_pkcs1_sha256", "p256": "ecdsa_secp256r1_sha256", "p384": "ecdsa_secp384r1_sha384", "p521": "ecdsa_secp521r1_sha512"}
CLIENT_FILES = {k: f"client-{k}" for k in BY_KIND}


def table(place, name, pattern):
    """Name to code point, out of a table of src/spec."""
    text = (place.root / "src/spec" / name).read_text(encoding="utf-8")
    return {word: int(code, 0) for code, word in re.findall(r'\{ \{ (\w+), "(' + pattern + ')"', text)}


@dataclasses.dataclass(frozen=True)
class Suite:
    name: str                                  # IANA's
    openssl: str                               # OpenSSL's, or ""
    code: int
    old: str = ""                               # the version, if that is one before TLS 1.2

    @property
    def called(self):
        return f"{self.name} in {OLD[self.old]}" if self.old else self.name

    @property
    def tls13(self):
        return "_WITH_" not in self.name

    @property
    def kx(self):
        kx = None if self.tls13 else self.name[4:].split("_WITH_")[0]             # RSA, DHE_RSA, ECDHE_RSA, ECDHE_ECDSA, PSK, DH_anon ..
        return "DHE_PSK" if kx == "PSK_DHE" else kx                               # RFC 6655 has it both ways

    @property
    def psk(self):
        return "PSK" in (self.kx or "")

    @property
    def certified(self):
        """The server shows a certificate."""
        return self.kx == "RSA_PSK" or not (self.psk or "anon" in (self.kx or ""))

    @property
    def signed(self):
        """The server signs, and may ask who the client is."""
        return self.certified and self.kx not in ("RSA", "RSA_PSK")

    @property
    def asks(self):
        return self.certified and not self.psk

    @property
    def cipher(self):
        name = self.name[4:].split("_WITH_")[-1]
        return re.sub(r"_SHA\d+$", "", name) if self.aead else re.sub(r"_(SHA|SHA256|SHA384|MD5)$", "", name)

    @property
    def mac(self):
        return "AEAD" if self.aead else self.name.rsplit("_", 1)[1]

    @property
    def aead(self):
        return any(w in self.name for w in ("_GCM_", "_CCM", "_POLY1305"))

    @property
    def kinds(self):
        """Kinds of server keys that can serve it."""
        by_kx = {"DHE_RSA": ("rsa", "pss"), "ECDHE_RSA": ("rsa", "pss"), "ECDHE_ECDSA": ("p256", "p384", "p521")}
        return tuple(BY_KIND) if self.tls13 else by_kx.get(self.kx, ("rsa",))

    @property
    def group_families(self):
        if self.tls13:
            return ("elliptic curve", "finite field")
        return ("elliptic curve",) if self.kx.startswith("EC") else ("finite field",) if self.kx.startswith("DH") else ()

    @property
    def old_schemes(self):
        """What stands for the keys that can sign in that version."""
        return [s for kind, s in OLD_SCHEMES.items() if self.old != "ssl3" or kind == "rsa"]

    def signs_by(self, scheme):
        """TLS 1.3 keeps PKCS #1 v1.5 and SHA-1 for certificates (RFC 9846 4.3.3); before TLS 1.2 a scheme only stands for a key."""
        if self.old:
            return self.signed and scheme in self.old_schemes
        return self.signed and not (self.tls13 and (scheme.startswith("rsa_pkcs1") or scheme.endswith("_sha1")))


class Spoken:
    """What slowshake says that it speaks."""

    def __init__(self, place):
        self.place = place
        place.ours = self
        codes = table(place, "suites.c", r"TLS_\w+")
        words = [line.split() for line in self.listed("suites")]
        self.suites = [Suite(w[0], w[1] if w[1] != "-" else "", codes[w[0]]) for w in words if "no_primitive" not in w]
        self.suites += list(self.old_suites())
        self.without_primitive = [w[0] for w in words if "no_primitive" in w]
        rows = [re.split(r"\s{2,}", line.strip()) for line in self.listed("groups")]
        self.groups = {r[0]: r[1] for r in rows if "spoken" in r}
        self.group_codes = table(place, "groups.c", r"\w+")
        self.scheme_codes = table(place, "schemes.c", r"\w+")
        self.schemes = [line.split()[0] for line in self.listed("schemes") if line.endswith(" spoken")]
        self.options = subprocess.run([place.slowshake, "connect", "--help"], capture_output=True, text=True, check=True).stdout
        self.server_kinds = [k for k, f in SERVER_FILES.items() if (place.pki / f"{f}.pem").exists()]
        self.client_kinds = [k for k, f in CLIENT_FILES.items() if (place.pki / f"{f}.pem").exists()]

    def old_suites(self):
        """The same in the versions before TLS 1.2, as far as those have them; SSL 3.0 has no curves."""
        for old in OLD:
            for s in [s for s in self.suites if not s.tls13 and not s.old and s.mac in ("MD5", "SHA")]:
                if old != "ssl3" or s.kx in ("RSA", "DHE_RSA"):
                    yield dataclasses.replace(s, old=old)

    def listed(self, what):
        p = subprocess.run([self.place.slowshake, "list", what], capture_output=True, text=True, check=True)
        return p.stdout.splitlines()

    def kind_of(self, scheme):
        return next((k for k, prefixes in BY_KIND.items() if scheme.startswith(prefixes)), None)


@dataclasses.dataclass
class Case:
    peer: object
    role: str
    suite: Suite
    kind: str                                  # of the server's key
    group: str = None
    scheme: str = None                         # of the server's signature
    auth: str = None                           # scheme of the client's signature
    auth_kind: str = None
    resume: str = None                         # "ticket", "id"
    feature: str = None                        # of TLS 1.3: one of matrix_features.ALL
    retry: str = None                          # the group for which the client has a share instead

    def title(self):
        words = [f"{self.role}, {self.peer.name}: {self.suite.called}"]
        words += [self.group] if self.group else []
        words += [f"asked for after {self.retry}"] if self.retry else []
        words += [f"{self.kind} signs" if self.suite.old else self.scheme] if self.scheme else []
        words += [f"client certificate {self.auth_kind if self.suite.old else self.auth}"] if self.auth else []
        words += [f"resumed by {self.resume}"] if self.resume else []
        words += [self.feature] if self.feature else []
        return ", ".join(words)

    def marks(self):
        """What it covers."""
        with_auth = bool(self.auth)
        if self.feature:
            yield ("feature", self.feature, bool(self.retry))
            return
        if self.resume and self.suite.tls13:
            yield ("feature", "session", bool(self.retry))
        yield ("suite", self.suite.called, with_auth)
        if self.suite.old:
            if self.group:
                yield ("old group", self.group, self.suite.old)
            return
        if self.group:
            yield ("group", self.group, with_auth)
        if self.suite.tls13:
            yield ("group of TLS 1.3", self.group, bool(self.retry))
            yield ("scheme of TLS 1.3", self.scheme, with_auth)
        if self.scheme:
            yield ("scheme", self.scheme, with_auth)
        if self.auth:
            yield ("auth", self.auth, True)


class Chooser:
    """Of all that go together, what covers the most that is still wanted; equals in turns."""

    def __init__(self, wanted):
        self.wanted, self.turn = wanted, 0

    def covers(self, case):
        return len(self.wanted & set(case.marks()))

    def pick(self, cases):
        if not cases:
            return None
        self.turn += 1
        most = max(map(self.covers, cases))
        best = [c for c in cases if self.covers(c) == most]
        out = best[self.turn * 7 % len(best)]
        self.wanted -= set(out.marks())
        return out


def fits_one_alone(case):
    """Both parties offer both schemes: each key must fit one. TLS 1.2 lets a key of any curve sign by any ECDSA scheme."""
    def family(kind):
        return "ec" if kind in CURVES and not case.suite.tls13 else kind

    return not case.scheme or not case.auth or case.auth == case.scheme or family(case.auth_kind) != family(case.kind)


def all_cases(ours, peer, role, suite, with_auth):
    """All that go with a suite."""
    if with_auth and not suite.asks:
        return
    kinds = set(suite.kinds) & set(ours.server_kinds)
    schemes = [s for s in peer.schemes(role) if s in ours.schemes and ours.kind_of(s) in kinds and suite.signs_by(s)] or [None]
    groups = [g for g in peer.groups(role) if ours.groups.get(g) in suite.group_families] if suite.group_families else [None]
    auths = [s for s in peer.auth_schemes(role) if s in ours.schemes and ours.kind_of(s) in ours.client_kinds and
             (not suite.tls13 or suite.signs_by(s)) and (not suite.old or s in suite.old_schemes)] if with_auth else [None]
    for scheme, group, auth in itertools.product(schemes, groups, auths):
        case = Case(peer, role, suite, ours.kind_of(scheme) if scheme else "rsa", group, scheme, auth)
        case.auth_kind = ours.kind_of(auth) if auth else None
        retries = [None, next(g for g in ("secp384r1", "x25519") if g != group)] if suite.tls13 else [None]
        for retry in retries:
            case = dataclasses.replace(case, retry=retry)
            if fits_one_alone(case) and peer.fits(case):
                yield case


def feature_cases(peer, ours, role):
    """What TLS 1.3 has beside: with a suite in turns, once as it comes and once after a retry. Keys from elsewhere are for SHA-256."""
    suites = [s for s in ours.suites if s.tls13 and peer.speaks(s)]
    for i, (feature, retry) in enumerate(itertools.product(peer.features(role), (None, "secp384r1"))):
        if feature in matrix_features.ALONE and retry:
            continue                           # no key share, so none to ask for
        fit = [s for s in suites if s.name.endswith("_SHA256")] if feature in matrix_features.KEYS else suites
        group = [g for g in ("x25519", "secp256r1") if g in peer.groups(role)][i % 2]
        case = Case(peer, role, fit[i % len(fit)], "rsa", group, "rsa_pss_rsae_sha256", resume="ticket" if feature == matrix_features.EARLY else None,
                    feature=feature, retry=retry)
        if peer.fits(case):
            yield case


def cases_of(peer, ours):
    """All cases of a peer, both roles."""
    out = []
    for role in (r for r in ROLES if r in peer.roles):
        how = itertools.cycle(peer.resumes(role) if "--reconnect" in ours.options else [None])
        every = {(suite, with_auth): list(all_cases(ours, peer, role, suite, with_auth))
                 for with_auth in (False, True) for suite in ours.suites if peer.speaks(suite) and (peer.keys or suite.asks) and (not suite.old or suite.old in peer.old)}
        chooser = Chooser({m for cases in every.values() for c in cases for m in c.marks()})
        chosen = [chooser.pick(cases) for cases in every.values()]
        while chooser.wanted:                  # more groups or schemes than there are suites for them
            chosen.append(chooser.pick(max(every.values(), key=lambda cases: max(map(chooser.covers, cases), default=0))))
        chosen = [c for c in chosen if c]
        for case in chosen:
            case.resume = peer.resumes13(case) if case.suite.tls13 else next(how)
        out += [*chosen, *feature_cases(peer, ours, role)]
    return out
