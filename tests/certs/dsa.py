#!/usr/bin/env python3
"""Certificates with DSA keys, made afresh by OpenSSL, held against `slowshake verify`: dsa.py PROGRAM

Among them a CA whose certificate has no parameters p, q and g and inherits its issuer's
(RFC 3279 2.3.2), which OpenSSL can neither make nor read: this script takes the parameters
out and has the result signed again.
"""
import pathlib
import subprocess
import sys
import tempfile

from der import AT, element, encode, openssl, pem

CA = "basicConstraints=critical,CA:TRUE\nkeyUsage=critical,keyCertSign\nsubjectKeyIdentifier=hash\nauthorityKeyIdentifier=keyid\n"
LEAF = "subjectAltName=DNS:server.example\nkeyUsage=digitalSignature\nauthorityKeyIdentifier=keyid\n"
ID_DSA = bytes.fromhex("06072a8648ce380401")


def without_parameters(spki):
    """The same key, its AlgorithmIdentifier cut to the OID"""
    bits = element(spki)[2]
    return encode(0x30, encode(0x30, ID_DSA) + bits)


def edit_certificate(der, folder, issuer_key):
    """Takes the parameters out and signs again"""
    _, inside, _ = element(der)
    _, tbs, rest = element(inside)
    _, _, signature = element(rest)
    algorithm = rest[:len(rest) - len(signature)]
    parts = []
    while tbs:
        tag, content, after = element(tbs)
        whole = tbs[:len(tbs) - len(after)]
        parts.append(encode(0x30, element(without_parameters(content))[1]) if ID_DSA in content[:16] else whole)
        tbs = after
    tbs = encode(0x30, b"".join(parts))
    signed = openssl(folder, "dgst", "-sha256", "-sign", issuer_key, data=tbs)
    return encode(0x30, tbs + algorithm + encode(0x03, b"\0" + signed))


# ---- the certificates ----

def make(folder, bits, leaf_digest="-sha256"):
    openssl(folder, "dsaparam", "-out", "dsa.param", str(bits))
    for name in ("root", "ca", "leaf"):
        openssl(folder, "gendsa", "-out", name + ".key", "dsa.param")
    (folder / "ca.ext").write_text(CA)
    (folder / "leaf.ext").write_text(LEAF)
    openssl(folder, "req", "-x509", "-new", "-key", "root.key", "-subj", "/CN=DSA root", "-days", "7300", "-sha256", "-out", "root.pem",
            "-addext", "keyUsage=critical,keyCertSign")
    issue(folder, "ca", "root", "-sha256")
    issue(folder, "leaf", "ca", leaf_digest)


def issue(folder, name, issuer, digest):
    subject = "/CN=DSA CA" if name == "ca" else "/CN=server.example"
    request = openssl(folder, "req", "-new", "-key", name + ".key", "-subj", subject)
    (folder / (name + ".csr")).write_bytes(request)
    openssl(folder, "x509", "-req", "-in", name + ".csr", "-CA", issuer + ".pem", "-CAkey", issuer + ".key", "-CAcreateserial",
            "-days", "7000", "-extfile", name + ".ext", digest, "-out", name + ".pem")


def der_of(folder, name):
    return openssl(folder, "x509", "-in", name + ".pem", "-outform", "DER")


def bit_flipped(der):
    return der[:-1] + bytes([der[-1] ^ 1])


def verify(program, folder, chain):
    (folder / "chain.pem").write_text("".join(map(pem, chain)))
    p = subprocess.run([program, "verify", "chain.pem", "--plain", "--ca", "root.pem", "--servername", "server.example", "--time", AT],
                       cwd=folder, capture_output=True, text=True, check=False)
    return p.returncode, p.stdout + p.stderr


def cases(folder):
    """(what it is, chain, exit code, words that the output must have)"""
    make(folder, 2048)
    leaf, ca = der_of(folder, "leaf"), der_of(folder, "ca")
    heir = edit_certificate(ca, folder, "root.key")
    yield "three DSA keys", [leaf, ca], 0, ["It holds: the issuer's private key", "Accepted"]
    yield "a CA without parameters", [leaf, heir], 0, ["It holds", "Accepted"]
    yield "a signature changed", [bit_flipped(leaf), ca], 1, ["signature"]
    yield "a signature changed under a CA without parameters", [bit_flipped(leaf), heir], 1, ["signature"]
    yield "no CA", [leaf], 1, []
    make(folder, 2048, leaf_digest="-sha1")
    yield "SHA-1", [der_of(folder, "leaf"), der_of(folder, "ca")], 0, ["SHA-1 is broken"]
    make(folder, 2048, leaf_digest="-sha224")
    yield "SHA-224", [der_of(folder, "leaf"), der_of(folder, "ca")], 0, ["It holds"]
    make(folder, 1024)
    yield "1024 bits", [der_of(folder, "leaf"), der_of(folder, "ca")], 0, ["An RSA or DSA key under 2048 bits"]


def main(program):
    faults = n = 0
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        for what, chain, code, words in cases(folder):
            n += 1
            got, text = verify(program, folder, chain)
            missing = [w for w in words if w not in " ".join(text.split())]
            if got != code or missing:
                faults += 1
                print("%s: exit %d instead of %d, missing %s\n%s" % (what, got, code, missing, text))
    print("%d chains with DSA keys, %d wrong" % (n, faults))
    return 1 if faults or not n else 0


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    sys.exit(main(str(pathlib.Path(sys.argv[1]).resolve())))
