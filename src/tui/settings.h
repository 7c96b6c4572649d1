/* What the user set for all screens: there is one user, so it is set once, before a
 * screen is opened. The text of the configuration goes in, and comes out. */
#ifndef SLOWSHAKE_TUI_SETTINGS_H
#define SLOWSHAKE_TUI_SETTINGS_H

#include "base/bytes.h"
#include "spec/levels.h"
#include "tui/term/theme.h"

/* Of a lesson: text above the handshake or beside it; AUTO: beside it if there is room. */
enum lesson_layout { LAYOUT_AUTO, LAYOUT_STACKED, LAYOUT_BESIDE, LAYOUT_N };

enum { SETTINGS_PANES = 4 };   /* as many as enum pane has */

/* All zero is the default; 0 for a size: by itself. */
struct tui_settings {
	int theme;              /* enum theme: that of settings_theme, unless it is projected */
	bool projected;         /* for a class, for now */
	int class_theme;        /* added to the theme for that: how often the user wanted another one */
	int colour;             /* of settings_colours */
	int mouse;              /* on from the start */
	int focus;              /* enum pane: which has the keys at first */
	int middle;             /* 0 fields, 1 bytes: which shows when there is room for one */
	int zoom;               /* the pane that has the keys fills the screen at first */
	int ladder, why;        /* percent of the rows that the panes have */
	int bytes;              /* percent of the columns that fields and bytes have */
	int left;               /* percent of the columns for a ladder at the left */
	int hide[SETTINGS_PANES + 1];   /* by enum pane: it is left out; the last: what a value is made of, beside the explanation */
	int lesson;             /* enum lesson_layout */
	int level;              /* of detail: how settings_level reads it */
	unsigned wrong;         /* how much of the configuration was told to be wrong */
};
extern struct tui_settings tui_settings;

/* auto, always, never. */
enum { SETTINGS_COLOURS = 3 };
extern const char *const settings_colours[SETTINGS_COLOURS + 1];
extern const char *const settings_panes[SETTINGS_PANES + 1];   /* by enum pane; NULL behind the last */

/* Reads a whole file: name = value lines, keys too. Complaints are single lines that are
 * safe to print and begin with `where` and the line's number; all other lines hold. */
void settings_read(struct bytes text, const char *where, void (*complain)(void *ctx, const char *sentence), void *ctx);
/* All of it as such a file; what is as usual is commented out. */
void settings_write(struct buf *out);
/* The same lines with the settings as they are now: one that says otherwise is changed where it stands, what no line says
 * comes at the end; comments, keys and all else stay as they are. --color is of this run alone: no line of it is touched. */
void settings_update(struct bytes text, struct buf *out);
/* One of the sizes in tui_settings: what the configuration calls it, and the percent that it takes. */
struct settings_size {
	const char *name;
	int least, most;
};
struct settings_size settings_size_of(const int *size);
/* The first screen says that something was told, which it hides. */
void settings_note(char *message, size_t size);
/* The level of detail that a handshake begins with: as set, or as chosen last. */
enum level settings_level(void);
void settings_set_level(enum level level);
/* The theme in force; another one for what is shown now. */
enum theme settings_theme(void);
void settings_next_theme(void);
/* Back to the defaults, keys too. */
void settings_reset(void);

#endif
