#include "x509/pem.h"

#include <string.h>

#include "base/textfile.h"

static bool is_blank(uint8_t c)
{
	return c == ' ' || c == '\t';
}

/* Somebody who commented a block out does not want it read. */
static bool is_comment(struct bytes piece)
{
	return textfile_begins(piece, "#") || textfile_begins(piece, ";");
}

/* A boundary is a piece of its own even where a line end is missing: files are put
 * together whose last line has none, and whole blocks are pasted into one line. */
static size_t piece_length(struct bytes line)
{
	struct bytes rest;
	size_t start, close;

	if (!line.n || !memchr(line.p, '-', line.n))   /* nearly all lines: base64 */
		return line.n;
	rest = textfile_trim(line);
	start = (size_t)(rest.p - line.p);
	if (is_comment(rest))
		return line.n;
	if (!textfile_begins(rest, "-----BEGIN ") && !textfile_begins(rest, "-----END "))
		return bytes_find(line, start + 1, BYTES_LIT("-----END "));
	close = bytes_find(line, start + 9, BYTES_LIT("-----"));
	return close < line.n ? close + 5 : line.n;
}

static struct bytes next_piece(struct pem_reader *r)
{
	struct bytes rest = bytes_slice(r->text, r->pos, r->text.n - r->pos), line = BYTES_NONE;
	size_t n;

	r->lines += !r->inside;
	(void)textfile_line(&rest, &line);
	n = piece_length(line);
	r->inside = n < line.n;
	r->pos = r->inside ? r->pos + n : r->text.n - rest.n;
	return textfile_trim(bytes_slice(line, 0, n < line.n ? n : line.n));
}

/* "-----BEGIN label-----" with `word` "BEGIN ": the label. */
static bool boundary(struct bytes line, const char *word, struct bytes *label)
{
	size_t n = strlen(word);

	if (line.n < 5 + n + 5 || memcmp(line.p, "-----", 5) != 0 || memcmp(line.p + 5, word, n) != 0 ||
	    memcmp(line.p + line.n - 5, "-----", 5) != 0)
		return false;
	*label = bytes_slice(line, 5 + n, line.n - 10 - n);
	return true;
}

static int digit(uint8_t c)
{
	if (c >= 'A' && c <= 'Z')
		return c - 'A';
	if (c >= 'a' && c <= 'z')
		return c - 'a' + 26;
	if (c >= '0' && c <= '9')
		return c - '0' + 52;
	return c == '+' ? 62 : c == '/' ? 63 : -1;
}

/* Base64 as it comes in, line by line. */
struct decoder {
	struct buf *out;
	uint32_t bits;
	unsigned n, padding;    /* digits in `bits`, '=' seen */
	bool bad;
};

/* Four digits without padding; there is room. */
static void put_quad(struct decoder *d)
{
	uint8_t *p = d->out->p + d->out->n;

	p[0] = (uint8_t)(d->bits >> 16);
	p[1] = (uint8_t)(d->bits >> 8);
	p[2] = (uint8_t)d->bits;
	d->out->n += 3;
	d->bits = d->n = 0;
}

/* What is left at the end. */
static void flush(struct decoder *d)
{
	/* n digits and padding make four; bits that are cut off must be zero */
	if (d->n + d->padding != 4 || d->n < 2 || (d->n == 2 && d->bits & 15) || (d->n == 3 && d->bits & 3)) {
		d->bad = true;
		return;
	}
	buf_reserve(d->out, 3);
	d->bits <<= 6 * d->padding;
	for (unsigned i = 0; i < d->n - 1; i++)
		d->out->p[d->out->n++] = (uint8_t)(d->bits >> (16 - 8 * i));
	d->bits = d->n = 0;
}

static void decode_line(struct decoder *d, struct bytes line)
{
	buf_reserve(d->out, line.n + 3);
	for (size_t i = 0; i < line.n && !d->bad; i++) {
		uint8_t c = line.p[i];
		int v = digit(c);

		if (c == ' ' || c == '\t')
			continue;
		if (c == '=') {
			d->bad = ++d->padding > 2;
		} else if (v < 0 || d->padding) {
			d->bad = true;
		} else {
			d->bits = d->bits << 6 | (uint32_t)v;
			if (++d->n == 4)
				put_quad(d);
		}
	}
}

static void fault(struct pem_block *b, unsigned line, const char *what)
{
	if (b->fault)
		return;
	b->fault = what;
	b->fault_line = line;
}

static void end_body(struct pem_block *out, struct decoder *d, struct bytes label, unsigned line)
{
	if (d->n || d->padding)
		flush(d);
	if (d->bad)
		fault(out, line, "the base64 that ends here is not whole");
	else if (!bytes_equal(label, bytes_str(out->label)))
		fault(out, line, "the label of this END is not that of the BEGIN");
	else if (!out->der.n)
		fault(out, line, "nothing stands between BEGIN and END");
}

/* RFC 1421 headers hold a colon, which base64 never does; a folded one goes on with a blank. */
static bool is_header(struct pem_block *out, struct bytes piece)
{
	if (piece.n && memchr(piece.p, ':', piece.n)) {
		out->encrypted = out->encrypted || textfile_begins(piece, "Proc-Type: 4,ENCRYPTED");
		return true;
	}
	return out->encrypted && piece.n && is_blank(piece.p[-1]);
}

static void read_body(struct pem_reader *r, struct pem_block *out)
{
	struct decoder d = { .out = &out->der };
	bool in_headers = true;
	struct bytes label;

	while (r->pos < r->text.n) {
		const struct pem_reader before = *r;
		struct bytes piece = next_piece(r);

		if (boundary(piece, "END ", &label)) {
			end_body(out, &d, label, r->lines);
			return;
		}
		if (boundary(piece, "BEGIN ", &label)) {
			*r = before;
			break;
		}
		if (!piece.n || (in_headers && is_header(out, piece)))
			continue;
		in_headers = false;
		decode_line(&d, piece);
		if (d.bad)
			fault(out, r->lines, "this is no base64");
	}
	fault(out, out->line, "no END belongs to it");
}

/* A piece outside of blocks that was meant as a boundary: why it is none; NULL: it was not. */
static const char *spoilt(struct bytes piece)
{
	bool dashes = textfile_begins(piece, "-") || textfile_begins(piece, "\xe2\x80");
	struct bytes label;

	if (is_comment(piece) || textfile_begins(piece, "---- BEGIN SSH2 ") || bytes_find(piece, 0, BYTES_LIT(" PGP ")) < piece.n)
		return NULL;
	if (boundary(piece, "END ", &label))
		return "this END has no BEGIN";
	if (dashes && bytes_find(piece, 0, BYTES_LIT("BEGIN ")) < piece.n)
		return "this BEGIN line is spoilt: five hyphens stand before BEGIN and five behind the label, and nothing else";
	return bytes_find(piece, 0, BYTES_LIT("-----BEGIN ")) < piece.n ? "something stands before BEGIN on this line" : NULL;
}

static bool is_begin(struct bytes piece, struct bytes *label)
{
	return boundary(piece, "BEGIN ", label) && !textfile_begins(*label, "PGP ");
}

enum status pem_next(struct pem_reader *r, struct pem_block *out)
{
	memset(out, 0, sizeof(*out));
	while (r->pos < r->text.n) {
		struct bytes label, piece = next_piece(r);
		bool begins = is_begin(piece, &label);
		const char *why = begins ? NULL : spoilt(piece);

		if (!begins && !why)
			continue;
		out->line = r->lines;
		if (why || label.n >= sizeof(out->label)) {
			fault(out, r->lines, why ? why : "no kind of block has such a long label");
			return ST_DECODE;
		}
		memcpy(out->label, label.p, label.n);
		read_body(r, out);
		return out->fault ? ST_DECODE : ST_OK;
	}
	return ST_NOT_FOUND;
}

void pem_block_free(struct pem_block *b)
{
	buf_free(&b->der);
}

bool pem_looks_like(struct bytes text)
{
	struct pem_reader r = { .text = text };
	struct pem_block b;
	bool any = pem_next(&r, &b) != ST_NOT_FOUND;

	pem_block_free(&b);
	return any;
}

/* ---- writing ---- */

static void put_three(struct buf *out, struct bytes b)
{
	static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
	uint32_t v = (uint32_t)b.p[0] << 16 | (b.n > 1 ? (uint32_t)b.p[1] << 8 : 0) | (b.n > 2 ? b.p[2] : 0);

	for (size_t i = 0; i < 4; i++)
		buf_add_uint(out, 1, i <= b.n ? (uint8_t)digits[v >> (18 - 6 * i) & 63] : '=');
}

void pem_put(struct buf *out, const char *label, struct bytes der)
{
	enum { A_LINE = 48 };                      /* bytes; RFC 7468 2: 64 characters */

	buf_printf(out, "-----BEGIN %s-----\n", label);
	for (size_t i = 0; i < der.n; i += 3) {
		put_three(out, bytes_slice(der, i, der.n - i < 3 ? der.n - i : 3));
		if (i % A_LINE == A_LINE - 3 || i + 3 >= der.n)
			buf_puts(out, "\n");
	}
	buf_printf(out, "-----END %s-----\n", label);
}
