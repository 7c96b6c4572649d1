#include "source/capture/spool.h"

#include <errno.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/io.h"
#include "base/text.h"

enum { PIECE = 64 << 10 };

struct spool {
	int in, file, stop[2];           /* stop: a byte in it ends the thread */
	pthread_t thread;
	pthread_mutex_t lock;            /* of what follows */
	pthread_cond_t grew;
	uint64_t size;
	bool ended;
	int problem;                     /* errno; 0: none */
	const char *what;                /* it was about */
};

static void tell(struct spool *s, size_t n, bool ended, int problem, const char *what)
{
	pthread_mutex_lock(&s->lock);
	s->size += n;
	s->ended = ended;
	s->problem = problem;
	s->what = what;
	pthread_cond_broadcast(&s->grew);
	pthread_mutex_unlock(&s->lock);
}

/* One reading; false: it was the last. */
static bool take(struct spool *s, uint8_t *piece)
{
	struct pollfd fds[2] = { { s->in, POLLIN, 0 }, { s->stop[0], POLLIN, 0 } };
	ssize_t n;

	if (poll(fds, 2, -1) < 0 && errno == EINTR)
		return true;
	if (fds[1].revents)
		return false;
	n = read(s->in, piece, PIECE);
	if (n < 0 && (errno == EINTR || errno == EAGAIN))
		return true;
	if (n <= 0)
		tell(s, 0, true, n < 0 ? errno : 0, "standard input cannot be read");
	else if (io_write(s->file, bytes_of(piece, (size_t)n)) != ST_OK)
		tell(s, 0, true, errno, "what comes from standard input cannot be kept");
	else
		tell(s, (size_t)n, false, 0, NULL);
	return n > 0 && !s->ended;
}

static void *keep(void *ctx)
{
	uint8_t *piece = mem_alloc(PIECE);

	while (take(ctx, piece))
		continue;
	free(piece);
	return NULL;
}

static void name_of_file(struct buf *out)
{
	const char *folder = getenv("TMPDIR");

	buf_printf(out, "%s/slowshake.XXXXXX", folder && *folder ? folder : "/tmp");
}

static int file_without_name(void)
{
	struct buf name = { 0 };
	int fd;

	name_of_file(&name);
	buf_str(&name);
	fd = mkstemp((char *)name.p);
	if (fd >= 0)
		unlink((char *)name.p);
	buf_free(&name);
	return fd;
}

/* Signals are for the thread that shows something. */
static int start_thread(struct spool *s)
{
	sigset_t all, before;
	int problem;

	sigfillset(&all);
	pthread_sigmask(SIG_SETMASK, &all, &before);
	problem = pthread_create(&s->thread, NULL, keep, s);
	pthread_sigmask(SIG_SETMASK, &before, NULL);
	return problem;
}

static void close_all(struct spool *s)
{
	close(s->in);
	if (s->file >= 0)
		close(s->file);
	close(s->stop[0]);
	close(s->stop[1]);
	free(s);
}

enum status spool_start(int fd, struct bytes first, struct spool **out, struct error *err)
{
	struct spool *s = mem_alloc(sizeof(*s));
	pthread_condattr_t clock;
	int problem = 0;

	s->in = fd;
	s->stop[0] = s->stop[1] = -1;
	s->file = file_without_name();
	if (s->file < 0 || pipe(s->stop) != 0 || io_write(s->file, first) != ST_OK)
		problem = errno;
	s->size = first.n;
	pthread_mutex_init(&s->lock, NULL);
	pthread_condattr_init(&clock);
	pthread_condattr_setclock(&clock, CLOCK_MONOTONIC);
	pthread_cond_init(&s->grew, &clock);
	pthread_condattr_destroy(&clock);
	if (!problem)
		problem = start_thread(s);
	if (problem) {
		close_all(s);
		return error_set(err, ST_IO, "what comes from standard input cannot be kept: %s", strerror(problem));
	}
	*out = s;
	return ST_OK;
}

void spool_free(struct spool *s)
{
	if (!s)
		return;
	(void)!write(s->stop[1], "", 1);
	pthread_join(s->thread, NULL);
	pthread_cond_destroy(&s->grew);
	pthread_mutex_destroy(&s->lock);
	close_all(s);
}

int spool_file(const struct spool *s)
{
	return s->file;
}

uint64_t spool_size(struct spool *s, bool *ended)
{
	uint64_t size;

	pthread_mutex_lock(&s->lock);
	size = s->size;
	*ended = s->ended;
	pthread_mutex_unlock(&s->lock);
	return size;
}

static struct timespec in_ms(int ms)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	t.tv_sec += ms / 1000;
	t.tv_nsec += ms % 1000 * 1000000L;
	if (t.tv_nsec >= 1000000000L) {
		t.tv_sec++;
		t.tv_nsec -= 1000000000L;
	}
	return t;
}

bool spool_wait(struct spool *s, uint64_t size, int timeout_ms)
{
	const struct timespec until = in_ms(timeout_ms);
	bool there;
	int rc = 0;

	pthread_mutex_lock(&s->lock);
	while (s->size <= size && !s->ended && rc == 0)
		rc = pthread_cond_timedwait(&s->grew, &s->lock, &until);
	there = s->size > size || s->ended;
	pthread_mutex_unlock(&s->lock);
	return there;
}

enum status spool_failed(struct spool *s, struct error *err)
{
	enum status st = ST_OK;

	pthread_mutex_lock(&s->lock);
	if (s->problem)
		st = error_set(err, ST_IO, "%s: %s", s->what, strerror(s->problem));
	pthread_mutex_unlock(&s->lock);
	return st;
}
