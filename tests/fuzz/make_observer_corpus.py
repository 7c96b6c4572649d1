#!/usr/bin/env python3
"""Seeds for fuzz_observer: make_observer_corpus.py SLOWSHAKE FOLDER

The messages of our own handshakes of TLS 1.3, each in a record of its own, and conversations that nobody should have.
"""
import json
import pathlib
import subprocess
import sys

EARLY, HANDSHAKE, DATA = 1, 2, 3
DAMAGED = 0x40
TURNS = ["client", "server"]
WITH_SECRETS = ["update-behind-finished"]   # tried without some, too
TYPES = {"handshake": 0, "alert": 1, "application_data": 2, "change_cipher_spec": 3}
SCENARIOS = ["tls13", "tls13-hrr", "tls13-client", "tls13-key-update"]


def chunk(sender, epoch, kind, content, flags=0):
    head = (sender == "server") | epoch << 1 | TYPES[kind] << 3 | flags
    return bytes([head]) + len(content).to_bytes(2, "big") + content


def messages(program, scenario):
    """(sender, type, bytes) of what goes over the wire"""
    out = subprocess.run([program, "run", scenario, "--json", "--seed", "fuzz"], stdout=subprocess.PIPE, text=True, check=True).stdout
    lines = [json.loads(line) for line in out.splitlines()]
    values = {x["id"]: x["hex"] for x in lines if x["type"] == "value"}
    for x in lines:
        if x["type"] == "unit" and x["kind"] == "message":
            yield x["sender"], x["name"], bytes.fromhex(values[x["value"]])


def kind_of(name):
    return {"ChangeCipherSpec": "change_cipher_spec", "Alert": "alert", "ApplicationData": "application_data"}.get(name, "handshake")


def conversation(said):
    """The epochs as the messages have them."""
    epoch, out = {"client": 0, "server": 0}, []
    for sender, name, content in said:
        out.append([sender, 0 if name == "ChangeCipherSpec" else epoch[sender], kind_of(name), content])
        if name == "ServerHello":
            epoch = dict.fromkeys(epoch, HANDSHAKE)
        if name == "Finished":
            epoch[sender] = DATA
    return out


def hostile(c):
    """Out of a good one: {name: conversation}"""
    update, nothing = b"\x18\0\0\1\0", b""
    hello = [i for i, x in enumerate(c) if x[3][:1] == b"\2"][0]
    server = [i for i, x in enumerate(c) if x[0] == "server" and x[1] == HANDSHAKE]
    data = next(i for i, x in enumerate(c) if x[1] == DATA)
    yield "update-before-finished", c[:server[1]] + [["server", HANDSHAKE, "handshake", update]] + c[server[1]:]
    yield "hello-twice", c[:hello + 1] + [c[hello]] + c[hello + 1:]
    yield "hellos-in-one-record", c[:hello] + [[*c[hello][:3], c[hello][3] * 2]] + c[hello + 1:]
    yield "hello-inside", c[:server[0]] + [["server", HANDSHAKE, "handshake", c[hello][3]]] + c[server[0]:]
    yield "client-hello-inside", c[:data] + [["client", DATA, "handshake", c[0][3]]] + c[data:]
    yield "empty-records", c[:server[0]] + [["server", HANDSHAKE, kind, nothing] for kind in TYPES] + c[server[0]:]
    yield "finished-in-clear", c[:hello + 1] + [["server", 0, "handshake", b"\x14\0\0\x20" + bytes(32)]] + c[hello + 1:]
    done = next(i for i, x in enumerate(c) if x[0] == "server" and x[3][:1] == b"\x14")
    yield "update-behind-finished", c[:done] + [[*c[done][:3], c[done][3] + update * 2]] + c[done + 1:]
    yield "updates", c[:data] + [["server", DATA, "handshake", update * 20]] + c[data:]
    yield "early-data", c[:1] + [["client", EARLY, "application_data", b"early"]] * 3 + c[1:]
    yield "split-finished", c[:server[-1]] + [[*c[server[-1]][:3], c[server[-1]][3] + update[:2]]] + c[server[-1] + 1:]
    unknown = bytearray(c[hello][3])
    at = 38 + 1 + unknown[38]
    unknown[at:at + 2] = b"\x13\x77"
    yield "unknown-suite", c[:hello] + [[*c[hello][:3], bytes(unknown)]] + c[hello + 1:]
    alert = b"\2\x28"
    yield "hello-cut-and-refused", [["client", 0, "handshake", b"\1\x20" + c[0][3][2:]], ["client", 0, "alert", alert], ["server", 0, "alert", alert]]
    two = [*c[hello][:3], c[hello][3] + bytes(unknown)]
    for side in TURNS:
        yield "suite-taken-back-" + side, c[:hello] + [two, [side, HANDSHAKE, "handshake", nothing, DAMAGED]] * 2 + c[hello + 1:]


def main(program, folder):
    folder = pathlib.Path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    seeds = {s: conversation(messages(program, s)) for s in SCENARIOS}
    retry = seeds["tls13-hrr"]
    seeds["retry-twice"] = retry[:2] + retry[1:2] + retry[2:]
    seeds |= dict(hostile(seeds["tls13"]))
    for name, said in seeds.items():
        for kept in (0, 0x02, 0x04, 0x18) if name in SCENARIOS + WITH_SECRETS else (0,):
            (folder / (name + ("-%02x" % kept if kept else ""))).write_bytes(bytes([kept]) + b"".join(chunk(*x) for x in said))


if __name__ == "__main__":
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    main(*sys.argv[1:])
