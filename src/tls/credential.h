/* What a party shows of itself, held against what its peer says that it can use
 * (RFC 5246 7.4.2, 7.4.4, 7.4.6). Of several credentials one is chosen for each handshake; each that was looked at
 * is then an event. */
#ifndef SLOWSHAKE_TLS_CREDENTIAL_H
#define SLOWSHAKE_TLS_CREDENTIAL_H

#include "tls/connection.h"

struct credential;

enum client_cert_type { CERT_TYPE_RSA_SIGN = 1, CERT_TYPE_ECDSA_SIGN = 64 };

/* Server: the one that serves the suite to who made the offer: of those that are for the name that the client asks for
 * (of all, if none is), the first whose chain the client can check, else the first. NULL: none, and *why says why not
 * (may be NULL). */
const struct credential *credential_serving(struct connection *c, const struct suite *s, enum reason *why);
/* Server: takes the one that serves the suite of the session. */
void credential_take_serving(struct connection *c);
/* Client: takes the one that answers the CertificateRequest best; CLIENT_CERT_FITS, or what is against it. */
enum reason credential_take_answer(struct connection *c);
/* Client: whether any does. */
bool credential_has_answer(const struct connection *c);
/* Tells whether the peer accepts the signatures on the chain of the one that was taken. */
void credential_check_chain(struct connection *c);

#endif
