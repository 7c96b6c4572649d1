#!/usr/bin/env python3
"""What people do with it, in a real terminal (tmux), each with the keys that it takes: a lecture, a student's first ten
minutes, the menu, an engineer who looks for the one handshake among 200 that failed.

  tmux_tasks.py SLOWSHAKE

Without tmux the test fails, unless SLOWSHAKE_SKIP_REFEREES=1.
"""
import json
import pathlib
import re
import socket
import struct
import subprocess
import sys
import tempfile

import tmux_test
from tmux_test import Terminal

ROOT = pathlib.Path(__file__).resolve().parents[2]


class Fingers:
    """Presses keys, and counts them."""

    def __init__(self, term):
        self.term, self.n = term, 0

    def press(self, *keys):
        self.term.keys(*keys)
        self.n += len(keys)

    def type(self, text):
        self.term.tmux("send-keys", "-l", text)
        self.n += len(text)


def see(term, *words):
    return term.wait(lambda s: all(w in s for w in words), " and ".join(map(repr, words)))


def notes(term, program, folder, most=30):
    """The speaker's notes follow in a second terminal, and never show on the first; a second screen does not take them."""
    hand = Fingers(term)
    second = Terminal(env={"XDG_RUNTIME_DIR": str(folder)})
    third = Terminal(env={"XDG_RUNTIME_DIR": str(folder)})
    try:
        second.type(f"env -u XDG_RUNTIME_DIR {program} notes; echo code $?")
        see(second, "XDG_RUNTIME_DIR is not set", "code 3")
        second.type(f"{program} notes | cat; echo code ${{PIPESTATUS[0]}}")
        see(second, "nothing is shown; begin in another terminal")
        second.clear()
        second.type(f"{program} notes; echo code $?")
        see(second, "Nothing is shown. Waiting")
        term.clear()
        term.type(f"XDG_RUNTIME_DIR={folder} {program} learn handshake --restart")
        see(term, "step 1/")
        first = see(second, "step 1 of", "next: ", "since it began", "since you began to follow")
        assert (folder / "slowshake-notes").stat().st_mode & 0o777 == 0o600, "others can open the socket"
        note = next(line.strip() for line in first.splitlines() if line.startswith("  ") and line.strip())
        assert note not in term.screen(), f"the notes are on the first screen: {note}"
        third.type(f"{program} learn capabilities --restart")
        see(third, "the notes follow another screen")
        third.keys("q")
        third.wait(lambda s: s.rstrip().endswith("ready>"), "the shell")
        third.clear()
        third.type(f"{program} run --present")
        see(third, "the notes follow another screen")
        third.keys("q")
        while "step 1/" in term.screen():       # its pages
            hand.press("Space")
            second.wait(lambda s: "it began" in s, "the notes")
        see(second, "step 2 of")
        # the outline: to another step, for the followers too
        hand.press("o")
        see(term, "14 steps", "go there")
        hand.press("Down", "Down", "Down")
        hand.press("Enter")
        see(term, "step 5/14")
        see(second, "step 5 of")
        hand.press("q")
        see(second, "It is over.", "Waiting")
        assert not (folder / "slowshake-notes").exists(), "the socket is left behind"
        second.keys("C-c")
        second.wait(lambda s: s.rstrip().endswith("ready>"), "the shell")
    finally:
        second.close()
        third.close()
    return hand.n, most


def lecture(term, program, folder, most=45):
    """RSA, then ECDHE, then a failure, message by message; the screen blanked in between, the notes in a second terminal."""
    hand = Fingers(term)
    second = Terminal(env={"XDG_RUNTIME_DIR": str(folder)})
    try:
        second.type(f"{program} notes")
        see(second, "Nothing is shown. Waiting")
        for scenario, key_exchange in (("default", "ClientKeyExchange"), ("ecdhe", "ServerKeyExchange")):
            lecture_on(hand, second, f"XDG_RUNTIME_DIR={folder} {program} run {scenario} --present", key_exchange)
        lecture_fails(hand, second, f"XDG_RUNTIME_DIR={folder} {program} run --fault expired --present")
    finally:
        second.close()
    return hand.n, most


def lecture_on(hand, second, command, key_exchange):
    term = hand.term
    term.clear()
    term.type(command)
    see(term, "level 1", "TCP")
    see(second, "message 1 of", "next: ClientHello")
    for message in ("ClientHello", "ServerHello", "Certificate"):
        hand.press("]")
        see(term, f"The {'client' if message == 'ClientHello' else 'server'} sends {message}.")
        see(second, f": {message}, event", "RFC")
    hand.type("#" + ("6" if key_exchange == "ClientKeyExchange" else "5"))
    hand.press("Enter")
    see(term, f"sends {key_exchange}.")
    hand.press(".")
    term.wait(lambda s: not s.strip(), "a blank screen")
    see(second, f": {key_exchange}, event")       # while the class sees nothing
    hand.press("Space")
    see(term, f"sends {key_exchange}.")
    hand.press("G")
    see(term, "established")
    hand.press("q")
    see(second, "It is over.", "Waiting")
    term.wait(lambda s: s.rstrip().endswith("ready>"), "the shell")


def lecture_fails(hand, second, command):
    term = hand.term
    term.clear()
    term.type(command)
    see(term, "level 1")
    hand.press("F")
    see(term, "validity dates", "FAILED")
    see(second, "validity dates", "FAILED", "next: ")
    hand.press("G")
    s = see(term, "failed at:")
    assert "failed at: validity dates" in s.splitlines()[0], f"the first line does not say why:\n{s}"
    hand.press("P")                      # as before
    see(term, "level 2")
    hand.press("q")


def student(term, program, folder, most=60):
    """The menu, a handshake, what a value is made of, who knows it, a change and its repetition."""
    hand = Fingers(term)
    term.clear()
    term.type(program)
    see(term, "The handshake in one sitting")
    hand.type("/without")
    hand.press("C-u")
    hand.press("Escape")
    hand.type("/default")
    hand.press("Enter", "Enter")
    see(term, "step 1/14", "level 2")
    hand.press("]")
    see(term, "fields of ClientHello", "client_version")
    hand.type(":master secret")
    see(term, "value", "master_secret")
    hand.press("Enter")
    see(term, "master_secret")
    hand.press("o")
    see(term, "where it comes from: master_secret", "pre_master_secret")
    hand.press("Escape", "w")
    see(term, "client knows")
    hand.press("Escape", "x")
    see(term, "x does nothing here")
    hand.type(":wrong-name")
    hand.press("Enter")
    s = see(term, "To repeat it: slowshake run --fault wrong-name")
    again = re.search(r"To repeat it: slowshake (run [\w -]+\w)", s).group(1)
    hand.press("Escape", "q")
    see(term, "lessons")
    hand.press("q")
    term.wait(lambda s: s.rstrip().endswith("ready>"), "the shell")
    last = json.loads(subprocess.run([program, *again.split(), "--json"], capture_output=True, text=True).stdout.splitlines()[-1])
    assert last["failed_check"] == "certificate.name", f"{again}: {last}"
    return hand.n, most


def menu(term, program, folder, most=130):
    """A capture out of the files and again out of the recent ones, wrong answers told in place, two handshakes held
    side by side, and a server with several clients at once."""
    hand = Fingers(term)
    recent = folder / "slowshake/recent"
    for name in ("first.pcapng", "second.pcapng"):
        subprocess.run([program, "run", "--json", "--export", folder / name], stdout=subprocess.DEVNULL)
    term.clear()
    term.type(f"cd {folder}; XDG_STATE_HOME={folder} {program}")
    see(term, "The handshake in one sitting")
    hand.type("/replay")
    hand.press("Enter", "Enter")
    see(term, "open a capture", "first.pcapng", "second.pcapng")
    hand.type("third")
    hand.press("Enter")
    see(term, "open a capture", "third: ", "No such file")
    hand.press("C-w")
    hand.type("fi")
    hand.press("Tab", "Enter")
    see(term, "stream 0")
    hand.press("q")
    see(term, "row 24/")
    assert recent.read_text() == f"{folder}/first.pcapng\n" and recent.stat().st_mode & 0o777 == 0o600
    hand.press("Enter", "C-u", "Down")
    see(term, "recent", "^X forget it")
    hand.press("Enter")
    see(term, "stream 0")
    hand.press("q")
    see(term, "row 24/")
    hand.press("Enter", "C-u", "Down", "C-x")
    term.wait(lambda s: "recent" not in s and "first.pcapng" in s, "it is forgotten")
    assert recent.read_text() == "", "it is kept"
    hand.press("Escape")
    see(term, "row 24/")
    hand.type("/compare")
    hand.press("Enter", "Enter", "Enter")
    hand.type("tls13-k")
    see(term, "tls13-key-update", "scenario")
    hand.press("Tab", "Enter")
    see(term, "side by side", "EncryptedExtensions")
    hand.press("q")
    see(term, "row 27/")
    hand.type("/serve")
    hand.press("Enter", "Enter", "C-u")
    hand.type("127.0.0.1:0")
    hand.press("Enter")
    s = see(term, "Nobody is connected yet", "curl --insecure https://127.0.0.1:")
    port = int(re.search(r"server on 127\.0\.0\.1:(\d+)", s).group(1))
    clients = [socket.create_connection(("127.0.0.1", port))]
    see(term, "TCP connection opened")              # the first one is shown at once
    hand.press("Escape")
    clients += [socket.create_connection(("127.0.0.1", port)) for _ in range(2)]
    try:
        see(term, "3 clients, 3 connected", *(f"127.0.0.1:{c.getsockname()[1]}" for c in clients))
        clients[1].sendall(b"\x15\x03\x03\x00\x02\x02\x28")       # an alert: it gives up
        hand.press("j", "Enter", *"]]]]", "G", "Space", "Escape")
        s = see(term, "3 clients, 2 connected", "failed: handshake_failure")
        assert len(re.findall(r"waits for you", s)) == 2, s
        hand.press("q")
        see(term, "lessons")
        hand.press("q")
        term.wait(lambda s: s.rstrip().endswith("ready>"), "the shell")
        assert clients[2].recv(1) == b"", "the server has not left"
    finally:
        for c in clients:
            c.close()
    return hand.n, most


def packets(path):
    """The header of a pcap, and its packets with theirs."""
    data, at, out = path.read_bytes(), 24, []
    while at < len(data):
        n = struct.unpack_from("<I", data, at + 8)[0]
        out.append(data[at:at + 16 + n])
        at += 16 + n
    return data[:24], out


def haystack(program, folder):
    """200 handshakes, one after the other; the 150th failed."""
    made = []
    for name, words in (("good", ["run"]), ("bad", ["run", "--fault", "expired"])):
        one, many = folder / f"{name}.pcapng", folder / f"{name}.pcap"
        subprocess.run([program, *words, "--json", "--export", one], stdout=subprocess.DEVNULL)
        subprocess.run([sys.executable, ROOT / "tests/bench/make_capture.py", one, many, "--handshakes", "200", "--at-once", "1"],
                       check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        made.append(packets(many))
    (head, good), (_, bad) = made
    n, m = len(good) // 200, len(bad) // 200
    path = folder / "haystack.pcap"
    path.write_bytes(head + b"".join(good[:149 * n] + bad[149 * m:150 * m] + good[150 * n:]))
    return path


def engineer(term, program, folder, most=30):
    """Which of 200 failed, why, and a capture of it alone."""
    hand = Fingers(term)
    path = haystack(program, folder)
    term.clear()
    term.type(f"cd {folder}; {program} {path.name} --time 2026-06-15T12:00:00Z")
    see(term, "200 handshakes", "1 failed")
    s = see(term, "certificate_expired")
    assert re.search(r"^.[▸>] *149 ", s, re.M), f"the one that failed is not selected:\n{s}"
    hand.press("Enter")
    see(term, "alert", "certificate_expired")
    hand.press("E")
    see(term, "file: ")
    hand.type("one.txt")
    hand.press("Enter")
    see(term, "one.txt")
    assert not (folder / "one.txt").exists()
    hand.press("E")
    hand.type("one.pcapng")
    hand.press("Enter")
    see(term, "written: one.pcapng")
    hand.press("q", "q")
    term.wait(lambda s: s.rstrip().endswith("ready>"), "the shell")
    told = subprocess.run([program, "explain", "--json", folder / "one.pcapng"], capture_output=True, text=True).stdout
    alone = [json.loads(line) for line in told.splitlines()]
    assert len(alone) == 1 and "certificate_expired" in told, f"what was written: {told}"
    return hand.n, most


def main():
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    program = str(pathlib.Path(sys.argv[1]).resolve())
    tmux_test.need_tmux()
    failed = 0
    for task in (notes, lecture, student, menu, engineer):
        with tempfile.TemporaryDirectory(prefix="slowshake-tasks-") as folder:
            term = Terminal()
            try:
                keys, most = task(term, program, pathlib.Path(folder))
                assert keys <= most, f"{keys} keys, {most} were enough"
                print(f"ok      {task.__name__}: {keys} keys")
            except (AssertionError, OSError) as e:
                failed += 1
                print(f"FAILED  {task.__name__}: {e}")
            finally:
                term.close()
    return failed != 0


if __name__ == "__main__":
    sys.exit(main())
