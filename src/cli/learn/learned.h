/* How far the learner got in each lesson: $XDG_STATE_HOME/slowshake/progress, or
 * ~/.local/state/slowshake/progress. A line a lesson:
 *
 *   ID STEP open|done MARKS        steps from 0; marks: a digit a question, or -
 *
 * Lines that cannot be read are kept as they are; a change is written to a new file,
 * synced, and renamed over the old one, so that nothing is lost half-way. */
#ifndef SLOWSHAKE_CLI_LEARN_LEARNED_H
#define SLOWSHAKE_CLI_LEARN_LEARNED_H

#include "lesson/state.h"

struct learned {
	char id[64];
	size_t step;
	bool done;
	char marks[128];        /* '0' + enum lesson_mark for each question, "" for none */
};

/* What is known of a lesson; zero if nothing is. ST_IO if the file cannot be read,
 * ST_DECODE with a sentence if it is damaged (what can be read is there). */
enum status learned_read(const char *id, struct learned *out, struct error *err) MUST_USE;
/* Keeps where the state stands; `done` stays once it was reached. ST_IO with the sentence. */
enum status learned_write(const struct lesson_state *s, struct error *err) MUST_USE;
/* Adds the folder that all of this is in, made if need be. ST_IO with the sentence. */
enum status learned_folder(struct buf *path, struct error *err) MUST_USE;
/* Of what the marks say. */
struct lesson_score learned_score(const struct learned *l);
/* Goes on where it was left: marks and step. */
void learned_resume(const struct learned *l, struct lesson_state *s);

#endif
