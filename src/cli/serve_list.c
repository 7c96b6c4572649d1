#include "cli/serve_list.h"

#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/text.h"
#include "cli/commands.h"
#include "cli/show.h"
#include "cli/www.h"
#include "source/party.h"
#include "trace/handshake.h"
#include "tui/list.h"

enum { CLIENTS_MOST = 256 };

/* One that is connected, or was. */
struct client {
	struct feed view;            /* what the terminal shows: the same, but freed with the list alone */
	struct feed *feed;
	struct www www;
	struct live_options live;
	struct buf address;
	time_t since;
	event_id shown;              /* how many events there were when its row was written */
	bool opened;
};

struct serve_list {
	const struct serve_list_options *with;
	struct list list;
	struct tui_list tui;
	struct client *clients[CLIENTS_MOST];
	size_t n;
	struct client *next;         /* who is waited for; NULL: nobody any more */
	struct buf title, none;
	struct error error;          /* why no more can come */
};

enum { COL_NUMBER, COL_CLIENT, COL_SINCE, COL_STANDS, COL_N };

static const struct list_column columns[COL_N] = {
	[COL_NUMBER] = { "no.", 3, 4, 3, NULL, true, false },
	[COL_CLIENT] = { "client", 12, 47, 0, "address and port at its end", false, false },
	[COL_SINCE] = { "since", 8, 8, 2, "when it came", false, false },
	[COL_STANDS] = { "how it stands", 14, 60, 1, "nothing is read or sent while nobody looks at it", false, false },
};

/* ---- one client ---- */

static struct client *client_of(struct feed *view)
{
	return (struct client *)(void *)view;
}

static enum feed_state view_pump(struct feed *view, int timeout_ms)
{
	struct client *c = client_of(view);

	return c->feed->pump(c->feed, timeout_ms);
}

static int view_fd(struct feed *view)
{
	struct client *c = client_of(view);

	return c->feed->fd(c->feed);
}

static void view_free(struct feed *view)
{
	(void)view;
}

static struct client *client_new(const struct serve_list_options *with)
{
	struct client *c = mem_alloc(sizeof(*c));

	*c = (struct client){ .live = *with->live, .www = { .demo = with->demo } };
	if (with->www)
		c->live.respond_ctx = &c->www;
	c->feed = live_serve(with->listener, &c->live);
	c->feed->trace->seed = with->o->seed;
	c->view = (struct feed){ c->feed->trace, true, view_pump, view_fd, view_free };
	return c;
}

static void client_free(struct client *c)
{
	if (!c)
		return;
	c->feed->free(c->feed);
	www_reset(&c->www);
	buf_free(&c->address);
	free(c);
}

/* The address is a value of the event that opened the connection. */
static void find_address(struct client *c)
{
	const struct trace *t = c->feed->trace;

	for (value_id v = 1; v < trace_n_values(t); v++)
		if (strcmp(trace_value(t, v)->label, "peer's address") == 0)
			text_safe(&c->address, trace_value(t, v)->bytes);
}

static void put_stands(const struct client *c, struct buf *out)
{
	const struct trace_outcome *o = &trace_studied(c->feed->trace)->outcome;
	const struct trace *t = c->feed->trace;

	if (!c->opened)
		buf_puts(out, "waits for you");
	else if (!o->done)
		buf_printf(out, "waits for you, at %s", trace_step(t, trace_event(t, trace_n_events(t) - 1)->step)->title);
	else if (strcmp(o->outcome, "failed") != 0)
		buf_printf(out, "over: %s%s%s", o->outcome, o->version ? ", " : "", o->version ? o->version : "");
	else
		buf_printf(out, "failed: %s", o->alert ? o->alert : o->failed_check ? o->failed_check : "no alert");
}

static void put_since(const struct client *c, struct buf *out)
{
	char text[16] = "";
	struct tm tm;

	if (localtime_r(&c->since, &tm))
		strftime(text, sizeof(text), "%H:%M:%S", &tm);
	buf_puts(out, text);
}

static enum list_tone tone(const struct client *c)
{
	const struct trace_outcome *o = &trace_studied(c->feed->trace)->outcome;

	return !o->done ? LIST_PLAIN : strcmp(o->outcome, "failed") == 0 ? LIST_BAD : LIST_GOOD;
}

/* ---- rows ---- */

static void tell(void *ctx, uint32_t id, struct list_told *out)
{
	const struct serve_list *s = ctx;
	struct client *c = s->clients[id];

	buf_add_decimal(&out->texts[COL_NUMBER], id + 1, 1);
	put_since(c, &out->texts[COL_SINCE]);
	put_stands(c, &out->texts[COL_STANDS]);
	out->cells[COL_NUMBER] = (struct list_cell){ NULL, id, LIST_DIM };
	out->cells[COL_CLIENT].text = buf_str(&c->address);
	out->cells[COL_SINCE].number = (int64_t)c->since;
	out->cells[COL_STANDS].tone = tone(c);
}

static void wait_for_next(struct serve_list *s)
{
	const unsigned count = s->with->o->count;

	s->next = s->n < CLIENTS_MOST && (!count || s->n < count) ? client_new(s->with) : NULL;
}

static void came(struct serve_list *s)
{
	struct client *c = s->next;

	if (!s->with->o->time_given)
		*s->with->now = c->feed->trace->began = time_now();
	c->since = time(NULL);
	find_address(c);
	s->clients[s->n++] = c;
	list_add_row(&s->list, (uint32_t)s->n - 1, false);
	c->shown = trace_n_events(c->feed->trace);
	wait_for_next(s);
}

static enum feed_state more(void *ctx, int ms)
{
	struct serve_list *s = ctx;
	const char *why;

	for (size_t i = 0; i < s->n; i++)
		if (s->clients[i]->shown != trace_n_events(s->clients[i]->feed->trace)) {
			s->clients[i]->shown = trace_n_events(s->clients[i]->feed->trace);
			list_set_row(&s->list, i);
		}
	if (!s->next) {
		poll(NULL, 0, ms);
		return FEED_WAITING;
	}
	s->next->feed->pump(s->next->feed, ms);
	if (live_result(s->next->feed, &why) != ST_OK) {
		snprintf(s->error.text, sizeof(s->error.text), "%s", why ? why : "no client can come any more");
		client_free(s->next);
		s->next = NULL;
	} else if (!live_is_waiting(s->next->feed)) {
		came(s);
	}
	return FEED_WAITING;
}

/* ---- what the list asks ---- */

static void name(void *ctx, uint32_t id, struct buf *out)
{
	const struct serve_list *s = ctx;

	buf_printf(out, "client %u: %s", id + 1, buf_str(&s->clients[id]->address));
}

static void detail(void *ctx, uint32_t id, struct list_detail *out)
{
	const struct serve_list *s = ctx;
	const struct client *c = s->clients[id];
	const struct trace_outcome *o = &trace_studied(c->feed->trace)->outcome;
	const long long seconds = (long long)(time(NULL) - c->since);
	struct buf *line = list_detail_line(out, LIST_PLAIN, "Since");

	put_since(c, line);
	buf_printf(line, ", %lld second%s ago", seconds, seconds == 1 ? "" : "s");
	put_stands(c, list_detail_line(out, tone(c), "Stands"));
	if (o->server_name)
		text_safe(list_detail_line(out, LIST_PLAIN, "Wants"), bytes_str(o->server_name));
	if (o->cipher_suite)
		buf_puts(list_detail_line(out, LIST_PLAIN, "Suite"), o->cipher_suite);
	if (o->cause_text)
		buf_puts(list_detail_line(out, LIST_BAD, "Cause"), o->cause_text);
	buf_printf(list_detail_line(out, LIST_PLAIN, "A client"), "%s", s->with->reach);
	if (*s->error.text)
		buf_puts(list_detail_line(out, LIST_CAUTION, NULL), s->error.text);
}

static void count(void *ctx, struct buf *out)
{
	const struct serve_list *s = ctx;
	size_t open = 0;

	for (size_t i = 0; i < s->n; i++)
		open += !trace_studied(s->clients[i]->feed->trace)->outcome.done;
	buf_printf(out, "%zu client%s, %zu connected", s->n, s->n == 1 ? "" : "s", open);
}

static bool at_once(void *ctx, uint32_t *id)
{
	const struct serve_list *s = ctx;

	*id = 0;
	return s->n == 1 && !s->clients[0]->opened;
}

static enum feed_state open_row(void *ctx, uint32_t id, int ms, struct feed **out, event_id *first, struct error *err)
{
	struct serve_list *s = ctx;
	struct client *c = s->clients[id];

	(void)ms;
	(void)err;
	*first = c->opened ? trace_n_events(c->feed->trace) - 1 : 0;
	c->opened = true;
	c->shown = 0;
	*out = &c->view;
	return FEED_DONE;
}

/* ---- from beginning to end ---- */

static void list_of(struct serve_list *s, const struct serve_list_options *with)
{
	*s = (struct serve_list){ .with = with };
	list_init(&s->list, columns, COL_N, tell, s);
	buf_printf(&s->title, "server on %s", listener_name(with->listener));
	buf_printf(&s->none, "Nobody is connected yet. The server listens on %s. A client, in another terminal:  %s", listener_name(with->listener), with->reach);
	s->tui = (struct tui_list){
		.list = &s->list, .title = buf_str(&s->title), .none = buf_str(&s->none), .ctx = s, .live = true, .name = name, .detail = detail,
		.count = count, .more = more, .at_once = at_once, .open = open_row,
	};
	wait_for_next(s);
}

static void list_end(struct serve_list *s)
{
	for (size_t i = 0; i < s->n; i++)
		client_free(s->clients[i]);
	client_free(s->next);
	list_free(&s->list);
	buf_free(&s->title);
	buf_free(&s->none);
}

/* The exit code is that of the one client, or where many were asked for that of the worst. */
static int code_of(const struct serve_list *s)
{
	const bool judged = s->with->o->count || s->n == 1;
	const char *ignored;
	int code = EXIT_ESTABLISHED;

	for (size_t i = 0; judged && i < s->n; i++) {
		const struct feed *f = s->clients[i]->feed;

		if (trace_studied(f->trace)->outcome.done && live_result(f, &ignored) != ST_OK)
			code = EXIT_HANDSHAKE;
	}
	return *s->error.text ? EXIT_IO : code;
}

enum status serve_list_run(const struct serve_list_options *with, int *code, struct error *err)
{
	struct tui_options t = show_tui_options(with->o);
	struct serve_list s;
	enum status st;

	t.waits_for = "the client";
	list_of(&s, with);
	st = tui_list_run(&s.tui, &t, err);
	*code = code_of(&s);
	st = show_ended(st, code);
	for (size_t i = 0; i < s.n && st == ST_OK; i++)
		st = show_exports(s.clients[i]->feed->trace, with->o, (unsigned)i, err);
	list_end(&s);
	return st;
}
