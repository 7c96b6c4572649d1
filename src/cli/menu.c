#include "cli/menu.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cli/commands.h"
#include "cli/config.h"
#include "cli/learn/learn.h"
#include "cli/learn/learned.h"
#include "cli/learn/lesson_find.h"
#include "cli/menu_ask.h"
#include "cli/say.h"
#include "source/sim/sim.h"
#include "tui/list.h"

enum kind { KIND_LESSON, KIND_CAPTURE, KIND_CONNECT, KIND_SERVE, KIND_COMPARE, KIND_SCENARIO, KIND_FAULT };
enum { MAX_ENTRIES = 1024 };

struct entry {
	enum kind kind;
	const char *id;            /* of the lesson or scenario */
	struct lesson *lesson;     /* owned */
	const char *text;
	const char *group;         /* of a scenario */
	struct learned learned;
};

struct menu {
	struct list list;
	struct tui_list tui;
	struct entry entries[MAX_ENTRIES];
	size_t n, n_lessons;
	char note[sizeof(struct error)];
};

enum { COL_NUMBER, COL_KIND, COL_WHAT, COL_STATE, COL_N };

static const struct list_column columns[COL_N] = {
	[COL_NUMBER] = { "no.", 3, 4, 3, NULL, true, false },
	[COL_KIND] = { "kind", 7, 9, 1, NULL, false, false },
	[COL_WHAT] = { "what", 20, 70, 0, NULL, false, false },
	[COL_STATE] = { "so far", 10, 12, 2, "how far you got in a lesson", false, false },
};

static const char *kind_word(enum kind k)
{
	static const char *const words[] = { "learn", "open", "connect", "serve", "compare", "watch", "fault" };

	return words[k];
}

/* ---- rows ---- */

/* "done", or what of it was solved. */
static void put_done(const struct learned *l, struct buf *out)
{
	const struct lesson_score score = learned_score(l);

	if (score.solved < score.questions)
		buf_printf(out, "done %zu/%zu", score.solved, score.questions);
	else
		buf_puts(out, "done");
}

static void tell(void *ctx, uint32_t id, struct list_told *out)
{
	const struct menu *m = ctx;
	const struct entry *e = &m->entries[id];

	buf_add_decimal(&out->texts[COL_NUMBER], id + 1, 1);
	out->cells[COL_NUMBER] = (struct list_cell){ NULL, id, LIST_DIM };
	out->cells[COL_KIND] = (struct list_cell){ kind_word(e->kind), e->kind, LIST_PLAIN };
	out->cells[COL_WHAT].text = e->text;
	if (e->lesson && e->learned.done)
		put_done(&e->learned, &out->texts[COL_STATE]);
	else if (e->lesson && e->learned.step)
		buf_printf(&out->texts[COL_STATE], "step %zu/%zu", e->learned.step + 1, e->lesson->n_steps);
	out->cells[COL_STATE] = (struct list_cell){ NULL, e->learned.done ? 10000 : (int64_t)e->learned.step, e->learned.done ? LIST_GOOD : LIST_PLAIN };
	buf_puts(&out->words, e->id);
}

static void add(struct menu *m, struct entry e)
{
	if (m->n == MAX_ENTRIES)
		return;
	m->entries[m->n++] = e;
	list_add_row(&m->list, (uint32_t)m->n - 1, false);
}

static void add_lessons(struct menu *m)
{
	struct error err;

	for (size_t i = 0; lesson_shipped(i); i++) {
		struct lesson_report report = { 0 };
		struct entry e = { .kind = KIND_LESSON, .id = lesson_shipped(i) };

		if (lesson_load(e.id, &e.lesson, &report, &err) != ST_OK)
			continue;
		e.text = e.lesson->title;
		if (learned_read(e.lesson->id, &e.learned, &err) != ST_OK)
			snprintf(m->note, sizeof(m->note), "%s", err.text);
		lesson_report_free(&report);
		add(m, e);
	}
	m->n_lessons = m->n;
}

static void menu_init(struct menu *m, bool only_lessons)
{
	*m = (struct menu){ .n = 0 };
	list_init(&m->list, columns, COL_N, tell, m);
	add_lessons(m);
	if (only_lessons)
		return;
	add(m, (struct entry){ .kind = KIND_CAPTURE, .id = "replay", .text = "a capture: the handshakes in a pcap or pcapng file" });
	add(m, (struct entry){ .kind = KIND_CONNECT, .id = "connect", .text = "a real server: be its client, step by step" });
	add(m, (struct entry){ .kind = KIND_SERVE, .id = "serve", .text = "real clients: be their server, step by step" });
	add(m, (struct entry){ .kind = KIND_COMPARE, .id = "compare", .text = "two handshakes side by side" });
	for (unsigned group = 0; group < SCENARIO_GROUP_N; group++)
		for (size_t i = 0; i < n_sim_scenarios; i++)
			if (sim_scenarios[i].shows == group)
				add(m, (struct entry){ .kind = KIND_SCENARIO, .id = sim_scenarios[i].name, .text = sim_scenarios[i].summary,
						       .group = scenario_groups[group].heading });
	for (size_t i = 0; i < n_sim_faults; i++)
		add(m, (struct entry){ .kind = KIND_FAULT, .id = sim_faults[i].name, .text = sim_faults[i].summary });
}

static void menu_free(struct menu *m)
{
	for (size_t i = 0; i < m->n; i++)
		lesson_free(m->entries[i].lesson);
	list_free(&m->list);
}

/* ---- what the list asks ---- */

static void name(void *ctx, uint32_t id, struct buf *out)
{
	struct menu *m = ctx;

	buf_printf(out, "%s: %s", kind_word(m->entries[id].kind), m->entries[id].id);
}

static void put_so_far(const struct entry *e, struct buf *out)
{
	const struct lesson_score score = learned_score(&e->learned);

	if (e->learned.done)
		buf_puts(out, "done");
	if (e->learned.step)
		buf_printf(out, "%sit goes on in step %zu", e->learned.done ? "; " : "", e->learned.step + 1);
	if (score.questions)
		buf_printf(out, "; %zu of %zu questions solved, %zu left", score.solved, score.questions, score.questions - score.solved);
}

static void lesson_detail(const struct entry *e, struct list_detail *out)
{
	buf_puts(list_detail_line(out, LIST_PLAIN, NULL), e->lesson->summary);
	buf_printf(list_detail_line(out, LIST_PLAIN, "Length"), "about %u minutes, %zu steps, %zu questions", e->lesson->minutes,
		   e->lesson->n_steps, e->lesson->n_questions);
	if (*e->lesson->needs && strcmp(e->lesson->needs, "nothing") != 0)
		buf_puts(list_detail_line(out, LIST_PLAIN, "Before it"), e->lesson->needs);
	if (e->learned.done || e->learned.step)
		put_so_far(e, list_detail_line(out, e->learned.done ? LIST_GOOD : LIST_PLAIN, "So far"));
}

static void detail(void *ctx, uint32_t id, struct list_detail *out)
{
	static const char *const lines[] = {
		[KIND_SCENARIO] = "A handshake between a client and a server inside this program, step by step. Esc comes back to this menu.",
		[KIND_FAULT] = "A handshake in which a party errs: who finds it, by which check, and what alert follows. Esc comes back to this menu.",
		[KIND_CAPTURE] = "Asks for the file. On the command line, keys can be given too: slowshake FILE --keylog KEYS",
		[KIND_CONNECT] = "Asks for the server's name, and waits at each step until you have looked.",
		[KIND_SERVE] = "Waits for a client, and tells the command that makes one.",
		[KIND_COMPARE] = "Asks for two: scenarios, faults, or streams of captures (FILE or FILE#N).",
	};
	static const char *const commands[] = {
		[KIND_LESSON] = "learn ", [KIND_SCENARIO] = "run ", [KIND_FAULT] = "run --fault ", [KIND_CAPTURE] = "replay FILE", [KIND_CONNECT] = "connect HOST[:PORT]",
		[KIND_SERVE] = "serve [ADDR:]PORT", [KIND_COMPARE] = "compare A B",
	};
	const struct entry *e = &((struct menu *)ctx)->entries[id];
	const char *command = commands[e->kind];

	if (e->kind == KIND_LESSON)
		lesson_detail(e, out);
	else
		buf_puts(list_detail_line(out, LIST_PLAIN, NULL), lines[e->kind]);
	if (e->group)
		buf_puts(list_detail_line(out, LIST_PLAIN, "Group"), e->group);
	buf_printf(list_detail_line(out, LIST_PLAIN, "Command"), "slowshake %s%s", command, command[strlen(command) - 1] == ' ' ? e->id : "");
}

static void count(void *ctx, struct buf *out)
{
	struct menu *m = ctx;

	buf_printf(out, "%zu lesson%s", m->n_lessons, m->n_lessons == 1 ? "" : "s");
}

static const char *note(void *ctx)
{
	struct menu *m = ctx;

	return *m->note ? m->note : NULL;
}

/* ---- what is chosen ---- */

static enum status open_entry(const struct entry *e, const struct options *o, int *code, struct error *err)
{
	static const enum menu_form forms[] = {
		[KIND_CAPTURE] = MENU_CAPTURE, [KIND_CONNECT] = MENU_CONNECT, [KIND_SERVE] = MENU_SERVE, [KIND_COMPARE] = MENU_COMPARE,
	};
	char *watch[] = { (char *)"run", (char *)e->id }, *fault[] = { (char *)"run", (char *)"--fault", (char *)e->id };
	enum status st = ST_OK;

	if (e->kind == KIND_LESSON)
		return learn_in_terminal(e->id, o, true, code, err);
	if (e->kind == KIND_SCENARIO)
		*code = menu_run_words(watch, 2, err);
	else if (e->kind == KIND_FAULT)
		*code = menu_run_words(fault, 3, err);
	else
		st = menu_ask(forms[e->kind], code, err);
	if (st == ST_OK && (*code == EXIT_USAGE || *code == EXIT_IO) && *err->text)
		return ST_IO;
	if (*code < 128)         /* how a handshake ended does not end the menu */
		*code = 0;
	return st;
}

/* Shows the list once; *chosen: an entry was, and has been shown too. */
static enum status once(struct menu *m, size_t at, const struct options *o, uint32_t *chosen, bool *any, int *code, struct error *err)
{
	struct tui_options t = tui_options_default();
	enum status st;

	m->tui = (struct tui_list){
		.list = &m->list, .title = "slowshake", .none = "There is nothing here.", .ctx = m,
		.name = name, .detail = detail, .count = count, .note = note,
	};
	list_settle(&m->list);
	list_go(&m->list, at);
	st = tui_list_run(&m->tui, &t, err);
	*any = st == ST_OK && m->tui.has_chosen;
	*chosen = m->tui.chosen;
	if (st == ST_CLOSED) {
		*code = 128 + tui_signal();
		return ST_OK;
	}
	TRY(st);
	return *any ? open_entry(&m->entries[*chosen], o, code, err) : ST_OK;
}

enum status menu_run(const struct options *o, bool only_lessons, int *code, struct error *err)
{
	uint32_t at = 0;
	bool any = true;
	enum status st = tui_check(err);

	config_read();
	/* made anew each time: there may be progress */
	while (st == ST_OK && any && !*code) {
		struct menu *m = mem_alloc(sizeof(*m));

		menu_init(m, only_lessons);
		st = once(m, at, o, &at, &any, code, err);
		menu_free(m);
		free(m);
	}
	return st;
}

bool menu_is_wanted(const struct options *o)
{
	struct error ignored;

	return !o->command_given && !o->any_given && isatty(STDIN_FILENO) && isatty(STDOUT_FILENO) && tui_check(&ignored) == ST_OK;
}

int menu_all(const struct options *o)
{
	struct error err = { "" };
	int code = EXIT_ESTABLISHED;
	enum status st = menu_run(o, false, &code, &err);

	return st == ST_OK ? code : say_error_exit(st, &err);
}
