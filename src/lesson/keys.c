#include "lesson/keys.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"

/* The line at `from` without its end; `from` moves behind it. */
static struct bytes next_line(struct bytes text, size_t *from)
{
	const uint8_t *p = text.p + *from, *nl = memchr(p, '\n', text.n - *from);
	struct bytes line = bytes_of(p, nl ? (size_t)(nl - p) : text.n - *from);

	*from += line.n + (nl != NULL);
	while (line.n && isspace(line.p[line.n - 1]))
		line.n--;
	return line;
}

static const char *copy_trimmed(struct lesson *l, struct bytes b)
{
	char *s;

	while (b.n && isspace(b.p[0]))
		b = bytes_slice(b, 1, b.n - 1);
	s = arena_alloc(&l->arena, b.n + 1);
	for (size_t i = 0; i < b.n; i++)
		s[i] = b.p[i] < 0x20 || b.p[i] == 0x7f ? ' ' : (char)b.p[i];
	s[b.n] = 0;
	return s;
}

static void unknown_key(struct lesson *l, const char *name, int line, const struct lesson_key *keys, size_t n, struct lesson_report *r)
{
	struct text_guess guess = { .word = name };
	struct buf all = { 0 };

	for (size_t i = 0; i < n; i++) {
		text_guess_try(&guess, keys[i].name);
		buf_printf(&all, "%s%s", i ? ", " : "", keys[i].name);
	}
	if (guess.best)
		lesson_report(r, l, line, "there is no \"%.60s:\" here; did you mean %s?", name, guess.best);
	else
		lesson_report(r, l, line, "there is no \"%.60s:\" here; there are %s", name, buf_str(&all));
	buf_free(&all);
}

static struct lesson_text *read_key(struct lesson *l, struct bytes line, int at, const struct lesson_key *keys, size_t n, struct lesson_report *r)
{
	const uint8_t *colon = memchr(line.p, ':', line.n);
	struct bytes value = colon ? bytes_of(colon + 1, line.n - (size_t)(colon + 1 - line.p)) : BYTES_NONE;
	const char *name = copy_trimmed(l, colon ? bytes_of(line.p, (size_t)(colon - line.p)) : line);

	if (!colon) {
		lesson_report(r, l, at, "\"%.60s\": a line here is \"key: value\"", name);
		return NULL;
	}
	for (size_t i = 0; i < n; i++) {
		if (strcmp(keys[i].name, name) != 0)
			continue;
		if (keys[i].to->s)
			lesson_report(r, l, at, "\"%s:\" is given twice", name);
		*keys[i].to = (struct lesson_text){ copy_trimmed(l, value), at };
		if (!*keys[i].to->s)
			lesson_report(r, l, at, "\"%s:\" is empty", name);
		return keys[i].to;
	}
	unknown_key(l, name, at, keys, n, r);
	return NULL;
}

static void go_on(struct lesson *l, struct lesson_text *last, struct bytes line)
{
	struct buf joined = { 0 };

	buf_printf(&joined, "%s %s", last->s, copy_trimmed(l, line));
	last->s = arena_str(&l->arena, buf_str(&joined));
	buf_free(&joined);
}

void lesson_keys_read(struct lesson *l, struct bytes text, int line, const struct lesson_key *keys, size_t n,
		      struct lesson_report *r)
{
	struct lesson_text *last = NULL;
	bool any = false;

	for (size_t from = 0; from < text.n;) {
		struct bytes b = next_line(text, &from);

		line++;
		if (!b.n || b.p[0] == '#')
			continue;
		if (any && isspace(b.p[0])) {
			if (last)
				go_on(l, last, b);
			continue;
		}
		last = read_key(l, b, line, keys, n, r);
		any = true;
	}
}

/* ---- the header ---- */

static bool is_dashes(struct bytes line)
{
	return line.n == 3 && memcmp(line.p, "---", 3) == 0;
}

static void check_number(struct lesson *l, struct lesson_text t, unsigned *out, struct lesson_report *r)
{
	size_t n = t.s ? strspn(t.s, "0123456789") : 0;

	*out = 0;
	if (t.s && (!n || n > 3 || t.s[n]))
		lesson_report(r, l, t.line, "minutes: \"%.40s\" is no number of minutes", t.s);
	else if (t.s)
		*out = (unsigned)strtoul(t.s, NULL, 10);
}

static void fill_in(struct lesson *l, struct bytes text, struct lesson_report *r)
{
	struct lesson_text format = { 0 }, title = { 0 }, summary = { 0 }, minutes = { 0 }, needs = { 0 };
	struct lesson_run *run = &l->runs[0];
	const struct lesson_key keys[] = {
		{ "format", &format }, { "title", &title }, { "summary", &summary }, { "minutes", &minutes },
		{ "needs", &needs }, { "scenario", &run->scenario }, { "fault", &run->fault }, { "seed", &run->seed },
		{ "capture", &run->capture }, { "flip", &run->flip }, { "without", &run->without }, { "source", &l->source },
	};
	const struct lesson_key needed[] = {
		{ "format", &format }, { "title", &title }, { "summary", &summary }, { "minutes", &minutes },
		{ "scenario", &run->scenario },
	};

	lesson_keys_read(l, text, 1, keys, ARRAY_LEN(keys), r);
	for (size_t i = 0; i < ARRAY_LEN(needed); i++)
		if (!needed[i].to->s)
			lesson_report(r, l, 1, "the header has no line \"%s: ...\"", needed[i].name);
	if (format.s && strcmp(format.s, "1") != 0)
		lesson_report(r, l, format.line, "format: \"%.40s\" is not known here; this program reads format 1", format.s);
	check_number(l, minutes, &l->minutes, r);
	l->title = title.s ? title.s : "";
	l->summary = summary.s ? summary.s : "";
	l->needs = needs.s ? needs.s : "";
}

size_t lesson_header_read(struct lesson *l, struct bytes file, int *lines, struct lesson_report *r)
{
	size_t from = 0, first, before;

	*lines = 0;
	l->title = l->summary = l->needs = "";
	if (!file.n || !is_dashes(next_line(file, &from))) {
		lesson_report(r, l, 1, "a lesson begins with its header: a line ---, lines \"key: value\", a line ---");
		return 0;
	}
	first = from;
	*lines = 1;
	while (from < file.n) {
		before = from;
		++*lines;
		if (!is_dashes(next_line(file, &from)))
			continue;
		fill_in(l, bytes_slice(file, first, before - first), r);
		return from;
	}
	lesson_report(r, l, 1, "the header has no end: a line --- is missing");
	return file.n;
}
