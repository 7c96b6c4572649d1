#include "x509/sct.h"

enum { SCT_V1 = 0, LOG_ID = 32, TIMESTAMP = 8 };

static enum status take(struct bytes *in, size_t n, struct bytes *out)
{
	if (in->n < n)
		return ST_DECODE;
	*out = bytes_slice(*in, 0, n);
	*in = bytes_slice(*in, n, in->n - n);
	return ST_OK;
}

/* Behind its length of two bytes. */
static enum status take_vector(struct bytes *in, struct bytes *out)
{
	struct bytes length;

	TRY(take(in, 2, &length));
	return take(in, (size_t)bytes_uint(length), out);
}

enum status sct_open(struct bytes list, struct bytes *timestamps)
{
	TRY(take_vector(&list, timestamps));
	return list.n || !timestamps->n ? ST_DECODE : ST_OK;
}

static enum status read_v1(struct bytes in, struct sct *out)
{
	TRY(take(&in, LOG_ID, &out->log_id));
	TRY(take(&in, TIMESTAMP, &out->timestamp));
	TRY(take_vector(&in, &out->extensions));
	TRY(take(&in, 2, &out->algorithm));
	TRY(take_vector(&in, &out->signature));
	return in.n ? ST_DECODE : ST_OK;
}

enum status sct_next(struct bytes *timestamps, struct sct *out)
{
	const uint8_t *from = timestamps->p;

	*out = (struct sct){ .is_v1 = false };
	TRY(take_vector(timestamps, &out->content));
	out->whole = bytes_of(from, 2 + out->content.n);
	if (!out->content.n)
		return ST_DECODE;
	out->is_v1 = out->content.p[0] == SCT_V1;
	return out->is_v1 ? read_v1(bytes_slice(out->content, 1, out->content.n - 1), out) : ST_OK;
}
