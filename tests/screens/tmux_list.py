#!/usr/bin/env python3
"""The list of a capture's handshakes in a real terminal (tmux): found, sorted, opened, come back to; files
that are cut, empty or no capture at all; every way out, after which the terminal must be as it was.

  tmux_list.py SLOWSHAKE DRAW

DRAW (tests/screens/draw) writes the capture. Without tmux the test fails, unless SLOWSHAKE_SKIP_REFEREES=1.
"""
import gzip
import json
import os
import pathlib
import re
import signal
import subprocess
import sys
import tempfile
import time

import tmux_test
from tmux_test import Terminal, stty

ROOT = pathlib.Path(__file__).resolve().parents[2]

# a build with sanitizers would answer a SIGSEGV itself, and end with another code
SIGNALS_ARE_OURS = "ASAN_OPTIONS=$ASAN_OPTIONS:handle_segv=0"


def start(term, program, what):
    """`what`: the words after replay"""
    term.clear()
    term.type(f"{SIGNALS_ARE_OURS} {program} replay {what}")


def rows(screen):
    """[stream, ...] of the list from top to bottom, and the selected one"""
    found = re.findall(r"^.(?P<mark>[▸> ]).\s*(?P<n>\d+)(?:/\d+)? ", screen, re.M)
    selected = [n for mark, n in found if mark in "▸>"]
    return [int(n) for _, n in found], int(selected[0]) if selected else None


def at(term, stream):
    return term.wait(lambda s: rows(s)[1] == stream, f"stream {stream} as the selected row")


def gone(term):
    term.wait(lambda s: "ready>" in s and "why:" not in s and "handshakes" not in s, "the shell again")
    assert term.get("alternate_on") == "0", "still on the alternate screen"
    assert term.get("cursor_flag") == "1", "the cursor is hidden"


def the_list(term, program, files):
    """Opens it, moves, searches, sorts, opens one and comes back to the same place."""
    before = stty(term, "yy")
    start(term, program, f"{files}/streams.pcapng --tui --ca {ROOT}/assets/pki/root.pem")
    s = term.see("9 handshakes, 3 failed, 3 decrypted")
    assert rows(s) == ([3, 6, 7, 0, 1, 2, 4, 8, 9], 3), f"the rows, failures first:\n{s}"
    term.keys("F")
    at(term, 6)
    term.keys("F", "F")                     # round the end
    at(term, 3)
    term.keys("j", "j", "j", "j", "Down")
    s = at(term, 2)
    assert "Why it stays closed: No secret was given" in s and "What would help: Give a key log" in s, f"no reason:\n{s}"
    term.keys("G")
    at(term, 9)
    term.keys("g")
    at(term, 3)
    term.keys("/")
    term.see("search:")
    term.type("wrong", enter=False)
    s = at(term, 6)                         # WRONG Finished, and wrong_secret: as typed, before Enter
    assert "2 rows" in s, f"no count of matches:\n{s}"
    term.type("_", enter=False)
    at(term, 8)
    term.keys("BSpace")
    at(term, 6)
    term.keys("Enter", "n")
    term.see("match 2 of 2")
    at(term, 8)
    term.keys("N")
    at(term, 6)
    term.keys("f")
    term.wait(lambda s: rows(s)[0] == [6, 8], "only the rows that match")
    term.keys("f", "s")                     # by server, of the columns that show here
    s = term.see("sorted by server")
    assert rows(s) == ([0, 1, 4, 6, 8, 2, 3, 7, 9], 6), f"the order:\n{s}"
    term.keys("S")
    s = term.see("the last first")
    assert rows(s) == ([2, 3, 7, 9, 0, 1, 4, 6, 8], 6), f"the order:\n{s}"
    for leave in ("q", "Escape"):
        term.keys("Enter")
        s = term.see("why:")
        assert "stream 6" in s, f"another stream:\n{s}"
        assert "alert received: decrypt_error" in s, f"not at the failure:\n{s}"
        term.keys("g", "]", "]")
        term.see("ServerHello")
        term.keys("/")
        term.see("search:")
        term.type("finished.compare")
        s = term.see("FAILED")
        term.keys(leave)
        s = term.see("9 handshakes")
        assert rows(s) == ([2, 3, 7, 9, 0, 1, 4, 6, 8], 6), f"not as it was left:\n{s}"
    term.keys("a")
    term.see("with the 1 rows")
    assert 5 in rows(term.screen())[0], "the stream that is not TLS is not there"
    term.keys("?")
    term.see("help: every key of the list")
    term.keys("Escape")
    term.see("10")
    term.keys("q")
    tmux_test.restored(term, before)


def side_by_side(term, program, files):
    """Two handshakes as a list; Enter opens the one that has the message, which can be written as any other, and q comes back."""
    before = stty(term, "yy")
    term.clear()
    term.type(f"{program} compare default ecdhe --tui")
    s = term.see("they part at ClientHello")
    assert "only B has it" in s and "cipher_suites, only A: TLS_RSA" in s, f"the rows:\n{s}"
    term.keys("j", "j", "j", "Enter")
    s = term.see("why:")
    assert "ServerKeyExchange" in s, f"not at the message:\n{s}"
    term.keys("E")
    term.see("file: ")
    term.type(f"{files}/second.pcapng")
    term.see("written: ")
    told = subprocess.run([program, "explain", "--json", files / "second.pcapng"], capture_output=True, text=True, check=True).stdout
    assert json.loads(told.splitlines()[-1])["cipher_suite"].startswith("TLS_ECDHE"), f"another handshake was written:\n{told}"
    term.keys("q")
    term.see("they part at ClientHello")
    term.keys("q")
    tmux_test.restored(term, before)


def only_one(term, program, files):
    """One stream opens at once; q quits, Esc goes to the list."""
    start(term, program, f"{files}/one.pcapng --tui")
    term.see("why:")
    term.keys("q")
    gone(term)
    start(term, program, f"{files}/one.pcapng --tui")
    term.see("why:")
    term.keys("Escape")
    term.see("1 handshake, 1 decrypted")
    term.keys("Enter")
    term.see("why:")
    term.keys("q")
    term.see("1 handshake")
    term.keys("q")
    gone(term)
    start(term, program, f"{files}/streams.pcapng --stream 4 --tui")
    term.see("slowshake  stream 4")
    term.keys("q")
    gone(term)


def standard_input(term, program, files):
    """Read once, and keys come from the terminal."""
    before = stty(term, "yy")
    for source in ("streams.pcapng", "streams.gz"):
        term.clear()
        term.type(f"cat {files}/{source} | {program} replay - --tui")
        term.see("9 handshakes")
        term.keys("j", "Enter")
        term.see("stream 6")
        term.keys("q")
        at(term, 6)
        term.keys("q")
        tmux_test.restored(term, before)
    start(term, program, f"{files}/streams.gz --tui")
    term.see("9 handshakes")
    term.keys("j", "Enter")
    term.see("stream 6")
    term.keys("q", "q")
    gone(term)


def a_pipe_that_grows(term, program, files):
    """Rows come with their packets; one is opened while the rest is still to come, and who writes does not wait."""
    data = (files / "streams.pcapng").read_bytes()
    before = stty(term, "yy")
    for name in ("replay -", f"replay {files}/fifo"):
        fifo = files / "fifo"
        fifo.unlink(missing_ok=True)
        os.mkfifo(fifo)
        term.clear()
        term.type(f"{SIGNALS_ARE_OURS} {program} {name}" + (f" < {fifo}" if name.endswith("-") else ""))
        with open(fifo, "wb", buffering=0) as pipe:
            for end in range(2000, len(data) // 2, 2000):
                pipe.write(data[end - 2000:end])
            half = end
            s = term.wait(lambda s: "reading" in s and rows(s)[0], "rows of a pipe that is open")
            assert "9 handshakes" not in s, f"more than there is:\n{s}"
            term.keys("Enter")
            term.see("why:")
            pipe.write(data[half:-10])
            term.keys("q")
            term.wait(lambda s: "9 handshakes" in s and "reading" in s, "all rows, before the end")
            pipe.write(data[-10:])
        term.wait(lambda s: "9 handshakes" in s and "reading" not in s, "the end")
        term.keys("q")
        tmux_test.restored(term, before)


def says(term, program, what, *sentences):
    term.clear()
    s = term.command(f"{program} replay {what}; echo code $?", "said")
    for sentence in sentences:
        assert sentence in s, f"{what}: {sentence!r} is not in\n{s}"


def wrong_files(term, program, files):
    says(term, program, f"{files}/nowhere.pcap --tui", "No such file", "code 3")
    says(term, program, f"{files}/empty --tui", "code 3")
    says(term, program, f"{ROOT}/README.md --tui", "code 3")
    says(term, program, f"{files}/streams.pcapng --tui --stream 5", "no TLS stream 5", "code 3")
    start(term, program, f"{files}/plain.pcapng --tui")
    s = term.see("looks like HTTP")         # nothing else in it: what is there is shown
    assert "0 handshakes" in s, s
    term.keys("Enter")
    term.see("no handshake to open")
    term.keys("q")
    gone(term)
    start(term, program, f"{files}/cut.pcapng --tui")
    term.see("the capture is cut")          # said at once,
    term.keys("z")
    term.see("ends inside a block")         # among the details,
    term.keys("q")
    gone(term)
    term.see("cut.pcapng: the capture is cut")      # and when the screen is gone


def ways_out(term, program, files):
    before = stty(term, "yy")
    for name, code, leave in [
        ("Ctrl-C", 130, lambda: term.keys("C-c")),
        ("SIGTERM", 143, lambda: os.kill(term.child(), signal.SIGTERM)),
        ("SIGHUP", 129, lambda: os.kill(term.child(), signal.SIGHUP)),
        ("SIGSEGV", 139, lambda: os.kill(term.child(), signal.SIGSEGV)),
        ("Ctrl-C in a stream", 130, lambda: (term.keys("Enter"), term.see("why:"), term.keys("C-c"))),
        ("SIGTERM in a stream", 143, lambda: (term.keys("Enter"), term.see("why:"), os.kill(term.child(), signal.SIGTERM))),
    ]:
        start(term, program, f"{files}/streams.pcapng --tui; echo code=$?")
        term.see("9 handshakes")
        leave()
        try:
            term.see(f"code={code}")
            tmux_test.restored(term, before)
        except AssertionError as e:
            raise AssertionError(f"after {name}: {e}") from None
    start(term, program, f"{files}/streams.pcapng --tui")
    for width, height in [(60, 18), (120, 40), (59, 18), (4, 2), (200, 60), (80, 24)]:
        term.resize(width, height)
        if (width, height) == (59, 18):
            term.see("too small")
        elif width >= 60:
            term.wait(lambda s: len(s.splitlines()) == height and s.splitlines()[-1].startswith("└") and
                      len(s.splitlines()[-1]) == width and "9 handshakes" in s, f"a screen of {width}x{height}")
    term.keys("q")
    gone(term)


def many(term, program, files):
    """A large capture: keys work while it is read, and Esc ends the reading."""
    start(term, program, f"{files}/many.pcap --keylog {files}/many.keys --tui")
    term.wait(lambda s: "reading" in s or "3000 handshakes" in s, "the list, or how far it is read")
    term.see("3000 handshakes, 3000 decrypted")
    term.wait(lambda s: "row 1/3000" in s, "the end of the reading")
    for key, row in [("G", 3000), ("k", 2999), ("g", 1), ("PageDown", 11)]:
        begun = time.monotonic()
        term.keys(key)
        term.wait(lambda s: f"row {row}/3000" in s, f"row {row}")
        assert time.monotonic() - begun < 5, f"{key} takes too long"
    term.keys("/")
    term.type("stream that is not there")
    term.see("no row has")
    term.keys("Escape", "Enter")
    term.see("why:")
    term.keys("q")
    term.wait(lambda s: "row 11/3000" in s, "the same row")
    term.keys("q")
    gone(term)
    start(term, program, f"{files}/many.pcap --keylog {files}/many.keys --tui")
    term.wait(lambda s: "reading" in s or "3000 handshakes" in s, "the list")
    term.keys("Escape", "G")
    term.wait(lambda s: re.search(r"row (\d+)/\1\b", s) or "0 handshakes" in s, "the last of what was read")
    term.keys("q")
    gone(term)


def bar(term, program, files):
    """What takes more than a second says how far it is, on a terminal, and takes that away again."""
    slow = f"(head -c 1000000 {files}/many.pcap; sleep 1.2; tail -c +1000001 {files}/many.pcap | head -c 2000000; sleep 2)"
    term.clear()
    term.type(f"{slow} | {program} replay - --summary >/dev/null")
    term.see("standard input: ")
    term.see("MB read")
    s = term.see("the capture is cut")
    assert "MB read" not in s, f"the bar is still there:\n{s}"
    term.clear()
    s = term.command(f"{slow} | {program} replay - --summary 2>{files}/said >/dev/null; grep -c . {files}/said; grep -c MB {files}/said", "said")
    assert re.search(r"1\s*0\s*said", s), f"a bar in a file:\n{s}"


def looks(program, files):
    """ASCII, no colour, and never another background than the terminal's own."""
    for env in ({"LANG": "C", "LC_ALL": "C", "NO_COLOR": "1"}, {}):
        term = Terminal(env=env)
        try:
            start(term, program, f"{files}/streams.pcapng --tui")
            s = term.see("9 handshakes")
            assert not env or s.isascii(), f"not ASCII:\n{s}"
            raw = term.tmux("capture-pane", "-p", "-e")
            codes = {c for m in re.findall(r"\x1b\[([0-9;]*)m", raw) for c in m.split(";")}
            assert not {c for c in codes if re.fullmatch(r"4[0-7]|10[0-7]|48", c)}, f"a background: {codes}"
            assert bool({c for c in codes if re.fullmatch(r"3[0-7]|9[0-7]|38", c)}) != bool(env), f"{env}: {codes}"
        finally:
            term.close()


def make_files(program, draw, folder):
    subprocess.run([draw, "write", folder / "streams.pcapng"], check=True)
    subprocess.run([program, "run", "--json", "--seed", "1", "--export", folder / "one.pcapng"], check=True, stdout=subprocess.DEVNULL)
    data = (folder / "streams.pcapng").read_bytes()
    (folder / "streams.gz").write_bytes(gzip.compress(data))
    (folder / "cut.pcapng").write_bytes(data[:len(data) * 2 // 3 + 7])
    (folder / "empty").write_bytes(b"")
    subprocess.run([draw, "write", folder / "plain.pcapng", "plain"], check=True)
    subprocess.run([sys.executable, ROOT / "tests/bench/make_capture.py", folder / "one.pcapng", folder / "many.pcap",
                    "--handshakes", "3000", "--at-once", "50", "--keylog", folder / "many.keys"], check=True,
                   stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def main():
    if len(sys.argv) < 3:
        sys.exit(__doc__)
    program, draw = (str(pathlib.Path(a).resolve()) for a in sys.argv[1:3])
    tmux_test.need_tmux()
    failed = 0
    with tempfile.TemporaryDirectory(prefix="slowshake-list-") as folder:
        folder = pathlib.Path(folder)
        make_files(program, draw, folder)
        for test in (the_list, side_by_side, only_one, standard_input, a_pipe_that_grows, wrong_files, ways_out, many, bar, looks):
            if sys.argv[3:] and test.__name__ not in sys.argv[3:]:
                continue
            term = Terminal() if test != looks else None
            try:
                test(term, program, folder) if term else test(program, folder)
                print(f"ok      {test.__name__}", flush=True)
            except (AssertionError, OSError) as e:
                failed += 1
                print(f"FAILED  {test.__name__}: {e}", flush=True)
            finally:
                if term:
                    term.close()
    return failed != 0


if __name__ == "__main__":
    sys.exit(main())
