/* Messages: built, taken in, looked up in the flow, read field by field. */
#include "tls/message/message.h"

#include <assert.h>
#include <string.h>

#include "tls/message/hello.h"

/* ---- building ---- */

unit_id message_plain(struct connection *c, uint8_t content_type, const char *label, const struct layout *layout,
		      const struct build_item *items, size_t n)
{
	unit_id id = build_unit(c->w.t, UNIT_MESSAGE, c->actor, label, layout, &c->facts, items, n);

	trace_edit_unit(c->w.t, id)->content_type = content_type;
	return id;
}

/* With the header in front; returns how many. */
static size_t with_header(struct connection *c, uint8_t type, const struct build_item *items, size_t n, struct build_item *all)
{
	all[0] = (struct build_item){ "msg_type", conn_uint(c, OP_CONST, "msg_type", 1, type) };
	trace_show(c->w.t, all[0].value, SHOW_CODE, &codes_handshake_type);
	if (n)
		memcpy(all + 1, items, n * sizeof(*items));
	return n + 1;
}

unit_id message_build(struct connection *c, uint8_t type, const struct build_item *items, size_t n)
{
	struct build_item all[1 + 8 * MAX_CERTIFICATES];
	unit_id id;

	assert(n < ARRAY_LEN(all));
	n = with_header(c, type, items, n, all);
	id = message_plain(c, CT_HANDSHAKE, code_name(&codes_handshake_type, type), &layout_handshake, all, n);
	trace_edit_unit(c->w.t, id)->handshake_type = type;
	return id;
}

value_id message_draft(struct connection *c, uint8_t type, const struct build_item *items, size_t n)
{
	struct build_item all[1 + 8 * MAX_CERTIFICATES];

	assert(n < ARRAY_LEN(all));
	n = with_header(c, type, items, n, all);
	return build_value(c->w.t, c->actor, code_name(&codes_handshake_type, type), &layout_handshake, &c->facts, all, n);
}

/* ---- taking in ---- */

struct event *message_expected(struct connection *c)
{
	struct buf may = { 0 };
	struct event *e;

	flow_describe(c, c->sender, &may);
	e = CONN_EVENT(c, EV_MESSAGE_EXPECTED, conn_const(c, "may come", buf_str(&may)));
	buf_free(&may);
	return e;
}

/* The step that the message's record opened, which now learns its name, or a new one. */
static void step_enter(struct connection *c, const char *title)
{
	struct step *s = segvec_at(&c->w.t->steps, trace_current_step(c->w.t));

	if (s->sender == conn_sender(c) && !s->unit)
		s->title = title;
	else
		trace_open_step(c->w.t, title, conn_sender(c));
}

/* Makes or finds the unit that the peer's bytes are. */
static void incoming_unit(struct connection *c, uint8_t content_type, const struct part *part, value_id value,
			  const char *title, const struct layout *layout)
{
	struct trace *t = c->w.t;
	enum actor sender = conn_sender(c);
	unit_id sent, id = trace_claim(t, UNIT_MESSAGE, sender, trace_bytes(t, value), &sent);
	struct step *s;

	if (id || sent)
		trace_set_step(t, trace_unit(t, id ? id : sent)->step);
	else
		step_enter(c, title);
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
		u->encrypted = c->from->protection.kind != PROTECT_NONE;
		if (parse_unit(t, id, layout, &c->facts, &err) != ST_OK)
			assert(u->problem == err.reason);
	}
	s = segvec_at(&t->steps, trace_unit(t, id)->step);
	if (!s->unit)
		s->unit = id;
	c->msg = (struct incoming){ id, value, trace_unit(t, id)->first_field };
}

uint16_t message_identity(const struct connection *c, uint8_t content_type, uint8_t hs)
{
	if (content_type == CT_HANDSHAKE && hs == HS_SERVER_HELLO && c->facts.facts[SEL_HELLO_FORM] == HELLO_RETRY)
		hs = HS_HELLO_RETRY_REQUEST;
	return (uint16_t)(content_type << 8 | hs);
}

const char *message_title(uint16_t message)
{
	const char *name = message >> 8 == CT_HANDSHAKE ? handshake_type_title(message & 0xff) : content_type_title(message >> 8);

	return name ? name : "unknown message";
}

static const struct layout *const layouts_by_type[] = {
	[CT_CHANGE_CIPHER_SPEC] = &layout_change_cipher_spec,
	[CT_ALERT] = &layout_alert,
	[CT_HANDSHAKE] = &layout_handshake,
	[CT_APPLICATION_DATA] = &layout_application_data,
	[CT_HEARTBEAT] = &layout_heartbeat,
};

enum status message_decoded(struct connection *c)
{
	const struct unit *u = trace_unit(c->w.t, c->msg.unit);
	struct event *e = CONN_FACT(c, EV_MESSAGE_DECODED);

	e->field = u->problem_field;
	/* RFC 9846 5 names the alert for a ChangeCipherSpec that is not the one byte 1; peers do the same in TLS 1.2 */
	return conn_check(c, e, u->problem == REASON_NONE, u->problem,
			u->content_type == CT_CHANGE_CIPHER_SPEC ? ALERT_UNEXPECTED_MESSAGE : ALERT_DECODE_ERROR);
}

/* The message becomes part of the transcript, the flow moves on. */
enum status message_done(struct connection *c, const struct flow_row *row, value_id value, bool sent)
{
	if (flow_advance(c, row))
		transcript_append(&c->transcript, value);
	if (row->then)
		TRY(row->then(c, sent));
	return ST_OK;
}

static value_id join_part(struct connection *c, const struct part *part, size_t len, const char *label)
{
	struct bytes b = trace_bytes(c->w.t, part->value);

	if (part->off == 0 && len == b.n)
		return part->value;
	return trace_add_slice(c->w.t, c->actor, part->value, part->off, len, label);
}

enum status message_take(struct connection *c, uint8_t content_type, struct part part, size_t len)
{
	struct trace *t = c->w.t;
	value_id value = join_part(c, &part, len, "message");
	uint8_t hs = content_type == CT_HANDSHAKE ? trace_bytes(t, value).p[0] : 0;

	/* who offered no TLS 1.3 takes it for a ServerHello that cannot be */
	c->facts.facts[SEL_HELLO_FORM] = c->tls13 ? hello_form(trace_bytes(t, value)) : HELLO_USUAL;
	incoming_unit(c, content_type, &part, value, message_title(message_identity(c, content_type, hs)), layouts_by_type[content_type]);
	CONN_EVENT(c, EV_MESSAGE_RECEIVED, value);
	return c->role->message(c, content_type, hs);
}

/* ---- reading the current message ---- */

field_id msg_field(struct connection *c, const char *name)
{
	return trace_find_field(c->w.t, c->msg.root, name, 0);
}

/* An observer goes on with malformed messages, in which fields may be absent. */
static value_id absent(struct connection *c, const char *label)
{
	return trace_add_leaf(c->w.t, c->actor, OP_CONST, label, BYTES_NONE);
}

struct bytes msg_bytes(struct connection *c, field_id f)
{
	return f ? trace_field_bytes(c->w.t, f) : BYTES_NONE;
}

struct bytes msg_list(const struct connection *c, field_id f)
{
	struct bytes b = f ? trace_field_bytes(c->w.t, f) : BYTES_NONE;
	size_t prefix = f ? trace_field(c->w.t, f)->layout->width : 0;

	return b.n < prefix ? BYTES_NONE : bytes_slice(b, prefix, b.n - prefix);
}

value_id msg_value(struct connection *c, field_id id, const char *label)
{
	const struct field *f = trace_field(c->w.t, id);
	value_id v;

	if (!id)
		return absent(c, label);
	v = trace_add_slice(c->w.t, c->actor, c->msg.value, f->off, f->len, label);
	return trace_show(c->w.t, v, f->layout->show, f->layout->codes);
}

value_id msg_content(struct connection *c, field_id id, const char *label)
{
	const struct field *f = trace_field(c->w.t, id);
	const struct layout *l = f->layout;
	value_id v;

	if (!id || f->len < l->width)
		return absent(c, label);
	v = trace_add_slice(c->w.t, c->actor, c->msg.value, f->off + l->width, f->len - l->width, label);
	if (l->kind == L_LIST && l->sub->codes)
		return trace_show(c->w.t, v, SHOW_CODES, l->sub->codes);
	return trace_show(c->w.t, v, l->show, l->codes);
}

uint32_t msg_uint(struct connection *c, const char *name)
{
	field_id f = msg_field(c, name);

	return f && trace_field(c->w.t, f)->len <= 4 ? (uint32_t)bytes_uint(trace_field_bytes(c->w.t, f)) : 0;
}
