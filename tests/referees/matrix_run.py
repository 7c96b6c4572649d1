"""One case of the matrix: a full handshake with data, then the same resumed; and what slowshake says of both."""
import matrix_cases
import matrix_features
import peers
from peers import expect

REQUEST = matrix_features.REQUEST
WORDS = b"Jackdaws love my big sphinx of quartz"
ANSWER = f"HTTP/1.0 200 OK\r\nContent-Type: text/plain\r\nContent-Length: {len(WORDS)}\r\nConnection: close\r\n\r\n{WORDS.decode()}"


def sigalgs(case):
    """Without the signature on its own certificate a server may not show an RSA key even where it signs nothing
    (RFC 5246 7.4.2)."""
    if case.suite.old:
        return []
    names = [case.scheme, case.auth, "rsa_pkcs1_sha256" if case.role == "connect" and case.auth and not case.scheme else None]
    return [w for s in dict.fromkeys(filter(None, names)) for w in ("--sigalg", s)]


def client_files(place, case):
    name = matrix_cases.CLIENT_FILES[case.auth_kind]
    return place.pki / f"{name}.pem", place.pki / f"{name}.key"


def server_files(place, case):
    name = matrix_cases.SERVER_FILES[case.kind]
    return place.pki / f"{name}.pem", place.pki / f"{name}.key"


def groups(case):
    """The one of the case first; a client's list also says which curves its peer's keys and its own may have (RFC 8422 5.1)."""
    kinds = [case.kind, case.auth_kind] if case.role == "connect" and case.group and not case.suite.tls13 else []
    names = [case.retry if case.role == "connect" else None, case.group, *(matrix_cases.CURVES[k] for k in kinds if k in matrix_cases.CURVES)]
    return [w for g in dict.fromkeys(filter(None, names)) for w in ("--group", g)]


def common(place, case):
    old = ["--allow-obsolete", "--min-version", case.suite.old, "--max-version", case.suite.old] if case.suite.old else []
    old += matrix_features.psk_given() if case.suite.psk else []
    return ["--json", *old, "--suite", case.suite.name, "--timeout", "20", *groups(case), *sigalgs(case), *matrix_features.options(place, case)]


def connect_args(place, case, port):
    args = ["connect", f"127.0.0.1:{port}", *common(place, case), "--servername", "localhost", "--ca", place.pki / "root.pem"]
    request = case.peer.request(case)
    args += ["--data", request] if request else []
    if case.auth:
        cert, key = client_files(place, case)
        args += ["--cert", cert, "--key", key]
    return args + (["--reconnect", "1"] if case.resume else [])


def serve_args(place, case):
    cert, key = server_files(place, case)
    args = [*common(place, case), "--count", "2" if case.resume else "1", "--cert", cert, "--key", key,
            "--data", ANSWER]
    if case.auth:
        args += ["--client-auth", "require", "--ca", place.pki / "client-ca.pem"]
    return args


# ---- what the trace says ----

def check_choice(ours, case, trace):
    """The group and the schemes are those of the case."""
    for kind in ("server_key_exchange.group", "negotiate.group", *(("key_exchange.public", "dh.public") if case.suite.tls13 else ())):
        for e in trace.of(kind):
            expect(e["args"]["named_group"] == ours.group_codes[case.group], kind, e["args"])
    if case.suite.old:                         # which name no scheme
        return
    in_tls13 = case.scheme if case.role == "connect" else case.auth
    for kind, wanted in (("server_key_exchange.signature", case.scheme), ("certificate_verify.signature", in_tls13 if case.suite.tls13 else case.auth)):
        for e in trace.of(kind) if wanted else ():
            expect(e["args"]["signature_scheme"] == ours.scheme_codes[wanted], kind, e["args"])


def check_trace(place, case, trace, resumed, answered):
    end = trace.end
    expect(end["outcome"] == "established" or (case.peer.cuts(case) and end["outcome"] == "truncated"), "outcome", end["outcome"], "alert", end["alert"], "check", end["failed_check"])
    version = matrix_cases.OLD.get(case.suite.old, "TLSv1.3" if case.suite.tls13 else "TLSv1.2")
    expect(end["version"] == version and end["cipher_suite"] == case.suite.name, "agreed on", end["version"], end["cipher_suite"])
    expect(end["alert"] is None and end["failed_check"] is None, "alert", end["alert"], "failed check", end["failed_check"])
    steps = {e.get("step_title") for e in trace.lines}
    expect(("resumed" in end) == resumed, "resumed:", "resumed" in end)
    matrix_features.check(case, trace, resumed)
    exchanged = not resumed and not matrix_features.without_certificates(case)
    certified = exchanged and case.suite.certified
    expect(("Certificate" in steps) == certified, "Certificate:", "Certificate" in steps)
    matrix_features.check_exchange(case, trace, exchanged)
    if exchanged:
        check_choice(place.ours, case, trace)
        if case.suite.group_families and not case.suite.tls13:
            expect("ServerKeyExchange" in steps, "no ServerKeyExchange")
        expect(("HelloRetryRequest" in steps) == bool(case.retry), "HelloRetryRequest:", "HelloRetryRequest" in steps)
        if case.auth or case.suite.tls13:
            expect("CertificateVerify" in steps, "no CertificateVerify")
    got = trace.data("application_data.received")
    expect(answered(got), f"received {len(got)} bytes: {got[:200]!r}")


def check_run(place, case, p, answered):
    peers.no_sanitizer(p)
    expect(p.child.returncode == 0 or case.peer.cuts(case), "slowshake exit code", p.child.returncode)
    connections = [c for trace in peers.traces(p.out) for c in trace.connections()]
    expect(len(connections) == (2 if case.resume else 1), len(connections), "connections")
    for i, trace in enumerate(connections):
        check_trace(place, case, trace, i > 0, answered)


# ---- the two directions ----

def run_connect(place, case):
    port = peers.free_port()
    server = case.peer.serve(place, case, port)
    server.wait_listening(port)
    client = place.slow(*connect_args(place, case, port))
    case.peer.talk(server, case)
    client.wait()
    check_run(place, case, client, lambda got: case.peer.answered(got, REQUEST.encode()))
    server.stop()
    case.peer.check_server(server)


def run_serve(place, case):
    server, port = place.serve(*serve_args(place, case))
    case.peer.connect(place, case, port)
    server.wait()
    check_run(place, case, server, lambda got: case.peer.asked(got, REQUEST.encode()))


def run(place, case):
    (run_connect if case.role == "connect" else run_serve)(place, case)
