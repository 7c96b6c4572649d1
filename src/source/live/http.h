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

/* ---- requests whose head is complete ---- */

/* How long the head is, the empty line included. */
size_t http_head_size(struct bytes received);
/* GET or HEAD. */
bool http_reads(struct bytes request);
/* Whether it asks for that path, whatever its query. */
bool http_asks_for(struct bytes request, const char *path);
/* What the first field of that name (in lower case) says; empty if there is none. */
struct bytes http_field(struct bytes request, const char *name);
/* Whether the client wants to ask again over this connection (RFC 9112 9.3). */
bool http_keeps(struct bytes request);

struct http_reply {
	const char *status, *type;
	const char *fields;      /* further ones, each with its CRLF; NULL: none */
	struct bytes body;
	bool keep;               /* the connection stays open */
};
void http_reply(struct bytes request, const struct http_reply *r, struct buf *out);

#endif
