/* DER (X.690 10), read strictly: definite lengths in the fewest bytes, one-byte
 * tags, nothing left over. Everything returned is a view of the input. */
#ifndef SLOWSHAKE_X509_DER_H
#define SLOWSHAKE_X509_DER_H

#include "base/bytes.h"
#include "base/env.h"
#include "base/status.h"

enum der_tag {
	DER_BOOLEAN = 0x01,
	DER_INTEGER = 0x02,
	DER_BIT_STRING = 0x03,
	DER_OCTET_STRING = 0x04,
	DER_NULL = 0x05,
	DER_OID = 0x06,
	DER_ENUMERATED = 0x0a,
	DER_UTF8_STRING = 0x0c,
	DER_NUMERIC_STRING = 0x12,
	DER_PRINTABLE_STRING = 0x13,
	DER_TELETEX_STRING = 0x14,
	DER_IA5_STRING = 0x16,
	DER_UTC_TIME = 0x17,
	DER_GENERALIZED_TIME = 0x18,
	DER_VISIBLE_STRING = 0x1a,
	DER_UNIVERSAL_STRING = 0x1c,
	DER_BMP_STRING = 0x1e,
	DER_SEQUENCE = 0x30,
	DER_SET = 0x31,
	DER_CONSTRUCTED = 0x20,
	DER_CONTEXT = 0x80,        /* [n], primitive: DER_CONTEXT | n; constructed: also DER_CONSTRUCTED */
};

enum { DER_MAX_DEPTH = 32 };

struct der {
	uint8_t tag;               /* the identifier byte */
	struct bytes content;
	struct bytes whole;        /* tag, length and content */
};

/* Takes one element off the front of *in. ST_DECODE: *in is unchanged. */
enum status der_next(struct bytes *in, struct der *out) MUST_USE;
/* The same, and it must have this tag. */
enum status der_expect(struct bytes *in, uint8_t tag, struct der *out) MUST_USE;
/* The same, and nothing may follow. */
enum status der_only(struct bytes in, uint8_t tag, struct der *out) MUST_USE;
/* Does an element with this tag come next? (Only the tag is looked at.) */
bool der_peek(struct bytes in, uint8_t tag);

/* Contents. ST_DECODE if they are not DER. */
enum status der_boolean(struct bytes content, bool *out) MUST_USE;
/* INTEGER in the fewest bytes, any sign. */
enum status der_integer(struct bytes content) MUST_USE;
/* INTEGER >= 0: its magnitude without leading zero bytes (zero: one byte 00). */
enum status der_unsigned(struct bytes content, struct bytes *out) MUST_USE;
/* INTEGER from 0 to INT32_MAX; larger ones give INT32_MAX. */
enum status der_small(struct bytes content, int *out) MUST_USE;
/* BIT STRING: the bytes after the count of unused bits, which must be zero bits. */
enum status der_bits(struct bytes content, struct bytes *out, unsigned *unused) MUST_USE;
/* Named bits (KeyUsage, ReasonFlags): bit i of the string is bit i of *out. */
enum status der_flags(struct bytes content, uint32_t *out) MUST_USE;
enum status der_oid(struct bytes content) MUST_USE;
/* UTCTime or GeneralizedTime as RFC 5280 4.1.2.5 wants them: seconds, Z, no fraction. */
enum status der_time(uint8_t tag, struct bytes content, utc_time *out) MUST_USE;

/* ---- writing ---- */

/* Adds the head of an element with `n` bytes of content: tag, length in the fewest bytes. */
void der_put_head(struct buf *out, uint8_t tag, size_t n);
/* Adds an element: its head, then the content. */
void der_put(struct buf *out, uint8_t tag, struct bytes content);
/* An INTEGER >= 0 out of its big-endian magnitude. */
void der_put_unsigned(struct buf *out, struct bytes magnitude);
/* UTCTime before 2050, then GeneralizedTime (RFC 5280 4.1.2.5). */
void der_put_time(struct buf *out, utc_time t);

#endif
