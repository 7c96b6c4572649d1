#include <locale.h>
#include <signal.h>
#include <stdio.h>

#include "cli/commands.h"
#include "cli/config.h"
#include "cli/menu.h"
#include "cli/pager.h"
#include "cli/say.h"
#include "crypto/crypto.h"

#ifndef SLOWSHAKE_VERSION
#define SLOWSHAKE_VERSION "unknown"
#endif

static int (*const commands[CMD_N])(const struct options *o) = {
	[CMD_RUN] = command_run,
	[CMD_CONNECT] = command_connect,
	[CMD_SERVE] = command_serve,
	[CMD_VERIFY] = command_verify,
	[CMD_REPLAY] = command_replay,
	[CMD_EXPLAIN] = command_replay,
	[CMD_COMPARE] = command_compare,
	[CMD_LEARN] = command_learn,
	[CMD_LESSON] = command_lesson,
	[CMD_NOTES] = command_notes,
	[CMD_LIST] = command_list,
};

static int print_and_exit(const struct options *o)
{
	struct error err = { "" };
	struct buf out = { 0 };
	enum status st;

	if (o->help)
		options_help(o->command_given ? o->command : CMD_N, &out);
	else
		buf_puts(&out, "slowshake " SLOWSHAKE_VERSION "\n");
	st = say_text(&out, &err);
	buf_free(&out);
	return st == ST_OK ? 0 : say_error_exit(st, &err);
}

int main(int argc, char **argv)
{
	struct error err = { "" };
	struct options o;
	enum status st;
	int code;

	setlocale(LC_CTYPE, "");
	signal(SIGPIPE, SIG_IGN);
	st = options_parse(argc > 0 ? argc - 1 : 0, argv + 1, &o, &err);
	if (st != ST_OK)
		return say_error_exit(st, &err);
	pager_want(!o.no_pager);
	if (o.color_given)
		config_colour(o.color);
	if (o.help || o.version)
		return print_and_exit(&o);
	st = crypto_init(&err);
	if (st != ST_OK)
		return say_error_exit(st, &err);
	code = menu_is_wanted(&o) ? menu_all(&o) : commands[o.command](&o);
	crypto_done();
	return code;
}
