#include "tui/settings.h"

#include <string.h>

#include "base/text.h"
#include "tui/keys.h"

struct tui_settings tui_settings;

enum { MAX_KEYS = 64 };
static struct {
	uint32_t pressed, means;
} keymap[MAX_KEYS];
static size_t n_keys;

static const char *const themes[THEME_N] = { "auto", "dark", "light", "high-contrast", "mono" };
static const char *const layouts[LAYOUT_N] = { "auto", "stacked", "beside" };
static const char *const switches[] = { "off", "on" };

static enum status choose(const char *name, const char *value, const char *const *words, size_t n, int *out, struct error *err)
{
	const char *nearest = text_nearest(value, words, n);
	struct buf all = { 0 };
	enum status st;

	for (*out = 0; *out < (int)n; ++*out)
		if (strcmp(words[*out], value) == 0)
			return ST_OK;
	for (size_t i = 0; i < n; i++)
		buf_printf(&all, "%s%s", i ? ", " : "", words[i]);
	st = nearest ? error_set(err, ST_USAGE, "%s: there is no \"%.60s\"; did you mean %s?", name, value, nearest)
		     : error_set(err, ST_USAGE, "%s: there is no \"%.60s\"; there are %s", name, value, buf_str(&all));
	buf_free(&all);
	return st;
}

static enum status set_key(const char *pressed, const char *means, struct error *err)
{
	uint32_t from = keys_by_name(pressed), to = keys_by_name(means);

	if (!from || !to)
		return error_set(err, ST_USAGE, "key: \"%.20s\" is no key; write a character, or Up, PgUp, Home, Tab, Enter, space ...",
				 from ? means : pressed);
	if (n_keys == MAX_KEYS)
		return error_set(err, ST_USAGE, "key: more than %d", MAX_KEYS);
	for (size_t i = 0; i < n_keys; i++)
		if (keymap[i].pressed == from)
			return error_set(err, ST_USAGE, "key: %.20s has two meanings", pressed);
	keymap[n_keys].pressed = from;
	keymap[n_keys++].means = to;
	return ST_OK;
}

enum status settings_set(const char *name, const char *value, struct error *err)
{
	static const char *const names[] = { "theme", "layout", "mouse", "key" };
	const char *nearest;
	int i;

	if (strncmp(name, "key ", 4) == 0)
		return set_key(name + 4 + strspn(name + 4, " "), value, err);
	if (strcmp(name, "theme") == 0) {
		TRY(choose(name, value, themes, THEME_N, &i, err));
		tui_settings.theme = (enum theme)i;
	} else if (strcmp(name, "layout") == 0) {
		TRY(choose(name, value, layouts, LAYOUT_N, &i, err));
		tui_settings.layout = (enum lesson_layout)i;
	} else if (strcmp(name, "mouse") == 0) {
		TRY(choose(name, value, switches, 2, &i, err));
		tui_settings.mouse = i;
	} else {
		nearest = text_nearest(name, names, ARRAY_LEN(names));
		return error_set(err, ST_USAGE, "there is no setting \"%.60s\"; %s%s%s", name, nearest ? "did you mean " : "there are theme, layout, mouse and key",
				 nearest ? nearest : "", nearest ? "?" : "");
	}
	return ST_OK;
}

uint32_t settings_key(uint32_t pressed)
{
	for (size_t i = 0; i < n_keys; i++)
		if (keymap[i].pressed == pressed)
			return keymap[i].means;
	return pressed;
}

uint32_t settings_key_for(uint32_t key, unsigned n)
{
	for (size_t i = 0; i < n_keys; i++)
		if (keymap[i].means == key && !n--)
			return keymap[i].pressed;
	return 0;
}
