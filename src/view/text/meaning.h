/* What a field of a trace means: the explanation of its name, in the place and the version in which it stands. */
#ifndef SLOWSHAKE_VIEW_TEXT_MEANING_H
#define SLOWSHAKE_VIEW_TEXT_MEANING_H

#include "trace/trace.h"
#include "view/text/explain.h"

/* A static entry, NULL if there is none. The content of a vector, or of a DER element, is what that is about. */
const struct explanation *meaning_of_field(const struct trace *t, field_id f);

#endif
