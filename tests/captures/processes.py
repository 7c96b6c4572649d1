#!/usr/bin/env python3
"""Several processes say what one says, in its order: processes.py SLOWSHAKE SOURCE-ROOT FOLDER

A capture of interleaved handshakes made from one of our own, and those captures of other projects that have several
streams (resumed ones among them: the session is another process's).
"""
import os
import pathlib
import subprocess
import sys

import shared

COUNTS = ["2", "3", "8"]


def said(program, processes, *words):
    env = shared.environment() | {"SLOWSHAKE_PROCESSES": processes}
    p = subprocess.run([program, *words], stdin=subprocess.DEVNULL, capture_output=True, timeout=120, env=env, check=False)
    return p.returncode, p.stdout, p.stderr


def own(program, root, folder):
    folder.mkdir(exist_ok=True)
    one, many, keys = (folder / n for n in ("one.pcapng", "many.pcap", "many.keys"))
    one.unlink(missing_ok=True)
    subprocess.run([program, "run", "--plain", "--export", one], stdout=subprocess.DEVNULL, check=True)
    subprocess.run([sys.executable, root / "tests/bench/make_capture.py", one, many, "--handshakes", "300", "--keylog", keys], check=True)
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


def main():
    program, root, folder = sys.argv[1], pathlib.Path(sys.argv[2]), pathlib.Path(sys.argv[3])
    failed = 0
    cases = own(program, root, folder)
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
    print(f"{len(cases)} captures ({mine} our own), each read by 1, {', '.join(COUNTS)} processes: {failed} differences")
    sys.exit(failed != 0)


main()
