#include "cli/session_keep.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "base/file.h"
#include "cli/say.h"
#include "source/session_file.h"

static bool is_there(const char *path)
{
	return access(path, F_OK) == 0;
}

enum status session_keep_read(const char *path, struct session_store *store, const char *server_name, struct error *err)
{
	struct buf text = { 0 };
	enum status st;

	if (!is_there(path))
		return ST_OK;
	st = file_read(path, &text, err);
	if (st == ST_OK)
		st = session_file_read(buf_bytes(&text), path, server_name, store, err);
	buf_free(&text);
	return st == ST_OK ? ST_OK : ST_IO;
}

static void say(const char *path, const char *what)
{
	struct buf b = { 0 };

	buf_printf(&b, "%s: %s", path, what);
	say_error(buf_str(&b));
	buf_free(&b);
}

static enum status drop(const char *path, struct error *err)
{
	if (!is_there(path))
		return ST_OK;
	if (unlink(path) != 0)
		return error_set(err, ST_IO, "%s: cannot be removed: %s", path, strerror(errno));
	say(path, "removed: its session ended with a fatal alert, and nobody may go on with it");
	return ST_OK;
}

enum status session_keep_write(const char *path, const struct session_store *store, const char *server_name, struct error *err)
{
	const struct stored_session *s = session_store_for(store, bytes_str(server_name));
	struct buf text = { 0 };
	enum status st;

	if (!s)
		return drop(path, err);
	session_file_write(s, &text);
	st = file_replace(path, buf_bytes(&text), err);
	buf_free(&text);
	if (st == ST_OK)
		say(path, "holds the session's master secret: whoever has it can read this connection");
	return st;
}
