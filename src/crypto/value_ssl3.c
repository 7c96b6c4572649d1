/* SSL 3.0 (RFC 6101): what it has in place of HMAC and PRF, each hash a value. */
#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "crypto/value_util.h"
#include "spec/events.h"

enum { PAD_MAX = 48, PRF_BLOCK = 16, PRF_BLOCKS = 26 };

/* 5.2.3.1: pad_1 is 36 and pad_2 is 5c, 48 times for MD5 and 40 times for SHA. */
static value_id pad(struct work w, enum hash_alg h, int which)
{
	uint8_t bytes[PAD_MAX];

	assert(h == HASH_MD5 || h == HASH_SHA1);
	memset(bytes, which == 1 ? 0x36 : 0x5c, sizeof(bytes));
	return trace_add_leaf(w.t, w.actor, OP_CONST, which == 1 ? "pad_1" : "pad_2", bytes_of(bytes, h == HASH_MD5 ? 48 : 40));
}

static value_id outer_hash(struct work w, enum hash_alg h, const char *label, value_id secret, value_id inner)
{
	const value_id data[] = { secret, pad(w, h, 2), inner };

	return value_hash(w, h, label, data, ARRAY_LEN(data));
}

value_id value_ssl3_mac(struct work w, enum hash_alg h, const char *label, value_id key, const value_id *data, size_t n)
{
	value_id *all = mem_alloc((2 + n) * sizeof(*all));
	value_id inner;

	all[0] = key;
	all[1] = pad(w, h, 1);
	if (n)
		memcpy(all + 2, data, n * sizeof(*data));
	inner = value_hash(w, h, "inner hash", all, 2 + n);
	free(all);
	return outer_hash(w, h, label, key, inner);
}

value_id value_ssl3_handshake_hash(struct work w, const struct value_run *r, const char *label, value_id master, enum side_id sender)
{
	static const enum hash_alg hashes[] = { HASH_MD5, HASH_SHA1 };
	static const char *const inner_labels[] = { "inner MD5", "inner SHA-1" };
	value_id both[2];

	for (size_t i = 0; i < ARRAY_LEN(hashes); i++) {
		value_id more[3];
		size_t n = 0;

		if (sender != SIDE_NONE)
			more[n++] = trace_add_leaf(w.t, w.actor, OP_CONST, "Sender",
						   sender == SIDE_CLIENT ? BYTES_LIT("CLNT") : BYTES_LIT("SRVR"));
		more[n++] = master;
		more[n++] = pad(w, hashes[i], 1);
		both[i] = outer_hash(w, hashes[i], hash_name(hashes[i]), master,
				     value_run_with(r, w, hashes[i], inner_labels[i], more, n));
	}
	return trace_add_concat(w.t, w.actor, label, both, ARRAY_LEN(both));
}

/* One block: MD5(secret + SHA(letters + secret + seed)), letters "A", "BB", "CCC" ... */
static value_id prf_block(struct work w, size_t i, value_id secret, value_id seed)
{
	uint8_t letters[PRF_BLOCKS];
	value_id data[3], inner;

	memset(letters, (int)('A' + i), i + 1);
	data[0] = trace_add_leaf(w.t, w.actor, OP_CONST, "letters", bytes_of(letters, i + 1));
	data[1] = secret;
	data[2] = seed;
	inner = value_hash(w, HASH_SHA1, "inner SHA-1", data, 3);
	return value_hash(w, HASH_MD5, "block", (const value_id[]){ secret, inner }, 2);
}

value_id value_ssl3_prf(struct work w, const char *out_label, value_id secret, value_id seed, size_t out_len, bool tell)
{
	const size_t n = (out_len + PRF_BLOCK - 1) / PRF_BLOCK;
	value_id blocks[PRF_BLOCKS], joined, out;

	assert(n <= PRF_BLOCKS);
	for (size_t i = 0; i < n; i++)
		blocks[i] = prf_block(w, i, secret, seed);
	joined = trace_add_concat(w.t, w.actor, n * PRF_BLOCK == out_len ? out_label : "blocks", blocks, n);
	out = n * PRF_BLOCK == out_len ? joined : trace_add_slice(w.t, w.actor, joined, 0, out_len, out_label);
	if (tell)
		trace_add_event(w.t, EV_PRF_OUTPUT, w.actor, &out, 1);
	return out;
}
