#include "cli/config.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "cli/say.h"
#include "base/file.h"
#include "base/textfile.h"
#include "tui/settings.h"

enum { MAX_SIZE = 1 << 20 };

static bool path_of(struct buf *out)
{
	const char *config = getenv("XDG_CONFIG_HOME"), *home = getenv("HOME");

	if (config && *config == '/')
		buf_printf(out, "%s/slowshake/config", config);
	else if (home && *home)
		buf_printf(out, "%s/.config/slowshake/config", home);
	return out->n > 0;
}

static void tell(void *ctx, const char *sentence)
{
	(void)ctx;
	say_error(sentence);
}

/* False if there is none. What is no file of a usual size is told, not waited for. */
static bool is_there(const char *path, enum status *st, struct error *err)
{
	struct stat s;

	*st = ST_OK;
	if (stat(path, &s) != 0) {
		if (errno == ENOENT || errno == ENOTDIR)
			return false;
		*st = error_set(err, ST_IO, "%s: cannot be opened: %s", path, strerror(errno));
	} else if (S_ISFIFO(s.st_mode) || S_ISSOCK(s.st_mode) || S_ISDIR(s.st_mode)) {
		*st = error_set(err, ST_IO, "%s: this is no file", path);
	} else if (s.st_size > MAX_SIZE) {
		*st = error_set(err, ST_IO, "%s: longer than %d MiB, which no such file is", path, MAX_SIZE >> 20);
	}
	return true;
}

static void read_file(const char *path)
{
	struct buf content = { 0 };
	struct error err;
	enum status st;

	if (!is_there(path, &st, &err))
		return;
	if (st == ST_OK)
		st = file_read(path, &content, &err);
	if (st == ST_OK)
		settings_read(buf_bytes(&content), path, tell, NULL);
	if (st != ST_OK) {
		say_error(err.text);
		tui_settings.wrong++;
	}
	buf_free(&content);
}

/* ---- writing ---- */

/* What is at the end of the links, and the mode that it has; a new file is for its owner. */
static enum status find_file(struct buf *path, mode_t *mode, struct error *err)
{
	const char *slash = strrchr(buf_str(path), '/');
	struct buf folder = { 0 };
	struct stat s;
	char *real;
	enum status st;

	buf_add(&folder, bytes_of(path->p, (size_t)(slash - buf_str(path))));
	st = file_make_folders(buf_str(&folder), err);
	buf_free(&folder);
	real = st == ST_OK ? realpath(buf_str(path), NULL) : NULL;
	*mode = 0600;
	if (real) {
		buf_clear(path);
		buf_puts(path, real);
		if (stat(real, &s) == 0)
			*mode = s.st_mode & 0777;
	}
	free(real);
	return st;
}

static enum status write_anew(const char *path, mode_t mode, struct error *err)
{
	struct buf content = { 0 }, room = { 0 }, out = { 0 };
	struct bytes text;
	enum status st = ST_OK;

	if (is_there(path, &st, err) && st == ST_OK)
		st = file_read(path, &content, err);
	text = textfile_decode(buf_bytes(&content), &room);
	if (st == ST_OK && room.n)
		st = error_set(err, ST_IO, "%s: this is UTF-16; settings are written into UTF-8 only", path);
	if (st == ST_OK) {
		buf_add(&out, bytes_of(content.p, content.n - text.n));   /* a byte order mark */
		settings_update(text, &out);
		st = file_replace(path, buf_bytes(&out), err);
	}
	if (st == ST_OK && chmod(path, mode) != 0)
		st = error_set(err, ST_IO, "%s: %s", path, strerror(errno));
	buf_free(&content);
	buf_free(&room);
	buf_free(&out);
	return st;
}

enum status config_save(struct buf *path, struct error *err)
{
	mode_t mode;

	if (!path_of(path))
		return error_set(err, ST_IO, "settings are not written: neither XDG_CONFIG_HOME nor HOME is set");
	TRY(find_file(path, &mode, err));
	return write_anew(buf_str(path), mode, err);
}

/* ---- before a screen ---- */

static int colour_asked = -1;

void config_colour(int colour)
{
	colour_asked = colour;
}

void config_read(void)
{
	static bool done;
	struct buf path = { 0 };

	if (!done && path_of(&path))
		read_file(buf_str(&path));
	done = true;
	if (colour_asked >= 0)
		tui_settings.colour = colour_asked;
	buf_free(&path);
}
