/* What a stream speaks, by its first bytes and not by its port: TLS at once, TLS
 * after a plain dialogue (STARTTLS and its likes), or something else, which is named
 * if it is well known. A pure function of the bytes seen so far. */
#ifndef SLOWSHAKE_SOURCE_CAPTURE_DETECT_H
#define SLOWSHAKE_SOURCE_CAPTURE_DETECT_H

#include "base/bytes.h"

enum detect_verdict {
	DETECT_MORE,             /* could still be; ask again with more bytes */
	DETECT_TLS,
	DETECT_OTHER,
};

/* As much of a direction as was kept, from its first byte on. */
struct detect_side {
	struct bytes bytes;
	bool from_start;         /* the SYN was seen: these are the first bytes that it sent */
	bool ended;              /* no more can come (closed, or a gap follows) */
};

struct detected {
	enum detect_verdict verdict;
	/* TLS: */
	size_t offset[2];        /* where TLS begins in each direction; may be the end of what is there */
	int client;              /* the side that sends the ClientHello, -1: cannot be told yet */
	bool ssl2_hello;         /* begins with an SSLv2-style ClientHello (RFC 5246 E.2) */
	bool mid_stream;         /* begins with a record that is not the first of a handshake */
	const char *via;         /* what came before: "SMTP STARTTLS", "HTTP CONNECT"; NULL: nothing */
	/* TLS after something, or something else: */
	const char *protocol;    /* "SMTP", "HTTP", "SSH", ...; NULL: not known */
};

enum { DETECT_MAX = 16384 };     /* bytes of a direction that are worth keeping: then it is OTHER */

struct detected detect_stream(const struct detect_side side[2]);

/* Whether a TLS record could begin here: type 20 to 24, version 3.0 to 3.4, a length
 * that is allowed, and when its end and the next header are there, those too.
 * Fewer than 5 bytes: whether they could still become one. */
bool detect_is_record(struct bytes b);
/* Whether an SSLv2-style ClientHello begins here; less than its header: could still. */
bool detect_is_ssl2_hello(struct bytes b);

/* A UDP datagram: "DTLS", "QUIC", other names, or NULL. Only long-header QUIC packets
 * of a known version can be told. */
const char *detect_datagram(struct bytes b);

#endif
