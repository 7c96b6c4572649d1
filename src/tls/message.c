/* Messages: built, taken in, looked up in the flow, read field by field. */
#include <assert.h>
#include <string.h>

#include "tls/hello.h"

/* ---- building ---- */

unit_id message_plain(struct endpoint *ep, uint8_t content_type, const char *label, const struct layout *layout,
		      const struct build_item *items, size_t n)
{
	unit_id id = build_unit(ep->w.t, UNIT_MESSAGE, ep->role, label, layout, &ep->facts, items, n);

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

/* ---- taking in ---- */

struct event *ep_expected(struct endpoint *ep)
{
	struct buf may = { 0 };
	struct event *e;

	flow_describe(ep, ep->sender, &may);
	e = EP_EVENT(ep, EV_MESSAGE_EXPECTED, ep_const(ep, "may come", buf_str(&may)));
	e->arg[0] = ep->at;
	buf_free(&may);
	return e;
}

/* The step that the message's record opened, which now learns its name, or a new one. */
static void step_enter(struct endpoint *ep, const char *title)
{
	struct step *s = segvec_at(&ep->w.t->steps, trace_current_step(ep->w.t));

	if (s->sender == ep->sender && !s->unit)
		s->title = title;
	else
		trace_open_step(ep->w.t, title, ep->sender);
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
		step_enter(ep, title);
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
		if (parse_unit(t, id, layout, &ep->facts, &err) != ST_OK)
			assert(u->problem == err.reason);
	}
	s = segvec_at(&t->steps, trace_unit(t, id)->step);
	if (!s->unit)
		s->unit = id;
	ep->msg = (struct incoming){ id, value, trace_unit(t, id)->first_field };
}

static const char *message_title(uint8_t content_type, struct bytes message, uint32_t hello_form)
{
	const char *name;

	if (content_type == CT_HANDSHAKE && message.p[0] == HS_SERVER_HELLO && hello_form == HELLO_RETRY)
		return "HelloRetryRequest";
	name = content_type == CT_HANDSHAKE ? handshake_type_title(message.p[0]) : content_type_title(content_type);
	return name ? name : "unknown message";
}

static const struct layout *const layouts_by_type[] = {
	[CT_CHANGE_CIPHER_SPEC] = &layout_change_cipher_spec,
	[CT_ALERT] = &layout_alert,
	[CT_HANDSHAKE] = &layout_handshake,
	[CT_APPLICATION_DATA] = &layout_application_data,
	[CT_HEARTBEAT] = &layout_heartbeat,
};

static enum status decoded_check(struct endpoint *ep)
{
	const struct unit *u = trace_unit(ep->w.t, ep->msg.unit);
	struct event *e = EP_FACT(ep, EV_MESSAGE_DECODED);

	e->field = u->problem_field;
	/* RFC 9846 5 names the alert for a ChangeCipherSpec that is not the one byte 1; peers do the same in TLS 1.2 */
	return ep_check(ep, e, u->problem == REASON_NONE, u->problem,
			u->content_type == CT_CHANGE_CIPHER_SPEC ? ALERT_UNEXPECTED_MESSAGE : ALERT_DECODE_ERROR);
}

/* The message becomes part of the transcript, the flow moves on. */
enum status message_done(struct endpoint *ep, const struct flow_row *row, value_id value, bool sent)
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

/* RFC 5246 7.4.1.1: a client that is in a handshake ignores it. */
static enum status hello_request_ignore(struct endpoint *ep, struct event *expected)
{
	expected->verdict = VERDICT_SKIPPED;
	expected->reason = REASON_HELLO_REQUEST_IGNORED;
	TRY(decoded_check(ep));
	return ep_idle_limit(ep);
}

enum status message_take(struct endpoint *ep, uint8_t content_type, struct part part, size_t len)
{
	struct trace *t = ep->w.t;
	value_id value = join_part(ep, &part, len, "message");
	uint8_t hs = content_type == CT_HANDSHAKE ? trace_bytes(t, value).p[0] : 0;
	const struct flow_row *row;
	struct event *e;

	/* an endpoint speaks no TLS 1.3: there it would be a ServerHello that cannot be */
	ep->facts.facts[SEL_HELLO_FORM] = ep->observe ? hello_form(trace_bytes(t, value)) : HELLO_USUAL;
	incoming_unit(ep, content_type, &part, value, message_title(content_type, trace_bytes(t, value), ep->facts.facts[SEL_HELLO_FORM]),
		      layouts_by_type[content_type]);
	EP_EVENT(ep, EV_MESSAGE_RECEIVED, value);
	if (ep->observe) {   /* what can be read of a malformed message is still worth knowing */
		enum status st = decoded_check(ep);

		(void)st;
		return ep->observe(ep, content_type, hs);
	}
	if (content_type == CT_ALERT) {
		TRY(decoded_check(ep));
		return alert_take(ep);
	}
	row = flow_find(ep, ep->sender, (uint16_t)(content_type << 8 | hs));
	e = ep_expected(ep);
	if (!row && content_type == CT_HANDSHAKE && hs == HS_HELLO_REQUEST && ep->role == ACTOR_CLIENT)
		return hello_request_ignore(ep, e);
	TRY(ep_check(ep, e, row != NULL, row ? REASON_LEGAL_NOW : REASON_NOT_LEGAL_NOW, ALERT_UNEXPECTED_MESSAGE));
	TRY(decoded_check(ep));
	if (row->take)
		TRY(row->take(ep));
	return message_done(ep, row, value, false);
}

/* ---- reading the current message ---- */

field_id msg_field(struct endpoint *ep, const char *name)
{
	return trace_find_field(ep->w.t, ep->msg.root, name, 0);
}

/* An observer goes on with malformed messages, in which fields may be absent. */
static value_id absent(struct endpoint *ep, const char *label)
{
	return trace_add_leaf(ep->w.t, ep->role, OP_CONST, label, BYTES_NONE);
}

struct bytes msg_bytes(struct endpoint *ep, field_id f)
{
	return f ? trace_field_bytes(ep->w.t, f) : BYTES_NONE;
}

value_id msg_value(struct endpoint *ep, field_id id, const char *label)
{
	const struct field *f = trace_field(ep->w.t, id);
	value_id v;

	if (!id)
		return absent(ep, label);
	v = trace_add_slice(ep->w.t, ep->role, ep->msg.value, f->off, f->len, label);
	return trace_show(ep->w.t, v, f->layout->show, f->layout->codes);
}

value_id msg_content(struct endpoint *ep, field_id id, const char *label)
{
	const struct field *f = trace_field(ep->w.t, id);
	const struct layout *l = f->layout;
	value_id v;

	if (!id || f->len < l->width)
		return absent(ep, label);
	v = trace_add_slice(ep->w.t, ep->role, ep->msg.value, f->off + l->width, f->len - l->width, label);
	if (l->kind == L_LIST && l->sub->codes)
		return trace_show(ep->w.t, v, SHOW_CODES, l->sub->codes);
	return trace_show(ep->w.t, v, l->show, l->codes);
}

uint32_t msg_uint(struct endpoint *ep, const char *name)
{
	field_id f = msg_field(ep, name);

	return f && trace_field(ep->w.t, f)->len <= 4 ? (uint32_t)bytes_uint(trace_field_bytes(ep->w.t, f)) : 0;
}
