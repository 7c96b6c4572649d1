#include "tui/form.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/text.h"
#include "tui/keys/keys.h"
#include "tui/panes/panes.h"

static struct form_field *field(const struct form_screen *s)
{
	return &s->owner->fields[s->at];
}

/* ---- files ---- */

static void forget_files(struct form_screen *s)
{
	for (size_t i = 0; i < s->n_files; i++)
		free(s->files[i]);
	s->n_files = s->picked = 0;
	s->top = 0;
}

/* Length of the folder at the beginning of a path, with its slash. */
static size_t folder_of(const char *path)
{
	const char *slash = strrchr(path, '/');

	return slash ? (size_t)(slash - path) + 1 : 0;
}

static int compare(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

static char *name_of(const char *folder, const char *name)
{
	char path[1024];
	struct stat st;
	struct buf text = { 0 };
	char *out;

	snprintf(path, sizeof(path), "%s%s", folder, name);
	buf_printf(&text, "%s%s", name, stat(path, &st) == 0 && S_ISDIR(st.st_mode) ? "/" : "");
	out = mem_alloc(text.n + 1);
	memcpy(out, buf_str(&text), text.n + 1);
	buf_free(&text);
	return out;
}

/* Those in the folder of what is typed whose names begin with the rest of it. */
static void find_files(struct form_screen *s)
{
	const char *typed = field(s)->line.text, *rest = typed + folder_of(typed);
	char folder[sizeof(field(s)->line.text)];
	struct dirent *e;
	DIR *dir;

	forget_files(s);
	if (!field(s)->file)
		return;
	snprintf(folder, sizeof(folder), "%.*s", (int)folder_of(typed), typed);
	dir = opendir(*folder ? folder : ".");
	while (dir && s->n_files < FORM_FILES && (e = readdir(dir)))
		if ((e->d_name[0] != '.' || *rest == '.') && strncmp(e->d_name, rest, strlen(rest)) == 0)
			s->files[s->n_files++] = name_of(folder, e->d_name);
	if (dir)
		closedir(dir);
	qsort(s->files, s->n_files, sizeof(*s->files), compare);
}

/* What all names have in common behind what is typed; a single one whole. */
static void complete(struct form_screen *s)
{
	struct line *l = &field(s)->line;
	char text[sizeof(l->text)];
	size_t n;

	if (!s->n_files)
		return;
	n = strlen(s->files[0]);
	for (size_t i = 1; i < s->n_files; i++)
		while (strncmp(s->files[0], s->files[i], n) != 0)
			n--;
	snprintf(text, sizeof(text), "%.*s%.*s", (int)folder_of(l->text), l->text, (int)n, s->files[0]);
	if (strlen(text) > strlen(l->text)) {
		line_set(l, text);
		find_files(s);
	}
}

static void take_file(struct form_screen *s)
{
	struct line *l = &field(s)->line;
	char text[sizeof(l->text)];

	snprintf(text, sizeof(text), "%.*s%s", (int)folder_of(l->text), l->text, s->files[s->picked - 1]);
	line_set(l, text);
	find_files(s);
}

/* ---- keys ---- */

void form_screen_init(struct form_screen *s, struct tui_form *owner, const struct tui_options *o)
{
	*s = (struct form_screen){ .owner = owner, .options = *o };
	find_files(s);
}

void form_screen_free(struct form_screen *s)
{
	forget_files(s);
}

static void to_field(struct form_screen *s, size_t at)
{
	s->at = at % s->owner->n;
	find_files(s);
}

static void enter(struct form_screen *s)
{
	if (s->picked)
		take_file(s);
	if (field(s)->line.text[0] && field(s)->line.text[strlen(field(s)->line.text) - 1] == '/' && field(s)->file)
		return;                 /* a folder: go on in it */
	if (s->at + 1 < s->owner->n)
		to_field(s, s->at + 1);
	else
		s->given = s->quit = true;
}

static void move(struct form_screen *s, bool down)
{
	if (s->n_files)
		s->picked = down ? (s->picked + 1) % (s->n_files + 1) : (s->picked + s->n_files) % (s->n_files + 1);
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
	int x, y;

	if (key == TK_NONE || key == TK_RESIZE || key == TK_SIGNAL || keys_mouse_of(key, &x, &y))
		return;
	if (key == TK_DOWN || key == TK_UP) {
		move(s, key == TK_DOWN);
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
		find_files(s);
		break;
	default: break;
	}
}

/* ---- drawing ---- */

static void put_line(const struct form_screen *s, struct grid *g, struct rect r, int y, size_t i)
{
	const struct form_field *f = &s->owner->fields[i];
	const bool here = i == s->at;
	struct line shown = f->line;
	int x = grid_text(g, r, 1, y, here ? ROLE_FOCUS : ROLE_HEADING, f->label) + 1;

	grid_text(g, r, x, y, ROLE_NORMAL, shown.text);
	if (here && shown.text[shown.at]) {
		shown.text[shown.at] = 0;
		grid_paint(g, r, x + text_width(shown.text), y, 1, ROLE_CURSOR);
	} else if (here) {
		grid_char(g, r, x + text_width(shown.text), y, ROLE_HEADING, '_');
	}
	grid_text(g, r, 3, y + 1, ROLE_DIM, f->help);
}

static void put_files(struct form_screen *s, struct grid *g, struct rect r)
{
	const int picked = (int)s->picked - 1;

	if (picked < s->top)
		s->top = picked < 0 ? 0 : picked;
	if (picked >= s->top + r.h)
		s->top = picked - r.h + 1;
	for (int y = 0; y < r.h && (size_t)(s->top + y) < s->n_files; y++) {
		struct buf name = { 0 };

		text_safe(&name, bytes_str(s->files[s->top + y]));
		grid_fit(g, r, 3, y, r.w - 4, s->top + y == picked ? ROLE_CURSOR : ROLE_NORMAL, buf_str(&name));
		buf_free(&name);
	}
	if ((size_t)(s->top + r.h) < s->n_files)
		grid_char(g, r, r.w - 1, r.h - 1, ROLE_DIM, 0x2193);
}

void form_screen_draw(struct form_screen *s, struct grid *g)
{
	struct screen frame = { .w = g->w, .h = g->h, .lines = { 0, -1, -1 }, .divider = -1, .bottom = g->h - 1 };
	struct rect r = { 1, 2, g->w - 2, g->h - 3 };
	char text[128];
	int y = 0;

	g->ascii = s->options.ascii;
	grid_clear(g);
	if (g->w < SCREEN_MIN_W || g->h < SCREEN_MIN_H) {
		frame_too_small_draw(g);
		return;
	}
	frame_lines(g, &frame);
	frame_title(g, 2, 0, g->w - 4, true, ROLE_NORMAL, s->owner->title);
	for (size_t i = 0; i < s->owner->n; i++, y += 3)
		put_line(s, g, r, y, i);
	if (s->owner->error)
		y += frame_paragraphs_in(g, (struct rect){ 1, 2 + y, g->w - 2, r.h - y }, ROLE_FAIL, s->owner->error) + 1;
	if (y < r.h)
		put_files(s, g, (struct rect){ 1, 2 + y, g->w - 2, r.h - y });
	snprintf(text, sizeof(text), " Enter %s   Tab complete, next   Up Down files   ^U ^W clear   Esc back ", s->owner->enter);
	frame_message(g, g->h - 1, text);
}
