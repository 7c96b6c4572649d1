/* What the two sides said, in words: parts of the sentences of tls/cause/rules.c. */
#ifndef SLOWSHAKE_TLS_CAUSE_SAY_H
#define SLOWSHAKE_TLS_CAUSE_SAY_H

#include "tls/cause/course.h"
#include "tls/connection.h"
#include "x509/certificate.h"

void say_versions(const struct connection *c, struct buf *out);      /* "TLS 1.3, TLS 1.2" */
uint16_t say_highest_version(const struct connection *c);            /* of TLS 1.3, a draft counts as it */
uint16_t say_lowest_version(const struct connection *c);             /* without a list: 0, nobody can know */
void say_suites(const struct connection *c, struct buf *out);        /* "TLS_..., TLS_... and 20 more" */
void say_some_suites(struct bytes list, struct buf *out);            /* the same of any list, 2 bytes each */
void say_groups(const struct connection *c, struct buf *out);        /* nothing, if it named none */
void say_shares(const struct connection *c, struct buf *out);
bool say_has_hybrid(const struct connection *c);                     /* a share of a post-quantum hybrid is in it */
void say_schemes(const struct connection *c, struct buf *out);
void say_protocols(const struct connection *c, struct buf *out);
bool say_server_name(const struct connection *c, struct buf *out);   /* false: none */
void say_agreed(const struct connection *c, struct buf *out);        /* "TLS 1.2, TLS_..." */

/* The i-th certificate that the side showed; false: there is none, or it cannot be read. */
bool say_certificate(const struct course *k, enum side_id side, int i, struct x509 *out);
/* The last certificate on the way from the side's own one to its issuers, as far as they were sent. */
bool say_top(const struct course *k, enum side_id side, struct x509 *out);
bool say_is_trusted(const struct course *k, struct bytes name);
void say_names(const struct x509 *x, struct buf *out);               /* of subjectAltName */
/* The names of CertificateRequest; *named: whether `issuer` is one of them. How many there are. */
size_t say_authorities(const struct connection *c, const struct course *k, struct bytes issuer, bool *named, struct buf *out);

#endif
