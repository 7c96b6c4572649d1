/* What an endpoint knows. Shared by the files of tls/ only. */
#ifndef SLOWSHAKE_TLS_STATE_H
#define SLOWSHAKE_TLS_STATE_H

#include "spec/events.h"
#include "spec/layout.h"
#include "spec/reasons.h"
#include "spec/suites.h"
#include "tls/endpoint.h"
#include "tls/flow.h"
#include "wire/parse.h"

enum known_extension { KE_EMS, KE_ETM, KE_TICKET, KE_RENEGOTIATION, KE_ALPN, KE_SERVER_NAME, KE_POINT_FORMATS, KE_GROUPS, KE_N };

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

/* One direction of record protection. */
struct protection {
	enum protection_kind kind;
	const struct suite *suite;
	value_id mac_key, key, salt;               /* salt: AEAD; 0 where the suite has none */
	/* Before TLS 1.1 the IV of a CBC record is not sent: it is the last block of the
	 * record before, and for the first one it comes out of the key block. */
	value_id iv;                               /* 0: each record has its own */
	bool ssl30;                                /* the MAC and the padding of SSL 3.0 */
	struct crypto_stream *stream;              /* RC4; owned by the observer */
	uint64_t seq;
};

/* A value of which the first `off` bytes were used up. */
struct part {
	value_id value;
	unit_id carrier;
	uint32_t carrier_off;                      /* where the value begins in the carrier */
	size_t off;
};

/* A growing list of elements of one size; owns p. */
struct list {
	void *p;
	size_t n, cap;
};

/* The message that is being taken in. */
struct incoming {
	unit_id unit;
	value_id value;                            /* its bytes as this party has them */
	field_id root;
};

/* What the hellos agreed on. */
struct session {
	uint16_t version, client_version;
	const struct suite *suite;
	value_id client_version_value;             /* as offered: goes into the pre-master secret */
	value_id client_random, server_random, session_id;
	bool extended_master_secret, encrypt_then_mac, secure_renegotiation;
	bool ticket_expected;                      /* the server answered session_ticket */
	value_id alpn;                             /* 0: none chosen */
	const char *server_name;                   /* in the trace's arena */
	value_id server_name_value;                /* as it stands in server_name; 0: nobody sent it */
	value_id offered_suites;                   /* client: its list */
	value_id common_suites;                    /* server: what remained */
	bool client_offers[KE_N];
	bool certificate_requested, client_certificate_sent;
	value_id request_schemes, request_types;   /* client: out of CertificateRequest */
	field_id request_authorities;
	value_id offered_schemes;                  /* server: the client's signature_algorithms; 0: none came */
};

struct secrets {
	value_id pre_master, master, key_block;
	struct protection read, write;             /* pending until ChangeCipherSpec */
};

/* What comes from one side: bytes, the protection that they have, and handshake
 * bytes that are not yet a message. An observer has two of these. */
struct half {
	struct buf in;
	struct protection read;
	struct list hs_parts;                      /* struct part */
	size_t hs_bytes;
	uint8_t last_type;                         /* of the last record; 0: none came yet */
};

struct endpoint {
	struct work w;
	enum actor role;
	const struct tls_config *cfg;

	enum endpoint_state state;
	enum flow_state at;
	bool quirk_done;

	enum actor sender;                         /* whose bytes are taken in: the peer */
	struct half peer_half, *from;              /* where they wait */

	struct buf out, received;
	bool eof, eof_told;
	size_t idle_records;

	struct protection write;
	struct list held;                          /* unit_id: messages waiting to share a record */

	/* an observer's: what is done with a message, and with a record that stays closed */
	enum status (*observe)(struct endpoint *ep, uint8_t content_type, uint8_t handshake_type);
	void (*observe_closed)(struct endpoint *ep, unit_id record);
	bool (*observe_foreign)(struct endpoint *ep);   /* what waits cannot be a record: true, it was told what it is */
	bool observe_skips;                        /* application data is of no interest */
	struct parse_context facts;                /* what layouts of messages depend on; zero for TLS 1.2 with RSA */

	struct incoming msg;
	struct list transcript;                    /* value_id: every handshake message so far */
	struct value_run *hashed;                  /* the hash over the first n_hashed of them; NULL: not begun */
	enum hash_alg hashed_with;
	size_t n_hashed;
	struct session s;
	struct secrets secrets;
	value_id private_key;                      /* own key's DER, made on first use; 0 before */
	struct verify_result peer;                 /* of the peer's certificates */
	bool peer_certified;

	struct buf to_send;
	bool close_wanted, close_sent, close_received;
};

void list_add(struct list *l, const void *element, size_t size);
#define LIST_AT(l, type, i) (((type *)(l)->p)[i])

/* ---- endpoint.c ---- */
static inline struct trace *ep_trace(struct endpoint *ep) { return ep->w.t; }
/* Adds an event of this party about the current message. */
struct event *ep_event(struct endpoint *ep, enum event_type type, const value_id *values, size_t n);
#define EP_EVENT(ep, type, ...)                                                              \
	ep_event(ep, type, (const value_id[]){ __VA_ARGS__ }, sizeof((const value_id[]){ __VA_ARGS__ }) / sizeof(value_id))
#define EP_FACT(ep, type) ep_event(ep, type, NULL, 0)
/* Gives the event its verdict; a failed one is fatal: the alert is sent, the
 * endpoint has failed, and ST_REFUSED is returned. */
enum status ep_check(struct endpoint *ep, struct event *e, bool holds, enum reason reason, int alert) MUST_USE;
/* A constant of the specification as a value: text without its NUL. */
value_id ep_const(struct endpoint *ep, const char *label, const char *text);
value_id ep_uint(struct endpoint *ep, enum value_op op, const char *label, unsigned width, uint64_t v);
value_id ep_own_key(struct endpoint *ep);
/* Puts a message that was made on its way, as that of the current step. */
void message_sent(struct endpoint *ep, unit_id unit);

/* ---- message.c: reading the current message ---- */
field_id msg_field(struct endpoint *ep, const char *name);                     /* 0: absent */
value_id msg_value(struct endpoint *ep, field_id f, const char *label);        /* the field's bytes */
/* The content of a vector or list, without its length prefix. */
value_id msg_content(struct endpoint *ep, field_id f, const char *label);
struct bytes msg_bytes(struct endpoint *ep, field_id f);
uint32_t msg_uint(struct endpoint *ep, const char *name);

/* ---- record.c, protect.c, unprotect.c ---- */
/* Puts a finished message on its way (or holds it, when messages share records). */
void record_send(struct endpoint *ep, unit_id message);
void record_flush(struct endpoint *ep);
/* Takes one record from the input: ST_MORE when it is not all there. */
enum status record_take(struct endpoint *ep) MUST_USE;
/* Content -> the items of a record's fragment; plaintext unit in *plain (0: none). */
size_t protect(struct endpoint *ep, uint8_t type, uint16_t version, value_id content, struct build_item *items,
	       struct parse_context *ctx, unit_id *plain);
/* Passes over a record that nobody wants to read; false: only by reading it can it be passed over. */
bool unprotect_skip(struct endpoint *ep, struct bytes record);
/* A record's fragment -> its content. `record` is the unit, `value` this party's bytes of it. */
enum status unprotect(struct endpoint *ep, unit_id record, value_id value, uint8_t type, struct part *content) MUST_USE;
void protection_facts(const struct protection *p, struct parse_context *ctx);

/* ---- message.c ---- */
/* Looks a handshake message (or CCS, data) up in the flow, checks and applies it. */
enum status message_take(struct endpoint *ep, uint8_t content_type, struct part part, size_t len) MUST_USE;
/* The question whether what came may come now, with what was waited for. */
struct event *ep_expected(struct endpoint *ep);
/* A message that was made or taken: it joins the transcript, the flow moves on. */
enum status message_done(struct endpoint *ep, const struct flow_row *row, value_id value, bool sent) MUST_USE;
unit_id message_build(struct endpoint *ep, uint8_t handshake_type, const struct build_item *items, size_t n);
unit_id message_plain(struct endpoint *ep, uint8_t content_type, const char *label, const struct layout *layout,
		      const struct build_item *items, size_t n);

/* ---- credential.c ---- */
enum client_cert_type { CERT_TYPE_RSA_SIGN = 1, CERT_TYPE_ECDSA_SIGN = 64 };
/* Tells whether the peer accepts the signatures on the own chain; there is no other to show. */
void credential_check_chain(struct endpoint *ep);
/* Client: CLIENT_CERT_FITS, or why its certificate does not answer the CertificateRequest. */
enum reason credential_answers(struct endpoint *ep);

/* ---- alert.c ---- */
enum status alert_take(struct endpoint *ep) MUST_USE;
void alert_close(struct endpoint *ep);              /* sends close_notify */
/* Counts something that brings nothing forward; too many are a flood, which is fatal. */
enum status ep_idle_limit(struct endpoint *ep) MUST_USE;
enum endpoint_did ep_end_of_stream(struct endpoint *ep);

/* ---- quirk.c ---- */
bool ep_quirk(struct endpoint *ep, enum quirk q);   /* true once */
/* Sends something else than what it is time for; false: the party does not err here. */
bool quirk_detour(struct endpoint *ep);
/* The message with one byte changed by xor, as a new unit. */
unit_id message_altered(struct endpoint *ep, unit_id unit, uint32_t off, uint8_t mask);

/* ---- schedule.c ---- */
value_id schedule_prf(struct endpoint *ep, const char *out_label, value_id secret, const char *label, value_id seed, size_t n);
value_id transcript_hash(struct endpoint *ep);
/* Nothing was said: a handshake begins. Also frees what the transcript holds beside its list. */
void transcript_clear(struct endpoint *ep);
void schedule_keys(struct endpoint *ep);
/* The parts of schedule_keys: the master secret out of the pre-master secret, and the keys out of it. */
void schedule_master_secret(struct endpoint *ep);
void schedule_key_block(struct endpoint *ep);
/* RFC 6101 5.6.8, 5.6.9: Finished of `whose`, or (ACTOR_NONE) what CertificateVerify signs. */
value_id schedule_ssl30_hash(struct endpoint *ep, const char *label, enum actor whose);
value_id schedule_verify_data(struct endpoint *ep, enum actor whose);

#endif
