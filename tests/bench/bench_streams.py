#!/usr/bin/env python3
"""Memory of a replay: bench_streams.py BUILDDIR [--at-once N,N,...] [--handshakes N,N,...] [--list N] [--lines N] [--scenario NAME]...

Captures of one handshake, copied to other addresses and ports, with so many open at once; summaries without keys and with the key log, in
one process. Prints the peak of each, and what one more open stream costs; and the peaks for so many handshakes with 50 open, for a list
of so many rows, and for a key log of so many lines. What it asserts is that the work was done: every Finished verified, every stream told
(a stream that is let go since too many are open is counted apart).
"""
import argparse
import json
import os
import pathlib
import random
import resource
import subprocess
import sys
import tempfile

import first_frame
import make_capture


def numbers(text):
    return [int(n) for n in text.split(",") if n]


class Bench:
    def __init__(self, build, folder):
        self.program, self.peak_of, self.folder = build / "slowshake", build / "tests/bench/bench_peak", folder

    def capture(self, scenario, handshakes, at_once):
        one, big, keys = (self.folder / n for n in ("one.pcapng", "big.pcap", "keys"))
        subprocess.run([self.program, "run", scenario, "--plain", "--export", one], stdout=subprocess.DEVNULL, check=True)
        make_capture.copies(one, big, handshakes, at_once, keys)
        return big, keys

    def peak(self, *words):
        out = subprocess.run([self.peak_of, self.program, *words], stdout=subprocess.PIPE, text=True, check=True).stdout
        return float(out.split()[0])

    def counts(self, big, keys):
        """Handshakes that are told of, and those of which both Finished verify."""
        told = verified = 0
        with subprocess.Popen([self.program, "replay", big, "--json", "--summary", "--keylog", keys], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL) as p:
            for h in map(json.loads, p.stdout):
                told += 1
                verified += h.get("finished_client") == h.get("finished_server") == "verified"
        return told, verified

    def streams(self, scenario, at_once, handshakes, before):
        big, keys = self.capture(scenario, handshakes, at_once)
        told, verified = self.counts(big, keys)
        peaks = [self.peak("replay", big, "--json", "--summary"), self.peak("replay", big, "--json", "--summary", "--keylog", keys)]
        line = "%-8s %7d handshakes %7d at once  %7d told %7d verified  peak %6.1f MB, with keys %6.1f MB" % (scenario, handshakes, at_once, told, verified, *peaks)
        if before:
            line += "  each more %5.1f KB, %5.1f KB" % tuple((p - b) * 1024 / (at_once - before[0]) for p, b in zip(peaks, before[1]))
        print(line, flush=True)
        if told < handshakes or (verified < handshakes and at_once <= 65536):
            sys.exit("not all was done")
        return at_once, peaks


    def list(self, rows):
        """The list in a terminal, when all its rows are there: its peak, and its processor time divided by that of the summary."""
        big, _ = self.capture("default", rows, 50)
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        subprocess.run([self.program, "replay", big, "--summary"], stdout=subprocess.DEVNULL, check=True)
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        summary = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
        pid, fd = first_frame.start([self.program, "replay", big])
        while first_frame.read_some(fd, 2.0):          # how far it is stands in the header
            pass
        peak = int(next(line for line in open(f"/proc/{pid}/status", encoding="ascii") if line.startswith("VmHWM")).split()[1]) / 1024
        words = open(f"/proc/{pid}/stat", encoding="ascii").read().rsplit(")", 1)[1].split()
        used = (int(words[11]) + int(words[12])) / os.sysconf("SC_CLK_TCK")
        os.write(fd, b"\f")
        screen = b""
        while more := first_frame.read_some(fd, 1.0):
            screen += more
        first_frame.leave(pid, fd)
        print("a list of %d rows in a terminal: peak %.1f MB, processor time of it / of the summary %.2f" % (rows, peak, used / summary))
        if f"{rows} handshakes".encode() not in screen:
            sys.exit("not all rows are in the list")


def keylog(path, lines):
    rng = random.Random(1)
    with open(path, "w", encoding="ascii") as f:
        for _ in range(lines):
            f.write("CLIENT_RANDOM %064x %096x\n" % (rng.getrandbits(256), rng.getrandbits(384)))


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("builddir", type=pathlib.Path)
    parser.add_argument("--at-once", type=numbers, default=[50, 1000, 5000, 10000, 20000, 100000])
    parser.add_argument("--handshakes", type=numbers, default=[20000, 200000])
    parser.add_argument("--list", type=int, default=200000)
    parser.add_argument("--lines", type=int, default=1000000)
    parser.add_argument("--scenario", action="append")
    a = parser.parse_args()
    os.environ["SLOWSHAKE_PROCESSES"] = "1"
    os.environ.pop("SSLKEYLOGFILE", None)
    with tempfile.TemporaryDirectory() as folder:
        b = Bench(a.builddir.resolve(), pathlib.Path(folder))
        for scenario in a.scenario or ["default", "tls13"]:
            before = None
            for n in a.at_once:
                now = b.streams(scenario, n, max(n, 20000), before)
                before = before or now
            for n in a.handshakes:
                b.streams(scenario, 50, n, None)
        if a.list:
            b.list(a.list)
        if a.lines:
            big, _ = b.capture("default", 10, 1)
            keylog(b.folder / "large", a.lines)
            print("a key log of %d lines: peak %.1f MB" % (a.lines, b.peak("replay", big, "--json", "--summary", "--keylog", b.folder / "large")))


main()
