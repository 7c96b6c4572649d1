/* Non-blocking TCP sockets, and waiting for them. */
#ifndef SLOWSHAKE_SOURCE_LIVE_SOCKET_H
#define SLOWSHAKE_SOURCE_LIVE_SOCKET_H

#include <stdbool.h>

#include "source/live/address.h"

enum wait_result { WAIT_READY, WAIT_TIMEOUT, WAIT_STOP };

/* Waits until fd is readable (or writable), or stop_fd (-1: none) is readable. A
 * negative timeout waits without end. *waited_ms grows by the time it took. */
enum wait_result socket_wait(int fd, bool to_write, int stop_fd, int timeout_ms, int *waited_ms);

/* Starts to connect to one address after the other. Zero-initialise `c` but for
 * fd = -1; free with connecting_free. */
struct connecting {
	struct addrinfo *all, *next;
	int fd;                       /* under way, -1: none */
	struct error last;            /* why the one before did not work */
	bool refused;                 /* and that it was a reset that said so */
};
enum status connecting_start(struct connecting *c, const struct address *to, struct error *err) MUST_USE;
/* Waits up to timeout_ms. ST_OK: c->fd is connected (and now the caller's: set it to -1).
 * ST_MORE: not yet. ST_IO: no address works. ST_CLOSED: told to stop. */
enum status connecting_wait(struct connecting *c, const struct address *to, int stop_fd, int timeout_ms, int *waited_ms,
			    struct error *err) MUST_USE;
void connecting_free(struct connecting *c);

enum status socket_listen(const struct address *at, int *fd, struct error *err) MUST_USE;
/* ST_MORE: nobody is there. */
enum status socket_accept(int listener, int *fd, struct error *err) MUST_USE;
/* Adds the socket's own address, or its peer's. */
void socket_name(int fd, bool peer, struct buf *out);

#endif
