#!/usr/bin/env python3
"""What is exported and replayed is what happened: replay_scenarios.py PROGRAM [NAME...]

Every scenario, fault and cipher of `run`, exported as a capture with its secrets, replayed: the same
messages in the same order with the same bytes, the same verdicts, the same alerts, the same outcome, and
the same value under every name that both have, as far as somebody who only listens can know. Once with
the secrets in the capture, once without them and with the server's RSA key: that opens nothing where the
key exchange is ephemeral Diffie-Hellman or takes a pre-shared key, and says why; that key is then given as well.
"""
import collections
import copy
import json
import os
import subprocess
import sys
import tempfile

import shared

# What a capture does not tell whoever reads it.
UNSEEN = {
    "revoked": "certificate.",               # the revocation list is the client's
    "too-many-warnings": "message.",         # how many are too many is the server's business
    "dh-composite": "key_exchange.",         # only a client tests for primes
    "x25519-zero": "key_exchange.secret",    # nobody else has the secret
    "tls13-too-many-key-updates": "message.expected",   # the same of KeyUpdates
    "tls13-early-end": "message.expected",   # which of two directions came first a capture cannot say for certain
}
# The order is judged, and both Finished hold all the same.
UNORDERED = ("tls13-no-early-end",)
# Messages that nobody can read: one that is begun and never ended, and what interrupts it.
UNENDED = {
    "message-across-key-change": (["client", "Finished"], ["client", "ChangeCipherSpec"]),
    "tls13-hello-across-key-change": (["server", "EncryptedExtensions"],),
    "tls13-update-across-key-change": (["client", "Certificate"],),
}
# The names of what is derived, and of what goes into it.
ENDS = ("client address", "server address")
EARLY = (*ENDS, "client_random", "server_random", "master_secret", "pre_master_secret", "padded pre_master_secret")
DERIVED = (*ENDS, "client_random", "server_random", "session_id", "master_secret", "key_block", "client_write_MAC_key", "server_write_MAC_key",
           "client_write_key", "server_write_key", "client_write_IV", "server_write_IV", "transcript_hash", "verify_data",
           "verify_data received", "nonce", "MAC", "tag", "plaintext", "data")
# what a key log of TLS 1.3 gives, and what comes of it
TLS13 = ("client_handshake_traffic_secret", "server_handshake_traffic_secret", "client_application_traffic_secret_0",
         "server_application_traffic_secret_0", "client_write_key", "server_write_key", "client_write_iv", "server_write_iv",
         "finished_key", "verify_data", "nonce", "additional_data", "client_random")
EARLY_DATA = ("ApplicationData", "EndOfEarlyData")
PRE_MASTER = ("pre_master_secret", "padded pre_master_secret")
JUDGED = ("record.", "finished.", "certificate.", "message.decoded")
OWN_BUSINESS = ("certificate.key_exchange", "certificate.signs", "certificate.own_chain")   # whether a party can use it for what it wants itself
PSK = "demo key:" + b"32 bytes that nobody else knows.".hex()
RSA_KEYS = {who: shared.ROOT / f"assets/pki/{who}.key" for who in ("server", "mallory")}
OTHER = {"client": "server", "server": "client"}


def names(program, what):
    out = subprocess.run([program, "list", what], capture_output=True, text=True, check=True).stdout
    return [line.split()[0] for line in out.splitlines()]


def of_connection(every, connection):
    """The lines of one connection: its events and units, and the values that stand before them."""
    found, values = [], []
    for line in every:
        if line["type"] == "value":
            values.append(line)
            continue
        if line.get("connection", 0) == connection and "step" in line:
            found += [*values, line]
        values = []
    return found


class Trace:
    """The lines of --json, as far as they are compared; of one connection, if there are several. Its ends are called
    client and server, whoever is there."""

    def __init__(self, text, connection=0):
        every = [json.loads(line) for line in text.splitlines()]
        self.ends = [x for x in every if x["type"] == "connection.end"]
        self.lines = every
        self.end = every[-1]
        self.server = "server"
        if len(self.ends) > 1:
            self.end = next(x for x in self.ends if x["connection"] == connection)
            self.server = self.end["server"]
            self.place = {self.end[place]: place for place in ("client", "server")}
            self.lines = [self.placed(x) for x in of_connection(every, connection)]
            self.end = self.placed(self.end)
        self.values = {x["id"]: x for x in every if x["type"] == "value"}
        self.units = {x["id"]: x for x in self.lines if x["type"] == "unit"}

    def placed(self, line):
        return {**line, **{k: self.place.get(line[k], line[k]) for k in ("actor", "sender", "alert_from") if k in line}}

    def tells(self, kind):
        return any(x["type"] == kind for x in self.lines)

    def hex(self, value):
        return self.values[value]["hex"]

    def messages(self):
        """[sender, name, bytes] of what crossed the wire: of a message that was altered on it only what became of it. One of which
        only the beginning came is none."""
        found, cut = [], {x["unit"] for x in self.lines if x["type"] == "message.cut"}
        for _, u in sorted(self.units.items()):
            if u["kind"] == "message" and u["id"] not in cut:
                message = [u["sender"], u["name"], self.hex(u["value"])]
                if u.get("altered"):
                    found.remove([m for m in found if m[:2] == message[:2]][-1])
                found.append(message)
        return found

    def unread(self):
        """The messages of records that do not hold what they should: only who made them knows them."""
        last, lost = {}, []
        for x in self.lines:
            if x["type"] == "unit" and x["kind"] == "message":
                last[x["sender"]] = [x["sender"], x["name"], self.hex(x["value"])]
            if x.get("verdict") == "fail" and x["type"].startswith("record.") and x["actor"] in OTHER:
                message = last[OTHER[x["actor"]]]
                lost += [message] if message not in lost else []
        return lost

    def finished(self):
        """[whose Finished, the verdict]; the judge of a live one is the other party"""
        for x in self.lines:
            if x["type"] == "finished.compare":
                judge = x["actor"]
                yield [self.units[x["unit"]]["sender"] if judge == "observer" else OTHER[judge], x["verdict"]]

    def master_secrets(self):
        return self.labelled().get("master_secret", set())

    def tls13(self):
        """it is, or would have been: nothing else has early data"""
        return self.end["version"] == "TLSv1.3" or self.tells("early_data.offered")

    def altered(self):
        """The names of the messages that were changed on their way: who listens goes by what came."""
        return {x["name"] for x in self.units.values() if x["kind"] == "message" and x.get("altered")}

    def disagrees(self):
        """The parties have no secret in common: the trace has each one's, a capture that of one."""
        return len(self.master_secrets()) > 1 or len(self.labelled().get("client_handshake_traffic_secret", ())) > 1

    def was_established(self):
        verdicts = [verdict for _, verdict in self.finished()]   # a client that is asked later finishes once more
        return len(verdicts) >= 2 and set(verdicts) == {"ok"}

    def labelled(self):
        """label -> all values of that name, also those of an earlier connection that this one speaks of"""
        found = collections.defaultdict(set)
        for x in self.lines:
            for v in [x] if x["type"] == "value" else [self.values[i] for i in x.get("values", ())]:
                found[v["label"]].add(v["hex"])
        return found

    def verdicts(self):
        """(type, verdict, reason) of what is checked of the bytes on the wire; who checks does not matter"""
        return {(x["type"], x["verdict"], x["reason"]) for x in self.lines
                if x.get("verdict", "none") != "none" and x["type"].startswith(JUDGED) and x["type"] not in OWN_BUSINESS
                and x["reason"] != "name_not_wanted" and not (x["type"] == "certificate.name" and not self.end["server_name"])}

    def aside(self, kind):
        """The same without these events."""
        rest = copy.copy(self)
        rest.lines = [x for x in self.lines if not x["type"].startswith(kind)]
        return rest

    def failed(self, *types):
        return {x["type"] for x in self.lines if x.get("verdict") == "fail" and x["type"].startswith(types)}

    def gave_up(self):
        """the parties that ended the handshake"""
        return {x["actor"] for x in self.lines if x.get("fatal")}


def without(messages, some):
    return [m for m in messages if m not in some]


def compare_messages(run, replay, unended):
    sent, seen = [m for m in run.messages() if m[:2] not in unended], replay.messages()
    if run.tls13() and run.disagrees():
        sent = [m for m in sent if m in seen]
    elif replay.failed("record."):
        sent = without(sent, run.unread())
    if sent != seen:
        at = next((i for i, (x, y) in enumerate(zip(sent, seen)) if x != y), min(len(sent), len(seen)))
        yield "messages: %d and %d, from number %d on: run %s, replay %s" % (
            len(sent), len(seen), at, sent[at:at + 1], seen[at:at + 1])


def compare_finished(run, replay):
    """Who listens also judges the Finished of which the party that it was for gave up before."""
    live, heard = list(run.finished()), list(replay.finished())
    more = without(heard, live)
    if without(live, heard) or any(OTHER[whose] not in run.gave_up() for whose, _ in more) or \
            (not more and live != heard and len(live) != len(heard)):
        yield "Finished: run %s, replay %s" % (live, heard)
    if replay.gave_up():
        yield "who listens ended something: %s" % replay.gave_up()
    if not replay.master_secrets() <= run.master_secrets():
        yield "master_secret: another one"
    if live and not replay.master_secrets() and not run.tls13():
        yield "master_secret: none"


def compare_noticed(run, replay, unseen):
    """What is wrong with the bytes, both notice: unless the parties do not share a secret any longer, which
    who listens with that of one of them does not see."""
    types = ("record.", "message.", "finished.compare", "certificate.", "compressed_certificate.", "key_exchange.", "client_hello.unchanged",
             "server_key_exchange.signature", "certificate_verify.signature")
    live, heard = (t.failed(*types) for t in (run, replay))
    live = {x for x in live if not (unseen and x.startswith(unseen))}
    if len(run.master_secrets()) > 1:
        live = {x for x in live if not x.startswith("record.")}
        heard -= {"finished.compare"}
    heard -= {"finished.compare"} if run.gave_up() and "finished.compare" not in live else set()
    if live - {"certificate.possession"} != heard:
        yield "noticed: run %s, replay %s" % (sorted(live), sorted(heard))


def compare_values(run, replay, with_rsa_key):
    """What either derives, under its name"""
    live, heard = run.labelled(), replay.labelled()
    names = TLS13 if run.tls13() else [*DERIVED, *PRE_MASTER] if with_rsa_key else DERIVED
    established = run.end["outcome"] == "established" and (len(run.master_secrets()) == 1 or run.tls13())
    if run.disagrees() or run.tls13() and "ServerHello" in run.altered():
        return                        # the parties do not agree: whose values would they be?
    for name in names:
        if name in EARLY and "ClientHello" in run.altered():
            continue                  # nobody has what was altered
        # who listens also derives what a party that gave up did not come to
        if not heard[name] <= live[name] if established or name in EARLY else live[name] and heard[name] and not live[name] & heard[name]:
            yield "%s: run %s, replay %s" % (name, sorted(live[name]), sorted(heard[name]))
        # with a key log the master secret is there already: nobody needs the hash that it was made of
        if established and live[name] - heard[name] and (with_rsa_key or name != "transcript_hash"):
            yield "%s: run has %s, replay %s" % (name, sorted(live[name]), sorted(heard[name]))


def compare_verdicts(run, replay):
    if run.end["outcome"] == "established" and run.verdicts() != replay.verdicts():
        yield "verdicts: run alone %s, replay alone %s" % (sorted(run.verdicts() - replay.verdicts()), sorted(replay.verdicts() - run.verdicts()))


def compare_end(run, replay, fault):
    for member in ("outcome", "version", "cipher_suite", "server_name", "alert", "alert_from", "resumed"):
        if member == "server_name" and replay.failed("message.decoded"):
            continue                  # it stood in the hello that cannot be read
        if member == "outcome" and (run.was_established() or fault in UNORDERED) and replay.end["outcome"] == "established":
            continue                  # what failed then was no handshake any more
        if member == "alert_from" and run.disagrees() or member in ("cipher_suite", "version") and "ServerHello" in run.altered() and run.tls13():
            continue                  # the alert of who did not agree is closed; the server means what it sent, the client what came
        if run.end.get(member) != replay.end.get(member):
            yield "%s: run %s, replay %s" % (member, run.end.get(member), replay.end.get(member))


def differences(run, replay, fault, with_rsa_key):
    unseen = UNSEEN.get(fault)
    if run.tells("acme.expected"):    # the challenge is the client's: who listens takes the answer for a usual certificate
        run, replay = run.aside("certificate."), replay.aside("certificate.")
    yield from compare_messages(run, replay, UNENDED.get(fault, ()))
    yield from compare_finished(run, replay)
    yield from compare_noticed(run, replay, unseen)
    yield from compare_values(run, replay, with_rsa_key)
    yield from compare_verdicts(run, replay)
    yield from compare_end(run, replay, fault)


def forward_secret(run):
    """Keys were exchanged, or were there before, and no key of the server's gives them away."""
    return any(m[1] in ("ServerHello", *EARLY_DATA) for m in run.messages()) if run.tls13() else (
        any(x in (run.end["cipher_suite"] or "") for x in ("DHE_", "DH_anon")) and any(m[1] == "ClientKeyExchange" for m in run.messages()))


def wants_psk(run):
    """The pre-shared key is all that is missing, and only before TLS 1.3 does it go in there."""
    return not run.tls13() and "PSK_" in (run.end["cipher_suite"] or "") and not forward_secret(run) and any(m[1] == "ClientKeyExchange" for m in run.messages())


def goes_on(run):
    """With a session of one of these."""
    return not run.tls13() and "PSK_" in (run.end["cipher_suite"] or "") and run.end["outcome"] == "established" and all(m[1] != "ClientKeyExchange" for m in run.messages())


def stays_closed(run, replay, why="forward_secrecy"):
    """The server's key is given, and does not help: what is in clear is the same, and nothing is derived."""
    sent, seen = run.messages(), replay.messages()
    if run.tls13():   # early data, which comes before, is closed as well
        sent = [m for i, m in enumerate(sent) if m[1] not in EARLY_DATA or "ServerHello" in [x[1] for x in sent[:i]]]
    names = [m[1] for m in sent]
    # a server that gives up at early data has sent no hello: all but that is in clear
    answered = not run.tls13() or "ServerHello" in names
    last = names.index("ClientKeyExchange" if "ClientKeyExchange" in names and not run.tls13() else "ServerHello") if answered else len(names) - 1
    if seen != sent[:last + 1] + [m for m in sent[last + 1:] if m in seen] or {m[1] for m in seen[last + 1:]} & {"Finished", "ApplicationData"}:
        yield "messages: run %s, replay %s" % (sent, seen)
    reasons = {x["reason"] for x in replay.lines if x["type"] == "secret.missing"}
    if answered and reasons != {why} and "ServerHello" not in run.altered():
        yield "no secret because: %s" % sorted(reasons)
    for name in (*PRE_MASTER, "master_secret", "plaintext", "data"):
        if replay.labelled()[name]:
            yield "%s: derived without a secret" % name
    if replay.end["outcome"] not in ("closed", *[run.end["outcome"]][:run.end["outcome"] != "established"]):
        yield "outcome: %s" % replay.end["outcome"]


def trusted(folder):
    """Whom the client trusts, and whom the server does: who listens judges the certificates of both."""
    path = os.path.join(folder, "both.pem")
    with open(path, "w", encoding="ascii") as f:
        f.write("".join((shared.ROOT / "assets/pki" / name).read_text() for name in ("root.pem", "client-ca.pem")))
    return path


# A key log finds secrets by the client's random: in a connection that was replayed that leads to those of the first.
REPLAYED = {("tls13-replayed-early-data", 2), ("tls13-replay-refused", 2)}


def compare_replayed(run, replay, taken):
    """Early data opens with the key of the first connection; of what the server answered the ServerHello, which is in clear."""
    sent, seen = run.messages(), replay.messages()
    early, hello = ["client", "ApplicationData", "6561726c79"], [m for m in sent if m[1] in ("ClientHello", "ServerHello")]
    if early not in seen or [m for m in seen if m in hello] != hello or (early in sent) != taken:
        yield "replayed: run %s, replay %s" % (sent, seen)


# The capture has what came, which is not what was sent: only that both notice the same is held against each other.
REARRANGED = {"replay-record", "swap-records", "drop-record", "reflect-record"}


def compare_hellos(run, replay):
    """A whole connection sent again: its secrets are those of no client, and what can be read is in clear."""
    seen = replay.messages()
    if [m for m in seen if m[1] in ("ClientHello", "ServerHello")] != [m for m in run.messages() if m[1] in ("ClientHello", "ServerHello")]:
        yield "replayed: %s" % seen


def told_by(run, replay, name, i, given):
    if (name, i) == ("replay-connection", 1):
        return compare_hellos(run, replay)
    if (name, i) in REPLAYED and not given:
        return compare_replayed(run, replay, name == "tls13-replayed-early-data")
    if given and forward_secret(run):
        return stays_closed(run, replay)
    if given and goes_on(run):
        return stays_closed(run, replay, "resumed_unknown")
    if given and "--psk" not in given and wants_psk(run):
        return stays_closed(run, replay, "psk_missing")
    return differences(run, replay, name, bool(given))


def check(program, folder, words):
    capture = os.path.join(folder, "x.pcapng")
    made = subprocess.run([program, "run", *words, "--json", "--export", capture, "--seed", "replayed"], text=True,
                          stdin=subprocess.DEVNULL, capture_output=True, env=shared.environment(), check=False)
    if made.returncode not in (0, 1) or made.stderr:
        return ["run: exit %d: %s" % (made.returncode, made.stderr)]
    runs, found = [Trace(made.stdout, i) for i in range(len(Trace(made.stdout).ends))], []
    # the RSA key opens what the server has; if the client has another secret, the two stories differ
    alike = all(len(run.master_secrets()) < 2 and not run.tells("renegotiation.begun") for run in runs)
    for given in [[], *[["--rsa-key", RSA_KEYS[runs[0].server]]] * alike, *[["--rsa-key", RSA_KEYS[runs[0].server], "--psk", PSK]] * (alike and any(map(wants_psk, runs)))]:
        if given:
            shared.without_secrets(capture)
        if not given and runs[0].tells("renegotiation.spliced"):
            runs.reverse()                   # her own connection came first
        for i, run in enumerate(runs):
            code, out, err = shared.run(program, "replay", capture, "--json", "--stream", str(i), "--ca", trusted(folder), "--ct-log", str(shared.ROOT / "assets/pki/ct-log.pem"),
                                        *(["--rsa-key", RSA_KEYS[run.server], *given[2:]] if given else []))
            if code or err:
                found.append("replay: exit %d: %s" % (code, err))
            else:
                told = told_by(run, Trace(out), words[-1], i, given)
                told = [d for d in told if words[-1] not in REARRANGED or not d.startswith("messages:")]
                if run.tells("renegotiation.spliced"):     # one end of the client's handshake is in each connection
                    told = [d for d in told if not d.startswith(("Finished: ", "session_id: ", "verify_data received: "))]
                found += [("with %s: " % " and ".join(given[::2]) if given else "") + ("connection %d: " % i if i else "") + d for d in told]
    os.remove(capture)
    return found


def suites(program):
    """One for each cipher with its hash that the library has, with the server's RSA key."""
    out = subprocess.run([program, "list", "suites"], capture_output=True, text=True, check=True).stdout
    rows = [line.split() for line in out.splitlines()]
    return {name.split("_WITH_")[-1]: name for name, *more in rows
            if not any(x in name for x in ("_ECDSA_", "_anon_", "PSK_")) and more[-1] != "no_primitive"}.values()


def main(program, only):
    program = os.path.abspath(program)
    cases = [[s] for s in names(program, "scenarios")] + [["--fault", f] for f in names(program, "faults")]
    cases += [[kind, "--suite", s] for s in suites(program) if "_WITH_" in s for kind in ("default", "encrypt-then-mac")[:1 + ("_CBC_" in s)]]
    cases += [["tls13", "--suite", s] for s in suites(program) if "_WITH_" not in s]
    cases = [c for c in cases if not only or c[-1] in only]
    faults = 0
    with tempfile.TemporaryDirectory() as folder:
        for words in cases:
            for difference in check(program, folder, words):
                faults += 1
                print("%s: %s" % (words[-1], difference[:600]))
    print("%d scenarios, faults and suites replayed, %d differences" % (len(cases), faults))
    return 1 if faults or not cases else 0


if __name__ == "__main__":
    if len(sys.argv) < 2:
        sys.exit(__doc__)
    sys.exit(main(sys.argv[1], sys.argv[2:]))
