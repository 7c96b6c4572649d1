#include "tui/tui.h"

#include <langinfo.h>
#include <locale.h>
#include <stdlib.h>
#include <string.h>

#include "tui/app.h"
#include "tui/term.h"

enum {
	FIRST_FRAME_MS = 20,   /* for the trace before the first frame */
	FILL_MS = 30,          /* for more of it between two looks at the keyboard */
	WAIT_MS = 40,          /* for the peer, likewise */
};

struct tui_options tui_options_default(void)
{
	const char *no_colour = getenv("NO_COLOR");

	setlocale(LC_ALL, "");
	return (struct tui_options){
		.ascii = strcmp(nl_langinfo(CODESET), "UTF-8") != 0,
		.colour = !no_colour || !*no_colour,
	};
}

enum status tui_check(struct error *err)
{
	return term_check(err);
}

int tui_signal(void)
{
	return term_signal();
}

static void draw(struct app *a, struct grid *g)
{
	int w, h;

	term_size(&w, &h);
	if (w != g->w || h != g->h)
		grid_resize(g, w, h);
	app_draw(a, g);
	term_blit(g, a->redraw);
	a->redraw = false;
}

/* How long to wait for a key: not at all while there is something else to do. */
static int patience(const struct app *a, int tick)
{
	bool filling = !a->feed->live && a->feed_state == FEED_MORE;

	return a->wanted || filling ? 0 : tick;
}

static void loop(struct app *a)
{
	struct grid g = { 0 };
	bool dirty = true;

	while (!a->quit) {
		int tick = app_tick(a, app_clock());
		uint32_t key;

		if (dirty || tick >= 0 || a->wanted)
			draw(a, &g);
		key = term_key(patience(a, tick));
		dirty = key != TK_NONE;
		if (key == TK_SIGNAL)
			break;
		app_key(a, key);
		if (a->wanted) {
			app_pump(a, dirty ? 0 : WAIT_MS);
			dirty = true;
		} else if (!a->feed->live && a->feed_state == FEED_MORE) {
			app_fill(a, app_clock() + FILL_MS);
			dirty = true;
		}
	}
	grid_free(&g);
}

enum status tui_run(struct feed *feed, const struct tui_options *o, struct error *err)
{
	struct app a;

	TRY(term_open(o->colour, err));
	app_init(&a, feed, o);
	app_fill(&a, app_clock() + FIRST_FRAME_MS);
	loop(&a);
	term_close();
	app_free(&a);
	if (term_signal())
		return error_set(err, ST_CLOSED, "ended by the signal %d", term_signal());
	if (term_gone())
		return error_set(err, ST_IO, "the terminal is gone");
	return ST_OK;
}
