#include "tls/keys/transcript.h"

#include <assert.h>
#include <stdlib.h>

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
