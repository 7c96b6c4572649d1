#!/usr/bin/env python3
"""Drives the real program in a real terminal (tmux): steps, back, search, resize
down to too small and back, and every way out, after which the terminal must be as
it was: main screen, visible cursor, the modes of stty, a shell that echoes.

  tmux_test.py SLOWSHAKE

Without tmux the test fails, unless SLOWSHAKE_SKIP_REFEREES=1: then it is skipped
(exit 77).
"""
import os
import pathlib
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time

PATIENCE = float(os.environ.get("SLOWSHAKE_TMUX_PATIENCE", "30"))


def processes():
    """(pid, parent) of every process; by /proc, since a small system has no ps."""
    for stat in pathlib.Path("/proc").glob("[0-9]*/stat"):
        try:
            pid, rest = stat.read_text().split(" ", 1)
            yield int(pid), int(rest.rsplit(")", 1)[1].split()[1])
        except (OSError, ValueError):
            pass


class Terminal:
    """One tmux server of our own with one window, in which a shell waits."""

    def __init__(self, width=80, height=24, env=None):
        self.dir = tempfile.mkdtemp(prefix="slowshake-tmux-")
        self.socket = os.path.join(self.dir, "s")
        clean = {k: v for k, v in os.environ.items()
                 if k not in ("TMUX", "NO_COLOR", "COLORTERM", "LC_ALL", "LC_CTYPE", "LANGUAGE", "PROMPT_COMMAND")}
        clean.update({"LANG": "C.UTF-8", "PS1": "$ ", "ENV": "", "HISTFILE": "/dev/null", "XDG_CONFIG_HOME": self.dir})
        clean.update(env or {})
        self.env = clean
        self.tmux("-f", "/dev/null", "-u", "new-session", "-d", "-x", str(width), "-y", str(height), "/bin/sh")
        self.tmux("set-option", "-g", "status", "off")
        self.tmux("set-option", "-g", "window-size", "manual")
        self.tmux("resize-window", "-x", str(width), "-y", str(height))
        self.type("PS1='ready> '")
        self.wait(lambda s: s.rstrip().endswith("ready>"), "a shell prompt")

    def tmux(self, *args):
        p = subprocess.run(["tmux", "-S", self.socket, *args], capture_output=True, text=True, env=self.env, timeout=60)
        if p.returncode:
            raise AssertionError(f"tmux {' '.join(args)}: {p.stderr}")
        return p.stdout

    def keys(self, *names):
        self.tmux("send-keys", *names)

    def type(self, text, enter=True):
        self.tmux("send-keys", "-l", text)
        if enter:
            self.keys("Enter")

    def screen(self):
        return self.tmux("capture-pane", "-p")

    def resize(self, width, height):
        self.tmux("resize-window", "-x", str(width), "-y", str(height))

    def get(self, what):
        return self.tmux("display-message", "-p", "#{" + what + "}").strip()

    def wait(self, good, what):
        """The first such screen that stands still: one that is half drawn may already have what is looked for."""
        end = time.monotonic() + PATIENCE
        before = None
        while True:
            s = self.screen()
            if s == before and good(s):
                return s
            before = s
            if time.monotonic() > end:
                raise AssertionError(f"no {what} within {PATIENCE} s; the screen:\n{s}")
            time.sleep(0.03)

    def see(self, text):
        return self.wait(lambda s: text in s, repr(text))

    def command(self, line, mark):
        """Runs a command; its output, up to a mark that only the output has."""
        self.type(f"{line}; printf '%s%s\\n' {mark} .")
        return self.see(mark + ".").replace("\n", "")   # long lines are cut by the terminal

    def clear(self):
        self.type("clear")
        self.wait(lambda s: s.strip() == "ready>", "an empty screen")

    def child(self):
        """The process that the shell runs."""
        shell = int(self.get("pane_pid"))
        end = time.monotonic() + PATIENCE
        while time.monotonic() < end:
            for pid, parent in processes():
                if parent == shell:
                    return pid
            time.sleep(0.03)
        raise AssertionError("the program does not run")

    def close(self):
        try:
            self.tmux("kill-server")
        except AssertionError:
            pass
        shutil.rmtree(self.dir, ignore_errors=True)


def position(screen):
    m = re.search(r"step (\d+)/\d+\+?  event (\d+)/(\d+)", screen)
    return tuple(map(int, m.groups())) if m else None


def at(term, good, what):
    s = term.wait(lambda s: position(s) is not None and good(*position(s)), what)
    return position(s)


def stty(term, tag):
    term.clear()
    """All modes of the terminal."""
    s = term.command("stty -g", tag)
    return re.search(r"[0-9a-f]+(:[0-9a-f]+)+", s).group()


def start(term, program, args=""):
    term.clear()
    term.type(f"{program} {args or 'run'}")
    term.see("why:")
    assert term.get("alternate_on") == "1", "the interface is not on the alternate screen"


def restored(term, before):
    term.wait(lambda s: "ready>" in s and "why:" not in s, "the shell again")
    assert term.get("alternate_on") == "0", "still on the alternate screen"
    assert term.get("cursor_flag") == "1", "the cursor is hidden"
    assert term.get("keypad_flag") == "0", "the keypad is still in application mode"
    after = stty(term, "zz")
    assert after == before, f"stty differs: {before} {after}"
    term.clear()
    term.type("echo $((40 + 2)) typed", enter=False)
    term.see("echo $((40 + 2)) typed")     # the shell echoes what is typed
    term.keys("Enter")
    term.see("42 typed")


def steps(term, program):
    start(term, program)
    at(term, lambda s, e, n: e == 1 and n > 50, "the first event of many")
    term.see("level 2")
    term.keys("3")
    term.see("all that is done")
    for k, key in enumerate(["Space", "Right", "l"]):
        term.keys(key)
        at(term, lambda s, e, n: e == k + 2, f"event {k + 2} after {key}")
    for k, key in enumerate(["Left", "BSpace", "h"]):
        term.keys(key)
        at(term, lambda s, e, n: e == 3 - k, f"event {3 - k} after {key}")
    term.keys("]")
    at(term, lambda s, e, n: s == 2, "message 2")
    term.see("ClientHello")
    term.keys("]")
    at(term, lambda s, e, n: s == 3, "message 3")
    term.keys("[")
    at(term, lambda s, e, n: s == 2, "message 2 again")
    term.keys("End")
    at(term, lambda s, e, n: e == n, "the last event")
    term.see("established")
    term.keys("Home")
    at(term, lambda s, e, n: e == 1, "the first event")
    term.keys("G")
    at(term, lambda s, e, n: e == n, "the last event")
    term.keys("g")
    at(term, lambda s, e, n: e == 1, "the first event")


def search(term, program):
    start(term, program)
    term.keys("/")
    term.see("search:")
    term.type("client_write_key", enter=False)
    term.see("client_write_key_")
    term.keys("Enter")
    term.see("match 2 of")
    term.keys("n")
    term.see("match 3 of")
    term.keys("N")
    term.see("match 2 of")
    term.keys("f")
    term.see("key_block")
    term.keys("b", "b")
    at(term, lambda s, e, n: e == 1, "where the search began")
    term.keys("/")
    term.see("search:")
    term.keys("Escape")
    term.wait(lambda s: "search:" not in s, "end of the prompt")
    term.type("?", enter=False)
    term.see("help: every key")
    term.keys("Escape")
    term.see("why:")


def panes(term, program):
    start(term, program)
    term.keys("]", "Space")
    term.keys("Tab")
    term.wait(lambda s: re.search(r"\[(fields|values)", s), "focus on the fields")
    term.keys("Tab")
    term.see("[bytes")
    term.keys("Tab")
    term.see("[why")
    term.keys("BTab")
    term.see("[bytes")
    term.keys("z")
    term.wait(lambda s: "why:" not in s and "[bytes" in s, "the bytes alone")
    term.keys("z")
    term.see("why:")
    term.keys("p")
    term.see("playing")
    term.keys("+", "+", "+")
    first = position(term.screen())
    at(term, lambda s, e, n: e > first[1] + 2, "that it plays by itself")
    term.keys("p")
    term.wait(lambda s: "playing" not in s, "that it stops")


def resize(term, program):
    start(term, program)
    term.keys("]", "Space", "Space")
    at(term, lambda s, e, n: s == 2, "message 2")
    here = position(term.screen())
    for width, height in [(60, 18), (120, 40), (61, 19), (200, 60), (80, 24)]:
        term.resize(width, height)
        term.wait(lambda s: len(s.splitlines()) == height and s.splitlines()[-1].startswith("└") and
                  len(s.splitlines()[-1]) == width and position(s) == here, f"a screen of {width}x{height}")
    for width, height in [(59, 18), (60, 17), (20, 5), (4, 2)]:
        term.resize(width, height)
        if width >= 20:
            term.see("too small")
            term.see("60x18")
        term.keys("Space")
        term.keys("BSpace")
    term.resize(80, 24)
    term.wait(lambda s: position(s) == here, "the screen as it was")


def hex_selects(term, program):
    """A byte in the hex pane selects its field, and a field its bytes."""
    start(term, program)
    term.keys("/")
    term.type("message.built")
    term.see("fields of ClientHello")
    term.keys("Tab", "Tab")
    term.see("[bytes")
    for _ in range(6):
        term.keys("Right")
    s = term.see("bytes 6-37 of")
    assert re.search(r">\s+random ", s), f"the random is not selected:\n{s}"
    term.keys("BTab", "Up")
    s = term.see("bytes 4-5 of")
    assert re.search(r">\s+client_version", s), f"the version is not selected:\n{s}"


def ways_out(term, program):
    before = stty(term, "yy")
    for name, leave in [
        ("q", lambda: term.keys("q")),
        ("Ctrl-C", lambda: term.keys("C-c")),
        ("Ctrl-\\", lambda: term.keys("C-\\")),
        ("SIGTERM", lambda: os.kill(term.child(), signal.SIGTERM)),
        ("SIGHUP", lambda: os.kill(term.child(), signal.SIGHUP)),
        ("SIGSEGV", lambda: os.kill(term.child(), signal.SIGSEGV)),
        ("SIGABRT", lambda: os.kill(term.child(), signal.SIGABRT)),
    ]:
        start(term, program)
        term.keys("Space")
        leave()
        try:
            restored(term, before)
        except AssertionError as e:
            raise AssertionError(f"after {name}: {e}") from None
    # Stopped and taken up again.
    start(term, program)
    term.keys("]")
    at(term, lambda s, e, n: s == 2, "message 2")
    term.keys("C-z")
    term.wait(lambda s: "why:" not in s and "ready>" in s, "the shell after Ctrl-Z")
    assert term.get("alternate_on") == "0" and term.get("cursor_flag") == "1", "stopped without giving the terminal back"
    term.type("fg")
    at(term, lambda s, e, n: s == 2, "message 2 after fg")
    term.keys("]")
    at(term, lambda s, e, n: s == 3, "keys after fg")
    term.keys("q")
    restored(term, before)
    # The exit code of a quiet end.
    start(term, program)
    term.keys("q")
    term.wait(lambda s: "why:" not in s and "ready>" in s, "the shell")
    term.type("echo code $?")
    term.see("code 0")


def live(term, program):
    """Nothing is sent before the user steps; while the peer says nothing, keys work."""
    before = stty(term, "yy")
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(PATIENCE)
        start(term, program, f"connect 127.0.0.1:{server.getsockname()[1]} --insecure")
        term.keys("3", "]")
        at(term, lambda s, e, n: e == 1, "the first event")
        peer, _ = server.accept()
        with peer:
            peer.settimeout(1)
            try:
                raise AssertionError(f"sent before that step: {peer.recv(100)!r}")
            except TimeoutError:
                pass
            term.keys("]")
            at(term, lambda s, e, n: s == 2, "message 2")
            term.keys("]")
            term.see("waiting for")
            peer.settimeout(PATIENCE)
            got = peer.recv(100)
            assert got[:1] == b"\x16", f"no ClientHello: {got!r}"
            here = at(term, lambda s, e, n: s == 2, "message 2")
            term.keys("Left")
            at(term, lambda s, e, n: e == here[1] - 1, "one event back while nothing comes")
            term.keys("End", "Space")
            term.see("waiting for")
            peer.sendall(b"HTTP/1.0 400 Bad Request\r\n\r\n")
            term.wait(lambda s: "waiting for" not in s, "that the answer is taken")
            term.keys("G", "]", "]", "]")
            term.see("failed")
            term.keys("q")
            restored(term, before)


def pager(term, program):
    """Long text goes through PAGER on a terminal, and only there."""
    def told(before, line, mark):
        return term.command(f"clear; {before} {program} {line}", mark)
    assert "SLOWSHAKE 0." in told("PAGER='tr a-z A-Z'", "-V", "aa"), "not through PAGER"
    assert "slowshake 0." in told("PAGER='tr a-z A-Z'", "-V --no-pager", "bb"), "--no-pager does not hold"
    assert "slowshake 0." in told("PAGER='tr a-z A-Z'", "-V | cat", "cc"), "a pager in a pipe"
    assert "slowshake 0." in told("PAGER=", "-V", "dd"), "nothing without a pager"
    s = told("PAGER=false", "run --plain; echo code $?", "ff")
    assert "PAGER: false ended with 1; --no-pager" in s and "code 0" in s, f"a pager that fails: {s}"
    s = told("PAGER='head -n 3'", "run --plain; echo code $?", "ee")
    assert "code 0" in s and "Step 1" in s, f"a pager that has had enough is a failure: {s}"


def ascii_and_dumb(program):
    term = Terminal(env={"LANG": "C", "LC_ALL": "C"})
    try:
        start(term, program)
        s = term.see("+-")
        assert s.isascii(), f"not ASCII:\n{s}"
        term.keys("G")
        s = term.see("=>")
        assert s.isascii(), f"not ASCII:\n{s}"
        term.keys("q")
        term.wait(lambda s: "why:" not in s, "the shell")
        term.clear()
        s = term.command(f"TERM=dumb {program} --tui; echo code $?", "dumb")
        assert "--plain" in s and "code 2" in s, f"TERM=dumb:\n{s}"
        term.clear()
        s = term.command(f"NO_COLOR=1 {program} --tui </dev/null; echo code $?", "nulled")
        assert "--plain" in s and "code 2" in s, f"no terminal to read from:\n{s}"
    finally:
        term.close()


def colours(program):
    """NO_COLOR leaves bold, dim and reverse, and no colour; without it there are colours,
    but never another background than the terminal's own."""
    for no_color in (False, True):
        term = Terminal(env={"NO_COLOR": "1"} if no_color else None)
        try:
            start(term, program)
            term.keys("G")
            at(term, lambda s, e, n: e == n, "the last event")
            time.sleep(0.2)
            raw = term.tmux("capture-pane", "-p", "-e")
            codes = {c for m in re.findall(r"\x1b\[([0-9;]*)m", raw) for c in m.split(";")}
            fore = {c for c in codes if re.fullmatch(r"3[0-7]|9[0-7]|38", c)}
            back = {c for c in codes if re.fullmatch(r"4[0-7]|10[0-7]|48", c)}
            assert not back, f"a background of its own: {back}"
            assert bool(fore) != no_color, f"NO_COLOR {no_color}, colours {fore}"
        finally:
            term.close()


def need_tmux():
    """Ends the test where there is no tmux: a failure, unless it is asked for to be skipped."""
    if shutil.which("tmux"):
        return
    if os.environ.get("SLOWSHAKE_SKIP_REFEREES") == "1":
        print("SKIPPED: tmux is not installed")
        sys.exit(77)
    print("FAILED: tmux is not installed (SLOWSHAKE_SKIP_REFEREES=1 skips this test)")
    sys.exit(1)


def main():
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    program = str(pathlib.Path(sys.argv[1]).resolve())
    need_tmux()
    failed = 0
    for test in (steps, search, panes, resize, hex_selects, ways_out, live, pager):
        term = Terminal()
        try:
            test(term, program)
            print(f"ok      {test.__name__}")
        except (AssertionError, OSError) as e:
            failed += 1
            print(f"FAILED  {test.__name__}: {e}")
        finally:
            term.close()
    for test in (ascii_and_dumb, colours):
        try:
            test(program)
            print(f"ok      {test.__name__}")
        except (AssertionError, OSError) as e:
            failed += 1
            print(f"FAILED  {test.__name__}: {e}")
    return failed != 0


if __name__ == "__main__":
    sys.exit(main())
