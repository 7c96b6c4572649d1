#include "out/contrast_json.h"

#include "base/text.h"

static void put(struct buf *out, const char *key, const char *text)
{
	buf_printf(out, "%s\"%s\":", out->p[out->n - 1] == '{' ? "" : ",", key);
	if (!text) {
		buf_puts(out, "null");
		return;
	}
	buf_puts(out, "\"");
	text_json(out, bytes_str(text));
	buf_puts(out, "\"");
}

static void put_only(struct buf *out, const char *const only[2])
{
	put(out, "only_a", only[0]);
	put(out, "only_b", only[1]);
}

static void put_sizes(struct buf *out, const struct contrast *c, const struct contrast_row *r)
{
	for (int s = 0; s < 2; s++) {
		buf_printf(out, ",\"%s\":", s ? "bytes_b" : "bytes_a");
		if (r->unit[s])
			buf_add_decimal(out, trace_bytes(c->of[s], trace_unit(c->of[s], r->unit[s])->value).n, 1);
		else
			buf_puts(out, "null");
	}
}

static void put_row(struct buf *out, const struct contrast *c, const struct contrast_row *r)
{
	buf_puts(out, "{");
	put(out, "message", r->title);
	put(out, "sender", r->sender == SIDE_CLIENT ? "client" : "server");
	put_sizes(out, c, r);
	buf_puts(out, ",\"differences\":[");
	for (size_t i = r->first; i < r->first + r->n; i++) {
		buf_puts(out, i > r->first ? ",{" : "{");
		put(out, "name", c->differences[i].name);
		put_only(out, c->differences[i].only);
		buf_puts(out, "}");
	}
	buf_puts(out, "]}");
}

static void put_knower(struct buf *out, const struct contrast_knower *k)
{
	buf_puts(out, "{");
	put(out, "who", knower_name(k->who));
	for (int s = 0; s < 2; s++)
		if (k->there[s])
			buf_printf(out, ",\"%s\":%zu", s ? "known_b" : "known_a", k->n[s]);
		else
			buf_printf(out, ",\"%s\":null", s ? "known_b" : "known_a");
	put_only(out, k->only);
	buf_puts(out, "}");
}

void contrast_json(const struct contrast *c, const char *const names[2], struct buf *out)
{
	buf_puts(out, "{\"schema\":\"slowshake.compare/1\"");
	put(out, "a", names[0]);
	put(out, "b", names[1]);
	put(out, "outcome_a", trace_studied(c->of[0])->outcome.outcome);
	put(out, "outcome_b", trace_studied(c->of[1])->outcome.outcome);
	buf_puts(out, ",\"parts_at\":");
	if (c->parts < c->n)
		buf_add_decimal(out, c->parts, 1);
	else
		buf_puts(out, "null");
	buf_puts(out, ",\"messages\":[");
	for (size_t i = 0; i < c->n; i++) {
		buf_puts(out, i ? "," : "");
		put_row(out, c, &c->rows[i]);
	}
	buf_puts(out, "],\"secrets\":[");
	for (size_t i = 0; i < c->n_knowers; i++) {
		buf_puts(out, i ? "," : "");
		put_knower(out, &c->knowers[i]);
	}
	buf_puts(out, "]}\n");
}
