#!/usr/bin/env python3
"""The configuration in a real terminal (tmux): themes, keys, layout, what is told of a
bad file, and the mouse, which is off until a key turns it on and off again behind the
program, whatever ended it.

  tmux_config.py SLOWSHAKE

Without tmux the test fails, unless SLOWSHAKE_SKIP_REFEREES=1: then it is skipped (exit 77).
"""
import os
import pathlib
import re
import signal
import subprocess
import sys
import tempfile

from tmux_test import Terminal, need_tmux


def write(home, text):
    path = pathlib.Path(home, "slowshake/config")
    path.parent.mkdir(exist_ok=True)
    path.write_text(text)
    return path


def start(term, program, before="", args="run"):
    term.clear()
    term.type(f"{before} {program} {args}")
    term.see("TCP connection opened")


def left(term):
    term.wait(lambda s: s.rstrip().endswith("ready>") and term.get("alternate_on") == "0", "the shell again")


def colours(term):
    """The numbers in all SGR sequences of the screen."""
    codes = re.findall(r"\x1b\[([\d;]*)m", term.tmux("capture-pane", "-p", "-e"))
    return {n for c in codes for n in c.split(";") if n}


def is_colour(n):
    return n in ("38", "48") or re.fullmatch(r"[349]\d|10\d", n) and n not in ("39", "49")


def is_background(n):
    return n == "48" or re.fullmatch(r"4[0-7]|10[0-7]", n)


def themes(term, program, home):
    for theme, coloured, ground in (("terminal", True, False), ("dark", True, False), ("light", True, False),
                                    ("high-contrast", True, True), ("projector", True, True), ("mono", False, False)):
        for kind in ("screen", "screen-256color"):
            write(home, f"theme = {theme}\n")
            start(term, program, f"TERM={kind}")
            term.keys("Tab")
            term.see("[values]")
            seen = colours(term)
            assert any(is_colour(n) for n in seen) == coloured, f"{theme}, {kind}: {seen}"
            assert any(is_background(n) for n in seen) == ground, f"{theme}, {kind}: {seen}"
            assert ("38" in seen) == (coloured and theme != "terminal" and "256" in kind), f"{theme}, {kind}: {seen}"
            term.keys("q")
            left(term)
        start(term, program, "COLORTERM=truecolor TERM=screen-256color")
        raw = term.tmux("capture-pane", "-p", "-e")
        assert ("38;2;" in raw) == (theme in ("dark", "light", "high-contrast", "projector")), f"{theme} as RGB:\n{raw!r}"
        for size in ((100, 30), (80, 24)):       # what ncurses believes to be on the screen is not written over it
            term.resize(*size)
            term.keys("Tab")
            term.wait(lambda s: len(s.splitlines()[1]) == size[0] and "TCP connection opened" in s, f"{theme} as RGB, {size}")
        term.keys("q")
        left(term)
        start(term, program, "NO_COLOR=1")
        seen = colours(term)
        assert not any(is_colour(n) for n in seen), f"{theme} with NO_COLOR: {seen}"
        term.keys("q")
        left(term)


def keys(term, program, home):
    write(home, "level = everything\nkey.next = n i   # two of them\nkey.search-next = ,\nkey.quit = F10 ^X\nkey.help = H\nkey.zoom = J\n")
    start(term, program)
    term.see("n next")
    term.see("F10 quit")
    term.keys("n")
    term.see("event 2/")
    term.keys("i", "Space")
    term.see("event 3/")
    term.keys("q")
    term.see("event 3/")
    term.keys("H")
    s = term.see("help: every key")
    assert re.search("^\u2502 n i +next event", s, re.M), f"n and i are not in the help:\n{s}"
    term.resize(80, 70)
    term.wait(lambda s: re.search("^\u2502 F10 \\^X +quit", s, re.M), "F10 and ^X in the help")
    term.resize(80, 24)
    term.keys("x")
    term.see("why:")
    term.keys("F10")
    left(term)
    assert "config:" not in term.screen(), term.screen()
    start(term, program)
    term.keys("C-x")
    left(term)


BAD = """theme = drak
thme = dark
layout.why = 5
key.nxet = n
key.next = Spcae
key.zoom = p
nonsense
mouse = on
"""
TOLD = ["config:1: theme: there is no \"drak\"; did you mean dark? It is terminal, dark, light, high-contrast, projector or mono",
        "config:2: there is no setting \"thme\"; did you mean theme?",
        "config:3: layout.why: \"5\" will not do; it is auto or 10 to 80",
        "config:4: key.nxet: there is no command \"nxet\"; did you mean key.next?",
        "config:5: key.next: there is no key \"Spcae\"; did you mean space?",
        "config:6: p is both zoom and play in a handshake: it is zoom now, and play has no key left",
        "config:7: a line here is NAME = VALUE"]


def bad(term, program, home):
    """Everything wrong is told; the rest holds, and the program starts."""
    write(home, BAD)
    start(term, program)
    assert term.get("mouse_any_flag") == "1", "mouse = on did not hold"
    term.see(f"{len(TOLD)} mistakes in the configuration")
    term.keys("q")
    left(term)
    said = "".join(term.screen().split())          # the terminal cuts long lines
    for line in TOLD:
        assert "".join(line.split()) in said, f"not told: {line}\n{term.screen()}"
    assert said.count("config:") == len(TOLD), term.screen()
    path = write(home, "")
    path.unlink()
    path.mkdir()
    start(term, program)
    term.see("1 mistake in the configuration")
    term.keys("q")
    left(term)
    assert "config:thisisnofile" in "".join(term.screen().split()), term.screen()
    path.rmdir()
    start(term, program)
    term.keys("q")
    left(term)
    assert "config" not in term.screen(), f"no file is no error:\n{term.screen()}"


def places(term, program, home):
    """Without an absolute XDG_CONFIG_HOME: ~/.config."""
    (home / ".config").mkdir()
    write(home / ".config", "layout.focus = bytes\n")
    for env in (f"HOME={home} XDG_CONFIG_HOME=", f"HOME={home} XDG_CONFIG_HOME=slowshake"):
        start(term, program, env)
        term.see("[bytes")
        term.keys("q")
        left(term)
    start(term, program, "env -u HOME -u XDG_CONFIG_HOME")
    term.see("[client]")
    term.keys("q")
    left(term)


def written(term, program, home):
    """What list config prints is a file that says the same."""
    env = dict(os.environ, XDG_CONFIG_HOME=str(home))
    write(home, "theme = light\nkey.list.open = o\nlayout.bytes = 50\n")
    run = lambda: subprocess.run([program, "list", "config"], env=env, capture_output=True, text=True, timeout=60)
    first = run()
    assert first.returncode == 0 and not first.stderr, first.stderr
    for line in ("theme = light ", "key.list.open = o ", "layout.bytes = 50 ", "# mouse = off ", "# key.lesson.next = space Enter Right "):
        assert any(l.startswith(line) for l in first.stdout.split("\n")), f"no line {line}:\n{first.stdout}"
    write(home, first.stdout)
    again = run()
    assert again.stdout == first.stdout and not again.stderr, again.stderr


def saved(term, program, home):
    """W writes what was changed inside, and only then; a person's lines, and a link, stay."""
    mine = "# at my desk\ntheme = dark   # easy on the eyes\nkey.next = i\n"
    real = home / "dotfiles"
    real.write_text(mine)
    real.chmod(0o644)
    (home / "slowshake").mkdir(exist_ok=True)
    (home / "slowshake/config").symlink_to(real)
    start(term, program)
    term.keys("T", "1", "]", "Tab", "Tab", "_", ">")
    term.see("layout.")
    term.keys("P")                       # the theme of a class is not written
    term.see("for a class")
    assert real.read_text() == mine, "written without being asked"
    term.keys("W")
    term.see("settings written:")
    term.keys("P", "q")
    left(term)
    text = real.read_text()
    for line in ("# at my desk", "theme = light   # easy on the eyes", "key.next = i", "level = messages", "hide.bytes = on"):
        assert line in text.splitlines(), f"no line {line}:\n{text}"
    assert (home / "slowshake/config").is_symlink() and real.stat().st_mode & 0o777 == 0o644
    start(term, program)
    term.see("level 1")
    assert "bytes of" not in term.screen() and "─ values ─" in term.screen()
    term.keys("0", "W")
    term.see("settings written:")
    term.keys("q")
    left(term)
    assert "hide.bytes = off" in real.read_text()
    # where there is none yet, and where none can be
    start(term, program, f"XDG_CONFIG_HOME={home}/new/here")
    term.keys("T", "W")
    term.see("settings written:")
    term.keys("q")
    left(term)
    made = home / "new/here/slowshake/config"
    assert made.read_text() == "theme = dark\n" and made.stat().st_mode & 0o777 == 0o600, made.read_text()
    start(term, program, f"XDG_CONFIG_HOME={real}")
    term.keys("W")
    term.see("cannot be made")
    term.keys("q")
    left(term)


def press(term, button, x, y):
    for what in (button, 3) if button < 3 else (button,):      # 3: let go
        term.tmux("send-keys", "-l", "\x1b[M" + chr(32 + what) + chr(33 + x) + chr(33 + y))


def mouse(term, program, home):
    write(home, "level = everything\n")
    start(term, program)
    assert term.get("mouse_any_flag") == "0", "the mouse is on without being asked for"
    term.keys("]", "M")
    term.see("mouse on")
    term.wait(lambda s: term.get("mouse_any_flag") == "1", "the mouse on")
    press(term, 0, 60, 13)
    term.see("[bytes")
    press(term, 0, 5, 13)
    term.see("[fields")
    press(term, 0, 5, 3)
    term.see("[client]")
    press(term, 65, 5, 3)
    term.wait(lambda s: "event 13/" in s, "the next event, by the wheel")
    press(term, 64, 5, 3)
    term.wait(lambda s: "event 12/" in s, "the event before, by the wheel")
    term.keys("M")
    term.see("mouse off")
    term.wait(lambda s: term.get("mouse_any_flag") == "0", "the mouse off")
    term.keys("/", "M")
    term.see("search: M_")
    term.keys("Escape", "M")
    term.see("mouse on")
    term.keys("q")
    left(term)
    assert term.get("mouse_any_flag") == "0", "the mouse is still on"
    for sig in (signal.SIGTERM, signal.SIGSEGV):
        start(term, program)
        term.keys("M")
        term.wait(lambda s: term.get("mouse_any_flag") == "1", "the mouse on")
        os.kill(term.child(), sig)
        term.wait(lambda s: "ready>" in s and "why:" not in s, f"the shell after {sig}")
        assert term.get("mouse_any_flag") == "0", f"the mouse is still on after {sig}"
    # a list: a click selects, another opens
    term.clear()
    term.type(program)
    term.see("The handshake in one sitting")
    term.keys("M")
    term.see("mouse on")
    press(term, 0, 10, 5)
    term.wait(lambda s: re.search("\u25b8 +3 learn", s), "the third row selected")
    press(term, 0, 10, 5)
    term.see("Tab panes")
    term.keys("q")
    term.see("row 3/")
    term.keys("q")
    left(term)


def run(test, program):
    with tempfile.TemporaryDirectory() as name:
        term = Terminal(env={"XDG_STATE_HOME": name, "XDG_CONFIG_HOME": name})
        try:
            test(term, program, pathlib.Path(name))
            print(f"{test.__name__}: well", flush=True)
            return True
        except AssertionError as e:
            print(f"{test.__name__}: {e}\n{term.screen()}", flush=True)
            return False
        finally:
            term.close()


TESTS = [themes, keys, bad, places, written, saved, mouse]


def main():
    need_tmux()
    program = str(pathlib.Path(sys.argv[1]).resolve())
    only = sys.argv[2:]
    good = [run(test, program) for test in TESTS if not only or test.__name__ in only]
    sys.exit(0 if all(good) else 1)


if __name__ == "__main__":
    main()
