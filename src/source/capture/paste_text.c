/* Bytes out of text: hex, dumps, base64, PEM. */
#include <ctype.h>
#include <string.h>

#include "base/text.h"
#include "source/capture/paste.h"

enum { DUMP_LINE = 16 };

/* ---- lines and digits ---- */

struct bytes paste_line(struct bytes *text)
{
	const uint8_t *end = text->n ? memchr(text->p, '\n', text->n) : NULL;
	const size_t n = end ? (size_t)(end - text->p) : text->n;
	struct bytes line = bytes_slice(*text, 0, n);

	*text = bytes_slice(*text, n + (end != NULL), text->n - n - (end != NULL));
	while (line.n && isspace(line.p[line.n - 1]))
		line.n--;
	return line;
}

static size_t digits_at(struct bytes b, size_t at)
{
	size_t n = 0;

	while (at + n < b.n && text_hex_digit(b.p[at + n]) >= 0)
		n++;
	return n;
}

static void add_hex(struct bytes b, size_t at, size_t n, struct buf *out)
{
	for (size_t i = at; i + 1 < at + n; i += 2)
		buf_add_uint(out, 1, (uint64_t)(text_hex_digit(b.p[i]) << 4 | text_hex_digit(b.p[i + 1])));
}

/* ---- a hex dump: an offset, bytes in groups, perhaps the text beside them ---- */

/* Where the bytes of a line begin; 0: it has no offset in front. */
static size_t behind_offset(struct bytes line)
{
	size_t at = 0, n;

	while (at < line.n && isspace(line.p[at]))
		at++;
	if (at + 2 < line.n && line.p[at] == '0' && (line.p[at + 1] | 0x20) == 'x')
		at += 2;
	n = digits_at(line, at);
	at += n;
	if (n < 4 || n > 8)
		return 0;
	if (at < line.n && (line.p[at] == ':' || line.p[at] == '|'))
		return at + 1;
	return at == line.n || (n != 4 && line.p[at] == ' ') || (at + 1 < line.n && isspace(line.p[at]) && isspace(line.p[at + 1])) ? at : 0;
}

/* Groups of digits, until something else comes or the line is full. */
void paste_dump_line(struct bytes line, size_t at, struct buf *out)
{
	const size_t before = out->n;

	for (;;) {
		size_t n;

		while (at < line.n && isspace(line.p[at]))
			at++;
		n = digits_at(line, at);
		if (!n || n % 2 || n > 8 || (at + n < line.n && !isspace(line.p[at + n])) || out->n - before + n / 2 > DUMP_LINE)
			return;
		add_hex(line, at, n, out);
		at += n;
	}
}

bool paste_dump(struct bytes text, struct buf *out)
{
	size_t lines = 0;

	while (text.n) {
		const struct bytes line = paste_line(&text);
		const size_t at = line.n ? behind_offset(line) : 0;

		if (!line.n)
			continue;
		if (!at)
			return false;
		paste_dump_line(line, at, out);
		lines++;
	}
	return lines && out->n;
}

/* ---- digits, with whatever programs write between them ---- */

bool paste_hex(struct bytes text, struct buf *out)
{
	int high = -1;

	for (size_t i = 0; i < text.n; i++) {
		const uint8_t c = text.p[i];

		if (i + 1 < text.n && (c == '0' || c == '\\') && (text.p[i + 1] | 0x20) == 'x' && high < 0) {
			i++;
		} else if (text_hex_digit(c) >= 0) {
			if (high >= 0)
				buf_add_uint(out, 1, (uint64_t)(high << 4 | text_hex_digit(c)));
			high = high >= 0 ? -1 : text_hex_digit(c);
		} else if (!isspace(c) && !strchr(":,;{}-\"'", c)) {
			return false;
		}
	}
	return high < 0 && out->n >= 4;
}

/* ---- base64 (RFC 4648), and PEM around it ---- */

static int sextet(uint8_t c)
{
	return c >= 'A' && c <= 'Z' ? c - 'A' : c >= 'a' && c <= 'z' ? c - 'a' + 26 : c >= '0' && c <= '9' ? c - '0' + 52 :
	       c == '+' || c == '-' ? 62 : c == '/' || c == '_' ? 63 : -1;
}

bool paste_base64(struct bytes text, struct buf *out)
{
	uint32_t bits = 0;
	unsigned n = 0;

	for (size_t i = 0; i < text.n; i++) {
		const int v = sextet(text.p[i]);

		if (isspace(text.p[i]) || text.p[i] == '=')
			continue;
		if (v < 0)
			return false;
		bits = bits << 6 | (uint32_t)v;
		n += 6;
		if (n >= 8) {
			n -= 8;
			buf_add_uint(out, 1, bits >> n & 0xff);
		}
	}
	return out->n >= 4;
}

const uint8_t *paste_find(struct bytes text, const char *word)
{
	const size_t at = bytes_find(text, 0, bytes_str(word));

	return at < text.n ? text.p + at : NULL;
}

bool paste_pem(struct bytes text, struct buf *out)
{
	static const char end_of_begin[] = "-----\n";
	const uint8_t *begin = paste_find(text, "-----BEGIN CERTIFICATE-----"), *body, *end;

	if (!begin)
		return false;
	text = bytes_of(begin, text.n - (size_t)(begin - text.p));
	body = paste_find(text, end_of_begin);
	if (!body)
		return false;
	body += strlen(end_of_begin);
	text = bytes_of(body, text.n - (size_t)(body - text.p));
	end = paste_find(text, "-----END");
	return end && paste_base64(bytes_of(text.p, (size_t)(end - text.p)), out);
}
