#!/usr/bin/env python3
"""Checks the tables in this folder against python3-cryptography and hashlib, so
that a mistyped vector is found by somebody else than the program it tests."""
import pathlib
import re
import sys

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent))
import recompute as R  # noqa: E402
from cryptography.hazmat.primitives.asymmetric import dsa, ec, padding, rsa, utils  # noqa: E402
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat  # noqa: E402


def rows(table):
    for text in (HERE / table).read_text().splitlines():
        if text and not text.startswith("#"):
            yield text.split()


def unhex(s):
    return b"" if s == "-" else bytes.fromhex(s)


def hash_row(alg, message, digest):
    return R.digest(alg, unhex(message)) == unhex(digest)


def hmac_row(alg, key, data, mac):
    return R.mac(alg, unhex(key), unhex(data)).startswith(unhex(mac)) and len(unhex(mac)) >= 16


def prf_row(alg, secret, label, seed, out):
    if alg == R.BOTH:  # RFC 2246 5
        whole, seed, n = unhex(secret), unhex(label) + unhex(seed), len(unhex(out))
        half = (len(whole) + 1) // 2
        return R.xor(R.p_hash("MD5", whole[:half], seed, n), R.p_hash("SHA-1", whole[-half:], seed, n)) == unhex(out)
    return R.p_hash(alg, unhex(secret), unhex(label) + unhex(seed), len(unhex(out))) == unhex(out)


def cbc_row(alg, key, iv, plain, cipher):
    return R.op_encrypt({"alg": alg}, [unhex(key), unhex(iv), unhex(plain)]) == unhex(cipher)


def gcm_row(alg, key, nonce, ad, plain, sealed):
    return (R.op_seal({"alg": alg}, [unhex(key), unhex(nonce), unhex(ad), unhex(plain)]) == unhex(sealed)
            and alg == f"AES-{8 * len(unhex(key))}-GCM")


def aead_row(alg, key, nonce, ad, plain, sealed):
    return (R.op_seal({"alg": alg}, [unhex(key), unhex(nonce), unhex(ad), unhex(plain)]) == unhex(sealed)
            and R.op_open({"alg": alg}, [unhex(key), unhex(nonce), unhex(ad), unhex(sealed)]) == unhex(plain))


def stream_row(alg, key, position, keystream):
    return R.op_stream({"alg": alg}, [unhex(key), unhex(position), bytes(len(unhex(keystream)))]) == unhex(keystream)


def ssl3_row(kind, secret, data, out):
    """RFC 6101 6.1 (prf), 5.2.3.1 (mac), 5.6.9 (CLNT, SRVR) and 5.6.8 (verify), straight from the text."""
    secret, data = unhex(secret), unhex(data)

    def padded(alg, inner):
        n = 48 if alg == "MD5" else 40
        return R.digest(alg, secret + b"\x5c" * n + R.digest(alg, inner(b"\x36" * n)))

    if kind == "prf":
        made = b"".join(R.digest("MD5", secret + R.digest("SHA-1", bytes([0x41 + i]) * (i + 1) + secret + data)) for i in range(26))
        return made.startswith(unhex(out))
    if kind.startswith("mac:"):
        return padded(kind[4:], lambda pad: secret + pad + data) == unhex(out)
    sender = b"" if kind == "verify" else kind.encode()
    return b"".join(padded(alg, lambda pad: data + sender + secret + pad) for alg in ("MD5", "SHA-1")) == unhex(out)


def dsa_row(alg, p, q, g, y, message, signature):
    """By OpenSSL, and by the formula that tests/recompute.py uses."""
    p, q, g, y = (int(x, 16) for x in (p, q, g, y))
    half = len(signature) // 2
    der = utils.encode_dss_signature(int(signature[:half], 16), int(signature[half:], 16))
    dsa.DSAPublicNumbers(y, dsa.DSAParameterNumbers(p, q, g)).public_key().verify(der, unhex(message), R.hash_object(alg))
    return R.dsa_verifies(p, q, g, y, der, R.digest(alg, unhex(message)))


def ecdsa_row(curve, alg, scalar, point, message, signature):
    x, named = int(scalar, 16), R.CURVES[curve][1]
    public = ec.derive_private_key(x, named).public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
    return public == unhex(point) and R.rfc6979_sign(curve, alg, x, R.digest(alg, unhex(message))) == unhex(signature)


def agree_row(group, private, public, peer, shared):
    v = {"alg": group}
    return (R.op_dh_public(v, [unhex(private)]) == unhex(public)
            and R.op_dh(v, [unhex(private), unhex(peer)]) == unhex(shared))


def agree_again_row(group, times, private):
    v, key = {"alg": group}, (b"\5" if group == "X448" else b"\t").ljust(len(unhex(private)), b"\0")
    point = key
    for _ in range(int(times)):
        key, point = R.op_dh(v, [R.op_clamp(v, [key]), point]), key
    return key == unhex(private)


def agree_ff_row(p, g, private, public, peer, shared):
    v = {"alg": "finite field"}
    return (R.op_dh_public(v, [unhex(private), unhex(g), unhex(p)]) == unhex(public)
            and R.op_dh(v, [unhex(private), unhex(peer), unhex(p)]) == unhex(shared))


def agree_bad_row(group, public, why):
    """The other library refuses each of them, too (compressed points it takes; TLS has none, RFC 8422 5.1.2)."""
    private, size = next((unhex(r[2]), len(unhex(r[4]))) for r in rows("agree.txt") if r[1] == group)
    try:
        shared = R.op_dh({"alg": group}, [private, unhex(public)])
    except ValueError:
        return why == "decode"
    return why == "zero" and shared == bytes(size) or why == "decode" and len(unhex(public)) != size


def hkdf_row(alg, salt, material, info, prk, okm):
    n = len(unhex(okm))
    return (R.op_hkdf_extract({"alg": alg}, [unhex(salt), unhex(material)]) == unhex(prk)
            and R.op_hkdf_expand({"alg": alg, "bytes": bytes(n)}, [unhex(prk), unhex(info)]) == unhex(okm))


def rsa_row(kind, alg, n, e, d, p, q, message, salt, signature):
    n, e, d, p, q = (int(x, 16) if x != "-" else 0 for x in (n, e, d, p, q))
    pad = padding.PKCS1v15() if kind == "RSASSA-PKCS1-v1_5" else \
        padding.PSS(mgf=padding.MGF1(R.hash_object(alg)), salt_length=len(unhex(salt)))
    rsa.RSAPublicNumbers(e, n).public_key().verify(unhex(signature), unhex(message), pad, R.hash_object(alg))
    block = pow(R.number(unhex(signature)), e, n)
    if kind == "RSASSA-PSS":
        size = (n.bit_length() + 7) // 8
        made = R.emsa_pss(alg, R.digest(alg, unhex(message)), unhex(salt), n.bit_length())
        if made != block.to_bytes(size, "big"):
            return False
    return not d or (p * q == n and pow(block, d, n) == R.number(unhex(signature)))


def keys_row(kind, der):
    numbers = R.private_key(unhex(der)).private_numbers()
    if kind == "RSA":
        return any(int(r[5], 16) == numbers.d and int(r[3], 16) == numbers.public_numbers.n
                   for r in rows("rsa.txt") if r[5] != "-")
    return any(r[1] == kind and int(r[3], 16) == numbers.private_value for r in rows("ecdsa.txt"))


def scaled(constant, bits):
    """floor(2^bits e) or floor(2^bits pi), by series."""
    one = 1 << (bits + 128)
    if constant == "e":
        total, term, n = 0, one, 0
        while term:
            total, n = total + term, n + 1
            term //= n
        return total >> 128

    def arctan_of_1_over(x):
        total, power, n, sign = 0, one // x, 1, 1
        while power:
            total, power, n, sign = total + sign * (power // n), power // (x * x), n + 2, -sign
        return total
    return 4 * (4 * arctan_of_1_over(5) - arctan_of_1_over(239)) >> 128      # Machin


GROUP_K = {  # RFC 7919 A; RFC 2409 6; RFC 3526
    ("e", 2048): 560316, ("e", 3072): 2625351, ("e", 4096): 5736041, ("e", 6144): 15705020, ("e", 8192): 10965728,
    ("pi", 768): 149686, ("pi", 1024): 129093, ("pi", 1536): 741804, ("pi", 2048): 124476, ("pi", 3072): 1690314,
    ("pi", 4096): 240904, ("pi", 6144): 929484, ("pi", 8192): 4743158,
}


def dh_groups():
    """The primes of src/spec/dh_groups.c, each made anew. Returns how many there are, and the names of the wrong ones."""
    text = (HERE.parent.parent / "src/spec/dh_groups.c").read_text()
    found = re.findall(r'\{ "([^"]+)", "RFC[^"]*", (\d+), (\d+), 2, \d+,\s*((?:"[0-9a-f]+"\s*)+)\}', text)
    wrong = []
    for name, code, bits, digits in found:
        c, n = ("e" if int(code) else "pi"), int(bits)
        p = 2**n - 2**(n - 64) + (scaled(c, n - 130) + GROUP_K[c, n]) * 2**64 - 1
        if "%x" % p != re.sub(r'[\s"]', "", digits):
            wrong.append(name)
    return len(found), wrong if len(found) == len(GROUP_K) else wrong + ["a group that is missing"]


def main():
    n, wrong = dh_groups()
    bad = len(wrong)
    for name in wrong:
        print(f"dh_groups.c: {name} is wrong")
    for table in ("hash", "hmac", "prf", "ssl3", "cbc", "gcm", "aead", "stream", "ecdsa", "dsa", "rsa", "keys", "agree", "agree_again", "agree_ff", "agree_bad", "hkdf"):
        for name, *columns in rows(table + ".txt"):
            n += 1
            try:
                ok = globals()[table + "_row"](*columns)
            except Exception as e:
                ok = False
                print(type(e).__name__, e)
            if not ok:
                bad += 1
                print(f"{table}.txt: {name} is wrong")
    print(f"{n} vectors, {bad} wrong")
    return 1 if bad or not n else 0


if __name__ == "__main__":
    sys.exit(main())
