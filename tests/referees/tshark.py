#!/usr/bin/env python3
"""Referee: tshark. tshark.py SLOWSHAKE ROOT [words of a title]

Every scenario is exported, dissected without "malformed", and decrypted with
the secrets that are inside: the Finished messages and the data can be read.
"""
import subprocess
import sys

import peers
from peers import expect

TEXT = "readable-by-tshark-4711"


def dissect(path, *args):
    p = subprocess.run(["tshark", "-n", "-r", path, *args], capture_output=True, text=True, check=False,
                       timeout=peers.LIMIT, errors="replace")
    expect(p.returncode == 0, "tshark:", p.stderr)
    return p.stdout


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


def check(place, path, trace):
    tree = dissect(path, "-V")
    low = tree.lower()
    expect("malformed" not in low, "malformed:\n", "\n".join(
        line for line in tree.splitlines() if "malformed" in line.lower())[:400])
    for sign in ("bad checksum", "tcp out-of-order", "tcp previous segment", "[incorrect", "ignored unknown record"):
        expect(sign not in low, f"tshark says {sign!r}")
    types = dissect(path, "-T", "fields", "-e", "tls.handshake.type").replace(",", " ").split()
    records = dissect(path, "-T", "fields", "-e", "tls.record.content_type").replace(",", " ").split()
    expect(records, "no TLS record found")
    if trace.end["outcome"] != "established":
        return
    expect(types.count("20") == 2, "Finished messages that can be read:", types.count("20"), "of", types)
    expect("1" in types and "2" in types and "16" in types, "handshake types", types)
    data = trace.data("application_data.sent")
    if data:
        seen = bytes.fromhex("".join(dissect(path, "-T", "fields", "-e", "data.data", "-e", "tls.segment.data")
                                     .replace(":", "").replace(",", "").split()) or "")
        follow = dissect(path, "-q", "-z", "follow,tls,raw,0")
        stream = bytes.fromhex("".join(line.strip() for line in follow.splitlines() if is_hex(line.strip())))
        for e in trace.of("application_data.sent"):
            piece = bytes.fromhex(trace.values[e["values"][0]]["hex"])
            expect(piece in stream or piece in seen, "data that tshark cannot read:", piece[:60])


def is_hex(line):
    return len(line) % 2 == 0 and line != "" and all(c in "0123456789abcdefABCDEF" for c in line)


def scenario(name, *args):
    def run(place):
        path, trace = export(place, name, "run", name, *args)
        check(place, path, trace)
    return run


def fault(name):
    """A party that errs may send what is malformed; the rest must hold."""
    def run(place):
        path, trace = export(place, name, "run", "--fault", name)
        dissect(path, "-V")
        expect(trace.end["outcome"] in ("failed", "truncated"), "outcome", trace.end["outcome"])
        records = dissect(path, "-T", "fields", "-e", "tls.record.content_type").split()
        expect(records, "no TLS record found")
    return run


def names(slowshake, what):
    out = subprocess.run([slowshake, "list", what], capture_output=True, text=True, check=True).stdout
    return [line.split()[0] for line in out.splitlines() if line.strip() and not line.startswith((" ", "\t", "#"))]


def main():
    peers.need("tshark")
    slowshake = sys.argv[1]
    scenarios, faults = names(slowshake, "scenarios"), names(slowshake, "faults")
    cases = [(f"scenario {n}", scenario(n)) for n in scenarios]
    cases += [(f"suite {s}", scenario("default", "--suite", s, "--data", TEXT)) for s in peers.IANA]
    cases += [(f"fault {n}", fault(n)) for n in faults]
    if not scenarios or not faults:
        print("FAIL  slowshake lists no scenarios or no faults")
        return 1
    return peers.run_cases(sys.argv, cases)


if __name__ == "__main__":
    sys.exit(main())
