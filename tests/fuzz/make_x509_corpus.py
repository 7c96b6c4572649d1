#!/usr/bin/env python3
"""Makes tests/fuzz/corpus/x509 and corpus/pem from the demo PKI in assets/pki.

  make_x509_corpus.py                   writes them anew, the same on every run
  make_x509_corpus.py OUT [SHARED]      into OUT, and with the cases of SHARED/certs
                                        (for a long search; not for the repository)
"""
import base64
import hashlib
import json
import pathlib
import re
import sys

HERE = pathlib.Path(__file__).resolve().parent
PKI = HERE.parent.parent / "assets" / "pki"
CERTIFICATE, CRL, NAME, TWO_NAMES, CHAIN, OCSP = range(6)
PEM, TRUST, CRLS, KEY = range(4)
BLOCK = re.compile(rb"-----BEGIN ([A-Z0-9 ]+)-----\r?\n(.*?)-----END", re.S)


def ders(path, label):
    if not path.exists():
        return []
    found = []
    for m in BLOCK.finditer(path.read_bytes()):
        if m[1].decode().endswith(label):
            try:
                found.append(base64.b64decode(b"".join(m[2].split())))
            except ValueError:
                pass
    return found


def element(b, at=0):
    """(start of the content, end) of the element at `at`."""
    n = b[at + 1]
    if n < 0x80:
        return at + 2, at + 2 + n
    k = n & 0x7f
    start = at + 2 + k
    return start, start + int.from_bytes(b[at + 2:start], "big")


def issuer(cert):
    tbs, _ = element(cert)
    at, _ = element(cert, tbs)
    for skip in range(3):         # version, serialNumber, signature
        if skip or cert[at] == 0xa0:
            at = element(cert, at)[1]
    return cert[at:element(cert, at)[1]]


def chain(sent, trusted, crls=(), flags=4):
    items = [*trusted, *crls, *sent]
    return bytes([CHAIN, flags, len(trusted), len(crls)]) + b"".join(len(i).to_bytes(2, "big") + i for i in items)


def variants(data, n=3):
    """The same with one byte changed, one left out, or cut off: places that the content chooses."""
    for i in range(n):
        h = hashlib.sha256(data + bytes([i])).digest()
        at = 1 + int.from_bytes(h[:4], "big") % (len(data) - 1)
        yield [data[:at] + bytes([data[at] ^ (1 << h[4] % 8)]) + data[at + 1:], data[:at] + data[at + 1:], data[:at]][i % 3]


def own():
    certs = {p.stem: ders(p, "CERTIFICATE") for p in sorted(PKI.glob("*.pem"))}
    crls = {p.stem: ders(p, "X509 CRL") for p in sorted(PKI.glob("crl*.pem"))}
    roots = certs.get("root", []) + certs.get("client-ca", [])
    for i, (name, found) in enumerate(certs.items()):
        for c in found[:1]:
            if i % 3 == 0:
                yield "x509", bytes([CERTIFICATE]) + c
            yield "x509", bytes([NAME]) + issuer(c)
        if found:
            yield "x509", chain(found, roots, flags=1 if name.startswith("client") else 4)
    for found in crls.values():
        for c in found:
            yield "x509", bytes([CRL]) + c
            yield "x509", chain(certs.get("server", []), roots, [c])
    for path in sorted(PKI.glob("ocsp*.pem")):
        about = certs["must-staple" if path.stem == "ocsp-must-staple" else "server"][:2]
        for c in ders(path, "OCSP RESPONSE"):
            yield "x509", bytes([OCSP]) + b"".join(len(i).to_bytes(2, "big") + i for i in about[::-1]) + c
    names = sorted({issuer(c) for found in certs.values() for c in found})
    for a, b in zip(names, names[1:] + names[:1]):
        yield "x509", bytes([TWO_NAMES]) + len(a).to_bytes(2, "big") + a + b
    for p in sorted(PKI.glob("*.pem")) + sorted(PKI.glob("*.key")):
        kind = KEY if p.suffix == ".key" else CRLS if p.stem.startswith("crl") else TRUST
        yield "pem", bytes([kind]) + p.read_bytes()
        if len(p.read_bytes()) < 1_000:
            yield "pem", bytes([PEM]) + p.read_bytes()
        for d in ders(p, "PRIVATE KEY"):
            yield "pem", bytes([KEY]) + d


def shared(folder):
    for line in (folder / "manifest.jsonl").read_text().splitlines():
        case = folder / json.loads(line)["dir"]
        sent = ders(case / "chain.pem", "CERTIFICATE") + ders(case / "inter.pem", "CERTIFICATE")
        trusted, crls = ders(case / "trust.pem", "CERTIFICATE"), ders(case / "crl.pem", "X509 CRL")
        if sum(map(len, sent + trusted + crls)) < 20_000:
            yield "x509", chain(sent[:12], trusted[:7], crls[:3], len(sent) & 15)
        for c in sent[:1] + trusted[:1]:
            if len(c) < 5_000:
                yield "x509", bytes([CERTIFICATE]) + c
        for c in crls:
            yield "x509", bytes([CRL]) + c


def main():
    out = pathlib.Path(sys.argv[1]) if len(sys.argv) > 1 else HERE / "corpus"
    total = files = 0
    seeds = list(own())
    if len(sys.argv) > 2:
        seeds += shared(pathlib.Path(sys.argv[2]) / "certs")
    for target in ("x509", "pem"):
        (out / target).mkdir(parents=True, exist_ok=True)
        for old in (out / target).iterdir():
            old.unlink()
    for target, data in seeds:
        for d in [data, *variants(data)] if len(data) < 1_300 else [data]:
            path = out / target / hashlib.sha256(d).hexdigest()[:12]
            files += not path.exists()
            total += 0 if path.exists() else len(d)
            path.write_bytes(d)
    print(f"{files} files, {total} bytes")


main()
