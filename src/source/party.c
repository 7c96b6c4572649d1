#include "source/party.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "base/assets.h"
#include "base/memory.h"
#include "spec/reasons.h"
#include "tls/suites.h"
#include "x509/bundle.h"
#include "x509/certificate.h"
#include "x509/issue.h"
#include "x509/ocsp.h"

void party_init(struct party *p, enum side_id side, struct rng rng, utc_time now)
{
	memset(p, 0, sizeof(*p));
	p->tls = (struct tls_config){
		.min_version = VERSION_TLS12, .max_version = VERSION_TLS12, .extended_master_secret = true, .rng = rng,
		.session_id = side == SIDE_SERVER, .compatibility = true,
		.peer = { .now = now, .purpose = side == SIDE_CLIENT ? PURPOSE_SERVER : PURPOSE_CLIENT },
	};
	party_suites(p, NULL, 0);
}

static void identity_free(struct identity *id)
{
	keyfile_free(&id->key);
	buf_free(&id->staple);
	for (size_t i = 0; i < PARTY_MAX_CHAIN; i++)
		buf_free(&id->ders[i]);
	memset(id, 0, sizeof(*id));
}

void party_free(struct party *p)
{
	free(p->protocols);
	trust_free(p->trust);
	crl_free(p->crls);
	ct_log_free(p->logs);
	for (size_t i = 0; i < PARTY_MAX_OWN; i++)
		identity_free(&p->identities[i]);
}

void party_drop_credentials(struct party *p)
{
	for (size_t i = 0; i < p->tls.n_own; i++)
		identity_free(&p->identities[i]);
	p->tls.n_own = 0;
}

static enum status chain_read(struct identity *id, struct bytes pem_or_der, const char *where, struct error *err)
{
	struct pem_block block;
	struct bundle b;
	enum status st;

	bundle_open(&b, pem_or_der, where, WANT_CERTIFICATES);
	while ((st = bundle_next(&b, &block, err)) == ST_OK && id->n < PARTY_MAX_CHAIN)
		id->ders[id->n++] = block.der;
	if (st == ST_OK) {
		pem_block_free(&block);
		st = error_set(err, ST_LIMIT, "%s: more than %d certificates: give your own and those of the CAs above it", where, PARTY_MAX_CHAIN);
	}
	bundle_close(&b);
	if (st != ST_NOT_FOUND)
		return st;
	for (size_t i = 0; i < id->n; i++)
		id->chain[i] = buf_bytes(&id->ders[i]);
	return ST_OK;
}

/* A key that its certificate keeps for RSASSA-PSS is kept for it, whatever form its file has. */
static enum status key_fits(struct identity *id, const char *chain_where, const char *key_where, struct error *err)
{
	struct x509 cert;

	if (x509_parse(id->chain[0], &cert) != ST_OK)
		return error_set(err, ST_DECODE, "%s: the first certificate cannot be read as X.509", chain_where);
	if (!keyfile_matches(&id->key, &cert.key))
		return error_set(err, ST_MISMATCH, "%s: this key does not belong to the first certificate of %s", key_where, chain_where);
	id->key.key.pss = cert.key.pss;
	return ST_OK;
}

enum status party_add_credential(struct party *p, struct bytes chain, const char *chain_where, struct bytes key,
				 const char *key_where, bool may_mismatch, struct error *err)
{
	struct identity *id = &p->identities[p->tls.n_own];
	enum status st;

	if (p->tls.n_own == PARTY_MAX_OWN)
		return error_set(err, ST_LIMIT, "%s: more than %d certificates of its own are not held", chain_where, PARTY_MAX_OWN);
	st = chain_read(id, chain, chain_where, err);
	if (st == ST_OK)
		st = keyfile_read(key, key_where, &id->key, err);
	if (st == ST_OK && !may_mismatch)
		st = key_fits(id, chain_where, key_where, err);
	if (st != ST_OK) {
		identity_free(id);
		return st;
	}
	p->own[p->tls.n_own++] = (struct credential){ id->chain, id->n, &id->key.key, BYTES_NONE };
	p->tls.own = p->own;
	return ST_OK;
}

enum status party_staple(struct party *p, struct bytes response, const char *where, struct error *err)
{
	struct buf *staple = &p->identities[0].staple;
	struct ocsp read;

	buf_free(staple);
	TRY(bundle_single(response, where, WANT_OCSP, staple, err));
	if (ocsp_parse(buf_bytes(staple), &read) != ST_OK)
		return error_set(err, ST_DECODE, "%s: this OCSP response cannot be read (%s)", where, read.part);
	p->own[0].staple = buf_bytes(staple);
	return ST_OK;
}

enum status party_trust(struct party *p, struct bytes pem, const char *where, size_t *skipped, struct error *err)
{
	if (!p->trust)
		p->trust = trust_new();
	p->tls.peer.trust = p->trust;
	return trust_add(p->trust, pem, where, skipped, err);
}

enum status party_crl(struct party *p, struct bytes pem, const char *where, struct error *err)
{
	if (!p->crls)
		p->crls = crl_new();
	p->tls.peer.crls = p->crls;
	return crl_add(p->crls, pem, where, err);
}

enum status party_ct_log(struct party *p, struct bytes key, const char *where, struct error *err)
{
	if (!p->logs)
		p->logs = ct_log_new();
	p->tls.peer.ct_logs = p->logs;
	return ct_log_add(p->logs, key, where, err);
}

void party_suites(struct party *p, const uint16_t *codes, size_t n)
{
	const struct code_list list = n ? (struct code_list){ codes, n } : suites_usual;

	assert(list.n <= PARTY_MAX_SUITES);
	memcpy(p->suites, list.codes, list.n * sizeof(*list.codes));
	p->tls.suites = p->suites;
	p->tls.n_suites = list.n;
}

void party_groups(struct party *p, const uint16_t *codes, size_t n)
{
	assert(n <= PARTY_MAX_GROUPS);
	if (n)
		memcpy(p->groups, codes, n * sizeof(*codes));
	p->tls.groups = (struct code_list){ p->groups, n };
}

void party_schemes(struct party *p, const uint16_t *codes, size_t n)
{
	assert(n <= PARTY_MAX_SCHEMES);
	for (size_t i = 0; i < n; i++)
		p->schemes[i] = codes[i];
	p->tls.schemes = (struct code_list){ p->schemes, n };
}

void party_compressions(struct party *p, const uint16_t *codes, size_t n)
{
	assert(n <= PARTY_MAX_COMPRESSIONS);
	for (size_t i = 0; i < n; i++)
		p->compressions[i] = codes[i];
	p->tls.compressions = (struct code_list){ p->compressions, n };
}

enum status party_suites_wanted(struct party *p, const uint16_t *codes, size_t n, struct error *err)
{
	for (size_t i = 0; i < n; i++) {
		const struct suite *s = suite_find(codes[i]);

		if (!suite_has_primitives(s))
			return error_set(err, ST_UNSUPPORTED, "%s: %s: %s", s->code.name, reason_name(REASON_CLOSED_NO_PRIMITIVE),
					 closed_text(CLOSED_NO_PRIMITIVE));
	}
	party_suites(p, codes, n);
	return ST_OK;
}

static enum status add_protocol(struct party *p, const char *name, struct error *err)
{
	struct tls_config *tls = &p->tls;

	if (!*name || strlen(name) > 255)
		return error_set(err, ST_USAGE, "--alpn: a protocol's name has 1 to 255 bytes; write h2,http/1.1");
	for (size_t i = 0; i < tls->n_alpn; i++)
		if (strcmp(p->alpn[i], name) == 0)
			return error_set(err, ST_USAGE, "--alpn: %s is given twice", name);
	if (tls->n_alpn == PARTY_MAX_ALPN)
		return error_set(err, ST_USAGE, "--alpn: more than %d", PARTY_MAX_ALPN);
	p->alpn[tls->n_alpn++] = name;
	return ST_OK;
}

enum status party_alpn(struct party *p, const char *names, struct error *err)
{
	char *name, *comma;

	free(p->protocols);
	p->protocols = name = mem_strdup(names);
	p->tls.alpn = p->alpn;
	p->tls.n_alpn = 0;
	for (;; name = comma + 1) {
		comma = strchr(name, ',');
		if (comma)
			*comma = 0;
		TRY(add_protocol(p, name, err));
		if (!comma)
			return ST_OK;
	}
}

#define DAY ((utc_time)24 * 60 * 60)

static struct bytes demo(const char *name)
{
	const struct asset *a = asset_find(name);

	assert(a);
	return a->content;
}

static void must(enum status st)
{
	assert(st == ST_OK);
	(void)st;
}

void party_add_demo_credential(struct party *p, const char *chain, const char *key)
{
	must(party_add_credential(p, demo(chain), chain, demo(key), key, true, NULL));
}

void party_demo_credential(struct party *p, const char *chain, const char *key)
{
	party_drop_credentials(p);
	party_add_demo_credential(p, chain, key);
}

/* The same day gives the same number: 16 bytes, positive. */
static void demo_serial(utc_time from, const char *name, uint8_t serial[HASH_MAX])
{
	char text[24];
	struct bytes parts[3] = { bytes_str("slowshake serve "), BYTES_NONE, bytes_str(name) };

	time_format(from, text);
	parts[1] = bytes_str(text);
	must(crypto_hash(HASH_SHA256, parts, ARRAY_LEN(parts), serial));
	serial[0] = (uint8_t)(0x40 | (serial[0] & 0x3f));
}

/* The leaf of that identity anew, with the same key, for 90 days. */
static void demo_reissue(struct identity *id, const char *name, utc_time from, const struct private_key *issuer)
{
	uint8_t serial[HASH_MAX];
	struct buf leaf = { 0 };

	demo_serial(from, name, serial);
	must(x509_reissue(id->chain[0], bytes_of(serial, 16), from, from + 90 * DAY - 1, issuer, &leaf));
	buf_free(&id->ders[0]);
	id->ders[0] = leaf;
	id->chain[0] = buf_bytes(&leaf);
}

void party_demo_server(struct party *p, utc_time now)
{
	static const struct { const char *chain, *key; } own[] = {
		{ "pki/server.pem", "pki/server.key" }, { "pki/server-p256.pem", "pki/server-p256.key" },
	};
	struct keyfile issuer;

	party_drop_credentials(p);
	must(keyfile_read(demo("pki/ca/intermediate.key"), "pki/ca/intermediate.key", &issuer, NULL));
	for (size_t i = 0; i < ARRAY_LEN(own); i++) {
		party_add_demo_credential(p, own[i].chain, own[i].key);
		demo_reissue(&p->identities[i], own[i].chain, now - now % DAY - DAY, &issuer.key);
	}
	keyfile_free(&issuer);
}

void party_demo_staple(struct party *p, const char *name)
{
	must(party_staple(p, demo(name), name, NULL));
}

void party_demo_trust(struct party *p, const char *name)
{
	must(party_trust(p, demo(name), name, NULL, NULL));
}

void party_demo_ct_log(struct party *p, const char *name)
{
	must(party_ct_log(p, demo(name), name, NULL));
}

void party_demo_crl(struct party *p, const char *name)
{
	must(party_crl(p, demo(name), name, NULL));
}
