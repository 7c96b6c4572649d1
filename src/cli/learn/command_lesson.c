/* slowshake lesson: what the authors of lessons need. */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/assets.h"
#include "base/io.h"
#include "base/text.h"
#include "cli/commands.h"
#include "cli/learn/lesson_find.h"
#include "cli/learn/lesson_preview.h"
#include "cli/learn/lesson_run.h"
#include "cli/say.h"
#include "lesson/check.h"

/* ---- check ---- */

struct checking {
	struct lesson_report report;
	unsigned lessons;
};

static void check_loaded(struct checking *c, struct lesson *l)
{
	struct lesson *source = lesson_load_source(l);

	lesson_check(l, source, &lesson_world, &c->report);
	c->lessons++;
	lesson_free(source);
	lesson_free(l);
}

static bool is_lesson_file(const char *name)
{
	size_t n = strlen(name);

	return strncmp(name, "lesson.", 7) == 0 && n > 3 && strcmp(name + n - 3, ".md") == 0;
}

static enum status check_path(struct checking *c, const char *path, unsigned depth, struct error *err);

/* The lessons of a folder, and of those in it, in the order of their names. */
static enum status check_folder(struct checking *c, const char *path, unsigned depth, struct error *err)
{
	struct dirent **entries;
	int n = scandir(path, &entries, NULL, alphasort);
	enum status st = ST_OK;

	if (n < 0)
		return error_set(err, ST_IO, "%s: %s", path, strerror(errno));
	for (int i = 0; i < n; i++) {
		struct buf inside = { 0 };
		struct stat sb;

		buf_printf(&inside, "%s%s%s", path, path[strlen(path) - 1] == '/' ? "" : "/", entries[i]->d_name);
		if (st == ST_OK && entries[i]->d_name[0] != '.' && stat(buf_str(&inside), &sb) == 0 &&
		    (S_ISDIR(sb.st_mode) ? depth < 2 : is_lesson_file(entries[i]->d_name)))
			st = check_path(c, buf_str(&inside), depth + 1, err);
		buf_free(&inside);
		free(entries[i]);
	}
	free(entries);
	return st;
}

static enum status check_path(struct checking *c, const char *path, unsigned depth, struct error *err)
{
	struct lesson *l;
	struct stat sb;

	if (stat(path, &sb) == 0 && S_ISDIR(sb.st_mode))
		return check_folder(c, path, depth, err);
	TRY(lesson_load_file(path, &l, &c->report, err));
	check_loaded(c, l);
	return ST_OK;
}

static void check_shipped(struct checking *c)
{
	for (size_t i = 0; i < n_assets; i++) {
		const char *slash = strrchr(assets[i].name, '/');

		if (strncmp(assets[i].name, "lessons/", 8) == 0 && is_lesson_file(slash + 1))
			check_loaded(c, lesson_parse(assets[i].name, assets[i].content, &c->report));
	}
}

static void put_count(struct checking *c)
{
	buf_printf(&c->report.text, "%u lesson%s checked: nothing to mend", c->lessons, c->lessons == 1 ? "" : "s");
	if (c->report.warnings)
		buf_printf(&c->report.text, ", %u warning%s", c->report.warnings, c->report.warnings == 1 ? "" : "s");
	buf_puts(&c->report.text, "\n");
}

static enum status check(const struct options *o, int *code, struct error *err)
{
	struct checking c = { .lessons = 0 };
	enum status st = ST_OK;

	for (size_t i = 1; i < o->n_operands && st == ST_OK; i++)
		st = check_path(&c, o->operands[i], 0, err);
	if (o->n_operands == 1)
		check_shipped(&c);
	if (st == ST_OK && o->n_operands > 1 && !c.lessons)
		st = error_set(err, ST_IO, "%s: there is no lesson in it (lesson.md)", o->operands[1]);
	if (st == ST_OK && !c.report.n)
		put_count(&c);
	*code = c.report.n ? EXIT_HANDSHAKE : EXIT_ESTABLISHED;
	if (c.report.text.n) {
		struct error why;
		enum status shown = say_text(&c.report.text, &why);

		if (st == ST_OK && shown != ST_OK) {
			*err = why;
			st = shown;
		}
	}
	lesson_report_free(&c.report);
	return st;
}

/* ---- new ---- */

static bool is_name(const char *s)
{
	return *s && strlen(s) < 60 && !s[strspn(s, "abcdefghijklmnopqrstuvwxyz0123456789-")];
}

static enum status write_skeleton(const char *path, struct error *err)
{
	const struct asset *skeleton = asset_find("lesson-skeleton.md");
	int fd = open(path, O_WRONLY | O_CREAT | O_EXCL, 0666);
	bool ok;

	if (fd < 0)
		return error_set(err, ST_IO, "%s: %s", path, strerror(errno));
	ok = io_write(fd, skeleton->content) == ST_OK;
	if (close(fd) != 0 || !ok)
		return error_set(err, ST_IO, "%s cannot be written: %s", path, strerror(errno));
	return ST_OK;
}

static enum status new_lesson(const struct options *o, int *code, struct error *err)
{
	const char *name = o->n_operands == 2 ? o->operands[1] : NULL;
	struct buf folder = { 0 }, text = { 0 };
	enum status st;

	(void)code;
	if (!name)
		return error_set(err, ST_USAGE, "lesson new: write one NAME, as in: slowshake lesson new my-lesson");
	if (!is_name(name))
		return error_set(err, ST_USAGE, "lesson new: \"%.60s\": a name is made of a-z, 0-9 and -", name);
	/* beside the others, or the first of them; lessons/README.md says where */
	buf_printf(&folder, "lessons/%s", name);
	if (mkdir("lessons", 0777) != 0 && errno != EEXIST) {
		st = error_set(err, ST_IO, "lessons: %s", strerror(errno));
	} else if (mkdir(buf_str(&folder), 0777) != 0) {
		st = error_set(err, ST_IO, "%s: %s", buf_str(&folder), strerror(errno));
	} else {
		buf_puts(&folder, "/lesson.md");
		st = write_skeleton(buf_str(&folder), err);
	}
	if (st == ST_OK) {
		buf_printf(&text, "%s is there; change it, then: slowshake lesson check %s\n", buf_str(&folder), buf_str(&folder));
		st = say_text(&text, err);
	}
	buf_free(&folder);
	buf_free(&text);
	return st;
}

static enum status preview(const struct options *o, int *code, struct error *err)
{
	if (o->n_operands != 2)
		return error_set(err, ST_USAGE, "lesson preview: write one PATH, as in: slowshake lesson preview lessons/my-lesson");
	return lesson_preview(o->operands[1], o, code, err);
}

/* ---- the command ---- */

int command_lesson(const struct options *o)
{
	static const struct {
		const char *name;
		enum status (*run)(const struct options *o, int *code, struct error *err);
	} verbs[] = { { "new", new_lesson }, { "check", check }, { "preview", preview } };
	struct error err = { "" };
	int code = EXIT_ESTABLISHED;
	enum status st = ST_NOT_FOUND;

	for (size_t i = 0; i < ARRAY_LEN(verbs); i++)
		if (strcmp(verbs[i].name, o->operand) == 0)
			st = verbs[i].run(o, &code, &err);
	if (st == ST_NOT_FOUND)
		st = error_set(&err, ST_USAGE, "lesson: there is no \"%.60s\"; there are new, check and preview", o->operand);
	return st == ST_OK ? code : say_error_exit(st, &err);
}
