#include "cli/config.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "cli/say.h"
#include "base/file.h"
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
