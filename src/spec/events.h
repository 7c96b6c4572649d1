/* Every kind of event, in one list: its name in JSON, a title, a sentence for
 * people, where it is specified, and what its two numbers mean.
 *
 * In a sentence: {actor} {peer} (of an observer: who sent the message); {0} {1}.. the event's values as people read
 * them, {0:n} a value's length, {0:label} its label, {0:alg} its algorithm; {a} {b} the numbers,
 * {a:suite} {a:version} {a:alert} {a:type} ... as names of a registry; {unit}
 * the message or record. A CHECK has a verdict, and its reason adds a sentence. */
#ifndef SLOWSHAKE_SPEC_EVENTS_H
#define SLOWSHAKE_SPEC_EVENTS_H

#include <stdbool.h>
#include <stdint.h>

#define CHECK true
#define FACT false

#define EVENT_LIST(X)                                                                                       \
	/* connection */                                                                                    \
	X(TCP_OPENED, "tcp.opened", FACT, "TCP connection opened",                                          \
	  "A TCP connection stands between {0} and {1}.", "RFC 9293 3.5", NULL, NULL)                       \
	X(STARTTLS_SAID, "starttls.command", FACT, "command in clear",                                      \
	  "{actor} sends {0:n} bytes in clear: {0}", NULL, NULL, NULL)                                      \
	X(STARTTLS_HEARD, "starttls.answer", CHECK, "answer in clear",                                      \
	  "{actor} receives {0:n} bytes in clear: {0}", NULL, NULL, NULL)                                   \
	X(TCP_HANDED, "tcp.handed_to_tls", FACT, "connection handed to TLS",                                \
	  "{actor} hands the byte stream to TLS; from here every byte is inside a record.",                 \
	  "RFC 5246 1", NULL, NULL)                                                                         \
	X(TCP_CLOSED, "tcp.closed", FACT, "connection closed",                                              \
	  "{actor} sees the end of the byte stream.", "RFC 9293 3.6", NULL, NULL)                           \
	X(TCP_AGAIN, "tcp.retransmitted", FACT, "bytes sent again",                                         \
	  "{a} TCP segments of {actor} hold bytes that came before.", "RFC 9293 3.8.1", "segments", NULL)   \
	X(TCP_FINISHED, "tcp.finished", FACT, "TCP connection closed", "{actor} closes first: it sends FIN.", "RFC 9293 3.6", NULL, NULL) \
	X(TCP_RESET, "tcp.reset", FACT, "TCP connection reset", "{actor} resets the connection (RST): whatever was under way is lost.", "RFC 9293 3.5.3", NULL, NULL) \
	X(TCP_REFUSED, "tcp.refused", FACT, "TCP connection refused", "{actor} asks {0} for a connection (SYN), and is answered with a reset (RST).", \
	  "RFC 9293 3.5.2", NULL, NULL) \
	X(TCP_UNANSWERED, "tcp.unanswered", FACT, "SYN without an answer", "{actor} asks {0} for a connection (SYN), and nothing comes back.", "RFC 9293 3.8.3", \
	  "tries", NULL) \
	X(IO_FAILED, "io.failed", FACT, "connection failed", "{0}", NULL, NULL, NULL)                       \
	X(FAULT, "fault.applied", FACT, "fault applied", "{0}", NULL, NULL, NULL)                           \
	X(WITHOUT, "protection.off", FACT, "protection left out", "{actor} goes without {0}.", NULL, NULL, NULL) \
	X(UNPROTECTED, "protection.missed", FACT, "nothing stops it",                                       \
	  "{actor} goes on: what would have stopped it here is left out.", NULL, NULL, NULL)                \
	X(REPLAYED, "records.replayed", FACT, "recorded records sent again",                                \
	  "{actor} sends the server what the client sent in an earlier connection, byte for byte: {0:n} of them.", \
	  "RFC 5246 F.2", NULL, NULL)                                                                       \
	/* messages and records */                                                                          \
	X(RANDOM_DRAWN, "random.drawn", FACT, "random bytes drawn",                                         \
	  "{actor} draws {0:n} random bytes for {0:label}: {0}", "RFC 5246 D.1", NULL, NULL)                \
	X(MESSAGE_BUILT, "message.built", FACT, "message built",                                            \
	  "{actor} builds {unit}: {0:n} bytes.", NULL, NULL, NULL)                                          \
	X(MESSAGE_SENT, "message.sent", FACT, "message sent",                                               \
	  "{actor} sends {unit}.", NULL, NULL, NULL)                                                        \
	X(MESSAGE_RECEIVED, "message.received", FACT, "message received",                                   \
	  "{actor} receives {unit}: {0:n} bytes.", NULL, NULL, NULL)                                        \
	X(MESSAGE_CUT, "message.cut", FACT, "message cut off",                                              \
	  "{unit} ends after {a} of its {b} bytes: what is there is read.", "RFC 5246 7.4", "bytes", "length")       \
	X(MESSAGE_DECODED, "message.decoded", CHECK, "message decoded",                                     \
	  "{actor} reads {unit} field by field.", "RFC 5246 4", NULL, NULL)                                 \
	X(MESSAGE_EXPECTED, "message.expected", CHECK, "is the message allowed here?",                      \
	  "{actor} waits for {0}; {unit} came.", "RFC 5246 7.3", NULL, NULL)                             \
	X(RECORD_SENT, "record.sent", FACT, "record sent",                                                  \
	  "{actor} puts a record of {0:n} bytes on the wire.", "RFC 5246 6.2.1", NULL, NULL)                \
	X(RECORD_RECEIVED, "record.received", FACT, "record received",                                      \
	  "{actor} takes a record of {0:n} bytes from the wire.", "RFC 5246 6.2.1", NULL, NULL)             \
	X(RECORD_CHECKED, "record.header", CHECK, "record header checked",                                  \
	  "{actor} checks the record's type, version and length.", "RFC 5246 6.2.1", "length", "limit")     \
	X(RECORD_CLOSED, "record.closed", FACT, "record stays closed",                                      \
	  "What is inside this record cannot be told.", "RFC 5246 6.2.3", NULL, NULL)                       \
	X(GAP, "capture.gap", FACT, "bytes are missing",                                                    \
	  "{a} bytes of this direction are missing ({0}); nothing behind them can be read.", "RFC 9293 3.4", "bytes", NULL) \
	X(NOT_TLS, "capture.not_tls", FACT, "no TLS", "What this side sends is not TLS. It looks like {0}: {1}", "RFC 5246 6.2.1", NULL, NULL) \
	X(CLEAR_TEXT, "capture.clear_text", FACT, "clear text after TLS",                                   \
	  "TLS has ended here with an alert, and what follows is not protected. It looks like {0}: {1}", "RFC 5246 7.2.1", NULL, NULL) \
	X(STREAM_LIMIT, "capture.limit", FACT, "no more is kept",                                           \
	  "{a} bytes have been kept of this connection; what comes after them is not read.", NULL, "bytes", NULL) \
	X(HANDSHAKE_CLOSED, "handshake.closed", FACT, "handshake stays closed",                             \
	  "This handshake cannot be read and verified to its end.", "RFC 5246 7.3", NULL, NULL)                             \
	X(SECRET_FOUND, "secret.found", FACT, "secret found", "{0:label} out of {1}.", "RFC 5246 8.1", NULL, NULL) \
	X(SECRET_MISSING, "secret.missing", FACT, "no secret", "The keys cannot be derived.", "RFC 5246 8.1", NULL, NULL)           \
	X(SESSION_RESUMED, "session.resumed", FACT, "session resumed",                                      \
	  "No certificate and no key exchange: both go on with the master secret of an earlier handshake.", \
	  "RFC 5246 7.3", NULL, NULL)                                                                       \
	X(PARAMS_SIGNATURE, "server_key_exchange.signature", CHECK, "signature on the key exchange",        \
	  "{actor} checks the server's signature over both randoms and the parameters ({a:scheme}).",       \
	  "RFC 5246 7.4.3", "signature_scheme", NULL)                                                       \
	/* agreeing */                                                                                      \
	X(VERSION_CHOSEN, "negotiate.version", CHECK, "version chosen",                                     \
	  "The client offers up to {0}; the server speaks {1}.", "RFC 5246 E.1", "version", NULL)           \
	X(SUITE_CHOSEN, "negotiate.cipher_suite", CHECK, "cipher suite chosen",                             \
	  "The client offers {0}. The server accepts {1}. Both: {2}.",                                      \
	  "RFC 5246 7.4.1.3", "cipher_suite", NULL)                                                         \
	X(KX_WORTH, "negotiate.key_exchange", CHECK, "what is its key exchange worth?",                     \
	  "{a:suite} says who proves what, and how both come to a secret.", "RFC 9325 4.1", "cipher_suite", NULL) \
	X(SIGNAL_READ, "negotiate.signal", CHECK, "signal in the list of suites",                           \
	  "The list holds {a:suite}, which is no cipher suite but a signal.", "RFC 5746 3.3, RFC 7507 3", "cipher_suite", NULL) \
	X(GROUP_CHOSEN, "negotiate.group", CHECK, "group chosen",                                            \
	  "The client takes {0}. The server accepts {1}. Both: {2}.", "RFC 8422 5.1.1", "named_group", NULL) \
	X(SCHEME_CHOSEN, "negotiate.signature_scheme", CHECK, "signature scheme chosen",                     \
	  "{peer} can check {0}. The key of {actor} can sign with {1}. Both: {2}.", "RFC 5246 7.4.1.4.1", "signature_scheme", NULL) \
	X(DH_CHOSEN, "negotiate.dh_group", CHECK, "finite field chosen",                                      \
	  "The client takes {0}. The server accepts {1}. Both: {2}.", "RFC 7919 4", "named_group", NULL)     \
	X(DH_OWN, "negotiate.dh_own", FACT, "finite field of the server's own",                              \
	  "The client names no finite field, as one that does not know RFC 7919: the server may choose any, and takes its own. p is {0}, g is {1}.", \
	  "RFC 7919 4", NULL, NULL)                                                                         \
	X(COMPRESSION_CHOSEN, "negotiate.compression_method", CHECK, "compression method chosen",           \
	  "The client offers {0}; the server takes null only: how far data can be compressed tells what is in it.", \
	  "RFC 5246 7.4.1.3", "compression_method", NULL)                                                   \
	X(EXTENSION_OFFERED, "extension.offered", FACT, "extension offered",                                \
	  "{actor} offers {a:extension}.", "RFC 5246 7.4.1.4", "extension", NULL)                           \
	X(RENEGOTIATION, "renegotiation.begun", FACT, "renegotiation",                                      \
	  "{actor} begins handshake {a} of this connection: its messages go under the protection of the one before.", "RFC 5246 7.4.1.2", "number", NULL) \
	X(RENEGOTIATION_DROPPED, "renegotiation.dropped", FACT, "renegotiation refused",                    \
	  "{peer} does not want it, and {actor} goes on by the handshake before.", "RFC 5246 7.2.2", NULL, NULL) \
	X(SPLICED, "renegotiation.spliced", FACT, "passed on into another connection",                      \
	  "{actor} takes what somebody says in one connection and puts it into the other, as if it were said there: {0}", "RFC 5746 1", NULL, NULL) \
	X(RENEGOTIATION_INFO, "renegotiation.bound", CHECK, "does the handshake belong to this connection?", \
	  "{actor} looks at renegotiation_info: {0}. What Finished said before: {1}.", "RFC 5746 3", NULL, NULL) \
	X(EXTENSION_READ, "extension.read", CHECK, "extension read",                                        \
	  "{actor} reads the extension {a:extension}.", "RFC 5246 7.4.1.4", "extension", NULL)              \
	X(EXTENSION_ANSWERED, "extension.answered", FACT, "extension answered",                             \
	  "{actor} answers {a:extension}.", "RFC 5246 7.4.1.4", "extension", NULL)                          \
	X(SESSION_ID, "session.id", FACT, "session id",                                                     \
	  "The session id has {0:n} bytes: {0}.", "RFC 5246 7.4.1.2", NULL, NULL)                           \
	/* going on with an earlier session */                                                               \
	X(RESUME_OFFER, "resume.offer", FACT, "session to go on with looked for",                          \
	  "{actor} looks among what it has kept of earlier handshakes with {0}.", "RFC 5246 7.4.1.2", NULL, NULL) \
	X(RESUME_DECIDED, "resume.decision", CHECK, "does the server go on with the session?",                \
	  "{peer} asks to go on with an earlier session.", "RFC 5246 7.4.1.3", NULL, NULL)                   \
	X(RESUME_ANSWER, "resume.answer", CHECK, "does the session go on?",                                  \
	  "{actor} sent the session id {0}; the server answers with {1}.", "RFC 5246 7.4.1.3", NULL, NULL)   \
	X(RESUME_SESSION, "resume.session", CHECK, "is it the session that was kept?",                        \
	  "{actor} holds version, suite and extended_master_secret of ServerHello against those of the earlier handshake.", \
	  "RFC 7627 5.3", "cipher_suite", NULL)                                                              \
	X(SESSION_KEPT, "session.kept", FACT, "session kept for the next time",                              \
	  "The handshake has held, and its master secret may serve another.", "RFC 5246 F.1.4", NULL, NULL)  \
	X(SESSION_FORGOTTEN, "session.forgotten", FACT, "session forgotten",                                 \
	  "{actor} drops what it kept of the session: after a fatal alert nobody may go on with it.", "RFC 5246 7.2.2", NULL, NULL) \
	X(TICKET_KEY_DRAWN, "ticket.key", FACT, "keys for tickets drawn",                                    \
	  "{actor} draws a key to encrypt tickets with, a key for their MAC, and a name to find them by again: {2}", "RFC 5077 4", NULL, NULL) \
	X(TICKET_STATE, "ticket.state", FACT, "state of the session",                                        \
	  "{actor} puts together what it would have to remember of this session: {0:n} bytes, the master secret among them.", \
	  "RFC 5077 4", NULL, NULL)                                                                          \
	X(TICKET_ENCRYPTED, "ticket.encrypted", FACT, "state encrypted",                                     \
	  "{actor} encrypts the state with {0:alg}, {1:label} and a fresh IV: {0:n} bytes come out.", "RFC 5077 4", NULL, NULL) \
	X(TICKET_SEALED, "ticket.sealed", FACT, "ticket sealed",                                             \
	  "A MAC ({0:alg}) over the key's name, the IV and the encrypted state makes the ticket complete: {1:n} bytes.", "RFC 5077 4", NULL, NULL) \
	X(TICKET_KEY_FOUND, "ticket.key_name", CHECK, "is it a ticket of this server?",                      \
	  "{actor} looks for the key that the ticket names: {0}", "RFC 5077 4", NULL, NULL)                  \
	X(TICKET_MAC_CHECKED, "ticket.mac", CHECK, "is the ticket unchanged?",                               \
	  "{actor} compares the MAC in the ticket, {0}, with the one that it computed, {1}.", "RFC 5077 4", NULL, NULL) \
	X(TICKET_OPENED, "ticket.opened", FACT, "state decrypted",                                           \
	  "{actor} decrypts the state with {1:label}: {0:n} bytes.", "RFC 5077 4", NULL, NULL)               \
	X(TICKET_AGE, "ticket.age", CHECK, "is the session still young enough?",                             \
	  "The session is {a} seconds old; {actor} goes on with one for {b} seconds.", "RFC 5077 5.6", "seconds", "lifetime") \
	X(MESSAGE_TOLD, "message.told", FACT, "what the message tells everybody",                            \
	  "{unit} is not encrypted: what it says is known to everybody on the wire.", "RFC 5246 F.1", NULL, NULL)  \
	X(HEARTBEAT, "heartbeat.checked", CHECK, "does the heartbeat's payload fit its message?",             \
	  "{unit} claims a payload of {a} bytes; the message has {b} bytes in all.", "RFC 6520 4", "count", "count") \
	X(ANSWER_VERSION, "server_hello.version", CHECK, "is the chosen version acceptable?",               \
	  "{actor} offered up to {0}; the server chose {1}.", "RFC 5246 E.1", "version", NULL)              \
	X(ANSWER_SUITE, "server_hello.cipher_suite", CHECK, "was the chosen suite offered?",                \
	  "The server chose {a:suite}; {actor} offered {0}.", "RFC 5246 7.4.1.3", "cipher_suite", NULL)     \
	X(ANSWER_COMPRESSION, "server_hello.compression_method", CHECK, "was the compression method offered?", \
	  "The server chose compression {a:compression}.", "RFC 5246 7.4.1.3", "compression_method", NULL)  \
	X(SESSION_ECHO, "server_hello.session_id_echo", CHECK, "is the session id echoed?",                 \
	  "The server must send the session id back as it came, {1}; {0} came.", "RFC 9846 4.2.3", NULL, NULL) \
	X(RETRY_CHANGES, "hello_retry_request.change", CHECK, "does HelloRetryRequest change anything?",    \
	  "It must ask for something that the first ClientHello did not have.", "RFC 9846 4.2.4", NULL, NULL) \
	X(RETRY_KEPT, "server_hello.retry_suite", CHECK, "is it still what HelloRetryRequest chose?",       \
	  "ServerHello must name the suite of HelloRetryRequest: {0}.", "RFC 9846 4.2.4", NULL, NULL)       \
	X(HELLO_SAME, "client_hello.unchanged", CHECK, "is the second ClientHello the first one?",          \
	  "{actor} compares it with the first: only key share, cookie, early data, pre-shared keys and padding may differ.", \
	  "RFC 9846 4.2.2", NULL, NULL)                                                                     \
	X(SHARE_SENT, "client_hello.key_share", CHECK, "did the key share come that was asked for?",        \
	  "HelloRetryRequest asked for a share of one group.", "RFC 9846 4.3.8", NULL, NULL)                \
	X(DISGUISE_DROPPED, "change_cipher_spec.dropped", FACT, "ChangeCipherSpec passed over",             \
	  "{actor} passes it over: in TLS 1.3 it says nothing.", "RFC 9846 5", NULL, NULL)                  \
	X(DOWNGRADE_MARKED, "server_hello.downgrade_mark", FACT, "downgrade mark set",                      \
	  "{actor} speaks {a:version} too: so that nobody can keep that from a client that does, the random ends with {1}.", \
	  "RFC 9846 4.2.3", "version", NULL)                                                                \
	X(DOWNGRADE_CHECKED, "server_hello.downgrade", CHECK, "does the random carry a downgrade mark?",    \
	  "{actor} looks at the last eight bytes of the server's random: {0}", "RFC 9846 4.2.3", NULL, NULL) \
	/* certificates */                                                                                  \
	X(CERT_LIST, "certificate.list", FACT, "certificates sent",                                         \
	  "{peer} sent {a} certificates.", "RFC 5246 7.4.2", "count", NULL)                                 \
	X(CERT_COMPRESSION, "certificate.compression", FACT, "how the certificate is compressed",           \
	  "{peer} reads certificates compressed by {0}; {actor} can compress by {1}. Of what both have, {2}, the first is taken.", \
	  "RFC 8879 3", NULL, NULL)                                                                         \
	X(CERT_COMPRESSED, "certificate.compressed", FACT, "certificate compressed",                        \
	  "{actor} compresses by {0:alg} what the Certificate message would have held: {1:n} bytes become {0:n}.", "RFC 8879 4", NULL, NULL) \
	X(COMPRESSED_BY, "compressed_certificate.algorithm", CHECK, "was that way of compressing asked for?", \
	  "The certificate of {peer} is compressed by {0}; asked for was {1}.", "RFC 8879 4", NULL, NULL)   \
	X(CERT_DECOMPRESSED, "compressed_certificate.decompressed", CHECK, "certificate decompressed",      \
	  "{actor} decompresses {0:n} bytes. uncompressed_length says that {a} come out.", "RFC 8879 4", "uncompressed_length", "limit") \
	X(CERT_PARSED, "certificate.parsed", CHECK, "certificate read",                                     \
	  "{actor} reads certificate {a}: {0}", "RFC 5280 4.1", "certificate", NULL)                        \
	X(CERT_FORM, "certificate.form", CHECK, "form of the certificate",                                  \
	  "{actor} looks whether certificate {a} keeps the rules for certificates.",                        \
	  "RFC 5280 4", "certificate", NULL)                                                                \
	X(CERT_PATH, "certificate.path", CHECK, "path to a trusted CA",                                     \
	  "{actor} looks for a path from certificate 0 to a trusted CA.", "RFC 5280 6.1", "length", "attempt") \
	X(CERT_NAMES, "certificate.issuer", CHECK, "issuer and subject names",                              \
	  "Certificate {a} names its issuer {0}; certificate {b} has the subject {1}.",                     \
	  "RFC 5280 6.1.3(a)(4)", "certificate", "issuer")                                                  \
	X(CERT_SIGNATURE, "certificate.signature", CHECK, "signature on the certificate",                   \
	  "{actor} checks the signature on certificate {a} with the public key of certificate {b}.",        \
	  "RFC 5280 6.1.3(a)(1)", "certificate", "issuer")                                                  \
	X(CERT_VALIDITY, "certificate.validity", CHECK, "validity dates",                                   \
	  "Certificate {a} is valid from {0} to {1}; the clock says {2}.",                                  \
	  "RFC 5280 6.1.3(a)(2)", "certificate", NULL)                                                      \
	X(CERT_NAME, "certificate.name", CHECK, "name of the peer",                                         \
	  "{actor} wants {0}; the certificate holds for {1}.", "RFC 9525 6", "certificate", NULL)           \
	X(CERT_BASIC, "certificate.basic_constraints", CHECK, "is the issuer a CA?",                        \
	  "{actor} looks at basicConstraints of certificate {a}.", "RFC 5280 6.1.4(k)", "certificate", NULL) \
	X(CERT_PATH_LENGTH, "certificate.path_length", CHECK, "path length",                                \
	  "CA certificates below certificate {a}: {b}.", "RFC 5280 6.1.4(m)", "certificate", "below")       \
	X(CERT_KEY_USAGE, "certificate.key_usage", CHECK, "key usage",                                      \
	  "{actor} looks at what the key of certificate {a} may be used for.",                              \
	  "RFC 5280 4.2.1.3", "certificate", NULL)                                                          \
	X(CERT_EXT_KEY_USAGE, "certificate.extended_key_usage", CHECK, "extended key usage",                \
	  "{actor} looks at the purposes of certificate {a}.", "RFC 5280 4.2.1.12", "certificate", NULL)    \
	X(CERT_NAME_CONSTRAINTS, "certificate.name_constraints", CHECK, "name constraints",                 \
	  "{actor} holds the names of the certificates below against the constraints of certificate {a}.",  \
	  "RFC 5280 6.1.3(b)", "certificate", NULL)                                                         \
	X(CERT_POLICIES, "certificate.policies", CHECK, "certificate policies",                             \
	  "{actor} looks at the policies of certificate {a}.", "RFC 5280 6.1.3(d)", "certificate", NULL)    \
	X(CERT_CRITICAL, "certificate.critical_extensions", CHECK, "critical extensions",                   \
	  "{actor} looks for critical extensions of certificate {a} that it does not know.",                \
	  "RFC 5280 4.2", "certificate", NULL)                                                              \
	X(CERT_REVOCATION, "certificate.revocation", CHECK, "revocation",                                   \
	  "{actor} asks whether certificate {a} was revoked.", "RFC 5280 6.3", "certificate", NULL)         \
	X(CERT_TIMESTAMP, "certificate.timestamp", CHECK, "certificate timestamp (SCT)",                     \
	  "Timestamp {b} of certificate {a}: the log {0} promised at {1} to publish it.", "RFC 6962 3.2", "certificate", "timestamp") \
	X(CERT_KEY, "certificate.public_key", CHECK, "strength and kind of the public key",                 \
	  "{actor} looks at the key of certificate {a}: {b:bits}.", "RFC 5246 7.4.2", "certificate", "bits") \
	X(CERT_TRUST, "certificate.trust_anchor", CHECK, "trusted CA",                                      \
	  "Does the path end at a CA that {actor} trusts?", "RFC 5280 6.1.1(d)", "certificate", NULL)       \
	X(CERT_VERDICT, "certificate.verdict", CHECK, "verdict on the certificates",                        \
	  "All checks are done.", "RFC 5280 6.1.6", NULL, NULL)                                             \
	/* ACME */                                                                                         \
	X(ACME_PROTOCOL, "acme.protocol", CHECK, "protocol of the challenge",                               \
	  "{actor} looks whether the server has agreed on acme-tls/1.", "RFC 8737 3", NULL, NULL) \
	X(ACME_EXPECTED, "acme.expected", FACT, "what the answer has to be",                                \
	  "{actor} hashes the key authorization, the token and the account key's thumbprint with a dot between: {0}", "RFC 8737 3", NULL, NULL) \
	X(ACME_NAME, "acme.name", CHECK, "this name alone?",                                                \
	  "{actor} looks whether certificate {a} holds for {0} alone. Names in it: {b}.", "RFC 8737 3", "certificate", "names") \
	X(ACME_IDENTIFIER, "acme.identifier", CHECK, "answer to the challenge",                             \
	  "{actor} looks for that hash in acmeIdentifier of certificate {a}: {0}", "RFC 8737 3", "certificate", NULL) \
	/* OCSP */                                                                                         \
	X(OCSP_RESPONSE, "ocsp.response", CHECK, "OCSP response read",                                      \
	  "{actor} reads the OCSP response. Its responseStatus: {0}.", "RFC 6960 4.2.1", NULL, NULL)        \
	X(OCSP_CERTIFICATE, "ocsp.certificate", CHECK, "is it about this certificate?",                     \
	  "{actor} compares CertID of the response with the certificate and the CA that issued it: serial numbers {1} and {0}.", \
	  "RFC 6960 4.1.1", NULL, NULL)                                                                     \
	X(OCSP_RESPONDER, "ocsp.responder", CHECK, "who answers?",                                          \
	  "{actor} looks for the key of the responder that calls itself {0}.", "RFC 6960 4.2.2.3", NULL, NULL) \
	X(OCSP_DELEGATE, "ocsp.delegate", CHECK, "may it answer for the CA?",                               \
	  "The certificate of {0} came with the response. {actor} checks that {1} issued it, and for this purpose.", \
	  "RFC 6960 4.2.2.2", NULL, NULL)                                                                   \
	X(OCSP_SIGNATURE, "ocsp.signature", CHECK, "signature on the response",                             \
	  "{actor} checks the signature on the response with the responder's key.", "RFC 6960 3.2", NULL, NULL) \
	X(OCSP_VALIDITY, "ocsp.validity", CHECK, "is the response of now?",                                 \
	  "The clock of {actor} says {0}; the response speaks of {1} and later.", "RFC 6960 4.2.2.1", NULL, NULL) \
	X(OCSP_STATUS, "ocsp.status", CHECK, "status of the certificate",                                   \
	  "{actor} reads what the response says of the certificate with serial number {0}.", "RFC 6960 2.2", NULL, NULL) \
	X(OCSP_VERDICT, "ocsp.verdict", CHECK, "verdict on the certificate's status",                       \
	  "{actor} concludes what it knows of the certificate's status.", "RFC 6066 8", NULL, NULL)         \
	X(CERT_KEY_EXCHANGE, "certificate.key_exchange", CHECK, "does the key fit the key exchange?",        \
	  "The suite encrypts the pre-master secret with the server's RSA key: {0}", "RFC 5246 7.4.2", NULL, NULL) \
	X(CERT_SIGNS, "certificate.signs", CHECK, "does the key fit the key exchange?",                      \
	  "The suite has the server sign its part of the key exchange with the key of its certificate: {0}", \
	  "RFC 8422 2", NULL, NULL)                                                                         \
	X(CERT_IGNORED, "certificate.insecure", FACT, "verdict overridden",                                 \
	  "{actor} goes on although a check failed, because it was told to (--insecure).",                  \
	  NULL, NULL, NULL)                                                                                 \
	X(CERT_REQUESTED, "certificate_request.read", FACT, "client certificate asked for",                 \
	  "{peer} asks for a certificate with a key of the types {0}, takes signatures by {1}, and names {a} CAs.", \
	  "RFC 5246 7.4.4", "authorities", NULL)                                                            \
	X(REQUEST_ENTITLED, "certificate_request.entitled", CHECK, "may the server ask?",                     \
	  "{peer} wants to know who {actor} is.", "RFC 5246 7.4.4", NULL, NULL)                             \
	X(OWN_CHAIN, "certificate.own_chain", CHECK, "signatures on the own chain",                         \
	  "{actor} is going to show a chain of {a} certificates: does {peer} take the signatures on it?",    \
	  "RFC 5246 7.4.2", "count", NULL)                                                                  \
	X(CERT_CHOSEN, "certificate_request.answer", CHECK, "client certificate chosen",                    \
	  "{actor} answers with {a} certificates.", "RFC 5246 7.4.6", "count", NULL)                        \
	X(CREDENTIAL, "certificate.considered", FACT, "one of its certificates considered",                    \
	  "{actor} looks at number {a} of the {b} certificates that it has: {0}, with a key {1}.", "RFC 5246 7.4.2", "number", "count") \
	X(CERT_CONTEXT, "certificate.request_context", CHECK, "does it answer the request?",                \
	  "{actor} compares certificate_request_context, {0}, with that of the request: a server answers none, and leaves it empty.", \
	  "RFC 9846 4.5.1", NULL, NULL)                                                                     \
	X(REQUEST_CONTEXT, "certificate_request.context", CHECK, "can the answer name this request?",       \
	  "{actor} looks at certificate_request_context, {0}, by which an answer says which request it is for.", "RFC 9846 4.4.2", NULL, NULL) \
	X(CERT_REQUIRED, "client_certificate.present", CHECK, "did the client show a certificate?",         \
	  "{actor} asked for a certificate; {a} came.", "RFC 5246 7.4.6", "count", NULL)                    \
	/* key agreement */                                                                                 \
	X(KEX_KEY, "key_exchange.key", FACT, "key for this handshake made",                                  \
	  "{actor} draws a private key for this handshake alone, and multiplies the curve's base point by it ({0:alg}): {0}", \
	  "RFC 8422 5.10", NULL, NULL)                                                                      \
	X(PARAMS_SIGNED, "server_key_exchange.signed", FACT, "key exchange signed",                          \
	  "{actor} signs both randoms and its parameters with its private key ({a:scheme}).",               \
	  "RFC 5246 7.4.3", "signature_scheme", NULL)                                                         \
	X(ANSWER_GROUP, "server_key_exchange.group", CHECK, "was the group offered?",                         \
	  "The server chose {a:group}; {actor} offered {0}.", "RFC 8422 5.4", "named_group", NULL)          \
	X(KEX_PUBLIC, "key_exchange.public", CHECK, "is it a public value of the group?",                    \
	  "{actor} looks at the public value of {peer}, for {a:group}: {0}", "RFC 8422 5.11", "named_group", NULL) \
	X(KEX_SECRET, "key_exchange.secret", CHECK, "shared secret computed",                                \
	  "{actor} multiplies the point of {peer} by its own private key. {peer} gets the same point, the other way round.", \
	  "RFC 8422 5.10", NULL, NULL)                                                                      \
	X(DH_GROUP, "key_exchange.dh_group", CHECK, "is the finite field good enough?",                       \
	  "{actor} looks at the prime p and the generator g that {peer} chose. p has {a:bits}: {0}; g is {1}.", \
	  "RFC 7919 3.1", "bits", "rounds")                                                                 \
	X(DH_KEY, "key_exchange.dh_key", FACT, "key for this handshake made",                                \
	  "{actor} draws a number x for this handshake alone, keeps it, and computes g^x mod p, its public value: {0}", \
	  "RFC 5246 F.1.1.3", NULL, NULL)                                                                   \
	X(DH_PUBLIC, "key_exchange.dh_public", CHECK, "is the public value in range?",                        \
	  "{actor} looks at the public value of {peer}: {0}", "RFC 7919 5.1", NULL, NULL)                   \
	X(DH_SECRET, "key_exchange.dh_secret", CHECK, "shared secret computed",                              \
	  "{actor} raises the public value of {peer} to its own number, modulo p. {peer} gets the same, the other way round: (g^x)^y = (g^y)^x.", \
	  "RFC 5246 8.1.2", "zeros", NULL)                       \
	X(KEX_UNSIGNED, "key_exchange.unsigned", CHECK, "who sent it?",                                       \
	  "Nobody has signed this public value, {0}: it may be anybody's. Whoever stands between the two can put his own there, and be the server for the one and the client for the other.", \
	  "RFC 5246 F.1.1.1", NULL, NULL)                                                                   \
	X(PSK_HINT, "psk.hint", FACT, "hint at a key",                                                        \
	  "{peer} hints at which pre-shared key to take: {0}. Where no agreement says what that means, {actor} has to ignore it, and goes by what it was told.", \
	  "RFC 4279 5.2", NULL, NULL)                                                                       \
	X(PSK_NAMED, "psk.named", FACT, "pre-shared key named",                                               \
	  "{actor} says which pre-shared key it goes by, in clear: {0}", "RFC 4279 2", NULL, NULL)           \
	X(PSK_FOUND, "psk.found", CHECK, "is the pre-shared key known?",                                      \
	  "{actor} looks for a key under the identity {0}.", "RFC 4279 2", NULL, NULL)                      \
	/* pre-master secret */                                                                             \
	X(PMS_MADE, "pre_master_secret.made", FACT, "pre-master secret made",                               \
	  "{actor} joins the version {1} and 46 random bytes.", "RFC 5246 7.4.7.1", NULL, NULL)             \
	X(PMS_JOINED, "pre_master_secret.joined", FACT, "pre-master secret put together",                   \
	  "{actor} joins {1:label} ({1:n} bytes) and the pre-shared key ({2:n} bytes), each with its length in front: {0}", \
	  "RFC 4279 2", NULL, NULL)                                                                         \
	X(PMS_PADDED, "pre_master_secret.padded", FACT, "padded to the size of the key",                    \
	  "00 02, then non-zero random bytes, 00, and the secret: {0:n} bytes.", "RFC 8017 7.2.1", NULL, NULL) \
	X(PMS_ENCRYPTED, "pre_master_secret.encrypted", FACT, "raised to e modulo n",                       \
	  "{actor} computes c = m^e mod n with the server's public key.", "RFC 8017 5.1.1", NULL, NULL)     \
	X(PMS_DECRYPTED, "pre_master_secret.decrypted", FACT, "raised to d modulo n",                       \
	  "{actor} computes m = c^d mod n with its private key.", "RFC 8017 5.1.2", NULL, NULL)             \
	X(PMS_PADDING, "pre_master_secret.padding", CHECK, "padding found",                                 \
	  "{actor} looks for 00 02, at least eight non-zero bytes, and 00.", "RFC 5246 7.4.7.1", NULL, NULL) \
	X(PMS_VERSION, "pre_master_secret.version", CHECK, "version inside the secret",                     \
	  "{actor} compares the version inside, {0}, with the one that the ClientHello offered, {1}.",      \
	  "RFC 5246 7.4.7.1", NULL, NULL)                                                                   \
	X(PMS_REPLACED, "pre_master_secret.replaced", FACT, "random secret used instead",                   \
	  "{actor} goes on with random bytes and says nothing, so that nobody learns what was wrong.",      \
	  "RFC 5246 7.4.7.1", NULL, NULL)                                                                   \
	/* keys */                                                                                          \
	X(PRF_INPUT, "prf.input", FACT, "PRF: label and seed",                                              \
	  "{actor} calls PRF({0:label}, {1}, {2:label}).", "RFC 5246 5", NULL, NULL)                        \
	X(PRF_A, "prf.a", FACT, "PRF: A(i)", "{0:label} = HMAC(secret, {1:label}): {0}",                    \
	  "RFC 5246 5", "i", NULL)                                                                          \
	X(PRF_BLOCK, "prf.block", FACT, "PRF: block i",                                                     \
	  "{0:label} = HMAC(secret, {1:label} + label + seed): {0}", "RFC 5246 5", "i", NULL)               \
	X(PRF_OUTPUT, "prf.output", FACT, "PRF: output",                                                    \
	  "The first {0:n} bytes of the blocks are {0:label}.", "RFC 5246 5", NULL, NULL)                   \
	X(MASTER_SECRET, "master_secret", FACT, "master secret",                                            \
	  "{actor} has the master secret: 48 bytes.", "RFC 5246 8.1", "extended", NULL)                     \
	X(KEY_BLOCK, "key_block", FACT, "key block", "{actor} has {0:n} bytes of key material.",            \
	  "RFC 5246 6.3", NULL, NULL)                                                                       \
	X(KEY_CUT, "key_block.cut", FACT, "key cut from the block",                                         \
	  "{0:label} is cut from the key block: {0:n} bytes, from byte {a} on.", "RFC 5246 6.3", "offset", NULL) \
	X(SECRET_EXTRACTED, "secret.extracted", FACT, "secret extracted",                                   \
	  "{actor} extracts {0:label} out of {2:label}, with {1:label} as the salt: {0}", "RFC 9846 7.1", NULL, NULL) \
	X(SECRET_DERIVED, "secret.derived", FACT, "secret derived",                                         \
	  "{actor} derives {0:label} from {1:label} and the hash of the messages so far: {0}", "RFC 9846 7.1", NULL, NULL) \
	X(UPDATE_ASKED, "key_update.request", CHECK, "new keys of the peer",                                \
	  "{peer} goes on to its next keys, and says whether {actor} is to do so, too: {0}", "RFC 9846 4.7.3", NULL, NULL) \
	X(SECRET_UPDATED, "secret.updated", FACT, "traffic secret updated",                                 \
	  "{actor} makes traffic secret {a} of this direction out of the one before: {0}", "RFC 9846 7.2", "generation", NULL) \
	X(PSK_DERIVED, "psk.derived", FACT, "key for the next time derived",                                \
	  "{actor} derives the pre-shared key that goes with the ticket from {1:label} and the ticket's nonce, {2}: {0}", "RFC 9846 4.7.1", NULL, NULL) \
	X(PSK_OFFERED, "psk.offered", FACT, "pre-shared key offered",                                       \
	  "{actor} offers a pre-shared key under the identity {0}.", "RFC 9846 4.3.11", NULL, NULL)         \
	X(PSK_KNOWN, "psk.known", FACT, "pre-shared key known",                                             \
	  "{actor} has the key of identity {a}, out of {1}: {0}", "RFC 9846 4.3.11", "number", NULL)        \
	X(BINDER, "psk.binder", FACT, "binder computed",                                                    \
	  "{actor} computes the binder, an HMAC under a key from the pre-shared key over the hash of all that stands before the binders: {0}", \
	  "RFC 9846 4.3.11.2", NULL, NULL)                                                                  \
	X(BINDER_CHECKED, "psk.binder_check", CHECK, "does the client hold the pre-shared key?",            \
	  "{actor} compares the binder that came, {0}, with the one that it computed, {1}.", "RFC 9846 4.3.11.2", NULL, NULL) \
	X(BINDER_CLOSED, "psk.binder_not_checked", CHECK, "does the client hold the pre-shared key?",            \
	  "{actor} reads the binder of identity {a}, {0}.", "RFC 9846 4.3.11.2", "number", NULL) \
	X(PSK_OFFER, "psk.offer", CHECK, "can the server do anything with what is offered?",                \
	  "{actor} looks at all pre-shared keys that are offered together, and at how they are offered.", "RFC 9846 4.3.11", NULL, NULL) \
	X(PSK_CONSIDERED, "psk.considered", CHECK, "is it a pre-shared key to go on with?",                 \
	  "{actor} looks at identity {a} of those that are offered.", "RFC 9846 4.3.11", "number", NULL)    \
	X(TICKET_AGE_HIDDEN, "ticket.age_hidden", FACT, "age of the ticket hidden",                         \
	  "{actor} adds ticket_age_add, {2}, to the age of its ticket in milliseconds, {1}: {0}", "RFC 9846 4.3.11.1", NULL, NULL) \
	X(TICKET_AGE_TOLD, "ticket.age_told", CHECK, "is the ticket as old as the client says?",            \
	  "{actor} takes ticket_age_add, {1}, off {0}: {a} seconds. By its own clock it is {b} seconds.", "RFC 9846 8.3", "seconds", "seconds") \
	X(TICKET_LIFETIME, "ticket.lifetime", CHECK, "how long may the ticket be used?",                    \
	  "The server gives it {a} seconds.", "RFC 9846 4.7.1", "seconds", NULL)                            \
	X(EARLY_OFFERED, "early_data.offered", FACT, "early data considered",                               \
	  "{actor} has data that could go out before the server has answered; so many bytes of it may: {a}", "RFC 9846 4.3.10", "bytes", NULL) \
	X(EARLY_DECIDED, "early_data.decision", CHECK, "does the server take the early data?",              \
	  "{peer} sends data along; {actor} takes {a} bytes at most.", "RFC 9846 4.3.10", "bytes", NULL)    \
	X(EARLY_ANSWER, "early_data.answer", CHECK, "was the early data taken?",                            \
	  "{actor} looks whether the server has taken what was sent before it answered.", "RFC 9846 4.3.10", NULL, NULL) \
	X(EARLY_PASSED, "early_data.passed_over", CHECK, "record of early data passed over",                \
	  "A record of {a} bytes came under keys that {actor} does not use.", "RFC 9846 4.3.10", "bytes", NULL) \
	X(FLIGHT_REPLAYED, "early_data.replayed", FACT, "recorded flight sent again",                       \
	  "{actor} has recorded what the client sent before the server answered, and sends the same bytes to the server: {0:n} of them.", \
	  "RFC 9846 8", NULL, NULL)                                                                         \
	X(EARLY_COUNTED, "early_data.size", CHECK, "is it no more early data than may come?",               \
	  "{a} bytes of early data came; {b} were left.", "RFC 9846 4.3.10", "bytes", "bytes")              \
	X(TRAFFIC_KEYS, "traffic.keys", FACT, "traffic key and IV",                                         \
	  "{actor} expands {2:label} to {0:label} ({0:n} bytes) and {1:label} ({1:n} bytes).", "RFC 9846 7.3", NULL, NULL) \
	X(KEYS_ACTIVE, "keys.active", FACT, "new keys in use",                                              \
	  "From here on {actor} uses the new keys, in one direction. The sequence number begins at 0.",     \
	  "RFC 5246 7.1", "write", NULL)                                                                    \
	X(TRANSCRIPT_HASH, "transcript.hash", FACT, "all messages so far hashed",                           \
	  "{actor} hashes the {a} handshake messages so far: {0}", "RFC 5246 7.4.9", "messages", NULL)      \
	X(VERIFY_DATA, "finished.verify_data", FACT, "verify_data computed",                                \
	  "{actor} computes {0:label}: {0}", "RFC 5246 7.4.9", NULL, NULL)                                  \
	X(FINISHED_COMPARED, "finished.compare", CHECK, "Finished compared",                                \
	  "{actor} compares what came, {0}, with what it computed, {1}.", "RFC 5246 7.4.9", NULL, NULL)     \
	X(GIVEN, "given", FACT, "value given from outside",                                                 \
	  "{actor} does not make this itself ({0:label}, {0:n} bytes): it is given, as a published handshake has it.", "RFC 8448 2", NULL, NULL) \
	X(SIGNATURE_MADE, "certificate_verify.signed", FACT, "handshake signed",                            \
	  "{actor} signs the messages so far with its private key ({a:scheme}).",                           \
	  "RFC 5246 7.4.8", "signature_scheme", NULL)                                                       \
	X(SIGNATURE_CHECKED, "certificate_verify.signature", CHECK, "signature on the handshake",           \
	  "{actor} checks the signature ({a:scheme}) with the key of the certificate.",                     \
	  "RFC 5246 7.4.8", "signature_scheme", NULL)                                                       \
	/* record protection */                                                                             \
	X(MAC_COMPUTED, "record.mac", FACT, "MAC computed",                                                 \
	  "{actor} computes the MAC, with {0:alg}, over sequence number {a}, type, version, length, and what is protected.", "RFC 5246 6.2.3.1", \
	  "sequence_number", NULL)                                                                          \
	X(PADDED, "record.padding", FACT, "padding added",                                                  \
	  "The last block is filled up with {0:n} bytes of padding, and one more byte that says how many.", "RFC 5246 6.2.3.2", NULL, NULL) \
	X(IV_DRAWN, "record.iv", FACT, "IV drawn", "A fresh IV for this record: {0}", "RFC 5246 6.2.3.2", NULL, NULL) \
	X(IV_CHAINED, "record.iv_chained", FACT, "IV: the last block",                                        \
	  "No IV is drawn or sent: it is {0:label}, {0}", "RFC 2246 6.2.3.2", NULL, NULL)                    \
	X(NONCE, "record.nonce", FACT, "nonce made",                                                        \
	  "The salt from the key block and 8 explicit bytes make the nonce: {0}", "RFC 5288 3", NULL, NULL) \
	X(ADDITIONAL_DATA, "record.additional_data", FACT, "additional data",                               \
	  "Sequence number {a}, type, version and length are authenticated too: {0}", "RFC 5246 6.2.3.3",   \
	  "sequence_number", NULL)                                                                          \
	X(ENCRYPTED, "record.encrypted", FACT, "record encrypted",                                          \
	  "{actor} encrypts with {0:alg} and {1:label}: {0:n} bytes come out.", "RFC 5246 6.2.3", "sequence_number", NULL) \
	X(DECRYPTED, "record.decrypted", FACT, "record decrypted",                                          \
	  "{actor} decrypts with {0:alg} and {1:label}: {0:n} bytes come out.", "RFC 5246 6.2.3", "sequence_number", NULL) \
	X(INNER_TYPE, "record.inner_type", CHECK, "true content type",                                      \
	  "The last byte that is not zero says what is inside; {a} zeros follow it: {0}", "RFC 9846 5.2", "zeros", NULL) \
	X(PADDING_CHECKED, "record.padding_check", CHECK, "padding checked",                                \
	  "Every byte of the padding must hold its length.", "RFC 5246 6.2.3.2", NULL, NULL)                \
	X(MAC_CHECKED, "record.mac_check", CHECK, "MAC checked",                                            \
	  "{actor} compares the MAC in the record, {0}, with the one that it computed, {1}.",               \
	  "RFC 5246 6.2.3.1", "sequence_number", NULL)                                                      \
	X(TAG_CHECKED, "record.tag_check", CHECK, "tag checked",                                            \
	  "{actor} opens the record; the tag {0} must fit key, nonce, header and every byte.",              \
	  "RFC 5246 6.2.3.3", "sequence_number", NULL)                                                      \
	/* after the handshake */                                                                           \
	X(ESTABLISHED, "handshake.established", FACT, "handshake established",                              \
	  "Both Finished are sent, and what {actor} checked of them holds: data may flow.", "RFC 5246 7.3", NULL, NULL) \
	X(FAILED, "handshake.failed", FACT, "handshake failed", "{actor} gives up.", "RFC 5246 7.2.2", NULL, NULL) \
	X(DATA_SENT, "application_data.sent", FACT, "application data sent",                                \
	  "{actor} sends {0:n} bytes of data: {0}", "RFC 5246 10", NULL, NULL)                              \
	X(DATA_SPLIT, "application_data.split", FACT, "first byte on its own",                                \
	  "{actor} sends the first byte, {0}, in a record of its own, and the rest behind it.", "RFC 7457 2.3", NULL, NULL) \
	X(DATA_CHANGED, "application_data.changed", FACT, "application data changed",                       \
	  "{actor} has read it, and passes on something else: {0}", "RFC 5246 F.1.1.1", NULL, NULL)         \
	X(DATA_RECEIVED, "application_data.received", FACT, "application data received",                    \
	  "{actor} receives {0:n} bytes of data: {0}", "RFC 5246 10", NULL, NULL)                           \
	X(ALERT_SENT, "alert.sent", FACT, "alert sent",                                                     \
	  "{actor} sends the alert {b:alert} ({a:level}).", "RFC 5246 7.2", "level", "description")         \
	X(ALERT_RECEIVED, "alert.received", FACT, "alert received",                                         \
	  "{actor} receives the alert {b:alert} ({a:level}).", "RFC 5246 7.2", "level", "description")      \
	X(HALF_CLOSED, "connection.half_closed", FACT, "one direction closed",                              \
	  "{peer} writes no more. What {actor} has to say it still may.", "RFC 9846 6.1", NULL, NULL)      \
	X(CLOSED, "connection.closed", FACT, "TLS connection closed",                                       \
	  "Both close_notify alerts were exchanged: nothing was cut off.", "RFC 5246 7.2.1", NULL, NULL)

/* Where an event says something else, or cites another section, in one version: event, version, and title, sentence
 * and RFC as above; NULL: the common one. */
/* The same in SSL 3.0, TLS 1.0 and 1.1. */
#define OLD(X, id, title, sentence, rfc) X(id, SSL30, title, sentence, rfc) X(id, TLS10, title, sentence, rfc) X(id, TLS11, title, sentence, rfc)
#define EVENT_FORM_LIST(X)                                                                                          \
	OLD(X, SCHEME_CHOSEN, NULL, "Nothing is listed, nothing chosen: how {actor} signs, the kind of its key decides.", "RFC 4346 7.4.3") \
	OLD(X, PARAMS_SIGNED, NULL, "{actor} signs both randoms and its parameters with its private key.", "RFC 4346 7.4.3") \
	OLD(X, PARAMS_SIGNATURE, NULL, "{actor} checks the server's signature over both randoms and the parameters.", "RFC 4346 7.4.3") \
	OLD(X, CERT_REQUESTED, NULL, "{peer} asks for a certificate with a key of the types {0}, and names {a} CAs.", "RFC 4346 7.4.4") \
	OLD(X, SIGNATURE_MADE, NULL, "{actor} signs all messages so far with its private key.", "RFC 4346 7.4.8") \
	OLD(X, SIGNATURE_CHECKED, NULL, "{actor} checks the client's signature over all messages so far.", "RFC 4346 7.4.8") \
	X(SIGNATURE_MADE, SSL30, NULL, "{actor} signs two hashes of all messages so far and the master secret.", "RFC 6101 5.6.8") \
	X(SIGNATURE_CHECKED, SSL30, NULL, "{actor} checks the client's signature over two hashes of all messages so far and the master secret.", "RFC 6101 5.6.8") \
	X(PRF_OUTPUT, SSL30, NULL, "The first {0:n} bytes of the blocks are {0:label}: each is MD5 of the secret and a SHA-1 of letters, secret and seed.", "RFC 6101 6") \
	X(PRF_OUTPUT, TLS10, NULL, "P_MD5 of the one half of the secret XOR P_SHA-1 of the other: the first {0:n} bytes are {0:label}.", "RFC 2246 5") \
	X(PRF_OUTPUT, TLS11, NULL, "P_MD5 of the one half of the secret XOR P_SHA-1 of the other: the first {0:n} bytes are {0:label}.", "RFC 4346 5") \
	X(MASTER_SECRET, SSL30, NULL, NULL, "RFC 6101 6.1") \
	X(KEY_BLOCK, SSL30, NULL, NULL, "RFC 6101 6.2.2") \
	X(KEY_CUT, SSL30, NULL, NULL, "RFC 6101 6.2.2") \
	X(VERIFY_DATA, SSL30, NULL, "{actor} computes {0:label}: an MD5 and a SHA-1 of all messages, its name and the master secret, each with pads inside and outside: {0}", \
	  "RFC 6101 5.6.9") \
	X(FINISHED_COMPARED, SSL30, NULL, NULL, "RFC 6101 5.6.9") \
	X(MAC_COMPUTED, SSL30, NULL, "{actor} computes a MAC, with {0:alg}, over sequence number {a}, type, length, and what is protected.", "RFC 6101 5.2.3.1") \
	X(MAC_CHECKED, SSL30, NULL, NULL, "RFC 6101 5.2.3.1") \
	X(PADDED, SSL30, NULL, "The last block is filled up with {0:n} bytes, which may be any, and one more byte that says how many.", "RFC 6101 5.2.3.2") \
	X(PADDING_CHECKED, SSL30, NULL, "The padding must be shorter than a block; what it holds is nobody's concern.", "RFC 6101 5.2.3.2") \
	X(CERT_CHOSEN, SSL30, NULL, NULL, "RFC 6101 5.6.6") \
	X(CERT_REQUESTED, SSL30, NULL, NULL, "RFC 6101 5.6.4") \
	X(CERT_REQUIRED, SSL30, NULL, NULL, "RFC 6101 5.6.6") \
	X(ALERT_SENT, SSL30, NULL, NULL, "RFC 6101 5.4") \
	X(ALERT_RECEIVED, SSL30, NULL, NULL, "RFC 6101 5.4") \
	X(GROUP_CHOSEN, TLS13, NULL, NULL, "RFC 9846 4.3.7")                                                        \
	X(KEX_KEY, TLS13, NULL, NULL, "RFC 9846 4.3.8")                                                             \
	X(KEX_PUBLIC, TLS13, NULL, NULL, "RFC 9846 4.3.8.2")                                                        \
	X(KEX_SECRET, TLS13, NULL, NULL, "RFC 9846 7.4.2")                                                          \
	X(DH_CHOSEN, TLS13, NULL, NULL, "RFC 9846 4.3.7")                                                           \
	X(DH_KEY, TLS13, NULL, NULL, "RFC 9846 4.3.8.1")                                                            \
	X(DH_PUBLIC, TLS13, NULL, NULL, "RFC 9846 4.3.8.1")                                                         \
	X(DH_SECRET, TLS13, NULL, NULL, "RFC 9846 7.4.1")                                                                                         \
	X(TRANSCRIPT_HASH, TLS13, NULL, NULL, "RFC 9846 4.1")                                                       \
	X(VERIFY_DATA, TLS13, NULL, "{actor} computes {0:label}, the HMAC of the messages' hash with the finished key: {0}", \
	  "RFC 9846 4.5.3")                                                                                         \
	X(FINISHED_COMPARED, TLS13, NULL, NULL, "RFC 9846 4.5.3")                                                   \
	X(SIGNATURE_MADE, TLS13, NULL,                                                                              \
	  "{actor} signs with its private key ({a:scheme}): 64 blanks, a context string, a zero byte, and the hash of the messages so far.", \
	  "RFC 9846 4.5.2")                                                                                         \
	X(SIGNATURE_CHECKED, TLS13, NULL, NULL, "RFC 9846 4.5.2")                                                   \
	X(SCHEME_CHOSEN, TLS13, NULL, NULL, "RFC 9846 4.3.3")                                                       \
	X(CERT_REQUESTED, TLS13, NULL, "The server asks the client to prove who it is. It accepts the schemes {1}, and names {a} certificate authorities.", \
	  "RFC 9846 4.4.2")                                                                                         \
	X(KEYS_ACTIVE, TLS13, NULL, NULL, "RFC 9846 7.3")                                                           \
	X(ENCRYPTED, TLS13, NULL, NULL, "RFC 9846 5.2")                                                             \
	X(DECRYPTED, TLS13, NULL, NULL, "RFC 9846 5.2")                                                             \
	X(TAG_CHECKED, TLS13, NULL, NULL, "RFC 9846 5.2")                                                           \
	X(PADDED, TLS13, NULL, NULL, "RFC 9846 5.4")                                                                \
	X(CERT_REQUIRED, TLS13, NULL, NULL, "RFC 9846 4.5.1")                                                       \
	X(RANDOM_DRAWN, TLS13, NULL, NULL, "RFC 9846 C.1") \
	X(MESSAGE_DECODED, TLS13, NULL, NULL, "RFC 9846 3") \
	X(MESSAGE_EXPECTED, TLS13, NULL, NULL, "RFC 9846 4, A") \
	X(RECORD_SENT, TLS13, NULL, NULL, "RFC 9846 5.1") \
	X(RECORD_RECEIVED, TLS13, NULL, NULL, "RFC 9846 5.1") \
	X(RECORD_CHECKED, TLS13, NULL, NULL, "RFC 9846 5.1") \
	X(RESUME_OFFER, TLS13, NULL, NULL, "RFC 9846 2.2") \
	X(SESSION_KEPT, TLS13, NULL, "The key that goes with the ticket may serve another handshake.", "RFC 9846 4.7.1") \
	X(TICKET_STATE, TLS13, NULL, "{actor} puts together what it would have to remember: {0:n} bytes, the pre-shared key among them.", "RFC 9846 4.7.1") \
	X(TICKET_AGE, TLS13, NULL, NULL, "RFC 9846 4.7.1") \
	X(SECRET_FOUND, TLS13, NULL, NULL, "RFC 9846 7.1") \
	X(SECRET_MISSING, TLS13, NULL, "{0} was not given: it would open {1}.", "RFC 9846 7.1") \
	X(HANDSHAKE_CLOSED, TLS13, NULL, NULL, "RFC 9846 2") \
	X(RECORD_CLOSED, TLS13, NULL, NULL, "RFC 9846 5.2") \
	X(SUITE_CHOSEN, TLS13, NULL, "The client offers {0}. The server accepts {1}. Both: {2}. It names a cipher and a hash alone.", "RFC 9846 4.2.3") \
	X(COMPRESSION_CHOSEN, TLS13, NULL, "The client offers {0}. TLS 1.3 has no compression: the field is a rest of older versions, and must say so.", "RFC 9846 4.2.2") \
	X(EXTENSION_OFFERED, TLS13, NULL, NULL, "RFC 9846 4.3") \
	X(EXTENSION_READ, TLS13, NULL, NULL, "RFC 9846 4.3") \
	X(EXTENSION_ANSWERED, TLS13, NULL, NULL, "RFC 9846 4.3") \
	X(SESSION_ID, TLS13, NULL, "legacy_session_id has {0:n} bytes: {0}. It names no session.", "RFC 9846 4.2.2") \
	X(ANSWER_VERSION, TLS13, NULL, "In supported_versions the server chose {a:version}. What stands in the old field is the same in every ServerHello of TLS 1.3: {1}.", "RFC 9846 4.2.3") \
	X(ANSWER_SUITE, TLS13, NULL, NULL, "RFC 9846 4.2.3") \
	X(ANSWER_COMPRESSION, TLS13, NULL, NULL, "RFC 9846 4.2.3") \
	X(CERT_LIST, TLS13, NULL, NULL, "RFC 9846 4.5.1") \
	X(CERT_KEY, TLS13, NULL, NULL, "RFC 9846 4.5.1") \
	X(CERT_SIGNS, TLS13, "may the key sign?", "The server has to sign the handshake with the key of its certificate: {0}", "RFC 9846 4.5.1") \
	X(OWN_CHAIN, TLS13, NULL, NULL, "RFC 9846 4.5.1") \
	X(CERT_CHOSEN, TLS13, NULL, NULL, "RFC 9846 4.5.1") \
	X(CREDENTIAL, TLS13, NULL, NULL, "RFC 9846 4.5.1") \
	X(ESTABLISHED, TLS13, NULL, NULL, "RFC 9846 2") \
	X(FAILED, TLS13, NULL, NULL, "RFC 9846 6.2") \
	X(DATA_SENT, TLS13, NULL, NULL, "RFC 9846 5") \
	X(DATA_RECEIVED, TLS13, NULL, NULL, "RFC 9846 5") \
	X(ALERT_SENT, TLS13, NULL, NULL, "RFC 9846 6") \
	X(ALERT_RECEIVED, TLS13, NULL, NULL, "RFC 9846 6") \
	X(CLOSED, TLS13, NULL, NULL, "RFC 9846 6.1") \
	X(NONCE, TLS13, NULL, "The sequence number, XORed into the IV of this direction, makes the nonce: {0}", "RFC 9846 5.3") \
	X(ADDITIONAL_DATA, TLS13, NULL, "The header of the record is authenticated, too: {0}", "RFC 9846 5.2")

enum event_type {
#define X(id, ...) EV_##id,
	EVENT_LIST(X)
#undef X
	EV_N
};

struct event_spec {
	const char *name;      /* JSON `type` */
	bool check;
	const char *title;
	const char *sentence;
	const char *rfc;       /* NULL: that of the message */
	const char *arg[2];    /* names of the numbers a and b, NULL if unused */
};

extern const struct event_spec event_specs[EV_N];

/* What an event says in that version (0: not known), as the two lists give it. */
struct event_text {
	const char *title, *sentence, *rfc;
};
struct event_text event_text(enum event_type type, uint16_t version);

/* The event type of that JSON name, or EV_N. */
enum event_type event_by_name(const char *name);

#endif
