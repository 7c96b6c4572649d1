/* How client and server come to a pre-master secret: a table of functions for each key exchange
 * (RFC 5246 7.4.2, 7.4.3, 7.4.7). The message files ask it; a new exchange is a file and a row of kex.c. */
#ifndef SLOWSHAKE_TLS_KEX_H
#define SLOWSHAKE_TLS_KEX_H

#include "tls/connection.h"

struct items;
struct credential;

struct kex {
	enum kx_method method;
	bool ephemeral, psk, certificate;          /* as in struct kx_spec; a certificate: the server shows one, or may */

	/* With a certificate: why the server's key cannot serve the suite; REASON_NONE: it can, and the event says so. */
	enum reason (*key_unfit)(const struct suite *s, const struct verify_result *shown);
	enum event_type key_event;
	enum reason key_fits;
	/* Why this server cannot serve the suite to who made the offer with that credential (without a certificate NULL);
	 * REASON_NONE: it can. */
	enum reason (*cannot_serve)(const struct connection *c, const struct suite *s, const struct credential *own);
	enum reason no_key;                        /* it has none */
	bool by_group;                             /* the server chooses one first */

	/* ServerKeyExchange; NULL: there is none. The server adds its parameters, which are returned as one value, to be
	 * signed (0: they never are); the client reads them. */
	value_id (*server_make)(struct connection *c, struct items *it);
	enum status (*server_read)(struct connection *c);
	/* ClientKeyExchange: the client adds what it says, the server reads it. Both leave the pre-master
	 * secret in c->secrets. ST_REFUSED: told, and an alert is sent. */
	enum status (*client_make)(struct connection *c, struct items *it);
	enum status (*client_read)(struct connection *c);
};

/* The exchange of the suite; NULL: no endpoint here has it. */
const struct kex *kex_of(const struct suite *s);

/* Whether the server signs in it. */
bool kex_signs(const struct suite *s);
/* Whether nobody proves anything: no certificate, and no key that both have. */
bool kex_is_anonymous(const struct suite *s);
/* What the key exchange messages of the suite look like. */
enum key_exchange_form kex_form(const struct suite *s);

/* What both come to by it: beside a pre-shared key it is only a part of the pre-master secret (RFC 4279 2). */
static inline const char *kex_secret_label(const struct suite *s)
{
	return kx_specs[s->kx].psk ? "other_secret" : "pre_master_secret";
}

extern const struct kex kex_rsa, kex_ecdhe, kex_dhe, kex_any;
extern const struct kex kex_ecdh_anon, kex_dh_anon;
extern const struct kex kex_psk, kex_rsa_psk, kex_ecdhe_psk, kex_dhe_psk;

#endif
