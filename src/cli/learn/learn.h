/* A lesson in the terminal, or as linear text: for pipes, screen readers and tests. */
#ifndef SLOWSHAKE_CLI_LEARN_LEARN_H
#define SLOWSHAKE_CLI_LEARN_LEARN_H

#include "cli/options.h"
#include "lesson/lesson.h"

/* By its name, path or number, without problems; free it with lesson_free. */
enum status learn_load(const char *name, struct lesson **out, struct error *err) MUST_USE;
/* In the terminal. `list`: q goes back to a list. */
enum status learn_in_terminal(const char *name, const struct options *o, bool list, int *code, struct error *err) MUST_USE;
/* The same for a lesson that was made, on handshakes of another world, whose progress is not kept. */
enum status learn_made(const struct lesson *l, const struct lesson_world *w, const struct options *o, int *code, struct error *err) MUST_USE;
/* About the handshake in a capture: FILE or FILE#N. */
enum status learn_own(const struct options *o, bool tui, int *code, struct error *err) MUST_USE;
/* Whether that is what the word names. */
bool learn_is_capture(const char *word);
/* As text, from the step where the learner was left, to the end of the lesson or of the input.
 * Gives the exit code: EXIT_HANDSHAKE if it was not finished unattended. ST_IO with the sentence. */
enum status learn_plain(const struct lesson *l, const struct lesson_world *w, const struct options *o, int *code, struct error *err) MUST_USE;

/* Whether --export and --no-answers make sense. ST_USAGE with the sentence. */
enum status learn_page_check(const struct options *o, struct error *err) MUST_USE;
/* Writes the lesson as a page to all names of --export. ST_IO with the sentence. */
enum status learn_page(const struct lesson *l, const struct options *o, struct error *err) MUST_USE;

#endif
