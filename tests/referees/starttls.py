#!/usr/bin/env python3
"""TLS that begins after a dialogue in clear: starttls.py SLOWSHAKE ROOT [words of a title]

The servers are scripts here, with Python's TLS behind them, so that they can also refuse, split their lines, inject and hang;
with SLOWSHAKE_ALL=1 real ones as well (starttls_real.py).
"""
import os
import socket
import ssl
import sys
import threading
import time

import peers
import starttls_real
from peers import EXIT_FAILED, EXIT_OK, expect

EHLO, TLS = b"EHLO [127.0.0.1]\r\n", b"STARTTLS\r\n"
FEATURES = b"<stream:features><starttls xmlns='urn:ietf:params:xml:ns:xmpp-tls'/></stream:features>"
STREAM = (b"<?xml version='1.0'?><stream:stream xmlns='jabber:%s' xmlns:stream='http://etherx.jabber.org/streams' to='server.example' version='1.0'>")
MYSQL = b"\x15\0\0\0\x0a8.0\0\1\0\0\x0012345678\0\x00\x08\0"

# protocol: what the server says, then what it hears and says, and so on; TLS begins behind it
DIALOGUES = {
    "smtp": [b"220-mx.example\r\n220 ready\r\n", EHLO, b"250-mx.example\r\n250-SIZE 1000\r\n250 STARTTLS\r\n", TLS, b"220 go\r\n"],
    "lmtp": [b"220 ready\r\n", EHLO.replace(b"E", b"L", 1), b"250-mx\r\n250 STARTTLS\r\n", TLS, b"220 go\r\n"],
    "imap": [b"* OK ready\r\n", b"a1 CAPABILITY\r\n", b"* CAPABILITY IMAP4rev1 STARTTLS\r\na1 OK\r\n", b"a2 STARTTLS\r\n", b"a2 OK go\r\n"],
    "pop3": [b"+OK ready\r\n", b"CAPA\r\n", b"+OK\r\nUIDL\r\nSTLS\r\n.\r\n", b"STLS\r\n", b"+OK go\r\n"],
    "ftp": [b"220-hello\r\n220 ready\r\n", b"AUTH TLS\r\n", b"234 go\r\n"],
    "nntp": [b"200 ready\r\n", TLS, b"382 go\r\n"],
    "sieve": [b'"IMPLEMENTATION" "x"\r\n"STARTTLS"\r\nOK\r\n', TLS, b"OK\r\n"],
    "xmpp": [b"", STREAM % b"client", b"<?xml version='1.0'?><stream:stream id='1'>" + FEATURES,
             b"<starttls xmlns='urn:ietf:params:xml:ns:xmpp-tls'/>", b"<proceed xmlns='urn:ietf:params:xml:ns:xmpp-tls'/>"],
    "xmpp-server": [b"", STREAM % b"server", b"<stream:stream>" + FEATURES, b"<starttls xmlns='urn:ietf:params:xml:ns:xmpp-tls'/>",
                    b"<proceed xmlns='urn:ietf:params:xml:ns:xmpp-tls'/>"],
    "ldap": [b"", b"\x30\x1d\x02\x01\x01\x77\x18\x80\x161.3.6.1.4.1.1466.20037", b"\x30\x0c\x02\x01\x01\x78\x07\x0a\x01\0\x04\0\x04\0"],
    "postgres": [b"", b"\0\0\0\x08\x04\xd2\x16\x2f", b"S"],
    "mysql": [MYSQL, b"\x20\0\0\x01\x01\x8a\0\0\0\0\0\x01\x2d" + bytes(23)],
}


class Server(threading.Thread):
    """One client: says and hears in turn, then speaks TLS if it is to. `piece`: bytes at a time."""

    def __init__(self, place, turns, tls=True, piece=0, hang=False):
        super().__init__(daemon=True)
        self.turns, self.tls, self.piece, self.hang = turns, tls, piece, hang
        self.heard, self.wrong, self.asked = b"", None, None
        self.context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        self.context.load_cert_chain(place.pki / "server.pem", place.pki / "server.key")
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.listener.settimeout(peers.LIMIT)
        self.at = self.listener.getsockname()[1]
        self.start()

    def run(self):
        try:
            with self.listener:
                conn = self.listener.accept()[0]
            conn.settimeout(peers.LIMIT)
            with conn:
                self.talk(conn)
        except (OSError, ssl.SSLError) as e:
            self.wrong = e

    def say(self, conn, data):
        conn.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        for i in range(0, len(data), self.piece or len(data) or 1):
            conn.sendall(data[i:i + (self.piece or len(data))])
            time.sleep(0.002 if self.piece else 0)

    def talk(self, conn):
        for i, turn in enumerate(self.turns):
            if i % 2 == 0:
                self.say(conn, turn)
                continue
            got = b""
            while len(got) < len(turn):
                more = conn.recv(len(turn) - len(got))
                if not more:
                    return
                got += more
            self.heard += got
            if got != turn:
                self.wrong = f"heard {got!r} instead of {turn!r}"
                return
        if self.hang:
            conn.recv(1)
        elif self.tls:
            with self.context.wrap_socket(conn, server_side=True) as inside:
                self.asked = inside.recv(100)
                inside.sendall(b"inside")
                inside.unwrap()


def connect(place, protocol, server, *args):
    return place.slow("connect", f"127.0.0.1:{server.at}", "--starttls", protocol, "--ca", place.pki / "root.pem", "--servername", "server.example",
                      *args)


def established(protocol, piece=0, *args):
    def run(place):
        server, capture = Server(place, DIALOGUES[protocol], piece=piece), place.folder / "out.pcapng"
        client = connect(place, protocol, server, "--json", "--data", "hello", "--export", capture, *args)
        rc = client.wait()
        server.join(peers.LIMIT)
        peers.no_sanitizer(client)
        expect(not server.wrong, "the server:", server.wrong)
        expect(rc == EXIT_OK, "exit code", rc, "\n" + client.story())
        trace = peers.Trace(client.out)
        expect(trace.end["outcome"] == "established" and trace.data("application_data.received") == b"inside", "it ends", trace.end)
        expect(server.asked == b"hello", "the server read", server.asked)
        said = b"".join(bytes.fromhex(trace.values[e["values"][0]]["hex"]) for e in trace.of("starttls.command"))
        expect(said == server.heard, "the trace has", said, "of", server.heard)
        listed = place.start("replay", [place.slowshake, "replay", capture, "--json", "--summary"], stdin=None)
        expect(listed.wait() == EXIT_OK and b'"via":"' in listed.out and b'"finished_server":"verified"' in listed.out,
               "replayed, it is something else:\n" + listed.story())
    return run


def refused(protocol, turns, words, **how):
    """Ends before TLS: exit 1, one line."""
    def run(place):
        server = Server(place, turns, tls=False, **how)
        client = connect(place, protocol, server, "--json", "--timeout", "2" if how.get("hang") else "20")
        rc = client.wait()
        server.join(peers.LIMIT)
        peers.no_sanitizer(client)
        expect(rc == EXIT_FAILED, "exit code", rc, "\n" + client.story())
        line = peers.one_line(client)
        for word in words:
            expect(word in line, f"no {word!r} in:", line)
        expect(not peers.Trace(client.out).of("message.sent"), "a ClientHello was sent all the same")
    return run


def forgotten(greeting, words):
    """Without --starttls, at a server that speaks first."""
    def run(place):
        server = Server(place, [greeting], hang=True)
        client = place.slow("connect", f"127.0.0.1:{server.at}", "--json", "--timeout", "5")
        expect(client.wait() == EXIT_FAILED, "exit code\n" + client.story())
        line = peers.one_line(client)
        expect(words in line, f"no {words!r} in:", line)
    return run


def changed(protocol, **at):
    """The dialogue with other words of the server: t2=... for the third turn; what comes after it falls away."""
    n = max(int(k[1:]) for k in at)
    return [at.get(f"t{i}", turn) for i, turn in enumerate(DIALOGUES[protocol][:n + 1])]


CASES = [(f"{p}: TLS begins", established(p)) for p in DIALOGUES]
CASES += [(f"{p}: a byte at a time", established(p, 1)) for p in DIALOGUES]
CASES += [
    ("smtp in TLS 1.2", established("smtp", 0, "--max-version", "1.2")),
    ("smtp: busy", refused("smtp", [b"554-no\r\n554 not today\r\n"], ["SMTP STARTTLS", "554 not today"])),
    ("smtp: hangs up", refused("smtp", changed("smtp", t2=b"250-mx\r\n"), ["closed the connection before TLS began", "in the middle of an answer"])),
    ("smtp: says nothing", refused("smtp", [b""], ["within 2 s"], hang=True)),
    ("smtp: no TLS", refused("smtp", changed("smtp", t2=b"250-mx\r\n250 SIZE\r\n"), ["not among what the server offers"])),
    ("smtp: not now", refused("smtp", changed("smtp", t4=b"454 later\r\n"), ["does not begin TLS", "454 later"])),
    ("smtp: injected", refused("smtp", changed("smtp", t4=b"220 go\r\n250 injected\r\n"), ["in clear", "injected"])),
    ("smtp: an attacker's screen", refused("smtp", [b"554 \x1b[2Jcleared\r\n"], ["\\x1b[2Jcleared"])),
    ("imap: injected", refused("imap", changed("imap", t4=b"a2 OK\r\n* OK [ALERT] call us\r\n"), ["in clear", "call us"])),
    ("imap: logged in", refused("imap", [b"* PREAUTH hello\r\n"], ["PREAUTH"])),
    ("pop3: injected", refused("pop3", changed("pop3", t4=b"+OK\r\n+OK\r\n"), ["in clear"])),
    ("pop3: no TLS", refused("pop3", changed("pop3", t2=b"+OK\r\nUIDL\r\n.\r\n"), ["not among what the server offers"])),
    ("ftp: no TLS", refused("ftp", changed("ftp", t2=b"502 what?\r\n"), ["502 what?"])),
    ("xmpp: no TLS", refused("xmpp", changed("xmpp", t2=b"<stream:stream><stream:features/></stream:features>"), ["not among what the server offers"])),
    ("xmpp: fails", refused("xmpp", changed("xmpp", t4=b"<failure xmlns='urn:ietf:params:xml:ns:xmpp-tls'/></stream:stream>"), ["does not begin TLS"])),
    ("ldap: no TLS", refused("ldap", changed("ldap", t2=b"\x30\x0c\x02\x01\x01\x78\x07\x0a\x01\x02\x04\0\x04\0"), ["does not begin TLS"])),
    ("postgres: no TLS", refused("postgres", changed("postgres", t2=b"N"), ["does not begin TLS", '"N"'])),
    ("postgres: injected", refused("postgres", changed("postgres", t2=b"SR\0\0\0\x08\0\0\0\0"), ["in clear"])),
    ("mysql: no TLS", refused("mysql", [MYSQL.replace(b"\x00\x08\0", b"\x00\x00\0")], ["MySQL"])),
    ("smtp, forgotten", forgotten(b"220 mx ready\r\n", "--starttls smtp or ftp")),
    ("imap, forgotten", forgotten(b"* OK ready\r\n", "--starttls imap")),
    ("mysql, forgotten", forgotten(MYSQL, "--starttls mysql")),
    ("ssh, no hint", forgotten(b"SSH-2.0-OpenSSH\r\n", "does not speak TLS: its first bytes are \"SSH-2.0-OpenSSH\\x0d\\x0a\"")),
    ("another protocol", refused("imap", [b"SSH-2.0-OpenSSH\r\n"], ["SSH-2.0-OpenSSH"])),
]
if os.environ.get("SLOWSHAKE_ALL") == "1":
    CASES += starttls_real.CASES

if __name__ == "__main__":
    if os.environ.get("SLOWSHAKE_ALL") != "1":
        for title, _ in starttls_real.CASES:
            print(f"skip  {title}: left out; tests/run --all runs it")
    sys.exit(peers.run_cases(sys.argv, CASES))
