#!/usr/bin/env python3
"""The Illustrated TLS 1.3 Connection (illustrated13.txt), done again by tls13.py: every record opens under the keys that follow
from the two private keys, and each secret and each value between is the one that stands there.
"""
import sys

import check_rfc8448 as rfc
import tls13 as T
from tls13 import R, need
from cryptography import x509

MESSAGES = rfc.FULL + [("server", 4), ("server", 4)]


def check(rows):
    c = rfc.play(rows, None)
    need(c.messages == MESSAGES, "messages", c.messages)
    need((c.data["client"], c.data["server"]) == (b"ping", b"pong"), "data", c.data)
    need(c.ccs == ["server", "client"] and not c.alerts and not c.padding, "what is left over")
    (_, leaf, scheme, content, signature), = c.verifies
    n, e = (lambda k: (k.n, k.e))(x509.load_der_x509_certificate(leaf).public_key().public_numbers())
    block = pow(R.number(signature), e, n).to_bytes(256, "big")
    # the published run draws 12 12 12 ... for the salt
    need(scheme == 0x0804 and R.emsa_pss("SHA-256", R.digest("SHA-256", content), b"\x12" * 32, n.bit_length()) == block, "the signature")
    need([T.ticket(m)[:4] for m in c.tickets] == [
        (R.number(a), R.number(b), nonce, what) for a, b, nonce, what in
        zip(*(rfc.named(rows, "server.given.ticket" + x) for x in ("_lifetime", "_age_add", "_nonce", "")))], "the tickets")
    for name in c.secrets:
        need(c.secrets[name] == rfc.named(rows, "secret." + name)[0], name)
    return len(c.secrets) + rfc.check_printed(rows, c)


def main():
    try:
        n = check(rfc.read("illustrated13.txt")["illustrated"])
    except T.Wrong as e:
        print("wrong ", e)
        return 1
    print(f"ok     the Illustrated TLS 1.3 Connection: {n} values")
    return 0


if __name__ == "__main__":
    sys.exit(main())
