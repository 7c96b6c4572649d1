#!/usr/bin/env python3
"""Counts what `meson test` ran: count.py TESTLOG.json

A program of many tests (cmocka, the referees) counts as many; any other as one.
Last line: "N passed, N failed", and "N not run" if something was left out; exit code 1 if one failed or none ran.
"""
import json
import re
import sys

PASSED = re.compile(r"^(?:\[       OK \]|ok    )", re.M)
SKIPPED = re.compile(r"^skip  (.*)", re.M)
FAILED = re.compile(r"^(?:\[  FAILED  \] (?!\d+ test)|FAIL  )(.*)", re.M)   # cmocka names a failed one twice


def count(test):
    """(passed, failed) of one meson test."""
    text = test.get("stdout", "") + "\n" + test.get("stderr", "")
    passed, failed = len(PASSED.findall(text)), len(set(FAILED.findall(text)))
    good = test["result"] in ("OK", "EXPECTEDFAIL")
    if passed + failed == 0:
        return (1, 0) if good else (0, 1)
    if not good and not failed:
        failed = 1
    return passed, failed


def main():
    passed = failed = 0
    skipped = []
    with open(sys.argv[1], encoding="utf-8") as f:
        for line in f:
            test = json.loads(line)
            if test["result"] == "SKIP":
                skipped.append(f"{test['name']} was skipped")
                continue
            skipped += SKIPPED.findall(test.get("stdout", ""))
            p, n = count(test)
            if n:
                print(f"failed: {test['name']} ({n})")
            passed, failed = passed + p, failed + n
    for name in skipped:
        print(f"NOT RUN: {name}")
    print(f"{passed} passed, {failed} failed" + (f", {len(skipped)} not run" if skipped else ""))
    return 1 if failed or not passed else 0


sys.exit(main())
