/* The certificate checklist: what was looked at, point by point. */
#include "out/html/page.h"

#include <string.h>

#include "spec/events.h"
#include "view/text/describe.h"

bool page_is_of_certificates(const struct event *e)
{
	return event_specs[e->type].check && strncmp(event_specs[e->type].name, "certificate.", strlen("certificate.")) == 0;
}

/* "1" where it speaks of one of them; "all" of the list as a whole. */
static void put_which(const struct page *p, const struct event *e)
{
	const char *first = event_specs[e->type].arg[0];

	if (first && strcmp(first, "certificate") == 0 && e->arg[0] != ARG_UNKNOWN)
		buf_printf(p->out, "<td>%lld</td>", (long long)e->arg[0]);
	else
		buf_puts(p->out, "<td>all</td>");
}

static void put_row(const struct page *p, event_id id)
{
	const struct event *e = trace_event(p->t, id);
	struct buf text = { 0 };

	describe_reason(p->t, id, &text);
	if (!text.n)
		describe_event(p->t, id, &text);
	buf_printf(p->out, "<tr class=\"%s\"><th scope=\"row\"><a href=\"#e%u\">", page_verdict_class(e->verdict), id);
	html_text(p->out, describe_event_title(p->t, id));
	buf_puts(p->out, "</a></th>");
	put_which(p, e);
	buf_printf(p->out, "<td class=\"verdict\">%s</td><td>", describe_verdict(e->verdict));
	html_text(p->out, buf_str(&text));
	html_cite(p->out, event_text(e->type, e->version).rfc);
	buf_puts(p->out, "</td></tr>\n");
	buf_free(&text);
}

static void put_caption(const struct page *p, const struct event *e)
{
	buf_printf(p->out, "<div class=\"wide\"><table class=\"certificates\"><caption><a href=\"#%s\">", page_step(p, e->step));
	html_text(p->out, trace_step(p->t, e->step)->title);
	buf_printf(p->out, "</a>: what %s looks at</caption>\n<thead><tr><th scope=\"col\">check</th><th scope=\"col\">certificate</th>"
		   "<th scope=\"col\">verdict</th><th scope=\"col\">why</th></tr></thead>\n<tbody>\n", trace_actor(p->t, e->actor)->text);
}

/* One table for each party and message. */
void page_certificates(const struct page *p)
{
	const struct event *before = NULL;

	page_heading(p, 2, "certificates", "Certificates, point by point");
	for (event_id id = 1; id < trace_n_events(p->t); id++) {
		const struct event *e = trace_event(p->t, id);

		if (!page_is_of_certificates(e))
			continue;
		if (!before || before->step != e->step || before->actor != e->actor) {
			buf_puts(p->out, before ? "</tbody></table></div>\n" : "");
			put_caption(p, e);
		}
		put_row(p, id);
		before = e;
	}
	buf_puts(p->out, before ? "</tbody></table></div>\n" : "<p>No certificate was looked at.</p>\n");
}
