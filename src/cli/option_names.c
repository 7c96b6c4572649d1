#include "cli/option_names.h"

#include <string.h>

#include "base/text.h"
#include "crypto/value.h"
#include "spec/groups.h"
#include "spec/schemes.h"
#include "spec/without.h"
#include "tls/kex/kex.h"
#include "tls/suites.h"
#include "x509/oid.h"

enum status option_refuse_name(struct error *err, const char *where, const char *arg, const char *const *names, size_t n,
			       const char *hint)
{
	const char *nearest = text_nearest(arg, names, n);

	if (nearest)
		return error_set(err, ST_USAGE, "%s: there is no \"%.100s\"; did you mean %s?", where, arg, nearest);
	return error_set(err, ST_USAGE, "%s: there is no \"%.100s\"; %s", where, arg, hint);
}

/* What was given so far, in that order. */
struct taken {
	uint16_t *codes;
	size_t *n, most;
};

static enum status take_code(const char *where, const struct code *code, struct taken so_far, struct error *err)
{
	const struct code_list before = { so_far.codes, *so_far.n };

	if (code_listed(&before, code->value))
		return error_set(err, ST_USAGE, "%s: %s is given twice", where, code->name);
	if (*so_far.n == so_far.most)
		return error_set(err, ST_USAGE, "%s: more than %zu", where, so_far.most);
	so_far.codes[(*so_far.n)++] = (uint16_t)code->value;
	return ST_OK;
}

/* Why a suite of the registry is not among those that are spoken. */
static enum status refuse_suite(const struct suite *s, struct error *err)
{
	return error_set(err, ST_USAGE, "--suite: %s: its %s is not spoken here; see: slowshake list suites", s->code.name,
			 kex_of(s) ? "cipher" : "key exchange");
}

static enum status no_such_suite(const char *arg, struct error *err)
{
	const struct code_list spoken = suites_spoken();
	const char *names[2 * 512];
	size_t n = 0;

	for (size_t i = 0; i < spoken.n && n + 2 <= ARRAY_LEN(names); i++) {
		const struct suite *known = suite_find(spoken.codes[i]);

		names[n++] = known->code.name;
		if (known->openssl_name)
			names[n++] = known->openssl_name;
	}
	return option_refuse_name(err, "--suite", arg, names, n, "see: slowshake list suites");
}

enum status option_suite(struct options *o, const char *arg, struct error *err)
{
	const struct suite *s = suite_by_name(arg);
	const struct code_list spoken = suites_spoken();

	if (!s)
		return no_such_suite(arg, err);
	if (!code_listed(&spoken, s->code.value))
		return refuse_suite(s, err);
	return take_code("--suite", &s->code, (struct taken){ o->suites, &o->n_suites, MAX_SUITES }, err);
}

enum status option_group(struct options *o, const char *arg, struct error *err)
{
	const struct group *g = group_by_name(arg);
	const char *names[MAX_GROUPS];
	size_t n = 0;

	for (; n < groups_spoken.n && n < ARRAY_LEN(names); n++)
		names[n] = code_name(&codes_named_group, groups_spoken.codes[n]);
	if (!g)
		return option_refuse_name(err, "--group", arg, names, n, "see: slowshake list groups");
	if (!code_listed(&groups_spoken, g->code.value))
		return error_set(err, ST_USAGE, "--group: %s has a name, but is not spoken here; see: slowshake list groups", g->code.name);
	return take_code("--group", &g->code, (struct taken){ o->groups, &o->n_groups, MAX_GROUPS }, err);
}

static enum status no_such_scheme(const char *arg, struct error *err)
{
	struct buf room[MAX_SCHEMES] = { 0 };
	const char *names[2 * MAX_SCHEMES];
	enum status st;
	size_t n = 0;

	for (size_t i = 0; i < schemes_spoken.n && i < MAX_SCHEMES; i++) {
		const struct scheme *s = scheme_find(schemes_spoken.codes[i]);

		names[n++] = s->code.name;
		if (scheme_openssl_name(s, &room[i]))
			names[n++] = buf_str(&room[i]);
	}
	st = option_refuse_name(err, "--sigalg", arg, names, n, "see: slowshake list schemes");
	for (size_t i = 0; i < MAX_SCHEMES; i++)
		buf_free(&room[i]);
	return st;
}

enum status option_sigalg(struct options *o, const char *arg, struct error *err)
{
	const struct scheme *s = scheme_by_name(arg);

	if (!s)
		return no_such_scheme(arg, err);
	if (!code_listed(&schemes_spoken, (uint16_t)s->code.value))
		return error_set(err, ST_USAGE, "--sigalg: %s has a name, but is not spoken here; see: slowshake list schemes", s->code.name);
	return take_code("--sigalg", &s->code, (struct taken){ o->schemes, &o->n_schemes, MAX_SCHEMES }, err);
}

enum status option_compression(struct options *o, const char *arg, struct error *err)
{
	const char *names[MAX_COMPRESSIONS];
	size_t n = 0;

	for (size_t i = 0; i < codes_certificate_compression.n; i++) {
		const struct code *code = code_at(&codes_certificate_compression, i);

		if (compression_supported(code->value) && n < ARRAY_LEN(names))
			names[n++] = code->name;
		if (strcmp(code->name, arg) != 0)
			continue;
		if (!compression_supported(code->value))
			return error_set(err, ST_USAGE, "--compress-certificate: %s has a name, but is not available here; zlib and brotli are", arg);
		return take_code("--compress-certificate", code, (struct taken){ o->compressions, &o->n_compressions, MAX_COMPRESSIONS }, err);
	}
	return option_refuse_name(err, "--compress-certificate", arg, names, n, "it is one of zlib, brotli");
}

/* ---- versions ---- */

static const struct {
	const char *name;
	uint16_t version;
} versions[] = {
	{ "ssl3", VERSION_SSL30 }, { "1.0", VERSION_TLS10 }, { "1.1", VERSION_TLS11 }, { "1.2", VERSION_TLS12 }, { "1.3", VERSION_TLS13 },
};

static enum status version_by_name(const char *where, const char *arg, uint16_t *out, struct error *err)
{
	for (size_t i = 0; i < ARRAY_LEN(versions); i++)
		if (strcmp(versions[i].name, arg) == 0) {
			*out = versions[i].version;
			return ST_OK;
		}
	return error_set(err, ST_USAGE, "%s: there is no \"%.60s\"; it is one of ssl3, 1.0, 1.1, 1.2, 1.3", where, arg);
}

enum status option_min_version(struct options *o, const char *arg, struct error *err)
{
	return version_by_name("--min-version", arg, &o->versions.min, err);
}

enum status option_max_version(struct options *o, const char *arg, struct error *err)
{
	return version_by_name("--max-version", arg, &o->versions.max, err);
}

enum status option_policy(struct options *o, const char *arg, struct error *err)
{
	struct policies_wanted *w = &o->policies;
	size_t n;

	if (w->n == POLICY_MAX_WANTED)
		return error_set(err, ST_USAGE, "--policy: more than %d", POLICY_MAX_WANTED);
	if (oid_read(arg, w->oid[w->n].der, POLICY_MAX_BYTES, &n) != ST_OK)
		return error_set(err, ST_USAGE, "--policy: \"%.60s\" is no OID of at most %d bytes; write 2.23.140.1.2.1", arg, POLICY_MAX_BYTES);
	w->oid[w->n++].n = (uint8_t)n;
	return ST_OK;
}

enum status option_without(struct options *o, const char *arg, struct error *err)
{
	const char *names[WITHOUT_N];

	for (size_t i = 0; i < WITHOUT_N; i++) {
		names[i] = without_specs[i].word;
		if (strcmp(names[i], arg) == 0) {
			o->without |= 1u << i;
			return ST_OK;
		}
	}
	return option_refuse_name(err, "--without", arg, names, WITHOUT_N,
				  "there are sequence-numbers, randoms, finished, direction-keys, close, mac and certificate");
}
