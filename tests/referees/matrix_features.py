"""What TLS 1.3 has beside suites, groups and schemes: what slowshake is told, and what its trace must then say.

An adapter names those that its peer has, in each direction (Adapter.features). Early data is refused after a HelloRetryRequest,
whoever the server is: that is the case with a retry.
"""
from peers import expect

REQUEST = "GET / HTTP/1.0\r\nHost: localhost\r\n\r\n"
IDENTITY, KEY = "referee", "00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff"
EARLY, PSK, PSK_ALONE, LATER, UPDATE = "early data", "external key", "external key alone", "certificate asked for later", "KeyUpdate"
ALL = (EARLY, PSK, PSK_ALONE, LATER, UPDATE)
KEYS, ALONE = (PSK, PSK_ALONE), (PSK_ALONE,)


def auth_files(place):
    return ["--cert", place.pki / "client-rsa.pem", "--key", place.pki / "client-rsa.key"]


def psk_given():
    return ["--psk", f"{IDENTITY}:{KEY}"]


def psk(mode):
    return lambda place: [*psk_given(), "--psk-mode", mode]


def nothing(place):
    del place
    return []


def request_file(place):
    path = place.folder / "early"
    path.write_text(REQUEST, encoding="ascii")
    return path


CONNECT = {EARLY: lambda place: ["--early-data", request_file(place)], PSK: psk("dhe"), PSK_ALONE: psk("ke"),
           LATER: lambda place: ["--post-handshake-auth", *auth_files(place)], UPDATE: lambda place: ["--key-update"]}
SERVE = {EARLY: nothing, PSK: psk("dhe"), PSK_ALONE: psk("ke"), UPDATE: nothing,
         LATER: lambda place: ["--post-handshake-auth", "--client-auth", "require", "--ca", place.pki / "client-ca.pem"]}


def options(place, case):
    return (CONNECT if case.role == "connect" else SERVE)[case.feature](place) if case.feature else []


# ---- what the trace says ----

def check_early(case, trace, resumed):
    kind = "early_data.answer" if case.role == "connect" else "early_data.decision"
    wanted = [] if not resumed else {"connect": ["early_retry" if case.retry else "early_taken_by_server"],
                                     "serve": ["early_retry" if case.retry else "early_taken"]}[case.role]
    got = [e["reason"] for e in trace.of(kind)]
    expect(got == wanted, "early data:", got)


def check_psk(case, trace, resumed):
    del resumed
    binders = [e["verdict"] for e in trace.of("psk.binder_check")]
    expect(binders == (["ok"] * (2 if case.retry else 1) if case.role == "serve" else []), "binders", binders)
    chosen = [e for e in trace.of("extension.read") if e["reason"] == "psk_external_chosen"]
    expect(len(chosen) == (case.role == "connect"), "chosen:", chosen)
    expect(bool(trace.of("key_exchange.secret")) == (case.feature == PSK), "a shared secret:", trace.of("key_exchange.secret"))


def check_later(case, trace, resumed):
    """The client's certificate comes when the handshake is over, and is good."""
    del resumed
    over = trace.of("handshake.established")[0]["seq"]
    kind = "certificate_verify.signature" if case.role == "serve" else "certificate_verify.signed"
    got = [e["verdict"] for e in trace.of(kind) if e["seq"] > over]
    expect(len(got) == 1 and got[0] in ("ok", "none"), "signatures after the handshake:", got)


def check_update(case, trace, resumed):
    del case, resumed
    for kind in ("message.sent", "message.received"):
        expect(any(e.get("step_title") == "KeyUpdate" for e in trace.of(kind)), "no KeyUpdate:", kind)


CHECKS = {EARLY: check_early, PSK: check_psk, PSK_ALONE: check_psk, LATER: check_later, UPDATE: check_update}


def check(case, trace, resumed):
    if case.feature:
        CHECKS[case.feature](case, trace, resumed)


def check_exchange(case, trace, exchanged):
    """Up to TLS 1.2: the key goes into the pre-master secret, and nobody signs what nobody proves."""
    joined = [e["seq"] for e in trace.of("pre_master_secret.joined")]
    expect(len(joined) == (exchanged and case.suite.psk), "pre-shared keys joined:", joined)
    unsigned = [e["verdict"] for e in trace.of("key_exchange.unsigned")]
    expect(unsigned == ["warn"] * (exchanged and not case.suite.psk and not case.suite.certified and case.role == "connect"), "unsigned:", unsigned)


def without_certificates(case):
    return case.feature in KEYS
