#include "cli/menu_ask.h"

#include <stdlib.h>
#include <string.h>

#include "cli/commands.h"
#include "cli/recent.h"
#include "cli/say.h"
#include "source/sim/sim.h"
#include "tui/form.h"

enum { FIELDS = 2, HISTORY = 10 };

/* What a line offers besides files. */
enum offers { OFFERS_NOTHING, OFFERS_HISTORY, OFFERS_RECENT, OFFERS_HANDSHAKES };

static const struct asked {
	const char *command, *title, *enter;
	size_t n;
	enum offers offers;
	struct form_field fields[FIELDS];
} asked[] = {
	[MENU_CAPTURE] = { "replay", "open a capture", "open it", 1, OFFERS_RECENT, { { "File:", "pcap or pcapng, gzipped as well", true, { "", 0 } } } },
	[MENU_CONNECT] = { "connect", "be the client of a real server", "connect", 1, OFFERS_HISTORY,
			   { { "Server:", "HOST, HOST:PORT or https://HOST/", false, { "", 0 } } } },
	[MENU_SERVE] = { "serve", "be the server of real clients", "listen", 1, OFFERS_NOTHING,
			 { { "Port:", "PORT, or ADDRESS:PORT; 0 takes a free one", false, { "4433", 4 } } } },
	[MENU_COMPARE] = { "compare", "two handshakes side by side", "compare", FIELDS, OFFERS_HANDSHAKES,
			   { { "First:", "a scenario, a fault, FILE or FILE#N", true, { "default", 7 } }, { "Second:", "the same", true, { "", 0 } } } },
};

int menu_run_words(char *const *words, int n, struct error *said)
{
	static int (*const commands[CMD_N])(const struct options *o) = {
		[CMD_RUN] = command_run, [CMD_REPLAY] = command_replay, [CMD_CONNECT] = command_connect, [CMD_SERVE] = command_serve,
		[CMD_COMPARE] = command_compare,
	};
	struct options o;
	int code;

	*said = (struct error){ "" };
	if (options_parse(n, words, &o, said) != ST_OK)
		return EXIT_USAGE;
	o.from_menu = true;
	o.output = OUTPUT_TUI;
	say_keep(said);
	code = commands[o.command](&o);
	say_keep(NULL);
	return code;
}

/* ---- what is offered ---- */

struct names {
	struct form_name *list;
	size_t n, cap;
	char *recent[RECENT_MOST];
	size_t n_recent;
};

static void add(struct names *a, const char *text, const char *tag, bool kept)
{
	if (a->n == a->cap) {
		a->cap = a->cap ? 2 * a->cap : 64;
		a->list = mem_realloc(a->list, a->cap * sizeof(*a->list));
	}
	a->list[a->n++] = (struct form_name){ text, tag, kept };
}

/* Servers that were asked for since the program began: they are kept nowhere. */
static char history[HISTORY][sizeof(((struct line *)0)->text)];
static size_t n_history;

static void remember(const char *text)
{
	for (size_t i = 0; i < n_history; i++)
		if (strcmp(history[i], text) == 0)
			return;
	memmove(history[1], history[0], (HISTORY - 1) * sizeof(history[0]));
	memcpy(history[0], text, strlen(text) + 1);
	n_history += n_history < HISTORY;
}

static void names_of(enum offers what, struct names *a)
{
	if (what == OFFERS_RECENT || what == OFFERS_HANDSHAKES)
		a->n_recent = recent_read(a->recent);
	for (size_t i = 0; i < a->n_recent; i++)
		add(a, a->recent[i], "recent", true);
	for (size_t i = 0; what == OFFERS_HISTORY && i < n_history; i++)
		add(a, history[i], "before", false);
	for (size_t i = 0; what == OFFERS_HANDSHAKES && i < n_sim_scenarios; i++)
		add(a, sim_scenarios[i].name, "scenario", false);
	for (size_t i = 0; what == OFFERS_HANDSHAKES && i < n_sim_faults; i++)
		add(a, sim_faults[i].name, "fault", false);
}

static void names_free(struct names *a)
{
	for (size_t i = 0; i < a->n_recent; i++)
		free(a->recent[i]);
	free(a->list);
}

/* ---- asking ---- */

static enum status ask_once(const struct asked *kind, struct tui_form *form, bool *given, struct error *err)
{
	struct tui_options t = tui_options_default();
	struct names names = { 0 };
	enum status st;

	names_of(kind->offers, &names);
	for (size_t i = 0; i < form->n; i++) {
		form->fields[i].names = names.list;
		form->fields[i].n_names = names.n;
	}
	st = tui_form_run(form, &t, given, err);
	names_free(&names);
	return st;
}

enum status menu_ask(enum menu_form what, int *code, struct error *err)
{
	static struct form_field kept[ARRAY_LEN(asked)][FIELDS];
	const struct asked *kind = &asked[what];
	struct form_field *fields = kept[what];
	struct tui_form form = { .title = kind->title, .enter = kind->enter, .fields = fields, .n = kind->n, .forget = recent_forget };
	struct error said = { "" };
	bool given = true;

	if (!fields[0].label)
		memcpy(fields, kind->fields, sizeof(kind->fields));
	do {
		char *words[] = { (char *)kind->command, (char *)"--", fields[0].line.text, fields[1].line.text };

		TRY(ask_once(kind, &form, &given, err));
		if (!given)
			break;
		*code = menu_run_words(words, 2 + (int)kind->n, &said);
		form.error = *code == EXIT_USAGE || *code == EXIT_IO ? said.text : NULL;
		if (!form.error && kind->offers == OFFERS_HISTORY)
			remember(fields[0].line.text);
	} while (form.error);
	return ST_OK;
}
