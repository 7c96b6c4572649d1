#!/usr/bin/env python3
"""Holds exported Markdown, pictures and recordings to what the trace says.

  exports.py PROGRAM [SCENARIO...]     all scenarios and faults, or these

Markdown: the ladder has each message once, encrypted where it is, every check its verdict, and names are no markup.
SVG: it is XML, and its text is the screen's. asciicast v2: an event a second, a marker for each message; a terminal of
our own plays it, and its last screen is the SVG.
"""
import fcntl
import json
import os
import pathlib
import pty
import re
import select
import struct
import sys
import tempfile
import termios
import time
from xml.etree import ElementTree

import page

SVG = "{http://www.w3.org/2000/svg}"
VERDICTS = {"ok": "OK", "fail": "FAILED", "warn": "warning", "skipped": "not checked", "unjudged": "cannot be judged"}
ESCAPE = re.compile(r"\x1b\[([?0-9;]*)([A-Za-z])")


class Screen:
    """As much of a terminal as a recording asks of one: it moves to a row, clears, and writes."""
    def __init__(self, width, height):
        self.width, self.rows, self.x, self.y = width, [[" "] * width for _ in range(height)], 0, 0

    def write(self, text):
        at = 0
        for m in ESCAPE.finditer(text):
            self.put(text[at:m.start()])
            at = m.end()
            if m.group(2) == "H":
                row, column = m.group(1).split(";")
                self.y, self.x = int(row) - 1, int(column) - 1
            elif m.group(2) not in "mJl":
                raise ValueError("escape %r" % m.group())
        self.put(text[at:])

    def put(self, text):
        if self.x + len(text) > self.width or (text and min(text) < " "):
            raise ValueError("%r at column %d" % (text, self.x))
        self.rows[self.y][self.x:self.x + len(text)] = text
        self.x += len(text)

    def text(self):
        return re.sub(r"\s", "", "".join("".join(row) for row in self.rows))


def check_cast(text, lines, picture):
    rows = [json.loads(line) for line in text.splitlines()]
    head, rows = rows[0], rows[1:]
    if head["version"] != 2 or (head["width"], head["height"]) != (100, 30):
        yield "cast: %s" % head
    screens, markers = [r for r in rows if r[1] == "o"], [r for r in rows if r[1] == "m"]
    if len(screens) + len(markers) != len(rows) or [r[0] for r in screens] != list(range(len(screens))):
        yield "cast: not a screen a second"
    events = sum("verdict" in x for x in lines)
    if len(screens) != events:
        yield "cast: %d screens of %d events" % (len(screens), events)
    if len(markers) < sum(x["type"] == "message.sent" for x in lines):
        yield "cast: %d markers" % len(markers)
    screen = Screen(head["width"], head["height"])
    for r in screens:
        screen.write(r[2])
    if screen.text() != picture:
        yield "cast: its last screen is not the picture"


def check_markdown(text, lines):
    ladder = text.split("```text\n", 1)[1].split("```", 1)[0].splitlines()[1:]
    for line in ladder:
        if not re.search(r"^\|?.*[<>].*\|?$", line) or len(line) != 72:
            yield "md: ladder: %s" % line
    closed = {x["name"].lower() for x in lines if x["type"] == "unit" and x["kind"] == "message" and x["encrypted"]}
    drawn = {re.split(r"[:,] ", line.strip("|<>-= "))[0].lower().replace(" ", "") for line in ladder if "=" in line}
    if drawn - closed - {"nothing", "encryptedhandshakemessage"} or bool(drawn) != bool(closed):
        yield "md: %s are drawn closed, %s are" % (drawn, closed)
    sent = sum(x["type"] in ("message.sent", "alert.sent", "application_data.sent") for x in lines)
    if len(ladder) < min(sent, 1):
        yield "md: %d rows in the ladder, %d messages" % (len(ladder), sent)
    want = [VERDICTS.get(x["verdict"]) for x in lines if x.get("verdict", "none") != "none"]
    told = re.findall(r"^- \*\*(.*?)\*\*, \w+: ", text, re.M)
    if sorted(told) != sorted(want):
        yield "md: %d verdicts, %d in the trace" % (len(told), len(want))
    if text.count("```") % 2 or text.count("<details>") != text.count("</details>"):
        yield "md: a block is not closed"


def check(program, folder, words):
    files = {e: pathlib.Path(folder, "x." + e) for e in ("md", "svg", "cast")}
    p = page.run(program, "run", *words, "--json", *(w for f in files.values() for w in ("--export", str(f))))
    if p.returncode not in (0, 1) or p.stderr:
        return ["exit %d: %s" % (p.returncode, p.stderr.decode()[:300])]
    lines = [json.loads(line) for line in p.stdout.decode().splitlines()]
    picture = re.sub(r"\s", "", "".join(e.text or "" for e in ElementTree.fromstring(files["svg"].read_text()).iter(SVG + "text")))
    wrong = [] if picture else ["svg: empty"]
    return wrong + [*check_cast(files["cast"].read_text(), lines, picture), *check_markdown(files["md"].read_text(), lines)]


HOSTILE = "@everyone](http://evil.example)<script>`**_~www.evil.example"


def check_hostile(program, folder):
    """Names full of markup: outside of blocks of code nothing of them is markup, a link or a mention."""
    path = pathlib.Path(folder, "hostile.md")
    page.run(program, "run", "--servername", HOSTILE, "--plain", "--export", str(path))
    told = re.sub(r"```text\n.*?```\n", "", path.read_text(), flags=re.S)
    told = "".join(line for line in told.splitlines() if "everyone" in line)
    if not told:
        yield "hostile name: it is not told"
    for bad in ("@", "://", "<script", r"\]\(", r"www\.", "`", r"\*\*_"):
        if re.search(r"(?<!\\)" + bad, told):
            yield "hostile name: %s stands in the text" % bad


def check_refused(program, folder):
    """Screens show secrets: of a real connection only if that is meant."""
    for suffix in ("svg", "cast"):
        p = page.run(program, "connect", "127.0.0.1:1", "--export", os.path.join(folder, "x." + suffix))
        if p.returncode != 2 or b"--with-secrets" not in p.stderr:
            yield "connect --export x.%s: exit %d: %s" % (suffix, p.returncode, p.stderr.decode())


def leave_screen(program, path):
    """Runs the interface on a terminal of 80x24, takes two steps, and leaves; its exit code."""
    pid, fd = pty.fork()
    if pid == 0:
        os.environ.update(TERM="xterm-256color", LC_ALL="C.UTF-8", XDG_CONFIG_HOME=os.path.dirname(path))
        os.execv(program, [program, "run", "default", "--export", path])
    fcntl.ioctl(fd, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 80, 0, 0))
    keys, end = [b" ", b" ", b"q"], time.monotonic() + 20
    try:
        while time.monotonic() < end:
            if select.select([fd], [], [], 0.4)[0]:
                os.read(fd, 65536)
            elif keys:
                os.write(fd, keys.pop(0))
    except OSError:             # it is gone
        pass
    os.close(fd)
    return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])


def check_left(program, folder):
    """The picture is of the screen that was left: its size, its step; in the theme of the configuration."""
    path = pathlib.Path(folder, "left.svg")
    config = pathlib.Path(folder, "slowshake/config")
    config.parent.mkdir()
    config.write_text("theme = light\nlevel = everything\n")
    code = leave_screen(program, str(path))
    svg = ElementTree.fromstring(path.read_text())
    text = "".join(e.text or "" for e in svg.iter(SVG + "text"))
    if code or "event 3/" not in text or svg.get("width") != str(16 + 80 * 84 // 10) or svg.find(SVG + "rect").get("fill") != "#ffffff":
        yield "screen that was left: exit %d, %s wide, %s" % (code, svg.get("width"), text[:200])


def main(program, only):
    cases = [[w] for w in page.names(program, "scenarios")] + [["--fault", w] for w in page.names(program, "faults")]
    cases = [c for c in cases if not only or c[-1] in only]
    faults = 0
    with tempfile.TemporaryDirectory() as folder:
        for words in cases:
            for what in check(program, folder, words):
                faults += 1
                print("%s: %s" % (" ".join(words), what))
        for what in [*check_hostile(program, folder), *check_refused(program, folder), *check_left(program, folder)]:
            faults += 1
            print(what)
    print("%d handshakes, %d faults" % (len(cases), faults))
    return 1 if faults or not cases else 0


if __name__ == "__main__":
    sys.exit(main(os.path.abspath(sys.argv[1]), sys.argv[2:]))
