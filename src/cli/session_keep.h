/* --session: the file in which a client keeps its session from one run to the next. */
#ifndef SLOWSHAKE_CLI_SESSION_KEEP_H
#define SLOWSHAKE_CLI_SESSION_KEEP_H

#include "base/status.h"
#include "tls/keys/session_store.h"

struct session_keep {
	const char *path, *server_name;            /* borrowed; path NULL: nothing is kept */
	struct session_store *store;
	struct buf before;                         /* the session with this server, as the file had it; n 0: it had none */
};

/* Adds the session of the file to the store, if it is one with this server; a file that is not there holds none. ST_IO with the
 * sentence. */
enum status session_keep_open(struct session_keep *k, struct error *err) MUST_USE;
/* The file has the session with this server that the store kept last, for its owner alone. It is removed, if its session is gone from
 * the store: that was ended by a fatal alert, and nobody may go on with it (RFC 5246 7.2.2). Says what it did; frees. */
enum status session_keep_close(struct session_keep *k, struct error *err) MUST_USE;

#endif
