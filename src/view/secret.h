/* Which values only the two parties may know: who learns one of them can read or
 * forge what the connection carries. */
#ifndef SLOWSHAKE_VIEW_SECRET_H
#define SLOWSHAKE_VIEW_SECRET_H

#include "trace/trace.h"

bool value_is_secret(const struct trace *t, value_id v);

#endif
