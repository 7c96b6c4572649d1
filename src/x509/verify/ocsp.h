/* An OCSP response held against the certificate that it came with (RFC 6960 3.2, RFC 6066 8), one event a check; and
 * what it means that none came (RFC 7633). */
#ifndef SLOWSHAKE_X509_VERIFY_OCSP_H
#define SLOWSHAKE_X509_VERIFY_OCSP_H

#include "spec/reasons.h"
#include "x509/verify/verify.h"

struct ocsp_question {
	struct verify_shown certificate, issuer;   /* issuer.value 0: it is not known */
	struct verify_shown response;              /* value 0: none came; field: of its OCSPResponse, 0: a unit is made */
	utc_time now;
};

struct ocsp_verdict {
	bool accepted;             /* none that came without a promise of one is accepted as well */
	bool unjudged;             /* nothing failed, but a check needs what is not supported here */
	int alert;                 /* ALERT_... that the first failed check names; ALERT_NONE if accepted */
	unsigned failed;           /* enum event_type: that check; EV_N if accepted */
	enum reason reason;        /* of that check */
};

/* What stops it stops the certificates, too, if nothing else did. */
void ocsp_apply(const struct ocsp_verdict *v, struct verify_result *r);
/* All checks run and are told; the first that stops it is marked as fatal. */
void ocsp_judge(struct work w, const struct ocsp_question *q, struct ocsp_verdict *out);

#endif
