#!/usr/bin/env python3
"""The handshakes of RFC 8448 (rfc8448.txt), done again by tls13.py: every record opens under the keys that follow from the
private keys, each message and each secret is the one that is printed, and what is signed, bound and finished holds.
With a word: what the RFC prints of that trace is printed, as rows of rfc8448.txt.
"""
import pathlib
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))
import tls13 as T  # noqa: E402
from tls13 import R, need  # noqa: E402
from cryptography import x509  # noqa: E402

GROUPS = {"x25519": 0x1d, "secp256r1": 0x17}
# what each trace must come to: messages by side and type, what was sent as data, the protected records' epochs in their order
DATA = bytes(range(50))
CLIENT, SERVER = "client", "server"
FULL = [(CLIENT, 1), (SERVER, 2), (SERVER, 8), (SERVER, 11), (SERVER, 15), (SERVER, 20), (CLIENT, 20)]
EXPECTED = {
    "simple": (FULL + [(SERVER, 4)], DATA, DATA, 0),
    "resumed": ([(CLIENT, 1), (SERVER, 2), (SERVER, 8), (SERVER, 20), (CLIENT, 5), (CLIENT, 20)], b"ABCDEF" + DATA, DATA, 0),
    "hello-retry": (FULL[:2] + FULL, b"", b"", 0),
    "client-authentication": (FULL[:3] + [(SERVER, 13)] + FULL[3:6] + [(CLIENT, 11), (CLIENT, 15), (CLIENT, 20)], b"", b"", 0),
    "compatibility": (FULL, b"", b"", 2),
}


def read(name):
    """What went in (assets/published), and what came out (here)."""
    traces, current = {}, None
    for folder in (T.HERE.parent.parent / "assets/published", T.HERE):
        for line in (folder / name).read_text().splitlines():
            if line and line[0] != "#":
                fact, value = line.split()
                if fact == "trace":
                    current = traces.setdefault(value, [])
                else:
                    current.append((fact, value))
    return traces


def named(rows, name):
    return [bytes.fromhex(v) for n, v in rows if n == name]


class Listening(T.Connection):
    """Keeps the messages themselves, too, and the hash of all of them behind each."""

    def message(self, side, message):
        self.whole = getattr(self, "whole", [])
        self.whole.append((side, message))
        super().message(side, message)
        self.hashes = getattr(self, "hashes", {})
        self.hashes[side, message[0]] = R.digest(self.alg, self.transcript) if hasattr(self, "alg") else None


# ---- all that the RFC prints between the keys and the records ----

def hkdf_label(label, context, n):
    name = b"tls13 " + label.encode()
    return n.to_bytes(2, "big") + bytes([len(name)]) + name + bytes([len(context)]) + context


def printed_derived(c):
    """(label of HKDF-Expand-Label, its name in rfc8448.txt, from which secret, hash)"""
    h, nothing = c.hashes, R.digest(c.alg, b"")
    yield "derived", "derived_for_handshake", "early_secret", nothing
    yield "c hs traffic", "client_handshake_traffic_secret", "handshake_secret", h[SERVER, 2]
    yield "s hs traffic", "server_handshake_traffic_secret", "handshake_secret", h[SERVER, 2]
    yield "derived", "derived_for_main", "handshake_secret", nothing
    yield "c ap traffic", "client_application_traffic_secret_0", "main_secret", h[SERVER, 20]
    yield "s ap traffic", "server_application_traffic_secret_0", "main_secret", h[SERVER, 20]
    yield "exp master", "exporter_secret", "main_secret", h[SERVER, 20]
    yield "res master", "resumption_secret", "main_secret", h[CLIENT, 20]
    if "client_early_traffic_secret" in c.secrets:
        yield "c e traffic", "client_early_traffic_secret", "early_secret", h[CLIENT, 1]
        yield "e exp master", "early_exporter_secret", "early_secret", h[CLIENT, 1]


def printed_resumption(c, psk):
    for message in c.tickets:
        nonce = T.ticket(message)[2]
        yield "info.resumption", hkdf_label("resumption", nonce, T.size(c.alg))
        yield "resumption_psk", T.ticket_psk(c.alg, c.secrets["resumption_secret"], nonce)
    if psk:
        _, _, bound, truncated = T.identity(c.client_hello)
        key = T.derive(c.alg, c.secrets["early_secret"], "res binder", b"")
        yield "binder.prefix", truncated
        yield "hash.binder", R.digest(c.alg, truncated)
        yield "binder.key", key
        yield "binder.finished_key", T.expand_label(c.alg, key, "finished", b"", T.size(c.alg))
        yield "binder", bound


def printed(c, psk):
    """(name, bytes), in the order of the schedule; secrets that stand in the file already are left out."""
    for side, kind in c.hashes:
        if (side, kind) in ((SERVER, 2), (SERVER, 20), (CLIENT, 20)) or kind == 1 and psk:
            yield "hash.%s.%d" % (side, kind), c.hashes[side, kind]
    for label, name, secret, digest in printed_derived(c):
        yield "info." + name, hkdf_label(label, digest, T.size(c.alg))
        if name not in c.secrets:
            yield name, T.expand_label(c.alg, c.secrets[secret], label, digest, T.size(c.alg))
    for name in (n for n in c.secrets if "traffic" in n):
        keys = T.Keys(c.suite, c.secrets[name])
        yield "key." + name, keys.key
        yield "iv." + name, keys.iv
        if "handshake" in name:
            yield "finished_key." + name, T.expand_label(c.alg, keys.secret, "finished", b"", T.size(c.alg))
    for label, n in (("key", len(keys.key)), ("iv", 12), ("finished", T.size(c.alg))):
        yield "info." + label, hkdf_label(label, b"", n)
    for side, message in c.whole:
        yield "message.%s.%d" % (side, message[0]), message
        if message[0] == 20:
            yield "verify_data." + side, message[4:]
    yield from printed_resumption(c, psk)


def play(rows, before):
    psk = None
    if before:
        _, _, nonce, _, _ = T.ticket(before.tickets[0])
        psk = T.ticket_psk("SHA-256", before.secrets["resumption_secret"], nonce)
    private = {(n.split(".")[0], GROUPS[n.split(".")[1]]): bytes.fromhex(v) for n, v in rows if n.split(".")[1] in GROUPS}
    c = Listening(private, psk)
    for n, v in rows:
        if n.endswith(".record"):
            side, record = n.split(".")[0], bytes.fromhex(v)
            need(len(record) == 5 + int.from_bytes(record[3:5], "big"), "the length of a record")
            c.record(side, record)
    if psk:
        _, _, bound, truncated = T.identity(c.client_hello)
        need(T.binder("SHA-256", psk, truncated) == bound, "the binder")
    c.offered = psk
    return c


def check_signature(keys, rows, verify):
    side, leaf, scheme, content, signature = verify
    key = x509.load_der_x509_certificate(leaf).public_key()
    digest = R.digest("SHA-256", content)
    if scheme == 0x0403:
        numbers = key.public_numbers()
        point = b"\4" + numbers.x.to_bytes(32, "big") + numbers.y.to_bytes(32, "big")
        need(R.ecdsa_verifies("SHA-256", point, signature, digest), "the ECDSA signature")
        return
    need(scheme == 0x0804, "the scheme", scheme)
    n, e = key.public_numbers().n, key.public_numbers().e
    block = pow(R.number(signature), e, n).to_bytes(128, "big")
    if side == SERVER:
        (salt,) = named(rows, "server.salt")
        need(R.emsa_pss("SHA-256", digest, salt, n.bit_length()) == block, "the signature of this salt")
        n, d = (R.number(named(keys, f"server.rsa.{x}")[0]) for x in "nd")
        need(pow(R.number(block), d, n) == R.number(signature), "the signature under the private key")
    need(R.pss_verifies("SHA-256", block, digest, n.bit_length() - 1), "the PSS signature")


def check_facts(name, keys, rows, c):
    messages, client, server, disguises = EXPECTED[name]
    need(c.messages == messages, "messages", c.messages)
    need((c.data["client"], c.data["server"]) == (client, server), "data", c.data)
    need(c.alerts == [(CLIENT, 1, 0), (SERVER, 1, 0)] and len(c.ccs) == disguises, "alerts", c.alerts, c.ccs)
    need(not any(c.pending.values()) and not c.padding, "what is left over")
    for _, kind in [r for r in rows if r[0] == "server.certificates"]:
        need(c.verifies[0][1] == named(keys, kind + ".certificate")[0], "the certificate")
    for verify in c.verifies:
        check_signature(keys, rows, verify)
    secrets = [n.split(".", 1)[1] for n, _ in rows if n.startswith("secret.")]
    need(sorted(secrets) == sorted(c.secrets), "which secrets there are", set(secrets) ^ set(c.secrets))
    for secret in secrets:
        need(c.secrets[secret] == named(rows, "secret." + secret)[0], secret)
    return len(secrets), check_printed(rows, c)


def check_printed(rows, c):
    stand = [(n.split(".", 1)[1], bytes.fromhex(v)) for n, v in rows if n.startswith("printed.")]
    for is_, must in zip(stand, printed(c, c.offered)):
        need(is_ == must, "printed", *is_, "but made", *must)
    need(len(stand) == len(list(printed(c, c.offered))), "how many values are printed")
    return len(stand)


def check_keys(keys):
    n, d, p, q, e = (R.number(named(keys, f"server.rsa.{x}")[0]) for x in "ndpqe")
    need(n == p * q and d * e % (p - 1) == 1 and d * e % (q - 1) == 1, "the RSA key")


def main(*words):
    traces, before, wrong, n = read("rfc8448.txt"), None, 0, 0
    check_keys(traces["keys"])
    for name in EXPECTED:
        try:
            c = play(traces[name], before if name == "resumed" else None)
            if name in words:
                print(*(f"secret.{k} {v.hex()}" for k, v in c.secrets.items()), sep="\n")
                print(*(f"printed.{k} {v.hex()}" for k, v in printed(c, c.offered)), sep="\n")
            secrets, values = check_facts(name, traces["keys"], traces[name], c)
            n += secrets + values
            print(f"ok     {name}: {secrets} secrets, {values} other values, {len(c.messages)} messages")
            before = c if name == "simple" else before
        except (T.Wrong, KeyError, IndexError) as e:
            wrong += 1
            print(f"wrong  {name}: {type(e).__name__} {e}")
    print(f"{len(EXPECTED)} traces of RFC 8448, {n} values, {wrong} wrong")
    return 1 if wrong or not n else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
