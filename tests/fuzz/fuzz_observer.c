/* An observer that has the secrets of TLS 1.3, and peers that know them as well: what is inside the records is hostile, too.
 * First byte: which secrets are kept from it. Then records, as a head, a length of 2 bytes and the content. Head: bit 0 the
 * sender, bits 1 and 2 the epoch (0: in clear), bits 3 and 4 the type, bit 5: the epoch begins anew, bit 6: one byte is altered. */
#include <stdlib.h>
#include <string.h>

#include "crypto/crypto.h"
#include "crypto/value.h"
#include "fuzz.h"
#include "spec/keylog.h"
#include "spec/layout.h"
#include "spec/suites.h"
#include "tls/observe/observer.h"

enum { SECRET = 32, SUITE = 0x1301, RECORDS = 256 };

static const enum keylog_label labels[2][4] = {
	{ KEYLOG_NONE, KEYLOG_CLIENT_EARLY_TRAFFIC_SECRET, KEYLOG_CLIENT_HANDSHAKE_TRAFFIC_SECRET, KEYLOG_CLIENT_TRAFFIC_SECRET_0 },
	{ KEYLOG_NONE, KEYLOG_NONE, KEYLOG_SERVER_HANDSHAKE_TRAFFIC_SECRET, KEYLOG_SERVER_TRAFFIC_SECRET_0 },
};

static struct bytes secret_of(enum keylog_label label)
{
	static uint8_t secret[SECRET];

	memset(secret, label, sizeof(secret));
	return bytes_of(secret, sizeof(secret));
}

static struct bytes give(void *ctx, enum keylog_label label, struct bytes random)
{
	const uint8_t *kept = ctx;

	(void)random;
	return *kept >> (label - KEYLOG_CLIENT_EARLY_TRAFFIC_SECRET) & 1 ? BYTES_NONE : secret_of(label);
}

struct epoch {
	struct bytes key, iv;
	uint64_t seq;
};

static void keys_make(struct trace *t, enum keylog_label label, struct epoch *e)
{
	const struct work w = { .t = t };
	const value_id v = trace_add_leaf(t, ACTOR_CLIENT, OP_KEYLOG, "secret", secret_of(label));

	e->key = trace_bytes(t, value_hkdf_expand_label(w, HASH_SHA256, "key", v, "key", 0, 16));
	e->iv = trace_bytes(t, value_hkdf_expand_label(w, HASH_SHA256, "iv", v, "iv", 0, 12));
}

static void seal(struct epoch *e, uint8_t type, struct bytes content, struct buf *out)
{
	uint8_t nonce[12];
	struct buf inner = { 0 };

	buf_add(&inner, content);
	buf_add_uint(&inner, 1, type);
	buf_add_uint(out, 1, CT_APPLICATION_DATA);
	buf_add_uint(out, 2, VERSION_TLS12);
	buf_add_uint(out, 2, inner.n + 16);
	memcpy(nonce, e->iv.p, sizeof(nonce));
	for (size_t i = 0; i < 8; i++)
		nonce[11 - i] ^= (uint8_t)(e->seq >> 8 * i);
	buf_reserve(out, inner.n + 16);
	if (crypto_seal(suite_find(SUITE)->cipher, e->key, bytes_of(nonce, 12), bytes_of(out->p, 5), buf_bytes(&inner), out->p + 5) != ST_OK)
		fuzz_die("nothing can be sealed");
	out->n += inner.n + 16;
	e->seq++;
	buf_free(&inner);
}

static void record(struct epoch epochs[2][4], uint8_t head, struct bytes content, struct observer *o)
{
	static const uint8_t types[] = { CT_HANDSHAKE, CT_ALERT, CT_APPLICATION_DATA, CT_CHANGE_CIPHER_SPEC };
	struct epoch *e = &epochs[head & 1][head >> 1 & 3];
	struct buf out = { 0 };

	if (head & 0x20)
		e->seq = 0;
	if (e->key.n) {
		seal(e, types[head >> 3 & 3], content, &out);
	} else {
		buf_add_uint(&out, 1, types[head >> 3 & 3]);
		buf_add_uint(&out, 2, VERSION_TLS12);
		buf_add_uint(&out, 2, content.n);
		buf_add(&out, content);
	}
	if (head & 0x40)
		out.p[out.n - 1] ^= 1;
	observer_feed(o, head & 1 ? SIDE_SERVER : SIDE_CLIENT, buf_bytes(&out), 1000);
	buf_free(&out);
}

static void conversation(const uint8_t *data, size_t size, bool brief)
{
	uint8_t kept = data[0];
	const struct observer_config cfg = { .secrets = { .traffic = give, .ctx = &kept, .any = true }, .brief = brief };
	struct trace *keys = trace_new(), *t = trace_new();
	struct epoch epochs[2][4] = { 0 };
	struct observer *o;

	t->brief = brief;
	o = observer_new(t, &cfg);
	for (int side = 0; side < 2; side++)
		for (int i = 0; i < 4; i++)
			if (labels[side][i] != KEYLOG_NONE)
				keys_make(keys, labels[side][i], &epochs[side][i]);
	for (size_t at = 1, n = 0; at + 3 <= size && n < RECORDS; n++) {
		size_t len = (size_t)data[at + 1] << 8 | data[at + 2];
		const uint8_t head = data[at];

		at += 3;
		len = len < size - at ? len : size - at;
		record(epochs, head, bytes_of(data + at, len < 16384 ? len : 16384), o);
		at += len;
	}
	observer_end(o, true, NULL);
	if (!brief)
		fuzz_check_trace(t, true);
	observer_free(o);
	trace_free(t);
	trace_free(keys);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static bool ready;
	struct error err;

	if (!size)
		return 0;
	if (!ready && crypto_init(&err) != ST_OK)
		fuzz_die("%s", err.text);
	ready = true;
	conversation(data, size, false);
	conversation(data, size, true);
	return 0;
}
