#!/usr/bin/env python3
"""More connections at once than are kept in mind: evicted.py SLOWSHAKE

Each connection has one row. What was let go before its end says so, in every form, by the exit status too; nothing
claims that the capture lacks what it has.
"""
import collections
import json
import pathlib
import subprocess
import sys
import tempfile

import shared

AT_ONCE, FEWER = 90000, 60000    # 65536 are kept


def said(program, processes, *words):
    env = shared.environment() | {"SLOWSHAKE_PROCESSES": processes}
    p = subprocess.run([program, *words], stdin=subprocess.DEVNULL, capture_output=True, timeout=300, env=env, check=False)
    return p.returncode, p.stdout.decode(), p.stderr.decode()


def make(program, folder, at_once):
    one, many, keys = folder / "one.pcapng", folder / f"{at_once}.pcap", folder / "many.keys"
    if not one.exists():
        subprocess.run([program, "run", "psk", "--plain", "--export", one], stdout=subprocess.DEVNULL, check=True)
    shared.copies(one, many, AT_ONCE, at_once, keys)
    return [many, "--keylog", keys]


def check(program, folder):
    """Sentences on what is wrong."""
    words = make(program, folder, AT_ONCE)
    code, out, err = said(program, "1", "replay", "--json", "--summary", *words)
    rows = [json.loads(line) for line in out.splitlines()]
    reasons = collections.Counter(r["reason"] for r in rows)
    let_go = AT_ONCE - reasons[None]
    if code != 3 or "were let go before their end" not in err:
        yield f"exit {code}, stderr: {err}"
    if len(rows) != AT_ONCE or len({r["stream"] for r in rows}) != AT_ONCE:
        yield f"{len(rows)} rows for {AT_ONCE} connections"
    if set(reasons) != {None, "evicted"} or let_go < 100:
        yield f"reasons: {dict(reasons)}"
    if not all(r["decrypted"] for r in rows if r["reason"] is None):
        yield "a row without a reason that is not decrypted"
    if said(program, "2", "replay", "--json", "--summary", *words) != (code, out, err):
        yield "two processes say something else"
    alone = next(str(r["stream"]) for r in rows if r["reason"] == "evicted")
    code, out, err = said(program, "1", "replay", "--json", "--summary", "--stream", alone, *words)
    if code or err or not json.loads(out)["decrypted"]:
        yield f"stream {alone} alone: exit {code}, {err}: {out}"
    code, out, err = said(program, "1", "explain", *words)
    if code != 3 or out.count("(evicted)") < let_go or "one_direction" in out or "no_start" in out:
        yield f"explain: exit {code}, evicted {out.count('(evicted)')} times: {err}"
    code, out, err = said(program, "1", "replay", "--summary", *make(program, folder, FEWER))
    if code != 0 or err or "evicted" in out:
        yield f"{FEWER} at once: exit {code}, stderr: {err}"


def main(program):
    with tempfile.TemporaryDirectory() as name:
        wrong = list(check(str(pathlib.Path(program).resolve()), pathlib.Path(name)))
    for line in wrong:
        print(line[:2000])
    print(f"{AT_ONCE} connections at once, {len(wrong)} wrong")
    return 1 if wrong else 0


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    sys.exit(main(*sys.argv[1:]))
