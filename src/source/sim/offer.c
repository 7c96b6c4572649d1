#include "source/sim/offer.h"

#include <string.h>

#include "spec/suites.h"

static const uint16_t usual[] = { 0x1301, 0x1302, 0x1303 };

void offer_versions(struct party *client, struct party *server, const uint16_t max[2])
{
	static const uint16_t suites[] = { 0x1301, 0xc02f };
	struct party *const both[] = { client, server };

	for (size_t i = 0; i < ARRAY_LEN(both); i++) {
		if (max[i])
			both[i]->tls.max_version = max[i];
		if (max[i] >= VERSION_TLS13)
			party_suites(both[i], suites, ARRAY_LEN(suites));
	}
}

void offer_tls13(struct party *client, struct party *server, uint16_t suite)
{
	struct party *const both[] = { client, server };

	for (size_t i = 0; i < ARRAY_LEN(both); i++) {
		both[i]->tls.min_version = both[i]->tls.max_version = VERSION_TLS13;
		party_suites(both[i], suite ? &suite : usual, suite ? 1 : ARRAY_LEN(usual));
	}
}

/* To a party that is to speak no more than a version of which it has no suite. */
static void add_old_suites(struct party *p)
{
	static const uint16_t old[] = { 0x002f };
	uint16_t list[ARRAY_LEN(old) + PARTY_MAX_SUITES];
	size_t n = p->tls.n_suites;

	memcpy(list, p->tls.suites, n * sizeof(*list));
	for (size_t i = 0; i < n; i++)
		if (suite_spoken_from(suite_find(list[i])) <= p->tls.max_version)
			return;
	for (size_t i = 0; i < ARRAY_LEN(old); i++)
		list[n++] = old[i];
	party_suites(p, list, n);
}

/* To a party that is to speak TLS 1.3, too, and has no suite of it. */
static void add_suites(struct party *p)
{
	uint16_t list[ARRAY_LEN(usual) + PARTY_MAX_SUITES];
	size_t n = 0;

	for (size_t i = 0; i < p->tls.n_suites; i++)
		if (suite_find(p->tls.suites[i])->to >= VERSION_TLS13)
			return;
	for (size_t i = 0; i < ARRAY_LEN(usual); i++)
		list[n++] = usual[i];
	for (size_t i = 0; i < p->tls.n_suites; i++)
		list[n++] = p->tls.suites[i];
	party_suites(p, list, n);
}

static bool fault_has_versions(const struct fault *f)
{
	return f->client_max_version || f->max_version[0] || f->max_version[1];
}

/* A handshake that others have published is theirs, or none. */
static bool asks_for_another(const struct sim_options *o)
{
	return o->fault || o->n_suites || o->n_groups || o->n_schemes || o->versions.min || o->versions.max || o->alpn || o->client_auth_given || o->n_own;
}

/* A fault may say what is spoken, whatever the user wants. */
static bool offers_any(const struct party *p)
{
	for (size_t i = 0; i < p->tls.n_suites; i++) {
		const struct suite *s = suite_find(p->tls.suites[i]);

		if (suite_spoken_from(s) <= p->tls.max_version && s->to >= p->tls.min_version)
			return true;
	}
	return false;
}

enum status offer_given(struct party *client, struct party *server, const struct sim_options *o, struct error *err)
{
	static const struct fault none = { 0 };
	const struct fault *f = o->fault ? o->fault : &none;
	struct party *const both[] = { client, server };
	struct version_range versions;

	if (o->scenario && o->scenario->published[0] && asks_for_another(o))
		return error_set(err, ST_USAGE, "%s is played as it was published: suites, groups, signature schemes, versions, ALPN and certificates are "
				 "fixed, and so is who errs; run tls13 has a handshake of which they can be chosen", o->scenario->name);
	TRY(versions_choose(&versions_here, o->versions, (struct code_list){ o->suites, o->n_suites }, &versions, err));
	for (size_t i = 0; i < ARRAY_LEN(both); i++) {
		if (o->n_suites && !(both[i] == server && f->server_suite))
			TRY(party_suites_wanted(both[i], o->suites, o->n_suites, err));
		if (o->alpn && !(both[i] == server && f->server_alpn))
			TRY(party_alpn(both[i], o->alpn, err));
		if ((o->versions.min || o->versions.max || o->n_suites) && !fault_has_versions(f)) {
			both[i]->tls.min_version = versions.min;
			both[i]->tls.max_version = versions.max;
			if (versions.max >= VERSION_TLS13)
				add_suites(both[i]);
			add_old_suites(both[i]);
		}
		if (o->n_compressions && both[i]->tls.max_version < VERSION_TLS13)
			return error_set(err, ST_USAGE, "--compress-certificate: certificates are compressed in TLS 1.3 alone; give a scenario that speaks it, such as tls13");
		if (o->n_compressions)
			party_compressions(both[i], o->compressions, o->n_compressions);
	}
	if (!offers_any(client))
		return error_set(err, ST_USAGE, "--suite: none of them is of a version that the client speaks in %s", o->fault ? o->fault->name : "this scenario");
	return ST_OK;
}
