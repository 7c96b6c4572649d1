#!/usr/bin/env python3
"""Each reason why something stays closed, provoked by a capture of our own: reasons.py PROGRAM SOURCE-ROOT [CODE...]

The captures are conversations of SSL 3.0 (ssl3.py) and of hellos written here, whole or cut. Of each, `explain`,
the summary, the events as JSON and the events as text must name exactly the reason that it was made for, with its
sentence and with what would help. A code of spec/closed.h without a case is a fault.
"""
import json
import pathlib
import re
import sys
import tempfile

import shared
import ssl3
import wire

CLIENT, SERVER = 0, 1
CLOSED = {"record.closed", "secret.missing", "handshake.closed", "capture.gap"}


def codes():
    """code -> (sentence, what would help), out of spec/closed.h"""
    text = (shared.ROOT / "src/spec/closed.h").read_text().replace("\\\n", " ")
    rows = re.findall(r'X\(\w+, "(\w+)", "([^"]*)",\s*"([^"]*)"\)', text)
    return {code: (sentence, help_) for code, sentence, help_ in rows if code != "none"}


# ---- captures

class Maker:
    def __init__(self, root, folder):
        self.pki, self.folder = root / "assets/pki", folder

    def whole(self, **how):
        """(script, connection, the key log's line) of a handshake of SSL 3.0"""
        script = wire.Script()
        connection = script.connection()
        line = ssl3.converse(connection, self.pki, self.pki / "client-rsa.pem", self.pki / "client-rsa.key", **how)
        return script, connection, line

    def spoken(self, *pieces):
        """(script, connection) of bytes that are given"""
        script = wire.Script()
        connection = script.connection()
        for side, data in pieces:
            connection.add(side, data)
        return script, connection

    def log(self, line):
        path = self.folder / "some.keys"
        path.write_text(line)
        return ["--keylog", path]

    def save(self, packets, **how):
        path = self.folder / "some.pcap"
        wire.write_packets(path, packets, **how)
        return path


def record(content_type, content, version=b"\x03\x03"):
    return bytes([content_type]) + version + ssl3.opaque(2, content)


def handshake(message_type, body):
    return record(22, bytes([message_type]) + ssl3.opaque(3, body))


def client_hello(session_id=b"", suite=b"\x00\x2f", extensions=b""):
    return handshake(1, b"\3\3" + b"\1" * 32 + ssl3.opaque(1, session_id) + ssl3.opaque(2, suite) + b"\1\0" + extensions)


def server_hello(session_id=b"", suite=b"\x00\x2f", extensions=b""):
    return handshake(2, b"\3\3" + b"\2" * 32 + ssl3.opaque(1, session_id) + suite + b"\0" + extensions)


CHANGE = record(20, b"\1")
SEALED = record(22, b"\x5a" * 64)
DATA = record(23, b"\x5a" * 64)
TLS13 = ssl3.opaque(2, b"\x00\x2b\x00\x02\x03\x04")
TLS13_OFFER = ssl3.opaque(2, b"\x00\x2b\x00\x03\x02\x03\x04")


def no_key(m):
    script, c, _ = m.whole()
    return m.save(wire.packets_of(c)), []


def another_session(m):
    """A line of the key log of one session never opens another."""
    _, _, other = m.whole()
    script, c, _ = m.whole()
    return m.save(wire.packets_of(c)), m.log(other)


def no_start(m):
    """From the client's Finished on: no handshake is in the capture, so that the summary has none."""
    script, c, line = m.whole()
    change = next(i for i, p in enumerate(c.pieces) if p[2][0] == 20)
    c.begun, c.pieces = False, c.pieces[change + 1:]
    return m.save(wire.packets_of(c)), m.log(line)


def no_client_hello(m):
    script, c, line = m.whole()
    c.begun, c.pieces = False, c.pieces[1:]
    return m.save(wire.packets_of(c)), m.log(line)


def wrong_rsa_key(m):
    script, c, _ = m.whole()
    return m.save(wire.packets_of(c)), ["--rsa-key", m.pki / "wrong-server.key"]


def wrong_secret(m):
    script, c, line = m.whole()
    return m.save(wire.packets_of(c)), m.log(line[:-97] + "5a" * 48 + "\n")


def forward_secrecy(m):
    dh = ssl3.opaque(2, b"\xff" * 128) + ssl3.opaque(2, b"\2") + ssl3.opaque(2, b"\7" * 128)
    suite = b"\x00\x33"
    certificates = ssl3.opaque(3, b"".join(ssl3.opaque(3, d) for d in ssl3.der_list(m.pki / "server.pem")))
    script, c = m.spoken(
        (CLIENT, client_hello(suite=suite)), (SERVER, server_hello(suite=suite)), (SERVER, handshake(11, certificates)),
        (SERVER, handshake(12, dh + b"\4\1" + ssl3.opaque(2, b"\5" * 256))), (SERVER, handshake(14, b"")),
        (CLIENT, handshake(16, ssl3.opaque(2, b"\6" * 128))), (CLIENT, CHANGE), (CLIENT, SEALED), (SERVER, CHANGE), (SERVER, SEALED))
    return m.save(wire.packets_of(c)), ["--rsa-key", m.pki / "server.key"]


def by_psk(m, suite, before=b"", given=()):
    """A pre-shared key of which the client says the name, and with RSA_PSK something encrypted"""
    certificates = ssl3.opaque(3, b"".join(ssl3.opaque(3, d) for d in ssl3.der_list(m.pki / "server.pem")))
    script, c = m.spoken(
        (CLIENT, client_hello(suite=suite)), (SERVER, server_hello(suite=suite)), *[(SERVER, handshake(11, certificates))] * bool(before),
        (SERVER, handshake(14, b"")), (CLIENT, handshake(16, ssl3.opaque(2, b"a name: of a key") + before)),
        (CLIENT, CHANGE), (CLIENT, SEALED), (SERVER, CHANGE), (SERVER, SEALED))
    return m.save(wire.packets_of(c)), list(given)


def psk_missing(m):
    return by_psk(m, b"\x00\x8c")


def other_psk(m):
    return by_psk(m, b"\x00\x8c", given=("--psk", "another name:0102"))


def rsa_psk_missing(m):
    return by_psk(m, b"\x00\x94", before=ssl3.opaque(2, b"\6" * 256), given=("--rsa-key", m.pki / "server.key"))


def wrong_psk(m):
    return by_psk(m, b"\x00\x8c", given=("--psk", "a name: of a key:0102"))


def static_dh(m):
    """TLS_ECDH_ECDSA_WITH_AES_128_CBC_SHA: no ServerKeyExchange; the key is not looked at."""
    suite = b"\xc0\x04"
    certificates = ssl3.opaque(3, b"".join(ssl3.opaque(3, d) for d in ssl3.der_list(m.pki / "server.pem")))
    script, c = m.spoken(
        (CLIENT, client_hello(suite=suite)), (SERVER, server_hello(suite=suite)), (SERVER, handshake(11, certificates)),
        (SERVER, handshake(14, b"")), (CLIENT, handshake(16, ssl3.opaque(1, b"\4" + b"\6" * 64))),
        (CLIENT, CHANGE), (CLIENT, SEALED), (SERVER, CHANGE), (SERVER, SEALED))
    return m.save(wire.packets_of(c)), ["--rsa-key", m.pki / "server.key"]


def resumed_unknown(m):
    script, c = m.spoken((CLIENT, client_hello(b"\7" * 32)), (SERVER, server_hello(b"\7" * 32)), (SERVER, CHANGE), (SERVER, SEALED),
                         (CLIENT, CHANGE), (CLIENT, SEALED))
    return m.save(wire.packets_of(c)), []


def gap(m):
    """The second half of the server's certificates is lost."""
    script, c, line = m.whole()
    packets = list(wire.packets_of(c))
    long = next(i for i, p in enumerate(packets) if len(p[1]) > wire.PIECE)
    return m.save(packets[:long + 1] + packets[long + 2:]), m.log(line)


def truncated(m):
    script, c, line = m.whole()
    return m.save(wire.packets_of(c), snaplen=200), m.log(line)


def one_direction(m, of=1):
    script, c, line = m.whole()
    ours = bytes([192, 0, 2, of])
    return m.save(p for p in wire.packets_of(c) if p[1][26:30] == ours), m.log(line)


def server_only(m):
    return one_direction(m, of=2)


def server_silent(m):
    """Both open the connection, and nothing comes after ClientHello: both directions are there."""
    script, c, line = m.whole()
    return m.save(list(wire.packets_of(c))[:4]), m.log(line)


def tls13(m):
    script, c = m.spoken((CLIENT, client_hello(suite=b"\x13\x01", extensions=TLS13_OFFER)),
                         (SERVER, server_hello(suite=b"\x13\x01", extensions=TLS13)), (SERVER, DATA), (CLIENT, DATA))
    return m.save(wire.packets_of(c)), []


def tls13_draft(m):
    """ServerHello of a draft before 22: the version stands in its old field, there is no session id, and the suite is one of TLS 1.2"""
    script, c = m.spoken((CLIENT, client_hello(suite=b"\xc0\x2b", extensions=TLS13_OFFER)),
                         (SERVER, handshake(2, b"\3\4" + b"\2" * 32 + b"\xc0\x2b" + ssl3.opaque(2, b""))), (SERVER, DATA), (CLIENT, DATA))
    return m.save(wire.packets_of(c)), []


def tls13_keyed(m):
    """The secrets are given, and are others"""
    path, _ = tls13(m)
    return path, m.log("".join("%s %s %s\n" % (label, "01" * 32, "5a" * 32) for label in (
        "CLIENT_HANDSHAKE_TRAFFIC_SECRET", "SERVER_HANDSHAKE_TRAFFIC_SECRET", "CLIENT_TRAFFIC_SECRET_0", "SERVER_TRAFFIC_SECRET_0")))


def no_primitive(m):
    """TLS_RSA_WITH_SEED_CBC_SHA: no library that this program uses has SEED."""
    script, c, line = m.whole(suite=b"\x00\x96")
    return m.save(wire.packets_of(c)), m.log(line)


def not_tls(m):
    script, c = m.spoken((CLIENT, b"GET / HTTP/1.0\r\n\r\n"), (SERVER, b"HTTP/1.0 200 OK\r\n\r\nhello"))
    return m.save(wire.packets_of(c)), []


def other_answers(m):
    """The client begins TLS, and the server answers in another protocol."""
    script, c = m.spoken((CLIENT, client_hello()), (SERVER, b"HTTP/1.1 400 Bad Request\r\n\r\n"))
    return m.save(wire.packets_of(c)), []


def incomplete(m):
    script, c, line = m.whole()
    c.pieces = c.pieces[:5]
    return m.save(wire.packets_of(c)), m.log(line)


def malformed(m):
    """After the hellos a message that is longer than any may be"""
    script, c = m.spoken((CLIENT, client_hello()), (SERVER, server_hello()), (SERVER, record(22, b"\x0b\xff\xff\xff")))
    return m.save(wire.packets_of(c)), []


CASES = [
    ("no_key", no_key), ("no_key", another_session), ("no_start", no_start), ("no_start", no_client_hello),
    ("psk_missing", psk_missing), ("psk_missing", other_psk), ("psk_missing", rsa_psk_missing), ("wrong_psk", wrong_psk),
    ("forward_secrecy", forward_secrecy), ("static_dh", static_dh), ("wrong_rsa_key", wrong_rsa_key), ("wrong_secret", wrong_secret), ("resumed_unknown", resumed_unknown), ("gap", gap),
    ("truncated", truncated), ("one_direction", one_direction), ("one_direction", server_only), ("tls13_secrets_missing", tls13), ("tls13_draft", tls13_draft), ("wrong_secret", tls13_keyed), ("no_primitive", no_primitive),
    ("not_tls", not_tls), ("not_tls", other_answers), ("incomplete", incomplete), ("incomplete", server_silent),
    ("incomplete", malformed),
]


# ---- what must be said

DOCUMENTED = [("assets/slowshake.1", r"\.BR? .*\b%s\b"), ("assets/slowshake.event.schema.json", '"%s"'),
              ("assets/slowshake.handshake.schema.json", '"%s"')]


def run(program, command, path, *options):
    code, out, err = shared.run(program, command, path, *options)
    if code or (err and "labels that this version does not use" not in err):
        raise ValueError("%s %s: exit %d: %s" % (command, options, code, err))
    return out


# No advice that does not help: this program cannot use the secrets of TLS 1.3, and says who can.
ADVICE = {"tls13_secrets_missing": ("traffic secrets", "SSLKEYLOGFILE")}


def one_line(text):
    return " ".join(text.split())


def faults(program, make, code, words, path, keys):
    sentence, help_ = words
    said = one_line(run(program, "explain", path, *keys))
    if code == "not_tls" and "looks like HTTP" not in said:
        yield "explain does not say what it looks like: " + said
    if make == not_tls:
        return
    # where it is known why a handshake never finished, that is said instead (causes.py)
    told = code == "incomplete" and "Failed (" in said
    for wanted in () if told else ("(%s)" % code, sentence, help_) + ADVICE.get(code, ()):
        if wanted not in said:
            yield "explain lacks %r: %s" % (wanted, said)
    found = shared.handshakes(run(program, "replay", path, "--json", "--summary", *keys))
    if [h["reason"] for h in found] != ([] if make == no_start else [code]):
        yield "the summary has %s" % [h["reason"] for h in found]
    events = [e for e in map(json.loads, run(program, "replay", path, "--json", *keys).splitlines()) if e["type"] in CLOSED]
    if not events or {e["reason"] for e in events} != {code}:
        yield "the events have %s" % [(e["type"], e["reason"]) for e in events]
    if events and (events[-1]["type"] != "handshake.closed" or not events[-1]["text"].endswith("%s %s" % words)):
        yield "the last event is %s: %s" % (events[-1]["type"], events[-1]["text"])
    if "%s %s" % words not in one_line(run(program, "replay", path, "--plain", *keys)):
        yield "the text has no %r" % sentence


def never_silent(program, m):
    """A file out of which nothing can be told: what is said instead, of which file, and the exit code"""
    script, c, _ = m.whole()
    whole = m.save(wire.packets_of(c)).read_bytes()
    _, plain = m.spoken((CLIENT, b"GET / HTTP/1.0\r\n\r\n"), (SERVER, b"HTTP/1.0 200 OK\r\n\r\nhello"))
    http = m.save(wire.packets_of(plain)).read_bytes()
    for name, content, words, code, sentence in (
            ("no packets", whole[:24], ["explain"], 0, "nothing to explain"), ("no packets", whole[:24], ["replay", "--summary"], 0, "no TLS stream in it"),
            ("no TLS", http, ["replay", "--plain"], 0, "no TLS stream in it"), ("no such stream", whole, ["replay", "--plain", "--stream", "7"], 3, "no TLS stream 7"),
            ("no such stream", whole, ["replay", "--json", "--summary", "--stream", "7"], 3, "no TLS stream 7"),
            ("empty", b"", ["explain"], 3, "the file is empty"), ("no capture", b"text" * 9, ["replay", "--plain"], 3, "this is no capture"),
            ("cut", whole[:-3], ["replay", "--summary"], 3, "the capture is cut")):
        path = m.folder / "silent.pcap"
        path.write_bytes(content)
        got, _, err = shared.run(program, words[0], path, *words[1:])
        if got != code or sentence not in err or str(path) not in err:
            yield "%s, %s: exit %d: %r" % (name, words, got, err)


def told_of_tls13(program, m):
    """the summary counts KeyUpdates; of a binder it is said that it cannot be checked"""
    path = m.folder / "tls13.pcapng"
    updates, binder = "keys updated: the client's 1, the server's 1 times", '"type":"psk.binder_not_checked"'
    for scenario, words, text, told in (
            ("tls13-key-update", ["--summary"], updates, True), ("tls13", ["--summary"], "keys updated", False),
            ("tls13-key-update", ["--json", "--summary"], '"key_updates":{"client":1,"server":1}', True),
            ("tls13-psk", ["--json"], binder, True), ("tls13", ["--json"], binder, False)):
        shared.run(program, "run", scenario, "--export", path)
        if (text in shared.run(program, "replay", path, *words)[1]) != told:
            yield "%s, %s: %s" % (scenario, " ".join(words), text)


def wrong_signature(program, m):
    """explain and the summary name it: the signature in that ServerKeyExchange is none"""
    path, _ = forward_secrecy(m)
    for words in (["explain", path], ["replay", path, "--summary"]):
        out = shared.run(program, *words)[1]
        if "ServerKeyExchange IS WRONG" not in out:
            yield "a wrong signature is not named: %s" % out


def main(program, root, *only):
    program, all_codes, wrong = str(pathlib.Path(program).resolve()), codes(), 0
    missing = set(all_codes) - {code for code, _ in CASES} - {"evicted", "limit"}      # they take thousands: evicted.py, unit/test_observer.c
    for code in sorted(missing):
        print("%s: no case" % code)
    for path, form in DOCUMENTED:
        text = (shared.ROOT / path).read_text()
        for code in all_codes:
            if not re.search(form % code, text):
                missing.add(code)
                print("%s: not in %s" % (code, path))
    with tempfile.TemporaryDirectory() as folder:
        maker = Maker(pathlib.Path(root), pathlib.Path(folder))
        for code, make in CASES:
            if only and code not in only:
                continue
            try:
                found = list(faults(program, make, code, all_codes[code], *make(maker)))
            except ValueError as e:
                found = [str(e)]
            wrong += bool(found)
            for fault in found:
                print("%s, %s: %s" % (code, make.__name__, fault[:800]))
        for fault in [*never_silent(program, maker), *wrong_signature(program, maker), *told_of_tls13(program, maker)]:
            wrong += 1
            print(fault[:800])
    print("%d reasons, %d cases, %d wrong" % (len(all_codes), len(CASES), wrong))
    return 1 if wrong or missing or len(all_codes) < 13 else 0


if __name__ == "__main__":
    if len(sys.argv) < 3:
        sys.exit(__doc__)
    sys.exit(main(*sys.argv[1:]))
