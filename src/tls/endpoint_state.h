/* What an endpoint knows beside its connection. Shared by the files of tls/ that make
 * messages, or judge them as one of the two parties; not by those that every role uses. */
#ifndef SLOWSHAKE_TLS_ENDPOINT_STATE_H
#define SLOWSHAKE_TLS_ENDPOINT_STATE_H

#include <assert.h>

#include "tls/connection.h"
#include "tls/endpoint.h"
#include "tls/keys/session_store.h"

/* Client: a pre-shared key that its ClientHello offers. */
enum { PSKS_MAX = 8 };
struct offered_psk {
	enum hash_alg hash;
	const struct stored_session *session;      /* NULL: it is an external one */
	value_id identity, key, early;             /* early: its early secret */
};

/* Authentication after the handshake (RFC 9846 4.7.2). */
enum later_next { LATER_NONE, LATER_CERTIFICATE, LATER_VERIFY, LATER_FINISHED };
struct later {
	bool due;                                  /* server: it is to be asked for */
	enum later_next next;                      /* which message of the answer comes next */
	struct transcript handshake;               /* while the connection has that of the answer; else empty */
};

/* What a further handshake puts aside until it is answered. */
struct before {
	struct session s;
	struct secrets secrets;
	struct parse_context facts;
	struct offer offer;
	struct flow_place places[2];               /* by enum side_id */
	struct verify_result shown[2];
};

/* What brings nothing forward. */
enum idle { IDLE_WARNING, IDLE_EMPTY, IDLE_DISGUISE, IDLE_REQUEST, IDLE_UPDATE, IDLE_TICKET, IDLE_KINDS };

struct endpoint {
	struct connection c;
	const struct tls_config *cfg;
	enum endpoint_state state;
	bool quirk_done;
	unsigned detours;                          /* messages out of their turn that were sent */

	struct buf out, received, to_send;
	struct list to_relay;                      /* value_id: data of another connection */
	bool split;                                /* what was sent last was the first byte of what is still to go */
	struct list held;                          /* unit_id: messages waiting to share a record */
	bool eof, eof_told;
	bool peer_finished;                        /* what it sends from here on belongs behind the handshake */
	struct list waiting;                       /* struct waiting: such messages, until this side has finished, too */
	bool update_due, update_requests;          /* a KeyUpdate is to be sent; it asks for the peer's */
	bool update_owed;                          /* one is to be sent, before the next data */
	struct later later;
	bool renegotiation_due;                    /* a further handshake is to be begun, or asked for */
	struct before before;
	struct tls_config again;                   /* what it is configured with then */
	bool diverts;                              /* what comes is another's, and is handed out: */
	uint8_t diverted_type;
	value_id diverted;
	bool close_wanted, close_sent, close_received;
	bool cancel_wanted, canceled;              /* it is to give up by user_canceled; the peer has said so */
	unsigned idle[IDLE_KINDS];                 /* of each kind, since data came last */
	const struct credential *own;              /* the one that it shows; NULL: none is chosen, or it has none that would do */
	value_id private_key;                      /* its key's DER, made on first use; 0 before */
	struct offered_psk psks[PSKS_MAX];
	size_t n_psks;
	struct buf early_sent;                     /* client: early data on its way */
	size_t early_passed;                       /* server: bytes of early data that it did not take */
	uint32_t given_taken;                      /* a bit for each of cfg->given */
	bool foreseen;                             /* server: what it says behind the handshake begins before the client's Finished */
	unsigned tickets_due;                      /* server, TLS 1.3 */
	struct stored_session *session;            /* that is offered, gone on with, or was kept; NULL: none in the store */
};

/* The endpoint that contains the connection: only where the role is an endpoint's, an observer has none. */
static inline struct endpoint *endpoint_of(struct connection *c)
{
	assert(c->side != SIDE_NONE);
	return (struct endpoint *)((char *)c - offsetof(struct endpoint, c));
}
static inline const struct endpoint *endpoint_seen(const struct connection *c)
{
	assert(c->side != SIDE_NONE);
	return (const struct endpoint *)((const char *)c - offsetof(struct endpoint, c));
}
static inline const struct tls_config *config_of(const struct connection *c)
{
	return endpoint_seen(c)->cfg;
}
static inline struct side *own_side(struct connection *c)
{
	return &c->sides[c->side];
}

/* endpoint_role.c */
extern const struct role endpoint_role;
/* It ends without having ended in order. `alert` is -1 if none says why. */
void endpoint_give_up(struct connection *c, const char *outcome, int alert, enum actor from);
/* Takes in the messages that came before this side had finished, once it has; false: there are none, or it has not. */
bool endpoint_take_waiting(struct connection *c);
/* Counts something that brings nothing forward; too many are a flood, which is fatal. */
enum status endpoint_idle_limit(struct connection *c, enum idle kind) MUST_USE;

/* What it shows of itself, NULL: nothing; and the key of it, as a value. */
const struct credential *endpoint_own(const struct connection *c);
value_id endpoint_own_key(struct connection *c);
/* The value that it was given in place of making it, told as such; 0: it makes it. */
value_id endpoint_given(struct connection *c, const char *label);
/* Server: whether it asks for the client's certificate when the handshake is over, not in it. */
bool endpoint_asks_later(const struct connection *c);
/* Gives up with a fatal alert, from within. */
void endpoint_fail(struct connection *c, int alert);
/* Puts a message that was made on its way, as that of the current step. */
void endpoint_send(struct connection *c, unit_id unit);

#endif
