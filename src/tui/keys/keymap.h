/* The user's keys: what the configuration puts in the place of the keys of the tables in
 * keys.c. There is one user, so it is one for all screens, set before they open. */
#ifndef SLOWSHAKE_TUI_KEYS_KEYMAP_H
#define SLOWSHAKE_TUI_KEYS_KEYMAP_H

#include "base/status.h"
#include "tui/keys/keys.h"

/* The keys that a row of a table has now: KEYS_PER_BINDING, 0 behind the last. */
const uint32_t *keymap_keys(const struct key_binding *b);

/* What a key does in a screen, in the pane that has the keys: CMD_NONE if nothing. */
enum command keymap_find(const struct key_table *t, uint32_t key, enum pane focus);
/* The same in keys_handshake. */
enum command keymap_command(uint32_t key, enum pane focus);
/* All keys of a binding: "Right l". */
void keymap_names(const struct key_binding *b, struct buf *out);

/* The name of that key, for sentences: keymap_word(t, c).s. */
struct key_word {
	char s[8];
};
struct key_word keymap_word(const struct key_table *t, enum command c);
/* Adds "Tab panes  " if the command has a key. */
void keymap_hint(struct buf *out, const struct key_table *t, enum command c, const char *word);

/* name: "next" in every screen that has it, "list.next" in one; "ladder.next" are keys that
 * hold in the ladder besides. value: names of keys, or "none". `line` is kept for what
 * keymap_check says. ST_USAGE with the sentence, and then nothing has changed. */
enum status keymap_set(const char *name, const char *value, unsigned line, struct error *err) MUST_USE;
/* After all were set: a key that two commands of a screen would have stays with one of them,
 * that of the user or of the earlier line; each is told. */
void keymap_check(void (*complain)(void *ctx, unsigned line, const char *sentence), void *ctx);
/* A line for each command and screen, as the configuration has it; "# " before the usual ones. */
void keymap_write(struct buf *out);
/* Back to the tables. */
void keymap_reset(void);

/* "next", "search-next"; NULL for what has no keys of its own. */
const char *keymap_name(enum command c);

#endif
