/* Why a check came out as it did: one list gives the enum, the name in JSON and
 * the sentence (same placeholders as in spec/events.h). */
#ifndef SLOWSHAKE_SPEC_REASONS_H
#define SLOWSHAKE_SPEC_REASONS_H

#define REASON_LIST(X)                                                                             \
	X(NONE, "")                                                                                \
	/* decoding and flow */                                                                    \
	X(TOO_SHORT, "The bytes end before the field does.")                                       \
	X(TRAILING, "Bytes are left over after the last field.")                                   \
	X(LENGTH_RANGE, "A length is outside what the field allows.")                              \
	X(NOT_LEGAL_NOW, "In this state the peer may not send it.")                                \
	X(UNKNOWN_TYPE, "The type is not one that exists here.")                                   \
	X(RECORD_TOO_LONG, "The record is longer than the limit.")                                 \
	X(RECORD_VERSION, "The version in the record header is not one of TLS.")                   \
	X(EMPTY_FRAGMENT, "An empty fragment is allowed for application data only.")               \
	X(NOT_TLS, "These bytes are no TLS record.")                                               \
	X(MESSAGE_TOO_LONG, "The message is longer than anything sensible.")                       \
	X(SPLIT_BY_CCS, "The message is interrupted: its rest must come before anything else.")    \
	/* agreeing */                                                                             \
	X(VERSION_TOO_LOW, "The highest version of the client is lower than the lowest of the server.") \
	X(VERSION_NOT_OFFERED, "The server chose a version that was not offered.")                 \
	X(NO_COMMON_SUITE, "No suite stands in both lists; with none in common there is no handshake.") \
	X(FIRST_COMMON_SUITE, "The first of the server's list that the client offers too.")        \
	X(SUITE_NOT_OFFERED, "The server chose a suite that was not offered.")                     \
	X(NO_NULL_COMPRESSION, "null must always be offered.")                                     \
	X(COMPRESSION_NOT_OFFERED, "The server chose a method that was not offered.")              \
	X(EXTENSION_NOT_OFFERED, "The server answers an extension that was not offered.")          \
	X(EXTENSION_TWICE, "The extension stands twice.")                                          \
	X(EXTENSION_UNKNOWN, "Not known here; it is shown and passed over.")                       \
	X(EXTENSION_GREASE, "A reserved value (GREASE): it keeps peers able to ignore what they do not know.") \
	X(EXTENSION_USED, "Both sides know it: it is used.")                                       \
	X(EXTENSION_NOT_USED, "Known, but not used in this connection.")                           \
	X(EXTENSION_NOTED, "Known; it says what the peer can do.")                                 \
	X(RENEGOTIATION_NOT_EMPTY, "In a first handshake renegotiated_connection must be empty.")  \
	X(NO_COMMON_PROTOCOL, "No application protocol stands in both lists.")                     \
	X(NO_COMMON_SIGNATURE, "No signature algorithm fits both the lists and the key.")          \
	X(DOWNGRADE_MARK, "The server could have spoken TLS 1.3: someone made this handshake older.") \
	/* secrets */                                                                              \
	X(PADDING_BAD, "The block does not begin 00 02 with at least eight non-zero bytes and 00.") \
	X(PADDING_LENGTH, "The secret inside is not 48 bytes long.")                               \
	X(VERSION_INSIDE, "The version inside is not the one that the client offered.")            \
	X(VALUES_DIFFER, "The two differ.")                                                        \
	X(VALUES_EQUAL, "The two are equal.")                                                      \
	X(SIGNATURE_BAD, "The signature does not fit the hash and the key.")                       \
	X(SIGNATURE_ALGORITHM, "The signature algorithm was not offered or does not fit the key.") \
	X(CERTIFICATE_MISSING, "A certificate is required and none came.")                         \
	X(RECORD_PADDING, "A padding byte does not hold the padding's length.")                    \
	X(RECORD_BLOCK, "The ciphertext is not a whole number of blocks, or too short.")           \
	X(KEY_KIND, "The key is not of the kind that the key exchange needs.")                     \
	/* certificates */                                                                         \
	X(CERT_UNREADABLE, "The certificate cannot be read as X.509.")

enum reason {
#define X(name, text) REASON_##name,
	REASON_LIST(X)
#undef X
	REASON_N
};

const char *reason_name(enum reason r);      /* "too_short" */
const char *reason_sentence(enum reason r);

#endif
