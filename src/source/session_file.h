/* Sessions in files, as OpenSSL writes them (PEM, SSL SESSION PARAMETERS; its sess_id reads them): what a client needs to go
 * on with one. Whoever has the file can read the connection that it is of: it is to be written for its owner alone. */
#ifndef SLOWSHAKE_SOURCE_SESSION_FILE_H
#define SLOWSHAKE_SOURCE_SESSION_FILE_H

#include "base/status.h"
#include "tls/keys/session_store.h"

/* Adds the session of the file's content to the store. `where` names it for errors, with the line: no block, a broken one, one
 * that is none of a session, or a session of TLS 1.3. OpenSSL names the server only where that has answered server_name: then the
 * session is taken for one with `server_name`. */
enum status session_file_read(struct bytes text, const char *where, const char *server_name, struct session_store *store,
			      struct error *err) MUST_USE;
void session_file_write(const struct stored_session *s, struct buf *out);

#endif
