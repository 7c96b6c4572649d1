#include "source/sim/offer.h"

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

static bool fault_has_versions(const struct fault *f)
{
	return f->client_max_version || f->max_version[0] || f->max_version[1];
}

enum status offer_given(struct party *client, struct party *server, const struct sim_options *o, struct error *err)
{
	static const struct fault none = { 0 };
	const struct fault *f = o->fault ? o->fault : &none;
	struct party *const both[] = { client, server };
	struct version_range versions;

	TRY(versions_choose(&versions_here, o->versions, (struct code_list){ o->suites, o->n_suites }, &versions, err));
	for (size_t i = 0; i < ARRAY_LEN(both); i++) {
		if (o->n_suites && !(both[i] == server && f->server_suite))
			TRY(party_suites_wanted(both[i], o->suites, o->n_suites, err));
		if (o->alpn && !(both[i] == server && f->server_alpn))
			TRY(party_alpn(both[i], o->alpn, err));
		if ((o->versions.min || o->versions.max) && !fault_has_versions(f)) {
			both[i]->tls.min_version = versions.min;
			both[i]->tls.max_version = versions.max;
		}
	}
	return ST_OK;
}
