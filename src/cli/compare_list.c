#include "cli/compare_list.h"

#include <stdio.h>

#include "base/text.h"
#include "cli/compare_side.h"
#include "cli/show.h"
#include "source/capture/replay.h"
#include "tui/list.h"
#include "view/text/describe.h"

enum { COL_NUMBER, COL_SENDER, COL_MESSAGE, COL_A, COL_B, COL_DIFFERS, COL_N };

static const struct list_column columns[COL_N] = {
	[COL_NUMBER] = { "#", 3, 4, 0, "order of the messages", .right = true },
	[COL_SENDER] = { "from", 6, 6, 2, "who sends it" },
	[COL_MESSAGE] = { "message", 18, 26, 0 },
	[COL_A] = { "A", 6, 7, 1, "bytes in the first", .right = true },
	[COL_B] = { "B", 6, 7, 1, "bytes in the second", .right = true },
	[COL_DIFFERS] = { "differs in", 10, 60, 3, "what one says and the other does not" },
};

struct comparing {
	const struct options *o;
	const struct contrast *c;
	struct list list;
};

static void size_text(const struct contrast *c, const struct contrast_row *r, int side, struct buf *out)
{
	if (r->unit[side])
		buf_add_decimal(out, trace_bytes(c->of[side], trace_unit(c->of[side], r->unit[side])->value).n, 1);
	else
		buf_puts(out, "-");
}

static void tell(void *ctx, uint32_t id, struct list_told *out)
{
	const struct comparing *x = ctx;
	const struct contrast_row *r = &x->c->rows[id];
	const bool same = r->unit[0] && r->unit[1] && !r->n;
	struct buf *differs = &out->texts[COL_DIFFERS];

	buf_add_decimal(&out->texts[COL_NUMBER], id + 1, 1);
	out->cells[COL_NUMBER].number = id;
	out->cells[COL_SENDER].text = r->sender == SIDE_CLIENT ? "client" : "server";
	out->cells[COL_MESSAGE] = (struct list_cell){ r->title, 0, same ? LIST_PLAIN : LIST_CAUTION };
	for (int side = 0; side < 2; side++)
		size_text(x->c, r, side, &out->texts[side ? COL_B : COL_A]);
	for (size_t k = 0; k < r->n; k++)
		buf_printf(differs, "%s%s", k ? ", " : "", x->c->differences[r->first + k].name);
	if (!r->unit[0] || !r->unit[1])
		buf_printf(differs, "only %c has it", r->unit[0] ? 'A' : 'B');
}

static void name(void *ctx, uint32_t id, struct buf *out)
{
	const struct comparing *x = ctx;

	contrast_say_row(x->c, id, out);
}

static void detail(void *ctx, uint32_t id, struct list_detail *out)
{
	const struct comparing *x = ctx;
	const struct contrast_row *r = &x->c->rows[id];

	list_detail_clear(out);
	for (size_t i = r->first; i < r->first + r->n; i++)
		for (int side = 0; side < 2; side++)
			if (x->c->differences[i].only[side])
				buf_printf(list_detail_line(out, LIST_PLAIN, NULL), "%s, only %c: %s", x->c->differences[i].name, "AB"[side], x->c->differences[i].only[side]);
	for (int side = 0; side < 2; side++) {
		struct buf *b = list_detail_line(out, LIST_DIM, NULL);

		buf_printf(b, "%c  ", "AB"[side]);
		text_safe(b, bytes_str(x->o->operands[side]));
		buf_puts(b, ": ");
		describe_outcome(x->c->of[side], b);
	}
}

static void count(void *ctx, struct buf *out)
{
	const struct comparing *x = ctx;

	if (x->c->parts < x->c->n)
		buf_printf(out, "they part at %s", x->c->rows[x->c->parts].title);
	else
		buf_puts(out, "both say the same");
}

/* It is made or read once more, which gives the same trace: the one that is compared stays. */
static enum feed_state open_row(void *ctx, uint32_t id, int ms, struct feed **out, event_id *first, struct error *err)
{
	const struct comparing *x = ctx;
	const struct contrast_row *r = &x->c->rows[id];
	const int side = r->unit[0] ? 0 : 1;
	struct trace *t;

	(void)ms;
	if (compare_side_open(x->o, x->o->operands[side], &t, err) != ST_OK)
		return FEED_DONE;
	*first = trace_step(t, trace_unit(t, r->unit[side])->step)->first_event;
	*out = replay_feed(t);
	return FEED_DONE;
}

enum status compare_list_run(const struct options *o, const struct contrast *c, struct error *err)
{
	struct comparing x = { .o = o, .c = c };
	struct tui_options t = show_tui_options(o);
	struct tui_list tui = {
		.list = &x.list, .title = "A and B side by side", .ctx = &x, .name = name, .detail = detail, .count = count, .open = open_row,
		.none = "Neither says anything.",
	};
	enum status st;

	list_init(&x.list, columns, COL_N, tell, &x);
	for (uint32_t i = 0; i < c->n; i++)
		list_add_row(&x.list, i, false);
	st = tui_list_run(&tui, &t, err);
	list_free(&x.list);
	return st;
}
