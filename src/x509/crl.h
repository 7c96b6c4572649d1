/* Certificate revocation lists (RFC 5280 5) read into views of their DER. */
#ifndef SLOWSHAKE_X509_CRL_H
#define SLOWSHAKE_X509_CRL_H

#include "x509/certificate.h"

enum {
	CRL_ALL_REASONS = 0x1fe,           /* ReasonFlags 1 to 8 (4.2.1.13); 0 is unused */
	CRL_CERTIFICATE_HOLD = 6, CRL_REMOVE_FROM_CRL = 8,   /* CRLReason (5.3.1) */
};

struct crl {
	struct bytes der, tbs;
	const char *part;                  /* the part that was read last: where crl_parse failed */
	int version;                       /* 1 or 2 */
	struct x509_algorithm algorithm;
	bool algorithms_differ;
	struct bytes signature;
	struct bytes issuer;               /* Name, whole element */
	utc_time this_update, next_update; /* next_update INT64_MAX if absent */
	struct bytes this_update_text, next_update_text;
	struct bytes revoked;              /* content of revokedCertificates */
	struct bytes authority_key_id;     /* keyIdentifier, empty if absent */
	struct bytes unknown_critical;     /* the first extension (also of an entry) that is critical and not known */
	struct bytes misused_critical;     /* cRLNumber or authorityKeyIdentifier, which must not be critical (5.2.1, 5.2.3) */
	bool twice;                        /* an extension stands twice */
	bool indirect, only_attribute;     /* kinds that are not supported here */
	bool delta;                        /* it says what changed since the complete list base_number (5.2.4) */
	struct bytes number, base_number;  /* cRLNumber, BaseCRLNumber: their magnitude, empty if absent */
	struct bytes issuing_point;        /* content of issuingDistributionPoint, empty if absent */
	uint32_t reasons;                  /* onlySomeReasons: bits as in ReasonFlags; CRL_ALL_REASONS if absent */
	bool only_user, only_ca;           /* issuingDistributionPoint (5.2.5) */
	struct bytes distribution_point;   /* its DistributionPointName (content of [0]), empty if absent */
};

struct crl_entry {
	struct bytes whole;
	struct bytes serial;
	struct bytes date_text;
	int reason;                        /* CRLReason, -1 if absent */
};

/* `der` is one CertificateList and nothing more, and outlives *out. */
enum status crl_parse(struct bytes der, struct crl *out) MUST_USE;
/* The entry with that serial number (content of the INTEGER). */
bool crl_find(const struct crl *crl, struct bytes serial, struct crl_entry *out);

#endif
