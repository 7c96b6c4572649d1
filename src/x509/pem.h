/* PEM (RFC 7468): text with blocks of base64 between BEGIN and END lines. Text
 * around the blocks is passed over. */
#ifndef SLOWSHAKE_X509_PEM_H
#define SLOWSHAKE_X509_PEM_H

#include "base/bytes.h"
#include "base/status.h"

struct pem_reader {
	struct bytes text;         /* set this, zero the rest */
	size_t pos;
	unsigned lines;            /* that begin before pos */
};

struct pem_block {
	char label[40];            /* "CERTIFICATE" */
	unsigned line;             /* of the BEGIN line, from 1 */
	bool encrypted;            /* a header says Proc-Type: 4,ENCRYPTED (RFC 1421 4.6.1.1) */
	struct buf der;            /* owned; pem_block_free */
};

/* The next block. ST_NOT_FOUND: there is none; ST_DECODE: it is broken (the
 * label and line are set; reading may go on behind it). `out` is zeroed first:
 * free what the last call gave before the next. */
enum status pem_next(struct pem_reader *r, struct pem_block *out) MUST_USE;
void pem_block_free(struct pem_block *b);
/* Does a BEGIN line stand in it? */
bool pem_looks_like(struct bytes b);

#endif
