/* What lessons run on: the simulation, and a capture of it seen from outside. */
#ifndef SLOWSHAKE_CLI_LEARN_LESSON_RUN_H
#define SLOWSHAKE_CLI_LEARN_LESSON_RUN_H

#include "lesson/lesson.h"

extern const struct lesson_world lesson_world;

#endif
