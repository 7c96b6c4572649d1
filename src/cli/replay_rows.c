#include "cli/replay_rows.h"

#include <assert.h>
#include <string.h>

#include "out/summary.h"

static void add(struct replay_rows *r, const struct stream_summary *s, const struct handshake_summary *h, bool *first, struct buf *out)
{
	if (!filter_holds(r->filter, s, h)) {
		totals_leave_out(&r->totals, h);
		return;
	}
	totals_add(&r->totals, s, h, *first);
	*first = false;
	if (h)
		r->row(s, h, out);
	else
		summary_not_tls(s, out);
}

/* A connection that never came about is a row of every summary. */
static void add_refused(struct replay_rows *r, const struct stream_summary *s, struct buf *out)
{
	const struct handshake_summary none = { .outcome = OUTCOME_FAILED, .cause = s->cause, .cause_text = s->cause_text, .reason = CLOSED_INCOMPLETE };
	bool first = true;

	add(r, s, &none, &first, out);
}

void replay_rows_add(struct replay_rows *r, const struct replay_stream *s, struct buf *out)
{
	struct stream_summary without = s->summary;
	bool first = true;

	if (!s->summary.is_tls && !r->all) {
		if (r->row && s->summary.cause != CAUSE_NONE)
			add_refused(r, &s->summary, out);
		return;
	}
	/* records, or what looked like them, without any hello */
	if (s->summary.is_tls)
		without.looks_like = "SSL 2.0, or records that are damaged from the start";
	if (r->all && (!s->summary.is_tls || !trace_n_handshakes(s->trace)))
		add(r, &without, NULL, &first, out);
	for (size_t i = 0; s->summary.is_tls && i < trace_n_handshakes(s->trace); i++) {
		const struct handshake_summary *h = trace_handshake(s->trace, i);

		/* the middle of a conversation is no handshake: explain says what it is */
		if (r->all || handshake_has_hello(h))
			add(r, &s->summary, h, &first, out);
	}
}

bool replay_rows_wanted(struct replay_rows *r, const struct replay_stream *s)
{
	const size_t n = s->trace ? trace_n_handshakes(s->trace) : 0;
	bool wanted = !r->filter || (s->trace && !s->summary.is_tls && filter_holds(r->filter, &s->summary, NULL));

	for (size_t i = 0; i < n && !wanted; i++)
		wanted = filter_holds(r->filter, &s->summary, trace_handshake(s->trace, i));
	r->told += wanted;
	for (size_t i = 0; i < n && !wanted; i++)
		totals_leave_out(&r->totals, trace_handshake(s->trace, i));
	return wanted;
}

bool replay_rows_none(const struct replay_rows *r)
{
	const struct totals *t = &r->totals;

	return t->left_out && !r->told && !(t->handshakes + t->streams + t->others + t->never);
}

void replay_rows_pack(struct replay_rows *r, struct bytes lines, struct buf *out)
{
	buf_add(out, bytes_of(&r->totals, sizeof(r->totals)));
	buf_add(out, lines);
	r->totals = (struct totals){ 0 };
}

void replay_rows_unpack(struct replay_rows *r, struct bytes packed, struct buf *lines)
{
	struct totals more;

	assert(packed.n >= sizeof(more));
	memcpy(&more, packed.p, sizeof(more));
	totals_merge(&r->totals, &more);
	buf_add(lines, bytes_slice(packed, sizeof(more), packed.n - sizeof(more)));
}
