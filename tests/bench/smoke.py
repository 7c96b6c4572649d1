#!/usr/bin/env python3
"""Each program of this folder once, the least that it can do: smoke.py BUILDDIR

Whether it starts, does its work and ends well; no time is looked at.
"""
import os
import pathlib
import subprocess
import sys
import tempfile

HERE = pathlib.Path(__file__).resolve().parent


def programs(build):
    """(words, what its answer has)"""
    bench, slowshake = build / "tests/bench", build / "slowshake"
    if (bench / "bench_handshake").exists():       # the library's own TLS is not everywhere
        yield [bench / "bench_handshake", "1", "1"], ["ratio of times:"]
    yield [bench / "bench_crypto", "1"], ["SHA-256, 64 bytes", "a handshake: key block"]
    yield [bench / "bench_peak", slowshake, "--version"], ["peak memory, exit 0"]
    yield [sys.executable, HERE / "first_frame.py", build, "1"], ["least ncurses program", "exit 0"]
    yield [sys.executable, HERE / "bench_replay.py", build, "--handshakes", "60", "--rounds", "1"], ["60 handshakes", "tshark / slowshake"]
    yield [sys.executable, HERE / "bench_streams.py", build, "--at-once", "20", "--handshakes", "60", "--list", "60", "--lines", "100",
           "--scenario", "default"], ["60 verified", "a list of 60 rows", "a key log of 100 lines"]


def main(build):
    wrong = 0
    with tempfile.TemporaryDirectory() as home:
        env = os.environ | {"HOME": home, "XDG_STATE_HOME": home, "LC_ALL": "C.UTF-8"}
        env.pop("SSLKEYLOGFILE", None)
        for words, wanted in programs(build):
            p = subprocess.run(words, stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=100, env=env, check=False)
            if p.returncode or not all(w in p.stdout for w in wanted):
                wrong += 1
                print(f"{' '.join(map(str, words))}: exit {p.returncode}\n{p.stdout}{p.stderr}")
    print(f"{wrong} wrong")
    return 1 if wrong else 0


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    sys.exit(main(pathlib.Path(sys.argv[1]).resolve()))
