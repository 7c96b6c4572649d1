/* Draws one screen without a terminal: the interface at a size, after a script of
 * keys, as text.
 *   draw WIDTHxHEIGHT utf8|ascii FEED KEYS [roles]
 * FEED is "sample" (a trace made by hand), "live" (the same, one step at a time)
 * or the name of a scenario or a fault. With "-" for the size the real terminal is used. */
#include <locale.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "crypto/crypto.h"
#include "sample.h"
#include "source/sim.h"
#include "tui/app.h"

static struct feed *open_feed(const char *name)
{
	struct sim_options o = { .seed = "1" };
	struct error err = { "" };
	struct feed *feed = NULL;

	if (strcmp(name, "sample") == 0)
		return sample_feed(false, 0);
	if (strcmp(name, "live") == 0)
		return sample_feed(true, 0);
	if (strcmp(name, "waiting") == 0)
		return sample_feed(true, 3);
	o.scenario = scenario_find(name);
	o.fault = o.scenario ? NULL : fault_find(name);
	if ((!o.scenario && !o.fault) || crypto_init(&err) != ST_OK || sim_open(&o, &feed, &err) != ST_OK) {
		fprintf(stderr, "draw: no feed %s. %s\n", name, err.text);
		return NULL;
	}
	return feed;
}

static int on_terminal(struct feed *feed)
{
	struct tui_options o = tui_options_default();
	struct error err = { "" };

	if (tui_run(feed, &o, &err) != ST_OK) {
		fprintf(stderr, "%s\n", err.text);
		return 2;
	}
	return 0;
}

/* The keys, each followed by one run of the feed if it waits for one. <WxH> in the
 * script resizes, <eN> goes to event N. */
static void type(struct app *a, struct grid *g, const char *keys)
{
	while (*keys) {
		int w, h, n = 0;

		if (sscanf(keys, "<%dx%d>%n", &w, &h, &n) == 2 && n) {
			grid_resize(g, w, h);
			keys += n;
		} else if (sscanf(keys, "<e%d>%n", &w, &n) == 1 && n) {
			for (app_key(a, 'g'); a->cursor.event < (event_id)w && a->cursor.event + 1 < trace_n_events(a->t);)
				app_key(a, ' ');
			keys += n;
		} else {
			app_key(a, keys_from_script(&keys));
			app_pump(a, 0);
		}
		app_draw(a, g);   /* drawing settles what scrolls */
	}
}

int main(int argc, char **argv)
{
	struct feed *feed = argc >= 5 ? open_feed(argv[3]) : NULL;
	struct tui_options o = { 0 };
	struct grid g = { 0 };
	struct buf out = { 0 };
	struct app a;
	int w, h, rc = 0;

	if (!feed) {
		fprintf(stderr, "usage: draw WIDTHxHEIGHT utf8|ascii FEED KEYS [roles]\n");
		return 2;
	}
	if (strcmp(argv[1], "-") == 0) {
		rc = on_terminal(feed);
		feed->free(feed);
		return rc;
	}
	if (!setlocale(LC_CTYPE, "C.UTF-8") && !setlocale(LC_CTYPE, "en_US.UTF-8"))
		fprintf(stderr, "draw: no UTF-8 locale here: wide characters will differ\n");
	if (sscanf(argv[1], "%dx%d", &w, &h) != 2)
		return 2;
	o.ascii = strcmp(argv[2], "ascii") == 0;
	grid_resize(&g, w, h);
	app_init(&a, feed, &o);
	app_fill(&a, -1);
	app_draw(&a, &g);
	type(&a, &g, argv[4]);
	app_draw(&a, &g);
	grid_dump(&g, argc > 5, &out);
	fwrite(out.p, 1, out.n, stdout);
	buf_free(&out);
	grid_free(&g);
	app_free(&a);
	feed->free(feed);
	return 0;
}
