#include "cli/learn/learned.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/file.h"

#define HEADER "slowshake progress 1\n"

/* ---- where ---- */

/* The folder; false if the environment names none. */
static bool folder(struct buf *out)
{
	const char *state = getenv("XDG_STATE_HOME"), *home = getenv("HOME");

	if (state && *state == '/')
		buf_printf(out, "%s/slowshake", state);
	else if (home && *home)
		buf_printf(out, "%s/.local/state/slowshake", home);
	return out->n > 0;
}

static enum status no_folder(struct error *err)
{
	return error_set(err, ST_IO, "progress is not kept: neither XDG_STATE_HOME nor HOME is set");
}

static enum status make_folders(const char *path, struct error *err)
{
	struct error why = { "" };

	if (file_make_folders(path, &why) != ST_OK)
		return error_set(err, ST_IO, "progress is not kept: %s", why.text);
	return ST_OK;
}

enum status learned_folder(struct buf *path, struct error *err)
{
	return folder(path) ? make_folders(buf_str(path), err) : no_folder(err);
}

/* ---- lines ---- */

/* The line at `from` with its end. */
static struct bytes next_line(struct bytes text, size_t from)
{
	const uint8_t *nl = memchr(text.p + from, '\n', text.n - from);

	return bytes_slice(text, from, nl ? (size_t)(nl - text.p) + 1 - from : text.n - from);
}

static bool read_line(struct bytes line, struct learned *out)
{
	char text[256], state[8] = "";
	unsigned long step;
	int end = 0;

	*out = (struct learned){ .step = 0 };
	if (!line.n || line.n >= sizeof(text) || line.p[line.n - 1] != '\n' || memchr(line.p, 0, line.n))
		return false;
	memcpy(text, line.p, line.n);
	text[line.n - 1] = 0;
	if (sscanf(text, "%63s %6lu %7s %127s%n", out->id, &step, state, out->marks, &end) != 4 || text[end])
		return false;
	if ((strcmp(state, "open") != 0 && strcmp(state, "done") != 0) ||
	    (strcmp(out->marks, "-") != 0 && out->marks[strspn(out->marks, "012")]))
		return false;
	if (strcmp(out->marks, "-") == 0)
		out->marks[0] = 0;
	out->step = step;
	out->done = *state == 'd';
	return true;
}

static bool is_header(struct bytes line)
{
	return bytes_equal(line, BYTES_LIT(HEADER));
}

/* The whole file; nothing if there is none. */
static enum status read_all(const char *path, struct buf *out, struct error *err)
{
	struct error why;

	if (access(path, F_OK) != 0 && (errno == ENOENT || errno == ENOTDIR))
		return ST_OK;
	if (file_read(path, out, &why) != ST_OK)
		return error_set(err, ST_IO, "the progress so far: %s", why.text);
	return ST_OK;
}

static enum status find_line(struct bytes file, const char *path, const char *id, struct learned *out, struct error *err)
{
	enum status st = ST_OK;
	unsigned number = 1;

	for (size_t at = 0; at < file.n; number++) {
		struct bytes line = next_line(file, at);
		struct learned one;

		at += line.n;
		if (is_header(line) || line.n == 1)
			continue;
		if (read_line(line, &one)) {
			if (strcmp(one.id, id) == 0)
				*out = one;
		} else if (st == ST_OK) {
			st = error_set(err, ST_DECODE, "%s:%u: this line is damaged; it is kept as it is, and what it said of a lesson is not known",
				       path, number);
		}
	}
	return st;
}

enum status learned_read(const char *id, struct learned *out, struct error *err)
{
	struct buf path = { 0 }, file = { 0 };
	enum status st = ST_OK;

	*out = (struct learned){ .step = 0 };
	if (folder(&path)) {
		buf_puts(&path, "/progress");
		st = read_all(buf_str(&path), &file, err);
		if (st == ST_OK)
			st = find_line(buf_bytes(&file), buf_str(&path), id, out, err);
	}
	buf_free(&path);
	buf_free(&file);
	return st;
}

/* ---- writing ---- */

static void put_line(const struct lesson_state *s, bool done, struct buf *out)
{
	size_t n = s->lesson->n_questions;

	buf_printf(out, "%.63s %zu %s ", s->lesson->id, s->over ? lesson_state_left(s) : s->step, done || lesson_state_done(s) ? "done" : "open");
	for (size_t i = 0; i < n && i < 127; i++)
		buf_printf(out, "%d", (int)s->answers[i].mark);
	buf_puts(out, n ? "\n" : "-\n");
}

/* Everything that stood there but this lesson's line, and its line as it is now. */
static void change(struct bytes old, const struct lesson_state *s, struct buf *out)
{
	bool done = false;

	buf_puts(out, HEADER);
	for (size_t at = 0; at < old.n;) {
		struct bytes line = next_line(old, at);
		struct learned one;

		at += line.n;
		if (is_header(line))
			continue;
		if (read_line(line, &one) && strcmp(one.id, s->lesson->id) == 0) {
			done = done || one.done;
			continue;
		}
		buf_add(out, line);
		if (line.p[line.n - 1] != '\n')
			buf_puts(out, "\n");
	}
	put_line(s, done, out);
}

static enum status write_locked(const char *path, const struct lesson_state *s, struct error *err)
{
	struct buf old = { 0 }, content = { 0 };
	struct error why;
	/* what cannot be read must not be replaced */
	enum status st = read_all(path, &old, err);

	if (st == ST_OK) {
		change(buf_bytes(&old), s, &content);
		if (file_replace(path, buf_bytes(&content), &why) != ST_OK)
			st = error_set(err, ST_IO, "progress is not kept: %s", why.text);
	}
	buf_free(&old);
	buf_free(&content);
	return st;
}

enum status learned_write(const struct lesson_state *s, struct error *err)
{
	struct buf dir = { 0 }, path = { 0 };
	enum status st;

	if (!folder(&dir))
		return no_folder(err);
	buf_printf(&path, "%s/progress", buf_str(&dir));
	st = make_folders(buf_str(&dir), err);
	if (st == ST_OK) {
		const int held = file_hold(buf_str(&path));   /* two sessions may end at once */

		st = write_locked(buf_str(&path), s, err);
		file_release(held);
	}
	buf_free(&dir);
	buf_free(&path);
	return st;
}

struct lesson_score learned_score(const struct learned *l)
{
	struct lesson_score score = { .questions = strlen(l->marks) };

	for (const char *m = l->marks; *m; m++)
		score.solved += *m == '0' + LESSON_SOLVED;
	return score;
}

void learned_resume(const struct learned *l, struct lesson_state *s)
{
	size_t n = strlen(l->marks);

	if (!l->step)
		return;          /* from the beginning, as if for the first time */
	for (size_t i = 0; n == s->lesson->n_questions && i < n; i++)
		s->answers[i].mark = (enum lesson_mark)(l->marks[i] - '0');
	if (l->step < s->lesson->n_steps)
		lesson_state_go(s, l->step);
}
