/* The rules by which knowing some parts of an operation gives another, and what follows from them. */
#include "trace/knowledge_int.h"

#include <string.h>

/* ---- the rules ---- */

/* Which part of an operation follows from which others. Inputs by their place; a place
 * that the operation does not have is known. */
enum { OUT = -1, END = -2, ALL = -3, PRIVATE = -4 };   /* ALL: every input; PRIVATE: a private key whose modulus is input 1 */

static const struct rule {
	enum value_op op;
	int8_t gives, needs[4];
} rules[] = {
	{ OP_INTERSECT, OUT, { ALL, END } },
	{ OP_XOR, OUT, { 0, 1, END } },
	{ OP_XOR, 0, { OUT, 1, END } },
	{ OP_XOR, 1, { OUT, 0, END } },
	{ OP_ADD, OUT, { 0, 1, END } },
	{ OP_ADD, 0, { OUT, 1, END } },
	{ OP_ADD, 1, { OUT, 0, END } },
	{ OP_HASH, OUT, { ALL, END } },          /* and nothing leads back */
	{ OP_HMAC, OUT, { ALL, END } },
	{ OP_PRF, OUT, { ALL, END } },           /* one whose blocks were kept is their bytes */
	{ OP_HKDF_EXTRACT, OUT, { ALL, END } },
	{ OP_HKDF_EXPAND, OUT, { ALL, END } },
	{ OP_CLAMP, OUT, { ALL, END } },
	{ OP_DH_PUBLIC, OUT, { ALL, END } },
	{ OP_DH, OUT, { ALL, END } },
	{ OP_RSA_PUBLIC, OUT, { ALL, END } },
	{ OP_RSA_PUBLIC, 0, { OUT, PRIVATE, END } },
	{ OP_RSA_PRIVATE, OUT, { ALL, END } },
	{ OP_RSA_PRIVATE, 0, { OUT, END } },     /* with the public key, which is no secret */
	{ OP_SIGN, OUT, { ALL, END } },          /* a signature gives nothing away */
	{ OP_MGF1, OUT, { ALL, END } },
	{ OP_VERIFY, OUT, { ALL, END } },
	{ OP_ENCRYPT, OUT, { ALL, END } },
	{ OP_ENCRYPT, 2, { OUT, 0, 1, END } },
	{ OP_DECRYPT, OUT, { ALL, END } },
	{ OP_DECRYPT, 2, { OUT, 0, 1, END } },
	{ OP_STREAM, OUT, { ALL, END } },
	{ OP_STREAM, 2, { OUT, 0, 1, END } },
	{ OP_SEAL, OUT, { ALL, END } },
	{ OP_SEAL, 3, { OUT, 0, 1, END } },      /* the additional data is only for the tag */
	{ OP_OPEN, OUT, { 0, 1, 3, END } },
	{ OP_OPEN, 3, { OUT, 0, 1, 2, } },
	{ OP_COMPRESS, OUT, { ALL, END } },
	{ OP_COMPRESS, 0, { OUT, END } },        /* there is no key */
	{ OP_DECOMPRESS, OUT, { ALL, END } },
};

/* ---- what a party knows ---- */

/* Keeps the later of two reasons; false once one of them is "not". */
static bool later(struct known_why *all, struct known_why one)
{
	if (one.how == KNOWN_NOT) {
		*all = one;
		return false;
	}
	if (one.since > all->since || (one.since == all->since && all->how == KNOWN_PUBLIC))
		*all = one;
	return true;
}

/* In a computation what is in the RFC and what can be counted is always at hand. */
struct known_why knowledge_find(const struct knowledge *k, enum knower p, value_id v, bool computing)
{
	const struct known_why public = { KNOWN_PUBLIC, 1, 0, 0 };
	struct rope r = rope_of(k, v);
	struct known_why all = { 0 };

	if (!r.n)
		return public;
	for (uint32_t i = 0; i < r.n; i++) {
		struct span s = span_at(k, r.first + i);
		const struct atom *a = atom_at(k, s.atom);
		struct known_why one = a->open && (computing || !a->hidden) ? public : known_find(&a->known[p], s.off, s.off + s.len);

		if (!later(&all, one))
			break;
	}
	return all;
}

static void learn_atom(struct knowledge *k, enum knower p, uint32_t atom, uint32_t off, uint32_t end, struct known_why why)
{
	struct job job = { p, atom };

	if (known_add(&atom_at(k, atom)->known[p], off, end, why))
		buf_add(&k->work, bytes_of(&job, sizeof(job)));
}

void knowledge_learn(struct knowledge *k, enum knower p, value_id v, struct known_why why)
{
	struct rope r = rope_of(k, v);

	for (uint32_t i = 0; i < r.n; i++) {
		struct span s = span_at(k, r.first + i);

		learn_atom(k, p, s.atom, s.off, s.off + s.len, why);
	}
}

/* ---- the closure ---- */

static bool holds_modulus(struct bytes key, struct bytes n)
{
	return bytes_find(key, 0, n) < key.n;
}

size_t knowledge_n_private(const struct knowledge *k)
{
	return k->private_keys.n / sizeof(uint32_t);
}

uint32_t knowledge_private_at(const struct knowledge *k, size_t i)
{
	return ((const uint32_t *)(const void *)k->private_keys.p)[i];
}

static struct known_why find_private(const struct knowledge *k, enum knower p, value_id modulus)
{
	for (size_t i = 0; i < knowledge_n_private(k); i++) {
		const struct atom *a = atom_at(k, knowledge_private_at(k, i));
		struct known_why why = known_find(&a->known[p], 0, a->size);

		if (why.how != KNOWN_NOT && holds_modulus(trace_bytes(k->t, a->value), trace_bytes(k->t, modulus)))
			return why;
	}
	return (struct known_why){ 0 };
}

static bool needed(const struct knowledge *k, enum knower p, value_id id, int need, struct known_why *all)
{
	const struct value *v = trace_value(k->t, id);

	if (need == ALL) {
		for (uint32_t i = 0; i < v->n_inputs; i++)
			if (!needed(k, p, id, (int)i, all))
				return false;
		return true;
	}
	if (need >= (int)v->n_inputs)
		return true;
	return later(all, need == OUT ? knowledge_find(k, p, id, true) : need == PRIVATE ? find_private(k, p, v->inputs[1]) :
			  knowledge_find(k, p, v->inputs[need], true));
}

static void apply(struct knowledge *k, enum knower p, value_id id, const struct rule *rule)
{
	const struct value *v = trace_value(k->t, id);
	struct known_why why = { 0 };

	for (size_t i = 0; i < ARRAY_LEN(rule->needs) && rule->needs[i] != END; i++)
		if (!needed(k, p, id, rule->needs[i], &why))
			return;
	why = (struct known_why){ KNOWN_COMPUTED, why.since ? why.since : 1, id, rule->gives };
	knowledge_learn(k, p, rule->gives == OUT ? id : v->inputs[rule->gives], why);
}

void knowledge_apply(struct knowledge *k, enum knower p, value_id id)
{
	enum value_op op = trace_value(k->t, id)->op;

	for (size_t i = 0; i < ARRAY_LEN(rules); i++)
		if (rules[i].op == op)
			apply(k, p, id, &rules[i]);
}

void knowledge_settle(struct knowledge *k)
{
	while (k->work.n) {
		struct job job;

		k->work.n -= sizeof(job);
		memcpy(&job, k->work.p + k->work.n, sizeof(job));
		for (uint32_t w = atom_at(k, job.atom)->watch; w;) {
			const struct watch *watch = segvec_at(&k->watches, w);

			w = watch->next;
			knowledge_apply(k, job.party, watch->value);
		}
	}
}
