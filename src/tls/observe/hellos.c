/* What an observer takes from the hellos. */
#include <string.h>

#include "base/text.h"
#include "tls/message/hello.h"
#include "tls/message/message.h"
#include "tls/observe/observe.h"

static field_id extension_find(struct connection *c, uint16_t type)
{
	field_id list = msg_field(c, "extensions");

	for (field_id x = 0; list && (x = trace_find_field(c->w.t, list, "extension_type", x)) != 0;)
		if (bytes_uint(msg_bytes(c, x)) == type)
			return trace_field(c->w.t, x)->parent;
	return 0;
}

/* The bytes of the first field of that name inside f; empty if there is none. */
static struct bytes inside(struct connection *c, field_id f, const char *name)
{
	field_id x = f ? trace_find_field(c->w.t, f, name, 0) : 0;

	return x ? msg_bytes(c, x) : BYTES_NONE;
}

static void begin(struct observer *o)
{
	struct connection *c = &o->c;

	if (o->any)
		observe_finish(o);
	o->any = true;
	o->retried = o->ccs_seen = o->transcript_broken = o->full = o->refused = false;
	o->no_secret = CLOSED_NO_KEY;
	o->now = (struct handshake){ .has_client_hello = true, .when = o->when };
	memset(&c->s, 0, sizeof(c->s));
	memset(&c->secrets, 0, sizeof(c->secrets));
	memset(&c->facts, 0, sizeof(c->facts));
	c->facts.facts[SEL_KEY_EXCHANGE] = FORM_OTHER;   /* until ServerHello says them */
	c->facts.facts[SEL_VERSION] = VERSION_TLS12;
	for (size_t i = 0; i < ARRAY_LEN(c->sides); i++) {
		memset(&c->sides[i].pending, 0, sizeof(c->sides[i].pending));
		memset(&c->sides[i].shown, 0, sizeof(c->sides[i].shown));
	}
	o->offered_session_id = o->offered_ticket = o->session_id = o->new_ticket = BYTES_NONE;
	trace_agree_version(c->w.t, 0, 0);
	transcript_clear(&c->transcript);
	flow_begin(c);
	c->skips_data = false;
}

static const char *safe_name(struct connection *c, struct bytes name)
{
	struct buf b = { 0 };
	const char *s;

	if (!name.n)
		return NULL;
	text_safe(&b, name);
	s = arena_str(&c->w.t->arena, buf_str(&b));
	buf_free(&b);
	return s;
}

enum status observe_client_hello(struct observer *o)
{
	struct connection *c = &o->c;
	field_id name;

	if (!(o->any && o->retried && !o->now.complete))
		begin(o);
	observe_order(o, MSG_HANDSHAKE(HS_CLIENT_HELLO));
	c->s.client_version_value = msg_value(c, msg_field(c, "client_version"), "client_version");
	c->s.client_version = (uint16_t)msg_uint(c, "client_version");
	c->s.client_random = msg_value(c, msg_field(c, "random"), "client_random");
	CONN_EVENT(c, EV_SESSION_ID, msg_content(c, msg_field(c, "session_id"), "session_id"));
	o->offered_session_id = inside(c, msg_field(c, "session_id"), "content");
	o->offered_ticket = inside(c, extension_find(c, EXT_SESSION_TICKET), "ticket");
	name = extension_find(c, EXT_SERVER_NAME);
	name = name ? trace_find_field(c->w.t, name, "HostName", 0) : 0;
	o->now.server_name = safe_name(c, inside(c, name, "content"));
	c->w.t->outcome.server_name = o->now.server_name;
	name = name ? trace_find_field(c->w.t, name, "content", 0) : 0;
	c->s.server_name_value = name && !c->w.t->brief ? msg_value(c, name, "server_name") : 0;
	return ST_OK;
}

static void versions(struct observer *o)
{
	struct connection *c = &o->c;
	struct bytes selected = inside(c, extension_find(c, EXT_SUPPORTED_VERSIONS), "selected_version");

	c->s.version = (uint16_t)msg_uint(c, "server_version");
	if (selected.n == 2)
		c->s.version = (uint16_t)bytes_uint(selected);
	o->now.version = c->s.version;
	trace_agree_version(c->w.t, c->s.version, c->msg.unit);
	if (c->s.version >= VERSION_SSL30)
		c->facts.facts[SEL_VERSION] = c->s.version;
}

static void suite(struct observer *o)
{
	struct connection *c = &o->c;

	o->now.suite_code = (uint16_t)msg_uint(c, "cipher_suite");
	o->now.suite = c->s.suite = suite_find(o->now.suite_code);
	if (c->s.suite && (c->s.suite->kx == KX_ANY || c->s.suite->cipher == CIPHER_OTHER))
		o->now.suite = c->s.suite = NULL;   /* of TLS 1.3, or of no cipher that could be opened */
	c->facts.facts[SEL_KEY_EXCHANGE] = c->s.suite ? suite_form(c->s.suite) : FORM_OTHER;
}

enum status observe_server_hello(struct observer *o)
{
	struct connection *c = &o->c;

	o->any = true;
	o->now.has_server_hello = msg_field(c, "cipher_suite") != 0;
	if (!o->now.when)
		o->now.when = o->when;
	versions(o);
	suite(o);
	c->s.server_random = msg_value(c, msg_field(c, "random"), "server_random");
	c->s.session_id = msg_content(c, msg_field(c, "session_id"), "session_id");
	if (msg_field(c, "session_id"))
		CONN_EVENT(c, EV_SESSION_ID, c->s.session_id);
	o->session_id = trace_bytes(c->w.t, c->s.session_id);
	if (c->s.version >= VERSION_TLS13) {
		o->retried = c->facts.facts[SEL_HELLO_FORM] == HELLO_RETRY;
		if (!o->retried) {
			o->no_secret = CLOSED_TLS13;
			observe_close_side(o, SIDE_SERVER, CLOSED_TLS13);
			observe_close_side(o, SIDE_CLIENT, CLOSED_TLS13);
		}
		return ST_OK;
	}
	o->now.ems = c->s.extended_master_secret = extension_find(c, EXT_EXTENDED_MASTER_SECRET) != 0;
	c->s.encrypt_then_mac = extension_find(c, EXT_ENCRYPT_THEN_MAC) && c->s.suite && c->s.suite->mac != HASH_NONE &&
				 cipher_specs[c->s.suite->cipher].block_size;
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
	trace_open_step(t, "ClientHello", ACTOR_CLIENT);
	wire = trace_add_leaf(t, ACTOR_OBSERVER, OP_WIRE, "record", bytes_slice(in, 0, n));
	unit = trace_add_unit(t, UNIT_MESSAGE, ACTOR_CLIENT, wire);
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
	c->s.client_version = (uint16_t)msg_uint(c, "version");
	f = msg_field(c, "challenge");
	challenge = f ? msg_value(c, f, "challenge") : 0;
	if (challenge && trace_bytes(t, challenge).n <= 32) {
		value_id parts[2] = {
			trace_add_leaf(t, ACTOR_OBSERVER, OP_CONST, "zeros", bytes_of(zeros, 32 - trace_bytes(t, challenge).n)), challenge,
		};

		c->s.client_random = trace_add_concat(t, ACTOR_OBSERVER, "client_random", parts, 2);
	}
	observe_told(c);
	wire = trace_add_slice(t, ACTOR_OBSERVER, wire, 2, n - 2, "V2ClientHello");
	transcript_append(&c->transcript, wire);
	c->msg = (struct incoming){ 0 };
	return ST_OK;
}
