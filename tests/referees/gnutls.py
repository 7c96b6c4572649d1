#!/usr/bin/env python3
"""Referee: GnuTLS. gnutls.py SLOWSHAKE ROOT server|client [words of a title]

server: slowshake connect against gnutls-serv --echo
client: gnutls-cli against slowshake serve
"""
import re
import subprocess
import sys

import handshakes
import peers
from handshakes import CLIENTS

FIXED = "NONE:+VERS-TLS1.2:+COMP-NULL:+SIGN-ALL:+GROUP-ALL:%VERIFY_ALLOW_BROKEN"


def priority(shake):
    _, _, cipher, mac = peers.IANA[shake.suite]
    exchange = "ECDHE-RSA" if "_ECDHE_RSA_" in shake.suite else "RSA"
    return (f"{FIXED}:+{exchange}:+{cipher}:+{mac}" + ("" if shake.ems else ":%NO_SESSION_HASH") +
            ("" if shake.etm else ":%NO_ETM"))


def spoken():
    out = []
    for suite in peers.IANA:
        p = subprocess.run(["gnutls-cli", "--list", "--priority", priority(handshakes.Shake(suite))],
                           capture_output=True, text=True, check=False)
        if p.returncode == 0 and re.search(r"^TLS_(ECDHE_)?RSA_\S+\s+0x", p.stdout, re.M):
            out.append(suite)
    return out


def start_server(place, shake, pki="server", more=()):
    port = peers.free_port()
    argv = ["gnutls-serv", "-p", port, "--echo", "--quiet", "--noticket", "--priority", priority(shake),
            "--x509certfile", place.pki / f"{pki}.pem", "--x509keyfile", place.pki / "server.key"]
    if shake.auth:
        argv += ["--require-client-cert", "--verify-client-cert", "--x509cafile", place.pki / "client-ca.pem"]
    else:
        argv += ["--disable-client-cert"]
    p = place.start("gnutls-serv", [*argv, *more], stdin=subprocess.DEVNULL)
    p.at = port
    p.received = lambda: shake.text     # it does not print them: what comes back proves what arrived
    p.answer = lambda data: None
    p.answered = lambda s: s.text
    p.check = check_server
    p.wait_listening(port)
    return p


def check_server(shake):
    """Nothing more: the echo of every byte came back, under MAC."""


def start_client(place, shake, port, more=()):
    argv = ["gnutls-cli", "-p", port, "127.0.0.1", "--sni-hostname", "localhost", "--verify-hostname", "localhost",
            "--priority", priority(shake), "--logfile", place.folder / "cli.log", "--x509cafile", place.pki / "root.pem"]
    if shake.auth:
        name = place.pki / CLIENTS[shake.auth]
        argv += ["--x509certfile", f"{name}.pem", "--x509keyfile", f"{name}.key"]
    p = place.start("gnutls-cli", [*argv, *more])
    p.check = lambda s: peers.expect(b"rror" not in p.err, "gnutls-cli complains:", p.err.decode())
    return p


def main():
    peers.need("gnutls-serv", "gnutls-cli")
    return handshakes.run_all(sys.argv, ("gnutls-serv", "gnutls-cli"), spoken(), start_server, start_client)


if __name__ == "__main__":
    sys.exit(main())
