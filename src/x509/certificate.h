/* X.509 certificates (RFC 5280 4.1) read into views of their DER.
 *
 * Reading has two levels. x509_parse refuses what is no certificate at all. Rules
 * that a readable certificate breaks (an extension twice, a v1 certificate with
 * extensions, extension contents that cannot be read ...) are noted in `problem`
 * and left to the verifier. */
#ifndef SLOWSHAKE_X509_CERTIFICATE_H
#define SLOWSHAKE_X509_CERTIFICATE_H

#include "crypto/value.h"
#include "x509/oid.h"

/* Extensions that are read; KNOWN_... index x509.known. Of the last four nothing is
 * decided where a path is looked for, so that they count as unknown when they are critical. */
enum x509_known {
	KNOWN_SUBJECT_ALT_NAME, KNOWN_BASIC_CONSTRAINTS, KNOWN_KEY_USAGE, KNOWN_EXT_KEY_USAGE, KNOWN_NAME_CONSTRAINTS,
	KNOWN_AUTHORITY_KEY_ID, KNOWN_SUBJECT_KEY_ID, KNOWN_POLICIES, KNOWN_POLICY_MAPPINGS, KNOWN_POLICY_CONSTRAINTS,
	KNOWN_INHIBIT_ANY_POLICY, KNOWN_CRL_DP, KNOWN_AUTHORITY_INFO, KNOWN_OCSP_NOCHECK, KNOWN_TLS_FEATURE, KNOWN_SCTS, KNOWN_NO_REV_AVAIL,
	KNOWN_SUBJECT_INFO, KNOWN_SUBJECT_DIRECTORY, KNOWN_ISSUER_ALT_NAME, KNOWN_ACME_IDENTIFIER, KNOWN_N,
};

/* KeyUsage (RFC 5280 4.2.1.3): bit i of the BIT STRING is bit i here. */
enum {
	KU_DIGITAL_SIGNATURE = 1 << 0,
	KU_NON_REPUDIATION = 1 << 1,
	KU_KEY_ENCIPHERMENT = 1 << 2,
	KU_DATA_ENCIPHERMENT = 1 << 3,
	KU_KEY_AGREEMENT = 1 << 4,
	KU_KEY_CERT_SIGN = 1 << 5,
	KU_CRL_SIGN = 1 << 6,
};

struct x509_ext {
	struct bytes whole;     /* the Extension; empty if it is absent */
	struct bytes value;     /* what extnValue holds */
	bool critical;
};

/* An AlgorithmIdentifier for signatures. */
struct x509_algorithm {
	struct bytes whole;
	bool supported;
	enum signature_kind kind;
	enum hash_alg hash;
};

enum x509_problem {
	X509_FINE,
	X509_EXTENSION_TWICE,       /* 4.2 */
	X509_EXTENSION_CONTENT,     /* an extension's content is not what its OID wants */
	X509_EXTENSIONS_VERSION,    /* extensions, but not v3: 4.1.2.9 */
	X509_UNIQUE_ID_VERSION,     /* unique identifiers in v1: 4.1.2.8 */
	X509_ALGORITHMS_DIFFER,     /* signature and signatureAlgorithm: 4.1.1.2 */
	X509_SERIAL,                /* not positive, or over 20 bytes: 4.1.2.2 */
	X509_TIME_FORM,             /* GeneralizedTime before 2050: 4.1.2.5 */
	X509_EMPTY_ISSUER,          /* 4.1.2.4 */
	X509_EMPTY_SUBJECT,         /* nobody is named: a CA, or no subjectAltName: 4.1.2.6 */
	X509_NAME_NOT_CRITICAL,     /* the names stand in subjectAltName alone, which must then be critical: 4.1.2.6 */
	X509_CRITICAL_UNUSUAL,      /* critical, though it should not be: RFC 6960 4.2.2.2.1, RFC 9608 2 */
	X509_CRITICAL_FORBIDDEN,    /* critical, though it must not be: 4.2.1.1, 4.2.1.2, 4.2.2.1 */
	X509_CA_WITHOUT_KEY_ID,     /* a CA must have a subjectKeyIdentifier: 4.2.1.2 */
	X509_CA_HALF_KEY_ID,        /* it has none, though it names its issuer's */
	X509_NO_AUTHORITY_KEY_ID,   /* one that is not self-signed must have an authorityKeyIdentifier: 4.2.1.1 */
	X509_CONSTRAINTS_NOT_CRITICAL,     /* nameConstraints must be: 4.2.1.10 */
	X509_POLICY_NOT_CRITICAL,   /* policyConstraints and inhibitAnyPolicy must be: 4.2.1.11, 4.2.1.14 */
	X509_BASIC_NOT_CRITICAL,    /* basicConstraints of a CA must be: 4.2.1.9 */
	X509_POLICY_MAPPED_ANY,     /* anyPolicy mapped from or to: 4.2.1.5 */
	X509_POLICY_TWICE,          /* a policy stands twice: 4.2.1.4 */
	X509_DEFAULT_ENCODED,       /* FALSE written out where DER leaves it out */
	X509_CONSTRAINTS_NOT_CA,    /* nameConstraints in a certificate that is no CA: 4.2.1.10 */
	X509_PATH_LENGTH_NOT_CA,    /* pathLenConstraint without cA: 4.2.1.9 */
	X509_PATH_LENGTH_NO_SIGN,   /* pathLenConstraint of a CA without keyCertSign: 4.2.1.9 */
	X509_CERT_SIGN_NOT_CA,      /* keyCertSign without cA: 4.2.1.9 */
	X509_NO_REV_AVAIL,          /* noRevAvail where revocation has a place: RFC 9608 3 */
	X509_TIME_NO_SECONDS,       /* 4.1.2.5.1, 4.1.2.5.2: these three cannot be read at all */
	X509_TIME_NOT_UTC,          /* another zone than Z, or a fraction of a second */
	X509_TIME_NONE,             /* no Time, or a date that does not exist */
	X509_SAN_CONTENT,           /* an entry of subjectAltName that cannot be one: 4.2.1.6 */
};

struct x509 {
	struct bytes der, tbs;
	int version;                /* 1, 2, 3 */
	struct bytes serial;        /* content of the INTEGER */
	struct bytes issuer, subject;      /* Name, whole element */
	struct bytes not_before_text, not_after_text;   /* contents of the Times */
	utc_time not_before, not_after;
	struct bytes spki;
	struct x509_algorithm algorithm;   /* of the outer signatureAlgorithm */
	struct bytes signature;     /* bits of signatureValue */
	struct bytes extensions;    /* content of Extensions, empty if there are none */
	struct x509_ext known[KNOWN_N];
	struct x509_ext unknown_critical;  /* the first of them */
	enum x509_problem problem;  /* the first that was found */
	struct bytes problem_at;    /* the bytes that it is about; a view of der */
	uint32_t problems;          /* all of them: bit 1 << enum x509_problem */

	bool self_issued;           /* issuer equals subject */
	bool ca;                    /* basicConstraints cA */
	int path_length;            /* pathLenConstraint, -1 if absent */
	uint32_t key_usage;         /* all ones if the extension is absent */
	struct bytes key_id;        /* of subjectKeyIdentifier; empty if absent */
	struct bytes authority_key_id;     /* keyIdentifier; empty if absent */
	struct bytes authority_issuer, authority_serial;   /* authorityCertIssuer (content of GeneralNames), -SerialNumber; empty if absent */
	struct public_key key;      /* views of der; no values yet */
	const char *key_name;       /* "RSA", "P-256", "Ed25519" ... static */
};

/* `der` is one certificate and nothing more; it must outlive *out. When it cannot be read,
 * problem and problem_at of *out say why, where that is known (X509_TIME_...). */
enum status x509_parse(struct bytes der, struct x509 *out) MUST_USE;
/* SubjectPublicKeyInfo alone. */
enum status x509_parse_key(struct bytes spki, struct public_key *out, const char **name) MUST_USE;
/* What kind of key a SubjectPublicKeyInfo holds: the content of its algorithm's OID, of an EC key that of the curve; empty
 * if it cannot be read. */
struct bytes x509_key_oid(struct bytes spki);
/* Its bits alone: what OCSP hashes (RFC 6960 4.1.1); empty if it cannot be read. */
struct bytes x509_key_bits(struct bytes spki);
/* Makes the parts of a key values: slices of `whole`, in whose bytes they lie. */
void x509_key_values(struct work w, value_id whole, struct public_key *k);
/* HASH_NONE: that OID is no hash that is known here. */
enum hash_alg x509_hash(enum oid id);
/* For what its parameters (whole element, may be empty) keep a key that is id-RSASSA-PSS (RFC 4055 3.1). ST_UNSUPPORTED:
 * its hashes are not all the same, or not known. */
enum status x509_parse_pss(struct bytes parameters, struct pss_only *out) MUST_USE;
/* A signature's AlgorithmIdentifier (whole element); sets supported to false if it is not known here. */
enum status x509_parse_algorithm(struct bytes whole, struct x509_algorithm *out) MUST_USE;
/* ECDSA curve of that OID content, CURVE_NONE if unsupported. */
enum curve x509_curve(struct bytes oid_content);

static inline bool x509_has(const struct x509 *c, enum x509_known which) { return c->known[which].whole.n > 0; }

/* Extensions: takes one off the front of the content of Extensions. */
struct x509_raw_ext {
	struct bytes whole, oid, value;
	bool critical;
	bool default_encoded;       /* critical FALSE was written out: not DER, but in use */
};
enum status x509_next_extension(struct bytes *extensions, struct x509_raw_ext *out) MUST_USE;

/* GeneralName (RFC 5280 4.2.1.6). */
enum general_name {
	GN_OTHER, GN_EMAIL, GN_DNS, GN_X400, GN_DIRECTORY, GN_EDI, GN_URI, GN_IP, GN_REGISTERED_ID, GN_N,
};
struct x509_general_name {
	enum general_name kind;
	struct bytes value;         /* the text or the bytes; GN_DIRECTORY: the Name */
	struct bytes whole;
};
/* Takes one off the front of the content of GeneralNames. */
enum status x509_next_general_name(struct bytes *names, struct x509_general_name *out) MUST_USE;
/* The content of GeneralNames in an extension's value. */
enum status x509_general_names(struct bytes value, struct bytes *content) MUST_USE;
/* Does tlsFeature (its value, may be empty) promise an answer to that TLS extension (RFC 7633 4.1)? */
bool x509_has_feature(struct bytes value, int extension);
/* Does extKeyUsage (its value) hold this purpose? */
bool x509_has_purpose(struct bytes value, enum oid purpose);
/* Does it name a list, or a responder, that knows whether it was revoked? */
bool x509_says_where_to_ask(const struct x509 *c);

#endif
