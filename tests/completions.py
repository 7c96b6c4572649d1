#!/usr/bin/env python3
"""The completion of bash, asked as bash asks it: completions.py PROGRAM SCRIPT

Each case is a line, and a word that must be offered for its last one; or one that must not.
"""
import os
import pathlib
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


def main(program, script):
    faults = 0
    for line, wanted, unwanted in CASES:
        words, err = offered(program, script, line)
        if wanted not in words or unwanted in words or err:
            faults += 1
            print(f"slowshake {line!r}: wants {wanted!r} and not {unwanted!r}: {words[:20]} {err}")
    print(f"{len(CASES)} lines, {faults} faults")
    return faults != 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
