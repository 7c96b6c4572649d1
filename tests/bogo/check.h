/* What must have come of a connection, by the flags, and why it failed, in words that the runner knows. */
#ifndef SLOWSHAKE_TESTS_BOGO_CHECK_H
#define SLOWSHAKE_TESTS_BOGO_CHECK_H

#include "options.h"
#include "tls/endpoint.h"
#include "trace/trace.h"

enum { BOGO_SENT_ALERT = 30 };                    /* decompression_failure: the one that the runner waits for */

/* When the handshake is over, and when the connection is. False: something is otherwise, which stderr has. */
bool bogo_check(const struct bogo_options *o, const struct endpoint *ep, bool resumes);
bool bogo_check_end(const struct bogo_options *o, const struct endpoint *ep);
/* Client: its early data went out and was taken; was not taken. */
bool bogo_early_sent(const struct endpoint *ep);
bool bogo_early_refused(const struct endpoint *ep);
/* Server: it has taken some, and may speak though the client has not finished. */
bool bogo_speaks_early(const struct endpoint *ep);
/* What was not taken is not sent again: the runner wants to see what its flags for that say. */
void bogo_early_drop(struct endpoint *ep);

/* It failed by what is not done here, which no flag says: a ClientHello of SSL 2.0. */
bool bogo_is_undone(const struct trace *t);
/* Why the connection failed: the alert that came, or the check that did not hold. */
void bogo_say_failure(const struct trace *t);

#endif
