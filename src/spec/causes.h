/* Why a handshake failed, and what would help: one list gives the enum, the codes in JSON, a word for a narrow column (where
 * an alert says it, none), a sentence that holds for all of them, the help. The sentence that
 * goes with a code is made of what the two sides said (tls/cause/cause.h). */
#ifndef SLOWSHAKE_SPEC_CAUSES_H
#define SLOWSHAKE_SPEC_CAUSES_H

#define CAUSE_LIST(X) \
	X(NONE, "none", "", "", "") \
	/* before any TLS */ \
	X(SYN_REFUSED, "connection_refused", "refused", "The server, or a firewall, answered the SYN of TCP with a reset.", \
	  "Is the server running, and does it listen at this address and port? A firewall may refuse as well.") \
	X(SYN_UNANSWERED, "connection_unanswered", "no answer", "Nothing answered the SYN of TCP.", \
	  "Does this address exist, and does the way there let this port through? Firewalls drop without a word.") \
	/* after ClientHello alone */ \
	X(HELLO_RESET, "reset_after_hello", "reset", "The server reset the TCP connection after ClientHello.", \
	  "Ask at the server and on the way to it: a filter that goes by the name in ClientHello does so, a server that speaks no TLS at this port, and one that takes none of what was offered.") \
	X(HELLO_CLOSED, "closed_after_hello", "closed", "The server closed after ClientHello, without an answer.", \
	  "Ask at the server: does it speak TLS at this port, does it know this name, and what does its log say?") \
	X(HELLO_NO_ANSWER, "no_answer", "no answer", "The server did not answer ClientHello.", \
	  "Was it received? Something on the way may drop it, or the server waits for something else or hangs. Capture at the server, too.") \
	X(HELLO_TOO_LARGE, "hello_in_parts", "no answer", "The server did not answer ClientHello, which takes several TCP segments because of a post-quantum key share.", \
	  "Try without the post-quantum key share: if that works, something on the way or the server does not put together a ClientHello of several packets.") \
	X(HELLO_CUT, "hello_cut", "cut short", "Only the beginning of ClientHello came.", \
	  "Something on the way does not let large ClientHellos through, or loses packets that are too long (MTU); or the client stopped. Try without the post-quantum key share, and capture at the client, too.") \
	X(HELLO_GIVEN_UP, "client_gave_up", "given up", "The client closed before anything was answered.", \
	  "How long does the client wait, and how long does the server take? Capture at the server, too.") \
	X(RETRY_NO_ANSWER, "retry_without_answer", "no answer", "HelloRetryRequest was not answered, or its answer was not.", \
	  "The client has to send a second ClientHello (RFC 9846 4.2.4): it may not know HelloRetryRequest. Or let the server take a group of which the client sends a share.") \
	X(VERSION, "version_not_shared", "", "One side takes none of the versions that the other has.", \
	  "Client and server have to allow a version in common: TLS 1.2 or 1.3 (RFC 9325 3.1.1).") \
	X(NOTHING_IN_COMMON, "nothing_in_common", "", "The server found nothing in common: suites, groups, signature schemes or the name.", \
	  "Compare both lists: suites, groups and signature schemes, and the kind of key in the server's certificate. The server's log often says which of them it was.") \
	X(TOO_WEAK, "too_weak", "", "One side wants stronger suites or groups.", \
	  "Let the client offer stronger suites and groups (RFC 9325 4).") \
	X(NAME_UNKNOWN, "server_name_unknown", "", "The server does not know the name.", \
	  "Ask for another name, or tell the server this one.") \
	X(NO_PROTOCOL, "alpn_not_shared", "", "No application protocol in common.", \
	  "Let the server speak one of these protocols, or the client offer one that it speaks.") \
	X(FALLBACK, "fallback_refused", "", "The server takes the version for a forced step down.", \
	  "The client should offer its highest version at once; what made it step down?") \
	X(HELLO_NOT_READ, "hello_not_understood", "", "The server could not read ClientHello.", \
	  "An old server, or something between that takes part in TLS, may stumble over what it does not know: try with fewer extensions, groups and suites.") \
	X(PSK_UNKNOWN, "psk_unknown", "", "The server has no key under that identity.", \
	  "Both sides need the same key under the same identity.") \
	X(PSK_DIFFERS, "psk_differs", "", "The server has another key under that identity.", \
	  "Both sides need the same key under the same identity: compare them byte by byte, and how each reads them (hexadecimal, base64 or text).") \
	X(EXTENSION, "extension_refused", "", "An extension is missing, or was not asked for.", \
	  "One side misses an extension that it needs, or got one that it must not get: compare the hellos.") \
	/* certificates */ \
	X(ISSUER_NOT_SENT, "issuer_not_sent", "", "The client refused the server's certificate, whose issuer was not sent.", \
	  "If the issuer is an intermediate CA, the server has to send its certificate along (RFC 5246 7.4.2); if it is a root, the client has to trust it.") \
	X(CA_UNTRUSTED, "ca_not_trusted", "", "The client refused the server's certificate: it does not trust the CA.", \
	  "The client has to trust this CA, or the server needs a certificate from one that the client trusts.") \
	X(NAME_DIFFERS, "name_differs", "", "The certificate is for other names than the one that was asked for.", \
	  "Ask for one of the names in the certificate, or give the server a certificate for this name.") \
	X(CERTIFICATE_DATE, "certificate_date", "", "A certificate is not valid on that day.", \
	  "A certificate that is valid now is needed; or one of the clocks is wrong.") \
	X(CERTIFICATE_REVOKED, "certificate_revoked", "", "A certificate is revoked.", \
	  "The server needs a new certificate.") \
	X(CERTIFICATE_STATUS, "certificate_status_refused", "", "The client refused the OCSP response that came with the server's certificate, or that none came.", \
	  "The server has to fetch a new response from its CA, for the certificate that it shows; slowshake verify --ocsp tries one.") \
	X(CERTIFICATE_REFUSED, "certificate_refused", "", "The client refused the server's certificate for another reason.", \
	  "The client's log says which check it was; slowshake verify tries them one by one.") \
	X(CLOSED_AT_CERTIFICATE, "closed_after_certificate", "closed", "The client closed after the server's certificate, without an alert.", \
	  "A client that does not like a certificate often says nothing: is its CA trusted, its name right, its date good? The client's log knows.") \
	X(NO_CLIENT_CERTIFICATE, "client_certificate_missing", "closed", "The server asked for a certificate, and the client has none.", \
	  "Give the client a certificate and its key, of a CA that the server names; or let the server go on without.") \
	X(CLIENT_ISSUER, "client_ca_not_named", "", "The client's certificate is of a CA that the server did not name.", \
	  "The client needs a certificate of a CA that the server names, or the server has to trust its CA.") \
	X(CLIENT_CERTIFICATE, "client_certificate_refused", "", "The server refused the client's certificate.", \
	  "The server's log says which check it was: CA, date, purpose, or whom it lets in.") \
	/* later */ \
	X(KEYS_DIFFER, "keys_differ", "", "What one side protects does not open with the keys of the other.", \
	  "The two did not see the same messages, or a secret is not the same: something on the way changed them, or one side computes wrongly.") \
	X(SIGNATURE, "signature_refused", "", "A signature or a secret does not hold for the other side.", \
	  "The key of the certificate and the one that signs do not belong together, or the signature was changed on its way.") \
	X(SEALED_ALERT, "sealed_alert", "alert?", "In TLS 1.3 the client's only closed record is as long as an alert.", \
	  "A client that does not like a certificate does so: is its CA trusted, its name right, its date good? A key log of either side (SSLKEYLOGFILE) opens the alert.") \
	X(RENEGOTIATION, "renegotiation_refused", "", "One side does not renegotiate.", \
	  "Servers and clients refuse renegotiation today; TLS 1.3 has none (RFC 9325 3.5).") \
	X(RENEGOTIATION_UNBOUND, "renegotiation_unbound", "", "A hello belongs to another connection, by its renegotiation_info.", \
	  "Does something on the way put the handshake of one connection into another? Else one side does not keep to RFC 5746 3.") \
	X(PEER_FAULT, "internal_error", "", "One side failed by itself.", \
	  "Only the log of the side that sent it can say more.") \
	X(ANSWER_NOT_TLS, "answer_not_tls", "not TLS", "The server answered with something else than TLS.", \
	  "Is the port right? Perhaps TLS begins there only after a command (STARTTLS), or not at all.") \
	X(CANCELED, "canceled", "given up", "One side did not want the handshake any more (user_canceled).", \
	  "Ask who uses that side, or look into its log, why it was given up.") \
	X(ALERT, "alert", "", "Another alert.", \
	  "The log of the side that sent it may say more.") \
	X(CLOSED, "closed_in_handshake", "closed", "One side closed in the middle of the handshake.", \
	  "The log of the side that closed may say why.") \
	X(SILENT, "stopped_in_handshake", "cut short", "Nothing more came in the middle of the handshake.", \
	  "Capture for longer, and at both ends.")

enum cause {
#define X(id, code, word, text, help) CAUSE_##id,
	CAUSE_LIST(X)
#undef X
	CAUSE_N
};

const char *cause_code(enum cause c);   /* "no_answer"; of CAUSE_NONE NULL: JSON null */
const char *cause_word(enum cause c);   /* "closed"; "" */
const char *cause_text(enum cause c);   /* "The server did not answer ClientHello."; "" */
const char *cause_help(enum cause c);

#endif
