#!/usr/bin/env python3
"""Situations that people met, rebuilt: cases.py PROGRAM

They are read in ../shared/cases (or $SLOWSHAKE_SHARED), whose README says what is right for each; without them nothing is
checked, and that is said. What tshark or openssl says of each stands beside ours in the log.
"""
import json
import os
import pathlib
import subprocess
import sys

import shared

# folder, command, what must be said (one of it with !: must not), in stdout and stderr together
CASES = [
    ("01", "explain a1.pcap", "client_certificate_missing", "answered with an empty Certificate", "handshake_failure from the server"),
    ("01", "explain a2.pcap --ca root.pem", "client_ca_not_named", "issued by O=Other, CN=Other Root", "the server named O=Demo, CN=Demo Root"),
    ("01", "explain a3.pcap --ca root.pem", "ca_not_trusted", "The client answered ServerHelloDone", "unknown_ca from the client"),
    ("01", "explain a6.pcap", "alpn_not_shared", "http/1.1"), ("01", "explain a8.pcap", "version_not_shared", "TLS 1.2 at most", "TLS 1.3 alone"),
    ("01", "explain a9.pcap", "nothing_in_common", "TLS_RSA_WITH_AES_256_CBC_SHA256", "shop.example"),
    ("02", "explain h-rst.pcap", "reset_after_hello", "the server reset the TCP connection"), ("02", "explain h-fin.pcap", "client_gave_up", "without an alert"),
    ("02", "explain h-closenotify.pcap", "closed_after_hello", "close_notify"), ("02", "explain h-noanswer.pcap", "no_answer", "once more"),
    ("03", "explain t-snap68.pcap", "Closed (truncated)", "!SSL 2.0", "of 204 bytes are there"), ("03", "explain t-snap96.pcap", "Closed (truncated)", "!SSL 2.0", "37 of 204 bytes"),
    ("04", "explain o-synack-after-cke.pcap --rsa-key leaf.key", "both Finished verified"),
    ("04", "explain t-oneside-late.pcap --rsa-key leaf.key", "both Finished verified", "!Stream 1"),
    ("04", "explain t-oneside-late2.pcap --rsa-key leaf.key", "both Finished verified", "!Stream 1"),
    ("05", "explain m-mid.pcap", "Closed (no_start)", "!not_tls"), ("05", "explain m-mid2.pcap", "Closed (no_start)", "!not_tls"), ("05", "explain l-15.pcap", "Closed (no_start)", "!not_tls"),
    ("06", "verify f-bom.pem --ca newroot.pem --servername shop.example", "Accepted."), ("06", "verify f-bom.pem --ca cab3.pem --servername shop.example", "!no certificate in it"),
    ("07", "verify f-nonl.pem --ca newroot.pem --servername shop.example", "The server sent 2 certificates"),
    ("08", "explain b1.pcap --keylog kb1.log", "2 handshakes are opened"), ("09", "explain 02.pcap --keylog kl-pms.log", "both Finished verified"),
    *(("11", f"verify x-{x}.pem --ca newroot.pem --servername shop.example", "Accepted.") for x in ("serial0", "serialneg", "serial24", "gt2036", "emptysub")),
    ("11", "verify x-utcnosec.pem --ca newroot.pem --servername shop.example", "Refused", "seconds"),
    ("12", "verify f-p7.pem", "PKCS #7", "openssl pkcs7"), ("12", "verify f.p12", "PKCS #12", "openssl pkcs12"), ("12", "verify f-trusted.pem", "TRUSTED CERTIFICATE", "openssl x509"),
    ("14", "explain j1.pcap --ca root.pem", "issuer_not_sent", "only its own certificate", "CN=Demo Inter, is neither sent nor"),
    ("14", "explain j2.pcap --ca root.pem", "name_differs", "asked for www.other.example", "shop.example, *.shop.example"),
    ("15", "explain h-synrst.pcap", "connection_refused", "198.51.100.5:443"), ("15", "explain h-synonly.pcap", "connection_unanswered", "3 times"),
    ("16", "explain b2.pcap --keylog first-only.log", "handshake 2 of the connection: a renegotiation"),
    ("18", "explain n1.pcap --ca newroot.pem", "cannot be judged here", "!does not hold"), ("19", "explain ng-dsbend.pcapng", "both Finished verified"),
    ("19", "explain ng-dsbmid.pcapng", "both Finished verified"), ("20", "replay hostile-sni.pcap --json", "!\u202e", "!\u2066"), ("21", "replay onebyte.pcap --json", '"type":"capture.limit"'),
]


def beside(words, folder):
    """What another tool says of the same, in a few words"""
    if words[0] == "verify":
        p = subprocess.run(["openssl", "verify", "-CAfile", "newroot.pem", "-untrusted", words[1], words[1]], cwd=folder, capture_output=True, text=True, check=False)
        return "openssl: " + ("OK" if p.returncode == 0 else (p.stderr.strip().splitlines() or ["?"])[-1])
    p = subprocess.run(["tshark", "-r", words[1], "-T", "fields", "-e", "tcp.srcport", "-e", "tls.alert_message.desc", "-e", "_ws.expert.message", "-Y", "tls.alert_message or tcp.flags.reset==1 or tcp.analysis.retransmission"],
                       cwd=folder, capture_output=True, text=True, check=False)
    return "tshark: " + ("; ".join(" ".join(line.split()) for line in p.stdout.splitlines()[:3]) or "nothing")


def main(program):
    program = str(pathlib.Path(program).resolve())
    where = pathlib.Path(os.environ.get("SLOWSHAKE_SHARED") or shared.ROOT.parent / "shared") / "cases"
    if not (where / "README.md").is_file():
        print(f"NOT RUN: {where} is not there. NOTHING was checked on situations that people met.", file=sys.stderr)
        return shared.SKIPPED
    wrong = 0
    for number, command, *wanted in CASES:
        folder = next(where.glob(number + "-*"))
        words = command.split()
        p = subprocess.run([program, *words], cwd=folder, stdin=subprocess.DEVNULL, capture_output=True, check=False, env=shared.environment())
        said = " ".join((p.stdout.decode() + p.stderr.decode()).split())
        bad = [w for w in wanted if (w.lstrip("!") in said) == (w[0] == "!")]
        wrong += bool(bad)
        ours = next((line.strip() for line in p.stdout.decode().splitlines() if line.startswith(("  Failed", "  Closed", "  It was", "Accepted", "Refused"))), "-")
        print(f"{'WRONG ' if bad else ''}{number} {command}\n    ours:   {json.dumps(bad) + ' ' if bad else ''}{ours[:160]}\n    {beside(words, folder)[:160]}")
    print(f"{len(CASES)} cases, {wrong} wrong")
    return 1 if wrong else 0


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    sys.exit(main(sys.argv[1]))
