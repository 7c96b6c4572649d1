/* Second level of reading a certificate: contents of extensions, and the rules of
 * RFC 5280 4 that one certificate can keep or break by itself. */
#ifndef SLOWSHAKE_X509_CHECK_H
#define SLOWSHAKE_X509_CHECK_H

#include "x509/certificate.h"

/* Notes that the certificate breaks a rule, at these bytes. */
void x509_note(struct x509 *c, enum x509_problem p, struct bytes at);
/* Fills the fields that come from extensions. */
void x509_check_extensions(struct x509 *c);
void x509_check_profile(struct x509 *c);

#endif
