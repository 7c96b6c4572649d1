#define _GNU_SOURCE          /* MAP_ANONYMOUS, F_SETPIPE_SZ */
#define _DARWIN_C_SOURCE
#include "source/capture/team.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/io.h"
#include "tls/keys/session_cache.h"

enum { LOG_BYTES = 8 << 20, WORTH_BYTES = 4 << 20, USUAL_MAX = 4, PIPE_BYTES = 1 << 20, SENT_AT_ONCE = 1 << 15, PATIENCE_MS = 50 };

/* What a process tells the others: how far it is, and a log of sessions, which only grows. */
struct member {
	_Atomic uint64_t ticks;          /* pieces read; UINT64_MAX: it has ended */
	_Atomic uint64_t written;        /* bytes of `log` that can be read */
	uint8_t log[LOG_BYTES];
};

struct log_entry {
	uint64_t when;
	uint32_t n_id, n_packed;         /* these bytes follow */
};

/* Shared by all. */
struct shared {
	_Atomic bool broken;             /* one of them is dead: whoever sees this leaves */
	_Atomic bool left_out;           /* for a session there was no room: others may miss it */
	struct member members[];         /* of each */
};

struct team {
	unsigned n, rank, streams;
	uint64_t ticks;
	struct shared *shared;
	struct member *members;          /* in it, n of them */
	uint64_t read[TEAM_MAX];         /* of the others' logs */
	pid_t pids[TEAM_MAX], parent;    /* 0: it has ended */
	int pipes[TEAM_MAX];             /* rank 0: one for each of the others; others: [rank] */
	struct buf to_send;              /* not yet written */
	struct { struct buf b; size_t off; } received[TEAM_MAX];    /* of each: read, and used up to off */
};

/* Processors that nobody used during the last minute. */
static long idle_processors(void)
{
	double busy = 0;

	(void)getloadavg(&busy, 1);
	return sysconf(_SC_NPROCESSORS_ONLN) - (long)(busy + 0.5);
}

unsigned team_size(uint64_t bytes, bool keys)
{
	const char *wanted = getenv("SLOWSHAKE_PROCESSES");
	const bool given = wanted && *wanted;
	const long n = given ? atol(wanted) : bytes < WORTH_BYTES || !keys ? 1 : idle_processors(), most = given ? TEAM_MAX : USUAL_MAX;

	return (unsigned)(n < 1 ? 1 : n > most ? most : n);
}

static size_t shared_size(unsigned n)
{
	return sizeof(struct shared) + n * sizeof(struct member);
}

static void team_free(struct team *t)
{
	for (unsigned i = 0; i < t->n; i++) {
		if (t->pipes[i] >= 0)
			close(t->pipes[i]);
		buf_free(&t->received[i].b);
	}
	munmap(t->shared, shared_size(t->n));
	buf_free(&t->to_send);
	free(t);
}

/* In the new process: of all ends only the one that it writes to stays open. */
static void become(struct team *t, unsigned rank, int write_end)
{
	t->rank = rank;
	for (unsigned i = 1; i < rank; i++) {
		close(t->pipes[i]);
		t->pipes[i] = -1;
	}
	t->pipes[rank] = write_end;
}

static bool fork_one(struct team *t, unsigned rank)
{
	int ends[2];
	pid_t pid;

	if (pipe(ends) != 0)
		return false;
	pid = fork();
	if (pid < 0) {
		close(ends[0]);
		close(ends[1]);
		return false;
	}
	if (pid == 0) {
		close(ends[0]);
		become(t, rank, ends[1]);
		return true;
	}
	close(ends[1]);
#ifdef F_SETPIPE_SZ
	(void)fcntl(ends[0], F_SETPIPE_SZ, PIPE_BYTES);
#endif
	t->pids[rank] = pid;
	t->pipes[rank] = ends[0];
	return true;
}

static void dismiss(struct team *t)
{
	for (unsigned i = 1; i < t->n; i++)
		if (t->pids[i] > 0) {
			kill(t->pids[i], SIGTERM);
			waitpid(t->pids[i], NULL, 0);
		}
	team_free(t);
}

struct team *team_start(unsigned n)
{
	struct team *t = mem_alloc(sizeof(*t));
	struct shared *shared = mmap(NULL, shared_size(n), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);

	if (shared == MAP_FAILED) {
		free(t);
		return NULL;
	}
	*t = (struct team){ .n = n, .shared = shared, .members = shared->members, .parent = getpid() };
	for (unsigned i = 0; i < n; i++)
		t->pipes[i] = -1;
	fflush(stdout);
	fflush(stderr);
	for (unsigned i = 1; i < n && t->rank == 0; i++)
		if (!fork_one(t, i)) {
			dismiss(t);
			return NULL;
		}
	return t;
}

unsigned team_rank(const struct team *t)
{
	return t->rank;
}

unsigned team_next_owner(struct team *t)
{
	return t->streams++ % t->n;
}

/* ---- who is still there ---- */

/* Nobody listens any more, or something is broken: there is no more to do. */
static void leave(void)
{
	_exit(0);
}

static bool is_broken(const struct team *t)
{
	return atomic_load_explicit(&t->shared->broken, memory_order_relaxed);
}

/* Of rank 0: how many still run. One that did not end of its own accord breaks the team. */
static unsigned look_after(struct team *t)
{
	unsigned running = 0;
	int how;

	for (unsigned i = 1; i < t->n; i++) {
		if (t->pids[i] && waitpid(t->pids[i], &how, WNOHANG) == t->pids[i]) {
			t->pids[i] = 0;
			if (!WIFEXITED(how) || WEXITSTATUS(how))
				atomic_store(&t->shared->broken, true);
		}
		running += t->pids[i] != 0;
	}
	return running;
}

/* While a process waits for another: whether that one can still be expected to go on. Only
 * rank 0 learns of a death; the others ask whether it has, or is itself no more. */
static bool all_well(struct team *t)
{
	if (!t->rank)
		look_after(t);
	else if (is_broken(t) || getppid() != t->parent)
		leave();
	return !is_broken(t);
}

enum status team_check(const struct team *t, struct error *err)
{
	if (!is_broken(t))
		return ST_OK;
	return error_set(err, ST_IO, "a process that read a part of the file has ended before its time; with SLOWSHAKE_PROCESSES=1 one reads all of it");
}

static enum status broken(struct team *t, struct error *err)
{
	atomic_store(&t->shared->broken, true);
	return team_check(t, err);
}

/* ---- what is sent ---- */

static void send_all(struct team *t)
{
	if (io_write(t->pipes[t->rank], buf_bytes(&t->to_send)) != ST_OK)
		leave();
	buf_clear(&t->to_send);
}

void team_send(struct team *t, struct bytes text)
{
	buf_add_uint(&t->to_send, 4, text.n);
	buf_add(&t->to_send, text);
	if (t->to_send.n >= SENT_AT_ONCE)
		send_all(t);
}

/* At least n bytes that were not used yet. */
static enum status hear_until(struct team *t, unsigned rank, size_t n, struct error *err)
{
	struct buf *b = &t->received[rank].b;

	while (b->n - t->received[rank].off < n) {
		ssize_t got;

		/* it may itself wait for one that is dead */
		while (poll(&(struct pollfd){ .fd = t->pipes[rank], .events = POLLIN }, 1, PATIENCE_MS) == 0)
			if (!all_well(t))
				return team_check(t, err);
		buf_drop(b, t->received[rank].off);
		t->received[rank].off = 0;
		buf_reserve(b, SENT_AT_ONCE);
		got = read(t->pipes[rank], b->p + b->n, SENT_AT_ONCE);
		if (got < 0 && errno == EINTR)
			continue;
		if (got <= 0)
			return broken(t, err);
		b->n += (size_t)got;
	}
	return ST_OK;
}

enum status team_receive(struct team *t, unsigned rank, struct buf *out, struct error *err)
{
	size_t n;

	TRY(hear_until(t, rank, 4, err));
	n = (size_t)bytes_uint(bytes_of(t->received[rank].b.p + t->received[rank].off, 4));
	TRY(hear_until(t, rank, 4 + n, err));
	buf_add(out, bytes_of(t->received[rank].b.p + t->received[rank].off + 4, n));
	t->received[rank].off += 4 + n;
	return ST_OK;
}

/* ---- sessions ---- */

void team_tick(struct team *t)
{
	if (t->rank && is_broken(t))
		leave();
	atomic_store_explicit(&t->members[t->rank].ticks, t->ticks++, memory_order_release);
}

static uint64_t now(void *ctx)
{
	return ((struct team *)ctx)->ticks;
}

static void left_out(void *ctx)
{
	atomic_store_explicit(&((struct team *)ctx)->shared->left_out, true, memory_order_release);
}

/* If the log is full, only this process knows: a later resumption may then stay closed. */
static void tell(void *ctx, struct bytes id, struct bytes packed)
{
	struct team *t = ctx;
	struct member *m = &t->members[t->rank];
	uint64_t at = atomic_load_explicit(&m->written, memory_order_relaxed);
	struct log_entry e = { t->ticks, (uint32_t)id.n, (uint32_t)packed.n };

	if (sizeof(e) + id.n + packed.n > LOG_BYTES - at) {
		left_out(t);
		return;
	}
	memcpy(m->log + at, &e, sizeof(e));
	memcpy(m->log + at + sizeof(e), id.p, id.n);
	memcpy(m->log + at + sizeof(e) + id.n, packed.p, packed.n);
	atomic_store_explicit(&m->written, at + sizeof(e) + id.n + packed.n, memory_order_release);
}

/* In a team that is broken, in vain. */
static void wait_for(struct team *t, unsigned rank)
{
	const struct timespec moment = { 0, 50000 };

	while (atomic_load_explicit(&t->members[rank].ticks, memory_order_acquire) + 1 < t->ticks && all_well(t))
		nanosleep(&moment, NULL);
}

static void read_log(struct team *t, unsigned rank, struct session_cache *c)
{
	const struct member *m = &t->members[rank];
	uint64_t end = atomic_load_explicit(&m->written, memory_order_acquire);
	struct log_entry e;

	while (t->read[rank] < end) {
		const uint8_t *p = m->log + t->read[rank];

		memcpy(&e, p, sizeof(e));
		if (e.when >= t->ticks)
			break;
		(void)session_cache_put(c, bytes_of(p + sizeof(e), e.n_id), bytes_of(p + sizeof(e) + e.n_id, e.n_packed), e.when);
		t->read[rank] += sizeof(e) + e.n_id + e.n_packed;
	}
}

static void catch_up(void *ctx, struct session_cache *c)
{
	struct team *t = ctx;

	if (t->rank)
		send_all(t);             /* the first process may wait for it */
	for (unsigned i = 0; i < t->n; i++)
		if (i != t->rank) {
			wait_for(t, i);
			read_log(t, i, c);
		}
}

void team_share(struct team *t, struct session_cache *c)
{
	session_cache_share(c, &(struct session_peers){ t, now, tell, catch_up, left_out });
}

bool team_left_out(const struct team *t)
{
	return atomic_load_explicit(&t->shared->left_out, memory_order_acquire);
}

/* ---- the end ---- */

enum status team_end(struct team *t, struct error *err)
{
	const struct timespec moment = { 0, 1000000 };
	enum status st;

	atomic_store_explicit(&t->members[t->rank].ticks, UINT64_MAX - 1, memory_order_release);
	if (t->rank) {
		send_all(t);
		leave();
	}
	for (unsigned i = 1; i < t->n; i++) {
		close(t->pipes[i]);      /* whoever still writes has no reader */
		t->pipes[i] = -1;
	}
	while (look_after(t))
		nanosleep(&moment, NULL);
	st = team_check(t, err);
	team_free(t);
	return st;
}
