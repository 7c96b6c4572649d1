#include "cli/replay_input.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"
#include "base/text.h"
#include "cli/say.h"
#include "source/capture/file.h"
#include "source/capture/paste.h"
#include "source/capture/pcap.h"
#include "source/capture/spool.h"

enum { PIECE = 1 << 20, MOST = 1 << 30, PACKETS = 1024, BEGINNING_MS = 1000 };

enum status replay_input_hold(struct replay_input *in, struct error *err)
{
	if (in->held || in->spool || strcmp(in->path, "-") != 0)
		return ST_OK;
	capture_file_unpeek(&in->bytes);
	for (;;) {
		ssize_t n;

		buf_reserve(&in->bytes, PIECE);
		n = read(STDIN_FILENO, in->bytes.p + in->bytes.n, PIECE);
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return error_set(err, ST_IO, "standard input cannot be read: %s", strerror(errno));
		if (n == 0)
			break;
		in->bytes.n += (size_t)n;
		if (in->bytes.n > MOST)
			return error_set(err, ST_IO, "standard input is longer than 1 GiB, which must be read twice for this: save it as a file first");
	}
	in->held = true;
	return ST_OK;
}

static const char *name_of(const struct replay_input *in)
{
	return strcmp(in->path, "-") == 0 ? "standard input" : in->path;
}

/* Which file it is about, unless it says so. */
static enum status named(const struct replay_input *in, enum status st, struct error *err)
{
	const char *name = name_of(in);
	struct error e = *err;

	if (strncmp(e.text, name, strlen(name)) == 0)
		return st;
	return error_set(err, st, "%s: %s", name, e.text);
}

/* Whether the file, or standard input, begins as a capture does; also of what cannot be read, which the reader tells. */
static bool is_capture(const struct replay_input *in)
{
	enum { MAGIC = 4 };
	uint8_t first[MAGIC];
	struct stat st;
	FILE *f;
	size_t n;

	if (strcmp(in->path, "-") == 0)
		return paste_is_capture(capture_file_peek_standard(MAGIC));
	if (stat(in->path, &st) != 0 || !S_ISREG(st.st_mode) || st.st_size > FILE_MAX || (f = fopen(in->path, "rb")) == NULL)
		return true;
	n = fread(first, 1, sizeof(first), f);
	fclose(f);
	return paste_is_capture((struct bytes){ first, n });
}

static enum status read_whole(struct replay_input *in, struct error *err)
{
	if (strcmp(in->path, "-") == 0)
		return replay_input_hold(in, err);
	TRY(file_read(in->path, &in->bytes, err));
	in->held = true;
	return ST_OK;
}

enum status replay_input_paste(struct replay_input *in, bool *pasted, struct error *err)
{
	struct buf said = { 0 };
	struct paste p;

	*pasted = false;
	if (in->held || is_capture(in))
		return ST_OK;
	TRY(read_whole(in, err));
	if (!in->bytes.n)
		return ST_OK;                /* whoever reads it says that it is empty */
	if (paste_read(buf_bytes(&in->bytes), time_now(), &p, err) != ST_OK)
		return pcap_is_other(buf_bytes(&in->bytes)) ? ST_OK : named(in, ST_DECODE, err);
	text_safe(&said, bytes_str(name_of(in)));
	buf_printf(&said, " is taken as %s: %zu bytes, %s%s", p.form, p.bytes, p.holds, p.packets ? "" : ", in packets that are made up");
	say_error(buf_str(&said));
	buf_free(&said);
	buf_free(&in->bytes);
	in->bytes = p.capture;
	in->clear = p.clear;
	*pasted = !p.packets;
	return ST_OK;
}

bool replay_input_is_live(const struct replay_input *in)
{
	struct stat st;

	return in->spool || (!in->held && (strcmp(in->path, "-") == 0 ? fstat(STDIN_FILENO, &st) : stat(in->path, &st)) == 0 &&
			     (S_ISFIFO(st.st_mode) || S_ISSOCK(st.st_mode)));
}

enum status replay_input_keep(struct replay_input *in, struct error *err)
{
	const bool standard = strcmp(in->path, "-") == 0;
	struct buf first = { 0 };
	enum status st;
	int fd;

	if (!replay_input_is_live(in))
		return replay_input_hold(in, err);
	fd = standard ? fcntl(STDIN_FILENO, F_DUPFD_CLOEXEC, STDERR_FILENO + 1) : open(in->path, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return error_set(err, ST_IO, "%s: %s", standard ? "standard input" : in->path, strerror(errno));
	if (standard)
		capture_file_unpeek(&first);
	st = spool_start(fd, buf_bytes(&first), &in->spool, err);
	buf_free(&first);
	return st;
}

void replay_input_free(struct replay_input *in)
{
	spool_free(in->spool);
	buf_free(&in->bytes);
}

enum status replay_input_open(const struct replay_input *in, struct replay_options *o, struct replay **out, struct error *err)
{
	enum status st;

	o->path = in->path;
	o->spool = in->spool;
	o->clear = in->clear;
	st = in->held ? replay_open_bytes(o, buf_bytes(&in->bytes), out, err) : replay_open(o, out, err);
	return st == ST_OK || st == ST_WAIT ? st : named(in, st, err);
}

enum status replay_input_follow(const struct replay_input *in, struct replay_options *o, struct replay **out, struct error *err)
{
	enum status st;
	bool ended;

	o->follow = in->spool;
	while ((st = replay_input_open(in, o, out, err)) == ST_WAIT)
		(void)spool_wait(in->spool, spool_size(in->spool, &ended), BEGINNING_MS);
	return st;
}

enum status replay_input_pass(const struct replay_input *in, struct replay_options *o, struct progress *p, const bool *enough,
			      struct error *err)
{
	struct replay *replay;
	enum status st;

	TRY(replay_input_open(in, o, &replay, err));
	while ((st = replay_read(replay, PACKETS, err)) == ST_OK && !(enough && *enough)) {
		uint64_t done, size;

		replay_progress(replay, &done, &size);
		if (p)
			progress_tell(p, done, size);
	}
	if (p)
		progress_hide(p);
	replay_stop(replay);     /* what is still open is handed out, and so let go */
	replay_close(replay);
	return st == ST_CLOSED || st == ST_OK ? ST_OK : named(in, st, err);
}
