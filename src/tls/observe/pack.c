/* An observer made small while its stream says nothing, and what it will ask its trace for again: all that it names by an id
 * or a pointer into the trace. What is missing here is lost when another stream uses the trace; tests/roots.py holds the
 * tables to the headers. */
#include <stdlib.h>
#include <string.h>

#include "tls/observe/observe.h"

/* Values that stand side by side, or one. */
struct root {
	size_t at, n;
};
#define IN(type, member) { offsetof(struct type, member), sizeof(((struct type *)0)->member) / sizeof(value_id) }

static const struct root of_session[] = {
	IN(session, client_version_value), IN(session, client_random), IN(session, server_random), IN(session, session_id),
	IN(session, offered_session_id), IN(session, offered_ticket), IN(session, ticket), IN(session, client_certificates),
	IN(session, alpn), IN(session, server_name_value), IN(session, offered_suites), IN(session, offered_groups),
	IN(session, agreement.p), IN(session, agreement.g), IN(session, common_suites), IN(session, first_hello), IN(session, cookie),
	IN(session, psk.alpn), IN(session, ticket_nonce), IN(session, ticket_age_add), IN(session, request_context),
	IN(session, request_schemes), IN(session, request_types), IN(session, offered_schemes), IN(session, offered_cert_schemes),
};

static const struct root of_secrets[] = {
	IN(secrets, pre_master), IN(secrets, master), IN(secrets, key_block), IN(secrets, own_private), IN(secrets, own_public),
	IN(secrets, peer_public), IN(secrets, psk), IN(secrets, tls13.secrets),
};

static const struct root of_protection[] = {
	IN(protection, mac_key), IN(protection, key), IN(protection, salt), IN(protection, iv),
};

static const struct root of_shown[] = {
	IN(verify_result, certificate.value), IN(verify_result, issuer.value),
	IN(verify_result, key.n_value), IN(verify_result, key.e_value), IN(verify_result, key.point_value), IN(verify_result, key.p_value),
	IN(verify_result, key.q_value), IN(verify_result, key.g_value), IN(verify_result, key.y_value),
};

static const struct root of_part[] = { IN(part, value) };
static const struct root of_psk[] = { IN(seen_psk, key), IN(seen_psk, early) };
static const struct root of_asked[] = { IN(asked, request), IN(asked, context) };
static const struct root of_itself[] = { { 0, 1 } };

static void walk(struct trace_walker *w, void *base, const struct root *roots, size_t n)
{
	for (size_t i = 0; i < n; i++)
		for (size_t k = 0; k < roots[i].n; k++)
			w->value(w, (value_id *)(void *)((char *)base + roots[i].at) + k);
}
#define WALK(w, base, roots) walk(w, base, roots, ARRAY_LEN(roots))

static void walk_list(struct trace_walker *w, const struct list *l, size_t size, const struct root *roots, size_t n)
{
	for (size_t i = 0; i < l->n; i++)
		walk(w, (char *)l->p + i * size, roots, n);
}
#define WALK_LIST(w, list, type, roots) walk_list(w, list, sizeof(type), roots, ARRAY_LEN(roots))

static void walk_key(struct trace_walker *w, struct public_key *k)
{
	struct bytes *const parts[] = { &k->n, &k->e, &k->point, &k->p, &k->q, &k->g, &k->y };

	for (size_t i = 0; i < ARRAY_LEN(parts); i++)
		w->bytes(w, parts[i]);
}

static void walk_side(struct trace_walker *w, struct side *s)
{
	WALK_LIST(w, &s->hs_parts, struct part, of_part);
	WALK(w, &s->protection, of_protection);
	WALK(w, &s->pending, of_protection);
	WALK(w, &s->shown, of_shown);
}

static void walk_connection(struct trace_walker *w, struct connection *c)
{
	WALK_LIST(w, &c->transcript.messages, value_id, of_itself);
	for (size_t i = 0; i < ARRAY_LEN(c->sides); i++)
		walk_side(w, &c->sides[i]);
	WALK(w, &c->s, of_session);
	WALK(w, &c->secrets, of_secrets);
	for (size_t i = 0; i < ARRAY_LEN(c->secrets.tls13.sides); i++)
		for (size_t e = 0; e < ARRAY_LEN(c->secrets.tls13.sides[i]); e++)
			WALK(w, &c->secrets.tls13.sides[i][e], of_protection);
	for (size_t i = 0; i < ARRAY_LEN(c->renegotiation.verify_data); i++)
		w->value(w, &c->renegotiation.verify_data[i]);
	WALK_LIST(w, &c->request_contexts, value_id, of_itself);
}

static void walk_bytes(struct trace_walker *w, struct observer *o)
{
	for (size_t i = 0; i < ARRAY_LEN(o->course.certificates); i++)
		for (int k = 0; k < o->course.n_certificates[i] && k < COURSE_CERTIFICATES; k++)
			w->bytes(w, &o->course.certificates[i][k]);
	for (size_t i = 0; i < ARRAY_LEN(o->c.sides); i++)
		walk_key(w, &o->c.sides[i].shown.key);
	w->bytes(w, &o->c.offer.ticket);
	w->bytes(w, &o->new_ticket);
	w->bytes(w, &o->session_id);
}

void observe_roots(void *owner, struct trace_walker *w)
{
	struct observer *o = owner;

	walk_connection(w, &o->c);
	WALK_LIST(w, &o->psks, struct seen_psk, of_psk);
	WALK_LIST(w, &o->later.asked, struct asked, of_asked);
	WALK_LIST(w, &o->later.transcript.messages, value_id, of_itself);
	walk_bytes(w, o);
}

/* ---- the observer itself ---- */

/* Most of an observer is zero at any time, also of the bytes of a word that is not: which words are not, and of each of those
 * which bytes are not, and what they are. */
enum { WORD = 8, WORDS = sizeof(struct observer) / WORD, MAPS = (WORDS + 63) / 64 };
_Static_assert(sizeof(struct observer) % WORD == 0, "it is made of words");
struct observer_packed {
	uint64_t map[MAPS];
	uint8_t bytes[];
};

/* A bit for each byte of the word that is not zero. */
static unsigned set_bytes(uint64_t word)
{
	const uint64_t low = UINT64_C(0x7f7f7f7f7f7f7f7f), high = (((word & low) + low) | word) & ~low;

	return (unsigned)((high >> 7) * UINT64_C(0x0102040810204080) >> 56);   /* gathers one bit a byte in the highest byte */
}

static uint8_t *pack_word(uint64_t word, uint8_t *out)
{
	const unsigned set = set_bytes(word);

	*out++ = (uint8_t)set;
	for (unsigned left = set; left; left &= left - 1)
		*out++ = (uint8_t)(word >> 8 * (unsigned)__builtin_ctz(left));
	return out;
}

static const uint8_t *unpack_word(const uint8_t *in, uint64_t *word)
{
	*word = 0;
	for (unsigned left = *in++; left; left &= left - 1)
		*word |= (uint64_t)*in++ << 8 * (unsigned)__builtin_ctz(left);
	return in;
}

static struct observer_packed *pack_words(const struct observer *o)
{
	uint64_t map[MAPS] = { 0 }, word;
	uint8_t bytes[WORDS * (WORD + 1)], *end = bytes;
	struct observer_packed *p;

	for (size_t i = 0; i < WORDS; i++) {
		memcpy(&word, (const char *)o + i * WORD, WORD);
		if (!word)
			continue;
		map[i / 64] |= UINT64_C(1) << i % 64;
		end = pack_word(word, end);
	}
	p = mem_realloc(NULL, sizeof(*p) + (size_t)(end - bytes));
	memcpy(p->map, map, sizeof(map));
	memcpy(p->bytes, bytes, (size_t)(end - bytes));
	return p;
}

static struct observer *unpack_words(const struct observer_packed *p)
{
	struct observer *o = mem_alloc(sizeof(*o));
	const uint8_t *from = p->bytes;
	uint64_t word;

	for (size_t m = 0; m < MAPS; m++)
		for (uint64_t left = p->map[m]; left; left &= left - 1) {
			from = unpack_word(from, &word);
			memcpy((char *)o + (m * 64 + (size_t)__builtin_ctzll(left)) * WORD, &word, WORD);
		}
	return o;
}

/* What a list or a buffer keeps for more is not needed now. */
static void trim(struct list *l)
{
	if (l->n)
		return;
	free(l->p);
	*l = (struct list){ 0 };
}

static void trim_all(struct observer *o)
{
	for (size_t i = 0; i < ARRAY_LEN(o->c.sides); i++) {
		trim(&o->c.sides[i].hs_parts);
		if (!o->c.sides[i].in.n)
			buf_free(&o->c.sides[i].in);
	}
	trim(&o->c.transcript.messages);
	trim(&o->c.request_contexts);
	trim(&o->later.asked);
	trim(&o->later.transcript.messages);
	trim(&o->psks);
}

struct observer_packed *observer_pack(struct observer *o, struct trace_shelf *shelf)
{
	struct observer_packed *p;

	value_keys_free(o->c.w.keys);
	o->c.w.keys = NULL;
	trim_all(o);
	trace_rest(o->c.w.t, &o->rest, shelf, o->lasting, observe_roots, o);
	o->lasting.steps = 1;
	o->c.w.t = NULL;
	o->c.from = NULL;
	p = pack_words(o);
	free(o);
	return p;
}

struct observer *observer_unpack(struct observer_packed *p, struct trace *t)
{
	struct observer *o = unpack_words(p);

	free(p);
	o->c.w.t = t;
	o->c.w.keys = value_keys_new();
	conn_turn(&o->c, o->c.sender);
	trace_wake(t, &o->rest);
	return o;
}
