/* The key schedule of TLS 1.2 (RFC 5246 8.1, 6.3, 7.4.9; RFC 7627):
 *
 *   pre_master_secret --PRF "master secret" (or "extended master secret")--> master_secret
 *   master_secret     --PRF "key expansion"--> key_block --> MAC keys, keys, salts
 *   master_secret     --PRF "client finished" / "server finished"--> verify_data
 */
#include <assert.h>

#include "tls/state.h"

value_id schedule_prf(struct endpoint *ep, const char *out_label, value_id secret, const char *label, value_id seed, size_t n)
{
	return value_prf(ep->w, ep->s.suite->prf, out_label, secret, ep_const(ep, "label", label), seed, n, true);
}

value_id transcript_hash(struct endpoint *ep)
{
	value_id hash = value_hash(ep->w, ep->s.suite->prf, "transcript_hash", ep->transcript.p, ep->transcript.n);
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
}

enum key_part { PART_MAC_KEY, PART_KEY, PART_SALT };

static size_t part_size(const struct suite *s, enum key_part part)
{
	const struct cipher_spec *c = &cipher_specs[s->cipher];

	return part == PART_MAC_KEY ? hash_size(s->mac) : part == PART_KEY ? c->key_size : c->tag_size ? 4 : 0;
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
		return PROTECT_STREAM;
	return ep->s.encrypt_then_mac ? PROTECT_BLOCK_ETM : PROTECT_BLOCK;
}

static void cut_keys(struct endpoint *ep)
{
	struct protection p = { .kind = suite_protection(ep), .suite = ep->s.suite }, both[2] = { p, p };
	size_t off = 0;

	for (size_t i = 0; i < ARRAY_LEN(cuts); i++) {
		struct protection *own = &both[cuts[i].whose == ACTOR_SERVER];
		size_t n = part_size(ep->s.suite, cuts[i].part);
		value_id v;

		if (!n)
			continue;
		v = trace_add_slice(ep->w.t, ep->role, ep->secrets.key_block, off, n, cuts[i].label);
		EP_EVENT(ep, EV_KEY_CUT, v)->arg[0] = (int64_t)off;
		*(cuts[i].part == PART_MAC_KEY ? &own->mac_key : cuts[i].part == PART_KEY ? &own->key : &own->salt) = v;
		off += n;
	}
	ep->secrets.write = both[ep->role == ACTOR_SERVER];
	ep->secrets.read = both[ep->role == ACTOR_CLIENT];
}

void schedule_key_block(struct endpoint *ep)
{
	size_t total = 0;
	value_id seed;

	for (size_t i = 0; i < ARRAY_LEN(cuts); i++)
		total += part_size(ep->s.suite, cuts[i].part);
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

value_id schedule_verify_data(struct endpoint *ep, enum actor whose)
{
	value_id hash = transcript_hash(ep), v;

	v = schedule_prf(ep, "verify_data", ep->secrets.master, whose == ACTOR_CLIENT ? "client finished" : "server finished", hash, 12);
	EP_EVENT(ep, EV_VERIFY_DATA, v, ep->secrets.master, hash);
	return v;
}
