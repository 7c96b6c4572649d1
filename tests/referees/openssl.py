#!/usr/bin/env python3
"""Referee: OpenSSL. openssl.py SLOWSHAKE ROOT server|client [words of a title]

server: slowshake connect against openssl s_server
client: openssl s_client against slowshake serve
"""
import subprocess
import sys

import handshakes
import peers
from handshakes import CLIENTS

SECURITY = "@SECLEVEL=0"
# the only way to switch the extended master secret off in s_server and s_client
NO_EMS = """openssl_conf = library
[library]
ssl_conf = ssl
[ssl]
system_default = plain
[plain]
Options = -ExtendedMasterSecret
"""


def spoken():
    text = subprocess.run(["openssl", "ciphers", "ALL:COMPLEMENTOFALL:" + SECURITY], check=True,
                          capture_output=True, text=True).stdout
    names = set(text.strip().split(":"))
    return [s[0] for s in peers.SUITES if s[1] in names]


def common(place, shake):
    """Options and environment that mean the same for both programs."""
    args = [shake.version, "-cipher", f"{peers.IANA[shake.suite][1]}:{SECURITY}"]
    if not shake.etm:
        args.append("-no_etm")
    config = place.folder / "openssl.cnf"
    config.write_text(NO_EMS if not shake.ems else "")
    return args, {"OPENSSL_CONF": str(config)}


def start_server(place, shake, pki="server", more=()):
    port = peers.free_port()
    args, env = common(place, shake)
    pem = place.pki / f"{pki}.pem"
    argv = ["openssl", "s_server", "-accept", f"127.0.0.1:{port}", "-naccept", "1", "-quiet", *args,
            "-cert", pem, "-cert_chain", pem, "-key", place.pki / "server.key", *more]
    if shake.auth:
        argv += ["-Verify", "3", "-verify_return_error", "-CAfile", place.pki / "client-ca.pem"]
    p = place.start("s_server", argv, env=env)
    p.at = port
    p.received = lambda: p.out
    p.answer = p.send
    p.answered = lambda s: s.answer
    p.check = lambda s: check_end(p)
    p.wait_listening(port)
    return p


def check_end(p):
    """close_notify came: OpenSSL 3 calls anything else an error."""
    rc = p.wait()
    peers.expect(rc == 0, f"{p.name} exit code", rc)
    peers.expect(b"error" not in p.err.lower(), f"{p.name} complains:", p.err.decode())


def start_client(place, shake, port, more=()):
    args, env = common(place, shake)
    argv = ["openssl", "s_client", "-connect", f"127.0.0.1:{port}", "-quiet", "-nocommands", "-no_ign_eof", *args,
            "-servername", "localhost", "-verify_hostname", "localhost", "-verify_return_error",
            "-CAfile", place.pki / "root.pem", *more]
    if shake.auth:
        name = place.pki / CLIENTS[shake.auth]
        argv += ["-cert", f"{name}.pem", "-cert_chain", f"{name}.pem", "-key", f"{name}.key"]
    p = place.start("s_client", argv, env=env)
    p.check = lambda s: peers.expect(b"error:" not in p.err.lower(), "s_client complains:", p.err.decode())
    return p


def main():
    peers.need("openssl")
    return handshakes.run_all(sys.argv, ("s_server", "s_client"), spoken(), start_server, start_client)


if __name__ == "__main__":
    sys.exit(main())
