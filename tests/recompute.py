#!/usr/bin/env python3
"""Recomputes every derived value of a trace from its inputs, independently.

Reads JSON Lines as `slowshake --json` writes them (files, stdin, or the output
of a command after --exec), looks at the lines of type "value", and follows the
rules of VALUE_OP_LIST in src/trace/trace.h with hashlib, hmac, pow and
python3-cryptography; ARIA, which that lacks, with the openssl command, brotli with the brotli command. GCM over
Camellia and ARIA is put together here from the block cipher. Nothing here is
shared with the program, and no algorithm of the program is left unchecked.

Exit 0: all values agree; 1: a mismatch, an unknown op, or no values at all.
"""
import hashlib
import hmac
import json
import pathlib
import re
import subprocess
import sys
import warnings
import zlib

warnings.filterwarnings("ignore")
from cryptography.exceptions import InvalidSignature, InvalidTag  # noqa: E402
from cryptography.hazmat.primitives import hashes, serialization  # noqa: E402
from cryptography.hazmat.primitives.asymmetric import ec, utils, x448, x25519  # noqa: E402
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes  # noqa: E402
from cryptography.hazmat.primitives.ciphers.aead import AESCCM, AESGCM, ChaCha20Poly1305  # noqa: E402

try:  # where newer versions keep what is out of use
    from cryptography.hazmat.decrepit.ciphers import algorithms as decrepit
except ImportError:
    decrepit = algorithms
ARC4, CAMELLIA, TRIPLE_DES = (getattr(decrepit, name, None) or getattr(algorithms, name)
                              for name in ("ARC4", "Camellia", "TripleDES"))

LEAVES = {"CONST", "CONFIG", "RANDOM", "KEYLOG", "CLOCK", "COUNTER"}
HASHES = {"MD5": "md5", "SHA-1": "sha1", "SHA-224": "sha224", "SHA-256": "sha256", "SHA-384": "sha384", "SHA-512": "sha512"}
BOTH = "MD5+SHA-1"  # side by side, RFC 2246 7.4.3
SHORT = {name.replace("-", ""): name for name in HASHES} | {"MD5SHA1": BOTH}
OIDS = {  # the AlgorithmIdentifier inside DigestInfo
    "MD5": "300c06082a864886f70d02050500",
    "SHA-1": "300906052b0e03021a0500",
    "SHA-224": "300d06096086480165030402040500",
    "SHA-256": "300d06096086480165030402010500",
    "SHA-384": "300d06096086480165030402020500",
    "SHA-512": "300d06096086480165030402030500",
}
# name: (order, the library's curve)
CURVES = {
    "P-256": (0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551, ec.SECP256R1()),
    "P-384": (0xFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFC7634D81F4372DDF581A0DB248B0A77AECEC196ACCC52973,
              ec.SECP384R1()),
    "P-521": (0x01FFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFA51868783BF2F966B7FCC0148F709A5D03BB5C9B8899C47AEBB6FB71E91386409,
              ec.SECP521R1()),
    "P-192": (0xFFFFFFFFFFFFFFFFFFFFFFFF99DEF836146BC9B1B4D22831, ec.SECP192R1()),
    "P-224": (0xFFFFFFFFFFFFFFFFFFFFFFFFFFFF16A2E0B8F03E13DD29455C5C2A3D, ec.SECP224R1()),
    "secp256k1": (0xFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFEBAAEDCE6AF48A03BBFD25E8CD0364141, ec.SECP256K1()),
    "brainpoolP256r1": (0xA9FB57DBA1EEA9BC3E660A909D838D718C397AA3B561A6F7901E0E82974856A7, ec.BrainpoolP256R1()),
    "brainpoolP384r1": (0x8CB91E82A3386D280F5D6F7E50E641DF152F7109ED5456B31F166E6CAC0425A7CF3AB6AF6B7FC3103B883202E9046565,
                        ec.BrainpoolP384R1()),
    "brainpoolP512r1": (0xAADD9DB8DBE9C48B3FD4E6AE33C9FC07CB308DB3B3C9D20ED6639CCA70330870553E5C414CA92619418661197FAC10471DB1D381085DDADDB58796829CA90069,
                        ec.BrainpoolP512R1()),
}


class Bad(Exception):
    """The value cannot be recomputed: a wrong shape, or an algorithm that is not known."""


def number(b):
    return int.from_bytes(b, "big")


def digest(alg, data):
    if alg == BOTH:
        return digest("MD5", data) + digest("SHA-1", data)
    if alg not in HASHES:
        raise Bad(f"hash {alg!r} is not known")
    return hashlib.new(HASHES[alg], data).digest()


def mac(alg, key, data):
    if alg not in HASHES:
        raise Bad(f"hash {alg!r} is not known")
    return hmac.new(key, data, HASHES[alg]).digest()


def hash_object(alg):
    return {"MD5": hashes.MD5, "SHA-1": hashes.SHA1, "SHA-224": hashes.SHA224, "SHA-256": hashes.SHA256,
            "SHA-384": hashes.SHA384, "SHA-512": hashes.SHA512}[alg]()


# ---- the ops ----

def op_wire(v, inputs):
    (sent,) = inputs
    return sent


def op_slice(v, inputs):
    (whole,) = inputs
    off, n = v.get("offset") or 0, len(v["bytes"])
    if off + n > len(whole):
        raise Bad("the slice reaches beyond the whole")
    return whole[off:off + n]


def op_concat(v, inputs):
    return b"".join(inputs)


def op_intersect(v, inputs):
    a, b = inputs
    if len(a) % 2 or len(b) % 2:
        raise Bad("a list of 2-byte elements has an odd length")
    have = {a[i:i + 2] for i in range(0, len(a), 2)}
    return b"".join(b[i:i + 2] for i in range(0, len(b), 2) if b[i:i + 2] in have)


def op_xor(v, inputs):
    a, b = inputs
    if len(a) != len(b):
        raise Bad("the inputs are not of the same length")
    return xor(a, b)


def op_add(v, inputs):
    a, b = inputs
    if len(a) != len(b):
        raise Bad("the inputs are not of the same length")
    return ((number(a) + number(b)) % 256 ** len(a)).to_bytes(len(a), "big")


def op_hash(v, inputs):
    return digest(v["alg"], b"".join(inputs))


def op_hmac(v, inputs):
    return mac(v["alg"], inputs[0], b"".join(inputs[1:]))


def p_hash(alg, secret, seed, n):
    out, a = b"", seed
    while len(out) < n:
        a = mac(alg, secret, a)
        out += mac(alg, secret, a + seed)
    return out[:n]


def op_prf(v, inputs):
    secret, label, seed = inputs[:3]
    n = len(v["bytes"])
    out = p_hash(v["alg"], secret, label + seed, n)
    if b"".join(inputs[3:])[:n] != out:
        raise Bad("the blocks joined do not begin with PRF(secret, label, seed)")
    return out


def op_hkdf_extract(v, inputs):
    salt, ikm = inputs
    return mac(v["alg"], salt, ikm)


def op_hkdf_expand(v, inputs):
    key, info = inputs
    out, t, i = b"", b"", 1
    while len(out) < len(v["bytes"]):
        t = mac(v["alg"], key, t + info + bytes([i]))
        out += t
        i += 1
    return out[:len(v["bytes"])]


def op_clamp(v, inputs):
    """RFC 7748 5: decodeScalar25519, decodeScalar448."""
    k = bytearray(inputs[0])
    if v["alg"] == "X25519" and len(k) == 32:
        k[0] &= 248
        k[31] = k[31] & 127 | 64
    elif v["alg"] == "X448" and len(k) == 56:
        k[0] &= 252
        k[55] |= 128
    else:
        raise Bad(f"{v['alg']!r} has no clamped scalar of {len(k)} bytes")
    return bytes(k)


def raw(public):
    return public.public_bytes(serialization.Encoding.Raw, serialization.PublicFormat.Raw)


def op_dh_public(v, inputs):
    alg = v["alg"]
    if alg == "finite field":
        x, g, p = (number(b) for b in inputs)
        return pow(g, x, p).to_bytes(len(inputs[2]), "big")
    (private,) = inputs
    if alg in CURVES:
        public = ec.derive_private_key(number(private), CURVES[alg][1]).public_key()
        return public.public_bytes(serialization.Encoding.X962, serialization.PublicFormat.UncompressedPoint)
    if alg == "X25519":
        return raw(x25519.X25519PrivateKey.from_private_bytes(private).public_key())
    if alg == "X448":
        return raw(x448.X448PrivateKey.from_private_bytes(private).public_key())
    raise Bad(f"group {alg!r} is not known")


def montgomery(alg, private, public):
    """RFC 7748 5: the ladder."""
    bits, p, a24 = {"X25519": (255, 2 ** 255 - 19, 121665), "X448": (448, 2 ** 448 - 2 ** 224 - 1, 39081)}[alg]
    cofactor, top = (4, 447) if bits == 448 else (8, 254)
    k = int.from_bytes(private, "little") % 2 ** top // cofactor * cofactor + 2 ** top
    u = int.from_bytes(public, "little") & (2 ** bits - 1)
    x2, z2, x3, z3 = 1, 0, u, 1
    for t in reversed(range(bits)):
        if k >> t & 1:
            x2, z2, x3, z3 = x3, z3, x2, z2
        a, b, c, d = x2 + z2, x2 - z2, x3 + z3, x3 - z3
        x3, z3 = (d * a + c * b) ** 2 % p, u * (d * a - c * b) ** 2 % p
        x2, z2 = a * a * b * b % p, (a * a - b * b) * (a * a + a24 * (a * a - b * b)) % p
        if k >> t & 1:
            x2, z2, x3, z3 = x3, z3, x2, z2
    return (x2 * pow(z2, p - 2, p) % p).to_bytes(len(public), "little")


def op_dh(v, inputs):
    alg = v["alg"]
    if alg == "finite field":
        x, y, p = (number(b) for b in inputs)
        return pow(y, x, p).to_bytes(len(inputs[2]), "big")
    private, public = inputs
    if alg in CURVES:
        curve = CURVES[alg][1]
        key = ec.derive_private_key(number(private), curve)
        return key.exchange(ec.ECDH(), ec.EllipticCurvePublicKey.from_encoded_point(curve, public))
    if alg == "X25519":
        own, peer = x25519.X25519PrivateKey.from_private_bytes(private), x25519.X25519PublicKey.from_public_bytes(public)
    elif alg == "X448":
        own, peer = x448.X448PrivateKey.from_private_bytes(private), x448.X448PublicKey.from_public_bytes(public)
    else:
        raise Bad(f"group {alg!r} is not known")
    try:
        return own.exchange(peer)
    except ValueError:                # the library refuses a result of zero, which is as right as any other
        if any(montgomery(alg, private, public)):
            raise
        return bytes(len(public))


def op_rsa_public(v, inputs):
    x, n, e = (number(b) for b in inputs)
    if x >= n:
        raise Bad("x is not below n")
    return pow(x, e, n).to_bytes((n.bit_length() + 7) // 8, "big")


def private_key(b):
    load = serialization.load_pem_private_key if b.lstrip().startswith(b"-----") else serialization.load_der_private_key
    return load(b, None)


def op_rsa_private(v, inputs):
    key = private_key(inputs[1]).private_numbers()
    n, x = key.public_numbers.n, number(inputs[0])
    if x >= n:
        raise Bad("x is not below n")
    return pow(x, key.d, n).to_bytes((n.bit_length() + 7) // 8, "big")


def mgf1(alg, seed, n):
    out = b""
    for i in range(n // hashlib.new(HASHES[alg]).digest_size + 1):
        out += digest(alg, seed + i.to_bytes(4, "big"))
    return out[:n]


def xor(a, b):
    return bytes(x ^ y for x, y in zip(a, b))


def op_mgf1(v, inputs):
    """As long as what it masks: the encoded message but for H and the trailer."""
    seed, em_bits = inputs[0], number(inputs[1]) - 1
    em_len = (em_bits + 7) // 8
    mask = number(mgf1(v["alg"], seed, em_len - len(seed) - 1))
    return (mask & (1 << (em_bits - 8 * (len(seed) + 1))) - 1).to_bytes(em_len - len(seed) - 1, "big")


def emsa_pss(alg, mhash, salt, bits):
    """RFC 8017 9.1.1, in one go."""
    em_bits = bits - 1
    em_len = (em_bits + 7) // 8
    h = digest(alg, bytes(8) + mhash + salt)
    db = bytes(em_len - len(salt) - len(h) - 2) + b"\x01" + salt
    masked = bytearray(xor(db, mgf1(alg, h, len(db))))
    masked[0] &= 0xFF >> (8 * em_len - em_bits)
    return bytes((bits + 7) // 8 - em_len) + bytes(masked) + h + b"\xbc"


def pss_verifies(alg, em, mhash, em_bits):
    hlen, em_len = len(mhash), (em_bits + 7) // 8
    if len(em) > em_len:
        if any(em[:len(em) - em_len]):
            return False
        em = em[len(em) - em_len:]
    if em_len < hlen + 2 or em[-1] != 0xBC:
        return False
    masked, h = em[:em_len - hlen - 1], em[em_len - hlen - 1:-1]
    if masked[0] >> (8 - (8 * em_len - em_bits)) if em_bits % 8 else 0:
        return False
    db = bytearray(xor(masked, mgf1(alg, h, len(masked))))
    db[0] &= 0xFF >> (8 * em_len - em_bits)
    rest = bytes(db).lstrip(b"\x00")
    if not rest or rest[0] != 1:
        return False
    return digest(alg, bytes(8) + mhash + rest[1:]) == h


def rsa_verifies(kind, alg, n, e, signature, mhash):
    k = (n.bit_length() + 7) // 8
    if len(signature) != k or number(signature) >= n:
        return False
    em = pow(number(signature), e, n).to_bytes(k, "big")
    if kind == "RSASSA-PSS":
        return pss_verifies(alg, em, mhash, n.bit_length() - 1)
    if len(mhash) != len(digest(alg, b"")):
        return False
    info = mhash
    if alg != BOTH:
        info = bytes.fromhex(OIDS[alg]) + b"\x04" + bytes([len(mhash)]) + mhash
        info = b"\x30" + bytes([len(info)]) + info
    if k < len(info) + 11:
        return False
    return em == b"\x00\x01" + b"\xff" * (k - 3 - len(info)) + b"\x00" + info


def curve_of(point):
    """The curve that has the point; that it has one means that its equation holds."""
    for _, named in CURVES.values():
        try:
            return ec.EllipticCurvePublicKey.from_encoded_point(named, point)
        except ValueError:
            pass
    return None


def der_pair(signature):
    r, s = utils.decode_dss_signature(signature)
    if utils.encode_dss_signature(r, s) != signature:
        raise ValueError("not DER")
    return r, s


def ecdsa_verifies(alg, point, signature, mhash):
    key = curve_of(point)
    try:
        der_pair(signature)
        key.verify(signature, mhash, ec.ECDSA(utils.Prehashed(hash_object(alg))))
        return True
    except (AttributeError, InvalidSignature, ValueError):
        return False


def dsa_verifies(p, q, g, y, signature, mhash):
    """FIPS 186-4 4.7"""
    try:
        r, s = der_pair(signature)
        if not (0 < r < q and 0 < s < q and 1 < g < p and 1 < y < p):
            return False
        z = number(mhash) >> max(0, 8 * len(mhash) - q.bit_length())
        w = pow(s, -1, q)
    except ValueError:
        return False
    return pow(g, z * w % q, p) * pow(y, r * w % q, p) % p % q == r


def split_alg(alg):
    kind, _, short = (alg or "").rpartition("-")
    if short not in SHORT or (SHORT[short] == BOTH and kind != "RSASSA-PKCS1-v1_5"):
        raise Bad(f"signature algorithm {alg!r} is not known")
    return kind, SHORT[short]


def op_verify(v, inputs):
    kind, alg = split_alg(v["alg"])
    if kind == "ECDSA":
        point, signature, mhash = inputs
        holds = ecdsa_verifies(alg, point, signature, mhash)
    elif kind == "DSA":
        *key, signature, mhash = inputs
        holds = dsa_verifies(*(number(b) for b in key), signature, mhash)
    elif kind in ("RSASSA-PSS", "RSASSA-PKCS1-v1_5"):
        n, e, signature, mhash = inputs
        holds = rsa_verifies(kind, alg, number(n), number(e), signature, mhash)
    else:
        raise Bad(f"signature algorithm {kind!r} is not known")
    return b"\x01" if holds else b"\x00"


def base_x(curve, k):
    """x of k times the generator, by the library's key derivation."""
    return ec.derive_private_key(k, CURVES[curve][1]).public_key().public_numbers().x


def rfc6979_sign(curve, alg, x, mhash):
    """RFC 6979 3.2: r and s, each as long as the order."""
    q = CURVES[curve][0]
    qlen = q.bit_length()
    rolen = (qlen + 7) // 8

    def bits2int(b):
        n = number(b)
        return n >> (8 * len(b) - qlen) if 8 * len(b) > qlen else n

    hlen = len(mhash)
    seed = x.to_bytes(rolen, "big") + (bits2int(mhash) % q).to_bytes(rolen, "big")
    v, k = b"\x01" * hlen, b"\x00" * hlen
    for tag in (b"\x00", b"\x01"):
        k = mac(alg, k, v + tag + seed)
        v = mac(alg, k, v)
    while True:
        t = b""
        while len(t) < rolen:
            v = mac(alg, k, v)
            t += v
        nonce = bits2int(t[:rolen])
        if 1 <= nonce < q:
            r = base_x(curve, nonce) % q
            s = pow(nonce, -1, q) * (bits2int(mhash) + r * x) % q
            if r and s:
                return r.to_bytes(rolen, "big") + s.to_bytes(rolen, "big")
        k = mac(alg, k, v + b"\x00")
        v = mac(alg, k, v)


def op_sign(v, inputs):
    kind, alg = split_alg(v["alg"])
    if kind != "ECDSA":
        raise Bad(f"signature algorithm {kind!r} is not known")
    key = private_key(inputs[0])
    curve = {"secp256r1": "P-256", "secp384r1": "P-384", "secp521r1": "P-521"}[key.curve.name]
    return rfc6979_sign(curve, alg, key.private_numbers().private_value, inputs[1])


def openssl_enc(name, key, text, iv=None, decrypt=False):
    """For what python3-cryptography lacks."""
    command = ["openssl", "enc", "-d" if decrypt else "-e", "-" + name, "-nopad", "-K", key.hex()]
    run = subprocess.run(command + (["-iv", iv.hex()] if iv is not None else []), input=text, capture_output=True, check=False)
    if run.returncode:
        raise Bad(f"openssl cannot do {name}: {run.stderr.decode().strip()}")
    return run.stdout


def single_des(key):
    return TRIPLE_DES(3 * key)


# name: (bytes of the key, what makes the block cipher; None: openssl)
BLOCK_CIPHERS = {
    "3DES-EDE": (24, TRIPLE_DES), "DES": (8, single_des),
    "AES-128": (16, algorithms.AES), "AES-256": (32, algorithms.AES),
    "CAMELLIA-128": (16, CAMELLIA), "CAMELLIA-256": (32, CAMELLIA),
    "ARIA-128": (16, None), "ARIA-256": (32, None),
}


def block_cipher(alg, mode, key):
    name, _, have = (alg or "").rpartition("-")
    if have != mode or name not in BLOCK_CIPHERS:
        raise Bad(f"cipher {alg!r} is not known")
    size, make = BLOCK_CIPHERS[name]
    if len(key) != size:
        raise Bad(f"a key of {len(key)} bytes")
    return name.lower(), make


def cbc(alg, key, iv, text, decrypt):
    name, make = block_cipher(alg, "CBC", key)
    if not make:
        return openssl_enc(name + "-cbc", key, text, iv, decrypt)
    cipher = Cipher(make(key), modes.CBC(iv))
    run = cipher.decryptor() if decrypt else cipher.encryptor()
    return run.update(text) + run.finalize()


def op_encrypt(v, inputs):
    return cbc(v["alg"], *inputs, False)


def op_decrypt(v, inputs):
    return cbc(v["alg"], *inputs, True)


def op_stream(v, inputs):
    key, position, data = inputs
    if v["alg"] != "RC4-128" or len(key) != 16:
        raise Bad(f"stream cipher {v['alg']!r} with a key of {len(key)} bytes is not known")
    run = Cipher(ARC4(key), None).encryptor()
    return run.update(bytes(number(position)) + data)[number(position):]


class Gcm:
    """NIST SP 800-38D over any cipher of 16-byte blocks, nonces of 12 bytes."""

    def __init__(self, alg, key):
        self.name, self.make = block_cipher(alg, "GCM", key)
        self.key = key
        self.h = number(self.blocks(bytes(16)))

    def blocks(self, text):
        if not self.make:
            return openssl_enc(self.name + "-ecb", self.key, text)
        return Cipher(self.make(self.key), modes.ECB()).encryptor().update(text)

    def times_h(self, x):
        z, v = 0, self.h
        for i in range(127, -1, -1):
            if x >> i & 1:
                z ^= v
            v = v >> 1 ^ (0xE1 << 120 if v & 1 else 0)
        return z

    def crypt(self, nonce, text):
        counters = b"".join(nonce + (i + 2).to_bytes(4, "big") for i in range((len(text) + 15) // 16))
        return xor(text, self.blocks(counters)) if text else b""

    def tag(self, nonce, ad, text):
        y = 0
        for part in (ad, text, None):
            data = part + bytes(-len(part) % 16) if part is not None else \
                (8 * len(ad)).to_bytes(8, "big") + (8 * len(text)).to_bytes(8, "big")
            for i in range(0, len(data), 16):
                y = self.times_h(y ^ number(data[i:i + 16]))
        return xor(y.to_bytes(16, "big"), self.blocks(nonce + b"\0\0\0\1"))

    def encrypt(self, nonce, text, ad):
        text = self.crypt(nonce, text)
        return text + self.tag(nonce, ad, text)

    def decrypt(self, nonce, text, ad):
        if len(text) < 16 or self.tag(nonce, ad, text[:-16]) != text[-16:]:
            raise InvalidTag
        return self.crypt(nonce, text[:-16])


AEADS = {
    "AES-128-GCM": (16, AESGCM), "AES-256-GCM": (32, AESGCM),
    "AES-128-CCM": (16, AESCCM), "AES-256-CCM": (32, AESCCM),
    "AES-128-CCM-8": (16, lambda key: AESCCM(key, 8)), "AES-256-CCM-8": (32, lambda key: AESCCM(key, 8)),
    "CHACHA20-POLY1305": (32, ChaCha20Poly1305),
}


def aead(v, key, nonce):
    alg = v["alg"]
    if len(nonce) != 12:
        raise Bad(f"a nonce of {len(nonce)} bytes")
    if alg not in AEADS:
        return Gcm(alg, key)
    size, make = AEADS[alg]
    if len(key) != size:
        raise Bad(f"a key of {len(key)} bytes")
    return make(key)


def op_seal(v, inputs):
    key, nonce, ad, text = inputs
    return aead(v, key, nonce).encrypt(nonce, text, ad)


def op_open(v, inputs):
    key, nonce, ad, text = inputs
    try:
        return aead(v, key, nonce).decrypt(nonce, text, ad)
    except InvalidTag:
        return b""


def decompress(alg, data, limit):
    """What comes out, at most `limit` + 1 bytes of it; None if the data is not compressed by that, or something stands behind it."""
    if alg == "zlib":
        run = zlib.decompressobj()
        try:
            out = run.decompress(data, limit + 1)
        except zlib.error:
            return None
        return None if len(out) <= limit and (not run.eof or run.unused_data) else out
    if alg != "brotli":
        raise Bad(f"compression {alg!r} is not known")
    run = subprocess.run(["brotli", "-dc"], input=data, capture_output=True, check=False)
    return None if run.returncode else run.stdout


def op_compress(v, inputs):
    """There are many right ones: what stands there has to give back what went in."""
    (data,) = inputs
    if decompress(v["alg"], v["bytes"], len(data)) != data:
        raise Bad("it does not decompress to what was compressed")
    return v["bytes"]


def op_decompress(v, inputs):
    length, data = inputs
    out = decompress(v["alg"], data, number(length))
    return out if out is not None and len(out) == number(length) else b""


OPS = {name[3:].upper(): f for name, f in list(globals().items()) if name.startswith("op_")}


# ---- reading ----

class Check:
    def __init__(self):
        self.derived = self.leaves = self.traces = 0
        self.ops = {}
        self.mistakes = []
        self.values = {}

    def value(self, v):
        vid, op = v["id"], v["op"]
        v["bytes"] = bytes.fromhex(v["hex"])
        v.setdefault("alg", None)
        if vid in self.values:
            self.mistake(v, "the id stands twice")
        ids = v.get("inputs") or []
        missing = [i for i in ids if i not in self.values]
        self.values[vid] = v["bytes"]
        self.ops[op] = self.ops.get(op, 0) + 1
        if op in LEAVES or (op == "WIRE" and not ids):
            self.leaves += 1
            if ids:
                self.mistake(v, "a leaf has inputs")
            return
        if op not in OPS:
            self.mistake(v, "the op is not known")
            return
        self.derived += 1
        if missing:
            self.mistake(v, f"inputs {missing} do not stand before it")
            return
        try:
            want = OPS[op](v, [self.values[i] for i in ids])
        except Exception as e:  # a wrong shape must not hide the other mistakes
            self.mistake(v, f"cannot be recomputed: {e or type(e).__name__}")
            return
        if want != v["bytes"]:
            self.mistake(v, f"differs: {v['hex']} stands there, {want.hex()} is right")

    def mistake(self, v, text):
        self.mistakes.append(f"value {v.get('id')} {v.get('op')} {v.get('label')!r}: {text}")

    def ok(self):
        return not self.mistakes and self.derived > 0

    def line(self, text):
        o = json.loads(text)
        if o.get("type") == "trace.begin":
            self.traces += 1
            self.values = {}
        elif o.get("type") == "value":
            self.value(o)


def check_lines(lines):
    c = Check()
    for text in lines:
        if text.strip():
            c.line(text)
    return c


def report(c, verbose):
    for m in c.mistakes:
        print(m)
    if verbose:
        print(", ".join(f"{op} {n}" for op, n in sorted(c.ops.items())))
    if not c.derived:
        print("no derived value was found")
    print(f"{c.derived} values recomputed, {c.leaves} leaves, {len(c.mistakes)} mistakes")
    return 0 if c.ok() else 1


# ---- the test of the test: published vectors, then each one with a bit flipped ----

SAMPLE = """
CONST message - - 616263
HASH sha SHA-256 1 ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad
SLICE part @1 1 62
CONCAT joined - 3,1,3 6261626362
CONST key - - 4a656665
CONST data1 - - 7768617420646f2079612077616e7420
CONST data2 - - 666f72206e6f7468696e673f
HMAC mac SHA-256 5,6,7 5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843
RANDOM secret - - 9bbe436ba940f017b17652849a71db35
CONST label - - 74657374206c6162656c
CONST seed - - a0ba9f936cda311827a6f796ffd5198c
CONCAT A(0) - 10,11 74657374206c6162656ca0ba9f936cda311827a6f796ffd5198c
HMAC A(1) SHA-256 9,12 9f5bb129e2f80aa47b6705b33e214cc5e509f283e87b3be5e1daa74492277da1
HMAC P(1) SHA-256 9,13,12 e3f229ba727be17b8d122620557cd453c2aab21d07c3d495329b52d4e61edb5a
PRF out SHA-256 9,10,11,14 e3f229ba727be17b8d122620557cd453
WIRE received - 15 e3f229ba727be17b8d122620557cd453
CONST aes - - feffe9928665731c6d6a8f9467308308
CONST nonce - - cafebabefacedbaddecaf888
CONST ad - - feedfacedeadbeeffeedfacedeadbeefabaddad2
CONST plain - - d9313225f88406e5a55909c5aff5269a86a7a9531534f7da2e4c303d8a318a721c3c0c95956809532fcf0e2449a6b525b16aedf5aa0de657ba637b39
SEAL sealed AES-128-GCM 17,18,19,20 42831ec2217774244b7221b784d0d49ce3aa212f2c02a4e035c17e2329aca12e21d514b25466931c7d8f6a5aac84aa051ba30b396a0aac973d58e0915bc94fbc3221a5db94fae95ae7121a47
OPEN opened AES-128-GCM 17,18,19,21 d9313225f88406e5a55909c5aff5269a86a7a9531534f7da2e4c303d8a318a721c3c0c95956809532fcf0e2449a6b525b16aedf5aa0de657ba637b39
CONST aes - - 2b7e151628aed2a6abf7158809cf4f3c
CONST iv - - 000102030405060708090a0b0c0d0e0f
CONST block - - 6bc1bee22e409f96e93d7e117393172a
ENCRYPT cbc AES-128-CBC 23,24,25 7649abac8119b246cee98e9b12e9197d
DECRYPT back AES-128-CBC 23,24,26 6bc1bee22e409f96e93d7e117393172a
CONST suites - - 002f0035009c
CONST offered - - c02f009c002f
INTERSECT both - 28,29 009c002f
CONST x - - 0004
CONST n - - 0c5d
CONST e - - 03
RSA_PUBLIC power - 31,32,33 0040
XOR sum - 31,32 0c59
CONST rc4 - - 0102030405060708090a0b0c0d0e0f10
COUNTER position - - 10
CONST zeros - - 00000000
STREAM keystream RC4-128 36,37,38 5248c495
CONST ccm - - 404142434445464748494a4b4c4d4e4f
CONST nonce - - 101112131415161718191a1b
CONST ad - - 000102030405060708090a0b0c0d0e0f10111213
CONST plain - - 202122232425262728292a2b2c2d2e2f3031323334353637
SEAL sealed AES-128-CCM-8 40,41,42,43 e3b201a9f5b71a7a9b1ceaeccd97e70b6176aad9a4428aa5484392fbc1b09951
OPEN opened AES-128-CCM-8 40,41,42,44 202122232425262728292a2b2c2d2e2f3031323334353637
CONST zero-key - - 00000000000000000000000000000000
CONST zero-nonce - - 000000000000000000000000
CONST nothing - - -
SEAL camellia CAMELLIA-128-GCM 46,47,48,48 f5574acc3148dfcb9015200631024df9
CONST aria - - 000102030405060708090a0b0c0d0e0f
CONST aria-block - - 00112233445566778899aabbccddeeff
ENCRYPT aria ARIA-128-CBC 50,46,51 d718fbd6ab644c739da95f3be6451778
DECRYPT aria ARIA-128-CBC 50,46,52 00112233445566778899aabbccddeeff
HASH both MD5+SHA-1 1 900150983cd24fb0d6963f7d28e17f72a9993e364706816aba3e25717850c26c9cd0d89d
CONST number - - 03
COMPRESS small zlib 1 789c4b4c4a0600024d0127
DECOMPRESS whole zlib 55,56 616263
COMPRESS small brotli 1 0b018061626303
DECOMPRESS whole brotli 55,58 616263
DECOMPRESS longer zlib 31,56 -
"""


def sample_lines():
    lines = ['{"schema":"slowshake.event/1","seq":0,"type":"trace.begin"}']
    for i, row in enumerate(SAMPLE.strip().splitlines(), 1):
        op, label, alg, inputs, hexed = row.split()
        v = {"type": "value", "id": i, "op": op, "label": label, "hex": hexed.strip("-"),
             "inputs": [] if inputs == "-" else [int(x) for x in inputs.split(",")]}
        if alg.startswith("@"):
            v["offset"] = int(alg[1:])
        elif alg != "-":
            v["alg"] = alg
        lines.append(json.dumps(v))
    return lines


def ops_of_the_program():
    text = (pathlib.Path(__file__).resolve().parent.parent / "src/trace/trace.h").read_text()
    return set(re.findall(r"^\tX\((\w+), ", text[text.index("#define VALUE_OP_LIST"):text.index("enum value_op")], re.M))


def self_test():
    lines = sample_lines()
    failed = []
    ops = ops_of_the_program()
    if ops != LEAVES | set(OPS):
        failed.append(f"without a rule: {sorted(ops - LEAVES - set(OPS))}; with one, and unknown to the program: {sorted((LEAVES | set(OPS)) - ops)}")
    c = check_lines(lines)
    if c.mistakes:
        failed += c.mistakes
    flipped = 0
    for i, text in enumerate(lines):
        v = json.loads(text)
        if v.get("type") != "value":
            continue
        b = bytearray.fromhex(v["hex"]) or bytearray(1)
        b[-1] ^= 1
        v["hex"] = b.hex()
        if not check_lines(lines[:i] + [json.dumps(v)] + lines[i + 1:]).mistakes and v["op"] in OPS:
            failed.append(f"a flipped bit in value {v['id']} {v['op']} was not found")
        flipped += v["op"] in OPS
        v["op"] = "NONSENSE"
        if not check_lines(lines[:i] + [json.dumps(v)] + lines[i + 1:]).mistakes:
            failed.append(f"an unknown op in value {v['id']} was not found")
    if check_lines([]).ok():
        failed.append("an empty trace was accepted")
    # RFC 6979 A.2.5 and A.2.6, "sample" with SHA-256 and SHA-384
    for curve, alg, x, want in (
            ("P-256", "SHA-256", 0xC9AFA9D845BA75166B5C215767B1D6934E50C3DB36E89B127B8A622B120F6721,
             "efd48b2aacb6a8fd1140dd9cd45e81d69d2c877b56aaf991c34d0ea84eaf3716"
             "f7cb1c942d657c41d436c7a1b6e29f65f3e900dbb9aff4064dc4ab2f843acda8"),
            ("P-384", "SHA-384",
             0x6B9D3DAD2E1B8C1C05B19875B6659F4DE23C3B667BF297BA9AA47740787137D896D5724E4C70A825F872C9EA60D2EDF5,
             "94edbb92a5ecb8aad4736e56c691916b3f88140666ce9fa73d64c4ea95ad133c81a648152e44acf96e36dd1e80fabe46"
             "99ef4aeb15f178cea1fe40db2603138f130e740a19624526203b6351d0a3a94fa329c145786e679e7b82c71a38628ac8")):
        if rfc6979_sign(curve, alg, x, digest(alg, b"sample")).hex() != want:
            failed.append(f"RFC 6979 vector of {curve}")
    for curve, (order, named) in CURVES.items():
        if base_x(curve, order - 1) != base_x(curve, 1) or named.key_size != order.bit_length():
            failed.append(f"the order of {curve}")
    for text in failed:
        print(text)
    print(f"self-test: {c.derived} values recomputed, {c.leaves} leaves, {flipped} flipped, {len(failed)} mistakes")
    return 1 if failed else 0


def main(argv):
    if argv[:1] == ["--self-test"]:
        return self_test()
    verbose = argv[:1] == ["-v"]
    if verbose:
        argv = argv[1:]
    if argv[:1] == ["--exec"]:
        # slowshake exits with 1 when the handshake it shows fails: that is no failure here
        run = subprocess.run(argv[1:], stdout=subprocess.PIPE, text=True, check=False)
        if run.returncode not in (0, 1):
            print(f"{argv[1]} ended with {run.returncode}")
            return 1
        return report(check_lines(run.stdout.splitlines()), verbose)
    if argv:
        lines = [text for name in argv for text in open(name, encoding="utf-8")]
    else:
        lines = sys.stdin
    return report(check_lines(lines), verbose)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
