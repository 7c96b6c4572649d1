#include "source/sim/splice.h"

#include "spec/codes.h"
#include "spec/events.h"
#include "tls/endpoint_splice.h"

enum { NEAR, FAR, HEADER = 5 };

static struct endpoint *speaker(struct link link[2], enum side_id side)
{
	return side == SIDE_CLIENT ? link[NEAR].ep[SIDE_CLIENT] : link[FAR].ep[SIDE_SERVER];
}

bool splice_is_established(const struct splice *s, const struct link link[2])
{
	return s->seen && endpoint_state(link[NEAR].ep[SIDE_CLIENT]) == EP_ESTABLISHED && endpoint_state(link[FAR].ep[SIDE_SERVER]) == EP_ESTABLISHED;
}

/* ---- her own connection ---- */

static bool go_first(struct splice *s, struct trace *t, struct transit *wire, struct link link[2])
{
	if (!link[FAR].opened) {
		link_open(&link[FAR], t);
		return true;
	}
	if (link_step(&link[FAR], t, wire, SIDE_NONE))
		return true;
	if (!link_is_established(&link[FAR]))
		return false;
	if (!s->said) {
		endpoint_write(link[FAR].ep[SIDE_CLIENT], s->prefix);
		s->said = true;
		return true;
	}
	s->seen = trace_n_units(t) - 1;
	endpoint_divert(link[FAR].ep[SIDE_CLIENT]);
	link_open(&link[NEAR], t);
	return true;
}

/* ---- passing on ---- */

static void tell(struct trace *t, value_id out, value_id in)
{
	trace_event_values(t, EV_SPLICED, ACTOR_MALLORY, out, in);
}

/* What the client says in clear goes into her connection, under her keys. */
static void into_hers(struct trace *t, struct link link[2], uint8_t type, value_id record)
{
	struct endpoint *own = link[FAR].ep[SIDE_CLIENT];
	const struct bytes b = trace_bytes(t, record);
	value_id content;

	trace_turn_to(t, link[NEAR].id);
	content = trace_add_slice(t, ACTOR_MALLORY, record, HEADER, b.n - HEADER, "content");
	tell(t, content, record);
	trace_turn_to(t, link[FAR].id);
	trace_open_step(t, type == CT_HANDSHAKE ? handshake_type_title(b.p[HEADER]) : content_type_title(type), ACTOR_MALLORY);
	endpoint_put_in(own, type, content);
	endpoint_feed(link[FAR].ep[SIDE_SERVER], endpoint_output(own));
	endpoint_drain(own, endpoint_output(own).n);
}

/* What the server says under her keys goes to the client in clear. */
static void out_of_hers(struct trace *t, struct link link[2], value_id record)
{
	uint8_t head[HEADER] = { 0, 3, 3 };
	value_id content, parts[2];
	size_t n;

	trace_turn_to(t, link[FAR].id);
	if (!endpoint_take_out(link[FAR].ep[SIDE_CLIENT], trace_bytes(t, record), &head[0], &content))
		return;
	n = trace_bytes(t, content).n;
	head[3] = (uint8_t)(n >> 8);
	head[4] = (uint8_t)n;
	parts[0] = trace_add_leaf(t, ACTOR_MALLORY, OP_CONST, "header", bytes_of(head, sizeof(head)));
	parts[1] = content;
	parts[0] = trace_add_concat(t, ACTOR_MALLORY, "record in clear", parts, 2);
	tell(t, parts[0], content);
	trace_turn_to(t, link[NEAR].id);
	endpoint_feed(link[NEAR].ep[SIDE_CLIENT], trace_bytes(t, parts[0]));
}

static void pass_on(struct splice *s, struct trace *t, struct link link[2], unit_id id)
{
	const struct unit *u = trace_unit(t, id);
	const enum side_id side = u->sender == ACTOR_CLIENT ? SIDE_CLIENT : SIDE_SERVER;
	const uint8_t type = u->content_type;
	const value_id record = u->value;

	if (s->changed[side]) {
		trace_turn_to(t, link[side == SIDE_CLIENT ? FAR : NEAR].id);
		endpoint_feed(speaker(link, side_other(side)), trace_bytes(t, record));
		return;
	}
	s->changed[side] = type == CT_CHANGE_CIPHER_SPEC;
	if (side == SIDE_CLIENT)
		into_hers(t, link, type, record);
	else
		out_of_hers(t, link, record);
}

/* The next record that one of the two has sent. */
static bool pass_next(struct splice *s, struct trace *t, struct link link[2])
{
	while (s->seen + 1 < trace_n_units(t)) {
		const struct unit *u = trace_unit(t, ++s->seen);
		const bool client = u->connection == link[NEAR].id && u->sender == ACTOR_CLIENT;

		if (u->kind == UNIT_RECORD && (client || (u->connection == link[FAR].id && u->sender == ACTOR_SERVER))) {
			pass_on(s, t, link, s->seen);
			return true;
		}
	}
	return false;
}

static bool step_of(struct trace *t, struct link link[2], enum side_id side)
{
	struct endpoint *ep = speaker(link, side);

	trace_turn_to(t, link[side == SIDE_CLIENT ? NEAR : FAR].id);
	if (endpoint_step(ep) != EP_ACTED)
		return false;
	endpoint_drain(ep, endpoint_output(ep).n);       /* its records are passed on one by one */
	return true;
}

bool splice_step(struct splice *s, struct trace *t, struct transit *wire, struct link link[2])
{
	if (!s->seen)
		return go_first(s, t, wire, link);
	return pass_next(s, t, link) || step_of(t, link, SIDE_SERVER) || step_of(t, link, SIDE_CLIENT);
}
