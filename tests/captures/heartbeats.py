#!/usr/bin/env python3
"""Heartbeats (RFC 6520) that fit and that do not: heartbeats.py SLOWSHAKE SOURCE-ROOT

Each case: what the two sides send, the reasons in the order of the messages, and what the summary says. First in clear, after
the hellos, where the handshake has no end; then protected, behind a whole handshake, with the key log at hand.
"""
import hmac
import json
import pathlib
import struct
import subprocess
import sys
import tempfile

from cryptography.hazmat.primitives.ciphers.aead import AESGCM

import reasons
import shared
import wire
from reasons import CLIENT, SERVER, record


def message(kind, claims, has, padding=16):
    """A heartbeat message of that payload length, with `has` bytes of payload and some padding."""
    return bytes([kind]) + struct.pack(">H", claims) + b"p" * has + b"\0" * padding


def beat(*args, **more):
    return record(24, message(*args, **more))


def ask(*args, **more):
    return CLIENT, beat(1, *args, **more)


def answer(*args, **more):
    return SERVER, beat(2, *args, **more)


FITS, LONG, ANSWERED, MORE, UNKNOWN, EARLY = ("heartbeat_fits", "heartbeat_too_long", "heartbeat_answered", "heartbeat_more",
                                             "heartbeat_unknown", "heartbeat_early")
# after ChangeCipherSpec of nobody: the handshake has no Finished, and heartbeats in it are early where they fit
CASES = [
    ("Heartbleed: three bytes that claim 16384", [ask(0x4000, 0, padding=0), answer(0x3fed, 0x3fed)], [LONG, ANSWERED], "answered"),
    ("claimed, and not answered", [ask(0x4000, 0, padding=0)], [LONG], "too_long"),
    ("one byte more than there is", [ask(33, 32, padding=16)], [LONG], "too_long"),
    ("the payload whole, no padding", [ask(32, 32, padding=0), answer(32, 32)], [LONG, ANSWERED], "answered"),
    ("15 bytes of padding", [ask(32, 32, padding=15)], [LONG], "too_long"),
    ("the server asks", [(SERVER, beat(1, 0x4000, 0, padding=0)), (CLIENT, beat(2, 100, 100))], [LONG, ANSWERED], "answered"),
    ("fits, in the middle of a handshake", [ask(32, 32)], [EARLY], None),
    ("an answer that claims more than it has", [answer(100, 10)], [LONG], None),
    ("a type that does not exist", [(CLIENT, beat(9, 4, 4))], [UNKNOWN], None),
    ("two bytes", [(CLIENT, record(24, b"\1\0"))], [UNKNOWN], None),
    ("fits, in the middle of a handshake, and is answered", [ask(32, 32), answer(32, 32)], [EARLY, EARLY], None),
    ("the same, with more than was sent", [ask(32, 32), answer(64, 64)], [EARLY, MORE], "answered"),
    ("after the client's ChangeCipherSpec", [(CLIENT, reasons.CHANGE), (SERVER, beat(1, 32, 32))], [EARLY], None),
]
PROTECTED = [
    ("fits", [(CLIENT, (1, 32, 32))], [FITS], None),
    ("fits, and is answered", [(CLIENT, (1, 32, 32)), (SERVER, (2, 32, 32))], [FITS, FITS], None),
    ("empty, and is answered", [(SERVER, (1, 0, 0)), (CLIENT, (2, 0, 0))], [FITS, FITS], None),
    ("does not fit", [(CLIENT, (1, 0x4000, 0, 0))], [LONG], "too_long"),
    ("does not fit, and is answered", [(CLIENT, (1, 0x1000, 0, 0)), (SERVER, (2, 0xff0, 0xff0))], [LONG, ANSWERED], "answered"),
    ("answered by more", [(CLIENT, (1, 16, 16)), (SERVER, (2, 17, 17))], [FITS, MORE], "answered"),
    ("each asks, both are answered", [(CLIENT, (1, 8, 8)), (SERVER, (1, 9, 9)), (SERVER, (2, 8, 8)), (CLIENT, (2, 9, 9))], [FITS] * 4, None),
]


# ---- protected ones

def seal_gcm(keys, side, header, content):
    nonce = header[:8]
    return nonce + AESGCM(keys["key"][side]).encrypt(keys["IV"][side] + nonce, content, header)


def seal_null(keys, side, header, content):
    return content + hmac.new(keys["MAC_key"][side], header + content, "sha256").digest()


SEALS = {"aes128-gcm": seal_gcm, "null-sha256": seal_null}


def handshake(program, scenario, folder):
    """(its records up to both Finished, as (side, bytes); the keys of both sides; the key log)"""
    log = folder / (scenario + ".keys")
    said = subprocess.run([program, "run", scenario, "--json", "--export", log], stdin=subprocess.DEVNULL, capture_output=True, check=True)
    lines = [json.loads(line) for line in said.stdout.decode().splitlines()]
    values = {e["id"]: e for e in lines if e["type"] == "value"}
    records = [((CLIENT if e["sender"] == "client" else SERVER), bytes.fromhex(values[e["value"]]["hex"]))
               for e in lines if e["type"] == "unit" and e["kind"] == "record"]
    end = next(i for i, r in enumerate(records) if r[1][0] == 23)
    named = {v["label"]: bytes.fromhex(v["hex"]) for v in values.values()}
    keys = {what: [named.get(f"{side}_write_{what}") for side in ("client", "server")] for what in ("key", "IV", "MAC_key")}
    return records[:end], keys, log


def protected(m, scenario, shake, beats):
    records, keys, log = shake
    seq, pieces = [1, 1], []                       # each Finished was number 0
    for side, parts in beats:
        content = message(*parts)
        header = struct.pack(">Q", seq[side]) + b"\x18\3\3" + struct.pack(">H", len(content))
        pieces.append((side, record(24, SEALS[scenario](keys, side, header, content))))
        seq[side] += 1
    _, c = m.spoken(*records, *pieces)
    return m.save(wire.packets_of(c)), ["--keylog", log]


def said(program, path, *words):
    code, out, err = shared.run(program, "replay", path, "--json", *words)
    return shared.handshakes(out)


def sentence(program, reasons_told, words):
    """Whether `explain` says of the answer what is true of it."""
    text = shared.run(program, "explain", *words)[1]
    return ("that had to be discarded WAS ANSWERED" in text, "WAS ANSWERED by more than was sent" in text) == \
        (ANSWERED in reasons_told, MORE in reasons_told and ANSWERED not in reasons_told)


def differs(program, title, words, want, summary):
    told = [e["reason"] for e in said(program, *words) if e["type"] == "heartbeat.checked"]
    worst = said(program, *words, "--summary")[0]["heartbeat"]
    if (told, worst) == (want, summary) and sentence(program, told, words):
        return 0
    print(f"{title}: reasons {told} instead of {want}; summary {worst} instead of {summary}")
    return 1


def main(program, root):
    wrong = 0
    with tempfile.TemporaryDirectory() as name:
        m = reasons.Maker(pathlib.Path(root).resolve(), pathlib.Path(name))
        for title, messages, want, summary in CASES:
            script, c = m.spoken((CLIENT, reasons.client_hello()), (SERVER, reasons.server_hello()), *messages)
            wrong += differs(program, title, [m.save(wire.packets_of(c))], want, summary)
        for scenario in SEALS:
            shake = handshake(str(pathlib.Path(program).resolve()), scenario, m.folder)
            for title, beats, want, summary in PROTECTED:
                path, keys = protected(m, scenario, shake, beats)
                wrong += differs(program, f"{scenario}: {title}", [path, *keys], want, summary)
                if not said(program, path, "--summary", *keys)[0]["decrypted"]:
                    wrong += 1
                    print(f"{scenario}: {title}: the handshake does not open")
    print(f"{len(CASES)} cases of heartbeats in clear, {len(SEALS) * len(PROTECTED)} protected, {wrong} wrong")
    return 1 if wrong else 0


if __name__ == "__main__":
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    sys.exit(main(*sys.argv[1:]))
