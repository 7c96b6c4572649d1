/* The server looks at the pre-shared keys that a ClientHello offers, and takes one or none (RFC 9846 4.3.11). */
#include "tls/endpoint_state.h"
#include "tls/extension/extension.h"
#include "tls/keys/keys.h"
#include "tls/message/message.h"
#include "tls/quirk.h"
#include "tls/resume/psk.h"
#include "tls/resume/ticket.h"

enum { MILLISECONDS = 1000, MODE_ALONE = 0, MODE_WITH_SHARE = 1 };

/* One that was offered, as far as the server knows it. */
struct found {
	enum hash_alg hash;
	bool external;
	value_id key;
	struct ticket_state ticket;                /* of a ticket */
};

/* ---- is it known? ---- */

utc_time psk_age_window(const struct connection *c)
{
	return config_of(c)->age_window ? config_of(c)->age_window : PSK_AGE_WINDOW;
}

/* RFC 9846 4.3.11.1: how old the client says its ticket is. What that is worth only early data asks. */
static void age_check(struct connection *c, field_id entry, const struct ticket_state *s)
{
	const field_id f = trace_find_field(c->w.t, entry, "obfuscated_ticket_age", 0);
	const value_id came = msg_value(c, f, "obfuscated_ticket_age"), add = s->age_add;
	const uint32_t claimed = (uint32_t)bytes_uint(trace_bytes(c->w.t, came)) - (uint32_t)bytes_uint(trace_bytes(c->w.t, add));
	const int64_t here = config_of(c)->peer.now - s->s.since, there = claimed / MILLISECONDS, off = here > there ? here - there : there - here;
	struct event *e = CONN_EVENT(c, EV_TICKET_AGE_TOLD, came, add);

	e->field = f;
	e->arg[0] = there;
	e->arg[1] = here;
	c->s.psk.fresh = off <= psk_age_window(c);
	e->verdict = c->s.psk.fresh ? VERDICT_OK : VERDICT_WARN;
	e->reason = c->s.psk.fresh ? REASON_AGE_FITS : REASON_AGE_OFF;
}

/* One that it keeps under its ticket it takes, whether it gives others or not. */
static bool takes_ticket(const struct connection *c, value_id ticket)
{
	const struct tls_config *cfg = config_of(c);

	return cfg->sessions && (cfg->session_ticket || session_store_by_ticket(cfg->sessions, trace_bytes(c->w.t, ticket)));
}

static enum reason by_ticket(struct connection *c, field_id entry, value_id identity, struct found *out)
{
	if (!takes_ticket(c, identity))
		return REASON_PSK_UNKNOWN;
	if (ticket_open(c, identity, &out->ticket) != REASON_NONE)
		return REASON_PSK_BAD_TICKET;
	if (out->ticket.s.version < VERSION_TLS13)
		return REASON_RESUME_OTHER_VERSION;
	age_check(c, entry, &out->ticket);
	if (!bytes_equal(out->ticket.s.server_name, msg_bytes(c, c->offer.server_name)))
		return REASON_RESUME_OTHER_NAME;
	if (config_of(c)->client_auth == CLIENT_AUTH_REQUIRE && !out->ticket.s.client_certificates.n)
		return REASON_RESUME_NO_CERTIFICATE;
	out->key = out->ticket.secret;
	out->hash = suite_find(out->ticket.s.suite)->prf;
	return REASON_NONE;
}

static enum reason look_up(struct connection *c, field_id entry, value_id identity, struct found *out)
{
	const struct external_psk *p = tls_config_psk(config_of(c), trace_bytes(c->w.t, identity));

	*out = (struct found){ .external = p != NULL };
	if (!p)
		return by_ticket(c, entry, identity, out);
	out->hash = p->hash;
	out->key = trace_add_leaf(c->w.t, c->actor, OP_CONFIG, "psk", p->key);
	return REASON_NONE;
}

/* ---- does it fit? ---- */

/* The suite for it: that of the ticket, or the first of the server's list with its hash that the client offers; after a HelloRetryRequest
 * the one that was chosen. NULL: none. */
static const struct suite *suite_for(struct connection *c, const struct found *f)
{
	const bool errs = quirk_fires(c, QUIRK_PSK_HASH);
	const struct bytes offered = msg_list(c, c->offer.suites);
	const struct tls_config *cfg = config_of(c);

	if (c->s.retried)
		return c->s.suite->prf == f->hash ? c->s.suite : NULL;
	if (!f->external && code_listed_in(offered, f->ticket.s.suite) && tls_config_has_suite(cfg, f->ticket.s.suite))
		return suite_find(f->ticket.s.suite);
	for (size_t i = 0; i < cfg->n_suites; i++) {
		const struct suite *s = suite_find(cfg->suites[i]);

		if (s->to >= VERSION_TLS13 && (s->prf == f->hash) != errs && code_listed_in(offered, cfg->suites[i]))
			return s;
	}
	return NULL;
}

static bool mode_offered(const struct connection *c, uint8_t mode)
{
	const struct bytes b = msg_list(c, c->offer.psk_modes);

	return b.n && memchr(b.p, mode, b.n);
}

bool psk_is_usable(const struct connection *c)
{
	return (psk_modes(c) & PSK_WITH_SHARE && mode_offered(c, MODE_WITH_SHARE)) || (psk_modes(c) & PSK_ALONE && mode_offered(c, MODE_ALONE));
}

/* How both would use it: with a key share, if they can. 0: they cannot. */
static unsigned common_mode(struct connection *c)
{
	if (quirk_fires(c, QUIRK_PSK_ALONE))
		return PSK_ALONE;
	if (psk_modes(c) & PSK_WITH_SHARE && mode_offered(c, MODE_WITH_SHARE))
		return PSK_WITH_SHARE;
	return psk_modes(c) & PSK_ALONE && mode_offered(c, MODE_ALONE) ? PSK_ALONE : 0;
}

/* ---- the decision ---- */

static enum status take(struct connection *c, const struct found *f, const struct suite *s, unsigned mode, size_t i)
{
	const value_id early = keys_early_secret(c, f->hash, f->key);

	TRY(psk_binder_check(c, f->hash, early, f->external, i));
	keys_use_psk(c, f->key, early);
	c->s.psk.used = true;
	c->s.psk.alone = mode == PSK_ALONE;
	c->s.psk.external = f->external;
	c->s.psk.selected = (uint16_t)(quirk_fires(c, QUIRK_SELECTED_PSK) ? i + 1 : i);
	c->s.suite = s;
	c->s.common_suites = trace_show(c->w.t, conn_uint(c, OP_CONFIG, "cipher_suite", 2, s->code.value), SHOW_CODE, &codes_cipher_suite);
	if (f->external)
		return ST_OK;
	c->s.psk.early_data = f->ticket.s.max_early_data;
	c->s.psk.suite = f->ticket.s.suite;
	c->s.psk.alpn = f->ticket.alpn;
	c->s.resumed_since = f->ticket.s.since;
	if (f->ticket.s.client_certificates.n)
		c->s.client_certificates = trace_add_leaf(c->w.t, c->actor, OP_CONFIG, "certificate_list", f->ticket.s.client_certificates);
	return ST_OK;
}

/* Looks at one; *taken: it is the one. */
static enum status consider(struct connection *c, field_id entry, size_t i, bool *taken)
{
	const value_id identity = msg_content(c, trace_find_field(c->w.t, entry, "identity", 0), "identity");
	struct found f;
	enum reason why = look_up(c, entry, identity, &f);
	const struct suite *s = why == REASON_NONE ? suite_for(c, &f) : NULL;
	const unsigned mode = common_mode(c);
	struct event *e;

	if (why == REASON_NONE && !s)
		why = REASON_PSK_NO_SUITE;
	if (why == REASON_NONE && !mode)
		why = REASON_PSK_NO_MODE;
	e = CONN_EVENT(c, EV_PSK_CONSIDERED, identity);
	e->field = entry;
	e->arg[0] = (int64_t)i;
	*taken = why == REASON_NONE;
	e->verdict = *taken ? VERDICT_OK : VERDICT_WARN;
	e->reason = !*taken ? why : mode == PSK_WITH_SHARE ? REASON_PSK_WITH_SHARE : REASON_PSK_ALONE;
	return *taken ? take(c, &f, s, mode, i) : ST_OK;
}

static size_t how_many(struct connection *c, field_id list, const char *name)
{
	size_t n = 0;

	for (field_id f = 0; list && (f = trace_find_field(c->w.t, list, name, f)) != 0;)
		n++;
	return n;
}

static enum reason offer_unfit(struct connection *c)
{
	if (!c->offer.psks_last)
		return REASON_PSK_NOT_LAST;
	if (!c->offer.psk_modes)
		return REASON_PSK_MODES_MISSING;
	return how_many(c, c->offer.psks, "PskIdentity") == how_many(c, c->offer.binders, "PskBinderEntry") ? REASON_NONE : REASON_BINDERS_OTHER;
}

/* What must hold of the extension, whatever comes of it (RFC 9846 4.3.9, 4.3.11). */
static enum status offer_check(struct connection *c)
{
	const enum reason why = offer_unfit(c);
	struct event *e;

	if (why == REASON_NONE)
		return ST_OK;
	e = CONN_FACT(c, EV_PSK_OFFER);
	e->field = why == REASON_BINDERS_OTHER ? c->offer.binders : c->offer.psks;
	return conn_check(c, e, false, why, why == REASON_PSK_MODES_MISSING ? ALERT_MISSING_EXTENSION : ALERT_ILLEGAL_PARAMETER);
}

/* RFC 9846 6.2: for who has nothing else to go by */
static enum status none_known(struct connection *c)
{
	struct event *e = CONN_FACT(c, EV_PSK_OFFER);

	e->field = c->offer.psks;
	return conn_check(c, e, false, REASON_PSK_NONE_KNOWN, ALERT_UNKNOWN_PSK_IDENTITY);
}

enum status psk_decide(struct connection *c)
{
	const struct tls_config *cfg = config_of(c);
	bool taken = false;
	size_t i = 0;

	c->s.psk.used = c->s.psk.alone = false;
	keys_use_psk(c, 0, 0);
	if (c->s.version < VERSION_TLS13 || !c->offer.psks)
		return ST_OK;
	TRY(offer_check(c));
	for (field_id f = 0; !taken && (f = trace_find_field(c->w.t, c->offer.psks, "PskIdentity", f)) != 0; i++)
		TRY(consider(c, f, i, &taken));
	return !taken && cfg->n_psks && !cfg->n_own ? none_known(c) : ST_OK;
}
