#include "tls/keys/transcript.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "tls/connection.h"

void transcript_append(struct transcript *t, value_id message)
{
	list_add(&t->messages, &message, sizeof(message));
}

void transcript_clear(struct transcript *t)
{
	value_run_free(t->run);
	t->run = NULL;
	t->messages.n = 0;
}

void transcript_free(struct transcript *t)
{
	transcript_clear(t);
	free(t->messages.p);
}

struct value_run *transcript_run(struct transcript *t, struct work w, enum hash_alg h)
{
	if (t->run && t->hash != h) {   /* a second ServerHello changed it */
		value_run_free(t->run);
		t->run = NULL;
	}
	if (!t->run) {
		t->run = value_run_new(h);
		assert(t->run);
		t->hash = h;
		t->n_run = 0;
	}
	for (; t->n_run < t->messages.n; t->n_run++)
		value_run_add(t->run, w, LIST_AT(&t->messages, value_id, t->n_run));
	return t->run;
}

value_id transcript_hash(struct connection *c, enum hash_alg h)
{
	value_id hash = value_run_hash(transcript_run(&c->transcript, c->w, h), c->w, "transcript_hash");

	CONN_EVENT(c, EV_TRANSCRIPT_HASH, hash)->arg[0] = (int64_t)transcript_count(&c->transcript);
	return hash;
}

value_id transcript_signing(struct connection *c, enum hash_alg h, const char *context)
{
	static const uint8_t zero;
	uint8_t blanks[64];

	memset(blanks, ' ', sizeof(blanks));
	return trace_add_concat(c->w.t, c->actor, "signed content", (value_id[]){
			trace_add_leaf(c->w.t, c->actor, OP_CONST, "blanks", bytes_of(blanks, sizeof(blanks))),
			conn_const(c, "context string", context),
			trace_add_leaf(c->w.t, c->actor, OP_CONST, "zero", bytes_of(&zero, 1)), transcript_hash(c, h) }, 4);
}

void transcript_replace(struct connection *c, enum hash_alg h)
{
	const value_id hash = transcript_hash(c, h);
	const value_id message = trace_add_concat(c->w.t, c->actor, "message_hash", (value_id[]){
			trace_show(c->w.t, conn_uint(c, OP_CONST, "msg_type", 1, HS_MESSAGE_HASH), SHOW_CODE, &codes_handshake_type),
			conn_uint(c, OP_COUNTER, "length", 3, hash_size(h)), hash }, 3);

	transcript_clear(&c->transcript);
	transcript_append(&c->transcript, message);
}

value_id transcript_hash_with(struct connection *c, enum hash_alg h, value_id beginning)
{
	struct transcript t = { .run = NULL };
	value_id hash;

	transcript_fork(&c->transcript, &t);
	transcript_append(&t, beginning);
	hash = value_run_hash(transcript_run(&t, c->w, h), c->w, "transcript_hash");
	CONN_EVENT(c, EV_TRANSCRIPT_HASH, hash)->arg[0] = (int64_t)transcript_count(&t);
	transcript_free(&t);
	return hash;
}

void transcript_fork(const struct transcript *from, struct transcript *to)
{
	for (size_t i = 0; i < from->messages.n; i++)
		transcript_append(to, transcript_values(from)[i]);
}
