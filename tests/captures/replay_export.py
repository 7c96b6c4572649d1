#!/usr/bin/env python3
"""A stream of a capture, exported alone with its secrets: replay_export.py PROGRAM DRAW [WORDS OF A PATH]

tshark decrypts the exported file with what is inside it, and the program itself opens and verifies it again: of
our own handshakes with a key log and with the server's key, and of every stream that opens in the captures of
other projects (../shared or $SLOWSHAKE_SHARED; without them that half is not run, and this says so).
DRAW (tests/screens/draw) writes a capture of several streams.
"""
import collections
import concurrent.futures
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile

import shared

AT_MOST = 4              # streams of one capture
# What tshark 4.0 lacks or may lack: those only have to open here again.
NOT_TSHARK = re.compile(r"ARIA|_CAMELLIA_.*_GCM_|_SEED_|_IDEA_|_RC2_|EXPORT|_DES_|_DES40_")


def tshark(path, port=443):
    """How often it reads each handshake message; None: it failed. `port`: the server's, whatever else speaks there or at the client's"""
    p = subprocess.run(["tshark", "-n", "-r", path, "-d", "tcp.port==%s,tls" % port, "-o", "tls.keylog_file:", "-Y", "tls.handshake", "-T", "fields",
                        "-e", "tls.handshake.type"], capture_output=True, text=True, timeout=120, check=False)
    if p.returncode:
        return None
    types = [t for line in p.stdout.split() for t in line.split(",")]
    return collections.Counter(types)


class Exports:
    def __init__(self, program, folder):
        self.program, self.folder, self.n, self.faults = program, folder, 0, 0

    def fault(self, where, *what):
        self.faults += 1
        print("wrong  %s: %s" % (where, " ".join(map(str, what))[:600]), flush=True)

    def export(self, capture, *options, suffix=".pcapng", where=None):
        self.n += 1
        out = self.folder / ("out%d%s" % (self.n, suffix))
        code, _, err = shared.run(self.program, "replay", capture, "--json", "--export", out, *options)
        if code or not out.is_file():
            self.fault(where or capture, "export: exit", code, err)
            return None
        return out

    def opens(self, where, out, want, dissector=True):
        """`want`: the summaries of its handshakes in the file that it comes from"""
        code, text, err = shared.run(self.program, "replay", out, "--json", "--summary")
        got = shared.handshakes(text)
        if code or err:
            self.fault(where, "replayed: exit", code, err)
        same = ("time", "client", "server_name", "version", "cipher_suite", "decrypted", "finished_client", "finished_server",
                "resumed", "alerts", "ems", "etm", "reason")
        for member in same:
            if [h[member] for h in got] != [h[member] for h in want]:
                self.fault(where, member, [h[member] for h in want], "and exported", [h[member] for h in got])
        finished = sum((h["finished_client"] == "verified") + (h["finished_server"] == "verified") for h in want)
        if dissector:
            seen = tshark(out, want[0]["server"].rpartition(":")[2])
            if seen is None or seen["20"] < finished:
                self.fault(where, "tshark reads", seen and seen["20"], "Finished of", finished)
        return out


def own(x, program, draw):
    """Our own handshakes: opened with a key log, with the server's key, with a DSB."""
    made, bare = x.folder / "made.pcapng", x.folder / "bare.pcapng"
    keys = x.folder / "made.keys"
    for scenario in ("default", "aes256-gcm", "client-rsa", "encrypt-then-mac"):
        made.unlink(missing_ok=True)
        subprocess.run([program, "run", scenario, "--seed", "export", "--json", "--export", made, "--export", keys],
                       check=True, stdout=subprocess.DEVNULL, env=shared.environment())
        bare.write_bytes(b"".join(shared.bare_blocks(made.read_bytes())))
        if tshark(bare)["20"]:
            x.fault(scenario, "tshark reads Finished without secrets: the test proves nothing")
        want = shared.handshakes(shared.run(program, "replay", made, "--json", "--summary")[1])
        if not want or not all(h["finished_client"] == h["finished_server"] == "verified" for h in want):
            x.fault(scenario, "is not opened by the secrets inside:", want)
        for options in ([made], [bare, "--keylog", keys], [bare, "--rsa-key", shared.ROOT / "assets/pki/server.key"]):
            where = "%s with %s" % (scenario, options[1:2] or "the secrets inside")
            out = x.export(*options, where=where)
            if out:
                x.opens(where, out, want)
            out = x.export(*options, suffix=".keys", where=where)
            if out and out.read_text() != keys.read_text():
                x.fault(where, "the exported key log is another:", out.read_text())
    several = x.folder / "several.pcapng"
    subprocess.run([draw, "write", several], check=True)
    code, _, err = shared.run(program, "replay", several, "--export", x.folder / "none.pcapng")
    if code != 2 or "--stream N" not in err or (x.folder / "none.pcapng").exists():
        x.fault("several streams", code, err)
    every = shared.handshakes(shared.run(program, "replay", several, "--json", "--summary")[1])
    for h in every:
        where = "stream %d of several" % h["stream"]
        out = x.export(several, "--stream", str(h["stream"]), where=where)
        if out:
            x.opens(where, out, [h], dissector=h["decrypted"])


def one_capture(program, folder, captures, row):
    x = Exports(program, folder)
    options = [str(w) for pair in shared.key_files(captures, row) for w in pair]
    code, text, _ = shared.run(program, "replay", captures / row["path"], "--json", "--summary", *options)
    by_stream = collections.defaultdict(list)
    for h in shared.handshakes(text):
        by_stream[h["stream"]].append(h)
    opened = [s for s, hs in by_stream.items() if all(h["decrypted"] for h in hs)]
    for stream in opened[:AT_MOST]:
        where = "%s stream %d" % (row["path"], stream)
        out = x.export(captures / row["path"], "--stream", str(stream), *options, where=where)
        want = by_stream[stream]
        if out:
            x.opens(where, out, want, not any(NOT_TSHARK.search(h["cipher_suite"]) for h in want))
            out.unlink()
    return x.n, x.faults


def others(program, folder, words):
    captures = shared.folder()
    rows = [r for r in shared.table(captures) if r["category"].startswith("keyed") and all(w in r["path"] for w in words)]
    places = [folder / str(i) for i in range(len(rows))]
    for place in places:
        place.mkdir()
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        found = list(pool.map(lambda a: one_capture(program, *a), zip(places, [captures] * len(rows), rows)))
    return sum(n for n, _ in found), sum(f for _, f in found)


def main(program, draw, *words):
    program, draw = str(pathlib.Path(program).resolve()), str(pathlib.Path(draw).resolve())
    if not shutil.which("tshark"):
        if os.environ.get("SLOWSHAKE_SKIP_REFEREES") == "1":
            print("SKIPPED: tshark is not installed")
            return shared.SKIPPED
        print("FAILED: tshark is not installed (SLOWSHAKE_SKIP_REFEREES=1 skips this test)")
        return 1
    with tempfile.TemporaryDirectory() as folder:
        x = Exports(program, pathlib.Path(folder))
        if not words:
            own(x, program, draw)
        print("%d exports of our own, %d faults" % (x.n, x.faults), flush=True)
        if x.faults:
            return 1
        n, faults = others(program, x.folder, words)
    print("%d streams of other projects exported, %d faults" % (n, faults))
    return 1 if faults or not n else 0


if __name__ == "__main__":
    if len(sys.argv) < 3:
        sys.exit(__doc__)
    sys.exit(main(*sys.argv[1:]))
