#include "base/file.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/io.h"

#define FRESH ".slowshake-"     /* between the name and six characters: a file that is being written */

enum { PIECE = 65536, FRESH_TAIL = 6 };

/* ---- reading ---- */

/* A pipe may have nobody who writes into it. */
static bool has_more(int fd, bool regular)
{
	struct pollfd p = { .fd = fd, .events = POLLIN };
	int ready;

	if (regular)
		return true;
	do
		ready = poll(&p, 1, FILE_PATIENCE_S * 1000);
	while (ready < 0 && errno == EINTR);
	return ready != 0;
}

static enum status read_all(int fd, const char *path, size_t most, file_take *take, void *ctx, struct error *err)
{
	static uint8_t piece[PIECE];
	size_t total = 0;
	struct stat s;
	bool regular = fstat(fd, &s) == 0 && S_ISREG(s.st_mode);

	if (!regular && most > FILE_MAX)
		most = FILE_MAX;
	for (;;) {
		ssize_t n;

		if (!has_more(fd, regular))
			return error_set(err, ST_IO, "%s: nothing came out of it for %d s", path, FILE_PATIENCE_S);
		n = read(fd, piece, PIECE);
		if (n < 0 && (errno == EINTR || errno == EAGAIN))
			continue;
		if (n < 0)
			return error_set(err, ST_IO, "%s: cannot be read: %s", path, strerror(errno));
		if (n == 0)
			return ST_OK;
		total += (size_t)n;
		if (total > most)
			return error_set(err, ST_IO, "%s: longer than %zu MiB, which no such file is", path, most >> 20);
		take(ctx, bytes_of(piece, (size_t)n));
	}
}

enum status file_read_pieces(const char *path, size_t most, file_take *take, void *ctx, struct error *err)
{
	/* without waiting for somebody who writes into a pipe */
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	enum status st;

	if (fd < 0)
		return error_set(err, ST_IO, "%s: cannot be opened: %s", path, strerror(errno));
	st = read_all(fd, path, most, take, ctx, err);
	close(fd);
	return st;
}

static void add_piece(void *ctx, struct bytes piece)
{
	buf_add(ctx, piece);
}

enum status file_read_most(const char *path, size_t most, struct buf *out, struct error *err)
{
	const size_t start = out->n;
	const enum status st = file_read_pieces(path, most, add_piece, out, err);

	if (st != ST_OK) {
		out->n = start;
		if (!start)
			buf_free(out);
	}
	return st;
}

enum status file_read(const char *path, struct buf *out, struct error *err)
{
	return file_read_most(path, FILE_MAX, out, err);
}

bool file_is_same(const char *a, const char *b)
{
	struct stat x, y;

	return stat(a, &x) == 0 && stat(b, &y) == 0 && x.st_dev == y.st_dev && x.st_ino == y.st_ino;
}

/* ---- writing ---- */

static enum status cannot_write(const char *path, struct error *err)
{
	return error_set(err, ST_IO, "%s: cannot be written: %s", path, strerror(errno));
}

/* What stands there may be replaced, or appended to. */
static enum status check_kind(const char *path, const struct stat *s, struct error *err)
{
	if (S_ISLNK(s->st_mode))
		return error_set(err, ST_IO, "%s: this is a symbolic link; write to the file itself, or remove the link", path);
	if (S_ISDIR(s->st_mode))
		return error_set(err, ST_IO, "%s: this is a directory", path);
	if (!S_ISREG(s->st_mode))
		return error_set(err, ST_IO, "%s: this is no regular file", path);
	if (s->st_uid != geteuid())
		return error_set(err, ST_IO, "%s: this file belongs to another user, and what is written holds secrets: choose another name", path);
	return ST_OK;
}

static enum status write_fresh(int fd, struct bytes content)
{
	enum status st = io_write(fd, content);

	if (st == ST_OK && fsync(fd) != 0)
		st = ST_IO;
	if (close(fd) != 0)
		st = ST_IO;
	return st;
}

/* Everything up to the last slash, "." if there is none. */
static void folder_of(const char *path, struct buf *out)
{
	const char *slash = strrchr(path, '/');

	if (!slash)
		buf_puts(out, ".");
	else
		buf_add(out, bytes_of(path, slash == path ? 1 : (size_t)(slash - path)));
}

/* The name itself is safe only then. */
static void sync_folder(const char *path)
{
	struct buf folder = { 0 };
	int fd;

	folder_of(path, &folder);
	fd = open(buf_str(&folder), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (fd >= 0) {
		(void)fsync(fd);
		close(fd);
	}
	buf_free(&folder);
}

enum status file_replace(const char *path, struct bytes content, struct error *err)
{
	struct buf fresh = { 0 };
	enum status st = ST_OK;
	struct stat s;
	int fd;

	if (lstat(path, &s) == 0)
		TRY(check_kind(path, &s, err));
	buf_printf(&fresh, "%s" FRESH "XXXXXX", path);
	fd = mkstemp((char *)fresh.p);      /* 0600, and no link is followed */
	if (fd < 0) {
		st = cannot_write(path, err);
		buf_free(&fresh);
		return st;
	}
	if (write_fresh(fd, content) != ST_OK || rename(buf_str(&fresh), path) != 0) {
		st = cannot_write(path, err);
		unlink(buf_str(&fresh));
	} else {
		sync_folder(path);
	}
	buf_free(&fresh);
	return st;
}

enum status file_make_folders(const char *path, struct error *err)
{
	struct buf part = { 0 };
	enum status st = ST_OK;

	for (size_t i = 1; st == ST_OK && (i == 1 || path[i - 1]); i++) {
		if (path[i] && path[i] != '/')
			continue;
		buf_clear(&part);
		buf_add(&part, bytes_of(path, i));
		if (mkdir(buf_str(&part), 0700) != 0 && errno != EEXIST && access(buf_str(&part), F_OK) != 0)
			st = error_set(err, ST_IO, "%s cannot be made: %s", buf_str(&part), strerror(errno));
		if (!path[i])
			break;
	}
	buf_free(&part);
	return st;
}

/* Only while no other can be at it. */
static void clean(const char *path)
{
	const char *slash = strrchr(path, '/'), *name = slash ? slash + 1 : path;
	const size_t n = strlen(name), tail = sizeof(FRESH) - 1 + FRESH_TAIL;
	struct buf folder = { 0 };
	struct dirent *e;
	DIR *d;

	folder_of(path, &folder);
	d = opendir(buf_str(&folder));
	while (d && (e = readdir(d)))
		if (strlen(e->d_name) == n + tail && memcmp(e->d_name, name, n) == 0 && memcmp(e->d_name + n, FRESH, sizeof(FRESH) - 1) == 0)
			(void)unlinkat(dirfd(d), e->d_name, 0);
	if (d)
		closedir(d);
	buf_free(&folder);
}

int file_hold(const char *path)
{
	struct buf folder = { 0 };
	int fd;

	folder_of(path, &folder);
	fd = open(buf_str(&folder), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	buf_free(&folder);
	while (fd >= 0 && flock(fd, LOCK_EX) != 0)
		if (errno != EINTR) {
			close(fd);
			return -1;
		}
	if (fd >= 0)
		clean(path);
	return fd;
}

void file_release(int held)
{
	if (held >= 0)
		close(held);
}

/* An own file, or a new one that nobody put a link in the way of. */
static int open_append(const char *path)
{
	int fd = open(path, O_WRONLY | O_APPEND | O_CLOEXEC | O_NONBLOCK);

	if (fd < 0 && errno == ENOENT)
		fd = open(path, O_WRONLY | O_APPEND | O_CLOEXEC | O_CREAT | O_EXCL | O_NOFOLLOW, 0600);
	return fd;
}

enum status file_append(const char *path, struct bytes lines, bool *open_to_others, struct error *err)
{
	int fd = open_append(path);
	struct stat s;
	enum status st;

	*open_to_others = false;
	if (fd < 0)
		return cannot_write(path, err);
	if (fstat(fd, &s) != 0) {
		st = cannot_write(path, err);
	} else {
		*open_to_others = (s.st_mode & 077) != 0;
		st = check_kind(path, &s, err);
		if (st == ST_OK && io_write(fd, lines) != ST_OK)
			st = cannot_write(path, err);
	}
	if (close(fd) != 0 && st == ST_OK)
		st = cannot_write(path, err);
	return st;
}
