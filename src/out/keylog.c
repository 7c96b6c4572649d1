#include "out/keylog.h"

#include <string.h>

#include "base/text.h"
#include "spec/codes.h"

enum { RANDOM_SIZE = 32, MASTER_SIZE = 48 };

static bool is_labelled(const struct value *v, const char *label, size_t n)
{
	return v->label && strcmp(v->label, label) == 0 && v->bytes.n == n;
}

/* The random of the ClientHello as it was sent. */
static struct bytes client_random(const struct trace *t)
{
	for (value_id i = 1; i < trace_n_values(t); i++)
		if (is_labelled(trace_value(t, i), "client_random", RANDOM_SIZE))
			return trace_bytes(t, i);
	for (unit_id i = 1; i < trace_n_units(t); i++) {
		const struct unit *u = trace_unit(t, i);
		field_id f;

		if (u->kind != UNIT_MESSAGE || u->content_type != CT_HANDSHAKE || u->handshake_type != HS_CLIENT_HELLO ||
		    !u->n_fields)
			continue;
		f = trace_find_field(t, u->first_field, "random", 0);
		if (f && trace_field(t, f)->len == RANDOM_SIZE)
			return trace_field_bytes(t, f);
	}
	return BYTES_NONE;
}

/* In what somebody listened to, the random that stands last before the secret: a stream may hold several
 * handshakes. */
static struct bytes random_before(const struct trace *t, value_id secret)
{
	for (value_id i = secret; i-- > 1;)
		if (is_labelled(trace_value(t, i), "client_random", RANDOM_SIZE))
			return trace_bytes(t, i);
	return BYTES_NONE;
}

static struct bytes random_of(const struct trace *t, struct bytes first, value_id secret)
{
	return t->stream >= 0 ? random_before(t, secret) : first;
}

static bool known(const struct trace *t, value_id before, struct bytes first, struct bytes random)
{
	for (value_id i = 1; i < before; i++)
		if (is_labelled(trace_value(t, i), "master_secret", MASTER_SIZE) &&
		    bytes_equal(trace_bytes(t, i), trace_bytes(t, before)) && bytes_equal(random_of(t, first, i), random))
			return true;
	return false;
}

void keylog_lines(const struct trace *t, struct buf *out)
{
	struct bytes first = client_random(t);

	for (value_id i = 1; i < trace_n_values(t); i++) {
		struct bytes random;

		if (!is_labelled(trace_value(t, i), "master_secret", MASTER_SIZE))
			continue;
		random = random_of(t, first, i);
		/* both parties compute it: once is enough */
		if (!random.n || known(t, i, first, random))
			continue;
		buf_puts(out, "CLIENT_RANDOM ");
		text_hex(out, random, 0);
		buf_puts(out, " ");
		text_hex(out, trace_bytes(t, i), 0);
		buf_puts(out, "\n");
	}
}
