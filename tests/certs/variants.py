#!/usr/bin/env python3
"""Certificates that break a rule each, made afresh, held against `slowshake verify`: variants.py PROGRAM

What binds only whoever issues is told and accepted; what cannot be read is refused and says which part;
what cannot be judged here is a verdict of its own.
"""
import hashlib
import pathlib
import subprocess
import sys
import tempfile

from der import (AT, GENERALIZED, UTC, Key, authority, basic, certificate, crl, element, encode, extension, integer, key_id,
                 key_usage, oid, openssl, pem, san)

HOST = "server.example"
ACCEPTED, REFUSED = 0, 1


class Pki:
    """root over inter over leaf; keyword arguments change the leaf or the CA in the middle"""

    def __init__(self, folder):
        self.folder = folder
        self.root, self.inter, self.leaf = (Key(folder, label) for label in ("root", "inter", "leaf"))
        ca = [basic(), key_usage(0x06), key_id(self.root.id)]
        (folder / "root.pem").write_text(pem(certificate(self.root, self.root, "Root", "Root", ca, serial=1)))

    def make_inter(self, extensions=None, **changes):
        usual = [basic(), key_usage(0x06), key_id(self.inter.id), authority(self.root.id)]
        return certificate(self.inter, self.root, "Inter", "Root", usual if extensions is None else extensions, **{"serial": 2, **changes})

    def make_leaf(self, more=(), names=None, subject=HOST, ids=None, key=None, **changes):
        extensions = [names or san(HOST), key_usage(0x80), ids or authority(self.inter.id), *more]
        return certificate(key or self.leaf, self.inter, subject, "Inter", extensions, **changes)

    def chain(self, leaf=None, inter=None):
        return [leaf or self.make_leaf(), inter or self.make_inter()]


NO_REV_AVAIL = extension("2.5.29.56", encode(0x05))
ADDRESS = encode(0x86, b"http://ca.example/x")


def access(method):
    return extension("1.3.6.1.5.5.7.1.1", encode(0x30, encode(0x30, oid(method) + ADDRESS)))


def points(number):
    return extension(number, encode(0x30, encode(0x30, encode(0xA0, encode(0xA0, ADDRESS)))))


def issuers_rules(p):
    """What the issuer should not have done, and users handle gracefully"""
    for what, serial in (("0", 0), ("negative", -5), ("of 24 octets", 1 << 190), ("of 21 octets, the first 0x80", 1 << 167)):
        yield "a serial number " + what, p.chain(p.make_leaf(serial=serial)), ACCEPTED, ["warning", "positive serial number"]
    yield "a serial number of 20 octets and its sign", p.chain(p.make_leaf(serial=(1 << 160) - 1)), ACCEPTED, ["Accepted"]
    yield "a CA with the serial number 0", p.chain(inter=p.make_inter(serial=0)), ACCEPTED, ["positive serial number"]
    early = ((GENERALIZED, "20260101000000Z"), (UTC, "360101000000Z"))
    yield "GeneralizedTime before 2050", p.chain(p.make_leaf(times=early)), ACCEPTED, ["warning", "as UTCTime"]
    yield "GeneralizedTime from 2050 on", p.chain(p.make_leaf(times=((UTC, "260101000000Z"), (GENERALIZED, "20510101000000Z")))), \
        ACCEPTED, ["Accepted"]
    yield "no subject, subjectAltName not critical", p.chain(p.make_leaf(subject="")), ACCEPTED, ["warning", "mark subjectAltName critical"]
    yield "no subject, subjectAltName critical", p.chain(p.make_leaf(subject="", names=san(HOST, critical=True))), ACCEPTED, ["Accepted"]
    nocheck = extension("1.3.6.1.5.5.7.48.1.5", encode(0x05), True)
    yield "ocsp-nocheck critical", p.chain(p.make_leaf([nocheck])), ACCEPTED, ["warning", "critical that should not be"]
    yield "ocsp-nocheck not critical", p.chain(p.make_leaf([extension("1.3.6.1.5.5.7.48.1.5", encode(0x05))])), ACCEPTED, \
        ["Accepted", "nobody needs to ask"]
    yield "noRevAvail", p.chain(p.make_leaf([NO_REV_AVAIL])), ACCEPTED, ["Accepted", "as noRevAvail says"]
    yield "noRevAvail critical", p.chain(p.make_leaf([extension("2.5.29.56", encode(0x05), True)])), ACCEPTED, ["warning", "critical that should not be"]
    yield "noRevAvail, and where to find the CA's certificate", p.chain(p.make_leaf([NO_REV_AVAIL, access("1.3.6.1.5.5.7.48.2")])), ACCEPTED, ["Accepted"]
    constraints = extension("2.5.29.30", encode(0x30, encode(0xA0, encode(0x30, encode(0x82, HOST.encode())))), True)
    yield "nameConstraints in a leaf", p.chain(p.make_leaf([constraints])), ACCEPTED, ["warning", "only in the certificate of a CA"]


def refusals(p):
    """What stays a refusal, since something is decided by it"""
    for what, more in (("a list", points("2.5.29.31")), ("a delta list", points("2.5.29.46")), ("a responder", access("1.3.6.1.5.5.7.48.1"))):
        yield "noRevAvail beside the address of " + what, p.chain(p.make_leaf([NO_REV_AVAIL, more])), REFUSED, ["invalid (RFC 9608 3)"]
    inter = p.make_inter([basic(), key_usage(0x06), key_id(p.inter.id), authority(p.root.id), NO_REV_AVAIL])
    yield "noRevAvail in a CA", p.chain(inter=inter), REFUSED, ["invalid (RFC 9608 3)", "certificate 1"]
    yield "noRevAvail that holds something", p.chain(p.make_leaf([extension("2.5.29.56", encode(0x04, b"x"))])), REFUSED, ["content of an extension"]
    yield "no subject and no name at all", p.chain(p.make_leaf(subject="", names=extension("2.5.29.37", encode(0x30, bytes.fromhex("06082b06010505070301"))))), \
        REFUSED, ["nothing else names the holder"]
    yield "an extension twice", p.chain(p.make_leaf([san("other.example")])), REFUSED, ["An extension stands twice"]
    yield "an unknown critical extension", p.chain(p.make_leaf([extension("1.3.6.1.4.1.99999.1", encode(0x05), True)])), REFUSED, ["critical"]
    yield "ocsp-nocheck that holds something", p.chain(p.make_leaf([extension("1.3.6.1.5.5.7.48.1.5", encode(0x04, b"x"), True)])), \
        REFUSED, ["content of an extension"]


def times(p):
    """Times that cannot be read: refused, with the field and the reason"""
    good = (UTC, "260101000000Z")
    for tag, text, why in ((UTC, "2601010000Z", "has no seconds"), (UTC, "2601010000+0100", "has no seconds"),
                           (GENERALIZED, "202601010000Z", "has no seconds"), (UTC, "260101000000+0100", "does not end in Z"),
                           (GENERALIZED, "20260101000000.5Z", "does not end in Z"), (UTC, "261301000000Z", "a date that does not exist"),
                           (0x0C, "260101000000Z", "no UTCTime")):
        yield "notBefore " + text, p.chain(p.make_leaf(times=((tag, text), good))), REFUSED, [why, "notBefore"]
        yield "notAfter " + text, p.chain(p.make_leaf(times=(good, (tag, text)))), REFUSED, [why, "notAfter"]
        yield "notAfter of a CA " + text, p.chain(inter=p.make_inter(times=(good, (tag, text)))), REFUSED, [why, "certificate 1"]


def authorities(p):
    """What authorityKeyIdentifier says of the issuer's certificate, beside its key"""
    for what, ids, code, words in (
            ("issuer and serial", authority(None, "Root", 2), ACCEPTED, ["Accepted"]),
            ("key, issuer and serial", authority(p.inter.id, "Root", 2), ACCEPTED, ["Accepted"]),
            ("another serial", authority(None, "Root", 3), REFUSED, ["another issuer or serial number", "authorityCertSerialNumber", "unknown_ca"]),
            ("the key, but another serial", authority(p.inter.id, "Root", 3), REFUSED, ["another issuer or serial number"]),
            ("another issuer", authority(None, "Stranger", 2), REFUSED, ["another issuer or serial number"]),
            ("another key", authority(b"other"), REFUSED, ["is not the next certificate's subjectKeyIdentifier"])):
        yield "authorityKeyIdentifier: " + what, p.chain(p.make_leaf(ids=ids)), code, words
    renewed = p.make_inter(serial=3)
    yield "of two certificates of the CA the one that is meant", p.chain(p.make_leaf(ids=authority(None, "Root", 3))) + [renewed], \
        ACCEPTED, ["Accepted"]


ED25519, MLDSA65 = encode(0x30, oid("1.3.101.112")), encode(0x30, oid("2.16.840.1.101.3.4.3.18"))
UNJUDGED = [REFUSED, ["verdict on the certificates: cannot be judged here", "Cannot be judged here: nothing was found against it"]]


def cut_point(spki):
    algorithm = element(element(spki)[1])
    point = element(algorithm[2])[1]
    return encode(0x30, encode(0x30, algorithm[1]), encode(0x03, point[:-1]))


def unjudged(p):
    """What decides is not supported here: neither accepted nor said to be wrong"""
    for what, words in (("Ed25519", ("-algorithm", "ED25519")), ("Ed448", ("-algorithm", "ED448")), ("X25519", ("-algorithm", "X25519")),
                        ("secp256k1", ("-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:secp256k1")),
                        ("brainpoolP256r1", ("-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:brainpoolP256r1")),
                        ("explicit parameters", ("-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:P-256", "-pkeyopt", "ec_param_enc:explicit"))):
        yield "a leaf with a key of " + what, p.chain(p.make_leaf(key=Key(p.folder, "strange", *words))), *UNJUDGED
    packed = openssl(p.folder, "ec", "-in", p.leaf.file, "-pubout", "-conv_form", "compressed", "-outform", "DER")
    yield "a leaf with a compressed point", p.chain(p.make_leaf(spki=packed)), *UNJUDGED
    yield "a leaf with a point that is cut", p.chain(p.make_leaf(spki=cut_point(p.leaf.spki))), REFUSED, ["Refused: alert bad_certificate"]
    lattice = encode(0x30, MLDSA65, encode(0x03, b"\0" + bytes(1952)))
    yield "a leaf with an ML-DSA key", p.chain(p.make_leaf(spki=lattice)), *UNJUDGED
    usual = p.inter
    p.inter = Key(p.folder, "edwards", "-algorithm", "ED25519")
    leaf = p.make_leaf(algorithm=ED25519)
    yield "signed with Ed25519", p.chain(leaf), *UNJUDGED
    yield "signed with Ed25519, and expired", p.chain(p.make_leaf(algorithm=ED25519, times=((UTC, "200101000000Z"), (UTC, "210101000000Z")))), \
        REFUSED, ["Refused: alert certificate_expired", "cannot be judged here"]
    yield "an Ed25519 signature by a P-256 key", p.chain(leaf, Pki.make_inter(p, spki=usual.spki)), *UNJUDGED
    p.inter = usual
    yield "ECDSA under an Ed25519 key", p.chain(p.make_leaf(), p.make_inter(spki=Key(p.folder, "edwards", "-algorithm", "ED25519").spki)), *UNJUDGED
    rsa = Key(p.folder, "rsa", "-algorithm", "RSA")
    yield "ECDSA under an RSA key", p.chain(p.make_leaf(), p.make_inter(spki=rsa.spki)), REFUSED, \
        ["this key cannot have made it", "Refused: alert bad_certificate"]
    edwards = Key(p.folder, "edwards", "-algorithm", "ED25519")
    (p.folder / "crl.pem").write_text(pem(crl(edwards, "Inter", [99], algorithm=ED25519), "X509 CRL"))
    yield "a CRL signed with Ed25519", p.chain(), REFUSED, UNJUDGED[1] + ["The CRL's signature algorithm is not supported"], "--crl", "crl.pem"
    yield "of two CAs of one name the one that can be judged", p.chain() + [p.make_inter(spki=edwards.spki, serial=7)], ACCEPTED, ["Accepted"]


def answers(p):
    """To the challenge of `run acme` (RFC 8737 3): what its client must not take"""
    digest = hashlib.sha256(b"s0FwhjsH7JH538yzrvWI5g.q6R9NdiNV5UtSBL3JVKiCSPrg_uRcDEHHzCODvTvSt4").digest()

    def identifier(value, critical=True):
        return extension("1.3.6.1.5.5.7.1.31", value, critical)

    key = Key(p.folder, "answer", "-algorithm", "RSA")    # who signs it nobody asks
    right, wrong = encode(0x04, digest), encode(0x04, digest[::-1])
    own, other, address = san(HOST), san("other.example"), extension("2.5.29.17", encode(0x30, encode(0x87, b"\xc0\0\2\x14")))
    one, once = "subjectAltName must have one entry", "acmeIdentifier must stand in it once"
    for what, extensions, words in (
            ("right", (own, identifier(right)), ["The challenge is answered"]),
            ("in capitals", (san(HOST.upper()), identifier(right)), ["The challenge is answered"]),
            ("another name", (other, identifier(right)), [one, "Names in it: 1"]),
            ("a star", (san("*.example"), identifier(right)), [one]),
            ("an address", (address, identifier(right)), [one]),
            ("no subjectAltName", (identifier(right),), [one, "Names in it: 0"]),
            ("subjectAltName twice", (own, other, identifier(right)), [one, "Names in it: 2"]),
            ("acmeIdentifier twice", (own, identifier(right), identifier(wrong)), [once]),
            ("another hash", (own, identifier(wrong)), ["Another hash stands there"]),
            ("31 bytes", (own, identifier(encode(0x04, digest[1:]))), [once]),
            ("a byte behind it", (own, identifier(right + b"\0")), [once]),
            ("no OCTET STRING", (own, identifier(encode(0x0C, digest))), [once]),
            ("not critical", (own, identifier(right, False)), ["must be critical"]),
            ("no acmeIdentifier", (own,), ["There is no acmeIdentifier"])):
        yield "an answer, " + what, certificate(key, p.leaf, HOST, HOST, [*extensions]), words


GROUPS = (issuers_rules, refusals, times, authorities, unjudged)


def challenged(program, p, leaf):
    (p.folder / "answer.pem").write_text(pem(leaf))
    r = subprocess.run([program, "run", "acme", "--plain", "--cert", "answer.pem", "--key", "answer.key"], cwd=p.folder, capture_output=True, text=True, check=False)
    return r.returncode, " ".join((r.stdout + r.stderr).split())


def verify(program, p, chain, options):
    (p.folder / "chain.pem").write_text("".join(map(pem, chain)))
    r = subprocess.run([program, "verify", "chain.pem", "--plain", "--ca", "root.pem", "--servername", HOST, "--time", AT, *options],
                       cwd=p.folder, capture_output=True, text=True, check=False)
    return r.returncode, " ".join((r.stdout + r.stderr).split())


def main(program):
    faults = n = 0
    with tempfile.TemporaryDirectory() as tmp:
        p = Pki(pathlib.Path(tmp))
        for group in GROUPS:
            for what, chain, code, words, *options in group(p):
                n += 1
                got, text = verify(program, p, chain, options)
                missing = [w for w in words if w not in text]
                if got != code or missing:
                    faults += 1
                    print("%s: exit %d instead of %d, missing %s\n%s" % (what, got, code, missing, text[-3000:]))
        for what, leaf, words in answers(p):
            n += 1
            got, text = challenged(program, p, leaf)
            missing = [w for w in words if w not in text]
            if missing or (got == 0) != ("answered" in words[0]):
                faults += 1
                print("%s: exit %d, missing %s\n%s" % (what, got, missing, text[-3000:]))
    print("%d chains that break a rule, %d wrong" % (n, faults))
    return 1 if faults or not n else 0


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    sys.exit(main(str(pathlib.Path(sys.argv[1]).resolve())))
