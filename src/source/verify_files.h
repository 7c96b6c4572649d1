/* The certificate checklist on files: a trace without a handshake. */
#ifndef SLOWSHAKE_SOURCE_VERIFY_FILES_H
#define SLOWSHAKE_SOURCE_VERIFY_FILES_H

#include "x509/verify/verify.h"
#include "trace/feed.h"

/* Contents of files (PEM or DER) with their names for errors; nothing is owned. */
struct verify_files {
	struct bytes chain;          /* leaf first, then what was sent; then perhaps others */
	const char *chain_where;
	struct bytes ca;             /* trusted CAs; where NULL: none */
	const char *ca_where;
	bool ca_may_skip;            /* a system's bundle: what cannot be read is passed over */
	struct bytes crl;            /* where NULL: none given */
	const char *crl_where;
	struct bytes ocsp;           /* an OCSP response about the first certificate; where NULL: none given */
	const char *ocsp_where;
	struct bytes ct_log;         /* keys of logs; where NULL: none given */
	const char *ct_log_where;
	bool crl_required;           /* what no list speaks of is refused */
	const struct policies_wanted *policies;   /* NULL: none is asked for */
	const char *name;            /* NULL: not checked */
	utc_time now;
	enum purpose purpose;
};

/* Goes through all of it; the feed's trace is complete. Its outcome is "accepted",
 * or "refused" or "unjudged" with alert and failed_check. A certificate that cannot be read
 * is refused; ST_DECODE and the like are for files in which there is none, or a broken block. `result` may be NULL. */
enum status verify_files(const struct verify_files *in, struct feed **out, struct verify_result *result,
			 struct error *err) MUST_USE;

#endif
