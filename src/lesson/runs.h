/* The handshakes of a lesson, each run when it is first asked for. */
#ifndef SLOWSHAKE_LESSON_RUNS_H
#define SLOWSHAKE_LESSON_RUNS_H

#include "lesson/lesson.h"

struct lesson_runs {
	const struct lesson *lesson;
	const struct lesson_world *world;
	struct feed *feeds[LESSON_MAX_RUNS];   /* owned */
};

void lesson_runs_init(struct lesson_runs *r, const struct lesson *l, const struct lesson_world *w);
void lesson_runs_free(struct lesson_runs *r);
/* The complete trace of run i; an unknown scenario or fault and the like is an error. */
enum status lesson_runs_get(struct lesson_runs *r, size_t i, struct feed **out, struct error *err) MUST_USE;
/* Scenario, fault and capture of a run by their names: reports what there is not. */
bool lesson_runs_check(const struct lesson *l, const struct lesson_run *run, const struct lesson_world *w, struct lesson_report *r);

#endif
