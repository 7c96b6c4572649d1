#!/usr/bin/env python3
"""The kinds of key logs, and where secrets may stand: keylogs.py SLOWSHAKE

One handshake of our own, exported; its secrets written down in every way that some program writes them; its blocks of
secrets before, between and behind the packets. And labels that are not used or not known are told, once each.
"""
import json
import pathlib
import struct
import subprocess
import sys
import tempfile

import shared

DSB, PACKET = 10, 6


def blocks(data):
    at = 0
    while at < len(data):
        kind, size = struct.unpack_from("<II", data, at)
        yield kind, data[at:at + size]
        at += size


def dsb(text):
    body = struct.pack("<II", 0x544C534B, len(text)) + text + b"\0" * (-len(text) % 4)
    return struct.pack("<II", DSB, 12 + len(body)) + body + struct.pack("<I", 12 + len(body))


class Handshake:
    """One of our own: its capture without secrets, and its values."""

    def __init__(self, program, folder):
        file = folder / "own.pcapng"
        out = subprocess.run([program, "run", "--json", "--export", file], capture_output=True, check=True).stdout
        values = {v["label"]: v["hex"] for v in map(json.loads, out.splitlines()) if v["type"] == "value"}
        self.random, self.session = values["client_random"], values["session_id"]
        self.master, self.pms, self.encrypted = values["master_secret"], values["pre_master_secret"], values["EncryptedPreMasterSecret"]
        self.blocks = [b for kind, b in blocks(file.read_bytes()) if kind != DSB]
        self.line = f"CLIENT_RANDOM {self.random} {self.master}\n"

    def write(self, path, *at, text=None):
        """The capture with its secrets before each of these packets; -1: behind all."""
        packet, out = 0, []
        block = dsb((text or self.line).encode())
        for b in self.blocks:
            kind = struct.unpack_from("<I", b)[0]
            if kind == PACKET and packet in at:
                out.append(block)
            packet += kind == PACKET
            out.append(b)
        path.write_bytes(b"".join(out + [block] * (-1 in at)))
        return path


def summary(program, *words, stdin=None):
    p = subprocess.run([program, "replay", "--json", "--summary", *words], input=stdin, capture_output=True, timeout=60, check=False,
                       env=shared.environment())
    return [json.loads(line) for line in p.stdout.splitlines()], p.stderr.decode()


def lines(h):
    """(what, lines of a key log, a word that stderr must have; None: nothing)"""
    other = "5a" * 32
    yield "CLIENT_RANDOM", h.line, None
    yield "RSA", f"RSA {h.encrypted[:16]} {h.pms}\n", None
    yield "RSA Session-ID", f"RSA Session-ID:{h.session} Master-Key:{h.master}\n", None
    yield "RSA Session-ID in capitals", f"RSA Session-ID:{h.session.upper()} Master-Key:{h.master.upper()}\r\n", None
    yield "PMS_CLIENT_RANDOM", f"PMS_CLIENT_RANDOM {h.random} {h.pms}\n", None
    yield "PMS_CLIENT_RANDOM among others", f"PMS_CLIENT_RANDOM {other} {h.pms}\nPMS_CLIENT_RANDOM {h.random} {h.pms}\n", None
    yield "a label of TLS 1.3 beside it", h.line + f"EXPORTER_SECRET {other} {other}\n", None
    yield "a label that is known and not used", h.line + f"ECH_SECRET {other} {other}\n", "ECH_SECRET"
    yield "a label that nobody knows, three times", h.line + "WHAT x y\n" * 3, "WHAT (3 lines)"


def wrong_ones(h):
    other = "5a" * 32
    yield "another session's id", f"RSA Session-ID:{other} Master-Key:{h.master}\n", "no_key"
    yield "another client's PMS", f"PMS_CLIENT_RANDOM {other} {h.pms}\n", "no_key"
    yield "a wrong master secret by the session's id", f"RSA Session-ID:{h.session} Master-Key:{'5a' * 48}\n", "wrong_secret"
    yield "a wrong PMS", f"PMS_CLIENT_RANDOM {h.random} {'5a' * 48}\n", "wrong_secret"


def check(program, folder):
    """Sentences on what is wrong."""
    h = Handshake(program, folder)
    bare, log = h.write(folder / "bare.pcapng"), folder / "keys"
    for what, text, word in lines(h):
        log.write_bytes(text.encode())
        rows, err = summary(program, bare, "--keylog", log)
        if [r["finished_server"] for r in rows] != ["verified"]:
            yield f"{what}: {rows}"
        if (err != "") != (word is not None) or (word and (word not in err or err.count("\n") != 1)):
            yield f"{what}: stderr {err!r}"
    for what, text, reason in wrong_ones(h):
        log.write_bytes(text.encode())
        rows, err = summary(program, bare, "--keylog", log)
        if [r["reason"] for r in rows] != [reason] or err:
            yield f"{what}: {rows}, {err}"
    pki = shared.ROOT / "assets/pki"
    others = "".join(f"CLIENT_RANDOM {n:064x} {h.master}\nPMS_CLIENT_RANDOM {n:064x} {h.pms}\n" for n in range(1, 4))
    for text, key, said in (
            (h.line, None, "secrets of 1 connection; 1 handshake is opened, 0 stay closed"), (others, None, "secrets of 3 connections; none is of a handshake"),
            (others + h.line, None, "secrets of 4 connections; 1 handshake is opened"), (None, None, None), (None, "server.key", "1 RSA key; 1 handshake is opened"),
            (None, "wrong-server.key", "1 RSA key; none is of"), (others, "server.key", "secrets of 3 connections and 1 RSA key; 1 handshake is opened")):
        log.write_bytes((text or "").encode())
        words = (["--keylog", log] if text else []) + (["--rsa-key", pki / key] if key else [])
        out = shared.run(program, "explain", bare, *words)[1]
        if ("Keys given" in out) != bool(said) or (said and f"Keys given: {said}" not in out):
            yield f"explain, {said}: {out}"
    for what, at in (("before", [0]), ("in the middle", [6]), ("behind", [-1]), ("in three places", [0, 6, -1])):
        file = h.write(folder / "dsb.pcapng", *at)
        rows, err = summary(program, file)
        if [r["reason"] for r in rows] != [None] or err:
            yield f"secrets {what} the packets: {rows}, {err}"
    for what, at, reason in (("before", [0], None), ("behind", [-1], "no_key")):
        rows, err = summary(program, "-", stdin=h.write(folder / "dsb.pcapng", *at).read_bytes())
        if [r["reason"] for r in rows] != [reason] or ("read only once" in err) != (reason is not None):
            yield f"standard input, secrets {what} the packets: {rows}, {err}"
    code = subprocess.run([program, "replay", h.write(folder / "dsb.pcapng", -1), "--json"], capture_output=True, env=shared.environment())
    if b'"finished.compare"' not in code.stdout:
        yield "the events of a capture with secrets behind the packets have no Finished"


def main(program):
    with tempfile.TemporaryDirectory() as name:
        wrong = list(check(str(pathlib.Path(program).resolve()), pathlib.Path(name)))
    for line in wrong:
        print(line[:1000])
    print(f"key logs and blocks of secrets: {len(wrong)} wrong")
    return 1 if wrong else 0


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    sys.exit(main(sys.argv[1]))
