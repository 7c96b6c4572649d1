#include "out/markdown.h"

#include <stdio.h>
#include <string.h>

#include "base/text.h"
#include "spec/events.h"
#include "spec/layout.h"
#include "view/graph/schedule.h"
#include "view/screen/ladder.h"
#include "view/screen/secret.h"
#include "view/text/describe.h"

enum { WIDTH = 72, VALUE = 64 };

struct markdown {
	const struct trace *t;
	struct buf *out;
	bool hides;              /* secrets are left out */
};

void markdown_text(struct buf *out, const char *s)
{
	for (; *s; s++) {
		/* the entity, since GitHub finds names after a backslash, too */
		if (*s == '@') {
			buf_puts(out, "&#64;");
			continue;
		}
		if (strchr("\\`*_{}[]<>#+!|~:&.", *s) && !(*s == '.' && (s[1] == ' ' || !s[1])) && !(*s == ':' && s[1] == ' '))
			buf_puts(out, "\\");
		buf_add(out, bytes_of(s, 1));
	}
}

static void heading(const struct markdown *m, const char *marks, const char *text)
{
	buf_printf(m->out, "%s ", marks);
	markdown_text(m->out, text);
	buf_puts(m->out, "\n\n");
}

/* ---- the ladder ---- */

static int column_x(const struct ladder *l, int i)
{
	return l->n_columns < 2 ? 0 : i * (WIDTH - 1) / (l->n_columns - 1);
}

static void put_parties(const struct markdown *m, const struct ladder *l)
{
	int at = 0;

	for (int i = 0; i < l->n_columns; i++) {
		const char *name = trace_actor(m->t, l->column[i])->name;
		const int n = (int)strlen(name), x = column_x(l, i), from = i == l->n_columns - 1 ? x + 1 - n : i ? x - n / 2 : 0;

		buf_printf(m->out, "%*s%s", from > at ? from - at : 0, "", name);
		at = from + n;
	}
	buf_puts(m->out, "\n");
}

static void put_arrow(const struct markdown *m, const struct ladder *l, const struct ladder_row *row)
{
	char line[WIDTH + 1], text[WIDTH];
	const int from = column_x(l, row->from), to = column_x(l, row->to), left = (from < to ? from : to) + 1, right = (from < to ? to : from) - 1;
	int n = snprintf(text, sizeof(text), " %s%s%s, %u bytes ", row->title, row->detail ? ": " : "", row->detail ? row->detail : "", row->bytes), at;

	memset(line, ' ', WIDTH);
	line[WIDTH] = 0;
	for (int i = 0; i < l->n_columns; i++)
		line[column_x(l, i)] = '|';
	memset(line + left, row->encrypted ? '=' : '-', (size_t)(right - left + 1));
	line[from < to ? right : left] = from < to ? '>' : '<';
	n = n < right - left - 2 ? n : right - left - 2;
	at = left + (right - left + 1 - n) / 2;
	memcpy(line + at, text, (size_t)n);
	buf_printf(m->out, "%s\n", line);
}

static void put_ladder(const struct markdown *m)
{
	struct ladder l = { 0 };
	struct cursor end = { 0 };

	cursor_go(&end, m->t, trace_n_events(m->t) - 1);
	end.seen = end.event;
	ladder_build(&l, m->t, &end, 1);
	buf_puts(m->out, "## Who says what\n\n```text\n");
	put_parties(m, &l);
	for (size_t i = 0; i < l.n; i++)
		if (ladder_is_arrow(&l.rows[i]))
			put_arrow(m, &l, &l.rows[i]);
	buf_puts(m->out, "```\n\nA line of `-` can be read by everybody on the way; what goes in `=` is encrypted.\n\n");
	ladder_free(&l);
}

/* ---- messages ---- */

/* Lines of a name and more: none of them can end the block that they stand in. */
static void put_fields(const struct markdown *m, const struct unit *u)
{
	struct buf text = { 0 };

	buf_puts(m->out, "<details><summary>Fields</summary>\n\n```text\n");
	for (field_id f = u->first_field; f < u->first_field + u->n_fields; f++) {
		buf_clear(&text);
		describe_field(m->t, f, VALUE, &text);
		buf_printf(m->out, "%*s%s\n", 2 * trace_field(m->t, f)->depth, "", buf_str(&text));
	}
	buf_puts(m->out, "```\n\n</details>\n\n");
	buf_free(&text);
}

static bool says_secret(const struct markdown *m, const struct event *e)
{
	for (uint32_t i = 0; m->hides && i < e->n_values; i++)
		if (secret_is(m->t, e->values[i]))
			return true;
	return false;
}

static void put_check(const struct markdown *m, event_id id)
{
	const struct event *e = trace_event(m->t, id);
	const char *rfc = event_text(e->type, e->version).rfc;
	struct buf text = { 0 };

	buf_printf(m->out, "- **%s**, %s: ", describe_verdict(e->verdict), trace_actor(m->t, e->actor)->name);
	markdown_text(m->out, describe_event_title(m->t, id));
	buf_puts(m->out, ". ");
	if (says_secret(m, e))
		describe_reason(m->t, id, &text);
	else
		describe_event(m->t, id, &text);
	markdown_text(m->out, buf_str(&text));
	if (rfc) {
		buf_puts(m->out, " (");
		markdown_text(m->out, rfc);
		buf_puts(m->out, ")");
	}
	buf_puts(m->out, "\n");
	buf_free(&text);
}

static void put_step(const struct markdown *m, step_id step)
{
	const struct unit *u = trace_unit(m->t, trace_step(m->t, step)->unit);
	struct buf text = { 0 };
	bool any = false;

	describe_step(m->t, step, &text);
	heading(m, "###", buf_str(&text));
	buf_free(&text);
	if (trace_step(m->t, step)->unit && m->hides && secret_is(m->t, u->value))
		buf_printf(m->out, "Its %zu bytes were encrypted; they are left out.\n\n", trace_bytes(m->t, u->value).n);
	else if (trace_step(m->t, step)->unit)
		put_fields(m, u);
	for (event_id id = 1; id < trace_n_events(m->t); id++) {
		const struct event *e = trace_event(m->t, id);

		if (e->step != step || !event_specs[e->type].check)
			continue;
		put_check(m, id);
		any = true;
	}
	buf_puts(m->out, any ? "\n" : "");
}

/* ---- keys, and the whole ---- */

static void put_keys(const struct markdown *m)
{
	const enum actor who = schedule_first(m->t);
	struct schedule s = { 0 };

	if (!schedule_has(m->t, who))
		return;
	buf_puts(m->out, "## Keys\n\n");
	if (m->hides) {
		buf_puts(m->out, "Secrets are left out; --with-secrets puts them in.\n");
		return;
	}
	schedule_build(&s, m->t, who, trace_n_events(m->t) - 1);
	buf_puts(m->out, "```text\n");
	schedule_text(m->t, &s, m->out);
	buf_puts(m->out, "```\n");
	schedule_free(&s);
}

void markdown_write(const struct trace *t, bool with_secrets, struct buf *out)
{
	const struct markdown m = { .t = t, .out = out, .hides = !t->seed && !with_secrets };
	struct buf text = { 0 };

	buf_puts(&text, "TLS handshake");
	if (t->scenario) {
		buf_puts(&text, ": ");
		text_safe(&text, bytes_str(t->scenario));
	}
	heading(&m, "#", buf_str(&text));
	buf_clear(&text);
	describe_outcome(t, &text);
	buf_puts(out, "**");
	markdown_text(out, buf_str(&text));
	buf_puts(out, "**\n\n");
	buf_free(&text);
	put_ladder(&m);
	buf_puts(out, "## Messages\n\n");
	for (step_id s = 1; s < trace_n_steps(t); s++)
		put_step(&m, s);
	put_keys(&m);
}
