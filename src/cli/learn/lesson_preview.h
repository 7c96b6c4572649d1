/* slowshake lesson preview: a lesson that is shown anew whenever its file is saved. */
#ifndef SLOWSHAKE_CLI_LEARN_LESSON_PREVIEW_H
#define SLOWSHAKE_CLI_LEARN_LESSON_PREVIEW_H

#include "cli/options.h"

/* Until the user leaves it. Progress is neither read nor kept. */
enum status lesson_preview(const char *path, const struct options *o, int *code, struct error *err) MUST_USE;

#endif
