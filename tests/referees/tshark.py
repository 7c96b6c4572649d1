#!/usr/bin/env python3
"""Referee: tshark. tshark.py SLOWSHAKE ROOT [words of a title]

Every scenario is exported, dissected without "malformed", and decrypted with
the secrets that are inside: the Finished messages and the data can be read.
"""
import collections
import re
import subprocess
import sys

import peers
from peers import expect

HEX = re.compile(r"^[0-9a-f]{4,8}  ((?:[0-9a-f]{2} ?){1,16})(?:  |$)")
TEXT = "readable-by-tshark-4711"


def dissect(path):
    """The capture as tshark tells it: every field, and every byte also after decryption."""
    p = subprocess.run(["tshark", "-n", "-V", "-x", "-r", path], capture_output=True, text=True, check=False,
                       timeout=3 * peers.LIMIT, errors="replace")
    expect(p.returncode == 0, "tshark:", p.stderr)
    return p.stdout


def decrypted(text):
    """The bytes of all parts that tshark calls decrypted, joined with a gap between parts."""
    out, inside = [], False
    for line in text.splitlines():
        if re.search(r"bytes?\):$", line):
            inside = line.startswith("Decrypted")
            out.append(b"\0" if inside else b"")
        elif inside and HEX.match(line):
            out.append(bytes.fromhex(HEX.match(line).group(1).replace(" ", "")))
        elif not line:
            inside = False
    return b"".join(out)


def export(place, name, *args):
    path = place.folder / "x.pcapng"
    path.unlink(missing_ok=True)
    p = place.slow(*args, "--json", "--seed", "1", "--export", path)
    rc = p.wait()
    peers.no_sanitizer(p)
    expect(rc in (0, 1), "exit code", rc, p.story())
    trace = peers.Trace(p.out)
    expect(path.exists() and path.stat().st_size > 0, "nothing exported:", p.story())
    return path, trace


def count(text, *names):
    return [len(re.findall(rf"^ *Handshake Type: {n} \(", text, re.M)) for n in names]


def check(path, trace):
    text = dissect(path)
    low = text.lower()
    expect("malformed" not in low, "malformed:\n", "\n".join(
        line for line in text.splitlines() if "malformed" in line.lower())[:400])
    for sign in ("bad checksum", "tcp out-of-order", "tcp previous segment", "[incorrect", "ignored unknown record"):
        expect(sign not in low, f"tshark says {sign!r}")
    expect("Record Layer:" in text, "no TLS record found")
    if trace.end["outcome"] != "established":
        return
    finished, client, server, exchange = count(text, "Finished", "Client Hello", "Server Hello", "Client Key Exchange")
    handshakes = len(trace.of("connection.end"))
    anew = handshakes - sum("resumed" in e for e in trace.of("connection.end"))
    made = collections.Counter(u["name"] for u in trace.of("unit") if u["kind"] == "message")
    # who is asked for a certificate when the handshake is over answers with a Finished, too
    # one client random twice: tshark has the secrets of one of the two connections, and nobody answers in the other
    replayed = len(trace.of("early_data.replayed"))
    expect(finished == made["Finished"] - 2 * replayed >= 2 * handshakes - 3 * replayed, "Finished messages that can be read:", finished)
    retries = made["HelloRetryRequest"]
    # a further handshake in the same connection, which the server may refuse, or go on with the first one's session
    further = collections.Counter(e["actor"] for e in trace.of("renegotiation.begun"))
    by_message = 0 if trace.end["version"] == "TLSv1.3" else anew + further["server"]
    further["client"] += bool(trace.of("renegotiation.spliced"))      # it is nobody's further one but the server's
    expect(client == handshakes + retries + further["client"] > 0 and server == handshakes + retries + further["server"] and exchange == by_message,
           "handshake messages", client, server, exchange)
    sent = trace.of("application_data.sent")
    readable = decrypted(text)
    # tshark begins the keys of the data anew at each Finished of the client, so that of a later one it reads nothing behind it
    lost = {"client"} if made["Finished"] > 2 * handshakes else set()
    for e in sent:
        if e["actor"] in lost:
            continue
        piece = bytes.fromhex(trace.values[e["values"][0]]["hex"])
        expect(piece in readable, "data that tshark cannot read:", piece[:60])


def scenario(name, *args):
    def run(place):
        path, trace = export(place, name, "run", name, *args)
        check(path, trace)
    return run


def fault(name, falls_back):
    """A party that errs may send what is malformed; the rest must hold."""
    def run(place):
        path, trace = export(place, name, "run", "--fault", name)
        if falls_back:
            expect(trace.end["outcome"] == "established", "outcome", trace.end["outcome"])
            return check(path, trace)
        text = dissect(path)
        expect(trace.end["outcome"] in ("failed", "truncated"), "outcome", trace.end["outcome"])
        expect("Record Layer:" in text, "no TLS record found")
    return run


def names(slowshake, what, ending=""):
    out = subprocess.run([slowshake, "list", what], capture_output=True, text=True, check=True).stdout
    return [line.split()[0] for line in out.splitlines() if line.strip() and not line.startswith((" ", "\t", "#")) and line.endswith(ending)]


def main():
    peers.need("tshark")
    slowshake = sys.argv[1]
    scenarios, faults = names(slowshake, "scenarios"), names(slowshake, "faults")
    cases = [(f"scenario {n}", scenario(n)) for n in scenarios]
    cases += [(f"suite {s}", scenario("default", "--suite", s, "--data", TEXT)) for s in peers.IANA]
    fall_back = names(slowshake, "faults", "(full handshake)")
    cases += [(f"fault {n}", fault(n, n in fall_back)) for n in faults]
    if not scenarios or not faults:
        print("FAIL  slowshake lists no scenarios or no faults")
        return 1
    return peers.run_cases(sys.argv, cases)


if __name__ == "__main__":
    sys.exit(main())
