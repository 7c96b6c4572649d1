#!/usr/bin/env python3
"""The first lesson in a real terminal (tmux), from the menu to its end, with wrong answers and right ones;
left in the middle and gone on with; a lesson that is written while it is shown.

  tmux_lesson.py SLOWSHAKE SOURCE_ROOT

Without tmux the test fails, unless SLOWSHAKE_SKIP_REFEREES=1.
"""
import pathlib
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(sys.argv[2]).resolve() if len(sys.argv) > 2 else pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tests/screens"))
import tmux_test                                # noqa: E402
from tmux_test import Terminal, stty            # noqa: E402


def progress(home):
    path = home / "slowshake/progress"
    lines = path.read_text().splitlines() if path.exists() else []
    return next((line for line in lines if line.startswith("01-handshake ")), None)


def left(term):
    term.wait(lambda s: "ready>" in s, "the shell again")
    assert term.get("alternate_on") == "0", "still on the alternate screen"
    assert term.get("cursor_flag") == "1", "the cursor is hidden"


def wrong_then_right(term, home):
    """Steps 2 and 3: several right answers; what is wrong is said; a goal reached in the fields."""
    term.keys("Space", "Space", "Space", "Space")
    term.see("What does he learn?")
    term.keys("Space")
    term.see("answer first")
    term.keys("1", "Enter")
    term.see("Not so. No key is in there")
    term.keys("2", "Enter")
    term.see("Not all yet.")
    term.keys("2", "3", "Enter")
    term.see("Right. It stands in the extension")
    term.keys("Space")
    term.see("step 3/")
    assert progress(home).startswith("01-handshake 2 open 1"), progress(home)
    term.see("Enter this is it")                  # the panes have the keys
    term.keys("j")                                # over it, which is no answer yet
    s = term.see("bytes 6-37 of 131")
    assert "Right." not in s and "Not so." not in s, f"passing over it was taken for an answer:\n{s}"
    term.keys("Enter")
    term.see("Right. Drawn afresh")
    term.see("Bksp back")


def leave_and_return(term, program, home):
    """q keeps the place; learn goes on there; wandering off, and back with one key."""
    term.keys("Space")
    term.see("step 4/")
    term.keys("q")
    term.see("so far")
    term.see("step 4/")                           # in the menu
    term.keys("q")
    left(term)
    term.type(f"{program} learn handshake")
    s = term.see("ServerHello: what we do")
    assert "step 4/" in s and "event 36/" in s, s
    term.keys("Tab", "]", "]")
    s = term.wait(lambda s: "event 36/" not in s, "another event")
    term.keys("Escape")
    term.see("event 36/")
    term.keys("Escape")                           # no menu stands behind: nothing happens
    term.see("ServerHello: what we do")


def to_the_end(term, program, home):
    term.keys("Space")
    term.see("Who decides which suite")
    term.keys("2")
    term.see("Not so. The list is an offer")
    term.keys("3")
    term.see("Right.")
    term.keys("1")                                # and why it is not so
    term.see("1) Not so.")
    term.keys("Space", "Space", "Space", "1")
    term.see("Right. The name and the key belong together")
    term.keys("Space", "Space", "Space")
    s = term.see("How many bytes will the encrypted secret have?")
    assert "event 107/" in s, s
    term.keys("Tab", "]")                         # not past the prediction
    s = term.see("the engine waits for your prediction")
    assert "event 107/" in s, s
    term.keys("Escape", "1")
    s = term.see("Not so.")
    assert "event 107/" in s, s
    term.keys("3")
    s = term.see("Right. The secret is padded")
    assert "event 109/" in s, f"the engine did not go on:\n{s}"
    term.keys("Space", "Space", "Space", "x")
    term.see("The answer:")
    term.keys("Space", "Space", "Space", "1")
    s = term.see("Right. Nobody changed anything")
    assert "event 201/" in s, s
    term.keys("Space", "Space")
    term.see("How many bytes of it")
    term.type("13")
    term.see("Not so. Look at the record")
    term.keys("BSpace", "BSpace")
    term.type("0")
    term.see("Right. The data is encrypted")
    term.keys("Space")
    term.see("Now break it")
    term.type("revo")
    term.see("This one ends with: certificate_revoked")
    term.keys("BSpace", "BSpace", "BSpace", "BSpace")
    term.type("exp")
    term.see("Right. The client stops")
    term.keys("Space")
    term.see("That was the lesson: 8 of 9 questions solved")
    term.see("Worth another look")
    term.see("Next: ")
    term.see("space begins it")
    assert " done 1" in progress(home), progress(home)
    term.keys("Space")
    s = term.see("Agreeing on capabilities")
    assert "step 1/" in s, s
    term.keys("]")                                # no key of the text
    s = term.see("] is a key of the handshake: Tab goes to its panes")
    assert "event 1/" in s, s
    term.keys("q")
    left(term)
    term.type(program)
    s = term.see("done 8/9")                      # what is left shows in the menu
    term.keys("j")
    term.see("8 of 9 questions solved, 1 left")
    term.keys("q")
    left(term)


def the_lesson(term, program, home):
    before = stty(term, "yy")
    term.clear()
    term.type(program)                            # the menu; the first lesson is selected
    term.see("learn: 00-build-it")
    term.keys("j")
    s = term.see("learn: 01-handshake")
    assert "learn: 01-handshake" in s, s
    term.keys("Enter")
    term.see("Two programs and a wire")
    wrong_then_right(term, home)
    leave_and_return(term, program, home)
    to_the_end(term, program, home)
    assert stty(term, "yy") == before, "the terminal's modes were changed"


def preview(term, program, home):
    """Shown anew when its file is saved, in the same place; what is wrong is told, and the old one stays."""
    term.clear()
    term.type(f"cd {home} && {program} lesson new draft && {program} lesson preview lessons/draft")
    term.see("The first step")
    term.keys("Space", "Space")
    path = home / "lessons/draft/lesson.md"
    text = path.read_text()
    term.see("answer first")
    path.write_text(text.replace("Which of these stands in a ClientHello?", "Which of these is in a ClientHello?"))
    term.see("Which of these is in a ClientHello?")
    path.write_text(text.replace("scenario: default", "scenario: defualt"))
    term.see('there is no scenario "defualt"')
    term.see("Which of these is in a ClientHello?")
    path.write_text(text)
    term.see("Which of these stands in a ClientHello?")
    term.keys("q")
    left(term)
    assert progress(home) is None or "draft" not in (home / "slowshake/progress").read_text(), "a preview has kept progress"


def run(test, program, **size):
    with tempfile.TemporaryDirectory() as name:
        home = pathlib.Path(name)
        term = Terminal(env={"XDG_STATE_HOME": name}, **size)
        try:
            test(term, program, home)
            print(f"{test.__name__}: well", flush=True)
            return True
        except AssertionError as e:
            print(f"{test.__name__}: {e}\n{term.screen()}", flush=True)
            return False
        finally:
            term.close()


def main():
    tmux_test.need_tmux()
    program = str(pathlib.Path(sys.argv[1]).resolve())
    good = [run(test, program) for test in TESTS]
    sys.exit(0 if all(good) else 1)


TESTS = [the_lesson, preview]

if __name__ == "__main__":
    if len(sys.argv) < 2:
        sys.exit(__doc__)
    main()
