#!/usr/bin/env python3
"""Every capture that other projects made, replayed: captures.py PROGRAM [WORDS OF A PATH]

What the program says of each is held against what an independent dissector saw (table.tsv and
streams.jsonl beside the captures). Where the two differ, captures_expected.tsv says who is right and
why; a difference that it names and that is there no more is a fault as well.
"""
import collections
import concurrent.futures
import csv
import json
import os
import pathlib
import re
import sys

import jsonschema

import shared

HERE = pathlib.Path(__file__).resolve().parent
DTLS_QUIC = re.compile(r"^Stream (\d+) \(UDP\): .*\n  .*looks like (DTLS|QUIC)", re.M)
OLD = ("SSL 3.0", "TLS 1.0", "TLS 1.1", "TLS 1.2")


# ---- the dissector's words in ours

def version(name):
    if name.startswith("0x7f"):
        return "TLS 1.3 draft %d" % int(name[4:], 16)
    if name.startswith("0x"):
        return "0x%04x" % int(name, 16)
    return {"SSL3": "SSL 3.0"}.get(name) or re.sub(r"^TLS1", "TLS 1", name)


def endpoint(text):
    address, _, port = text.rpartition(":")
    return "[%s]:%s" % (address, port) if ":" in address else text


def hello(version_name, suite):
    return "%s %s" % (version_name, suite)


def joined(things):
    return ", ".join(map(str, things)) or "-"


# ---- one stream

def compare_stream(theirs, ours):
    """(kind, theirs, ours) of everything in which the two do not agree"""
    clients = sum(m[2] == "ClientHello" for m in theirs["messages"])
    answers = [h for h in theirs["hellos"] if not h["hrr"]]
    retries = len(theirs["hellos"]) - len(answers)
    yield "handshakes", max(clients - retries, len(answers)), len(ours)
    yield ("hellos", joined(hello(version(h["version"]), h["suite"]) for h in answers),
           joined(hello(h["version"], h["cipher_suite"]) for h in ours if h["cipher_suite"]))
    if clients and ours:
        yield "server_name", theirs["sni"], ours[0]["server_name"]
    if theirs["client"] and ours:
        yield "client", endpoint(theirs["client"]), ours[0]["client"]


# ---- one row

def verified(h):
    return (h["finished_client"] == "verified") + (h["finished_server"] == "verified")


# mbedTLS 3 has no RC4: then all those handshakes stay closed, and say why; with 2.28 none does.
rc4_closed = collections.Counter()


def lacks_rc4(h):
    closed = "RC4" in (h["cipher_suite"] or "") and h["reason"] == "no_primitive"
    if closed or ("RC4" in (h["cipher_suite"] or "") and h["decrypted"]):
        rc4_closed[closed] += 1
    return closed


def broken_off(h):
    """An alert ended it before both had finished."""
    return h["reason"] in (None, "incomplete") and h["alerts"] and "absent" in (h["finished_client"], h["finished_server"])


def check_keyed(row, found):
    closed = [h for h in found if lacks_rc4(h)]
    found = [h for h in found if h not in closed]
    total = sum(map(verified, found)) + 2 * len(closed)
    want = int(row["finished_decrypted"] or 0)
    if row["decrypts"] == "yes" and "DTLS1.2" not in row["versions"].split(",") and total < want:
        yield "*", "finished", want, total
    for h in found:
        if (h["version"] in OLD or h["version"] == "TLS 1.3" and not broken_off(h)) and (not h["decrypted"] or verified(h) != 2):
            yield h["stream"], "verified", "both", "%s, client %s, server %s" % (
                h["reason"], h["finished_client"], h["finished_server"])


def check_aria(row, found):
    for h in found:
        if not (verified(h) == 2 or h["reason"] == "no_primitive"):
            yield h["stream"], "aria", "verified or no_primitive", h["reason"]


def check_forward_secret(row, found):
    if not found:
        yield "*", "reason", "forward_secrecy", "-"
    for h in found:
        if h["version"] in OLD and h["reason"] != "forward_secrecy":
            yield h["stream"], "reason", "forward_secrecy", h["reason"]


def check_negative(row, found):
    if found:
        yield "*", "handshakes", 0, len(found)


def check_closed(row, found):
    for h in found:
        if h["decrypted"] and "NULL" not in (h["cipher_suite"] or ""):
            yield h["stream"], "decrypted", "no key was given", "decrypted"


CHECKS = {
    "keyed": check_keyed, "keyed-tshark-cannot(ARIA)": check_aria, "keyed-unverified": lambda row, found: (),
    "rsa-key-but-forward-secret": check_forward_secret, "negative-no-tls": check_negative,
    "no-key": check_closed, "partial-handshake": check_closed,
}


def check_all(row, found, theirs, explained):
    """(stream, kind, theirs, ours), where the two may well be equal"""
    category = row["category"].split("+")[0]
    yield from CHECKS[category](row, found)
    for h in found:
        if "mismatch" in (h["finished_client"], h["finished_server"]):
            yield h["stream"], "finished", "a match", "mismatch"
        if h["decrypted"] == bool(h["reason"]):
            yield h["stream"], "reason", "one, unless decrypted", h["reason"]
    by_stream = collections.defaultdict(list)
    for h in found:
        by_stream[h["stream"]].append(h)
    for s in theirs:
        if s["proto"] == "tcp":
            for difference in compare_stream(s, by_stream.pop(s["stream"], [])):
                yield s["stream"], *difference
    for number, ours in by_stream.items():
        yield number, "handshakes", "-", len(ours)
    named = {kind for _, kind in DTLS_QUIC.findall(explained)}
    for kind in ("DTLS", "QUIC"):
        if "+" + kind.lower() in row["category"]:
            yield "*", "named", kind, kind if kind in named else "-"


def check_row(program, captures, row, theirs, validator):
    """(stream, kind, theirs, ours) of each difference"""
    path, keys = captures / row["path"], shared.key_options(captures, row)
    code, out, err = shared.run(program, "replay", path, "--json", "--summary", *keys)
    told_code, explained, told_err = shared.run(program, "explain", path, *keys)
    if (code, told_code) != (0, 0):
        yield "*", "exit", 0, "%d: %s" % (code or told_code, (err or told_err).split("\n")[-1].replace("%s: " % path, ""))
    found = shared.handshakes(out)
    for h in found:
        for e in validator.iter_errors(h):
            yield h["stream"], "schema", "valid", "%s: %s" % (e.json_path, e.message)
    made = [h for h in found if h["handshake"]]      # the others never came about, and have no handshake
    for stream, kind, want, got in check_all(row, made, theirs, explained):
        if want != got:
            yield stream, kind, want, got


# ---- all rows

def expected():
    with open(HERE / "captures_expected.tsv", encoding="utf-8", newline="") as f:
        lines = [line for line in f if not line.startswith("#")]
    listed = {}
    for r in csv.DictReader(lines, delimiter="\t"):
        if not r["right"] or not r["why"]:
            sys.exit("captures_expected.tsv: %s: who is right, and why?" % r["path"])
        listed[r["path"], r["stream"], r["kind"], r["theirs"], r["ours"]] = r
    return listed


def main(program, words):
    captures = shared.folder()
    program = os.path.abspath(program)
    rows = [r for r in shared.table(captures) if all(w in r["path"] for w in words)]
    theirs, listed = shared.streams(captures), expected()
    schema = json.loads((shared.ROOT / "assets/slowshake.handshake.schema.json").read_text())
    validator = jsonschema.Draft202012Validator(schema)
    faults, seen = 0, set()
    with concurrent.futures.ThreadPoolExecutor(2) as pool:
        results = pool.map(lambda row: list(check_row(program, captures, row, theirs[row["path"]], validator)), rows)
        for row, differences in zip(rows, results):
            for difference in differences:
                key = (row["path"], *map(str, difference))
                seen.add(key)
                if key not in listed:
                    faults += 1
                    print("\t".join(key))
    paths = {r["path"] for r in rows}
    for key in sorted(set(listed) - seen):
        if key[0] in paths:
            faults += 1
            print("listed in captures_expected.tsv, but there no more: " + "\t".join(key))
    if rc4_closed[True]:
        print("RC4 is not in this mbedTLS: %d handshakes stay closed" % rc4_closed[True])
    if rc4_closed[True] and rc4_closed[False]:
        faults += 1
        print("... but %d handshakes with RC4 were opened" % rc4_closed[False])
    print("%d captures, %d differences that are accounted for, %d that are not" % (len(rows), len(seen & set(listed)), faults))
    return 1 if faults or not rows else 0


if __name__ == "__main__":
    if len(sys.argv) < 2:
        sys.exit(__doc__)
    sys.exit(main(sys.argv[1], sys.argv[2:]))
