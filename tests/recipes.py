#!/usr/bin/env python3
"""Runs the openssl command lines that --recipe gives, and compares what they print with the trace.

  recipes.py PROGRAM             some scenarios, each operation with each algorithm once; what the key schedule of TLS 1.3
                                 and its records are made of, by each name once
  recipes.py PROGRAM CAPTURE... [-- REPLAY-OPTION...]
                                 the same on captures
"""
import json
import os
import pathlib
import subprocess
import sys
import tempfile

SCENARIOS = ["default", "aes128-gcm", "aes256-gcm", "3des", "aes256-cbc-sha", "encrypt-then-mac", "client-rsa", "client-p256",
             "client-p384", "ecdhe", "ecdhe-x25519", "ecdhe-x448", "ecdhe-p384", "ecdhe-p521", "dhe", "dhe-custom",
             "tls13", "tls13-aes256", "tls13 --suite=TLS_CHACHA20_POLY1305_SHA256", "tls13 --suite=TLS_AES_128_CCM_SHA256",
             "tls13 --suite=TLS_AES_128_CCM_8_SHA256", "tls13-hrr", "tls13-psk", "tls13-resume", "tls13-resume --suite=TLS_AES_256_GCM_SHA384", "tls13-early-data",
             "tls13-client", "tls13-key-update",
             "--fault=bad-certificate-verify", "--fault=bad-signature", "--flip=finished:20"]
# what those must have had at least
EXPECTED = {("HASH", "SHA-256"), ("HASH", "SHA-384"), ("HMAC", "SHA-1"), ("HMAC", "SHA-256"), ("HMAC", "SHA-384"), ("PRF", "SHA-256"),
            ("PRF", "SHA-384"), ("RSA_PUBLIC", "RSA"), ("RSA_PRIVATE", "RSA"), ("VERIFY", "RSASSA-PKCS1-v1_5-SHA256"),
            ("VERIFY", "ECDSA-SHA256"), ("VERIFY", "ECDSA-SHA384"), ("ENCRYPT", "AES-128-CBC"), ("DECRYPT", "AES-128-CBC"),
            ("ENCRYPT", "3DES-EDE-CBC"), ("DECRYPT", "AES-256-CBC"), ("SEAL", "AES-128-GCM"), ("OPEN", "AES-256-GCM"),
            *((op, cipher) for op in ("SEAL", "OPEN") for cipher in ("CHACHA20-POLY1305", "AES-128-CCM", "AES-128-CCM-8")),
            ("VERIFY", "RSASSA-PSS-SHA256"),
            ("SLICE", None), ("CONCAT", None),
            *((op, group) for op in ("DH", "DH_PUBLIC") for group in ("P-256", "P-384", "P-521", "X25519", "X448", "finite field"))}
# these are told apart by the names of what comes out, too: each step of the key schedule, each MAC and hash
BY_NAME = {"HKDF_EXTRACT", "HKDF_EXPAND", "HMAC", "HASH"}
EXPECTED_NAMES = {*(("HKDF_EXTRACT", h, n) for h in ("SHA-256", "SHA-384") for n in ("early_secret", "handshake_secret", "main_secret")),
                  *(("HKDF_EXPAND", h, n) for h in ("SHA-256", "SHA-384") for n in (
                      "derived", "client_handshake_traffic_secret", "server_handshake_traffic_secret", "client_application_traffic_secret_0",
                      "server_application_traffic_secret_0", "exporter_secret", "resumption_secret", "resumption_psk", "finished_key", "server_write_key",
                      "client_write_key", "server_write_iv", "client_write_iv")),
                  *(("HKDF_EXPAND", "SHA-256", n) for n in (
                      "binder_key", "binder_finished_key", "client_early_traffic_secret", "early_exporter_secret", "client_application_traffic_secret_1",
                      "server_application_traffic_secret_1")),
                  ("HMAC", "SHA-256", "binder"), ("HMAC", "SHA-256", "verify_data"), ("HMAC", "SHA-384", "verify_data")}
NONE = {"CONST", "CONFIG", "RANDOM", "WIRE", "KEYLOG", "CLOCK", "COUNTER", "INTERSECT", "XOR", "ADD", "SIGN", "MGF1", "CLAMP", "COMPRESS", "DECOMPRESS"}


def program_says(program, args, *more):
    env = {k: v for k, v in os.environ.items() if k != "SSLKEYLOGFILE"}
    p = subprocess.run([program, *args, *more], stdin=subprocess.DEVNULL, capture_output=True, timeout=120, env=env)
    if p.returncode not in (0, 1) or p.stderr:
        sys.exit(f"{args} {more}: exit {p.returncode}: {p.stderr.decode(errors='replace')[:500]}")
    return p.stdout.decode()


def values(program, args):
    for line in program_says(program, args, "--json").splitlines():
        v = json.loads(line)
        if v["type"] == "value":
            yield v


def cook(recipe, folder):
    """What the command prints. It must leave the folder as it is: a file of the user's has the name that it could want."""
    own = {name: f"the user's {name}" for name in ("key.der", "signature.bin", "key.pem")}
    for name, content in own.items():
        pathlib.Path(folder, name).write_text(content)
    temporary = pathlib.Path(folder, "tmp")
    temporary.mkdir(exist_ok=True)
    p = subprocess.run(["sh", "-eu", "-c", recipe], cwd=folder, stdin=subprocess.DEVNULL, capture_output=True, timeout=60,
                       env={**os.environ, "TMPDIR": str(temporary)})
    left = {f.name: f.read_text(errors="replace") for f in pathlib.Path(folder).iterdir() if f.is_file()}
    if left != own or list(temporary.iterdir()):
        return "files: " + str({name: text[:60] for name, text in left.items()}) + str(list(temporary.iterdir())), ""
    return p.stdout.decode().strip(), p.stderr.decode()


def check(program, args, v, folder):
    text = program_says(program, args, "--recipe", str(v["id"]))
    commands = "\n".join(line for line in text.splitlines() if line[:1] != "#" and not line.startswith(("Stream ", "What the change")))
    commands = commands.split("\n\n")[0]
    if not commands:
        if v["op"] in NONE or "# " in text and v["op"] in ("OPEN", "SLICE") and not v["hex"]:
            return None
        return f"there is no recipe: {text[:300]}"
    if v["op"] in NONE:
        return "there is a recipe, and there should be none"
    want = v["hex"]
    got, errors = cook(commands, folder)
    if v["op"] == "SEAL":
        want = want[:len(got)]
        if 2 * 16 < len(v["hex"]) - len(got) or not got:
            return f"only {len(got) // 2} bytes came out"
    return None if got == want else f"{want[:64]} is wanted, {got[:64]} came out; {errors[:300]}\n{commands[:600]}"


def main(argv):
    end = argv.index("--") if "--" in argv else len(argv)
    program, captures, more = os.path.abspath(argv[0]), argv[1:end], argv[end + 1:]
    runs = [["replay", c, *more] for c in captures] or [["run", *s.split(), "--seed", "recipes"] for s in SCENARIOS]
    done, bad = {}, 0
    with tempfile.TemporaryDirectory() as folder:
        for args in runs:
            for v in values(program, args):
                key = (v["op"], v.get("alg"))
                # signatures that hold, and those that do not
                tag = key + ((v["hex"],) if v["op"] == "VERIFY" else (v["label"],) if v["op"] in BY_NAME else ())
                if tag in done or not v["hex"]:
                    continue
                done[tag] = key
                problem = check(program, args, v, folder)
                if problem:
                    bad += 1
                    print(f"{' '.join(args)}: value {v['id']} {v['label']} ({key}): {problem}", file=sys.stderr)
    missing = EXPECTED | EXPECTED_NAMES if not captures else set()
    missing -= set(done.values()) | set(done)
    if missing:
        print(f"never seen: {sorted(map(str, missing))}", file=sys.stderr)
    print(f"{len(done) - bad} of {len(done)} recipes are right")
    return 1 if bad or missing or not done else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
