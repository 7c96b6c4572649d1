"""A handshake of SSL 3.0 (RFC 6101) with client authentication, written from the RFC: no tool of today speaks it.

The suite is SSL_RSA_WITH_NULL_SHA: everything is there but a cipher. RSA and DSA come from the openssl command.
"""
import hashlib
import os
import struct
import subprocess
import tempfile

VERSION = b"\x03\x00"
NULL_SHA = b"\x00\x02"
HANDSHAKE, CHANGE_CIPHER_SPEC, DATA = 22, 20, 23


def openssl(*words, data=b""):
    return subprocess.run(["openssl", *map(str, words)], input=data, capture_output=True, check=True).stdout


def der_list(path):
    """The certificates of a PEM file"""
    text = path.read_text()
    blocks = text.split("-----BEGIN CERTIFICATE-----")[1:]
    return [openssl("x509", "-outform", "DER", data=("-----BEGIN CERTIFICATE-----" + b).encode()) for b in blocks]


def opaque(n, data):
    return len(data).to_bytes(n, "big") + data


def hash_twice(name, pad, secret, inner):
    """hash(secret + pad_2 + hash(inner))"""
    return hashlib.new(name, secret + b"\x5c" * pad + hashlib.new(name, inner).digest()).digest()


def prf(secret, seed, n):
    """6.1, 6.2.2"""
    out = b""
    while len(out) < n:
        i = len(out) // 16
        out += hashlib.md5(secret + hashlib.sha1(bytes([65 + i]) * (i + 1) + secret + seed).digest()).digest()
    return out[:n]


def mac(secret, seq, content_type, content):
    """5.2.3.1"""
    header = struct.pack(">QBH", seq, content_type, len(content))
    return hash_twice("sha1", 40, secret, secret + b"\x36" * 40 + header + content)


def handshake_hashes(messages, master, sender=b""):
    """5.6.8 and 5.6.9: MD5, then SHA"""
    return b"".join(hash_twice(name, pad, master, messages + sender + master + b"\x36" * pad)
                    for name, pad in (("md5", 48), ("sha1", 40)))


class Conversation:
    def __init__(self, connection):
        self.connection, self.messages = connection, b""
        self.keys, self.seq = [None, None], [0, 0]

    def record(self, side, content_type, content):
        if self.keys[side]:
            content += mac(self.keys[side], self.seq[side], content_type, content)
            self.seq[side] += 1
        self.connection.add(side, bytes([content_type]) + VERSION + opaque(2, content))

    def message(self, side, message_type, body):
        message = bytes([message_type]) + opaque(3, body)
        self.record(side, HANDSHAKE, message)
        self.messages += message


def sign(key, messages, master, is_dsa):
    hashes = handshake_hashes(messages, master)
    with tempfile.NamedTemporaryFile() as f:
        f.write(hashes[16:] if is_dsa else hashes)
        f.flush()
        return openssl("pkeyutl", "-sign", "-inkey", key, "-in", f.name)


def converse(connection, pki, client_pem, client_key, is_dsa=False, lie=False, suite=NULL_SHA):
    """Fills the connection; the key log's line. With `lie` the client signs other messages than it sent.
    `suite` is what the hellos name; the records are those of SSL_RSA_WITH_NULL_SHA all the same."""
    c = Conversation(connection)
    randoms = [os.urandom(32), os.urandom(32)]
    secret = VERSION + os.urandom(46)
    c.message(0, 1, VERSION + randoms[0] + opaque(1, b"") + opaque(2, suite) + opaque(1, b"\0"))
    c.message(1, 2, VERSION + randoms[1] + opaque(1, b"") + suite + b"\0")
    c.message(1, 11, opaque(3, b"".join(opaque(3, d) for d in der_list(pki / "server.pem"))))
    c.message(1, 13, opaque(1, b"\x01\x02") + opaque(2, b""))
    c.message(1, 14, b"")
    c.message(0, 11, opaque(3, b"".join(opaque(3, d) for d in der_list(client_pem))))
    c.message(0, 16, openssl("pkeyutl", "-encrypt", "-certin", "-inkey", pki / "server.pem", data=secret))
    master = prf(secret, randoms[0] + randoms[1], 48)
    c.message(0, 15, opaque(2, sign(client_key, c.messages[lie:], master, is_dsa)))
    block = prf(master, randoms[1] + randoms[0], 40)
    for side, sender in ((0, b"CLNT"), (1, b"SRVR")):
        c.record(side, CHANGE_CIPHER_SPEC, b"\x01")
        c.keys[side] = block[20 * side:20 * side + 20]
        c.message(side, 20, handshake_hashes(c.messages, master, sender))
    c.record(0, DATA, b"hello\n")
    return "CLIENT_RANDOM %s %s\n" % (randoms[0].hex(), master.hex())
