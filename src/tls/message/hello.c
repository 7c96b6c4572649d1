#include "tls/message/hello.h"

#include <string.h>

#include "spec/without.h"
#include "tls/kex/kex.h"

void hello_agreed(struct connection *c)
{
	char room[CODE_TEXT_MAX];

	trace_agree_version(c->w.t, c->s.version, c->side == SIDE_CLIENT ? c->msg.unit : 0);
	trace_current(c->w.t)->outcome.version = trace_text(c->w.t, version_token(c->s.version, room));
	trace_current(c->w.t)->outcome.cipher_suite = c->s.suite->code.name;
	c->facts.facts[SEL_KEY_EXCHANGE] = kex_form(c->s.suite);
}

value_id hello_random(struct connection *c, const char *label, size_t n)
{
	static const uint8_t zeros[32];
	value_id v;

	if (c->without & WITHOUT_RANDOMS)
		return trace_add_leaf(c->w.t, c->actor, OP_CONST, label, bytes_of(zeros, n < sizeof(zeros) ? n : sizeof(zeros)));
	v = value_random(c->w, label, n);
	CONN_EVENT(c, EV_RANDOM_DRAWN, v);
	return v;
}

enum hello_form hello_form(struct bytes message)
{
	/* RFC 9846 4.2.3: SHA-256 of "HelloRetryRequest" */
	static const uint8_t retry[32] = {
		0xcf, 0x21, 0xad, 0x74, 0xe5, 0x9a, 0x61, 0x11, 0xbe, 0x1d, 0x8c, 0x02, 0x1e, 0x65, 0xb8, 0x91,
		0xc2, 0xa2, 0x11, 0x16, 0x7a, 0xbb, 0x8c, 0x5e, 0x07, 0x9e, 0x09, 0xe2, 0xc8, 0xa8, 0x33, 0x9c,
	};
	enum { VERSION = 4, RANDOM = 6 };
	unsigned version;

	if (message.n < RANDOM + sizeof(retry) || message.p[0] != HS_SERVER_HELLO)
		return HELLO_USUAL;
	if (memcmp(message.p + RANDOM, retry, sizeof(retry)) == 0)
		return HELLO_RETRY;
	/* the final number stands here in early drafts only: since draft 22 it is in supported_versions */
	version = (unsigned)bytes_uint(bytes_slice(message, VERSION, 2));
	return version == VERSION_TLS13 || (version >= 0x7f00 && version < 0x7f16) ? HELLO_DRAFT : HELLO_USUAL;
}
