/* The shapes of X.509's ASN.1 types, as data for the field tree. */
#ifndef SLOWSHAKE_X509_SCHEMA_H
#define SLOWSHAKE_X509_SCHEMA_H

#include "spec/layout.h"
#include "x509/oid.h"

enum schema_kind {
	SCHEMA_VALUE,       /* primitive: one leaf for the content */
	SCHEMA_BITS,        /* BIT STRING: unused bits, bits */
	SCHEMA_MEMBERS,     /* constructed: the elements of `sub` in order */
	SCHEMA_LIST,        /* constructed: `sub` again and again */
	SCHEMA_CHOICE,      /* the element of `sub` that has the tag */
	SCHEMA_ANY,         /* whatever it is, named by its tag further down */
	SCHEMA_INSIDE,      /* OCTET STRING that holds an element `sub` */
	SCHEMA_EXTENSION,   /* members; named by the OID, extnValue opened by it */
	SCHEMA_ATTRIBUTE,   /* members; named by the OID */
	SCHEMA_ALGORITHM,   /* members; the OID says how the next string is read */
	SCHEMA_KEY,         /* BIT STRING: a public key */
	SCHEMA_SIGNATURE,   /* BIT STRING: a signature */
	SCHEMA_TIMESTAMPS,  /* OCTET STRING: a list of TLS (sct.h) */
};

struct schema {
	struct layout layout;       /* of the element */
	struct layout content;      /* of its content leaf */
	uint8_t tag;                /* 0: any */
	enum schema_kind kind;
	bool optional;
	const struct schema *sub;   /* up to a row without a name */
};

extern const struct schema schema_certificate, schema_crl, schema_ocsp, schema_name, schema_any;
extern const struct schema schema_rsa_key, schema_dsa_key, schema_ecdsa_signature, schema_dsa_signature, schema_dsa_algorithm[];
extern const struct code_table schema_ocsp_statuses, schema_crl_reasons;
/* What extnValue of this extension holds, or NULL. */
const struct schema *schema_extension(enum oid id);
/* A field named as the OID is ("subjectAltName"). */
const struct layout *schema_oid_layout(enum oid id);
/* A field named by a tag ("SEQUENCE"), and the leaf for such an element's content. */
const struct layout *schema_tag_layout(uint8_t tag);
const struct layout *schema_tag_content(uint8_t tag);

extern const struct layout schema_header, schema_unused_bits, schema_bits, schema_point, schema_malformed,
	schema_opaque, schema_too_deep;

/* The parts of a list of timestamps, named as in the TLS extension (spec/layouts.c). */
extern const struct layout schema_sct_list, schema_length, schema_serialized_sct, schema_sct, schema_sct_version, schema_sct_other,
	schema_log_id, schema_timestamp, schema_ct_extensions, schema_sct_algorithm, schema_sct_signature;

#endif
