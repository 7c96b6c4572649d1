#include "tui/keys/keymap.h"

#include <stdio.h>
#include <string.h>

#include "base/text.h"

/* ---- names ---- */

static const char *const names[] = {
	[CMD_NEXT] = "next", [CMD_BACK] = "back", [CMD_NEXT_STEP] = "next-message", [CMD_PREVIOUS_STEP] = "previous-message",
	[CMD_FIRST] = "first", [CMD_LAST] = "last", [CMD_PANE_NEXT] = "pane", [CMD_PANE_PREVIOUS] = "previous-pane",
	[CMD_UP] = "up", [CMD_DOWN] = "down", [CMD_LEFT] = "left", [CMD_RIGHT] = "right",
	[CMD_PAGE_UP] = "page-up", [CMD_PAGE_DOWN] = "page-down", [CMD_FOLD] = "fold",
	[CMD_VIEW_NEXT] = "view", [CMD_VIEW_PREVIOUS] = "previous-view",
	[CMD_SEARCH] = "search", [CMD_SEARCH_NEXT] = "search-next", [CMD_SEARCH_PREVIOUS] = "search-previous",
	[CMD_ZOOM] = "zoom", [CMD_AUTOPLAY] = "play", [CMD_FASTER] = "faster", [CMD_SLOWER] = "slower",
	[CMD_ORIGIN] = "provenance", [CMD_KNOWS] = "knowledge", [CMD_SCHEDULE] = "key-schedule", [CMD_CHANGE] = "what-if",
	[CMD_COPY] = "copy", [CMD_COPY_RECIPE] = "copy-command", [CMD_TURN] = "turn", [CMD_TURN_BACK] = "turn-back",
	[CMD_FOLLOW] = "follow", [CMD_RETURN] = "return", [CMD_HELP] = "help", [CMD_QUIT] = "quit",
	[CMD_REDRAW] = "redraw", [CMD_MOUSE] = "mouse", [CMD_LEAVE] = "leave",
	[CMD_OPEN] = "open", [CMD_SORT] = "sort", [CMD_SORT_REVERSE] = "sort-reverse", [CMD_ONLY_MATCHES] = "filter",
	[CMD_ALL] = "all", [CMD_CLEAR] = "clear", [CMD_NEXT_FAILURE] = "next-failure",
	[CMD_LEVEL_1] = "level-messages", [CMD_LEVEL_2] = "level-checks", [CMD_LEVEL_3] = "level-everything", [CMD_EVENTS] = "events",
	[CMD_COMMANDS] = "commands", [CMD_TO_MESSAGE] = "to-message", [CMD_MARK] = "mark", [CMD_TO_MARK] = "to-mark",
	[CMD_NEXT_DECISION] = "next-decision", [CMD_NEXT_SECRET] = "next-secret", [CMD_THEME] = "theme", [CMD_PRESENT] = "present", [CMD_BLANK] = "blank", [CMD_EXPORT] = "export",
	[CMD_LARGER] = "larger", [CMD_SMALLER] = "smaller", [CMD_HIDE] = "hide", [CMD_SHOW_ALL] = "show-all",
	[CMD_ORIGIN_PANE] = "origin-pane", [CMD_SAVE] = "save-settings",
	[CMD_SHOW_ANSWER] = "show-answer", [CMD_NOTES] = "notes", [CMD_OUTLINE] = "outline",
};

const char *keymap_name(enum command c)
{
	return (size_t)c < ARRAY_LEN(names) ? names[c] : NULL;
}

/* ---- rows ---- */

enum { MAX_ROWS = 64 };

/* What came in the place of a row's keys. */
struct held {
	bool changed;                      /* by the user, or since he gave the key to another command */
	bool scoped;                       /* the user named the screen */
	unsigned line;                     /* where the user set it; 0: he did not */
	uint32_t keys[KEYS_PER_BINDING];
};

static struct held held[4][MAX_ROWS];

static const struct screen_keys {
	const char *name, *title;
	const struct key_table *table;
} screens[] = {
	{ "handshake", "a handshake", &keys_handshake }, { "list", "a list", &keys_list },
	{ "page", "a page over the panes", &keys_pages }, { "lesson", "a lesson", &keys_lesson },
};

/* A row that gives a command more keys in some panes: only the handshake has such. */
static bool is_second(const struct key_table *t, size_t row)
{
	for (size_t i = 0; i < row; i++)
		if (t->rows[i].command == t->rows[row].command)
			return true;
	return false;
}

static const char *scope_name(size_t screen, size_t row)
{
	return is_second(screens[screen].table, row) ? "ladder" : screens[screen].name;
}

static const uint32_t *row_keys(size_t screen, size_t row)
{
	return held[screen][row].changed ? held[screen][row].keys : screens[screen].table->rows[row].keys;
}

const uint32_t *keymap_keys(const struct key_binding *b)
{
	for (size_t s = 0; s < ARRAY_LEN(screens); s++) {
		const struct key_table *t = screens[s].table;

		for (size_t i = 0; i < t->n && i < MAX_ROWS; i++)
			if (&t->rows[i] == b)
				return row_keys(s, i);
	}
	return b->keys;
}

/* The first key of a command in a screen, 0 if it has none. */
static uint32_t first_key(const struct key_table *t, enum command c)
{
	for (size_t i = 0; i < t->n; i++)
		if (t->rows[i].command == c)
			return keymap_keys(&t->rows[i])[0];
	return 0;
}

enum command keymap_find(const struct key_table *t, uint32_t key, enum pane focus)
{
	key = key == 8 ? TK_BACKSPACE : key == 10 ? TK_ENTER : key;
	for (size_t i = 0; key && i < t->n; i++) {
		const uint32_t *keys = keymap_keys(&t->rows[i]);

		for (int k = 0; k < KEYS_PER_BINDING; k++)
			if (keys[k] == key && t->rows[i].panes & 1u << focus)
				return t->rows[i].command;
	}
	return CMD_NONE;
}

enum command keymap_command(uint32_t key, enum pane focus)
{
	return keymap_find(&keys_handshake, key, focus);
}

void keymap_names(const struct key_binding *b, struct buf *out)
{
	const uint32_t *keys = keymap_keys(b);
	size_t start = out->n;
	char text[8];

	for (int k = 0; k < KEYS_PER_BINDING && keys[k]; k++) {
		const char *name = keys_name(keys[k], text);

		if (*name)
			buf_printf(out, "%s%s", out->n > start ? " " : "", name);
	}
}

struct key_word keymap_word(const struct key_table *t, enum command c)
{
	uint32_t key = first_key(t, c);
	struct key_word word;
	char text[8];

	snprintf(word.s, sizeof(word.s), "%s", key ? keys_name(key, text) : "(none)");
	return word;
}

void keymap_hint(struct buf *out, const struct key_table *t, enum command c, const char *word)
{
	if (first_key(t, c))
		buf_printf(out, "%s %s  ", keymap_word(t, c).s, word);
}

void keymap_reset(void)
{
	memset(held, 0, sizeof(held));
}

/* ---- setting ---- */

static enum status unknown_key(const char *word, struct error *err)
{
	const char *all[64], *nearest;
	struct buf list = { 0 };
	size_t n = keys_all_names(all, ARRAY_LEN(all));
	enum status st;

	nearest = strlen(word) > 1 ? text_nearest(word, all, n) : NULL;
	for (size_t i = 0; i < n; i++)
		buf_printf(&list, "%s%s", i ? " " : "", all[i]);
	if (nearest)
		st = error_set(err, ST_USAGE, "there is no key \"%.40s\"; did you mean %s?", word, nearest);
	else
		st = error_set(err, ST_USAGE, "there is no key \"%.40s\"; write one character, or none %s ^A", word, buf_str(&list));
	buf_free(&list);
	return st;
}

static enum status read_keys(const char *value, uint32_t keys[KEYS_PER_BINDING], struct error *err)
{
	size_t n = 0;

	memset(keys, 0, KEYS_PER_BINDING * sizeof(*keys));
	if (strcmp(value, "none") == 0)
		return ST_OK;
	for (const char *p = value; *p; p += strspn(p, " \t")) {
		size_t len = strcspn(p, " \t");
		char word[64];
		uint32_t key;

		snprintf(word, sizeof(word), "%.*s", (int)(len < sizeof(word) ? len : sizeof(word) - 1), p);
		key = keys_from_name(word);
		if (!key)
			return unknown_key(word, err);
		if (key == TK_OTHER)
			return error_set(err, ST_USAGE, "%s belongs to the terminal: it never comes here", word);
		if (n == KEYS_PER_BINDING)
			return error_set(err, ST_USAGE, "more than %d keys", KEYS_PER_BINDING);
		keys[n++] = key;
		p += len;
	}
	return n ? ST_OK : error_set(err, ST_USAGE, "a key is missing; \"none\" takes the keys away");
}

static enum status unknown_name(const char *name, struct error *err)
{
	struct text_guess guess = { .word = name };

	for (size_t i = 0; i < ARRAY_LEN(names); i++)
		if (names[i])
			text_guess_try(&guess, names[i]);
	if (guess.best)
		return error_set(err, ST_USAGE, "there is no command \"%.60s\"; did you mean key.%s?", name, guess.best);
	return error_set(err, ST_USAGE, "there is no command \"%.60s\"; see: slowshake list config", name);
}

static bool is_scope(const char *word, size_t n)
{
	for (size_t s = 0; s < ARRAY_LEN(screens); s++)
		if (strlen(screens[s].name) == n && memcmp(screens[s].name, word, n) == 0)
			return true;
	return n == 6 && memcmp(word, "ladder", n) == 0;
}

/* Whether a row is meant by SCOPE.NAME or, without a scope, by NAME. */
static bool is_meant(size_t screen, size_t row, const char *scope, size_t n_scope, const char *name)
{
	const char *its = keymap_name(screens[screen].table->rows[row].command);
	const char *its_scope = scope_name(screen, row);

	if (!its || strcmp(its, name) != 0)
		return false;
	if (!n_scope)
		return !is_second(screens[screen].table, row);
	return strlen(its_scope) == n_scope && memcmp(its_scope, scope, n_scope) == 0;
}

enum status keymap_set(const char *name, const char *value, unsigned line, struct error *err)
{
	const char *dot = strchr(name, '.'), *plain = dot ? dot + 1 : name;
	size_t n_scope = dot ? (size_t)(dot - name) : 0;
	uint32_t keys[KEYS_PER_BINDING];
	bool any = false;

	if (dot && !is_scope(name, n_scope))
		return error_set(err, ST_USAGE, "there is no screen \"%.*s\"; there are handshake, ladder, list, page and lesson",
				 (int)(n_scope > 60 ? 60 : n_scope), name);
	TRY(read_keys(value, keys, err));
	for (size_t s = 0; s < ARRAY_LEN(screens); s++)
		for (size_t i = 0; i < screens[s].table->n && i < MAX_ROWS; i++) {
			struct held *h = &held[s][i];

			if (!is_meant(s, i, name, n_scope, plain))
				continue;
			any = true;
			/* what names the screen says more than what names none, wherever it stands */
			if (h->scoped && !n_scope)
				continue;
			h->changed = true;
			h->scoped = n_scope != 0;
			h->line = line;
			memcpy(h->keys, keys, sizeof(keys));
		}
	if (any)
		return ST_OK;
	for (size_t i = 0; i < ARRAY_LEN(names); i++)
		if (dot && names[i] && strcmp(names[i], plain) == 0)
			return error_set(err, ST_USAGE, "there is no %s in %.*s; without a screen's name it is set wherever it is", plain,
					 (int)n_scope, name);
	return unknown_name(plain, err);
}

/* ---- conflicts ---- */

static bool has_key(const uint32_t *keys, uint32_t key)
{
	for (int k = 0; k < KEYS_PER_BINDING; k++)
		if (keys[k] == key)
			return true;
	return false;
}

/* The tables let a row of few panes go before one of all: that is meant so. */
static bool share_by_table(const struct key_binding *a, const struct key_binding *b)
{
	for (int k = 0; k < KEYS_PER_BINDING; k++)
		if (a->keys[k] && has_key(b->keys, a->keys[k]))
			return true;
	return false;
}

static void take_key(size_t screen, size_t row, uint32_t key)
{
	struct held *h = &held[screen][row];
	size_t n = 0;

	if (!h->changed)
		memcpy(h->keys, screens[screen].table->rows[row].keys, sizeof(h->keys));
	h->changed = true;
	for (int k = 0; k < KEYS_PER_BINDING; k++)
		if (h->keys[k] != key)
			h->keys[n++] = h->keys[k];
	while (n < KEYS_PER_BINDING)
		h->keys[n++] = 0;
}

typedef void complain_fn(void *ctx, unsigned line, const char *sentence);

/* `row` gives the key up, `by` keeps it. */
static void settle(size_t screen, size_t row, size_t by, uint32_t key, complain_fn *complain, void *ctx)
{
	const struct key_table *t = screens[screen].table;
	const char *loser = keymap_name(t->rows[row].command), *winner = keymap_name(t->rows[by].command);
	unsigned line = held[screen][row].line > held[screen][by].line ? held[screen][row].line : held[screen][by].line;
	char text[8], sentence[256];

	take_key(screen, row, key);
	snprintf(sentence, sizeof(sentence), "%s is both %s and %s in %s: it is %s now%s%s%s", keys_name(key, text), winner, loser,
		 screens[screen].title, winner, row_keys(screen, row)[0] ? "" : ", and ", row_keys(screen, row)[0] ? "" : loser,
		 row_keys(screen, row)[0] ? "" : " has no key left");
	complain(ctx, line, sentence);
}

static void check_pair(size_t screen, size_t i, size_t j, complain_fn *complain, void *ctx)
{
	const struct key_binding *a = &screens[screen].table->rows[i], *b = &screens[screen].table->rows[j];
	const struct held *ha = &held[screen][i], *hb = &held[screen][j];
	uint32_t keys[KEYS_PER_BINDING];

	if (a->command == b->command || !(a->panes & b->panes) || share_by_table(a, b) || (!ha->line && !hb->line))
		return;
	memcpy(keys, row_keys(screen, i), sizeof(keys));
	for (int k = 0; k < KEYS_PER_BINDING; k++) {
		bool second_gives = !hb->line || (ha->line && ha->line <= hb->line);

		if (keys[k] && has_key(row_keys(screen, j), keys[k]))
			settle(screen, second_gives ? j : i, second_gives ? i : j, keys[k], complain, ctx);
	}
}

void keymap_check(complain_fn *complain, void *ctx)
{
	for (size_t s = 0; s < ARRAY_LEN(screens); s++)
		for (size_t i = 0; i < screens[s].table->n && i < MAX_ROWS; i++)
			for (size_t j = i + 1; j < screens[s].table->n && j < MAX_ROWS; j++)
				check_pair(s, i, j, complain, ctx);
}

/* ---- writing ---- */

static void put_keys(const uint32_t *keys, struct buf *out)
{
	size_t start = out->n;
	char text[8];

	for (int k = 0; k < KEYS_PER_BINDING && keys[k]; k++) {
		const char *name = keys[k] == '#' ? "hash" : keys_name(keys[k], text);

		if (*name)
			buf_printf(out, "%s%s", out->n > start ? " " : "", name);
	}
	if (out->n == start)
		buf_puts(out, "none");
}

void keymap_write(struct buf *out)
{
	for (size_t s = 0; s < ARRAY_LEN(screens); s++) {
		const struct key_table *t = screens[s].table;

		buf_printf(out, "\n# in %s\n", screens[s].title);
		for (size_t i = 0; i < t->n && i < MAX_ROWS; i++) {
			const char *name = keymap_name(t->rows[i].command);
			struct buf line = { 0 };

			if (!name)
				continue;
			buf_printf(&line, "%skey.%s.%s = ", held[s][i].changed ? "" : "# ", scope_name(s, i), name);
			put_keys(row_keys(s, i), &line);
			buf_printf(out, "%-44s", buf_str(&line));
			buf_printf(out, "%s%s\n", t->rows[i].help ? " # " : "", t->rows[i].help ? t->rows[i].help : "");
			buf_free(&line);
		}
	}
}
