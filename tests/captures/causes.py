#!/usr/bin/env python3
"""Why a handshake failed: causes.py PROGRAM SOURCE-ROOT [CODE...]

Conversations written byte by byte (spoken.py), several of each kind. Of each, `explain` and the summary as JSON must name
the cause, and the sentence must hold certain words; for each kind there are some that are like it and must not be named so.
A code of spec/causes.h with fewer than five cases is a fault, and so is one without any that is only like it (near_causes.py),
and one that the manual does not have.
"""
import base64
import collections
import json
import pathlib
import re
import sys
import tempfile

import near_causes
import shared
import spoken
import wire
from spoken import (BINDER, CHANGE, CLIENT, DATA, DONE, EXCHANGE, SEALED, SERVER, VERIFY, alert, certificate, client_hello, extension, handshake, names_of,
                    packets, pki, record, request, retry, server_hello)

HELLO = client_hello()
LARGE = client_hello(versions=("1.3",), suites=(0x1301,), groups=(4588, 29), shares=((4588, 1216), (29, 32)), extra=extension(21, b"\0" * 200))
ASKS = extension(5, b"\1\0\0\0\0")
SMALL13 = client_hello(versions=("1.3", "1.2"), suites=(0x1301, 0xC02F), shares=((29, 32),))


VARIANTS = 5                     # of each kind, at least


def codes():
    text = (shared.ROOT / "src/spec/causes.h").read_text().replace("\\\n", " ")
    text = re.sub(r"/\*.*?\*/", " ", text)
    return [code for code in re.findall(r'X\(\w+, "(\w+)", "', text) if code != "none"]


class Case:
    """`said`: pieces; `how`: as packets() takes it; `words`: in the sentence, those with ! not"""

    def __init__(self, code, title, said, words=(), options=(), **how):
        self.code, self.title, self.said, self.words, self.options, self.how = code, title, said, words, options, how


def answered(*answers, hello=HELLO):
    return [(CLIENT, hello), *((SERVER, a) for a in answers)]


def hello_cases():
    for number, code, words in (
            (70, "version_not_shared", ("TLS 1.2 at most",)), (40, "nothing_in_common", ("TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256", "x25519", "server.example")),
            (71, "too_weak", ("stronger", "x25519")), (112, "server_name_unknown", ("server.example",)), (86, "fallback_refused", ("stepped down",)),
            (50, "hello_not_understood", ("decode_error",)), (47, "hello_not_understood", ("illegal_parameter",)), (10, "hello_not_understood", ()),
            (115, "psk_unknown", ("identity",)), (109, "extension_refused", ("missing",)), (110, "extension_refused", ("not asked for",)),
            (80, "internal_error", ("internal_error",)), (49, "alert", ("access_denied",)), (255, "alert", ("unknown number",))):
        yield Case(code, f"alert {number} after ClientHello", answered(alert(number)), (f"server answered ClientHello", *words), end=("fin", SERVER))
        yield Case(code, f"alert {number}, and no end of TCP", answered(alert(number)), words)
        yield Case(code, f"alert {number} of an old record version", answered(alert(number, version=b"\3\1")), words, end=("fin", CLIENT))
    for versions, words in ((("1.3",), ("TLS 1.3", "older ones alone")), (("1.3", "1.2"), ("TLS 1.3, TLS 1.2", "older ones alone")), (("1.3", "1.2", "1.1"), ("!alone",)), (("1.2", "1.1", "1.0"), ("TLS 1.2, TLS 1.1, TLS 1.0",))):
        yield Case("version_not_shared", f"offered {versions}", answered(alert(70), hello=client_hello(versions=versions)), words)
    for version, words in ((b"\3\1", ("TLS 1.0 at most", "RFC 8996")), (b"\3\2", ("TLS 1.1 at most",)), (b"\3\0", ("SSL 3.0 at most",))):
        yield Case("version_not_shared", f"client_version {version}", answered(alert(70), hello=client_hello(version=version)), words)
    for protocols in (("h2",), ("h2", "http/1.1"), ("acme-tls/1",), ("\x1b[31m",), ("http/1.1", "spdy/3")):
        words = [p if p[0] != "\x1b" else "!\x1b" for p in protocols]
        yield Case("alpn_not_shared", f"ALPN {protocols}", answered(alert(120), hello=client_hello(protocols=protocols)), words)
    yield Case("nothing_in_common", "no name", answered(alert(40), hello=client_hello(name=None)), ("named no server",))
    yield Case("nothing_in_common", "one suite", answered(alert(40), hello=client_hello(suites=(0x2F,), groups=())),
               ("TLS_RSA_WITH_AES_128_CBC_SHA", "!groups x"))
    yield Case("nothing_in_common", "GREASE is not told", answered(alert(40), hello=client_hello(suites=(0x1A1A, 0x2F), groups=(0x2A2A, 23))), ("!GREASE", "secp256r1"))
    yield Case("nothing_in_common", "signals are no suites", answered(alert(40), hello=client_hello(suites=(0x2F, 0xFF))), ("!RENEGOTIATION",))
    yield Case("nothing_in_common", "after HelloRetryRequest", answered(retry(), hello=SMALL13) + [(CLIENT, SMALL13), (SERVER, alert(40))])
    keyed = client_hello(versions=("1.3",), suites=(0x1301,), shares=((29, 32),), extra=BINDER)
    for title, said in (("", answered(alert(51), hello=keyed)), (", after HelloRetryRequest", answered(retry(), hello=keyed) + [(CLIENT, keyed), (SERVER, alert(51))])):
        yield Case("psk_differs", "decrypt_error" + title, said, ("decrypt_error", "another key under that identity"))
    yield Case("psk_differs", "and the server closes", answered(alert(51), hello=keyed), ("binder",), end=("fin", SERVER))
    yield Case("psk_differs", "and resets", answered(alert(51), hello=keyed), ("binder",), end=("rst", SERVER))
    yield Case("psk_differs", "beside TLS 1.2", answered(alert(51), hello=client_hello(versions=("1.3", "1.2"), suites=(0x1301, 0x2F), extra=BINDER)), ("binder",))
    yield Case("hello_not_understood", "a key is offered", answered(alert(47), hello=keyed), ("Perhaps it is the binder",))
    yield Case("version_not_shared", "a draft", answered(alert(70), hello=client_hello(extra=extension(43, b"\4\x7f\x10\3\3"))), ("draft 16", "!TLS 1.3 alone"))
    yield Case("version_not_shared", "the client refuses the server's choice", answered(server_hello(version=b"\3\1")) + [(CLIENT, alert(70))],
               ("client answered ServerHello", "TLS 1.0"))
    yield Case("too_weak", "the client refuses the server's choice", answered(server_hello(suite=0x0A), DONE) + [(CLIENT, alert(71))],
               ("too weak", "3DES"))


def silent_cases():
    for hello in (HELLO, SMALL13, client_hello(name=None)):
        yield Case("reset_after_hello", "RST of the server", answered(hello=hello), ("reset the TCP connection", "!close_notify"), end=("rst", SERVER))
        yield Case("closed_after_hello", "FIN of the server", answered(hello=hello), ("closed the TCP connection", "!reset"), end=("fin", SERVER))
        yield Case("closed_after_hello", "close_notify", answered(alert(0, 1), hello=hello), ("close_notify",), end=("fin", SERVER))
        yield Case("client_gave_up", "FIN of the client", answered(hello=hello), ("client closed", "without an alert"), end=("fin", CLIENT))
        yield Case("client_gave_up", "RST of the client", answered(hello=hello), ("client reset",), end=("rst", CLIENT))
        yield Case("no_answer", "sent again", answered(hello=hello), ("once more",), again=(0,))
        yield Case("no_answer", "sent again, and again", answered(hello=hello), ("3 times more",), again=(0, 0, 0))
        yield Case("no_answer", "sent again, then closed", answered(hello=hello), ("then the client closed",), again=(0,), end=("fin", CLIENT))
        yield Case("no_answer", "long silence", answered(hello=hello), ("did not answer", "!more"), silent=5.0)
        yield Case(None, "the capture ends at once", answered(hello=hello))
        yield Case(None, "the beginning is not there", answered(server_hello(), hello=hello)[1:], syn=False, end=("rst", SERVER))
    for at in (20, 60, 1300, 1400, 1405):
        for end in (None, ("fin", CLIENT), ("rst", SERVER)):
            yield Case("hello_cut", f"{at} bytes of a ClientHello, {end}", [(CLIENT, LARGE[:at])], (f"Only {at - 5} of the",), end=end, silent=0 if end else 5.0)
    yield Case("hello_cut", "the name is there", [(CLIENT, LARGE[:1400])], ("server.example", "X25519MLKEM768"), silent=5.0)
    yield Case("hello_cut", "two bytes of its length are there", [(CLIENT, HELLO[:7])], ("Only 2 bytes",), end=("fin", CLIENT))
    yield Case(None, "a cut hello, and the capture ends", [(CLIENT, LARGE[:1400])])
    yield Case("client_gave_up", "user_canceled", answered() + [(CLIENT, alert(90, 1))], ("user_canceled",), end=("fin", CLIENT))
    yield Case("hello_in_parts", "the second segment is sent again", answered(hello=LARGE), ("2 TCP segments", "X25519MLKEM768", "2 times more"), again=(1, 1))
    yield Case("hello_in_parts", "the client gives up", answered(hello=LARGE), ("X25519MLKEM768",), again=(1,), end=("fin", CLIENT))
    yield Case("hello_in_parts", "the client resets", answered(hello=LARGE), ("X25519MLKEM768",), again=(1,), end=("rst", CLIENT))
    yield Case("hello_in_parts", "long silence", answered(hello=LARGE), ("2 TCP segments", "!more"), silent=9.0)
    yield Case("hello_in_parts", "both segments again", answered(hello=LARGE), ("2 TCP segments",), again=(0, 1))
    yield Case("reset_after_hello", "a large hello that was reset", answered(hello=LARGE), end=("rst", SERVER))
    yield Case("no_answer", "long, but without a hybrid", answered(hello=client_hello(extra=extension(21, b"\0" * 1500))), again=(1,))
    for end in (("fin", CLIENT), ("rst", CLIENT), ("fin", SERVER), ("rst", SERVER)):
        yield Case("retry_without_answer", f"HelloRetryRequest, then {end}", answered(retry(), hello=SMALL13), ("none came", "x25519"), end=end)
    yield Case("retry_without_answer", "HelloRetryRequest, then nothing", answered(retry(), hello=SMALL13), ("none came",), silent=4.0)
    yield Case(None, "HelloRetryRequest at the end of the capture", answered(retry(), hello=SMALL13))
    yield Case("retry_without_answer", "a second hello, and no answer", answered(retry(), hello=SMALL13) + [(CLIENT, SMALL13)],
               ("did not answer the second",), silent=4.0)
    for text in (b"HTTP/1.1 400 Bad Request\r\n\r\n", b"220 mail.example ESMTP\r\n", b"SSH-2.0-OpenSSH_9.2\r\n"):
        yield Case("answer_not_tls", f"{text[:8]}", answered(text), ("something else",), end=("fin", SERVER))
    yield Case(None, "another capture was put behind", answered(server_hello(), DONE), silent=100_000.0)
    yield Case(None, "a Heartbeat", answered(server_hello(), DONE) + [(CLIENT, record(24, b"\1\x40\0"))], end=("rst", CLIENT))
    yield Case("stopped_in_handshake", "after ServerHelloDone nothing", answered(server_hello(), DONE), ("ServerHelloDone",), silent=5.0)
    yield Case(None, "after ServerHelloDone the capture ends", answered(server_hello(), DONE))
    for end in (("fin", CLIENT), ("rst", CLIENT), ("fin", SERVER), ("rst", SERVER)):
        yield Case("closed_in_handshake", f"{end} after ServerHelloDone", answered(server_hello(), DONE), ("ServerHelloDone", "closed" if end[0] == "fin" else "reset"), end=end)
        yield Case("closed_in_handshake", f"{end} after ClientKeyExchange", answered(server_hello(), DONE) + [(CLIENT, EXCHANGE)], ("ClientKeyExchange",), end=end)
    yield Case("canceled", "user_canceled after ServerHelloDone", answered(server_hello(), DONE) + [(CLIENT, alert(90, 1))], ("user_canceled", "Nothing"), end=("fin", CLIENT))
    yield Case("canceled", "user_canceled, then close_notify", answered(server_hello(), DONE) + [(CLIENT, alert(90, 1) + alert(0, 1))], ("user_canceled",), end=("fin", CLIENT))
    yield Case("closed_in_handshake", "close_notify after ServerHello", answered(server_hello(), DONE) + [(CLIENT, alert(0, 1))], ("close_notify",), end=("fin", CLIENT))


def response(root, name):
    return base64.b64decode((root / f"assets/pki/{name}.pem").read_text().split("-----")[2])


def server_chain_cases(root):
    leaf, inter = pki(root, "server")[:2]
    top = pki(root, "root")[0]
    trusted, stranger = ("--ca", root / "assets/pki/root.pem"), ("--ca", root / "assets/pki/self-signed.pem")

    def shown(ders, number, **how):
        return answered(server_hello(), certificate(ders), DONE, hello=client_hello(**how)) + [(CLIENT, alert(number))]

    def stapled(name, number):
        said = certificate([leaf, inter]) + spoken.handshake(22, b"\1" + spoken.opaque(3, response(root, name)))
        return answered(server_hello(extra=extension(5, b"")), said, DONE, hello=client_hello(extra=ASKS)) + [(CLIENT, alert(number))]

    for number in (48,):
        yield Case("issuer_not_sent", "one certificate", shown([leaf], number), ("only its own certificate", "is neither sent nor"), trusted)
        yield Case("issuer_not_sent", "one certificate, another trust", shown([leaf], number), ("only its own certificate",), stranger)
        yield Case("issuer_not_sent", "the leaf twice", shown([leaf, leaf], number), ("sent 2 certificates",), trusted)
        yield Case("issuer_not_sent", "the wrong intermediate", shown([leaf, pki(root, "mallory")[0]], number), ("sent 2 certificates",), trusted)
        yield Case("issuer_not_sent", "the chain is whole but for its root, which nobody has", shown([leaf, inter], number), ("the issuer of",), stranger)
        yield Case("ca_not_trusted", "the chain is whole but for its root", shown([leaf, inter], number), ("trusted here, but not by the client",), trusted)
        yield Case("ca_not_trusted", "with its root", shown([leaf, inter, top], number), ("self-signed",), stranger)
        yield Case("ca_not_trusted", "out of order, with its root", shown([leaf, top, inter], number), ("self-signed",), stranger)
        yield Case("ca_not_trusted", "self-signed", shown(pki(root, "self-signed"), number), ("self-signed", "!issuer"), trusted)
        yield Case("ca_not_trusted", "nothing that can be read", shown([b"\x30\x03\x02\x01\x01"], number), ("not to be seen",), trusted)
    for name in ("other.example", "www.other.example", "server.example.org", "xserver.example", "deep.sub.server.example"):
        for number in (42, 46):
            yield Case("name_differs", f"{name}, {number}", shown([leaf, inter], number, name=name), (name, "server.example"), trusted)
    yield Case("certificate_refused", "no name was asked for", shown([leaf, inter], 42, name=None), ("Here the chain holds",), trusted)
    yield Case("certificate_refused", "all is right", shown([leaf, inter], 42), ("server.example", "Here the chain holds"), trusted)
    yield Case("certificate_refused", "unsupported", shown([leaf, inter], 43), (), trusted)
    yield Case("certificate_revoked", "revoked", shown([leaf, inter], 44), ("revoked",), trusted)
    yield Case("certificate_revoked", "a stapled response says so", stapled("ocsp-revoked", 44), ("revoked", "OCSP response that came with it says so"), trusted)
    for name, check in (("ocsp-stale", "ocsp.validity"), ("ocsp-foreign", "ocsp.certificate"), ("ocsp-unknown", "ocsp.status"), ("ocsp-bad-signature", "ocsp.signature"),
                        ("ocsp-self-made", "ocsp.delegate"), ("ocsp-try-later", "ocsp.response")):
        yield Case("certificate_status_refused", name, stapled(name, 113), ("does not accept the OCSP response", check, "!promises"), trusted)
    yield Case("certificate_status_refused", "a good one", stapled("ocsp", 113), ("does not accept the OCSP response", "Here the chain holds"), trusted)
    yield Case("certificate_status_refused", "nobody to judge it by", stapled("ocsp-stale", 113), ("does not accept the OCSP response",), stranger)
    yield Case("certificate_status_refused", "promised, and none came", shown(pki(root, "must-staple"), 113, extra=ASKS), ("promises", "RFC 7633", "ocsp.verdict"), trusted)
    yield Case("certificate_status_refused", "not promised, and none came", shown([leaf, inter], 113, extra=ASKS), ("none came", "!promises", "Here the chain holds"), trusted)
    yield Case("certificate_date", "expired", shown(pki(root, "expired"), 45), ("valid from",), trusted)
    yield Case("certificate_date", "expired, by another alert", shown(pki(root, "expired"), 42), ("valid from",), trusted)
    yield Case("certificate_date", "not yet valid", shown(pki(root, "not-yet-valid"), 46), ("valid from",), trusted)
    yield Case("certificate_date", "the client says so", shown([leaf, inter], 45), (), trusted)
    for end in (("fin", CLIENT), ("rst", CLIENT)):
        for ders in ([leaf], [leaf, inter], pki(root, "expired")):
            yield Case("closed_after_certificate", f"{end}", shown(ders, 0)[:-1], ("without an alert", "perhaps"), trusted, end=end)
    yield Case("closed_in_handshake", "the server closes after its certificate", shown([leaf], 0)[:-1], ("server",), trusted, end=("fin", SERVER))
    yield Case("alert", "handshake_failure after the certificate", shown([leaf, inter], 40), ("handshake_failure", "ServerHelloDone"), trusted)
    yield Case("signature_refused", "decrypt_error after the certificate", shown([leaf, inter], 51), (), trusted)


def client_chain_cases(root):
    server = pki(root, "server")
    own, other = pki(root, "client-rsa"), pki(root, "self-signed")
    ours, theirs = names_of(own[0])[0], names_of(other[0])[0]
    trusted = ("--ca", root / "assets/pki/root.pem")

    def asked(names, ders, *after):
        pieces = answered(server_hello(), certificate(server), request(names), DONE)
        if ders is not None:
            pieces += [(CLIENT, certificate(ders)), (CLIENT, EXCHANGE)] + ([(CLIENT, VERIFY)] if ders else []) + [(CLIENT, CHANGE), (CLIENT, SEALED)]
        return pieces + [(SERVER, a) for a in after]

    for number in (40, 116, 42, 43, 46, 48, 49):
        yield Case("client_certificate_missing", f"empty, {number}", asked([], [], alert(number)), ("asked for a certificate", "empty Certificate"), trusted, end=("fin", SERVER))
    yield Case("client_certificate_missing", "empty, then FIN", asked([], []), ("most likely",), trusted, end=("fin", SERVER))
    yield Case("client_certificate_missing", "empty, then RST", asked([], []), ("most likely",), trusted, end=("rst", SERVER))
    yield Case("keys_differ", "empty, but it is the MAC", asked([], [], alert(20)), ("!empty",), trusted)
    yield Case("alert", "not asked, not shown", answered(server_hello(), certificate(server), DONE) + [(CLIENT, EXCHANGE), (SERVER, alert(40))], ("!empty",), trusted)
    yield Case("signature_refused", "shown, and its signature is refused", asked([], own, alert(51)), (), trusted)
    for number in (48, 42, 46):
        yield Case("client_ca_not_named", f"another CA, {number}", asked([theirs], own, alert(number)), ("named",), trusted)
    yield Case("client_ca_not_named", "many names", asked([theirs] * 5, own, alert(48)), ("and 2 more",), trusted)
    yield Case("client_ca_not_named", "a self-signed one", asked([ours], other, alert(48)), (), trusted)
    for number in (48, 42, 46, 43, 44, 49):
        yield Case("client_certificate_refused", f"no CA is named, {number}", asked([], own, alert(number)), ("issued by",), trusted)
        yield Case("client_certificate_refused", f"its CA is named, {number}", asked([ours], own, alert(number)), ("!named",), trusted)
    yield Case("client_certificate_refused", "its root is named", asked([names_of(pki(root, "client-ca")[0])[1]], pki(root, "client-chain"), alert(48)), (), trusted)
    yield Case("client_certificate_refused", "handshake_failure", asked([], own, alert(40)), ("may not accept",), trusted)
    yield Case("certificate_date", "expired", asked([], pki(root, "client-expired"), alert(45)), ("client's own",), trusted)
    yield Case("closed_in_handshake", "shown, then FIN", asked([], own), (), trusted, end=("fin", SERVER))
    yield Case("ca_not_trusted", "asked, but it is the client that refuses", asked([], None) + [(CLIENT, alert(48))], ("!empty",), trusted)


def later_cases(root):
    whole = answered(server_hello(), certificate(pki(root, "server")), DONE) + [(CLIENT, EXCHANGE), (CLIENT, CHANGE), (CLIENT, SEALED)]
    over = whole + [(SERVER, CHANGE), (SERVER, SEALED), (CLIENT, DATA), (SERVER, DATA)]

    yield Case("keys_differ", "bad_record_mac before the server's Finished", whole + [(SERVER, alert(20))], ("bad_record_mac",))
    yield Case("keys_differ", "decrypt_error before the server's Finished", whole + [(SERVER, alert(51))], ("Finished",))
    named = (CLIENT, handshake(16, b"\0\6a name"))
    for suite, shown in ((0x008c, []), (0x00ae, []), (0x0094, [certificate(pki(root, "server"))])):
        by_psk = answered(server_hello(suite=suite), *shown, DONE, hello=client_hello(suites=(suite,))) + [named, (CLIENT, CHANGE), (CLIENT, SEALED)]
        for number in (20, 51):
            yield Case("psk_differs", f"suite {suite:#x}, alert {number} at the client's Finished", by_psk + [(SERVER, alert(number))], ("another key under that identity", "Finished"))
        yield Case("psk_unknown", f"suite {suite:#x}, unknown_psk_identity", by_psk + [(SERVER, alert(115))], ("no key under the identity",))
        yield Case("psk_unknown", f"suite {suite:#x}, at once", by_psk[:-2] + [(SERVER, alert(115))], ("no key under the identity",))
        yield Case("signature_refused", f"suite {suite:#x}, decrypt_error before ChangeCipherSpec", by_psk[:-2] + [(SERVER, alert(51))], ("!another key",))
        yield Case("nothing_in_common", f"suite {suite:#x} alone is offered", answered(alert(40), hello=client_hello(suites=(suite,))), ())
    yield Case("signature_refused", "decrypt_error before the client's ChangeCipherSpec", whole[:-2] + [(SERVER, alert(51))])
    yield Case("keys_differ", "decrypt_error at the server's Finished", answered(server_hello(), CHANGE, SEALED) + [(CLIENT, alert(51))], ("Finished",))
    yield Case("internal_error", "internal_error", whole + [(SERVER, alert(80))])
    for end in (None, ("fin", CLIENT), ("fin", SERVER), ("rst", CLIENT), ("rst", SERVER)):
        yield Case(None, f"it is over, and then {end}", over, end=end)
        yield Case(None, f"closed, and then {end}", over + [(CLIENT, record(21, b"\x5a" * 26))], end=end)
    yield Case(None, "a warning, and it goes on", answered(alert(112, 1), server_hello(), DONE) + [(CLIENT, EXCHANGE)])
    modern = answered(server_hello(suite=0x1301, extra=extension(43, b"\3\4") + extension(51, b"\0\x1d" + b"\0\x20" + b"\7" * 32)), CHANGE, DATA, hello=SMALL13)
    for size, code in ((19, "sealed_alert"), (11, "sealed_alert"), (53, None), (69, None), (20, None)):
        for end in (("fin", CLIENT), ("rst", CLIENT), ("fin", SERVER)):
            yield Case(code, f"a record of {size} bytes in TLS 1.3, and {end}", [*modern, (CLIENT, CHANGE), (CLIENT, record(23, b"\x5a" * size))], end=end)
    yield Case(None, "Finished, then a short record", [*modern, (CLIENT, record(23, b"\x5a" * 53)), (CLIENT, record(23, b"\x5a" * 19))], end=("fin", CLIENT))
    yield Case(None, "a short record, and the capture ends", [*modern, (CLIENT, record(23, b"\x5a" * 19))])
    for n in (1, 12, 24, 36):
        info = extension(0xff01, spoken.opaque(1, b"\x5a" * n))
        yield Case("renegotiation_unbound", f"a first hello that says {n} bytes", answered(alert(40), hello=client_hello(extra=info)), ("hello of the client",), end=("fin", SERVER))
        yield Case("renegotiation_unbound", f"an answer that says {n} bytes", answered(server_hello(extra=info), hello=client_hello(extra=extension(0xff01, b"\0"))) + [(CLIENT, alert(40))],
                   ("hello of the server",), end=("fin", CLIENT))
    yield Case("nothing_in_common", "a first hello that says nothing", answered(alert(40), hello=client_hello(extra=extension(0xff01, b"\0"))), ("!renegotiation",), end=("fin", SERVER))
    for side in (CLIENT, SERVER):
        yield Case("renegotiation_refused", "no_renegotiation", whole[:2] + [(side, alert(100, 1))], ("renegotiate",), end=("fin", CLIENT))


def cases(root):
    yield from hello_cases()
    yield from silent_cases()
    yield from server_chain_cases(root)
    yield from client_chain_cases(root)
    yield from later_cases(root)
    for code, title, said, words, options, how in near_causes.more_cases(root):
        yield Case(code, title, said, words, options, **how)
    for near, code, title, said, words, options, how in near_causes.near_cases(root):
        yield Case(code, f"no {near}: {title}", said, words, options, **how)


# ---- connections that were never made

def syns(*times, answer=0, port=443, more=()):
    """SYNs at these seconds; `answer`: flags of what came back"""
    ports = (40000, port)
    yield from ((spoken.BEGIN + t, wire.frame_of(ports, 0, 1000, 0, wire.SYN)) for t in times)
    if answer:
        yield spoken.BEGIN + times[-1] + 0.01, wire.frame_of(ports, 1, 7, 1001, answer | wire.ACK)
    for flags in more:
        yield spoken.BEGIN + times[-1] + 0.02, wire.frame_of(ports, 0, 1001, 8, flags)
    yield spoken.BEGIN + times[-1] + 0.03, wire.frame_of((40001, 53), 1, 7, 1001, wire.ACK)


NEVER = [                        # code, what was seen, words
    ("connection_refused", syns(0, answer=spoken.RST), ("192.0.2.2:443",)), ("connection_refused", syns(0, 1, answer=spoken.RST), ()),
    ("connection_refused", syns(0, answer=spoken.RST, port=8443), ("192.0.2.2:8443",)), ("connection_refused", syns(0, 1, 3, answer=spoken.RST), ()),
    ("connection_unanswered", syns(0, 1), ("2 times",)), ("connection_unanswered", syns(0, 1, 3, 7), ("4 times",)),
    ("connection_unanswered", syns(0, 1, port=25), (":25",)), ("connection_unanswered", syns(0, 1, 3, 7, 15, 31), ("6 times",)),
    ("connection_unanswered", syns(0, 1, 2), ("3 times",)), ("connection_refused", syns(0, answer=spoken.RST, port=25), (":25",)), (None, syns(0), ()), (None, syns(0, answer=wire.SYN), ()),
    (None, syns(0, answer=wire.SYN, more=(wire.ACK, wire.FIN | wire.ACK)), ()), (None, syns(0, answer=wire.SYN, more=(wire.ACK, spoken.RST)), ()),
]


def never_made(program, path):
    for code, seen, words in NEVER:
        wire.write_packets(path, seen)
        text = shared.run(program, "explain", path)[1]
        if ("Failed (%s)" % code in text) != bool(code) or (not code and "Failed" in text) or any(w not in text for w in words):
            yield f"{code}: {text}"
        rows = shared.handshakes(shared.run(program, "replay", path, "--summary", "--json")[1])
        lines, errors = shared.run(program, "replay", path, "--summary")[1:]
        if [r["cause"] for r in rows if r["handshake"] == 0] != ([code] if code else []) or (f"failed: {code}" in lines) != bool(code) or bool(errors) == bool(code):
            yield f"{code} in the summary: {rows} {lines} {errors}"
        if code and shared.handshakes(shared.run(program, "replay", path, "--summary", "--json", "--filter", f"cause={code}")[1]) != rows:
            yield f"{code}: the filter does not find it"
        events = [json.loads(line) for line in shared.run(program, "replay", path, "--json", *(["--filter", f"cause={code}"] if code else []))[1].splitlines()]
        told = [(e["type"].replace("tcp.", "connection_"), e.get("cause")) for e in events if e["type"].startswith("tcp.") or e["type"] == "trace.end"]
        if told != ([(code, None), ("trace.end", code)] if code else []):
            yield f"{code} as events: {told}"


# ---- what must be said

def faults(program, case, path):
    wire.write_packets(path, packets(case.said, **case.how))
    code, text, err = shared.run(program, "explain", path, *case.options)
    if code or err:
        yield f"explain: exit {code}: {err}"
    found = shared.handshakes(shared.run(program, "replay", path, "--json", "--summary", *case.options)[1])
    row = found[-1] if found else {"cause": "no handshake", "cause_text": None, "outcome": None}
    if row["cause"] != case.code:
        yield f"the cause is {row['cause']}: {row['cause_text']}"
    if (row["outcome"] == "failed") != bool(case.code):
        yield f"the outcome is {row['outcome']}"
    sentence = row["cause_text"] or ""
    if case.code and (f"Failed ({case.code}): {sentence}\n" not in text or row["cause_help"] not in text):
        yield f"explain says {text}"
    if not case.code and "Failed (" in text:
        yield f"explain says {text}"
    for word in case.words:
        if (word.lstrip("!") in sentence) == (word[0] == "!"):
            yield f"{word!r}: {sentence}"


def many(program, root, path):
    """Totals and a filter, the same however many processes read the file: 9 that failed in three ways, and 3 that did not"""
    whole = [(CLIENT, HELLO), (SERVER, server_hello()), (SERVER, DONE), (CLIENT, EXCHANGE), (CLIENT, CHANGE), (CLIENT, SEALED), (SERVER, CHANGE), (SERVER, SEALED)]
    said = [answered(alert(40))] * 5 + [answered(alert(70))] * 3 + [answered()] + [whole] * 3
    frames = [p for i, s in enumerate(said) for p in packets(s, end=("fin", CLIENT), port=41000 + i, begin=spoken.BEGIN + i)]
    wire.write_packets(path, frames)
    for n in ("1", "3"):
        text = shared.run(program, "explain", path, processes=n)[1]
        for word in ("12 handshakes in 12 TLS streams: 3 established, 9 failed, 0 of which", "  5 failed: The server found nothing in common",
                     "  3 failed: One side takes none", "  1 failed: The client closed before"):
            if word not in text:
                yield f"{n} processes: no {word!r} in {text[-900:]}"
        for what, rows in (("outcome=failed", 9), ("cause=version_not_shared", 3), ("outcome=failed and not alert~h", 3 + 1), ("stream>=9", 3), ("tls", 12)):
            found = shared.handshakes(shared.run(program, "replay", path, "--json", "--summary", "--filter", what, processes=n)[1])
            told = shared.run(program, "explain", path, "--filter", what, processes=n)[1].count("Stream ")
            if len(found) != rows or told != rows:
                yield f"{n} processes, {what}: {len(found)} in the summary, {told} told"
        for words in (("explain",), ("replay", "--summary"), ("replay", "--json")):
            err = shared.run(program, *words, path, "--filter", "cause=psk_unknown", processes=n)[2]
            if "--filter takes none of them: 12 were looked at" not in err:
                yield f"{n} processes, {words}: of a filter that takes nothing: {err}"
    one = shared.run(program, "replay", path, "--json", "--filter", "cause=client_gave_up")[1]
    if one.count('"trace.begin"') != 1:
        yield "--json --filter tells another stream, too"
    if "Totals" in shared.run(program, "explain", path, "--stream", "0")[1]:
        yield "totals of one handshake"


def moments(program, path):
    """Times of messages and how far they are apart, in text and in JSON"""
    wire.write_packets(path, packets([(CLIENT, HELLO), (SERVER, server_hello()), (CLIENT, alert(70))]))
    lines = [json.loads(x) for x in shared.run(program, "replay", path, "--json")[1].splitlines()]
    told = [(e["step_title"], e["time"][-11:], e["delta_us"]) for e in lines if "time" in e]
    if [a for a, _, _ in told] != ["TCP", "ClientHello", "ServerHello", "Alert"] or told[0][2] or any(abs(c - 1000) > 1 for _, _, c in told[1:]):
        yield f"times in JSON: {told}"
    text = shared.run(program, "replay", path, "--plain")[1]
    for before in ("TCP", "ClientHello", "ServerHello"):
        if not re.search(r"\n    \d\d:\d\d:\d\d\.\d{6} UTC, 0\.00(0999|1000) s after " + before + "\n", text):
            yield f"the text has no time after {before}: {text[:900]}"


def main(program, root, *only):
    program, root, wrong, n, seen = str(pathlib.Path(program).resolve()), pathlib.Path(root), 0, 0, collections.Counter(code for code, *_ in NEVER)
    manual = (shared.ROOT / "assets/slowshake.1").read_text()
    with tempfile.TemporaryDirectory() as name:
        for case in cases(root):
            seen[case.code] += 1
            if only and case.code not in only:
                continue
            n += 1
            for fault in faults(program, case, pathlib.Path(name) / "some.pcap"):
                wrong += 1
                print(f"{case.code}, {case.title}: {fault[:700]}")
        for fault in [*never_made(program, pathlib.Path(name) / "some.pcap"), *many(program, root, pathlib.Path(name) / "many.pcap"), *moments(program, pathlib.Path(name) / "some.pcap")]:
            wrong += 1
            print(fault)
    like = {near for near, *_ in near_causes.near_cases(root)} | {"connection_refused", "connection_unanswered"}     # those without a code in NEVER
    for code in codes():
        if seen[code] < VARIANTS or code not in like or f"\n.B {code}\n" not in manual:
            wrong += 1
            print(f"{code}: {seen[code]} cases, {'none' if code not in like else 'some'} that {'are' if code in like else 'is'} like it, {'' if f'.B {code}' in manual else 'not '}in the manual")
    print(f"{len(codes())} causes, {n} cases, {wrong} wrong")
    return 1 if wrong else 0


if __name__ == "__main__":
    if len(sys.argv) < 3:
        sys.exit(__doc__)
    sys.exit(main(*sys.argv[1:]))
