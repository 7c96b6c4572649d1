#include "x509/pem.h"

#include <string.h>

static struct bytes next_line(struct pem_reader *r)
{
	size_t start = r->pos, end;

	while (r->pos < r->text.n && r->text.p[r->pos] != '\n')
		r->pos++;
	end = r->pos;
	r->lines++;
	if (r->pos < r->text.n)
		r->pos++;
	while (end > start && (r->text.p[end - 1] == '\r' || r->text.p[end - 1] == ' ' || r->text.p[end - 1] == '\t'))
		end--;
	return bytes_slice(r->text, start, end - start);
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
				flush(d);
		}
	}
}

static bool has_prefix(struct bytes line, const char *prefix)
{
	return line.n >= strlen(prefix) && memcmp(line.p, prefix, strlen(prefix)) == 0;
}

static enum status read_body(struct pem_reader *r, struct pem_block *out)
{
	struct decoder d = { .out = &out->der };
	bool in_headers = true;
	struct bytes label;

	while (r->pos < r->text.n) {
		size_t before = r->pos;
		struct bytes line = next_line(r);

		if (boundary(line, "END ", &label)) {
			if (d.n || d.padding)
				flush(&d);
			return d.bad || !out->der.n || !bytes_equal(label, bytes_str(out->label)) ? ST_DECODE : ST_OK;
		}
		if (boundary(line, "BEGIN ", &label)) {
			r->pos = before;
			r->lines--;
			return ST_DECODE;
		}
		/* RFC 1421 headers hold a colon, which base64 never does */
		if (in_headers && line.n && memchr(line.p, ':', line.n)) {
			out->encrypted = out->encrypted || has_prefix(line, "Proc-Type: 4,ENCRYPTED");
			continue;
		}
		if (in_headers && out->encrypted && has_prefix(line, " "))
			continue;
		if (line.n) {
			in_headers = false;
			decode_line(&d, line);
		}
	}
	return ST_DECODE;
}

enum status pem_next(struct pem_reader *r, struct pem_block *out)
{
	memset(out, 0, sizeof(*out));
	while (r->pos < r->text.n) {
		struct bytes label, line = next_line(r);

		if (!boundary(line, "BEGIN ", &label))
			continue;
		out->line = r->lines;
		if (label.n >= sizeof(out->label))
			return ST_DECODE;
		memcpy(out->label, label.p, label.n);
		return read_body(r, out);
	}
	return ST_NOT_FOUND;
}

void pem_block_free(struct pem_block *b)
{
	buf_free(&b->der);
}

bool pem_looks_like(struct bytes b)
{
	struct pem_reader r = { .text = b };
	struct bytes label;

	while (r.pos < r.text.n)
		if (boundary(next_line(&r), "BEGIN ", &label))
			return true;
	return false;
}
