#include "out/export.h"

#include <string.h>

#include "base/file.h"
#include "out/html/html.h"
#include "out/keylog.h"
#include "out/pcapng.h"

static void write_pcapng(const struct trace *t, const struct page_options *page, struct buf *out)
{
	(void)page;
	pcapng_write(t, out);
}

static void write_keys(const struct trace *t, const struct page_options *page, struct buf *out)
{
	(void)page;
	keylog_lines(t, out);
}

static const struct {
	const char *suffix;
	void (*write)(const struct trace *t, const struct page_options *page, struct buf *out);
} formats[] = {
	{ ".pcapng", write_pcapng },
	{ ".keys", write_keys },
	{ ".html", html_write },
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
	return error_set(err, ST_USAGE, "--export %s: the name must end in .pcapng, .keys or .html", path);
}

void export_name(const char *path, unsigned n, struct buf *out)
{
	const char *suffix = formats[format_of(path)].suffix;

	buf_add(out, bytes_of(path, strlen(path) - strlen(suffix)));
	if (n)
		buf_printf(out, "-%u", n);
	buf_puts(out, suffix);
}

enum status export_write(const struct trace *t, const char *path, const struct page_options *page, struct error *err)
{
	struct buf content = { 0 };
	enum status st;

	formats[format_of(path)].write(t, page, &content);
	st = file_replace(path, buf_bytes(&content), err);
	buf_free(&content);
	return st;
}

enum status export_append_keys(const struct trace *t, const char *path, bool *open_to_others, struct error *err)
{
	struct buf content = { 0 };
	enum status st = ST_OK;

	*open_to_others = false;
	keylog_lines(t, &content);
	if (content.n)
		st = file_append(path, buf_bytes(&content), open_to_others, err);
	buf_free(&content);
	return st;
}
