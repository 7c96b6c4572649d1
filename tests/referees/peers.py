"""What the referees share: finding the other implementations, starting them on
free ports, running slowshake, and reading its JSON.

Every test of this folder is called as  TEST.py SLOWSHAKE SOURCE-ROOT [WORDS..]
and prints one line for each combination that it tries. A referee that is not
installed fails the test, unless SLOWSHAKE_SKIP_REFEREES=1: then it is skipped,
loudly. Servers listen on loopback only, end by themselves and are killed by
their process id otherwise.
"""
import copy
import json
import os
import pathlib
import re
import shutil
import socket
import subprocess
import sys
import tempfile
import threading
import time

SKIP = 77                       # meson: skipped
LIMIT = 40                      # seconds that one run may take, sanitizers and a busy machine included

# suite: IANA name, OpenSSL's, GnuTLS's priority for cipher and MAC
SUITES = [
    ("TLS_RSA_WITH_AES_128_CBC_SHA", "AES128-SHA", "AES-128-CBC", "SHA1"),
    ("TLS_RSA_WITH_AES_256_CBC_SHA", "AES256-SHA", "AES-256-CBC", "SHA1"),
    ("TLS_RSA_WITH_AES_128_CBC_SHA256", "AES128-SHA256", "AES-128-CBC", "SHA256"),
    ("TLS_RSA_WITH_AES_256_CBC_SHA256", "AES256-SHA256", "AES-256-CBC", "SHA256"),
    ("TLS_RSA_WITH_AES_128_GCM_SHA256", "AES128-GCM-SHA256", "AES-128-GCM", "AEAD"),
    ("TLS_RSA_WITH_AES_256_GCM_SHA384", "AES256-GCM-SHA384", "AES-256-GCM", "AEAD"),
    ("TLS_RSA_WITH_3DES_EDE_CBC_SHA", "DES-CBC3-SHA", "3DES-CBC", "SHA1"),
    ("TLS_RSA_WITH_NULL_SHA", "NULL-SHA", "NULL", "SHA1"),
    ("TLS_RSA_WITH_NULL_SHA256", "NULL-SHA256", "NULL", "SHA256"),
    ("TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256", "ECDHE-RSA-AES128-GCM-SHA256", "AES-128-GCM", "AEAD"),
]
IANA = {s[0]: s for s in SUITES}
CBC = [s[0] for s in SUITES if "_CBC_" in s[0]]
# reasons of extension.read that say: both know it, and it is used
USED = {"extension_used", "ems_used", "etm_used", "renegotiation_empty", "protocol_chosen", "ticket_coming"}

EXIT_OK, EXIT_FAILED, EXIT_USAGE, EXIT_IO = 0, 1, 2, 3


class Wrong(Exception):
    """What a run did that it must not do."""


def expect(truth, *words):
    if not truth:
        raise Wrong(" ".join(str(w) for w in words))


def need(*programs):
    """Paths of the referees, or the end of this test."""
    missing = [p for p in programs if not shutil.which(p)]
    if not missing:
        return [shutil.which(p) for p in programs]
    names = " ".join(missing)
    if os.environ.get("SLOWSHAKE_SKIP_REFEREES") == "1":
        print(f"SKIPPED: NOT TESTED AGAINST {names}: not installed, and SLOWSHAKE_SKIP_REFEREES=1", file=sys.stderr)
        sys.exit(SKIP)
    print(f"missing: {names}. Install it, or set SLOWSHAKE_SKIP_REFEREES=1 to go without this check.", file=sys.stderr)
    sys.exit(1)


def gnutls_sends_early_data():
    """gnutls-cli 3.8.9 cannot send early data to gnutls-serv either; that of 3.7 can."""
    said = subprocess.run(["gnutls-cli", "--version"], check=True, capture_output=True, text=True).stdout
    return tuple(int(n) for n in re.search(r"(\d+)\.(\d+)", said).groups()) < (3, 8)


given_ports = set()
given_lock = threading.Lock()


def free_port():
    """One that this test has not had: cases that run at once must not meet."""
    while True:
        with socket.socket() as s:
            s.bind(("127.0.0.1", 0))
            port = s.getsockname()[1]
        with given_lock:
            if port not in given_ports:
                given_ports.add(port)
                return port


def is_listening(port):
    """Reads the kernel's table: a connection would use up a server that takes one."""
    for table in ("/proc/net/tcp", "/proc/net/tcp6"):
        try:
            with open(table, encoding="ascii") as f:
                for line in f.readlines()[1:]:
                    words = line.split()
                    if words[3] == "0A" and int(words[1].rsplit(":", 1)[1], 16) == port:
                        return True
        except OSError:
            pass
    return False


def shorten(data, n=600):
    text = data.decode("utf-8", "replace") if isinstance(data, bytes) else data
    return text if len(text) <= n else text[:n // 2] + "\n  [...]\n" + text[-n // 2:]


class Process:
    """A child with its output in files, so that no pipe ever fills up."""

    def __init__(self, folder, name, argv, env=None, stdin=subprocess.PIPE):
        self.name, self.argv = name, [str(a) for a in argv]
        self.out_path, self.err_path = folder / f"{name}.out", folder / f"{name}.err"
        self.began = time.monotonic()
        with open(self.out_path, "wb") as out, open(self.err_path, "wb") as err:
            self.child = subprocess.Popen(self.argv, stdin=stdin, stdout=out, stderr=err,
                                          env={**os.environ, **(env or {})}, cwd=folder)

    @property
    def out(self):
        return self.out_path.read_bytes()

    @property
    def err(self):
        return self.err_path.read_bytes()

    @property
    def port(self):
        return None

    def send(self, data):
        try:
            self.child.stdin.write(data)
            self.child.stdin.flush()
        except (BrokenPipeError, ValueError):
            pass

    def close_stdin(self):
        try:
            if self.child.stdin:
                self.child.stdin.close()
        except BrokenPipeError:
            pass

    def wait(self, limit=LIMIT):
        """Its exit code; kills it and complains if it takes longer."""
        try:
            rc = self.child.wait(limit)
        except subprocess.TimeoutExpired:
            self.stop()
            raise Wrong(f"{self.name} did not end within {limit} s\n{self.story()}") from None
        self.seconds = time.monotonic() - self.began
        return rc

    def wait_until(self, what, truth, limit=LIMIT):
        """Waits for something to come true while the child lives."""
        end = time.monotonic() + limit
        while not truth():
            dead = self.child.poll() is not None
            if truth():
                return
            if dead or time.monotonic() > end:
                raise Wrong(f"{self.name}: {what} did not happen"
                            f"{' before it ended' if dead else ''}\n{self.story()}")
            time.sleep(0.01)

    def wait_listening(self, port):
        self.wait_until(f"listening on port {port}", lambda: is_listening(port))

    def stop(self):
        self.close_stdin()
        if self.child.poll() is None:
            self.child.terminate()
            try:
                self.child.wait(3)
            except subprocess.TimeoutExpired:
                self.child.kill()
                self.child.wait()

    def story(self):
        return (f"  $ {' '.join(self.argv)[:600]}\n  exit {self.child.poll()}\n"
                f"  stdout: {shorten(self.out)}\n  stderr: {shorten(self.err)}")


class Place:
    """A test's folder, its programs and its children."""

    def __init__(self, argv):
        if len(argv) < 3:
            sys.exit(__doc__)
        self.slowshake, self.root = pathlib.Path(argv[1]).resolve(), pathlib.Path(argv[2]).resolve()
        self.words = argv[3:]
        self.pki = None          # the demo PKI for today: real peers have a real clock
        self.children = []
        self.folder = None

    def __enter__(self):
        self._tmp = tempfile.TemporaryDirectory(prefix="slowshake-")
        self.folder = pathlib.Path(self._tmp.name)
        self.pki = self.folder / "pki"
        self.pki.mkdir()
        subprocess.run(["sh", self.root / "assets/pki/make.sh", self.pki], check=True)
        return self

    def __exit__(self, *what):
        self.stop_all()
        self._tmp.cleanup()

    def beside(self, name):
        """A place for one case of several that run at once: a folder and children of its own, the rest shared."""
        out = copy.copy(self)
        out.folder, out.children = self.folder / name, []
        out.folder.mkdir()
        return out

    def stop_all(self):
        for c in self.children:
            c.stop()
        self.children.clear()

    def start(self, name, argv, **how):
        p = Process(self.folder, name, argv, **how)
        self.children.append(p)
        return p

    def slow(self, *args, env=None):
        """slowshake, with --json, no standard input and no key log of the user."""
        clean = {"SSLKEYLOGFILE": "", "NO_COLOR": "1", **(env or {})}
        return self.start("slowshake", [self.slowshake, *args], env=clean, stdin=subprocess.DEVNULL)

    def serve(self, *args, env=None):
        """slowshake as a server that listens: the child, and its port, which the kernel chose."""
        says = re.compile(rb"listening on [^\n]*:(\d+)\na client: .*\n")
        p = self.slow("serve", "127.0.0.1:0", *args, env=env)
        p.wait_until("listening", lambda: says.search(p.err))
        return p, int(says.search(p.err)[1])


# ---- reading what slowshake says ----

class Trace:
    """The JSON Lines of one run."""

    def __init__(self, data):
        self.lines = [json.loads(line) for line in data.decode("utf-8").splitlines()]
        self.values = {e["id"]: e for e in self.lines if e["type"] == "value"}
        self.end = self.lines[-1] if self.lines and self.lines[-1]["type"] == "trace.end" else None

    def connections(self):
        """One Trace for each of its connections; its end is that of the connection."""
        out = []
        for end in self.of("connection.end"):
            part = copy.copy(self)
            part.lines = [e for e in self.lines if e.get("connection", 0) == end["connection"]]
            part.end = end
            out.append(part)
        return out

    def of(self, kind):
        return [e for e in self.lines if e["type"] == kind]

    def data(self, kind):
        """The bytes of all application data sent or received, joined."""
        return b"".join(bytes.fromhex(self.values[e["values"][0]]["hex"]) for e in self.of(kind))

    def used_extensions(self):
        """Numbers of the extensions that both sides know."""
        return {e["args"]["extension"] for e in self.of("extension.read") if e["reason"] in USED}


def traces(data):
    """One Trace per trace.begin (serve writes one for each client)."""
    out, lines = [], []
    for line in data.splitlines(keepends=True):
        if b'"type":"trace.begin"' in line and lines:
            out.append(Trace(b"".join(lines)))
            lines = []
        lines.append(line)
    return out + ([Trace(b"".join(lines))] if lines else [])


def one_line(p):
    """stderr has exactly one line, and it is fit for a terminal."""
    text = re.sub(r"^listening on .*\na client: .*\n", "", p.err.decode("utf-8"))     # serve says where and how
    expect(text.endswith("\n") and text.count("\n") == 1, "not one line on stderr:\n" + p.story())
    expect(not re.search(r"[\x00-\x09\x0b-\x1f\x7f-\x9f]", text), "control characters on stderr:", repr(text))
    return text.strip()


def no_sanitizer(p):
    for sign in (b"AddressSanitizer", b"runtime error:", b"LeakSanitizer", b"Assertion", b"core dumped"):
        expect(sign not in p.err, "crashed or leaked:\n" + p.story())
    expect(p.child.poll() in (0, 1, 2, 3), "exit code", p.child.poll(), "\n" + p.story())


# ---- running a table of cases ----

def run_cases(argv, cases):
    """cases: (title, function of a Place). One line each; exit code for meson."""
    failed = 0
    with Place(argv) as place:
        for title, function in cases:
            if place.words and not all(w in title for w in place.words):
                continue
            began = time.monotonic()
            try:
                function(place)
                print(f"ok    {title} ({time.monotonic() - began:.1f} s)", flush=True)
            except (Wrong, KeyError, json.JSONDecodeError, UnicodeDecodeError, IndexError) as e:
                failed += 1
                print(f"FAIL  {title}: {type(e).__name__ + ' ' if not isinstance(e, Wrong) else ''}{e}", flush=True)
                for c in place.children:
                    print(f"  -- {c.name}:\n{c.story()}", flush=True)
            finally:
                place.stop_all()
    print(f"{len(cases)} combinations, {failed} failed")
    return 1 if failed else 0
