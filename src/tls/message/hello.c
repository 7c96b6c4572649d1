#include "tls/message/hello.h"

#include <assert.h>
#include <string.h>

#include "tls/message/message.h"

void items_add(struct items *it, const char *name, value_id v)
{
	assert(it->n < ARRAY_LEN(it->v));
	it->v[it->n++] = (struct build_item){ name, v };
}

void items_uint(struct connection *c, struct items *it, const char *name, unsigned width, uint32_t v, const struct code_table *codes)
{
	value_id id = conn_uint(c, OP_CONST, name, width, v);

	items_add(it, name, codes ? trace_show(c->w.t, id, SHOW_CODE, codes) : id);
}

bool name_is_ip(const char *name)
{
	return strchr(name, ':') || (name[0] && strspn(name, "0123456789.") == strlen(name));
}

void hello_agreed(struct connection *c)
{
	char room[CODE_TEXT_MAX];

	trace_agree_version(c->w.t, c->s.version, c->actor == ACTOR_CLIENT ? c->msg.unit : 0);
	c->w.t->outcome.version = arena_str(&c->w.t->arena, version_token(c->s.version, room));
	c->w.t->outcome.cipher_suite = c->s.suite->code.name;
}

static const struct extension_reader *reader_find(const struct extension_reader *r, size_t n, uint16_t type)
{
	for (size_t i = 0; i < n; i++)
		if (r[i].type == type)
			return &r[i];
	return NULL;
}

static enum reason passed_over(uint16_t type)
{
	const struct code *c = code_find(&codes_extension, type);

	return c ? REASON_EXTENSION_NOT_USED : code_is_grease(&codes_extension, type) ? REASON_EXTENSION_GREASE : REASON_EXTENSION_UNKNOWN;
}

static enum status extension_read(struct connection *c, field_id ext, uint16_t type, const struct extension_reader *r,
				  bool unsolicited, bool twice)
{
	int alert = twice ? ALERT_ILLEGAL_PARAMETER : unsolicited ? ALERT_UNSUPPORTED_EXTENSION : ALERT_NONE;
	enum reason reason = twice ? REASON_EXTENSION_TWICE : unsolicited ? REASON_EXTENSION_NOT_OFFERED :
			     r ? r->read(c, ext, &alert) : passed_over(type);
	struct event *e = CONN_EVENT(c, EV_EXTENSION_READ, msg_value(c, ext, "Extension"));

	e->arg[0] = type;
	e->field = ext;
	TRY(conn_check(c, e, alert == ALERT_NONE, reason, alert));
	if (reason == REASON_EXTENSION_ANSWERED_WRONGLY)
		e->verdict = VERDICT_WARN;
	return ST_OK;
}

enum status extensions_read(struct connection *c, const struct extension_reader *readers, size_t n,
			    bool (*offered)(const struct connection *c, uint16_t type))
{
	uint8_t seen[0x10000 / 8] = { 0 };         /* a bit a type */
	field_id list = msg_field(c, "extensions");

	if (!list)
		return ST_OK;
	for (field_id ext = 0; (ext = trace_find_field(c->w.t, list, "Extension", ext)) != 0;) {
		uint16_t type = (uint16_t)bytes_uint(msg_bytes(c, trace_find_field(c->w.t, ext, "extension_type", 0)));
		bool twice = seen[type / 8] >> type % 8 & 1;

		seen[type / 8] |= (uint8_t)(1 << type % 8);
		TRY(extension_read(c, ext, type, reader_find(readers, n, type), offered && !offered(c, type), twice));
	}
	return ST_OK;
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
