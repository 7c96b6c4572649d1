/* Application data (RFC 5246 10). */
#include <string.h>

#include "tls/endpoint_state.h"
#include "tls/message/message.h"
#include "tls/record/record.h"
#include "tls/message/read.h"
#include "tls/resume/psk.h"

/* The next of what another connection brought. */
static value_id next_relayed(struct connection *c, size_t room)
{
	struct list *l = &endpoint_of(c)->to_relay;
	value_id data = LIST_AT(l, value_id, 0);
	size_t n = trace_bytes(c->w.t, data).n;

	if (n > room) {
		LIST_AT(l, value_id, 0) = trace_show(c->w.t, trace_add_slice(c->w.t, c->actor, data, room, n - room, "data"), SHOW_TEXT, NULL);
		return trace_show(c->w.t, trace_add_slice(c->w.t, c->actor, data, 0, room, "data"), SHOW_TEXT, NULL);
	}
	memmove(l->p, &LIST_AT(l, value_id, 1), --l->n * sizeof(data));
	return data;
}

/* It goes out before the server has answered. */
static bool is_early(const struct connection *c)
{
	return c->side == SIDE_CLIENT && c->s.early.offered && !c->s.early.over;
}

static size_t bytes_waiting(struct connection *c)
{
	const struct endpoint *ep = endpoint_of(c);

	return ep->to_send.n ? ep->to_send.n : trace_bytes(c->w.t, LIST_AT(&ep->to_relay, value_id, 0)).n;
}

/* Before TLS 1.1 everybody has seen the next IV: the last block that was sent. A record of one byte in front, whose MAC nobody knows
 * beforehand, makes it another one (RFC 7457 2.3). */
static bool splits_now(struct connection *c)
{
	struct endpoint *ep = endpoint_of(c);

	ep->split = own_side(c)->protection.iv && !ep->split && bytes_waiting(c) > 1;
	return ep->split;
}

static size_t room_now(struct connection *c)
{
	const size_t room = record_room(c);

	if (splits_now(c))
		return 1;
	return is_early(c) && c->s.early.left < room ? c->s.early.left : room;
}

/* It is kept until the server has taken it. */
static void early_sends(struct connection *c, struct bytes data)
{
	buf_add(&endpoint_of(c)->early_sent, data);
	c->s.early.left -= (uint32_t)data.n;
	c->sides[SIDE_CLIENT].sends_data = c->s.early.left > 0;
}

/* As much of what waits as fits into a record. */
static value_id next_data(struct connection *c)
{
	struct buf *given = &endpoint_of(c)->to_send;
	size_t room = room_now(c), n = given->n < room ? given->n : room;
	value_id data;

	if (!n)
		return next_relayed(c, room);
	data = trace_add_leaf(c->w.t, c->actor, OP_CONFIG, "data", bytes_slice(buf_bytes(given), 0, n));
	if (is_early(c))
		early_sends(c, bytes_slice(buf_bytes(given), 0, n));
	buf_drop(given, n);
	return trace_show(c->w.t, data, SHOW_TEXT, NULL);
}

unit_id application_data_make(struct connection *c)
{
	const value_id data = next_data(c);
	struct build_item item = { "data", data };

	if (endpoint_of(c)->split)
		CONN_EVENT(c, EV_DATA_SPLIT, data);
	CONN_EVENT(c, EV_DATA_SENT, data);
	return message_plain(c, CT_APPLICATION_DATA, "application data", &layout_application_data, &item, 1);
}

void application_data_read(struct connection *c)
{
	size_t n = trace_bytes(c->w.t, c->msg.value).n;

	CONN_EVENT(c, EV_DATA_RECEIVED, trace_show(c->w.t, trace_add_slice(c->w.t, c->actor, c->msg.value, 0, n, "data"), SHOW_TEXT, NULL));
}

enum status application_data_take(struct connection *c)
{
	struct bytes b = trace_bytes(c->w.t, c->msg.value);
	size_t room = MAX_RECEIVED - (endpoint_of(c)->received.n < MAX_RECEIVED ? endpoint_of(c)->received.n : MAX_RECEIVED);

	TRY(early_count(c, b.n));
	if (!b.n)
		TRY(endpoint_idle_limit(c, IDLE_EMPTY));
	else
		memset(endpoint_of(c)->idle, 0, sizeof(endpoint_of(c)->idle));
	buf_add(&endpoint_of(c)->received, bytes_slice(b, 0, b.n < room ? b.n : room));
	application_data_read(c);
	return ST_OK;
}
