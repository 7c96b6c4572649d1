#!/usr/bin/env python3
"""A capture that comes while the handshake happens, and a key log that is written meanwhile: live_pipe.py SLOWSHAKE

The packets of one of our own handshakes are written into a pipe one by one; the lines of the key log come behind the
packets that need them, in one piece or in several. The line of the handshake must be there before the pipe ends.
"""
import json
import os
import pathlib
import select
import subprocess
import sys
import tempfile
import time

import shared

LATE_S, LINE_S = 0.15, 20
SECRETS = ("CLIENT_HANDSHAKE", "SERVER_HANDSHAKE", "CLIENT_TRAFFIC", "SERVER_TRAFFIC")
# scenario, the parts in which the key log comes, reason, both Finished
CASES = [
    ("default", [("CLIENT_RANDOM",)], None, "verified"),
    ("default", [], "no_key", "not decrypted"),
    ("tls13", [SECRETS], None, "verified"),
    ("tls13", [SECRETS[:2], SECRETS[2:]], None, "verified"),
    ("tls13", [(s,) for s in SECRETS], None, "verified"),
    ("tls13", [SECRETS[2:]], "tls13_secrets_missing", "not decrypted"),
    ("tls13", [], "tls13_secrets_missing", "not decrypted"),
]


def line_of(p):
    """The first line that it says, within a time; "": none."""
    ready, _, _ = select.select([p.stdout], [], [], LINE_S)
    return p.stdout.readline() if ready else ""


def check(program, folder, scenario, parts):
    """The summary, and whether the process was still reading when it said it."""
    capture, whole, log = folder / "x.pcapng", folder / "whole.keys", folder / "grows.keys"
    for path in (capture, whole):
        path.unlink(missing_ok=True)
    subprocess.run([program, "run", scenario, "--json", "--export", capture, "--export", whole], stdout=subprocess.DEVNULL, check=True,
                   env=shared.environment())
    lines = whole.read_text().splitlines(True)
    log.write_text("# nothing yet\n")
    p = subprocess.Popen([program, "replay", "-", "--summary", "--json", "--keylog", log], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                         stderr=subprocess.PIPE, text=False, bufsize=0, env=shared.environment())
    for block in shared.bare_blocks(capture.read_bytes()):
        p.stdin.write(block)
    for part in parts:
        time.sleep(LATE_S)
        with open(log, "a", encoding="ascii") as f:
            f.writelines(line for line in lines if line.startswith(part))
    line = line_of(p)
    alive = p.poll() is None
    p.stdin.close()
    rest, err = p.stdout.read(), p.stderr.read().decode()
    p.wait(timeout=LINE_S)
    return line, alive, rest, err


def main(program):
    program, wrong = str(pathlib.Path(program).resolve()), 0
    os.environ.pop("SSLKEYLOGFILE", None)
    with tempfile.TemporaryDirectory() as name:
        for scenario, parts, reason, finished in CASES:
            line, alive, rest, err = check(program, pathlib.Path(name), scenario, parts)
            h = json.loads(line) if line else {}
            found = [h.get(m) for m in ("reason", "finished_client", "finished_server")]
            if found != [reason, finished, finished] or not alive or rest or err:
                wrong += 1
                print("%s, %s: %s, %s, then %r and %r" % (scenario, parts, found, "still reading" if alive else "at its end", rest, err))
    print("%d captures out of a pipe, %d wrong" % (len(CASES), wrong))
    return 1 if wrong else 0


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    sys.exit(main(sys.argv[1]))
