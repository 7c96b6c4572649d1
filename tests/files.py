#!/usr/bin/env python3
"""Files that are written and read: nothing is lost, nobody is let in, everything ends: files.py SLOWSHAKE"""
import concurrent.futures
import json
import os
import pathlib
import re
import resource
import stat
import subprocess
import sys
import tempfile
import threading

FAULTS = []
ROOT = pathlib.Path(__file__).resolve().parents[1]
LIMIT = 60                       # seconds that a command may take, on a busy machine


def expect(what, is_so, seen=""):
    if not is_so:
        FAULTS.append(what)
        print(f"{what}: not so\n{str(seen)[:1000]}")


class Program:
    def __init__(self, path, folder):
        self.path, self.folder = path, folder

    def __call__(self, *words, env=None, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, before=None):
        clean = {k: v for k, v in os.environ.items() if k not in ("SSLKEYLOGFILE", "SLOWSHAKE_PROCESSES")}
        p = subprocess.run([self.path, *map(str, words)], cwd=self.folder, stdin=stdin, stdout=stdout, stderr=subprocess.PIPE, timeout=LIMIT,
                           env={**clean, "LC_ALL": "C.UTF-8", "XDG_STATE_HOME": str(self.folder / "state"), **(env or {})}, check=False,
                           preexec_fn=before)
        return p.returncode, (p.stdout or b"").decode(errors="replace"), p.stderr.decode(errors="replace")


def mode(path):
    return stat.S_IMODE(path.stat().st_mode)


# ---- written files

def exports(run, folder):
    a = folder / "a.pcapng"
    code, out, err = run("run", "--export", "a.pcapng")
    expect("an export is for its owner alone", code == 0 and mode(a) == 0o600, err)
    a.chmod(0o666)
    run("run", "--export", "a.pcapng")
    expect("also where others could read it before", mode(a) == 0o600)
    (folder / "hard.pcapng").hardlink_to(a)
    (folder / "soft.pcapng").symlink_to("a.pcapng")
    (folder / "nowhere.pcapng").symlink_to("not-there.pcapng")
    (folder / "dir.keys").mkdir()
    os.mkfifo(folder / "pipe.keys")
    keys = folder / "k.keys"
    run("run", "--export", "k.keys")
    whole = a.read_bytes()
    for what, words, code, word in [
            ("onto the capture that is read", ["replay", "a.pcapng", "--export", "a.pcapng"], 2, "which is read"),
            ("by another path", ["replay", "a.pcapng", "--export", f"../{folder.name}/a.pcapng"], 2, "which is read"),
            ("by a hard link", ["replay", "a.pcapng", "--export", "hard.pcapng"], 2, "which is read"),
            ("by a symbolic link", ["replay", "a.pcapng", "--export", "soft.pcapng"], 2, "which is read"),
            ("onto the key log", ["replay", "a.pcapng", "--keylog", "k.keys", "--export", "k.keys"], 2, "which is read"),
            ("through a symbolic link", ["run", "--export", "soft.pcapng"], 3, "symbolic link"),
            ("through one that leads nowhere", ["run", "--export", "nowhere.pcapng"], 3, "symbolic link"),
            ("onto a directory", ["run", "--export", "dir.keys"], 3, "directory"),
            ("into a pipe", ["run", "--export", "pipe.keys"], 3, "no regular file"),
            ("into a folder that is not there", ["run", "--export", "no/x.keys"], 3, "No such file"),
            ("with a name of no format", ["run", "--export", "/dev/null"], 2, "must end in")]:
        got, out, err = run(*words)
        expect(f"{what}: exit {code}, and why", got == code and word in err and err.count("\n") == 1, (got, err))
        expect(f"{what}: the file is as it was", a.read_bytes() == whole and keys.read_bytes().startswith(b"CLIENT_RANDOM"))
    expect("no link was followed", not (folder / "not-there.pcapng").exists())
    for what, words in [("--ca", ["run", "--ca", "x.keys"]), ("--crl", ["run", "--ca", "r.pem", "--crl", "x.keys"])]:
        (folder / "x.keys").write_bytes((ROOT / "assets/pki/root.pem").read_bytes())
        (folder / "r.pem").write_bytes((folder / "x.keys").read_bytes())
        got, out, err = run(*words, "--export", "x.keys")
        expect(f"onto the file of {what}", got == 2 and "which is read" in err and b"BEGIN" in (folder / "x.keys").read_bytes(), (got, err))
    if os.geteuid() == 0:
        os.chown(keys, 65534, 65534)
        got, out, err = run("run", "--export", "k.keys")
        expect("into a file of another user", got == 3 and "another user" in err, (got, err))
        os.chown(keys, 0, 0)
    expect("nothing is left beside them", not [f.name for f in folder.iterdir() if ".slowshake-" in f.name])


def full_disk(run, folder):
    """As good as full: no file may be longer than a few bytes."""
    old = folder / "old.pcapng"
    run("run", "--export", "old.pcapng")
    whole = old.read_bytes()

    def tiny():
        resource.setrlimit(resource.RLIMIT_FSIZE, (100, 100))
        import signal
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    got, out, err = run("run", "--export", "old.pcapng", stdout=subprocess.DEVNULL, before=tiny)
    expect("a disk that is full: exit 3, and why", got == 3 and "old.pcapng: cannot be written" in err, (got, err))
    expect("what was there stays", old.read_bytes() == whole)
    expect("the new one goes", not [f.name for f in folder.iterdir() if ".slowshake-" in f.name])


def key_log(run, folder):
    log = folder / "ssl.log"
    for n in (1, 2):
        got, out, err = run("run", env={"SSLKEYLOGFILE": "ssl.log"})
        expect(f"SSLKEYLOGFILE has {n} lines, for its owner alone", got == 0 and not err and mode(log) == 0o600 and
               len(log.read_text().splitlines()) == n, err)
    log.chmod(0o644)
    got, out, err = run("run", env={"SSLKEYLOGFILE": "ssl.log"})
    expect("that others can read it is told", got == 0 and "can be read by others" in err, err)
    (folder / "mine.log").symlink_to("ssl.log")
    got, out, err = run("run", env={"SSLKEYLOGFILE": "mine.log"})
    expect("a link to an own file is followed", got == 0 and len(log.read_text().splitlines()) == 4, err)
    (folder / "trap.log").symlink_to("victim")
    got, out, err = run("run", env={"SSLKEYLOGFILE": "trap.log"})
    expect("a link that leads nowhere is not", got == 3 and not (folder / "victim").exists(), (got, err))
    for what, path in [("a device", "/dev/full"), ("a directory", ".")]:
        got, out, err = run("run", env={"SSLKEYLOGFILE": path})
        expect(f"{what} is refused", got == 3 and err.count("\n") == 1, (got, err))
    if os.geteuid() == 0:
        os.chown(log, 65534, 65534)
        got, out, err = run("run", env={"SSLKEYLOGFILE": "ssl.log"})
        expect("a file of another user is not appended to", got == 3 and "another user" in err and len(log.read_text().splitlines()) == 4, err)
    with concurrent.futures.ThreadPoolExecutor(12) as pool:
        list(pool.map(lambda n: run("run", "--seed", n, env={"SSLKEYLOGFILE": "many.log"}), range(48)))
    lines = (folder / "many.log").read_text().splitlines()
    expect("48 at once: as many whole lines", len(lines) == 48 and all(re.fullmatch("CLIENT_RANDOM [0-9a-f]{64} [0-9a-f]{96}", l) for l in lines),
           lines)


def progress(run, folder):
    """Twelve sessions end at once, each in a lesson of its own: none is lost, three times."""
    lessons = [line.split()[0] for line in run("learn")[1].splitlines()][:12]
    kept, one = folder / "state/slowshake/progress", folder / "one.txt"
    one.write_text("1\n")
    for round_ in range(3):
        kept.unlink(missing_ok=True)
        (kept.parent).mkdir(parents=True, exist_ok=True)
        (kept.parent / "progress.slowshake-abcdef").write_text("left by one that was killed")
        with concurrent.futures.ThreadPoolExecutor(len(lessons)) as pool:
            list(pool.map(lambda l: run("learn", l, "--plain", stdin=one.open()), lessons))
        names = [line.split()[0] for line in kept.read_text().splitlines()[1:]]
        expect(f"round {round_}: twelve at once, twelve kept", sorted(names) == sorted(lessons), names)
        expect(f"round {round_}: nothing else is there", [f.name for f in kept.parent.iterdir()] == ["progress"], list(kept.parent.iterdir()))


# ---- files that are read

PEM = ROOT / "assets/pki"
READERS = [
    lambda f: ["replay", "c.pcapng", "--summary", "--keylog", f], lambda f: ["replay", "c.pcapng", "--summary", "--rsa-key", f],
    lambda f: ["replay", "c.pcapng", "--summary", "--ca", f], lambda f: ["verify", f, "--ca", PEM / "root.pem"],
    lambda f: ["verify", PEM / "server.pem", "--ca", f], lambda f: ["verify", PEM / "server.pem", "--ca", PEM / "root.pem", "--crl", f],
    lambda f: ["run", "--ca", f], lambda f: ["connect", "127.0.0.1:1", "--ca", f], lambda f: ["serve", "127.0.0.1:0", "--cert", f, "--key", f],
    lambda f: ["learn", "handshake", "--plain", "--answers", f],
]


def endless(run, folder):
    os.mkfifo(folder / "silent")
    (folder / "config").mkdir()
    (folder / "config/slowshake").mkdir()
    (folder / "config/slowshake/config").symlink_to("/dev/zero")
    run("run", "--export", "c.pcapng")
    def ends(words):
        got, out, err = run(*words)
        path = next(w for w in words if w in ("/dev/zero", "silent"))
        expect(f"{' '.join(map(str, words))} ends with exit 3 and a sentence", got == 3 and path in err and err.count("\n") == 1, (got, err))

    with concurrent.futures.ThreadPoolExecutor(16) as pool:
        list(pool.map(ends, [words(path) for path in ("/dev/zero", "silent") for words in READERS]))
    got, out, err = run("replay", "/dev/zero", "--summary")
    expect("a capture that is /dev/zero ends", got == 3 and err, (got, err))
    read, write = os.pipe()
    writer = threading.Thread(target=lambda: (os.write(write, (PEM / "root.pem").read_bytes()), os.close(write)))
    writer.start()
    p = subprocess.run([run.path, "verify", PEM / "server.pem", "--time", "2026-06-15", "--ca", f"/dev/fd/{read}"], pass_fds=[read], timeout=LIMIT,
                       capture_output=True, check=False)
    writer.join()
    os.close(read)
    expect("a pipe into which somebody writes is read", p.returncode == 0, p.stderr)


# ---- standard output

PKI = "assets/pki"
SAY = [["run"], ["run", "--json"], ["--help"], ["run", "--help"], ["--version"], ["list", "scenarios"], ["list", "faults"], ["list", "suites"],
       ["list", "config"], ["replay", "c.pcapng", "--plain"], ["replay", "c.pcapng", "--json"], ["replay", "c.pcapng", "--summary"],
       ["replay", "c.pcapng", "--summary", "--json"], ["explain", "c.pcapng"], ["learn"], ["learn", "handshake", "--plain"],
       ["verify", "PKI/server.pem", "--ca", "PKI/root.pem"], ["verify", "PKI/server.pem", "--ca", "PKI/root.pem", "--json"],
       ["run", "--why", "master_secret"], ["run", "--knows", "client"], ["run", "--recipe", "master_secret"],
       ["run", "--json", "--why", "master_secret"], ["run", "--flip", "finished:20"]]


def outputs(run, folder):
    for words in SAY:
        words = [w.replace("PKI", str(ROOT / PKI)) for w in words]
        with open("/dev/full", "w") as full:
            got, out, err = run(*words, stdout=full)
        expect(f"{' '.join(words)} > /dev/full: exit 3, and why", got == 3 and err.count("\n") == 1 and "No space left" in err, (got, err))
        read, write = os.pipe()
        os.close(read)
        got, out, err = run(*words, stdout=write)
        os.close(write)
        expect(f"{' '.join(words)} into a pipe that nobody reads: in silence", not err and got in (3, -13), (got, err))


HOSTILE = "a\x7f\x80\x85\x9b31m\u061c\u200e\u200f\u2028\u2029\u202a\u202e\u2066\u2069\U000e0001z"


def names(run, folder):
    """A hostile name stands nowhere as it is: not in JSON, not in text."""
    acting = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\U000e0001]")
    file = folder / "h.pcapng"
    run("run", "--export", "h.pcapng")
    data, name = file.read_bytes(), HOSTILE.encode()
    own = b"server.example"
    name = (name + b"x" * len(own))[:len(own)] if len(name) < len(own) else name[:len(own)]
    file.write_bytes(data.replace(own, name))
    for words in (["replay", file, "--json"], ["replay", file, "--json", "--summary"], ["replay", file, "--summary"], ["replay", file, "--plain"],
                  ["explain", file], ["run", "--json", "--data", HOSTILE], ["run", "--plain", "--data", HOSTILE]):
        got, out, err = run(*words)
        expect(f"{' '.join(map(str, words[:3]))} lets nothing act", not acting.search(out + err), repr(acting.findall(out + err)[:5]))
        if "--json" in words:
            expect("and it is JSON", all(isinstance(json.loads(line), dict) for line in out.split("\n") if line))


def main(program):
    path = str(pathlib.Path(program).resolve())
    for part in (exports, full_disk, key_log, progress, endless, outputs, names):
        with tempfile.TemporaryDirectory() as name:
            folder = pathlib.Path(name)
            run = Program(path, folder)
            if part is outputs:
                run("run", "--export", "c.pcapng")
            part(run, folder)
    print(f"files: {len(FAULTS)} faults")
    return 1 if FAULTS else 0


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    sys.exit(main(sys.argv[1]))
