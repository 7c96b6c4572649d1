#include "lesson/names.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/status.h"
#include "base/text.h"

enum { MAX_WORDS = 16, MAX_WORD = 64 };

struct words {
	char w[MAX_WORDS][MAX_WORD];
	size_t first, end;
};

static struct words split(const char *text)
{
	struct words s = { .first = 0 };

	while (*text && s.end < MAX_WORDS) {
		size_t n;

		text += strspn(text, " \t");
		n = strcspn(text, " \t");
		if (!n)
			break;
		snprintf(s.w[s.end++], MAX_WORD, "%.*s", (int)n, text);
		text += n;
	}
	return s;
}

static enum actor actor_of(const char *word)
{
	for (unsigned a = ACTOR_NONE + 1; a < ACTOR_ADDED; a++)
		if (strcmp(actors_standard[a].name, word) == 0)
			return (enum actor)a;
	return ACTOR_NONE;
}

static void take_which(struct words *s, struct lesson_name *n)
{
	const char *word = s->end > s->first + 1 ? s->w[s->end - 1] : "";

	if (strcmp(word, "last") == 0)
		n->last = true;
	else if (word[0] == '#' && isdigit((unsigned char)word[1]))
		n->nth = (unsigned)strtoul(word + 1, NULL, 10);
	else
		return;
	s->end--;
}

struct lesson_name lesson_name_of(const char *text)
{
	struct words s = split(text);
	struct lesson_name n = { .nth = 1 };

	take_which(&s, &n);
	if (s.end > s.first + 2 && strcmp(s.w[s.end - 2], "in") == 0) {
		snprintf(n.message, sizeof(n.message), "%.47s", s.w[s.end - 1]);
		s.end -= 2;
	}
	if (s.end > s.first + 1 && (n.actor = actor_of(s.w[s.first])) != ACTOR_NONE)
		s.first++;
	for (size_t i = s.first; i < s.end; i++) {
		size_t used = strlen(n.name);

		snprintf(n.name + used, sizeof(n.name) - used, "%s%s", i > s.first ? " " : "", s.w[i]);
	}
	return n;
}

bool lesson_same_name(const char *a, const char *b)
{
	for (;; a++, b++) {
		a += strspn(a, "_ ");
		b += strspn(b, "_ ");
		if (tolower((unsigned char)*a) != tolower((unsigned char)*b))
			return false;
		if (!*a)
			return true;
	}
}

enum status lesson_unknown_guess(struct error *err, const char *noun, const struct text_guess *guess)
{
	if (guess->best)
		return error_set(err, ST_NOT_FOUND, "there is no %s \"%.80s\" here; did you mean %.80s?", noun, guess->word, guess->best);
	return error_set(err, ST_NOT_FOUND, "there is no %s \"%.80s\" here", noun, guess->word);
}

enum status lesson_unknown(struct error *err, const char *noun, const char *word, const char *const *names, size_t n)
{
	const struct text_guess guess = { .word = word, .best = text_nearest(word, names, n) };

	return lesson_unknown_guess(err, noun, &guess);
}

const char *lesson_message_of(const struct trace *t, step_id step)
{
	return step ? trace_step(t, step)->title : "";
}
