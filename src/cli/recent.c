#include "cli/recent.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/file.h"
#include "base/textfile.h"
#include "cli/learn/learned.h"

/* The file; false if there is no place for it. */
static bool place(struct buf *out)
{
	struct error ignored;

	if (learned_folder(out, &ignored) != ST_OK)
		return false;
	buf_puts(out, "/recent");
	return true;
}

static char *copy_of(struct bytes line)
{
	char *out = mem_alloc(line.n + 1);

	memcpy(out, line.p, line.n);
	out[line.n] = 0;
	return out;
}

static size_t read_lines(struct bytes rest, char *out[RECENT_MOST])
{
	struct bytes line;
	size_t n = 0;

	while (n < RECENT_MOST && textfile_line(&rest, &line))
		if (line.n && *line.p == '/' && !memchr(line.p, 0, line.n))
			out[n++] = copy_of(line);
	return n;
}

static size_t read_all(const char *at, char *out[RECENT_MOST])
{
	struct buf file = { 0 };
	struct error ignored;
	size_t n = 0;

	if (access(at, F_OK) == 0 && file_read(at, &file, &ignored) == ST_OK)
		n = read_lines(buf_bytes(&file), out);
	buf_free(&file);
	return n;
}

size_t recent_read(char *out[RECENT_MOST])
{
	char *all[RECENT_MOST];
	struct buf at = { 0 };
	const size_t of = place(&at) ? read_all(buf_str(&at), all) : 0;
	size_t n = 0;

	buf_free(&at);
	for (size_t i = 0; i < of; i++)
		if (access(all[i], F_OK) == 0)
			out[n++] = all[i];
		else
			free(all[i]);
	return n;
}

/* All of them but `path`, which comes first if it is wanted. */
static void write_held(const char *at, const char *path, bool wanted)
{
	char *all[RECENT_MOST];
	const size_t n = read_all(at, all);
	size_t written = wanted;
	struct buf text = { 0 };
	struct error ignored;

	if (wanted)
		buf_printf(&text, "%s\n", path);
	for (size_t i = 0; i < n; i++) {
		if (strcmp(all[i], path) != 0 && written < RECENT_MOST) {
			buf_printf(&text, "%s\n", all[i]);
			written++;
		}
		free(all[i]);
	}
	if (file_replace(at, buf_bytes(&text), &ignored) != ST_OK)
		buf_clear(&text);       /* it is a help, and no more: what cannot be kept is typed again */
	buf_free(&text);
}

/* Two may open a capture at once. */
static void write_anew(const char *path, bool wanted)
{
	struct buf at = { 0 };

	if (place(&at)) {
		const int held = file_hold(buf_str(&at));

		write_held(buf_str(&at), path, wanted);
		file_release(held);
	}
	buf_free(&at);
}

void recent_add(const char *path)
{
	const char *number = strrchr(path, '#');
	char *file = copy_of(bytes_of(path, number && access(path, F_OK) != 0 ? (size_t)(number - path) : strlen(path)));
	char *whole = strcmp(file, "-") == 0 ? NULL : realpath(file, NULL);

	if (whole && !strpbrk(whole, "\n\r"))
		write_anew(whole, true);
	free(whole);
	free(file);
}

void recent_forget(const char *path)
{
	write_anew(path, false);
}
