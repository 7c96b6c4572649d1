/* slowshake compare: two handshakes side by side. */
#include "base/file.h"
#include "cli/commands.h"
#include "cli/compare_list.h"
#include "cli/compare_side.h"
#include "cli/export.h"
#include "cli/recent.h"
#include "cli/say.h"
#include "cli/show.h"
#include "out/contrast_json.h"
#include "out/html/contrast_page.h"
#include "tui/tui.h"
#include "view/graph/contrast.h"

static enum status tell(const struct options *o, const struct contrast *c, enum output out, struct error *err)
{
	struct buf text = { 0 };
	enum status st;

	if (out == OUTPUT_TUI)
		return compare_list_run(o, c, err);
	if (out == OUTPUT_JSON)
		contrast_json(c, o->operands, &text);
	else
		contrast_text(c, o->operands, &text);
	st = say_text(&text, err);
	buf_free(&text);
	return st;
}

static enum status check_exports(const struct options *o, struct error *err)
{
	for (size_t i = 0; i < o->n_exports; i++)
		TRY(export_check_page(o->exports[i], "a comparison", err));
	return ST_OK;
}

static enum status write_pages(const struct options *o, const struct contrast *c, struct error *err)
{
	struct buf page = { 0 };
	enum status st = ST_OK;

	contrast_page_write(c, o->operands, &page);
	for (size_t i = 0; st == ST_OK && i < o->n_exports; i++)
		st = file_replace(o->exports[i], buf_bytes(&page), err);
	buf_free(&page);
	return st;
}

static enum status compare(const struct options *o, struct trace *both[2], int *signal, struct error *err)
{
	struct contrast c;
	enum output out;
	enum status st;

	if (o->n_operands != 2)
		return error_set(err, ST_USAGE, "compare: two are compared, %zu %s given; see slowshake compare --help", o->n_operands, o->n_operands == 1 ? "is" : "are");
	TRY(check_exports(o, err));
	TRY(show_check(o, &out, err));
	for (int i = 0; i < 2; i++)
		TRY(compare_side_open(o, o->operands[i], &both[i], err));
	contrast_build(&c, both[0], both[1]);
	st = tell(o, &c, out, err);
	*signal = st == ST_CLOSED ? tui_signal() : 0;
	for (int i = 0; i < 2 && st == ST_OK && out == OUTPUT_TUI; i++)
		recent_add(o->operands[i]);
	if (st == ST_OK)
		st = write_pages(o, &c, err);
	contrast_free(&c);
	return st == ST_CLOSED ? ST_OK : st;
}

int command_compare(const struct options *o)
{
	struct trace *both[2] = { NULL, NULL };
	struct error err = { "" };
	int signal = 0;
	enum status st = compare(o, both, &signal, &err);

	trace_free(both[0]);
	trace_free(both[1]);
	if (signal)
		return 128 + signal;
	return st == ST_OK ? 0 : say_error_exit(st == ST_USAGE ? st : ST_IO, &err);
}
