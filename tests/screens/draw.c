/* Draws one screen without a terminal: the interface at a size, after a script of
 * keys, as text.
 *   draw WIDTHxHEIGHT utf8|ascii FEED KEYS [roles|svg]
 * FEED is "sample" (a trace made by hand), "live" (the same, one step at a time),
 * "form" (one that asks for a scenario and a file), "streams" (the list of a capture; reading: while it is read), "lesson:NAME" (lesson:NAME:STEP) or the
 * name of a scenario or a fault.
 * KEYS may begin with lines of a configuration: {theme = dark;key.next = n}.
 * With "-" for the size the real terminal is used.
 *   draw write FILE [plain]
 * writes the capture of "streams", or what is not TLS in it. */
#include <locale.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/assets.h"
#include "cli/learn/lesson_find.h"
#include "cli/learn/lesson_run.h"
#include "cli/replay_list.h"
#include "crypto/crypto.h"
#include "sample.h"
#include "source/sim/sim.h"
#include "source/sim/whatif.h"
#include "streams.h"
#include "tui/term/svg.h"
#include "tui/app.h"
#include "tui/form.h"
#include "tui/lesson_screen.h"
#include "tui/settings.h"

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
	o.scenario = sim_find_scenario(name);
	o.fault = o.scenario ? NULL : sim_find_fault(name);
	if ((!o.scenario && !o.fault) || crypto_init(&err) != ST_OK || sim_open(&o, &feed, &err) != ST_OK) {
		fprintf(stderr, "draw: no feed %s. %s\n", name, err.text);
		return NULL;
	}
	return feed;
}

static struct feed *what_if(void *ctx, unit_id unit, uint32_t off, uint8_t mask, struct error *err)
{
	const char *name = ctx;
	struct sim_options o = { .seed = "1", .scenario = sim_find_scenario(name), .fault = sim_find_fault(name) };

	return whatif_byte(&o, unit, off, mask, err);
}

static struct feed *what_if_fault(void *ctx, size_t i, struct error *err)
{
	const char *name = ctx;
	struct sim_options o = { .seed = "1", .scenario = sim_find_scenario(name) };

	return whatif_fault(&o, &sim_faults[i], err);
}

static const char *fault_at(size_t i, const char **summary)
{
	if (i >= n_sim_faults)
		return NULL;
	*summary = sim_faults[i].summary;
	return sim_faults[i].name;
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

/* ---- the list of a capture ---- */

struct capture {
	struct replay_input in;
	struct replay_keys keys;
	struct trust_store *trust;
	struct verify_config verify;
	struct replay_list list;
};

static void open_capture(struct capture *c)
{
	struct replay_options o = { .keys = &c->keys, .verify = &c->verify };
	struct error err = { "" };

	*c = (struct capture){ .in = { .path = "streams.pcapng", .held = true }, .trust = trust_new() };
	replay_keys_init(&c->keys);
	c->verify = (struct verify_config){ .trust = c->trust, .purpose = PURPOSE_SERVER };
	if (crypto_init(&err) != ST_OK)
		exit(2);
	streams_capture(&c->in.bytes);
	if (trust_add(c->trust, asset_find("pki/root.pem")->content, "root.pem", NULL, &err) != ST_OK ||
	    replay_list_open(&c->list, &c->in, &o, NULL, &err) != ST_OK) {
		fprintf(stderr, "draw: %s\n", err.text);
		exit(2);
	}
}

static void close_capture(struct capture *c)
{
	replay_list_free(&c->list);
	replay_keys_free(&c->keys);
	trust_free(c->trust);
	replay_input_free(&c->in);
}

/* A handshake that was opened takes the keys until it is left. */
static bool type_in_app(struct app *a, struct grid *g, const char **keys)
{
	while (**keys && !a->quit) {
		app_key(a, keys_from_script(keys));
		app_draw(a, g);
	}
	return !a->quit;
}

static bool opened(struct list_screen *s, struct grid *g, const char **keys)
{
	struct tui_options o = s->options;
	struct feed *feed;
	struct app a;
	bool stays;

	while (s->opening && !list_screen_open(s, 1000, &feed, &o.first))
		continue;
	if (!feed)
		return false;
	o.list = true;
	app_init(&a, feed, &o);
	app_fill(&a, -1);
	app_draw(&a, g);
	stays = type_in_app(&a, g, keys);
	app_free(&a);
	feed->free(feed);
	return stays;
}

static void draw_list(const char *feed, const struct tui_options *o, struct grid *g, const char *keys)
{
	struct capture c;
	struct list_screen s;
	bool in_app = false;

	open_capture(&c);
	list_screen_init(&s, &c.list.tui, o);
	while (s.filling && strcmp(feed, "reading") != 0)
		list_screen_fill(&s, 1000);
	list_screen_draw(&s, g);
	while (*keys && !s.quit && !in_app) {
		int w, h, n = 0;

		if (sscanf(keys, "<%dx%d>%n", &w, &h, &n) == 2 && n) {
			grid_resize(g, w, h);
			keys += n;
		} else {
			list_screen_key(&s, keys_from_script(&keys));
			in_app = s.opening && opened(&s, g, &keys);
		}
		if (!in_app)
			list_screen_draw(&s, g);
	}
	list_screen_free(&s);
	close_capture(&c);
}

/* ---- a form ---- */

static void forget_name(const char *name)
{
	(void)name;
}

static void draw_form(const struct tui_options *o, struct grid *g, const char *keys)
{
	struct form_name names[] = { { "/home/ana/captures/2026-06/from the load balancer/second try, with keys.pcapng", "recent", true }, { "expired", "fault", false } };
	struct form_field fields[] = {
		{ "First:", "a scenario, a fault, FILE or FILE#N", false, { "default", 7 } }, { "Capture:", "pcap or pcapng", true, { "tests/screens/lesson/", 21 } },
	};
	struct tui_form f = { .title = "two handshakes side by side", .enter = "compare", .fields = fields, .n = 2, .forget = forget_name, .error = "nosuch: there is no such scenario" };
	struct form_screen s;

	fields[1].names = names;
	fields[1].n_names = 2;
	form_screen_init(&s, &f, o);
	form_screen_draw(&s, g);
	while (*keys && !s.quit) {
		form_screen_key(&s, keys_from_script(&keys));
		form_screen_draw(&s, g);
	}
	form_screen_free(&s);
}

/* ---- a lesson ---- */

static void type_lesson(struct lesson_screen *s, struct grid *g, const char *keys)
{
	while (*keys && !s->quit) {
		int w, h, n = 0;

		if (sscanf(keys, "<%dx%d>%n", &w, &h, &n) == 2 && n) {
			grid_resize(g, w, h);
			keys += n;
		} else {
			lesson_screen_key(s, keys_from_script(&keys));
		}
		lesson_screen_draw(s, g);
	}
}

static int draw_lesson(const char *name, const struct tui_options *o, struct grid *g, const char *keys)
{
	struct lesson_report report = { 0 };
	struct lesson_state state;
	struct tui_lesson t = { .world = &lesson_world, .state = &state };
	struct lesson_screen s;
	struct error err = { "" };
	struct lesson *l;
	unsigned step = 1;
	char id[80];

	if (sscanf(name, "lesson:%79[^:]:%u", id, &step) < 1 || crypto_init(&err) != ST_OK || lesson_load(id, &l, &report, &err) != ST_OK) {
		fprintf(stderr, "draw: %s: %s\n", name, err.text);
		return 2;
	}
	t.lesson = l;
	lesson_state_init(&state, l);
	lesson_state_go(&state, step - 1);
	if (lesson_screen_init(&s, &t, o, &err) == ST_OK) {
		lesson_screen_draw(&s, g);
		type_lesson(&s, g, keys);
	}
	lesson_screen_free(&s);
	lesson_state_free(&state);
	lesson_report_free(&report);
	lesson_free(l);
	return 0;
}

static int write_capture(const char *path, bool plain)
{
	struct buf b = { 0 };
	struct error err;
	FILE *f = fopen(path, "wb");
	bool ok;

	if (!f || crypto_init(&err) != ST_OK)
		return 2;
	(plain ? streams_plain_capture : streams_capture)(&b);
	ok = fwrite(b.p, 1, b.n, f) == b.n;
	buf_free(&b);
	return fclose(f) == 0 && ok ? 0 : 2;
}

static void draw_trace(struct feed *feed, const struct tui_options *o, struct grid *g, const char *keys)
{
	struct app a;

	app_init(&a, feed, o);
	app_fill(&a, -1);
	app_draw(&a, g);
	type(&a, g, keys);
	app_draw(&a, g);
	app_free(&a);
	feed->free(feed);
}

static void tell(void *ctx, const char *sentence)
{
	(void)ctx;
	fprintf(stderr, "%s\n", sentence);
}

/* What stands before the keys; returns where they begin. */
static const char *configure(const char *keys)
{
	const char *end = *keys == '{' ? strchr(keys, '}') : NULL;
	struct buf text = { 0 };

	if (!end)
		return keys;
	buf_add(&text, bytes_of(keys + 1, (size_t)(end - keys) - 1));
	for (size_t i = 0; i < text.n; i++)
		text.p[i] = text.p[i] == ';' ? '\n' : text.p[i];
	settings_read(buf_bytes(&text), "keys", tell, NULL);
	buf_free(&text);
	return end + 1;
}

int main(int argc, char **argv)
{
	bool list = argc >= 5 && (strcmp(argv[3], "streams") == 0 || strcmp(argv[3], "reading") == 0);
	bool form = argc >= 5 && strcmp(argv[3], "form") == 0;
	bool lesson = argc >= 5 && strncmp(argv[3], "lesson:", 7) == 0;
	struct feed *feed = argc >= 5 && !list && !lesson && !form ? open_feed(argv[3]) : NULL;
	struct tui_options o = { 0 };
	struct grid g = { 0 };
	struct buf out = { 0 };
	const char *keys = argc >= 5 ? configure(argv[4]) : "";
	int w, h, rc = 0;

	if (argc >= 3 && strcmp(argv[1], "write") == 0)
		return write_capture(argv[2], argc > 3);
	if (!feed && !list && !lesson && !form) {
		fprintf(stderr, "usage: draw WIDTHxHEIGHT utf8|ascii FEED KEYS [roles]\n");
		return 2;
	}
	if (feed && strcmp(argv[1], "-") == 0) {
		rc = on_terminal(feed);
		feed->free(feed);
		return rc;
	}
	if (!setlocale(LC_CTYPE, "C.UTF-8") && !setlocale(LC_CTYPE, "en_US.UTF-8"))
		fprintf(stderr, "draw: no UTF-8 locale here: wide characters will differ\n");
	if (sscanf(argv[1], "%dx%d", &w, &h) != 2)
		return 2;
	o.ascii = strcmp(argv[2], "ascii") == 0;
	if (feed && (sim_find_scenario(argv[3]) || sim_find_fault(argv[3]))) {
		o.what_if = what_if;
		o.what_if_ctx = argv[3];
		o.what_if_fault = what_if_fault;
		o.fault = fault_at;
	}
	grid_resize(&g, w, h);
	if (list)
		draw_list(argv[3], &o, &g, keys);
	else if (form)
		draw_form(&o, &g, keys);
	else if (lesson)
		rc = draw_lesson(argv[3], &o, &g, keys);
	else
		draw_trace(feed, &o, &g, keys);
	if (argc > 5 && strcmp(argv[5], "svg") == 0)
		svg_draw(&g, THEME_DARK, "slowshake: a TLS handshake, stopped at one of its steps", &out);
	else
		grid_dump(&g, argc > 5, &out);
	fwrite(out.p, 1, out.n, stdout);
	buf_free(&out);
	grid_free(&g);
	return rc;
}
