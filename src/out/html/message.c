/* A message: its bytes, each of which belongs to a field, and its fields. */
#include "out/html/page.h"

#include <string.h>

#include "base/text.h"
#include "spec/codes.h"
#include "spec/layout.h"
#include "view/text/describe.h"
#include "view/text/meaning.h"

/* ---- bytes ---- */

enum { LEAF_BYTES = 4096 };      /* shown of one field: application data may be long */

static void put_bytes(const struct page *p, const struct unit *u)
{
	struct buf hex = { 0 };

	buf_puts(p->out, "<p class=\"bytes\" lang=\"zxx\">");
	for (field_id f = u->first_field; f < u->first_field + u->n_fields; f++) {
		const struct field *field = trace_field(p->t, f);

		if (!field->leaf || !field->len)
			continue;
		buf_clear(&hex);
		text_hex(&hex, bytes_slice(trace_field_bytes(p->t, f), 0, field->len < LEAF_BYTES ? field->len : LEAF_BYTES), ' ');
		buf_printf(p->out, "<a href=\"#%s\">%s</a> ", buf_str(&p->fields[f]), buf_str(&hex));
		if (field->len > LEAF_BYTES)
			buf_printf(p->out, "<i>and %u bytes more</i> ", field->len - LEAF_BYTES);
	}
	buf_puts(p->out, "</p>\n");
	buf_free(&hex);
}

/* ---- fields ---- */

/* Where the glossary has it (e), a link to that. */
static void put_name(const struct page *p, field_id f, const struct explanation *e)
{
	struct buf text = { 0 };

	describe_field_name(p->t, f, &text);
	if (e) {
		buf_puts(p->out, "<a href=\"#field-");
		html_slug(p->out, e->key);
		buf_puts(p->out, "\">");
	}
	html_text(p->out, buf_str(&text));
	buf_puts(p->out, e ? "</a>" : "");
	buf_free(&text);
}

static void put_field(const struct page *p, field_id f)
{
	const struct field *field = trace_field(p->t, f);
	const struct explanation *e = meaning_of_field(p->t, f);
	struct buf text = { 0 };

	buf_printf(p->out, "<li id=\"%s\" data-o=\"%u\" data-n=\"%u\">", buf_str(&p->fields[f]), field->off, field->len);
	put_name(p, f, e);
	describe_field_value(p->t, f, 64, &text);
	if (text.n) {
		buf_puts(p->out, ": ");
		html_text(p->out, buf_str(&text));
	}
	html_cite(p->out, field->layout->rfc && meaning_of_version(e) ? e->rfc : field->layout->rfc);
	buf_free(&text);
}

/* Preorder becomes lists in lists. */
static void put_fields(const struct page *p, const struct unit *u)
{
	int depth = -1;

	for (field_id f = u->first_field; f < u->first_field + u->n_fields; f++) {
		const int at = trace_field(p->t, f)->depth;

		if (at > depth)
			buf_puts(p->out, "<ul>");
		for (; depth > at; depth--)
			buf_puts(p->out, "</li></ul>");
		if (depth == at && f != u->first_field)
			buf_puts(p->out, "</li>");
		put_field(p, f);
		depth = at;
	}
	for (; depth >= 0; depth--)
		buf_puts(p->out, "</li></ul>");
	buf_puts(p->out, "\n");
}

/* ---- all of it ---- */

static const char *message_key(const struct unit *u)
{
	return u->content_type == CT_HANDSHAKE ? code_name(&codes_handshake_type, u->handshake_type) : code_name(&codes_content_type, u->content_type);
}

static const struct explanation *explanation_of(const struct page *p, step_id step)
{
	const unit_id unit = trace_step(p->t, step)->unit;
	const struct unit *u = unit ? trace_unit(p->t, unit) : NULL;
	const char *key = u ? message_key(u) : NULL;

	return key ? explain_message(key, u->version) : NULL;
}

/* Each message is explained where it comes first. */
static void put_explanation(const struct page *p, step_id step)
{
	const struct explanation *e = explanation_of(p, step);
	step_id first = 1;

	if (!e)
		return;
	while (explanation_of(p, first) != e)
		first++;
	buf_puts(p->out, "<p>");
	if (first != step)
		buf_printf(p->out, "<a href=\"#%s\">What this is</a> stands where it comes first.", page_step(p, first));
	else
		page_explanation(p, e);
	buf_puts(p->out, "</p>\n");
}

static void put_unit(const struct page *p, const struct unit *u)
{
	if (page_hides(p, u->value)) {
		buf_printf(p->out, "<p>Its %zu bytes were encrypted; they are left out of this page.</p>\n", trace_bytes(p->t, u->value).n);
		return;
	}
	buf_puts(p->out, "<details class=\"bytes-of\" open><summary>Its bytes</summary>\n");
	put_bytes(p, u);
	buf_puts(p->out, "</details>\n<details class=\"fields\"><summary>Its fields</summary>\n");
	put_fields(p, u);
	buf_puts(p->out, "</details>\n");
}

void page_message(const struct page *p, step_id step)
{
	const struct step *s = trace_step(p->t, step);
	struct buf text = { 0 };

	buf_printf(p->out, "<section class=\"message\" aria-labelledby=\"%s\">\n", page_step(p, step));
	describe_step(p->t, step, &text);
	page_heading(p, 3, page_step(p, step), buf_str(&text));
	buf_free(&text);
	put_explanation(p, step);
	if (s->unit)
		put_unit(p, trace_unit(p->t, s->unit));
	page_events(p, step);
	page_learned(p, step);
	buf_puts(p->out, "</section>\n");
}
