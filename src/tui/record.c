#include "tui/record.h"

#include <string.h>

#include "base/text.h"
#include "tui/app.h"
#include "tui/settings.h"
#include "tui/term/ansi.h"
#include "tui/term/svg.h"
#include "view/text/describe.h"

enum { WIDTH = 100, HEIGHT = 30 };

struct stage {
	struct feed feed;
	struct app app;
	struct grid now, before;
};

static enum feed_state complete(struct feed *f, int timeout_ms)
{
	(void)f, (void)timeout_ms;
	return FEED_DONE;
}

static int no_fd(struct feed *f)
{
	(void)f;
	return -1;
}

static void open_stage(struct stage *s, const struct trace *t)
{
	const struct tui_options o = { .colour = true };

	/* which pumps nothing, so that nothing is changed */
	*s = (struct stage){ .feed = { .trace = (struct trace *)t, .pump = complete, .fd = no_fd } };
	app_init(&s->app, &s->feed, &o);
	app_fill(&s->app, -1);
	grid_resize(&s->now, WIDTH, HEIGHT);
	grid_resize(&s->before, WIDTH, HEIGHT);
	app_draw(&s->app, &s->now);
}

static void close_stage(struct stage *s)
{
	app_free(&s->app);
	grid_free(&s->now);
	grid_free(&s->before);
}

void record_picture(const struct trace *t, struct buf *out)
{
	struct stage s;
	struct buf title = { 0 };

	open_stage(&s, t);
	app_step(&s.app, CMD_LAST);
	app_draw(&s.app, &s.now);
	describe_title(t, &title);
	svg_draw(&s.now, settings_theme(), buf_str(&title), out);
	buf_free(&title);
	close_stage(&s);
}

/* ---- a recording ---- */

static void put_entry(unsigned second, const char *kind, struct bytes text, struct buf *out)
{
	buf_printf(out, "[%u.0, \"%s\", \"", second, kind);
	text_json(out, text);
	buf_puts(out, "\"]\n");
}

static void put_header(const struct trace *t, struct buf *out)
{
	struct buf title = { 0 };

	describe_title(t, &title);
	buf_printf(out, "{\"version\": 2, \"width\": %d, \"height\": %d, \"title\": \"", WIDTH, HEIGHT);
	text_json(out, buf_bytes(&title));
	buf_puts(out, "\", \"env\": {\"TERM\": \"xterm-256color\"}}\n");
	buf_free(&title);
}

/* The marker stands before the first screen of its message. */
static void put_marker(const struct trace *t, event_id now, event_id before, unsigned second, struct buf *out)
{
	const step_id step = trace_event(t, now)->step;

	if (step && (!before || trace_event(t, before)->step != step))
		put_entry(second, "m", bytes_str(trace_step(t, step)->title), out);
}

static void put_screen(struct stage *s, unsigned second, struct buf *out)
{
	struct buf text = { 0 };

	app_draw(&s->app, &s->now);
	ansi_draw(&s->now, second ? &s->before : NULL, settings_theme(), 256, &text);
	put_entry(second, "o", buf_bytes(&text), out);
	memcpy(s->before.cells, s->now.cells, sizeof(*s->now.cells) * WIDTH * HEIGHT);
	buf_free(&text);
}

void record_cast(const struct trace *t, struct buf *out)
{
	struct stage s;
	event_id before = 0;

	open_stage(&s, t);
	put_header(t, out);
	for (unsigned second = 0; s.app.cursor.event != before; second++) {
		put_marker(t, s.app.cursor.event, before, second, out);
		put_screen(&s, second, out);
		before = s.app.cursor.event;
		app_step(&s.app, CMD_NEXT);
	}
	close_stage(&s);
}
