/* The parts of a page. Files of out/html/ only. */
#ifndef SLOWSHAKE_OUT_HTML_PAGE_H
#define SLOWSHAKE_OUT_HTML_PAGE_H

#include "out/html/html.h"
#include "out/html/markup.h"
#include "view/graph/provenance.h"

struct page {
	const struct trace *t;
	struct buf *out;
	bool hides;              /* secrets are left out */
	struct uses uses;
	struct buf *slugs;       /* by step: what links call it; "" where it has no section */
	struct buf told;         /* by value: 1 if it has an entry */
};

/* ---- parts.c ---- */
const char *page_slug(const struct page *p, step_id step);
bool page_hides(const struct page *p, value_id v);
/* "<a href=#v3>client_random</a>", or the name alone if the value has no entry. */
void page_value_link(const struct page *p, value_id v);
/* "<h2 id=..>" and the text. */
void page_heading(const struct page *p, int level, const char *id, const char *text);
/* " <cite>RFC ...</cite>"; nothing for NULL or "". */
void page_cite(const struct page *p, const char *rfc);

/* ---- ladder.c ---- */
void page_ladder(const struct page *p);
/* ---- message.c ---- */
void page_message(const struct page *p, step_id step);
/* ---- events.c ---- */
void page_events(const struct page *p, step_id step);
void page_checklist(const struct page *p);
/* ---- values.c ---- */
void page_schedule(const struct page *p);
void page_knowledge(const struct page *p);
void page_values(const struct page *p);
void page_glossary(const struct page *p);

#endif
