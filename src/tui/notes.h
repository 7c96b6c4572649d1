/* The notes for the speaker, told to whoever follows in a second terminal (slowshake notes): never on the screen that is
 * projected, unless s asks for them. */
#ifndef SLOWSHAKE_TUI_NOTES_H
#define SLOWSHAKE_TUI_NOTES_H

#include "tui/lesson_screen.h"

enum { NOTES_FOLLOWERS = 4 };

struct notes {
	int waits;                   /* the socket, -1: there is none */
	int followers[NOTES_FOLLOWERS];
	size_t n;
	struct buf text;             /* what was told last */
};

void notes_open(struct notes *n);
void notes_close(struct notes *n);
/* Looks who has come, and tells them and all others where the lesson is, if it moved on. */
void notes_tell(struct notes *n, struct lesson_screen *s);

#endif
