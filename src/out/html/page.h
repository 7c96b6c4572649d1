/* The parts of a page. Files of out/html/ only. */
#ifndef SLOWSHAKE_OUT_HTML_PAGE_H
#define SLOWSHAKE_OUT_HTML_PAGE_H

#include "out/html/html.h"
#include "out/html/markup.h"
#include "view/graph/provenance.h"
#include "view/text/explain.h"

struct page {
	const struct trace *t;
	struct buf *out;
	bool hides;              /* secrets are left out */
	struct uses uses;
	struct buf *steps, *fields, *values;   /* by id: what links call it; "" where the page has no such thing */
	struct buf secrets;      /* by value: 1 if it is a secret that tables list */
};

/* ---- names.c ---- */
void page_names_make(struct page *p);
void page_names_free(struct page *p);

/* ---- parts.c ---- */
const char *page_step(const struct page *p, step_id step);
bool page_hides(const struct page *p, value_id v);
/* "<a href=#value/client_random>client_random</a>", or the name alone if the value has no entry. */
void page_value_link(const struct page *p, value_id v);
/* Its bytes in hex, the first of many; or how many there are, where they are left out. */
void page_value_bytes(const struct page *p, value_id v);
/* "<h2 id=..>" and the text. */
void page_heading(const struct page *p, int level, const char *id, const char *text);
/* What it is and why, and the section. */
void page_explanation(const struct page *p, const struct explanation *e);
/* The class of a verdict: "ok", "fail", "fact" ... */
const char *page_verdict_class(enum verdict v);

/* ---- ladder.c ---- */
void page_ladder(const struct page *p);
/* ---- message.c ---- */
void page_message(const struct page *p, step_id step);
/* ---- events.c ---- */
void page_events(const struct page *p, step_id step);
/* What came of it and, if it failed, why. */
void page_outcome(const struct page *p);
void page_checklist(const struct page *p);
/* ---- certificates.c ---- */
bool page_is_of_certificates(const struct event *e);
void page_certificates(const struct page *p);
/* ---- knowledge.c ---- */
void page_secrets_find(struct page *p);
void page_knowledge(const struct page *p);
/* Who comes to know what with that message. */
void page_learned(const struct page *p, step_id step);
/* ---- schedule.c ---- */
void page_schedule(const struct page *p);
/* ---- values.c ---- */
void page_values(const struct page *p);
/* ---- glossary.c ---- */
void page_glossary(const struct page *p);

#endif
