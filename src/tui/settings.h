/* What the user set for all screens: set once, before a screen is opened. */
#ifndef SLOWSHAKE_TUI_SETTINGS_H
#define SLOWSHAKE_TUI_SETTINGS_H

#include <stdbool.h>
#include <stdint.h>

#include "base/status.h"

/* AUTO reads on a dark background and on a light one. */
enum theme { THEME_AUTO, THEME_DARK, THEME_LIGHT, THEME_HIGH_CONTRAST, THEME_MONO, THEME_N };
/* Of a lesson: text above the handshake or beside it; AUTO: beside it if there is room. */
enum lesson_layout { LAYOUT_AUTO, LAYOUT_STACKED, LAYOUT_BESIDE, LAYOUT_N };

struct tui_settings {
	enum theme theme;
	enum lesson_layout layout;
	bool mouse;             /* on from the start */
};
extern struct tui_settings tui_settings;

/* "NAME = VALUE" of the configuration: theme, layout, mouse, or "key NEW" with OLD: NEW
 * does what OLD does. ST_USAGE with the sentence. */
enum status settings_set(const char *name, const char *value, struct error *err) MUST_USE;

/* The key that a pressed one stands for. */
uint32_t settings_key(uint32_t pressed);
/* The i-th key that stands for this one besides itself, 0 behind the last. */
uint32_t settings_key_for(uint32_t key, unsigned i);

#endif
