#include "inside.h"

#include <string.h>

#include "crypto/crypto.h"
#include "fuzz.h"
#include "spec/suites.h"

enum { HEADER = 5, TAG = 16 };

/* ---- keys ---- */

static void look_up(struct inside *in)
{
	static const char *const key[] = { "client_write_key", "server_write_key" }, *const iv[] = { "client_write_iv", "server_write_iv" };
	const enum actor own = trace_current(in->t)->parties[in->side];

	for (; in->seen < trace_n_values(in->t); in->seen++) {
		const struct value *v = trace_value(in->t, in->seen);

		if (v->actor != own)
			continue;
		if (strcmp(v->label, key[in->side]) == 0 && in->n < ARRAY_LEN(in->keys))
			in->keys[in->n++].key = v->bytes;
		else if (strcmp(v->label, iv[in->side]) == 0 && in->n)
			in->keys[in->n - 1].iv = v->bytes;
	}
}

static enum cipher_alg cipher_of(const struct inside *in)
{
	const char *name = trace_current(in->t)->outcome.cipher_suite;

	for (uint32_t code = 0x1301; name && code <= 0x1305; code++) {
		const struct suite *s = suite_find((uint16_t)code);

		if (s && strcmp(s->code.name, name) == 0)
			return s->cipher;
	}
	return CIPHER_AES_128_GCM;
}

static struct bytes nonce_of(const struct inside *in, size_t at, uint64_t seq, uint8_t room[12])
{
	memcpy(room, in->keys[at].iv.p, 12);
	for (size_t i = 0; i < 8; i++)
		room[11 - i] ^= (uint8_t)(seq >> 8 * i);
	return bytes_of(room, 12);
}

/* ---- records ---- */

struct bytes inside_record(struct inside *in)
{
	size_t n;

	if (in->in.n < HEADER)
		return BYTES_NONE;
	n = HEADER + ((size_t)in->in.p[3] << 8 | in->in.p[4]);
	return in->in.n < n ? BYTES_NONE : bytes_of(in->in.p, n);
}

static bool opens(struct inside *in, size_t at, uint64_t seq, struct bytes record, struct buf *inner)
{
	uint8_t nonce[12];

	return in->keys[at].iv.n == 12 &&
	       crypto_open(cipher_of(in), in->keys[at].key, nonce_of(in, at, seq, nonce), bytes_slice(record, 0, HEADER),
			   bytes_slice(record, HEADER, record.n - HEADER), inner->p) == ST_OK;
}

bool inside_open(struct inside *in, struct bytes record, struct buf *inner)
{
	look_up(in);
	if (record.p[0] != CT_APPLICATION_DATA || record.n < HEADER + TAG + 1)
		return false;
	buf_reserve(inner, record.n);
	for (size_t at = in->at; at < in->n; at++) {
		if (!opens(in, at, at == in->at ? in->opened : 0, record, inner))
			continue;
		if (at != in->at)
			in->opened = in->sealed = 0;
		in->at = at;
		in->opened++;
		inner->n = record.n - HEADER - (cipher_of(in) == CIPHER_AES_128_CCM_8 ? 8 : TAG);
		return true;
	}
	return false;
}

void inside_seal(struct inside *in, struct bytes inner, struct buf *out)
{
	const size_t tag = cipher_of(in) == CIPHER_AES_128_CCM_8 ? 8 : TAG;
	uint8_t head[HEADER] = { CT_APPLICATION_DATA, 3, 3 }, nonce[12];

	if (inner.n > 0xffff - tag)
		inner.n = 0xffff - tag;
	head[3] = (uint8_t)((inner.n + tag) >> 8);
	head[4] = (uint8_t)(inner.n + tag);
	buf_add(out, bytes_of(head, HEADER));
	buf_reserve(out, inner.n + tag);
	if (crypto_seal(cipher_of(in), in->keys[in->at].key, nonce_of(in, in->at, in->sealed++, nonce), bytes_of(head, HEADER), inner,
			out->p + out->n) != ST_OK)
		fuzz_die("nothing can be sealed");
	out->n += inner.n + tag;
}

void inside_free(struct inside *in)
{
	buf_free(&in->in);
}
