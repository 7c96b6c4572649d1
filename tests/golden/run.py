#!/usr/bin/env python3
"""Compares what the program says with the files beside this one.

  run.py PROGRAM             compare; shows what differs and exits 1
  run.py --update PROGRAM    write the files anew
  run.py PROGRAM NAME...     only these

Kept are: the whole text of a few scenarios (.txt), of all others and of the faults
the lines that say what happened (.told), the JSON Lines of two (.jsonl), the lists
and the help texts. The same seed gives the same bytes.
"""
import difflib
import os
import pathlib
import re
import subprocess
import sys

HERE = pathlib.Path(__file__).resolve().parent
WHOLE = ["default", "aes256-gcm", "client-p384"]
JSON = ["default", "client-p256"]
ANSWERS = {  # instead of the story
    "why-master-secret": ["--why", "master_secret"],
    "recipes": ["--recipe", "master_secret", "--why", "client_random"],
    "recipe-none": ["--recipe", "client_random"],
    "why-list": ["--why", "list"],
    "why-data-gcm": ["aes128-gcm", "--why", "data#2"],
    "knows-client": ["--knows", "client"],
    "knows-server-early": ["--knows", "server@120"],
    "knows-eavesdropper": ["--knows", "eavesdropper"],
    "knows-eavesdropper-null": ["null-sha256", "--knows", "eavesdropper"],
    "knows-thief": ["--knows", "thief"],
    "schedule-tls12": ["--schedule", "client"],
    "schedule-ssl30": ["ssl30", "--schedule", "server"],
    "schedule-tls10": ["tls10", "--schedule", "client"],
    "schedule-tls13": ["tls13", "--schedule", "server"],
    "schedule-tls13-early": ["tls13-hrr", "--schedule", "client@160"],
    "knows-ticket-thief": ["resume-ticket", "--suite", "ECDHE-RSA-AES128-GCM-SHA256", "--knows", "ticket-thief"],
    "knows-psk-holder": ["tls13-psk-ke", "--knows", "psk-holder"],
    "knows-thief-ecdhe": ["ecdhe-x25519", "--knows", "thief"],
    "knows-thief-dhe": ["dhe", "--knows", "thief"],
    "knows-thief-wrong-key": ["--fault", "wrong-server-key", "--knows", "thief"],
}
FLIPS = {
    "client-hello": ["--flip", "client_hello:41:80"],
    "client-hello-length": ["--flip", "client_hello:3:80"],
    "certificate": ["--flip", "certificate:973"],
    "data": ["aes128-gcm", "--flip", "application_data#2:20:ff"],
}
# Lists that may have more than their file: a suite that comes to be spoken enters by name, and is no difference.
GROWS = {"list-suites.txt"}
COMMANDS = ["run", "connect", "serve", "verify", "replay", "explain", "compare", "learn", "lesson", "notes", "list"]
TOLD = re.compile(r"Step |-+$|Outcome| {0,4}\d+ |slowshake: ")
SHOWN = 60   # lines of a difference


def run(program, *args):
    env = {k: v for k, v in os.environ.items() if k != "SSLKEYLOGFILE"}
    p = subprocess.run([program, *args], stdin=subprocess.DEVNULL, capture_output=True, timeout=120, env=env)
    if p.returncode not in (0, 1) or p.stderr:
        sys.exit(f"{' '.join(args)}: exit {p.returncode}: {p.stderr.decode(errors='replace')[:2000]}")
    return p.stdout.decode()


def told(text):
    """What happened, and how it ended, without values and bytes."""
    lines = text.split("\n")
    end = lines.index("Outcome")
    return "\n".join([line for line in lines[:end] if TOLD.match(line)] + lines[end:])


def names(program, what):
    return [line.split()[0] for line in run(program, "list", what).splitlines()]


def cases(program):
    """File name -> how its content is made."""
    seed = ["--seed", "golden"]
    for s in names(program, "scenarios"):
        if s in WHOLE:
            yield s + ".txt", lambda s=s: run(program, "run", s, "--plain", *seed)
        else:
            yield s + ".told", lambda s=s: told(run(program, "run", s, "--plain", *seed))
    for s in JSON:
        yield s + ".jsonl", lambda s=s: run(program, "run", s, "--json", *seed)
    for f in names(program, "faults"):
        yield f"fault-{f}.told", lambda f=f: told(run(program, "run", "--fault", f, "--plain", *seed))
    for name, args in ANSWERS.items():
        yield name + ".txt", lambda args=args: run(program, "run", *args, *seed)
    for name, args in FLIPS.items():
        yield f"flip-{name}.told", lambda args=args: told(run(program, "run", *args, "--plain", *seed))
    yield "list-suites.txt", lambda: suites(program)
    for what in ("scenarios", "faults", "flow"):
        yield f"list-{what}.txt", lambda what=what: run(program, "list", what)
    yield "help.txt", lambda: run(program, "--help")
    for c in COMMANDS:
        yield f"help-{c}.txt", lambda c=c: run(program, c, "--help")


def suites(program):
    """Without the marks, which are the library's."""
    return re.sub(r" +no_primitive$", "", run(program, "list", "suites"), flags=re.M)


def compare(name, text):
    path = HERE / name
    want = path.read_text() if path.exists() else ""
    if name in GROWS:
        text = "".join(line for line in text.splitlines(True) if line in want.splitlines(True))
    if want == text:
        return True
    diff = list(difflib.unified_diff(want.splitlines(), text.splitlines(), f"golden/{name}", "now", lineterm="", n=2))
    print("\n".join(line[:200] for line in diff[:SHOWN]))
    if len(diff) > SHOWN:
        print(f"... {len(diff) - SHOWN} more lines differ")
    return False


def main(args):
    update = "--update" in args
    args = [a for a in args if a != "--update"]
    if not args:
        sys.exit(__doc__)
    program, only = args[0], set(args[1:])
    bad, seen = 0, set()
    for name, make in cases(program):
        seen.add(name)
        if only and name not in only:
            continue
        if update:
            (HERE / name).write_text(make())
        else:
            bad += not compare(name, make())
    for path in sorted(HERE.iterdir()):
        if path.name not in seen and path.suffix in (".txt", ".told", ".jsonl"):
            if update:
                path.unlink()
            else:
                print(f"golden/{path.name}: nothing makes it any more")
                bad += 1
    if bad:
        print(f"{bad} of {len(seen)} differ; if that is meant: tests/golden/run.py --update PROGRAM")
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
