/* The client offers pre-shared keys, proves that it holds them, and looks at the server's choice. */
#include "tls/endpoint_state.h"
#include "tls/keys/keys.h"
#include "tls/message/message.h"
#include "tls/quirk.h"
#include "tls/resume/psk.h"

enum { MILLISECONDS = 1000, BINDERS_LENGTH = 2, BINDER_LENGTH = 1, EXTENSION_HEADER = 4 };

unsigned psk_modes(const struct connection *c)
{
	return config_of(c)->psk_modes ? config_of(c)->psk_modes : PSK_WITH_SHARE;
}

/* ---- which ---- */

static void add(struct connection *c, struct offered_psk p)
{
	struct endpoint *ep = endpoint_of(c);

	if (ep->n_psks == PSKS_MAX)
		return;
	p.early = keys_early_secret(c, p.hash, p.key);
	ep->psks[ep->n_psks++] = p;
}

static bool suites_have(const struct connection *c, enum hash_alg h)
{
	for (size_t i = 0; i < config_of(c)->n_suites; i++) {
		const struct suite *s = suite_find(config_of(c)->suites[i]);

		if (s->to >= VERSION_TLS13 && s->prf == h)
			return true;
	}
	return false;
}

static value_id as_shown(struct connection *c, value_id ticket)
{
	return quirk_fires(c, QUIRK_TICKET) ? quirk_altered_value(c, ticket, trace_bytes(c->w.t, ticket).n / 2, 1) : ticket;
}

static void gather(struct connection *c, const struct stored_session *kept)
{
	const struct tls_config *cfg = config_of(c);

	if (kept) {
		struct stored_session *s = session_store_by_ticket(cfg->sessions, buf_bytes(&kept->ticket.bytes));
		const value_id key = session_value_of(&s->secret, c->w.t, c->actor, "psk"), ticket = session_value_of(&s->ticket, c->w.t, c->actor, "identity");

		CONN_EVENT(c, EV_PSK_OFFERED, ticket, key)->reason = REASON_PSK_RESUMPTION;
		add(c, (struct offered_psk){ suite_find(s->s.suite)->prf, s, as_shown(c, ticket), key, 0 });
	}
	for (size_t i = 0; c->tls13 && i < cfg->n_psks; i++) {
		const struct external_psk *p = &cfg->psks[i];
		value_id key, identity;

		if (!p->identity.n || !suites_have(c, p->hash))   /* without a name it is one of TLS 1.2 */
			continue;
		key = trace_add_leaf(c->w.t, c->actor, OP_CONFIG, "psk", p->key);
		identity = trace_show(c->w.t, trace_add_leaf(c->w.t, c->actor, OP_CONFIG, "identity", p->identity), SHOW_TEXT, NULL);
		CONN_EVENT(c, EV_PSK_OFFERED, identity, key)->reason = REASON_PSK_EXTERNAL;
		add(c, (struct offered_psk){ p->hash, NULL, identity, key, 0 });
	}
}

void psk_offer(struct connection *c, const struct stored_session *kept)
{
	struct endpoint *ep = endpoint_of(c);
	size_t n = 0;

	if (!c->s.retried) {
		gather(c, kept);
		return;
	}
	for (size_t i = 0; i < ep->n_psks; i++)
		if (ep->psks[i].hash == c->s.retry_suite->prf)
			ep->psks[n++] = ep->psks[i];
	ep->n_psks = n;
}

/* ---- the extension ---- */

static value_id age_of(struct connection *c, const struct stored_session *s)
{
	const uint64_t age = (uint64_t)(config_of(c)->peer.now - s->s.since) * MILLISECONDS;
	const value_id given = endpoint_given(c, "ticket_age");

	return given ? given : trace_add_uint(c->w.t, c->actor, OP_CLOCK, "ticket_age", 4, age & 0xffffffff);
}

/* RFC 9846 4.3.11.1: milliseconds since the ticket came, and a number that only the two know. */
static value_id obfuscated_age(struct connection *c, const struct stored_session *s)
{
	value_id age_value, add_value, sum;

	if (!s)
		return conn_uint(c, OP_CONST, "obfuscated_ticket_age", 4, 0);
	age_value = age_of(c, s);
	add_value = conn_uint(c, OP_CONFIG, "ticket_age_add", 4, s->s.age_add);
	sum = value_add(c->w, "obfuscated_ticket_age", age_value, add_value);
	CONN_EVENT(c, EV_TICKET_AGE_HIDDEN, sum, age_value, add_value);
	return sum;
}

static size_t n_binders(const struct connection *c)
{
	const size_t n = endpoint_seen(c)->n_psks;

	return n > 1 && config_of(c)->quirk == QUIRK_BINDERS ? n - 1 : n;   /* the list may not be empty */
}

void psk_identities_make(struct connection *c, struct items *it)
{
	static const uint8_t none[HASH_MAX];
	struct endpoint *ep = endpoint_of(c);

	for (size_t i = 0; i < ep->n_psks; i++) {
		items_add(it, "identity", ep->psks[i].identity);
		items_add(it, "obfuscated_ticket_age", obfuscated_age(c, ep->psks[i].session));
	}
	for (size_t i = 0; i < n_binders(c); i++)
		items_add(it, "PskBinderEntry", trace_add_leaf(c->w.t, c->actor, OP_CONST, "room for a binder", bytes_of(none, hash_size(ep->psks[i].hash))));
}

static size_t binders_size(const struct connection *c)
{
	size_t n = 0;

	for (size_t i = 0; i < n_binders(c); i++)
		n += BINDER_LENGTH + hash_size(endpoint_seen(c)->psks[i].hash);
	return n;
}

/* What stands behind all of it, where nothing may: an extension without content. */
static size_t add_behind(struct connection *c, struct items *it)
{
	if (!quirk_fires(c, QUIRK_PSK_NOT_LAST))
		return 0;
	items_uint(c, it, "extension_type", 2, EXT_PADDING, &codes_extension);
	return EXTENSION_HEADER;
}

static value_id binder_of(struct connection *c, const struct offered_psk *p, value_id beginning)
{
	const value_id binder = keys_binder(c, p->hash, p->early, !p->session, transcript_hash_with(c, p->hash, beginning));

	return quirk_fires(c, QUIRK_BINDER) ? quirk_altered_value(c, binder, 0, 1) : binder;
}

/* RFC 9846 4.3.11.2: all up to the binders is final, their lengths among it, and they are made over that. */
void psk_bind(struct connection *c, struct items *it)
{
	struct build_item *binders = it->v + it->n - n_binders(c);
	const size_t behind = add_behind(c, it);
	const value_id draft = message_draft(c, HS_CLIENT_HELLO, it->v, it->n);
	const size_t n = trace_bytes(c->w.t, draft).n - behind - BINDERS_LENGTH - binders_size(c);
	const value_id beginning = trace_add_slice(c->w.t, c->actor, draft, 0, n, "ClientHello without its binders");

	for (size_t i = 0; i < n_binders(c); i++)
		binders[i].value = binder_of(c, &endpoint_seen(c)->psks[i], beginning);
}

/* ---- the answer ---- */

/* RFC 9846 4.3.11 has them all, but for a share that nobody asked for: that one is 4.3.9. */
static enum reason unfit(const struct connection *c, uint32_t selected, bool alone)
{
	const struct endpoint *ep = endpoint_seen(c);

	if (selected >= ep->n_psks)
		return REASON_PSK_NOT_OFFERED;
	if (ep->psks[selected].hash != c->s.suite->prf)
		return REASON_PSK_OTHER_HASH;
	if (psk_modes(c) & (alone ? PSK_ALONE : PSK_WITH_SHARE))
		return REASON_NONE;
	return alone ? REASON_PSK_SHARE_MISSING : REASON_PSK_SHARE_UNASKED;
}

enum reason psk_answer_take(struct connection *c, field_id selected, int *alert)
{
	const uint32_t i = (uint32_t)bytes_uint(msg_bytes(c, selected));
	const bool alone = !msg_field(c, "key_exchange");
	const enum reason why = unfit(c, i, alone);
	const struct offered_psk *p;

	if (why != REASON_NONE) {
		*alert = ALERT_ILLEGAL_PARAMETER;
		return why;
	}
	p = &endpoint_of(c)->psks[i];
	c->s.psk.used = true;
	c->s.psk.selected = (uint16_t)i;
	c->s.psk.external = !p->session;
	c->s.psk.alone = alone;
	c->s.resumed_since = p->session ? p->session->s.since : 0;
	c->s.psk.verified = !p->session || p->session->s.verified;
	keys_use_psk(c, p->key, p->early);
	return c->s.psk.external ? REASON_PSK_EXTERNAL_CHOSEN : REASON_PSK_RESUMED;
}
