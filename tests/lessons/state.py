#!/usr/bin/env python3
"""Progress in lessons: kept, gone on with, and never lost: state.py PROGRAM

Also when the file is damaged, cannot be read or cannot be written: that is said, and the lesson goes on.
"""
import os
import pathlib
import re
import subprocess
import sys
import tempfile

import shown
from faults import FAULTS, expect

ROOT = pathlib.Path(__file__).resolve().parents[2]
TWO_STEPS = "2 3\nclient_hello.random\n"     # the first answers of 01-handshake


def learn(program, home, stdin, *args):
    p = subprocess.run([program, "learn", *args], input=stdin, capture_output=True, text=True, timeout=60,
                       env={**os.environ, "LC_ALL": "C.UTF-8", "XDG_STATE_HOME": str(home)})
    return p.returncode, p.stdout, p.stderr


def line_of(home, lesson):
    for line in (home / "slowshake/progress").read_bytes().split(b"\n"):
        if line.startswith(lesson.encode() + b" "):
            return line.decode()
    return None


def kept(program, home):
    code, out, err = learn(program, home, TWO_STEPS, "handshake", "--plain")
    expect("input that ends before the lesson does gives exit 1", code == 1, out + err)
    expect("where it stops is said", "stops here, in step 4 of" in out, out)
    expect("step 4 (from 0: 3) is kept, with two marks", (line_of(home, "01-handshake") or "").startswith("01-handshake 3 open 11"), line_of(home, "01-handshake"))
    code, out, err = learn(program, home, "1\n", "handshake", "--plain")
    expect("it goes on in step 4", "\nStep 4 of" in out and "\nStep 3 of" not in out, out)
    code, out, err = learn(program, home, "1\n", "handshake", "--plain", "--restart")
    expect("--restart begins at step 1", "\nStep 1 of" in out, out)
    learn(program, home, TWO_STEPS, "handshake", "--plain", "--restart")
    code, out, err = learn(program, home, "")
    expect("the list says how far one got", "(step 4 of" in out, out)


def again(program, home):
    """A lesson that was gone through is done; begun once more, it asks once more, and stays done."""
    answers = shown.typed(learn(program, home, "", "handshake", "--plain", "--answers", str(ROOT / "lessons/01-handshake/answers.txt"))[1])
    code, out, err = learn(program, home, "\n".join(answers) + "\n", "handshake", "--plain")
    expect("the lesson is gone through", code == 0 and "That was the lesson" in out, out + err)
    expect("it is kept as done", (line_of(home, "01-handshake") or "").startswith("01-handshake 0 done 1"), line_of(home, "01-handshake"))
    expect("the list says so", "(done)" in learn(program, home, "")[1])
    code, out, err = learn(program, home, TWO_STEPS, "handshake", "--plain")
    expect("it asks once more", code == 1 and out.count("Right.") == 2 and "\nStep 1 of" in out, out)
    expect("it stays done", (line_of(home, "01-handshake") or "").startswith("01-handshake 3 done"), line_of(home, "01-handshake"))


def unanswered(program, home):
    """Where nobody answers, the whole lesson is told with its questions, and nothing is kept."""
    lesson = (ROOT / "lessons/01-handshake/lesson.md").read_text(encoding="utf-8")
    code, out, err = learn(program, home, "", "handshake", "--plain")
    told = [i for i in range(1, 99) if f"\nStep {i} of" in out]
    expect("all steps are told", code == 0 and told == list(range(1, lesson.count("\n## ") + 1)), f"{code} {told}")
    asked = len(re.findall(r"^```(?:answer|predict|do|choice|choices)\b|(?:^- \[[ x]\].*\n(?:  .*\n|\n)*)+", lesson, re.M))
    expect("each question has a place for its answer", out.count("____\n") == asked > 5, f"{out.count('____')} {asked}")
    expect("no answer is told", "Right." not in out and "Not so." not in out, out)
    expect("nothing is kept", not (home / "slowshake").exists(), str(list(home.iterdir())))


def only_shown(program, home):
    """Answers that were all shown are not answered: the lesson is not done. One that was solved makes it so."""
    questions = (ROOT / "lessons/01-handshake/answers.txt").read_text(encoding="utf-8").splitlines()
    n = sum(bool(line) and line[0] not in "#!" for line in questions)
    code, out, err = learn(program, home, n * "skip\n", "handshake", "--plain")
    expect("it was gone through", code == 0 and f"0 of {n} questions solved" in out, out)
    expect("it is not done", (line_of(home, "01-handshake") or "").startswith("01-handshake 0 open 2"), line_of(home, "01-handshake"))
    learn(program, home, "2 3\n" + (n - 1) * "skip\n", "handshake", "--plain", "--restart")
    expect("one solved, it is", (line_of(home, "01-handshake") or "").startswith("01-handshake 0 done 12"), line_of(home, "01-handshake"))


def only_right(program, home):
    """From a file of answers the right ones are printed, though it tries wrong ones too."""
    answers = ROOT / "lessons/01-handshake/answers.txt"
    out = learn(program, home, "", "handshake", "--plain", "--answers", str(answers))[1]
    expect("a wrong answer is in the file", "\n!" in answers.read_text(encoding="utf-8"))
    expect("none is printed", "Not so." not in out and "Not all yet." not in out and out.count("Right.") > 5, out)


def damaged(program, home):
    path = home / "slowshake/progress"
    path.parent.mkdir(parents=True)
    old = b"slowshake progress 1\n02-other 5 done 0121\ngarbage \xff\xfe\n03-third x open -\n\0\0\0 4 open -\n04-fourth 2 open"
    path.write_bytes(old)
    code, out, err = learn(program, home, TWO_STEPS, "handshake", "--plain")
    expect("damage is reported with its line", f"{path}:3: " in err and "damaged" in err, err)
    expect("the lesson goes on all the same", "\nStep 4 of" in out, out)
    new = path.read_bytes()
    for line in old.split(b"\n"):
        expect(f"{line!r} is still there", line in new.split(b"\n"), repr(new))
    expect("this lesson's line is there too", line_of(home, "01-handshake") is not None, repr(new))


def cut_off(program, home):
    """A last line without its end is not taken for whole, and nothing is glued to it."""
    path = home / "slowshake/progress"
    path.parent.mkdir(parents=True)
    path.write_bytes(b"slowshake progress 1\n01-handshake 12 do")
    code, out, err = learn(program, home, "1\n", "handshake", "--plain")
    expect("a cut line is reported", f"{path}:2: " in err, err)
    expect("it begins anew", "\nStep 1 of" in out, out)
    expect("the cut line stays", b"\n01-handshake 12 do\n" in path.read_bytes(), repr(path.read_bytes()))


def unwritable(program, home):
    """The folder's place is taken by a file: nothing can be made there, not even by root."""
    (home / "slowshake").write_text("in the way\n")
    code, out, err = learn(program, home, TWO_STEPS, "handshake", "--plain")
    expect("what cannot be kept is said once", err.count("progress is not kept") == 1, err)
    expect("the lesson goes on all the same (2)", "\nStep 4 of" in out, out)
    expect("what was in the way is untouched", (home / "slowshake").read_text() == "in the way\n")


def read_only(program, home):
    learn(program, home, TWO_STEPS, "handshake", "--plain")
    path = home / "slowshake/progress"
    before = path.read_bytes()
    os.chmod(path.parent, 0o500)
    try:
        # root may write all the same: then there is nothing to see here
        if os.access(path.parent, os.W_OK):
            print("read-only folder: this user may write everywhere; the case before covers what it can")
            return
        code, out, err = learn(program, home, "1\n", "handshake", "--plain")
        expect("a read-only folder is said", "progress is not kept" in err, err)
        expect("earlier progress is still there", path.read_bytes() == before, repr(path.read_bytes()))
    finally:
        os.chmod(path.parent, 0o700)


def unreadable(program, home):
    """Progress that cannot be read is not replaced."""
    (home / "slowshake/progress").mkdir(parents=True)
    code, out, err = learn(program, home, TWO_STEPS, "handshake", "--plain")
    expect("what cannot be read is said", "the progress so far" in err, err)
    expect("it is not replaced", (home / "slowshake/progress").is_dir())
    expect("nothing is left lying about", os.listdir(home / "slowshake") == ["progress"], str(os.listdir(home / "slowshake")))


def main(program):
    program = os.path.abspath(program)
    for case in (kept, again, unanswered, only_shown, only_right, damaged, cut_off, unwritable, read_only, unreadable):
        with tempfile.TemporaryDirectory() as home:
            case(program, pathlib.Path(home))
    return 1 if FAULTS else 0


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    sys.exit(main(sys.argv[1]))
