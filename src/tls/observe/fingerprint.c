/* Fingerprints of a ClientHello by which tools know clients: JA3 and JA4. They hold what was offered, in a form that
 * others look for; nothing in TLS depends on them. */
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "crypto/crypto.h"
#include "tls/message/message.h"
#include "tls/observe/observe.h"

enum { MOST = 256, JA4_HEX = 6, TEXT = 500 };   /* what is hashed, mostly */

/* Numbers of a hello, reserved ones (RFC 8701) left out. */
struct numbers {
	uint16_t v[MOST];
	size_t n;
};

static void number_add(struct numbers *l, uint16_t v)
{
	if (l->n < MOST && !((v & 0x0f0f) == 0x0a0a && v >> 8 == (v & 0xff)))
		l->v[l->n++] = v;
}

static void numbers_of_list(const struct connection *c, field_id list, struct numbers *out)
{
	const struct bytes b = msg_list(c, list);

	for (size_t i = 0; i + 2 <= b.n; i += 2)
		number_add(out, (uint16_t)bytes_uint(bytes_slice(b, i, 2)));
}

static void numbers_of_extensions(struct connection *c, struct numbers *out)
{
	for (field_id f = 0; (f = trace_find_field(c->w.t, c->msg.root, "extension_type", f)) != 0;)
		number_add(out, (uint16_t)bytes_uint(trace_field_bytes(c->w.t, f)));
}

static const char *hex_of(struct connection *c, enum hash_alg h, struct buf *text, size_t bytes)
{
	const struct bytes part = buf_bytes(text);
	uint8_t digest[32];
	const char *out = NULL;

	buf_clear(text);
	if (crypto_hash(h, &part, 1, digest) == ST_OK) {
		text_hex(text, bytes_of(digest, bytes), 0);
		out = arena_str(&c->w.t->arena, buf_str(text));
		buf_clear(text);
	}
	return out;
}

/* ---- JA3: version, suites, extensions, groups, point formats, in decimal ---- */

static void decimal(uint16_t v, bool first, struct buf *out)
{
	if (!first)
		buf_add(out, BYTES_LIT("-"));
	buf_add_decimal(out, v, 1);
}

static void decimals(const struct numbers *l, struct buf *out)
{
	buf_add(out, BYTES_LIT(","));
	for (size_t i = 0; i < l->n; i++)
		decimal(l->v[i], i == 0, out);
}

static const char *ja3_of(struct connection *c, const struct numbers *suites, const struct numbers *extensions)
{
	const struct bytes formats = msg_list(c, msg_field(c, "ec_point_format_list"));
	struct numbers groups = { .n = 0 };
	struct buf text = { 0 };
	const char *out;

	numbers_of_list(c, c->offer.groups, &groups);
	buf_reserve(&text, TEXT);
	buf_add_decimal(&text, c->offer.version, 1);
	decimals(suites, &text);
	decimals(extensions, &text);
	decimals(&groups, &text);
	buf_add(&text, BYTES_LIT(","));
	for (size_t i = 0; i < formats.n; i++)
		decimal(formats.p[i], i == 0, &text);
	out = hex_of(c, HASH_MD5, &text, 16);
	buf_free(&text);
	return out;
}

/* ---- JA4: over TCP; counts, and hashes of sorted lists ---- */

static int by_value(const void *a, const void *b)
{
	return (int)*(const uint16_t *)a - (int)*(const uint16_t *)b;
}

static void hexadecimal(const struct numbers *l, struct buf *out)
{
	for (size_t i = 0; i < l->n; i++) {
		const uint8_t v[] = { (uint8_t)(l->v[i] >> 8), (uint8_t)l->v[i] };

		if (i)
			buf_add(out, BYTES_LIT(","));
		text_hex(out, bytes_of(v, sizeof(v)), 0);
	}
}

static const char *ja4_version(const struct connection *c)
{
	static const struct { uint16_t version; const char *text; } texts[] = {
		{ VERSION_TLS13, "13" }, { VERSION_TLS12, "12" }, { VERSION_TLS11, "11" }, { VERSION_TLS10, "10" }, { VERSION_SSL30, "s3" },
	};
	struct numbers listed = { .n = 0 };
	uint16_t highest = c->offer.versions ? 0 : c->offer.version;

	numbers_of_list(c, c->offer.versions, &listed);
	for (size_t i = 0; i < listed.n; i++)
		highest = listed.v[i] > highest ? listed.v[i] : highest;
	for (size_t i = 0; i < ARRAY_LEN(texts); i++)
		if (texts[i].version == highest)
			return texts[i].text;
	return "00";
}

/* The first and the last character of the first protocol; of its hex where they are no letters or digits. */
static void ja4_protocol(struct connection *c, char out[2])
{
	const field_id f = c->offer.alpn ? trace_find_field(c->w.t, c->offer.alpn, "ProtocolName", 0) : 0;
	const struct bytes b = f ? msg_list(c, f) : BYTES_NONE;
	static const char digits[] = "0123456789abcdef";

	out[0] = out[1] = '0';
	if (!b.n)
		return;
	if (isalnum(b.p[0]) && isalnum(b.p[b.n - 1])) {
		out[0] = (char)b.p[0];
		out[1] = (char)b.p[b.n - 1];
	} else {
		out[0] = digits[b.p[0] >> 4];
		out[1] = digits[b.p[b.n - 1] & 15];
	}
}

static const char *ja4_of(struct connection *c, struct numbers *suites, const struct numbers *extensions)
{
	struct numbers sorted = { .n = 0 }, schemes = { .n = 0 };
	struct buf text = { 0 }, whole = { 0 };
	bool named = false;
	char protocol[2];
	const char *out;

	for (size_t i = 0; i < extensions->n; i++) {
		named |= extensions->v[i] == EXT_SERVER_NAME;
		if (extensions->v[i] != EXT_SERVER_NAME && extensions->v[i] != EXT_ALPN)
			number_add(&sorted, extensions->v[i]);
	}
	ja4_protocol(c, protocol);
	buf_reserve(&text, TEXT);
	buf_printf(&whole, "t%s%c%02zu%02zu%c%c_", ja4_version(c), named ? 'd' : 'i', suites->n > 99 ? 99 : suites->n,
		   extensions->n > 99 ? 99 : extensions->n, protocol[0], protocol[1]);
	qsort(suites->v, suites->n, sizeof(*suites->v), by_value);
	hexadecimal(suites, &text);
	buf_puts(&whole, suites->n ? hex_of(c, HASH_SHA256, &text, JA4_HEX) : "000000000000");
	buf_puts(&whole, "_");
	qsort(sorted.v, sorted.n, sizeof(*sorted.v), by_value);
	hexadecimal(&sorted, &text);
	numbers_of_list(c, c->offer.schemes, &schemes);
	if (schemes.n)
		buf_puts(&text, "_");
	hexadecimal(&schemes, &text);
	buf_puts(&whole, sorted.n ? hex_of(c, HASH_SHA256, &text, JA4_HEX) : "000000000000");
	out = arena_str(&c->w.t->arena, buf_str(&whole));
	buf_free(&text);
	buf_free(&whole);
	return out;
}

void observe_fingerprints(struct observer *o)
{
	struct connection *c = &o->c;
	struct numbers suites = { .n = 0 }, extensions = { .n = 0 };

	numbers_of_list(c, c->offer.suites, &suites);
	numbers_of_extensions(c, &extensions);
	o->now.ja3 = ja3_of(c, &suites, &extensions);
	o->now.ja4 = ja4_of(c, &suites, &extensions);
}
