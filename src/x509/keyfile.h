/* Private keys out of files: PEM or DER; PKCS #1 (RFC 8017 A.1.2), PKCS #8 (RFC
 * 5958) and SEC 1 (RFC 5915); RSA, and EC on P-256, P-384, P-521. */
#ifndef SLOWSHAKE_X509_KEYFILE_H
#define SLOWSHAKE_X509_KEYFILE_H

#include "crypto/value.h"

struct keyfile {
	struct private_key key;    /* valid while the keyfile is */
	struct public_key pub;     /* the half that everybody may know */
	struct buf der, scalar, point;   /* owned */
};

/* The first private key in the text; blocks of other kinds are passed over.
 * `where` (a file name) is for errors. On failure nothing needs freeing. */
enum status keyfile_read(struct bytes pem_or_der, const char *where, struct keyfile *out, struct error *err) MUST_USE;
void keyfile_free(struct keyfile *k);
/* Is it the other half of this key of a certificate? */
bool keyfile_matches(const struct keyfile *k, const struct public_key *certificate_key);

#endif
