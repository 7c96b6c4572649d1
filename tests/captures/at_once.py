#!/usr/bin/env python3
"""Many streams open at once: at_once.py SLOWSHAKE BENCH_PEAK

The first connection of many scenarios and faults, once one after the other and once all at the same time, so that nearly all
observers are packed between any two packets: what is told of each must be the same, with the key log and without. And the
peak of memory with 2,000 streams open at once, compared with that of 100: what an open stream costs stays below a bound, and so does what one
costs that is over, of 20,000 of them. And streams
whose hello comes in thousands of records of a byte: packing many pieces must not cost their square, or this does not end in time."""
import os
import pathlib
import subprocess
import sys
import tempfile

import shared
import wire
from reasons import CLIENT, record

PROGRAM, PEAK = sys.argv[1:3]
FEW, MANY, OVER = 100, 2000, 20000
PIECES, TURNS = 8000, 20           # of a hello: before the others have their turn, and after
# scenario, with the key log, the most that an open stream may cost in KB
BOUNDS = [("default", False, 3.0), ("default", True, 3.0), ("tls13", False, 2.7), ("tls13", True, 3.2)]
OVER_COSTS = 0.18                 # KB that a stream may cost which is over
DIFFER = ("stream", "time", "first_time")
sanitized = b"__asan_init" in pathlib.Path(PROGRAM).read_bytes()
if sanitized:                     # each allocation has its borders then
    os.environ["ASAN_OPTIONS"] = os.environ.get("ASAN_OPTIONS", "") + ":quarantine_size_mb=0"
    BOUNDS = [(s, k, 4 * most) for s, k, most in BOUNDS]
    OVER_COSTS *= 4
os.environ["SLOWSHAKE_PROCESSES"] = "1"
os.environ.pop("SSLKEYLOGFILE", None)
failed = 0


def check(holds, text):
    global failed
    if not holds:
        failed += 1
        print("FAIL: " + text)


def names(kind):
    out = subprocess.run([PROGRAM, "list", kind], capture_output=True, check=True, text=True).stdout
    return [line.split()[0] for line in out.splitlines()]


def rows(capture, keys):
    _, out, _ = shared.run(PROGRAM, "replay", capture, "--json", "--summary", *(["--keylog", keys] if keys else []))
    told = {}
    for row in shared.handshakes(out):
        if "client" in row:
            told.setdefault(row["client"], []).append({k: v for k, v in row.items() if k not in DIFFER})
    return told


def same(folder):
    for i, words in enumerate([[s] for s in names("scenarios")] + [["--fault", f] for f in names("faults")]):
        subprocess.run([PROGRAM, "run", *words, "--plain", "--export", folder / ("one/%04d.pcapng" % i)], stdout=subprocess.DEVNULL,
                       stderr=subprocess.DEVNULL)
    n = len(list((folder / "one").iterdir()))
    check(n > 150, "only %d captures were made" % n)
    keys = folder / "keys"
    shared.copies(folder / "one", folder / "after.pcap", n, 1, keys)
    shared.copies(folder / "one", folder / "at.pcap", n, n, keys)
    for k in (None, keys):
        after, at = rows(folder / "after.pcap", k), rows(folder / "at.pcap", k)
        check(len(after) == n, "of %d streams %d are told of" % (n, len(after)))
        for client, told in after.items():
            check(at.get(client) == told, "%s, %s keys: one after the other\n  %s\nat once\n  %s" % (client, "with" if k else "without", told, at.get(client)))
    return n


def peak(capture, keys):
    words = [PEAK, PROGRAM, "replay", capture, "--json", "--summary"] + (["--keylog", keys] if keys else [])
    out = subprocess.run(words, capture_output=True, check=True, text=True).stdout
    check("exit 0" in out, out)
    return float(out.split()[0]) * 1024


def costs(folder):
    for scenario in sorted({b[0] for b in BOUNDS}):
        subprocess.run([PROGRAM, "run", scenario, "--plain", "--export", folder / "one.pcapng"], stdout=subprocess.DEVNULL, check=True)
        for n in (FEW, MANY):
            shared.copies(folder / "one.pcapng", folder / f"{scenario}-{n}.pcap", 2 * MANY, n, folder / f"{scenario}.keys")
    for scenario, with_keys, most in BOUNDS:
        keys = folder / f"{scenario}.keys" if with_keys else None
        each = (peak(folder / f"{scenario}-{MANY}.pcap", keys) - peak(folder / f"{scenario}-{FEW}.pcap", keys)) / (MANY - FEW)
        print("%-10s %-12s %.1f KB for each open stream" % (scenario, "key log" if keys else "no keys", each))
        check(each <= most, "%s: at most %.1f KB" % (scenario, most))
    shared.copies(folder / "one.pcapng", folder / "over.pcap", OVER, FEW, folder / "over.keys")
    each = (peak(folder / "over.pcap", None) - peak(folder / f"{scenario}-{FEW}.pcap", None)) / (OVER - 2 * MANY)
    print("%.2f KB for each stream that is over" % each)
    check(each <= OVER_COSTS, "one that is over: at most %.2f KB" % OVER_COSTS)


def pieces(folder, n=70):
    packets = []
    for i in range(n):
        c = wire.Connection(40000 + i)
        c.add(CLIENT, b"".join(record(22, bytes([b])) for b in b"\1\0\x3e\x80\3\3" + bytes(PIECES - 6)))
        for _ in range(TURNS):
            c.add(CLIENT, record(22, b"\0"))
        packets.append(list(wire.packets_of(c)))
    wire.write_packets(folder / "pieces.pcap", [p for turn in zip(*packets) for p in turn])
    told = [row for client in rows(folder / "pieces.pcap", None).values() for row in client]
    check(len(told) == n, "of %d streams in pieces %d are told of" % (n, len(told)))


with tempfile.TemporaryDirectory() as temporary:
    place = pathlib.Path(temporary)
    (place / "one").mkdir()
    streams = same(place)
    costs(place)
    pieces(place)
print("%d streams at once tell what they tell one after the other" % streams if not failed else "%d failures" % failed)
sys.exit(failed != 0)
