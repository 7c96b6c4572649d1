#include "cli/session_keep.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "base/file.h"
#include "base/text.h"
#include "cli/say.h"
#include "source/session_file.h"

static const struct stored_session *session_now(const struct session_keep *k)
{
	return session_store_for(k->store, bytes_str(k->server_name));
}

static void say(const struct session_keep *k, const char *what)
{
	struct buf b = { 0 };

	buf_printf(&b, "%s: %s", k->path, what);
	say_error(buf_str(&b));
	buf_free(&b);
}

static enum status read_file(struct session_keep *k, struct error *err)
{
	struct buf text = { 0 };
	enum status st = file_read(k->path, &text, err);

	if (st == ST_OK)
		st = session_file_read(buf_bytes(&text), k->path, k->server_name, k->store, err);
	buf_free(&text);
	return st == ST_OK ? ST_OK : ST_IO;
}

enum status session_keep_open(struct session_keep *k, struct error *err)
{
	if (!k->path || access(k->path, F_OK) != 0)
		return ST_OK;
	TRY(read_file(k, err));
	if (session_now(k))
		session_file_write(session_now(k), &k->before);
	else
		say(k, "its session is one with another server, and is not used");
	return ST_OK;
}

static enum status drop(const struct session_keep *k, struct error *err)
{
	if (unlink(k->path) != 0)
		return error_set(err, ST_IO, "%s: cannot be removed: %s", k->path, strerror(errno));
	say(k, "removed: its session was ended by a fatal alert, and nobody may go on with it");
	return ST_OK;
}

static enum status replace(const struct session_keep *k, struct bytes text, struct error *err)
{
	TRY(file_replace(k->path, text, err));
	say(k, "holds the session's master secret: whoever has it can read this connection");
	return ST_OK;
}

enum status session_keep_close(struct session_keep *k, struct error *err)
{
	struct buf text = { 0 };
	enum status st = ST_OK;

	if (k->path && session_now(k))
		session_file_write(session_now(k), &text);
	if (text.n && !bytes_equal(buf_bytes(&text), buf_bytes(&k->before)))
		st = replace(k, buf_bytes(&text), err);
	else if (!text.n && k->before.n)
		st = drop(k, err);
	buf_free(&text);
	buf_free(&k->before);
	return st;
}
