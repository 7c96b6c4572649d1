/* Each value, with what it was made of and what came of it. */
#include "out/html/page.h"

#include "view/graph/recipe.h"
#include "view/text/describe.h"

static void put_inputs(const struct page *p, const struct value *v)
{
	buf_printf(p->out, " %s", value_op_name(v->op));
	if (v->alg) {
		buf_puts(p->out, " ");
		html_text(p->out, v->alg);
	}
	for (uint32_t i = 0; i < v->n_inputs; i++) {
		buf_puts(p->out, i ? ", " : " of ");
		page_value_link(p, v->inputs[i]);
	}
	if (v->op == OP_SLICE)
		buf_printf(p->out, " from byte %u on", v->offset);
	buf_puts(p->out, ". ");
}

static void put_uses(const struct page *p, value_id v)
{
	const char *before = " Went into ";

	for (uint32_t i = p->uses.first[v]; i < p->uses.first[v + 1]; i++) {
		if (!p->values[p->uses.users[i]].n)
			continue;
		buf_puts(p->out, before);
		page_value_link(p, p->uses.users[i]);
		before = ", ";
	}
}

/* A command holds what goes in: the key and the plaintext of what everybody may see. */
static bool hides_inputs(const struct page *p, value_id v)
{
	const struct value *value = trace_value(p->t, v);

	for (uint32_t i = 0; i < value->n_inputs; i++)
		if (page_hides(p, value->inputs[i]))
			return true;
	return false;
}

static void put_recipe(const struct page *p, value_id v)
{
	struct recipe r = { .note = NULL };

	if (!page_hides(p, v) && !hides_inputs(p, v) && trace_value(p->t, v)->event && recipe_build(&r, p->t, v) == ST_OK && r.command.n < 2000) {
		buf_puts(p->out, "<details><summary>openssl</summary><pre>");
		html_text(p->out, buf_str(&r.command));
		buf_puts(p->out, "</pre></details>");
	}
	recipe_free(&r);
}

/* What is cut out or joined again has no recipe that anybody wants. */
static bool is_computed(enum value_op op)
{
	return op == OP_HASH || op == OP_HMAC || op == OP_PRF || op == OP_HKDF_EXTRACT || op == OP_HKDF_EXPAND || op == OP_SEAL || op == OP_OPEN ||
	       op == OP_ENCRYPT || op == OP_DECRYPT || op == OP_RSA_PUBLIC || op == OP_RSA_PRIVATE || op == OP_VERIFY || op == OP_DH;
}

/* The message with which it is first spoken of. */
static void put_place(const struct page *p, const struct value *v)
{
	const step_id step = v->event ? trace_event(p->t, v->event)->step : 0;

	if (!step)
		return;
	buf_printf(p->out, ", <a href=\"#%s\">", page_step(p, step));
	html_text(p->out, trace_step(p->t, step)->title);
	buf_puts(p->out, "</a>");
}

static void put_value(const struct page *p, value_id id)
{
	const struct value *v = trace_value(p->t, id);

	buf_printf(p->out, "<li id=\"%s\"><b>", buf_str(&p->values[id]));
	html_foreign(p->out, bytes_str(v->label));
	buf_printf(p->out, "</b> (%s", trace_actor(p->t, v->actor)->name);
	put_place(p, v);
	buf_puts(p->out, "):");
	put_inputs(p, v);
	page_value_bytes(p, id);
	put_uses(p, id);
	if (is_computed(v->op))
		put_recipe(p, id);
	buf_puts(p->out, "</li>\n");
}

void page_values(const struct page *p)
{
	page_heading(p, 2, "values", "Values: what each was made of");
	buf_puts(p->out, "<details><summary>All values</summary>\n<ol class=\"values\">\n");
	for (value_id v = 1; v < trace_n_values(p->t); v++)
		if (p->values[v].n)
			put_value(p, v);
	buf_puts(p->out, "</ol></details>\n");
}
