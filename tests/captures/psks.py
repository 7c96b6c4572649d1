#!/usr/bin/env python3
"""Pre-shared keys that are given for a capture: psks.py SLOWSHAKE

Two connections of our own over a socket, the second with the ticket of the first; their capture, without any secret of a key
log, is opened with --psk alone. Used without a key share the key opens the first, and by its ticket the second, early data too.
"""
import json
import pathlib
import re
import subprocess
import sys
import tempfile

import shared

KEY = "some name: with a colon:000102030405060708090a0b0c0d0e0f"
VERIFIED, CLOSED = (None, "verified", "verified"), ("tls13_secrets_missing", "not decrypted", "not decrypted")
NO_KEY, UNKNOWN = ("no_key", "not decrypted", "not decrypted"), ("resumed_unknown", "not decrypted", "not decrypted")
# name, options of both, of the client; what is given; of each stream (reason, Finished); of each binder: that of the first, then of the
# ticket and again of the key
CASES = [
    ("alone", ["--psk-mode", "ke"], [], KEY, [VERIFIED, VERIFIED], "ok ok ok"),
    ("alone, with early data", ["--psk-mode", "ke"], ["--early-data", "early"], KEY, [VERIFIED, VERIFIED], "ok ok ok"),
    ("beside a key share", [], [], KEY, [CLOSED, CLOSED], "ok skipped ok"),
    ("TLS 1.2, alone", ["--suite", "PSK-AES128-GCM-SHA256"], [], KEY, [VERIFIED, VERIFIED], ""),
    ("TLS 1.2, RSA_PSK without the RSA key", ["--suite", "RSA-PSK-AES128-GCM-SHA256"], [], KEY, [NO_KEY, UNKNOWN], ""),
    ("TLS 1.2, beside a key of the handshake", ["--suite", "ECDHE-PSK-CHACHA20-POLY1305"], [], KEY, [NO_KEY, UNKNOWN], ""),
    ("TLS 1.2, another key", ["--suite", "PSK-AES128-GCM-SHA256"], [], KEY[:-1] + "0", [("wrong_psk", "not decrypted", "not decrypted"), UNKNOWN], ""),
    ("TLS 1.2, another name", ["--suite", "PSK-AES128-GCM-SHA256"], [], "x" + KEY, [("psk_missing", "not decrypted", "not decrypted"), UNKNOWN], ""),
    ("another key", ["--psk-mode", "ke"], [], KEY[:-1] + "0", [CLOSED, CLOSED], "fail skipped fail"),
    ("another name", ["--psk-mode", "ke"], [], "x" + KEY, [CLOSED, CLOSED], "skipped skipped skipped"),
]


def capture(program, folder, options, of_client):
    """Two connections, without what key logs have."""
    out = folder / "two.pcapng"
    (folder / "early").write_text("said early")
    server = subprocess.Popen([program, "serve", "127.0.0.1:0", "--plain", "--count", "2", "--psk", KEY, *options], cwd=folder, text=True,
                              stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, env=shared.environment())
    at = re.search(r"listening on (127\.0\.0\.1:\d+)", server.stderr.readline()).group(1)
    subprocess.run([program, "connect", at, "--plain", "--psk", KEY, "--insecure", "--reconnect", "1", "--export", out, *options, *of_client], cwd=folder,
                   stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, timeout=60, check=True, env=shared.environment())
    server.communicate(timeout=60)
    shared.without_secrets(out)
    return out


def check(program, path, key, wanted, binders, early):
    code, out, err = shared.run(program, "replay", path, "--json", "--summary", "--psk", key)
    found = [(h["reason"], h["finished_client"], h["finished_server"]) for h in shared.handshakes(out)]
    if (code, err, found) != (0, "", wanted):
        yield f"summary: {code}, {err!r}, {found}"
    events = [json.loads(line) for line in shared.run(program, "replay", path, "--json", "--psk", key)[1].splitlines()]
    verdicts = " ".join(e["verdict"] for e in events if e["type"] in ("psk.binder_check", "psk.binder_not_checked"))
    if verdicts != binders:
        yield f"binders: {verdicts}"
    if early != any("said early".encode().hex() in json.dumps(e) for e in events):
        yield "early data: wanted %s" % early
    alone = shared.handshakes(shared.run(program, "replay", path, "--json", "--summary", "--psk", key, "--stream", "1")[1])
    if [h["reason"] for h in alone] != [wanted[1][0]]:
        yield f"the second alone: {alone}"


def main(program):
    program, faults = str(pathlib.Path(program).resolve()), 0
    with tempfile.TemporaryDirectory() as folder:
        folder = pathlib.Path(folder)
        for name, options, of_client, key, wanted, binders in CASES:
            path = capture(program, folder, options, of_client)
            wrong = list(check(program, path, key, wanted, binders, bool(of_client)))
            faults += bool(wrong)
            print(("wrong  " if wrong else "ok     ") + name, *wrong, sep="\n         " if wrong else "", flush=True)
    print("%d captures with a pre-shared key, %d wrong" % (len(CASES), faults))
    return 1 if faults else 0


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    sys.exit(main(sys.argv[1]))
