/* What an observer takes from the hellos. */
#include <string.h>

#include "base/text.h"
#include "tls/hello.h"
#include "tls/observe.h"

static field_id extension_find(struct endpoint *ep, uint16_t type)
{
	field_id list = msg_field(ep, "extensions");

	for (field_id x = 0; list && (x = trace_find_field(ep->w.t, list, "extension_type", x)) != 0;)
		if (bytes_uint(msg_bytes(ep, x)) == type)
			return trace_field(ep->w.t, x)->parent;
	return 0;
}

/* The bytes of the first field of that name inside f; empty if there is none. */
static struct bytes inside(struct endpoint *ep, field_id f, const char *name)
{
	field_id x = f ? trace_find_field(ep->w.t, f, name, 0) : 0;

	return x ? msg_bytes(ep, x) : BYTES_NONE;
}

static void begin(struct observer *o)
{
	struct endpoint *ep = &o->ep;

	if (o->any)
		observe_finish(o);
	o->any = true;
	o->retried = o->ccs_seen = o->transcript_broken = o->full = o->refused = false;
	o->no_secret = CLOSED_NO_KEY;
	o->now = (struct handshake){ .has_client_hello = true, .when = o->when };
	memset(&ep->s, 0, sizeof(ep->s));
	memset(&ep->secrets, 0, sizeof(ep->secrets));
	memset(&ep->facts, 0, sizeof(ep->facts));
	ep->facts.facts[SEL_KEY_EXCHANGE] = FORM_OTHER;   /* until ServerHello says them */
	ep->facts.facts[SEL_VERSION] = VERSION_TLS12;
	memset(&ep->peer, 0, sizeof(ep->peer));
	memset(&o->client_peer, 0, sizeof(o->client_peer));
	o->offered_session_id = o->offered_ticket = o->session_id = o->new_ticket = BYTES_NONE;
	trace_agree_version(ep->w.t, 0, 0);
	transcript_clear(ep);
	ep->observe_skips = false;
}

static const char *safe_name(struct endpoint *ep, struct bytes name)
{
	struct buf b = { 0 };
	const char *s;

	if (!name.n)
		return NULL;
	text_safe(&b, name);
	s = arena_str(&ep->w.t->arena, buf_str(&b));
	buf_free(&b);
	return s;
}

/* What everybody can read, as values. */
static void tell_hello(struct endpoint *ep, const value_id *more, size_t n_more)
{
	value_id values[8];
	size_t n = 0;

	if (ep->w.t->brief)
		return;
	for (size_t i = 0; i < n_more && n < ARRAY_LEN(values); i++)
		if (more[i] && trace_bytes(ep->w.t, more[i]).n)
			values[n++] = more[i];
	ep_event(ep, EV_HELLO_SEEN, values, n);
}

enum status observe_client_hello(struct observer *o)
{
	struct endpoint *ep = &o->ep;
	value_id session_id;
	field_id name;

	if (!(o->any && o->retried && !o->now.complete))
		begin(o);
	ep->s.client_version_value = msg_value(ep, msg_field(ep, "client_version"), "client_version");
	ep->s.client_version = (uint16_t)msg_uint(ep, "client_version");
	ep->s.client_random = msg_value(ep, msg_field(ep, "random"), "client_random");
	session_id = msg_content(ep, msg_field(ep, "session_id"), "session_id");
	EP_EVENT(ep, EV_SESSION_ID, session_id);
	o->offered_session_id = inside(ep, msg_field(ep, "session_id"), "content");
	o->offered_ticket = inside(ep, extension_find(ep, EXT_SESSION_TICKET), "ticket");
	name = extension_find(ep, EXT_SERVER_NAME);
	name = name ? trace_find_field(ep->w.t, name, "HostName", 0) : 0;
	o->now.server_name = safe_name(ep, inside(ep, name, "content"));
	ep->w.t->outcome.server_name = o->now.server_name;
	name = name ? trace_find_field(ep->w.t, name, "content", 0) : 0;
	ep->s.server_name_value = name && !ep->w.t->brief ? msg_value(ep, name, "server_name") : 0;
	tell_hello(ep, (const value_id[]){ ep->s.client_version_value, ep->s.client_random, session_id,
					   msg_content(ep, msg_field(ep, "cipher_suites"), "cipher_suites"), ep->s.server_name_value }, 5);
	return ST_OK;
}

static void versions(struct observer *o)
{
	struct endpoint *ep = &o->ep;
	struct bytes selected = inside(ep, extension_find(ep, EXT_SUPPORTED_VERSIONS), "selected_version");

	ep->s.version = (uint16_t)msg_uint(ep, "server_version");
	if (selected.n == 2)
		ep->s.version = (uint16_t)bytes_uint(selected);
	o->now.version = ep->s.version;
	trace_agree_version(ep->w.t, ep->s.version, ep->msg.unit);
	if (ep->s.version >= VERSION_SSL30)
		ep->facts.facts[SEL_VERSION] = ep->s.version;
}

static void suite(struct observer *o)
{
	struct endpoint *ep = &o->ep;

	o->now.suite_code = (uint16_t)msg_uint(ep, "cipher_suite");
	o->now.suite = ep->s.suite = suite_find(o->now.suite_code);
	if (ep->s.suite && (ep->s.suite->kx == KX_ANY || ep->s.suite->cipher == CIPHER_OTHER))
		o->now.suite = ep->s.suite = NULL;   /* of TLS 1.3, or of no cipher that could be opened */
	ep->facts.facts[SEL_KEY_EXCHANGE] = ep->s.suite ? suite_form(ep->s.suite) : FORM_OTHER;
}

enum status observe_server_hello(struct observer *o)
{
	struct endpoint *ep = &o->ep;

	o->any = true;
	o->now.has_server_hello = msg_field(ep, "cipher_suite") != 0;
	if (!o->now.when)
		o->now.when = o->when;
	versions(o);
	suite(o);
	ep->s.server_random = msg_value(ep, msg_field(ep, "random"), "server_random");
	ep->s.session_id = msg_content(ep, msg_field(ep, "session_id"), "session_id");
	if (msg_field(ep, "session_id"))
		EP_EVENT(ep, EV_SESSION_ID, ep->s.session_id);
	o->session_id = trace_bytes(ep->w.t, ep->s.session_id);
	if (!ep->w.t->brief)
		tell_hello(ep, (const value_id[]){ msg_value(ep, msg_field(ep, "server_version"), "server_version"), ep->s.server_random,
						   ep->s.session_id, msg_value(ep, msg_field(ep, "cipher_suite"), "cipher_suite") }, 4);
	if (ep->s.version >= VERSION_TLS13) {
		o->retried = ep->facts.facts[SEL_HELLO_FORM] == HELLO_RETRY;
		if (!o->retried) {
			o->no_secret = CLOSED_TLS13;
			observe_close_side(o, SIDE_SERVER, CLOSED_TLS13);
			observe_close_side(o, SIDE_CLIENT, CLOSED_TLS13);
		}
		return ST_OK;
	}
	o->now.ems = ep->s.extended_master_secret = extension_find(ep, EXT_EXTENDED_MASTER_SECRET) != 0;
	ep->s.encrypt_then_mac = extension_find(ep, EXT_ENCRYPT_THEN_MAC) && ep->s.suite && ep->s.suite->mac != HASH_NONE &&
				 cipher_specs[ep->s.suite->cipher].block_size;
	o->now.etm = ep->s.encrypt_then_mac;
	return ST_OK;
}

/* ---- the hello of SSL 2.0 (RFC 5246 E.2) ---- */

bool observe_is_v2_hello(struct bytes b)
{
	return b.n >= 5 && (b.p[0] & 0x80) && b.p[2] == HS_CLIENT_HELLO && b.p[3] == 3;
}

enum status observe_v2_hello(struct observer *o)
{
	struct endpoint *ep = &o->ep;
	struct trace *t = ep->w.t;
	struct bytes in = buf_bytes(&ep->from->in);
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
	buf_drop(&ep->from->in, n);
	if (parse_unit(t, unit, &layout_v2_hello, &ctx, &err) != ST_OK)
		return ST_DECODE;
	begin(o);
	ep->msg = (struct incoming){ unit, wire, trace_unit(t, unit)->first_field };
	EP_EVENT(ep, EV_MESSAGE_RECEIVED, wire);
	ep->s.client_version_value = msg_value(ep, msg_field(ep, "version"), "client_version");
	ep->s.client_version = (uint16_t)msg_uint(ep, "version");
	f = msg_field(ep, "challenge");
	challenge = f ? msg_value(ep, f, "challenge") : 0;
	if (challenge && trace_bytes(t, challenge).n <= 32) {
		value_id parts[2] = {
			trace_add_leaf(t, ACTOR_OBSERVER, OP_CONST, "zeros", bytes_of(zeros, 32 - trace_bytes(t, challenge).n)), challenge,
		};

		ep->s.client_random = trace_add_concat(t, ACTOR_OBSERVER, "client_random", parts, 2);
	}
	wire = trace_add_slice(t, ACTOR_OBSERVER, wire, 2, n - 2, "V2ClientHello");
	list_add(&ep->transcript, &wire, sizeof(wire));
	ep->msg = (struct incoming){ 0 };
	return ST_OK;
}
