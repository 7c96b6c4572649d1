#!/usr/bin/env python3
"""Replay of a large capture beside tshark and tcpdump: bench_replay.py BUILDDIR [--handshakes N] [--rounds N] [--scenario NAME]

One handshake of `slowshake run` is copied to other addresses and ports, 50 at a time. In turns, so that all have the
same of whatever else the machine does: slowshake with the key log (every Finished must verify), tshark with the same,
slowshake without keys, tcpdump as the least that reading costs. Prints medians and ratios; what it asserts is that the
work was done, never a time.
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

ROOT = pathlib.Path(__file__).resolve().parents[2]


def make(program, folder, scenario, handshakes):
    one, big, keys = (folder / n for n in ("one.pcapng", "big.pcap", "big.keys"))
    subprocess.run([program, "run", scenario, "--plain", "--export", one], stdout=subprocess.DEVNULL, check=True)
    subprocess.run([sys.executable, ROOT / "tests/bench/make_capture.py", one, big, "--handshakes", str(handshakes),
                    "--at-once", "50", "--keylog", keys], check=True)
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


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("builddir", type=pathlib.Path)
    parser.add_argument("--handshakes", type=int, default=20000)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--scenario", default="default")
    a = parser.parse_args()
    program = a.builddir.resolve() / "slowshake"
    os.environ.pop("SSLKEYLOGFILE", None)
    with tempfile.TemporaryDirectory() as folder:
        folder = pathlib.Path(folder)
        big, keys = make(program, folder, a.scenario, a.handshakes)
        summary = [program, "replay", big, "--json", "--summary"]
        rows = {
            "slowshake, key log": [*summary, "--keylog", keys],
            "tshark, key log": ["tshark", "-r", big, "-o", f"tls.keylog_file:{keys}", "-Y", "tls.handshake.type==20"],
            "slowshake, no keys": summary,
            "tcpdump -w /dev/null": ["tcpdump", "-r", big, "-w", "/dev/null"],
        }
        missing = [name for name, words in rows.items() if not shutil.which(words[0])]
        rows = {name: words for name, words in rows.items() if name not in missing}
        took = {name: [] for name in rows}
        for _ in range(a.rounds):
            for name, words in rows.items():
                with open(folder / "out", "wb") as out:
                    took[name].append(run(words, out))
                if name == "slowshake, key log" and verified(folder / "out") != a.handshakes:
                    sys.exit("not every Finished is verified")
        print(f"{a.handshakes} handshakes ({a.scenario}), {big.stat().st_size / 1e6:.0f} MB, medians of {a.rounds} rounds")
        for name, all_ in took.items():
            print(f"  {name:22} {statistics.median(t[0] for t in all_):7.3f} s  processor {statistics.median(t[1] for t in all_):7.3f} s"
                  f"  largest process {max(t[2] for t in all_):6.1f} MB")

        def ratio(over, under, column):
            return statistics.median(x[column] / y[column] for x, y in zip(took[over], took[under]))

        for title, over, under, goal in (
                ("tshark / slowshake, both with the key log", "tshark, key log", "slowshake, key log", "at least 15"),
                ("slowshake without keys / tcpdump", "slowshake, no keys", "tcpdump -w /dev/null", "at most 2")):
            if over in missing or under in missing:
                print(f"{title}: not measured, the tool is missing")
            else:
                print("%s: %.1f by time, %.1f by processor time (goal: %s by time)" % (title, ratio(over, under, 0), ratio(over, under, 1), goal))


main()
