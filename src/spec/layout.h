/* Layouts: what a message looks like on the wire, as data. One table drives the
 * parser, the builder, the field tree, the JSON names and the explanations. */
#ifndef SLOWSHAKE_SPEC_LAYOUT_H
#define SLOWSHAKE_SPEC_LAYOUT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "spec/show.h"

struct code_table;

enum layout_kind {
	L_END = 0,   /* closes a table */
	L_UINT,      /* a number of `width` bytes, big-endian */
	L_BYTES,     /* exactly `min` bytes, opaque */
	L_VEC,       /* length prefix of `width` bytes, then opaque content, or one `sub` that ends exactly */
	L_LIST,      /* length prefix of `width` bytes (0: to the end), then `sub` repeated, ending exactly */
	L_STRUCT,    /* the members in `sub`, up to L_END */
	L_SWITCH,    /* the layout that `cases` gives for the selector; none: opaque to the end */
	L_REST,      /* opaque, to the end of what encloses it */
	L_CERT,      /* a DER certificate to the end of what encloses it */
	L_OCSP,      /* a DER OCSPResponse to the end of what encloses it */
	L_NAME,      /* a DER Name to the end of what encloses it */
	L_DER,       /* one DER element and its children (made by the X.509 reader) */
};

/* What a switch looks at: the value of the number just before it (in any
 * enclosing struct), or a fact of the connection in struct parse_context. An
 * L_BYTES or L_REST with a fact has that size, or leaves that many bytes. */
enum selector {
	SEL_PREVIOUS,
	SEL_KEY_EXCHANGE,   /* enum key_exchange_form */
	SEL_VERSION,        /* of the protocol, as on the wire: a case holds from its version on; 0: not known */
	SEL_PROTECTION,     /* enum protection_kind */
	SEL_IV_SIZE,
	SEL_MAC_SIZE,       /* of the MAC or the AEAD tag */
	SEL_TRAILER_SIZE,   /* MAC, padding and padding_length together */
	SEL_PADDING_SIZE,   /* padding without padding_length */
	SEL_SIZE_1,         /* sizes that the message itself gave earlier on */
	SEL_SIZE_2,
	SEL_HELLO_FORM,     /* enum hello_form */
	SEL_HASH_SIZE,      /* TLS 1.3: of the suite's hash */
	SEL_GROUP,          /* code point of the named group that was agreed on; 0: none */
	SEL_N,
};

/* What ServerKeyExchange and ClientKeyExchange look like. */
enum key_exchange_form {
	FORM_RSA, FORM_DHE, FORM_DH_ANON, FORM_ECDHE, FORM_ECDH_ANON, FORM_PSK, FORM_RSA_PSK, FORM_DHE_PSK, FORM_ECDHE_PSK,
	FORM_OTHER,
};

/* What a ServerHello looks like. */
enum hello_form {
	HELLO_USUAL,
	HELLO_RETRY,        /* TLS 1.3: a HelloRetryRequest, told by its random (RFC 9846 4.2.3) */
	HELLO_DRAFT,        /* TLS 1.3 before draft 22: no session_id, no compression_method */
};

/* How a record is protected: what its fragment consists of. */
enum protection_kind {
	PROTECT_NONE,       /* the fragment is the content */
	PROTECT_STREAM,     /* content, MAC (NULL cipher) */
	PROTECT_STREAM_CIPHER,   /* encrypted content + MAC */
	PROTECT_BLOCK,      /* IV, encrypted content + MAC + padding */
	PROTECT_BLOCK_ETM,  /* IV, encrypted content + padding, MAC (RFC 7366) */
	PROTECT_AEAD,       /* explicit nonce, encrypted content, tag */
	PROTECT_TLS13,      /* encrypted content + type + zeros, tag; what is sent in clear says so by its type */
	PROTECT_OPAQUE,     /* something that cannot be opened */
};

struct layout_case {
	uint32_t value;
	const struct layout *sub;
};

struct layout {
	const char *name;           /* the RFC's name of the field; NULL: no node of its own, its parts stand in its parent */
	enum layout_kind kind;
	uint8_t width;
	bool half;                  /* L_BYTES: half of what is left */
	bool optional;              /* may be absent when nothing is left */
	uint32_t min, max;          /* L_BYTES: size is min; L_VEC/L_LIST: bounds of the content, max 0: none */
	enum show show;
	const struct code_table *codes;   /* names for an L_UINT with SHOW_CODE */
	const struct layout *sub;
	enum selector select;
	const struct layout_case *cases;
	size_t n_cases;
	const char *rfc;            /* where the field is specified; NULL: as its parent */
	const char *told;           /* of a message: what its content is called as a value that everybody knows who
	                               sees the message in clear; NULL: of no interest as one */
};

/* The layout that a switch has for the selector: the case of that value, of versions the newest that is
 * not newer. NULL: none. */
const struct layout *layout_case_find(const struct layout *l, uint32_t selector);

extern const struct layout layout_record;          /* TLSPlaintext / TLSCiphertext */
extern const struct layout layout_handshake;       /* Handshake: type, length, body by type */
extern const struct layout layout_change_cipher_spec, layout_alert, layout_application_data, layout_heartbeat;
extern const struct layout layout_v2_hello;        /* an SSLv2 record with a ClientHello (RFC 5246 E.2) */
extern const struct layout layout_plaintext;       /* what decryption gave, by SEL_PROTECTION */
extern const struct layout layout_rsa_block_encrypt;   /* 00 02 PS 00 M */
extern const struct layout layout_ticket, layout_ticket_state, layout_ticket_state_tls13;   /* RFC 5077 4: a ticket of this server's, and what is inside */
extern const struct layout layout_decompressed;    /* of CompressedCertificate: a Certificate of TLS 1.3, without a header (RFC 8879 4) */
extern const struct layout layout_rsa_block_sign;      /* 00 01 FF.. 00 DigestInfo */

/* Leaves that the parser itself makes. */
extern const struct layout layout_malformed;
extern const struct layout layout_length[5];       /* by width */

#endif
