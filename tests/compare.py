#!/usr/bin/env python3
"""Two handshakes side by side: compare.py PROGRAM

Scenarios, faults and captures, each pair in both orders: what differs is known here from what the two are made to be. JSON
must hold to its schema, and the text must say the same.
"""
import json
import pathlib
import subprocess
import sys
import tempfile

import jsonschema

ROOT = pathlib.Path(__file__).resolve().parent.parent
SCHEMA = json.loads((ROOT / "assets/slowshake.compare.schema.json").read_text())

# A, B, the message at which they part (None: nowhere), (message, name, in A alone, in B alone) of which some, messages of one alone
PAIRS = [
    ("default", "default", None, [], []),
    ("default", "classic", "ClientHello", [("ClientHello", "extensions", "extended_master_secret", None)], []),
    ("default", "ecdhe", "ClientHello", [("ServerHello", "cipher_suite", "TLS_RSA_WITH_AES_128_CBC_SHA256", "TLS_ECDHE_RSA")], ["ServerKeyExchange"]),
    ("ecdhe", "ecdhe-x25519", "ClientHello", [("ClientHello", "supported_groups", "secp384r1", "x25519"), ("ServerKeyExchange", "namedcurve", "secp256r1", "x25519")], []),
    ("default", "client-rsa", "CertificateRequest", [], ["CertificateRequest", "CertificateVerify", "Certificate"]),
    ("default", "wrong-name", "Certificate", [("Certificate", "dNSName", "server.example", "other.example"), ("Alert", "description", "close_notify", "certificate_unknown")],
     ["ClientKeyExchange", "Finished"]),
    ("expired", "default", "Certificate", [("Certificate", "notAfter", "2026-03-31", "2026-07-29")], ["ClientKeyExchange", "Finished"]),
    ("alpn", "default", "ClientHello", [("ClientHello", "extensions", "application_layer_protocol_negotiation", None)], []),
    ("tls13", "tls13-hrr", "ServerHello", [], ["HelloRetryRequest", "ClientHello"]),
    ("default", "tls13", "ClientHello", [("ClientHello", "supported_versions", None, "TLS 1.3")], ["EncryptedExtensions", "ServerHelloDone"]),
]


def run(program, *words):
    p = subprocess.run([program, "compare", *map(str, words)], stdin=subprocess.DEVNULL, capture_output=True, check=False)
    return p.returncode, p.stdout.decode(), p.stderr.decode()


def holds(only, wanted):
    return only is None if wanted is None else only is not None and wanted in only


def check_pair(program, a, b, parts, differences, alone):
    for first, second, flip in ((a, b, False), (b, a, True)):
        code, out, err = run(program, first, second, "--json")
        if code or err:
            yield f"exit {code}: {err}"
            continue
        found = json.loads(out)
        jsonschema.validate(found, SCHEMA)
        at = found["parts_at"]
        if (None if at is None else found["messages"][at]["message"]) != parts and not (flip and at is not None):
            yield f"they part at {at}, and not at {parts}"
        for message, name, left, right in differences:
            rows = [d for m in found["messages"] if m["message"] == message for d in m["differences"] if d["name"] == name]
            only = [(d["only_b"], d["only_a"]) if flip else (d["only_a"], d["only_b"]) for d in rows]
            if not any(holds(x, left) and holds(y, right) for x, y in only):
                yield f"{message}, {name}: {rows}"
        lonely = {m["message"] for m in found["messages"] if m["bytes_a"] is None or m["bytes_b"] is None}
        if not set(alone) <= lonely or (not alone and lonely):
            yield f"of one alone are {lonely}, and not {alone}"
        text = run(program, first, second, "--plain")[1]
        if ("They part at" in text) != (parts is not None) or any(name not in text for _, name, _, _ in differences):
            yield f"the text: {text}"


def check_captures(program, folder):
    """A capture of a scenario is that scenario; its stream by number, too, and who listens knows less."""
    file = folder / "own.pcapng"
    subprocess.run([program, "run", "two-connections", "--export", file, "--plain"], capture_output=True, check=True)
    for word in (file, f"{file}#0", f"{file}#1"):
        code, out, err = run(program, word, f"{file}#1", "--json")
        found = json.loads(out) if not code else {"parts_at": err}
        if found["parts_at"] is not None:
            yield f"{word} and its stream 1 part at {found['parts_at']}"
    subprocess.run([program, "run", "default", "--export", file, "--plain"], capture_output=True, check=True)
    found = json.loads(run(program, "default", file, "--json")[1])
    if found["parts_at"] is not None:
        yield f"default and its capture part at {found['parts_at']}"
    there = {s["who"]: (s["known_a"] is not None, s["known_b"] is not None) for s in found["secrets"]}
    if there.get("client") != (True, False) or there.get("observer") != (False, True):
        yield f"who is there: {there}"
    odd = folder / "a#1"
    odd.write_bytes(file.read_bytes())
    if run(program, odd, "default")[0]:
        yield "a file whose name holds # is not read"


def check_refused(program, folder):
    none = folder / "none"
    none.write_bytes(b"text, and no capture")
    for words, code, said in ((["default"], 2, "two are compared, 1 is given"), (["a", "b", "c"], 2, "two are compared, 3 are given"), ([], 2, "missing"),
                              (["default", "nothing-such"], 2, "no scenario"), (["default", f"{none}#x"], 2, "no number of a stream"),
                              (["default", none], 3, "this is no capture"), (["default", f"{none}#7"], 3, "this is no capture")):
        got, out, err = run(program, *words)
        if got != code or said not in err or out or err.count("\n") != 1:
            yield f"{words}: exit {got}: {out}{err}"


def main(program):
    program = str(pathlib.Path(program).resolve())
    wrong = [f"{pair[0]}, {pair[1]}: {fault}" for pair in PAIRS for fault in check_pair(program, *pair)]
    with tempfile.TemporaryDirectory() as name:
        wrong += [*check_captures(program, pathlib.Path(name)), *check_refused(program, pathlib.Path(name))]
    for line in wrong:
        print(line[:700])
    print(f"{len(PAIRS)} pairs, {len(wrong)} wrong")
    return 1 if wrong else 0


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    sys.exit(main(sys.argv[1]))
