#!/usr/bin/env python3
"""Replay of a large capture beside tshark and tcpdump: bench_replay.py BUILDDIR [--handshakes N] [--distinct N] [--rounds N] [--scenario NAME]... [--keep DIR]

Handshakes of `slowshake run`, as many distinct ones as asked for (of which no cache knows the answer), are copied to
other addresses and ports, 50 at a time. In turns, so that all have the same of whatever else the machine does: slowshake
in one process with the key log (every Finished must verify), with and without the checks of signatures, tshark with the
same key log, slowshake without keys, tcpdump as the least that reading costs. Prints medians and ratios; what it asserts
is that the work was done, never a time. --keep makes the files there, or takes those that are there.
"""
import argparse
import json
import os
import pathlib
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import time

import make_capture


def make(program, folder, scenario, handshakes, distinct):
    """The capture and its key log."""
    big, keys = (folder / f"{scenario}-{handshakes}-{distinct}.{end}" for end in ("pcap", "keys"))
    if big.exists():
        return big, keys
    with tempfile.TemporaryDirectory() as some:
        for seed in range(distinct):
            subprocess.run([program, "run", scenario, "--seed", str(seed), "--plain", "--export", f"{some}/{seed:06}.pcapng"],
                           stdout=subprocess.DEVNULL, check=True)
        make_capture.copies(some, big, handshakes, keylog=keys)
    return big, keys


def run(words, out):
    """Seconds that passed, seconds of processor time, MB of the largest process."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    start = time.monotonic()
    p = subprocess.Popen(words, stdout=out, stderr=subprocess.DEVNULL, stdin=subprocess.DEVNULL)
    _, status, used = os.wait4(p.pid, 0)
    passed = time.monotonic() - start
    p.returncode = os.waitstatus_to_exitcode(status)
    if p.returncode:
        sys.exit("%s: exit code %d" % (" ".join(map(str, words)), p.returncode))
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return passed, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime, used.ru_maxrss / 1024


def verified(path):
    with open(path, encoding="utf-8") as f:
        return sum(h["finished_client"] == h["finished_server"] == "verified" for h in map(json.loads, f))


RATIOS = (
    ("tshark / slowshake, both with the key log", "tshark, key log", "slowshake, key log", ""),
    ("tshark / slowshake --verify finished", "tshark, key log", "slowshake, --verify finished", "at least 12"),
    ("slowshake without keys / tcpdump", "slowshake, no keys", "tcpdump -w /dev/null", "at most 2"),
)


def commands(program, big, keys):
    summary = [program, "replay", big, "--json", "--summary"]
    rows = {
        "slowshake, key log": [*summary, "--keylog", keys],
        "slowshake, --verify finished": [*summary, "--keylog", keys, "--verify", "finished"],
        "tshark, key log": ["tshark", "-r", big, "-o", f"tls.keylog_file:{keys}", "-Y", "tls.handshake.type==20"],
        "slowshake, no keys": summary,
        "tcpdump -w /dev/null": ["tcpdump", "-r", big, "-w", "/dev/null"],
    }
    return {name: words for name, words in rows.items() if shutil.which(words[0])}


def measure(rows, rounds, handshakes, out):
    took = {name: [] for name in rows}
    for _ in range(rounds):
        for name, words in rows.items():
            with open(out, "wb") as f:
                took[name].append(run(words, f))
            if "--keylog" in words and verified(out) != handshakes:
                sys.exit("not every Finished is verified")
    return took


def tell(took):
    for name, all_ in took.items():
        print(f"  {name:29} {statistics.median(t[0] for t in all_):7.3f} s  processor {statistics.median(t[1] for t in all_):7.3f} s"
              f"  largest process {max(t[2] for t in all_):6.1f} MB")
    for title, over, under, goal in RATIOS:
        if over not in took or under not in took:
            print(f"{title}: not measured, the tool is missing")
            continue
        passed, used = (statistics.median(x[column] / y[column] for x, y in zip(took[over], took[under])) for column in (0, 1))
        print(f"{title}: {used:.2f} by processor time, {passed:.2f} by time" + (f" (goal: {goal} by processor time)" if goal else ""))


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("builddir", type=pathlib.Path)
    parser.add_argument("--handshakes", type=int, default=20000)
    parser.add_argument("--distinct", type=int, default=1000)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--scenario", action="append")
    parser.add_argument("--keep", type=pathlib.Path)
    a = parser.parse_args()
    program = a.builddir.resolve() / "slowshake"
    os.environ.pop("SSLKEYLOGFILE", None)
    os.environ["SLOWSHAKE_PROCESSES"] = "1"
    with tempfile.TemporaryDirectory() as folder:
        for scenario in a.scenario or ["default", "tls13"]:
            big, keys = make(program, a.keep or pathlib.Path(folder), scenario, a.handshakes, min(a.distinct, a.handshakes))
            print(f"{a.handshakes} handshakes ({scenario}), {big.stat().st_size / 1e6:.0f} MB, medians of {a.rounds} rounds")
            tell(measure(commands(program, big, keys), a.rounds, a.handshakes, pathlib.Path(folder) / "out"))


main()
