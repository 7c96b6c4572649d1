/* Sessions of earlier handshakes in the same file, by session ID or ticket: for resumption. */
#ifndef SLOWSHAKE_TLS_SESSION_CACHE_H
#define SLOWSHAKE_TLS_SESSION_CACHE_H

#include "tls/keys/saved_session.h"

enum { SESSIONS_MAX = 1 << 16 };

struct session_cache;
struct session_cache *session_cache_new(void);
void session_cache_free(struct session_cache *c);
/* Others who read the same file and have caches of their own (source/capture/team.h). */
struct session_peers {
	void *ctx;
	uint64_t (*now)(void *ctx);                      /* how far this one has read */
	void (*tell)(void *ctx, struct bytes id, struct bytes packed);   /* this one knows a new session */
	void (*catch_up)(void *ctx, struct session_cache *c);            /* before it looks: puts what the others found earlier */
	void (*left_out)(void *ctx);                     /* there was no room for one */
};
void session_cache_share(struct session_cache *c, const struct session_peers *peers);
/* As the others told it. The latest that came for an id stays. False: nothing changed, or there are too many. */
bool session_cache_put(struct session_cache *c, struct bytes id, struct bytes packed, uint64_t when);
/* Whether there was no room for one. `c` may be NULL. */
bool session_cache_left_out(const struct session_cache *c);
/* A session of this one: the others are told. `c` may be NULL. */
void session_cache_remember(struct session_cache *c, struct bytes id, const struct saved_session *s);
/* The session under this ID or ticket, valid until another is put; false: it is not known. `c` may be NULL. */
bool session_cache_find(struct session_cache *c, struct bytes id, struct saved_session *out);

#endif
