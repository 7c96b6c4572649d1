/* The one reader of files with certificates, CRLs or private keys: PEM in any encoding of
 * text, or DER; everything else is named, with what converts it. */
#ifndef SLOWSHAKE_X509_BUNDLE_H
#define SLOWSHAKE_X509_BUNDLE_H

#include "x509/filekind.h"
#include "x509/pem.h"

struct bundle {
	struct bytes raw;          /* the file; the reader's until bundle_close */
	const char *where;         /* its name, for errors */
	enum file_want want;
	struct buf room;           /* owned */
	struct pem_reader pem;
	enum file_kind kind;       /* of the whole file, if it is no PEM; then of the first block that was passed over */
	unsigned kind_line;
	bool whole, over;          /* it is one block of DER; that was given */
	size_t n;                  /* blocks given */
};

void bundle_open(struct bundle *b, struct bytes raw, const char *where, enum file_want want);
/* The next block that is wanted (line 0: the file is DER). ST_NOT_FOUND: there is no more.
 * Everything else is an error, in err, about one place, and reading may go on behind it: a
 * block that is broken, of an unknown kind, or a container of what is wanted. A file in
 * which there is nothing is such an error as well, so that the caller meets ST_NOT_FOUND
 * only behind a block or an error. Free what the last call gave before the next. */
enum status bundle_next(struct bundle *b, struct pem_block *out, struct error *err) MUST_USE;
/* The one block of that kind, which *der owns. Errors as above; ST_LIMIT: something stands behind it. */
enum status bundle_single(struct bytes raw, const char *where, enum file_want want, struct buf *der, struct error *err) MUST_USE;
void bundle_close(struct bundle *b);

#endif
