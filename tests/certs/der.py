"""DER by hand, and certificates made of it: for those that no tool would issue."""
import base64
import subprocess
import sys

ECDSA_SHA256 = bytes.fromhex("300a06082a8648ce3d040302")
AT = "2030-01-01"


def openssl(folder, *words, data=None):
    p = subprocess.run(["openssl", *words], cwd=folder, input=data, capture_output=True, check=False)
    if p.returncode:
        sys.exit("openssl %s: %s" % (" ".join(words), p.stderr.decode()))
    return p.stdout


def element(b):
    """(tag, content, the rest)"""
    n, head = b[1], 2
    if n & 0x80:
        head += n & 0x7F
        n = int.from_bytes(b[2:head], "big")
    return b[0], b[head:head + n], b[head + n:]


def encode(tag, *parts):
    content = b"".join(parts)
    n = len(content)
    width = (n.bit_length() + 7) // 8
    return bytes([tag]) + (bytes([n]) if n < 128 else bytes([0x80 | width]) + n.to_bytes(width, "big")) + content


def pem(der, label="CERTIFICATE"):
    return "-----BEGIN %s-----\n%s-----END %s-----\n" % (label, base64.encodebytes(der).decode(), label)


def oid(dotted):
    first, second, *rest = map(int, dotted.split("."))
    out = b""
    for arc in [40 * first + second, *rest]:
        digits = [arc & 0x7F]
        while arc := arc >> 7:
            digits.append(arc & 0x7F | 0x80)
        out += bytes(reversed(digits))
    return encode(0x06, out)


def integer(n):
    return encode(0x02, n.to_bytes(n.bit_length() // 8 + 1, "big", signed=True))


def name(text):
    """A Name with one commonName, or an empty one"""
    return encode(0x30, encode(0x31, encode(0x30, oid("2.5.4.3"), encode(0x0C, text.encode())))) if text else encode(0x30)


def extension(dotted, value, critical=False):
    return encode(0x30, oid(dotted), encode(0x01, b"\xff") if critical else b"", encode(0x04, value))


def san(*names, critical=False):
    return extension("2.5.29.17", encode(0x30, *(encode(0x82, n.encode()) for n in names)), critical)


def basic(path_length=None):
    limit = b"" if path_length is None else integer(path_length)
    return extension("2.5.29.19", encode(0x30, encode(0x01, b"\xff"), limit), True)


def key_usage(bits, critical=True):
    """keyCertSign and cRLSign are 0x06, digitalSignature is 0x80"""
    return extension("2.5.29.15", encode(0x03, bytes([(bits & -bits).bit_length() - 1, bits])), critical)


def key_id(value):
    return extension("2.5.29.14", encode(0x04, value))


def authority(key=None, issuer=None, serial=None):
    parts = [encode(0x80, key)] if key else []
    if issuer is not None:
        parts += [encode(0xA1, encode(0xA4, name(issuer))), encode(0x82, element(integer(serial))[1])]
    return extension("2.5.29.35", encode(0x30, *parts))


UTC, GENERALIZED = 0x17, 0x18


class Key:
    """A key pair in folder/label.key; `id` is what key identifiers of its certificates say."""

    def __init__(self, folder, label, *algorithm):
        self.folder, self.file = folder, label + ".key"
        openssl(folder, "genpkey", *(algorithm or ("-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:P-256")), "-out", self.file)
        self.spki = openssl(folder, "pkey", "-in", self.file, "-pubout", "-outform", "DER")
        self.id = label.encode()

    def sign(self, tbs, algorithm=ECDSA_SHA256):
        if algorithm == ECDSA_SHA256:
            signed = openssl(self.folder, "dgst", "-sha256", "-sign", self.file, data=tbs)
        else:
            (self.folder / "tbs").write_bytes(tbs)
            signed = openssl(self.folder, "pkeyutl", "-sign", "-inkey", self.file, "-rawin", "-in", "tbs")
        return encode(0x30, tbs, algorithm, encode(0x03, b"\0" + signed))


def certificate(key, signer, subject, issuer, extensions, serial=4711, version=3, algorithm=ECDSA_SHA256, spki=None,
                times=((UTC, "260101000000Z"), (UTC, "360101000000Z")), unique_id=b""):
    number = serial if isinstance(serial, bytes) else integer(serial)
    parts = [encode(0xA0, integer(version - 1))] if version > 1 else []
    parts += [number, algorithm, name(issuer), encode(0x30, *(encode(tag, text.encode()) for tag, text in times)), name(subject),
              spki or key.spki, unique_id]
    if extensions:
        parts.append(encode(0xA3, encode(0x30, *extensions)))
    return signer.sign(encode(0x30, *parts), algorithm)


def bits(*numbers):
    """A BIT STRING of named bits (ReasonFlags), without its tag"""
    n = max(numbers) + 1 if numbers else 0
    value = sum(1 << (-n % 8 + n - 1 - i) for i in numbers)
    return bytes([-n % 8]) + value.to_bytes((n + 7) // 8, "big")


def point(uri):
    """A DistributionPointName"""
    return encode(0xA0, encode(0xA0, encode(0x86, uri.encode())))


def issuing_point(uri=None, reasons=None, user=False, ca=False):
    parts = [point(uri)] if uri else []
    parts += [encode(tag, b"\xff") for tag, wanted in ((0x81, user), (0x82, ca)) if wanted]
    return extension("2.5.29.28", encode(0x30, *parts, encode(0x83, bits(*reasons)) if reasons is not None else b""), True)


def distribution_points(*points, dotted="2.5.29.31"):
    """cRLDistributionPoints: (uri, reasons or None) each"""
    return extension(dotted, encode(0x30, *(encode(0x30, point(uri), encode(0x81, bits(*r)) if r is not None else b"") for uri, r in points)))


def crl(signer, issuer, serials, version=1, algorithm=ECDSA_SHA256, this_update="290101000000Z", next_update="310101000000Z", number=1, more=()):
    """`serials`: each a number, or a number and its CRLReason; `more`: extensions behind cRLNumber and authorityKeyIdentifier"""
    when = encode(UTC, this_update.encode())
    entries = [s if isinstance(s, tuple) else (s, None) for s in serials]
    said = [b"" if r is None else encode(0x30, extension("2.5.29.21", encode(0x0A, bytes([r])))) for _, r in entries]
    revoked = encode(0x30, *(encode(0x30, integer(s), when, why) for (s, _), why in zip(entries, said))) if serials else b""
    numbered = [] if number is None else [extension("2.5.29.20", integer(number))]
    extensions = encode(0xA0, encode(0x30, *numbered, authority(signer.id), *more))
    tbs = encode(0x30, integer(version), algorithm, name(issuer), when, encode(UTC, next_update.encode()), revoked, extensions)
    return signer.sign(tbs, algorithm)
