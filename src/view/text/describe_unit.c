/* Units and fields in words. */
#include "view/text/describe.h"

#include <string.h>

#include "base/text.h"
#include "spec/codes.h"
#include "spec/layout.h"

/* A ServerHello that was read as something else has that name. */
static const char *name_as_read(const struct trace *t, const struct unit *u)
{
	for (field_id f = u->first_field; f < u->first_field + u->n_fields; f++)
		if (trace_field(t, f)->parent == u->first_field && !trace_field(t, f)->leaf && !trace_field(t, f)->malformed)
			return trace_field(t, f)->layout->name;
	return NULL;
}

/* A block is what its layout says. */
static const char *block_name(const struct trace *t, const struct unit *u)
{
	static const struct { const struct layout *layout; const char *name; } names[] = {
		{ &layout_ticket, "ticket" }, { &layout_ticket_state, "state inside the ticket" },
		{ &layout_decompressed, "decompressed Certificate" },
	};

	for (size_t i = 0; u->n_fields && i < ARRAY_LEN(names); i++)
		if (trace_field(t, u->first_field)->layout == names[i].layout)
			return names[i].name;
	return "padded block";
}

const char *describe_unit_name(const struct trace *t, unit_id id)
{
	const struct unit *u = trace_unit(t, id);
	const char *name;

	switch (u->kind) {
	case UNIT_RECORD: return "record";
	case UNIT_PLAINTEXT: return "plaintext";
	case UNIT_BLOCK: return block_name(t, u);
	case UNIT_CERTIFICATE: return "certificate";
	case UNIT_MESSAGE: break;
	}
	if (u->content_type == CT_HANDSHAKE && u->handshake_type == HS_SERVER_HELLO && (name = name_as_read(t, u)) != NULL)
		return name;
	name = u->content_type == CT_HANDSHAKE ? handshake_type_title(u->handshake_type)
					       : content_type_title(u->content_type);
	return name ? name : "unknown message";
}

static void describe_alert(const struct trace *t, struct bytes b, struct buf *out)
{
	const char *name = b.n == 2 ? code_name(&codes_alert, b.p[1]) : NULL;

	(void)t;
	if (name)
		buf_printf(out, " %s", name);
}

void describe_unit(const struct trace *t, unit_id id, struct buf *out)
{
	const struct unit *u;
	const char *type;
	struct bytes b;

	if (!id) {
		buf_puts(out, "nothing");
		return;
	}
	u = trace_unit(t, id);
	b = trace_bytes(t, u->value);
	type = content_type_title(u->content_type);
	switch (u->kind) {
	case UNIT_RECORD:
		buf_printf(out, "%s%s record", u->encrypted ? "encrypted " : "", type ? type : "unknown");
		break;
	case UNIT_PLAINTEXT:
		buf_printf(out, "decrypted %s record", type ? type : "unknown");
		break;
	case UNIT_MESSAGE:
		buf_puts(out, describe_unit_name(t, id));
		if (u->content_type == CT_ALERT)
			describe_alert(t, b, out);
		break;
	case UNIT_BLOCK:
	case UNIT_CERTIFICATE:
		buf_puts(out, describe_unit_name(t, id));
		break;
	}
	buf_printf(out, " (%zu byte%s%s)", b.n, b.n == 1 ? "" : "s", u->altered ? ", altered on the way" : "");
}

static bool is_named(const struct field *f, const char *name)
{
	return f->layout->name && strcmp(f->layout->name, name) == 0;
}

/* Prefixes that say where a field ends, not what it holds. */
static bool is_frame(const struct field *f)
{
	return is_named(f, "length") || is_named(f, "tag and length") || is_named(f, "unused bits");
}

void describe_field_name(const struct trace *t, field_id id, struct buf *out)
{
	const struct field *f = trace_field(t, id);

	text_safe(out, bytes_str(f->layout->name ? f->layout->name : "field"));
	if (trace_field_is_element(t, id))
		buf_printf(out, "[%u]", f->index);
}

static unsigned count_content(const struct trace *t, field_id id)
{
	field_id end = trace_field_end(t, id);
	unsigned n = 0;

	for (field_id i = id + 1; i < end; i++)
		n += trace_field(t, i)->parent == id && !is_frame(trace_field(t, i));
	return n;
}

static bool is_type_code(const struct field *f)
{
	const char *name = f->layout->name;
	size_t n = name ? strlen(name) : 0;

	return f->layout->show == SHOW_CODE && n >= 4 && strcmp(name + n - 4, "type") == 0;
}

field_id describe_telling_leaf(const struct trace *t, field_id id)
{
	field_id end = trace_field_end(t, id);
	bool only = count_content(t, id) == 1;

	if (trace_field(t, id)->layout->kind == L_LIST)
		return 0;
	for (field_id i = id + 1; i < end && i < id + 8; i++) {
		const struct field *c = trace_field(t, i);

		if (c->parent == id && c->leaf && !is_frame(c) && (only || is_type_code(c)))
			return i;
	}
	return 0;
}

/* In a message, or as a unit of its own. */
static bool is_certificate(const struct trace *t, field_id id)
{
	const struct field *f = trace_field(t, id);

	return f->layout->kind == L_CERT || (f->layout->kind == L_DER && !f->parent);
}

/* The name of what a composite is, where it has one: a certificate's subject. */
static bool put_name(const struct trace *t, field_id id, int width, struct buf *out)
{
	const struct layout *l = trace_field(t, id)->layout;
	field_id name = id;

	if (l->show != SHOW_NAME) {
		if (!is_certificate(t, id))
			return false;
		name = trace_find_field(t, id, "subject", 0);
		if (!name)
			return false;
	}
	describe_bytes(trace_field_bytes(t, name), SHOW_NAME, NULL, width, out);
	return true;
}

/* The common name, or where there is none all of the name. */
static void put_common_name(const struct trace *t, field_id cert, const char *whose, struct buf *out)
{
	enum { WHOLE = 400 };
	const field_id id = trace_find_field(t, cert, whose, 0);
	struct buf name = { 0 };
	const char *cn, *end;

	if (id)
		describe_bytes(trace_field_bytes(t, id), SHOW_NAME, NULL, WHOLE, &name);
	cn = strstr(buf_str(&name), "CN=");
	end = cn ? strstr(cn, ", ") : NULL;
	buf_add(out, end ? bytes_of(cn + 3, (size_t)(end - cn - 3)) : bytes_str(cn ? cn + 3 : buf_str(&name)));
	buf_free(&name);
}

bool describe_certificate(const struct trace *t, field_id f, int width, struct buf *out)
{
	enum { NEAR = 3 };       /* fields between an entry of a list and the certificate in it */
	const field_id end = trace_field_end(t, f);
	struct buf text = { 0 };
	field_id cert = f;
	size_t subject;

	if (trace_field(t, f)->leaf || trace_field(t, f)->layout->kind == L_LIST)
		return false;
	while (cert < end && cert <= f + NEAR && !is_certificate(t, cert))
		cert++;
	if (cert >= end || cert > f + NEAR || !trace_find_field(t, cert, "subject", 0))
		return false;
	put_common_name(t, cert, "subject", &text);
	subject = text.n;
	buf_puts(&text, ", issued by ");
	put_common_name(t, cert, "issuer", &text);
	if (text_width(buf_str(&text)) > width)
		text.n = subject;
	text_add_end(out, buf_str(&text), width);
	buf_free(&text);
	return true;
}

static void put_composite(const struct trace *t, field_id id, int width, struct buf *out)
{
	const struct field *f = trace_field(t, id);
	bool list = f->layout->kind == L_LIST;
	field_id telling = describe_telling_leaf(t, id);

	if (put_name(t, id, width, out))
		return;
	if (telling) {
		describe_field_value(t, telling, width, out);
		if (!is_type_code(trace_field(t, telling)))
			return;
		buf_puts(out, ", ");
	}
	if (list) {
		unsigned n = count_content(t, id);

		buf_printf(out, "%u element%s, ", n, n == 1 ? "" : "s");
	}
	buf_printf(out, "%u byte%s", f->len, f->len == 1 ? "" : "s");
}

void describe_field_value(const struct trace *t, field_id id, int width, struct buf *out)
{
	const struct field *f = trace_field(t, id);

	if (!f->leaf) {
		put_composite(t, id, width, out);
	} else if (f->malformed) {
		buf_puts(out, "cannot be read: ");
		describe_bytes(trace_field_bytes(t, id), SHOW_HEX, NULL, width, out);
	} else {
		describe_bytes(trace_field_bytes(t, id), f->layout->show, f->layout->codes, width, out);
	}
}

void describe_field(const struct trace *t, field_id id, int width, struct buf *out)
{
	size_t start;

	describe_field_name(t, id, out);
	start = out->n;
	buf_puts(out, ": ");
	describe_field_value(t, id, width, out);
	if (out->n == start + 2)
		out->n = start;
}
