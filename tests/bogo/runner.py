#!/usr/bin/env python3
"""The shim that BoringSSL's test runner drives, driven by a small runner of our own: runner.py BOGO_SHIM PKI

That one listens, starts the shim, which connects to it as a client or as a server, and looks at what the connection and the
exit code say. Here OpenSSL is at the other end, by Python's ssl, and a socket alone where bytes are no TLS. One line a case.
"""
import functools
import os
import pathlib
import socket
import ssl
import subprocess
import sys
import tempfile
import threading
import warnings

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "vectors"))
import tls13  # noqa: E402
from tls13 import R  # noqa: E402

warnings.simplefilter("ignore", DeprecationWarning)   # of old versions
PATIENCE_S = 20
UNDONE = 89
NO_CHECK_TIME = 0x200000                # X509_V_FLAG_NO_CHECK_TIME: the demo certificates of the tree are of a fixed time
V10, V12, V13 = ssl.TLSVersion.TLSv1, ssl.TLSVersion.TLSv1_2, ssl.TLSVersion.TLSv1_3
MADE = tempfile.TemporaryDirectory()


class Failed(Exception):
    pass


def need(ok, *what):
    if not ok:
        raise Failed(" ".join(str(w) for w in what))


def context(case, pki):
    """The other end's: the shim is a server if its flags say so."""
    shim_serves = "-server" in case["flags"]
    c = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT if shim_serves else ssl.PROTOCOL_TLS_SERVER)
    c.check_hostname = False
    c.keylog_filename = MADE.name + "/keys"
    c.verify_mode = ssl.CERT_NONE
    c.set_ciphers("ALL:@SECLEVEL=0")
    c.minimum_version = c.maximum_version = case.get("version", V13)
    if not shim_serves:
        c.load_cert_chain(*case.get("shows", (pki / "server.pem", pki / "server.key")))
    if case.get("asks"):
        c.load_verify_locations(pki / "client-ca.pem")
        c.verify_mode = ssl.CERT_REQUIRED
        c.verify_flags |= NO_CHECK_TIME
    if case.get("alpn"):
        c.set_alpn_protocols(case["alpn"])
    return c


def exported(tls, keylog):
    """RFC 9846 7.5, of label "label" and context "context"."""
    alg = R.SHORT[tls.cipher()[0].rsplit("_", 1)[1]]
    secret = [bytes.fromhex(line.split()[2]) for line in keylog.read_text().splitlines() if line.startswith("EXPORTER_SECRET ")][-1]
    return tls13.expand_label(alg, tls13.derive(alg, secret, "label", b""), "exporter", R.digest(alg, b"context"), 100)


def unique(tls, _):
    return tls.get_channel_binding("tls-unique")


def exchange(tls, case, keylog):
    """Each byte comes back turned over; in several pieces, and more than a record holds."""
    if case.get("tells"):
        want = case["tells"](tls, keylog)
        need(tls.recv(len(want)) == want, "the shim tells another value")
    if case.get("hello"):
        need(tls.recv(5) == b"hello", "the shim does not write first")
    for size in case.get("sizes", (1, 600, 20000)):
        data = os.urandom(size)
        tls.sendall(data)
        back = b""
        while len(back) < size:
            more = tls.recv(size - len(back))
            need(more, "the shim closed after", len(back), "bytes of", size)
            back += more
        need(back == bytes(b ^ 0xff for b in data), "the echo of", size, "bytes is another")


def converse(sock, case, ctx, session):
    shim_serves = "-server" in case["flags"]
    if shim_serves:
        tls = ctx.wrap_socket(sock, session=session, server_hostname="server.slowshake.example")
    else:
        tls = ctx.wrap_socket(sock, server_side=True)
    exchange(tls, case, pathlib.Path(ctx.keylog_filename))
    need("alpn_is" not in case or tls.selected_alpn_protocol() == case["alpn_is"], "ALPN:", tls.selected_alpn_protocol())
    resumed, kept = tls.session_reused, tls.session
    tls.unwrap()
    tls.close()
    return resumed, kept


def serve(listener, case, ctx, found):
    session = None
    try:
        for turn in range(case.get("connections", 1)):
            sock, _ = listener.accept()
            sock.settimeout(PATIENCE_S)
            if "-shim-id" in case["flags"]:
                need(sock.recv(8, socket.MSG_WAITALL) == (0x0102030405060708).to_bytes(8, "little"), "the shim says another number")
            if "raw" in case:
                sock.sendall(case["raw"])
                sock.shutdown(socket.SHUT_WR)
                while sock.recv(4096):
                    pass
                sock.close()
                continue
            resumed, session = converse(sock, case, ctx, session)
            need(resumed == (turn > 0 and case.get("resumes", True)), "connection", turn, "resumed:", resumed)
    except (Failed, OSError) as e:
        found.append(str(e))


def play(shim, pki, case):
    listener = socket.socket(socket.AF_INET6 if case.get("ipv6") else socket.AF_INET)
    listener.bind(("::1" if case.get("ipv6") else "127.0.0.1", 0))
    listener.listen(4)
    listener.settimeout(PATIENCE_S)
    found = []
    flags = [f.replace("PKI", str(pki)) for f in case["flags"]]
    thread = threading.Thread(target=serve, args=(listener, case, context(case, pki), found), daemon=True)
    if not case.get("alone"):
        thread.start()
    p = subprocess.run([shim, "-port", str(listener.getsockname()[1]), *flags], capture_output=True, text=True, timeout=PATIENCE_S)
    if not case.get("alone"):
        thread.join(PATIENCE_S)
    listener.close()
    want = case.get("exit", 0)
    need(p.returncode == want, "exit code", p.returncode, "in place of", want, p.stderr, found)
    need(want != 0 or not p.stderr, "it says", p.stderr)
    need(case.get("says", "") in p.stderr + p.stdout, "it does not say", case.get("says"), "but", p.stderr)
    need(want != 0 or not found, found)


@functools.cache
def made(usage):
    """A certificate whose key is for that alone, and the key."""
    files = pathlib.Path(MADE.name, usage + ".pem"), pathlib.Path(MADE.name, usage + ".key")
    subprocess.run(["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-subj", "/CN=server.slowshake.example", "-addext",
                    f"keyUsage=critical,{usage}", "-out", files[0], "-keyout", files[1]], check=True, capture_output=True)
    return files


OWN = ["-cert-file", "PKI/server.pem", "-key-file", "PKI/server.key"]
EC = ["-cert-file", "PKI/server-p256.pem", "-key-file", "PKI/server-p256.key"]
SERVER = ["-server", *OWN]
TWICE = {"connections": 2}
CASES = [
    # client and server, each version
    *({"name": f"{side} {v.name}", "flags": flags, "version": v} for side, flags in (("client", []), ("server", SERVER))
      for v in (V10, ssl.TLSVersion.TLSv1_1, V12, V13)),
    {"name": "server with ECDSA", "flags": ["-server", *EC]},
    {"name": "IPv6 and a number", "flags": ["-ipv6", "-shim-id", str(0x0102030405060708)], "ipv6": True},
    {"name": "IPv6 of an older runner", "flags": [], "ipv6": True},
    # what is agreed on
    {"name": "a version expected", "flags": ["-expect-version", "772"]},
    {"name": "another version expected", "flags": ["-expect-version", "771"], "exit": 1, "says": "version: not as expected"},
    {"name": "max-version", "flags": ["-max-version", "771", "-expect-version", "771"], "version": V12},
    {"name": "no-tls13", "flags": [*SERVER, "-no-tls13", "-expect-version", "771"], "version": V12},
    {"name": "versions apart", "flags": ["-max-version", "771"], "exit": 1, "says": ":TLSV1_ALERT_PROTOCOL_VERSION:"},
    {"name": "server, versions apart", "flags": [*SERVER, "-min-version", "772"], "version": V12, "exit": 1, "says": ":UNSUPPORTED_PROTOCOL:"},
    {"name": "no version", "flags": ["-no-tls1", "-no-tls11", "-no-tls12", "-no-tls13"], "alone": True, "exit": 1,
     "says": ":NO_SUPPORTED_VERSIONS_ENABLED:"},
    {"name": "a curve", "flags": [*SERVER, "-curves", "24", "-expect-curve-id", "24", "-expect-hrr"]},
    {"name": "a cipher", "flags": ["-cipher", "ECDHE-RSA-AES128-GCM-SHA256", "-expect-cipher", str(0xc02f), "-max-version", "771"], "version": V12},
    {"name": "ALPN of a client", "flags": ["-advertise-alpn", "\3foo\3bar", "-expect-alpn", "bar"], "alpn": ["bar"], "alpn_is": "bar"},
    {"name": "ALPN of a server", "flags": [*SERVER, "-select-alpn", "foo"], "alpn": ["baz", "foo"], "alpn_is": "foo"},
    {"name": "ALPN refused", "flags": [*SERVER, "-reject-alpn"], "alpn": ["foo"], "exit": 1, "says": ":NO_APPLICATION_PROTOCOL:"},
    {"name": "ALPN of nothing", "flags": [*SERVER, "-select-empty-alpn"], "alpn": ["foo"], "exit": 1, "says": ":INVALID_ALPN_PROTOCOL:"},
    {"name": "server_name", "flags": [*SERVER, "-expect-server-name", "server.slowshake.example"]},
    {"name": "client certificate", "flags": ["-cert-file", "PKI/client-rsa.pem", "-key-file", "PKI/client-rsa.key"], "asks": True},
    {"name": "client certificate missing", "flags": [*SERVER, "-require-any-client-certificate"], "exit": 1, "says": ":PEER_DID_NOT_RETURN_A_CERTIFICATE:"},
    # a CA's key, which is there to sign certificates
    {"name": "keyUsage, let be", "flags": [], "shows": made("keyCertSign"), "version": V12},
    {"name": "keyUsage, TLS 1.3", "flags": [], "shows": made("keyCertSign"), "exit": 1, "says": ":KEY_USAGE_BIT_INCORRECT:"},
    *({"name": f"keyUsage, {v.name}", "flags": ["-enforce-rsa-key-usage"], "shows": made("keyCertSign"), "version": v, "exit": 1, "says": ":KEY_USAGE_BIT_INCORRECT:"}
      for v in (V12, V13)),
    # no OpenSSL that Python has staples a response, or asks for one
    {"name": "OCSP, not asked for", "flags": [*SERVER, "-ocsp-response", "AQIDBA=="]},
    {"name": "OCSP, asked for in vain", "flags": ["-enable-ocsp-stapling"]},
    {"name": "OCSP missing", "flags": ["-enable-ocsp-stapling", "-expect-ocsp-response", "AQIDBA=="], "exit": 1,
     "says": "the OCSP response: not as expected"},
    {"name": "fail-ocsp-callback", "flags": ["-enable-ocsp-stapling", "-fail-ocsp-callback"], "exit": 1, "says": ":OCSP_CB_ERROR:"},
    {"name": "verify-fail", "flags": ["-verify-peer", "-verify-fail"], "exit": 1, "says": ":CERTIFICATE_VERIFY_FAILED:"},
    # sessions
    *({"name": f"{side} resumes {v.name}", "flags": [*flags, "-resume-count", "1"], "version": v, **TWICE}
      for side, flags in (("client", []), ("server", SERVER)) for v in (V12, V13)),
    {"name": "no session", "flags": ["-resume-count", "1", "-on-resume-no-ticket", "-on-resume-max-version", "771", "-on-resume-expect-session-miss"],
     "version": V13, "exit": 1, "says": "ALERT_PROTOCOL_VERSION", **TWICE},
    {"name": "a session where none is expected", "flags": ["-resume-count", "1", "-on-resume-expect-session-miss"], "exit": 1,
     "says": "resumption: not as expected", **TWICE},
    {"name": "-on-initial", "flags": ["-resume-count", "1", "-on-initial-expect-version", "772", "-on-resume-expect-version", "772"], **TWICE},
    {"name": "looked at again", "flags": ["-resume-count", "1", "-verify-peer", "-reverify-on-resume"], **TWICE},
    {"name": "looked at again in vain", "flags": ["-resume-count", "1", "-verify-peer", "-reverify-on-resume", "-on-resume-verify-fail"],
     "exit": 1, "says": ":CERTIFICATE_VERIFY_FAILED:", **TWICE},
    {"name": "not looked at again", "flags": ["-resume-count", "1", "-verify-peer", "-on-resume-verify-fail"], **TWICE},
    # what is written
    {"name": "shim-writes-first", "flags": ["-shim-writes-first"], "hello": True},
    *({"name": f"{side} exports", "flags": [*flags, "-export-keying-material", "100", "-export-label", "label", "-export-context", "context",
                                            "-use-export-context"], "tells": exported} for side, flags in (("client", []), ("server", SERVER))),
    *({"name": f"{side} tls-unique", "flags": [*flags, "-tls-unique"], "tells": unique, "version": V12} for side, flags in (("client", []), ("server", SERVER))),
    {"name": "expect-msg-callback", "flags": ["-expect-msg-callback", "write hs 1\nread hs 2\nread hs 8\nread hs 11\nread hs 15\nread hs 20\n"
                                              "write ccs\nwrite hs 20\nread hs 4\nread hs 4\nread alert 1 0\n"]},
    {"name": "other messages", "flags": ["-expect-msg-callback", "write hs 1\n"], "exit": 1, "says": "messages: not as expected"},
    {"name": "another process's flags", "flags": ["-on-handshaker-max-version", "771", "-expect-version", "772"]},
    {"name": "key-update", "flags": ["-key-update"]},
    {"name": "server, key-update", "flags": [*SERVER, "-key-update"]},
    {"name": "key-update-before-read", "flags": ["-key-update-before-read"]},
    {"name": "check-close-notify", "flags": ["-check-close-notify"]},
    {"name": "max-send-fragment", "flags": ["-max-send-fragment", "512"]},
    # what is no TLS
    {"name": "garbage", "flags": [], "raw": b"GET / HTTP/1.1\r\n\r\n", "exit": 1, "says": ":WRONG_VERSION_NUMBER:"},
    {"name": "an alert", "flags": [], "raw": bytes.fromhex("15030300020228"), "exit": 1, "says": ":SSLV3_ALERT_HANDSHAKE_FAILURE:"},
    {"name": "nothing", "flags": [], "raw": b"", "exit": 1},
    # flags
    {"name": "handshaker", "flags": ["-is-handshaker-supported"], "alone": True, "says": "No"},
    *({"name": f"undone: {flags[0]}", "flags": flags, "alone": True, "exit": UNDONE}
      for flags in (["-dtls"], ["-quic"], ["-ech-config-list", "AA=="], ["-srtp-profiles", "x"], ["-signed-cert-timestamps", "AA=="], ["-no-such-flag"], ["-curves", "4588"], ["-curves", "23", "-curves", "21", "-expect-curve-id", "21"])),
    {"name": "no value", "flags": ["-curves"], "alone": True, "exit": 1},
    {"name": "a value that is none", "flags": ["-resume-count", "many"], "alone": True, "exit": 1},
]


def main():
    shim, pki = sys.argv[1], pathlib.Path(sys.argv[2])
    bad = 0
    for case in CASES:
        try:
            play(shim, pki, case)
        except (Failed, subprocess.TimeoutExpired) as e:
            bad += 1
            print(f"{case['name']}: {e}")
    print(f"{len(CASES) - bad} passed, {bad} failed")
    return bad != 0


if __name__ == "__main__":
    sys.exit(main())
