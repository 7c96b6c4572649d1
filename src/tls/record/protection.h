/* What protects the records of one direction, and what protecting and opening them have in common. */
#ifndef SLOWSHAKE_TLS_PROTECTION_H
#define SLOWSHAKE_TLS_PROTECTION_H

#include "crypto/value.h"
#include "spec/layout.h"
#include "spec/suites.h"
#include "trace/trace.h"
#include "wire/parse.h"

struct connection;

/* One direction of record protection. */
struct protection {
	enum protection_kind kind;
	const struct suite *suite;
	value_id mac_key, key, salt;               /* salt: AEAD, in TLS 1.3 the whole IV; 0 where the suite has none */
	/* Before TLS 1.1 the IV of a CBC record is not sent: it is the last block of the
	 * record before, and for the first one it comes out of the key block. */
	value_id iv;                               /* 0: each record has its own */
	bool ssl30;                                /* the MAC and the padding of SSL 3.0 */
	struct crypto_stream *stream;              /* RC4; owned by the side whose protection it is */
	uint64_t seq;
};

/* Nothing: the fragment is the content. */
extern const struct protection protection_none;

/* A value of which the first `off` bytes were used up. */
struct part {
	value_id value;
	unit_id carrier;
	uint32_t carrier_off;                      /* where the value begins in the carrier */
	size_t off;
};

/* Bytes of a record: the IV (or explicit nonce) that it carries; its MAC or tag. */
uint8_t protection_iv_size(const struct protection *p);
uint8_t protection_mac_size(const struct protection *p);
/* Whether a record of that type is one that was protected: in TLS 1.3 ChangeCipherSpec never is, and an alert need not be
 * (RFC 9846 5). */
bool record_is_protected(const struct connection *c, const struct protection *p, uint8_t type);
/* One record more went by: the number of the next one. */
void record_count(const struct connection *c, struct protection *p);
/* The type that a record has in its header: in TLS 1.3 what is protected says that it is application data. */
uint8_t record_outer_type(const struct protection *p, uint8_t type);
/* The facts of a record, and of a decrypted block: how its end divides. */
void protection_facts(const struct protection *p, struct parse_context *ctx);
void plaintext_facts(const struct protection *p, size_t padding, struct parse_context *ctx);
/* The MAC of a record over these values joined, of which the event says `unit`. */
value_id record_mac(struct connection *c, const struct protection *p, uint8_t type, uint16_t version,
		    const value_id *data, size_t n, unit_id unit);
/* RFC 9846 5.3, RFC 7905 2: the record's number, padded, XOR the IV. */
enum { AEAD_NONCE = 12 };
void protection_nonce(const struct trace *t, const struct protection *p, uint8_t out[AEAD_NONCE]);
/* `explicit`: the part that the record carries; 0: there is none, and it is that of above. */
value_id aead_nonce(struct connection *c, const struct protection *p, value_id explicit);
/* Of TLS 1.3: version and length as the record's header has them. */
value_id aead_header(struct connection *c, uint16_t version, size_t length);
value_id aead_data(struct connection *c, const struct protection *p, uint8_t type, uint16_t version, size_t length);

#endif
