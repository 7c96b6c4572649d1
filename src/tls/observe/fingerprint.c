/* Fingerprints of a ClientHello by which tools know clients: JA3 and JA4. They hold what was offered, in a form that
 * others look for; nothing in TLS depends on them. */
#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "crypto/crypto.h"
#include "tls/extension/extension.h"
#include "tls/message/message.h"
#include "tls/observe/observe.h"

enum { MOST = 256, JA4_HEX = 6, TEXT = 500, SLOTS = 256 };   /* TEXT: what is hashed, mostly */

/* What of a hello goes in. */
struct shape {
	struct bytes suites, groups, formats, schemes, versions;   /* the lists, in the message */
	struct buf extensions;           /* their types */
	uint16_t version;
	char protocol[2];
	bool lists_versions;
};

struct fingerprints {
	char ja3[33], ja4[40];           /* "": it cannot be computed */
};

/* Clients of the same kind send the same but for random bytes. A slot is overwritten by the next that falls on it. */
struct fingerprint_cache {
	struct {
		struct buf key;
		struct fingerprints prints;
	} slots[SLOTS];
};

struct fingerprint_cache *fingerprint_cache_new(void)
{
	return mem_alloc(sizeof(struct fingerprint_cache));
}

void fingerprint_cache_free(struct fingerprint_cache *c)
{
	for (size_t i = 0; c && i < SLOTS; i++)
		buf_free(&c->slots[i].key);
	free(c);
}

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

static void numbers_of(struct bytes list, struct numbers *out)
{
	for (size_t i = 0; i + 2 <= list.n; i += 2)
		number_add(out, (uint16_t)(list.p[i] << 8 | list.p[i + 1]));
}

/* The hash of the text, which is used up. */
static void hex_of(enum hash_alg h, struct buf *text, size_t bytes, struct buf *out)
{
	const struct bytes part = buf_bytes(text);
	uint8_t digest[32];

	if (crypto_hash(h, &part, 1, digest) == ST_OK)
		text_hex(out, bytes_of(digest, bytes), 0);
	buf_clear(text);
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

static void ja3_of(const struct shape *s, const struct numbers *suites, const struct numbers *extensions, struct buf *out)
{
	struct numbers groups = { .n = 0 };
	struct buf text = { 0 };

	numbers_of(s->groups, &groups);
	buf_reserve(&text, TEXT);
	buf_add_decimal(&text, s->version, 1);
	decimals(suites, &text);
	decimals(extensions, &text);
	decimals(&groups, &text);
	buf_add(&text, BYTES_LIT(","));
	for (size_t i = 0; i < s->formats.n; i++)
		decimal(s->formats.p[i], i == 0, &text);
	hex_of(HASH_MD5, &text, 16, out);
	buf_free(&text);
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

static const char *ja4_version(const struct shape *s)
{
	static const struct { uint16_t version; const char *text; } texts[] = {
		{ VERSION_TLS13, "13" }, { VERSION_TLS12, "12" }, { VERSION_TLS11, "11" }, { VERSION_TLS10, "10" }, { VERSION_SSL30, "s3" },
	};
	struct numbers listed = { .n = 0 };
	uint16_t highest = s->lists_versions ? 0 : s->version;

	numbers_of(s->versions, &listed);
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

static void ja4_of(const struct shape *s, struct numbers *suites, const struct numbers *extensions, struct buf *out)
{
	struct numbers sorted = { .n = 0 }, schemes = { .n = 0 };
	struct buf text = { 0 };
	bool named = false;

	for (size_t i = 0; i < extensions->n; i++) {
		named |= extensions->v[i] == EXT_SERVER_NAME;
		if (extensions->v[i] != EXT_SERVER_NAME && extensions->v[i] != EXT_ALPN)
			number_add(&sorted, extensions->v[i]);
	}
	buf_reserve(&text, TEXT);
	buf_printf(out, "t%s%c%02zu%02zu%c%c_", ja4_version(s), named ? 'd' : 'i', suites->n > 99 ? 99 : suites->n,
		   extensions->n > 99 ? 99 : extensions->n, s->protocol[0], s->protocol[1]);
	qsort(suites->v, suites->n, sizeof(*suites->v), by_value);
	hexadecimal(suites, &text);
	if (suites->n)
		hex_of(HASH_SHA256, &text, JA4_HEX, out);
	else
		buf_puts(out, "000000000000");
	buf_puts(out, "_");
	qsort(sorted.v, sorted.n, sizeof(*sorted.v), by_value);
	hexadecimal(&sorted, &text);
	numbers_of(s->schemes, &schemes);
	if (schemes.n)
		buf_puts(&text, "_");
	hexadecimal(&schemes, &text);
	if (sorted.n)
		hex_of(HASH_SHA256, &text, JA4_HEX, out);
	else
		buf_puts(out, "000000000000");
	buf_free(&text);
}

/* ---- of a hello ---- */

static void shape_read(struct connection *c, struct shape *s)
{
	const field_id formats = msg_field(c, "ec_point_format_list"), list = msg_field(c, "extensions");
	uint16_t type;

	*s = (struct shape){
		.suites = msg_list(c, c->offer.suites), .groups = msg_list(c, c->offer.groups), .formats = msg_list(c, formats),
		.schemes = msg_list(c, c->offer.schemes), .versions = msg_list(c, c->offer.versions),
		.version = c->offer.version, .lists_versions = c->offer.versions != 0,
	};
	for (field_id ext = 0; (ext = extension_next(c, list, ext, &type)) != 0;)
		buf_add_uint(&s->extensions, 2, type);
	ja4_protocol(c, s->protocol);
}

static void shape_key(const struct shape *s, struct buf *key)
{
	const struct bytes lists[] = { s->suites, s->groups, s->formats, s->schemes, s->versions, buf_bytes(&s->extensions), bytes_of(s->protocol, 2) };
	const uint8_t head[] = { (uint8_t)(s->version >> 8), (uint8_t)s->version, s->lists_versions };

	buf_reserve(key, TEXT);
	buf_add(key, bytes_of(head, sizeof(head)));
	for (size_t i = 0; i < ARRAY_LEN(lists); i++) {
		buf_add_uint(key, 3, lists[i].n);
		buf_add(key, lists[i]);
	}
}

static void keep(struct buf *text, char *out, size_t room)
{
	snprintf(out, room, "%s", buf_str(text));
	buf_clear(text);
}

static void compute(const struct shape *s, struct fingerprints *out)
{
	struct numbers suites = { .n = 0 }, extensions = { .n = 0 };
	struct buf text = { 0 };

	numbers_of(s->suites, &suites);
	numbers_of(buf_bytes(&s->extensions), &extensions);
	ja3_of(s, &suites, &extensions, &text);
	keep(&text, out->ja3, sizeof(out->ja3));
	ja4_of(s, &suites, &extensions, &text);
	keep(&text, out->ja4, sizeof(out->ja4));
	buf_free(&text);
}

static void find(struct fingerprint_cache *c, const struct shape *s, struct fingerprints *out)
{
	struct buf key = { 0 };
	uint32_t h = 0;

	shape_key(s, &key);
	for (size_t i = 0; i < key.n; i++)
		h = (h ^ key.p[i]) * 16777619;
	h = (h >> 16) % SLOTS;
	if (bytes_equal(buf_bytes(&key), buf_bytes(&c->slots[h].key))) {
		*out = c->slots[h].prints;
		buf_free(&key);
		return;
	}
	compute(s, out);
	buf_free(&c->slots[h].key);
	c->slots[h].key = key;
	c->slots[h].prints = *out;
}

void observe_fingerprints(struct observer *o)
{
	struct connection *c = &o->c;
	struct fingerprints prints;
	struct shape shape;

	shape_read(c, &shape);
	if (o->cfg->fingerprints)
		find(o->cfg->fingerprints, &shape, &prints);
	else
		compute(&shape, &prints);
	buf_free(&shape.extensions);
	o->now.ja3 = prints.ja3[0] ? trace_text(c->w.t, prints.ja3) : NULL;
	o->now.ja4 = trace_text(c->w.t, prints.ja4);
}
