#include "cli/menu.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "cli/commands.h"
#include "cli/config.h"
#include "cli/learn/learn.h"
#include "cli/learn/learned.h"
#include "cli/learn/lesson_find.h"
#include "cli/say.h"
#include "source/sim/sim.h"
#include "tui/list.h"

enum kind { KIND_LESSON, KIND_SCENARIO, KIND_CAPTURE, KIND_CONNECT };
enum { MAX_ENTRIES = 256 };

struct entry {
	enum kind kind;
	const char *id;            /* of the lesson or scenario */
	struct lesson *lesson;     /* owned */
	const char *text;
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
	[COL_KIND] = { "kind", 6, 9, 1, NULL, false, false },
	[COL_WHAT] = { "what", 20, 70, 0, NULL, false, false },
	[COL_STATE] = { "so far", 10, 12, 2, "how far you got in a lesson", false, false },
};

static const char *kind_word(enum kind k)
{
	static const char *const words[] = { "learn", "watch", "open", "connect" };

	return words[k];
}

/* ---- rows ---- */

static void add(struct menu *m, struct entry e)
{
	char number[16], state[32] = "";
	struct list_cell cells[COL_N] = {
		[COL_KIND] = { kind_word(e.kind), e.kind, LIST_PLAIN }, [COL_WHAT] = { e.text, 0, LIST_PLAIN },
	};

	if (m->n == MAX_ENTRIES)
		return;
	snprintf(number, sizeof(number), "%zu", m->n + 1);
	cells[COL_NUMBER] = (struct list_cell){ number, (int64_t)m->n, LIST_DIM };
	if (e.lesson && e.learned.done)
		snprintf(state, sizeof(state), "done");
	else if (e.lesson && e.learned.step)
		snprintf(state, sizeof(state), "step %zu/%zu", e.learned.step + 1, e.lesson->n_steps);
	cells[COL_STATE] = (struct list_cell){ state, e.learned.done ? 10000 : (int64_t)e.learned.step, e.learned.done ? LIST_GOOD : LIST_PLAIN };
	list_add_row(&m->list, (uint32_t)m->n, false, cells, e.id);
	m->entries[m->n++] = e;
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
	list_init(&m->list, columns, COL_N);
	add_lessons(m);
	if (only_lessons)
		return;
	for (size_t i = 0; i < n_sim_scenarios; i++)
		add(m, (struct entry){ .kind = KIND_SCENARIO, .id = sim_scenarios[i].name, .text = sim_scenarios[i].summary });
	add(m, (struct entry){ .kind = KIND_CAPTURE, .id = "replay", .text = "a capture: the handshakes in a pcap or pcapng file" });
	add(m, (struct entry){ .kind = KIND_CONNECT, .id = "connect", .text = "a real server: be its client, step by step" });
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

static void lesson_detail(const struct entry *e, struct list_detail *out)
{
	buf_puts(list_detail_line(out, LIST_PLAIN, NULL), e->lesson->summary);
	buf_printf(list_detail_line(out, LIST_PLAIN, "Length"), "about %u minutes, %zu steps, %zu questions", e->lesson->minutes,
		   e->lesson->n_steps, e->lesson->n_questions);
	if (*e->lesson->needs && strcmp(e->lesson->needs, "nothing") != 0)
		buf_puts(list_detail_line(out, LIST_PLAIN, "Before it"), e->lesson->needs);
	if (e->learned.done)
		buf_puts(list_detail_line(out, LIST_GOOD, "So far"), "done");
	else if (e->learned.step)
		buf_printf(list_detail_line(out, LIST_PLAIN, "So far"), "it goes on in step %zu", e->learned.step + 1);
}

static void detail(void *ctx, uint32_t id, struct list_detail *out)
{
	static const char *const lines[] = {
		[KIND_SCENARIO] = "A handshake between a client and a server inside this program, step by step. Esc comes back to this menu.",
		[KIND_CAPTURE] = "Asks for the file's name. On the command line, keys can be given too: slowshake replay FILE --keylog KEYS",
		[KIND_CONNECT] = "Asks for the server's name. On the command line: slowshake connect HOST[:PORT]",
	};
	const struct entry *e = &((struct menu *)ctx)->entries[id];

	if (e->kind == KIND_LESSON)
		lesson_detail(e, out);
	else
		buf_puts(list_detail_line(out, LIST_PLAIN, NULL), lines[e->kind]);
	if (e->kind == KIND_SCENARIO)
		buf_printf(list_detail_line(out, LIST_PLAIN, "Command"), "slowshake run %s", e->id);
	if (e->kind == KIND_LESSON)
		buf_printf(list_detail_line(out, LIST_PLAIN, "Command"), "slowshake learn %s", e->id);
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

static enum status watch(const char *scenario, int *code, struct error *err)
{
	struct tui_options t = tui_options_default();
	struct sim_options o = { .scenario = sim_find_scenario(scenario) };
	struct feed *f;
	enum status st;

	TRY(sim_open(&o, &f, err));
	t.list = true;
	st = tui_run(f, &t, err);
	f->free(f);
	if (st == ST_CLOSED) {
		*code = 128 + tui_signal();
		st = ST_OK;
	}
	return st;
}

/* Asks for a word on the plain terminal; false if none is given. */
static bool ask(const char *question, char *word, size_t size)
{
	printf("%s (nothing: back to the menu): ", question);
	fflush(stdout);
	if (!fgets(word, (int)size, stdin))
		return false;
	word[strcspn(word, "\r\n")] = 0;
	return *word != 0;
}

static void wait_for_enter(void)
{
	char line[8];

	printf("Enter: back to the menu ");
	fflush(stdout);
	while (fgets(line, sizeof(line), stdin) && !strchr(line, '\n'))
		continue;
}

/* As on the command line; what it complains of is left to be read. */
static void run_command(const char *command, const char *operand)
{
	char *words[] = { (char *)command, (char *)operand };
	struct options o;
	struct error err;
	int code;

	if (options_parse(2, words, &o, &err) != ST_OK) {
		say_error(err.text);
		wait_for_enter();
		return;
	}
	code = (o.command == CMD_REPLAY ? command_replay : command_connect)(&o);
	if (code != EXIT_ESTABLISHED)
		wait_for_enter();
}

static enum status open_entry(const struct entry *e, const struct options *o, int *code, struct error *err)
{
	char word[1024];

	switch (e->kind) {
	case KIND_LESSON:
		return learn_in_terminal(e->id, o, true, code, err);
	case KIND_SCENARIO:
		return watch(e->id, code, err);
	case KIND_CAPTURE:
		if (ask("Name of the capture file", word, sizeof(word)))
			run_command("replay", word);
		return ST_OK;
	case KIND_CONNECT:
		if (ask("Name of the server, HOST[:PORT]", word, sizeof(word)))
			run_command("connect", word);
		return ST_OK;
	}
	return ST_OK;
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
