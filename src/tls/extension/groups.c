/* Groups, and the forms of their points (RFC 8422 5.1). */
#include <string.h>

#include "spec/groups.h"
#include "tls/endpoint_state.h"
#include "tls/extension/rows.h"
#include "tls/kex/group.h"
#include "tls/message/message.h"

enum { POINT_UNCOMPRESSED = 0 };

/* A suite of TLS 1.3 leaves it open. */
static bool agrees_by_curve(const struct connection *c)
{
	return c->s.suite->kx == KX_ANY || kx_specs[c->s.suite->kx].method == KX_BY_ECDH;
}

/* RFC 8422 5.2: the answer to a client that says which it can read. */
static bool answers_formats(const struct connection *c)
{
	return agrees_by_curve(c) && extension_offered(&c->offer, EXT_EC_POINT_FORMATS);
}

static void groups_make(struct connection *c, struct items *it)
{
	c->s.offered_groups = conn_code_list(c, "named_group_list", group_list(c), &codes_named_group);
	items_add(it, "named_group_list", c->s.offered_groups);
}

static bool groups_wanted(const struct connection *c)
{
	return config_of(c)->quirk != QUIRK_NO_GROUPS;
}

static void groups_read(struct connection *c, field_id ext)
{
	c->offer.groups = trace_find_field(c->w.t, ext, "named_group_list", 0);
}

static enum reason groups_take(struct connection *c, field_id ext, int *alert)
{
	(void)ext, (void)alert;
	return agrees_by_curve(c) || group_by_field(c->s.suite) ? REASON_GROUPS_USED : REASON_GROUPS_NOTED;
}

static bool lists_uncompressed(struct connection *c, field_id ext)
{
	const struct bytes list = msg_list(c, trace_find_field(c->w.t, ext, "ec_point_format_list", 0));

	return list.n && memchr(list.p, POINT_UNCOMPRESSED, list.n);
}

static bool lists_a_curve(const struct connection *c)
{
	const struct bytes list = msg_list(c, c->offer.groups);

	for (size_t i = 0; i + 2 <= list.n; i += 2) {
		const struct group *g = group_find((uint16_t)bytes_uint(bytes_slice(list, i, 2)));

		if (g && g->kind == GROUP_EC)
			return true;
	}
	return false;
}

/* RFC 8422 5.1.2; TLS 1.3 has no other form, and does not ask. */
static enum reason point_formats_take(struct connection *c, field_id ext, int *alert)
{
	if (c->s.version < VERSION_TLS13 && !lists_uncompressed(c, ext) && (agrees_by_curve(c) || lists_a_curve(c))) {
		*alert = ALERT_ILLEGAL_PARAMETER;
		return REASON_FORMATS_LACK_UNCOMPRESSED;
	}
	return agrees_by_curve(c) ? REASON_FORMATS_USED : group_by_field(c->s.suite) ? REASON_EXTENSION_NOT_USED : REASON_GROUPS_NOTED;
}

/* RFC 8422 5.2 knows no such answer, but some servers give it. */
static enum reason groups_answered(struct connection *c, field_id ext, int *alert)
{
	(void)c, (void)ext, (void)alert;
	return REASON_EXTENSION_ANSWERED_WRONGLY;
}

/* RFC 9846 4.3.7: a server may tell its own. Ours does if its configuration says so (struct extension_order). */
static bool groups_volunteered(const struct connection *c)
{
	(void)c;
	return false;
}

/* What the server would have liked, for the next time. */
static enum reason groups_told(struct connection *c, field_id ext, int *alert)
{
	(void)c, (void)ext, (void)alert;
	return REASON_EXTENSION_NOTED;
}

static void point_formats_make(struct connection *c, struct items *it)
{
	const value_id given = endpoint_given(c, "ec_point_format_list");

	if (given)
		items_add(it, "ec_point_format_list", trace_show(c->w.t, given, SHOW_CODES, &codes_point_format));
	else
		items_uint(c, it, "ECPointFormat", 1, POINT_UNCOMPRESSED, &codes_point_format);
}

static enum reason point_formats_answered(struct connection *c, field_id ext, int *alert)
{
	if (lists_uncompressed(c, ext))
		return REASON_EXTENSION_NOTED;
	*alert = ALERT_ILLEGAL_PARAMETER;
	return REASON_FORMATS_ANSWER_LACKS_UNCOMPRESSED;
}

const struct extension extension_supported_groups = {
	.type = EXT_SUPPORTED_GROUPS,
	.in = {
		[IN_CLIENT_HELLO] = { .wanted = groups_wanted, .make = groups_make, .read = groups_read, .take = groups_take },
		[IN_SERVER_HELLO] = { .to = VERSION_TLS12, .take = groups_answered },
		[IN_ENCRYPTED_EXTENSIONS] = { .wanted = groups_volunteered, .make = groups_make, .take = groups_told },
	},
};

const struct extension extension_ec_point_formats = {
	.type = EXT_EC_POINT_FORMATS,
	.in = {
		[IN_CLIENT_HELLO] = { .wanted = wanted_before_tls13, .make = point_formats_make, .take = point_formats_take },
		[IN_SERVER_HELLO] = { .to = VERSION_TLS12, .wanted = answers_formats, .make = point_formats_make, .take = point_formats_answered },
	},
};
