/* Why a captured handshake or record stays closed, and what would help: one list
 * gives the enum, the codes in JSON, the sentences. */
#ifndef SLOWSHAKE_SPEC_CLOSED_H
#define SLOWSHAKE_SPEC_CLOSED_H

#define CLOSED_LIST(X)                                                                                          \
	X(NONE, "none", "It was decrypted.", "")                                                                \
	X(NO_KEY, "no_key", "No secret was given for this client random.",                                      \
	  "Give a key log of the client or the server (SSLKEYLOGFILE), or the server's RSA key if the key exchange is RSA.") \
	X(NO_START, "no_start", "The capture begins after the hellos: without the randoms and the order of messages there are no keys.", \
	  "Capture again from before the connection is opened.")                                                \
	X(FORWARD_SECRECY, "forward_secrecy", "An RSA key was given, but the key exchange is Diffie-Hellman: the secret never crossed the wire, and no key of the server's can bring it back.", \
	  "Only a key log written by the client or the server during the handshake helps.")                     \
	X(STATIC_DH, "static_dh", "The server's Diffie-Hellman key stands in its certificate, the same for every connection: whoever has it can open all of them.", \
	  "Give a key log. The server's private key would do as well, but keys of such suites are not read here: nobody speaks them any more (RFC 10015 forbids those over finite fields and discourages those over curves).") \
	X(WRONG_RSA_KEY, "wrong_rsa_key", "The RSA key that was given is not the one in the server's certificate.", \
	  "Give the key that belongs to this certificate, or a key log.")                                       \
	X(PSK_MISSING, "psk_missing", "The secret is made of a pre-shared key, and none was given for the identity that the client names.", \
	  "Give the key that both have with --psk IDENTITY:HEX (for RSA_PSK the server's RSA key as well), or a key log.") \
	X(WRONG_PSK, "wrong_psk", "The pre-shared key that was given for this identity does not open the records.", \
	  "Give the one that the two had. (Or they did not have the same; then the server answers the client's Finished with an alert.)") \
	X(WRONG_SECRET, "wrong_secret", "The secret that was given for this client random does not open the records.", \
	  "The key log line is damaged or of another session: take it again from the peer that wrote it. (Or the record was altered on its way; then the peer that got it answers bad_record_mac.)")      \
	X(RESUMED_UNKNOWN, "resumed_unknown", "The session is resumed from an earlier handshake that was not decrypted in this file.", \
	  "Capture the first handshake too, or give a key log line for this client random.")                    \
	X(GAP, "gap", "Bytes are missing in the capture: after a gap the record layer cannot go on.",           \
	  "Capture again without loss (a larger buffer: tcpdump -B).")                                          \
	X(TRUNCATED, "truncated", "The capture kept only the beginning of packets.",                            \
	  "Capture again with the whole packet (tcpdump -s 0).")                                                \
	X(ONE_DIRECTION, "one_direction", "Only one direction of the connection is in the capture.",            \
	  "Capture at a place that both directions pass.")                                                      \
	X(TLS13, "tls13_secrets_missing", "TLS 1.3 encrypts everything after ServerHello, and its traffic secrets were not given.", \
	  "Give the key log of the client or the server (SSLKEYLOGFILE): each of its four lines of traffic secrets opens one side, before its Finished or after.") \
	X(TLS13_DRAFT, "tls13_draft", "It is an early draft of TLS 1.3, with the suites of TLS 1.2: its keys are made otherwise than those of TLS 1.3.", \
	  "Nothing here opens it. Of peers that speak TLS 1.3 as it became (RFC 9846) a key log will do.")        \
	X(NO_PRIMITIVE, "no_primitive", "The cryptographic library lacks this suite's cipher or hash.",         \
	  "A build with a library that has it would open it.")                                                  \
	X(NOT_TLS, "not_tls", "One side began TLS, and what the other sent is not TLS.", \
	  "Perhaps this port speaks TLS only after a command (STARTTLS), or not at all.") \
	X(EVICTED, "evicted", "More connections were open at once than are kept in mind: this one was let go before its end.", \
	  "Look at it alone: with --stream N all of it is read. Or cut the capture into parts (editcap -c).") \
	X(LIMIT, "limit", "The connection holds more than is kept of one, and what comes after that was not looked at.", \
	  "A handshake takes some kilobytes: this one is broken, or made to wear out whoever reads it. Wireshark may show more.") \
	X(INCOMPLETE, "incomplete", "The handshake never finished.", "See the last message and the alert, if there is one.")

enum closed {
#define X(id, code, text, help) CLOSED_##id,
	CLOSED_LIST(X)
#undef X
	CLOSED_N
};

const char *closed_code(enum closed c);   /* "no_key"; for CLOSED_NONE NULL: JSON null */
const char *closed_text(enum closed c);
const char *closed_help(enum closed c);

#endif
