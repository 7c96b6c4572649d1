"""A wire that writes down what goes over it: a TCP relay on loopback, and a pcap with made-up packets
around the real bytes. Nothing needs the right to capture."""
import re
import select
import socket
import struct
import threading
import time

PIECE = 1400                  # bytes of a made-up segment
SYN, FIN, ACK, PUSH = 2, 1, 16, 8

# What a server says before TLS: what it waits for (all that came until it fits), and what it answers; "" greets.
DIALOGUES = {
    "smtp": [(rb"", b"220 fixture ESMTP\r\n"), (rb"EHLO.*\r\n", b"250-fixture\r\n250 STARTTLS\r\n"), (rb"STARTTLS\r\n", b"220 go on\r\n")],
    "imap": [(rb"", b"* OK IMAP4rev1 ready\r\n"), (rb"\. CAPABILITY\r\n", b"* CAPABILITY IMAP4rev1 STARTTLS\r\n. OK done\r\n"),
             (rb"\. STARTTLS\r\n", b". OK go on\r\n")],
    "pop3": [(rb"", b"+OK POP3 ready\r\n"), (rb"STLS\r\n", b"+OK go on\r\n")],
    "ftp": [(rb"", b"220 FTP ready\r\n"), (rb"(FEAT\r\n)?AUTH TLS\r\n", b"234 go on\r\n")],
    "xmpp": [(rb"<stream:stream [^>]*>", b"<?xml version='1.0'?><stream:stream xmlns='jabber:client' xmlns:stream='http://etherx.jabber.org/"
                                          b"streams' id='1' version='1.0'><stream:features><starttls xmlns='urn:ietf:params:xml:ns:"
                                          b"xmpp-tls'/></stream:features>"),
             (rb"<starttls [^>]*>", b"<proceed xmlns='urn:ietf:params:xml:ns:xmpp-tls'/>")],
    "ldap": [(rb"1\.3\.6\.1\.4\.1\.1466\.20037", bytes.fromhex("300c02010178070a010004000400"))],
    "postgres": [(rb"\x00\x00\x00\x08\x04\xd2\x16\x2f", b"S")],
    "mysql": [(rb"", b"\x4a\x00\x00\x00\x0a8.0.30\x00\x01\x00\x00\x0012345678\x00\xff\xff\x08\x02\x00\xff\xc1\x15" + b"\x00" * 10 +
               b"123456789012\x00mysql_native_password\x00"),
              (rb".{36}", b"")],
    "connect": [(rb"CONNECT .*\r\n\r\n", b"HTTP/1.0 200 Connection established\r\n\r\n")],
}


class Connection:
    def __init__(self, client_port, begun=True):
        self.client_port, self.begun = client_port, begun     # begun: its first packets are in the capture
        self.pieces = []          # (time, direction 0 client 1 server, bytes)

    def add(self, direction, data):
        self.pieces.append((time.time(), direction, data))


def write_packets(path, packets, snaplen=262144):
    with open(path, "wb") as f:
        f.write(struct.pack("<IHHiIII", 0xA1B2C3D4, 2, 4, 0, 0, snaplen, 1))
        for when, frame in packets:
            f.write(struct.pack("<IIII", int(when), int(when % 1 * 1e6), min(len(frame), snaplen), len(frame)) + frame[:snaplen])


def write_pcap(path, connections):
    write_packets(path, sorted((p for c in connections for p in packets_of(c)), key=lambda p: p[0]))


class Script:
    """Conversations that nobody had: their bytes are written here."""

    def __init__(self):
        self.connections = []

    def connection(self):
        self.connections.append(Connection(40000 + len(self.connections)))
        return self.connections[-1]

    def close(self):
        pass

    def write_pcap(self, path):
        write_pcap(path, self.connections)


class Wire:
    """Listens on `port`, relays to the server's port, remembers everything."""

    def __init__(self, server_port, dialogue=None):
        self.server_port, self.dialogue = server_port, dialogue
        self.connections, self.threads, self.open = [], [], True
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.listener.settimeout(0.1)
        self.port = self.listener.getsockname()[1]
        self.acceptor = threading.Thread(target=self.accept, daemon=True)
        self.acceptor.start()

    def accept(self):
        while self.open:
            try:
                client, address = self.listener.accept()
            except TimeoutError:
                continue
            self.connections.append(Connection(address[1]))
            thread = threading.Thread(target=self.relay, args=(client, self.connections[-1]), daemon=True)
            thread.start()
            self.threads.append(thread)

    def talk(self, client, connection):
        """The plain dialogue, byte by byte."""
        for wanted, answer in DIALOGUES[self.dialogue]:
            came = b""
            while wanted and not re.search(wanted, came, re.S):
                byte = client.recv(1)
                if not byte:
                    return False
                came += byte
            if came:
                connection.add(0, came)
            if answer:
                client.sendall(answer)
                connection.add(1, answer)
        return True

    def relay(self, client, connection):
        with client, socket.socket() as server:
            try:
                client.settimeout(20)
                if self.dialogue and not self.talk(client, connection):
                    return
                server.connect(("127.0.0.1", self.server_port))
                self.pass_on([client, server], connection)
            except OSError:
                pass              # a reset ends a connection as well as a FIN

    @staticmethod
    def pass_on(ends, connection):
        reading = set(ends)
        while reading:
            ready = select.select(list(reading), [], [], 20)[0]
            if not ready:
                return
            for end in ready:
                direction = ends.index(end)
                data = end.recv(65536)
                if data:
                    connection.add(direction, data)
                    ends[1 - direction].sendall(data)
                else:
                    reading.discard(end)
                    ends[1 - direction].shutdown(socket.SHUT_WR)

    def close(self):
        self.open = False
        self.acceptor.join()
        for thread in self.threads:
            thread.join()
        self.listener.close()

    def write_pcap(self, path):
        write_pcap(path, self.connections)


# ---- packets ----

def checksum(data):
    if len(data) % 2:
        data += b"\0"
    total = sum(struct.unpack(">%dH" % (len(data) // 2), data))
    while total >> 16:
        total = (total & 0xFFFF) + (total >> 16)
    return ~total & 0xFFFF


def frame_of(ports, direction, seq, ack, flags, data=b""):
    addresses = [bytes([192, 0, 2, 1]), bytes([192, 0, 2, 2])]
    source, target = addresses[direction], addresses[1 - direction]
    tcp = struct.pack(">HHIIBBHHH", ports[direction], ports[1 - direction], seq, ack, 5 << 4, flags, 65535, 0, 0)
    pseudo = source + target + struct.pack(">BBH", 0, 6, len(tcp) + len(data))
    tcp = tcp[:16] + struct.pack(">H", checksum(pseudo + tcp + data)) + tcp[18:] + data
    ip = struct.pack(">BBHHHBBH", 0x45, 0, 20 + len(tcp), 0, 0x4000, 64, 6, 0) + source + target
    ip = ip[:10] + struct.pack(">H", checksum(ip)) + ip[12:]
    return b"\2\0\0\0\0\2" + b"\2\0\0\0\0\1" + b"\x08\x00" + ip + tcp


def packets_of(connection):
    """(time, frame): a handshake of TCP, the pieces as they came, two FINs"""
    if not connection.pieces:
        return
    ports, seq = (connection.client_port, 443), [1000, 500000]
    begin = connection.pieces[0][0] - 0.001
    if connection.begun:
        yield begin, frame_of(ports, 0, seq[0], 0, SYN)
        yield begin, frame_of(ports, 1, seq[1], seq[0] + 1, SYN | ACK)
        seq = [seq[0] + 1, seq[1] + 1]
        yield begin, frame_of(ports, 0, seq[0], seq[1], ACK)
    for when, d, data in connection.pieces:
        for at in range(0, len(data), PIECE):
            piece = data[at:at + PIECE]
            yield when, frame_of(ports, d, seq[d], seq[1 - d], ACK | PUSH, piece)
            seq[d] += len(piece)
    end = connection.pieces[-1][0]
    for d in (0, 1):
        yield end, frame_of(ports, d, seq[d], seq[1 - d], FIN | ACK)
        seq[d] += 1
