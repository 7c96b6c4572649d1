/* The interface without a terminal: the grid, the key list, live feeds, and
 * thousands of random keys at random sizes. Screens themselves: tests/screens. */
#include <locale.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "unit.h"
#include "base/text.h"
#include "sample.h"
#include "tui/app.h"
#include "tui/keys/keymap.h"
#include "tui/panes/panes.h"
#include "tui/settings.h"

/* ---- grid ---- */

static const char *row(const struct grid *g, struct buf *out)
{
	buf_clear(out);
	grid_dump(g, false, out);
	buf_str(out);
	*strchr((char *)out->p, '\n') = 0;
	return (const char *)out->p;
}

static void text_is_cut_to_its_rectangle(void **state)
{
	struct grid g = { 0 };
	struct buf out = { 0 };
	struct rect r = { 2, 0, 5, 1 };

	(void)state;
	grid_resize(&g, 10, 1);
	grid_text(&g, r, 0, 0, ROLE_NORMAL, "abcdefghij");
	assert_string_equal(row(&g, &out), "  abcde");
	grid_clear(&g);
	grid_text(&g, r, -2, 0, ROLE_NORMAL, "abcdefghij");
	assert_string_equal(row(&g, &out), "  cdefg");
	grid_clear(&g);
	grid_text(&g, r, 0, 1, ROLE_NORMAL, "below");
	grid_text(&g, r, 0, -1, ROLE_NORMAL, "above");
	grid_repeat(&g, (struct rect){ 8, 0, 100, 100 }, 0, 0, 50, ROLE_NORMAL, '#');
	assert_string_equal(row(&g, &out), "        ##");
	grid_clear(&g);
	grid_fit(&g, r, 0, 0, 4, ROLE_NORMAL, "abcdef");
	assert_string_equal(row(&g, &out), "  abc\xe2\x80\xa6");
	buf_free(&out);
	grid_free(&g);
}

static void nothing_acts_on_the_terminal(void **state)
{
	static const uint32_t bad[] = { 0, 7, 0x1b, 0x7f, 0x85, 0x9b, 0xad, 0x200b, 0x200f, 0x202e, 0x2066, 0xd800, 0xe000, 0xfeff, 0xe0001, 0x10ffff };
	struct grid g = { 0 };
	struct buf out = { 0 };
	struct rect r = { 0, 0, 20, 1 };

	(void)state;
	for (int ascii = 0; ascii < 2; ascii++)
		for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
			grid_resize(&g, 20, 1);
			g.ascii = ascii;
			assert_int_equal(grid_char(&g, r, 0, 0, ROLE_NORMAL, bad[i]), 1);
			assert_string_equal(row(&g, &out), "?");
		}
	grid_clear(&g);
	g.ascii = false;
	grid_text(&g, r, 0, 0, ROLE_NORMAL, "a\x1b[2Jb\xff\xc3" "c");
	assert_null(strpbrk(row(&g, &out), "\x1b\xff"));
	buf_free(&out);
	grid_free(&g);
}

static void wide_characters_stay_whole(void **state)
{
	struct grid g = { 0 };
	struct buf out = { 0 };
	struct rect r = { 0, 0, 4, 1 };

	(void)state;
	if (text_char_width(0x6f22) != 2)
		skip();   /* no UTF-8 locale */
	grid_resize(&g, 6, 1);
	assert_int_equal(grid_text(&g, r, 0, 0, ROLE_NORMAL, "\xe6\xbc\xa2\xe5\xad\x97"), 4);
	assert_string_equal(row(&g, &out), "\xe6\xbc\xa2\xe5\xad\x97");
	/* One half written over: the other becomes a blank. */
	grid_char(&g, r, 1, 0, ROLE_NORMAL, 'x');
	assert_string_equal(row(&g, &out), " x\xe5\xad\x97");
	/* No room for the right half: left out. */
	grid_clear(&g);
	grid_text(&g, r, 3, 0, ROLE_NORMAL, "\xe6\xbc\xa2");
	assert_string_equal(row(&g, &out), "");
	/* In ASCII one sign each. */
	grid_clear(&g);
	g.ascii = true;
	grid_text(&g, r, 0, 0, ROLE_NORMAL, "\xe6\xbc\xa2\xe2\x94\x80\xe2\x96\xb6");
	assert_string_equal(row(&g, &out), "?->");
	buf_free(&out);
	grid_free(&g);
}

static void wrapping(void **state)
{
	const char *text = "one two  three fourfivesix seven";
	size_t from = 0, start, len, n = 0;
	static const char *const want[] = { "one two", "three", "fourfive", "six", "seven" };

	(void)state;
	while (grid_wrap(text, 8, &from, &start, &len)) {
		assert_true(n < 5);
		while (len && text[start + len - 1] == ' ')
			len--;
		assert_int_equal(len, strlen(want[n]));
		assert_memory_equal(text + start, want[n], len);
		n++;
	}
	assert_int_equal(n, 5);
	from = 0;
	assert_false(grid_wrap("", 8, &from, &start, &len));
	from = 0;
	assert_true(grid_wrap("abc", 1, &from, &start, &len));
	assert_int_equal(len, 1);
}

/* ---- keys ---- */

/* What the issue promises, pane by pane. */
static void the_promised_keys(void **state)
{
	(void)state;
	for (int p = 0; p < PANE_N; p++) {
		enum pane pane = (enum pane)p;

		assert_int_equal(keymap_command(' ', pane), CMD_NEXT);
		assert_int_equal(keymap_command(TK_BACKSPACE, pane), CMD_BACK);
		assert_int_equal(keymap_command(']', pane), CMD_NEXT_STEP);
		assert_int_equal(keymap_command('[', pane), CMD_PREVIOUS_STEP);
		assert_int_equal(keymap_command('g', pane), CMD_FIRST);
		assert_int_equal(keymap_command(TK_HOME, pane), CMD_FIRST);
		assert_int_equal(keymap_command('G', pane), CMD_LAST);
		assert_int_equal(keymap_command(TK_END, pane), CMD_LAST);
		assert_int_equal(keymap_command(TK_TAB, pane), CMD_PANE_NEXT);
		assert_int_equal(keymap_command('/', pane), CMD_SEARCH);
		assert_int_equal(keymap_command('n', pane), CMD_SEARCH_NEXT);
		assert_int_equal(keymap_command('N', pane), CMD_SEARCH_PREVIOUS);
		assert_int_equal(keymap_command('z', pane), CMD_ZOOM);
		assert_int_equal(keymap_command('p', pane), CMD_AUTOPLAY);
		assert_int_equal(keymap_command('+', pane), CMD_FASTER);
		assert_int_equal(keymap_command('-', pane), CMD_SLOWER);
		assert_int_equal(keymap_command('f', pane), CMD_FOLLOW);
		assert_int_equal(keymap_command('b', pane), CMD_RETURN);
		assert_int_equal(keymap_command('?', pane), CMD_HELP);
		assert_int_equal(keymap_command('q', pane), CMD_QUIT);
		assert_int_equal(keymap_command('X', pane), CMD_NONE);
		assert_int_equal(keymap_command(TK_NONE, pane), CMD_NONE);
	}
	assert_int_equal(keymap_command(TK_RIGHT, PANE_LADDER), CMD_NEXT);
	assert_int_equal(keymap_command(TK_LEFT, PANE_LADDER), CMD_BACK);
	assert_int_equal(keymap_command(TK_RIGHT, PANE_HEX), CMD_RIGHT);
	assert_int_equal(keymap_command('h', PANE_FIELDS), CMD_LEFT);
}

static void every_binding_has_a_name_and_room_in_the_help(void **state)
{
	struct buf names = { 0 };

	(void)state;
	for (size_t i = 0; i < keys_handshake.n; i++) {
		buf_clear(&names);
		keymap_names(&keys_handshake.rows[i], &names);
		assert_true(names.n > 0);
		assert_true(text_width(buf_str(&names)) <= 7);
		assert_true(keys_handshake.rows[i].help && strlen(keys_handshake.rows[i].help) <= 47);
	}
	buf_free(&names);
}

static void scripts(void **state)
{
	const char *s = "a<tab>]<PgDn><lt>b<nonsense>";

	(void)state;
	assert_int_equal(keys_from_script(&s), 'a');
	assert_int_equal(keys_from_script(&s), TK_TAB);
	assert_int_equal(keys_from_script(&s), ']');
	assert_int_equal(keys_from_script(&s), TK_PAGE_DOWN);
	assert_int_equal(keys_from_script(&s), '<');
	assert_int_equal(keys_from_script(&s), 'b');
	assert_int_equal(keys_from_script(&s), TK_OTHER);
	assert_int_equal(keys_from_script(&s), TK_NONE);
	assert_int_equal(keys_from_script(&s), TK_NONE);
}

/* ---- live feeds ---- */

static void a_live_feed_runs_only_when_asked(void **state)
{
	struct feed *feed = sample_feed(true, 2);
	struct tui_options o = { .waits_for = "the server" };
	struct app a;

	(void)state;
	app_init(&a, feed, &o);
	app_fill(&a, -1);
	for (int i = 0; i < 10; i++)
		app_pump(&a, 0);
	assert_int_equal(trace_n_events(feed->trace), 1);
	app_key(&a, ' ');
	app_pump(&a, 0);
	assert_int_equal(a.cursor.event, 0);
	assert_non_null(strstr(a.message, "waiting for the server"));
	/* Any other key takes the wish back. */
	app_key(&a, TK_ESCAPE);
	assert_int_equal(a.wanted, CMD_NONE);
	assert_string_equal(a.message, "");
	for (int i = 0; i < 10; i++)
		app_pump(&a, 0);
	assert_int_equal(trace_n_events(feed->trace), 1);
	app_key(&a, ' ');
	for (int i = 0; i < 4; i++)
		app_pump(&a, 0);
	assert_int_equal(a.cursor.event, 1);
	assert_int_equal(a.wanted, CMD_NONE);
	/* What is there already needs no peer. */
	app_key(&a, ' ');
	assert_int_equal(a.cursor.event, 2);
	app_key(&a, TK_BACKSPACE);
	assert_int_equal(a.cursor.event, 1);
	app_key(&a, ']');
	app_pump(&a, 0);
	/* Nothing of the message is left to see while the next is awaited. */
	assert_int_equal(a.cursor.event, trace_n_events(feed->trace) - 1);
	assert_int_equal(a.wanted, CMD_NEXT_STEP);
	for (int i = 0; i < 4; i++)
		app_pump(&a, 0);
	assert_int_equal(cursor_position(&a.cursor, a.t).step, 2);
	/* To the end, and one step more. */
	for (int i = 0; i < 200; i++) {
		app_key(&a, ' ');
		for (int k = 0; k < 4; k++)
			app_pump(&a, 0);
	}
	assert_int_equal(a.cursor.event, trace_n_events(feed->trace) - 1);
	assert_int_equal(a.wanted, CMD_NONE);
	assert_non_null(strstr(a.message, "End."));
	app_free(&a);
	feed->free(feed);
}

static void autoplay(void **state)
{
	struct feed *feed = sample_feed(false, 0);
	struct tui_options o = { 0 };
	struct app a;
	int64_t now = 1000;

	(void)state;
	app_init(&a, feed, &o);
	app_fill(&a, -1);
	assert_int_equal(app_tick(&a, now), -1);
	app_key(&a, 'p');
	assert_true(app_tick(&a, now) > 0);
	now += app_tick(&a, now);
	app_tick(&a, now);
	assert_int_equal(a.cursor.event, 2);
	app_key(&a, '+');
	assert_true(a.playing);
	app_key(&a, 'p');
	assert_false(a.playing);
	app_key(&a, 'p');
	app_key(&a, TK_BACKSPACE);
	assert_false(a.playing);
	app_key(&a, 'p');
	for (int i = 0; i < 1000 && a.playing; i++) {
		int wait = app_tick(&a, now);

		now += wait > 0 ? wait : 0;
	}
	assert_false(a.playing);
	assert_int_equal(a.cursor.event, trace_n_events(feed->trace) - 1);
	app_free(&a);
	feed->free(feed);
}

/* ---- anything goes ---- */

static void random_keys_at_random_sizes(void **state)
{
	static const uint32_t keys[] = {
		' ', ' ', ' ', ']', '[', 'g', 'G', TK_TAB, TK_TAB, TK_BACKTAB, 'h', 'j', 'k', 'l', TK_UP, TK_DOWN, TK_LEFT, TK_RIGHT,
		TK_PAGE_UP, TK_PAGE_DOWN, TK_ENTER, 'v', 'V', 'f', 'f', 'b', '/', 'n', 'N', 'z', 'p', '+', '-', '?', TK_BACKSPACE,
		TK_ESCAPE, TK_OTHER, 0x1b, 0x202e, 'a', '0', 'e', ':', '#', 'm', '\'', 'F', 'D', 'S', '1', '2', '3', 16, 21, 23,
	};
	struct feed *feed = sample_feed(false, 0);
	struct tui_options o = { 0 };
	struct grid g = { 0 };
	struct app a;
	uint32_t seed = 12345;

	(void)state;
	app_init(&a, feed, &o);
	app_fill(&a, -1);
	grid_resize(&g, 80, 24);
	for (int i = 0; i < 6000; i++) {
		seed = seed * 1103515245u + 12345u;
		if (i % 50 == 0) {
			grid_resize(&g, 1 + (int)(seed >> 16) % 140, 1 + (int)(seed >> 8) % 60);
			a.options.ascii = i % 100 == 0;
			tui_settings.ladder = (int)(seed >> 12) % 80;
			tui_settings.why = (int)(seed >> 10) % 80;
			tui_settings.bytes = (int)(seed >> 9) % 80;
		}
		if (i % 3 == 0)
			app_key(&a, keys_mouse((enum mouse)(1 + (seed >> 8) % 3), (int)(seed >> 16) % 150, (int)(seed >> 20) % 64));
		app_key(&a, keys[(seed >> 16) % (sizeof(keys) / sizeof(keys[0]))]);
		app_pump(&a, 0);
		app_tick(&a, i * 1000);
		app_draw(&a, &g);
		for (int k = 0; k < g.w * g.h; k++) {
			uint32_t c = g.cells[k].c;

			assert_true(c == 0 || (c >= 0x20 && c != 0x7f && (c < 0x80 || c >= 0xa0)));
			assert_true(!g.ascii || c < 0x7f);
		}
	}
	settings_reset();
	app_free(&a);
	grid_free(&g);
	feed->free(feed);
}

/* What was clicked is a row of the picture, and a live handshake stays where it is. */
static void the_mouse_lets_nothing_happen(void **state)
{
	struct feed *feed = sample_feed(true, 0);
	struct tui_options o = { 0 };
	struct grid g = { 0 };
	struct app a;
	uint32_t n;

	(void)state;
	app_init(&a, feed, &o);
	app_key(&a, ' ');
	app_pump(&a, 0);
	grid_resize(&g, 80, 24);
	app_draw(&a, &g);
	n = trace_n_events(feed->trace);
	for (int y = 0; y < 24; y++)
		for (int i = 0; i < 12; i++) {
			app_key(&a, keys_mouse(i % 4 ? MOUSE_DOWN : MOUSE_CLICK, 40, y));
			assert_int_equal(a.wanted, CMD_NONE);
			app_pump(&a, 0);
			app_draw(&a, &g);
		}
	assert_int_equal(trace_n_events(feed->trace), n);
	app_free(&a);
	grid_free(&g);
	feed->free(feed);
}

UNIT_GROUP(tui)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(text_is_cut_to_its_rectangle), cmocka_unit_test(nothing_acts_on_the_terminal),
		cmocka_unit_test(wide_characters_stay_whole), cmocka_unit_test(wrapping),
		cmocka_unit_test(the_promised_keys), cmocka_unit_test(every_binding_has_a_name_and_room_in_the_help),
		cmocka_unit_test(scripts), cmocka_unit_test(a_live_feed_runs_only_when_asked), cmocka_unit_test(autoplay),
		cmocka_unit_test(random_keys_at_random_sizes), cmocka_unit_test(the_mouse_lets_nothing_happen),
	};

	if (!setlocale(LC_CTYPE, "C.UTF-8"))
		setlocale(LC_CTYPE, "");
	return cmocka_run_group_tests_name("tui", tests, NULL, NULL);
}
