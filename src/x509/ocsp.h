/* OCSP responses (RFC 6960 4.2) read into views of their DER. */
#ifndef SLOWSHAKE_X509_OCSP_H
#define SLOWSHAKE_X509_OCSP_H

#include "x509/certificate.h"

enum ocsp_status { OCSP_SUCCESSFUL = 0 };                          /* OCSPResponseStatus (4.2.1): the others say why there is none */
enum ocsp_cert_status { OCSP_CERT_GOOD, OCSP_CERT_REVOKED, OCSP_CERT_UNKNOWN };   /* the tags of CertStatus */

struct ocsp {
	struct bytes der;
	const char *part;                  /* the part that was read last: where ocsp_parse failed */
	int status;                        /* OCSPResponseStatus ... */
	struct bytes status_text;          /* ... and its content */
	struct bytes type;                 /* content of responseType's OID; empty: there are no responseBytes. Of another type than
	                                    * id-pkix-ocsp-basic what follows is not read */
	struct bytes tbs;                  /* ResponseData, whole element */
	struct bytes by_name, by_key;      /* ResponderID: a Name (whole element), or a KeyHash's content; the other is empty */
	struct bytes responses;            /* content of the list of SingleResponse; not empty, each was read once */
	struct bytes unknown_critical;     /* the first extension of the response or of an answer that is critical and not known */
	struct x509_algorithm algorithm;
	struct bytes signature;
	struct bytes certs;                /* content of the list of certificates that came with it, empty if absent */
};

/* What it says of one certificate. */
struct ocsp_single {
	struct bytes whole;
	struct bytes hash;                 /* content of hashAlgorithm's OID */
	struct bytes name_hash, key_hash, serial;   /* contents */
	enum ocsp_cert_status status;
	struct bytes status_whole;
	struct bytes revoked_text;         /* content of revocationTime */
	struct bytes reason_text;          /* content of revocationReason, empty if absent */
	utc_time this_update, next_update; /* next_update INT64_MAX if absent */
	struct bytes this_update_text, next_update_text;
	struct bytes extensions;           /* content of singleExtensions, empty if absent */
};

/* `der` is one OCSPResponse and nothing more, and outlives *out. */
enum status ocsp_parse(struct bytes der, struct ocsp *out) MUST_USE;
/* Takes one off the front of ocsp.responses. */
enum status ocsp_next(struct bytes *responses, struct ocsp_single *out) MUST_USE;

#endif
