/* What a party shows of itself, held against what its peer says that it can use
 * (RFC 5246 7.4.2, 7.4.4, 7.4.6). */
#include "tls/credential.h"

#include "tls/endpoint_state.h"
#include "tls/schemes.h"
#include "x509/certificate.h"
#include "x509/name.h"

/* ---- the signatures on the own chain ---- */

static uint32_t scheme_code(const struct x509_algorithm *a)
{
	const struct scheme *s = a->supported ? scheme_of(a->kind, a->hash) : NULL;

	return s ? s->code.value : 0;
}

/* A certificate that its own key signed is trusted or not, whatever the signature is. */
static bool chain_listed(const struct credential *own, struct bytes list)
{
	for (size_t i = 0; i < own->n_chain; i++) {
		struct x509 x;

		if (x509_parse(own->chain[i], &x) != ST_OK || (!x.self_issued && !code_listed_in(list, scheme_code(&x.algorithm))))
			return false;
	}
	return true;
}

void credential_check_chain(struct connection *c)
{
	value_id list = c->side == SIDE_CLIENT ? c->s.request_schemes : c->s.offered_schemes;
	struct event *e = conn_event(c, EV_OWN_CHAIN, &list, list != 0);
	bool listed = list && chain_listed(&config_of(c)->own, trace_bytes(c->w.t, list));

	e->arg[0] = (int64_t)config_of(c)->own.n_chain;
	e->verdict = !list ? VERDICT_SKIPPED : listed ? VERDICT_OK : VERDICT_WARN;
	e->reason = !list ? REASON_OWN_CHAIN_NO_LIST : listed ? REASON_OWN_CHAIN_LISTED : REASON_OWN_CHAIN_NOT_LISTED;
}

/* ---- does the client's certificate answer the request? ---- */

static bool type_listed(struct connection *c, enum client_cert_type type)
{
	struct bytes b = trace_bytes(c->w.t, c->s.request_types);

	for (size_t i = 0; i < b.n; i++)
		if (b.p[i] == type)
			return true;
	return false;
}

/* RFC 5246 7.4.6: some certificate of the chain should come from a CA that the server named. */
static bool authority_listed(struct connection *c, const struct credential *own)
{
	struct trace *t = c->w.t;
	bool any = false;

	for (field_id f = 0; (f = trace_find_field(t, c->s.request_authorities, "DistinguishedName", f)) != 0; any = true) {
		struct bytes name = trace_field_bytes(t, f);
		struct x509 x;

		for (size_t i = 0; i < own->n_chain; i++)
			if (x509_parse(own->chain[i], &x) == ST_OK && x509_name_equal(x.issuer, bytes_slice(name, 2, name.n - 2)))
				return true;
	}
	return !any;
}

enum reason credential_answers(struct connection *c)
{
	const struct credential *own = &config_of(c)->own;

	if (!own->key || !own->n_chain)
		return REASON_CLIENT_CERT_NONE;
	if (!type_listed(c, own->key->kind == KEY_EC ? CERT_TYPE_ECDSA_SIGN : CERT_TYPE_RSA_SIGN))
		return REASON_CLIENT_CERT_TYPE;
	if (!scheme_choose(trace_bytes(c->w.t, c->s.request_schemes), own->key))
		return REASON_NO_COMMON_SIGNATURE;
	return authority_listed(c, own) ? REASON_CLIENT_CERT_FITS : REASON_CLIENT_CERT_AUTHORITY;
}
