/* A session that a later connection may go on with: by its id or ticket (RFC 5246 7.3, RFC 5077), since TLS 1.3 by a
 * pre-shared key (RFC 9846 2.2). Client, server and observer keep the same. */
#ifndef SLOWSHAKE_TLS_SAVED_SESSION_H
#define SLOWSHAKE_TLS_SAVED_SESSION_H

#include "base/bytes.h"
#include "base/status.h"

struct saved_session {
	uint16_t version, suite;                   /* suite: its code point */
	bool ems;                                  /* the secret is bound to its handshake (RFC 7627 5.3) */
	uint32_t lifetime;                         /* seconds that the server promised; 0: it did not say */
	uint32_t age_add, max_early_data;          /* TLS 1.3 only (RFC 9846 4.7.1) */
	struct bytes secret, alpn;                 /* the master secret or the key; the protocol, if one was chosen. Not owned */
};

/* Adds it as bytes, which any process of this program understands. */
void saved_session_pack(const struct saved_session *s, struct buf *out);
/* Out of such bytes, of which `secret` and `alpn` are parts. ST_DECODE: they are none. */
enum status saved_session_unpack(struct bytes packed, struct saved_session *out) MUST_USE;

#endif
