/* Key agreement over a group, a curve or a finite field: a key for this handshake alone, the peer's public value, the
 * secret of both. The group is c->s.agreement, and c->s.group if it has a code point. */
#ifndef SLOWSHAKE_TLS_KEX_GROUP_H
#define SLOWSHAKE_TLS_KEX_GROUP_H

#include "tls/connection.h"

/* The own groups, in order of preference: as configured, or the usual ones, with finite fields if a suite is of use to them. */
struct code_list group_list(const struct connection *c);
/* Whether the suite's keys are exchanged over a finite field. */
bool group_by_field(const struct suite *s);
/* Whether the group, by its code, is one for the suite, in the version that was agreed on. */
bool group_fits(const struct connection *c, const struct suite *s, uint32_t code);
/* Whether a ClientHello lists a finite field, one that is known or not (RFC 7919 4). */
bool group_fields_offered(const struct connection *c);
/* Whether a key on that curve is one that the ClientHello allows the server's certificate to have, up to TLS 1.2 (RFC 8422 5.3). */
bool group_curve_allowed(const struct connection *c, enum curve curve);

/* What is computed with from here on: a named group; */
void group_use(struct connection *c, const struct group *g);
/* or a finite field by its numbers, however they came (the named one that it is, if it is one). */
void group_use_field(struct connection *c, value_id p, value_id g);

/* Whether 1 < y < p - 1 (RFC 7919 5.1); p is odd, and no longer than DH_GROUP_MAX. */
bool group_is_inside(struct bytes y, struct bytes p);

/* Draws the private key, tells it, and returns its public value. */
value_id group_key_make(struct connection *c);
/* The peer's public value, out of that field of the current message. ST_REFUSED: it is none of the group. */
enum status group_public_take(struct connection *c, field_id f) MUST_USE;
/* The secret, as the pre-master secret of the connection, labelled `label`. ST_REFUSED: it is one that anybody knows. */
enum status group_agree(struct connection *c, const char *label) MUST_USE;

#endif
