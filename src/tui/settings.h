/* What the user set for all screens: there is one user, so it is set once, before a
 * screen is opened. The text of the configuration goes in, and comes out. */
#ifndef SLOWSHAKE_TUI_SETTINGS_H
#define SLOWSHAKE_TUI_SETTINGS_H

#include "base/bytes.h"
#include "spec/levels.h"

/* Of a lesson: text above the handshake or beside it; AUTO: beside it if there is room. */
enum lesson_layout { LAYOUT_AUTO, LAYOUT_STACKED, LAYOUT_BESIDE, LAYOUT_N };

/* All zero is the default; 0 for a size: by itself. */
struct tui_settings {
	int theme;              /* enum theme */
	int colour;             /* of settings_colours */
	int mouse;              /* on from the start */
	int focus;              /* enum pane: which has the keys at first */
	int middle;             /* 0 fields, 1 bytes: which shows when there is room for one */
	int zoom;               /* the pane that has the keys fills the screen at first */
	int ladder, why;        /* percent of the rows that the panes have */
	int bytes;              /* percent of the columns that fields and bytes have */
	int lesson;             /* enum lesson_layout */
	int level;              /* of detail: how settings_level reads it */
	unsigned wrong;         /* how much of the configuration was told to be wrong */
};
extern struct tui_settings tui_settings;

/* auto, always, never. */
enum { SETTINGS_COLOURS = 3 };
extern const char *const settings_colours[SETTINGS_COLOURS + 1];

/* Reads a whole file: name = value lines, keys too. Complaints are single lines that are
 * safe to print and begin with `where` and the line's number; all other lines hold. */
void settings_read(struct bytes text, const char *where, void (*complain)(void *ctx, const char *sentence), void *ctx);
/* All of it as such a file; what is as usual is commented out. */
void settings_write(struct buf *out);
/* The first screen says that something was told, which it hides. */
void settings_note(char *message, size_t size);
/* The level of detail that a handshake begins with: as set, or as chosen last. */
enum level settings_level(void);
void settings_set_level(enum level level);
/* Back to the defaults, keys too. */
void settings_reset(void);

#endif
