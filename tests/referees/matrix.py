#!/usr/bin/env python3
"""Every suite, group and signature scheme, in every version from SSL 3.0 on, with every other implementation that speaks it, in both directions.

  matrix.py SLOWSHAKE ROOT [--peers NAME,..] [--jobs N] [words of a title]

What slowshake speaks it says itself (`slowshake list suites|groups|schemes`), what a peer speaks its adapter
(adapters/NAME.py). The whole product would be tens of thousands of handshakes, so cases are chosen pairwise: with each peer
and in each direction every suite, every group and every scheme is used without and with a client certificate, and each
connection is resumed (by ticket and by session id in turns) as far as the peer can; which group, scheme and client
certificate go with which suite is drawn in turns. What TLS 1.3 has beside (early data taken and, after a HelloRetryRequest,
refused; keys from elsewhere; a certificate asked for later; KeyUpdate) is tried with each peer that has it. The last lines are a table of what was done.

A peer that is not installed fails the test. Go is left out, and counted as not run, unless SLOWSHAKE_ALL=1.
"""
import argparse
import concurrent.futures
import os
import pathlib
import sys
import threading
import time

import matrix_cases
import matrix_run
import matrix_table
import peers
from adapters import curl, gnutls, go, nginx, nss, openssl

PEERS = {p.NAME: p for p in (openssl, gnutls, nss, nginx, curl, go)}
HEAVY = {go.NAME}


def arguments(argv):
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("slowshake", type=pathlib.Path)
    parser.add_argument("root", type=pathlib.Path)
    parser.add_argument("--peers", default=",".join(PEERS))
    parser.add_argument("--jobs", type=int, default=max(2, os.cpu_count() or 2))
    parser.add_argument("words", nargs="*")
    return parser.parse_intermixed_args(argv)


def intended(names):
    """The adapters of this run; says which it leaves out."""
    out = []
    for name in names:
        if name in HEAVY and os.environ.get("SLOWSHAKE_ALL") != "1":
            print(f"skip  {name}: left out; tests/run --all runs it")
        else:
            peers.need(*PEERS[name].PROGRAMS)
            out.append(PEERS[name])
    return out


def run_one(place, case, number, say):
    began = time.monotonic()
    sub = place.beside(f"case{number}")
    try:
        matrix_run.run(sub, case)
        say(f"ok    {case.title()} ({time.monotonic() - began:.1f} s)")
        return True
    except (peers.Wrong, KeyError, ValueError, IndexError, OSError) as e:
        stories = "".join(f"\n  -- {c.name}:\n{c.story()}" for c in sub.children)
        say(f"FAIL  {case.title()}: {type(e).__name__}: {e}{stories}")
        return False
    finally:
        sub.stop_all()


def main():
    a = arguments(sys.argv[1:])
    lock = threading.Lock()

    def say(text):
        with lock:
            print(text, flush=True)

    with peers.Place([sys.argv[0], a.slowshake, a.root]) as place:
        ours = matrix_cases.Spoken(place)
        adapters = [module.Peer(place, ours) for module in intended(a.peers.split(","))]
        cases = [c for peer in adapters for c in matrix_cases.cases_of(peer, ours) if all(w in c.title() for w in a.words)]
        with concurrent.futures.ThreadPoolExecutor(a.jobs) as pool:
            jobs = [pool.submit(run_one, place, c, i, say) for i, c in enumerate(cases)]
            done = [(c, j.result()) for c, j in zip(cases, jobs)]
    matrix_table.draw(ours, adapters, done)
    failed = sum(not ok for _, ok in done)
    print(f"{len(done)} combinations, {failed} failed")
    return 1 if failed or not done else 0


if __name__ == "__main__":
    sys.exit(main())
