#!/usr/bin/env python3
"""What is exported and replayed is what happened: replay_scenarios.py PROGRAM [NAME...]

Every scenario and every fault of `run`, exported as a capture with its secrets, replayed: the same
messages in the same order with the same bytes, the same verdicts on Finished, the same master secret,
the same alerts, the same outcome, as far as somebody who only listens can know.
"""
import json
import os
import subprocess
import sys
import tempfile

import shared

# What a capture does not tell whoever reads it.
UNSEEN = {
    "revoked": "certificate.",               # the revocation list is the client's
    "client-expired": "certificate.",        # a client's chain is the server's business
}
OTHER = {"client": "server", "server": "client"}


def names(program, what):
    out = subprocess.run([program, "list", what], capture_output=True, text=True, check=True).stdout
    return [line.split()[0] for line in out.splitlines()]


class Trace:
    """The lines of --json, as far as they are compared."""

    def __init__(self, text):
        self.lines = [json.loads(line) for line in text.splitlines()]
        self.values = {x["id"]: x for x in self.lines if x["type"] == "value"}
        self.units = {x["id"]: x for x in self.lines if x["type"] == "unit"}
        self.end = self.lines[-1]

    def hex(self, value):
        return self.values[value]["hex"]

    def messages(self):
        """[sender, name, bytes] of what crossed the wire: of a message that was altered on it only what became of it"""
        found = []
        for _, u in sorted(self.units.items()):
            if u["kind"] == "message":
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
        return {v["hex"] for v in self.values.values() if v["label"] == "master_secret"}

    def failed(self, *types):
        return {x["type"] for x in self.lines if x.get("verdict") == "fail" and x["type"].startswith(types)}

    def gave_up(self):
        """the parties that ended the handshake"""
        return {x["actor"] for x in self.lines if x.get("fatal")}


def without(messages, some):
    return [m for m in messages if m not in some]


def compare_messages(run, replay):
    sent, seen = run.messages(), replay.messages()
    if replay.failed("record."):
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
    if not replay.master_secrets() <= run.master_secrets():
        yield "master_secret: another one"
    if live and not replay.master_secrets():
        yield "master_secret: none"


def compare_noticed(run, replay, unseen):
    """What is wrong with the bytes, both notice: unless the parties do not share a secret any longer, which
    who listens with that of one of them does not see."""
    live, heard = (t.failed("record.", "message.decoded", "finished.compare", "certificate.") for t in (run, replay))
    live = {x for x in live if not (unseen and x.startswith(unseen))}
    if len(run.master_secrets()) > 1:
        live = {x for x in live if not x.startswith("record.")}
        heard -= {"finished.compare"}
    heard -= {"finished.compare"} if run.gave_up() and "finished.compare" not in live else set()
    if live - {"certificate.possession"} != heard:
        yield "noticed: run %s, replay %s" % (sorted(live), sorted(heard))


def compare_end(run, replay):
    for member in ("outcome", "version", "cipher_suite", "server_name", "alert", "alert_from"):
        if member == "server_name" and replay.failed("message.decoded"):
            continue                  # it stood in the hello that cannot be read
        if run.end[member] != replay.end[member]:
            yield "%s: run %s, replay %s" % (member, run.end[member], replay.end[member])


def differences(run, replay, unseen):
    yield from compare_messages(run, replay)
    yield from compare_finished(run, replay)
    yield from compare_noticed(run, replay, unseen)
    yield from compare_end(run, replay)


def check(program, folder, words):
    capture = os.path.join(folder, "x.pcapng")
    made = subprocess.run([program, "run", *words, "--json", "--export", capture, "--seed", "replayed"], text=True,
                          stdin=subprocess.DEVNULL, capture_output=True, env=shared.environment(), check=False)
    if made.returncode not in (0, 1) or made.stderr:
        return ["run: exit %d: %s" % (made.returncode, made.stderr)]
    code, out, err = shared.run(program, "replay", capture, "--json")
    os.remove(capture)
    if code or err:
        return ["replay: exit %d: %s" % (code, err)]
    return list(differences(Trace(made.stdout), Trace(out), UNSEEN.get(words[-1])))


def main(program, only):
    program = os.path.abspath(program)
    cases = [[s] for s in names(program, "scenarios")] + [["--fault", f] for f in names(program, "faults")]
    cases = [c for c in cases if not only or c[-1] in only]
    faults = 0
    with tempfile.TemporaryDirectory() as folder:
        for words in cases:
            for difference in check(program, folder, words):
                faults += 1
                print("%s: %s" % (words[-1], difference[:600]))
    print("%d scenarios and faults replayed, %d differences" % (len(cases), faults))
    return 1 if faults or not cases else 0


if __name__ == "__main__":
    if len(sys.argv) < 2:
        sys.exit(__doc__)
    sys.exit(main(sys.argv[1], sys.argv[2:]))
