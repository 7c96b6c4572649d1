#include "tui/resize.h"

#include <stdio.h>
#include <string.h>

#include "tui/keys/keymap.h"
#include "tui/settings.h"

/* What one pane has of what it shares with others, and the setting that says so in percent. */
struct share {
	int *setting;
	int has, of;          /* rows or columns as drawn last */
	int step;             /* by which a key changes it */
	bool turned;          /* the setting is that of the other pane */
};

static bool is_left(const struct app *a)
{
	const struct rect l = a->shown[PANE_LADDER];

	for (int p = PANE_LADDER + 1; l.w && p < PANE_N; p++)
		if (a->shown[p].w && a->shown[p].x > l.x + l.w)
			return true;
	return false;
}

static struct share of_columns(const struct app *a)
{
	const struct rect f = a->shown[PANE_FIELDS], b = a->shown[PANE_HEX];

	return (struct share){ &tui_settings.bytes, b.w, f.w + b.w, 2, a->focus == PANE_FIELDS };
}

static struct share of_rows(const struct app *a, bool left)
{
	const struct rect *s = a->shown, middle = s[PANE_FIELDS].w ? s[PANE_FIELDS] : s[PANE_HEX];
	const int of = middle.h + s[PANE_WHY].h + (left ? 0 : s[PANE_LADDER].h);
	const bool by_why = a->focus == PANE_WHY || left || !s[PANE_LADDER].w;

	if (by_why)
		return (struct share){ &tui_settings.why, s[PANE_WHY].h, of, 1, a->focus != PANE_WHY };
	return (struct share){ &tui_settings.ladder, s[PANE_LADDER].h, of, 1, a->focus != PANE_LADDER };
}

/* of 0: the pane shares nothing with any other. */
static struct share share_of(const struct app *a)
{
	const bool left = is_left(a), both = a->shown[PANE_FIELDS].w && a->shown[PANE_HEX].w;
	struct share s;

	if (a->focus == PANE_LADDER && left)
		return (struct share){ &tui_settings.left, a->shown[PANE_LADDER].w, a->columns, 2, false };
	s = both && (a->focus == PANE_FIELDS || a->focus == PANE_HEX) ? of_columns(a) : of_rows(a, left);
	if (!s.has || s.has == s.of)
		s.of = 0;
	return s;
}

void resize_pane(struct app *a, int by)
{
	const struct share s = share_of(a);
	const char *way = by > 0 ? "larger" : "smaller";
	struct settings_size size;
	int wanted, percent;

	if (a->zoom || a->present || !s.of) {
		snprintf(a->message, sizeof(a->message), "no pane stands beside this one: it cannot be %s", way);
		return;
	}
	size = settings_size_of(s.setting);
	wanted = s.has + (s.turned ? -by : by) * s.step;
	percent = (wanted * 100 + s.of - 1) / s.of;
	if (percent < size.least || percent > size.most) {
		snprintf(a->message, sizeof(a->message), "%s does not become %s than this", settings_panes[a->focus], way);
		return;
	}
	*s.setting = percent;
	snprintf(a->message, sizeof(a->message), "%s = %d percent   %s as usual   %s keeps it", size.name, percent,
		 keymap_word(&keys_handshake, CMD_SHOW_ALL).s, keymap_word(&keys_handshake, CMD_SAVE).s);
}

enum pane resize_next(enum pane from, int by)
{
	enum pane p = from;

	do
		p = (enum pane)(((int)p + by + PANE_N) % PANE_N);
	while (p != from && tui_settings.hide[p]);
	return p;
}

void resize_hide(struct app *a)
{
	const enum pane hidden = a->focus, next = resize_next(hidden, 1);

	if (a->present) {
		snprintf(a->message, sizeof(a->message), "one thing at a time: there is nothing to hide");
		return;
	}
	if (next == hidden) {
		snprintf(a->message, sizeof(a->message), "this is the last pane: it stays");
		return;
	}
	tui_settings.hide[hidden] = 1;
	a->zoom = false;
	app_focus(a, next);
	snprintf(a->message, sizeof(a->message), "%s hidden   %s shows every pane   %s keeps it so", settings_panes[hidden],
		 keymap_word(&keys_handshake, CMD_SHOW_ALL).s, keymap_word(&keys_handshake, CMD_SAVE).s);
}

void resize_origin(struct app *a)
{
	tui_settings.hide[PANE_N] = !tui_settings.hide[PANE_N];
	snprintf(a->message, sizeof(a->message), tui_settings.hide[PANE_N] ? "what a value is made of is hidden" :
		 a->columns < ORIGIN_FROM ? "what a value is made of shows from %d columns on" : "what a value is made of shows", ORIGIN_FROM);
}

void resize_reset(struct app *a)
{
	memset(tui_settings.hide, 0, sizeof(tui_settings.hide));
	tui_settings.ladder = tui_settings.why = tui_settings.bytes = tui_settings.left = 0;
	a->zoom = false;
	snprintf(a->message, sizeof(a->message), "every pane, in its usual size");
}

void resize_save(struct app *a)
{
	struct error err = { "" };
	struct buf path = { 0 };

	if (!a->options.save) {
		snprintf(a->message, sizeof(a->message), "settings cannot be written from here");
		return;
	}
	if (a->options.save(&path, &err) == ST_OK)
		snprintf(a->message, sizeof(a->message), "settings written: %.200s", buf_str(&path));
	else
		snprintf(a->message, sizeof(a->message), "%.240s", err.text);
	buf_free(&path);
}
