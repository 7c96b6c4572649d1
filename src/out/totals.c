#include "out/totals.h"

static void count_keys(struct totals *t, const struct handshake_summary *h)
{
	t->opened += h->decrypted;
	t->want_keys += !h->decrypted && (h->reason == CLOSED_NO_KEY || h->reason == CLOSED_TLS13 || h->reason == CLOSED_RESUMED_UNKNOWN ||
					  h->reason == CLOSED_FORWARD_SECRECY || h->reason == CLOSED_WRONG_RSA_KEY);
}

void totals_leave_out(struct totals *t, const struct handshake_summary *h)
{
	t->left_out++;
	if (h)
		count_keys(t, h);
}

void totals_add(struct totals *t, const struct stream_summary *s, const struct handshake_summary *h, bool first)
{
	const enum cause cause = s->cause != CAUSE_NONE ? s->cause : h ? h->cause : CAUSE_NONE;

	t->streams += first && s->is_tls;
	t->never += s->cause != CAUSE_NONE;
	t->others += first && !s->is_tls && s->cause == CAUSE_NONE;
	t->causes[cause]++;
	if (!h)
		return;
	t->handshakes++;
	count_keys(t, h);
	t->established += h->outcome == OUTCOME_ESTABLISHED;
	t->failed += h->outcome == OUTCOME_FAILED;
	t->unknown += h->outcome == OUTCOME_UNKNOWN;
	if (h->outcome == OUTCOME_UNKNOWN)
		t->closed[h->reason]++;
}

void totals_merge(struct totals *t, const struct totals *more)
{
	size_t *to = (size_t *)t;
	const size_t *from = (const size_t *)more;

	for (size_t i = 0; i < sizeof(*t) / sizeof(size_t); i++)
		to[i] += from[i];
}

void totals_keys(const struct totals *t, size_t connections, size_t keys, struct buf *out)
{
	if (!connections && !keys)
		return;
	buf_puts(out, "Keys given: ");
	if (connections)
		buf_printf(out, "secrets of %zu connection%s", connections, connections == 1 ? "" : "s");
	if (keys)
		buf_printf(out, "%s%zu RSA key%s", connections ? " and " : "", keys, keys == 1 ? "" : "s");
	if (t->want_keys && !t->opened)
		buf_printf(out, "; none is of a handshake in this capture (closed for want of one: %zu).\n", t->want_keys);
	else
		buf_printf(out, "; %zu handshake%s opened, %zu %s closed for want of one.\n", t->opened, t->opened == 1 ? " is" : "s are", t->want_keys,
			   t->want_keys == 1 ? "stays" : "stay");
}

/* The most frequent one that was not told yet; CAUSE_NONE: all were. */
static enum cause next_cause(const struct totals *t, const bool told[CAUSE_N])
{
	enum cause best = CAUSE_NONE;

	for (int i = CAUSE_NONE + 1; i < CAUSE_N; i++)
		if (!told[i] && t->causes[i] && (best == CAUSE_NONE || t->causes[i] > t->causes[best]))
			best = (enum cause)i;
	return best;
}

void totals_text(const struct totals *t, struct buf *out)
{
	bool told[CAUSE_N] = { false };

	if (t->streams + t->never + t->others < 2 && t->handshakes < 2)
		return;
	buf_printf(out, "Totals: %zu handshake%s in %zu TLS stream%s: %zu established, %zu failed, %zu of which it is not known", t->handshakes,
		   t->handshakes == 1 ? "" : "s", t->streams, t->streams == 1 ? "" : "s", t->established, t->failed, t->unknown);
	if (t->never)
		buf_printf(out, "; %zu connection%s that never came about", t->never, t->never == 1 ? "" : "s");
	if (t->others)
		buf_printf(out, "; %zu other stream%s", t->others, t->others == 1 ? "" : "s");
	buf_puts(out, ".\n");
	for (enum cause c; (c = next_cause(t, told)) != CAUSE_NONE; told[c] = true)
		buf_printf(out, "  %zu failed: %s (%s)\n", t->causes[c], cause_text(c), cause_code(c));
	for (int i = CLOSED_NONE + 1; i < CLOSED_N; i++)
		if (t->closed[i])
			buf_printf(out, "  %zu not known: %s (%s)\n", t->closed[i], closed_text((enum closed)i), closed_code((enum closed)i));
}
