/* What an observer knows. Shared by the files observe_*.c and observer.c only. */
#ifndef SLOWSHAKE_TLS_OBSERVE_H
#define SLOWSHAKE_TLS_OBSERVE_H

#include "spec/events.h"
#include "spec/layout.h"
#include "tls/observer.h"
#include "tls/state.h"

enum side { SIDE_CLIENT, SIDE_SERVER };

struct side_state {
	bool ended;                    /* a gap, or bytes that are no TLS: nothing more can be read */
	enum closed why;               /* what keeps the records of this direction closed */
	size_t opened, closed;         /* protected records */
};

struct observer {
	struct endpoint ep;            /* first: an endpoint that only takes in */
	const struct observer_config *cfg;
	struct half halves[2];
	struct side_state sides[2];
	struct list done;              /* struct handshake */
	struct handshake now;          /* the one under way */
	bool any, retried;             /* a hello was seen; a HelloRetryRequest was */
	bool no_start;                 /* a direction begins in the middle */
	bool evicted;                  /* let go before its end */
	struct heartbeat {
		bool asked, bad;       /* a request waits for its answer; it had to be discarded */
		uint32_t payload;      /* that it claims */
	} heartbeats[2];               /* of the client, of the server */
	bool heard[2];                 /* bytes of this side came */
	bool full;                     /* a message came that a resumed handshake does not have */
	bool refused;                  /* a fatal alert came in clear, before the handshake was complete */
	struct bytes new_ticket;       /* in the trace */
	bool transcript_broken;        /* a handshake message could not be read */
	bool ccs_seen;
	enum closed no_secret;         /* why there is none */
	enum closed secret_doubt;      /* what it means if the secret does not open the records */
	struct verify_result client_peer;
	struct bytes offered_session_id, offered_ticket, session_id;   /* in the trace */
	utc_time when;
};

static inline struct observer *observer_of(struct endpoint *ep)
{
	return (struct observer *)ep;
}
static inline enum side sender_side(const struct endpoint *ep)
{
	return ep->sender == ACTOR_CLIENT ? SIDE_CLIENT : SIDE_SERVER;
}

value_id observe_text(struct observer *o, const char *text);
/* An event that says that something stays closed, and why. */
struct event *observe_closed(struct observer *o, enum event_type type, enum closed why);
/* The handshake under way is over: its summary is kept. */
void observe_finish(struct observer *o);

/* ---- observe_hello.c ---- */
enum status observe_client_hello(struct observer *o);
enum status observe_server_hello(struct observer *o);
/* An SSLv2 record with a ClientHello at the start of the client's bytes: taken, if it is whole. */
enum status observe_v2_hello(struct observer *o);
bool observe_is_v2_hello(struct bytes b);

/* ---- observe_secret.c ---- */
/* What the key exchange messages of the suite look like. */
enum key_exchange_form suite_form(const struct suite *s);
void observe_keys(struct observer *o);         /* after ClientKeyExchange */
void observe_resume(struct observer *o);       /* ChangeCipherSpec came without a key exchange */
/* session_cache.c: the master secret under this session ID or ticket; empty if it is not known. `c` may be NULL. */
struct bytes session_cache_find(struct session_cache *c, struct bytes id);
void observe_remember(struct observer *o, struct bytes id);
/* The records of this side cannot be opened from here on. */
void observe_close_side(struct observer *o, enum side side, enum closed why);

/* ---- observe_chain.c ---- */
/* What the server's certificates are worth, into o->now and o->ep.peer. */
void observe_chain(struct observer *o, const value_id *values, const field_id *fields, size_t n);
/* chain_cache.c: the verdict on this Certificate message for this name and second, if it was given before. The parts
 * of *out's key lie in `message`; it has no values. */
bool chain_cache_find(struct chain_cache *c, struct bytes message, const struct verify_config *cfg, struct verify_result *out);
void chain_cache_put(struct chain_cache *c, struct bytes message, const struct verify_config *cfg, const struct verify_result *r);
/* Only the first certificate's key: what signatures and the RSA key are held against. */
void observe_leaf_key(struct endpoint *ep, value_id cert, struct verify_result *out);

/* ---- observe_heartbeat.c ---- */
void observe_heartbeat(struct observer *o);

/* ---- observe_foreign.c ---- */
bool observe_foreign(struct endpoint *ep);

/* ---- observe_message.c ---- */
enum status observe_message(struct endpoint *ep, uint8_t content_type, uint8_t handshake_type);
void observe_closed_record(struct endpoint *ep, unit_id record);

#endif
