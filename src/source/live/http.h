/* As much of HTTP/1.1 (RFC 9112) as a request and an answer need that both end. */
#ifndef SLOWSHAKE_SOURCE_LIVE_HTTP_H
#define SLOWSHAKE_SOURCE_LIVE_HTTP_H

#include "base/bytes.h"

/* Adds a GET for that path ("" is the root; a fragment is left out), after which the server closes. */
void http_request(const char *host, const char *port, const char *path, struct buf *out);

/* Whether what came is a request: no; so far it may be one; its head is complete. */
enum http_come { HTTP_NOT, HTTP_PART, HTTP_WHOLE };
enum http_come http_came(struct bytes received);

/* Whether bytes that came instead of TLS are of HTTP: a request, an answer, or the page that some send bare. */
bool http_speaks(struct bytes first);

/* Adds the answer to a request that is there: a page of text whose length is told, after which we close. To HEAD without
 * the page (RFC 9110 9.3.2). */
void http_answer(struct bytes request, struct bytes page, struct buf *out);

#endif
