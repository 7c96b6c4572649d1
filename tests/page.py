#!/usr/bin/env python3
"""Exports handshakes as pages, and holds each page to what a page must be.

  page.py PROGRAM [SCENARIO...]     all scenarios and faults, or these

Tags are closed in order, ids are there once, every link leads somewhere in the page, nothing is fetched from
elsewhere, and what came from a peer is text. What a page says is compared with what --json says.
"""
import html.parser
import json
import os
import pathlib
import re
import subprocess
import sys
import tempfile

VOID = {"meta", "input", "line", "path", "rect", "br"}
HOSTILE = "<script>alert(1)</script>&\"'><img src=x>.example"
CUT = 4096                              # bytes of one field; of longer ones no more are shown
LIMIT = 600_000                         # bytes, of the default handshake


class Page(html.parser.HTMLParser):
    def __init__(self, text):
        super().__init__()
        self.open, self.wrong, self.ids, self.links, self.bytes, self.text = [], [], {}, set(), {}, []
        self.scripts, self.message, self.in_bytes = 0, 0, False
        self.rows, self.table = [], ""
        self.feed(text)
        self.close()
        self.wrong += ["not closed: %s" % tag for tag in self.open]

    def handle_starttag(self, tag, attrs):
        if tag not in VOID:
            self.open.append(tag)
        self.scripts += tag == "script"
        for name, value in attrs:
            if name == "id":
                self.wrong += ["id twice: %s" % value] if value in self.ids else []
                self.ids[value] = self.getpos()
            if name == "href":
                self.wrong += [] if value.startswith("#") else ["leads out of the page: %s" % value]
                self.links.add(value[1:])
            if name in ("src", "srcset", "action", "data") or name.startswith("on"):
                self.wrong.append("%s=%s" % (name, value))
        if tag == "table":
            self.table = dict(attrs).get("class", "")
        if tag == "tr" and self.table == "certificates" and attrs:
            self.rows.append(dict(attrs)["class"])
        if tag == "p":
            self.in_bytes = ("class", "bytes") in attrs
        if tag == "p" and self.in_bytes:
            self.message += 1
            self.bytes[self.message] = ""

    def handle_startendtag(self, tag, attrs):
        self.handle_starttag(tag, attrs)
        if tag not in VOID:
            self.handle_endtag(tag)

    def handle_endtag(self, tag):
        if not self.open or self.open[-1] != tag:
            self.wrong.append("</%s> in %s at line %d" % (tag, self.open[-1:], self.getpos()[0]))
        else:
            self.open.pop()

    def handle_data(self, data):
        if self.open[-2:] == ["p", "a"] and self.in_bytes:
            self.bytes[self.message] += data.replace(" ", "")
        if self.open[-1:] not in (["script"], ["style"]):
            self.text.append(data)


def run(program, *args):
    env = {k: v for k, v in os.environ.items() if k != "SSLKEYLOGFILE"}
    return subprocess.run([program, *args], stdin=subprocess.DEVNULL, capture_output=True, env=env, timeout=120)


def names(program, what):
    return [line.split()[0] for line in run(program, "list", what).stdout.decode().splitlines()]


def messages(lines):
    """The bytes of the message of each step, as sent"""
    values = {x["id"]: x["hex"] for x in lines if x["type"] == "value"}
    first = {}
    for x in lines:
        if x["type"] == "unit" and x["kind"] == "message":
            first.setdefault(x["step"], values[x["value"]])
    return list(first.values())


CLASSES = {"ok": "ok", "fail": "fail", "warn": "warn", "skipped": "dim", "unjudged": "warn"}


def differs(page, lines):
    """What the page says of certificates, values and the failure, against the events."""
    want = [CLASSES[x["verdict"]] for x in lines if x["type"].startswith("certificate.") and x.get("verdict", "none") != "none"]
    if page.rows != want:
        yield "the certificates' table says %s, the events %s" % (page.rows, want)
    for x in lines:
        if x["type"] == "value" and x["label"] == "master_secret" and "value/master_secret" not in page.ids:
            yield "no #value/master_secret"
        if x["type"] == "unit" and x["kind"] == "message" and x["name"] == "ClientHello" and "client_hello/random" not in page.ids:
            yield "no #client_hello/random"
    failed = lines[-1].get("failed_check")
    if failed and "It failed at" not in "".join(page.text):
        yield "%s has failed, and the page does not lead there" % failed


def check(program, folder, words):
    path = pathlib.Path(folder, "page.html")
    p = run(program, "run", *words, "--json", "--export", str(path))
    if p.returncode not in (0, 1) or p.stderr:
        return ["exit %d: %s" % (p.returncode, p.stderr.decode()[:300])]
    text = path.read_text()
    page = Page(text)
    wrong = page.wrong + ["leads nowhere: #%s" % link for link in sorted(page.links - set(page.ids))]
    if page.scripts != 1:
        wrong.append("%d scripts" % page.scripts)
    lines = [json.loads(line) for line in p.stdout.decode().splitlines()]
    if lines[-1]["text"] not in "".join(page.text):
        wrong.append("the outcome is not told: %s" % lines[-1]["text"])
    sent, shown = messages(lines), [b for b in page.bytes.values()]
    wrong += ["bytes of message %d: %s, not %s" % (i, b[:40], a[:40]) for i, (a, b) in enumerate(zip(sent, shown))
              if a != b and not (len(b) >= 2 * CUT and a.startswith(b))]
    left_out = sum(map(int, re.findall(r"<i>and (\d+) bytes more</i>", text)))
    if left_out != sum(len(a) - len(b) for a, b in zip(sent, shown)) // 2:
        wrong.append("%d bytes are said to be left out" % left_out)
    if len(sent) != len(shown):
        wrong.append("%d messages, %d are shown" % (len(sent), len(shown)))
    wrong += differs(page, lines)
    if words == ["default"] and len(text) > LIMIT:
        wrong.append("%d bytes" % len(text))
    return wrong


def check_hostile(program, folder):
    """Names full of markup stay text, and what is bidirectional is told in ASCII."""
    path, wrong = pathlib.Path(folder, "hostile.html"), []
    for name in (HOSTILE, "\u202eevil.example", "a" * 200 + "</style>"):
        p = run(program, "run", "--servername", name, "--plain", "--export", str(path))
        text = path.read_text() if path.exists() else ""
        page = Page(text)
        if p.returncode not in (0, 1) or page.wrong or page.scripts != 1 or "<img" in text or "\u202e" in text or "</style>" in text.split("</style>", 1)[1]:
            wrong.append("%r: exit %d, %s" % (name[:40], p.returncode, page.wrong[:3]))
    return wrong


def check_compare(program, folder):
    """What the page of a comparison says against its JSON."""
    path = pathlib.Path(folder, "compare.html")
    for words in (["default", "tls13"], ["default", "default"], ["expired", "client-chain"]):
        p = run(program, "compare", *words, "--json", "--export", str(path))
        if p.returncode or p.stderr:
            yield "%s: exit %d: %s" % (words, p.returncode, p.stderr.decode())
            continue
        told, text = json.loads(p.stdout), path.read_text()
        read = Page(text)
        yield from read.wrong
        yield from ("leads nowhere: #%s" % link for link in read.links - set(read.ids))
        names = [d["name"] for m in told["messages"] for d in m["differences"]] + [s["who"] for s in told["secrets"]]
        if re.findall(r"<dt>(.*?)</dt>", text) != names:
            yield "%s: %s, not %s" % (words, re.findall(r"<dt>(.*?)</dt>", text), names)
        sizes = [None if s == "not sent" else int(s.split()[0]) for s in re.findall(r"<td>(\d+ bytes?|not sent)</td>", text)]
        if sizes != [n for m in told["messages"] for n in (m["bytes_a"], m["bytes_b"])]:
            yield "%s: sizes %s" % (words, sizes)
    p = run(program, "compare", "default", "tls13", "--export", str(pathlib.Path(folder, "x.md")))
    if p.returncode != 2 or b"must end in .html" not in p.stderr:
        yield "x.md: exit %d: %s" % (p.returncode, p.stderr.decode())


def connected(program, folder, *options):
    """What connect exports of a real connection, as a page and as Markdown, and the secrets of its key log."""
    files, keys = [os.path.join(folder, "live." + e) for e in ("html", "md")], pathlib.Path(folder, "live.keys")
    keys.unlink(missing_ok=True)
    server = subprocess.Popen([program, "serve", "0", "--plain", "--count", "1"], stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
                              stderr=subprocess.PIPE, text=True)
    try:
        port = re.search(r"127\.0\.0\.1:(\d+)", server.stderr.readline()).group(1)
        done = subprocess.run([program, "connect", "localhost:" + port, "--insecure", "--data", "what only the two know", "--json", *options,
                               *(w for f in files for w in ("--export", f))], stdin=subprocess.DEVNULL, capture_output=True, timeout=60,
                              env=os.environ | {"SSLKEYLOGFILE": str(keys)})
        if done.returncode:
            raise ValueError("connect: exit %d: %s" % (done.returncode, done.stderr.decode()))
    finally:
        server.terminate()
        server.communicate(timeout=30)
    secrets = [line.split()[2] for line in keys.read_text().splitlines() if line and line[0] != "#"]
    values = [json.loads(line) for line in done.stdout.splitlines() if line.startswith(b'{') and b'"type":"value"' in line]
    secrets += [v["hex"] for v in values if re.search(r"_write_(key|MAC_key)$|^(pre_)?master_secret$|^shared_secret$|_private_key$", v["label"]) and len(v["hex"]) >= 32]
    return [pathlib.Path(f).read_text() for f in files], secrets + [b"what only the two know".hex()]


def check_live(program, folder):
    """Secrets of a real connection are left out unless --with-secrets; data are secrets, too."""
    for options in ([], ["--with-secrets"], ["--max-version", "1.2"], ["--max-version", "1.2", "--with-secrets"]):
        texts, secrets = connected(program, folder, *options)
        bare = re.sub(r"[ \n]", "", re.sub(r"<[^>]*>", "", texts[0])), texts[1]
        told = [s for s in secrets if s in bare[0]]
        if told != (secrets if options[-1:] == ["--with-secrets"] else []) or len(secrets) < 2:
            yield "%s: %d of %d secrets are told" % (options, len(told), len(secrets))
        if any("only the two" in t for t in bare) != (options[-1:] == ["--with-secrets"]) or ("left out" in bare[1]) == (options[-1:] == ["--with-secrets"]):
            yield "%s: the data are told" % options


def main(program, only):
    cases = [[w] for w in names(program, "scenarios")] + [["--fault", w] for w in names(program, "faults")]
    cases = [c for c in cases if not only or c[-1] in only]
    faults = 0
    with tempfile.TemporaryDirectory() as folder:
        for words in cases:
            for what in check(program, folder, words):
                faults += 1
                print("%s: %s" % (" ".join(words), what))
        for what in check_live(program, folder):
            faults += 1
            print("live: %s" % what)
        for what in check_compare(program, folder):
            faults += 1
            print("compare: %s" % what)
        for what in check_hostile(program, folder):
            faults += 1
            print("hostile names: %s" % what)
    print("%d pages, %d faults" % (len(cases), faults))
    return 1 if faults or not cases else 0


if __name__ == "__main__":
    sys.exit(main(os.path.abspath(sys.argv[1]), sys.argv[2:]))
