#!/usr/bin/env python3
"""Certificate policies that a user asks for (RFC 5280 6.1.1 (c) and (e)), made afresh: policies.py PROGRAM

Of each case the exit code, and words of the event certificate.policies. openssl, asked for the same policies, has to agree; where
none is asked for, it is told any-policy, which it does not take for granted as the RFC does.
"""
import pathlib
import subprocess
import sys
import tempfile

from der import AT, Key, authority, basic, certificate, encode, extension, integer, key_id, key_usage, oid, pem, san

ACCEPTED, REFUSED = 0, 1
DV, OV, OWN, ANY = "2.23.140.1.2.1", "2.23.140.1.2.2", "1.3.6.1.4.1.99999.7", "2.5.29.32.0"
HOLDS, OTHERS, NONE, UNASKED = "was asked for holds", "none that was asked for", "demanded, and none holds", "No certificate of the path demands"


def policies(*names):
    return [extension("2.5.29.32", encode(0x30, *(encode(0x30, oid(n)) for n in names)))] if names else []


def mapping(*pairs):
    return [extension("2.5.29.33", encode(0x30, *(encode(0x30, oid(a), oid(b)) for a, b in pairs)), True)]


def constraints(explicit=None, mappings=None):
    parts = [encode(tag, bytes([n])) for tag, n in ((0x80, explicit), (0x81, mappings)) if n is not None]
    return [extension("2.5.29.36", encode(0x30, *parts), True)]


def inhibit_any(skip):
    return [extension("2.5.29.54", integer(skip), True)]


CASES = [    # title, the CA's extensions, the leaf's, --policy, exit code, words
    ("nothing asked, none there", [], [], [], ACCEPTED, UNASKED),
    ("asked, none there", [], [], [DV], REFUSED, NONE),
    ("asked, the leaf alone has it", [], policies(DV), [DV], REFUSED, NONE),
    ("asked, the CA alone has it", policies(DV), [], [DV], REFUSED, NONE),
    ("both have it", policies(DV), policies(DV), [DV], ACCEPTED, HOLDS),
    ("both have another", policies(OV), policies(OV), [DV], REFUSED, OTHERS),
    ("they have different ones", policies(OV), policies(DV), [DV], REFUSED, NONE),
    ("two asked, one is there", policies(OV), policies(OV), [DV, OV], ACCEPTED, HOLDS),
    ("two there, one asked", policies(DV, OV), policies(OV, DV), [OV], ACCEPTED, HOLDS),
    ("any is asked", policies(OWN), policies(OWN), [ANY], ACCEPTED, HOLDS),
    ("any is asked, none there", [], [], [ANY], REFUSED, NONE),
    ("the CA stands for any", policies(ANY), policies(DV), [DV], ACCEPTED, HOLDS),
    ("the leaf stands for any", policies(DV), policies(ANY), [DV], ACCEPTED, HOLDS),
    ("the leaf stands for any, the CA for another", policies(OV), policies(ANY), [DV], REFUSED, OTHERS),
    ("both stand for any", policies(ANY), policies(ANY), [OWN], ACCEPTED, HOLDS),
    ("any is inhibited", policies(ANY) + inhibit_any(0), policies(ANY), [DV], REFUSED, NONE),
    ("any is inhibited below, the leaf names it", policies(ANY) + inhibit_any(0), policies(DV), [DV], ACCEPTED, HOLDS),
    ("mapped: the CA's own name for it", policies(DV) + mapping((DV, OWN)), policies(OWN), [DV], ACCEPTED, HOLDS),
    ("mapped: asked for by the name below", policies(DV) + mapping((DV, OWN)), policies(OWN), [OWN], REFUSED, OTHERS),
    ("mapped: the leaf has the name above", policies(DV) + mapping((DV, OWN)), policies(DV), [DV], REFUSED, NONE),
    ("mapped out of any", policies(ANY) + mapping((DV, OWN)), policies(OWN), [DV], ACCEPTED, HOLDS),
    ("mapped out of any, and another is asked", policies(ANY) + mapping((DV, OWN)), policies(OWN), [OV], REFUSED, OTHERS),
    ("two mapped to one, the second asked", policies(DV, OV) + mapping((DV, OWN), (OV, OWN)), policies(OWN), [OV], ACCEPTED, HOLDS),
    ("one mapped to two", policies(DV) + mapping((DV, OWN), (DV, OV)), policies(OV), [DV], ACCEPTED, HOLDS),
    ("swapped: each is the other below", policies(DV, OV) + mapping((DV, OV), (OV, DV)), policies(OV), [DV], ACCEPTED, HOLDS),
    ("swapped: and the other way", policies(DV, OV) + mapping((DV, OV), (OV, DV)), policies(OV), [OV], REFUSED, OTHERS),
    ("the path demands one, none asked", policies(DV) + constraints(explicit=0), policies(DV), [], ACCEPTED, "at least one holds"),
    ("the path demands one, another asked", policies(DV) + constraints(explicit=0), policies(DV), [OV], REFUSED, OTHERS),
]


def arguments(option, wanted):
    return [word for w in wanted for word in (option, w)]


def faults(program, folder, keys, case):
    title, of_ca, of_leaf, wanted, code, words = case
    root, inter, leaf = keys
    middle = certificate(inter, root, "Inter", "Root", [basic(), key_usage(0x06), key_id(inter.id), authority(root.id), *of_ca], serial=2)
    own = certificate(leaf, inter, "server.example", "Inter", [san("server.example"), key_usage(0x80), authority(inter.id), *of_leaf])
    (folder / "chain.pem").write_text(pem(own) + pem(middle))
    run = subprocess.run([program, "verify", "chain.pem", "--ca", "root.pem", "--time", AT, "--servername", "server.example", *arguments("--policy", wanted)],
                         cwd=folder, capture_output=True, text=True, check=False)
    said = " ".join(run.stdout.split())
    if run.returncode != code or run.stderr or words not in said:
        yield f"{title}: exit {run.returncode}, not {code}, or no {words!r}: {run.stderr}{said[-600:]}"
    p = subprocess.run(["openssl", "verify", "-attime", "1893456000", "-policy_check", *(["-explicit_policy"] if wanted else []), *arguments("-policy", wanted or [ANY]),
                        "-CAfile", "root.pem", "-untrusted", "chain.pem", "chain.pem"], cwd=folder, capture_output=True, text=True, check=False)
    print(f"{title:48} ours: {'refused' if run.returncode else 'accepted':9} openssl: {'refused' if p.returncode else 'accepted'}")
    if bool(p.returncode) != bool(code):
        yield f"{title}: openssl says {p.stderr.strip() or 'OK'}"


def pinned(program, folder, key):
    """A server's own certificate that is trusted itself: asked for a policy, it has to have it."""
    for title, extensions, wanted, code in (("none there, none asked", [], [], ACCEPTED), ("none there", [], [DV], REFUSED), ("it is there", policies(DV), [DV], ACCEPTED),
                                            ("another is there", policies(OV), [DV], REFUSED), ("any is there", policies(ANY), [DV], ACCEPTED)):
        (folder / "own.pem").write_text(pem(certificate(key, key, "server.example", "server.example", [san("server.example"), key_usage(0x80), key_id(key.id), *extensions])))
        run = subprocess.run([program, "verify", "own.pem", "--ca", "own.pem", "--time", AT, "--servername", "server.example", *arguments("--policy", wanted)],
                             cwd=folder, capture_output=True, text=True, check=False)
        if run.returncode != code or run.stderr:
            yield f"trusted itself, {title}: exit {run.returncode}, not {code}: {run.stderr}{run.stdout[-400:]}"


WRONG = ["", "1", "1.", "1..2", "1.40.1", "3.1", "1.2.x", "01.2", "1.02", " 1.2", "1.2 ", "1.2.4294967296", "1." + ".".join(["2"] * 50), "anyPolicy"]


def main(program):
    program = str(pathlib.Path(program).resolve())
    wrong = []
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        keys = [Key(folder, label) for label in ("root", "inter", "leaf")]
        (folder / "root.pem").write_text(pem(certificate(keys[0], keys[0], "Root", "Root", [basic(), key_usage(0x06), key_id(keys[0].id)], serial=1)))
        for case in CASES:
            wrong += faults(program, folder, keys, case)
        wrong += pinned(program, folder, keys[2])
        for text in WRONG:
            p = subprocess.run([program, "verify", "chain.pem", "--policy", text], cwd=folder, capture_output=True, text=True, check=False)
            if p.returncode != 2 or "--policy" not in p.stderr:
                wrong.append(f"--policy {text!r}: exit {p.returncode}: {p.stderr}")
    for line in wrong:
        print(line)
    print(f"{len(CASES)} cases of policies, {len(WRONG)} that are no OID, {len(wrong)} wrong")
    return 1 if wrong else 0


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    sys.exit(main(sys.argv[1]))
