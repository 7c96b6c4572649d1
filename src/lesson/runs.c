#include "lesson/runs.h"

#include <stdio.h>
#include <string.h>

#include "base/text.h"
#include "spec/without.h"

void lesson_runs_init(struct lesson_runs *r, const struct lesson *l, const struct lesson_world *w)
{
	*r = (struct lesson_runs){ .lesson = l, .world = w };
}

void lesson_runs_free(struct lesson_runs *r)
{
	for (size_t i = 0; i < LESSON_MAX_RUNS; i++)
		if (r->feeds[i])
			r->feeds[i]->free(r->feeds[i]);
	*r = (struct lesson_runs){ 0 };
}

enum status lesson_runs_get(struct lesson_runs *r, size_t i, struct feed **out, struct error *err)
{
	if (!r->feeds[i])
		TRY(r->world->run(r->world->ctx, &r->lesson->runs[i], &r->feeds[i], err));
	*out = r->feeds[i];
	return ST_OK;
}

static const char *capture_name(size_t i)
{
	static const char *const names[] = { "no keys", "key log", "rsa key" };

	return i < ARRAY_LEN(names) ? names[i] : NULL;
}

static bool check_name(const struct lesson *l, struct lesson_text word, const char *noun, const char *(*name)(size_t),
		       struct lesson_report *r)
{
	const char *nearest;

	if (!word.s)
		return true;
	for (size_t i = 0; name(i); i++)
		if (strcmp(name(i), word.s) == 0)
			return true;
	nearest = text_nearest_of(word.s, name);
	if (nearest)
		lesson_report(r, l, word.line, "there is no %s \"%.80s\"; did you mean %s?", noun, word.s, nearest);
	else
		lesson_report(r, l, word.line, "there is no %s \"%.80s\"", noun, word.s);
	return false;
}

static const char *without_name(size_t i)
{
	return i < WITHOUT_N ? without_specs[i].word : NULL;
}

/* One word after the other. */
static bool check_without(const struct lesson *l, struct lesson_text words, struct lesson_report *r)
{
	bool ok = true;
	char word[32];
	int used = 0;

	for (const char *s = words.s ? words.s : ""; sscanf(s, "%31s%n", word, &used) == 1; s += used)
		ok = check_name(l, (struct lesson_text){ word, words.line }, "protection", without_name, r) && ok;
	return ok;
}

bool lesson_runs_check(const struct lesson *l, const struct lesson_run *run, const struct lesson_world *w, struct lesson_report *r)
{
	bool ok = check_name(l, run->scenario, "scenario", w->scenario, r);

	ok = check_name(l, run->fault, "fault", w->fault, r) && ok;
	ok = check_without(l, run->without, r) && ok;
	return check_name(l, run->capture, "capture", capture_name, r) && ok;
}
