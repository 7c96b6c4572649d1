/* Why a handshake failed: a table of rules over its course and what the hellos said, the same for live connections and
 * captures. The first rule that holds speaks; none does where what happened has no cause that can be named. */
#ifndef SLOWSHAKE_TLS_CAUSE_H
#define SLOWSHAKE_TLS_CAUSE_H

#include "spec/causes.h"
#include "tls/cause/course.h"

struct connection;

/* `c`: offer and session as they stood at the end. Adds a sentence that ends with a full stop. */
enum cause cause_find(const struct connection *c, const struct course *k, struct buf *sentence);

/* The same for who takes part: what it knows stands in its trace. `end`: how the peer left; `not_tls`: as in a course. */
struct endpoint;
enum cause cause_of_endpoint(struct endpoint *ep, const struct course_end *end, const char *not_tls, struct buf *sentence);

/* Why the TCP connection did not come about: refused or not answered. `tries`: SYNs that were sent; 0: nobody counted them. */
void cause_of_tcp(enum cause cause, const char *server, unsigned tries, struct buf *sentence);

#endif
