#include "tls/endpoint.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "tls/state.h"

struct endpoint *endpoint_new(struct trace *t, enum actor role, const struct tls_config *cfg)
{
	struct endpoint *ep = mem_alloc(sizeof(*ep));

	assert(role == ACTOR_CLIENT || role == ACTOR_SERVER);
	ep->w = (struct work){ t, role, cfg->rng };
	ep->role = role;
	ep->sender = actor_peer(role);
	ep->from = &ep->peer_half;
	ep->cfg = cfg;
	return ep;
}

void endpoint_free(struct endpoint *ep)
{
	if (!ep)
		return;
	buf_free(&ep->from->in);
	buf_free(&ep->out);
	buf_free(&ep->received);
	buf_free(&ep->to_send);
	free(ep->from->hs_parts.p);
	free(ep->held.p);
	free(ep->transcript.p);
	free(ep);
}

void list_add(struct list *l, const void *element, size_t size)
{
	if (l->n == l->cap) {
		l->cap = l->cap ? 2 * l->cap : 16;
		l->p = mem_realloc(l->p, l->cap * size);
	}
	memcpy((uint8_t *)l->p + l->n++ * size, element, size);
}

void endpoint_feed(struct endpoint *ep, struct bytes bytes)
{
	if (ep->state == EP_HANDSHAKE || ep->state == EP_ESTABLISHED)
		buf_add(&ep->from->in, bytes);
}

void endpoint_feed_eof(struct endpoint *ep)
{
	ep->eof = true;
}

enum endpoint_state endpoint_state(const struct endpoint *ep)
{
	return ep->state;
}

struct bytes endpoint_output(const struct endpoint *ep)
{
	return buf_bytes(&ep->out);
}

void endpoint_drain(struct endpoint *ep, size_t n)
{
	buf_drop(&ep->out, n);
}

void endpoint_write(struct endpoint *ep, struct bytes data)
{
	buf_add(&ep->to_send, data);
}

void endpoint_close(struct endpoint *ep)
{
	ep->close_wanted = true;
}

struct bytes endpoint_received(const struct endpoint *ep)
{
	return buf_bytes(&ep->received);
}

struct event *ep_event(struct endpoint *ep, enum event_type type, const value_id *values, size_t n)
{
	struct event *e = trace_add_event(ep->w.t, type, ep->role, values, n);

	e->unit = ep->msg.unit;
	return e;
}

value_id ep_const(struct endpoint *ep, const char *label, const char *text)
{
	return trace_show(ep->w.t, trace_add_leaf(ep->w.t, ep->role, OP_CONST, label, bytes_str(text)), SHOW_TEXT, NULL);
}

value_id ep_uint(struct endpoint *ep, enum value_op op, const char *label, unsigned width, uint64_t v)
{
	return trace_add_uint(ep->w.t, ep->role, op, label, width, v);
}

value_id ep_own_key(struct endpoint *ep)
{
	const struct private_key *k = ep->cfg->own.key;

	if (!ep->private_key && k)
		ep->private_key = trace_add_leaf(ep->w.t, ep->role, OP_CONFIG,
						 ep->role == ACTOR_CLIENT ? "client_private_key" : "server_private_key", k->der);
	return ep->private_key;
}

bool ep_quirk(struct endpoint *ep, enum quirk q)
{
	if (ep->cfg->quirk != q || ep->quirk_done)
		return false;
	ep->quirk_done = true;
	return true;
}

/* ---- failing ---- */

static void alert_send(struct endpoint *ep, int level, int description)
{
	struct trace *t = ep->w.t;
	struct build_item items[] = {
		{ "level", ep_uint(ep, OP_CONST, "level", 1, (uint64_t)level) },
		{ "description", ep_uint(ep, OP_CONST, "description", 1, (uint64_t)description) },
	};
	struct event *e;
	unit_id unit;

	trace_show(t, items[0].value, SHOW_CODE, &codes_alert_level);
	trace_show(t, items[1].value, SHOW_CODE, &codes_alert);
	record_flush(ep);
	trace_open_step(t, "Alert", ep->role);
	unit = message_plain(ep, CT_ALERT, "Alert", &layout_alert, items, ARRAY_LEN(items));
	ep->msg.unit = unit;
	e = EP_EVENT(ep, EV_ALERT_SENT, trace_unit(t, unit)->value);
	e->arg[0] = level;
	e->arg[1] = description;
	record_send(ep, unit);
	ep->msg = (struct incoming){ 0 };
}

static void outcome_set(struct endpoint *ep, const char *outcome, int alert, enum actor from)
{
	struct trace_outcome *o = &ep->w.t->outcome;

	if (o->outcome && strcmp(o->outcome, "established") != 0)
		return;
	o->outcome = outcome;
	if (alert >= 0 && !o->alert) {
		o->alert = code_name(&codes_alert, (uint32_t)alert);
		o->alert_from = from;
	}
}

static void give_up(struct endpoint *ep, const char *outcome, int alert, enum actor from)
{
	outcome_set(ep, outcome, alert, from);
	ep->state = EP_FAILED;
	EP_FACT(ep, EV_FAILED);
	buf_clear(&ep->from->in);
}

enum status ep_check(struct endpoint *ep, struct event *e, bool holds, enum reason reason, int alert)
{
	struct trace_outcome *o = &ep->w.t->outcome;

	e->verdict = holds ? VERDICT_OK : VERDICT_FAIL;
	e->reason = reason;
	if (holds)
		return ST_OK;
	e->fatal = true;
	if (!o->failed_check)
		o->failed_check = event_specs[e->type].name;
	endpoint_abort(ep, alert);
	return ST_REFUSED;
}

void endpoint_abort(struct endpoint *ep, int alert)
{
	if (ep->state == EP_FAILED || ep->state == EP_CLOSED)
		return;
	alert_send(ep, ALERT_FATAL, alert);
	give_up(ep, "failed", alert, ep->role);
}

/* ---- alerts and the end of the stream ---- */

static void close_now(struct endpoint *ep)
{
	alert_send(ep, ALERT_WARNING, ALERT_CLOSE_NOTIFY);
	ep->close_sent = true;
	if (ep->close_received)
		ep->state = EP_CLOSED;
}

/* Too many things that bring nothing forward: a flood. */
static enum status idle_limit(struct endpoint *ep)
{
	if (++ep->idle_records <= MAX_IDLE_RECORDS)
		return ST_OK;
	return ep_check(ep, EP_FACT(ep, EV_MESSAGE_EXPECTED), false, REASON_FLOOD, ALERT_UNEXPECTED_MESSAGE);
}

static enum status alert_take(struct endpoint *ep)
{
	int level = (int)msg_uint(ep, "level"), description = (int)msg_uint(ep, "description");
	struct event *e = EP_EVENT(ep, EV_ALERT_RECEIVED, ep->msg.value);

	e->arg[0] = level;
	e->arg[1] = description;
	if (description == ALERT_CLOSE_NOTIFY) {
		ep->close_received = true;
		if (ep->state == EP_HANDSHAKE) {
			give_up(ep, "failed", description, ep->sender);
		} else if (ep->close_sent) {
			EP_FACT(ep, EV_CLOSED);
			ep->state = EP_CLOSED;
		} else {
			ep->close_wanted = true;
		}
		return ST_OK;
	}
	if (level != ALERT_FATAL)
		return idle_limit(ep);
	give_up(ep, "failed", description, ep->sender);
	return ST_OK;
}

enum status renegotiation_refuse(struct endpoint *ep)
{
	TRY(idle_limit(ep));
	alert_send(ep, ALERT_WARNING, ALERT_NO_RENEGOTIATION);
	return ST_OK;
}

static enum endpoint_did end_of_stream(struct endpoint *ep)
{
	if (ep->eof_told)
		return EP_OVER;
	ep->eof_told = true;
	EP_FACT(ep, EV_TCP_CLOSED);
	if (ep->close_sent && ep->state == EP_ESTABLISHED)
		ep->state = EP_CLOSED;   /* RFC 5246 7.2.1: need not wait for the answer */
	else
		give_up(ep, "truncated", -1, ACTOR_NONE);
	return EP_ACTED;
}

/* ---- messages ---- */

unit_id message_plain(struct endpoint *ep, uint8_t content_type, const char *label, const struct layout *layout,
		      const struct build_item *items, size_t n)
{
	unit_id id = build_unit(ep->w.t, UNIT_MESSAGE, ep->role, label, layout, NULL, items, n);

	trace_edit_unit(ep->w.t, id)->content_type = content_type;
	return id;
}

unit_id message_build(struct endpoint *ep, uint8_t type, const struct build_item *items, size_t n)
{
	struct build_item all[1 + 8 * MAX_CERTIFICATES];
	unit_id id;

	assert(n < ARRAY_LEN(all));
	all[0] = (struct build_item){ "msg_type", ep_uint(ep, OP_CONST, "msg_type", 1, type) };
	trace_show(ep->w.t, all[0].value, SHOW_CODE, &codes_handshake_type);
	if (n)
		memcpy(all + 1, items, n * sizeof(*items));
	id = message_plain(ep, CT_HANDSHAKE, code_name(&codes_handshake_type, type), &layout_handshake, all, n + 1);
	trace_edit_unit(ep->w.t, id)->handshake_type = type;
	return id;
}

static value_id altered_value(struct endpoint *ep, value_id v, size_t off, uint8_t mask)
{
	struct trace *t = ep->w.t;
	struct bytes b = trace_bytes(t, v);
	uint8_t byte = b.p[off] ^ mask;
	value_id parts[3] = {
		trace_add_slice(t, ep->role, v, 0, off, "before"),
		trace_add_leaf(t, ep->role, OP_CONFIG, "altered byte", bytes_of(&byte, 1)),
		trace_add_slice(t, ep->role, v, off + 1, b.n - off - 1, "after"),
	};

	return trace_add_concat(t, ep->role, trace_value(t, v)->label, parts, 3);
}

unit_id message_altered(struct endpoint *ep, unit_id unit, uint32_t off, uint8_t mask)
{
	struct trace *t = ep->w.t;
	const struct unit *old = trace_unit(t, unit);
	const struct layout *layout = trace_field(t, old->first_field)->layout;
	unit_id id = trace_add_unit(t, UNIT_MESSAGE, ep->role, altered_value(ep, old->value, off, mask));
	struct unit *u = trace_edit_unit(t, id);
	struct parse_error err;

	u->content_type = old->content_type;
	u->handshake_type = old->handshake_type;
	u->altered = true;
	if (parse_unit(t, id, layout, NULL, &err) != ST_OK)
		assert(err.reason != REASON_NONE);
	return id;
}

/* Makes or finds the unit that the peer's bytes are. */
static void incoming_unit(struct endpoint *ep, uint8_t content_type, const struct part *part, value_id value,
			  const char *title, const struct layout *layout)
{
	struct trace *t = ep->w.t;
	enum actor sender = ep->sender;
	unit_id sent, id = trace_claim(t, UNIT_MESSAGE, sender, trace_bytes(t, value), &sent);
	struct step *s;

	if (id || sent)
		trace_set_step(t, trace_unit(t, id ? id : sent)->step);
	else
		trace_open_step(t, title, sender);
	if (!id) {
		struct unit *u;
		struct parse_error err;

		id = trace_add_unit(t, UNIT_MESSAGE, sender, value);
		u = trace_edit_unit(t, id);
		u->content_type = content_type;
		u->handshake_type = content_type == CT_HANDSHAKE ? trace_bytes(t, value).p[0] : 0;
		u->altered = sent != 0;
		u->carrier = part->carrier;
		u->carrier_off = part->carrier_off + (uint32_t)part->off;
		u->encrypted = ep->from->read.kind != PROTECT_NONE;
		if (parse_unit(t, id, layout, NULL, &err) != ST_OK)
			assert(u->problem == err.reason);
	}
	s = segvec_at(&t->steps, trace_unit(t, id)->step);
	if (!s->unit)
		s->unit = id;
	ep->msg = (struct incoming){ id, value, trace_unit(t, id)->first_field };
}

static const struct layout *const layouts_by_type[] = {
	[CT_CHANGE_CIPHER_SPEC] = &layout_change_cipher_spec,
	[CT_ALERT] = &layout_alert,
	[CT_HANDSHAKE] = &layout_handshake,
	[CT_APPLICATION_DATA] = &layout_application_data,
};

static enum status decoded_check(struct endpoint *ep)
{
	const struct unit *u = trace_unit(ep->w.t, ep->msg.unit);
	struct event *e = EP_FACT(ep, EV_MESSAGE_DECODED);

	e->field = u->problem_field;
	return ep_check(ep, e, u->problem == REASON_NONE, u->problem, ALERT_DECODE_ERROR);
}

/* The message becomes part of the transcript, the flow moves on. */
static enum status message_done(struct endpoint *ep, const struct flow_row *row, value_id value, bool sent)
{
	if (row->message >> 8 == CT_HANDSHAKE && row->at != AT_DATA)
		list_add(&ep->transcript, &value, sizeof(value));
	ep->at = row->next;
	if (row->then)
		TRY(row->then(ep, sent));
	return ST_OK;
}

static value_id join_part(struct endpoint *ep, const struct part *part, size_t len, const char *label)
{
	struct bytes b = trace_bytes(ep->w.t, part->value);

	if (part->off == 0 && len == b.n)
		return part->value;
	return trace_add_slice(ep->w.t, ep->role, part->value, part->off, len, label);
}

enum status message_take(struct endpoint *ep, uint8_t content_type, struct part part, size_t len)
{
	struct trace *t = ep->w.t;
	value_id value = join_part(ep, &part, len, "message");
	uint8_t hs = content_type == CT_HANDSHAKE ? trace_bytes(t, value).p[0] : 0;
	const char *name = code_name(content_type == CT_HANDSHAKE ? &codes_handshake_type : &codes_content_type,
				     content_type == CT_HANDSHAKE ? hs : content_type);
	const struct flow_row *row;
	struct event *e;

	incoming_unit(ep, content_type, &part, value, name ? name : "unknown message", layouts_by_type[content_type]);
	EP_EVENT(ep, EV_MESSAGE_RECEIVED, value);
	if (content_type == CT_ALERT) {
		TRY(decoded_check(ep));
		return alert_take(ep);
	}
	row = flow_find(ep, ep->sender, (uint16_t)(content_type << 8 | hs));
	/* RFC 5246 7.4.1.1: a client that is in a handshake ignores HelloRequest */
	if (!row && content_type == CT_HANDSHAKE && hs == HS_HELLO_REQUEST && ep->role == ACTOR_CLIENT)
		return idle_limit(ep);
	e = EP_FACT(ep, EV_MESSAGE_EXPECTED);
	e->arg[0] = ep->at;
	TRY(ep_check(ep, e, row != NULL, row ? REASON_NONE : REASON_NOT_LEGAL_NOW, ALERT_UNEXPECTED_MESSAGE));
	TRY(decoded_check(ep));
	if (row->take)
		TRY(row->take(ep));
	return message_done(ep, row, value, false);
}

/* ---- what a party that errs does instead ---- */

static unit_id data_too_early(struct endpoint *ep)
{
	struct build_item item = { "data", ep_const(ep, "data", "too early") };

	return message_plain(ep, CT_APPLICATION_DATA, "application data", &layout_application_data, &item, 1);
}

static unit_id data_too_long(struct endpoint *ep)
{
	static const uint8_t zeros[MAX_CIPHERTEXT + 1];
	struct build_item item = { "data", trace_add_leaf(ep->w.t, ep->role, OP_CONFIG, "data", bytes_of(zeros, sizeof(zeros))) };

	return message_plain(ep, CT_APPLICATION_DATA, "application data", &layout_application_data, &item, 1);
}

static const struct {
	enum quirk quirk;
	enum flow_state at;
	const char *title;
	unit_id (*make)(struct endpoint *ep);
} detours[] = {
	{ QUIRK_EARLY_CCS, AT_CLIENT_CERTIFICATE, "ChangeCipherSpec", ccs_make },
	{ QUIRK_OUT_OF_ORDER, AT_SERVER_CERTIFICATE, "ServerHelloDone", server_hello_done_make },
	{ QUIRK_UNEXPECTED, AT_CLIENT_CERTIFICATE, "application data", data_too_early },
	{ QUIRK_RECORD_TOO_LONG, AT_CLIENT_CERTIFICATE, "application data", data_too_long },
};

static void message_sent(struct endpoint *ep, unit_id unit)
{
	struct step *s = segvec_at(&ep->w.t->steps, trace_unit(ep->w.t, unit)->step);

	if (!s->unit)
		s->unit = unit;
	ep->msg.unit = unit;
	EP_EVENT(ep, EV_MESSAGE_BUILT, trace_unit(ep->w.t, unit)->value);
	record_send(ep, unit);
}

static bool detour_take(struct endpoint *ep)
{
	for (size_t i = 0; i < ARRAY_LEN(detours); i++)
		if (detours[i].at == ep->at && ep_quirk(ep, detours[i].quirk)) {
			trace_open_step(ep->w.t, detours[i].title, ep->role);
			ep->msg = (struct incoming){ 0 };
			message_sent(ep, detours[i].make(ep));
			ep->msg = (struct incoming){ 0 };
			return true;
		}
	return false;
}

/* ---- stepping ---- */

static void take_turn(struct endpoint *ep, const struct flow_row *row)
{
	unit_id unit;

	if (detour_take(ep))
		return;
	ep->msg = (struct incoming){ 0 };
	trace_open_step(ep->w.t, row->title, ep->role);
	unit = row->make(ep);
	if (!unit)
		return;
	message_sent(ep, unit);
	if (message_done(ep, row, trace_unit(ep->w.t, unit)->value, true) != ST_OK)
		return;
	ep->msg = (struct incoming){ 0 };
	if (!flow_turn(ep) || ep->at == AT_DATA)
		record_flush(ep);
}

static bool is_over(const struct endpoint *ep)
{
	return ep->state == EP_CLOSED || ep->state == EP_FAILED;
}

enum endpoint_did endpoint_step(struct endpoint *ep)
{
	const struct flow_row *row;
	enum status st;

	if (is_over(ep))
		return EP_OVER;
	st = record_take(ep);
	if (st != ST_MORE) {
		ep->msg = (struct incoming){ 0 };
		return EP_ACTED;
	}
	if (ep->state == EP_ESTABLISHED && ep->close_wanted && !ep->close_sent && (!ep->to_send.n || ep->close_received)) {
		close_now(ep);
		return EP_ACTED;
	}
	row = flow_turn(ep);
	if (row && !ep->close_sent && (ep->at != AT_DATA || ep->to_send.n)) {
		take_turn(ep, row);
		return EP_ACTED;
	}
	if (ep->eof)
		return end_of_stream(ep);
	return ep->state == EP_ESTABLISHED && !ep->close_sent ? EP_IDLE : EP_WANTS_INPUT;
}

/* ---- reading the current message ---- */

field_id msg_field(struct endpoint *ep, const char *name)
{
	return trace_find_field(ep->w.t, ep->msg.root, name, 0);
}

struct bytes msg_bytes(struct endpoint *ep, field_id f)
{
	return trace_field_bytes(ep->w.t, f);
}

value_id msg_value(struct endpoint *ep, field_id id, const char *label)
{
	const struct field *f = trace_field(ep->w.t, id);
	value_id v = trace_add_slice(ep->w.t, ep->role, ep->msg.value, f->off, f->len, label);

	return trace_show(ep->w.t, v, f->layout->show, f->layout->codes);
}

value_id msg_content(struct endpoint *ep, field_id id, const char *label)
{
	const struct field *f = trace_field(ep->w.t, id);
	const struct layout *l = f->layout;
	value_id v = trace_add_slice(ep->w.t, ep->role, ep->msg.value, f->off + l->width, f->len - l->width, label);

	if (l->kind == L_LIST && l->sub->codes)
		return trace_show(ep->w.t, v, SHOW_CODES, l->sub->codes);
	return trace_show(ep->w.t, v, l->show, l->codes);
}

uint32_t msg_uint(struct endpoint *ep, const char *name)
{
	field_id f = msg_field(ep, name);

	return f ? (uint32_t)bytes_uint(trace_field_bytes(ep->w.t, f)) : 0;
}
