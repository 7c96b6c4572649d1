/* The tables of layouts hold together: whatever a parser or builder takes for granted
 * is true of each row that can be reached from the messages and records. */
#include "unit.h"
#include "check_trace.h"

#include "spec/layout.h"

static const struct layout *const roots[] = {
	&layout_record, &layout_handshake, &layout_change_cipher_spec, &layout_alert, &layout_application_data,
	&layout_plaintext, &layout_v2_hello, &layout_rsa_block_encrypt, &layout_rsa_block_sign,
};

enum { MAX_LAYOUTS = 1000 };

struct walk {
	const struct layout *seen[MAX_LAYOUTS];
	size_t n;
};

static const char *name_of(const struct layout *l)
{
	return l->name ? l->name : "(no name)";
}

static bool is_new(struct walk *w, const struct layout *l)
{
	for (size_t i = 0; i < w->n; i++)
		if (w->seen[i] == l)
			return false;
	assert_true(w->n < MAX_LAYOUTS);
	w->seen[w->n++] = l;
	return true;
}

static void collect(struct walk *w, const struct layout *l)
{
	if (!is_new(w, l))
		return;
	if (l->kind == L_STRUCT)
		for (const struct layout *m = l->sub; m->kind != L_END; m++)
			collect(w, m);
	else if (l->sub)
		collect(w, l->sub);
	for (size_t i = 0; i < l->n_cases; i++)
		collect(w, l->cases[i].sub);
}

static void collect_all(struct walk *w)
{
	w->n = 0;
	for (size_t i = 0; i < ARRAY_LEN(roots); i++)
		collect(w, roots[i]);
	assert_true(w->n > 100);
}

static uint64_t most(unsigned width)
{
	return (UINT64_C(1) << 8 * width) - 1;
}

static void check_number(const struct layout *l)
{
	CHECK_THAT(l->width >= 1 && l->width <= 4, "%s: a number of %u bytes", name_of(l), l->width);
	CHECK_THAT((l->show == SHOW_CODE) == (l->codes != NULL), "%s: shown as a code without a table, or the other way round", name_of(l));
}

static void check_vector(const struct layout *l)
{
	CHECK_THAT(l->width <= 4, "%s: a length of %u bytes", name_of(l), l->width);
	CHECK_THAT(l->kind != L_LIST || l->sub, "%s: a list of nothing", name_of(l));
	CHECK_THAT(!l->max || l->min <= l->max, "%s: at least %u, at most %u bytes", name_of(l), l->min, l->max);
	CHECK_THAT(!l->width || l->max <= most(l->width), "%s: %u bytes do not go into %u bytes of length", name_of(l), l->max, l->width);
}

static void check_switch(const struct layout *l)
{
	CHECK_THAT(l->select < SEL_N && l->n_cases > 0, "%s: a switch on nothing", name_of(l));
	for (size_t i = 0; i < l->n_cases; i++) {
		CHECK_THAT(l->cases[i].sub, "%s: case %u is empty", name_of(l), l->cases[i].value);
		for (size_t k = 0; k < i; k++)
			CHECK_THAT(l->cases[i].value != l->cases[k].value, "%s: case %u stands twice", name_of(l), l->cases[i].value);
		CHECK_THAT(l->select != SEL_VERSION || !i || l->cases[i - 1].value < l->cases[i].value, "%s: versions out of order", name_of(l));
	}
}

/* What fills up all that is left may only stand last, or must leave a known rest. */
static void check_members(const struct layout *l)
{
	CHECK_THAT(l->sub, "%s: a struct of nothing", name_of(l));
	for (const struct layout *m = l->sub; m->kind != L_END; m++) {
		CHECK_THAT(m->kind != L_REST || m->select || m[1].kind == L_END, "%s: %s takes all before %s", name_of(l), name_of(m), name_of(m + 1));
		CHECK_THAT(!m->optional || m[1].kind == L_END || m[1].optional, "%s: %s may be absent in the middle", name_of(l), name_of(m));
		for (const struct layout *k = l->sub; k < m; k++)
			CHECK_THAT(!k->name || !m->name || strcmp(k->name, m->name) != 0, "%s: two members are called %s", name_of(l), name_of(m));
	}
}

static void check_one(const struct layout *l)
{
	/* a field's name is part of a path: extensions[3].extension_type */
	CHECK_THAT(!l->name || (l->name[0] && !strpbrk(l->name, "[]")), "%s: not a name for a path", name_of(l));
	CHECK_THAT(!l->rfc || strncmp(l->rfc, "RFC ", 4) == 0, "%s: specified in %s", name_of(l), l->rfc);
	switch (l->kind) {
	case L_UINT: check_number(l); break;
	case L_VEC:
	case L_LIST: check_vector(l); break;
	case L_SWITCH: check_switch(l); break;
	case L_STRUCT: check_members(l); break;
	case L_BYTES: CHECK_THAT(l->min || l->select || l->half, "%s: no bytes", name_of(l)); break;
	default: break;
	}
	if (l->kind == L_UINT || l->kind == L_BYTES || l->kind == L_REST || l->kind == L_SWITCH || l->kind == L_LIST)
		CHECK_THAT(l->name, "a leaf without a name");
}

static void every_layout_holds_together(void **state)
{
	static struct walk w;

	(void)state;
	collect_all(&w);
	for (size_t i = 0; i < w.n; i++)
		check_one(w.seen[i]);
}

/* An element of a list must not be able to be empty, or a list of them has no end. */
static uint64_t least(const struct layout *l)
{
	uint64_t n = 0, least_case = UINT64_MAX;

	switch (l->kind) {
	case L_UINT: return l->width;
	case L_BYTES: return l->min;
	case L_VEC:
	case L_LIST: return l->width + l->min;
	case L_STRUCT:
		for (const struct layout *m = l->sub; m->kind != L_END; m++)
			n += m->optional ? 0 : least(m);
		return n;
	case L_SWITCH:
		for (size_t i = 0; i < l->n_cases; i++)
			if (least(l->cases[i].sub) < least_case)
				least_case = least(l->cases[i].sub);
		return least_case;
	default: return 0;
	}
}

static void lists_come_to_an_end(void **state)
{
	static struct walk w;

	(void)state;
	collect_all(&w);
	for (size_t i = 0; i < w.n; i++)
		if (w.seen[i]->kind == L_LIST)
			CHECK_THAT(least(w.seen[i]->sub) > 0, "%s: an element may be empty", name_of(w.seen[i]));
}

/* RFC 5246 4.3: a list's bounds count bytes, and whole elements. */
static void bounds_are_whole_elements(void **state)
{
	static struct walk w;

	(void)state;
	collect_all(&w);
	for (size_t i = 0; i < w.n; i++) {
		const struct layout *l = w.seen[i];

		if (l->kind != L_LIST || (l->sub->kind != L_UINT && l->sub->kind != L_BYTES))
			continue;
		CHECK_THAT(l->min % least(l->sub) == 0, "%s: at least %u bytes", name_of(l), l->min);
	}
}

/* The numbers of RFC 5246 A.4, of RFC 9846 B.3 and of the extensions' RFCs, written down once more. */
static const struct {
	const char *name;
	enum layout_kind kind;
	uint8_t width;
	uint32_t min, max;
} known[] = {
	{ "session_id", L_VEC, 1, 0, 32 },
	{ "cipher_suites", L_LIST, 2, 2, 0xfffe },
	{ "compression_methods", L_LIST, 1, 1, 0xff },
	{ "extensions", L_LIST, 2, 0, 0xffff },
	{ "extension_data", L_VEC, 2, 0, 0xffff },
	{ "certificate_list", L_LIST, 3, 0, 0xffffff },
	{ "ASN.1Cert", L_VEC, 3, 1, 0xffffff },
	{ "certificate_types", L_LIST, 1, 1, 0xff },
	{ "certificate_authorities", L_LIST, 2, 0, 0xffff },
	{ "DistinguishedName", L_VEC, 2, 1, 0xffff },
	{ "random", L_BYTES, 0, 32, 0 },
	{ "server_name_list", L_LIST, 2, 1, 0xffff },
	{ "HostName", L_VEC, 2, 1, 0xffff },
	{ "protocol_name_list", L_LIST, 2, 2, 0xffff },
	{ "ProtocolName", L_VEC, 1, 1, 0xff },
	{ "renegotiated_connection", L_VEC, 1, 0, 0xff },
	{ "ec_point_format_list", L_LIST, 1, 1, 0xff },
	{ "ticket_lifetime_hint", L_UINT, 4, 0, 0 },
	{ "ticket_lifetime", L_UINT, 4, 0, 0 },
	{ "ticket_age_add", L_UINT, 4, 0, 0 },
	{ "ticket_nonce", L_VEC, 1, 0, 0xff },
	{ "certificate_request_context", L_VEC, 1, 0, 0xff },
	{ "cert_data", L_VEC, 3, 1, 0xffffff },
	{ "authorities", L_LIST, 2, 3, 0xffff },
	{ "max_early_data_size", L_UINT, 4, 0, 0 },
	{ "algorithms", L_LIST, 1, 2, 0xfe },
	{ "sct_list", L_LIST, 2, 1, 0xffff },
	{ "filters", L_LIST, 2, 0, 0xffff },
	{ "enc", L_VEC, 2, 0, 0xffff },
	{ "payload", L_VEC, 2, 1, 0xffff },
	{ "retry_configs", L_LIST, 2, 4, 0xffff },
	{ "public_name", L_VEC, 1, 1, 255 },
	{ "OuterExtensions", L_LIST, 1, 2, 254 },
	{ "msg_type", L_UINT, 1, 0, 0 },
	{ "client_version", L_UINT, 2, 0, 0 },
	{ "level", L_UINT, 1, 0, 0 },
	{ "description", L_UINT, 1, 0, 0 },
};

static void the_numbers_are_those_of_the_rfcs(void **state)
{
	static struct walk w;

	(void)state;
	collect_all(&w);
	for (size_t k = 0; k < ARRAY_LEN(known); k++) {
		bool found = false;

		for (size_t i = 0; i < w.n; i++) {
			const struct layout *l = w.seen[i];

			if (!l->name || strcmp(l->name, known[k].name) != 0 || l->kind != known[k].kind || l->select)
				continue;
			/* the random inside an RSA block is another one */
			if (l->kind == L_BYTES && l->min == 46)
				continue;
			/* and the suites of HPKE inside an ECHConfig are */
			if (l->kind == L_LIST && l->sub->kind == L_STRUCT && strcmp(l->name, "cipher_suites") == 0)
				continue;
			found = true;
			CHECK_THAT(l->width == known[k].width && l->min == known[k].min && l->max == known[k].max, "%s: width %u, %u..%u", l->name,
				   l->width, l->min, l->max);
		}
		CHECK_THAT(found, "no %s", known[k].name);
	}
}

UNIT_GROUP(layouts)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_layout_holds_together),
		cmocka_unit_test(lists_come_to_an_end),
		cmocka_unit_test(bounds_are_whole_elements),
		cmocka_unit_test(the_numbers_are_those_of_the_rfcs),
	};
	return cmocka_run_group_tests_name("layouts", tests, NULL, NULL);
}
