"""The captures of other projects: where they are, and how the program is started on one."""
import csv
import json
import os
import pathlib
import struct
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tests/bench"))
from make_capture import copies  # noqa: E402, F401

SKIPPED = 77                  # meson's exit code of a test that was not run


def folder():
    """The captures, or the end of this test, loudly."""
    shared = pathlib.Path(os.environ.get("SLOWSHAKE_SHARED") or ROOT.parent / "shared")
    if not (shared / "captures" / "table.tsv").is_file():
        print(f"NOT RUN: {shared}/captures/table.tsv is not there. NOTHING was checked on captures of other projects.\n"
              "Set SLOWSHAKE_SHARED to the folder that has captures/.", file=sys.stderr)
        sys.exit(SKIPPED)
    return shared / "captures"


def table(captures):
    with open(captures / "table.tsv", encoding="utf-8", newline="") as f:
        return list(csv.DictReader(f, delimiter="\t"))


def streams(captures):
    """path -> what the dissector saw in each stream"""
    with open(captures / "streams.jsonl", encoding="utf-8") as f:
        return {j["path"]: j["streams"] for j in map(json.loads, f)}


def key_files(captures, row):
    """(option, path) of each key file of a row; secrets embedded in the capture (DSB) are none."""
    for name in (row["keys"] or "").replace(";", " ").replace(",", " ").split():
        if name in ("DSB", "embedded"):
            continue
        path = captures / name
        start = path.read_bytes()[:4096]
        private = b"PRIVATE KEY" in start or start[:1] == b"\x30"
        yield "--rsa-key" if private else "--keylog", path


def key_options(captures, row):
    return [str(word) for pair in key_files(captures, row) for word in pair]


def environment():
    """Without a key log of whoever runs the test, and with the same CAs everywhere."""
    return {k: v for k, v in os.environ.items() if k != "SSLKEYLOGFILE"} | {"SSL_CERT_FILE": str(ROOT / "assets/pki/root.pem")}


def run(program, command, path, *options, timeout=120, processes=None):
    p = subprocess.run([program, command, path, *options], stdin=subprocess.DEVNULL, capture_output=True,
                       timeout=timeout, env=environment() | ({"SLOWSHAKE_PROCESSES": processes} if processes else {}), check=False)
    return p.returncode, p.stdout.decode(), p.stderr.decode(errors="replace").strip()


def bare_blocks(data):
    """The blocks of a pcapng but for Decryption Secrets Blocks."""
    at, order = 0, "<" if data[8:12] == b"\x4d\x3c\x2b\x1a" else ">"
    while at < len(data):
        kind, length = struct.unpack_from(order + "II", data, at)
        if kind != 10:
            yield data[at:at + length]
        at += length


def without_secrets(path):
    """Takes the Decryption Secrets Blocks out of a pcapng."""
    path = pathlib.Path(path)
    path.write_bytes(b"".join(bare_blocks(path.read_bytes())))


def handshakes(text):
    return [json.loads(line) for line in text.splitlines()]
