/* A party's configuration together with everything that it points to: parsed
 * chains, keys, trusted CAs, revocation lists. */
#ifndef SLOWSHAKE_SOURCE_PARTY_H
#define SLOWSHAKE_SOURCE_PARTY_H

#include "tls/config.h"
#include "x509/keyfile.h"

enum { PARTY_MAX_CHAIN = 16, PARTY_MAX_SUITES = 512, PARTY_MAX_GROUPS = 16, PARTY_MAX_SCHEMES = 16, PARTY_MAX_OWN = 8, PARTY_MAX_ALPN = 16,
       PARTY_MAX_COMPRESSIONS = 4 };

/* Own certificates and their key. */
struct identity {
	struct buf ders[PARTY_MAX_CHAIN];
	struct bytes chain[PARTY_MAX_CHAIN];
	size_t n;
	struct keyfile key;
	struct buf staple;               /* an OCSP response about the first of them; empty: none */
};

struct party {
	struct tls_config tls;           /* filled in by party_init and the calls below; change it freely */
	struct trust_store *trust;       /* owned, NULL while there is none */
	struct crl_store *crls;
	struct ct_log_store *logs;
	struct identity identities[PARTY_MAX_OWN];
	struct credential own[PARTY_MAX_OWN];
	uint16_t suites[PARTY_MAX_SUITES], groups[PARTY_MAX_GROUPS], schemes[PARTY_MAX_SCHEMES];
	uint16_t compressions[PARTY_MAX_COMPRESSIONS];
	char *protocols;                 /* owned; what alpn points into */
	const char *alpn[PARTY_MAX_ALPN];
};

/* TLS 1.2, the usual suites, extended master secret, the given name and time. */
void party_init(struct party *p, enum side_id side, struct rng rng, utc_time now);
void party_free(struct party *p);

/* A further credential: own certificates (PEM, own first) and their key; both or an error. `where` names
 * the file for errors. ST_MISMATCH if they do not belong together, unless `may_mismatch`; ST_LIMIT:
 * there are PARTY_MAX_OWN. */
enum status party_add_credential(struct party *p, struct bytes chain, const char *chain_where, struct bytes key,
			     const char *key_where, bool may_mismatch, struct error *err) MUST_USE;
/* The OCSP response (DER or PEM) that goes with the first credential. ST_DECODE: it is none. */
enum status party_staple(struct party *p, struct bytes response, const char *where, struct error *err) MUST_USE;
/* As if it had none. */
void party_drop_credentials(struct party *p);
/* Adds trusted CAs and revocation lists (PEM or DER). */
enum status party_trust(struct party *p, struct bytes pem, const char *where, size_t *skipped, struct error *err) MUST_USE;
enum status party_crl(struct party *p, struct bytes pem, const char *where, struct error *err) MUST_USE;
enum status party_ct_log(struct party *p, struct bytes key, const char *where, struct error *err) MUST_USE;
/* Suites, groups, signature schemes, in order of preference; n 0: the usual ones. */
void party_suites(struct party *p, const uint16_t *codes, size_t n);
void party_groups(struct party *p, const uint16_t *codes, size_t n);
void party_schemes(struct party *p, const uint16_t *codes, size_t n);
/* How certificates may be compressed, in order of preference; n 0: not at all. */
void party_compressions(struct party *p, const uint16_t *codes, size_t n);
/* Suites, asked for by a user: ST_UNSUPPORTED if the library lacks what one of them needs. */
enum status party_suites_wanted(struct party *p, const uint16_t *codes, size_t n, struct error *err) MUST_USE;
/* Protocols in order of preference, with commas between them. ST_USAGE: one is empty, longer than 255 bytes, or stands
 * there twice; or there are more than PARTY_MAX_ALPN. */
enum status party_alpn(struct party *p, const char *names, struct error *err) MUST_USE;
/* The same out of the embedded demo PKI ("pki/server.pem"); asserts that they are there. The first instead of what it
 * has, the other beside it. */
void party_demo_credential(struct party *p, const char *chain, const char *key);
void party_add_demo_credential(struct party *p, const char *chain, const char *key);
/* The demo server's, with an RSA key and with one on P-256, signed for the present time: leaves of 90 days that began at the start
 * of the day before `now`, with the same keys, under the same intermediate. */
void party_demo_server(struct party *p, utc_time now);
void party_demo_staple(struct party *p, const char *name);
void party_demo_trust(struct party *p, const char *name);
void party_demo_ct_log(struct party *p, const char *name);
void party_demo_crl(struct party *p, const char *name);

#endif
