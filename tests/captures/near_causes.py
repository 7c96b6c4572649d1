"""More handshakes that failed, of the kinds that causes.py has few of; and for each kind some that are like it, and must be
called something else, or nothing. Each is (code, title, pieces, words, options, what more packets() takes)."""
from spoken import (BINDER, CHANGE, CLIENT, DATA, DONE, EXCHANGE, SEALED, SERVER, VERIFY, alert, certificate, client_hello, extension, pki, record, request, retry,
                    server_hello)

HELLO = client_hello()
SMALL13 = client_hello(versions=("1.3", "1.2"), suites=(0x1301, 0xC02F), shares=((29, 32),))
FIN_SERVER, FIN_CLIENT, RST_SERVER, RST_CLIENT = {"end": ("fin", SERVER)}, {"end": ("fin", CLIENT)}, {"end": ("rst", SERVER)}, {"end": ("rst", CLIENT)}


def after(*answers, hello=HELLO):
    return [(CLIENT, hello), *((SERVER, a) for a in answers)]


def more_cases(root):
    chain, trusted = pki(root, "server"), ("--ca", root / "assets/pki/root.pem")
    shown = after(server_hello(), certificate(chain), DONE)
    keyed = shown + [(CLIENT, EXCHANGE), (CLIENT, CHANGE), (CLIENT, SEALED)]
    yield "reset_after_hello", "no name, one suite", after(hello=client_hello(name=None, suites=(0x2F,))), ("named no server",), (), RST_SERVER
    yield "reset_after_hello", "a long list of protocols", after(hello=client_hello(protocols=("h2", "http/1.1"))), ("h2, http/1.1",), (), RST_SERVER
    yield "too_weak", "a short group", after(alert(71), hello=client_hello(groups=(256,))), ("ffdhe2048",), (), {}
    yield "too_weak", "the client, at ServerKeyExchange", shown + [(CLIENT, alert(71))], ("too weak for it",), (), FIN_CLIENT
    yield "server_name_unknown", "an address as a name", after(alert(112), hello=client_hello(name="192.0.2.7")), ("192.0.2.7",), (), {}
    yield "server_name_unknown", "no name at all", after(alert(112), hello=client_hello(name=None)), ("named no server",), (), FIN_SERVER
    yield "fallback_refused", "TLS 1.0 is offered", after(alert(86), hello=client_hello(version=b"\3\1", suites=(0x2F, 0x5600))), ("TLS 1.0 at most",), (), {}
    yield "fallback_refused", "TLS 1.2 alone in the list", after(alert(86), hello=client_hello(versions=("1.2",), suites=(0x2F, 0x5600))), ("TLS 1.2",), (), FIN_SERVER
    yield "psk_unknown", "to a hello of TLS 1.3", after(alert(115), hello=SMALL13), ("identity",), (), FIN_SERVER
    yield "psk_unknown", "after the second hello", after(retry(), hello=SMALL13) + [(CLIENT, SMALL13), (SERVER, alert(115))], ("identity",), (), {}
    for title, ders, how in (("and trust is given", chain, FIN_CLIENT), ("one certificate alone", chain[:1], {}), ("reset after it", chain, RST_CLIENT), ("self-signed", pki(root, "self-signed"), {})):
        yield "certificate_revoked", title, after(server_hello(), certificate(ders), DONE) + [(CLIENT, alert(44))], ("revoked", "!valid from"), trusted, how
    yield "certificate_refused", "without anybody to trust", shown + [(CLIENT, alert(42))], ("server.example",), (), FIN_CLIENT
    yield "certificate_refused", "access is denied for the kind of certificate", shown + [(CLIENT, alert(43))], ("unsupported_certificate",), (), {}
    yield "keys_differ", "the client cannot open the server's Finished", after(server_hello(), CHANGE, SEALED) + [(CLIENT, alert(20))], ("server protected",), (), {}
    yield "keys_differ", "and closes", keyed + [(SERVER, alert(20))], ("client protected",), (), FIN_SERVER
    yield "signature_refused", "the server's, at ServerKeyExchange", shown + [(CLIENT, alert(51))], ("of the server",), (), FIN_CLIENT
    yield "signature_refused", "the secret that came", shown + [(CLIENT, EXCHANGE), (SERVER, alert(51))], ("of the client",), (), {}
    for side, how in ((CLIENT, FIN_SERVER), (SERVER, RST_CLIENT), (CLIENT, {})):
        yield "renegotiation_refused", "in the middle", shown + [(side, alert(100, 1))], ("client" if side == CLIENT else "server",), (), how
    for side, how in ((CLIENT, FIN_SERVER), (SERVER, RST_CLIENT), (CLIENT, {})):
        yield "canceled", "in the middle", shown + [(side, alert(90, 1))], ("client" if side == CLIENT else "server",), (), how
    yield "internal_error", "of the client", shown + [(CLIENT, alert(80))], ("client answered",), (), FIN_CLIENT
    yield "internal_error", "to a hello of TLS 1.3", after(alert(80), hello=SMALL13), (), (), {}
    for text in (b"+OK POP3 ready\r\n", b"* OK IMAP4rev1\r\n", b"\0\0\0\x12\4\0\0\0\0\0\0"):
        yield "answer_not_tls", f"{text[:6]}", after(text), ("something else",), (), FIN_CLIENT
    for number in (70, 10, 50):
        yield "answer_not_tls", f"the client complains with alert {number}", after(b"HTTP/1.0 400 Bad Request\r\n\r\n") + [(CLIENT, alert(number))], ("looks like HTTP",), (), FIN_CLIENT
    for title, pieces, word in (("after ServerHello", after(server_hello()), "ServerHello"), ("after Certificate", after(server_hello(), certificate(chain)), "Certificate"),
                                ("after ClientKeyExchange", shown + [(CLIENT, EXCHANGE)], "ClientKeyExchange"), ("after the client's Finished", keyed, "")):
        yield "stopped_in_handshake", title, pieces, (word,) if word else (), (), {"silent": 6.0}


def near_cases(root):
    """(the kind that it is like, and then as above)"""
    chain, trusted = pki(root, "server"), ("--ca", root / "assets/pki/root.pem")
    shown = after(server_hello(), certificate(chain), DONE)
    asked = after(server_hello(), certificate(chain), request(), DONE)
    keyed = shown + [(CLIENT, EXCHANGE), (CLIENT, CHANGE), (CLIENT, SEALED)]
    over = keyed + [(SERVER, CHANGE), (SERVER, SEALED), (CLIENT, DATA), (SERVER, DATA)]
    yield "reset_after_hello", "client_gave_up", "the client resets", after(), ("client reset",), (), RST_CLIENT
    yield "reset_after_hello", "closed_in_handshake", "the server resets after ServerHello", after(server_hello()), ("reset",), (), RST_SERVER
    yield "closed_after_hello", "closed_in_handshake", "the server closes after ServerHello", after(server_hello()), ("ServerHello",), (), FIN_SERVER
    yield "no_answer", None, "nothing is sent again, and the capture ends", after(), (), (), {}
    yield "no_answer", "nothing_in_common", "sent again, and answered late", after(alert(40)), (), (), {}
    yield "hello_in_parts", "no_answer", "a hybrid in one segment", after(hello=client_hello(versions=("1.3",), suites=(0x1301,), shares=((29, 32),))), (), (), {"again": (0,)}
    yield "hello_cut", "no_answer", "it is whole", after(), (), (), {"silent": 5.0}
    yield "client_gave_up", "closed_in_handshake", "the client closes after ServerHello", after(server_hello()), ("client",), (), FIN_CLIENT
    yield "retry_without_answer", "closed_in_handshake", "the second hello was answered", after(retry(), hello=SMALL13) + [(CLIENT, SMALL13), (SERVER, server_hello(
        suite=0x1301, extra=extension(43, b"\3\4") + extension(51, b"\0\x1d\0\x20" + b"\7" * 32)))], (), (), FIN_SERVER
    yield "version_not_shared", "alert", "protocol_version of the server, when all was agreed", shown + [(CLIENT, EXCHANGE), (SERVER, alert(70))], ("protocol_version",), (), {}
    yield "nothing_in_common", "alert", "handshake_failure of the client", shown + [(CLIENT, alert(40))], ("client answered",), (), {}
    yield "too_weak", None, "insufficient_security when it is over", over + [(SERVER, alert(71))], (), (), {}
    yield "server_name_unknown", "alert", "unrecognized_name of the client", shown + [(CLIENT, alert(112))], (), (), {}
    yield "alpn_not_shared", "alert", "no_application_protocol of the client", shown + [(CLIENT, alert(120))], (), (), {}
    yield "fallback_refused", "alert", "inappropriate_fallback of the client", shown + [(CLIENT, alert(86))], (), (), {}
    offering = client_hello(versions=("1.3",), suites=(0x1301,), shares=((29, 32),), extra=BINDER)
    yield "psk_differs", "alert", "no key is offered", after(alert(51), hello=SMALL13), ("!binder",), (), {}
    yield "psk_differs", "hello_not_understood", "it could not be read", after(alert(50), hello=offering), ("!binder",), (), {}
    yield "psk_differs", "client_gave_up", "the client sends decrypt_error", after(hello=offering) + [(CLIENT, alert(51))], ("!binder",), (), {}
    yield "psk_differs", "signature_refused", "later, when another key was chosen", after(server_hello(), DONE, hello=offering) + [(CLIENT, EXCHANGE), (SERVER, alert(51))], ("!binder",), (), {}
    yield "psk_unknown", "alert", "unknown_psk_identity of the client", shown + [(CLIENT, alert(115))], (), (), {}
    yield "extension_refused", None, "unsupported_extension when it is over", over + [(CLIENT, alert(110))], (), (), {}
    yield "hello_not_understood", "alert", "decode_error at ClientKeyExchange", shown + [(CLIENT, EXCHANGE), (SERVER, alert(50))], ("ClientKeyExchange",), (), {}
    yield "issuer_not_sent", "ca_not_trusted", "nobody issued it but itself", after(server_hello(), certificate(pki(root, "self-signed")), DONE) + [(CLIENT, alert(48))], (), trusted, {}
    yield "issuer_not_sent", "client_certificate_refused", "it is the server that does not trust", asked + [
        (CLIENT, certificate(pki(root, "client-rsa"))), (CLIENT, EXCHANGE), (CLIENT, VERIFY), (CLIENT, CHANGE), (CLIENT, SEALED), (SERVER, alert(48))], (), trusted, {}
    yield "ca_not_trusted", "alert", "unknown_ca of the server, that asked for none", keyed + [(SERVER, alert(48))], (), trusted, {}
    yield "name_differs", "certificate_refused", "the name is right", shown + [(CLIENT, alert(42))], (), trusted, {}
    yield "name_differs", "ca_not_trusted", "the name is wrong, but it is the CA", after(server_hello(), certificate(chain), DONE, hello=client_hello(name="x.example")) + [
        (CLIENT, alert(48))], (), trusted, {}
    yield "certificate_date", "certificate_refused", "the dates are right", shown + [(CLIENT, alert(46))], ("!valid from",), trusted, {}
    yield "certificate_revoked", "client_certificate_refused", "it is the client's that is revoked", asked + [
        (CLIENT, certificate(pki(root, "client-rsa"))), (CLIENT, EXCHANGE), (CLIENT, VERIFY), (CLIENT, CHANGE), (CLIENT, SEALED), (SERVER, alert(44))], ("client's",), trusted, {}
    yield "certificate_status_refused", "alert", "bad_certificate_status_response, and no certificate was shown", after(server_hello()) + [(CLIENT, alert(113))], (), trusted, {}
    yield "certificate_refused", "alert", "bad_certificate, and none was shown", after(server_hello()) + [(CLIENT, alert(42))], (), trusted, {}
    yield "closed_after_certificate", "closed_in_handshake", "none was shown", after(server_hello()), (), trusted, FIN_CLIENT
    yield "closed_after_certificate", "closed_in_handshake", "the client had gone on", shown + [(CLIENT, EXCHANGE)], (), trusted, FIN_CLIENT
    yield "client_certificate_missing", "closed_in_handshake", "none was asked for", keyed, (), trusted, FIN_SERVER
    yield "client_certificate_missing", "keys_differ", "none was shown, and it is the Finished", asked + [(CLIENT, certificate([])), (CLIENT, EXCHANGE), (CLIENT, CHANGE), (CLIENT, SEALED),
                                                                                                        (SERVER, alert(51))], (), trusted, {}
    yield "client_ca_not_named", "client_certificate_refused", "no CA was named", asked + [
        (CLIENT, certificate(pki(root, "client-rsa"))), (CLIENT, EXCHANGE), (CLIENT, VERIFY), (CLIENT, CHANGE), (CLIENT, SEALED), (SERVER, alert(48))], ("!named",), trusted, {}
    yield "client_certificate_refused", "alert", "certificate_unknown, and none was asked for", keyed + [(SERVER, alert(46))], (), trusted, {}
    yield "keys_differ", None, "bad_record_mac when it is over", over + [(SERVER, alert(20))], (), (), {}
    yield "signature_refused", "keys_differ", "decrypt_error at the Finished", keyed + [(SERVER, alert(51))], (), (), {}
    yield "sealed_alert", None, "a short record when it is over", over + [(CLIENT, record(23, b"\x5a" * 19))], (), (), FIN_CLIENT
    yield "canceled", None, "user_canceled when it is over", over + [(CLIENT, alert(90, 1))], (), (), FIN_CLIENT
    yield "renegotiation_unbound", "nothing_in_common", "an empty renegotiation_info", after(alert(40), hello=client_hello(extra=b"\xff\x01\0\1\0")), (), (), FIN_SERVER
    yield "renegotiation_refused", "canceled", "user_canceled", shown + [(CLIENT, alert(90, 2))], (), (), {}
    yield "internal_error", None, "internal_error when it is over", over + [(SERVER, alert(80))], (), (), {}
    yield "answer_not_tls", "hello_not_understood", "an alert is TLS", after(alert(50)), (), (), FIN_SERVER
    yield "alert", "closed_after_hello", "close_notify", after(alert(0, 1)), (), (), FIN_SERVER
    yield "closed_in_handshake", None, "closed when it is over", over, (), (), FIN_SERVER
    yield "stopped_in_handshake", None, "silence when it is over", over, (), (), {"silent": 30.0}
