"""TLS 1.3 a second time, for the tests: from the records of a connection and the private keys, or secrets, of one side
to everything that was said (RFC 9846). Nothing of it is shared with the program.
"""
import hashlib
import hmac
import pathlib
import struct
import sys

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent))
import recompute as R  # noqa: E402
from cryptography.hazmat.primitives.ciphers.aead import AESCCM, AESGCM, ChaCha20Poly1305  # noqa: E402

SUITES = {0x1301: ("SHA-256", 16, AESGCM), 0x1302: ("SHA-384", 32, AESGCM), 0x1303: ("SHA-256", 32, ChaCha20Poly1305),
          0x1304: ("SHA-256", 16, AESCCM), 0x1305: ("SHA-256", 16, lambda key: AESCCM(key, tag_length=8))}
GROUPS = {0x17: "P-256", 0x18: "P-384", 0x19: "P-521", 0x1d: "X25519", 0x1e: "X448"}
CLIENT_HELLO, SERVER_HELLO, NEW_SESSION_TICKET, END_OF_EARLY_DATA, CERTIFICATE, CERTIFICATE_REQUEST, CERTIFICATE_VERIFY, FINISHED, KEY_UPDATE = 1, 2, 4, 5, 11, 13, 15, 20, 24
RETRY = hashlib.sha256(b"HelloRetryRequest").digest()
CCS, ALERT, HANDSHAKE, DATA = 20, 21, 22, 23
KEY_SHARE, PRE_SHARED_KEY, EARLY_DATA = 51, 41, 42


LABELS = {"CLIENT_EARLY_TRAFFIC_SECRET": "client_early_traffic_secret", "CLIENT_HANDSHAKE_TRAFFIC_SECRET": "client_handshake_traffic_secret",
          "SERVER_HANDSHAKE_TRAFFIC_SECRET": "server_handshake_traffic_secret", "CLIENT_TRAFFIC_SECRET_0": "client_application_traffic_secret_0",
          "SERVER_TRAFFIC_SECRET_0": "server_application_traffic_secret_0"}


class Wrong(Exception):
    """What the bytes say does not hold."""


def need(ok, *what):
    if not ok:
        raise Wrong(" ".join(str(w) for w in what))


# ---- RFC 5869, and RFC 9846 7.1 ----

def extract(alg, salt, material):
    return R.op_hkdf_extract({"alg": alg}, [salt, material])


def expand_label(alg, secret, label, context, n):
    name = b"tls13 " + label.encode()
    info = struct.pack(">HB", n, len(name)) + name + bytes([len(context)]) + context
    return R.op_hkdf_expand({"alg": alg, "bytes": bytes(n)}, [secret, info])


def size(alg):
    return len(R.digest(alg, b""))


def derive(alg, secret, label, messages):
    return expand_label(alg, secret, label, R.digest(alg, messages), size(alg))


def binder(alg, psk, messages, external=False):
    """RFC 9846 4.3.11.2; messages: up to and with the identities of the ClientHello."""
    early = extract(alg, bytes(size(alg)), psk)
    key = expand_label(alg, derive(alg, early, "ext binder" if external else "res binder", b""), "finished", b"", size(alg))
    return R.mac(alg, key, R.digest(alg, messages))


def ticket_psk(alg, resumption, nonce):
    return expand_label(alg, resumption, "resumption", nonce, size(alg))


class Keys:
    """Of one direction, from a traffic secret on; RFC 9846 7.3, 5.2, 5.3."""

    def __init__(self, suite, secret, epoch=None):
        self.epoch = epoch                                    # the name of the secret that it began with
        self.alg, n, make = SUITES[suite]
        self.suite, self.secret, self.seq = suite, secret, 0
        self.key, self.iv = expand_label(self.alg, secret, "key", b"", n), expand_label(self.alg, secret, "iv", b"", 12)
        self.aead = make(self.key)

    def nonce(self):
        n = (int.from_bytes(self.iv, "big") ^ self.seq).to_bytes(12, "big")
        self.seq += 1
        return n

    def open(self, record):
        """Content type, content, and how much padding there was."""
        try:
            inner = self.aead.decrypt(self.nonce(), record[5:], record[:5])
        except Exception as e:
            raise Wrong(f"a record does not open under its key ({len(record)} bytes)") from e
        content = inner.rstrip(b"\0")
        need(content, "a record of padding alone")
        return content[-1], content[:-1], len(inner) - len(content)

    def opens(self, record):
        before = self.seq
        try:
            self.open(record)
        except Wrong:
            self.seq = before
        return self.seq != before

    def seal(self, content_type, content, padding=0):
        inner = content + bytes([content_type]) + bytes(padding)
        head = struct.pack(">BHH", DATA, 0x0303, len(inner) + (8 if self.suite == 0x1305 else 16))
        return head + self.aead.encrypt(self.nonce(), inner, head)

    def updated(self):
        return Keys(self.suite, expand_label(self.alg, self.secret, "traffic upd", b"", size(self.alg)), self.epoch)


# ---- messages ----

def block(data, at, n):
    """What stands behind a length of n bytes, and where it ends."""
    k = int.from_bytes(data[at:at + n], "big")
    need(at + n + k <= len(data), "a length that reaches too far")
    return data[at + n:at + n + k], at + n + k


def extensions(data):
    found, at = {}, 0
    while at < len(data):
        kind = int.from_bytes(data[at:at + 2], "big")
        found[kind], at = block(data, at + 2, 2)
    return found


def hello(message):
    """random, session id, the suite (of a server) or the list, and extensions by number"""
    at, server = 38, message[0] == SERVER_HELLO
    session, at = block(message, at, 1)
    if server:
        suites, at = message[at:at + 2], at + 3
    else:
        suites, at = block(message, at, 2)
        _, at = block(message, at, 1)
    found, at = block(message, at, 2)
    need(at == len(message), "a hello with bytes left over")
    return message[6:38], session, suites, extensions(found)


def shares(message):
    """Group to public value, of either hello."""
    data = hello(message)[3].get(KEY_SHARE, b"")
    if message[0] == CLIENT_HELLO:
        data, _ = block(data, 0, 2)
    found, at = {}, 0
    while at < len(data):
        group = int.from_bytes(data[at:at + 2], "big")
        found[group], at = block(data, at + 2, 2)
    return found


def identity(client_hello):
    """Of the first PSK that is offered: the identity, its obfuscated age, its binder, and the hello up to the binders."""
    ids, at = block(hello(client_hello)[3][PRE_SHARED_KEY], 0, 2)
    ticket, end = block(ids, 0, 2)
    binders, _ = block(hello(client_hello)[3][PRE_SHARED_KEY], at, 2)
    return ticket, int.from_bytes(ids[end:end + 4], "big"), block(binders, 0, 1)[0], client_hello[:-len(binders) - 2]


def split(content):
    """The messages of a handshake record."""
    at = 0
    while at < len(content):
        _, end = block(content, at + 1, 3)
        yield content[at:end]
        at = end


def certificates(message):
    _, at = block(message, 4, 1)
    entries, _ = block(message, at, 3)
    at, found = 0, []
    while at < len(entries):
        der, at = block(entries, at, 3)
        _, at = block(entries, at, 2)
        found.append(der)
    return found


def ticket(message):
    """lifetime, age_add, nonce, ticket, extensions"""
    nonce, at = block(message, 12, 1)
    what, at = block(message, at, 2)
    return int.from_bytes(message[4:8], "big"), int.from_bytes(message[8:12], "big"), nonce, what, extensions(block(message, at, 2)[0])


def signed(side, alg, messages):
    """RFC 9846 4.5.2"""
    return b" " * 64 + f"TLS 1.3, {side} CertificateVerify".encode() + b"\0" + R.digest(alg, messages)


# ---- a whole connection ----

class Connection:
    """Fed with records in the order of their sending. What it finds: messages, data, alerts, secrets by the names of RFC 9846."""

    def __init__(self, private=None, psk=None, log=None):
        self.private, self.psk = private or {}, psk           # private: (side, group) to the key
        self.logs, self.log = log, {}                         # a key log: random to {label: secret}; instead of private
        self.transcript, self.messages, self.data, self.alerts = b"", [], {"client": b"", "server": b""}, []
        self.secrets, self.keys, self.pending = {}, {"client": None, "server": None}, {"client": b"", "server": b""}
        self.tickets, self.early, self.done, self.ccs = [], False, False, []
        self.padding, self.updates, self.hellos_seen, self.verifies, self.late, self.opened = 0, 0, [], [], None, {}

    # -- the schedule

    def logged(self):
        """What the key log says of this connection, under the names of RFC 9846."""
        if self.logs is not None:
            self.log = {LABELS[k]: v for k, v in self.logs.get(hello(self.client_hello)[0], {}).items() if k in LABELS}
        return self.log

    def keys_of(self, secret):
        return Keys(self.suite, self.secrets[secret], secret)

    def early_secret(self):
        self.secrets["early_secret"] = extract(self.alg, bytes(size(self.alg)), self.psk or bytes(size(self.alg)))

    def start_early(self, message):
        """A ClientHello with early data: its keys are those of the PSK's suite, here always the first that is offered."""
        if self.log:
            self.secrets.update(self.log)
            self.keys["client"] = self.keys_of("client_early_traffic_secret")
            return
        self.early_secret()
        self.secrets["client_early_traffic_secret"] = derive(self.alg, self.secrets["early_secret"], "c e traffic", message)
        self.secrets["early_exporter_secret"] = derive(self.alg, self.secrets["early_secret"], "e exp master", message)
        self.keys["client"] = self.keys_of("client_early_traffic_secret")

    def shared(self):
        mine, theirs = shares(self.client_hello), shares(self.server_hello)
        if not theirs:
            return bytes(size(self.alg))                      # psk_ke
        (group, public), = theirs.items()
        v, both = {"alg": GROUPS[group]}, []
        for side, own, peer in (("client", mine[group], public), ("server", public, mine[group])):
            if (side, group) in self.private:
                key = self.private[side, group]
                if group in (0x1d, 0x1e):
                    key = R.op_clamp(v, [key])
                need(R.op_dh_public(v, [key]) == own, "the public value of the", side)
                both.append(R.op_dh(v, [key, peer]))
        need(both and len(set(both)) == 1, "the two sides' shared secrets")
        return both[0]

    def handshake_secrets(self):
        s = self.secrets
        if self.logs is not None:
            need(self.logged(), "a connection that the key log does not know")
            s.update(self.log)
            self.handshake_keys()
            return
        self.early_secret()
        s["shared_secret"] = self.shared()
        s["handshake_secret"] = extract(self.alg, derive(self.alg, s["early_secret"], "derived", b""), s["shared_secret"])
        for side, label in (("client", "c hs traffic"), ("server", "s hs traffic")):
            s[f"{side}_handshake_traffic_secret"] = derive(self.alg, s["handshake_secret"], label, self.transcript)
        self.handshake_keys()

    def handshake_keys(self):
        self.keys["server"] = self.keys_of("server_handshake_traffic_secret")
        if not self.early:
            self.keys["client"] = self.keys_of("client_handshake_traffic_secret")

    def main_secrets(self):
        s = self.secrets
        if self.log:
            return
        s["main_secret"] = extract(self.alg, derive(self.alg, s["handshake_secret"], "derived", b""), bytes(size(self.alg)))
        for name, label in (("client_application_traffic_secret_0", "c ap traffic"), ("server_application_traffic_secret_0", "s ap traffic"),
                            ("exporter_secret", "exp master")):
            s[name] = derive(self.alg, s["main_secret"], label, self.transcript)

    def refuse_early(self):
        """What was sent early is passed over (RFC 9846 4.3.10): nothing of it counts. self.late opens it, if it comes afterwards."""
        if self.early:
            self.late, self.early, self.keys["client"], self.data["client"] = self.keys["client"], False, None, b""

    # -- what is read

    def hellos(self, message):
        if message[0] == CLIENT_HELLO:
            self.client_hello = message
            self.transcript += message
            if EARLY_DATA in hello(message)[3] and (self.psk or "client_early_traffic_secret" in self.logged()):
                self.suite = int.from_bytes(hello(message)[2][:2], "big")
                self.alg, self.early = SUITES[self.suite][0], True
                self.start_early(message)
            return
        self.suite = int.from_bytes(hello(message)[2], "big")
        self.alg = SUITES[self.suite][0]
        self.hellos_seen.append("HelloRetryRequest" if hello(message)[0] == RETRY else "ServerHello")
        if hello(message)[0] == RETRY:
            self.refuse_early()
            # RFC 9846 4.5.1: message_hash stands for the first ClientHello
            self.transcript = b"\xfe\0\0" + bytes([size(self.alg)]) + R.digest(self.alg, self.transcript) + message
            return
        self.server_hello = message
        if PRE_SHARED_KEY not in hello(message)[3]:
            self.psk = None
        self.transcript += message
        self.handshake_secrets()

    def finish(self, side, message):
        """Of the handshake, or, afterwards, of a client that was asked for its certificate (RFC 9846 4.7.2)."""
        secret = self.keys["client"].secret if self.done else self.secrets[f"{side}_handshake_traffic_secret"]
        key = expand_label(self.alg, secret, "finished", b"", size(self.alg))
        need(hmac.compare_digest(R.mac(self.alg, key, R.digest(self.alg, self.transcript)), message[4:]), f"the Finished of the {side}")
        if self.done:
            return
        self.transcript += message
        self.done = side == "client"
        if side == "server":
            self.main_secrets()
        else:
            self.whole_handshake = len(self.transcript)
        if side == "client" and not self.log:
            self.secrets["resumption_secret"] = derive(self.alg, self.secrets["main_secret"], "res master", self.transcript)
        self.keys[side] = self.keys_of(f"{side}_application_traffic_secret_0")

    def under(self, side, name):
        """Counts what was opened: by the secret that its epoch began with, and by name."""
        if self.keys[side]:
            counts = self.opened.setdefault(self.keys[side].epoch, {})
            counts[name] = counts.get(name, 0) + 1

    def message(self, side, message):
        self.messages.append((side, message[0]))
        self.under(side, message[0])
        if message[0] in (CLIENT_HELLO, SERVER_HELLO):
            self.hellos(message)
        elif message[0] == FINISHED:
            self.finish(side, message)
        elif message[0] == NEW_SESSION_TICKET:
            self.tickets.append(message)
        elif message[0] == KEY_UPDATE:
            self.keys[side] = self.keys[side].updated()
            self.updates += 1
        else:
            self.said(side, message)

    def said(self, side, message):
        if self.done and message[0] == CERTIFICATE_REQUEST:
            self.transcript = self.transcript[:self.whole_handshake]
        if message[0] == CERTIFICATE_VERIFY:
            self.verify(side, message)
        self.transcript += message
        if message[0] == 8 and self.early and EARLY_DATA not in extensions(block(message, 4, 2)[0]):
            self.refuse_early()
            self.keys["client"] = self.keys_of("client_handshake_traffic_secret")
        if message[0] == END_OF_EARLY_DATA:
            self.keys["client"] = self.keys_of("client_handshake_traffic_secret")
        if message[0] == CERTIFICATE:
            self.chain = certificates(message)

    def verify(self, side, message):
        """Kept for who has the certificate's key: signed bytes, scheme, signature."""
        signature, _ = block(message, 6, 2)
        self.verifies.append((side, self.chain[0], int.from_bytes(message[4:6], "big"), signed(side, self.alg, self.transcript), signature))

    def record(self, side, record):
        kind, content = record[0], record[5:]
        if kind == CCS:
            self.ccs.append(side)
            return
        if kind == DATA and side == "client" and self.late and self.late.opens(record):
            return
        if kind == DATA:
            need(self.keys[side], "a protected record without keys")
            kind, content, padding = self.keys[side].open(record)
            self.padding += padding
        if kind != HANDSHAKE:
            self.under(side, {ALERT: "Alert", DATA: "ApplicationData"}[kind])
        if kind == ALERT:
            self.alerts.append((side, content[0], content[1]))
        elif kind == DATA:
            self.data[side] += content
        else:
            self.pending[side] += content
            while len(self.pending[side]) >= 4 and len(self.pending[side]) >= 4 + int.from_bytes(self.pending[side][1:4], "big"):
                message, _ = block(self.pending[side], 1, 3)
                message = self.pending[side][:4 + len(message)]
                self.pending[side] = self.pending[side][len(message):]
                self.message(side, message)
