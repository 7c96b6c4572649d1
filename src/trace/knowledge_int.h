/* Inside the closure: values as ropes of spans of atoms. An atom is a byte string that
 * came to be by itself: a leaf, or the result of an operation that is not only
 * joining and cutting. */
#ifndef SLOWSHAKE_TRACE_KNOWLEDGE_INT_H
#define SLOWSHAKE_TRACE_KNOWLEDGE_INT_H

#include "trace/knowledge.h"

struct span {
	uint32_t atom, off, len;
};

struct rope {
	uint32_t first, n;       /* in knowledge.spans */
};

/* Bytes [off, end) of an atom that a party knows; sorted, without overlap. */
struct known {
	uint32_t off, end;
	struct known_why why;
};

struct known_list {
	struct known *p;
	uint32_t n, cap;
};

struct atom {
	value_id value;          /* the first with these bytes */
	uint32_t size;
	bool open;               /* CONST, COUNTER, CLOCK: in the RFC, or anyone can count it */
	bool hidden;             /* but it stands inside what is encrypted: which one it is must be found out */
	bool kept;               /* random or keyed, or depends on what is */
	bool private_key;
	uint32_t watch;          /* first of its watches, 0: none */
	struct known_list known[KNOWER_N];
};

struct watch {
	value_id value;          /* an operation that has the atom as input or output */
	uint32_t next;
};

struct knowledge {
	const struct trace *t;
	uint32_t n_values;               /* values below are taken in */
	event_id n_events;               /* events below are taken in */
	struct buf ropes;                /* of struct rope, by value_id */
	struct buf spans;                /* of struct span */
	struct segvec atoms;             /* 0 is none */
	struct segvec watches;
	uint32_t *buckets;               /* atoms by their bytes */
	size_t n_buckets, n_hashed;
	struct buf private_keys;         /* uint32_t: atoms */
	struct buf rsa_public;           /* value_id: RSA_PUBLIC operations */
	struct buf agreed;               /* value_id: keys that two were given */
	struct buf work;                 /* of struct job */
	bool acts[KNOWER_N];
};

struct job {
	enum knower party;
	uint32_t atom;
};

static inline struct atom *atom_at(const struct knowledge *k, uint32_t i) { return segvec_at(&k->atoms, i); }
static inline struct rope rope_of(const struct knowledge *k, value_id v) { return ((const struct rope *)(const void *)k->ropes.p)[v]; }
static inline struct span span_at(const struct knowledge *k, uint32_t i) { return ((const struct span *)(const void *)k->spans.p)[i]; }

/* ---- knowledge_rope.c ---- */

/* Takes value v in: its rope, and an atom if it is one. Values come in order. */
void rope_add(struct knowledge *k, value_id v);
/* Whether the op only rearranges bytes of its inputs. */
bool rope_rearranges(const struct value *v);
/* The party now knows these bytes of the atom; true if it did not, or only later. */
bool known_add(struct known_list *l, uint32_t off, uint32_t end, struct known_why why);
/* The last of the reasons that together cover [off, end); how is KNOWN_NOT if none do. */
struct known_why known_find(const struct known_list *l, uint32_t off, uint32_t end);

/* ---- knowledge_rule.c ---- */

/* Why the party knows all bytes of the value; how is KNOWN_NOT if it does not. In a
 * computation what is in the RFC and what can be counted is always at hand. */
struct known_why knowledge_find(const struct knowledge *k, enum knower p, value_id v, bool computing);
/* The party knows the value from now on; what follows is left to knowledge_settle. */
void knowledge_learn(struct knowledge *k, enum knower p, value_id v, struct known_why why);
/* Whatever the rules give the party by this operation. */
void knowledge_apply(struct knowledge *k, enum knower p, value_id operation);
/* Until nothing more follows. */
void knowledge_settle(struct knowledge *k);
/* The private keys that were seen at work, as atoms. */
size_t knowledge_n_private(const struct knowledge *k);
uint32_t knowledge_private_at(const struct knowledge *k, size_t i);

#endif
