#include "tls/cause/say.h"

#include "base/text.h"
#include "spec/groups.h"
#include "tls/message/message.h"
#include "x509/fields.h"
#include "x509/name.h"

enum { NAMED = 3 };              /* of a long list */

/* Adds the codes of a list (2 bytes each), as many as `most`; reserved ones (RFC 8701) say nothing. */
static void say_codes(struct bytes list, const struct code_table *codes, size_t most, struct buf *out)
{
	char room[CODE_TEXT_MAX];
	size_t n = 0, more = 0;

	for (size_t i = 0; i + 2 <= list.n; i += 2) {
		const uint32_t code = (uint32_t)bytes_uint(bytes_slice(list, i, 2));

		if (code_is_grease(codes, code) ||
		    (codes == &codes_cipher_suite && (code == SUITE_RENEGOTIATION_SCSV || code == SUITE_FALLBACK_SCSV)))
			continue;
		if (n == most) {
			more++;
			continue;
		}
		buf_printf(out, "%s%s", n++ ? ", " : "", codes == &codes_version ? version_text(code, room) : code_text(codes, code, room));
	}
	if (more)
		buf_printf(out, " and %zu more", more);
}

void say_versions(const struct connection *c, struct buf *out)
{
	char room[CODE_TEXT_MAX];

	if (c->offer.versions)
		say_codes(msg_list(c, c->offer.versions), &codes_version, SIZE_MAX, out);
	else
		buf_printf(out, "%s at most", version_text(c->offer.version, room));
}

/* The highest and the lowest of the list; GREASE is none. */
static void version_range(const struct connection *c, uint16_t *lowest, uint16_t *highest)
{
	const struct bytes list = msg_list(c, c->offer.versions);

	*lowest = UINT16_MAX;
	*highest = 0;
	for (size_t i = 0; i + 2 <= list.n; i += 2) {
		const uint16_t v = (uint16_t)bytes_uint(bytes_slice(list, i, 2));

		if (code_is_grease(&codes_version, v))
			continue;
		*highest = version_rules(v) > *highest ? version_rules(v) : *highest;
		*lowest = version_rules(v) < *lowest ? version_rules(v) : *lowest;
	}
}

uint16_t say_highest_version(const struct connection *c)
{
	uint16_t lowest, highest;

	version_range(c, &lowest, &highest);
	return highest ? highest : c->offer.version;
}

uint16_t say_lowest_version(const struct connection *c)
{
	uint16_t lowest, highest;

	version_range(c, &lowest, &highest);
	return highest ? lowest : 0;
}

void say_some_suites(struct bytes list, struct buf *out)
{
	say_codes(list, &codes_cipher_suite, NAMED, out);
}

void say_suites(const struct connection *c, struct buf *out)
{
	say_some_suites(msg_list(c, c->offer.suites), out);
}

void say_groups(const struct connection *c, struct buf *out)
{
	say_codes(msg_list(c, c->offer.groups), &codes_named_group, 2 * NAMED, out);
}

void say_schemes(const struct connection *c, struct buf *out)
{
	say_codes(msg_list(c, c->offer.schemes), &codes_signature_scheme, NAMED, out);
}

/* The group of each share, 2 bytes each. */
static void share_groups(const struct connection *c, struct buf *list)
{
	for (field_id f = 0; c->offer.shares && (f = trace_find_field(c->w.t, c->offer.shares, "group", f)) != 0;)
		buf_add(list, trace_field_bytes(c->w.t, f));
}

void say_shares(const struct connection *c, struct buf *out)
{
	struct buf list = { 0 };

	share_groups(c, &list);
	say_codes(buf_bytes(&list), &codes_named_group, SIZE_MAX, out);
	buf_free(&list);
}

/* RFC 10024: their names hold the lattice's. */
bool say_has_hybrid(const struct connection *c)
{
	struct buf list = { 0 };
	bool has = false;

	share_groups(c, &list);
	for (size_t i = 0; i + 2 <= list.n && !has; i += 2) {
		const char *name = code_name(&codes_named_group, (uint32_t)bytes_uint(bytes_of(list.p + i, 2)));

		has = name && (strstr(name, "MLKEM") || strstr(name, "Kyber"));
	}
	buf_free(&list);
	return has;
}

void say_protocols(const struct connection *c, struct buf *out)
{
	const char *between = "";

	for (field_id f = 0; c->offer.alpn && (f = trace_find_field(c->w.t, c->offer.alpn, "ProtocolName", f)) != 0;) {
		buf_puts(out, between);
		text_safe(out, msg_list(c, f));
		between = ", ";
	}
}

bool say_server_name(const struct connection *c, struct buf *out)
{
	if (!c->offer.server_name)
		return false;
	text_safe(out, trace_field_bytes(c->w.t, c->offer.server_name));
	return true;
}

void say_agreed(const struct connection *c, struct buf *out)
{
	char room[CODE_TEXT_MAX];

	buf_puts(out, version_text(c->s.version, room));
	if (c->s.suite)
		buf_printf(out, ", %s", c->s.suite->code.name);
}

/* ---- certificates ---- */

bool say_certificate(const struct course *k, enum side_id side, int i, struct x509 *out)
{
	return i >= 0 && i < k->n_certificates[side] && i < COURSE_CERTIFICATES && x509_parse(k->certificates[side][i], out) == ST_OK;
}

bool say_top(const struct course *k, enum side_id side, struct x509 *out)
{
	struct x509 next;

	if (!say_certificate(k, side, 0, out))
		return false;
	for (int steps = 0; steps < k->n_certificates[side] && !out->self_issued; steps++) {
		int i = 1;

		while (i < k->n_certificates[side] && !(say_certificate(k, side, i, &next) && x509_name_equal(next.subject, out->issuer)))
			i++;
		if (i >= k->n_certificates[side])
			break;
		*out = next;
	}
	return true;
}

bool say_is_trusted(const struct course *k, struct bytes name)
{
	for (size_t i = 0; k->trust && i < trust_count(k->trust); i++)
		if (x509_name_equal(trust_subject(k->trust, i), name))
			return true;
	return false;
}

void say_names(const struct x509 *x, struct buf *out)
{
	struct x509_general_name gn;
	struct bytes names;
	size_t n = 0, more = 0;

	if (!x509_has(x, KNOWN_SUBJECT_ALT_NAME) || x509_general_names(x->known[KNOWN_SUBJECT_ALT_NAME].value, &names) != ST_OK)
		names = BYTES_NONE;
	while (names.n && x509_next_general_name(&names, &gn) == ST_OK) {
		if (gn.kind != GN_DNS)
			continue;
		if (n == 2 * NAMED) {
			more++;
			continue;
		}
		buf_puts(out, n++ ? ", " : "");
		text_safe(out, gn.value);
	}
	if (!n)
		buf_puts(out, "no DNS name");
	if (more)
		buf_printf(out, " and %zu more", more);
}

size_t say_authorities(const struct connection *c, const struct course *k, struct bytes issuer, bool *named, struct buf *out)
{
	size_t n = 0;

	*named = false;
	for (field_id f = 0; k->authorities && (f = trace_find_field(c->w.t, k->authorities, "DistinguishedName", f)) != 0; n++) {
		*named |= x509_name_equal(msg_list(c, f), issuer);
		if (n >= NAMED)
			continue;
		buf_puts(out, n ? "; " : "");
		x509_describe_name(msg_list(c, f), out);
	}
	if (n > NAMED)
		buf_printf(out, " and %zu more", n - NAMED);
	return n;
}
