#include "view/text/describe.h"

#include <arpa/inet.h>
#include <ctype.h>
#include <string.h>

#include "base/text.h"
#include "spec/codes.h"
#include "view/text/describe_der.h"

/* Cuts what was added since `start` to `width` columns. */
static void clip(struct buf *out, size_t start, int width)
{
	size_t i = start, len;
	int used = 0;

	if (!width || text_width(buf_str(out) + start) <= width)
		return;
	for (; i < out->n; i += len) {
		int w = text_char_width(text_utf8(out->p + i, out->n - i, &len));

		if (used + w > (width > 2 ? width - 2 : 0))
			break;
		used += w;
	}
	out->n = i;
	buf_puts(out, "..");
}

static void show_hex(struct bytes b, int width, struct buf *out)
{
	size_t room = (size_t)width / 2, head, tail;

	if (!b.n) {
		buf_puts(out, "(empty)");
		return;
	}
	if (!width || b.n <= room) {
		text_hex(out, b, 0);
		return;
	}
	/* one byte's columns go to the two dots; the end counts for a third */
	room = room > 3 ? room - 1 : 2;
	tail = room / 3 ? room / 3 : 1;
	head = room - tail;
	text_hex(out, bytes_slice(b, 0, head), 0);
	buf_puts(out, "..");
	text_hex(out, bytes_slice(b, b.n - tail, tail), 0);
}

static void show_number(struct bytes b, int width, struct buf *out)
{
	if (b.n > 8)
		show_hex(b, width, out);
	else
		buf_printf(out, "%llu", (unsigned long long)bytes_uint(b));
}

static void code_number(struct buf *out, size_t width, uint32_t v)
{
	if (width == 1)
		buf_printf(out, "%u", v);
	else
		buf_printf(out, "0x%0*x", (int)(2 * width), v);
}

static void show_code(struct bytes b, const struct code_table *codes, int width, struct buf *out)
{
	const char *name;
	uint32_t v;

	if (b.n > 4 || b.n == 0) {
		show_hex(b, width, out);
		return;
	}
	v = (uint32_t)bytes_uint(b);
	name = codes ? code_name(codes, v) : NULL;
	buf_printf(out, "%s (", name ? name : "unknown");
	code_number(out, b.n, v);
	buf_puts(out, ")");
}

/* Lists of codes whose table is one of numbers over 255 have two bytes each. */
static size_t code_width(const struct code_table *codes)
{
	return codes && codes->n && !codes->wide && code_at(codes, codes->n - 1)->value <= 0xff ? 1 : 2;
}

static void show_codes(struct bytes b, const struct code_table *codes, int width, struct buf *out)
{
	size_t w = code_width(codes), start = out->n;

	if (!b.n)
		buf_puts(out, "none");
	if (b.n % w) {
		show_hex(b, width, out);
		return;
	}
	for (size_t i = 0; i < b.n; i += w) {
		uint32_t v = (uint32_t)bytes_uint(bytes_slice(b, i, w));
		const char *name = codes ? code_name(codes, v) : NULL;

		if (width && i && (int)(out->n - start) + (name ? (int)strlen(name) : 6) + 16 > width) {
			buf_printf(out, " and %zu more", (b.n - i) / w);
			return;
		}
		if (i)
			buf_puts(out, ", ");
		if (name)
			buf_puts(out, name);
		else
			code_number(out, w, v);
	}
}

/* Of a certificate timestamp (RFC 6962 3.2), up to the year 9999. */
static bool show_milliseconds(struct bytes b, struct buf *out)
{
	const uint64_t ms = b.n == 8 ? bytes_uint(b) : UINT64_MAX;
	char text[24];

	if (ms / 1000 > 253402300799)
		return false;
	time_format((utc_time)(ms / 1000), text);
	buf_printf(out, "%.19s.%03uZ", text, (unsigned)(ms % 1000));
	return true;
}

/* UTCTime, GeneralizedTime (RFC 5280 4.1.2.5), a number of seconds or milliseconds, or text. */
static void show_time(struct bytes b, struct buf *out)
{
	size_t digits = 0, century = 0;
	const char *p = (const char *)b.p;
	char text[24];

	if (b.n == 4) {
		time_format((utc_time)bytes_uint(b), text);
		buf_puts(out, text);
		return;
	}
	if (show_milliseconds(b, out))
		return;
	while (digits < b.n && isdigit(b.p[digits]))
		digits++;
	if (digits + 1 != b.n || p[digits] != 'Z' || (digits != 12 && digits != 14)) {
		text_safe(out, b);
		return;
	}
	if (digits == 14) {
		buf_printf(out, "%.2s", p);
		century = 2;
	} else {
		buf_puts(out, p[0] >= '5' ? "19" : "20");
	}
	p += century;
	buf_printf(out, "%.2s-%.2s-%.2sT%.2s:%.2s:%.2sZ", p, p + 2, p + 4, p + 6, p + 8, p + 10);
}

static void show_ip(struct bytes b, struct buf *out)
{
	char text[INET6_ADDRSTRLEN];

	if ((b.n == 4 || b.n == 16) && inet_ntop(b.n == 4 ? AF_INET : AF_INET6, b.p, text, sizeof(text)))
		buf_puts(out, text);
	else
		show_hex(b, 0, out);
}

static void show_text(struct bytes b, struct buf *out)
{
	if (!b.n)
		buf_puts(out, "(empty)");
	text_safe(out, b);
}

enum show describe_show(struct bytes b, enum show show)
{
	size_t strange = 0;

	if (show != SHOW_TEXT)
		return show;
	for (size_t i = 0, len; i < b.n; i += len) {
		uint32_t c = text_utf8(b.p + i, b.n - i, &len);

		strange += (c < 0x20 && c != '\n' && c != '\r' && c != '\t') || c == 0x7f || c == 0xfffd;
	}
	return strange * 4 > b.n ? SHOW_HEX : SHOW_TEXT;
}

void describe_bytes(struct bytes b, enum show show, const struct code_table *codes, int width, struct buf *out)
{
	size_t start = out->n;

	switch (describe_show(b, show)) {
	case SHOW_HEX: show_hex(b, width, out); return;
	case SHOW_NUMBER: show_number(b, width, out); return;
	case SHOW_CODE: show_code(b, codes, width, out); break;
	case SHOW_CODES: show_codes(b, codes, width, out); break;
	case SHOW_TEXT: show_text(b, out); break;
	case SHOW_TIME: show_time(b, out); break;
	case SHOW_OID: describe_oid(b, out); break;
	case SHOW_IP: show_ip(b, out); break;
	case SHOW_NAME: describe_dn(b, out); break;
	}
	clip(out, start, width);
}

void describe_value(const struct trace *t, value_id id, int width, struct buf *out)
{
	const struct value *v;

	if (!id) {
		buf_puts(out, "-");
		return;
	}
	v = trace_value(t, id);
	describe_bytes(v->bytes, v->show, v->codes, width, out);
}

static void put_origin(const struct trace *t, value_id id, bool ids, struct buf *out)
{
	const struct value *v = trace_value(t, id);

	text_safe(out, bytes_str(v->label ? v->label : "value"));
	buf_printf(out, ": %s", value_op_name(v->op));
	if (v->alg)
		buf_printf(out, " %s", v->alg);
	if (v->op == OP_SLICE)
		buf_printf(out, " [%u..%zu)", v->offset, v->offset + v->bytes.n);
	for (uint32_t i = 0; i < v->n_inputs; i++) {
		const char *label = trace_value(t, v->inputs[i])->label;

		buf_puts(out, i ? ", " : " of ");
		if (ids)
			buf_printf(out, "[%u] ", v->inputs[i]);
		text_safe(out, bytes_str(label ? label : "value"));
	}
}

void describe_origin(const struct trace *t, value_id id, struct buf *out)
{
	put_origin(t, id, false, out);
}

void describe_origin_ids(const struct trace *t, value_id id, struct buf *out)
{
	buf_printf(out, "[%u] ", id);
	put_origin(t, id, true, out);
}
