#!/usr/bin/env python3
"""Handshakes of OpenSSL and GnuTLS, captured on loopback and replayed: replay_fixtures.py SLOWSHAKE SOURCE-ROOT FOLDER [WORDS]

All that can be opened is opened and verified; with no key, a wrong one, one of no use or the first session's
alone, it says what it must.
"""
import json
import os
import pathlib
import sys

import jsonschema

import make_fixtures
import shared
import tls13_fixtures
import tls13_open

NO_CHANCE = "0" * 64
SHARES = [                       # a part of the suite's name, the public values of its key exchange
    ("_ECDHE_PSK_", ["point", "ecdh_Yc", "psk_identity"]), ("_ECDHE_", ["point", "ecdh_Yc", "signature"]), ("_ECDH_anon_", ["point", "ecdh_Yc"]),
    ("_DHE_PSK_", ["dh_p", "dh_g", "dh_Ys", "dh_Yc", "psk_identity"]), ("_DHE_", ["dh_p", "dh_g", "dh_Ys", "dh_Yc", "signature"]),
    ("_DH_anon_", ["dh_p", "dh_g", "dh_Ys", "dh_Yc"]), ("_RSA_PSK_", ["EncryptedPreMasterSecret", "psk_identity"]),
    ("_RSA_", ["EncryptedPreMasterSecret"]), ("_PSK_", ["psk_identity"]),
]
TRAFFIC = C_HS, S_HS, C_AP, S_AP = [f"{who}_{what}" for what in ("HANDSHAKE_TRAFFIC_SECRET", "TRAFFIC_SECRET_0") for who in ("CLIENT", "SERVER")]
MISSING, OPENED = "tls13_secrets_missing", {"Finished": 2, "NewSessionTicket": 2, "ApplicationData": 1, "Alert": 2}
PARTS = [                        # secrets, reason with what becomes of both Finished, messages that open
    ([S_HS], (MISSING, "not decrypted", "verified"), {"Finished": 1, "Certificate": 1, "NewSessionTicket": 0, "ApplicationData": 0}),
    ([C_HS], (MISSING, "not verified", "not decrypted"), {"Finished": 1, "Certificate": 0, "ApplicationData": 0}),
    ([C_AP], (MISSING, "not decrypted", "not decrypted"), {"Finished": 0, "NewSessionTicket": 0, "ApplicationData": 1, "Alert": 1}),
    ([S_AP], (MISSING, "not decrypted", "not decrypted"), {"Finished": 0, "NewSessionTicket": 2, "ApplicationData": 0, "Alert": 1}),
    ([C_AP, S_AP], (MISSING, "not decrypted", "not decrypted"), {**OPENED, "Finished": 0}),
    (["without", C_HS], (MISSING, "not decrypted", "verified"), {**OPENED, "Finished": 1}),
    (["without", S_HS], (MISSING, "not verified", "not decrypted"), {**OPENED, "Finished": 1, "Certificate": 0}),
    (["without", C_AP], ("None", "verified", "verified"), {**OPENED, "ApplicationData": 0, "Alert": 1}),
    (["without", S_AP], ("None", "verified", "verified"), {**OPENED, "NewSessionTicket": 0, "Alert": 1}),
]
NOT_OF_A_HANDSHAKE = ("ChangeCipherSpec", "Alert", "ApplicationData")


def validator(name):
    return jsonschema.Draft202012Validator(json.loads((shared.ROOT / f"assets/slowshake.{name}.schema.json").read_text()))


class Fixture:
    def __init__(self, program, folder, what):
        self.program, self.what = program, what
        self.pcap, self.keys = folder / (what["name"] + ".pcap"), folder / (what["name"] + ".keys")
        self.folder = folder
        self.rsa_key = shared.ROOT / "assets/pki/server.key"

    def replay(self, *options):
        code, out, err = shared.run(self.program, "replay", self.pcap, "--json", *options)
        if code or (err and "labels that this version does not use" not in err):
            raise ValueError("exit %d: %s" % (code, err))
        return shared.handshakes(out)

    def summary(self, *options):
        return self.replay("--summary", *options)

    def write_keys(self, lines):
        path = self.folder / "some.keys"
        path.write_text("".join(lines))
        return path

    def log(self):
        return [line for line in self.keys.read_text().splitlines(True) if line.startswith("CLIENT_RANDOM ")]

    def is_rsa(self):
        """An RSA key opens it: RSA key exchange, and RSA-PSK's pre-master secret needs the PSK too."""
        return self.what["suite"].startswith("TLS_RSA_WITH_")


def facts(f, found):
    """(what, must be, is), of a summary with the right keys"""
    w = f.what
    tls13, ssl3 = w["version"] == "TLS 1.3", w["version"] == "SSL 3.0"
    yield "handshakes", w["handshakes"], len(found)
    yield "resumed", w.get("resumed", 0), sum(h["resumed"] for h in found)
    for h in found:
        yield "version", w["version"], h["version"]
        yield "suite", w["suite"], h["cipher_suite"]
        yield "server_name", w.get("server_name", "server.example"), h["server_name"]
        yield "via", w.get("via"), h["via"]
        yield "client_auth", w.get("client_auth", False), h["client_auth"]
        yield "alerts", [a["description"] for a in h["alerts"] if a["description"] != "close_notify"], []
        yield "etm", w.get("etm", "CBC" in w["suite"] and not ssl3), h["etm"]
        yield "ems", w.get("ems", not tls13 and not ssl3), h["ems"]
        if "ARIA" in w["suite"] and h["reason"] == "no_primitive" or "RC4" in w["suite"] and h["reason"] == "no_primitive":
            continue                  # the library has it not, and that is said
        yield "reason", None, h["reason"]
        yield "Finished", ("verified", "verified"), (h["finished_client"], h["finished_server"])
        if "DHE_RSA" in w["suite"] or "DHE_ECDSA" in w["suite"] or "DHE_DSS" in w["suite"]:
            yield "signature", None if h["resumed"] else w.get("signature", "ok"), h["key_exchange_signature"]
        if w.get("client_auth"):
            yield "client's signature", w.get("client_signature", "ok"), h["client_signature"]
        if w["kind"] in ("none", "psk"):
            yield "chain", None, h["chain"]
        elif w["kind"] in ("rsa", "pss", "p384", "p521") and not h["resumed"]:
            yield "chain", "accepted", h["chain"]


def one_at_a_time(f, keys):
    """Also alone a stream is opened by the session that it is resumed from; and what is exported of it opens by itself."""
    alone = f.folder / "alone.pcapng"
    for number in sorted({h["stream"] for h in f.summary("--keylog", keys)}):
        options = ["--keylog", keys, "--stream", str(number)]
        yield "stream %d alone" % number, {None}, {h["reason"] for h in f.summary(*options)}
        f.replay(*options, "--export", alone)
        code, out, err = shared.run(f.program, "replay", alone, "--json", "--summary")
        yield "stream %d exported" % number, (0, "", {None}), (code, err, {h["reason"] for h in shared.handshakes(out)})


def finished_alone(f, found):
    """--verify finished: what is known without a signature is the same, and the rest is said to be left out."""
    left = f.summary("--keylog", f.keys, "--ca", shared.ROOT / "assets/pki/root.pem", "--verify", "finished")
    checks = ("key_exchange_signature", "client_signature", "chain", "client_chain")
    rest = [{k: v for k, v in h.items() if k not in (*checks, "chain_failed", "client_chain_failed", "cause", "cause_text", "cause_help")} for h in (*found, *left)]
    yield "the rest with --verify finished", rest[:len(found)], rest[len(found):]
    yield "left out", [{k: h[k] and "not_checked" for k in checks} for h in found], [{k: h[k] for k in checks} for h in left]


def by_another(f):
    """What tests/vectors/tls13.py finds is what was wanted; and each secret opens here what it opens there, and no more."""
    connections = tls13_open.open_all(f.pcap, f.keys)
    yield "said, as another reads it", f.what["said"], [tls13_open.said(c) for c in connections]
    yield "data, as another reads it", True, all(b"hello" in c.data["client"] for c in connections[-1:])
    yield "padding, as another reads it", f.what.get("padding", False), any(c.padding for c in connections)
    yield "the disguise, as another reads it", f.what.get("disguise", True), any(c.ccs for c in connections)
    yield "updates, as another reads it", f.what.get("updates", 0), sum(c.updates for c in connections)
    opened = tls13_open.opened(connections)
    lines = f.keys.read_text().splitlines(True)
    for label, must in opened.items():
        keys = f.write_keys([line for line in lines if line.startswith(label + " ")])
        came = [e["name"] for e in f.replay("--keylog", keys) if e["type"] == "unit" and e["kind"] == "message" and e["encrypted"]]
        yield "opened by %s alone" % label, must, {name: came.count(name) for name in came if name != "ChangeCipherSpec"}


def tls13_with_other_keys(f):
    """Each secret opens one side in one epoch; without any, none opens."""
    lines = [line.split() for line in f.keys.read_text().splitlines() if "TRAFFIC_SECRET" in line]

    def states(*options):
        return sorted({(str(h["reason"]), h["finished_client"], h["finished_server"]) for h in f.summary(*options)})

    def log(*labels, secret=None, random=None):
        return f.write_keys("%s %s %s\n" % (label, random or r, secret or s) for label, r, s in lines if label in labels)

    every = {label for label, *_ in lines}
    missing = ("tls13_secrets_missing", "not decrypted", "not decrypted")
    size = len(lines[0][2])
    yield "no key", [missing], states()
    yield "a key log of another session", [missing], states("--keylog", log(*every, random=NO_CHANCE))
    yield "wrong secrets", [("wrong_secret", "not decrypted", "not decrypted")], states("--keylog", log(*every, secret="5a" * (size // 2)))
    yield "the server's key", [("forward_secrecy", "not decrypted", "not decrypted")], states("--rsa-key", f.rsa_key)
    if "said" in f.what:
        yield from by_another(f)
        return
    for labels, closed, opened in PARTS:
        given = every - set(labels[1:]) if labels[0] == "without" else set(labels)
        keys = log(*given)
        yield "with %s" % sorted(given), [closed], states("--keylog", keys)
        yield "named as missing with %s" % sorted(given), {x for x in every - given if x in TRAFFIC}, \
            {x for h in f.summary("--keylog", keys) for x in h.get("secrets_missing", ())}
        came = [e["name"] for e in f.replay("--stream", "0", "--keylog", keys) if e["type"] == "unit" and e["kind"] == "message" and e["encrypted"]]
        yield "opened with %s" % sorted(given), opened, {x: came.count(x) for x in opened}


def with_other_keys(f):
    """(what, must be, is), of what stays closed, and of other ways to open it"""
    if f.what["version"] == "TLS 1.3":
        yield from tls13_with_other_keys(f)
        return
    if any(h["reason"] == "no_primitive" for h in f.summary("--keylog", f.keys)):
        return
    # a renegotiation is inside the first connection: closed, nothing of it is seen
    resumed = f.what.get("resumed") and not f.what.get("inside")
    unknown = "psk_missing" if opens_by_psk(f) else "no_key"
    closed = [unknown] if not resumed else [unknown, "resumed_unknown"]

    def reasons(*options, processes="1"):
        os.environ["SLOWSHAKE_PROCESSES"] = processes
        return sorted({str(h["reason"]) for h in f.summary(*options)})

    yield "no key", closed, reasons()
    other = f.log()[0].split()
    yield ("a key log of another session", closed,
           reasons("--keylog", f.write_keys([f"CLIENT_RANDOM {NO_CHANCE} {other[2]}\n"])))
    wrong = [f"{line.split()[0]} {line.split()[1]} {'5a' * 48}\n" for line in f.log()]
    yield "wrong secrets", ["wrong_secret"], reasons("--keylog", f.write_keys(wrong))
    if f.is_rsa():
        yield "the server's key", ["None"], reasons("--rsa-key", f.rsa_key)
        yield ("another key", sorted({"wrong_rsa_key", closed[-1].replace("no_key", "wrong_rsa_key")}),
               reasons("--rsa-key", shared.ROOT / "assets/pki/wrong-server.key"))
    elif "PSK" not in f.what["suite"] and "anon" not in f.what["suite"] and not resumed:
        yield "forward secrecy", ["forward_secrecy"], reasons("--rsa-key", f.rsa_key)
    if f.what.get("resumed"):
        first = f.write_keys(f.log()[:1])
        yield "the first session's secret", ["None"], reasons("--keylog", first)
        yield "the same, each connection another process's", ["None"], reasons("--keylog", first, processes="2")
        yield from one_at_a_time(f, first)


def opens_by_psk(f):
    """Up to TLS 1.2 the secret follows from the key alone, or from it and what the server's key opens."""
    return f.what["suite"].startswith(("TLS_PSK_WITH_", "TLS_RSA_PSK_WITH_"))


def with_old_psk(f):
    """A pre-shared key up to TLS 1.2, given with --psk."""
    if not opens_by_psk(f):
        return
    more = ["--rsa-key", f.rsa_key] if "_RSA_PSK_" in f.what["suite"] else []
    for key, reason, finished in (("0123456789abcdef", None, "verified"), ("0123456789abcdee", "wrong_psk", "not decrypted")):
        h = f.summary("--psk", "fixture:" + key, *more)[0]
        yield f"reason and Finished with {key}", (reason, finished, finished), (h["reason"], h["finished_client"], h["finished_server"])


def with_psk(f):
    """A pre-shared key of TLS 1.3, given with --psk: the binder holds; used alone it opens all, beside a key share nothing but that."""
    if f.what["version"] != "TLS 1.3" or f.what["kind"] != "psk":
        return
    alone, right = not f.what.get("shares", True), tls13_fixtures.PSK
    for key, holds in ((right, "ok"), (right[:-1] + "e", "fail")):
        events = f.replay("--psk", "fixture:" + key)
        binders = [e["verdict"] for e in events if e["type"] == "psk.binder_check"]
        yield f"binders with {key}", [holds], binders
        opened = alone and holds == "ok"
        yield f"reason with {key}", None if opened else "tls13_secrets_missing", f.summary("--psk", "fixture:" + key)[0]["reason"]
        yield f"Finished with {key}", ["ok"] * 2 if opened else [], [e["verdict"] for e in events if e["type"] == "finished.compare"]
    yield "binders with another identity", [], [e for e in f.replay("--psk", "other:" + right) if e["type"] == "psk.binder_check"]


def public_shares(f):
    """What a key exchange shows to everybody, by the suite's name."""
    suite = f.what["suite"]
    if f.what["version"] == "TLS 1.3":
        return ["key_exchange"]
    for word, labels in SHARES:
        if word in suite:
            return labels
    return []


def known_without_keys(f):
    """What stands in the clear everybody knows, and nobody knows what is closed."""
    number = f.summary()[0]["stream"]
    said = [e for e in f.replay("--stream", str(number), "--knows", "eavesdropper") if e["type"] == "knowledge"]
    if len(said) != 1:
        yield "answers to --knows", 1, len(said)
        return
    rows = {v["label"]: v["how"] for v in said[0]["values"]}
    clear = ["client_random", "server_random"]
    clear += ["certificate"] if f.what["kind"] in ("rsa", "p256", "p384") and f.what["version"] != "TLS 1.3" else []
    clear += ["server_name"] if f.what.get("server_name", "server.example") else []
    clear += public_shares(f)
    for label in clear:
        yield f"the eavesdropper and {label}", "seen", rows.get(label)
    yield "records stay closed", True, said[0]["closed_records"] > 0 or "NULL" in f.what["suite"]
    code, out, err = shared.run(f.program, "replay", f.pcap, "--plain", "--stream", str(number), "--knows", "eavesdropper")
    yield "nothing that it does not know", False, "nothing that it does not know" in out and "NULL" not in f.what["suite"]
    yield "words of the program are nobody's knowledge", None, rows.get("what happened")


def check(f, handshake_schema, event_schema):
    """Sentences on what is wrong"""
    options = ["--keylog", f.keys, "--ca", shared.ROOT / "assets/pki/root.pem", "--time", "capture"]
    found, events = f.summary(*options), f.replay(*options)
    for what, must, is_ in [*facts(f, found), *finished_alone(f, found), *with_other_keys(f), *with_psk(f), *with_old_psk(f), *known_without_keys(f)]:
        if must != is_:
            yield "%s: must be %s, is %s" % (what, must, is_)
    units = {(e["stream"], e["id"]): e for e in events if e["type"] == "unit"}
    told = [units[e["stream"], e["unit"]] for e in events if e["type"] == "message.told"]
    if not told or any(u["encrypted"] for u in told):
        yield "told to everybody: %s" % [(u["name"], u["encrypted"]) for u in told]
    # one function names versions, in two spellings
    ends = {(e["version"].replace("TLSv", "TLS ").replace("SSLv3", "SSL 3.0"), e["cipher_suite"]) for e in events if e["type"] == "trace.end"}
    agreed = {(h["version"], h["cipher_suite"]) for h in found}
    if ends != agreed:
        yield "trace.end: must be %s, is %s" % (agreed, ends)
    messages = [e["name"] for e in events if e["type"] == "unit" and e["kind"] == "message" and e["name"] not in NOT_OF_A_HANDSHAKE]
    for side in ("client", "server") if "said" in f.what else ():
        came = [e["name"] for e in events if e["type"] == "unit" and e["kind"] == "message" and e["sender"] == side and e["name"] not in NOT_OF_A_HANDSHAKE]
        if came != [name for connection in f.what["said"] for name in connection[side]]:
            yield "what the %s said: must be %s, is %s" % (side, [connection[side] for connection in f.what["said"]], came)
    if messages != f.what.get("messages", messages):
        yield "messages: must be %s, are %s" % (f.what["messages"], messages)
    for line, schema in [*((h, handshake_schema) for h in found), *((e, event_schema) for e in events)]:
        for e in schema.iter_errors(line):
            yield "schema: %s: %s" % (e.json_path, e.message[:200])


def main(program, root, folder, *words):
    folder = pathlib.Path(folder).resolve()
    made = make_fixtures.make(program, root, folder, words)
    schemas, faults = (validator("handshake"), validator("event")), 0
    for what in made:
        f = Fixture(str(pathlib.Path(program).resolve()), folder, what)
        try:
            wrong = list(check(f, *schemas))
        except (ValueError, IndexError) as e:
            wrong = ["%s: %s" % (type(e).__name__, e)]
        faults += bool(wrong)
        print(("wrong  " if wrong else "ok     ") + what["name"], *wrong[:6], sep="\n         " if wrong else "", flush=True)
    print("%d captures made and replayed, %d wrong" % (len(made), faults))
    return 1 if faults or not made else 0


if __name__ == "__main__":
    if len(sys.argv) < 4:
        sys.exit(__doc__)
    sys.exit(main(*sys.argv[1:]))
