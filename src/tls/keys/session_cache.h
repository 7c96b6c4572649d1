/* Master secrets of earlier handshakes in the same file, by session ID or ticket: for resumption. */
#ifndef SLOWSHAKE_TLS_SESSION_CACHE_H
#define SLOWSHAKE_TLS_SESSION_CACHE_H

#include "base/bytes.h"

struct session_cache;
struct session_cache *session_cache_new(void);
void session_cache_free(struct session_cache *c);
/* Others who read the same file and have caches of their own (source/capture/team.h). */
struct session_peers {
	void *ctx;
	uint64_t (*now)(void *ctx);                      /* how far this one has read */
	void (*tell)(void *ctx, struct bytes id, struct bytes master);   /* this one knows a new session */
	void (*catch_up)(void *ctx, struct session_cache *c);            /* before it looks: puts what the others found earlier */
};
void session_cache_share(struct session_cache *c, const struct session_peers *peers);
/* The latest that came for an id stays. False: nothing changed, or there are too many. */
bool session_cache_put(struct session_cache *c, struct bytes id, struct bytes master, uint64_t when);
/* A session of this one: the others are told. `c` may be NULL. */
void session_cache_remember(struct session_cache *c, struct bytes id, struct bytes master);
/* The master secret under this session ID or ticket; empty if it is not known. `c` may be NULL. */
struct bytes session_cache_find(struct session_cache *c, struct bytes id);

#endif
