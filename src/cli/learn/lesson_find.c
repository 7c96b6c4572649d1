#include "cli/learn/lesson_find.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/assets.h"
#include "base/text.h"
#include "base/file.h"

#define FOLDER "lessons/"
#define FILE_NAME "/lesson.md"

enum { MAX_LESSONS = 100, MAX_ID = 64 };

/* "lessons/ID/lesson.md": ID; "" if the asset is something else. */
static void id_of(const char *asset, char id[MAX_ID])
{
	size_t n = strlen(asset), before = strlen(FOLDER), after = strlen(FILE_NAME);

	*id = 0;
	if (n <= before + after || n - before - after >= MAX_ID || strncmp(asset, FOLDER, before) != 0 ||
	    strcmp(asset + n - after, FILE_NAME) != 0)
		return;
	snprintf(id, MAX_ID, "%.*s", (int)(n - before - after), asset + before);
}

const char *lesson_shipped(size_t i)
{
	static char ids[MAX_LESSONS][MAX_ID];
	static size_t n;
	static bool read;

	for (size_t a = 0; !read && a < n_assets && n < MAX_LESSONS; a++) {
		id_of(assets[a].name, ids[n]);
		n += *ids[n] != 0;
	}
	read = true;
	return i < n ? ids[i] : NULL;
}

/* The id without its number: "handshake". */
static const char *bare(const char *id)
{
	size_t digits = strspn(id, "0123456789");

	return digits && id[digits] == '-' ? id + digits + 1 : id;
}

/* Whether the name is in the id: 0 at the beginning of it, 1 anywhere; both without the number. */
static bool has_part(const char *id, const char *name, int where)
{
	const size_t n = strlen(name);

	if (where == 0)
		return n > 2 && strncmp(bare(id), name, n) == 0;
	return n > 2 && strstr(bare(id), name) != NULL;
}

static bool is_named(const char *id, const char *name)
{
	size_t digits = strspn(name, "0123456789");

	if (digits && !name[digits])
		return isdigit((unsigned char)*id) && strtoul(id, NULL, 10) == strtoul(name, NULL, 10);
	return strcmp(id, name) == 0 || strcmp(bare(id), name) == 0;
}

/* "fr" out of LC_ALL, LC_MESSAGES, LANG; "" for English and for none. */
static void language(char out[3])
{
	static const char *const variables[] = { "LC_ALL", "LC_MESSAGES", "LANG" };
	const char *value = NULL;

	for (size_t i = 0; i < ARRAY_LEN(variables) && (!value || !*value); i++)
		value = getenv(variables[i]);
	out[0] = 0;
	if (value && islower((unsigned char)value[0]) && islower((unsigned char)value[1]) && !isalpha((unsigned char)value[2]) &&
	    strncmp(value, "en", 2) != 0)
		snprintf(out, 3, "%.2s", value);
}

static enum status unknown_lesson(const char *name, struct error *err)
{
	struct text_guess guess = { .word = name };

	for (size_t i = 0; lesson_shipped(i); i++) {
		text_guess_try(&guess, lesson_shipped(i));
		text_guess_try(&guess, bare(lesson_shipped(i)));
	}
	if (guess.best)
		return error_set(err, ST_USAGE, "lesson: there is no \"%.80s\"; did you mean %s?", name, guess.best);
	return error_set(err, ST_USAGE, "lesson: there is no \"%.80s\"; slowshake learn lists them; a path has a slash in it", name);
}

static enum status load_shipped(const char *id, struct lesson **out, struct lesson_report *r)
{
	char path[MAX_ID + 40], lang[3];
	const struct asset *a = NULL;

	language(lang);
	if (*lang) {
		snprintf(path, sizeof(path), FOLDER "%s/lesson.%s.md", id, lang);
		a = asset_find(path);
	}
	if (!a) {
		snprintf(path, sizeof(path), FOLDER "%s" FILE_NAME, id);
		a = asset_find(path);
	}
	if (!a)
		return ST_NOT_FOUND;
	*out = lesson_parse(a->name, a->content, r);
	return ST_OK;
}

enum status lesson_load_file(const char *path, struct lesson **out, struct lesson_report *r, struct error *err)
{
	struct buf content = { 0 };
	enum status st = file_read(path, &content, err);

	if (st == ST_OK)
		*out = lesson_parse(path, buf_bytes(&content), r);
	buf_free(&content);
	return st;
}

/* A folder's lesson, in the language of the environment if it is there. */
static void inside(const char *folder, struct buf *path)
{
	char lang[3];

	language(lang);
	for (int i = *lang ? 0 : 1; i < 2; i++) {
		buf_clear(path);
		buf_puts(path, folder);
		while (path->n > 1 && path->p[path->n - 1] == '/')
			path->n--;
		if (i)
			buf_puts(path, FILE_NAME);
		else
			buf_printf(path, "/lesson.%s.md", lang);
		if (access(buf_str(path), F_OK) == 0)
			return;
	}
}

enum status lesson_load_path(const char *path, struct lesson **out, struct lesson_report *r, struct error *err)
{
	struct buf file = { 0 };
	struct stat sb;
	enum status st;

	if (stat(path, &sb) != 0 || !S_ISDIR(sb.st_mode))
		return lesson_load_file(path, out, r, err);
	inside(path, &file);
	st = lesson_load_file(buf_str(&file), out, r, err);
	buf_free(&file);
	return st;
}

enum status lesson_load(const char *name, struct lesson **out, struct lesson_report *r, struct error *err)
{
	size_t n = strlen(name);

	if (strchr(name, '/') || strcmp(name, ".") == 0 || (n > 3 && strcmp(name + n - 3, ".md") == 0))
		return lesson_load_path(name, out, r, err);
	for (size_t i = 0; lesson_shipped(i); i++)
		if (is_named(lesson_shipped(i), name) && load_shipped(lesson_shipped(i), out, r) == ST_OK)
			return ST_OK;
	for (int where = 0; where < 2; where++)
		for (size_t i = 0; lesson_shipped(i); i++)
			if (has_part(lesson_shipped(i), name, where) && load_shipped(lesson_shipped(i), out, r) == ST_OK)
				return ST_OK;
	return unknown_lesson(name, err);
}

const char *lesson_following(const char *id)
{
	size_t i = 0;

	while (lesson_shipped(i) && strcmp(lesson_shipped(i), id) != 0)
		i++;
	return lesson_shipped(i) ? lesson_shipped(i + 1) : NULL;
}

const char *lesson_next(const char *id, struct buf *out)
{
	struct lesson_report ignored = { 0 };
	const char *next = lesson_following(id);
	struct lesson *l;

	if (!next || load_shipped(next, &l, &ignored) != ST_OK)
		return NULL;
	buf_printf(out, "Next: \"%s\" (slowshake learn %s).", l->title, bare(next));
	lesson_free(l);
	lesson_report_free(&ignored);
	return buf_str(out);
}

struct lesson *lesson_load_source(const struct lesson *translation)
{
	const char *slash = strrchr(translation->path, '/');
	struct lesson_report ignored = { 0 };
	struct lesson *source = NULL;
	struct buf path = { 0 };
	struct error err;

	if (!*translation->language)
		return NULL;
	buf_add(&path, bytes_of(translation->path, slash ? (size_t)(slash - translation->path) : 0));
	buf_puts(&path, &FILE_NAME[slash ? 0 : 1]);
	if (asset_find(translation->path) && asset_find(buf_str(&path)))
		source = lesson_parse(buf_str(&path), asset_find(buf_str(&path))->content, &ignored);
	else if (lesson_load_file(buf_str(&path), &source, &ignored, &err) != ST_OK)
		source = NULL;
	lesson_report_free(&ignored);
	buf_free(&path);
	return source;
}
