/* What the files of key logs share: the table, and what is put into it. */
#ifndef SLOWSHAKE_SOURCE_CAPTURE_KEYLOG_INT_H
#define SLOWSHAKE_SOURCE_CAPTURE_KEYLOG_INT_H

#include "source/capture/keylog.h"

/* Whether another secret for this id came before, where there can be but one. */
bool keylog_disagrees(const struct keylog *k, enum keylog_label label, struct bytes id, struct bytes secret);
/* Copies both, unless they stand there already. NULL, or why they cannot be kept. */
const char *keylog_keep(struct keylog *k, enum keylog_label label, struct bytes id, struct bytes secret);

#endif
