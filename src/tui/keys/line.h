/* A line that is typed: edited as in a shell. Zero-initialise; it owns nothing. */
#ifndef SLOWSHAKE_TUI_KEYS_LINE_H
#define SLOWSHAKE_TUI_KEYS_LINE_H

#include <stddef.h>
#include <stdint.h>

struct line {
	char text[256];     /* UTF-8, without control characters */
	size_t at;          /* the cursor, in bytes */
};

enum line_state { LINE_MOVED, LINE_CHANGED, LINE_DONE, LINE_GIVEN_UP, LINE_OTHER };

void line_set(struct line *l, const char *text);
/* Left, Right, Home, End, ^A ^E ^U ^K ^W, Backspace, ^D and characters; Enter and Esc end it, and so does Backspace where
 * nothing stands. LINE_OTHER: the key is not for a line. */
enum line_state line_key(struct line *l, uint32_t key);

#endif
