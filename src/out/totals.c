#include "out/totals.h"

void totals_add(struct totals *t, const struct stream_summary *s, const struct handshake_summary *h, bool first)
{
	const enum cause cause = s->cause != CAUSE_NONE ? s->cause : h ? h->cause : CAUSE_NONE;

	t->streams += first && s->is_tls;
	t->others += first && !s->is_tls;
	t->causes[cause]++;
	if (!h)
		return;
	t->handshakes++;
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

	if (t->streams + t->others < 2 && t->handshakes < 2)
		return;
	buf_printf(out, "Totals: %zu handshake%s in %zu TLS stream%s: %zu established, %zu failed, %zu of which it is not known", t->handshakes,
		   t->handshakes == 1 ? "" : "s", t->streams, t->streams == 1 ? "" : "s", t->established, t->failed, t->unknown);
	if (t->others)
		buf_printf(out, "; %zu other stream%s", t->others, t->others == 1 ? "" : "s");
	buf_puts(out, ".\n");
	for (enum cause c; (c = next_cause(t, told)) != CAUSE_NONE; told[c] = true)
		buf_printf(out, "  %zu failed: %s (%s)\n", t->causes[c], cause_text(c), cause_code(c));
	for (int i = CLOSED_NONE + 1; i < CLOSED_N; i++)
		if (t->closed[i])
			buf_printf(out, "  %zu not known: %s (%s)\n", t->closed[i], closed_text((enum closed)i), closed_code((enum closed)i));
}
