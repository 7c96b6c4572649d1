/* The key schedule of TLS 1.3 (RFC 9846 7.1 to 7.3, 4.5.3), as a table:
 *
 *            PSK or zeros      shared secret        zeros
 *                 |                  |                |
 *   zeros -> Extract = Early -> Extract = Handshake -> Extract = Main      ("derived" in between)
 *                                    |                |
 *                        c hs, s hs traffic   c ap, s ap traffic, exp main, res main
 */
#include <stdio.h>

#include "tls/keys/schedule.h"

/* Out of `from` (TLS13_NONE: zeros) and what is new at this point. */
static const struct extraction {
	enum keys_point point;
	enum tls13_secret made, from;
	const char *name;
	bool shared;                           /* the new input is the shared secret; otherwise it is zeros */
} extractions[] = {
	{ KEYS_SHARED, TLS13_EARLY, TLS13_NONE, "early_secret", false },
	{ KEYS_SHARED, TLS13_HANDSHAKE, TLS13_EARLY, "handshake_secret", true },
	{ KEYS_SERVER_FINISHED, TLS13_MAIN, TLS13_HANDSHAKE, "main_secret", false },
};

/* Derive-Secret(from, label, the messages so far). The labels are those on the wire, the names those of the RFC. */
static const struct derivation {
	enum keys_point point;
	enum tls13_secret made, from;
	const char *label, *name;
	enum side_id side;                     /* whose records it protects ... */
	enum keys_epoch epoch;                 /* ... and which; EPOCH_NONE: none */
	enum keylog_label log;
} derivations[] = {
	{ KEYS_EARLY, TLS13_CLIENT_EARLY_TRAFFIC, TLS13_EARLY, "c e traffic", "client_early_traffic_secret", SIDE_CLIENT, EPOCH_EARLY, KEYLOG_CLIENT_EARLY_TRAFFIC_SECRET },
	{ KEYS_EARLY, TLS13_EARLY_EXPORTER, TLS13_EARLY, "e exp master", "early_exporter_secret", SIDE_CLIENT, EPOCH_NONE, KEYLOG_EARLY_EXPORTER_SECRET },
	{ KEYS_SHARED, TLS13_CLIENT_HANDSHAKE_TRAFFIC, TLS13_HANDSHAKE, "c hs traffic", "client_handshake_traffic_secret", SIDE_CLIENT, EPOCH_HANDSHAKE, KEYLOG_CLIENT_HANDSHAKE_TRAFFIC_SECRET },
	{ KEYS_SHARED, TLS13_SERVER_HANDSHAKE_TRAFFIC, TLS13_HANDSHAKE, "s hs traffic", "server_handshake_traffic_secret", SIDE_SERVER, EPOCH_HANDSHAKE, KEYLOG_SERVER_HANDSHAKE_TRAFFIC_SECRET },
	{ KEYS_SERVER_FINISHED, TLS13_CLIENT_TRAFFIC, TLS13_MAIN, "c ap traffic", "client_application_traffic_secret_0", SIDE_CLIENT, EPOCH_APPLICATION, KEYLOG_CLIENT_TRAFFIC_SECRET_0 },
	{ KEYS_SERVER_FINISHED, TLS13_SERVER_TRAFFIC, TLS13_MAIN, "s ap traffic", "server_application_traffic_secret_0", SIDE_SERVER, EPOCH_APPLICATION, KEYLOG_SERVER_TRAFFIC_SECRET_0 },
	{ KEYS_SERVER_FINISHED, TLS13_EXPORTER, TLS13_MAIN, "exp master", "exporter_secret", SIDE_SERVER, EPOCH_NONE, KEYLOG_EXPORTER_SECRET },
	{ KEYS_CLIENT_FINISHED, TLS13_RESUMPTION, TLS13_MAIN, "res master", "resumption_secret", SIDE_CLIENT, EPOCH_NONE, KEYLOG_NONE },
};

static enum hash_alg hash_of(const struct connection *c)
{
	return c->s.suite->prf;
}

/* ---- extract ---- */

static value_id zeros(struct connection *c, enum hash_alg h, const char *label)
{
	static const uint8_t none[HASH_MAX];

	return trace_add_leaf(c->w.t, c->actor, OP_CONST, label, bytes_of(none, hash_size(h)));
}

/* Derive-Secret(from, "derived", ""): so that no secret is the input of two functions. */
static value_id salt_of(struct connection *c, value_id from)
{
	value_id empty;

	if (!from)
		return zeros(c, hash_of(c), "zeros");
	empty = value_hash(c->w, hash_of(c), "hash of nothing", NULL, 0);
	return value_hkdf_expand_label(c->w, hash_of(c), "derived", from, "derived", empty, hash_size(hash_of(c)));
}

static void extract(struct connection *c, const struct extraction *x)
{
	value_id *secrets = c->secrets.tls13.secrets;
	value_id salt, input;

	if (secrets[x->made])                      /* of a pre-shared key, since its binder was made or checked */
		return;
	salt = salt_of(c, secrets[x->from]);
	input = x->shared && c->secrets.pre_master ? c->secrets.pre_master : zeros(c, hash_of(c), "zeros");
	secrets[x->made] = value_hkdf_extract(c->w, hash_of(c), x->name, salt, input);
	CONN_EVENT(c, EV_SECRET_EXTRACTED, secrets[x->made], salt, input);
}

value_id keys_early_secret(struct connection *c, enum hash_alg h, value_id psk)
{
	const value_id salt = zeros(c, h, "zeros"), early = value_hkdf_extract(c->w, h, "early_secret", salt, psk);

	CONN_EVENT(c, EV_SECRET_EXTRACTED, early, salt, psk);
	return early;
}

value_id keys_binder(struct connection *c, enum hash_alg h, value_id early, bool external, value_id hash)
{
	const value_id empty = value_hash(c->w, h, "hash of nothing", NULL, 0);
	const value_id key = value_hkdf_expand_label(c->w, h, "binder_key", early, external ? "ext binder" : "res binder", empty, hash_size(h));
	const value_id finished = value_hkdf_expand_label(c->w, h, "binder_finished_key", key, "finished", 0, hash_size(h));
	const value_id binder = value_hmac(c->w, h, "binder", finished, &hash, 1);

	CONN_EVENT(c, EV_SECRET_DERIVED, key, early, empty);
	CONN_EVENT(c, EV_BINDER, binder, finished, hash);
	return binder;
}

void keys_use_psk(struct connection *c, value_id psk, value_id early)
{
	c->secrets.psk = psk;
	c->secrets.tls13.secrets[TLS13_EARLY] = early;
}

value_id keys_resumption(struct connection *c, value_id nonce)
{
	const value_id from = c->secrets.tls13.secrets[TLS13_RESUMPTION];
	const value_id psk = value_hkdf_expand_label(c->w, hash_of(c), "resumption_psk", from, "resumption", nonce, hash_size(hash_of(c)));

	CONN_EVENT(c, EV_PSK_DERIVED, psk, from, nonce);
	return psk;
}

/* ---- derive ---- */

/* RFC 9846 7.3 */
static struct protection traffic_keys(struct connection *c, value_id secret, enum side_id side)
{
	const struct cipher_spec *cipher = &cipher_specs[c->s.suite->cipher];
	struct protection p = { .kind = PROTECT_TLS13, .suite = c->s.suite };

	p.key = value_hkdf_expand_label(c->w, hash_of(c), side == SIDE_CLIENT ? "client_write_key" : "server_write_key",
					secret, "key", 0, cipher->key_size);
	p.salt = value_hkdf_expand_label(c->w, hash_of(c), side == SIDE_CLIENT ? "client_write_iv" : "server_write_iv",
					 secret, "iv", 0, cipher->iv_size);
	CONN_EVENT(c, EV_TRAFFIC_KEYS, p.key, p.salt, secret);
	return p;
}

static void derive_secret(struct connection *c, enum hash_alg h, const struct derivation *d, value_id hash)
{
	value_id *secrets = c->secrets.tls13.secrets;

	secrets[d->made] = value_hkdf_expand_label(c->w, h, d->name, secrets[d->from], d->label, hash, hash_size(h));
	keys_log(c, CONN_EVENT(c, EV_SECRET_DERIVED, secrets[d->made], secrets[d->from], hash), d->log);
}

void keys_early_secrets(struct connection *c, enum hash_alg h)
{
	const value_id hash = transcript_hash(c, h);

	for (size_t i = 0; i < ARRAY_LEN(derivations); i++)
		if (derivations[i].point == KEYS_EARLY)
			derive_secret(c, h, &derivations[i], hash);
}

static void derive(struct connection *c, const struct derivation *d, value_id hash)
{
	value_id *secrets = c->secrets.tls13.secrets;

	derive_secret(c, hash_of(c), d, hash);
	if (d->epoch != EPOCH_NONE)
		c->secrets.tls13.sides[d->side][d->epoch] = traffic_keys(c, secrets[d->made], d->side);
}

/* ---- from elsewhere, and onwards ---- */

static const struct derivation *derivation_logged(enum keylog_label label)
{
	for (size_t i = 0; i < ARRAY_LEN(derivations); i++)
		if (derivations[i].log == label)
			return &derivations[i];
	return NULL;
}

const char *keys_given_name(enum keylog_label label)
{
	return derivation_logged(label)->name;
}

void keys_given(struct connection *c, enum keylog_label label, value_id secret)
{
	const struct derivation *d = derivation_logged(label);

	c->secrets.tls13.secrets[d->made] = secret;
	if (d->epoch != EPOCH_NONE)
		c->secrets.tls13.sides[d->side][d->epoch] = traffic_keys(c, secret, d->side);
}

enum status keys_update(struct connection *c, enum side_id side)
{
	value_id *secret = &c->secrets.tls13.secrets[side == SIDE_CLIENT ? TLS13_CLIENT_TRAFFIC : TLS13_SERVER_TRAFFIC];
	const value_id before = *secret;
	char name[64];

	snprintf(name, sizeof(name), "%s_application_traffic_secret_%u", side == SIDE_CLIENT ? "client" : "server", ++c->secrets.tls13.generation[side]);
	*secret = value_hkdf_expand_label(c->w, hash_of(c), name, before, "traffic upd", 0, hash_size(hash_of(c)));
	CONN_EVENT(c, EV_SECRET_UPDATED, *secret, before)->arg[0] = c->secrets.tls13.generation[side];
	c->secrets.tls13.sides[side][EPOCH_APPLICATION] = traffic_keys(c, *secret, side);
	return keys_activate(c, side, EPOCH_APPLICATION);
}

/* ---- the schedule ---- */

static void advance(struct connection *c, enum keys_point point)
{
	value_id hash;

	for (size_t i = 0; i < ARRAY_LEN(extractions); i++)
		if (extractions[i].point == point)
			extract(c, &extractions[i]);
	hash = transcript_hash(c, hash_of(c));
	for (size_t i = 0; i < ARRAY_LEN(derivations); i++)
		if (derivations[i].point == point)
			derive(c, &derivations[i], hash);
}

static const struct protection *protection(const struct connection *c, enum side_id side, enum keys_epoch epoch)
{
	return &c->secrets.tls13.sides[side][epoch];
}

/* RFC 9846 4.5.3: an HMAC over the hash of the messages, under a key that comes of the traffic secret of the handshake, or
 * after it of the one in use. */
static value_id finished(struct connection *c, enum side_id side)
{
	static const enum tls13_secret of[2][2] = {
		{ TLS13_CLIENT_HANDSHAKE_TRAFFIC, TLS13_SERVER_HANDSHAKE_TRAFFIC }, { TLS13_CLIENT_TRAFFIC, TLS13_SERVER_TRAFFIC },
	};
	value_id secret = c->secrets.tls13.secrets[of[c->secrets.tls13.later][side]];
	value_id key = value_hkdf_expand_label(c->w, hash_of(c), "finished_key", secret, "finished", 0, hash_size(hash_of(c)));
	value_id hash = transcript_hash(c, hash_of(c)), v = value_hmac(c->w, hash_of(c), "verify_data", key, &hash, 1);

	CONN_EVENT(c, EV_VERIFY_DATA, v, key, hash);
	return v;
}

const struct key_schedule tls13_schedule = { advance, protection, finished, NULL };
