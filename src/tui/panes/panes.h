/* One function a pane: draws the state into a rectangle of the grid. */
#ifndef SLOWSHAKE_TUI_PANES_PANES_H
#define SLOWSHAKE_TUI_PANES_PANES_H

#include "tui/app.h"

enum { PANE_DELTA = 7, PANE_TIME = 29 };   /* columns of a duration in short, and of a time of day with a whole one */

/* Where everything stands on a screen. */
struct screen {
	struct rect panes[PANE_N];           /* w 0: not shown */
	int lines[3];                        /* rows of the frame above ladder, middle and why; -1: none */
	int divider;                         /* column between fields and bytes, -1: none */
	int bottom;                          /* row of the footer */
	struct rect origin;                  /* beside the explanation; w 0: not shown */
	int left;                            /* column between a ladder at the left and the rest; 0: none */
};
/* A frame without panes on a screen of h rows: a line below the header, and the footer. */
struct screen layout_frame(int h);
/* The panes of a handshake on a screen of w x h. */
struct screen layout_screen(int w, int h, enum pane focus, enum pane middle, bool zoom);
/* The same of a handshake without a lesson: from 110 columns on what a value is made of stands beside the explanation,
 * from 160 on the ladder at the left of it all. */
struct screen layout_app(int w, int h, enum pane focus, enum pane middle, bool zoom);
/* For a class: the ladder, a row apart, and one pane below. */
struct screen layout_present(int w, int h, enum pane middle);
/* Fields and bytes side by side in a rectangle, or `which` of them alone. */
void layout_split(struct screen *s, struct rect middle, enum pane which);

/* The columns that a ladder of w columns gives away for the times of messages, at its right; 0: none, as where nobody told them. */
int pane_ladder_times(const struct app *a, int w);
void pane_ladder_draw(struct app *a, struct grid *g, struct rect r);
void pane_fields_draw(struct app *a, struct grid *g, struct rect r);
void pane_hex_draw(struct app *a, struct grid *g, struct rect r);
void pane_origin_draw(struct app *a, struct grid *g, struct rect r);
void pane_why_draw(struct app *a, struct grid *g, struct rect r);
void frame_help_draw(struct app *a, struct grid *g);

/* For any screen. Lines of a frame; " title " in one of them or, where the keys go,
 * "[title]"; the keys of a table, or a sentence, in the last one. */
void frame_lines(struct grid *g, const struct screen *s);
/* The title of a pane of a handshake, in the line above it; divided: bytes stand beside fields. */
void frame_pane_title(struct app *a, struct grid *g, enum pane p, struct rect r, bool divided);
int frame_title(struct grid *g, int x, int y, int width, bool focus, enum role role, const char *title);
/* holds: which of WHEN_... */
void frame_keys(struct grid *g, int y, const struct key_table *t, unsigned holds);
/* What is longer than its pane: which of n rows is drawn first, where there is room for so many. No row stays empty that need not,
 * and top is as it was else. */
int scroll_bound(int top, int rows, int n);
/* The same, and row `at` is in sight. */
int scroll_top(int top, int rows, int n, int at);
/* Arrows at the right, where rows stand below or above. */
void scroll_arrows(struct grid *g, struct rect r, enum role role, int top, int n);
/* Lines of text, wrapped; returns how many rows they take, whether they fit or not. */
int frame_paragraphs(struct grid *g, struct rect r, const char *text);
int frame_paragraphs_in(struct grid *g, struct rect r, enum role role, const char *text);
void frame_message(struct grid *g, int y, const char *text);
/* The same, and for a class the key that was pressed, at its right. */
void frame_said(const struct app *a, struct grid *g, int y, const char *text);
/* The help that a table makes, and words that are explained under it (NULL: none); scrolled
 * to *top (which is put right); returns a page's rows. */
struct help_word {
	const char *word, *text;
};
int frame_help_keys_draw(struct grid *g, const struct key_table *t, const struct help_word *words, size_t n_words, int *top);

void frame_header(struct app *a, struct grid *g);
void frame_draw(struct app *a, struct grid *g, const struct screen *s);
void frame_too_small_draw(struct grid *g);

/* "[✓ OK]" for a verdict: sign, word and role; "" for none. */
const char *pane_verdict_sign(enum verdict v);
enum role pane_verdict_role(enum verdict v);
/* The hue of a party; ROLE_NORMAL for others. */
enum role pane_actor_role(enum actor a);
/* Of a leaf of a unit, by its place among them: its bytes and its name. */
enum role pane_field_role(const struct trace *t, field_id f);
/* Bytes a line of the hex pane, and whether text stands beside them. */
unsigned layout_hex_per_line(int columns, bool *with_text);

#endif
