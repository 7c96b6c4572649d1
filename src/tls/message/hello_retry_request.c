/* HelloRetryRequest (RFC 9846 4.2.4): the server could go on, but not with this ClientHello. It has the form of a ServerHello,
 * and a random that says what it is. */
#include "tls/endpoint_state.h"
#include "tls/extension/extension.h"
#include "tls/keys/keys.h"
#include "tls/keys/transcript.h"
#include "tls/message/hello.h"
#include "tls/message/message.h"
#include "tls/message/read.h"
#include "tls/resume/psk.h"

/* From here on the first ClientHello stands in the transcript as its hash (RFC 9846 4.1). */
static void retry_begin(struct connection *c)
{
	transcript_replace(c, c->s.suite->prf);
	c->s.retries = false;
	c->s.retried = true;
	hello_agreed(c);
}

/* ---- the server asks ---- */

unit_id hello_retry_request_make(struct connection *c)
{
	struct items it = { .n = 0 };
	value_id name = conn_const(c, "name of the message", "HelloRetryRequest");
	unit_id unit;

	items_uint(c, &it, "server_version", 2, version_on_wire(c->s.version), &codes_version);
	items_add(&it, "random", value_hash(c->w, HASH_SHA256, "random that says HelloRetryRequest", &name, 1));
	items_add(&it, "session_id", c->s.session_id);
	items_add(&it, "cipher_suite", trace_show(c->w.t, trace_add_slice(c->w.t, c->actor, c->s.common_suites, 0, 2, "cipher_suite"),
						  SHOW_CODE, &codes_cipher_suite));
	items_uint(c, &it, "compression_method", 1, 0, &codes_compression);
	extensions_make(c, IN_HELLO_RETRY_REQUEST, &it);
	c->facts.facts[SEL_HELLO_FORM] = HELLO_RETRY;
	unit = message_build(c, HS_SERVER_HELLO, it.v, it.n);
	c->facts.facts[SEL_HELLO_FORM] = HELLO_USUAL;
	retry_begin(c);
	return unit;
}

/* ---- the client is asked ---- */

/* RFC 9846 4.2.4: one that would change nothing must be refused. */
static enum status change_check(struct connection *c)
{
	const bool holds = c->s.retry_group || c->s.cookie;

	return conn_check(c, CONN_FACT(c, EV_RETRY_CHANGES), holds, holds ? REASON_RETRY_CHANGES : REASON_RETRY_CHANGES_NOTHING, ALERT_ILLEGAL_PARAMETER);
}

enum status hello_retry_request_take(struct connection *c)
{
	server_hello_read(c);
	TRY(server_answer_check(c));
	TRY(extensions_take(c, IN_HELLO_RETRY_REQUEST));
	TRY(change_check(c));
	c->s.retry_suite = c->s.suite;
	retry_begin(c);
	keys_use_psk(c, 0, 0);
	TRY(early_refused(c));
	return keys_install(c, SIDE_CLIENT, &protection_none);
}
