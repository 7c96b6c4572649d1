#!/usr/bin/env python3
"""The handshakes of RFC 8448 as captures with a key log: rfc8448.py SLOWSHAKE SOURCE-ROOT FOLDER

Everything opens and holds, and what the RFC prints of it is a value of the trace: secrets, keys, IVs, messages, records.
"""
import json
import pathlib
import sys

import shared
import wire

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "vectors"))
import check_rfc8448 as rfc  # noqa: E402
import tls13  # noqa: E402

# of each trace: what the summary says of the server's signature and the client's, and whether it goes on with a session
SAID = {"simple": ("ok", None, False), "resumed": (None, None, True), "hello-retry": ("ok", None, False),
        "client-authentication": ("ok", "ok", False), "compatibility": ("ok", None, False)}


def capture(folder, name, rows):
    script = wire.Script()
    connection = script.connection()
    for n, v in rows:
        if n.endswith(".record"):
            connection.add(("client", "server").index(n.split(".")[0]), bytes.fromhex(v))
    script.write_pcap(folder / f"{name}.pcap")
    return folder / f"{name}.pcap"


def key_log(folder, name, rows, random):
    secrets = dict(rows)
    lines = ["%s %s %s\n" % (label, random.hex(), secrets["secret." + s]) for label, s in tls13.LABELS.items() if "secret." + s in secrets]
    path = folder / f"{name}.keys"
    path.write_text("".join(lines))
    return path


def printed(rows, connection):
    """(what, bytes) that must be values of the trace."""
    for label, secret in tls13.LABELS.items():
        if secret in connection.secrets:
            keys = tls13.Keys(connection.suite, connection.secrets[secret])
            yield secret, keys.secret
            yield "key of " + secret, keys.key
            yield "iv of " + secret, keys.iv
    for side, message in connection.whole:
        yield "message %d of the %s" % (message[0], side), message
    for n, v in rows:
        if n.endswith(".record"):
            yield "a " + n, bytes.fromhex(v)


def check(program, folder, name, rows, connection):
    """(what, must be, is)"""
    random = tls13.hello(connection.client_hello)[0]
    options = ["--json", "--keylog", key_log(folder, name, rows, random)]
    pcap = capture(folder, name, rows)
    code, out, err = shared.run(program, "replay", pcap, *options, "--summary")
    yield "exit code and errors", (0, ""), (code, err)
    (found,) = shared.handshakes(out)
    signature, client, resumed = SAID[name]
    yield "version and suite", ("TLS 1.3", "TLS_AES_128_GCM_SHA256"), (found["version"], found["cipher_suite"])
    yield "why something is closed", None, found["reason"]
    yield "Finished", ("verified", "verified"), (found["finished_client"], found["finished_server"])
    yield "signatures", (signature, client), (found["key_exchange_signature"], found["client_signature"])
    yield "resumed", resumed, found["resumed"]
    code, out, err = shared.run(program, "replay", pcap, *options)
    events = [json.loads(line) for line in out.splitlines()]
    values = {e["hex"] for e in events if e["type"] == "value"}
    for what, data in printed(rows, connection):
        yield "value: " + what, True, data.hex() in values
    messages = [e for e in events if e["type"] == "unit" and e["kind"] == "message"]
    for side in ("client", "server"):
        data = b"".join(bytes.fromhex(next(v["hex"] for v in events if v["type"] == "value" and v["id"] == e["value"]))
                        for e in messages if e["name"] == "ApplicationData" and e["sender"] == side)
        yield "data of the " + side, connection.data[side], data


def main(program, root, folder):
    folder = pathlib.Path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    traces, before, wrong, n = rfc.read("rfc8448.txt"), None, 0, 0
    for name in rfc.EXPECTED:
        c = rfc.play(traces[name], before if name == "resumed" else None)
        before = c if name == "simple" else before
        for what, must, is_ in check(pathlib.Path(program).resolve(), folder, name, traces[name], c):
            n += 1
            if must != is_:
                wrong += 1
                print("wrong  %s: %s: must be %s, is %s" % (name, what, must, is_))
    print("%d facts of RFC 8448 in captures, %d wrong" % (n, wrong))
    return 1 if wrong or not n else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]) if len(sys.argv) == 4 else __doc__)
