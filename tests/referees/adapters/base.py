"""What an adapter of the matrix gives; each peer overrides what it can.

A server of a peer answers REQUEST over each of its connections, a client sends it and waits for the answer: a full handshake,
and where `case.resume` is set a second one that resumes the first.
"""
import matrix_features
import peers

CURVES = ("x25519", "x448", "secp256r1", "secp384r1", "secp521r1")
FFDHE = tuple(f"ffdhe{n}" for n in (2048, 3072, 4096, 6144, 8192))


class Adapter:
    name = None
    roles = ("connect", "serve")               # what slowshake does with it
    keys = False                               # it speaks the suites with pre-shared keys, and those in which nobody proves anything
    old = ()                                   # the versions before TLS 1.2 that it speaks, of matrix_cases.OLD

    def __init__(self, place, ours):
        self.place, self.ours = place, ours

    def speaks(self, suite):
        """Whether both directions can use it."""
        raise NotImplementedError

    def groups(self, role):
        """Groups that a case may ask for, by IANA's names."""
        raise NotImplementedError

    def schemes(self, role):
        """By which the server may have to sign."""
        raise NotImplementedError

    def auth_schemes(self, role):
        """By which the client may have to; none: no client certificates."""
        return self.schemes(role)

    def fits(self, case):
        """Whether it can play this one."""
        del case
        return True

    def resumes(self, role):
        """How it can resume: "ticket", "id"; None: not."""
        del role
        return ["ticket", "id"]

    def resumes13(self, case):
        """How it can resume in TLS 1.3; None: not."""
        del case
        return "ticket"

    def features(self, role):
        """What it has of matrix_features.ALL."""
        del role
        return ()

    def request(self, case):
        """What slowshake says to its server when the handshake is over; None: all was said as early data."""
        return None if case.feature == matrix_features.EARLY else matrix_features.REQUEST

    def cuts(self, case):
        """Whether its server may end without close_notify reaching us."""
        del case
        return False

    def talk(self, server, case):
        """What its server is told while slowshake is connected."""

    def serve(self, place, case, port):
        """A started server."""
        raise NotImplementedError

    def check_server(self, server):
        """What a stopped server has to say, if anything is wrong."""

    def answered(self, got, request):
        """Whether what came back is its server's answer."""
        del request
        return b"HTTP/1." in got

    def connect(self, place, case, port):
        """Its client, the whole exchange."""
        raise NotImplementedError

    def asked(self, got, request):
        """Whether what slowshake's server received is what its client says."""
        return got == request


def has_words(words, *processes):
    """The answer came, once on each connection that carries data."""
    for p in processes:
        peers.expect(words in p.out, f"{p.name} did not get the answer:\n{p.story()}")
