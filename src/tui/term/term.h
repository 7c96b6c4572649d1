/* The terminal: opened, written to cell by cell, read key by key, and restored
 * whatever happens. There is one; only term_ncurses.c knows ncurses. */
#ifndef SLOWSHAKE_TUI_TERM_TERM_H
#define SLOWSHAKE_TUI_TERM_TERM_H

#include "base/status.h"
#include "tui/term/grid.h"

/* ST_UNSUPPORTED with a line for people if there is no terminal that could do. */
enum status term_check(struct error *err) MUST_USE;
/* Takes the terminal over: alternate screen, keys one by one, signal handlers. */
enum status term_open(bool colour, struct error *err) MUST_USE;
/* Gives it back as it was, signal handlers too. May be called twice. */
void term_close(void);

/* The look of the roles anew, after tui_settings.theme has changed. */
void term_retheme(void);

void term_size(int *w, int *h);
/* Shows the grid (as large as the screen): only cells that changed are written,
 * all of them if `anew`. */
void term_blit(const struct grid *g, bool anew);
/* The next key, waiting at most timeout_ms (-1: for ever): TK_NONE if none came,
 * TK_RESIZE when the size changed or all must be drawn anew, TK_SIGNAL when a
 * signal asks to end. */
uint32_t term_key(int timeout_ms);
/* Mouse on or off (off when the terminal is opened, unless the settings say otherwise):
 * then it comes as keys_mouse. Stays off where the terminal has none. */
void term_mouse(bool on);
bool term_has_mouse(void);
/* Asks the terminal to put the text into the clipboard (OSC 52); many do, none says so. */
void term_copy(struct bytes text);
/* The signal that asked to end, 0 if none did. Stays after term_close. */
int term_signal(void);
/* The terminal is gone (input ended). */
bool term_gone(void);

#endif
