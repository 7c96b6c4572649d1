/* How long records may be: max_fragment_length (RFC 6066 4), asked for by the client alone, and record_size_limit (RFC 8449),
 * which has replaced it. Both sides keep the result, and so does who observes: in c->s.limits. */
#include "tls/endpoint_state.h"
#include "tls/extension/rows.h"
#include "tls/message/message.h"

enum { LIMIT_MIN = 64 };   /* RFC 8449 4 */

/* ---- max_fragment_length ---- */

/* 2^9 to 2^12; 0: the code means nothing. */
static uint32_t fragment_length(uint32_t code)
{
	return code >= 1 && code <= 4 ? UINT32_C(1) << (8 + code) : 0;
}

static uint32_t fragment_code(struct connection *c, field_id ext)
{
	return (uint32_t)bytes_uint(msg_bytes(c, trace_find_field(c->w.t, ext, "max_fragment_length", 0)));
}

static void fragments_agreed(struct connection *c, uint32_t code)
{
	c->s.limits = (struct record_limits){ .content = { fragment_length(code), fragment_length(code) } };
}

static bool fragment_wanted(const struct connection *c)
{
	return config_of(c)->max_fragment_length != 0;
}

static void fragment_make(struct connection *c, struct items *it)
{
	items_uint(c, it, "max_fragment_length", 1, config_of(c)->max_fragment_length, &codes_max_fragment);
}

static void fragment_read(struct connection *c, field_id ext)
{
	c->offer.max_fragment_length = fragment_code(c, ext);
}

static enum reason fragment_take(struct connection *c, field_id ext, int *alert)
{
	(void)ext;
	if (c->offer.record_size_limit)
		return REASON_FRAGMENT_LENGTH_PASSED;
	if (!fragment_length(c->offer.max_fragment_length)) {
		*alert = ALERT_ILLEGAL_PARAMETER;
		return REASON_VALUE_UNKNOWN;
	}
	fragments_agreed(c, c->offer.max_fragment_length);
	return REASON_FRAGMENT_LENGTH_USED;
}

static bool fragment_agreed(const struct connection *c)
{
	return c->s.limits.content[SIDE_CLIENT] && !c->s.limits.protected_only;
}

uint8_t limits_fragment_code(const struct connection *c)
{
	return fragment_agreed(c) ? (uint8_t)c->offer.max_fragment_length : 0;
}

void limits_resume(struct connection *c, uint8_t code)
{
	if (code)
		fragments_agreed(c, code);
}

/* RFC 8449 5: only one of the two can hold. */
static bool answers_both(struct connection *c)
{
	const field_id list = msg_field(c, "extensions");

	return trace_find_field(c->w.t, list, "max_fragment_length", 0) && trace_find_field(c->w.t, list, "RecordSizeLimit", 0);
}

static void fragment_answer(struct connection *c, struct items *it)
{
	items_uint(c, it, "max_fragment_length", 1, c->offer.max_fragment_length, &codes_max_fragment);
}

static void fragment_answer_read(struct connection *c, field_id ext)
{
	fragments_agreed(c, fragment_code(c, ext));
}

static enum reason fragment_answered(struct connection *c, field_id ext, int *alert)
{
	const bool same = fragment_code(c, ext) == c->offer.max_fragment_length;

	if (same && !answers_both(c))
		return REASON_FRAGMENT_LENGTH_USED;
	*alert = ALERT_ILLEGAL_PARAMETER;
	return same ? REASON_LIMITS_BOTH : REASON_FRAGMENT_LENGTH_OTHER;
}

const struct extension extension_max_fragment_length = {
	.type = EXT_MAX_FRAGMENT_LENGTH,
	.in = {
		[IN_CLIENT_HELLO] = { .wanted = fragment_wanted, .make = fragment_make, .read = fragment_read, .take = fragment_take },
		[IN_SERVER_HELLO] = { .to = VERSION_TLS12, .wanted = fragment_agreed, .make = fragment_answer, .read = fragment_answer_read,
				      .take = fragment_answered },
		[IN_ENCRYPTED_EXTENSIONS] = { .wanted = fragment_agreed, .make = fragment_answer, .read = fragment_answer_read, .take = fragment_answered },
	},
};

/* ---- record_size_limit ---- */

/* RFC 8449 4: with TLS 1.3 the limit is one on all that is inside, of which a byte is the type. */
static uint32_t type_size(const struct connection *c)
{
	return c->s.version >= VERSION_TLS13 ? 1 : 0;
}

/* What this endpoint takes: it may have told more than it is bound to. */
static uint32_t own_limit(const struct connection *c)
{
	return config_of(c)->record_size_limit ? config_of(c)->record_size_limit : MAX_PLAINTEXT + type_size(c);
}

static uint32_t limit_value(struct connection *c, field_id ext)
{
	return (uint32_t)bytes_uint(msg_bytes(c, trace_find_field(c->w.t, ext, "RecordSizeLimit", 0)));
}

/* RFC 8449 4: a limit above that of the version is none. */
static uint32_t content_of(const struct connection *c, uint32_t limit)
{
	return limit >= MAX_PLAINTEXT + type_size(c) ? MAX_PLAINTEXT : limit ? limit - type_size(c) : 0;
}

/* Each side's records are as long as the other one takes. */
static void limits_agreed(struct connection *c, uint32_t client_takes, uint32_t server_takes)
{
	c->s.limits = (struct record_limits){
		.content = { [SIDE_CLIENT] = content_of(c, server_takes), [SIDE_SERVER] = content_of(c, client_takes) },
		.protected_only = true,
	};
}

static bool limit_wanted(const struct connection *c)
{
	return config_of(c)->record_size_limit != 0;
}

static void limit_make(struct connection *c, struct items *it)
{
	items_uint(c, it, "RecordSizeLimit", 2, own_limit(c), NULL);
}

static void limit_read(struct connection *c, field_id ext)
{
	c->offer.record_size_limit = limit_value(c, ext);
}

static enum reason limit_judge(uint32_t limit, int *alert)
{
	if (limit >= LIMIT_MIN)
		return REASON_SIZE_LIMIT_USED;
	*alert = ALERT_ILLEGAL_PARAMETER;
	return REASON_SIZE_LIMIT_SMALL;
}

static enum reason limit_take(struct connection *c, field_id ext, int *alert)
{
	(void)ext;
	limits_agreed(c, c->offer.record_size_limit, own_limit(c));
	return limit_judge(c->offer.record_size_limit, alert);
}

static bool limit_agreed(const struct connection *c)
{
	return c->s.limits.protected_only;
}

static void limit_answer_read(struct connection *c, field_id ext)
{
	limits_agreed(c, c->offer.record_size_limit, limit_value(c, ext));
}

static enum reason limit_answered(struct connection *c, field_id ext, int *alert)
{
	if (!answers_both(c))
		return limit_judge(limit_value(c, ext), alert);
	*alert = ALERT_ILLEGAL_PARAMETER;
	return REASON_LIMITS_BOTH;
}

const struct extension extension_record_size_limit = {
	.type = EXT_RECORD_SIZE_LIMIT,
	.in = {
		[IN_CLIENT_HELLO] = { .wanted = limit_wanted, .make = limit_make, .read = limit_read, .take = limit_take },
		[IN_SERVER_HELLO] = { .to = VERSION_TLS12, .wanted = limit_agreed, .make = limit_make, .read = limit_answer_read,
				      .take = limit_answered },
		[IN_ENCRYPTED_EXTENSIONS] = { .wanted = limit_agreed, .make = limit_make, .read = limit_answer_read, .take = limit_answered },
	},
};
