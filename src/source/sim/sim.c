/* A handshake in process, as a feed: the parties in turns. */
#include "source/sim/internal.h"

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "spec/events.h"

/* ---- playing ---- */

/* All that the client has to say, or the next line of it. */
static void ask(struct sim *s, struct endpoint *client)
{
	struct bytes rest = bytes_slice(buf_bytes(&s->data), s->said.lines, s->data.n - s->said.lines);
	const uint8_t *end = s->by_lines ? memchr(rest.p, '\n', rest.n) : NULL;

	if (end)
		rest.n = (size_t)(end - rest.p);
	endpoint_write(client, rest);
	s->said.lines += rest.n + (end != NULL);
	s->said.asked = s->said.lines == s->data.n;
	if (s->said.asked)
		s->said.lines = 0;
}

/* The two who have something to say to each other, and what they know of it: a question, an answer, goodbye. */
static bool talk(struct sim *s)
{
	const struct link *near = &s->link[0], *far = &s->link[s->n_links - 1];

	if (s->splice.prefix.n ? !splice_is_established(&s->splice, s->link) : !link_is_established(near) || !link_is_established(far))
		return false;
	if (s->splice.prefix.n && !s->said.asked)
		s->said.answers = endpoint_received(far->ep[SIDE_SERVER]).n;
	if (!s->said.asked) {
		ask(s, near->ep[SIDE_CLIENT]);
	} else if (s->half_close && !s->said.closing) {
		endpoint_close(near->ep[SIDE_CLIENT]);
		s->said.closing = true;
	} else if (!s->said.answered && endpoint_received(far->ep[SIDE_SERVER]).n > s->said.answers) {
		s->said.answers = endpoint_received(far->ep[SIDE_SERVER]).n;
		endpoint_write(far->ep[SIDE_SERVER], buf_bytes(&s->answer));
		s->said.answered = true;
	} else if (s->key_update && !s->said.updated) {
		endpoint_update_keys(near->ep[SIDE_CLIENT], true);
		s->said.updated = true;
		s->said.asked = s->said.answered = false;
	} else if (s->again != NO_FURTHER && !s->said.again) {
		if (s->asked_then)
			s->server.tls.client_auth = CLIENT_AUTH_REQUIRE;
		endpoint_renegotiate(s->again == CLIENT_BEGINS ? near->ep[SIDE_CLIENT] : far->ep[SIDE_SERVER]);
		s->said = (struct said){ .again = true, .answers = s->said.answers };
	} else if (!s->said.closing) {
		endpoint_close(near->ep[SIDE_CLIENT]);
		s->said.closing = true;
	} else if (s->half_close && !s->said.closing_back) {
		endpoint_close(far->ep[SIDE_SERVER]);
		s->said.closing_back = true;
	} else {
		return false;
	}
	return true;
}

/* The user has seen the server's certificate, and that it holds its key. */
static void change_mind(struct sim *s)
{
	if (s->cancels && trace_last_event(s->feed.trace, s->link[0].id, EV_FINISHED_COMPARED) && !link_is_over(&s->link[0]))
		endpoint_cancel(s->link[0].ep[SIDE_CLIENT]);
}

static bool step(struct sim *s)
{
	struct trace *t = s->feed.trace;

	change_mind(s);
	if (s->splice.prefix.n)
		return splice_step(&s->splice, t, &s->transit, s->link) || talk(s);
	for (size_t i = 0; i < s->n_links; i++)
		if (link_step(&s->link[i], t, &s->transit, s->held != SIDE_NONE ? s->held : middle_holds(&s->middle, s->link, i)))
			return true;
	return middle_acts(&s->middle, t, s->link) || talk(s) || (s->link[0].ep[SIDE_SERVER] && replayer_send(&s->replayer, t, s->link[0].ep[SIDE_SERVER]));
}

/* Client and server begin anew, with what they are configured with and the sessions that they keep. */
static void connection_begin(struct sim *s, connection_id id)
{
	s->said = (struct said){ .asked = !s->data.n, .answered = !s->data.n };   /* who has nothing to say, is not answered */
	s->middle = (struct middle){ .stands = false };
	s->n_links = 1;
	link_begin(&s->link[0], s->feed.trace, id, &s->client.tls, &s->server.tls);
	s->feed.trace->studied = id;
}

static const struct actor_spec mallory = { "mallory", "Mallory" };

/* The client meets Mallory in its connection, and the server her in one of her own. */
static void middle_begin(struct sim *s)
{
	struct trace *t = s->feed.trace;
	const enum actor who = trace_add_actor(t, mallory);

	assert(who == ACTOR_MALLORY);
	sim_set_up_mallory(s);
	trace_connection(t, 0)->parties[SIDE_SERVER] = who;
	link_begin(&s->link[MIDDLE_NEAR], t, 0, &s->client.tls, &s->mallory[SIDE_SERVER].tls);
	link_begin(&s->link[MIDDLE_FAR], t, trace_add_connection(t, who, ACTOR_SERVER), &s->mallory[SIDE_CLIENT].tls, &s->server.tls);
	s->n_links = 2;
	if (s->splice.prefix.n) {                  /* what comes of it shows at the server */
		t->studied = s->link[MIDDLE_FAR].id;
		return;
	}
	s->middle.stands = true;
	s->middle.changes = s->changes;
}

/* Of early data the connection that was stays the one that is looked at: it is the client's that matters. */
static void replay_begin(struct sim *s)
{
	struct trace *t = s->feed.trace;
	const enum actor who = trace_add_actor(t, mallory);

	assert(who == ACTOR_MALLORY);
	s->replay = false;
	s->held = SIDE_CLIENT;
	s->replayer = (struct replayer){ who, t->studied, s->replay_whole, 0 };
	link_begin(&s->link[0], t, trace_add_connection(t, who, ACTOR_SERVER), &s->client.tls, &s->server.tls);
	s->link[0].without[SIDE_CLIENT] = 0;   /* nobody is there: she has records alone */
	link_open(&s->link[0], t);
	if (s->replay_whole)
		t->studied = s->link[0].id;
}

/* What happens before the client comes again. */
static void time_between(struct sim *s)
{
	switch (s->comeback.between) {
	case NOTHING_HAPPENS: break;
	case SERVER_FORGETS:
	case SERVER_CHANGES: session_store_clear(s->stores[1]); break;
	case KEYS_CHANGE: session_store_rotate(s->stores[1]); break;
	case TIME_PASSES:
		s->client.tls.peer.now += 2 * SESSION_LIFETIME;
		s->server.tls.peer.now += 2 * SESSION_LIFETIME;
		break;
	}
}

static enum feed_state pump(struct feed *f, int timeout_ms)
{
	struct sim *s = (struct sim *)f;

	(void)timeout_ms;
	if (!s->link[0].ep[0])
		return FEED_DONE;
	if (!s->link[0].opened && !s->splice.prefix.n) {
		link_open(&s->link[0], f->trace);
		return FEED_MORE;
	}
	if (step(s))
		return FEED_MORE;
	for (size_t i = 0; i < s->n_links; i++)
		link_end(&s->link[i], f->trace);
	if (!s->to_come && s->replay) {
		replay_begin(s);
		return FEED_MORE;
	}
	if (!s->to_come)
		return FEED_DONE;
	s->to_come--;
	s->server.tls.max_early_data = s->early_data_then;
	time_between(s);
	sim_published_again(s);
	connection_begin(s, trace_add_connection(f->trace, ACTOR_CLIENT, ACTOR_SERVER));
	return FEED_MORE;
}

static int no_fd(struct feed *f)
{
	(void)f;
	return -1;
}

static void sim_free(struct feed *f)
{
	struct sim *s = (struct sim *)f;

	for (size_t i = 0; i < s->n_links; i++)
		for (size_t k = 0; k < 2; k++)
			endpoint_free(s->link[i].ep[k]);
	session_store_free(s->stores[0]);
	session_store_free(s->stores[1]);
	party_free(&s->client);
	party_free(&s->server);
	for (size_t i = 0; i < 2; i++)
		party_free(&s->mallory[i]);
	crypto_rng_free(&s->rng);
	published_free(s->published);
	buf_free(&s->data);
	buf_free(&s->answer);
	buf_free(&s->prime);
	free(s->server_name);
	trace_free(f->trace);
	free(s);
}

enum status sim_open(const struct sim_options *o, struct feed **out, struct error *err)
{
	struct sim *s = mem_alloc(sizeof(*s));
	const char *name = o->fault ? o->fault->name : o->scenario ? o->scenario->name : sim_scenarios[0].name;
	enum status st;

	s->held = SIDE_NONE;
	s->feed = (struct feed){ .trace = trace_new(), .pump = pump, .fd = no_fd, .free = sim_free };
	sim_set_up(s, o);
	st = sim_apply_given(s, o, err);
	if (st != ST_OK) {
		sim_free(&s->feed);
		return st;
	}
	s->feed.trace->scenario = arena_str(&s->feed.trace->arena, name);
	s->feed.trace->seed = arena_str(&s->feed.trace->arena, o->seed ? o->seed : "0");
	if ((o->scenario && o->scenario->middle) || (o->fault && o->fault->errs == ACTOR_MALLORY))
		middle_begin(s);
	else
		connection_begin(s, 0);
	*out = &s->feed;
	return ST_OK;
}
