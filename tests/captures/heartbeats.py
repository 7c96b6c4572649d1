#!/usr/bin/env python3
"""Heartbeats (RFC 6520) that fit and that do not: heartbeats.py SLOWSHAKE SOURCE-ROOT

Each case: what the two sides send after the hellos, the reasons in the order of the messages, and what the summary says.
"""
import pathlib
import struct
import sys
import tempfile

import reasons
import shared
import wire
from reasons import CLIENT, SERVER, record


def beat(kind, claims, has, padding=16):
    """A heartbeat message of that payload length, with `has` bytes of payload and some padding."""
    return record(24, bytes([kind]) + struct.pack(">H", claims) + b"p" * has + b"\0" * padding)


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
]


def said(program, path, *words):
    code, out, err = shared.run(program, "replay", path, "--json", *words)
    return shared.handshakes(out)


def main(program, root):
    wrong = 0
    with tempfile.TemporaryDirectory() as name:
        m = reasons.Maker(pathlib.Path(root).resolve(), pathlib.Path(name))
        for title, messages, want, summary in CASES:
            script, c = m.spoken((CLIENT, reasons.client_hello()), (SERVER, reasons.server_hello()), *messages)
            path = m.save(wire.packets_of(c))
            told = [e["reason"] for e in said(program, path) if e["type"] == "heartbeat.checked"]
            worst = said(program, path, "--summary")[0]["heartbeat"]
            if told != want or worst != summary:
                wrong += 1
                print(f"{title}: reasons {told} instead of {want}; summary {worst} instead of {summary}")
    print(f"{len(CASES)} cases of heartbeats, {wrong} wrong")
    return 1 if wrong else 0


if __name__ == "__main__":
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    sys.exit(main(*sys.argv[1:]))
