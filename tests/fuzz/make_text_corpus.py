#!/usr/bin/env python3
"""Makes tests/fuzz/corpus/text and corpus/tcp: make_text_corpus.py [OUT]"""
import base64
import pathlib
import struct
import sys

OUT = pathlib.Path(sys.argv[1]) if len(sys.argv) > 1 else pathlib.Path(__file__).resolve().parent / "corpus"
HELLO = bytes.fromhex("160301002f0100002b0303") + bytes(range(32)) + bytes.fromhex("000002002f01000000")
HEX = HELLO.hex()
DUMP = "".join(f"{at:04x}  {HELLO[at:at + 16].hex(' ')}\n" for at in range(0, len(HELLO), 16))
TEXTS = {
    0: ["theme = dark\nlayout = wide\n# a remark\nkey quit = q\n", "theme\nno such = thing\n\x1b[31m = 1\n"],
    1: [f"CLIENT_RANDOM {'ab' * 32} {'cd' * 48}\r\n# c\n", f"SERVER_TRAFFIC_SECRET_0 {'00' * 32} {'11' * 32}\nRSA {'22' * 8} {'33' * 48}\n",
        f"RSA Session-ID:{'44' * 32} Master-Key:{'55' * 48}\n", "CLIENT_RANDOM zz\n\n\n", "\ufeffCLIENT_RANDOM 00 00\n"],
    2: [HEX, " ".join(HEX[i:i + 2] for i in range(0, len(HEX), 2)), DUMP, base64.b64encode(HELLO).decode(),
        "-----BEGIN TLS-----\n" + base64.b64encode(HELLO).decode() + "\n-----END TLS-----\n",
        ">>> TLS 1.2, Handshake [length 0033], ClientHello\n    " + HELLO[5:].hex(" ") + "\n", "no such thing", "\x16\3\1\0A"],   # last: a header alone
    4: ["GET / HTTP/1.1\r\nHost: a\r\nAccept: text/html;q=0.5\r\n\r\n", "HEAD /x?y HTTP/1.0\r\nConnection: keep-alive\r\n\r\n", "HTTP/1.1 200 OK\r\n\r\n", "<html>"],
}
# what servers say in front of TLS; each is tried with every protocol, whole and in pieces
SERVERS = ["220 mail ready\r\n250-mail\r\n250 STARTTLS\r\n220 go ahead\r\n", "+OK ready\r\n+OK\r\nSTLS\r\n.\r\n+OK begin\r\n",
           "* OK [CAPABILITY IMAP4rev1 STARTTLS] ready\r\na1 OK begin\r\n", "220 ftp\r\n234 AUTH TLS\r\n", "S", "530 no\r\n"]
S, R, A = 2 << 4, 4 << 4, 8 << 4
B = 8                                 # the other side
SEGMENTS = {
    "whole": [(S, 0, 0, 0), (S | A | B, 0, 1, 0), (A, 1, 1, 4), (A | B, 1, 65, 8), (A | 16, 65, 129, 0), (A | B | 16, 129, 66, 0)],
    "lost": [(S, 0, 0, 0), (S | A | B, 0, 1, 0), (A, 65, 1, 4), (A | B, 1, 129, 8), (A | B, 129, 129, 8)],
    "swapped": [(A, 65, 1, 4), (A, 1, 1, 4), (A, 33, 1, 6), (A | B, 1, 129, 1), (R, 129, 0, 0)],
    "many": [(A | n, 1, 1, 2) for n in range(8)] * 2,
}


def write(target, name, data):
    path = OUT / target / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)


for kind, texts in TEXTS.items():
    for i, text in enumerate(texts):
        write("text", f"{kind}-{i}", bytes([kind]) + text.encode())
for i, said in enumerate(SERVERS):
    for how in range(0, 32, 3):
        write("text", f"3-{i}-{how}", bytes([3, how | (how % 2) << 6]) + said.encode())
for name, segments in SEGMENTS.items():
    write("tcp", name, b"".join(struct.pack(">BHHBBB", flags, seq, ack, n, 0, 1) for flags, seq, ack, n in segments))
