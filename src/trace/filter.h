/* Which handshakes of a capture are wanted, as a small expression:
 *
 *   outcome=failed and server~example
 *   (alert=unknown_ca or cause=name_differs) and not resumed
 *
 * A name and a value with = (is), != (is not), ~ (holds), !~ (does not hold), for numbers also < <= > >=; a name alone: yes.
 * Between them and, or, not, brackets. Letters of either case are alike. A value with blanks stands in double quotes. */
#ifndef SLOWSHAKE_TRACE_FILTER_H
#define SLOWSHAKE_TRACE_FILTER_H

#include "base/status.h"
#include "trace/handshake.h"

struct filter;
/* ST_USAGE with the sentence, that has `where` in front. */
enum status filter_new(const char *text, const char *where, struct filter **out, struct error *err) MUST_USE;
void filter_free(struct filter *f);
/* `h` NULL: a stream without a handshake. A filter that is NULL holds for all. */
bool filter_holds(const struct filter *f, const struct stream_summary *s, const struct handshake_summary *h);
/* "stream, client, server, ..." */
void filter_names(struct buf *out);

#endif
