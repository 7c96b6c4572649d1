#!/usr/bin/env python3
"""What `lesson check` says, each thing with its file and line: check.py PROGRAM

A case changes the skeleton of `lesson new` (which has nothing to mend) in one place, and names what must be
said, and at which of the changed text's lines. The other direction holds too: nothing else is said.
"""
import os
import pathlib
import re
import subprocess
import sys
import tempfile

from faults import FAULTS, expect

# name, text to be replaced, by what, the text on whose line it is told (None: line 1), a part of the sentence
CASES = [
    ("no header", "---\nformat: 1", "format: 1", None, "a lesson begins with its header"),
    ("header without end", "seed: 0\n---\n", "seed: 0\n", None, "the header has no end"),
    ("no title", "title: A new lesson\n", "", None, 'the header has no line "title: ..."'),
    ("no scenario", "scenario: default\n", "", None, 'the header has no line "scenario: ..."'),
    ("another format", "format: 1", "format: 2", "format: 2", "this program reads format 1"),
    ("minutes", "minutes: 5", "minutes: five", "minutes:", '"five" is no number of minutes'),
    ("header key", "minutes: 5", "minuets: 5\nminutes: 5", "minuets:", "did you mean minutes?"),
    ("key twice", "minutes: 5", "minutes: 5\nminutes: 6", "minutes: 6", '"minutes:" is given twice'),
    ("scenario", "scenario: default", "scenario: defualt", "scenario:", 'there is no scenario "defualt"; did you mean default?'),
    ("fault", "seed: 0", "seed: 0\nfault: expird", "fault:", 'there is no fault "expird"; did you mean expired?'),
    ("a fault far down the list", "seed: 0", "seed: 0\nfault: ocsp-stall", "fault:", 'there is no fault "ocsp-stall"; did you mean ocsp-stale?'),
    ("capture", "seed: 0", "seed: 0\ncapture: no kees", "capture:", "did you mean no keys?"),
    ("without", "seed: 0", "seed: 0\nwithout: mac randms", "without:", "did you mean randoms?"),
    ("flip", "seed: 0", "seed: 0\nflip: client_hallo:4", "flip:", "client_hallo"),
    ("fault of a step", "at: client finished.verify_data", "at: client finished.verify_data\nfault: revokd", "fault: revokd",
     "did you mean revoked?"),
    ("event", "at: server message.sent in ServerHello", "at: server message.snt in ServerHello", "at: server message.snt",
     "did you mean message.sent?"),
    ("message", "at: server message.sent in ServerHello", "at: server message.sent in ServerHallo", "ServerHallo",
     "did you mean ServerHello?"),
    ("event that does not happen", "at: client finished.verify_data", "at: client session.resumed", "session.resumed", "is never reached"),
    ("event of another", "at: client finished.verify_data", "at: server certificate.verdict", "certificate.verdict", "is never reached"),
    ("event too often", "at: client finished.verify_data", "at: client finished.verify_data #9", "#9", "there are 2 of them"),
    ("step out of order", "at: client finished.verify_data", "at: tcp.opened", "at: tcp.opened", "comes before that of the step before it"),
    ("no step block", "```step\nat: client finished.verify_data\n```\n", "", "## What will happen?", "has no ```step block"),
    ("no event", "at: client finished.verify_data", "pane: why", None, 'no line "at: EVENT"'),
    ("field", "field: client_hello.random", "field: client_hello.randm", "field: client_hello.randm", "did you mean random?"),
    ("message of a field", "field: client_hello.random", "field: cleint_hello.random", "field: cleint", "did you mean ClientHello?"),
    ("value", "field: client_hello.random", "value: client_randm", "value:", "did you mean client_random?"),
    ("field and value", "field: client_hello.random", "field: client_hello.random\nvalue: client_random", "value:", "not both"),
    ("pane", "pane: fields\n```\n\nA step", "pane: feilds\n```\n\nA step", "pane: feilds", "did you mean fields?"),
    ("step key", "pane: fields\n```\n\nA step", "pain: fields\n```\n\nA step", "pain:", "did you mean pane?"),
    ("placeholder", "{{length:client_hello}}", "{{lenght:client_hello}}", "A step begins", 'there is no expression "lenght:client_hello"'),
    ("placeholder's field", "{{length:client_hello}}", "{{length:client_hello.foo}}", "A step begins", 'there is no field "foo"'),
    ("open placeholder", "{{length:client_hello.random}}", "{{length:client_hello.random", "A step begins", '"{{" without "}}"'),
    ("no right box", "- [x] A list", "- [ ] A list", "- [ ] A list", "a question without a right answer"),
    ("no box", "- [ ] A session key.", "- A session key.", "- A session key.", "an answer without a box"),
    ("no feedback", "  The client offers some; the server will choose one.\n", "", "- [x] A list", "an answer without feedback"),
    ("no answer", "is: length:server_hello.cipher_suite\n", "", "```answer", "a question without a right answer"),
    ("answer's field", "is: length:server_hello.cipher_suite", "is: length:server_hello.ciphersuit", "is:", "did you mean cipher_suite?"),
    ("no word for right", "right: A cipher", "#", "```answer", 'no line "right: ..."'),
    ("prediction of another", "- `ok` They are", "- `okay` They are", "```predict", 'the engine gives "ok", and no answer stands for that'),
    ("prediction without key", "- `ok` They are", "- They are", "- They are", "begins with the answer it stands for"),
    ("prediction of the past", "ask: verdict:server finished.compare", "ask: verdict:client certificate.verdict", "ask:",
     "there is nothing to predict"),
    ("prediction of no check", "ask: verdict:server finished.compare", "ask: verdict:server handshake.established", "ask:", "it is no check"),
    ("goal", "```answer\nis:", "```do\ngoal: click ok\nright: x\nwrong: y\n```\n\n***\n\n```answer\nis:", "goal:", "is no goal; write select field"),
    ("goal's field", "```answer\nis:", "```do\ngoal: select field client_hello.rndom\nright: x\nwrong: y\n```\n\n***\n\n```answer\nis:", "goal:",
     "did you mean random?"),
    ("goal's steps", "```answer\nis:", "```do\ngoal: find the origin of client_random, 3 steps back\nright: x\nwrong: y\n```\n\n***\n\n```answer\nis:",
     "goal:", "made from nothing that is 3 steps back"),
    ("goal's alert", "```answer\nis:", "```do\ngoal: fail with no_such_alert\nright: x\nwrong: y\n```\n\n***\n\n```answer\nis:", "goal:",
     "no fault ends with the alert"),
    ("too long a page", "A step begins", "Many words. " * 70 + "\nA step begins", "Many words.", "12 fit a screen of 60x18"),
    ("too long a feedback", "  The client offers some", "  " + "Many words. " * 70 + "\n  The client offers some", "  Many words.",
     "the question with this feedback needs"),
    ("too long a title", "## The first step", "## " + "The first step " * 4, "## The first", "a title of"),
    ("two questions", "***\n\nWhich of these", "- [x] a\n\n  b\n\n- [ ] c\n\n  d\n\nWhich of these", "- [x] A list", "a second question on one page"),
    ("wide code", "A step begins", "```\n" + "x" * 60 + "\n```\n\nA step begins", "```\nxxx", "a line of 60 columns between fences; 54 fit"),
    ("typed bytes", "A step begins", "Look at {random} here. A step begins", "Look at", "are typed in; use a placeholder"),
    ("text before", "## The first step", "Hello.\n\n## The first step", "Hello.", "text before the first step"),
    ("title in the text", "## The first step", "# A lesson\n\n## The first step", "# A lesson", "stands in its header"),
    ("fence", "```answer", "```anser", "```anser", "there is no such block"),
    ("image", "A step begins", "![x](y.png) A step begins", "![x]", "an image cannot be shown"),
    ("HTML", "A step begins", "<div>x</div>\n\nA step begins", "<div>", "HTML is not shown"),
]

# The same, of what is only warned of: the lesson can be shown.
WARNINGS = [
    ("a long right answer", "- [x] A list of cipher suites.", "- [x] A list of the cipher suites that the client would like to use.", "- [x] A list",
     "the right answer is much longer than the others"),
    ("a number given away", "What comes out?\n\n```predict\nask: verdict:server finished.compare\n```\n\n- `ok` They",
     "It has 12 bytes.\n\n```predict\nask: length:server verify_data last\n```\n\n- `12` They", "- `12`", '"12" stands in the step before'),
    ("one of several", "ask: verdict:server finished.compare\n```\n\n- `ok` They", "ask: knows:eavesdropper client transcript_hash in Finished\n```\n\n- `yes` They",
     "ask: knows", "of which not all are known alike"),
]


def check(program, path):
    p = subprocess.run([program, "lesson", "check", str(path)], capture_output=True, text=True, timeout=60)
    return p.returncode, p.stdout, p.stderr


def random_of(program):
    out = subprocess.run([program, "run", "--plain"], capture_output=True, text=True, timeout=60, stdin=subprocess.DEVNULL).stdout
    return re.search(r"random bytes for client_random:\s+([0-9a-f]{64})", out).group(1)


def try_case(program, folder, skeleton, name, old, new, line, said, fails=1):
    path = folder / "lesson.md"
    new = new.replace("{random}", random_of(program)[:16]) if "{random}" in new else new
    if skeleton.count(old) < 1:
        return expect(f"{name}: the skeleton has {old!r}", False, "")
    text = skeleton.replace(old, new, 1)
    path.write_text(text, encoding="utf-8")
    code, out, err = check(program, path)
    number = 1
    if line:
        number = text[:text.index(line)].count("\n") + 1
    elif name == "no event":
        number = text[:text.rindex("```step")].count("\n") + 1
    want = f"{path}:{number}: "
    hits = [l for l in out.splitlines() if l.startswith(want) and said in l]
    expect(f"{name}: exit {fails} and {want}...{said}...", code == fails and not err and hits, out + err)
    return None


def translations(program, folder, skeleton):
    source, french = folder / "lesson.md", folder / "lesson.fr.md"
    source.write_text(skeleton, encoding="utf-8")
    french.write_text(skeleton, encoding="utf-8")
    code, out, err = check(program, french)
    found = re.search(r"write: source: ([0-9a-f]{16})$", out, re.M)
    expect("a translation without source is told the hash", code == 1 and found and f"{french}:1:" in out, out + err)
    if not found:
        return
    french.write_text(skeleton.replace("seed: 0\n", f"seed: 0\nsource: {found.group(1)}\n", 1), encoding="utf-8")
    code, out, err = check(program, folder)
    expect("with the hash, both are well", code == 0 and "2 lessons checked" in out, out + err)
    for lang, said in (("fr_FR.UTF-8", "Une nouvelle"), ("en_GB.UTF-8", "A new lesson"), ("de_DE.UTF-8", "A new lesson")):
        french.write_text(french.read_text(encoding="utf-8").replace("title: A new lesson", "title: Une nouvelle"), encoding="utf-8")
        p = subprocess.run([program, "learn", f"{folder}/", "--plain"], capture_output=True, text=True, timeout=60, input="",
                           env={**os.environ, "LC_ALL": "", "LC_MESSAGES": "", "LANG": lang, "XDG_STATE_HOME": str(folder)})
        expect(f"learn speaks {lang}", p.stdout.startswith(said), p.stdout + p.stderr)
    source.write_text(skeleton.replace("some; the", "a few; the"), encoding="utf-8")
    code, out, err = check(program, folder)
    line = french.read_text(encoding="utf-8").split("source:")[0].count("\n") + 1
    expect("when the source changes, the translation is told", code == 1 and f"{french}:{line}: the source has changed" in out, out + err)
    french.write_text(french.read_text(encoding="utf-8").replace("field: server_hello.cipher_suite", "field: server_hello.random"), encoding="utf-8")
    code, out, err = check(program, french)
    expect("another binding is told", "the step block differs from the source's" in out, out + err)


def main(program):
    program = os.path.abspath(program)
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        p = subprocess.run([program, "lesson", "new", "fresh"], cwd=folder, capture_output=True, text=True, timeout=60)
        expect("lesson new makes a lesson", p.returncode == 0, p.stdout + p.stderr)
        expect("it stands where lessons/README.md says", "lessons/fresh/lesson.md is there" in p.stdout, p.stdout)
        code, out, err = check(program, folder / "lessons/fresh")
        expect("it has nothing to mend", code == 0 and "nothing to mend" in out, out + err)
        p = subprocess.run([program, "lesson", "new", "fresh"], cwd=folder, capture_output=True, text=True, timeout=60)
        expect("lesson new overwrites nothing", p.returncode == 3 and "File exists" in p.stderr, p.stdout + p.stderr)
        p = subprocess.run([program, "lesson", "new", "second"], cwd=folder, capture_output=True, text=True, timeout=60)
        expect("another stands beside it", p.returncode == 0 and (folder / "lessons/second/lesson.md").is_file(), p.stdout + p.stderr)
        skeleton = (folder / "lessons/fresh/lesson.md").read_text(encoding="utf-8")
        work = folder / "work"
        work.mkdir()
        for case in CASES:
            try_case(program, work, skeleton, *case)
        for case in WARNINGS:
            try_case(program, work, skeleton, *case, fails=0)
        translations(program, work, skeleton)
        code, out, err = check(program, folder / "nowhere")
        expect("a path that is not there gives exit 3", code == 3 and "nowhere" in err, out + err)
        (folder / "empty").mkdir()
        code, out, err = check(program, folder / "empty")
        expect("a folder without lessons gives exit 3", code == 3 and "no lesson in it" in err, out + err)
    print(f"{len(CASES) + len(WARNINGS)} cases, {len(FAULTS)} faults")
    return 1 if FAULTS else 0


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    sys.exit(main(sys.argv[1]))
