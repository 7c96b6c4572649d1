/* PEM (RFC 7468): text with blocks of base64 between BEGIN and END lines. Text
 * around the blocks is passed over, but nothing that was meant as a block is. */
#ifndef SLOWSHAKE_X509_PEM_H
#define SLOWSHAKE_X509_PEM_H

#include "base/bytes.h"
#include "base/status.h"

struct pem_reader {
	struct bytes text;         /* set this (as textfile_decode gives it), zero the rest */
	size_t pos;
	unsigned lines;            /* that begin before pos */
	bool inside;               /* pos is within a line */
};

struct pem_block {
	char label[40];            /* "CERTIFICATE" */
	unsigned line;             /* of the BEGIN line, from 1 */
	bool encrypted;            /* a header says Proc-Type: 4,ENCRYPTED (RFC 1421 4.6.1.1) */
	const char *fault;         /* of a broken one: what is wrong, static; NULL */
	unsigned fault_line;       /* and where */
	struct buf der;            /* owned; pem_block_free */
};

/* The next block. ST_NOT_FOUND: there is none; ST_DECODE: it is broken (line, fault and
 * fault_line are set, label as far as there is one; reading may go on behind it). `out`
 * is zeroed first: free what the last call gave before the next. */
enum status pem_next(struct pem_reader *r, struct pem_block *out) MUST_USE;
/* Adds a block, in lines of 64. */
void pem_put(struct buf *out, const char *label, struct bytes der);
void pem_block_free(struct pem_block *b);
/* Is there a block in it, whole or broken? */
bool pem_looks_like(struct bytes text);

#endif
