#include "source/capture/paste.h"

#include <string.h>

#include "base/text.h"
#include "spec/codes.h"

enum { MOST_PIECES = 256, RECORD_HEADER = 5, HANDSHAKE_HEADER = 4, HELLO_BODY = 38 };

bool paste_is_capture(struct bytes first)
{
	static const uint8_t magics[][4] = {
		{ 0xa1, 0xb2, 0xc3, 0xd4 }, { 0xd4, 0xc3, 0xb2, 0xa1 }, { 0xa1, 0xb2, 0x3c, 0x4d }, { 0x4d, 0x3c, 0xb2, 0xa1 },
		{ 0xa1, 0xb2, 0xcd, 0x34 }, { 0x34, 0xcd, 0xb2, 0xa1 }, { 0x0a, 0x0d, 0x0d, 0x0a },
	};

	if (first.n >= 2 && first.p[0] == 0x1f && first.p[1] == 0x8b)
		return true;
	for (size_t i = 0; i < sizeof(magics) / sizeof(magics[0]); i++)
		if (first.n >= 4 && memcmp(first.p, magics[i], 4) == 0)
			return true;
	return false;
}

void paste_free(struct paste *p)
{
	buf_free(&p->capture);
}

/* ---- what bytes are ---- */

/* Pieces of a conversation, whose bytes stand in one buffer. */
struct pieces {
	struct pasted v[MOST_PIECES];
	size_t at[MOST_PIECES];
	size_t n;
	struct buf bytes;
};

static void piece_begin(struct pieces *p, unsigned side)
{
	if (p->n && (p->v[p->n - 1].side == side || p->n == MOST_PIECES))
		return;
	p->v[p->n].side = side;
	p->at[p->n++] = p->bytes.n;
}

static void record_add(struct pieces *p, unsigned side, uint8_t type, struct bytes content)
{
	piece_begin(p, side);
	buf_add_uint(&p->bytes, 1, type);
	buf_add_uint(&p->bytes, 2, VERSION_TLS12);
	buf_add_uint(&p->bytes, 2, content.n);
	buf_add(&p->bytes, content);
}

/* Of a long message as many records as it takes. */
static void message_add(struct pieces *p, unsigned side, struct bytes message)
{
	enum { MOST = 1 << 14 };

	for (size_t at = 0; at < message.n; at += MOST)
		record_add(p, side, CT_HANDSHAKE, bytes_slice(message, at, message.n - at < MOST ? message.n - at : MOST));
}

/* Whose a message is; -1: either's. */
static int side_of(uint8_t type)
{
	switch (type) {
	case HS_CLIENT_HELLO: case HS_CLIENT_KEY_EXCHANGE: case HS_END_OF_EARLY_DATA:
		return 0;
	case HS_HELLO_REQUEST: case HS_SERVER_HELLO: case HS_NEW_SESSION_TICKET: case HS_ENCRYPTED_EXTENSIONS: case HS_SERVER_KEY_EXCHANGE:
	case HS_CERTIFICATE_REQUEST: case HS_SERVER_HELLO_DONE: case HS_CERTIFICATE_STATUS:
		return 1;
	default:
		return -1;
	}
}

static size_t record_size(struct bytes b)
{
	const bool begins = b.n >= RECORD_HEADER && b.p[0] >= CT_CHANGE_CIPHER_SPEC && b.p[0] <= CT_HEARTBEAT && b.p[1] == 3 && b.p[2] <= 4;
	const size_t n = begins ? RECORD_HEADER + (size_t)bytes_uint(bytes_slice(b, 3, 2)) : 0;

	return begins && n <= RECORD_HEADER + (1 << 14) + 2048 ? n : 0;
}

/* Records of both sides in a row: each message of the handshake says whose it is, the rest stays with who spoke before. */
static const char *take_records(struct bytes b, struct pieces *p)
{
	unsigned side = b.n > RECORD_HEADER && b.p[0] == CT_HANDSHAKE && side_of(b.p[RECORD_HEADER]) == 1;

	while (b.n) {
		size_t n = record_size(b);

		if (!n || n > b.n)
			n = b.n;                 /* what is cut, or no record: as it is */
		if (b.p[0] == CT_HANDSHAKE && n > RECORD_HEADER && side_of(b.p[RECORD_HEADER]) >= 0)
			side = (unsigned)side_of(b.p[RECORD_HEADER]);
		piece_begin(p, side);
		buf_add(&p->bytes, bytes_slice(b, 0, n));
		b = bytes_slice(b, n, b.n - n);
	}
	return "records of TLS";
}

static bool is_message(struct bytes b)
{
	return b.n >= HANDSHAKE_HEADER && handshake_type_title(b.p[0]) && b.p[0] != HS_MESSAGE_HASH && HANDSHAKE_HEADER + bytes_uint(bytes_slice(b, 1, 3)) <= b.n;
}

static const char *take_messages(struct bytes b, struct pieces *p)
{
	unsigned side = side_of(b.p[0]) == 1 || b.p[0] == HS_CERTIFICATE;
	const char *title = handshake_type_title(b.p[0]);

	for (size_t count = 0; is_message(b); count++) {
		const size_t n = HANDSHAKE_HEADER + (size_t)bytes_uint(bytes_slice(b, 1, 3));

		if (side_of(b.p[0]) >= 0)
			side = (unsigned)side_of(b.p[0]);
		message_add(p, side, bytes_slice(b, 0, n));
		b = bytes_slice(b, n, b.n - n);
		title = count ? "messages of a handshake" : title;
	}
	return title;
}

/* RFC 5246 7.4.1: a hello without its header. What stands behind the session id tells which: a list of suites that fits. */
static const char *take_hello_body(struct bytes b, struct pieces *p)
{
	const size_t session = 34 + 1 + (size_t)b.p[34];
	const size_t suites = session + 2 <= b.n ? (size_t)bytes_uint(bytes_slice(b, session, 2)) : 0;
	const bool client = suites >= 2 && suites % 2 == 0 && session + 2 + suites < b.n;
	struct buf message = { 0 };

	buf_add_uint(&message, 1, client ? HS_CLIENT_HELLO : HS_SERVER_HELLO);
	buf_add_uint(&message, 3, b.n);
	buf_add(&message, b);
	message_add(p, !client, buf_bytes(&message));
	buf_free(&message);
	return client ? "the body of a ClientHello" : "the body of a ServerHello";
}

static const char *take_certificate(struct bytes b, struct pieces *p)
{
	struct buf message = { 0 };

	buf_add_uint(&message, 1, HS_CERTIFICATE);
	buf_add_uint(&message, 3, b.n + 6);
	buf_add_uint(&message, 3, b.n + 3);
	buf_add_uint(&message, 3, b.n);
	buf_add(&message, b);
	message_add(p, 1, buf_bytes(&message));
	buf_free(&message);
	return "a certificate";
}

static bool is_hello_body(struct bytes b)
{
	return b.n >= HELLO_BODY && b.p[0] == 3 && b.p[1] <= 4 && b.p[34] <= 32;
}

static bool is_der(struct bytes b)
{
	return b.n > 100 && b.p[0] == 0x30 && b.p[1] == 0x82 && 4 + bytes_uint(bytes_slice(b, 2, 2)) == b.n;
}

/* What the bytes are by how they begin; NULL: nothing that is known. */
static const char *take(struct bytes b, utc_time now, struct pieces *p, struct buf *capture)
{
	static const uint8_t ethernet_ipv4[] = { 0x08, 0x00, 0x45 };   /* RFC 894 */

	if (paste_is_capture(b)) {
		buf_add(capture, b);
		return "a capture";
	}
	if (record_size(b))
		return take_records(b, p);
	if (b.n > 40 && b.p[0] == 0x45 && b.p[9] == 6) {
		paste_write_packet(b, false, now, capture);
		return "an IP packet";
	}
	if (b.n > 54 && memcmp(b.p + 12, ethernet_ipv4, sizeof(ethernet_ipv4)) == 0) {
		paste_write_packet(b, true, now, capture);
		return "an Ethernet frame";
	}
	if (is_message(b))
		return take_messages(b, p);
	if (is_der(b))
		return take_certificate(b, p);
	if (is_hello_body(b))
		return take_hello_body(b, p);
	return NULL;
}

/* ---- openssl s_client -msg, s_server -msg ---- */

static uint8_t content_of(struct bytes line)
{
	return paste_find(line, " Handshake ") ? CT_HANDSHAKE : paste_find(line, " Alert ") ? CT_ALERT : paste_find(line, " ChangeCipherSpec ") ? CT_CHANGE_CIPHER_SPEC : 0;
}

/* What is being read of such an output. */
struct telling {
	struct pieces *p;
	struct buf message;
	unsigned side;           /* as it is shown: 0 is >>> */
	bool swapped, hello;     /* s_server shows it the other way round: the first ClientHello says so */
	uint8_t type;            /* 0: of no message */
	bool header, change;     /* a record's header; it was that of a ChangeCipherSpec, which is not always shown */
};

static void telling_end(struct telling *t)
{
	const unsigned side = t->side ^ t->swapped;

	if (t->header)
		t->change |= t->message.n && t->message.p[0] == CT_CHANGE_CIPHER_SPEC;
	else if (t->message.n && t->type == CT_HANDSHAKE)
		message_add(t->p, side, buf_bytes(&t->message));
	else if (t->message.n && t->type)
		record_add(t->p, side, t->type, buf_bytes(&t->message));
	buf_clear(&t->message);
}

/* ">>> TLS 1.2, Handshake [length 00b7], ClientHello" */
static void telling_begin(struct telling *t, struct bytes line)
{
	telling_end(t);
	t->type = content_of(line);
	if (t->change && t->type != CT_CHANGE_CIPHER_SPEC)
		record_add(t->p, t->side ^ t->swapped, CT_CHANGE_CIPHER_SPEC, BYTES_LIT("\1"));
	t->change = false;
	t->header = paste_find(line, "RecordHeader") || paste_find(line, "???");
	t->side = line.p[0] == '<';
	if (!t->hello && paste_find(line, "ClientHello")) {
		t->hello = true;
		t->swapped = t->side;
	}
}

/* Headers of records are passed over, and so is what was inside protected ones in another form: each message stands there whole. */
static bool read_msg(struct bytes text, struct pieces *p)
{
	struct telling t = { .p = p };

	while (text.n) {
		const struct bytes line = paste_line(&text);

		if (line.n > 4 && (memcmp(line.p, ">>> ", 4) == 0 || memcmp(line.p, "<<< ", 4) == 0)) {
			telling_begin(&t, line);
		} else if ((t.type || t.header) && line.n > 4 && line.p[0] == ' ') {
			paste_dump_line(line, 0, &t.message);
		} else {
			telling_end(&t);
			t.type = 0;
			t.header = false;
		}
	}
	telling_end(&t);
	buf_free(&t.message);
	return p->n > 0;
}

/* ---- the whole ---- */

static const struct form {
	const char *name;
	bool (*read)(struct bytes text, struct buf *out);
} forms[] = {
	{ "PEM", paste_pem }, { "a hex dump", paste_dump }, { "hex", paste_hex }, { "base64", paste_base64 },
};

static void finish(struct pieces *p, utc_time now, struct paste *out)
{
	for (size_t i = 0; i < p->n; i++)
		p->v[i].bytes = bytes_slice(buf_bytes(&p->bytes), p->at[i], (i + 1 < p->n ? p->at[i + 1] : p->bytes.n) - p->at[i]);
	out->packets = !p->n;
	if (p->n)
		paste_write(p->v, p->n, now, &out->capture);
}

static enum status nothing(struct bytes text, struct error *err)
{
	struct bytes first = bytes_slice(text, 0, text.n < 40 ? text.n : 40);
	struct buf safe = { 0 };

	if (!memchr(first.p, 0, first.n)) {          /* else it is no text, of which the beginning might help */
		buf_puts(&safe, ": \"");
		text_safe(&safe, first);
		buf_puts(&safe, "\"");
	}
	error_set(err, ST_DECODE, "this is no capture, and nothing of TLS as hex, hex dump, base64, PEM or the output of openssl s_client -msg%s", buf_str(&safe));
	buf_free(&safe);
	return ST_DECODE;
}

/* The first form in which the text makes sense, and bytes that do. */
static bool read_forms(struct bytes text, utc_time now, struct pieces *p, struct paste *out)
{
	for (size_t i = 0; i < sizeof(forms) / sizeof(forms[0]) && !out->holds; i++) {
		struct buf bytes = { 0 };

		if (forms[i].read(text, &bytes))
			out->holds = take(buf_bytes(&bytes), now, p, &out->capture);
		out->form = forms[i].name;
		out->bytes = bytes.n;
		buf_free(&bytes);
	}
	return out->holds != NULL;
}

enum status paste_read(struct bytes text, utc_time now, struct paste *out, struct error *err)
{
	struct pieces p = { .n = 0 };
	enum status st = ST_OK;

	*out = (struct paste){ .form = NULL };
	if ((paste_find(text, ">>> ") || paste_find(text, "<<< ")) && read_msg(text, &p)) {
		out->form = "the output of openssl -msg";
		out->holds = "messages of a handshake";
		out->bytes = p.bytes.n;
		out->clear = true;
	} else if (record_size(text) > 0 && (out->holds = take(text, now, &p, &out->capture)) != NULL) {
		out->form = "bytes as they are";
		out->bytes = text.n;
	} else if (!read_forms(text, now, &p, out)) {
		st = nothing(text, err);
	}
	if (st == ST_OK)
		finish(&p, now, out);
	buf_free(&p.bytes);
	return st;
}
