/* A name with what narrows it down, taken apart: for lesson_bind.c. */
#ifndef SLOWSHAKE_LESSON_NAMES_H
#define SLOWSHAKE_LESSON_NAMES_H

#include "base/status.h"
#include "base/text.h"
#include "trace/trace.h"

struct lesson_name {
	enum actor actor;        /* ACTOR_NONE: whoever */
	char name[80];
	char message[48];        /* "": any */
	unsigned nth;            /* from 1 */
	bool last;
};

/* Blanks around and doubled ones do not matter. */
struct lesson_name lesson_name_of(const char *text);
/* "client_hello" and "ClientHello" are the same. */
bool lesson_same_name(const char *a, const char *b);
/* "NOUN: there is no "WORD" HINT; did you mean NEAREST?" */
enum status lesson_unknown(struct error *err, const char *noun, const char *word, const char *const *names, size_t n);
enum status lesson_unknown_guess(struct error *err, const char *noun, const struct text_guess *guess);

/* The message that a step or unit is called by, "" if none. */
const char *lesson_message_of(const struct trace *t, step_id step);

#endif
