#include "trace/knowledge.h"

#include <stdlib.h>
#include <string.h>

#include "spec/events.h"
#include "trace/knowledge_int.h"

const char *knower_name(enum knower p)
{
	static const char *const names[] = {
#define X(name, word, text) word,
		KNOWER_LIST(X)
#undef X
	};
	return names[p];
}

const char *knower_text(enum knower p)
{
	static const char *const texts[] = {
#define X(name, word, text) text,
		KNOWER_LIST(X)
#undef X
	};
	return texts[p];
}

const char *known_how_name(enum known_how how)
{
	static const char *const names[] = { "not", "made", "seen", "given", "stolen", "computed", "public" };

	return names[how];
}

/* ---- what an operation keeps secret ---- */

/* Its key, and what it encrypts. */
static const struct op_secrets {
	int8_t key, hides;               /* input, -1: none */
	bool private_key;                /* the key belongs to one party, and can be stolen */
	bool any;                        /* what goes in may be public as well: a signature */
	bool cipher;                     /* a key that nobody derived is one that its owner keeps, and can be stolen */
	bool agreed;                     /* a key, or a part of one, that nobody derived is one that both were given */
} op_secrets[OP_N] = {
	[OP_HMAC] = { 0, -1, .agreed = true }, [OP_PRF] = { 0, -1 },
	[OP_HKDF_EXTRACT] = { 1, -1, .agreed = true }, [OP_HKDF_EXPAND] = { 0, -1 },
	[OP_CLAMP] = { 0, -1 },           [OP_DH_PUBLIC] = { 0, -1 },
	[OP_DH] = { 0, -1 },              [OP_RSA_PUBLIC] = { -1, 0, .any = true },
	[OP_RSA_PRIVATE] = { 1, -1, true }, [OP_SIGN] = { 0, -1, true },
	[OP_ENCRYPT] = { 0, 2, .cipher = true }, [OP_DECRYPT] = { 0, -1, .cipher = true },
	[OP_STREAM] = { 0, 2, .cipher = true },  [OP_SEAL] = { 0, 3, .cipher = true },
	[OP_OPEN] = { 0, -1, .cipher = true },
};

static bool op_has_secrets(enum value_op op)
{
	const struct op_secrets *s = &op_secrets[op];

	return s->key || s->hides;   /* a row of zeros is none */
}

static const struct op_secrets *secrets_of(enum value_op op)
{
	static const struct op_secrets none = { .key = -1, .hides = -1 };

	return op_has_secrets(op) ? &op_secrets[op] : &none;
}

/* ---- taking in what the trace has got ---- */

static enum knower knower_of(const struct trace *t, enum actor a)
{
	enum knower p = 0;

	while (p < KNOWER_N && strcmp(knower_name(p), trace_actor(t, a)->name) != 0)
		p++;
	return p;
}

static void watch(struct knowledge *k, uint32_t atom, value_id v)
{
	struct atom *a = atom_at(k, atom);
	struct watch *w;

	if (a->watch && ((struct watch *)segvec_at(&k->watches, a->watch))->value == v)
		return;
	w = segvec_add(&k->watches, sizeof(*w));
	*w = (struct watch){ v, a->watch };
	a->watch = (uint32_t)(k->watches.n - 1);
}

static void watch_rope(struct knowledge *k, value_id of, value_id v)
{
	struct rope r = rope_of(k, of);

	for (uint32_t i = 0; i < r.n; i++)
		watch(k, span_at(k, r.first + i).atom, v);
}

/* Marks the atoms of an input by what the operation does with it. */
static void mark(struct knowledge *k, value_id input, bool kept, bool hidden)
{
	struct rope r = rope_of(k, input);

	for (uint32_t i = 0; i < r.n; i++) {
		struct atom *a = atom_at(k, span_at(k, r.first + i).atom);

		a->kept |= kept;
		a->hidden |= hidden;
	}
}

static bool is_kept(const struct knowledge *k, value_id v)
{
	struct rope r = rope_of(k, v);

	for (uint32_t i = 0; i < r.n; i++)
		if (atom_at(k, span_at(k, r.first + i).atom)->kept)
			return true;
	return false;
}

/* Whose key can be stolen, and by whom: the server's, wherever it is seen at work. */
static void found_private_key(struct knowledge *k, value_id key, value_id op)
{
	struct rope r = rope_of(k, key);
	uint32_t atom = r.n ? span_at(k, r.first).atom : 0;
	const struct value *v = trace_value(k->t, key);
	bool new = true;

	if (!atom)
		return;
	for (size_t i = 0; i < knowledge_n_private(k); i++)
		new = new && knowledge_private_at(k, i) != atom;
	if (new) {
		buf_add(&k->private_keys, bytes_of(&atom, sizeof(atom)));
		for (size_t i = 0; i < k->rsa_public.n / sizeof(value_id); i++)
			watch(k, atom, ((const value_id *)(const void *)k->rsa_public.p)[i]);
	}
	if (v->actor == ACTOR_SERVER || (v->actor == ACTOR_OBSERVER && trace_value(k->t, op)->op == OP_RSA_PRIVATE)) {
		knowledge_learn(k, KNOWER_THIEF, key, (struct known_why){ KNOWN_STOLEN, 1, 0, 0 });
		k->acts[KNOWER_THIEF] = true;
	}
}

/* Keys of records are derived, each from a secret of one connection. What the server drew or was given, and encrypts
 * with as it is, is for itself alone: a key of its tickets. */
static void found_cipher_key(struct knowledge *k, value_id key)
{
	struct rope r = rope_of(k, key);
	const struct value *v = r.n == 1 ? trace_value(k->t, atom_at(k, span_at(k, r.first).atom)->value) : NULL;

	if (!v || v->actor != ACTOR_SERVER || (v->op != OP_RANDOM && v->op != OP_CONFIG))
		return;
	knowledge_learn(k, KNOWER_TICKET_THIEF, key, (struct known_why){ KNOWN_STOLEN, 1, 0, 0 });
	k->acts[KNOWER_TICKET_THIEF] = true;
}

static void know_as_given(struct knowledge *k, enum knower p, value_id v)
{
	if (p != KNOWER_N)
		knowledge_learn(k, p, v, (struct known_why){ KNOWN_GIVEN, 1, 0, 0 });
}

/* The same bytes, given to both: what one of them has of it the other has, too. */
static void found_agreed_part(struct knowledge *k, value_id part)
{
	const size_t n = k->agreed.n / sizeof(value_id);
	const struct value *v = trace_value(k->t, part);
	bool shared = v->actor != ACTOR_SERVER;

	if (v->op != OP_CONFIG || v->codes)
		return;
	for (size_t i = 0; i < n; i++) {
		const value_id other = ((const value_id *)(const void *)k->agreed.p)[i];

		if (other == part)
			return;
		if (!bytes_equal(trace_bytes(k->t, other), trace_bytes(k->t, part)))
			continue;
		shared = true;
		know_as_given(k, knower_of(k->t, v->actor), other);
		know_as_given(k, knower_of(k->t, trace_value(k->t, other)->actor), part);
	}
	if (!shared)
		return;
	buf_add(&k->agreed, bytes_of(&part, sizeof(part)));
	know_as_given(k, KNOWER_PSK_HOLDER, part);
	k->acts[KNOWER_PSK_HOLDER] = true;
}

/* Of what goes into a key schedule, only a pre-shared key is neither drawn nor computed; a version beside it is a code point. What a
 * server alone was given (the keys of its tickets) is no key of two. */
static void found_agreed_key(struct knowledge *k, value_id key)
{
	const struct rope r = rope_of(k, key);

	for (uint32_t i = 0; i < r.n; i++)
		found_agreed_part(k, atom_at(k, span_at(k, r.first + i).atom)->value);
}

static void add_operation(struct knowledge *k, value_id id)
{
	const struct value *v = trace_value(k->t, id);
	const struct op_secrets *s = secrets_of(v->op);
	bool kept = s->key >= 0;

	for (uint32_t i = 0; i < v->n_inputs; i++) {
		watch_rope(k, v->inputs[i], id);
		kept = kept || is_kept(k, v->inputs[i]);
	}
	watch_rope(k, id, id);
	mark(k, id, kept, false);
	if (s->key >= 0 && (uint32_t)s->key < v->n_inputs)
		mark(k, v->inputs[s->key], true, false);
	if (s->hides >= 0)
		mark(k, v->inputs[s->hides], !s->any, true);
	if (v->op == OP_RSA_PUBLIC) {
		buf_add(&k->rsa_public, bytes_of(&id, sizeof(id)));
		for (size_t i = 0; i < knowledge_n_private(k); i++)
			watch(k, knowledge_private_at(k, i), id);
	}
	if (s->private_key)
		found_private_key(k, v->inputs[s->key], id);
	if (s->cipher)
		found_cipher_key(k, v->inputs[s->key]);
	if (s->agreed)
		found_agreed_key(k, v->inputs[s->key]);
	for (int p = 0; p < KNOWER_N; p++)
		knowledge_apply(k, (enum knower)p, id);
}

/* At an end of a connection, so that what the wire carries is not simply there to be seen. */
static bool is_party(enum knower p)
{
	return p == KNOWER_CLIENT || p == KNOWER_SERVER || p == KNOWER_MALLORY;
}

static void on_the_wire(struct knowledge *k, value_id v, event_id now)
{
	struct known_why seen = { KNOWN_SEEN, now, 0, 0 };

	knowledge_learn(k, KNOWER_EAVESDROPPER, v, seen);
	knowledge_learn(k, KNOWER_THIEF, v, seen);
	knowledge_learn(k, KNOWER_TICKET_THIEF, v, seen);
	knowledge_learn(k, KNOWER_PSK_HOLDER, v, seen);
	if (k->acts[KNOWER_OBSERVER])
		knowledge_learn(k, KNOWER_OBSERVER, v, seen);
}

/* What the network itself tells (addresses, what somebody on it changed) everybody on it sees. */
static void told_by_network(struct knowledge *k, const struct event *e, event_id now)
{
	for (uint32_t i = 0; i < e->n_values; i++)
		for (int p = 0; p < KNOWER_N; p++)
			if (e->type == EV_TCP_OPENED || !is_party((enum knower)p))
				knowledge_learn(k, (enum knower)p, e->values[i], (struct known_why){ KNOWN_SEEN, now, 0, 0 });
}

/* A party knows what it made; joining and cutting make nothing. What it was given it had from the start. */
static void made(struct knowledge *k, value_id id, event_id now)
{
	const struct value *v = trace_value(k->t, id);
	enum knower p = knower_of(k->t, v->actor);
	struct known_why why = { v->op == OP_WIRE ? KNOWN_SEEN : KNOWN_MADE, v->op == OP_CONFIG || v->op == OP_KEYLOG ? 1 : now, 0, 0 };

	if (v->op == OP_CONCAT || v->op == OP_SLICE)
		return;
	if (p != KNOWER_N) {
		k->acts[p] = true;
		knowledge_learn(k, p, id, why);
	}
	if (v->op == OP_WIRE || v->actor == ACTOR_NETWORK)
		on_the_wire(k, id, now);
}

static void add_values(struct knowledge *k, uint32_t end, event_id now)
{
	for (; k->n_values < end; k->n_values++) {
		value_id id = k->n_values;
		const struct value *v = trace_value(k->t, id);

		rope_add(k, id);
		made(k, id, now);
		if ((v->n_inputs || v->op == OP_HASH) && !rope_rearranges(v))   /* the hash of nothing */
			add_operation(k, id);
	}
}

/* Values were made at the latest at the first event that speaks of one that is as new. */
static uint32_t values_until(const struct knowledge *k, const struct event *e)
{
	uint32_t newest = e->unit ? trace_unit(k->t, e->unit)->value : 0;

	for (uint32_t i = 0; i < e->n_values; i++)
		if (e->values[i] > newest)
			newest = e->values[i];
	return newest + 1;
}

static void update(struct knowledge *k, const struct trace *t)
{
	event_id now = trace_n_events(t) - 1;

	for (; k->n_events < trace_n_events(t); k->n_events++) {
		const struct event *e = trace_event(t, k->n_events);

		add_values(k, values_until(k, e), k->n_events);
		if (e->type == EV_RECORD_SENT)
			on_the_wire(k, e->values[0], k->n_events);
		else if (e->actor == ACTOR_NETWORK)
			told_by_network(k, e, k->n_events);
		knowledge_settle(k);
	}
	add_values(k, trace_n_values(t), now ? now : 1);
	knowledge_settle(k);
}

/* ---- outside ---- */

struct knowledge *knowledge_new(void)
{
	return mem_alloc(sizeof(struct knowledge));
}

void knowledge_clear(struct knowledge *k)
{
	for (uint32_t i = 0; i < k->atoms.n; i++)
		for (int p = 0; p < KNOWER_N; p++)
			free(atom_at(k, i)->known[p].p);
	segvec_free(&k->atoms);
	segvec_free(&k->watches);
	buf_free(&k->ropes);
	buf_free(&k->spans);
	buf_free(&k->private_keys);
	buf_free(&k->rsa_public);
	buf_free(&k->agreed);
	buf_free(&k->work);
	free(k->buckets);
	*k = (struct knowledge){ 0 };
}

void knowledge_free(struct knowledge *k)
{
	knowledge_clear(k);
	free(k);
}

const struct knowledge *knowledge_of(const struct trace *t)
{
	struct knowledge *k = t->knowledge;

	if (!k->n_values) {
		static const struct rope nothing;

		k->t = t;
		segvec_add(&k->atoms, sizeof(struct atom));
		segvec_add(&k->watches, sizeof(struct watch));
		buf_add(&k->ropes, bytes_of(&nothing, sizeof(nothing)));
		k->n_values = k->n_events = 1;
		k->acts[KNOWER_EAVESDROPPER] = true;
	}
	if (k->n_values < trace_n_values(t) || k->n_events < trace_n_events(t))
		update(k, t);
	return k;
}

bool knowledge_has(const struct knowledge *k, enum knower p)
{
	return k->acts[p];
}

struct known_why knowledge_why(const struct knowledge *k, enum knower p, value_id v)
{
	return v && v < k->n_values ? knowledge_find(k, p, v, false) : (struct known_why){ 0 };
}

event_id knowledge_since(const struct knowledge *k, enum knower p, value_id v)
{
	return knowledge_why(k, p, v).since;
}

bool knowledge_is_secret(const struct knowledge *k, value_id v)
{
	struct rope r;

	if (!v || v >= k->n_values)
		return false;
	r = rope_of(k, v);
	for (uint32_t i = 0; i < r.n; i++) {
		struct span s = span_at(k, r.first + i);
		const struct atom *a = atom_at(k, s.atom);

		if (a->kept && !(a->open && !a->hidden) && known_find(&a->known[KNOWER_EAVESDROPPER], s.off, s.off + s.len).how == KNOWN_NOT)
			return true;
	}
	return false;
}
