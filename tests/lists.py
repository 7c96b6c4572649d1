#!/usr/bin/env python3
"""The list of scenarios: for programs a line each, from its name to its group; for people in groups under headings.

  lists.py PROGRAM
"""
import os
import pty
import subprocess
import sys


def in_a_pipe(program):
    return subprocess.run([program, "list", "scenarios"], capture_output=True, text=True, check=True, timeout=60).stdout


def on_a_terminal(program):
    main, other = pty.openpty()
    p = subprocess.Popen([program, "list", "scenarios", "--no-pager"], stdin=other, stdout=other, stderr=other)
    os.close(other)
    out = b""
    while True:
        try:
            part = os.read(main, 65536)
        except OSError:     # the other end is closed
            break
        if not part:
            break
        out += part
    p.wait(60)
    return out.decode().replace("\r\n", "\n")


def main(program):
    rows = [line.split() for line in in_a_pipe(program).splitlines()]
    shown = on_a_terminal(program).splitlines()
    headings = [line for line in shown if line and not line.startswith(" ")]
    groups = []
    bad = []
    for words in rows:
        if len(words) < 3:
            bad.append(f"in a pipe: {' '.join(words)}")
        elif words[-1] not in groups:
            groups.append(words[-1])
        elif groups[-1] != words[-1]:
            bad.append(f"{words[0]} stands apart from the others of {words[-1]}")
    if rows[0][0] != "default":
        bad.append(f"the first is {rows[0][0]}")
    if [line.split()[0] for line in shown if line.startswith("  ")] != [words[0] for words in rows]:
        bad.append("a terminal shows others, or in another order")
    if len(headings) != len(groups):
        bad.append(f"{len(groups)} groups, but the headings {headings}")
    print("\n".join(bad) if bad else f"{len(rows)} scenarios in {len(groups)} groups")
    return bool(bad)


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
