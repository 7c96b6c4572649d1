#!/usr/bin/env python3
"""Holds `slowshake verify` against the certificate cases of other projects.

  run_cases.py PROGRAM [--list] [ID...]

The cases are not part of this repository: they lie in $SLOWSHAKE_SHARED/certs, by
default ../shared/certs beside the source. Where our verdict is not the expected one,
expectations.tsv says so, with the reason; a difference that is not listed, and a
listed one that no longer is one, fail. Whatever the case, the program must end with
0 (accepted) or 1 (refused), without a word on standard error, in time.
"""
import concurrent.futures
import json
import os
import pathlib
import subprocess
import sys
import tempfile

HERE = pathlib.Path(__file__).resolve().parent
SHARED = pathlib.Path(os.environ.get("SLOWSHAKE_SHARED", HERE.parent.parent.parent / "shared")) / "certs"
VERDICTS = {0: "accept", 1: "reject"}
CORE_LIMIT = 5      # so many of the core cases may differ: a handful
# What a case asks for, and the manifest does not hold
ASKED = {
    "pkits::4.10.1-Section10ValidPolicyMappingTest1Subpart2": ("--policy", "2.16.840.1.101.3.2.1.48.2"),
    "pkits::4.10.6-Section10ValidPolicyMappingTest6Subpart2": ("--policy", "2.16.840.1.101.3.2.1.48.2"),
}
TIMEOUT = 60        # seconds, with sanitizers on a busy machine


def expectations():
    """{id: (our verdict, code)}; every code must be explained at the head of the file."""
    codes, rows = {}, {}
    for n, line in enumerate((HERE / "expectations.tsv").read_text().splitlines(), 1):
        if not line or line.startswith("#"):
            continue
        parts = line.split("\t")
        if parts[0] == "=":
            codes[parts[1]] = parts[2]
            continue
        if len(parts) != 4 or parts[1] not in VERDICTS.values() or parts[2] not in codes or not parts[3]:
            sys.exit(f"expectations.tsv:{n}: not: id, accept or reject, an explained code, why")
        if parts[0] in rows:
            sys.exit(f"expectations.tsv:{n}: {parts[0]} stands twice")
        rows[parts[0]] = (parts[1], parts[2])
    return rows


def arguments(case, folder, tmp):
    chain = tmp / "chain.pem"
    chain.write_bytes((folder / "chain.pem").read_bytes() + b"\n" +
                      ((folder / "inter.pem").read_bytes() if (folder / "inter.pem").exists() else b""))
    args = ["verify", str(chain), "--plain", "--ca", str(folder / "trust.pem"), "--time", case["at"],
            "--purpose", case["purpose"]]
    if (folder / "crl.pem").exists():
        args += ["--crl", str(folder / "crl.pem")]
    if case["name"]:
        args += ["--servername", case["name"]]
    return [*args, *ASKED.get(case["id"], ())]


def run(program, case):
    """(verdict or what went wrong, the last lines)"""
    env = {k: v for k, v in os.environ.items() if k not in ("SSLKEYLOGFILE", "SSL_CERT_FILE")}
    with tempfile.TemporaryDirectory() as tmp:
        args = arguments(case, SHARED / case["dir"], pathlib.Path(tmp))
        try:
            p = subprocess.run([program, *args], stdin=subprocess.DEVNULL, capture_output=True, text=True,
                               errors="replace", timeout=TIMEOUT, env=env)
        except subprocess.TimeoutExpired:
            return f"no end after {TIMEOUT} s", ""
    if p.returncode not in VERDICTS:
        return f"exit {p.returncode}", p.stderr[-2000:]
    if p.stderr:
        return "words on standard error", p.stderr[-2000:]
    return VERDICTS[p.returncode], "\n".join(p.stdout.splitlines()[-3:])


def judge(case, verdict, expected):
    """What is wrong with the verdict, or None."""
    listed = expected.get(case["id"])
    if verdict not in VERDICTS.values():
        return verdict
    agrees = case["expected"] in ("either", verdict)
    if listed and agrees:
        return "is listed as different and is not any more"
    if listed and listed[0] != verdict:
        return f"{verdict}, but {listed[0]} is listed"
    if not agrees and not listed:
        return f"{verdict}, not {case['expected']}, and not listed"
    return None


def main():
    args = [a for a in sys.argv[1:] if a != "--list"]
    if not args:
        sys.exit(__doc__)
    if not (SHARED / "manifest.jsonl").exists():
        print(f"NOT RUN: the certificate cases are not at {SHARED}\n"
              "NOT RUN: put them there, or set SLOWSHAKE_SHARED to the folder that holds certs/")
        sys.exit(77)
    cases = [json.loads(line) for line in (SHARED / "manifest.jsonl").read_text().splitlines()]
    expected = expectations()
    unknown = set(expected) - {c["id"] for c in cases}
    if len(args) > 1:
        cases = [c for c in cases if c["id"] in args[1:]]
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        results = list(pool.map(lambda c: run(args[0], c), cases))
    wrong = 0
    for case, (verdict, tail) in zip(cases, results):
        if "--list" in sys.argv:
            print(f"{case['tier']:9}{case['expected']:7}{verdict:8}{case['id']}")
        problem = judge(case, verdict, expected)
        if problem:
            wrong += 1
            print(f"FAIL  {case['id']} ({case['tier']}): {problem}\n{tail}")
    for name in sorted(unknown):
        wrong += 1
        print(f"FAIL  {name}: listed, but there is no such case")
    differ = [c for c in cases if c["id"] in expected]
    core = sum(c["tier"] == "core" for c in differ)
    print(f"{len(cases)} cases, {len(differ)} listed as different, {core} of them core")
    if core > CORE_LIMIT:
        wrong += 1
        print(f"FAIL  {core} core cases differ: that is no handful")
    if not wrong:
        print("ok    certificate cases of other projects")
    sys.exit(1 if wrong else 0)


main()
