#include "x509/bundle.h"

#include <string.h>

#include "base/text.h"
#include "base/textfile.h"
#include "x509/der.h"

/* Certificates are asked for in files that hold keys as well, and the reverse. */
static bool is_wanted(enum file_kind k, const struct bundle *b)
{
	static const enum file_kind kinds[] = {
		[WANT_CERTIFICATES] = FILE_CERTIFICATE, [WANT_CAS] = FILE_CERTIFICATE, [WANT_CRLS] = FILE_CRL, [WANT_KEY] = FILE_KEY,
		[WANT_KEYLOG] = FILE_KEYLOG, [WANT_OCSP] = FILE_OCSP, [WANT_LOG_KEYS] = FILE_PUBLIC,
	};

	return k == kinds[b->want] || (b->want == WANT_CAS && k == FILE_TRUSTED);
}

void bundle_open(struct bundle *b, struct bytes raw, const char *where, enum file_want want)
{
	struct bytes text;

	*b = (struct bundle){ .raw = raw, .where = where, .want = want };
	text = textfile_decode(raw, &b->room);
	b->kind = file_kind_of(raw, text);
	/* DER that is damaged where its kind would show: reading it says what is wrong with it */
	b->whole = raw.n > 1 && raw.p[0] == DER_SEQUENCE && raw.p[1] & 0x80 && (b->kind == FILE_UNKNOWN || is_wanted(b->kind, b));
	b->whole = b->whole || is_wanted(b->kind, b);
	if (!b->whole && b->kind == FILE_UNKNOWN)
		b->pem.text = text;
}

static enum status unknown_label(const struct bundle *b, const struct pem_block *block, struct error *err)
{
	static const char *const known[] = { "CERTIFICATE", "X509 CRL", "PRIVATE KEY", "RSA PRIVATE KEY", "EC PRIVATE KEY" };
	const char *nearest = text_nearest(block->label, known, ARRAY_LEN(known));
	struct buf label = { 0 };

	text_safe(&label, bytes_str(block->label));
	error_set(err, ST_DECODE, "%s:%u: BEGIN %s begins nothing that is known here%s%s%s", b->where, block->line, buf_str(&label),
		  nearest ? "; did you mean " : "", nearest ? nearest : "", nearest ? "?" : ": take the block out");
	buf_free(&label);
	return ST_DECODE;
}

static enum status broken(const struct bundle *b, const struct pem_block *block, struct error *err)
{
	struct buf label = { 0 };

	text_safe(&label, bytes_str(block->label));
	if (!label.n || block->fault_line == block->line)
		error_set(err, ST_DECODE, "%s:%u: %s%s%s%s", b->where, block->fault_line, label.n ? "BEGIN " : "", label.n ? buf_str(&label) : "",
			  label.n ? ": " : "", block->fault);
	else
		error_set(err, ST_DECODE, "%s:%u: %s (in the %s that begins in line %u)", b->where, block->fault_line, block->fault,
			  buf_str(&label), block->line);
	buf_free(&label);
	return ST_DECODE;
}

/* What becomes of a block: ST_OK gives it, ST_MORE passes it over. */
static enum status judge(struct bundle *b, const struct pem_block *block, struct error *err)
{
	enum file_kind k = file_kind_of_label(block->label);

	if (block->fault)
		return broken(b, block, err);
	if (k == FILE_KEY && block->encrypted)
		k = FILE_KEY_ENCRYPTED;
	if (k == FILE_UNKNOWN)
		return unknown_label(b, block, err);
	if (is_wanted(k, b))
		return ST_OK;
	if (file_kind_holds(k, b->want))
		return file_kind_refuse(k, b->want, b->where, block->line, err);
	if (b->kind == FILE_UNKNOWN) {
		b->kind = k;
		b->kind_line = block->line;
	}
	return ST_MORE;
}

static enum status give_whole(struct bundle *b, struct pem_block *out)
{
	memset(out, 0, sizeof(*out));
	if (b->over)
		return ST_NOT_FOUND;
	b->over = true;
	b->n++;
	buf_add(&out->der, b->raw);
	return ST_OK;
}

enum status bundle_next(struct bundle *b, struct pem_block *out, struct error *err)
{
	enum status st;

	if (b->whole)
		return give_whole(b, out);
	while (pem_next(&b->pem, out) != ST_NOT_FOUND) {
		st = judge(b, out, err);
		b->n += st == ST_OK;
		b->over = b->over || st != ST_MORE;
		if (st == ST_OK)
			return st;
		pem_block_free(out);
		if (st != ST_MORE)
			return st;
	}
	if (b->over)
		return ST_NOT_FOUND;
	b->over = true;
	return file_kind_refuse(b->kind, b->want, b->where, b->kind_line, err);
}

void bundle_close(struct bundle *b)
{
	buf_free(&b->room);
}

enum status bundle_single(struct bytes raw, const char *where, enum file_want want, struct buf *der, struct error *err)
{
	struct pem_block block;
	struct bundle b;
	enum status st;

	bundle_open(&b, raw, where, want);
	st = bundle_next(&b, &block, err);
	if (st == ST_OK)
		*der = block.der;
	if (st == ST_OK && bundle_next(&b, &block, NULL) != ST_NOT_FOUND) {
		pem_block_free(&block);
		buf_free(der);
		st = error_set(err, ST_LIMIT, "%s: one alone is wanted, and more stands behind it", where);
	}
	bundle_close(&b);
	return st;
}
