/* The notes for the speaker, told to whoever follows in a second terminal (slowshake notes): never on the screen that is
 * projected, unless s asks for them. Of a lesson they are its own, of a handshake that is shown to a class what is to be said
 * of the event. The first line is when it began, in seconds since 1970; the last byte of each telling is a form feed. */
#ifndef SLOWSHAKE_TUI_NOTES_H
#define SLOWSHAKE_TUI_NOTES_H

#include <time.h>

#include "tui/lesson_screen.h"

enum { NOTES_FOLLOWERS = 4 };

struct notes {
	bool open;
	int waits;                   /* the socket, -1: there is none */
	time_t begun;
	int followers[NOTES_FOLLOWERS];
	size_t n;
	struct buf text;             /* what was told last */
};

/* `message` gets a sentence if another screen has the followers; where there is no place to meet nobody misses it. */
void notes_open(struct notes *n, char *message, size_t size);
/* All zero before: nothing happens. */
void notes_close(struct notes *n);
/* Looks who has come, and tells them and all others where the lesson is, if it moved on; or the handshake. */
void notes_tell_lesson(struct notes *n, struct lesson_screen *s);
void notes_tell_app(struct notes *n, struct app *a);

#endif
