#include "setup.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "crypto/crypto.h"
#include "source/capture/paste.h"
#include "spec/suites.h"
#include "tls/keys/session_store.h"
#include "tls/suites.h"

enum { EARLY_DATA_MAX = 14336 };

/* ---- versions ---- */

static void versions_set(struct tls_config *tls, const struct bogo_options *o)
{
	const bool off[] = { o->no_tls1, o->no_tls11, o->no_tls12, o->no_tls13 };
	int min = o->min_version ? o->min_version : VERSION_TLS10, max = o->max_version ? o->max_version : VERSION_TLS13;

	while (min < max && off[min - VERSION_TLS10])
		min++;
	while (max > min && off[max - VERSION_TLS10])
		max--;
	tls->min_version = (uint16_t)min;
	tls->max_version = (uint16_t)max;
}

/* ---- suites ---- */

static void suites_add(struct bogo_codes *l, uint16_t code)
{
	for (unsigned i = 0; i < l->n; i++)
		if (l->codes[i] == code)
			return;
	if (l->n < BOGO_CODES_MAX)
		l->codes[l->n++] = code;
}

static bool is_usual(const struct suite *s)
{
	const struct kx_spec *k = &kx_specs[s->kx];

	return k->certificate && !k->psk && !k->export && (k->method == KX_BY_RSA || (k->method == KX_BY_ECDH && k->ephemeral));
}

/* What BoringSSL has switched on: AES and ChaCha20-Poly1305, by ECDHE and RSA; by a key, if there is one. */
static void suites_default(struct bogo_codes *l, const struct bogo_options *o)
{
	const struct code_list every = suites_with_primitives();

	for (size_t i = 0; i < every.n; i++) {
		const struct suite *s = suite_find(every.codes[i]);
		const char *name = s->code.name;
		const bool psk = strstr(name, "_PSK_") != NULL, plain = strstr(name, "TLS_PSK_") || strstr(name, "TLS_ECDHE_PSK_");

		if (strstr(name, "CAMELLIA") || strstr(name, "ARIA") || strstr(name, "CCM") || strstr(name, "SEED") || strstr(name, "RC4") ||
		    strstr(name, "NULL") || strstr(name, "_DES_") || strstr(name, "IDEA"))
			continue;
		if (psk ? plain && o->psk : is_usual(s) || s->from >= VERSION_TLS13)
			suites_add(l, every.codes[i]);
	}
}

/* A list in OpenSSL's way of writing: names, or words for several; brackets are about order alone. */
static bool suites_read(struct bogo_codes *l, const struct bogo_options *o)
{
	char *text = strdup(o->cipher), *word, *rest = NULL;
	bool ok = true;

	for (word = strtok_r(text, ":[]|", &rest); word; word = strtok_r(NULL, ":[]|", &rest)) {
		const struct suite *s = suite_by_name(word);

		if (s)
			suites_add(l, (uint16_t)s->code.value);
		else if (strcmp(word, "DEFAULT") == 0 || strcmp(word, "ALL") == 0 || strcmp(word, "3DES") == 0)
			suites_default(l, o);
		else
			ok = false;
	}
	free(text);
	return ok;
}

static bool suites_set(struct bogo_party *b, const struct bogo_options *o)
{
	struct bogo_codes tls13 = { 0 };

	if (!o->cipher)
		suites_default(&b->suites, o);
	else if (!suites_read(&b->suites, o))
		return false;
	suites_default(&tls13, o);                     /* those of TLS 1.3 no list can take away */
	for (unsigned i = 0; i < tls13.n; i++)
		if (suite_find(tls13.codes[i])->from >= VERSION_TLS13)
			suites_add(&b->suites, tls13.codes[i]);
	party_suites(&b->p, b->suites.codes, b->suites.n);
	return true;
}

/* ---- certificates ---- */

/* ST_UNSUPPORTED: a key of a kind that is not done here (EdDSA, P-224). */
static enum status credential_add(struct party *p, const struct bogo_credential *c)
{
	struct buf chain = { 0 }, key = { 0 };
	struct error err;
	enum status st;

	if (!c->cert_file || !c->key_file)
		return ST_OK;
	st = file_read(c->cert_file, &chain, &err);
	if (st == ST_OK)
		st = file_read(c->key_file, &key, &err);
	if (st == ST_OK)
		st = party_add_credential(p, buf_bytes(&chain), c->cert_file, buf_bytes(&key), c->key_file, true, &err);
	if (st != ST_OK)
		fprintf(stderr, "%s\n", err.text);
	buf_free(&chain);
	buf_free(&key);
	return st;
}

/* Whom it trusts decides nothing: the runner's certificates vouch for themselves, and it says itself when they are refused. */
static enum status credentials_set(struct bogo_party *b, const struct bogo_options *o)
{
	for (int i = 0; i <= o->n_credentials; i++)
		TRY(credential_add(&b->p, &o->credentials[i]));
	b->p.tls.insecure = true;
	b->p.tls.key_usage = o->server || o->enforce_key_usage ? USAGE_HOLDS : USAGE_HOLDS_BUT_OLD_RSA;
	if (o->server)
		b->p.tls.client_auth = o->require_any_client_certificate ? CLIENT_AUTH_REQUIRE :
				       o->verify_peer ? CLIENT_AUTH_REQUEST : CLIENT_AUTH_NONE;
	return ST_OK;
}

/* ---- the rest ---- */

/* What BoringSSL has unless it is told otherwise. */
static const uint16_t default_groups[] = { 29, 23, 24 };
static const uint16_t default_schemes[] = { 0x0403, 0x0804, 0x0401, 0x0503, 0x0805, 0x0501, 0x0806, 0x0601, 0x0201 };

static bool code_is_of(uint16_t code, bool groups)
{
	const struct code_list spoken = groups ? groups_curves : schemes_spoken;

	return code_listed(&spoken, code);
}

/* Of a list that the runner gives what is spoken here. False: there was one, and nothing is left. */
static bool codes_set(struct party *p, const struct bogo_codes *from, bool groups)
{
	struct bogo_codes to = { 0 };

	for (unsigned i = 0; i < from->n; i++)
		if (code_is_of(from->codes[i], groups) && to.n < (groups ? PARTY_MAX_GROUPS : PARTY_MAX_SCHEMES))
			suites_add(&to, from->codes[i]);
	if (from->n && !to.n)
		return false;
	if (to.n)
		(groups ? party_groups : party_schemes)(p, to.codes, to.n);
	return true;
}

/* By what it signs is another list than by what it checks. */
static void signs_set(struct bogo_party *b, const struct bogo_options *o)
{
	static const uint16_t usual[] = { 0x0403, 0x0804, 0x0401, 0x0503, 0x0805, 0x0501, 0x0603, 0x0806, 0x0601, 0x0203, 0x0201 };
	const struct bogo_codes *own = &o->credentials[o->n_credentials].signing_prefs;

	for (unsigned i = 0; i < own->n; i++)
		if (code_is_of(own->codes[i], false))
			suites_add(&b->signs, own->codes[i]);
	for (size_t i = 0; i < ARRAY_LEN(usual) && !own->n; i++)
		suites_add(&b->signs, usual[i]);
	b->p.tls.signs = (struct code_list){ b->signs.codes, b->signs.n };
}

/* "\3foo\3bar" as party_alpn wants it. */
static bool alpn_set(struct party *p, const struct bogo_options *o)
{
	struct buf names = { 0 };
	struct error err;
	bool ok = true;

	if (o->server && o->reject_alpn)
		buf_puts(&names, "none that the runner has");
	else if (o->server && o->select_alpn && !o->decline_alpn)
		buf_puts(&names, o->select_alpn);
	for (const char *at = o->server ? NULL : o->advertise_alpn; at && *at; at += 1 + (uint8_t)*at)
		buf_printf(&names, "%s%.*s", names.n ? "," : "", (uint8_t)*at, at + 1);
	if (names.n)
		ok = party_alpn(p, buf_str(&names), &err) == ST_OK;
	buf_free(&names);
	return ok;
}

static void psk_set(struct bogo_party *b, const struct bogo_options *o)
{
	if (!o->psk)
		return;
	b->psk = (struct external_psk){ bytes_str(o->psk_identity ? o->psk_identity : ""), bytes_str(o->psk), HASH_SHA256 };
	b->p.tls.psks = &b->psk;
	b->p.tls.n_psks = 1;
	b->p.tls.psk_hint = b->psk.identity;
}

/* The runner's are no OCSP responses, but a few bytes: they are handed on as they are. */
static void staple_set(struct bogo_party *b, const struct bogo_options *o)
{
	b->p.tls.status_request = o->enable_ocsp_stapling;
	if (!o->server || !o->ocsp_response || o->decline_ocsp || !paste_base64(bytes_str(o->ocsp_response), &b->staple))
		return;
	for (size_t i = 0; i < b->p.tls.n_own; i++)
		b->p.own[i].staple = buf_bytes(&b->staple);
}

static void compressions_set(struct party *p, const struct bogo_options *o)
{
	const uint16_t one = (uint16_t)o->one_compression;

	if (one)
		party_compressions(p, &one, 1);
}

static void sessions_set(struct bogo_party *b, const struct bogo_options *o, struct session_store *sessions, bool resumes)
{
	struct tls_config *tls = &b->p.tls;

	tls->session_ticket = !o->no_ticket;
	tls->sessions = sessions;
	tls->tickets = o->server ? 2 : 0;
	if (!o->enable_early_data)
		return;
	tls->max_early_data = o->server ? EARLY_DATA_MAX : 0;
	if (!o->server && resumes && o->shim_writes_first)
		buf_puts(&b->early, "hello");
	tls->early_data = buf_bytes(&b->early);
}

static bool undone_codes(const struct bogo_options *o)
{
	const int one = o->one_compression;

	/* P-224 and CECPQ2 stand in lists with others; who expects one of them asks for it */
	if (o->expect_curve && !code_is_of((uint16_t)o->expect_curve, true))
		return true;
	return one && one != COMPRESSION_BROTLI && one != COMPRESSION_ZLIB;
}

/* The clock stands still but for the delay that the runner wants. */
static utc_time started(void)
{
	static utc_time then;

	return then ? then : (then = time_now());
}

bool bogo_party_init(struct bogo_party *b, const struct bogo_options *o, struct session_store *sessions, bool resumes, int *exit_code)
{
	const utc_time now = started() + (resumes ? o->resumption_delay : 0);
	struct party *p = &b->p;
	enum status st;

	memset(b, 0, sizeof(*b));
	*exit_code = 1;
	party_init(p, o->server ? SIDE_SERVER : SIDE_CLIENT, crypto_rng_system(), now);
	versions_set(&p->tls, o);
	st = credentials_set(b, o);
	if (st != ST_OK) {
		*exit_code = st == ST_UNSUPPORTED ? BOGO_UNDONE : 1;
		return false;
	}
	if (p->tls.min_version > p->tls.max_version || (o->no_tls1 && o->no_tls11 && o->no_tls12 && o->no_tls13)) {
		fprintf(stderr, ":NO_SUPPORTED_VERSIONS_ENABLED:\n");
		return false;
	}
	*exit_code = BOGO_UNDONE;
	psk_set(b, o);
	if (undone_codes(o) || !suites_set(b, o))
		return false;
	if (!o->curves.n)
		party_groups(p, default_groups, ARRAY_LEN(default_groups));
	if (!o->verify_prefs.n)
		party_schemes(p, default_schemes, ARRAY_LEN(default_schemes));
	if (!codes_set(p, &o->curves, true) || !codes_set(p, &o->verify_prefs, false) || !alpn_set(p, o))
		return false;
	signs_set(b, o);
	p->tls.server_name = o->host_name;
	p->tls.renegotiates = (o->renegotiates || o->renegotiates_once) && !o->server;
	p->tls.renegotiates_anew = true;                      /* BoringSSL goes on with no session there */
	p->tls.fallback = o->fallback_scsv;
	p->tls.grease = o->enable_grease;
	p->tls.max_warnings = 4;                              /* and OpenSSL's */
	p->tls.age_window = 60;
	p->tls.half_rtt = true;
	p->tls.updates_late = true;
	p->tls.coalesce = true;
	p->tls.ignores_hello_requests = o->ignores_requests;
	p->tls.own_group = true;                              /* that it likes best, not the one that a share came for */
	p->tls.max_fragment = (size_t)o->max_send_fragment;
	compressions_set(p, o);
	staple_set(b, o);
	sessions_set(b, o, sessions, resumes);
	return true;
}

void bogo_party_free(struct bogo_party *b)
{
	party_free(&b->p);
	buf_free(&b->early);
	buf_free(&b->staple);
}
