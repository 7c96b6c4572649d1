/* Certificate verification (RFC 5280 6, RFC 9525): the checklist that a party
 * goes through when its peer shows certificates, one event a check. */
#ifndef SLOWSHAKE_X509_VERIFY_VERIFY_H
#define SLOWSHAKE_X509_VERIFY_VERIFY_H

#include "crypto/value.h"

/* CA certificates that a party trusts. Immutable once filled; shared by many
 * verifications. */
struct trust_store;
struct trust_store *trust_new(void);
void trust_free(struct trust_store *s);
/* Adds every certificate of a PEM bundle or one DER certificate; `where` (a file
 * name) is for errors. Certificates of a bundle that cannot be read are counted
 * in *skipped (may be NULL: then one is an error). */
enum status trust_add(struct trust_store *s, struct bytes pem_or_der, const char *where, size_t *skipped,
		      struct error *err) MUST_USE;
size_t trust_count(const struct trust_store *s);
/* The subject Name (DER) of the i-th: what CertificateRequest lists. */
struct bytes trust_subject(const struct trust_store *s, size_t i);

/* Revocation lists, PEM or DER, one or several a file. One that cannot be read does not spoil
 * the others; it is told with the check. */
struct crl_store;
struct crl_store *crl_new(void);
void crl_free(struct crl_store *s);
enum status crl_add(struct crl_store *s, struct bytes pem_or_der, const char *where, struct error *err) MUST_USE;

/* Keys of logs of certificates (RFC 6962), PEM or DER, one or several a file. */
struct ct_log_store;
struct ct_log_store *ct_log_new(void);
void ct_log_free(struct ct_log_store *s);
enum status ct_log_add(struct ct_log_store *s, struct bytes pem_or_der, const char *where, struct error *err) MUST_USE;

enum purpose { PURPOSE_SERVER, PURPOSE_CLIENT, PURPOSE_ANY };

/* Policies of which one has to hold along the whole path: user-initial-policy-set of RFC 5280 6.1.1 (c), with
 * initial-explicit-policy (e). */
enum { POLICY_MAX_WANTED = 8, POLICY_MAX_BYTES = 40 };
struct policies_wanted {
	struct { uint8_t n, der[POLICY_MAX_BYTES]; } oid[POLICY_MAX_WANTED];   /* contents of OIDs */
	size_t n;
};

/* What a CA asks of somebody who wants a certificate: tls-alpn-01 (RFC 8737). */
struct acme_challenge {
	const char *token, *thumbprint;    /* the CA's; of the key of the account that asks (RFC 8555 8.1) */
};

struct verify_config {
	const struct trust_store *trust;   /* NULL: nobody is trusted */
	const struct crl_store *crls;      /* NULL: revocation is not checked, and the event says so */
	bool crl_required;                 /* a certificate of which no list speaks is refused (RFC 5280 6.3.3: undetermined) */
	const struct policies_wanted *policies;   /* NULL, or none in it: no policy is asked for */
	const struct ct_log_store *ct_logs;       /* NULL: timestamps are shown, and not checked */
	const struct acme_challenge *acme; /* its answer is all that is looked for, and `name` is not NULL; NULL: none was posed */
	utc_time now;
	const char *name;                  /* DNS name or IP address the peer must have; NULL: not checked */
	value_id name_value;               /* its bytes, where they are a value already; 0: one is made */
	enum purpose purpose;              /* of the first certificate: who shows it */
};

/* A certificate or a response in the trace: the value of its DER, and the field that stands for it (0: none). */
struct verify_shown {
	value_id value;             /* 0: it is not there */
	field_id field;
};

struct verify_result {
	bool accepted;
	bool unjudged;              /* nothing failed, but a check needs what is not supported here */
	int alert;                  /* ALERT_... that the first check which failed (or could not be judged) names; ALERT_NONE if accepted */
	unsigned failed;            /* enum event_type: that check; EV_N if accepted */
	bool has_key;               /* the first certificate could be read: `key` is its public key */
	struct public_key key;      /* with its values made */
	bool may_sign, may_encipher;   /* what keyUsage of the first certificate allows (true if absent) */
	struct verify_shown certificate, issuer;   /* the first, and who issued it as far as a path was found */
	size_t issuer_number;       /* its place among those that were sent; not below their number: it was not */
};

/* Whether a certificate (DER) is for that DNS name or IP address (RFC 9525 6); one that cannot be read is for nobody. */
bool name_is_certified(struct bytes der, const char *name);

/* `sent` are the certificates in the order they came (values of their DER), each
 * also a field of the Certificate message (0 in `fields` if there is none: a
 * UNIT_CERTIFICATE is then made for it). All checks run and are told; the first
 * that failed fatally gives the alert. Bounded: at most 64 certificates, 20 deep,
 * 256 signatures tried. */
void verify_chain(struct work w, const struct verify_config *cfg, const value_id *sent, const field_id *fields,
		  size_t n, struct verify_result *out);

#endif
