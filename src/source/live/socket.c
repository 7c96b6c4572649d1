#include "source/live/socket.h"

#include <errno.h>
#include <fcntl.h>
#include <netdb.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

static int64_t now_ms(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC, &ts);
	return (int64_t)ts.tv_sec * 1000 + ts.tv_nsec / 1000000;
}

enum wait_result socket_wait(int fd, bool to_write, int stop_fd, int timeout_ms, int *waited_ms)
{
	struct pollfd fds[2] = { { fd, to_write ? POLLOUT : POLLIN, 0 }, { stop_fd, POLLIN, 0 } };
	int64_t begin = now_ms(), spent = 0;
	int n;

	do {
		int left = timeout_ms < 0 ? -1 : spent < timeout_ms ? (int)(timeout_ms - spent) : 0;

		n = poll(fds, stop_fd >= 0 ? 2 : 1, left);
		spent = now_ms() - begin;
	} while (n < 0 && errno == EINTR);
	*waited_ms += (int)spent;
	if (stop_fd >= 0 && fds[1].revents)
		return WAIT_STOP;
	return n > 0 ? WAIT_READY : WAIT_TIMEOUT;
}

static void make_nonblocking(int fd)
{
	fcntl(fd, F_SETFL, fcntl(fd, F_GETFL) | O_NONBLOCK);
	fcntl(fd, F_SETFD, FD_CLOEXEC);
}

static enum status resolve(const struct address *a, int flags, struct addrinfo **out, struct error *err)
{
	struct addrinfo hints = { .ai_flags = flags | AI_NUMERICSERV, .ai_socktype = SOCK_STREAM };
	int rc = getaddrinfo(*a->host ? a->host : "127.0.0.1", a->port, &hints, out);

	if (rc == 0)
		return ST_OK;
	return error_set(err, ST_IO, "%s: the address cannot be found: %s", a->host,
			 rc == EAI_SYSTEM ? strerror(errno) : gai_strerror(rc));
}

enum status connecting_start(struct connecting *c, const struct address *to, struct error *err)
{
	TRY(resolve(to, 0, &c->all, err));
	c->next = c->all;
	return ST_OK;
}

static enum status failed_at(const struct address *at, const char *what, int problem, struct error *err)
{
	struct address a = *at;
	struct buf where = { 0 };

	if (!*a.host)
		strcpy(a.host, "127.0.0.1");
	address_write(&a, &where);
	error_set(err, ST_IO, "%s: %s: %s", buf_str(&where), what, strerror(problem));
	buf_free(&where);
	return ST_IO;
}

/* Begins with the next address; false when there is none left. */
static bool connect_next(struct connecting *c, const struct address *to)
{
	while (c->next) {
		struct addrinfo *ai = c->next;

		c->next = ai->ai_next;
		c->fd = socket(ai->ai_family, ai->ai_socktype, ai->ai_protocol);
		if (c->fd >= 0) {
			make_nonblocking(c->fd);
			if (connect(c->fd, ai->ai_addr, ai->ai_addrlen) == 0 || errno == EINPROGRESS)
				return true;
		}
		c->refused = errno == ECONNREFUSED;
		failed_at(to, "no connection", errno, &c->last);
		if (c->fd >= 0)
			close(c->fd);
		c->fd = -1;
	}
	return false;
}

enum status connecting_wait(struct connecting *c, const struct address *to, int stop_fd, int timeout_ms, int *waited_ms,
			    struct error *err)
{
	int problem = 0;
	socklen_t len = sizeof(problem);

	if (c->fd < 0 && !connect_next(c, to)) {
		*err = c->last;
		return ST_IO;
	}
	switch (socket_wait(c->fd, true, stop_fd, timeout_ms, waited_ms)) {
	case WAIT_STOP: return ST_CLOSED;
	case WAIT_TIMEOUT: return ST_MORE;
	case WAIT_READY: break;
	}
	if (getsockopt(c->fd, SOL_SOCKET, SO_ERROR, &problem, &len) == 0 && problem == 0) {
		int one = 1;

		setsockopt(c->fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof(one));
		return ST_OK;
	}
	c->refused = problem == ECONNREFUSED;
	failed_at(to, "no connection", problem ? problem : errno, &c->last);
	close(c->fd);
	c->fd = -1;
	return ST_MORE;
}

void connecting_free(struct connecting *c)
{
	if (c->fd >= 0)
		close(c->fd);
	if (c->all)
		freeaddrinfo(c->all);
	*c = (struct connecting){ .fd = -1 };
}

enum status socket_listen(const struct address *at, int *out, struct error *err)
{
	struct addrinfo *ai;
	int one = 1, fd;
	enum status st = ST_OK;

	TRY(resolve(at, AI_PASSIVE, &ai, err));
	fd = socket(ai->ai_family, ai->ai_socktype, ai->ai_protocol);
	if (fd >= 0) {
		make_nonblocking(fd);
		setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &one, sizeof(one));
	}
	if (fd < 0 || bind(fd, ai->ai_addr, ai->ai_addrlen) != 0 || listen(fd, SOMAXCONN) != 0) {
		st = failed_at(at, "cannot listen there", errno, err);
		if (fd >= 0)
			close(fd);
	}
	freeaddrinfo(ai);
	*out = fd;
	return st;
}

enum status socket_accept(int listener, int *out, struct error *err)
{
	int one = 1, fd = accept(listener, NULL, NULL);

	if (fd < 0) {
		/* a client that was gone before it was accepted is no client */
		if (errno == EAGAIN || errno == EWOULDBLOCK || errno == EINTR || errno == ECONNABORTED || errno == EPROTO)
			return ST_MORE;
		return error_set(err, ST_IO, "the next client cannot be accepted: %s", strerror(errno));
	}
	make_nonblocking(fd);
	setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof(one));
	*out = fd;
	return ST_OK;
}

void socket_name(int fd, bool peer, struct buf *out)
{
	struct sockaddr_storage ss;
	socklen_t len = sizeof(ss);
	struct sockaddr *sa = (struct sockaddr *)&ss;

	if ((peer ? getpeername(fd, sa, &len) : getsockname(fd, sa, &len)) == 0)
		address_format(sa, len, out);
	else
		buf_puts(out, "unknown");
}
