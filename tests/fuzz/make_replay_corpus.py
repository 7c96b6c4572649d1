#!/usr/bin/env python3
"""Seeds of the target replay, from our own runs: make_replay_corpus.py SLOWSHAKE"""
import pathlib
import struct
import subprocess
import sys
import tempfile

HERE = pathlib.Path(__file__).resolve().parent / "corpus" / "replay"
RUNS = [["default"], ["client-p256"], ["coalesced"], ["fragmented"], ["encrypt-then-mac"],
        ["aes128-gcm"], ["ticket"], ["--fault", "tampered-client-hello"], ["--fault", "bad-record-mac"]]


def main(program):
    HERE.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        for words in RUNS:
            base = pathlib.Path(folder) / words[-1]
            subprocess.run([program, "run", *words, "--json", "--seed", "fuzz", "--export", f"{base}.pcapng",
                            "--export", f"{base}.keys"], stdout=subprocess.DEVNULL, check=False)
            log = base.with_suffix(".keys").read_bytes() if base.with_suffix(".keys").exists() else b""
            seed = struct.pack(">H", len(log)) + log + base.with_suffix(".pcapng").read_bytes()
            (HERE / words[-1]).write_bytes(seed)


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
