#include "tui/settings.h"

#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "base/textfile.h"
#include "tui/keys/keymap.h"
#include "tui/settings_line.h"

struct tui_settings tui_settings;
_Static_assert((int)SETTINGS_PANES == (int)PANE_N, "a switch for each pane");
const char *const settings_colours[SETTINGS_COLOURS + 1] = { "auto", "always", "never", NULL };

enum { MAX_COMPLAINTS = 20, MAX_SEEN = 256 };

/* ---- what can be set ---- */

static const char *const switches[] = { "off", "on", NULL };
const char *const settings_panes[SETTINGS_PANES + 1] = { "ladder", "fields", "bytes", "why", NULL };
static const char *const middles[] = { "fields", "bytes", NULL };
static const char *const layouts[] = { "auto", "stacked", "beside", NULL };
static const char *const levels[] = { "checks", "messages", "everything", NULL };
static const enum level levels_of[] = { LEVEL_CHECKS, LEVEL_MESSAGES, LEVEL_EVERYTHING };
static const char *const sizes[] = { "auto", NULL };

static const struct setting {
	const char *name;
	size_t at;                    /* of an int of struct tui_settings */
	const char *const *words;     /* the first is the default; a word's value is its index */
	int min, max;                 /* a number besides, unless max is 0; min is above any index */
	const char *help;
} settings[] = {
	{ "theme", offsetof(struct tui_settings, theme), theme_names, 0, 0, "terminal: its own colours, hardly any" },
	{ "color", offsetof(struct tui_settings, colour), settings_colours, 0, 0, "auto: unless NO_COLOR is set; as --color" },
	{ "level", offsetof(struct tui_settings, level), levels, 0, 0, "how much a handshake shows at first; keys 1, 2, 3" },
	{ "mouse", offsetof(struct tui_settings, mouse), switches, 0, 0, "a key turns it on and off while it runs" },
	{ "layout.focus", offsetof(struct tui_settings, focus), settings_panes, 0, 0, "the pane that has the keys at first" },
	{ "layout.middle", offsetof(struct tui_settings, middle), middles, 0, 0, "which shows at first when there is room for one" },
	{ "layout.zoom", offsetof(struct tui_settings, zoom), switches, 0, 0, "the pane that has the keys fills the screen at first" },
	{ "layout.ladder", offsetof(struct tui_settings, ladder), sizes, 10, 80, "percent of the rows" },
	{ "layout.why", offsetof(struct tui_settings, why), sizes, 10, 80, "percent of the rows; the rest is for fields and bytes" },
	{ "layout.bytes", offsetof(struct tui_settings, bytes), sizes, 20, 80, "percent of the columns; the rest is for the fields" },
	{ "layout.left", offsetof(struct tui_settings, left), sizes, 20, 70, "percent of the columns, where the ladder is at the left" },
	{ "layout.lesson", offsetof(struct tui_settings, lesson), layouts, 0, 0, "a lesson's text above the handshake or beside it" },
	{ "hide.ladder", offsetof(struct tui_settings, hide[PANE_LADDER]), switches, 0, 0, "leave this pane out; a key brings all back" },
	{ "hide.fields", offsetof(struct tui_settings, hide[PANE_FIELDS]), switches, 0, 0, "the same" },
	{ "hide.bytes", offsetof(struct tui_settings, hide[PANE_HEX]), switches, 0, 0, "the same" },
	{ "hide.why", offsetof(struct tui_settings, hide[PANE_WHY]), switches, 0, 0, "the same" },
	{ "hide.origin", offsetof(struct tui_settings, hide[PANE_N]), switches, 0, 0, "what a value is made of, on wide screens" },
};

static size_t n_words(const struct setting *s)
{
	size_t n = 0;

	while (s->words[n])
		n++;
	return n;
}

static int *place(const struct setting *s)
{
	return (int *)(void *)((char *)&tui_settings + s->at);
}

/* "auto, dark or a number from 10 to 80" */
static void put_allowed(const struct setting *s, struct buf *out)
{
	size_t n = n_words(s) + (s->max != 0);

	for (size_t i = 0; i < n; i++) {
		buf_puts(out, !i ? "" : i + 1 < n ? ", " : " or ");
		if (s->words[i])
			buf_puts(out, s->words[i]);
		else
			buf_printf(out, "%d to %d", s->min, s->max);
	}
}

enum level settings_level(void)
{
	return levels_of[tui_settings.level];
}

void settings_set_level(enum level level)
{
	for (size_t i = 0; i < ARRAY_LEN(levels_of); i++)
		if (levels_of[i] == level)
			tui_settings.level = (int)i;
}

struct settings_size settings_size_of(const int *size)
{
	const struct setting *s = settings;

	while (place(s) != size)
		s++;
	return (struct settings_size){ s->name, s->min, s->max };
}

enum theme settings_theme(void)
{
	return (enum theme)(tui_settings.projected ? (THEME_PROJECTOR + tui_settings.class_theme) % THEME_N : tui_settings.theme);
}

void settings_next_theme(void)
{
	int *which = tui_settings.projected ? &tui_settings.class_theme : &tui_settings.theme;

	*which = (*which + 1) % THEME_N;
}

void settings_reset(void)
{
	tui_settings = (struct tui_settings){ 0 };
	keymap_reset();
}

/* ---- setting ---- */

static enum status refuse_value(const struct setting *s, const char *value, struct error *err)
{
	const char *nearest = text_nearest(value, s->words, n_words(s));
	struct buf all = { 0 };
	enum status st;

	put_allowed(s, &all);
	if (nearest)
		st = error_set(err, ST_USAGE, "%s: there is no \"%.60s\"; did you mean %s? It is %s", s->name, value, nearest, buf_str(&all));
	else
		st = error_set(err, ST_USAGE, "%s: \"%.60s\" will not do; it is %s", s->name, value, buf_str(&all));
	buf_free(&all);
	return st;
}

/* -1: that is none. */
static int value_of(const struct setting *s, const char *value)
{
	size_t digits = strspn(value, "0123456789");

	for (int i = 0; s->words[i]; i++)
		if (strcmp(s->words[i], value) == 0)
			return i;
	if (s->max && digits && digits < 4 && (!value[digits] || strcmp(value + digits, "%") == 0) &&
	    atoi(value) >= s->min && atoi(value) <= s->max)
		return atoi(value);
	return -1;
}

static enum status set_value(const struct setting *s, const char *value, struct error *err)
{
	const int n = value_of(s, value);

	if (n < 0)
		return refuse_value(s, value, err);
	*place(s) = n;
	return ST_OK;
}

static enum status unknown_setting(const char *name, struct error *err)
{
	struct text_guess guess = { .word = name };
	struct buf list = { 0 };
	enum status st;

	for (size_t i = 0; i < ARRAY_LEN(settings); i++) {
		text_guess_try(&guess, settings[i].name);
		buf_printf(&list, "%s, ", settings[i].name);
	}
	if (guess.best)
		st = error_set(err, ST_USAGE, "there is no setting \"%.60s\"; did you mean %s?", name, guess.best);
	else
		st = error_set(err, ST_USAGE, "there is no setting \"%.60s\"; there are %skey.NAME (see: slowshake list config)", name, buf_str(&list));
	buf_free(&list);
	return st;
}

static enum status set(const char *name, const char *value, unsigned line, struct error *err)
{
	if (strncmp(name, "key.", 4) == 0) {
		struct error why;
		enum status st = keymap_set(name + 4, value, line, &why);

		return st == ST_OK ? st : error_set(err, st, "%s: %s", name, why.text);
	}
	for (size_t i = 0; i < ARRAY_LEN(settings); i++)
		if (strcmp(settings[i].name, name) == 0)
			return set_value(&settings[i], value, err);
	return unknown_setting(name, err);
}

/* ---- reading ---- */

struct reading {
	const char *where;
	void (*complain)(void *ctx, const char *sentence);
	void *ctx;
	unsigned line, n_complaints;
	struct {
		char name[48];
		unsigned line;
	} seen[MAX_SEEN];
	size_t n_seen;
};

static void complain_at(void *ctx, unsigned line, const char *sentence)
{
	struct reading *r = ctx;
	struct buf text = { 0 }, safe = { 0 };

	if (r->n_complaints++ < MAX_COMPLAINTS) {
		buf_printf(&text, "%s:%u: %s", r->where, line, sentence);
		text_safe(&safe, buf_bytes(&text));
		r->complain(r->ctx, buf_str(&safe));
	}
	buf_free(&text);
	buf_free(&safe);
}

static void note_seen(struct reading *r, const char *name)
{
	char sentence[128];

	for (size_t i = 0; i < r->n_seen; i++)
		if (strcmp(r->seen[i].name, name) == 0) {
			snprintf(sentence, sizeof(sentence), "%s is set in line %u too; this line holds", name, r->seen[i].line);
			complain_at(r, r->line, sentence);
			r->seen[i].line = r->line;
			return;
		}
	if (r->n_seen == MAX_SEEN || strlen(name) >= sizeof(r->seen[0].name))
		return;
	memcpy(r->seen[r->n_seen].name, name, strlen(name) + 1);
	r->seen[r->n_seen++].line = r->line;
}

static void read_line(struct reading *r, struct bytes bytes)
{
	char text[SETTINGS_LINE + 1], *name, *value;
	const char *wrong;
	struct error err;

	if (!settings_line(bytes, text, &name, &value, &wrong)) {
		if (wrong)
			complain_at(r, r->line, wrong);
		return;
	}
	if (set(name, value, r->line, &err) != ST_OK)
		complain_at(r, r->line, err.text);
	else
		note_seen(r, name);
}

void settings_read(struct bytes text, const char *where, void (*complain)(void *ctx, const char *sentence), void *ctx)
{
	struct reading r = { .where = where, .complain = complain, .ctx = ctx };
	struct buf more = { 0 }, room = { 0 };
	struct bytes line;

	text = textfile_decode(text, &room);
	for (r.line = 1; textfile_line(&text, &line); r.line++)
		read_line(&r, line);
	keymap_check(complain_at, &r);
	tui_settings.wrong += r.n_complaints;
	if (r.n_complaints > MAX_COMPLAINTS) {
		buf_printf(&more, "%s: and %u more", where, r.n_complaints - MAX_COMPLAINTS);
		complain(ctx, buf_str(&more));
	}
	buf_free(&more);
	buf_free(&room);
}

void settings_note(char *message, size_t size)
{
	if (tui_settings.wrong)
		snprintf(message, size, "%u mistake%s in the configuration: told on the terminal behind this screen", tui_settings.wrong,
			 tui_settings.wrong == 1 ? "" : "s");
	tui_settings.wrong = 0;
}

/* ---- writing ---- */

static void put_value(const struct setting *s, struct buf *out)
{
	int value = *place(s);

	if (value < (int)n_words(s))
		buf_puts(out, s->words[value]);
	else
		buf_printf(out, "%d", value);
}

static void put_setting(const struct setting *s, struct buf *out)
{
	struct buf line = { 0 };

	buf_printf(&line, "%s%s = ", *place(s) ? "" : "# ", s->name);
	put_value(s, &line);
	buf_printf(out, "%-28s # ", buf_str(&line));
	put_allowed(s, out);
	buf_printf(out, ": %s\n", s->help);
	buf_free(&line);
}

void settings_write(struct buf *out)
{
	buf_puts(out, "# slowshake: what can be set, and what it is now. Lines that begin with \"#\" say how it is by itself.\n"
		      "# A file like this one is read from $XDG_CONFIG_HOME/slowshake/config, or ~/.config/slowshake/config.\n\n");
	for (size_t i = 0; i < ARRAY_LEN(settings); i++)
		put_setting(&settings[i], out);
	buf_puts(out, "\n# key.NAME = KEY KEY ... in every screen that has it, key.SCREEN.NAME in one; \"none\" takes them away.\n"
		      "# A key is a character, or a name as below, ^A to ^Z, F1 to F12, hash (#).\n");
	keymap_write(out);
}

/* ---- into a file that is there ---- */

/* --color is of this run alone. */
static bool is_kept(const struct setting *s)
{
	return s->at != offsetof(struct tui_settings, colour);
}

/* The setting of a line that holds one, and where in the line its value stands. */
static const struct setting *setting_of(struct bytes line, struct bytes *value)
{
	char text[SETTINGS_LINE + 1], *name, *its;
	const char *wrong;

	if (!settings_line(line, text, &name, &its, &wrong))
		return NULL;
	*value = bytes_slice(line, (size_t)(its - text), strlen(its));
	for (size_t i = 0; i < ARRAY_LEN(settings); i++)
		if (strcmp(settings[i].name, name) == 0 && is_kept(&settings[i]))
			return &settings[i];
	return NULL;
}

static bool says_so(const struct setting *s, struct bytes value)
{
	char text[SETTINGS_LINE + 1];

	memcpy(text, value.p, value.n);
	text[value.n] = 0;
	return value_of(s, text) == *place(s);
}

void settings_update(struct bytes text, struct buf *out)
{
	bool said[ARRAY_LEN(settings)] = { false };
	struct bytes rest = text, line, value;

	/* of two lines for one setting the later one holds: both are to say the same */
	for (const uint8_t *from = rest.p; textfile_line(&rest, &line); from = rest.p) {
		const struct setting *s = setting_of(line, &value);
		const bool differs = s && !says_so(s, value);

		if (s)
			said[s - settings] = true;
		if (differs) {
			buf_add(out, bytes_of(from, (size_t)(value.p - from)));
			put_value(s, out);
			from = value.p + value.n;
		}
		buf_add(out, bytes_of(from, (size_t)(rest.p - from)));
	}
	for (size_t i = 0; i < ARRAY_LEN(settings); i++) {
		if (said[i] || !*place(&settings[i]) || !is_kept(&settings[i]))
			continue;
		if (out->n && out->p[out->n - 1] != '\n')
			buf_puts(out, "\n");
		buf_printf(out, "%s = ", settings[i].name);
		put_value(&settings[i], out);
		buf_puts(out, "\n");
	}
}
