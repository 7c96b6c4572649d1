#include "out/html/page.h"

#include <stdlib.h>
#include <string.h>

#include "base/assets.h"
#include "spec/events.h"
#include "view/text/describe.h"

/* ---- names ---- */

/* A message is called by its name, a further one of the name gets a number; a phase without bytes by its title. */
static void name_steps(struct page *p)
{
	const uint32_t n = trace_n_steps(p->t);

	p->slugs = mem_alloc(n * sizeof(*p->slugs));
	for (step_id s = 1; s < n; s++) {
		struct buf *slug = &p->slugs[s];
		unsigned before = 0;

		html_slug_of_title(slug, trace_step(p->t, s)->title);
		for (step_id k = 1; k < s; k++)
			before += trace_step(p->t, k)->title && strcmp(trace_step(p->t, k)->title, trace_step(p->t, s)->title) == 0;
		if (before)
			buf_printf(slug, "-%u", before + 1);
	}
}

/* Values that an event lists, and all that went into them, have an entry. */
static void choose_values(struct page *p)
{
	const uint32_t n = trace_n_values(p->t);

	for (value_id v = 0; v < n; v++)
		buf_add_uint(&p->told, 1, v && trace_value(p->t, v)->event);
	for (value_id v = n; v-- > 1;)
		for (uint32_t i = 0; p->told.p[v] && i < trace_value(p->t, v)->n_inputs; i++)
			p->told.p[trace_value(p->t, v)->inputs[i]] = 1;
}

/* ---- the frame ---- */

static void asset(const struct page *p, const char *name)
{
	buf_add(p->out, asset_find(name)->content);
}

static void title(const struct page *p)
{
	buf_puts(p->out, "TLS handshake");
	if (!p->t->scenario)
		return;
	buf_puts(p->out, ": ");
	html_foreign(p->out, bytes_str(p->t->scenario));
}

static void head(const struct page *p)
{
	buf_puts(p->out, "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
			 "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
			 "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'\">\n<title>");
	title(p);
	buf_puts(p->out, "</title>\n<style>\n");
	asset(p, "page/page.css");
	buf_puts(p->out, "</style>\n</head>\n<body>\n<a class=\"skip\" href=\"#messages\">To the messages</a>\n<header>\n<h1>");
	title(p);
	buf_puts(p->out, "</h1>\n");
}

static void outcome(const struct page *p)
{
	struct buf text = { 0 };

	describe_outcome(p->t, &text);
	buf_puts(p->out, "<p class=\"outcome\">");
	html_text(p->out, buf_str(&text));
	buf_puts(p->out, "</p>\n");
	buf_free(&text);
	if (p->t->seed) {
		buf_puts(p->out, "<p>A handshake between a client and a server in one process, drawn from the seed ");
		html_foreign(p->out, bytes_str(p->t->seed));
		buf_puts(p->out, ": all keys are here to be looked at.</p>\n");
	} else {
		buf_printf(p->out, "<p>%s</p>\n", p->hides ? "Secrets are left out of this page; --with-secrets puts them in." :
							   "This page holds the secrets of a real connection: whoever has it can read what was said.");
	}
	buf_puts(p->out, "</header>\n");
}

static void contents(const struct page *p)
{
	buf_puts(p->out, "<nav aria-label=\"Contents\">\n<h2 id=\"ladder\">Who says what</h2>\n");
	page_ladder(p);
	buf_puts(p->out, "<p class=\"links\"><a href=\"#messages\">Messages</a> <a href=\"#schedule\">Key schedule</a> "
			 "<a href=\"#checks\">Checks</a> <a href=\"#knowledge\">Who knows what</a> <a href=\"#values\">Values</a> "
			 "<a href=\"#glossary\">What the fields mean</a></p>\n"
			 "<p class=\"tools\" hidden><button type=\"button\" data-do=\"previous\">Previous message</button> "
			 "<button type=\"button\" data-do=\"next\">Next message</button> <label>Search <input type=\"search\"></label> "
			 "<output></output></p>\n</nav>\n");
}

static void messages(const struct page *p)
{
	page_heading(p, 2, "messages", "Messages, one after the other");
	for (step_id s = 1; s < trace_n_steps(p->t); s++)
		page_message(p, s);
}

void html_write(const struct trace *t, const struct page_options *o, struct buf *out)
{
	struct page p = { .t = t, .out = out, .hides = !t->seed && !o->with_secrets };

	name_steps(&p);
	choose_values(&p);
	provenance_uses_build(&p.uses, t);
	head(&p);
	outcome(&p);
	contents(&p);
	buf_puts(out, "<main>\n");
	messages(&p);
	page_schedule(&p);
	page_checklist(&p);
	page_knowledge(&p);
	page_values(&p);
	page_glossary(&p);
	buf_puts(out, "</main>\n<script>\n");
	asset(&p, "page/page.js");
	buf_puts(out, "</script>\n</body>\n</html>\n");
	provenance_uses_free(&p.uses);
	for (step_id s = 0; s < trace_n_steps(t); s++)
		buf_free(&p.slugs[s]);
	free(p.slugs);
	buf_free(&p.told);
}
