/* What the signatures of a handshake are worth, and whether who has to check them had listed their scheme. */
#include "tls/message/message.h"
#include "tls/message/signature.h"
#include "tls/observe/observe.h"

/* What the receiver listed; empty: nobody knows. A client of TLS 1.2 that says nothing takes what RFC 5246 7.4.1.4.1 lists. */
static struct bytes schemes_listed(const struct connection *c)
{
	if (c->sender == SIDE_CLIENT)
		return c->s.request_schemes ? trace_bytes(c->w.t, c->s.request_schemes) : BYTES_NONE;
	if (!observer_of((struct connection *)c)->offer_known || (!c->offer.schemes && c->s.version >= VERSION_TLS13))
		return BYTES_NONE;
	return signature_schemes_offered(c);
}

bool observe_scheme_listed(const struct connection *c, uint16_t code)
{
	const struct bytes listed = c->s.version >= VERSION_TLS12 ? schemes_listed(c) : BYTES_NONE;

	return !listed.n || code_listed_in(listed, code);
}

static enum reason signature_reason(const struct signature_check *k)
{
	if (k->unfit != REASON_NONE)
		return k->unfit == REASON_SCHEME_NOT_OFFERED ? REASON_SCHEME_NOT_LISTED : k->unfit;
	return k->st == ST_OK ? REASON_SIGNATURE_GOOD : k->st == ST_MISMATCH ? REASON_SIGNATURE_BAD : REASON_SIGNATURE_UNJUDGED;
}

/* Whatever comes out, it goes on: what Finished says is another matter. */
enum status observe_signature(struct connection *c, const struct signature_check *k)
{
	struct handshake_summary *h = &observer_of(c)->now;
	const enum reason reason = signature_reason(k);
	enum verdict verdict = reason == REASON_SIGNATURE_GOOD ? VERDICT_OK : reason == REASON_SIGNATURE_UNJUDGED ? VERDICT_UNJUDGED :
			       reason == REASON_SIGNATURE_NO_KEY ? VERDICT_SKIPPED : VERDICT_FAIL;
	struct event *e;

	if (k->type == EV_PARAMS_SIGNATURE || c->sender == SIDE_SERVER)
		h->key_exchange_signature = verdict;
	else
		h->client_signature = verdict;
	e = signature_event(c, k);
	e->verdict = verdict;
	e->reason = reason;
	return ST_OK;
}

/* The hashes of SSL 3.0 need the secret, and every message. */
enum status observe_certificate_verify(struct observer *o)
{
	const struct connection *c = &o->c;

	*(c->sender == SIDE_CLIENT ? &o->now.client_signature : &o->now.key_exchange_signature) = VERDICT_SKIPPED;
	if (!observe_checks(o))
		return ST_OK;
	if (c->s.version >= VERSION_TLS13 && (!c->s.suite || o->transcript_broken || (observe_is_later(o) && !o->later.open)))
		return ST_OK;
	return c->s.version == VERSION_SSL30 && (!c->secrets.master || o->transcript_broken) ? ST_OK : certificate_verify_take(&o->c);
}
