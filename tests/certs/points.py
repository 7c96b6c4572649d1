#!/usr/bin/env python3
"""Certificates whose EC key is no point of its curve, signed all right, held against `slowshake verify`: points.py PROGRAM

Each is a certificate that OpenSSL made, with other bytes for the point and a new signature of its issuer.
"""
import pathlib
import sys
import tempfile

from dsa import LEAF, element, encode, openssl, verify

CURVES = {"prime256v1": 32, "secp384r1": 48, "secp521r1": 66}
EC_KEY = bytes.fromhex("06072a8648ce3d0201")
OFF, FORM = "no point of its curve", "verdict on the certificates: cannot be judged here"


def make(folder, curve):
    """An RSA root, a leaf with a key of that curve; the leaf's DER."""
    openssl(folder, "req", "-x509", "-new", "-newkey", "rsa:2048", "-nodes", "-keyout", "root.key", "-subj", "/CN=root", "-days", "7300",
            "-out", "root.pem", "-addext", "keyUsage=critical,keyCertSign")
    openssl(folder, "ecparam", "-name", curve, "-genkey", "-noout", "-out", "leaf.key")
    (folder / "leaf.ext").write_text(LEAF)
    request = openssl(folder, "req", "-new", "-key", "leaf.key", "-subj", "/CN=server.example")
    (folder / "leaf.csr").write_bytes(request)
    openssl(folder, "x509", "-req", "-in", "leaf.csr", "-CA", "root.pem", "-CAkey", "root.key", "-CAcreateserial", "-days", "7000",
            "-extfile", "leaf.ext", "-out", "leaf.pem")
    return openssl(folder, "x509", "-in", "leaf.pem", "-outform", "DER")


def with_point(der, folder, change):
    """The point as `change` makes it out of the old one; signed again."""
    _, inside, _ = element(der)
    _, tbs, rest = element(inside)
    _, _, signature = element(rest)
    algorithm = rest[:len(rest) - len(signature)]
    parts = []
    while tbs:
        tag, content, after = element(tbs)
        whole = tbs[:len(tbs) - len(after)]
        if EC_KEY in content[:16]:
            _, parameters, bits = element(content)
            whole = encode(0x30, encode(0x30, parameters) + encode(0x03, b"\0" + change(element(bits)[1][1:])))
        parts.append(whole)
        tbs = after
    tbs = encode(0x30, b"".join(parts))
    return encode(0x30, tbs + algorithm + encode(0x03, b"\0" + openssl(folder, "dgst", "-sha256", "-sign", "root.key", data=tbs)))


def flipped(i):
    return lambda p: p[:i] + bytes([p[i] ^ 1]) + p[i + 1:] if i >= 0 else p[:i] + bytes([p[i] ^ 1])


# what is done to the point (04 x y of 2n bytes), exit code, a word of the reason
CHANGES = [
    ("nothing", lambda p, n: p, 0, "Accepted"),
    ("y changed", lambda p, n: flipped(-1)(p), 1, OFF),
    ("x changed", lambda p, n: flipped(n)(p), 1, OFF),
    ("x and y swapped", lambda p, n: p[:1] + p[1 + n:] + p[1:1 + n], 1, OFF),
    ("zeros", lambda p, n: b"\4" + bytes(2 * n), 1, OFF),
    ("larger than p", lambda p, n: b"\4" + b"\xff" * (2 * n), 1, OFF),
    ("infinity", lambda p, n: b"\0", 1, OFF),
    ("one byte short", lambda p, n: p[:-1], 1, OFF),
    ("one byte long", lambda p, n: p + b"\0", 1, OFF),
    ("hybrid form", lambda p, n: bytes([6 + (p[-1] & 1)]) + p[1:], 1, OFF),
    ("compressed form", lambda p, n: bytes([2 + (p[-1] & 1)]) + p[1:1 + n], 1, FORM),
]


def main(program):
    faults = count = 0
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        for curve, n in CURVES.items():
            der = make(folder, curve)
            for what, change, code, word in CHANGES:
                count += 1
                got, text = verify(program, folder, [with_point(der, folder, lambda p: change(p, n))])
                if got != code or word not in " ".join(text.split()):
                    faults += 1
                    print(f"{curve}, {what}: exit {got} instead of {code}, or no {word!r} in:\n{text}")
    print(f"{count} certificates, {faults} wrong")
    return 1 if faults or not count else 0


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    sys.exit(main(str(pathlib.Path(sys.argv[1]).resolve())))
