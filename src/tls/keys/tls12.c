/* The key schedule up to TLS 1.2 (RFC 5246 8.1, 6.3, 7.4.9; RFC 7627), and what SSL 3.0 computes otherwise (RFC 6101 5.6, 6):
 *
 *   pre_master_secret --PRF "master secret" (or "extended master secret")--> master_secret
 *   master_secret     --PRF "key expansion"--> key_block --> MAC keys, keys, salts
 *   master_secret     --PRF "client finished" / "server finished"--> verify_data
 */
#include "spec/without.h"
#include "tls/keys/schedule.h"

/* RFC 5246 5: since TLS 1.2 the suite names the hash; before it was MD5 and SHA-1 together. */
static enum hash_alg prf_hash(const struct connection *c)
{
	return c->s.version < VERSION_TLS12 ? HASH_MD5_SHA1 : c->s.suite->prf;
}

static value_id prf(struct connection *c, const char *out_label, value_id secret, const char *label, value_id seed, size_t n)
{
	if (c->s.version == VERSION_SSL30)
		return value_ssl3_prf(c->w, out_label, secret, seed, n, true);
	return value_prf(c->w, prf_hash(c), out_label, secret, conn_const(c, "label", label), seed, n, true);
}

static void master_secret(struct connection *c)
{
	value_id seed;
	struct event *e;

	if (c->s.extended_master_secret) {
		seed = transcript_hash(c, prf_hash(c));
		c->secrets.master = prf(c, "master_secret", c->secrets.pre_master, "extended master secret", seed, 48);
	} else {
		seed = trace_add_concat(c->w.t, c->actor, "seed", (value_id[]){ c->s.client_random, c->s.server_random }, 2);
		c->secrets.master = prf(c, "master_secret", c->secrets.pre_master, "master secret", seed, 48);
	}
	e = CONN_EVENT(c, EV_MASTER_SECRET, c->secrets.master, c->secrets.pre_master, seed);
	keys_log(c, e, KEYLOG_CLIENT_RANDOM);
	e->arg[0] = c->s.extended_master_secret;
	e->reason = c->s.extended_master_secret ? REASON_MASTER_EXTENDED : REASON_MASTER_CLASSIC;
}

enum key_part { PART_MAC_KEY, PART_KEY, PART_SALT };

static size_t part_size(const struct connection *c, enum key_part part)
{
	const struct suite *s = c->s.suite;
	const struct cipher_spec *cipher = &cipher_specs[s->cipher];

	if (part != PART_SALT)
		return part == PART_MAC_KEY ? hash_size(s->mac) : cipher->key_size;
	return cipher->kind == CIPHER_IS_AEAD ? cipher->fixed_iv_size :
	       cipher->kind == CIPHER_IS_CBC && c->s.version <= VERSION_TLS10 ? cipher->iv_size : 0;
}

/* The order of the cuts is that of RFC 5246 6.3; "write" is the client's or server's own direction. */
static const struct {
	enum side_id whose;
	enum key_part part;
	const char *label;
} cuts[] = {
	{ SIDE_CLIENT, PART_MAC_KEY, "client_write_MAC_key" },
	{ SIDE_SERVER, PART_MAC_KEY, "server_write_MAC_key" },
	{ SIDE_CLIENT, PART_KEY, "client_write_key" },
	{ SIDE_SERVER, PART_KEY, "server_write_key" },
	{ SIDE_CLIENT, PART_SALT, "client_write_IV" },
	{ SIDE_SERVER, PART_SALT, "server_write_IV" },
};

static size_t cut_size(const struct connection *c, size_t i)
{
	return c->without & WITHOUT_DIRECTION_KEYS && cuts[i].whose == SIDE_SERVER ? 0 : part_size(c, cuts[i].part);
}

static enum protection_kind suite_protection(const struct connection *c)
{
	const struct suite *s = c->s.suite;

	if (s->mac == HASH_NONE)
		return PROTECT_AEAD;
	if (!cipher_specs[s->cipher].block_size)
		return s->cipher == CIPHER_NULL ? PROTECT_STREAM : PROTECT_STREAM_CIPHER;
	return c->s.encrypt_then_mac ? PROTECT_BLOCK_ETM : PROTECT_BLOCK;
}

static void cut_keys(struct connection *c)
{
	struct protection p = { .kind = suite_protection(c), .suite = c->s.suite, .ssl30 = c->s.version == VERSION_SSL30 };
	struct protection both[2] = { p, p };
	bool implicit_iv = p.kind != PROTECT_AEAD;
	size_t off = 0;

	for (size_t i = 0; i < ARRAY_LEN(cuts); i++) {
		struct protection *own = &both[cuts[i].whose];
		size_t n = cut_size(c, i);
		value_id v;

		if (!n)
			continue;
		v = trace_add_slice(c->w.t, c->actor, c->secrets.key_block, off, n, cuts[i].label);
		CONN_EVENT(c, EV_KEY_CUT, v)->arg[0] = (int64_t)off;
		*(cuts[i].part == PART_MAC_KEY ? &own->mac_key : cuts[i].part == PART_KEY ? &own->key : implicit_iv ? &own->iv : &own->salt) = v;
		off += n;
	}
	if (c->without & WITHOUT_DIRECTION_KEYS)
		both[SIDE_SERVER] = both[SIDE_CLIENT];
	for (size_t i = 0; i < ARRAY_LEN(both); i++)
		c->sides[i].pending = both[i];
}

static void key_block(struct connection *c)
{
	size_t total = 0;
	value_id seed;

	for (size_t i = 0; i < ARRAY_LEN(cuts); i++)
		total += cut_size(c, i);
	seed = trace_add_concat(c->w.t, c->actor, "seed", (value_id[]){ c->s.server_random, c->s.client_random }, 2);
	c->secrets.key_block = prf(c, "key_block", c->secrets.master, "key expansion", seed, total);
	CONN_EVENT(c, EV_KEY_BLOCK, c->secrets.key_block, c->secrets.master);
	cut_keys(c);
}

static void advance(struct connection *c, enum keys_point point)
{
	if (point == KEYS_PRE_MASTER)
		master_secret(c);
	key_block(c);
}

static const struct protection *protection(const struct connection *c, enum side_id side, enum keys_epoch epoch)
{
	(void)epoch;   /* there is one */
	return &c->sides[side].pending;
}

/* ---- what Finished and CertificateVerify hold ---- */

static value_id finished(struct connection *c, enum side_id side)
{
	value_id hash = transcript_hash(c, prf_hash(c)), v;

	v = prf(c, "verify_data", c->secrets.master, side == SIDE_CLIENT ? "client finished" : "server finished", hash, 12);
	CONN_EVENT(c, EV_VERIFY_DATA, v, c->secrets.master, hash);
	return v;
}

static value_id ssl30_hash(struct connection *c, const char *label, enum side_id whose)
{
	return value_ssl3_handshake_hash(c->w, transcript_run(&c->transcript, c->w, HASH_MD5_SHA1), label, c->secrets.master, whose);
}

static value_id ssl30_finished(struct connection *c, enum side_id side)
{
	value_id v = ssl30_hash(c, "verify_data", side);

	CONN_EVENT(c, EV_VERIFY_DATA, v, c->secrets.master);
	return v;
}

static value_id ssl30_signing(struct connection *c)
{
	return ssl30_hash(c, "md5_hash and sha_hash", SIDE_NONE);
}

const struct key_schedule tls12_schedule_ssl30 = { advance, protection, ssl30_finished, ssl30_signing };
const struct key_schedule tls12_schedule = { advance, protection, finished, NULL };
