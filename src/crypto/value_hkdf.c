/* HKDF (RFC 5869) and HKDF-Expand-Label (RFC 9846 7.1). */
#include <assert.h>
#include <stdio.h>
#include <string.h>

#include <mbedtls/platform_util.h>

#include "crypto/value_util.h"

enum { EXPAND_MAX = 255 * HASH_MAX, NAME_MAX_LEN = 249 };   /* RFC 5869 2.3; a length byte less "tls13 " */

value_id value_hkdf_extract(struct work w, enum hash_alg h, const char *label, value_id salt, value_id key_material)
{
	const value_id inputs[] = { salt, key_material };
	const struct bytes data = trace_bytes(w.t, key_material);
	uint8_t prk[HASH_MAX];
	value_id out;

	value_must(crypto_hmac(h, trace_bytes(w.t, salt), &data, 1, prk), hash_name(h));
	out = trace_add_value(w.t, w.actor, OP_HKDF_EXTRACT, label, hash_name(h), inputs, 2, bytes_of(prk, hash_size(h)));
	mbedtls_platform_zeroize(prk, sizeof(prk));
	return out;
}

/* T(i) = HMAC(key, T(i-1) + info + i); the first n bytes of T(1) + T(2) + ... */
value_id value_hkdf_expand(struct work w, enum hash_alg h, const char *label, value_id key, value_id info, size_t n)
{
	const value_id inputs[] = { key, info };
	const size_t size = hash_size(h);
	uint8_t *out = trace_room(w.t, n + size), i = 0;
	struct hmac_key own;
	const struct hmac_key *opened;

	assert(n <= 255 * size && n <= EXPAND_MAX);
	value_must(value_key_open(w, h, key, &own, &opened), hash_name(h));
	for (size_t off = 0; off < n; off += size) {
		const struct bytes before = off ? bytes_of(out + off - size, size) : BYTES_NONE;
		const struct bytes parts[] = { before, trace_bytes(w.t, info), { &i, 1 } };

		i++;
		hmac_key_compute(opened, parts, ARRAY_LEN(parts), out + off);
	}
	value_key_close(&own, opened);
	return trace_add_own(w.t, w.actor, OP_HKDF_EXPAND, label, hash_name(h), inputs, 2, bytes_of(out, n));
}

/* Without telling of what it consists: for a trace that keeps no more than a summary needs. */
static value_id label_brief(struct work w, const char *name, struct bytes context, size_t n)
{
	const size_t len = strlen(name);
	const uint8_t head[] = { (uint8_t)(n >> 8), (uint8_t)n, (uint8_t)(6 + len), 't', 'l', 's', '1', '3', ' ' };
	const size_t whole = sizeof(head) + len + 1 + context.n;
	uint8_t *out = trace_room(w.t, whole);

	memcpy(out, head, sizeof(head));
	memcpy(out + sizeof(head), name, len);
	out[sizeof(head) + len] = (uint8_t)context.n;
	if (context.n)
		memcpy(out + whole - context.n, context.p, context.n);
	return trace_add_own(w.t, w.actor, OP_CONCAT, "HkdfLabel", NULL, NULL, 0, bytes_of(out, whole));
}

value_id value_hkdf_label(struct work w, const char *name, value_id context, size_t n)
{
	const size_t context_len = context ? trace_bytes(w.t, context).n : 0;
	char full[8 + NAME_MAX_LEN];
	value_id parts[5];
	size_t len;

	assert(n <= UINT16_MAX && context_len <= UINT8_MAX && strlen(name) <= NAME_MAX_LEN);
	if (w.t->brief)
		return label_brief(w, name, context ? trace_bytes(w.t, context) : BYTES_NONE, n);
	len = (size_t)snprintf(full, sizeof(full), "tls13 %s", name);
	parts[0] = trace_add_uint(w.t, w.actor, OP_CONST, "length", 2, n);
	parts[1] = trace_add_uint(w.t, w.actor, OP_CONST, "length of the label", 1, len);
	parts[2] = trace_show(w.t, trace_add_leaf(w.t, w.actor, OP_CONST, "label", bytes_str(full)), SHOW_TEXT, NULL);
	parts[3] = trace_add_uint(w.t, w.actor, OP_CONST, "length of the context", 1, context_len);
	parts[4] = context;
	return trace_add_concat(w.t, w.actor, "HkdfLabel", parts, context ? 5 : 4);
}

value_id value_hkdf_expand_label(struct work w, enum hash_alg h, const char *label, value_id secret, const char *name,
				 value_id context, size_t n)
{
	return value_hkdf_expand(w, h, label, secret, value_hkdf_label(w, name, context, n), n);
}
