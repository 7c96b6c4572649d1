/* Everything that a trace can show has an explanation. */
#include "unit.h"
#include "view/text/explain.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/assets.h"
#include "base/status.h"
#include "base/text.h"
#include "spec/codes.h"
#include "spec/events.h"
#include "spec/layout.h"
#include "spec/reasons.h"
#include "spec/suites.h"
#include "x509/oid.h"
#include "x509/schema.h"

static size_t missing;

static void need(const struct explanation *e, const char *kind, const char *key)
{
	if (e && e->what[0])
		return;
	missing++;
	print_error("no explanation of the %s %s\n", kind, key);
}

static void need_why(const struct explanation *e, const char *key)
{
	need(e, "field", key);
	if (!e || e->why[0])
		return;
	missing++;
	print_error("nothing says why there is a field %s\n", key);
}

static void test_events(void **state)
{
	(void)state;
	missing = 0;
	for (int i = 0; i < EV_N; i++)
		need(explain_event(event_specs[i].name, 0), "event", event_specs[i].name);
	assert_int_equal(missing, 0);
}

static void walk(const struct layout *l, const char *parent, int depth)
{
	if (!l || depth > 24 || l->kind == L_END)
		return;
	if (l->name)
		need_why(explain_field_in(parent, l->name, 0), l->name);
	const char *name = l->name ? l->name : parent;
	if (l->kind == L_STRUCT)
		for (const struct layout *m = l->sub; m->kind != L_END; m++)
			walk(m, name, depth + 1);
	else if (l->kind == L_VEC || l->kind == L_LIST)
		walk(l->sub, name, depth + 1);
	for (size_t i = 0; l->kind == L_SWITCH && i < l->n_cases; i++)
		walk(l->cases[i].sub, name, depth + 1);
}

static void test_fields(void **state)
{
	(void)state;
	static const struct layout *const all[] = {
		&layout_record, &layout_handshake, &layout_change_cipher_spec, &layout_alert,
		&layout_application_data, &layout_rsa_block_encrypt, &layout_rsa_block_sign, &layout_plaintext,
		&layout_v2_hello, &layout_heartbeat, &layout_decompressed,
	};
	missing = 0;
	for (size_t i = 0; i < ARRAY_LEN(all); i++)
		walk(all[i], NULL, 0);
	assert_int_equal(missing, 0);
}

static void walk_schema(const struct schema *s, const char *parent, int depth)
{
	const char *name = s->layout.name;
	need_why(explain_field_in(parent, name, 0), name);
	if (s->content.name)
		need_why(explain_field_in(name, s->content.name, 0), s->content.name);
	for (const struct schema *m = s->sub; m && m->layout.name && depth < 24; m++) {
		walk_schema(m, name, depth + 1);
		if (s->kind == SCHEMA_LIST)   /* `sub` is one, not a row of them */
			break;
	}
}

static void test_certificate_fields(void **state)
{
	(void)state;
	static const struct schema *const all[] = {
		&schema_certificate, &schema_crl, &schema_ocsp, &schema_name, &schema_any, &schema_rsa_key, &schema_ecdsa_signature,
	};
	static const struct layout *const leaves[] = {
		&schema_header, &schema_unused_bits, &schema_bits, &schema_point, &schema_malformed, &schema_opaque,
		&schema_too_deep,
	};
	missing = 0;
	for (size_t i = 0; i < ARRAY_LEN(all); i++)
		walk_schema(all[i], NULL, 0);
	for (size_t i = 0; i < ARRAY_LEN(leaves); i++)
		need_why(explain_field_in(NULL, leaves[i]->name, 0), leaves[i]->name);
	for (int tag = 0; tag < 256; tag++)
		need_why(explain_field_in(NULL, schema_tag_layout((uint8_t)tag)->name, 0), schema_tag_layout((uint8_t)tag)->name);
	for (int id = OID_UNKNOWN + 1; id < OID_N; id++) {
		if (schema_extension((enum oid)id))
			walk_schema(schema_extension((enum oid)id), schema_oid_layout((enum oid)id)->name, 0);
		if (id <= OID_AT_JURISDICTION_C || (id >= OID_CE_SUBJECT_DIRECTORY && id <= OID_NS_COMMENT))
			need_why(explain_field_in(NULL, schema_oid_layout((enum oid)id)->name, 0), schema_oid_layout((enum oid)id)->name);
	}
	assert_int_equal(missing, 0);
}

/* Every row of a registry: a capture may have any. */
static void test_rows(void **state)
{
	(void)state;
	static const struct {
		const struct code_table *codes;
		const struct explanation *(*explain)(const char *name, uint16_t version);
		const char *kind;
	} rows[] = {
		{ &codes_handshake_type, explain_message, "message" }, { &codes_alert, explain_alert, "alert" }, { &codes_extension, explain_extension, "extension" },
	};
	missing = 0;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++)
		for (size_t j = 0; j < rows[i].codes->n; j++)
			need(rows[i].explain(code_at(rows[i].codes, j)->name, 0), rows[i].kind, code_at(rows[i].codes, j)->name);
	need(explain_message("change_cipher_spec", 0), "message", "change_cipher_spec");
	need(explain_message("alert", 0), "message", "alert");
	need(explain_message("application_data", 0), "message", "application_data");
	need(explain_extension("GREASE", 0), "extension", "GREASE");
	assert_int_equal(missing, 0);
}

static void test_suites(void **state)
{
	(void)state;
	for (size_t i = 0; i < codes_cipher_suite.n; i++) {
		const char *name = code_at(&codes_cipher_suite, i)->name;
		const struct suite *suite = suite_by_name(name);
		const struct explanation *parts[3];
		const bool known = suite && suite->kx != KX_NONE && suite->cipher != CIPHER_OTHER;

		if (known && explain_suite(name, parts) != 3)
			fail_msg("not all parts of %s are explained", name);
	}
}

/* What a list in a hello may name. */
static void test_named(void **state)
{
	static const struct code_table *const all[] = { &codes_named_group, &codes_signature_scheme, &codes_certificate_compression };

	(void)state;
	missing = 0;
	for (size_t i = 0; i < ARRAY_LEN(all); i++)
		for (size_t j = 0; j < all[i]->n; j++)
			need(explain_algorithm(code_at(all[i], j)->name), "algorithm", code_at(all[i], j)->name);
	for (int id = OID_UNKNOWN + 1; id < OID_N; id++) {
		const char *name = oid_name(oid_bytes((enum oid)id));
		const struct explanation *e = explain_algorithm(name);

		need(e ? e : explain_field_in(NULL, name, 0), "object identifier", name);
	}
	assert_int_equal(missing, 0);
}

static void test_lookup(void **state)
{
	(void)state;
	assert_null(explain_event("no.such.event", 0));
	assert_null(explain_field_in(NULL, NULL, 0));
	assert_non_null(explain_reason("no_common_suite"));
	assert_ptr_equal(explain_reason("NO_COMMON_SUITE"), explain_reason("no_common_suite"));
	assert_ptr_equal(explain_algorithm("AES_128_CBC"), explain_algorithm("AES-128-CBC"));
	/* as values have them */
	static const char *const of_signatures[] = { "RSASSA-PSS-SHA256", "RSASSA-PKCS1-v1_5-SHA384", "RSASSA-PKCS1-v1_5-MD5SHA1", "ECDSA-SHA512", "RSA-power" };
	for (size_t i = 0; i < ARRAY_LEN(of_signatures); i++)
		if (!explain_algorithm(of_signatures[i]))
			fail_msg("%s: no explanation", of_signatures[i]);
	/* one name, two meanings */
	assert_ptr_not_equal(explain_algorithm("RSA-power"), explain_algorithm("RSA"));
	assert_ptr_not_equal(explain_field_in("Record", "version", 0), explain_field_in(NULL, "version", 0));
	const struct explanation *parts[3];
	assert_int_equal(explain_suite("nonsense", parts), 0);
	assert_int_equal(explain_suite(NULL, parts), 0);
}

struct line {
	const char *p;
	size_t n;
};

static bool next_line(struct bytes *rest, struct line *out)
{
	if (!rest->n)
		return false;
	const uint8_t *nl = memchr(rest->p, '\n', rest->n);
	size_t n = nl ? (size_t)(nl - rest->p) : rest->n;
	*out = (struct line){ (const char *)rest->p, n };
	*rest = bytes_slice(*rest, n + (nl != NULL), rest->n - n - (nl != NULL));
	return true;
}

static bool begins(struct line l, const char *prefix)
{
	return l.n >= strlen(prefix) && memcmp(l.p, prefix, strlen(prefix)) == 0;
}

/* The entry of one version is the common one but for what it says itself. */
static void test_inherited(void **state)
{
	const struct explanation *common = explain_event("record.sent", VERSION_TLS12), *form = explain_event("record.sent", VERSION_TLS13);

	(void)state;
	assert_string_equal(form->key, "record.sent@1.3");
	assert_string_equal(form->what, common->what);
	assert_string_equal(form->why, common->why);
	assert_string_equal(common->rfc, "RFC 5246 6.2.1");
	assert_string_equal(form->rfc, "RFC 9846 5.1");
	assert_string_equal(explain_event("keys.active", VERSION_TLS13)->what, "From the next record on, this direction uses the new keys.");
}

static void check_lines(const struct asset *a)
{
	static const char *const beginnings[] = { "#", "= ", "what: ", "why: ", "rfc: ", "  " };
	struct bytes rest = a->content;
	struct line l, before = { "", 0 };
	for (int number = 1; next_line(&rest, &l); number++, before = l) {
		bool known = l.n == 0;
		for (size_t i = 0; i < ARRAY_LEN(beginnings); i++)
			known = known || begins(l, beginnings[i]);
		if (!known)
			fail_msg("%s:%d: not a line of the format", a->name, number);
		/* of one version: what it leaves out stands in the common one */
		if (begins(before, "= ") && !begins(l, "what: ") && !memchr(before.p, '@', before.n))
			fail_msg("%s:%d: an entry begins with what it is", a->name, number);
		struct buf text = { 0 };
		text_safe(&text, bytes_of(l.p, l.n));
		if (text.n != l.n || (l.n && (l.p[l.n - 1] == ' ' || memchr(l.p, '\t', l.n))))
			fail_msg("%s:%d: characters that cannot be shown, or a blank at the end", a->name, number);
		buf_free(&text);
	}
}

/* Adds " key" for each key to `all`; fails when one is there already. */
static void collect_keys(const struct asset *a, struct buf *all)
{
	struct bytes rest = a->content;
	struct line l;
	while (next_line(&rest, &l)) {
		if (!begins(l, "= "))
			continue;
		char line[1024], *save = NULL;
		snprintf(line, sizeof(line), "%.*s", (int)l.n - 2, l.p + 2);
		for (char *k = strtok_r(line, " ", &save); k; k = strtok_r(NULL, " ", &save)) {
			struct buf needle = { 0 };
			buf_printf(&needle, " %s ", k);
			if (strstr(buf_str(all), buf_str(&needle)))
				fail_msg("%s: %s is explained twice", a->name, k);
			buf_puts(all, buf_str(&needle));
			buf_free(&needle);
		}
	}
}

static void test_files(void **state)
{
	(void)state;
	for (size_t i = 0; i < n_assets; i++) {
		if (strncmp(assets[i].name, "explain/", 8) != 0)
			continue;
		struct buf keys = { 0 };
		check_lines(&assets[i]);
		collect_keys(&assets[i], &keys);
		buf_free(&keys);
	}
}

/* A name, or one with a version that an entry without it stands for in all others. */
static bool is_event(const char *key)
{
	char name[64];

	snprintf(name, sizeof(name), "%.*s", (int)strcspn(key, "@"), key);
	return event_by_name(name) != EV_N;
}

static bool is_reason(const char *key)
{
	for (int i = 0; i < REASON_N; i++)
		if (strcmp(reason_name((enum reason)i), key) == 0)
			return true;
	return false;
}

/* No entry for what does not exist: a renamed event loses its text loudly. */
static void check_keys(const char *file, bool (*exists)(const char *key))
{
	struct buf keys = { 0 };
	collect_keys(asset_find(file), &keys);
	char *save = NULL, *copy = mem_strdup(buf_str(&keys));
	for (char *k = strtok_r(copy, " ", &save); k; k = strtok_r(NULL, " ", &save))
		if (!exists(k))
			fail_msg("%s explains %s, which does not exist", file, k);
	free(copy);
	buf_free(&keys);
}

static void test_nothing_left_over(void **state)
{
	(void)state;
	check_keys("explain/events.txt", is_event);
	check_keys("explain/reasons.txt", is_reason);
}

/* ---- by version ---- */

static void check_forms(const char *file)
{
	struct buf keys = { 0 };
	char *save = NULL, *copy, name[80];

	collect_keys(asset_find(file), &keys);
	copy = mem_strdup(buf_str(&keys));
	for (char *k = strtok_r(copy, " ", &save); k; k = strtok_r(NULL, " ", &save)) {
		const char *at = strchr(k, '@');

		if (!at)
			continue;
		if (strcmp(at, "@3.0") != 0 && (strncmp(at, "@1.", 3) != 0 || !strchr("0123", at[3]) || at[4]))
			fail_msg("%s: %s: there is no such version", file, k);
		snprintf(name, sizeof(name), " %.*s ", (int)(at - k), k);
		if (!strstr(buf_str(&keys), name))
			fail_msg("%s: %s has no common form", file, k);
	}
	free(copy);
	buf_free(&keys);
}

static void test_forms(void **state)
{
	(void)state;
	check_forms("explain/events.txt");
	check_forms("explain/fields.txt");
	check_forms("explain/messages.txt");
}

static void test_versions(void **state)
{
	const struct explanation *common = explain_message("finished", 0), *tls13 = explain_message("finished", VERSION_TLS13);

	(void)state;
	assert_string_equal(common->rfc, "RFC 5246 7.4.9");
	assert_string_equal(tls13->rfc, "RFC 9846 4.5.3");
	assert_ptr_equal(explain_message("finished", 0x7f12), tls13);          /* a draft of TLS 1.3 */
	assert_ptr_equal(explain_message("finished", VERSION_TLS12), common);
	assert_ptr_equal(explain_message("finished", VERSION_TLS11), common);
	assert_string_equal(explain_message("finished", VERSION_SSL30)->rfc, "RFC 6101 5.6.9");
	assert_ptr_equal(explain_message("finished", 0xffff), common);
	assert_ptr_equal(explain_message("server_hello_done", VERSION_TLS13), explain_message("server_hello_done", 0));
	assert_null(explain_message(NULL, VERSION_TLS13));
	assert_ptr_not_equal(explain_event("record.nonce", VERSION_TLS13), explain_event("record.nonce", VERSION_TLS12));
	assert_ptr_equal(explain_field_in("EM", "random", VERSION_TLS13), explain_field_in("EM", "random", 0));
}

static void test_event_forms(void **state)
{
	const struct event_spec *spec = &event_specs[EV_VERIFY_DATA];
	struct event_text common = event_text(EV_VERIFY_DATA, VERSION_TLS12), tls13 = event_text(EV_VERIFY_DATA, VERSION_TLS13);

	(void)state;
	assert_ptr_equal(common.title, spec->title);
	assert_ptr_equal(common.sentence, spec->sentence);
	assert_ptr_equal(common.rfc, spec->rfc);
	assert_ptr_equal(tls13.title, spec->title);             /* what a form leaves out is the common one */
	assert_string_not_equal(tls13.sentence, spec->sentence);
	assert_string_equal(tls13.rfc, "RFC 9846 4.5.3");
	assert_string_equal(event_text(EV_VERIFY_DATA, 0x7f12).rfc, "RFC 9846 4.5.3");
	assert_ptr_equal(event_text(EV_VERIFY_DATA, 0).sentence, spec->sentence);
}

UNIT_GROUP(explain)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_events),     cmocka_unit_test(test_fields), cmocka_unit_test(test_rows),
		cmocka_unit_test(test_suites),     cmocka_unit_test(test_named), cmocka_unit_test(test_lookup), cmocka_unit_test(test_inherited),
		cmocka_unit_test(test_files),
		cmocka_unit_test(test_certificate_fields), cmocka_unit_test(test_nothing_left_over),
		cmocka_unit_test(test_forms),      cmocka_unit_test(test_versions),   cmocka_unit_test(test_event_forms),
	};
	return cmocka_run_group_tests_name("explain", tests, NULL, NULL);
}
