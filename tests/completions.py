#!/usr/bin/env python3
"""The completions: completions.py PROGRAM SCRIPT

That of bash is asked as bash asks it: each case is a line, and a word that must be offered for its last one; or one that must not.
The words of an option stand in three scripts. The program has them itself, and says them to who gives another: those it must be, in each.
"""
import os
import pathlib
import re
import subprocess
import sys

CASES = [
    ("le", "learn", "list"), ("learn han", "handshake", "01-handshake"), ("learn 01", "01-handshake", "02-capabilities"),
    ("run tls13-k", "tls13-key-update", "default"), ("run --fault exp", "expired", "self-signed"),
    ("run --why mast", "master_secret", "pre_master_secret"), ("run --recipe padded", r"padded\ pre_master_secret", "padded"),
    (r"run --why padded\ pre", r"padded\ pre_master_secret", "master_secret"), ("connect --group x25", "x25519", "x448"),
    ("run --suite AES128-S", "AES128-SHA256", "AES256-SHA256"), ("run --sigalg ecdsa", "ecdsa_secp256r1_sha256", "ed25519"),
    ("run --color ", "never", "maybe"), ("replay --filter out", "outcome", "suite"), ("list ", "flow", "handshake"),
    ("replay --verify f", "finished", "all"), ("run --knows th", "thief", "client"),
]
# an option with words of its own, and a command that takes it
LISTS = [
    ("filter", "replay x"), ("starttls", "connect x"), ("without", "run"), ("verify", "replay x"), ("color", "run"), ("min-version", "run"),
    ("max-version", "run"), ("client-auth", "serve x:0"), ("knows", "run"), ("schedule", "run"), ("purpose", "verify x"),
    ("compress-certificate", "run"), ("psk-mode", "connect x"),
]
SHELLS = {           # where its words stand in the script
    "slowshake.bash": r'^\s*(?:\S*\|)?--%s(?:\|\S*)?\) .*-W "([^"]*)"', "_slowshake": r"--%s\[[^]]*\]:[^:]*:\(([^)]*)\)",
    "slowshake.fish": r" -l %s .*-a '([^']*)'",
}
ASK = """
. "$1"
COMP_WORDS=("${@:2}") COMP_CWORD=$(($# - 2)) COMPREPLY=()
_slowshake
printf '%s\\n' "${COMPREPLY[@]}"
"""


def offered(program, script, line):
    words = ["slowshake"] + [w.replace("\0", r"\ ") for w in line.replace(r"\ ", "\0").split(" ")]
    path = f"{pathlib.Path(program).resolve().parent}:{os.environ['PATH']}"
    p = subprocess.run(["bash", "-c", ASK, "bash", script, *words], capture_output=True, text=True, env={**os.environ, "PATH": path}, timeout=60)
    return p.stdout.splitlines(), p.stderr


def words_of(program, option, command):
    """What the program says there is, where "?" is given."""
    p = subprocess.run([program, *command.split(), f"--{option}", "?"], capture_output=True, text=True, timeout=60)
    said = re.search(r"; (?:there are|it is one of) (.*)", p.stderr)
    return re.split(", | and ", said[1]) if said else p.stderr


def other_words(program, folder):
    """The scripts that name others."""
    for option, command in LISTS:
        words = words_of(program, option, command)
        for name, pattern in SHELLS.items():
            found = re.search(pattern % option, (folder / name).read_text(), re.M)
            if not found or found[1].split() != words:
                yield f"{name} has for --{option} {found and found[1].split()}, the program {words}"


def main(program, script):
    faults = 0
    for sentence in other_words(program, pathlib.Path(script).parent):
        faults += 1
        print(sentence)
    for line, wanted, unwanted in CASES:
        words, err = offered(program, script, line)
        if wanted not in words or unwanted in words or err:
            faults += 1
            print(f"slowshake {line!r}: wants {wanted!r} and not {unwanted!r}: {words[:20]} {err}")
    print(f"{len(CASES)} lines, {len(LISTS)} lists in {len(SHELLS)} scripts, {faults} faults")
    return faults != 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
