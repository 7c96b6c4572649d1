#include "view/graph/knows.h"

#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "spec/events.h"
#include "view/text/describe.h"

/* ---- the rows ---- */

/* Only steps on the way to what a PRF gives. */
static bool is_step(const struct trace *t, const struct value *v)
{
	enum event_type type = trace_event(t, v->event)->type;

	return type == EV_PRF_A || type == EV_PRF_BLOCK;
}

/* Events whose values people ask about, although they stand in the clear. */
static bool is_named(enum event_type type)
{
	static const enum event_type named[] = {
		EV_MESSAGE_TOLD, EV_SESSION_ID, EV_CERT_LIST, EV_CERT_KEY, EV_PARAMS_SIGNATURE, EV_SIGNATURE_CHECKED,
	};

	for (size_t i = 0; i < ARRAY_LEN(named); i++)
		if (type == named[i])
			return true;
	return false;
}

/* Events that say that the trace does not hold all that there is to know. */
static bool is_lack(enum event_type type)
{
	return type == EV_RECORD_CLOSED || type == EV_SECRET_MISSING || type == EV_HANDSHAKE_CLOSED || type == EV_GAP || type == EV_STREAM_LIMIT;
}

/* What a thief takes: whether it helps him or not, and though no event names it where it only signs. */
static bool is_stolen(const struct knowledge *k, value_id id)
{
	return knowledge_why(k, KNOWER_THIEF, id).how == KNOWN_STOLEN;
}

/* Parts of what is in the clear would only repeat it. */
static bool is_worth_a_row(const struct trace *t, const struct knowledge *k, value_id id, event_id event)
{
	const struct value *v = trace_value(t, id);

	if (!v->event)
		return is_stolen(k, id);
	if (v->event > event || !v->bytes.n || is_step(t, v))
		return false;
	if (knowledge_is_secret(k, id) || is_named(trace_event(t, v->event)->type))
		return true;
	switch (v->op) {
	case OP_CONST: case OP_COUNTER: case OP_CLOCK: case OP_WIRE: case OP_SLICE: case OP_CONCAT: case OP_INTERSECT: case OP_VERIFY:
		return false;
	default:
		return true;
	}
}

const char *const knows_group_names[KNOWS_GROUPS] = { "public", "secrets", "keys", "data" };

static enum knows_group group_of(const struct trace *t, const struct knowledge *k, value_id id)
{
	switch (trace_event(t, trace_value(t, id)->event)->type) {
	case EV_DATA_SENT: case EV_DATA_RECEIVED: case EV_DATA_SPLIT:
		return KNOWS_DATA;
	case EV_KEY_CUT: case EV_TRAFFIC_KEYS: case EV_TICKET_KEY_DRAWN:
		return KNOWS_KEYS;
	default:
		return knowledge_is_secret(k, id) || is_stolen(k, id) ? KNOWS_SECRETS : KNOWS_PUBLIC;
	}
}

static void add_row(struct knows *k, struct knows_row row)
{
	if (k->n == k->cap)
		k->rows = mem_realloc(k->rows, (k->cap = k->cap ? 2 * k->cap : 64) * sizeof(*k->rows));
	k->rows[k->n++] = row;
}

static struct known_why why_at(const struct knowledge *k, enum knower who, value_id v, event_id event)
{
	struct known_why why = knowledge_why(k, who, v);

	return why.since && why.since <= event ? why : (struct known_why){ 0 };
}

/* The row with the same name and bytes: what both ends have is one thing. */
static struct knows_row *same_row(const struct knows *k, const struct trace *t, value_id v)
{
	for (size_t i = k->n; i-- > 0;)
		if (strcmp(trace_value(t, k->rows[i].value)->label, trace_value(t, v)->label) == 0 &&
		    bytes_equal(trace_bytes(t, k->rows[i].value), trace_bytes(t, v)))
			return &k->rows[i];
	return NULL;
}

void knows_build(struct knows *k, const struct trace *t, enum knower who, event_id event)
{
	const struct knowledge *all = knowledge_of(t);

	k->who = who;
	k->event = event;
	k->n = k->n_known = k->closed = 0;
	k->lacks = trace_studied(t)->outcome.outcome && strcmp(trace_studied(t)->outcome.outcome, "truncated") == 0;
	for (event_id e = 1; e <= event; e++) {
		k->closed += trace_event(t, e)->type == EV_RECORD_CLOSED;
		k->lacks |= is_lack(trace_event(t, e)->type);
	}
	for (value_id v = 1; v < trace_n_values(t); v++) {
		struct knows_row *same;
		struct known_why why;

		if (!is_worth_a_row(t, all, v, event))
			continue;
		why = why_at(all, who, v, event);
		same = same_row(k, t, v);
		if (same && (same->why.how != KNOWN_NOT || why.how == KNOWN_NOT))
			continue;
		k->n_known += why.how != KNOWN_NOT;
		if (same)
			*same = (struct knows_row){ group_of(t, all, v), v, why, knowledge_is_secret(all, v) };
		else
			add_row(k, (struct knows_row){ group_of(t, all, v), v, why, knowledge_is_secret(all, v) });
	}
}

static int compare_rows(const void *pa, const void *pb)
{
	const struct knows_row *a = pa, *b = pb;

	if (a->group != b->group)
		return a->group < b->group ? -1 : 1;
	return a->value < b->value ? -1 : a->value > b->value;
}

void knows_sort(struct knows *k)
{
	memset(k->known, 0, sizeof(k->known));
	memset(k->of, 0, sizeof(k->of));
	for (size_t i = 0; i < k->n; i++) {
		k->of[k->rows[i].group]++;
		k->known[k->rows[i].group] += k->rows[i].why.how != KNOWN_NOT;
	}
	if (k->n)
		qsort(k->rows, k->n, sizeof(*k->rows), compare_rows);
}

void knows_free(struct knows *k)
{
	free(k->rows);
	*k = (struct knows){ 0 };
}

/* ---- words ---- */

void knows_say(const struct trace *t, const struct knows_row *row, struct buf *out)
{
	static const char *const words[] = {
		[KNOWN_MADE] = "its own", [KNOWN_SEEN] = "on the wire", [KNOWN_GIVEN] = "given", [KNOWN_STOLEN] = "stolen", [KNOWN_PUBLIC] = "public",
	};
	const struct known_why *why = &row->why;

	if (why->how == KNOWN_NOT)
		return;
	if (why->how != KNOWN_COMPUTED)
		buf_puts(out, words[why->how]);
	else if (why->gives < 0)
		buf_printf(out, "computed (%s)", is_step(t, trace_value(t, why->from)) ? "PRF" : value_op_name(trace_value(t, why->from)->op));
	else {
		buf_puts(out, "out of ");
		text_safe(out, bytes_str(trace_value(t, why->from)->label));
	}
}

enum { NAME_COLUMNS = 27, BYTES_COLUMNS = 16 };

static void pad(struct buf *out, size_t start, int columns)
{
	int width = text_width(buf_str(out) + start);

	buf_printf(out, "%*s", width < columns ? columns - width : 0, "");
}

static void put_row(const struct trace *t, const struct knows_row *row, struct buf *out)
{
	const struct value *v = trace_value(t, row->value);
	size_t start = out->n;

	buf_puts(out, "  ");
	text_safe(out, bytes_str(v->label));
	pad(out, start, NAME_COLUMNS + 2);
	buf_printf(out, " %5zu ", v->bytes.n);
	start = out->n;
	describe_bytes(v->bytes, describe_show(v->bytes, v->show == SHOW_TEXT ? SHOW_TEXT : SHOW_HEX), NULL, BYTES_COLUMNS, out);
	if (row->why.how != KNOWN_NOT) {
		pad(out, start, BYTES_COLUMNS);
		buf_printf(out, " %4u ", row->why.since);
		knows_say(t, row, out);
	}
	buf_puts(out, "\n");
}

static void put_rows(const struct trace *t, const struct knows *k, const char *title, enum known_how first, enum known_how last, struct buf *out)
{
	size_t n = 0;

	for (size_t i = 0; i < k->n; i++)
		n += k->rows[i].why.how >= first && k->rows[i].why.how <= last;
	if (!n)
		return;
	buf_printf(out, "\n%s (%zu)\n", title, n);
	for (size_t i = 0; i < k->n; i++)
		if (k->rows[i].why.how >= first && k->rows[i].why.how <= last)
			put_row(t, &k->rows[i], out);
}

void knows_text(const struct trace *t, const struct knows *k, struct buf *out)
{
	const struct event *e = trace_event(t, k->event);

	buf_printf(out, "What %s knows\nat event %u (%s, %s)\n", knower_text(k->who), k->event,
		   describe_event_title(t, k->event), e->step ? trace_step(t, e->step)->title : "start");
	buf_puts(out, "Columns: value, bytes, since which event, how.\n");
	put_rows(t, k, "has", KNOWN_MADE, KNOWN_STOLEN, out);
	put_rows(t, k, "can compute", KNOWN_COMPUTED, KNOWN_PUBLIC, out);
	put_rows(t, k, "does not know", KNOWN_NOT, KNOWN_NOT, out);
	if (k->closed)
		buf_printf(out, "\nstays closed (%zu)\n  %zu encrypted record%s, whose content it does not know.\n", k->closed, k->closed,
			   k->closed == 1 ? "" : "s");
	else if (k->n == k->n_known && !k->lacks)
		buf_puts(out, "\nThere is nothing that it does not know.\n");
}
