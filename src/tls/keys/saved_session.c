#include "tls/keys/saved_session.h"

enum { FIXED = 2 + 2 + 1 + 1 + 1 + 8 + 4 + 4 + 4, LENGTH = 4 };

static void add_bytes(struct buf *out, struct bytes b)
{
	buf_add_uint(out, LENGTH, b.n);
	buf_add(out, b);
}

void saved_session_pack(const struct saved_session *s, struct buf *out)
{
	buf_add_uint(out, 2, s->version);
	buf_add_uint(out, 2, s->suite);
	buf_add_uint(out, 1, s->max_fragment_length);
	buf_add_uint(out, 1, s->ems);
	buf_add_uint(out, 1, s->verified);
	buf_add_uint(out, 8, (uint64_t)s->since);
	buf_add_uint(out, 4, s->lifetime);
	buf_add_uint(out, 4, s->age_add);
	buf_add_uint(out, 4, s->max_early_data);
	add_bytes(out, s->secret);
	add_bytes(out, s->alpn);
	add_bytes(out, s->server_name);
	add_bytes(out, s->client_certificates);
}

/* The next n bytes as a number; there are as many. */
static uint64_t next_uint(struct bytes *b, size_t n)
{
	uint64_t v = bytes_uint(bytes_slice(*b, 0, n));

	*b = bytes_slice(*b, n, b->n - n);
	return v;
}

static enum status next_bytes(struct bytes *b, struct bytes *out)
{
	size_t n;

	if (b->n < LENGTH)
		return ST_DECODE;
	n = (size_t)next_uint(b, LENGTH);
	if (b->n < n)
		return ST_DECODE;
	*out = bytes_slice(*b, 0, n);
	*b = bytes_slice(*b, n, b->n - n);
	return ST_OK;
}

enum status saved_session_unpack(struct bytes packed, struct saved_session *out)
{
	if (packed.n < FIXED)
		return ST_DECODE;
	out->version = (uint16_t)next_uint(&packed, 2);
	out->suite = (uint16_t)next_uint(&packed, 2);
	out->max_fragment_length = (uint8_t)next_uint(&packed, 1);
	out->ems = next_uint(&packed, 1) != 0;
	out->verified = next_uint(&packed, 1) != 0;
	out->since = (utc_time)next_uint(&packed, 8);
	out->lifetime = (uint32_t)next_uint(&packed, 4);
	out->age_add = (uint32_t)next_uint(&packed, 4);
	out->max_early_data = (uint32_t)next_uint(&packed, 4);
	TRY(next_bytes(&packed, &out->secret));
	TRY(next_bytes(&packed, &out->alpn));
	TRY(next_bytes(&packed, &out->server_name));
	TRY(next_bytes(&packed, &out->client_certificates));
	return packed.n ? ST_DECODE : ST_OK;
}
