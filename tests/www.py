#!/usr/bin/env python3
"""Asks serve --www with curl: www.py PROGRAM

What comes for which Accept, over one connection and over the next, which goes on with the session; what is no request
of a page; that only this machine is listened to; and the capture against tshark, the events against the page.
"""
import json
import os
import pathlib
import re
import subprocess
import sys
import tempfile

import page

CURL = ["curl", "-sS", "--max-time", "30", "--noproxy", "*"]


class Server:
    def __init__(self, program, folder, *options):
        self.folder, self.err = pathlib.Path(folder), []
        self.process = subprocess.Popen([program, "serve", "0", "--www", "--plain", *options], stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
                                        stderr=subprocess.PIPE, text=True)
        while len(self.err) < 5:
            self.err.append(self.process.stderr.readline())
        self.port = int(re.search(r"listening on 127\.0\.0\.1:(\d+)", self.err[0]).group(1))

    def __enter__(self):
        return self

    def __exit__(self, *what):
        self.process.terminate()
        self.process.communicate(timeout=30)

    def get(self, *paths, options=()):
        """One run of curl, with what it says of each: (code, connections that were made, type, body)."""
        args, out = [], []
        for i, path in enumerate(paths):
            out.append(self.folder / f"answer{i}")
            out[-1].write_bytes(b"")
            args += [*(["--next"] if i else []), "-sS", "--cacert", str(self.folder / "ca.pem"), "-o", str(out[-1]), *options,
                     "-w", "%{http_code} %{num_connects} %{content_type}\n", f"https://localhost:{self.port}{path}"]
        p = subprocess.run([*CURL, *args], capture_output=True, text=True, timeout=120, check=False)
        lines = p.stdout.splitlines()
        if p.returncode or len(lines) != len(paths):
            raise ValueError("curl: exit %d: %s" % (p.returncode, p.stderr))
        return [(*line.split(" ", 2), o.read_bytes()) for line, o in zip(lines, out)]


def want(condition, *what):
    if not condition:
        raise ValueError(" ".join(map(str, what)))


def hello_of_tshark(capture):
    fields = ("tls.handshake.random", "tls.handshake.ciphersuite", "tls.handshake.extension.type")
    p = subprocess.run(["tshark", "-r", capture, "-Y", "tls.handshake.type == 1", "-T", "fields", *(w for f in fields for w in ("-e", f))],
                       capture_output=True, text=True, timeout=60, check=True)
    random, suites, types = p.stdout.splitlines()[0].split("\t")
    return random.replace(":", ""), [int(s, 0) for s in suites.split(",")], [int(x, 0) for x in types.split(",")]


def hello_of_page(text):
    def numbers(name):
        return [int(x, 16) for x in re.findall(r'<li id="client_hello/%s(?:-\d+)?".*?\(0x([0-9a-f]{4})\)' % name, text)]
    return re.search(r'<li id="client_hello/random".*?: ([0-9a-f]{64})', text).group(1), numbers("CipherSuite"), numbers("extension_type")


def check_ca(server):
    (code, _, kind, body), = server.get("/ca.pem", options=["--insecure"])
    want(code == "200" and kind == "application/x-pem-file" and body.startswith(b"-----BEGIN CERTIFICATE"), "ca.pem:", code, kind)
    (server.folder / "ca.pem").write_bytes(body)


def check_kinds(server, version):
    html = ["-H", "Accept: text/html,*/*"]
    (code, _, kind, text), (_, again, _, paged), (_, third, events_kind, events), (_, fourth, _, capture) = [
        *server.get("/"), *server.get("/?x", "/json", "/hello.pcapng", options=html)]
    want(code == "200" and kind.startswith("text/plain") and b"ClientHello" in text, "text:", code, kind)
    want(("TLS" + "v" + version).encode() in text.split(b"\n")[0], "text:", text[:100])
    want(again == "1" and third == fourth == "0", "connections:", again, third, fourth)
    want(b"<!DOCTYPE html>" in paged and events_kind == "application/x-ndjson", "page:", paged[:40], events_kind)
    lines = [json.loads(line) for line in events.splitlines()]
    want(any(x["type"] == "handshake.established" for x in lines), "events of no handshake")
    path = server.folder / "hello.pcapng"
    path.write_bytes(capture)
    theirs, ours = hello_of_tshark(path), hello_of_page(paged.decode())
    want(theirs == ours, "tshark:", theirs, "the page:", ours)
    read = page.Page(paged.decode())
    want(not [w for w in read.wrong if "leads out" not in w], read.wrong)
    want({w.split(": ")[1] for w in read.wrong} == {"/json", "/hello.pcapng", "/ca.pem"}, read.wrong)


def check_resumed(server, version):
    (_, first, _, a), (_, second, _, b) = server.get("/", "/", options=["-H", "Connection: close", *(["--tls-max", "1.2"] if version == "1.2" else [])])
    want(first == second == "1", "connections:", first, second)
    want(b"resumed" not in a.split(b"\n")[0] and b"resumed" in b.split(b"\n")[0], a[:120], b[:120])


def check_others(server):
    (missing, _, _, _), (head, _, _, body) = [*server.get("/favicon.ico"), *server.get("/json", options=["--head"])]
    want(missing == "404" and head == "200" and b'"type"' not in body, "404, HEAD:", missing, head)
    (post, _, _, _), = server.get("/", options=["-d", "x"])
    want(post == "405", "POST:", post)


def check(program, version):
    with tempfile.TemporaryDirectory() as folder, Server(program, folder, "--max-version", version) as server:
        want("profile that you throw away" in "".join(server.err), "how to trust:", server.err)
        check_ca(server)
        check_kinds(server, version)
        check_resumed(server, version)
        check_others(server)


def main(program):
    failed = 0
    for version in ("1.2", "1.3"):
        try:
            check(program, version)
            print("ok    curl over TLS %s" % version)
        except (ValueError, OSError, AttributeError, subprocess.SubprocessError) as e:
            failed += 1
            print("FAIL  curl over TLS %s: %s" % (version, e))
    return failed


if __name__ == "__main__":
    sys.exit(main(os.path.abspath(sys.argv[1])))
