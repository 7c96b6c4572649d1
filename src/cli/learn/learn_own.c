/* learn FILE: a lesson about the handshake in a capture. */
#include <string.h>
#include <sys/stat.h>

#include "cli/compare_side.h"
#include "cli/learn/learn.h"
#include "cli/learn/lesson_run.h"
#include "lesson/own.h"
#include "lesson/parse.h"
#include "source/capture/replay.h"

bool learn_is_capture(const char *word)
{
	const char *mark = strrchr(word, '#');
	size_t n = strlen(word);
	char path[1024];
	struct stat sb;

	if (n >= sizeof(path) || (n > 3 && strcmp(word + n - 3, ".md") == 0))
		return false;
	memcpy(path, word, n + 1);
	if (stat(path, &sb) != 0 && mark)
		path[mark - word] = 0;
	return stat(path, &sb) == 0 && !S_ISDIR(sb.st_mode);
}

/* The one handshake that there is: the first who asks gets it. */
static enum status run_own(void *ctx, const struct lesson_run *run, struct feed **out, struct error *err)
{
	struct trace **t = ctx;

	(void)run;
	if (!*t)
		return error_set(err, ST_UNSUPPORTED, "a capture cannot be run with something else in it");
	*out = replay_feed(*t);
	*t = NULL;
	return ST_OK;
}

static enum status teach(struct trace **t, const struct options *o, bool tui, int *code, struct error *err)
{
	const struct lesson_world own = { lesson_world.scenario, lesson_world.fault, run_own, t };
	struct lesson_report report = { 0 };
	struct buf text = { 0 };
	struct lesson *l;
	enum status st = lesson_own_write(*t, &text, err);

	if (st == ST_OK) {
		l = lesson_parse("own-capture/lesson.md", buf_bytes(&text), &report);
		st = report.n ? error_set(err, ST_DECODE, "%.200s", buf_str(&report.text)) :
		     tui ? learn_made(l, &own, o, code, err) : learn_plain(l, &own, o, code, err);
		lesson_free(l);
		lesson_report_free(&report);
	}
	buf_free(&text);
	return st;
}

enum status learn_own(const struct options *o, bool tui, int *code, struct error *err)
{
	struct trace *t;
	enum status st;

	TRY(compare_side_open(o, o->operand, &t, err));
	t->scenario = arena_str(&t->arena, "your capture");
	st = teach(&t, o, tui, code, err);
	trace_free(t);
	return st;
}
