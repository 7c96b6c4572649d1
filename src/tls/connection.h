/* What is true of a conversation, whoever looks at it: client, server or observer. Each
 * of them contains a connection and brings a role. Shared by the files of tls/ only. */
#ifndef SLOWSHAKE_TLS_CONNECTION_H
#define SLOWSHAKE_TLS_CONNECTION_H

#include <stddef.h>

#include "spec/events.h"
#include "spec/layout.h"
#include "spec/reasons.h"
#include "spec/suites.h"
#include "tls/flow/flow.h"
#include "tls/keys/session.h"
#include "tls/keys/transcript.h"
#include "tls/list.h"
#include "tls/offer.h"
#include "tls/record/protection.h"
#include "wire/parse.h"
#include "x509/verify/verify.h"

/* Hard caps against a hostile peer. */
enum {
	MAX_PLAINTEXT = 1 << 14,                   /* RFC 5246 6.2.1 */
	MAX_CIPHERTEXT = MAX_PLAINTEXT + 2048,     /* RFC 5246 6.2.3 */
	MAX_MESSAGE = 1 << 18,                     /* bytes of a handshake message */
	MAX_PARTS = 1 << 14,                       /* records over which one may be spread */
	MAX_IDLE_RECORDS = 32,                     /* warnings, empty records, refused renegotiations */
	MAX_CERTIFICATES = 64,
	MAX_RECEIVED = 1 << 20,                    /* bytes of application data kept for the user */
};

/* The message that is being taken in. */
struct incoming {
	unit_id unit;
	value_id value;                            /* its bytes as this party has them */
	field_id root;
};

/* What comes from one side: bytes, their protection, handshake bytes that are not yet a
 * message, and the certificates that it showed. */
struct side {
	struct buf in;
	struct protection protection, pending;     /* pending: until ChangeCipherSpec */
	struct list hs_parts;                      /* struct part */
	size_t hs_bytes;
	uint8_t last_type;                         /* of the last record; 0: none came yet */
	struct flow_place place;                   /* which messages may come now; the same for both unless followed apart */
	bool sends_data;                           /* it may */
	struct verify_result shown;                /* what its certificates are worth */
};

/* What client, server and observer do differently. */
struct signature_check;
struct role {
	/* A message is in, as c->msg. */
	enum status (*message)(struct connection *c, uint8_t content_type, uint8_t handshake_type);
	/* A record is whole, and nothing is done with it yet. May be NULL. */
	void (*arrives)(struct connection *c, struct bytes record);
	/* A record that came is not to be read: what came of that. ST_MORE: it is. May be NULL. */
	enum status (*passes)(struct connection *c, value_id record);
	/* The content of a record, a value from `off` on, is not for this party; true: it was taken. May be NULL. */
	bool (*diverts)(struct connection *c, uint8_t type, value_id value, size_t off);
	/* A record stays closed; NULL: none does. `record` is 0 in a summary. */
	void (*closed)(struct connection *c, unit_id record);
	/* What waits cannot be a record; true: it was told what it is. May be NULL. */
	bool (*foreign)(struct connection *c);
	/* The check of this event does not hold. */
	void (*failed)(struct connection *c, struct event *e, int alert);
	/* A signature was checked, as far as it could be. */
	enum status (*signature)(struct connection *c, const struct signature_check *k);
	/* Whether who has to check a signature listed its scheme, as far as that is known. */
	bool (*takes_scheme)(const struct connection *c, uint16_t code);
	/* Sends what waits to share a record; NULL: nothing ever waits. */
	void (*flush)(struct connection *c);
	uint8_t last_content_type;                 /* up to this one records may come */
	bool any_version;                          /* records are not held to the agreed version */
	bool tests_primes;                         /* of a group that has no name; that takes a while */
	bool resumes;                              /* handshakes may go on with the secret of an earlier one */
	bool sides_apart;                          /* each side's order for itself: in a capture that between them is uncertain */
};

/* What goes from one handshake of a connection to the next (RFC 5746 3.1). */
struct renegotiation {
	unsigned number;                           /* of the handshake, from 1; 0: none has begun */
	bool secure;                               /* both know RFC 5746: what follows is bound to this connection */
	value_id verify_data[2];                   /* by enum side_id: of the last Finished; 0: not known */
};

struct connection {
	struct work w;
	const struct role *role;
	enum actor actor;                          /* who looks at it ... */
	enum side_id side;                         /* ... from which end; SIDE_NONE: an observer */
	enum actor parties[2];                     /* who is at each end: by enum side_id */
	struct side sides[2];                      /* by enum side_id */
	enum side_id sender;                       /* whose bytes are taken in ... */
	struct side *from;                         /* ... of sides */

	struct parse_context facts;                /* what layouts of messages depend on */
	struct incoming msg;
	struct transcript transcript;
	struct offer offer;                        /* what the ClientHello said */
	struct session s;
	struct secrets secrets;
	struct renegotiation renegotiation;
	struct list request_contexts;              /* value_id; of the CertificateRequests that came so far */
	bool tls13;                                /* hellos may be those of TLS 1.3 */
	unsigned without;                          /* bits of enum without: what this party leaves out; an observer nothing */
	bool skips_data;                           /* application data is of no interest any more */
};

/* Who sent what is taken in. */
static inline enum actor conn_sender(const struct connection *c)
{
	return c->parties[c->sender];
}

/* The trace's current connection, seen from `side`: by who is there, or by the observer. What the peer sends is
 * taken in first (an observer turns). The trace must outlive it. */
void conn_init(struct connection *c, struct trace *t, enum side_id side, const struct role *role);
void conn_free(struct connection *c);
/* A handshake begins, the first or a further one. What the one before agreed on is gone; what protects its records goes on, and
 * the message that is taken in stays. */
void conn_begin(struct connection *c);
/* It is told, if it is a further one. */
void conn_begin_tell(struct connection *c);
/* What is taken in next is sent by `sender`. */
void conn_turn(struct connection *c, enum side_id sender);

/* Adds an event of this party about the current message. */
struct event *conn_event(struct connection *c, enum event_type type, const value_id *values, size_t n);
#define CONN_EVENT(c, type, ...)                                                               \
	conn_event(c, type, (const value_id[]){ __VA_ARGS__ }, sizeof((const value_id[]){ __VA_ARGS__ }) / sizeof(value_id))
#define CONN_FACT(c, type) conn_event(c, type, NULL, 0)
/* As conn_check below; but a party that goes without this protection (one of enum without) is only warned. */
enum status conn_check_unless(struct connection *c, unsigned without, struct event *e, bool holds, enum reason reason, int alert) MUST_USE;
/* Gives the event its verdict. What follows from a failed one is the role's: an endpoint
 * sends the alert and has failed, an observer goes on. ST_REFUSED is returned. */
enum status conn_check(struct connection *c, struct event *e, bool holds, enum reason reason, int alert) MUST_USE;
/* A constant of the specification as a value: text without its NUL. */
value_id conn_const(struct connection *c, const char *label, const char *text);
value_id conn_uint(struct connection *c, enum value_op op, const char *label, unsigned width, uint64_t v);
/* A list of code points that this party is configured with; `list` is freed. */
value_id conn_codes(struct connection *c, const char *label, struct buf *list, const struct code_table *codes);
/* The same of an own list, 2 bytes each. */
value_id conn_code_list(struct connection *c, const char *label, struct code_list own, const struct code_table *codes);
/* The elements of b, 2 bytes each, that stand in a, too: what remains of the one's list for the other. */
value_id conn_common(struct connection *c, const char *label, value_id a, value_id b);

#endif
