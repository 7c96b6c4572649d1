/* What happened and was checked, message by message. */
#include "out/html/page.h"

#include <string.h>

#include "spec/causes.h"
#include "spec/events.h"
#include "view/screen/streams.h"
#include "view/text/describe.h"
#include "view/text/label.h"

static void put_values(const struct page *p, const struct event *e)
{
	if (!e->n_values)
		return;
	buf_puts(p->out, " <span class=\"values\">");
	for (uint32_t i = 0; i < e->n_values; i++) {
		if (i)
			buf_puts(p->out, ", ");
		page_value_link(p, e->values[i]);
	}
	buf_puts(p->out, "</span>");
}

/* A sentence holds values in full; where they are to be left out, only what kind of event it was is said. */
static bool says_secret(const struct page *p, const struct event *e)
{
	for (uint32_t i = 0; i < e->n_values; i++)
		if (page_hides(p, e->values[i]))
			return true;
	return false;
}

static void put_event(const struct page *p, event_id id)
{
	const struct event *e = trace_event(p->t, id);
	const char *verdict = describe_verdict(e->verdict);
	struct buf text = { 0 };

	buf_printf(p->out, "<li id=\"e%u\" class=\"%s\"><b>%s: ", id, page_verdict_class(e->verdict), trace_actor(p->t, e->actor)->name);
	html_text(p->out, describe_event_title(p->t, id));
	buf_puts(p->out, "</b>");
	if (*verdict)
		buf_printf(p->out, " <span class=\"verdict\">%s</span>", verdict);
	if (says_secret(p, e))
		describe_reason(p->t, id, &text);
	else
		describe_event(p->t, id, &text);
	buf_puts(p->out, " ");
	html_text(p->out, buf_str(&text));
	put_values(p, e);
	html_cite(p->out, event_text(e->type, e->version).rfc);
	buf_puts(p->out, "</li>\n");
	buf_free(&text);
}

void page_events(const struct page *p, step_id step)
{
	buf_puts(p->out, "<details class=\"events\"><summary>What each side does and checks</summary>\n<ol>\n");
	for (event_id id = 1; id < trace_n_events(p->t); id++)
		if (trace_event(p->t, id)->step == step)
			put_event(p, id);
	buf_puts(p->out, "</ol></details>\n");
}

/* Every check with its verdict, by message, as links to where it happened; those of certificates have tables. */
void page_checklist(const struct page *p)
{
	page_heading(p, 2, "checks", "All other checks");
	buf_puts(p->out, "<ol class=\"checks\">\n");
	for (event_id id = 1; id < trace_n_events(p->t); id++) {
		const struct event *e = trace_event(p->t, id);
		struct buf text = { 0 };

		if (!event_specs[e->type].check || page_is_of_certificates(e))
			continue;
		label_of_event(p->t, id, &text);
		buf_printf(p->out, "<li class=\"%s\"><a href=\"#e%u\">%s: ", page_verdict_class(e->verdict), id, trace_actor(p->t, e->actor)->name);
		html_text(p->out, buf_str(&text));
		buf_printf(p->out, "</a> <span class=\"verdict\">%s</span></li>\n", describe_verdict(e->verdict));
		buf_free(&text);
	}
	buf_puts(p->out, "</ol>\n");
}

/* ---- the outcome ---- */

/* The help that goes with the cause of that code. */
static const char *help_of(const char *code)
{
	for (enum cause c = CAUSE_NONE + 1; code && c < CAUSE_N; c++)
		if (strcmp(cause_code(c), code) == 0)
			return cause_help(c);
	return NULL;
}

/* The first check that ended it; of who ended nothing, and is told of a cause, the alert or how TCP ended. 0: it did not fail. */
static event_id failure_of(const struct trace *t)
{
	for (event_id id = 1; id < trace_n_events(t); id++)
		if (trace_event(t, id)->fatal)
			return id;
	return trace_studied(t)->outcome.cause ? streams_failure(t, 0) : 0;
}

static void put_failure(const struct page *p)
{
	const event_id id = failure_of(p->t);

	if (!id)
		return;
	buf_printf(p->out, "<p>It failed at <a href=\"#e%u\">", id);
	html_text(p->out, describe_event_title(p->t, id));
	buf_printf(p->out, "</a> in <a href=\"#%s\">", page_step(p, trace_event(p->t, id)->step));
	html_text(p->out, trace_step(p->t, trace_event(p->t, id)->step)->title);
	buf_puts(p->out, "</a>.</p>\n");
}

void page_outcome(const struct page *p)
{
	const char *help = help_of(trace_studied(p->t)->outcome.cause);
	struct buf text = { 0 };

	describe_outcome(p->t, &text);
	buf_puts(p->out, "<p class=\"outcome\">");
	html_text(p->out, buf_str(&text));
	buf_puts(p->out, "</p>\n");
	buf_free(&text);
	put_failure(p);
	if (!help)
		return;
	buf_puts(p->out, "<p>What would help: ");
	html_text(p->out, help);
	buf_puts(p->out, "</p>\n");
}
