#!/usr/bin/env python3
"""What people paste instead of a capture: pasted.py PROGRAM SOURCE-ROOT

The same bytes in every form that programs print them in, whole and in parts, to `explain -` and `replay -`, and in a file; what is read must
be those bytes, message by message. The output of openssl s_client -msg is openssl's own. Text that is something else is refused.
"""
import base64
import json
import pathlib
import random
import socket
import subprocess
import sys
import tempfile
import time

import shared
import spoken
import ssl3
import wire

HELLO = spoken.client_hello(protocols=("h2",), extra=spoken.extension(21, b"\0" * 200))
ANSWER = spoken.server_hello()
ALERT = spoken.alert(40)


def xxd(b, step=2):
    return "".join("%08x: %s  %s\n" % (at, " ".join(b[at + i:at + i + step].hex() for i in range(0, min(16, len(b) - at), step)), text(b[at:at + 16]))
                   for at in range(0, len(b), 16))


def text(b):
    return "".join(chr(c) if 32 <= c < 127 else "." for c in b)


def hexdump(b):
    rows = ("%08x  %-23s  %-23s  |%s|\n" % (at, b[at:at + 8].hex(" "), b[at + 8:at + 16].hex(" "), text(b[at:at + 16])) for at in range(0, len(b), 16))
    return "".join(rows) + "%08x\n" % len(b)


def tcpdump(b):
    return "".join("\t0x%04x:  %s  %s\n" % (at, " ".join(b[at + i:at + i + 2].hex() for i in range(0, min(16, len(b) - at), 2)), text(b[at:at + 16]))
                   for at in range(0, len(b), 16))


def wireshark(b):
    return "".join("%04x   %s   %s\n" % (at, b[at:at + 16].hex(" "), text(b[at:at + 16])) for at in range(0, len(b), 16))


FORMS = [
    ("hex", bytes.hex), ("HEX", lambda b: b.hex().upper()), ("hex with blanks", lambda b: b.hex(" ")), ("hex with colons", lambda b: b.hex(":")),
    ("hex in lines", lambda b: "\n".join(b.hex()[i:i + 60] for i in range(0, 2 * len(b), 60))), ("C", lambda b: "{ " + ", ".join("0x%02x" % c for c in b) + " };"),
    ("C string", lambda b: '"' + "".join("\\x%02x" % c for c in b) + '"'), ("xxd", xxd), ("xxd -g1", lambda b: xxd(b, 1)), ("hexdump -C", hexdump),
    ("tcpdump -X", tcpdump), ("Wireshark", wireshark), ("base64", lambda b: base64.b64encode(b).decode()),
    ("base64 in lines", lambda b: base64.encodebytes(b).decode()), ("base64url", lambda b: base64.urlsafe_b64encode(b).decode().rstrip("=")),
]


def run(program, command, data, *options):
    p = subprocess.run([program, command, "-", *options], input=data if isinstance(data, bytes) else data.encode(), capture_output=True, timeout=60, check=False,
                       env=shared.environment())
    return p.returncode, p.stdout.decode(), p.stderr.decode()


def messages(program, data):
    """(sender, name, bytes in hex) of each message, as JSON has them"""
    lines = [json.loads(x) for x in run(program, "replay", data, "--json")[1].splitlines()]
    values = {v["id"]: v["hex"] for v in lines if v["type"] == "value"}
    return [(u["sender"], u["name"], values[u["value"]]) for u in lines if u["type"] == "unit" and u["kind"] == "message"]


def contents(root):
    """title, bytes, the messages in them"""
    hello, answer = ("client", "ClientHello", HELLO[5:].hex()), ("server", "ServerHello", ANSWER[5:].hex())
    der = spoken.pki(root, "server")[0]
    whole = b"\x0b" + ssl3.opaque(3, ssl3.opaque(3, ssl3.opaque(3, der)))
    yield "a record", HELLO, [hello]
    yield "a message", HELLO[5:], [hello]
    yield "a body", HELLO[9:], [hello]
    yield "the answer", ANSWER, [answer]
    yield "the answer's message", ANSWER[5:], [answer]
    yield "the answer's body", ANSWER[9:], [answer]
    yield "both", HELLO + ANSWER, [hello, answer]
    yield "a hello and an alert", HELLO + ALERT, [hello, ("client", "Alert", ALERT[5:].hex())]
    yield "two messages", HELLO[5:] + ANSWER[5:], [hello, answer]
    yield "a certificate", der, [("server", "Certificate", whole.hex())]
    frame = wire.frame_of((40000, 443), 0, 1000, 1, wire.ACK | wire.PUSH, HELLO)
    yield "an Ethernet frame", frame, [hello]
    yield "an IP packet", frame[14:], [hello]


def check_forms(program, root):
    n = 0
    for title, data, wanted in contents(root):
        for form, write in FORMS:
            n += 1
            found = messages(program, write(data))
            if found != wanted:
                yield f"{title}, {form}: {[m[:2] + (len(m[2]) // 2,) for m in found]}"
            code, out, err = run(program, "explain", write(data))
            if code or ("byte by byte" not in out and not title.startswith(("an E", "an I"))) or "is taken as" not in err or err.count("\n") != 1:
                yield f"{title}, {form}: explain: exit {code}: {err}"
    if messages(program, HELLO + ANSWER) != [("client", "ClientHello", HELLO[5:].hex()), ("server", "ServerHello", ANSWER[5:].hex())]:
        yield "bytes as they are"
    pem = (root / "assets/pki/server.pem").read_text()
    if [m[1] for m in messages(program, "some words before\n" + pem)] != ["Certificate"]:
        yield "PEM"
    print(f"{n} pastes")


def check_others(program, folder):
    """A capture stays one, through a pipe and pasted as base64; what is nothing is refused."""
    path = folder / "some.pcap"
    wire.write_packets(path, spoken.packets([(0, HELLO), (1, ALERT)], end=("fin", 1)))
    for data in (path.read_bytes(), base64.encodebytes(path.read_bytes())):
        code, out, err = run(program, "explain", data)
        if code or "nothing_in_common" not in out:
            yield f"a capture: exit {code}: {out[-300:]}{err}"
    for title, said, data in (("hex", "is taken as hex: ", HELLO.hex()), ("a dump", "is taken as a hex dump: ", xxd(HELLO)), ("base64", "is taken as base64: ", base64.b64encode(HELLO)),
                              ("bytes", "is taken as bytes as they are: ", HELLO), ("a dump of a capture", "bytes, a capture\n", xxd(path.read_bytes()))):
        (folder / "kept").write_bytes(data if isinstance(data, bytes) else data.encode())
        code, out, err = shared.run(program, "replay", folder / "kept", "--json")
        if code or said not in err + "\n" or '"ClientHello"' not in out:
            yield f"{title} in a file: exit {code}: {err}"
    (folder / "keys").write_text("CLIENT_RANDOM " + "00" * 32 + " " + "11" * 48 + "\n")
    for name, begins in (("zstd", b"\x28\xb5\x2f\xfd"), ("xz", b"\xfd7zXZ\0"), ("zip", b"PK\3\4"), ("a key log", b"CLIENT_RANDOM 00 00\n"), ("a web page", b"<html>"),
                         ("a PEM file", b"-----BEGIN PRIVATE KEY-----\nMAMCAQA=\n-----END PRIVATE KEY-----\n"), ("a PEM file", b"-----BEGIN CERTIFICATE-----\n")):
        (folder / "kept").write_bytes(begins + b"\n" * 20)
        for code, out, err in (run(program, "explain", begins + b"\n" * 20), shared.run(program, "explain", folder / "kept", "--keylog", folder / "keys")):
            if code != 3 or out or name not in err or "nothing of TLS" in err or err.strip().count("\n"):
                yield f"{name}: exit {code}: {err}"
    for data in ("hello\n", "the quick brown fox\n" * 99, "12 34", "zz" * 50, "-----BEGIN", "a" * 101, "\0" * 99, ">>> \n", "16 03 01 0", "=" * 9):
        code, out, err = run(program, "explain", data)
        if code != 3 or out or err.count("\n") != 1 or "nothing of TLS" not in err:
            yield f"{data[:20]!r}: exit {code}: {out[:100]}{err}"
    code, out, err = run(program, "explain", b"")
    if code != 3 or "empty" not in err:
        yield f"nothing at all: exit {code}: {err}"


def told_by_openssl(folder, root, version):
    """What openssl s_client -msg and s_server -msg print of one handshake"""
    with socket.create_server(("127.0.0.1", 0)) as s:
        port = s.getsockname()[1]
    pki = root / "assets/pki"
    with open(folder / "server", "wb") as log:
        server = subprocess.Popen(["openssl", "s_server", "-accept", f"127.0.0.1:{port}", "-naccept", "1", "-msg", version, "-cert", pki / "server.pem", "-key", pki / "server.key"],
                                  stdin=subprocess.PIPE, stdout=log, stderr=subprocess.STDOUT)
    try:
        for _ in range(100):
            client = subprocess.run(["openssl", "s_client", "-connect", f"127.0.0.1:{port}", "-msg", version], input=b"Q\n", capture_output=True, check=False, timeout=20)
            if b"ServerHello" in client.stdout:
                break
            time.sleep(0.05)
        server.wait(20)
    finally:
        server.kill()
        server.wait()
    return client.stdout, (folder / "server").read_bytes()


def check_damaged(program, root):
    """Forms and contents with a character changed, taken away or doubled: read or refused, and never worse"""
    draw = random.Random(13)
    sources = [write(data) for _, data, _ in contents(root) for _, write in draw.sample(FORMS, 3)]
    sources.append(">>> TLS 1.2, Handshake [length 005e], ClientHello\n    " + HELLO[5:].hex(" ") + "\n<<< TLS 1.2, Alert [length 0002]\n    02 28\n")
    for i in range(120):
        data = draw.choice(sources)
        for _ in range(draw.randrange(1, 6)):
            at = draw.randrange(len(data))
            data = data[:at] + draw.choice(("", draw.choice("0aF:+= \n<>-\0|"), data[at] * 2)) + data[at + 1:]
        code, _, err = run(program, "explain", data[:draw.choice((len(data), draw.randrange(1, len(data))))])
        if code not in (0, 3) or "Sanitizer" in err or "ssert" in err:
            yield f"damaged paste {i}: exit {code}: {err}"


FLOW = {"-tls1_2": ["ClientHello", "ServerHello", "Certificate", "ServerKeyExchange", "ServerHelloDone", "ClientKeyExchange", "ChangeCipherSpec", "Finished"],
        "-tls1_3": ["ClientHello", "ServerHello", "EncryptedExtensions", "Certificate", "CertificateVerify", "Finished"]}


def check_openssl(program, folder, root):
    for version, flow in FLOW.items():
        for whose, data in zip(("s_client", "s_server"), told_by_openssl(folder, root, version)):
            found = messages(program, data)
            names = [m[1] for m in found]
            if [n for n in names if n in flow][:len(flow)] != flow or names.count("Finished") != 2 or found[0][0] != "client" or found[1][0] != "server":
                yield f"{whose} {version}: {[m[:2] for m in found]}"
            code, out, err = run(program, "explain", data)
            if code or "Outcome" not in out or "Established" not in out or "out of its turn" in out or "-msg" not in err:
                yield f"{whose} {version}: exit {code}: {out[-300:]}{err}"
            if "is the message allowed here?: FAILED" in out:
                yield f"{whose} {version}: a message out of its turn"


def main(program, root):
    program, root = str(pathlib.Path(program).resolve()), pathlib.Path(root).resolve()
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        wrong = [*check_forms(program, root), *check_others(program, folder), *check_damaged(program, root), *check_openssl(program, folder, root)]
    for line in wrong:
        print(line[:600])
    print(f"{len(wrong)} wrong")
    return 1 if wrong else 0


if __name__ == "__main__":
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    sys.exit(main(*sys.argv[1:]))
