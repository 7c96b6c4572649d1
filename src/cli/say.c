#include "cli/say.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "base/text.h"
#include "cli/commands.h"
#include "cli/pager.h"

static struct error *kept;

void say_keep(struct error *err)
{
	kept = err;
}

void say_error(const char *sentence)
{
	struct buf line = { 0 };

	if (kept) {
		if (!*kept->text)
			snprintf(kept->text, sizeof(kept->text), "%s", sentence);
		return;
	}
	buf_puts(&line, "slowshake: ");
	text_safe(&line, bytes_str(sentence));
	fprintf(stderr, "%s\n", buf_str(&line));
	buf_free(&line);
}

int say_error_exit(enum status st, const struct error *err)
{
	/* whoever reads our output had enough: no reason to say anything */
	if (*err->text)
		say_error(err->text);
	return st == ST_USAGE || st == ST_UNSUPPORTED ? EXIT_USAGE : EXIT_IO;
}

enum status say_stdout_failed(struct error *err)
{
	if (errno == EPIPE) {
		err->text[0] = 0;
		return ST_IO;
	}
	return error_set(err, ST_IO, "standard output cannot be written: %s", strerror(errno));
}

enum status say_text(const struct buf *text, struct error *err)
{
	bool good;
	int why;

	pager_begin();
	good = fwrite(text->p, 1, text->n, stdout) == text->n && fflush(stdout) == 0;
	why = errno;
	if (pager_end() && why == EPIPE)
		return ST_OK;
	errno = why;
	return good ? ST_OK : say_stdout_failed(err);
}
