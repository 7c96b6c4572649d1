#!/usr/bin/env python3
"""Every capture of other projects, cut and changed: captures_hostile.py DRIVER [CUTS [CHANGES [WORDS OF A PATH]]]

DRIVER is BUILD/tests/captures/capture_hostile, best of a build with sanitizers. Each capture is cut at CUTS
places (200) and CHANGES (2000) are made in all. No crash, no hang, no leak.
"""
import concurrent.futures
import os
import subprocess
import sys

import shared


def hostile(driver, captures, row, cuts, changes, seed):
    argv = [driver, captures / row["path"], str(cuts), str(changes), str(seed), *shared.key_options(captures, row)]
    p = subprocess.run(argv, capture_output=True, stdin=subprocess.DEVNULL, env=shared.environment(), check=False)
    if p.returncode == 0:
        return None
    return "%s: exit %d\n  %s\n%s" % (row["path"], p.returncode, " ".join(map(str, argv)),
                                      p.stderr.decode(errors="replace")[:3000])


def main(driver, cuts=200, changes=2000, *words):
    captures = shared.folder()
    rows = [r for r in shared.table(captures) if all(w in r["path"] for w in words)]
    cuts, changes, wrong = int(cuts), int(changes), 0
    shares = [changes * (i + 1) // len(rows) - changes * i // len(rows) for i in range(len(rows))]
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        faults = list(pool.map(lambda i: hostile(os.path.abspath(driver), captures, rows[i], cuts, shares[i], i + 1), range(len(rows))))
    for fault in faults:
        if fault:
            wrong += 1
            print(fault, flush=True)
    print("%d captures, each cut at %d places, %d changes in all: %d wrong" % (len(rows), cuts, changes, wrong))
    return 1 if wrong or not rows else 0


if __name__ == "__main__":
    if len(sys.argv) < 2:
        sys.exit(__doc__)
    sys.exit(main(*sys.argv[1:]))
