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
	size_t last;             /* where the last segment begins in it: looked at again from there */
	bool from_start;         /* the SYN was seen: these are the first bytes that it sent */
	bool ended;              /* no more can come */
};

struct detected {
	enum detect_verdict verdict;
	/* TLS: */
	size_t offset[2];        /* where TLS begins in each direction; may be the end of what is there */
	bool no_start[2];        /* what comes there first is not the first record of the direction */
	int client;              /* the side that speaks as TLS client; -1: not known by the bytes */
	bool client_guessed;     /* capture.h only: by who opened the connection, or by the ports */
	bool cut, lost;          /* capture.h only: not known, where bytes are missing: packets were cut, or are not there */
	bool ssl2_hello;         /* begins with an SSLv2-style ClientHello (RFC 5246 E.2) */
	const char *via;         /* what came before: "SMTP STARTTLS", "HTTP CONNECT"; NULL: nothing */
	/* TLS after something, or something else: */
	const char *protocol;    /* "SMTP", "HTTP", "SSH", ...; NULL: not known */
};

/* Asked each time a segment was added. After at most DETECT_MAX bytes in a direction
 * the verdict is not MORE any longer (1024 if the protocol is not known, and both beginnings are there: in the middle of a
 * connection a record may be as long as that). */
/* `via` of TLS in SQL Server's packets (source/capture/unwrap.h). */
#define DETECT_TDS "TDS PRELOGIN"
enum { DETECT_MAX = 5 + 16384 + 2048, DETECT_MAX_UNKNOWN = 1024 };
struct detected detect_stream(const struct detect_side side[2]);

/* Whether a TLS record could begin here: type 20 to 24, version 3.0 to 3.4, a length
 * that is allowed, and when its end and the next header are there, those too.
 * Fewer than 5 bytes: whether they could still become one. */
bool detect_is_record(struct bytes b);
/* Whether an SSLv2-style ClientHello begins here: all of its header is needed. */
bool detect_is_ssl2_hello(struct bytes b);

/* What bytes that are no TLS begin like: "HTTP"; NULL: not known. */
const char *detect_name(struct bytes b);

/* A UDP datagram: "DTLS", "QUIC", other names, or NULL. Only long-header QUIC packets
 * of a known version can be told. */
const char *detect_datagram(struct bytes b);

#endif
