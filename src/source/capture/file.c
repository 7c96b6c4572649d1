#include "source/capture/file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zlib.h>

#include "base/arena.h"
#include "source/capture/spool.h"

enum { WINDOW = 4 << 20, CHUNK = 256 << 10 };

/* The file as it is stored: mapped (window), read (buffer) or in memory (neither). */
struct stored {
	const uint8_t *p;        /* next byte */
	size_t have;
	uint64_t offset;         /* of p in the file */
	int fd;                  /* -1: in memory, or closed */
	bool mapped, ended, borrowed;   /* borrowed: the descriptor is another's */
	void *window;
	size_t window_n;
	uint8_t *buffer;
	size_t buffer_cap;
	uint64_t size;           /* 0: not known */
	struct spool *spool;     /* whose file it is, which still grows; NULL: none, or as it was */
	bool waiting;            /* at its end, for now */
};

struct capture_source {
	struct stored in;
	const char *name;        /* for errors */
	bool gzip, between;      /* between two members */
	z_stream z;
	uint8_t *out;            /* inflated, not yet read: f->p stands inside */
	size_t out_cap;
};

static enum status fail(struct capture_file *f, enum status st, const char *what)
{
	if (f->failed != ST_OK)
		return f->failed;
	f->failed = error_set(&f->error, st, "%s: %s", f->source->name, what);
	return st;
}

/* ---- as stored ---- */

static bool map_window(struct stored *s, size_t n)
{
	uint64_t page = (uint64_t)sysconf(_SC_PAGESIZE), start = s->offset / page * page;
	size_t before = (size_t)(s->offset - start), len = before + n > WINDOW ? before + n : WINDOW;

	if (s->window)
		munmap(s->window, s->window_n);
	s->window = NULL;
	if (len > s->size - start)
		len = (size_t)(s->size - start);
	s->window = mmap(NULL, len, PROT_READ, MAP_PRIVATE, s->fd, (off_t)start);
	if (s->window == MAP_FAILED) {
		s->window = NULL;
		s->have = 0;
		return false;
	}
	posix_madvise(s->window, len, POSIX_MADV_SEQUENTIAL);
	posix_madvise(s->window, len, POSIX_MADV_WILLNEED);
	s->window_n = len;
	s->p = (const uint8_t *)s->window + before;
	s->have = len - before;
	return true;
}

/* Keeps what is left and reads behind it until n bytes are there. */
static bool read_more(struct stored *s, size_t n)
{
	size_t cap = n > CHUNK ? n : CHUNK;

	if (s->buffer && s->have && s->p != s->buffer)
		memmove(s->buffer, s->p, s->have);
	if (cap > s->buffer_cap) {
		s->buffer = mem_realloc(s->buffer, cap);
		s->buffer_cap = cap;
	}
	s->p = s->buffer;
	while (s->have < n && !s->ended) {
		ssize_t got = read(s->fd, s->buffer + s->have, s->buffer_cap - s->have);

		if (got < 0 && errno == EINTR)
			continue;
		if (got < 0)
			return false;
		s->ended = got == 0;
		s->have += (size_t)got;
	}
	return true;
}

/* What came meanwhile belongs to it. */
static void grow(struct stored *s, size_t n)
{
	bool ended;

	s->size = spool_size(s->spool, &ended);
	s->waiting = !ended && s->size - s->offset < n;
}

/* As much of n bytes as there is; false: the system refused. */
static bool stored_need(struct stored *s, size_t n)
{
	s->waiting = false;
	if (s->have >= n || s->fd < 0)
		return true;
	if (!s->mapped)
		return read_more(s, n);
	if (s->spool)
		grow(s, n);
	return s->offset + s->have == s->size || map_window(s, n);
}

static void stored_take(struct stored *s, size_t n)
{
	s->p += n;
	s->have -= n;
	s->offset += n;
}

static void stored_close(struct stored *s)
{
	if (s->window)
		munmap(s->window, s->window_n);
	if (s->fd > STDIN_FILENO && !s->borrowed)
		close(s->fd);
	free(s->buffer);
}

/* ---- inflated ---- */

static bool gzip_begins(struct stored *s)
{
	return stored_need(s, 3) && s->have >= 3 && s->p[0] == 0x1f && s->p[1] == 0x8b && s->p[2] == 8;
}

/* One call of inflate; false: no more comes. */
static bool inflate_some(struct capture_file *f, size_t at)
{
	struct capture_source *src = f->source;
	struct stored *s = &src->in;
	int rc;

	if (src->between) {
		/* padding behind the last member is not an error */
		if (!gzip_begins(s))
			return false;
		inflateReset(&src->z);
		src->between = false;
	}
	if (!stored_need(s, 1)) {
		fail(f, ST_IO, strerror(errno));
		return false;
	}
	if (s->have == 0) {
		if (!s->waiting)
			fail(f, ST_MORE, "the gzip data ends early");
		return false;
	}
	src->z.next_in = (Bytef *)(uintptr_t)s->p;
	src->z.avail_in = s->have > CHUNK ? CHUNK : (uInt)s->have;
	src->z.next_out = src->out + at;
	src->z.avail_out = (uInt)(src->out_cap - at);
	rc = inflate(&src->z, Z_NO_FLUSH);
	stored_take(s, (size_t)(src->z.next_in - s->p));
	f->have += src->out_cap - at - src->z.avail_out;
	if (rc == Z_STREAM_END)
		src->between = true;
	else if (rc != Z_OK)
		fail(f, ST_DECODE, "the gzip data is damaged");
	return f->failed == ST_OK;
}

static void inflate_fill(struct capture_file *f, size_t n)
{
	struct capture_source *src = f->source;

	if (f->have)
		memmove(src->out, f->p, f->have);
	if (n > src->out_cap || !src->out) {
		src->out_cap = n > CHUNK ? n : CHUNK;
		src->out = mem_realloc(src->out, src->out_cap);
	}
	f->p = src->out;
	while (f->have < n && f->failed == ST_OK)
		if (!inflate_some(f, f->have))
			break;
}

/* ---- the file ---- */

/* What the reader took since the last call. */
static void catch_up(struct capture_file *f)
{
	if (!f->source->gzip && f->source->in.p)
		stored_take(&f->source->in, (size_t)(f->p - f->source->in.p));
}

bool capture_file_fill(struct capture_file *f, size_t n)
{
	struct stored *s = &f->source->in;

	if (n > CAPTURE_FILE_MAX || f->failed != ST_OK)
		return n <= f->have;
	if (f->source->gzip) {
		inflate_fill(f, n);
	} else {
		catch_up(f);
		if (!stored_need(s, n))
			fail(f, ST_IO, strerror(errno));
		f->p = s->p;
		f->have = s->have;
	}
	f->waiting = f->have < n && s->waiting;
	return f->have >= n;
}

/* A mapped file needs no reading of what is passed over. */
static bool seek(struct capture_file *f, uint64_t n)
{
	struct stored *s = &f->source->in;
	uint64_t left = s->size - s->offset, by = n < left ? n : left;

	s->offset += by;
	f->offset += by;
	s->p = f->p = NULL;
	s->have = 0;
	return by == n;
}

bool capture_file_pass(struct capture_file *f, uint64_t n)
{
	struct stored *s = &f->source->in;

	while (n > f->have) {
		n -= f->have;
		f->offset += f->have;
		f->p += f->have;
		f->have = 0;
		if (!f->source->gzip && s->mapped) {
			catch_up(f);
			return seek(f, n);
		}
		if (!capture_file_fill(f, 1))
			return false;
	}
	return capture_file_skip(f, n);
}

static void begin(struct capture_file *f)
{
	struct capture_source *src = f->source;

	if (gzip_begins(&src->in)) {
		src->gzip = true;
		/* 16: the gzip header and trailer, checked */
		if (inflateInit2(&src->z, 15 + 16) != Z_OK)
			abort();
		return;
	}
	f->p = src->in.p;
	f->have = src->in.have;
}

static void source_new(struct capture_file *f, const char *name)
{
	*f = (struct capture_file){ .source = mem_alloc(sizeof(*f->source)) };
	f->source->name = mem_strdup(name);
	f->source->in.fd = -1;
}

void capture_file_of_bytes(struct capture_file *f, struct bytes content)
{
	source_new(f, "the capture");
	f->source->in.p = content.p;
	f->source->in.have = content.n;
	f->source->in.size = content.n;
	begin(f);
}

void capture_file_of_spool(struct capture_file *f, struct spool *spool, bool follow)
{
	struct stored *s;
	bool ended;

	source_new(f, "standard input");
	s = &f->source->in;
	s->fd = spool_file(spool);
	s->mapped = s->borrowed = true;
	s->size = spool_size(spool, &ended);
	s->spool = follow ? spool : NULL;
	f->grows = follow;
	begin(f);
}

/* Of a pipe, which cannot be asked twice. */
static struct {
	uint8_t bytes[16];
	size_t n;
} peeked;

struct bytes capture_file_peek_standard(size_t n)
{
	ssize_t got = lseek(STDIN_FILENO, 0, SEEK_CUR) < 0 ? -1 : pread(STDIN_FILENO, peeked.bytes, n, lseek(STDIN_FILENO, 0, SEEK_CUR));

	if (got >= 0)
		return bytes_of(peeked.bytes, (size_t)got);   /* a file, which still has them */
	while (peeked.n < n) {
		got = read(STDIN_FILENO, peeked.bytes + peeked.n, n - peeked.n);
		if (got < 0 && errno == EINTR)
			continue;
		if (got <= 0)
			break;
		peeked.n += (size_t)got;
	}
	return bytes_of(peeked.bytes, peeked.n);
}

void capture_file_unpeek(struct buf *out)
{
	buf_add(out, bytes_of(peeked.bytes, peeked.n));
	peeked.n = 0;
}

static void take_peeked(struct stored *in)
{
	struct buf first = { 0 };

	capture_file_unpeek(&first);
	in->buffer = first.p;
	in->buffer_cap = first.cap;
	in->p = first.p;
	in->have = first.n;
}

enum status capture_file_open(struct capture_file *f, const char *path, struct error *err)
{
	bool standard = strcmp(path, "-") == 0;
	int fd = standard ? STDIN_FILENO : open(path, O_RDONLY | O_CLOEXEC);
	struct stat st;
	off_t at;

	if (fd < 0)
		return error_set(err, ST_IO, "%s: %s", path, strerror(errno));
	if (fstat(fd, &st) == 0 && S_ISDIR(st.st_mode)) {
		close(fd);
		return error_set(err, ST_IO, "%s: %s", path, strerror(EISDIR));
	}
	source_new(f, standard ? "standard input" : path);
	f->source->in.fd = fd;
	if (standard && peeked.n)
		take_peeked(&f->source->in);
	at = lseek(fd, 0, SEEK_CUR);
	if (S_ISREG(st.st_mode) && at >= 0 && st.st_size > at) {
		f->source->in.mapped = true;
		f->source->in.size = (uint64_t)st.st_size;
		f->source->in.offset = (uint64_t)at;
	}
	begin(f);
	return ST_OK;
}

void capture_file_close(struct capture_file *f)
{
	struct capture_source *src = f->source;

	if (!src)
		return;
	stored_close(&src->in);
	if (src->gzip)
		inflateEnd(&src->z);
	free(src->out);
	free((char *)(uintptr_t)src->name);
	free(src);
	*f = (struct capture_file){ 0 };
}

uint64_t capture_file_done(const struct capture_file *f)
{
	const struct capture_source *src = f->source;
	uint64_t here = src->in.offset;

	return src->gzip || !src->in.p ? here : here + (uint64_t)(f->p - src->in.p);
}

uint64_t capture_file_size(const struct capture_file *f)
{
	return f->grows ? 0 : f->source->in.size;
}
