#include "cli/report.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "cli/say.h"
#include "out/json.h"
#include "view/graph/compare.h"
#include "view/text/describe.h"
#include "view/graph/knows.h"
#include "view/graph/schedule.h"
#include "view/text/named.h"
#include "view/graph/provenance.h"
#include "view/graph/recipe.h"

bool report_wanted(const struct options *o)
{
	return o->why || o->knows || o->schedule || o->recipe;
}

/* ---- WHO[@EVENT] ---- */

static enum status read_event(const char *option, const char *text, event_id *event, struct error *err)
{
	size_t n = strspn(text, "0123456789");

	*event = n && n <= 9 && !text[n] ? (event_id)strtoul(text, NULL, 10) : 0;
	if (!*event)
		return error_set(err, ST_USAGE, "%s: \"%.60s\" is no event; write its number, as --json tells it", option, text);
	return ST_OK;
}

/* Which of the names stands before @EVENT (0: the end); n_names: none of them. */
static size_t read_who(const char *arg, const char *const *names, size_t n_names, char word[32])
{
	size_t n = strcspn(arg, "@"), i = 0;

	snprintf(word, 32, "%.*s", (int)(n < 31 ? n : 31), arg);
	while (i < n_names && strcmp(names[i], word) != 0)
		i++;
	return i;
}

static enum status read_place(const char *option, const char *arg, event_id *event, struct error *err)
{
	const char *at = strchr(arg, '@');

	*event = 0;
	return at ? read_event(option, at + 1, event, err) : ST_OK;
}

/* 0 becomes the last one. */
static enum status place_event(const char *option, const struct trace *t, event_id *event, struct error *err)
{
	event_id last = trace_n_events(t) - 1;

	if (*event > last)
		return error_set(err, ST_USAGE, "%s: there is no event %u; the last is %u", option, *event, last);
	if (!*event)
		*event = last;
	return ST_OK;
}

/* ---- --knows ---- */

struct knows_question {
	enum knower who;
	event_id event;          /* 0: the end */
};

static enum status read_knows(const char *arg, struct knows_question *q, struct error *err)
{
	const char *names[KNOWER_N], *nearest;
	char word[32];

	for (int i = 0; i < KNOWER_N; i++)
		names[i] = knower_name((enum knower)i);
	TRY(read_place("--knows", arg, &q->event, err));
	q->who = (enum knower)read_who(arg, names, KNOWER_N, word);
	if (q->who != KNOWER_N)
		return ST_OK;
	nearest = text_nearest(word, names, KNOWER_N);
	return error_set(err, ST_USAGE, "--knows: there is no \"%s\"; %s%s%s", word, nearest ? "did you mean " :
			 "there are client, server, mallory, eavesdropper, thief, ticket-thief, psk-holder and observer", nearest ? nearest : "", nearest ? "?" : "");
}

/* ---- --schedule ---- */

struct schedule_question {
	enum actor who;
	event_id event;
};

static enum status read_schedule(const char *arg, struct schedule_question *q, struct error *err)
{
	static const struct {
		const char *name;
		enum actor actor;
	} parties[] = { { "client", ACTOR_CLIENT }, { "server", ACTOR_SERVER }, { "observer", ACTOR_OBSERVER } };
	const char *names[ARRAY_LEN(parties)], *nearest;
	char word[32];
	size_t i;

	for (i = 0; i < ARRAY_LEN(parties); i++)
		names[i] = parties[i].name;
	TRY(read_place("--schedule", arg, &q->event, err));
	i = read_who(arg, names, ARRAY_LEN(parties), word);
	if (i < ARRAY_LEN(parties)) {
		q->who = parties[i].actor;
		return ST_OK;
	}
	nearest = text_nearest(word, names, ARRAY_LEN(parties));
	return error_set(err, ST_USAGE, "--schedule: there is no \"%s\"; %s%s%s", word, nearest ? "did you mean " : "there are client, server and observer",
			 nearest ? nearest : "", nearest ? "?" : "");
}

static enum status place_schedule(const struct trace *t, struct schedule_question *q, struct error *err)
{
	if (!schedule_has(t, q->who))
		return error_set(err, ST_USAGE, "--schedule: %s derives no keys in this trace", trace_actor(t, q->who)->text);
	return place_event("--schedule", t, &q->event, err);
}

/* Whom the trace has nothing to tell of, and why. */
static const char *absent(enum knower who)
{
	static const char *const reasons[KNOWER_N] = {
		[KNOWER_CLIENT] = "the client's side is not in this trace: it was only seen from outside",
		[KNOWER_SERVER] = "the server's side is not in this trace: it was only seen from outside",
		[KNOWER_MALLORY] = "nobody stands between the two in this trace; in the scenario man-in-the-middle she does",
		[KNOWER_THIEF] = "no private key of the server's is at work in this trace, so there is none to steal",
		[KNOWER_TICKET_THIEF] = "no ticket is sealed or opened in this trace, so there is no key of tickets to steal",
		[KNOWER_PSK_HOLDER] = "no pre-shared key that was agreed on elsewhere is at work in this trace, so there is none to hold",
		[KNOWER_OBSERVER] = "nobody observes this trace; the observer is whoever replays a capture",
	};

	return reasons[who] ? reasons[who] : "it sees nothing";
}

static enum status place_knows(const struct trace *t, struct knows_question *q, struct error *err)
{
	if (!knowledge_has(knowledge_of(t), q->who))
		return error_set(err, ST_USAGE, "--knows %s: %s", knower_name(q->who), absent(q->who));
	return place_event("--knows", t, &q->event, err);
}

/* ---- answers ---- */

static bool is_list(const char *name)
{
	return name && strcmp(name, "list") == 0;
}

enum status report_check(const struct options *o, enum output *out, struct error *err)
{
	struct schedule_question schedule;
	struct knows_question knows;

	if (*out == OUTPUT_TUI && o->output == OUTPUT_TUI)
		return error_set(err, ST_USAGE, "--%s: is an answer in text or JSON; leave --tui away",
				 o->why ? "why" : o->knows ? "knows" : o->schedule ? "schedule" : "recipe");
	if (*out == OUTPUT_TUI)
		*out = OUTPUT_PLAIN;
	if (o->schedule)
		TRY(read_schedule(o->schedule, &schedule, err));
	return o->knows ? read_knows(o->knows, &knows, err) : ST_OK;
}

/* Between two answers. */
static void gap(struct buf *out)
{
	if (out->n)
		buf_puts(out, "\n");
}

static enum status text_why(const struct trace *t, const char *name, struct buf *out, struct error *err)
{
	struct named n;

	if (is_list(name)) {
		named_list(t, out);
		return ST_OK;
	}
	TRY(named_find(t, "--why", name, &n, err));
	provenance_text(t, n.value, out);
	if (n.of > 1)
		buf_puts(out, "\n");
	named_others(t, &n, out);
	return ST_OK;
}

static enum status text_recipe(const struct trace *t, const char *name, struct buf *out, struct error *err)
{
	struct named n;

	if (is_list(name)) {
		named_list(t, out);
		return ST_OK;
	}
	TRY(named_find(t, "--recipe", name, &n, err));
	gap(out);
	recipe_text(t, n.value, out);
	return ST_OK;
}

static enum status text_knows(const struct trace *t, const char *arg, struct buf *out, struct error *err)
{
	struct knows_question q;
	struct knows k = { 0 };

	TRY(read_knows(arg, &q, err));
	TRY(place_knows(t, &q, err));
	gap(out);
	knows_build(&k, t, q.who, q.event);
	knows_text(t, &k, out);
	knows_free(&k);
	return ST_OK;
}

static enum status text_schedule(const struct trace *t, const char *arg, struct buf *out, struct error *err)
{
	struct schedule_question q;
	struct schedule s = { 0 };

	TRY(read_schedule(arg, &q, err));
	TRY(place_schedule(t, &q, err));
	gap(out);
	schedule_build(&s, t, q.who, q.event);
	schedule_text(t, &s, out);
	schedule_free(&s);
	return ST_OK;
}

static enum status text_answers(const struct trace *t, const struct options *o, struct buf *out, struct error *err)
{
	if (o->why)
		TRY(text_why(t, o->why, out, err));
	if (o->recipe)
		TRY(text_recipe(t, o->recipe, out, err));
	if (o->knows)
		TRY(text_knows(t, o->knows, out, err));
	if (o->schedule)
		TRY(text_schedule(t, o->schedule, out, err));
	return ST_OK;
}

static enum status json_answers(struct json_writer *w, const struct trace *t, const struct options *o, struct error *err)
{
	struct schedule_question schedule;
	struct knows_question q;
	struct named n;

	if (o->why && !is_list(o->why)) {
		TRY(named_find(t, "--why", o->why, &n, err));
		json_writer_provenance(w, n.value);
	}
	if (o->recipe && !is_list(o->recipe)) {
		TRY(named_find(t, "--recipe", o->recipe, &n, err));
		json_writer_recipe(w, n.value);
	}
	if (o->knows) {
		TRY(read_knows(o->knows, &q, err));
		TRY(place_knows(t, &q, err));
		json_writer_knowledge(w, q.who, q.event);
	}
	if (o->schedule) {
		TRY(read_schedule(o->schedule, &schedule, err));
		TRY(place_schedule(t, &schedule, err));
		json_writer_schedule(w, schedule.who, schedule.event);
	}
	return ST_OK;
}

enum status report_json(struct feed *f, const struct trace *original, const struct options *o, struct error *err)
{
	struct json_writer *w = json_writer_new(f->trace, stdout);
	enum status st = json_writer_follow(w, f);

	if (st == ST_OK)
		st = json_answers(w, f->trace, o, err);
	if (st == ST_OK && original)
		json_writer_comparison(w, original);
	if (st == ST_OK)
		st = json_writer_finish(w);
	json_writer_free(w);
	return st == ST_IO ? say_stdout_failed(err) : st;
}

void report_comparison(const struct trace *original, const struct trace *changed, struct buf *out)
{
	struct compare c;

	compare_build(&c, original, changed);
	buf_puts(out, "\n");
	compare_text(&c, original, changed, out);
}

enum status report_run(struct feed *f, const struct trace *original, const struct options *o, enum output out, struct error *err)
{
	struct buf text = { 0 };
	enum status st;

	if (out == OUTPUT_JSON)
		return report_json(f, original, o, err);
	while (f->pump(f, -1) != FEED_DONE)
		continue;
	if (f->trace->stream >= 0)
		buf_printf(&text, "Stream %lld\n", (long long)f->trace->stream);
	st = text_answers(f->trace, o, &text, err);
	if (st == ST_OK && original)
		report_comparison(original, f->trace, &text);
	if (st == ST_OK)
		st = say_text(&text, err);
	buf_free(&text);
	return st;
}
