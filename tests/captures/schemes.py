#!/usr/bin/env python3
"""Whether a signature's scheme was listed by who has to check it: schemes.py SLOWSHAKE

Runs of our own, exported, with the ClientHello changed in the file: ServerKeyExchange of TLS 1.2 signs nothing of its lists.
"""
import json
import os
import subprocess
import sys
import tempfile

import shared

EXTENSION = bytes.fromhex("000d")               # signature_algorithms; behind it two lengths and the list


def as_it_is(data):
    return data


def at_extension(data, change):
    def number(i):
        return int.from_bytes(data[i:i + 2], "big")

    at = next(i for i in range(hello(data), len(data)) if data[i:i + 2] == EXTENSION and number(i + 2) == number(i + 4) + 2)
    end = at + 4 + number(at + 2)
    return data[:at] + change(data[at:end]) + data[end:]


def hello(data):
    """where the ClientHello begins: its record's header"""
    return next(i for i in range(len(data)) if data[i:i + 2] == b"\x16\x03" and data[i + 5:i + 7] == b"\x01\x00")


def left_out(data):
    return at_extension(data, lambda e: b"\xfa\xfa" + e[2:])


def another(data):
    return at_extension(data, lambda e: e[:6] + b"\x08\x07" * (len(e) // 2 - 3))


def malformed(data):
    at = hello(data) + 5 + 4 + 34               # the length of session_id
    return data[:at] + b"\xff" + data[at + 1:]


CASES = [                                       # run, what becomes of the ClientHello, what is said of the signature
    (["default", "--suite", "ECDHE-RSA-AES128-GCM-SHA256"], as_it_is, "signature_good"),
    (["default", "--suite", "ECDHE-RSA-AES128-GCM-SHA256"], another, "scheme_not_listed"),
    # RFC 5246 7.4.1.4.1: who says nothing takes SHA-1, and nothing else
    (["default", "--suite", "ECDHE-RSA-AES128-GCM-SHA256"], left_out, "scheme_not_listed"),
    (["--fault", "scheme-not-offered"], as_it_is, "scheme_not_listed"),
    (["--fault", "scheme-not-offered"], left_out, "signature_good"),
    # nobody knows what is in a hello that cannot be read
    (["default", "--suite", "ECDHE-RSA-AES128-GCM-SHA256"], malformed, "signature_good"),
    # in TLS 1.3 nothing stands for an absent list; the signature is over the hello
    (["tls13"], left_out, "signature_bad"),
    (["tls13"], another, "scheme_not_listed"),
    (["--fault", "client-scheme-not-offered"], as_it_is, "scheme_not_listed"),
]


def reason(program, path):
    out = subprocess.run([program, "replay", path, "--json", "--ca", shared.ROOT / "assets/pki/root.pem"], stdout=subprocess.PIPE, text=True,
                         env=shared.environment(), check=False).stdout
    found = [x["reason"] for x in map(json.loads, out.splitlines())
             if x["type"] in ("server_key_exchange.signature", "certificate_verify.signature")]
    return found[-1] if found else None


def main(program):
    faults = 0
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, "x.pcapng")
        for words, change, expected in CASES:
            subprocess.run([program, "run", *words, "--export", path], stdout=subprocess.DEVNULL, env=shared.environment(), check=False)
            with open(path, "rb") as f:
                data = f.read()
            with open(path, "wb") as f:
                f.write(change(data))
            said = reason(program, path)
            if said != expected:
                faults += 1
                print("%s, %s: %s, not %s" % (" ".join(words), change.__name__, said, expected))
            os.remove(path)
    print("%d cases, %d wrong" % (len(CASES), faults))
    return 1 if faults else 0


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    sys.exit(main(os.path.abspath(sys.argv[1])))
