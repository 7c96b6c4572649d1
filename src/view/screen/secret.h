/* Which values must stay between the parties that know them: what an eavesdropper
 * does not know and is random or keyed, or follows from what is (trace/knowledge.h).
 * Who learns one of them can read or forge what the connection carries. */
#ifndef SLOWSHAKE_VIEW_SCREEN_SECRET_H
#define SLOWSHAKE_VIEW_SCREEN_SECRET_H

#include "trace/trace.h"

bool secret_is(const struct trace *t, value_id v);

#endif
