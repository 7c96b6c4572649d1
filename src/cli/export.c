#include "cli/export.h"

#include <string.h>
#include <unistd.h>

#include "base/file.h"
#include "out/html/html.h"
#include "out/keylog.h"
#include "out/markdown.h"
#include "out/pcapng.h"
#include "tui/record.h"

static void write_pcapng(const struct trace *t, const struct export_options *o, struct buf *out)
{
	(void)o;
	pcapng_write(t, out);
}

static void write_keys(const struct trace *t, const struct export_options *o, struct buf *out)
{
	(void)o;
	keylog_lines(t, out);
}

static void write_page(const struct trace *t, const struct export_options *o, struct buf *out)
{
	html_write(t, &(struct page_options){ .with_secrets = o->with_secrets }, out);
}

static void write_markdown(const struct trace *t, const struct export_options *o, struct buf *out)
{
	markdown_write(t, o->with_secrets, out);
}

static void write_picture(const struct trace *t, const struct export_options *o, struct buf *out)
{
	if (o->picture && o->picture->n)
		buf_add(out, buf_bytes(o->picture));
	else
		record_picture(t, out);
}

static void write_cast(const struct trace *t, const struct export_options *o, struct buf *out)
{
	(void)o;
	record_cast(t, out);
}

static const struct {
	const char *suffix;
	void (*write)(const struct trace *t, const struct export_options *o, struct buf *out);
	bool draws;
} formats[] = {
	{ ".pcapng", write_pcapng, false },
	{ ".keys", write_keys, false },
	{ ".html", write_page, false },
	{ ".md", write_markdown, false },
	{ ".svg", write_picture, true },
	{ ".cast", write_cast, true },
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
	return error_set(err, ST_USAGE, "--export %s: the name must end in .pcapng, .keys, .html, .md, .svg or .cast", path);
}

enum status export_check_page(const char *path, const char *of, struct error *err)
{
	const int i = format_of(path);

	if (i >= 0 && formats[i].write == write_page)
		return ST_OK;
	return error_set(err, ST_USAGE, "--export %s: of %s a page can be written; the name must end in .html", path, of);
}

bool export_draws(const char *path)
{
	return formats[format_of(path)].draws;
}

void export_name(const char *path, unsigned n, struct buf *out)
{
	const char *suffix = formats[format_of(path)].suffix;

	buf_add(out, bytes_of(path, strlen(path) - strlen(suffix)));
	if (n)
		buf_printf(out, "-%u", n);
	buf_puts(out, suffix);
}

enum status export_write(const struct trace *t, const char *path, const struct export_options *o, struct error *err)
{
	struct buf content = { 0 };
	enum status st;

	formats[format_of(path)].write(t, o, &content);
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

enum status export_from_screen(const struct trace *t, const char *path, struct error *err)
{
	const struct export_options none = { .with_secrets = false };

	TRY(export_check(path, err));
	if (export_draws(path))
		return error_set(err, ST_USAGE, "%s: screens are drawn by --export on the command line alone", path);
	if (access(path, F_OK) == 0)
		return error_set(err, ST_USAGE, "%s is there already: choose another name", path);
	return export_write(t, path, &none, err);
}
