#include "tui/form.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/memory.h"
#include "base/text.h"
#include "tui/keys/keys.h"
#include "tui/panes/panes.h"

static struct form_field *field(const struct form_screen *s)
{
	return &s->owner->fields[s->at];
}

/* ---- what is offered ---- */

static void forget_offers(struct form_screen *s)
{
	for (size_t i = 0; i < s->n_offers; i++)
		free(s->offers[i].answer);
	s->n_offers = s->picked = 0;
	s->top = 0;
}

static void offer(struct form_screen *s, const char *folder, const char *name, const char *end, struct form_name *is)
{
	struct buf text = { 0 };

	if (s->n_offers == FORM_OFFERS)
		return;
	buf_printf(&text, "%s%s%s", folder, name, end);
	s->offers[s->n_offers++] = (struct form_offer){ mem_strdup(buf_str(&text)), strlen(folder), is };
	buf_free(&text);
}

/* Length of the folder at the beginning of a path, with its slash. */
static size_t folder_of(const char *path)
{
	const char *slash = strrchr(path, '/');

	return slash ? (size_t)(slash - path) + 1 : 0;
}

static int compare(const void *a, const void *b)
{
	return strcmp(((const struct form_offer *)a)->answer, ((const struct form_offer *)b)->answer);
}

static void offer_file(struct form_screen *s, const char *folder, const char *name)
{
	char path[1024];
	struct stat st;

	snprintf(path, sizeof(path), "%s%s", folder, name);
	offer(s, folder, name, stat(path, &st) == 0 && S_ISDIR(st.st_mode) ? "/" : "", NULL);
}

/* Those in the folder of what is typed whose names begin with the rest of it. */
static void offer_files(struct form_screen *s)
{
	const char *typed = field(s)->line.text, *rest = typed + folder_of(typed);
	const size_t first = s->n_offers;
	char folder[sizeof(field(s)->line.text)];
	struct dirent *e;
	DIR *dir;

	snprintf(folder, sizeof(folder), "%.*s", (int)folder_of(typed), typed);
	dir = opendir(*folder ? folder : ".");
	while (dir && s->n_offers < FORM_OFFERS && (e = readdir(dir)))
		if ((e->d_name[0] != '.' || *rest == '.') && strncmp(e->d_name, rest, strlen(rest)) == 0)
			offer_file(s, folder, e->d_name);
	if (dir)
		closedir(dir);
	qsort(s->offers + first, s->n_offers - first, sizeof(*s->offers), compare);
}

/* As a shell does, so that what stands there is the path itself. */
static void put_home(struct line *l)
{
	const char *home = getenv("HOME");
	char text[sizeof(l->text)];

	if (strncmp(l->text, "~/", 2) != 0 || !home || strlen(home) + strlen(l->text) > sizeof(text))
		return;
	snprintf(text, sizeof(text), "%.*s%s", (int)(sizeof(text) - strlen(l->text)), home, l->text + 1);
	line_set(l, text);
}

static void find_offers(struct form_screen *s)
{
	struct form_field *f = field(s);

	forget_offers(s);
	if (f->file)
		put_home(&f->line);
	for (size_t i = 0; i < f->n_names; i++)
		if (f->names[i].text && strstr(f->names[i].text, f->line.text))
			offer(s, "", f->names[i].text, "", &f->names[i]);
	if (f->file)
		offer_files(s);
}

/* What all that begin with what is typed have in common; a single one whole. */
static void complete(struct form_screen *s)
{
	struct line *l = &field(s)->line;
	const char *first = NULL;
	char text[sizeof(l->text)];
	size_t n = 0;

	for (size_t i = 0; i < s->n_offers; i++) {
		const char *answer = s->offers[i].answer;

		if (strncmp(answer, l->text, strlen(l->text)) != 0)
			continue;
		if (!first) {
			first = answer;
			n = strlen(first);
		}
		while (strncmp(first, answer, n) != 0)
			n--;
	}
	if (n > strlen(l->text)) {
		snprintf(text, sizeof(text), "%.*s", (int)n, first);
		line_set(l, text);
		find_offers(s);
	}
}

static void take_offer(struct form_screen *s)
{
	line_set(&field(s)->line, s->offers[s->picked - 1].answer);
	find_offers(s);
}

/* A row that is kept is so no longer. */
static void forget(struct form_screen *s)
{
	struct form_name *name = s->picked ? s->offers[s->picked - 1].name : NULL;

	if (!name || !name->kept || !s->owner->forget)
		return;
	s->owner->forget(name->text);
	name->text = NULL;
	find_offers(s);
}

/* ---- keys ---- */

void form_screen_init(struct form_screen *s, struct tui_form *owner, const struct tui_options *o)
{
	*s = (struct form_screen){ .owner = owner, .options = *o };
	find_offers(s);
}

void form_screen_free(struct form_screen *s)
{
	forget_offers(s);
}

static void to_field(struct form_screen *s, size_t at)
{
	s->at = at % s->owner->n;
	find_offers(s);
}

static void enter(struct form_screen *s)
{
	if (s->picked)
		take_offer(s);
	if (!field(s)->line.text[0]) {
		s->owner->error = "Nothing stands in this line yet.";
		return;
	}
	if (field(s)->line.text[strlen(field(s)->line.text) - 1] == '/' && field(s)->file)
		return;                 /* a folder: go on in it */
	if (s->at + 1 < s->owner->n)
		to_field(s, s->at + 1);
	else
		s->given = s->quit = true;
}

static void move(struct form_screen *s, bool down)
{
	if (s->n_offers)
		s->picked = down ? (s->picked + 1) % (s->n_offers + 1) : (s->picked + s->n_offers) % (s->n_offers + 1);
	else
		to_field(s, s->at + (down ? 1 : s->owner->n - 1));
}

static void tab(struct form_screen *s)
{
	char before[sizeof(field(s)->line.text)];

	snprintf(before, sizeof(before), "%s", field(s)->line.text);
	complete(s);
	if (strcmp(before, field(s)->line.text) == 0)
		to_field(s, s->at + 1);
}

void form_screen_key(struct form_screen *s, uint32_t key)
{
	enum { CTRL_X = 24 };
	int x, y;

	if (key == TK_NONE || key == TK_RESIZE || key == TK_SIGNAL || keys_mouse_of(key, &x, &y))
		return;
	if (key == TK_DOWN || key == TK_UP) {
		move(s, key == TK_DOWN);
		return;
	}
	if (key == CTRL_X) {
		forget(s);
		return;
	}
	if (key == TK_TAB || key == TK_BACKTAB) {
		key == TK_TAB ? tab(s) : to_field(s, s->at + s->owner->n - 1);
		return;
	}
	switch (line_key(&field(s)->line, key)) {
	case LINE_DONE: enter(s); break;
	case LINE_GIVEN_UP: s->quit = key == TK_ESCAPE; break;
	case LINE_CHANGED:
		s->owner->error = NULL;
		find_offers(s);
		break;
	default: break;
	}
}

/* ---- drawing ---- */

/* Where there is no room for all of a line its end shows: of a path that says more. */
static void put_line(const struct form_screen *s, struct grid *g, struct rect r, int y, size_t i)
{
	const struct form_field *f = &s->owner->fields[i];
	const bool here = i == s->at;
	int x = grid_text(g, r, 1, y, here ? ROLE_FOCUS : ROLE_HEADING, f->label) + 1;
	const char *shown = text_tail(f->line.text, f->line.at, r.w - x - 1), *at = f->line.text + f->line.at;
	char before[sizeof(f->line.text)];

	grid_text(g, r, x, y, ROLE_NORMAL, shown);
	snprintf(before, sizeof(before), "%.*s", (int)(at - shown), shown);
	if (here && *at)
		grid_paint(g, r, x + text_width(before), y, 1, ROLE_CURSOR);
	else if (here)
		grid_char(g, r, x + text_width(before), y, ROLE_HEADING, '_');
	grid_text(g, r, 3, y + 1, ROLE_DIM, f->help);
}

static void put_offers(struct form_screen *s, struct grid *g, struct rect r)
{
	const int picked = (int)s->picked - 1;

	s->top = scroll_top(s->top, r.h, (int)s->n_offers, picked < 0 ? 0 : picked);
	for (int y = 0; y < r.h && (size_t)(s->top + y) < s->n_offers; y++) {
		const struct form_offer *o = &s->offers[s->top + y];
		const int tag = o->name ? text_width(o->name->tag) + 1 : 0;
		struct buf name = { 0 };

		text_safe(&name, bytes_str(o->answer + o->shown));
		grid_text(g, (struct rect){ r.x, r.y, r.w - 1 - tag, r.h }, 3, y, s->top + y == picked ? ROLE_CURSOR : ROLE_NORMAL,
			  text_tail(buf_str(&name), name.n, r.w - 5 - tag));
		if (o->name)
			grid_text(g, r, r.w - 1 - tag, y, ROLE_DIM, o->name->tag);
		buf_free(&name);
	}
	scroll_arrows(g, r, ROLE_DIM, s->top, (int)s->n_offers);
}

/* A word that there is no room for is left out. */
static void put_key(struct buf *out, int room, const char *text)
{
	if (text_width(buf_str(out)) + text_width(text) + 3 <= room)
		buf_printf(out, "%s%s", out->n > 1 ? "  " : "", text);
}

static void put_footer(const struct form_screen *s, int room, struct buf *out)
{
	const struct form_name *name = s->picked ? s->offers[s->picked - 1].name : NULL;
	char enter[64];

	snprintf(enter, sizeof(enter), "Enter %s", s->at + 1 < s->owner->n ? "next line" : s->owner->enter);
	buf_puts(out, " ");
	put_key(out, room, enter);
	put_key(out, room, "Esc back");
	if (name && name->kept)
		put_key(out, room, "^X forget it");
	if (s->n_offers)
		put_key(out, room, "Up Down choose");
	if (s->n_offers)
		put_key(out, room, "Tab complete");
	put_key(out, room, "^U ^W clear");
	buf_puts(out, " ");
}

void form_screen_draw(struct form_screen *s, struct grid *g)
{
	struct screen frame = layout_frame(g->h);
	struct rect r = { 1, 2, g->w - 2, g->h - 3 };
	struct buf keys = { 0 };
	int y = 0;

	g->ascii = s->options.ascii;
	grid_clear(g);
	if (g->w < SCREEN_MIN_W || g->h < SCREEN_MIN_H) {
		frame_too_small_draw(g);
		return;
	}
	frame.lines[0] = 0;
	frame_lines(g, &frame);
	frame_title(g, 2, 0, g->w - 4, true, ROLE_NORMAL, s->owner->title);
	for (size_t i = 0; i < s->owner->n; i++, y += 3)
		put_line(s, g, r, y, i);
	if (s->owner->error)
		y += frame_paragraphs_in(g, (struct rect){ 1, 2 + y, g->w - 2, r.h - y }, ROLE_FAIL, s->owner->error) + 1;
	if (y < r.h)
		put_offers(s, g, (struct rect){ 1, 2 + y, g->w - 2, r.h - y });
	put_footer(s, g->w - 4, &keys);
	frame_message(g, g->h - 1, buf_str(&keys));
	buf_free(&keys);
}
