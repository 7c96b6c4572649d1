/* The configuration: each kind of line, what is told of a bad one, keys and their
 * conflicts, themes that can be read, and thousands of damaged files. */
#include <math.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "unit.h"
#include "base/text.h"
#include "tui/keys/keymap.h"
#include "tui/panes/panes.h"
#include "tui/settings.h"
#include "tui/term/ansi.h"

/* ---- lines ---- */

static void collect(void *ctx, const char *sentence)
{
	buf_printf(ctx, "%s\n", sentence);
}

static void read_text(struct bytes text, struct buf *complaints)
{
	settings_reset();
	buf_clear(complaints);
	settings_read(text, "config", collect, complaints);
}

/* `complaint`: a part of what is told, "" for nothing. `now`: a line of what is written then. */
static const struct {
	const char *text, *complaint, *now;
} lines[] = {
	{ "", "", "# theme = terminal" },
	{ "theme = dark", "", "\ntheme = dark" },
	{ "theme=light", "", "\ntheme = light" },
	{ "  theme =  high-contrast  # for the projector\r\n", "", "\ntheme = high-contrast" },
	{ "\xef\xbb\xbftheme = mono\n", "", "\ntheme = mono" },
	{ "# theme = dark\n\n   # nothing\n", "", "# theme = terminal" },
	{ "theme = drak", "config:1: theme: there is no \"drak\"; did you mean dark? It is terminal, dark, light, high-contrast, projector or mono", "# theme = terminal" },
	{ "\n\ntheme = 7", "config:3: theme: \"7\" will not do; it is terminal, dark", "# theme = terminal" },
	{ "thme = dark", "config:1: there is no setting \"thme\"; did you mean theme?", "# theme = terminal" },
	{ "wallpaper = dark", "config:1: there is no setting \"wallpaper\"; there are theme, color, level, mouse,", "# theme = terminal" },
	{ "theme dark", "config:1: a line here is NAME = VALUE", "# theme = terminal" },
	{ "= dark", "config:1: a line here is NAME = VALUE", "# theme = terminal" },
	{ "theme =", "config:1: the value is missing", "# theme = terminal" },
	{ "theme = dark\ntheme = light", "config:2: theme is set in line 1 too; this line holds", "\ntheme = light" },
	{ "mouse = on", "", "\nmouse = on" },
	{ "mouse = yes", "config:1: mouse: \"yes\" will not do; it is off or on", "# mouse = off" },
	{ "layout.why = 40", "", "\nlayout.why = 40" },
	{ "layout.why = 40%", "", "\nlayout.why = 40" },
	{ "layout.why = 9", "it is auto or 10 to 80", "# layout.why = auto" },
	{ "layout.why = 81", "it is auto or 10 to 80", "# layout.why = auto" },
	{ "layout.why = 40 50", "it is auto or 10 to 80", "# layout.why = auto" },
	{ "layout.why = 99999999999999999999", "it is auto or 10 to 80", "# layout.why = auto" },
	{ "layout.bytes = -20", "it is auto or 20 to 80", "# layout.bytes = auto" },
	{ "layout.focus = bytes", "", "\nlayout.focus = bytes" },
	{ "layout.focus = byte", "did you mean bytes?", "# layout.focus = ladder" },
	{ "layout.middle = bytes", "", "\nlayout.middle = bytes" },
	{ "layout.zoom = on", "", "\nlayout.zoom = on" },
	{ "layout.ladder = 50", "", "\nlayout.ladder = 50" },
	{ "layout.lesson = beside", "", "\nlayout.lesson = beside" },
	{ "layout.left = 20", "", "\nlayout.left = 20" },
	{ "layout.left = 71", "it is auto or 20 to 70", "# layout.left = auto" },
	{ "hide.why = on", "", "\nhide.why = on" },
	{ "hide.wire = on", "did you mean hide.why?", "# hide.why = off" },
	/* keys */
	{ "key.next = x", "config:1: x is both next and show-answer in a lesson: it is next now, and show-answer has no key left", "\nkey.handshake.next = x" },
	{ "key.handshake.next = x", "", "\nkey.handshake.next = x" },
	{ "key.handshake.next = x", "", "# key.lesson.next = space Enter Right" },
	{ "key.next = N", "N is both next and search-previous in a handshake", "\nkey.handshake.search-previous = none" },
	{ "key.next = N\nkey.search-previous = X", "", "\nkey.handshake.search-previous = X" },
	{ "key.search-previous = X\nkey.next = N", "", "\nkey.handshake.next = N" },
	{ "key.zoom = J\nkey.view = J K", "config:2: J is both zoom and view in a handshake: it is zoom now", "\nkey.handshake.view = K" },
	{ "key.view = J K\nkey.zoom = J", "config:2: J is both view and zoom in a handshake: it is view now, and zoom has no key left", "\nkey.handshake.zoom = none" },
	{ "key.ladder.next = PgDn", "PgDn is both next and page-down in a handshake", "\nkey.ladder.next = PgDn" },
	{ "key.ladder.next = Right n", "n is both next and search-next", "\nkey.ladder.next = Right n" },
	{ "key.down = Down i", "", "\nkey.page.down = Down i" },
	{ "key.list.down = e\nkey.down = d", "", "\nkey.list.down = e" },
	{ "key.quit = f10 CTRL-X ^y", "", "\nkey.list.quit = F10 ^X ^Y" },
	{ "key.help = none", "", "\nkey.list.help = none" },
	{ "key.search = hash\nkey.to-message = none", "", "\nkey.list.search = hash" },
	{ "key.search = #", "the value is missing (a # begins a comment; the key # is called hash)", "# key.list.search = /" },
	{ "key.search = =", "= is both search and faster in a handshake", "\nkey.handshake.search = =" },
	{ "key.search = \xc3\xa9", "", "\nkey.list.search = \xc3\xa9" },
	{ "key.redraw = ^J", "Enter is both redraw and fold in a handshake", "\nkey.handshake.redraw = Enter" },
	{ "key.quit = ^C", "^C belongs to the terminal", "# key.list.quit = q" },
	{ "key.quit = a b c d e", "more than 4 keys", "# key.list.quit = q" },
	{ "key.quit = Spcae", "key.quit: there is no key \"Spcae\"; did you mean space?", "# key.list.quit = q" },
	{ "key.quit = xyzzy", "there is no key \"xyzzy\"; write one character", "# key.list.quit = q" },
	{ "key.serach = s", "there is no command \"serach\"; did you mean key.search?", "# key.list.search = /" },
	{ "key.xyzzy = s", "there is no command \"xyzzy\"; see: slowshake list config", "# key.list.search = /" },
	{ "key.lst.search = s", "there is no screen \"lst\"; there are handshake, ladder, list, page and lesson", "# key.list.search = /" },
	{ "key.list.fold = s", "there is no fold in list", "# key.handshake.fold = Enter" },
	{ "key. = s", "there is no command \"\"", "# key.list.search = /" },
	/* what may be in a file that is none */
	{ "\x1b[2J = \x07", "config:1: there is no setting \"\\x1b[2J\"", "# theme = terminal" },
	{ "\xf9\xfe = \xff", "config:1: there is no setting \"\\xf9\\xfe\"", "# theme = terminal" },
};

static void each_line(void **state)
{
	struct buf complaints = { 0 }, now = { 0 };
	unsigned bad = 0;

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(lines); i++) {
		const char *told;

		read_text(bytes_str(lines[i].text), &complaints);
		told = buf_str(&complaints);
		buf_clear(&now);
		settings_write(&now);
		if (*lines[i].complaint ? !strstr(told, lines[i].complaint) : *told) {
			print_error("\"%s\":\n  told:     %s  expected: %s\n", lines[i].text, told, lines[i].complaint);
			bad++;
		}
		if (!strstr(buf_str(&now), lines[i].now)) {
			print_error("\"%s\": there is no line \"%s\"\n", lines[i].text, lines[i].now);
			bad++;
		}
	}
	settings_reset();
	buf_free(&complaints);
	buf_free(&now);
	assert_int_equal(bad, 0);
}

static void a_long_line_and_a_nul_are_told(void **state)
{
	struct buf complaints = { 0 }, text = { 0 };

	(void)state;
	for (int i = 0; i < 5000; i++)
		buf_puts(&text, "theme");
	buf_puts(&text, " = dark\nmouse = on\n");
	read_text(buf_bytes(&text), &complaints);
	assert_string_equal(buf_str(&complaints), "config:1: the line is too long\n");
	assert_true(tui_settings.mouse);
	read_text(BYTES_LIT("mouse = on\0\nlayout.zoom = on"), &complaints);
	assert_string_equal(buf_str(&complaints), "config:1: the line has a NUL in it: this is no text file\n");
	assert_false(tui_settings.mouse);
	assert_true(tui_settings.zoom);
	buf_clear(&text);
	for (int i = 0; i < 100; i++)
		buf_puts(&text, "nonsense\n");
	read_text(buf_bytes(&text), &complaints);
	assert_non_null(strstr(buf_str(&complaints), "config:20: a line here is NAME = VALUE\nconfig: and 80 more\n"));
	settings_reset();
	buf_free(&complaints);
	buf_free(&text);
}

/* Every line of what is written, made to hold, says the same again and nothing is told. */
static void what_is_written_can_be_read(void **state)
{
	struct buf complaints = { 0 }, out = { 0 }, again = { 0 }, active = { 0 };
	char *p;

	(void)state;
	settings_reset();
	settings_write(&out);
	read_text(buf_bytes(&out), &complaints);
	assert_string_equal(buf_str(&complaints), "");
	buf_puts(&active, buf_str(&out));
	for (p = (char *)active.p; (p = strstr(p, "\n# ")); p++)
		if (strncmp(p + 3, "key.", 4) == 0 || strncmp(p + 3, "theme", 5) == 0 || strncmp(p + 3, "mouse", 5) == 0 || strncmp(p + 3, "layout", 6) == 0)
			if (!strstr(p, "NAME") || strstr(p, "NAME") > strchr(p + 1, '\n'))
				p[1] = ' ';
	read_text(buf_bytes(&active), &complaints);
	assert_string_equal(buf_str(&complaints), "");
	settings_write(&again);
	read_text(buf_bytes(&again), &complaints);
	assert_string_equal(buf_str(&complaints), "");
	settings_reset();
	buf_free(&complaints);
	buf_free(&out);
	buf_free(&again);
	buf_free(&active);
}

/* ---- keys ---- */

static void every_command_has_one_name(void **state)
{
	static const struct key_table *const tables[] = { &keys_handshake, &keys_list, &keys_pages, &keys_lesson };

	(void)state;
	for (size_t t = 0; t < ARRAY_LEN(tables); t++)
		for (size_t i = 0; i < tables[t]->n; i++) {
			const char *name = keymap_name(tables[t]->rows[i].command);

			if (tables[t]->rows[i].command == CMD_ANSWER)
				continue;
			assert_non_null(name);
			for (int c = 0; c < 200; c++)
				if (c != (int)tables[t]->rows[i].command && keymap_name((enum command)c))
					assert_string_not_equal(name, keymap_name((enum command)c));
		}
}

static void the_keys_of_the_user_hold(void **state)
{
	struct buf complaints = { 0 }, names = { 0 };

	(void)state;
	read_text(BYTES_LIT("key.next = n ^N\nkey.search-next = ,\nkey.list.down = e\n"), &complaints);
	assert_string_equal(buf_str(&complaints), "");
	assert_int_equal(keymap_command('n', PANE_HEX), CMD_NEXT);
	assert_int_equal(keymap_command(14, PANE_HEX), CMD_NEXT);
	assert_int_equal(keymap_command(' ', PANE_HEX), CMD_NONE);
	assert_int_equal(keymap_command(TK_RIGHT, PANE_LADDER), CMD_NEXT);
	assert_int_equal(keymap_command(',', PANE_HEX), CMD_SEARCH_NEXT);
	assert_int_equal(keymap_find(&keys_list, 'e', PANE_LADDER), CMD_DOWN);
	assert_int_equal(keymap_find(&keys_list, TK_DOWN, PANE_LADDER), CMD_NONE);
	assert_int_equal(keymap_command(TK_DOWN, PANE_FIELDS), CMD_DOWN);
	keymap_names(&keys_handshake.rows[0], &names);
	assert_string_equal(buf_str(&names), "n ^N");
	settings_reset();
	assert_int_equal(keymap_command(' ', PANE_HEX), CMD_NEXT);
	buf_free(&complaints);
	buf_free(&names);
}

/* What the tables give is free of conflicts, or the first file would be told of them. */
static void the_tables_have_no_conflicts(void **state)
{
	static const struct key_table *const tables[] = { &keys_handshake, &keys_list, &keys_pages, &keys_lesson };

	(void)state;
	for (size_t t = 0; t < ARRAY_LEN(tables); t++)
		for (size_t i = 0; i < tables[t]->n; i++)
			for (size_t j = 0; j < i; j++)
				for (int k = 0; k < KEYS_PER_BINDING && tables[t]->rows[i].keys[k]; k++)
					for (int l = 0; l < KEYS_PER_BINDING; l++)
						if (tables[t]->rows[i].panes == tables[t]->rows[j].panes)
							assert_int_not_equal(tables[t]->rows[i].keys[k], tables[t]->rows[j].keys[l]);
}

/* ---- themes ---- */

/* The brightness of a colour of xterm's palette of 256, or of one as RGB (WCAG 2.1 "relative luminance"). */
static double luminance(int colour)
{
	static const int steps[] = { 0, 95, 135, 175, 215, 255 };
	int rgb[3];
	double sum = 0;

	assert_true(colour & COLOUR_RGB || (colour >= 16 && colour <= 255));
	for (int i = 0; i < 3; i++) {
		static const int power[] = { 36, 6, 1 };
		double v;

		rgb[i] = colour & COLOUR_RGB ? colour >> (16 - 8 * i) & 255 : colour >= 232 ? 8 + 10 * (colour - 232) : steps[(colour - 16) / power[i] % 6];
		v = rgb[i] / 255.0;
		v = v * (v * (v * 0.305306011 + 0.682171111) + 0.012522878);     /* sRGB to linear, nearly */
		sum += v * (double[]){ 0.2126, 0.7152, 0.0722 }[i];
	}
	return sum;
}

static double contrast(int a, int b)
{
	double la = luminance(a), lb = luminance(b);

	return la > lb ? (la + 0.05) / (lb + 0.05) : (lb + 0.05) / (la + 0.05);
}

static bool has_ground(enum theme theme)
{
	return theme == THEME_HIGH_CONTRAST || theme == THEME_PROJECTOR;
}

static void colours_can_be_read(void **state)
{
	static const struct {
		enum theme theme;
		int ground;          /* what the theme is for, where it sets none */
		double text, frame;
	} cases[] = { { THEME_DARK, 234, 4.5, 3 }, { THEME_LIGHT, 231, 4.5, 3 }, { THEME_HIGH_CONTRAST, 16, 7, 7 },
		      { THEME_PROJECTOR, 231, 7, 7 } };

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(cases); i++)
		for (int role = 0; role < 2 * ROLE_N; role++) {
			struct look l = theme_look(cases[i].theme, (enum role)(role % ROLE_N), role < ROLE_N ? 256 : DIRECT_COLOURS);
			double c;

			assert_int_equal(l.bg >= 0, has_ground(cases[i].theme));
			if (l.fg < 0)
				continue;
			c = contrast(l.fg, l.bg >= 0 ? l.bg : cases[i].ground);
			if (c < (role % ROLE_N == ROLE_FRAME ? cases[i].frame : cases[i].text))
				fail_msg("%s, role %d: contrast %.1f", theme_names[cases[i].theme], role, c);
		}
}

static void no_colour_is_no_colour(void **state)
{
	(void)state;
	for (int theme = 0; theme < THEME_N; theme++)
		for (int role = 0; role < ROLE_N; role++) {
			struct look none = theme_look((enum theme)theme, (enum role)role, 0);
			struct look mono = theme_look(THEME_MONO, (enum role)role, 256);

			assert_true(none.fg == COLOUR_OWN && none.bg == COLOUR_OWN);
			assert_true(mono.fg == COLOUR_OWN && mono.bg == COLOUR_OWN);
		}
	for (int colours = 8; colours <= 256; colours *= 2)
		for (int theme = 0; theme < THEME_N; theme++)
			for (int role = 0; role < ROLE_N; role++) {
				struct look l = theme_look((enum theme)theme, (enum role)role, colours);

				assert_true(l.fg < colours && l.bg < colours);
				if (!has_ground((enum theme)theme))
					assert_int_equal(l.bg, COLOUR_OWN);
			}
}

/* In each theme, with or without colours, what must not be taken for another looks different. */
static void roles_differ(void **state)
{
	static const enum role pairs[][2] = {
		{ ROLE_NORMAL, ROLE_SELECTION }, { ROLE_NORMAL, ROLE_CURSOR }, { ROLE_SELECTION, ROLE_CURSOR }, { ROLE_NORMAL, ROLE_SECRET },
		{ ROLE_OK, ROLE_FAIL }, { ROLE_FIELD_A, ROLE_FIELD_B }, { ROLE_FIELD_B, ROLE_FIELD_C }, { ROLE_FIELD_C, ROLE_FIELD_D },
		{ ROLE_FIELD_D, ROLE_FIELD_A }, { ROLE_NORMAL, ROLE_CLOSED }, { ROLE_FRAME, ROLE_FOCUS }, { ROLE_NORMAL, ROLE_FAIL },
	};

	(void)state;
	for (int theme = 0; theme < THEME_N; theme++)
		for (int colours = 0; colours <= DIRECT_COLOURS; colours = colours ? colours * 2 : 8)
			for (size_t i = 0; i < ARRAY_LEN(pairs); i++) {
				struct look a = theme_look((enum theme)theme, pairs[i][0], colours), b = theme_look((enum theme)theme, pairs[i][1], colours);

				/* as it always was: a verdict has its word and sign */
				if (theme == THEME_TERMINAL && !colours)
					continue;
				if (a.attrs == b.attrs && a.fg == b.fg && a.bg == b.bg)
					fail_msg("%s with %d colours: roles %d and %d", theme_names[theme], colours, pairs[i][0], pairs[i][1]);
			}
}

/* What a terminal that takes red, green and blue is sent; and one that does not. */
static void true_colour_is_sent(void **state)
{
	static const struct {
		enum theme theme;
		int colours;
		const char *sgr;
	} cases[] = {
		{ THEME_DARK, 256, "\033[0;38;5;80m" }, { THEME_DARK, DIRECT_COLOURS, "\033[0;38;2;77;208;225m" },
		{ THEME_PROJECTOR, DIRECT_COLOURS, "\033[0;1;38;2;0;71;171;48;2;255;255;255m" },
		/* its colours are the terminal's own, whatever that can do */
		{ THEME_TERMINAL, DIRECT_COLOURS, "\033[0;38;5;6m" }, { THEME_MONO, DIRECT_COLOURS, "\033[0m" },
	};
	struct grid g = { 0 };
	struct buf out = { 0 };

	(void)state;
	grid_resize(&g, 10, 1);
	grid_text(&g, (struct rect){ 0, 0, 10, 1 }, 0, 0, ROLE_CLIENT, "0123456789");
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		buf_clear(&out);
		ansi_draw(&g, NULL, cases[i].theme, cases[i].colours, &out);
		assert_non_null(strstr(buf_str(&out), cases[i].sgr));
	}
	grid_free(&g);
	buf_free(&out);
}

static void a_class_has_its_own_theme(void **state)
{
	(void)state;
	settings_reset();
	tui_settings.theme = THEME_LIGHT;
	tui_settings.projected = true;
	assert_int_equal(settings_theme(), THEME_PROJECTOR);
	settings_next_theme();
	assert_int_equal(settings_theme(), (THEME_PROJECTOR + 1) % THEME_N);
	tui_settings.projected = false;
	assert_int_equal(settings_theme(), THEME_LIGHT);
	settings_next_theme();
	assert_int_equal(tui_settings.theme, THEME_LIGHT + 1);
	settings_reset();
}

/* ---- into a file that is there ---- */

static void a_file_keeps_what_a_person_wrote(void **state)
{
	static const struct {
		const char *before, *after;
		struct tui_settings now;
	} cases[] = {
		{ "", "", { .theme = 0 } },
		{ "", "theme = dark\n", { .theme = THEME_DARK } },
		{ "# mine\n\nkey.next = n   # a key\n", "# mine\n\nkey.next = n   # a key\nhide.bytes = on\n", { .hide[PANE_HEX] = 1 } },
		{ "theme = dark", "theme = dark", { .theme = THEME_DARK } },
		{ "theme = dark", "theme = light", { .theme = THEME_LIGHT } },
		{ "theme = dark", "theme = dark\nmouse = on\n", { .theme = THEME_DARK, .mouse = 1 } },
		{ "  theme=dark  # at night\r\nmouse = on\r\n", "  theme=terminal  # at night\r\nmouse = on\r\n", { .mouse = 1 } },
		{ "layout.why = 40%\n", "layout.why = 40%\n", { .why = 40 } },
		{ "layout.why = 40%\n", "layout.why = 45\n", { .why = 45 } },
		{ "level = messages\nlevel = everything\n", "level = checks\nlevel = checks\n", { .level = 0 } },
		{ "# theme = dark\n", "# theme = dark\ntheme = light\n", { .theme = THEME_LIGHT } },
		{ "color = never\n", "color = never\n", { .colour = 1 } },           /* --color always */
		{ "no sense\ntheme = drak\ntheme =\n", "no sense\ntheme = light\ntheme =\n", { .theme = THEME_LIGHT } },
	};
	struct buf out = { 0 };

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		tui_settings = cases[i].now;
		buf_clear(&out);
		settings_update(bytes_str(cases[i].before), &out);
		assert_string_equal(buf_str(&out), cases[i].after);
	}
	settings_reset();
	buf_free(&out);
}

/* ---- layout ---- */

static bool overlap(struct rect a, struct rect b)
{
	return a.x < b.x + b.w && b.x < a.x + a.w && a.y < b.y + b.h && b.y < a.y + a.h;
}

/* At any size, with any shares: every pane that shows has room, inside the frame and beside the others. */
static void panes_fit(void **state)
{
	static const int shares[] = { 0, 10, 20, 50, 80 }, widths[] = { 60, 80, 81, 120, 250 }, heights[] = { 18, 24, 25, 40, 100 };
	enum { N = 5 };

	(void)state;
	for (int i = 0; i < N * N * N * N * N * 2; i++) {
		int w = widths[i % N], h = heights[i / N % N];
		struct screen s;

		tui_settings = (struct tui_settings){ .ladder = shares[i / N / N % N], .why = shares[i / N / N / N % N], .bytes = shares[i / N / N / N / N % N] };
		s = (i % 3 ? layout_app : layout_screen)(w, h, PANE_LADDER, i % 2 ? PANE_HEX : PANE_FIELDS, false);
		for (int p = 0; s.origin.w && p < PANE_N; p++)
			assert_false(s.panes[p].w && overlap(s.origin, s.panes[p]));
		assert_true(s.panes[PANE_FIELDS].w || s.panes[PANE_HEX].w);
		for (int p = 0; p < PANE_N; p++) {
			struct rect r = s.panes[p];

			if (!r.w)
				continue;
			assert_true(r.x >= 1 && r.x + r.w <= w - 1 && r.y >= 2 && r.y + r.h <= h - 1);
			assert_true(r.w >= 18 && r.h >= 2);
			for (int q = 0; q < p; q++)
				assert_false(overlap(r, s.panes[q]));
		}
	}
	settings_reset();
}

/* Whatever is hidden, the pane that has the keys shows, what shows fills the screen, and no two are in one place. */
static void hidden_panes_leave_their_room(void **state)
{
	static const int widths[] = { 60, 80, 120, 200 };

	(void)state;
	for (int i = 0; i < 4 * 16 * 4 * 2; i++) {
		const int w = widths[i % 4], h = 40, hidden = i / 4 % 16;
		const enum pane focus = (enum pane)(i / 64 % 4), middle = focus == PANE_HEX || (focus != PANE_FIELDS && i / 256) ? PANE_HEX : PANE_FIELDS;
		int cells = 0;
		struct screen s;

		tui_settings = (struct tui_settings){ .hide = { hidden & 1, hidden & 2, hidden & 4, hidden & 8 } };
		s = layout_app(w, h, focus, middle, false);
		for (int p = 0; p < PANE_N; p++) {
			struct rect r = s.panes[p];

			/* a line above each, a line at its left */
			cells += r.w ? (r.w + 1) * (r.h + 1) : 0;
			assert_true(!r.w || p == (int)focus || !tui_settings.hide[p]);
			for (int q = 0; r.w && q < p; q++)
				assert_false(overlap(r, s.panes[q]));
		}
		cells += s.origin.w ? (s.origin.w + 1) * (s.origin.h + 1) : 0;
		assert_true(s.panes[focus].w);
		assert_int_equal(cells, (w - 1) * (h - 2));
	}
	settings_reset();
}

static void shares_are_what_was_set(void **state)
{
	struct screen s;

	(void)state;
	tui_settings = (struct tui_settings){ .ladder = 50, .why = 20, .bytes = 60 };
	s = layout_screen(120, 45, PANE_LADDER, PANE_FIELDS, false);
	assert_int_equal(s.panes[PANE_LADDER].h, 20);
	assert_int_equal(s.panes[PANE_WHY].h, 8);
	assert_int_equal(s.panes[PANE_FIELDS].h, 12);
	assert_int_equal(s.panes[PANE_HEX].w, 70);
	settings_reset();
}

/* ---- damage ---- */

static void damaged_files_are_only_told(void **state)
{
	struct buf good = { 0 }, complaints = { 0 }, text = { 0 };
	uint32_t seed = 12345;

	(void)state;
	settings_reset();
	settings_write(&good);
	for (int round = 0; round < 3000; round++) {
		buf_clear(&text);
		buf_add(&text, buf_bytes(&good));
		for (int i = 0; i < 200; i++) {
			seed = seed * 1664525 + 1013904223;
			if (seed >> 31)
				text.p[(seed >> 8) % text.n] = (uint8_t)seed;
			else
				memmove(text.p + (seed >> 8) % (text.n - 32), text.p + (seed >> 3) % (text.n - 32), seed % 32);
		}
		for (char *p = (char *)text.p; (p = memchr(p, '#', text.n - (size_t)(p - (char *)text.p)));)
			*p = round % 2 ? ' ' : '#', p += 1;
		read_text(bytes_slice(buf_bytes(&text), 0, text.n - seed % 100), &complaints);
		for (size_t i = 0; i < complaints.n; i++)
			assert_true(complaints.p[i] == '\n' || complaints.p[i] >= 0x20);
		buf_clear(&text);
		settings_write(&text);
	}
	settings_reset();
	buf_free(&good);
	buf_free(&complaints);
	buf_free(&text);
}

UNIT_GROUP(config)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_line),
		cmocka_unit_test(a_long_line_and_a_nul_are_told),
		cmocka_unit_test(what_is_written_can_be_read),
		cmocka_unit_test(every_command_has_one_name),
		cmocka_unit_test(the_keys_of_the_user_hold),
		cmocka_unit_test(the_tables_have_no_conflicts),
		cmocka_unit_test(colours_can_be_read),
		cmocka_unit_test(no_colour_is_no_colour),
		cmocka_unit_test(roles_differ),
		cmocka_unit_test(true_colour_is_sent),
		cmocka_unit_test(a_class_has_its_own_theme),
		cmocka_unit_test(a_file_keeps_what_a_person_wrote),
		cmocka_unit_test(hidden_panes_leave_their_room),
		cmocka_unit_test(panes_fit),
		cmocka_unit_test(shares_are_what_was_set),
		cmocka_unit_test(damaged_files_are_only_told),
	};

	return cmocka_run_group_tests_name("config", tests, NULL, NULL);
}
