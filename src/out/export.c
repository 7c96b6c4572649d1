#include "out/export.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "base/io.h"
#include "out/keylog.h"
#include "out/pcapng.h"

static const struct {
	const char *suffix;
	void (*write)(const struct trace *t, struct buf *out);
	mode_t mode;             /* both hold secrets: for the owner alone */
} formats[] = {
	{ ".pcapng", pcapng_write, 0600 },
	{ ".keys", keylog_lines, 0600 },
};

static int format_of(const char *path)
{
	size_t n = strlen(path);

	for (size_t i = 0; i < ARRAY_LEN(formats); i++) {
		size_t k = strlen(formats[i].suffix);

		if (n > k && strcmp(path + n - k, formats[i].suffix) == 0)
			return (int)i;
	}
	return -1;
}

enum status export_check(const char *path, struct error *err)
{
	if (format_of(path) >= 0)
		return ST_OK;
	return error_set(err, ST_USAGE, "--export %s: the name must end in .pcapng or .keys", path);
}

static enum status write_file(const char *path, int flags, mode_t mode, struct bytes content, struct error *err)
{
	int fd = open(path, flags | O_WRONLY | O_CREAT | O_CLOEXEC, mode);
	enum status st;

	if (fd < 0)
		return error_set(err, ST_IO, "%s: cannot be opened for writing: %s", path, strerror(errno));
	st = io_write(fd, content);
	if (st != ST_OK)
		error_set(err, st, "%s: cannot be written: %s", path, strerror(errno));
	if (close(fd) != 0 && st == ST_OK)
		st = error_set(err, ST_IO, "%s: cannot be written: %s", path, strerror(errno));
	return st;
}

enum status export_write(const struct trace *t, const char *path, unsigned n, struct error *err)
{
	int format = format_of(path);
	struct buf content = { 0 }, name = { 0 };
	const char *suffix = formats[format].suffix;
	enum status st;

	buf_add(&name, bytes_of(path, strlen(path) - strlen(suffix)));
	if (n)
		buf_printf(&name, "-%u", n);
	buf_puts(&name, suffix);
	formats[format].write(t, &content);
	st = write_file(buf_str(&name), O_TRUNC, formats[format].mode, buf_bytes(&content), err);
	buf_free(&content);
	buf_free(&name);
	return st;
}

enum status export_append_keys(const struct trace *t, const char *path, struct error *err)
{
	struct buf content = { 0 };
	enum status st = ST_OK;

	keylog_lines(t, &content);
	if (content.n)
		st = write_file(path, O_APPEND, 0600, buf_bytes(&content), err);
	buf_free(&content);
	return st;
}
