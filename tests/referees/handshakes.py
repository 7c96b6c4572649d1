"""Which handshakes are tried with every peer, and what must come of each."""
import peers
from peers import expect

TEXT = b"The quick brown fox jumps over the lazy dog; 0123456789 times.\n"
ANSWER = b"Jackdaws love my big sphinx of quartz, said the peer.\n"
CLIENTS = {"rsa": "client-rsa", "p256": "client-p256", "p384": "client-p384"}

EMS, ETM = 23, 22


class Shake:
    """One combination: a suite, a client certificate or none, extensions on or off."""

    def __init__(self, suite, auth=None, ems=True, etm=True, big=False, version="-tls1_2"):
        self.version = version
        self.suite, self.auth, self.ems, self.etm, self.big = suite, auth, ems, etm, big
        self.text = TEXT * 600 if big else TEXT       # 36 kB: three records at least
        self.answer = ANSWER * 600 if big else ANSWER

    def title(self):
        words = [self.suite]
        if self.auth:
            words.append(f"client certificate {self.auth}")
        if not self.ems:
            words.append("without extended master secret")
        if not self.etm:
            words.append("without encrypt-then-MAC")
        if self.big:
            words.append("data over several records")
        return ", ".join(words)


def all_shakes(spoken):
    """For the suites that the peer speaks; says which it does not."""
    out = []
    for suite in peers.IANA:
        if suite not in spoken:
            print(f"--    {suite}: the peer no longer speaks it")
            continue
        out.append(Shake(suite))
    for suite in spoken:
        if suite.endswith("AES_128_CBC_SHA") or suite.endswith("GCM_SHA384"):
            out += [Shake(suite, auth=a) for a in CLIENTS]
        if suite.endswith(("AES_128_CBC_SHA", "AES_256_GCM_SHA384", "NULL_SHA256")):
            out.append(Shake(suite, ems=False))
            out.append(Shake(suite, big=True))
        if suite in peers.CBC:
            out.append(Shake(suite, etm=False))
    if "TLS_RSA_WITH_AES_256_CBC_SHA256" in spoken:
        out.append(Shake("TLS_RSA_WITH_AES_256_CBC_SHA256", auth="rsa", ems=False, etm=False, big=True))
    return out


def check_trace(shake, trace, received):
    """What slowshake's trace says about a handshake that went well."""
    end = trace.end
    expect(end, "no trace.end")
    expect(end["outcome"] == "established", "outcome", end["outcome"], "alert", end["alert"], "check", end["failed_check"])
    expect(end["cipher_suite"] == shake.suite, "suite", end["cipher_suite"])
    expect(end["version"] == "TLSv1.2", "version", end["version"])
    expect(end["alert"] is None, "alert", end["alert"])
    expect(end["failed_check"] is None, "failed check", end["failed_check"])
    got = trace.data("application_data.received")
    expect(got == received, f"received {len(got)} bytes instead of {len(received)}: {got[:80]!r}")
    used = trace.used_extensions()
    expect((EMS in used) == shake.ems, "extended_master_secret used:", EMS in used)
    if shake.suite in peers.CBC:
        expect((ETM in used) == shake.etm, "encrypt_then_mac used:", ETM in used)
    expect(trace.of("connection.closed"), "close_notify was not exchanged")


def connect_args(place, shake, port):
    args = ["connect", f"127.0.0.1:{port}", "--json", "--servername", "localhost", "--ca", place.pki / "root.pem",
            "--suite", shake.suite, "--data", shake.text.decode(), "--timeout", "20"]
    if shake.auth:
        name = CLIENTS[shake.auth]
        args += ["--cert", place.pki / f"{name}.pem", "--key", place.pki / f"{name}.key"]
    return args


def serve_args(place, shake):
    args = ["--json", "--count", "1", "--suite", shake.suite, "--data", shake.answer.decode(), "--timeout", "20"]
    if shake.auth:
        args += ["--client-auth", "require", "--ca", place.pki / "client-ca.pem"]
    return args


def run_against_server(place, shake, server):
    """`server` is a started peer with a file `stdout` of what it received."""
    client = place.slow(*connect_args(place, shake, server.at))
    server.wait_until("receiving the data", lambda: shake.text in server.received() or client.child.poll() is not None)
    server.answer(shake.answer)
    rc = client.wait()
    peers.no_sanitizer(client)
    expect(rc == 0, "slowshake exit code", rc)
    expect(client.err == b"", "stderr of a handshake that went well:", client.err)
    expect(shake.text in server.received(), "the peer did not receive the data whole")
    check_trace(shake, peers.Trace(client.out), server.answered(shake))
    server.check(shake)


def run_against_client(place, shake, start_client):
    server, port = place.serve(*serve_args(place, shake))
    client = start_client(place, shake, port)
    client.send(shake.text)
    client.wait_until("the answer", lambda: shake.answer in client.out)
    client.close_stdin()
    rc = client.wait()
    expect(rc == 0, "the peer's exit code", rc)
    rc = server.wait()
    peers.no_sanitizer(server)
    expect(rc == 0, "slowshake exit code", rc)
    check_trace(shake, peers.Trace(server.out), shake.text)
    client.check(shake)


def run_all(argv, names, spoken, start_server, start_client):
    """All handshakes with one program's server or client, as argv[3] says; names: what the two are called."""
    role = argv.pop(3)
    shakes = all_shakes(spoken)
    if role == "server":
        cases = [(f"connect, {names[0]}: {s.title()}", lambda place, s=s: run_against_server(place, s, start_server(place, s)))
                 for s in shakes]
    else:
        cases = [(f"serve, {names[1]}: {s.title()}", lambda place, s=s: run_against_client(place, s, start_client)) for s in shakes]
    return peers.run_cases(argv, cases)
