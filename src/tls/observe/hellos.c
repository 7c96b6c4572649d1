/* What an observer takes from the hellos. */
#include <string.h>

#include "base/text.h"
#include "tls/extension/extension.h"
#include "tls/kex/kex.h"
#include "tls/message/message.h"
#include "tls/message/read.h"
#include "tls/observe/observe.h"

static void begin(struct observer *o)
{
	struct connection *c = &o->c;

	if (o->any) {
		o->course.lossless = false;   /* it is another that the stream ends with */
		observe_finish(o);
	}
	o->any = true;
	course_begin(&o->course);
	observe_later_forget(o);
	for (size_t i = 0; i < 2; i++) {
		o->watched[i].epoch = EPOCH_NONE;
		o->watched[i].tries = o->watched[i].updates = 0;
	}
	o->offer_known = o->retried = o->ccs_seen = o->transcript_broken = o->full = o->refused = false;
	o->no_secret = CLOSED_NO_KEY;
	o->now = (struct handshake_summary){ .has_client_hello = true, .when = o->when };
	conn_begin(c);
	c->facts.facts[SEL_KEY_EXCHANGE] = FORM_OTHER;   /* until ServerHello says them */
	o->session_id = o->new_ticket = BYTES_NONE;
	trace_agree_version(c->w.t, 0, 0);
	c->skips_data = false;
}

static const char *safe_name(struct connection *c, struct bytes name)
{
	struct buf b = { 0 };
	const char *s;

	if (!name.n)
		return NULL;
	text_safe(&b, name);
	s = trace_text(c->w.t, buf_str(&b));
	buf_free(&b);
	return s;
}

/* Those of a list, with commas between them; NULL: it has none. */
static const char *protocols(struct connection *c, field_id root)
{
	struct buf names = { 0 };
	const char *out = NULL;

	for (field_id f = 0; root && (f = trace_find_field(c->w.t, root, "ProtocolName", f)) != 0;) {
		if (names.n)
			buf_puts(&names, ",");
		text_safe(&names, msg_list(c, f));
	}
	if (names.n)
		out = trace_text(c->w.t, buf_str(&names));
	buf_free(&names);
	return out;
}

void observe_protocol(struct observer *o)
{
	o->now.alpn = protocols(&o->c, o->c.msg.root);
}

/* The one that HelloRetryRequest asked for has to be the same but for what it asked for; in drafts that had another number. */
static void compare_hellos(struct connection *c)
{
	if (c->s.first_hello_root && c->s.version == VERSION_TLS13)
		observe_noted(client_hello_same_check(c));
	c->s.first_hello = c->msg.value;
	c->s.first_hello_root = c->msg.root;
}

/* A first hello says nothing there; a further one what Finished said before. */
static void binding_noted(struct observer *o, enum side_id side)
{
	struct connection *c = &o->c;
	const field_id f = msg_field(c, "renegotiated_connection");
	const bool first = c->renegotiation.number < 2 && f && trace_field(c->w.t, f)->len > 1;

	o->course.unbound |= first || renegotiation_check(c, side) != ST_OK;
}

enum status observe_client_hello(struct observer *o)
{
	struct connection *c = &o->c;

	if (!(o->any && o->retried && !o->now.complete)) {
		begin(o);
		conn_begin_tell(c);
	}
	observe_order(o, MSG_HANDSHAKE(HS_CLIENT_HELLO));
	client_hello_read(c);
	o->offer_known = !trace_unit(c->w.t, c->msg.unit)->problem;
	compare_hellos(c);
	binding_noted(o, SIDE_CLIENT);
	c->s.client_version_value = msg_value(c, c->offer.client_version, "client_version");
	c->s.client_random = msg_value(c, c->offer.random, "client_random");
	CONN_EVENT(c, EV_SESSION_ID, msg_content(c, c->offer.session_id, "session_id"));
	o->now.server_name = trace_current(c->w.t)->outcome.server_name = safe_name(c, msg_bytes(c, c->offer.server_name));
	observe_fingerprints(o);
	o->now.alpn_offered = protocols(c, c->offer.alpn);
	c->s.server_name_value = c->offer.server_name && !c->w.t->brief ? msg_value(c, c->offer.server_name, "server_name") : 0;
	observe_psk_offered(o);
	return ST_OK;
}

void observe_hello_cut(struct observer *o, size_t there, size_t whole)
{
	struct connection *c = &o->c;

	begin(o);
	o->course.cut_at = o->now.hello_there = there;
	o->course.cut_of = o->now.hello_whole = whole;
	client_hello_read(c);
	o->now.server_name = trace_current(c->w.t)->outcome.server_name = safe_name(c, msg_bytes(c, c->offer.server_name));
	o->lasting = trace_here(c->w.t);          /* as of a whole one: the verdict may ask what it offers */
}

static void version_agree(struct observer *o)
{
	struct connection *c = &o->c;

	o->now.version = c->s.version;
	trace_agree_version(c->w.t, c->s.version, c->msg.unit);
	if (c->s.version >= VERSION_SSL30)
		c->facts.facts[SEL_VERSION] = c->s.version;
}

static void suite_agree(struct observer *o)
{
	struct connection *c = &o->c;

	o->now.suite_code = (uint16_t)msg_uint(c, "cipher_suite");
	if (c->s.suite && (c->s.suite->cipher == CIPHER_OTHER || (c->s.suite->kx == KX_ANY && !kex_of(c->s.suite))))
		c->s.suite = NULL;   /* of no cipher that could be opened */
	o->now.suite = c->s.suite;
	/* one of another version: its keys would have other sizes */
	if (c->s.suite && (c->s.version >= VERSION_TLS13) != (c->s.suite->from >= VERSION_TLS13))
		c->s.suite = NULL;
	c->facts.facts[SEL_KEY_EXCHANGE] = c->s.suite ? kex_form(c->s.suite) : FORM_OTHER;
}

enum status observe_server_hello(struct observer *o)
{
	struct connection *c = &o->c;

	o->any = true;
	o->now.has_server_hello = msg_field(c, "cipher_suite") != 0;
	if (!o->now.when)
		o->now.when = o->when;
	server_hello_read(c);
	version_agree(o);
	flow_settle(c);
	suite_agree(o);
	observe_protocol(o);
	if (c->facts.facts[SEL_HELLO_FORM] != HELLO_RETRY)
		c->s.server_random = msg_value(c, msg_field(c, "random"), "server_random");
	c->s.session_id = msg_content(c, msg_field(c, "session_id"), "session_id");
	if (msg_field(c, "session_id"))
		CONN_EVENT(c, EV_SESSION_ID, c->s.session_id);
	o->session_id = trace_bytes(c->w.t, c->s.session_id);
	if (c->s.version >= VERSION_TLS13) {
		o->retried = c->facts.facts[SEL_HELLO_FORM] == HELLO_RETRY;
		c->s.retried |= o->retried;
		if (o->retried && c->s.suite)
			transcript_replace(c, c->s.suite->prf);
		c->s.psk.used = observe_has_extension(c, EXT_PRE_SHARED_KEY);
		return ST_OK;
	}
	if (c->renegotiation.number < 2)
		c->renegotiation.secure = msg_field(c, "renegotiated_connection") != 0;
	binding_noted(o, SIDE_SERVER);
	o->now.ems = c->s.extended_master_secret;
	o->now.etm = c->s.encrypt_then_mac;
	return ST_OK;
}

/* ---- the hello of SSL 2.0 (RFC 5246 E.2) ---- */

bool observe_is_v2_hello(struct bytes b)
{
	return b.n >= 5 && (b.p[0] & 0x80) && b.p[2] == HS_CLIENT_HELLO && b.p[3] == 3;
}

enum status observe_v2_hello(struct observer *o)
{
	struct connection *c = &o->c;
	struct trace *t = c->w.t;
	struct bytes in = buf_bytes(&c->from->in);
	size_t n = 2 + ((size_t)(in.p[0] & 0x7f) << 8 | in.p[1]);
	struct parse_context ctx = { .facts = { 0 } };
	struct parse_error err;
	static const uint8_t zeros[32];
	value_id wire, challenge;
	unit_id unit;
	field_id f;

	if (in.n < n || in.n < 11)
		return ST_MORE;
	trace_open_step(t, "ClientHello", c->parties[SIDE_CLIENT]);
	wire = trace_add_leaf(t, ACTOR_OBSERVER, OP_WIRE, "record", bytes_slice(in, 0, n));
	unit = trace_add_unit(t, UNIT_MESSAGE, c->parties[SIDE_CLIENT], wire);
	trace_edit_unit(t, unit)->content_type = CT_HANDSHAKE;
	trace_edit_unit(t, unit)->handshake_type = HS_CLIENT_HELLO;
	ctx.facts[SEL_SIZE_1] = (uint32_t)bytes_uint(bytes_slice(in, 5, 2));
	ctx.facts[SEL_SIZE_2] = (uint32_t)bytes_uint(bytes_slice(in, 7, 2));
	buf_drop(&c->from->in, n);
	if (parse_unit(t, unit, &layout_v2_hello, &ctx, &err) != ST_OK)
		return ST_DECODE;
	begin(o);
	c->msg = (struct incoming){ unit, wire, trace_unit(t, unit)->first_field };
	CONN_EVENT(c, EV_MESSAGE_RECEIVED, wire);
	observe_order(o, MSG_HANDSHAKE(HS_CLIENT_HELLO));
	c->s.client_version_value = msg_value(c, msg_field(c, "version"), "client_version");
	c->offer.version = (uint16_t)msg_uint(c, "version");
	f = msg_field(c, "challenge");
	challenge = f ? msg_value(c, f, "challenge") : 0;
	if (challenge && trace_bytes(t, challenge).n <= 32) {
		value_id parts[2] = {
			trace_add_leaf(t, ACTOR_OBSERVER, OP_CONST, "zeros", bytes_of(zeros, 32 - trace_bytes(t, challenge).n)), challenge,
		};

		c->s.client_random = trace_add_concat(t, ACTOR_OBSERVER, "client_random", parts, 2);
	}
	course_message(&o->course, SIDE_CLIENT, MSG_HANDSHAKE(HS_CLIENT_HELLO));
	observe_told(c);
	wire = trace_add_slice(t, ACTOR_OBSERVER, wire, 2, n - 2, "V2ClientHello");
	transcript_append(&c->transcript, wire);
	c->msg = (struct incoming){ 0 };
	return ST_OK;
}
