/* What the server decides, in this order: version, suite, credential, group, signature scheme, compression
 * method. */
#include "tls/negotiate.h"

#include "tls/credential.h"
#include "tls/endpoint_state.h"
#include "tls/kex/group.h"
#include "tls/kex/kex.h"
#include "tls/message/message.h"
#include "tls/message/signature.h"
#include "tls/suites.h"
#include "tls/resume/psk.h"
#include "tls/resume/resume.h"

/* ---- version ---- */

/* Of those that the client lists, up to one; 0: none. */
static uint16_t highest_listed(const struct connection *c, uint16_t limit)
{
	return code_highest_in(msg_list(c, c->offer.versions), limit);
}

/* RFC 9846 4.3.1: whatever client_version holds, without supported_versions nobody comes to TLS 1.3. */
static uint16_t by_client_version(const struct connection *c, uint16_t limit)
{
	const uint16_t most = limit < VERSION_TLS13 ? limit : VERSION_TLS12;

	return c->offer.version < most ? c->offer.version : most;
}

static enum reason version_reason(const struct connection *c, bool holds)
{
	if (c->offer.versions)
		return holds ? REASON_VERSION_LISTED : REASON_VERSION_NOT_LISTED;
	return holds ? REASON_VERSION_COMMON : REASON_VERSION_TOO_LOW;
}

/* RFC 9846 4.3.1: where supported_versions came, a server that knows the extension goes by nothing else. */
static enum status choose_version(struct connection *c)
{
	const struct tls_config *cfg = config_of(c);
	struct session *s = &c->s;
	value_id own = trace_show(c->w.t, conn_uint(c, OP_CONFIG, "server's version", 2, cfg->max_version), SHOW_CODE, &codes_version);
	value_id offered = s->client_version_value = msg_value(c, c->offer.client_version, "client_version");
	struct event *e;
	bool holds;

	s->version = by_client_version(c, cfg->max_version);
	if (c->offer.versions) {
		offered = msg_content(c, c->offer.versions, "versions offered");
		s->version = highest_listed(c, cfg->max_version);
	}
	e = CONN_EVENT(c, EV_VERSION_CHOSEN, offered, own);
	e->arg[0] = s->version;
	e->field = c->offer.versions ? c->offer.versions : c->offer.client_version;
	holds = s->version >= cfg->min_version;
	if (!holds)
		s->version = version_on_wire(cfg->max_version);   /* for the alert's record */
	TRY(conn_check(c, e, holds, version_reason(c, holds), ALERT_PROTOCOL_VERSION));
	if (s->version >= VERSION_TLS13 && c->offer.version != VERSION_TLS12) {
		e->field = c->offer.client_version;
		return conn_check(c, e, false, REASON_LEGACY_VERSION, ALERT_ILLEGAL_PARAMETER);
	}
	trace_agree_version(c->w.t, s->version, 0);
	return ST_OK;
}

/* A value in the list of suites that is none: RFC 5746 3.3 says the same as the
 * extension; RFC 7507 3: a client that tries again with a lower version than it knows. */
static enum status read_signal(struct connection *c, field_id suite, uint16_t code)
{
	const uint16_t highest = c->offer.versions ? highest_listed(c, VERSION_TLS13) : c->offer.version;
	const bool fallback = code == SUITE_FALLBACK_SCSV, holds = !fallback || highest >= config_of(c)->max_version;
	struct event *e = CONN_EVENT(c, EV_SIGNAL_READ, msg_value(c, suite, "CipherSuite"));

	e->arg[0] = code;
	e->field = suite;
	c->renegotiation.secure |= !fallback && c->renegotiation.number < 2 && !config_of(c)->ignores_renegotiation_info;
	return conn_check(c, e, holds, !fallback ? REASON_SIGNAL_RENEGOTIATION : holds ? REASON_SIGNAL_FALLBACK : REASON_FALLBACK_TOO_LOW,
			ALERT_INAPPROPRIATE_FALLBACK);
}

static enum status read_signals(struct connection *c)
{
	for (field_id f = 0; (f = trace_find_field(c->w.t, c->offer.suites, "CipherSuite", f)) != 0;) {
		uint16_t code = (uint16_t)bytes_uint(msg_bytes(c, f));

		if (code == SUITE_RENEGOTIATION_SCSV || code == SUITE_FALLBACK_SCSV)
			TRY(read_signal(c, f, code));
	}
	return ST_OK;
}

/* ---- suite ---- */

/* Why this server cannot serve the suite; REASON_NONE: it can. */
static enum reason cannot_serve(struct connection *c, uint16_t code)
{
	const struct suite *s = suite_find(code);
	enum reason why = REASON_NONE;

	if (c->s.version < suite_spoken_from(s) || c->s.version > s->to)
		return REASON_NO_COMMON_SUITE;
	if (!suite_has_primitives(s))
		return REASON_CLOSED_NO_PRIMITIVE;
	if (!kex_of(s)->certificate)
		return kex_of(s)->cannot_serve(c, s, NULL);
	credential_serving(c, s, &why);
	return why;
}

/* Of the suites that it is configured with, those that a credential of it can serve. */
static value_id suites_accepted(struct connection *c)
{
	struct buf b = { 0 };

	for (size_t i = 0; i < config_of(c)->n_suites; i++)
		if (cannot_serve(c, config_of(c)->suites[i]) == REASON_NONE)
			buf_add_uint(&b, 2, config_of(c)->suites[i]);
	return conn_codes(c, "cipher_suites accepted", &b, &codes_cipher_suite);
}

/* Why no suite remained: what kept the server from one that both have, the finite fields first (RFC 7919 4 has an alert for
 * them). */
static enum reason none_remained(struct connection *c, struct bytes offered, value_id accepted)
{
	const struct tls_config *cfg = config_of(c);
	enum reason first = REASON_NONE;

	for (size_t i = 0; i < cfg->n_suites; i++) {
		const enum reason why = code_listed_in(offered, cfg->suites[i]) ? cannot_serve(c, cfg->suites[i]) : REASON_NONE;

		if (why == REASON_NO_COMMON_FIELD)
			return why;
		if (first == REASON_NONE)
			first = why;
	}
	if (first != REASON_NONE)
		return first;
	return cfg->n_suites && !trace_bytes(c->w.t, accepted).n ? cannot_serve(c, cfg->suites[0]) : REASON_NO_COMMON_SUITE;
}

/* RFC 7919 4 names another alert where it was the finite fields, RFC 9846 9.2 where an extension is missing. */
static int no_suite_alert(const struct connection *c, unsigned reason)
{
	if (reason == REASON_NO_COMMON_FIELD)
		return ALERT_INSUFFICIENT_SECURITY;
	return reason == REASON_SCHEMES_MISSING && c->s.version >= VERSION_TLS13 ? ALERT_MISSING_EXTENSION : ALERT_HANDSHAKE_FAILURE;
}

/* What is to be said of key exchanges that a server of today is not asked for. */
static const struct {
	enum key_exchange kx;
	enum verdict verdict;
	enum reason reason;
} worth[] = {
	{ KX_DH_ANON, VERDICT_WARN, REASON_KX_ANONYMOUS },   { KX_ECDH_ANON, VERDICT_WARN, REASON_KX_ANONYMOUS },
	{ KX_PSK, VERDICT_WARN, REASON_KX_PSK_ALONE },       { KX_RSA_PSK, VERDICT_WARN, REASON_KX_RSA_PSK },
	{ KX_DHE_PSK, VERDICT_WARN, REASON_KX_DHE_PSK },     { KX_ECDHE_PSK, VERDICT_OK, REASON_KX_ECDHE_PSK },
};

static void tell_worth(struct connection *c)
{
	for (size_t i = 0; i < ARRAY_LEN(worth); i++)
		if (worth[i].kx == c->s.suite->kx) {
			struct event *e = CONN_FACT(c, EV_KX_WORTH);

			e->arg[0] = (int64_t)c->s.suite->code.value;
			e->verdict = worth[i].verdict;
			e->reason = worth[i].reason;
		}
}

static enum status choose_suite(struct connection *c)
{
	value_id offered = msg_content(c, c->offer.suites, "cipher_suites offered"), accepted = suites_accepted(c);
	value_id common = conn_common(c, "cipher_suites in common", offered, accepted);
	struct bytes b = trace_bytes(c->w.t, common);
	uint16_t first = b.n ? (uint16_t)bytes_uint(bytes_slice(b, 0, 2)) : 0;
	struct event *e = CONN_EVENT(c, EV_SUITE_CHOSEN, offered, accepted, common);

	e->field = c->offer.suites;
	e->arg[0] = first;
	c->s.common_suites = common;
	c->s.suite = b.n ? suite_find(first) : NULL;
	if (!b.n) {
		e->reason = none_remained(c, trace_bytes(c->w.t, offered), accepted);
		return conn_check(c, e, false, e->reason, no_suite_alert(c, e->reason));
	}
	TRY(conn_check(c, e, true, REASON_FIRST_COMMON_SUITE, ALERT_NONE));
	if (kex_of(c->s.suite)->certificate)
		credential_take_serving(c);
	tell_worth(c);
	return ST_OK;
}

/* ---- compression method ---- */

static enum status choose_compression(struct connection *c)
{
	value_id offered = msg_content(c, c->offer.compression, "compression_methods");
	struct event *e = CONN_EVENT(c, EV_COMPRESSION_CHOSEN, offered);
	struct bytes b = trace_bytes(c->w.t, offered);
	bool has_null = false;

	for (size_t i = 0; i < b.n; i++)
		has_null |= b.p[i] == 0;
	e->field = c->offer.compression;
	if (c->s.version >= VERSION_TLS13 && b.n > 1)   /* RFC 9846 4.2.2 */
		return conn_check(c, e, false, REASON_COMPRESSION_ONLY_NULL, ALERT_ILLEGAL_PARAMETER);
	return conn_check(c, e, has_null, has_null ? REASON_NULL_COMPRESSION : REASON_NO_NULL_COMPRESSION, ALERT_ILLEGAL_PARAMETER);
}

/* ---- group ---- */

/* The client's share for this group; 0: it sent none. */
static field_id share_for(struct connection *c, uint16_t group)
{
	for (field_id f = 0; (f = trace_find_field(c->w.t, c->offer.shares, "KeyShareEntry", f)) != 0;)
		if (bytes_uint(msg_bytes(c, trace_find_field(c->w.t, f, "group", 0))) == group)
			return trace_find_field(c->w.t, f, "key_exchange", 0);
	return 0;
}

/* The first group of the list; with TLS 1.3, if it can be, one for which a share came. 0: there is none. */
static uint16_t first_group(struct connection *c, struct bytes common)
{
	for (size_t i = 0; i + 2 <= common.n; i += 2) {
		uint16_t code = (uint16_t)bytes_uint(bytes_slice(common, i, 2));

		if (c->s.version < VERSION_TLS13 || config_of(c)->own_group || share_for(c, code))
			return code;
	}
	return common.n ? (uint16_t)bytes_uint(bytes_slice(common, 0, 2)) : 0;
}

/* RFC 7919 4: the first field that is no weaker than the server's key, if it shows one. 0: none is. */
static uint16_t strong_field(const struct connection *c, struct bytes common)
{
	const struct private_key *key = endpoint_own(c) ? endpoint_own(c)->key : NULL;

	for (size_t i = 0; i + 2 <= common.n; i += 2) {
		uint16_t code = (uint16_t)bytes_uint(bytes_slice(common, i, 2));

		if (!key || key->kind != KEY_RSA || group_find(code)->secret >= crypto_rsa_size(key->rsa))
			return code;
	}
	return 0;
}

/* RFC 9846 9.2 */
static bool lacks_groups(const struct connection *c)
{
	return c->s.version >= VERSION_TLS13 && (!c->offer.groups || !c->offer.shares);
}

static enum reason why_group(struct connection *c, uint16_t code, uint16_t first)
{
	if (code != first)
		return REASON_STRONG_COMMON_FIELD;
	return c->s.version < VERSION_TLS13 || share_for(c, code) ? REASON_FIRST_COMMON_GROUP : REASON_NO_SHARE;
}

/* Of the own groups those that the suite can go by. */
static value_id groups_accepted(struct connection *c)
{
	const struct code_list groups = group_list(c);
	struct buf b = { 0 };

	for (size_t i = 0; i < groups.n; i++)
		if (group_fits(c, c->s.suite, groups.codes[i]))
			buf_add_uint(&b, 2, groups.codes[i]);
	return conn_codes(c, "groups accepted", &b, &codes_named_group);
}

/* Before TLS 1.3 the suite was chosen because there is one that both have; who says nothing of groups is content with any
 * (RFC 8422 4). */
static enum status choose_group(struct connection *c)
{
	const value_id own = groups_accepted(c);
	const value_id offered = c->offer.groups ? msg_content(c, c->offer.groups, "groups offered") : own;
	const value_id common = conn_common(c, "groups in common", offered, own);
	const uint16_t first = first_group(c, trace_bytes(c->w.t, common));
	const uint16_t strong = group_by_field(c->s.suite) ? strong_field(c, trace_bytes(c->w.t, common)) : 0, code = strong ? strong : first;
	struct event *e = CONN_EVENT(c, group_by_field(c->s.suite) ? EV_DH_CHOSEN : EV_GROUP_CHOSEN, offered, own, common);

	e->arg[0] = code;
	e->field = c->offer.groups;
	if (lacks_groups(c))
		return conn_check(c, e, false, REASON_GROUPS_MISSING, ALERT_MISSING_EXTENSION);
	if (!code)
		return conn_check(c, e, false, REASON_NO_COMMON_GROUP, ALERT_HANDSHAKE_FAILURE);
	group_use(c, group_find(code));
	return conn_check(c, e, true, why_group(c, code, first), ALERT_NONE);
}

/* The server's own finite field: as it is configured with, or the first that it has a name for. */
static void choose_own_field(struct connection *c)
{
	const struct tls_config *cfg = config_of(c);
	const struct bytes named = trace_bytes(c->w.t, groups_accepted(c));

	if (cfg->dh_p.n)
		group_use_field(c, trace_add_leaf(c->w.t, c->actor, OP_CONFIG, "p", cfg->dh_p),
				trace_add_leaf(c->w.t, c->actor, OP_CONFIG, "g", cfg->dh_g));
	else
		group_use(c, group_find((uint16_t)bytes_uint(bytes_slice(named, 0, 2))));
	CONN_EVENT(c, EV_DH_OWN, c->s.agreement.p, c->s.agreement.g)->field = c->offer.groups;
}

static enum status choose_for(struct connection *c, const struct suite *s)
{
	if (!kex_of(s)->by_group)
		return ST_OK;
	if (!group_by_field(s) || group_fields_offered(c))
		return choose_group(c);
	choose_own_field(c);
	return ST_OK;
}

/* What a session that goes on has settled already. */
static enum status choose_exchange(struct connection *c)
{
	TRY(choose_suite(c));
	TRY(choose_for(c, c->s.suite));
	return kex_signs(c->s.suite) ? signature_choose(c) : ST_OK;
}

enum status negotiate_share(struct connection *c)
{
	const field_id share = share_for(c, (uint16_t)c->s.group->code.value);

	if (share)
		return group_public_take(c, share);
	/* RFC 9846 4.3.8: asked for one, the client sends that and no other */
	if (c->s.retried)
		return conn_check(c, CONN_FACT(c, EV_SHARE_SENT), false, REASON_SHARE_NOT_SENT, ALERT_ILLEGAL_PARAMETER);
	c->s.retries = true;
	return ST_OK;
}

enum status negotiate(struct connection *c)
{
	TRY(choose_version(c));
	TRY(read_signals(c));
	TRY(resume_decide(c));
	TRY(psk_decide(c));
	if (!c->s.resumed && !c->s.psk.used)
		TRY(choose_exchange(c));
	if (c->s.psk.used && !c->s.psk.alone)
		TRY(choose_group(c));
	TRY(choose_compression(c));
	return c->s.version < VERSION_TLS13 || c->s.psk.alone ? ST_OK : negotiate_share(c);
}
