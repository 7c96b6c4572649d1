/* --session: the file in which a client keeps its session from one run to the next. */
#ifndef SLOWSHAKE_CLI_SESSION_KEEP_H
#define SLOWSHAKE_CLI_SESSION_KEEP_H

#include "base/status.h"
#include "tls/keys/session_store.h"

/* Adds the session of the file to the store, if it is one with this server; a file that is not there holds none. ST_IO with the
 * sentence. */
enum status session_keep_read(const char *path, struct session_store *store, const char *server_name, struct error *err) MUST_USE;
/* The file has the session with this server that the store kept last, for its owner alone. Without one, because the last was
 * ended by a fatal alert, it is removed: nobody may go on with that (RFC 5246 7.2.2). Says what it did. */
enum status session_keep_write(const char *path, const struct session_store *store, const char *server_name, struct error *err) MUST_USE;

#endif
