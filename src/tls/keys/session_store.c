#include "tls/keys/session_store.h"

#include <stdlib.h>
#include <string.h>

#include "base/memory.h"

/* ---- values of earlier connections ---- */

void session_value_give(struct session_value *k, struct bytes b)
{
	buf_clear(&k->bytes);
	buf_add(&k->bytes, b);
	k->value = 0;
}

void session_value_keep(struct session_value *k, const struct trace *t, value_id v)
{
	session_value_give(k, trace_bytes(t, v));
	k->value = v;
}

static bool is_that_value(const struct session_value *k, const struct trace *t, enum actor actor)
{
	return k->value && k->value < trace_n_values(t) && trace_value(t, k->value)->actor == actor &&
	       bytes_equal(trace_bytes(t, k->value), buf_bytes(&k->bytes));
}

value_id session_value_of(struct session_value *k, struct trace *t, enum actor actor, const char *label)
{
	if (!is_that_value(k, t, actor))
		k->value = trace_add_leaf(t, actor, OP_CONFIG, label, buf_bytes(&k->bytes));
	return k->value;
}

static void session_value_free(struct session_value *k)
{
	buf_free(&k->bytes);
	k->value = 0;
}

/* ---- the store ---- */

static void session_free(struct stored_session *s)
{
	buf_free(&s->packed);
	session_value_free(&s->id);
	session_value_free(&s->ticket);
	session_value_free(&s->secret);
	free(s);
}

static void key_free(struct ticket_key *k)
{
	session_value_free(&k->name);
	session_value_free(&k->cipher);
	session_value_free(&k->mac);
}

struct session_store *session_store_new(void)
{
	return mem_alloc(sizeof(struct session_store));
}

void session_store_clear(struct session_store *s)
{
	for (size_t i = 0; i < s->n; i++)
		session_free(s->sessions[i]);
	for (size_t i = 0; i < SESSION_SPENT_MAX; i++)
		buf_free(&s->spent[i].ticket);
	key_free(&s->key);
	key_free(&s->key_before);
	*s = (struct session_store){ 0 };
}

void session_store_free(struct session_store *s)
{
	if (s)
		session_store_clear(s);
	free(s);
}

static void remove_at(struct session_store *s, size_t i)
{
	session_free(s->sessions[i]);
	s->n--;
	memmove(s->sessions + i, s->sessions + i + 1, (s->n - i) * sizeof(*s->sessions));
}

struct stored_session *session_store_add(struct session_store *store, const struct saved_session *s)
{
	struct stored_session *stored = mem_alloc(sizeof(*stored));
	enum status st;

	saved_session_pack(s, &stored->packed);
	st = saved_session_unpack(buf_bytes(&stored->packed), &stored->s);
	assert(st == ST_OK);
	(void)st;
	if (store->n == SESSION_STORE_MAX)
		remove_at(store, 0);
	return store->sessions[store->n++] = stored;
}

void session_store_forget(struct session_store *store, const struct stored_session *s)
{
	for (size_t i = 0; i < store->n; i++)
		if (store->sessions[i] == s) {
			remove_at(store, i);
			return;
		}
}

struct stored_session *session_store_by_id(const struct session_store *s, struct bytes id)
{
	for (size_t i = s->n; id.n && i-- > 0;)
		if (bytes_equal(buf_bytes(&s->sessions[i]->id.bytes), id))
			return s->sessions[i];
	return NULL;
}

struct stored_session *session_store_by_ticket(const struct session_store *s, struct bytes ticket)
{
	for (size_t i = s->n; ticket.n && i-- > 0;)
		if (bytes_equal(buf_bytes(&s->sessions[i]->ticket.bytes), ticket))
			return s->sessions[i];
	return NULL;
}

struct stored_session *session_store_for(const struct session_store *s, struct bytes server_name)
{
	for (size_t i = s->n; i-- > 0;)
		if (bytes_equal(s->sessions[i]->s.server_name, server_name))
			return s->sessions[i];
	return NULL;
}

enum spending session_store_spend(struct session_store *s, struct bytes ticket, utc_time now, utc_time keep)
{
	struct spent_ticket *one = &s->spent[s->n_spent % SESSION_SPENT_MAX];

	for (size_t i = 0; i < s->n_spent && i < SESSION_SPENT_MAX; i++)
		if (bytes_equal(buf_bytes(&s->spent[i].ticket), ticket))
			return SPENT_BEFORE;
	if (s->n_spent >= SESSION_SPENT_MAX && now - one->when <= keep)
		return SPENT_NO_ROOM;
	s->n_spent++;
	buf_clear(&one->ticket);
	buf_add(&one->ticket, ticket);
	one->when = now;
	return SPENT_NOW;
}

void session_store_rotate(struct session_store *s)
{
	key_free(&s->key_before);
	s->key_before = s->key;
	s->key = (struct ticket_key){ 0 };
}

bool saved_session_is_over(const struct saved_session *s, utc_time now)
{
	uint32_t lifetime = s->lifetime ? s->lifetime : SESSION_LIFETIME;

	return s->since && (now >= s->since + (utc_time)lifetime || now < s->since);
}
