/* Signing a certificate: for the demo server, whose clients have a clock of their own. */
#ifndef SLOWSHAKE_X509_ISSUE_H
#define SLOWSHAKE_X509_ISSUE_H

#include "crypto/value.h"

/* `model` (DER of one certificate) with another serial number and other dates, signed anew with its own algorithm by
 * the issuer's key; everything else stays as it is. Adds the DER to *out. ST_DECODE: the model cannot be read;
 * ST_UNSUPPORTED: key and algorithm do not fit. */
enum status x509_reissue(struct bytes model, struct bytes serial, utc_time from, utc_time to, const struct private_key *issuer,
			 struct buf *out) MUST_USE;

#endif
