/* Field trees of DER: a certificate, a CRL, a Name or an OCSP response, each part under the name
 * that RFC 5280 or RFC 6960 gives it. Every element is a field; its first child is the leaf
 * "tag and length". A primitive element has one more leaf, "value" (a BIT STRING:
 * "unused bits" and "bits"); strings that hold DER are opened. An extension or an
 * attribute of a name is called by its own name ("subjectAltName", "commonName").
 * What is not DER becomes one malformed leaf, so the leaves always cover all. */
#ifndef SLOWSHAKE_X509_FIELDS_H
#define SLOWSHAKE_X509_FIELDS_H

#include "trace/trace.h"

/* Adds the fields of the bytes [off, off + len) of the unit. With a parent (a
 * field that stands for exactly these bytes) its parts become the parent's
 * children; with parent 0 a root field is made. ST_DECODE if some of it is
 * malformed; the fields are complete all the same. */
enum status x509_add_fields(struct trace *t, unit_id unit, field_id parent, uint32_t off, uint32_t len);
enum status x509_add_name_fields(struct trace *t, unit_id unit, field_id parent, uint32_t off, uint32_t len);
enum status x509_add_crl_fields(struct trace *t, unit_id unit, field_id parent, uint32_t off, uint32_t len);
enum status x509_add_ocsp_fields(struct trace *t, unit_id unit, field_id parent, uint32_t off, uint32_t len);

/* The leaf with the content of a primitive element's field, 0 if f is none such. */
field_id x509_field_content(const struct trace *t, field_id f);
/* The outermost field below (or equal to) root that covers exactly [off, off + len)
 * of the unit, else the innermost one around it. */
field_id x509_field_at(const struct trace *t, field_id root, uint32_t off, uint32_t len);

#endif
