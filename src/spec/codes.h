/* Code points: numbers and the names that the registries give them. */
#ifndef SLOWSHAKE_SPEC_CODES_H
#define SLOWSHAKE_SPEC_CODES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/bytes.h"

struct code {
	uint32_t value;
	const char *name;     /* as in the RFC or the IANA registry */
	const char *rfc;      /* "RFC 5246 7.2", or NULL for the table's own */
};

/* One registry. A row begins with a struct code, and may say more (struct suite, struct group,
 * struct scheme). Sorted by value. */
struct code_table {
	const char *title;    /* "TLS Cipher Suites" */
	const char *rfc;
	const void *rows;
	size_t n, row_size;
	int grease;           /* RFC 8701: 0 none, 1 values 0x?A?A, 2 PSK modes 0x0B.. */
	bool wide;            /* two bytes each, although one would do for all that have a name */
};

/* Code points in an order of preference. */
struct code_list {
	const uint16_t *codes;
	size_t n;
};
bool code_listed(const struct code_list *l, uint32_t value);
/* The same of a list as it is sent, 2 bytes each. */
bool code_listed_in(struct bytes list, uint32_t value);
/* Of such a list the highest, up to a limit; 0: there is none. */
uint16_t code_highest_in(struct bytes list, uint16_t limit);

/* Row i of the table, i < t->n. */
const struct code *code_at(const struct code_table *t, size_t i);
/* The code's row, or NULL. */
const struct code *code_find(const struct code_table *t, uint32_t value);
/* Its name, "GREASE" for a reserved value, or NULL. */
const char *code_name(const struct code_table *t, uint32_t value);
/* Is it one of the values that RFC 8701 reserves in this registry? */
bool code_is_grease(const struct code_table *t, uint32_t value);
/* By name, ASCII case ignored; NULL if there is none. */
const struct code *code_by_name(const struct code_table *t, const char *name);

/* A name for everybody: the registry's, else the number, "0x1399". Of a version also a draft's, "TLS 1.3 draft 18".
 * Static, or in `room`. */
enum { CODE_TEXT_MAX = 24 };
const char *code_text(const struct code_table *t, uint32_t value, char room[CODE_TEXT_MAX]);
const char *version_text(uint32_t version, char room[CODE_TEXT_MAX]);
/* The same without its first blank: "TLSv1.2", "TLSv1.3 draft 18", "SSLv3". */
const char *version_token(uint32_t version, char room[CODE_TEXT_MAX]);

/* The version whose rules and texts hold: a draft of TLS 1.3 is TLS 1.3. */
uint16_t version_rules(uint16_t version);
/* What hellos and records say in their old fields: TLS 1.3 and what may follow it call themselves TLS 1.2 there (RFC 9846 4.2.2, 5.1). */
uint16_t version_on_wire(uint16_t version);

/* What the RFC's structs are called: "Handshake", "ClientHello". NULL if unknown. */
const char *content_type_title(unsigned content_type);
const char *handshake_type_title(unsigned handshake_type);

extern const struct code_table codes_content_type, codes_handshake_type, codes_version,
	codes_cipher_suite, codes_compression, codes_extension, codes_alert_level, codes_alert,
	codes_named_group, codes_point_format, codes_signature_scheme, codes_hash, codes_signature,
	codes_client_cert_type, codes_name_type, codes_ccs, codes_status_type, codes_curve_type,
	codes_max_fragment, codes_psk_mode, codes_key_update, codes_certificate_compression, codes_sct_version,
	codes_ech_type, codes_hpke_kem, codes_hpke_kdf, codes_hpke_aead;

enum { CT_CHANGE_CIPHER_SPEC = 20, CT_ALERT, CT_HANDSHAKE, CT_APPLICATION_DATA, CT_HEARTBEAT };
enum {
	HS_HELLO_REQUEST = 0,
	HS_CLIENT_HELLO = 1,
	HS_SERVER_HELLO = 2,
	HS_NEW_SESSION_TICKET = 4,
	HS_END_OF_EARLY_DATA = 5,
	HS_HELLO_RETRY_REQUEST = 6,   /* reserved (RFC 9846 B.3): on the wire it is a ServerHello; here what names it in a flow */
	HS_ENCRYPTED_EXTENSIONS = 8,
	HS_CERTIFICATE = 11,
	HS_SERVER_KEY_EXCHANGE = 12,
	HS_CERTIFICATE_REQUEST = 13,
	HS_SERVER_HELLO_DONE = 14,
	HS_CERTIFICATE_VERIFY = 15,
	HS_CLIENT_KEY_EXCHANGE = 16,
	HS_FINISHED = 20,
	HS_CERTIFICATE_URL = 21,
	HS_CERTIFICATE_STATUS = 22,
	HS_KEY_UPDATE = 24,
	HS_COMPRESSED_CERTIFICATE = 25,
	HS_MESSAGE_HASH = 254,        /* of the transcript only: nobody sends it */
};
enum { VERSION_SSL30 = 0x0300, VERSION_TLS10 = 0x0301, VERSION_TLS11, VERSION_TLS12, VERSION_TLS13 };
enum {
	EXT_SERVER_NAME = 0,
	EXT_MAX_FRAGMENT_LENGTH = 1,
	EXT_STATUS_REQUEST = 5,
	EXT_SUPPORTED_GROUPS = 10,
	EXT_EC_POINT_FORMATS = 11,
	EXT_SIGNATURE_ALGORITHMS = 13,
	EXT_ALPN = 16,
	EXT_SCT = 18,
	EXT_PADDING = 21,
	EXT_ENCRYPT_THEN_MAC = 22,
	EXT_EXTENDED_MASTER_SECRET = 23,
	EXT_RECORD_SIZE_LIMIT = 28,
	EXT_COMPRESS_CERTIFICATE = 27,
	EXT_DELEGATED_CREDENTIAL = 34,
	EXT_SESSION_TICKET = 35,
	EXT_PRE_SHARED_KEY = 41,
	EXT_EARLY_DATA = 42,
	EXT_SUPPORTED_VERSIONS = 43,
	EXT_COOKIE = 44,
	EXT_POST_HANDSHAKE_AUTH = 49,
	EXT_PSK_KEY_EXCHANGE_MODES = 45,
	EXT_CERTIFICATE_AUTHORITIES = 47,
	EXT_OID_FILTERS = 48,
	EXT_SIGNATURE_ALGORITHMS_CERT = 50,
	EXT_KEY_SHARE_DRAFT = 40,   /* before draft 23 of TLS 1.3 */
	EXT_KEY_SHARE = 51,
	EXT_TICKET_REQUEST = 58,
	EXT_APPLICATION_SETTINGS_OLD = 17513,
	EXT_APPLICATION_SETTINGS = 17613,
	EXT_ECH_OUTER_EXTENSIONS = 0xfd00,
	EXT_ENCRYPTED_CLIENT_HELLO = 0xfe0d,
	EXT_RENEGOTIATION_INFO = 0xff01,
};
enum { COMPRESSION_ZLIB = 1, COMPRESSION_BROTLI, COMPRESSION_ZSTD };   /* of certificates, RFC 8879 7.3 */
enum { ALERT_WARNING = 1, ALERT_FATAL = 2 };
enum {
	ALERT_CLOSE_NOTIFY = 0,
	ALERT_UNEXPECTED_MESSAGE = 10,
	ALERT_BAD_RECORD_MAC = 20,
	ALERT_RECORD_OVERFLOW = 22,
	ALERT_HANDSHAKE_FAILURE = 40,
	ALERT_NO_CERTIFICATE = 41,
	ALERT_BAD_CERTIFICATE = 42,
	ALERT_UNSUPPORTED_CERTIFICATE = 43,
	ALERT_CERTIFICATE_REVOKED = 44,
	ALERT_CERTIFICATE_EXPIRED = 45,
	ALERT_CERTIFICATE_UNKNOWN = 46,
	ALERT_ILLEGAL_PARAMETER = 47,
	ALERT_UNKNOWN_CA = 48,
	ALERT_ACCESS_DENIED = 49,
	ALERT_DECODE_ERROR = 50,
	ALERT_DECRYPT_ERROR = 51,
	ALERT_PROTOCOL_VERSION = 70,
	ALERT_INSUFFICIENT_SECURITY = 71,
	ALERT_INTERNAL_ERROR = 80,
	ALERT_INAPPROPRIATE_FALLBACK = 86,
	ALERT_USER_CANCELED = 90,
	ALERT_CERTIFICATE_REQUIRED = 116,
	ALERT_NO_RENEGOTIATION = 100,
	ALERT_MISSING_EXTENSION = 109,
	ALERT_UNSUPPORTED_EXTENSION = 110,
	ALERT_UNRECOGNIZED_NAME = 112,
	ALERT_BAD_CERTIFICATE_STATUS_RESPONSE = 113,
	ALERT_UNKNOWN_PSK_IDENTITY = 115,
	ALERT_NO_APPLICATION_PROTOCOL = 120,
	ALERT_NONE = -1,
};

#endif
