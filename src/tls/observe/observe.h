/* What an observer knows. Shared by the files of observe/ only. */
#ifndef SLOWSHAKE_TLS_OBSERVE_H
#define SLOWSHAKE_TLS_OBSERVE_H

#include "tls/connection.h"
#include "tls/keys/keys.h"
#include "tls/observe/observer.h"
#include "trace/rest.h"

/* A pre-shared key that the client offers, and that is known here. */
struct seen_psk {
	size_t index;                  /* among the identities */
	enum hash_alg hash;
	value_id key, early;
};

/* A request for authentication after the handshake. */
struct asked {
	value_id request;              /* the message */
	value_id context;
};

/* What became of the bytes of one side. */
struct watched {
	bool ended;                    /* a gap, or bytes that are no TLS: nothing more can be read */
	enum closed why;               /* what keeps the records of this direction closed */
	size_t opened, closed;         /* protected records */
	/* TLS 1.3 */
	enum keys_epoch epoch;         /* of the records that come now; EPOCH_NONE: they are in clear */
	unsigned tries;                /* records that are still tried with the keys of a later epoch */
	unsigned updates;              /* KeyUpdates so far */
	bool unfit;                    /* the last record did not open */
};

struct observer {
	struct connection c;
	const struct observer_config *cfg;
	struct watched watched[2];     /* by enum side_id */
	struct handshake_summary now;  /* the one under way */
	struct course course;          /* of it */
	bool offer_known;              /* all that the client offers was read */
	bool any, retried;             /* a hello was seen; a HelloRetryRequest was */
	bool no_start;                 /* a direction begins in the middle */
	bool evicted;                  /* let go before its end */
	struct heartbeat {
		bool asked, bad;       /* a request waits for its answer; it does not fit its message */
		bool early;            /* it fits, and came in the middle of a handshake */
		uint32_t payload;      /* that it claims */
	} heartbeats[2];               /* of the client, of the server */
	uint64_t records, bytes;       /* of both sides */
	bool heard[2];                 /* bytes of this side came */
	bool full;                     /* a message came that a resumed handshake does not have */
	bool canceled;                 /* the alert of the outcome is a user_canceled that was not fatal */
	bool refused;                  /* a fatal alert came in clear, before the handshake was complete */
	struct bytes new_ticket;       /* in the trace */
	uint32_t ticket_lifetime;      /* of it */
	bool transcript_broken;        /* a handshake message could not be read */
	struct {
		struct list asked;             /* struct asked */
		struct transcript transcript;  /* of the one that is being answered */
		bool open;                     /* one is */
	} later;
	struct list psks;              /* struct seen_psk: those of them whose key is known */
	uint32_t tickets;              /* which of the pre-shared keys that the client offers are of tickets */
	bool ccs_seen;
	enum closed no_secret;         /* why there is none */
	enum closed secret_doubt;      /* what it means if the secret does not open the records */
	struct bytes session_id;       /* in the trace */
	utc_time when;
	struct trace_mark lasting;     /* brief: what is up to here is asked for again; what came later is forgotten with its message */
	struct trace_rest rest;        /* brief: while another observer uses the trace */
};

static inline struct observer *observer_of(struct connection *c)
{
	return (struct observer *)((char *)c - offsetof(struct observer, c));
}

/* What was checked has its verdict, and what comes next is read as well. */
static inline enum status observe_noted(enum status st)
{
	(void)st;
	return ST_OK;
}

/* The handshake under way is over: its summary is kept. */
void observe_finish(struct observer *o);

/* Whether signatures and chains are checked. */
static inline bool observe_checks(const struct observer *o)
{
	return !(o->cfg->brief && o->cfg->finished_only);
}

/* ---- pack.c ---- */
/* For trace_rest: walks over all values and byte strings that the observer (owner) names. */
void observe_roots(void *owner, struct trace_walker *w);

/* ---- say.c ---- */
value_id observe_text(struct observer *o, const char *text);
/* An event that says that something stays closed, and why. */
struct event *observe_closed(struct observer *o, enum event_type type, enum closed why);

/* ---- order.c ---- */
/* The current message came in its turn, or it is told that it did not. `message`: as in a flow's rows. */
void observe_order(struct observer *o, uint16_t message);

/* ---- hellos.c ---- */
enum status observe_client_hello(struct observer *o);
enum status observe_server_hello(struct observer *o);
/* The protocol that the current message chooses (ALPN), into o->now. */
void observe_protocol(struct observer *o);
/* An SSLv2 record with a ClientHello at the start of the client's bytes: taken, if it is whole. */
enum status observe_v2_hello(struct observer *o);
bool observe_is_v2_hello(struct bytes b);

/* Of a ClientHello of `whole` bytes (0: not known) `there` are there, as the current message. */
void observe_hello_cut(struct observer *o, size_t there, size_t whole);

/* ---- fingerprint.c ---- */
/* JA3 and JA4 of the current ClientHello, into o->now. */
void observe_fingerprints(struct observer *o);

/* ---- cut.c ---- */
/* The side says no more: what is there of a message that it had begun. */
void observe_cut(struct observer *o, enum side_id side);

/* ---- told.c ---- */
/* After the message was taken: what stands in it in clear is known to everybody, as an event with the values. */
void observe_told(struct connection *c);

/* ---- secret.c ---- */
void observe_keys(struct observer *o);         /* after ClientKeyExchange */
void observe_resume(struct observer *o);       /* ChangeCipherSpec came without a key exchange */
/* The records of this side cannot be opened from here on. */
void observe_close_side(struct observer *o, enum side_id side, enum closed why);

/* ---- tls13.c ---- */
/* ServerHello is part of the transcript: what follows is protected. */
void observe_tls13_begin(struct observer *o);
/* This side's Finished is. */
void observe_tls13_finished(struct observer *o);
/* A ClientHello with early data came: records of it may follow at once. */
void observe_tls13_early(struct observer *o);
/* EndOfEarlyData came; or ServerHello is of another version, and there is no early data. */
void observe_tls13_early_over(struct observer *o);
void observe_tls13_refused(struct observer *o);
/* Whether the keys of this side's application data are there: what a KeyUpdate derives the next ones from. */
bool observe_tls13_has_data_keys(const struct observer *o, enum side_id side);
/* The first record of an epoch did not open: its secret is none, or the record was altered. */
void observe_tls13_wrong(struct observer *o, enum side_id side);
/* Whether Finished of this side can be computed, if all messages before it are there. */
bool observe_tls13_readable(const struct observer *o, enum side_id side);
/* For struct role. */
void observe_tls13_arrives(struct connection *c, struct bytes record);

/* ---- signatures.c ---- */
enum status observe_certificate_verify(struct observer *o);
/* For struct role. */
enum status observe_signature(struct connection *c, const struct signature_check *k);
bool observe_scheme_listed(const struct connection *c, uint16_t code);

/* ---- exchange.c ---- */
enum status observe_server_key_exchange(struct observer *o);
enum status observe_client_key_exchange(struct observer *o);

/* ---- later.c ---- */
/* What the sender says now comes after its Finished. */
bool observe_is_later(const struct observer *o);
/* Whether the client may be asked then, so that the transcript of the handshake has to last; if brief only where it offers it. */
bool observe_later_may_come(const struct observer *o);
/* CertificateRequest came then. */
void observe_later_asked(struct observer *o);
/* Whether the current message answers such a request: then the transcript is that of the answer, until it is left. */
bool observe_later_enter(struct observer *o, uint8_t type);
void observe_later_leave(struct observer *o, uint8_t type);
void observe_later_forget(struct observer *o);
void observe_later_free(struct observer *o);

/* ---- psk.c ---- */
/* The key that was given for the identity, as a value; 0: none was. */
value_id observe_psk_given(struct observer *o, struct bytes identity);
bool observe_has_extension(struct connection *c, uint16_t type);
/* ClientHello is there, and is no part of the transcript yet: which keys it offers, and whether their binders hold. */
void observe_psk_offered(struct observer *o);
/* It is part of the transcript: the secrets of its early data, if they follow from a key that is known. */
void observe_psk_early(struct observer *o);
/* ServerHello is: what follows from the key that it chose. Whether that came of a ticket. */
void observe_psk_chosen(struct observer *o);
bool observe_psk_of_ticket(struct observer *o);
/* NewSessionTicket came: the key that goes with it is known to later connections of the same file. */
void observe_psk_issued(struct observer *o);

/* ---- chain.c ---- */
/* What the sender's certificates are worth, into o->now, o->course and o->c.from->shown. */
void observe_chain(struct observer *o, const value_id *values, const field_id *fields, size_t n);
/* The same of what the CA says of the server's; response.value 0: nothing came, although it was asked for. */
void observe_status(struct observer *o, struct verify_shown response);
/* chain_cache.c: the verdict on this Certificate message for this name and second, if it was given before. The parts
 * of *out's key lie in `message`; it has no values. */
bool chain_cache_find(struct chain_cache *c, struct bytes message, const struct verify_config *cfg, struct verify_result *out);
void chain_cache_put(struct chain_cache *c, struct bytes message, const struct verify_config *cfg, const struct verify_result *r);
/* Only the first certificate's key: what signatures and the RSA key are held against. */
void observe_leaf_key(struct connection *c, value_id cert, struct verify_result *out);

/* ---- heartbeat.c ---- */
void observe_heartbeat(struct observer *o);

/* ---- foreign.c ---- */
bool observe_foreign(struct connection *c);

/* ---- messages.c ---- */
extern const struct role observer_role;

#endif
