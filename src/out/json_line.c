#include "out/json_line.h"

#include <ctype.h>

#include "base/text.h"
#include "trace/trace.h"

static void put_comma(struct json_line *l)
{
	if (l->comma)
		buf_puts(&l->bytes, ",");
	l->comma = true;
}

static void put_key(struct json_line *l, const char *key)
{
	put_comma(l);
	if (key)
		buf_printf(&l->bytes, "\"%s\":", key);
}

void json_put_text(struct json_line *l, const char *key, struct bytes text)
{
	put_key(l, key);
	buf_puts(&l->bytes, "\"");
	text_json(&l->bytes, text);
	buf_puts(&l->bytes, "\"");
}

void json_put_str(struct json_line *l, const char *key, const char *s)
{
	if (s) {
		json_put_text(l, key, bytes_str(s));
		return;
	}
	put_key(l, key);
	buf_puts(&l->bytes, "null");
}

/* What the describe functions left in l->text. */
void json_put_described(struct json_line *l, const char *key)
{
	json_put_text(l, key, buf_bytes(&l->text));
	buf_clear(&l->text);
}

void json_put_lower(struct json_line *l, const char *key, const char *s)
{
	for (; *s; s++)
		buf_add_uint(&l->text, 1, (uint64_t)tolower((unsigned char)*s));
	json_put_described(l, key);
}

void json_put_int(struct json_line *l, const char *key, int64_t v)
{
	put_key(l, key);
	buf_printf(&l->bytes, "%lld", (long long)v);
}

void json_put_arg(struct json_line *l, const char *key, int64_t v)
{
	if (v == ARG_UNKNOWN)
		json_put_str(l, key, NULL);
	else
		json_put_int(l, key, v);
}

void json_put_bool(struct json_line *l, const char *key, bool v)
{
	put_key(l, key);
	buf_puts(&l->bytes, v ? "true" : "false");
}

void json_put_hex(struct json_line *l, const char *key, struct bytes b)
{
	put_key(l, key);
	buf_puts(&l->bytes, "\"");
	text_hex(&l->bytes, b, 0);
	buf_puts(&l->bytes, "\"");
}

void json_put_ids(struct json_line *l, const char *key, const uint32_t *ids, size_t n)
{
	put_key(l, key);
	buf_puts(&l->bytes, "[");
	for (size_t i = 0, k = 0; i < n; i++)
		if (ids[i])
			buf_printf(&l->bytes, "%s%u", k++ ? "," : "", ids[i]);
	buf_puts(&l->bytes, "]");
}

void json_open(struct json_line *l, const char *key, const char *bracket)
{
	put_key(l, key);
	buf_puts(&l->bytes, bracket);
	l->comma = false;
}

void json_close(struct json_line *l, const char *bracket)
{
	buf_puts(&l->bytes, bracket);
	l->comma = true;
}

void json_begin(struct json_line *l, const char *type)
{
	buf_clear(&l->bytes);
	buf_clear(&l->text);
	l->comma = false;
	json_open(l, NULL, "{");
	json_put_str(l, "schema", JSON_SCHEMA);
	if (l->stream >= 0)
		json_put_int(l, "stream", l->stream);
	json_put_int(l, "seq", (int64_t)++l->seq);
	json_put_str(l, "type", type);
}

void json_end(struct json_line *l)
{
	json_close(l, "}");
	buf_puts(&l->bytes, "\n");
	fwrite(l->bytes.p, 1, l->bytes.n, l->out);
}
