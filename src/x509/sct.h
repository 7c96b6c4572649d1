/* Signed certificate timestamps in a certificate (RFC 6962 3.2, 3.3) read into views: a list of TLS, inside two OCTET STRINGs. */
#ifndef SLOWSHAKE_X509_SCT_H
#define SLOWSHAKE_X509_SCT_H

#include "base/bytes.h"
#include "base/status.h"

struct sct {
	struct bytes whole;         /* SerializedSCT, its length in front */
	struct bytes content;       /* SignedCertificateTimestamp */
	bool is_v1;                 /* of another version what follows is empty */
	struct bytes log_id, timestamp, extensions, algorithm, signature;   /* extensions and signature without their lengths */
};

/* `list`: SignedCertificateTimestampList; *timestamps: what stands behind its length. ST_DECODE: the length is not that of the rest. */
enum status sct_open(struct bytes list, struct bytes *timestamps) MUST_USE;
/* Takes one off the front. */
enum status sct_next(struct bytes *timestamps, struct sct *out) MUST_USE;

#endif
