/* Keys as openssl reads them: each function adds a line of shell that writes one, in DER,
 * into the folder $d. Nothing is kept of what is given. False: openssl has no such key,
 * and nothing, or half a line, was written. */
#ifndef SLOWSHAKE_VIEW_GRAPH_RECIPE_KEY_H
#define SLOWSHAKE_VIEW_GRAPH_RECIPE_KEY_H

#include "base/bytes.h"

/* A finite field; both empty: a curve. */
struct recipe_field {
	struct bytes p, g;
};

/* $d/key.der, a public key (RFC 5280 4.1.2.7): of n and e; of a point, whose length says on which curve it is. */
void recipe_key_rsa(struct buf *out, struct bytes n, struct bytes e);
bool recipe_key_point(struct buf *out, struct bytes point);
/* The key of a Diffie-Hellman, `alg` as DH values name the group: $d/key.der, the private one (PKCS#8, RFC 5958 2;
 * RFC 5915 3, RFC 8410 7), and $d/peer.der, the public one. */
bool recipe_key_private(struct buf *out, const char *alg, const struct recipe_field *f, struct bytes key);
bool recipe_key_public(struct buf *out, const char *alg, const struct recipe_field *f, struct bytes key);

#endif
