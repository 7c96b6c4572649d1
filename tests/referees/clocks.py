#!/usr/bin/env python3
"""serve without --cert shows a leaf for the present time: clocks.py SLOWSHAKE ROOT [words of a title]

curl and OpenSSL are given root.pem and their own clock, today's or another day's, and must accept it.
"""
import datetime
import re
import subprocess
import sys

import peers
from peers import expect

ANSWER = "HTTP/1.0 200 OK\r\nContent-Length: 3\r\n\r\nyes"
DAY = datetime.timedelta(days=1)


def serve(place, *more):
    return place.serve("--json", "--count", "1", "--timeout", "20", "--data", ANSWER, *more)


def curl(when=None):
    def run(place):
        clock = ["--time", when] if when else []
        server, port = serve(place, *clock)
        argv = ["curl", "-sS", "--http1.0", "--tls-max", "1.2", "--ciphers", "AES128-GCM-SHA256", "--cacert",
                place.root / "assets/pki/root.pem", f"https://localhost:{port}/"]
        if when:
            argv = ["faketime", when.replace("T", " ").rstrip("Z"), *argv]
        client = subprocess.run([str(a) for a in argv], capture_output=True, timeout=30, env={"PATH": "/usr/bin:/bin", "TZ": "UTC"})
        expect(client.returncode == 0 and client.stdout == b"yes", "curl:", client.returncode, client.stdout, client.stderr)
        expect(server.wait() == 0, "slowshake exit code", server.story())
    return run


def curl_page(place):
    """A request of HTTP/1.1 gets an answer that ends, whatever there is to say."""
    server, port = place.serve("--json", "--count", "2", "--timeout", "20")
    expect(f"a client: curl --insecure https://127.0.0.1:{port}/".encode() in server.err, "how to reach it:", server.story())
    for more, words in (([], "slowshake received"), (["--head"], "Content-Length: ")):
        client = subprocess.run(["curl", "-sS", "--tls-max", "1.2", "--cacert", str(place.root / "assets/pki/root.pem"), "--max-time", "20",
                                 *more, f"https://localhost:{port}/page"], capture_output=True, text=True, timeout=30, env={"PATH": "/usr/bin:/bin"})
        expect(client.returncode == 0 and words in client.stdout, "curl:", client.returncode, client.stdout, client.stderr)
    expect(server.wait() == 0, "slowshake exit code", server.story())


def leaf(place, when):
    """notBefore and notAfter of what s_client is shown, as times, and openssl's word on it at that time."""
    server, port = serve(place, *(["--time", when] if when else []))
    shown = subprocess.run(["openssl", "s_client", "-connect", f"127.0.0.1:{port}", "-tls1_2", "-cipher", "AES128-GCM-SHA256",
                            "-showcerts"], input=b"", capture_output=True, timeout=30).stdout.decode()
    server.wait()
    pem = re.findall("-----BEGIN CERTIFICATE-----.*?-----END CERTIFICATE-----\n", shown, re.S)
    expect(len(pem) == 2, f"{len(pem)} certificates shown")
    (place.folder / "leaf.pem").write_text(pem[0])
    (place.folder / "ca.pem").write_text(pem[1])
    dates = subprocess.run(["openssl", "x509", "-noout", "-dates", "-in", place.folder / "leaf.pem"], capture_output=True).stdout.decode()
    return [datetime.datetime.strptime(d, "%b %d %H:%M:%S %Y GMT").replace(tzinfo=datetime.timezone.utc)
            for d in re.findall(r"=(.*)", dates)]


def verifies(place, at):
    said = subprocess.run(["openssl", "verify", "-x509_strict", "-attime", str(int(at.timestamp())), "-CAfile",
                           place.root / "assets/pki/root.pem", "-untrusted", place.folder / "ca.pem", "-purpose", "sslserver",
                           "-verify_hostname", "server.example", place.folder / "leaf.pem"], capture_output=True)
    return said.returncode == 0


def runs_90_days(when=None):
    def run(place):
        now = datetime.datetime.now(datetime.timezone.utc)
        if when:
            now = datetime.datetime.strptime(when, "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=datetime.timezone.utc)
        start, end = leaf(place, when)
        expect(end - start == 90 * DAY - datetime.timedelta(seconds=1), "it runs for", end - start)
        expect(DAY <= now - start < 2 * DAY + datetime.timedelta(minutes=2), "it began", now - start, "ago")
        expect(verifies(place, now), "openssl does not accept it now")
        expect(not verifies(place, end + DAY), "openssl accepts it after its end")
    return run


CASES = [
    ("curl, today", curl()),
    ("curl, a page", curl_page),
    ("curl, in 2031", curl("2031-05-05T12:00:00Z")),
    ("curl, on the last day of February", curl("2028-02-29T23:59:30Z")),
    ("openssl, today", runs_90_days()),
    ("openssl, in 2044", runs_90_days("2044-02-28T00:00:00Z")),
]

if __name__ == "__main__":
    peers.need("openssl", "curl", "faketime")
    sys.exit(peers.run_cases(sys.argv, CASES))
