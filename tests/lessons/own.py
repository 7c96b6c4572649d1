#!/usr/bin/env python3
"""The lesson about a capture that the learner brings: own.py PROGRAM

Captures of the program, with keys and without, and what is no capture: what is asked is what the capture says. The
answers given here come from the JSON of a replay, not from the lesson.
"""
import json
import os
import pathlib
import re
import subprocess
import sys
import tempfile

from faults import FAULTS, expect

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "captures"))
import shared     # noqa: E402

SCENARIOS = ["default", "ecdhe-x25519", "dhe", "aes128-gcm", "no-name", "resume-id", "null-sha256", "tls10", "ssl30", "client-p256",
             "tls13", "tls13-hrr", "tls13-psk", "tls13-client", "rfc8448"]


def run(program, *words, stdin=""):
    p = subprocess.run([program, *map(str, words)], input=stdin, capture_output=True, text=True, timeout=60,
                       env={**os.environ, "LC_ALL": "C.UTF-8", "SSLKEYLOGFILE": ""})
    return p.returncode, p.stdout, p.stderr


def facts(program, path):
    """What a summary and the events of a replay say."""
    summary = json.loads(run(program, "replay", path, "--summary", "--json", "--stream", "0")[1].splitlines()[0])
    events = [json.loads(line) for line in run(program, "replay", path, "--json", "--stream", "0")[1].splitlines()]
    summary["finished"] = next((e["verdict"] for e in events if e["type"] == "finished.compare"), None)
    fields = [f for e in events if e["type"] == "unit" for f in e["fields"]]
    summary["group"] = next((f["text"].split()[0] for f in fields if f["path"].endswith(("server_share.group", ".namedcurve"))), None)
    return summary


def right(summary, question, options):
    """The numbers that are right, by what the replay says."""
    version = summary["version"]
    tls13 = version == "TLS 1.3" or "1.3" in version
    suite = summary["cipher_suite"]

    def number(start):
        return [str(i + 1) for i, o in enumerate(options) if o.startswith(start)]

    if "which server the client wants" in question:
        return number("Yes" if summary["server_name"] else "No")
    if "Which version" in question:
        return number(version.replace("TLSv", "TLS ").replace("SSLv3", "SSL 3.0"))
    if "Which cipher suite" in question:
        return [str(options.index(suite) + 1)]
    if "In which group" in question:
        return number(summary["group"])
    if "What is in it" in question:
        return number("EncryptedExtensions" if tls13 else "Finished")
    if "Which key protects" in question:
        return number("One from the server's handshake") if tls13 else number("The client's, and") or number("The server's, and")
    if "Finished hold" in question:
        return number({"ok": "Yes", "fail": "No"}.get(summary["finished"], "It cannot"))
    if "eavesdropper learn" in question:
        want = ["How much"]
        want += ["The server's certificate"] if not tls13 and not summary["resumed"] else []
        want += ["What was said"] if "_NULL_" in suite else []
        want += ["The name"] if summary["server_name"] else []
        return [n for w in want for n in number(w)]
    if "stolen one day" in question:
        return number("Yes" if suite.startswith("TLS_RSA_") else "No")
    return None


def solve(program, path):
    """Asks for one question after the other, since each transcript shows the next."""
    summary, typed = facts(program, path), []
    while len(typed) < 20:
        code, out, err = run(program, "learn", path, "--plain", stdin="".join(t + "\n" for t in typed))
        asked = re.search(r"\n\n([^\n]+(?:\n[^\n]+)*)\n\n((?: \d\) .*\n(?:    .*\n)*)+)\nYour answer[^\n]*(?:____\n|\n+The lesson stops here)", out)
        if code != bool(typed) or not asked:     # what nobody answers at all is told to its end
            return code, out, err
        options = [" ".join(o.split()) for o in re.findall(r"^ \d\) (.*(?:\n    .*)*)", asked[2], re.M)]
        answer = right(summary, " ".join(asked[1].split()), options)
        if not answer:
            return 2, out, f"no answer to {asked[1]}"
        typed.append(" ".join(answer))
    return 2, out, "it does not end"


def main(program):
    program = os.path.abspath(program)
    with tempfile.TemporaryDirectory() as name:
        path = pathlib.Path(name) / "x.pcapng"
        for scenario in SCENARIOS:
            for keys in (True, False):
                run(program, "run", scenario, "--export", path)
                if not keys:
                    shared.without_secrets(path)
                code, out, err = solve(program, path)
                solved = re.search(r"(\d+) of (\d+) questions solved, (\d+) at the first try", out)
                expect(f"{scenario}, keys {keys}: every question is solved by what the replay says",
                       code == 0 and not err and solved and solved[1] == solved[2] == solved[3] and int(solved[1]) >= 6, out + err)
        bad = pathlib.Path(name) / "bad.pcap"
        bad.write_bytes(b"no capture")
        code, out, err = run(program, "learn", bad, "--plain")
        expect("what is no capture is refused with a sentence", code == 3 and err.startswith("slowshake: ") and not out, out + err)
        run(program, "run", "--fault", "no-common-version", "--export", path)
        code, out, err = run(program, "learn", path, "--plain")
        expect("one without ServerHello as well", code == 3 and "too little" in err, out + err)
    print(f"{2 * len(SCENARIOS) + 2} captures, {len(FAULTS)} faults")
    return 1 if FAULTS else 0


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    sys.exit(main(sys.argv[1]))
