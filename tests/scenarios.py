#!/usr/bin/env python3
"""Every scenario, every fault and every suite: its JSON holds to the schema, each byte stands in one
field, and every value comes out the same when it is computed anew from its inputs.

  scenarios.py PROGRAM          all
  scenarios.py PROGRAM NAME...  only these
"""
import json
import os
import pathlib
import subprocess
import sys

import jsonschema

import check_json
import recompute


FLIPS = {
    "client_hello:41:80": (1, False, "bad_record_mac"),
    "server_hello:4": (1, False, "protocol_version"),
    "client_hello:3:80": (1, False, None),
    "finished#2:20": (1, False, "bad_record_mac"),
}
NO_PRIMITIVE = "no_primitive"   # marks what the library lacks


PKI = pathlib.Path(__file__).resolve().parent.parent / "assets/pki"


def run(program, *args):
    env = {k: v for k, v in os.environ.items() if k != "SSLKEYLOGFILE"}
    return subprocess.run([program, *args], stdin=subprocess.DEVNULL, capture_output=True, timeout=120, env=env)


def names(program, what):
    return [line.split() for line in run(program, "list", what).stdout.decode().splitlines()]


OPS = set()                     # that were seen, all scenarios taken together


# not established, and no fault: exit, established, alert
GIVEN_UP = {"tls13-user-canceled": (1, False, "user_canceled")}


def check(program, title, args, validator, expected):
    p = run(program, "run", *args, "--json", "--seed", "scenarios", "--why", "client_random", "--recipe", "client_hello", "--knows", "eavesdropper")
    text = p.stdout.decode()
    if p.stderr or not check_json.check(title, text, validator):
        print(f"{title}: exit {p.returncode}", p.stderr.decode(errors="replace")[:2000], file=sys.stderr)
        return False
    end = json.loads(text.splitlines()[-1])
    got = (p.returncode, end["outcome"] == "established", end["alert"])
    if got != expected:
        print(f"{title}: exit, established, alert are {got}, not {expected}", file=sys.stderr)
        return False
    values = recompute.check_lines(text.splitlines())
    OPS.update(values.ops)
    return recompute.report(values, False) == 0


# An attack, and the protection against it: left out, the attack succeeds.
WITHOUT = [("tampered-data", "mac"), ("replay-record", "sequence-numbers"), ("swap-records", "sequence-numbers"),
           ("drop-record", "sequence-numbers"), ("reflect-record", "direction-keys"), ("truncate", "close"),
           ("replay-connection", "randoms"), ("tampered-client-hello", "finished"), ("untrusted-ca", "certificate")]


def suites(program):
    """Every suite; the first of each CBC cipher and hash with the MAC outside, too; the first of each key exchange with the
    master secret of RFC 5246, too. The unit test has all of each."""
    seen = set()
    for words in names(program, "suites"):
        if "_WITH_" not in words[0]:   # of TLS 1.3
            yield "tls13", words
            continue
        exchange, cipher = words[0].split("_WITH_")
        yield "default", words
        if "_CBC_" in cipher and cipher not in seen:
            yield "encrypt-then-mac", words
        if exchange not in seen:
            yield "classic", words
        seen |= {exchange, cipher}


def check_suite(program, scenario, words, validator):
    """One that the library lacks is refused with the reason, and is counted as well."""
    name = words[0]
    if words[-1] == NO_PRIMITIVE:
        p = run(program, "run", scenario, "--suite", name)
        if p.returncode != 3 or p.stdout or f"{name}: {NO_PRIMITIVE}: ".encode() not in p.stderr:
            print(f"suite {name}: exit {p.returncode}", p.stderr.decode(errors="replace")[:2000], file=sys.stderr)
            return False
        return True
    # the server's own key is RSA
    own = ["--cert", PKI / "server-p256.pem", "--key", PKI / "server-p256.key"] if "_ECDSA_" in name else []
    return check(program, f"suite {name} in {scenario}", [scenario, "--suite", name, *own], validator, (0, True, None))


def without_primitive(program):
    """Operations of ciphers that this library has not."""
    stream = [words for words in names(program, "suites") if "_RC4_" in words[0]]
    return set() if any(NO_PRIMITIVE not in words for words in stream) else {"STREAM"}


def main(argv):
    program, only = argv[0], set(argv[1:])
    validator = jsonschema.Draft202012Validator(json.loads(check_json.SCHEMA.read_text()))
    bad = n = 0
    for words in names(program, "scenarios"):
        if not only or words[0] in only:
            n += 1
            bad += not check(program, words[0], [words[0]], validator, GIVEN_UP.get(words[0], (0, True, None)))
    for words in names(program, "faults"):
        # the list ends with the alert in parentheses, or with what follows instead of one
        alert = " ".join(words)[:-1].rsplit("(", 1)[1]
        if not only or words[0] in only:
            n += 1
            end = (0, True, None) if alert == "full handshake" else (1, False, None if alert == "no alert" else alert)
            bad += not check(program, "fault " + words[0], ["--fault", words[0]], validator, end)
    for fault, protection in WITHOUT:
        if not only or fault in only:
            n += 1
            bad += not check(program, f"{fault} without {protection}", ["--fault", fault, "--without", protection], validator, (0, True, None))
    for flip, end in FLIPS.items():
        if not only:
            n += 1
            bad += not check(program, "flip " + flip, ["--flip", flip], validator, end)
    for scenario, words in suites(program):
        if not only or words[0] in only:
            n += 1
            bad += not check_suite(program, scenario, words, validator)
    # parties need no key log
    missing = recompute.ops_of_the_program() - OPS - {"KEYLOG"} - without_primitive(program)
    if missing and not only:
        bad += 1
        print(f"in no scenario: {sorted(missing)}", file=sys.stderr)
    print(f"{n - bad} of {n} are right")
    return 1 if bad or not n else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
