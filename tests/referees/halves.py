#!/usr/bin/env python3
"""One direction is closed, the other goes on (RFC 9846 6.1): halves.py SLOWSHAKE ROOT [words of a title]

The peer is OpenSSL, by way of Python: it closes its own direction and reads on, or is closed to and answers all the same.
"""
import socket
import ssl
import sys

import peers
from peers import expect

ASK, ANSWER = "a question\n", "an answer that comes behind the close_notify of the other\n"


class Peer:
    """TLS over a socket, with its own hand on when close_notify goes."""

    def __init__(self, sock, context, **how):
        self.sock, self.came, self.goes = sock, ssl.MemoryBIO(), ssl.MemoryBIO()
        self.tls = context.wrap_bio(self.came, self.goes, **how)

    def flush(self):
        if self.goes.pending:
            self.sock.sendall(self.goes.read())

    def do(self, what, *args):
        """Feeds it until it is done; None: the socket ended before."""
        while True:
            try:
                result = what(*args)
                self.flush()
                return result
            except ssl.SSLWantReadError:
                self.flush()
                data = self.sock.recv(65536)
                if not data:
                    return None
                self.came.write(data)

    def close_ours(self):
        try:
            self.tls.unwrap()
        except ssl.SSLWantReadError:
            pass
        self.flush()

    def read_all(self):
        """Up to the other's close_notify, and whether there was one."""
        got = b""
        while True:
            try:
                data = self.do(self.tls.read, 65536)
            except ssl.SSLZeroReturnError:
                return got, True
            if data is None:
                return got, False
            if data == b"":
                return got, True
            got += data


def as_client(place):
    server, port = place.serve("--json", "--count", "1", "--timeout", "20", "--data", ANSWER)
    context = ssl.create_default_context(cafile=place.root / "assets/pki/root.pem")
    context.minimum_version = context.maximum_version = ssl.TLSVersion.TLSv1_3
    with socket.create_connection(("127.0.0.1", port), timeout=20) as sock:
        peer = Peer(sock, context, server_hostname="server.example")
        peer.do(peer.tls.do_handshake)
        peer.do(peer.tls.write, ASK.encode())
        peer.close_ours()
        got, closed = peer.read_all()
    expect(server.wait() == 0, "slowshake exit code", server.story())
    expect(closed, "no close_notify came")
    expect(got == ANSWER.encode(), "read behind the own close_notify:", got)


def as_server(place):
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.minimum_version = ssl.TLSVersion.TLSv1_3
    context.load_cert_chain(place.root / "assets/pki/server.pem", place.root / "assets/pki/server.key")
    with socket.create_server(("127.0.0.1", 0)) as listener:
        client = place.slow("connect", f"127.0.0.1:{listener.getsockname()[1]}", "--json", "--insecure", "--timeout", "20", "--half-close",
                            "--max-version", "1.3", "--min-version", "1.3", "--data", ASK)
        listener.settimeout(20)
        sock, _ = listener.accept()
        with sock:
            sock.settimeout(20)
            peer = Peer(sock, context, server_side=True)
            peer.do(peer.tls.do_handshake)
            got, closed = peer.read_all()
            expect(got == ASK.encode() and closed, "the question:", got, closed)
            peer.do(peer.tls.write, ANSWER.encode())
            peer.close_ours()
            expect(client.wait() == 0, "slowshake exit code", client.story())
    expect(ANSWER.encode().hex() in client.out.decode(), "the answer is not in the trace", client.story())


CASES = [
    ("TLS 1.3, the client closes its direction", as_client),
    ("TLS 1.3, the server is closed to, and answers", as_server),
]

if __name__ == "__main__":
    sys.exit(peers.run_cases(sys.argv, CASES))
