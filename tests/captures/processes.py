#!/usr/bin/env python3
"""Several processes say what one says, in its order: processes.py SLOWSHAKE SOURCE-ROOT FOLDER

A capture of interleaved handshakes made from one of our own, and those captures of other projects that have several
streams (resumed ones among them: the session is another process's). And when one of them is killed, whichever
it is and wherever the others are, the whole ends: with exit 3, a sentence, and nothing that is not so.
"""
import os
import pathlib
import signal
import subprocess
import sys
import time

import reasons
import shared
import wire

COUNTS = ["2", "3", "8"]


def said(program, processes, *words):
    env = shared.environment() | {"SLOWSHAKE_PROCESSES": processes}
    p = subprocess.run([program, *words], stdin=subprocess.DEVNULL, capture_output=True, timeout=120, env=env, check=False)
    return p.returncode, p.stdout, p.stderr


def own(program, folder):
    folder.mkdir(exist_ok=True)
    one, many, keys = (folder / n for n in ("one.pcapng", "many.pcap", "many.keys"))
    one.unlink(missing_ok=True)
    subprocess.run([program, "run", "--plain", "--export", one], stdout=subprocess.DEVNULL, check=True)
    shared.copies(one, many, 300, keylog=keys)
    cut = folder / "cut.pcap"
    cut.write_bytes(many.read_bytes()[:-100])
    return [("300 handshakes", [many, "--keylog", keys]), ("300 handshakes, no keys", [many]), ("a file that is cut", [cut, "--keylog", keys])]


def of_others(captures):
    streams = shared.streams(captures)
    for row in shared.table(captures):
        if len(streams.get(row["path"], [])) > 1:
            yield row["path"], [captures / row["path"], *shared.key_options(captures, row)]


def differences(program, name, words):
    for command in (["replay", "--json", "--summary"], ["explain"]):
        alone = said(program, "1", *command, *words)
        for n in COUNTS:
            if said(program, n, *command, *words) != alone:
                yield f"{name}: {command[0]}: {n} processes say something else than one"


# ---- one that dies

def resumed(root, folder):
    """Handshakes that are all resumed: each asks the other processes for its session, and so waits for them."""
    one, many, keys = folder / "resumed.pcap", folder / "resumed_many.pcap", folder / "many.keys"
    _, options = reasons.resumed_unknown(reasons.Maker(root, folder))
    (folder / "some.pcap").rename(one)
    shared.copies(one, many, 6000)
    return [many, "--keylog", keys, *options]


def children(pid):
    return [int(c) for c in pathlib.Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


def blocked(pid):
    """Whether it sleeps, as it does for good when nobody reads what it writes."""
    return all(pathlib.Path(f"/proc/{pid}/stat").read_text().rsplit(") ", 1)[1][0] == "S" or time.sleep(0.01) for _ in range(5))


def killed(program, processes, words, victim, stopped):
    """(exit code, what was written, the sentence), when the victim is killed while the first process is held up by a reader that
    does not read; `stopped`: it stands still before, so that the others come to wait for it"""
    env = shared.environment() | {"SLOWSHAKE_PROCESSES": str(processes)}
    with subprocess.Popen([program, "replay", "--json", "--summary", *words], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                          stderr=subprocess.PIPE, env=env) as p:
        try:
            until = time.monotonic() + 30
            while len(children(p.pid)) < processes - 1 and time.monotonic() < until:
                time.sleep(0.001)
            others = children(p.pid)
            if stopped:
                os.kill(others[victim], signal.SIGSTOP)
            while not blocked(p.pid) and time.monotonic() < until:
                time.sleep(0.001)
            os.kill(others[victim], signal.SIGKILL)
            out, err = p.communicate(timeout=20)
        except subprocess.TimeoutExpired:
            for pid in [p.pid, *children(p.pid)]:
                os.kill(pid, signal.SIGKILL)
            return "hangs", b"", b""
    return p.returncode, out, err


def deaths(program, root, folder):
    words = resumed(root, folder)
    whole = said(program, "1", "replay", "--json", "--summary", *words)[1]
    for processes in (2, 3, 8):
        for victim in sorted({0, processes // 2 - 1, processes - 2}):
            for stopped in (False, True):
                code, out, err = killed(program, processes, words, victim, stopped)
                where = f"{processes} processes, number {victim + 2} killed{' while it stands' if stopped else ''}"
                if code != 3 or b"before its time" not in err or err.count(b"\n") != 1:
                    yield f"{where}: exit {code}: {err.decode()!r}"
                elif not whole.startswith(out) or len(out) == len(whole):
                    yield f"{where}: what it wrote is not the first part of the truth, {len(out)} of {len(whole)} bytes"


def main():
    program, root, folder = sys.argv[1], pathlib.Path(sys.argv[2]), pathlib.Path(sys.argv[3])
    failed = 0
    cases = own(program, folder)
    if b"verified" not in said(program, "2", "replay", "--json", "--summary", *cases[0][1])[1]:
        sys.exit("FAILED: two processes verify nothing")
    mine = len(cases)
    captures = pathlib.Path(os.environ.get("SLOWSHAKE_SHARED") or root.parent / "shared") / "captures"
    if (captures / "table.tsv").is_file():
        cases += of_others(captures)
    else:
        print(f"NOT RUN: {captures} is not there: only our own captures were read by several processes", file=sys.stderr)
    for name, words in cases:
        for line in differences(program, name, words):
            print("FAILED", line)
            failed += 1
    if pathlib.Path(f"/proc/self/task/{os.getpid()}/children").is_file():
        for line in deaths(program, root, folder):
            print("FAILED", line)
            failed += 1
    else:
        print("NOT RUN: without /proc/PID/task/PID/children no process is found to be killed", file=sys.stderr)
    print(f"{len(cases)} captures ({mine} our own), each read by 1, {', '.join(COUNTS)} processes: {failed} differences")
    sys.exit(failed != 0)


main()
