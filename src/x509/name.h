/* Distinguished names (RFC 5280 4.1.2.4): comparing and describing. */
#ifndef SLOWSHAKE_X509_NAME_H
#define SLOWSHAKE_X509_NAME_H

#include "base/bytes.h"
#include "base/status.h"
#include "x509/oid.h"

struct x509_attribute {
	struct bytes type;          /* content of the OID */
	uint8_t tag;                /* of the value */
	struct bytes value;         /* its content */
	struct bytes whole;
	bool first_of_rdn;
};
/* Walks the attributes of a Name (whole element). Start with *state = name's
 * content and *rdn empty. ST_NOT_FOUND at the end. */
struct x509_name_walk {
	struct bytes rdns, attributes;
};
enum status x509_name_begin(struct bytes name, struct x509_name_walk *w) MUST_USE;
enum status x509_name_next(struct x509_name_walk *w, struct x509_attribute *out) MUST_USE;
/* ST_OK if the Name is well-formed. */
enum status x509_name_check(struct bytes name) MUST_USE;
bool x509_name_empty(struct bytes name);
/* RFC 5280 7.1: attribute by attribute; PrintableString and UTF8String without regard to
 * ASCII case and to blanks at the ends and repeated, others byte by byte. */
bool x509_name_equal(struct bytes a, struct bytes b);
/* Are the RDNs of `base` the first ones of `name`? (nameConstraints) */
bool x509_name_within(struct bytes name, struct bytes base);
/* A number that is equal for equal names. */
uint32_t x509_name_hash(struct bytes name);
/* Adds one safe line as RFC 4514 has it, but in the order of the certificate:
 * "CN=server.example, O=Example". "(empty name)" if there is nothing in it. */
void x509_describe_name(struct bytes der_name, struct buf *out);

#endif
