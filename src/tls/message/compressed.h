/* CompressedCertificate (RFC 8879), which may come instead of Certificate in TLS 1.3. */
#ifndef SLOWSHAKE_TLS_COMPRESSED_H
#define SLOWSHAKE_TLS_COMPRESSED_H

#include "tls/connection.h"
#include "tls/message/items.h"

/* Whether the peer of `sender` has said that it can decompress certificates. */
bool compressed_is_asked(const struct connection *c, enum side_id sender);
/* By what this endpoint compresses its certificate: the code point; 0: it does not. */
uint16_t compressed_algorithm(const struct connection *c);
/* Decompresses the current message. The Certificate inside is the current message then, and *outer what was: the caller puts it
 * back. ST_REFUSED, ST_UNSUPPORTED (only of what nobody here offers; told as a check that cannot be judged): nothing was swapped. */
enum status compressed_open(struct connection *c, struct incoming *outer) MUST_USE;

/* ---- certificate.c ---- */
/* What an endpoint shows, as the items of a Certificate; false: it has failed. */
bool certificate_items(struct connection *c, struct items *it) MUST_USE;

#endif
