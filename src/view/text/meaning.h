/* What a field of a trace means: the explanation of its name, in the place and the version in which it stands, and of what its value names. */
#ifndef SLOWSHAKE_VIEW_TEXT_MEANING_H
#define SLOWSHAKE_VIEW_TEXT_MEANING_H

#include "trace/trace.h"
#include "view/text/explain.h"

/* A static entry, NULL if there is none. The content of a vector, or of a DER element, is what that is about. */
const struct explanation *meaning_of_field(const struct trace *t, field_id f);

/* It is the entry of one version, with a section of its own: that which the layout names is another version's then. NULL is none. */
bool meaning_of_version(const struct explanation *e);

enum { MEANINGS_MAX = 3 };
/* What its value means, or that of the leaf that tells what it is, where that is the code of something or an object identifier. Writes them
 * to `out`, returns how many: a cipher suite has several parts. */
size_t meaning_of_value(const struct trace *t, field_id f, const struct explanation *out[MEANINGS_MAX]);

#endif
