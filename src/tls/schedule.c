/* The key schedule of TLS 1.2 (RFC 5246 8.1, 6.3, 7.4.9; RFC 7627):
 *
 *   pre_master_secret --PRF "master secret" (or "extended master secret")--> master_secret
 *   master_secret     --PRF "key expansion"--> key_block --> MAC keys, keys, salts
 *   master_secret     --PRF "client finished" / "server finished"--> verify_data
 */
#include <assert.h>

#include "tls/state.h"

/* RFC 5246 5: since TLS 1.2 the suite names the hash; before it was MD5 and SHA-1 together. */
static enum hash_alg prf_hash(const struct endpoint *ep)
{
	return ep->s.version < VERSION_TLS12 ? HASH_MD5_SHA1 : ep->s.suite->prf;
}

value_id schedule_prf(struct endpoint *ep, const char *out_label, value_id secret, const char *label, value_id seed, size_t n)
{
	if (ep->s.version == VERSION_SSL30)
		return value_ssl3_prf(ep->w, out_label, secret, seed, n, true);
	return value_prf(ep->w, prf_hash(ep), out_label, secret, ep_const(ep, "label", label), seed, n, true);
}

/* Each message is hashed once, when the hash is first asked for. */
static struct value_run *transcript_run(struct endpoint *ep, enum hash_alg h)
{
	if (ep->hashed && ep->hashed_with != h) {   /* a second ServerHello changed it */
		value_run_free(ep->hashed);
		ep->hashed = NULL;
	}
	if (!ep->hashed) {
		ep->hashed = value_run_new(h);
		assert(ep->hashed);
		ep->hashed_with = h;
		ep->n_hashed = 0;
	}
	for (; ep->n_hashed < ep->transcript.n; ep->n_hashed++)
		value_run_add(ep->hashed, ep->w, LIST_AT(&ep->transcript, value_id, ep->n_hashed));
	return ep->hashed;
}

void transcript_clear(struct endpoint *ep)
{
	value_run_free(ep->hashed);
	ep->hashed = NULL;
	ep->transcript.n = 0;
}

value_id transcript_hash(struct endpoint *ep)
{
	value_id hash = value_run_hash(transcript_run(ep, prf_hash(ep)), ep->w, "transcript_hash");
	struct event *e = EP_EVENT(ep, EV_TRANSCRIPT_HASH, hash);

	e->arg[0] = (int64_t)ep->transcript.n;
	return hash;
}

void schedule_master_secret(struct endpoint *ep)
{
	value_id seed;
	struct event *e;

	if (ep->s.extended_master_secret) {
		seed = transcript_hash(ep);
		ep->secrets.master = schedule_prf(ep, "master_secret", ep->secrets.pre_master, "extended master secret", seed, 48);
	} else {
		seed = trace_add_concat(ep->w.t, ep->role, "seed", (value_id[]){ ep->s.client_random, ep->s.server_random }, 2);
		ep->secrets.master = schedule_prf(ep, "master_secret", ep->secrets.pre_master, "master secret", seed, 48);
	}
	e = EP_EVENT(ep, EV_MASTER_SECRET, ep->secrets.master, ep->secrets.pre_master, seed);
	e->arg[0] = ep->s.extended_master_secret;
	e->reason = ep->s.extended_master_secret ? REASON_MASTER_EXTENDED : REASON_MASTER_CLASSIC;
}

enum key_part { PART_MAC_KEY, PART_KEY, PART_SALT };

static size_t part_size(const struct endpoint *ep, enum key_part part)
{
	const struct suite *s = ep->s.suite;
	const struct cipher_spec *c = &cipher_specs[s->cipher];

	if (part != PART_SALT)
		return part == PART_MAC_KEY ? hash_size(s->mac) : c->key_size;
	return c->kind == CIPHER_IS_AEAD ? c->fixed_iv_size :
	       c->kind == CIPHER_IS_CBC && ep->s.version <= VERSION_TLS10 ? c->iv_size : 0;
}

/* The order of the cuts is that of RFC 5246 6.3; "write" is the client's or server's own direction. */
static const struct {
	enum actor whose;
	enum key_part part;
	const char *label;
} cuts[] = {
	{ ACTOR_CLIENT, PART_MAC_KEY, "client_write_MAC_key" },
	{ ACTOR_SERVER, PART_MAC_KEY, "server_write_MAC_key" },
	{ ACTOR_CLIENT, PART_KEY, "client_write_key" },
	{ ACTOR_SERVER, PART_KEY, "server_write_key" },
	{ ACTOR_CLIENT, PART_SALT, "client_write_IV" },
	{ ACTOR_SERVER, PART_SALT, "server_write_IV" },
};

static enum protection_kind suite_protection(const struct endpoint *ep)
{
	const struct suite *s = ep->s.suite;

	if (s->mac == HASH_NONE)
		return PROTECT_AEAD;
	if (!cipher_specs[s->cipher].block_size)
		return s->cipher == CIPHER_NULL ? PROTECT_STREAM : PROTECT_STREAM_CIPHER;
	return ep->s.encrypt_then_mac ? PROTECT_BLOCK_ETM : PROTECT_BLOCK;
}

static void cut_keys(struct endpoint *ep)
{
	struct protection p = { .kind = suite_protection(ep), .suite = ep->s.suite, .ssl30 = ep->s.version == VERSION_SSL30 };
	struct protection both[2] = { p, p };
	bool implicit_iv = p.kind != PROTECT_AEAD;
	size_t off = 0;

	for (size_t i = 0; i < ARRAY_LEN(cuts); i++) {
		struct protection *own = &both[cuts[i].whose == ACTOR_SERVER];
		size_t n = part_size(ep, cuts[i].part);
		value_id v;

		if (!n)
			continue;
		v = trace_add_slice(ep->w.t, ep->role, ep->secrets.key_block, off, n, cuts[i].label);
		EP_EVENT(ep, EV_KEY_CUT, v)->arg[0] = (int64_t)off;
		*(cuts[i].part == PART_MAC_KEY ? &own->mac_key : cuts[i].part == PART_KEY ? &own->key : implicit_iv ? &own->iv : &own->salt) = v;
		off += n;
	}
	ep->secrets.write = both[ep->role == ACTOR_SERVER];
	ep->secrets.read = both[ep->role != ACTOR_SERVER];
}

void schedule_key_block(struct endpoint *ep)
{
	size_t total = 0;
	value_id seed;

	for (size_t i = 0; i < ARRAY_LEN(cuts); i++)
		total += part_size(ep, cuts[i].part);
	seed = trace_add_concat(ep->w.t, ep->role, "seed", (value_id[]){ ep->s.server_random, ep->s.client_random }, 2);
	ep->secrets.key_block = schedule_prf(ep, "key_block", ep->secrets.master, "key expansion", seed, total);
	EP_EVENT(ep, EV_KEY_BLOCK, ep->secrets.key_block, ep->secrets.master);
	cut_keys(ep);
}

void schedule_keys(struct endpoint *ep)
{
	schedule_master_secret(ep);
	schedule_key_block(ep);
}

value_id schedule_ssl30_hash(struct endpoint *ep, const char *label, enum actor whose)
{
	value_id v = value_ssl3_handshake_hash(ep->w, transcript_run(ep, HASH_MD5_SHA1), label, ep->secrets.master, whose);

	if (whose != ACTOR_NONE)
		EP_EVENT(ep, EV_VERIFY_DATA, v, ep->secrets.master);
	return v;
}

value_id schedule_verify_data(struct endpoint *ep, enum actor whose)
{
	value_id hash, v;

	if (ep->s.version == VERSION_SSL30)
		return schedule_ssl30_hash(ep, "verify_data", whose);
	hash = transcript_hash(ep);
	v = schedule_prf(ep, "verify_data", ep->secrets.master, whose == ACTOR_CLIENT ? "client finished" : "server finished", hash, 12);
	EP_EVENT(ep, EV_VERIFY_DATA, v, ep->secrets.master, hash);
	return v;
}
