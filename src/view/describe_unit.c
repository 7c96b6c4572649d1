/* Units and fields in words. */
#include "view/describe.h"

#include <string.h>

#include "base/text.h"

const char *describe_handshake_type(unsigned type)
{
	static const struct {
		unsigned type;
		const char *name;
	} names[] = {
		{ HS_HELLO_REQUEST, "HelloRequest" },
		{ HS_CLIENT_HELLO, "ClientHello" },
		{ HS_SERVER_HELLO, "ServerHello" },
		{ HS_NEW_SESSION_TICKET, "NewSessionTicket" },
		{ HS_CERTIFICATE, "Certificate" },
		{ HS_SERVER_KEY_EXCHANGE, "ServerKeyExchange" },
		{ HS_CERTIFICATE_REQUEST, "CertificateRequest" },
		{ HS_SERVER_HELLO_DONE, "ServerHelloDone" },
		{ HS_CERTIFICATE_VERIFY, "CertificateVerify" },
		{ HS_CLIENT_KEY_EXCHANGE, "ClientKeyExchange" },
		{ HS_FINISHED, "Finished" },
		{ HS_CERTIFICATE_URL, "CertificateURL" },
		{ HS_CERTIFICATE_STATUS, "CertificateStatus" },
	};

	for (size_t i = 0; i < ARRAY_LEN(names); i++)
		if (names[i].type == type)
			return names[i].name;
	return NULL;
}

const char *describe_content_type(unsigned type)
{
	static const char *const names[] = { "ChangeCipherSpec", "Alert", "Handshake", "ApplicationData", "Heartbeat" };

	if (type < CT_CHANGE_CIPHER_SPEC || type - CT_CHANGE_CIPHER_SPEC >= ARRAY_LEN(names))
		return NULL;
	return names[type - CT_CHANGE_CIPHER_SPEC];
}

const char *describe_unit_name(const struct trace *t, unit_id id)
{
	const struct unit *u = trace_unit(t, id);
	const char *name;

	switch (u->kind) {
	case UNIT_RECORD: return "record";
	case UNIT_PLAINTEXT: return "plaintext";
	case UNIT_BLOCK: return "padded block";
	case UNIT_CERTIFICATE: return "certificate";
	case UNIT_MESSAGE: break;
	}
	name = u->content_type == CT_HANDSHAKE ? describe_handshake_type(u->handshake_type)
					       : describe_content_type(u->content_type);
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
	type = describe_content_type(u->content_type);
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

void describe_field_name(const struct trace *t, field_id id, struct buf *out)
{
	const struct field *f = trace_field(t, id);

	text_safe(out, bytes_str(f->layout->name ? f->layout->name : "field"));
	if (f->parent && trace_field(t, f->parent)->layout->kind == L_LIST)
		buf_printf(out, "[%u]", f->index);
}

static unsigned count_children(const struct trace *t, field_id id, const char *name)
{
	const struct field *f = trace_field(t, id);
	field_id end = trace_field_end(t, id);
	unsigned n = 0;

	for (field_id i = id + 1; i < end; i++) {
		const struct field *c = trace_field(t, i);

		n += c->parent == id && c->layout->name && strcmp(c->layout->name, name) == 0;
	}
	(void)f;
	return n;
}

/* The leaf that tells what a composite is: its type code, or a certificate's subject. */
static field_id telling_field(const struct trace *t, field_id id)
{
	field_id end = trace_field_end(t, id);

	for (field_id i = id + 1; i < end && i < id + 8; i++) {
		const struct field *c = trace_field(t, i);

		if (c->parent == id && c->leaf && c->layout->show == SHOW_CODE)
			return i;
	}
	return 0;
}

void describe_field_value(const struct trace *t, field_id id, int width, struct buf *out)
{
	const struct field *f = trace_field(t, id);
	const struct layout *l = f->layout;
	field_id telling;

	if (f->malformed && f->leaf) {
		buf_puts(out, "cannot be read: ");
		describe_bytes(trace_field_bytes(t, id), SHOW_HEX, NULL, width, out);
		return;
	}
	if (f->leaf) {
		describe_bytes(trace_field_bytes(t, id), l->show, l->codes, width, out);
		return;
	}
	telling = telling_field(t, id);
	if (telling) {
		describe_field_value(t, telling, width, out);
		buf_puts(out, ", ");
	}
	if (l->kind == L_LIST && l->sub && l->sub->name) {
		unsigned n = count_children(t, id, l->sub->name);

		buf_printf(out, "%u element%s, ", n, n == 1 ? "" : "s");
	}
	buf_printf(out, "%u byte%s", f->len, f->len == 1 ? "" : "s");
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
