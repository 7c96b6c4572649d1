/* What was sent and not yet received: the units that a receiver will speak of as their sender does. */
#include <string.h>

#include "trace/trace.h"

static struct buf *awaited(struct trace *t, connection_id id, enum actor sender)
{
	struct trace_connection *c = trace_connection(t, id);

	return &c->awaited[sender == c->parties[1]];
}

void trace_announce(struct trace *t, unit_id unit)
{
	const struct unit *u = trace_unit(t, unit);

	buf_add(awaited(t, u->connection, u->sender), bytes_of(&unit, sizeof(unit)));
}

bool trace_announce_instead(struct trace *t, unit_id unit, unit_id now)
{
	const struct unit *u = trace_unit(t, unit);
	struct buf *q = awaited(t, u->connection, u->sender);

	for (size_t off = 0; off + sizeof(unit) <= q->n; off += sizeof(unit))
		if (memcmp(q->p + off, &unit, sizeof(unit)) == 0) {
			memcpy(q->p + off, &now, sizeof(now));
			return true;
		}
	return false;
}

static void forget_at(struct buf *q, size_t off)
{
	memmove(q->p + off, q->p + off + sizeof(unit_id), q->n - off - sizeof(unit_id));
	q->n -= sizeof(unit_id);
}

unit_id trace_claim(struct trace *t, enum unit_kind kind, enum actor sender, struct bytes bytes, unit_id *altered)
{
	struct buf *q = awaited(t, t->connection, sender);
	unit_id id;

	*altered = 0;
	for (size_t off = 0; off + sizeof(id) <= q->n; off += sizeof(id)) {
		const struct unit *u;

		memcpy(&id, q->p + off, sizeof(id));
		u = trace_unit(t, id);
		if (u->kind != kind)
			continue;
		forget_at(q, off);
		if (bytes_equal(trace_bytes(t, u->value), bytes))
			return id;
		*altered = id;
		return 0;
	}
	return 0;
}

/* Whether the unit is in the record, or in what was inside it. */
static bool is_inside(const struct trace *t, unit_id id, unit_id record)
{
	unit_id in = trace_unit(t, id)->carrier;

	return in && (in == record || trace_unit(t, in)->carrier == record);
}

void trace_pass_over(struct trace *t, enum actor sender, unit_id record)
{
	struct buf *q = awaited(t, t->connection, sender);
	unit_id id;

	for (size_t off = 0; record && off + sizeof(id) <= q->n;) {
		memcpy(&id, q->p + off, sizeof(id));
		if (is_inside(t, id, record))
			forget_at(q, off);
		else
			off += sizeof(id);
	}
}

void trace_announce_record(struct trace *t, unit_id record)
{
	trace_announce(t, record);
	for (unit_id id = 1; id < trace_n_units(t); id++)
		if (is_inside(t, id, record))
			trace_announce(t, id);
}

void trace_forget_record(struct trace *t, unit_id record)
{
	const struct unit *u = trace_unit(t, record);
	struct buf *q = awaited(t, u->connection, u->sender);
	unit_id id;

	for (size_t off = 0; off + sizeof(id) <= q->n;) {
		memcpy(&id, q->p + off, sizeof(id));
		if (id == record || is_inside(t, id, record))
			forget_at(q, off);
		else
			off += sizeof(id);
	}
}
