#include "tls/credential.h"

#include "tls/endpoint_state.h"
#include "tls/kex/kex.h"
#include "tls/message/message.h"
#include "tls/schemes.h"
#include "x509/certificate.h"
#include "x509/name.h"

/* ---- the signatures on a chain ---- */

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
	const struct credential *own = endpoint_own(c);
	value_id offered = c->s.offered_cert_schemes ? c->s.offered_cert_schemes : c->s.offered_schemes;
	value_id list = c->side == SIDE_CLIENT ? c->s.request_schemes : offered;
	struct event *e;
	bool listed;

	if (c->s.version < VERSION_TLS12)          /* which have none */
		list = 0;
	listed = list && chain_listed(own, trace_bytes(c->w.t, list));
	e = conn_event(c, EV_OWN_CHAIN, &list, list != 0);
	e->arg[0] = (int64_t)own->n_chain;
	e->verdict = !list ? VERDICT_SKIPPED : listed ? VERDICT_OK : VERDICT_WARN;
	e->reason = !list ? REASON_OWN_CHAIN_NO_LIST : listed ? REASON_OWN_CHAIN_LISTED : REASON_OWN_CHAIN_NOT_LISTED;
}

/* ---- one of several ---- */

/* The first DNS name that it is for; where it is for none, its subject. */
static struct bytes name_of(const struct x509 *x, bool *is_dns)
{
	struct x509_general_name gn;
	struct bytes names;

	*is_dns = x509_has(x, KNOWN_SUBJECT_ALT_NAME) && x509_general_names(x->known[KNOWN_SUBJECT_ALT_NAME].value, &names) == ST_OK &&
		  x509_next_general_name(&names, &gn) == ST_OK && gn.kind == GN_DNS;
	return *is_dns ? gn.value : x->subject;
}

static value_id part_of(struct connection *c, value_id cert, const struct x509 *x, struct bytes part, const char *label, enum show show)
{
	return trace_show(c->w.t, trace_add_slice(c->w.t, c->actor, cert, (size_t)(part.p - x->der.p), part.n, label), show, NULL);
}

/* Of a single one there is nothing to choose, and nothing is told. */
static void tell_considered(struct connection *c, size_t i, enum reason reason)
{
	const struct tls_config *cfg = config_of(c);
	struct event *e;
	value_id cert;
	bool is_dns;
	struct bytes name;
	struct x509 x;

	if (cfg->n_own < 2 || x509_parse(cfg->own[i].chain[0], &x) != ST_OK)
		return;
	cert = trace_add_leaf(c->w.t, c->actor, OP_CONFIG, "certificate", cfg->own[i].chain[0]);
	name = name_of(&x, &is_dns);
	e = CONN_EVENT(c, EV_CREDENTIAL, part_of(c, cert, &x, name, is_dns ? "dNSName" : "subject", is_dns ? SHOW_TEXT : SHOW_NAME),
		       part_of(c, cert, &x, x509_key_oid(x.spki), "kind of key", SHOW_OID));
	e->arg[0] = (int64_t)i + 1;
	e->arg[1] = (int64_t)cfg->n_own;
	e->reason = reason;
}

static void take(struct connection *c, const struct credential *own)
{
	endpoint_of(c)->own = own;
}

/* ---- the server ---- */

/* The name that the client asks for; the caller frees it. False: for none. */
static bool name_wanted(struct connection *c, struct buf *name)
{
	if (c->offer.server_name)
		buf_add(name, msg_bytes(c, c->offer.server_name));
	return name->n > 0;
}

static bool is_for(const struct credential *own, struct buf *name)
{
	return name_is_certified(own->chain[0], buf_str(name));
}

static bool any_is_for(const struct tls_config *cfg, struct buf *name)
{
	for (size_t i = 0; i < cfg->n_own; i++)
		if (is_for(&cfg->own[i], name))
			return true;
	return false;
}

/* Why this server cannot serve the suite with this one; REASON_NONE: it can. */
static enum reason cannot_serve(struct connection *c, const struct suite *s, const struct credential *own, struct buf *name)
{
	if (name && !is_for(own, name))
		return REASON_CREDENTIAL_OTHER_NAME;
	return kex_of(s)->cannot_serve(c, s, own);
}

const struct credential *credential_serving(struct connection *c, const struct suite *s, enum reason *why)
{
	const struct tls_config *cfg = config_of(c);
	const struct bytes list = msg_list(c, c->offer.cert_schemes ? c->offer.cert_schemes : c->offer.schemes);
	const struct credential *first = NULL;
	struct buf name = { 0 };
	bool by_name = cfg->n_own > 1 && name_wanted(c, &name) && any_is_for(cfg, &name);
	enum reason reason = kex_of(s)->no_key, one;

	for (size_t i = 0; i < cfg->n_own; i++) {
		one = cannot_serve(c, s, &cfg->own[i], by_name ? &name : NULL);
		if (one == REASON_NONE && (!first || (!chain_listed(first, list) && chain_listed(&cfg->own[i], list))))
			first = &cfg->own[i];
		else if (one != REASON_CREDENTIAL_OTHER_NAME && (reason == kex_of(s)->no_key || !i))
			reason = one;
	}
	buf_free(&name);
	if (why)
		*why = first ? REASON_NONE : reason;
	return first;
}

static enum reason why_taken(struct connection *c, struct buf *name)
{
	if (!name_wanted(c, name))
		return REASON_CREDENTIAL_NO_NAME;
	return is_for(endpoint_own(c), name) ? REASON_CREDENTIAL_NAMED : REASON_CREDENTIAL_UNNAMED;
}

void credential_take_serving(struct connection *c)
{
	const struct tls_config *cfg = config_of(c);
	const struct credential *own = credential_serving(c, c->s.suite, NULL);
	struct buf name = { 0 };
	enum reason taken, other;
	bool by_name;

	take(c, own);
	taken = why_taken(c, &name);
	by_name = taken == REASON_CREDENTIAL_NAMED;
	for (size_t i = 0; i < cfg->n_own; i++) {
		if (&cfg->own[i] == own) {
			tell_considered(c, i, taken);
			continue;
		}
		other = cannot_serve(c, c->s.suite, &cfg->own[i], by_name ? &name : NULL);
		if (other == REASON_NONE)
			other = &cfg->own[i] < own ? REASON_CREDENTIAL_CHAIN : REASON_CREDENTIAL_LATER;
		else if (other == kex_of(c->s.suite)->no_key)
			other = REASON_CREDENTIAL_OTHER_KEY;
		tell_considered(c, i, other);
	}
	buf_free(&name);
}

/* ---- does the client's certificate answer the request? ---- */

static bool type_listed(const struct connection *c, enum client_cert_type type)
{
	struct bytes b = trace_bytes(c->w.t, c->s.request_types);

	for (size_t i = 0; i < b.n; i++)
		if (b.p[i] == type)
			return true;
	return false;
}

/* RFC 5246 7.4.6: some certificate of the chain should come from a CA that the server named. */
static bool authority_listed(const struct connection *c, const struct credential *own)
{
	const struct trace *t = c->w.t;
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

static enum reason answers(const struct connection *c, const struct credential *own)
{
	if (c->s.version < VERSION_TLS13 && !type_listed(c, own->key->kind == KEY_EC ? CERT_TYPE_ECDSA_SIGN : CERT_TYPE_RSA_SIGN))
		return REASON_CLIENT_CERT_TYPE;
	if (!scheme_choose(c->s.version, trace_bytes(c->w.t, c->s.request_schemes), tls_config_signs(config_of(c)), own->key))
		return REASON_NO_COMMON_SIGNATURE;
	return authority_listed(c, own) ? REASON_CLIENT_CERT_FITS : REASON_CLIENT_CERT_AUTHORITY;
}

/* The first that fits; else the first that can be shown though none of the named CAs issued it. */
static size_t best_answer(const struct connection *c)
{
	const struct tls_config *cfg = config_of(c);
	size_t best = cfg->n_own;

	for (size_t i = 0; i < cfg->n_own; i++) {
		enum reason one = answers(c, &cfg->own[i]);

		if (one == REASON_CLIENT_CERT_FITS)
			return i;
		if (one == REASON_CLIENT_CERT_AUTHORITY && best == cfg->n_own)
			best = i;
	}
	return best;
}

/* Of one that is not the best. */
static enum reason why_not(const struct connection *c, const struct credential *own)
{
	switch (answers(c, own)) {
	case REASON_CLIENT_CERT_FITS:
		return REASON_CREDENTIAL_LATER;
	case REASON_CLIENT_CERT_AUTHORITY:
		return REASON_CREDENTIAL_AUTHORITY;
	case REASON_CLIENT_CERT_TYPE:
		return REASON_CREDENTIAL_TYPE;
	default:
		return REASON_NO_COMMON_SIGNATURE;
	}
}

bool credential_has_answer(const struct connection *c)
{
	return best_answer(c) < config_of(c)->n_own;
}

enum reason credential_take_answer(struct connection *c)
{
	const struct tls_config *cfg = config_of(c);
	size_t best = best_answer(c);

	for (size_t i = 0; i < cfg->n_own; i++)
		tell_considered(c, i, i == best ? REASON_CREDENTIAL_ANSWERS : why_not(c, &cfg->own[i]));
	take(c, best < cfg->n_own ? &cfg->own[best] : NULL);
	if (best < cfg->n_own)
		return answers(c, &cfg->own[best]);
	return cfg->n_own ? answers(c, &cfg->own[0]) : REASON_CLIENT_CERT_NONE;
}
