#include "tls/flow/flow.h"

#include <assert.h>

#include "tls/connection.h"

const char *flow_row_title(const struct flow_row *row)
{
	unsigned type = row->message >> 8;

	if (row->message == MSG_DATA)
		return "application data";
	return type == CT_HANDSHAKE ? handshake_type_title(row->message & 0xff) : content_type_title(type);
}

/* ---- what may come now ---- */

enum { WINDOW_MAX = 64 };

struct window {
	const struct flow_row *rows[WINDOW_MAX];
	size_t n;
};

static enum presence presence_of(const struct connection *c, const struct flow_row *row)
{
	return row->rule ? row->rule->of(c) : REQUIRED;
}

static void window_add(struct window *w, const struct flow_row *row)
{
	assert(w->n < WINDOW_MAX);
	w->rows[w->n++] = row;
}

/* Whether this flow may follow that one: once the other side is in one of them, it is the one. */
static bool may_follow(const struct connection *c, const struct flow *from, const struct flow *next)
{
	for (size_t i = 0; i < ARRAY_LEN(c->sides); i++)
		if (c->sides[i].place.flow != from && c->sides[i].place.flow != next)
			return false;
	return !next->applies || next->applies(c);
}

/* Adds the rows from there to the first required one; without one, what may follow begins as well. Where the sides are
 * followed apart, `only` this sender's. */
static void window_from(struct window *w, const struct connection *c, const struct flow *f, size_t at, enum side_id only)
{
	for (; at < f->n; at++) {
		enum presence p;

		if (only != SIDE_NONE && f->rows[at].sender != only)
			continue;
		p = presence_of(c, &f->rows[at]);
		if (p != ABSENT)
			window_add(w, &f->rows[at]);
		if (p == REQUIRED)
			return;
	}
	for (const struct flow *const *next = f->next; next && *next; next++)
		if (may_follow(c, f, *next))
			window_from(w, c, *next, 0, only);
}

/* The rows of the sequences, for what `sender` may send. */
static void window_now(struct window *w, const struct connection *c, enum side_id sender)
{
	const struct flow_place *p = &c->sides[sender].place;

	w->n = 0;
	window_from(w, c, p->flow, p->at, c->role->sides_apart ? sender : SIDE_NONE);
}

static bool is_row(const struct flow_row *row, enum side_id sender, uint16_t message)
{
	return row->sender == sender && row->message == message;
}

const struct flow_row *flow_find(const struct connection *c, enum side_id sender, uint16_t message)
{
	struct window w;

	window_now(&w, c, sender);
	for (size_t i = 0; i < w.n; i++)
		if (is_row(w.rows[i], sender, message))
			return w.rows[i];
	for (size_t i = 0; i < flow_beside.n; i++)
		if (is_row(&flow_beside.rows[i], sender, message) && presence_of(c, &flow_beside.rows[i]) != ABSENT)
			return &flow_beside.rows[i];
	return NULL;
}

const struct flow_row *flow_turn(const struct connection *c)
{
	struct window w;

	window_now(&w, c, c->side);
	for (size_t i = 0; i < w.n; i++)
		if (w.rows[i]->sender == c->side && w.rows[i]->make)
			return w.rows[i];
	for (size_t i = 0; i < flow_beside.n; i++)
		if (flow_beside.rows[i].sender == c->side && flow_beside.rows[i].make && presence_of(c, &flow_beside.rows[i]) == REQUIRED)
			return &flow_beside.rows[i];
	return NULL;
}

void flow_describe(const struct connection *c, enum side_id sender, struct buf *out)
{
	struct window w;
	bool any = false;

	window_now(&w, c, sender);
	for (size_t i = 0; i < flow_beside.n; i++)
		if (presence_of(c, &flow_beside.rows[i]) != ABSENT)
			window_add(&w, &flow_beside.rows[i]);
	for (size_t i = 0; i < w.n; i++)
		if (w.rows[i]->sender == sender) {
			buf_printf(out, "%s%s", any ? " or " : "", flow_row_title(w.rows[i]));
			any = true;
		}
	if (!any)
		buf_puts(out, "nothing, because it has to speak itself");
}

/* ---- where it stands ---- */

void flow_begin(struct connection *c)
{
	for (size_t i = 0; i < ARRAY_LEN(c->sides); i++)
		c->sides[i].place = (struct flow_place){ &flow_hello, 0 };
}

static void place_set(struct connection *c, const struct flow *f, size_t at)
{
	for (size_t i = 0; i < ARRAY_LEN(c->sides); i++)
		if (!c->role->sides_apart || &c->sides[i] == c->from)
			c->sides[i].place = (struct flow_place){ f, at };
}

void flow_settle(struct connection *c)
{
	for (size_t i = 0; i < ARRAY_LEN(c->sides); i++) {
		struct flow_place *p = &c->sides[i].place;

		if (p->flow->applies && !p->flow->applies(c))
			*p = (struct flow_place){ &flow_hello, flow_hello.n };
	}
}

static bool has_row(const struct flow *f, const struct flow_row *row)
{
	return row >= f->rows && row < f->rows + f->n;
}

bool flow_advance(struct connection *c, const struct flow_row *row)
{
	if (has_row(&flow_beside, row))
		return false;
	for (size_t i = 0; i < flow_all_n; i++)
		if (has_row(flow_all[i], row)) {
			place_set(c, flow_all[i], (size_t)(row - flow_all[i]->rows) + 1);
			break;
		}
	return row->message >> 8 == CT_HANDSHAKE;
}

/* Where it stands behind `at`; 0: it does not. */
static size_t row_behind(const struct flow *f, size_t at, enum side_id sender, uint16_t message)
{
	for (; at < f->n; at++)
		if (is_row(&f->rows[at], sender, message))
			return at + 1;
	return 0;
}

bool flow_is_full_only(enum side_id sender, uint16_t message)
{
	return row_behind(&flow_tls12_full, 0, sender, message) && !row_behind(&flow_tls12_resumed, 0, sender, message);
}

bool flow_is_beside(enum side_id sender, uint16_t message)
{
	if (!row_behind(&flow_beside, 0, sender, message))
		return false;
	for (size_t i = 0; i < flow_all_n; i++)
		if (flow_all[i] != &flow_beside && row_behind(flow_all[i], 0, sender, message))
			return false;
	return true;
}

bool flow_knows(enum side_id sender, uint16_t message)
{
	for (size_t i = 0; i < flow_all_n; i++)
		if (row_behind(flow_all[i], 0, sender, message))
			return true;
	return false;
}

void flow_pass_over(struct connection *c, uint16_t message)
{
	const struct flow *f = c->from->place.flow;
	size_t at = row_behind(f, c->from->place.at, c->sender, message);

	for (const struct flow *const *next = f->next; !at && next && *next; next++)
		if (may_follow(c, c->from->place.flow, *next)) {
			f = *next;
			at = row_behind(f, 0, c->sender, message);
		}
	if (at)
		place_set(c, f, at);
}

const struct flow_row *flow_last(const struct connection *c)
{
	const struct flow_place *p = &c->sides[c->side].place;

	return p->at ? &p->flow->rows[p->at - 1] : NULL;
}

bool flow_is_done(const struct connection *c, enum side_id side)
{
	struct window w;

	if (c->sides[side].place.flow->next)
		return false;
	window_now(&w, c, side);
	return !w.n;
}

bool flow_is_over(const struct connection *c)
{
	return flow_is_done(c, SIDE_CLIENT) && flow_is_done(c, SIDE_SERVER);
}

/* ---- the drawing ---- */

void flow_draw(const struct flow *f, struct buf *out)
{
	enum { TITLE = 19 };                       /* EncryptedExtensions */

	buf_printf(out, "%s: %s\n\n  %-*s     server\n", f->name, f->title, TITLE, "client");
	for (const struct flow_row *r = f->rows; r < f->rows + f->n; r++) {
		bool client = r->sender == SIDE_CLIENT;
		const char *title = flow_row_title(r);

		buf_printf(out, "  %-*s %s", TITLE, client ? title : "", client ? "-->" : "<--");
		if (r->rule)
			buf_printf(out, " %-*s  %s\n", TITLE, client ? "" : title, r->rule->words);
		else
			buf_printf(out, "%s%s\n", client ? "" : " ", client ? "" : title);
	}
	for (const struct flow *const *next = f->next; next && *next; next++)
		buf_printf(out, "  then %s\n", (*next)->name);
}
