/* A session that a later connection may go on with: by its id or ticket (RFC 5246 7.3, RFC 5077), since TLS 1.3 by a
 * pre-shared key (RFC 9846 2.2). Client, server and observer keep the same. */
#ifndef SLOWSHAKE_TLS_SAVED_SESSION_H
#define SLOWSHAKE_TLS_SAVED_SESSION_H

#include "base/bytes.h"
#include "base/env.h"
#include "base/status.h"

struct saved_session {
	uint16_t version, suite;                   /* suite: its code point */
	uint8_t max_fragment_length;               /* its code, which holds for all that goes on with it (RFC 6066 4); 0: none */
	bool ems;                                  /* the secret is bound to its handshake (RFC 7627 5.3) */
	bool verified;                             /* client: nothing was wrong with the certificates */
	utc_time since;                            /* when its handshake was; 0: not known */
	uint32_t lifetime;                         /* seconds that the server promised; 0: it did not say */
	uint32_t age_add, max_early_data;          /* TLS 1.3 only (RFC 9846 4.7.1) */
	/* The master secret or the key; the protocol, if one was chosen; the name that the client asked for; the client's
	 * certificates, as in its certificate_list. Not owned. */
	struct bytes secret, alpn, server_name, client_certificates;
};

/* Adds it as bytes, which any process of this program understands. */
void saved_session_pack(const struct saved_session *s, struct buf *out);
/* Out of such bytes, of which the byte strings are parts. ST_DECODE: they are none. */
enum status saved_session_unpack(struct bytes packed, struct saved_session *out) MUST_USE;

#endif
