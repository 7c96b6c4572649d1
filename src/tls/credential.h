/* What a party shows of itself, held against what its peer says that it can use. */
#ifndef SLOWSHAKE_TLS_CREDENTIAL_H
#define SLOWSHAKE_TLS_CREDENTIAL_H

#include "tls/connection.h"

enum client_cert_type { CERT_TYPE_RSA_SIGN = 1, CERT_TYPE_ECDSA_SIGN = 64 };
/* Tells whether the peer accepts the signatures on the own chain; there is no other to show. */
void credential_check_chain(struct connection *c);
/* Client: CLIENT_CERT_FITS, or why its certificate does not answer the CertificateRequest. */
enum reason credential_answers(struct connection *c);

#endif
