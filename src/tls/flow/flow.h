/* The order of messages as sequences: one ordered array for each flow, and a set of what
 * may come beside it. Client, server and observer go by the same rows: an endpoint
 * makes what is its to send and takes nothing else, the observer says what was out of order.
 *
 * What may come now is every row from the place to the first required one. */
#ifndef SLOWSHAKE_TLS_FLOW_H
#define SLOWSHAKE_TLS_FLOW_H

#include "spec/codes.h"
#include "trace/trace.h"

/* What a message is: content type, and handshake type. */
#define MSG_HANDSHAKE(type) (CT_HANDSHAKE << 8 | (type))
#define MSG_CCS (CT_CHANGE_CIPHER_SPEC << 8)
#define MSG_ALERT(description) (uint16_t)(CT_ALERT << 8 | (description))
#define MSG_DATA (CT_APPLICATION_DATA << 8)

struct connection;

enum presence { ABSENT, OPTIONAL, REQUIRED };

/* Whether a message is part of this handshake. Who makes it knows (never OPTIONAL), who takes it may have to see. */
struct presence_rule {
	enum presence (*of)(const struct connection *c);
	const char *words;                                    /* when it is sent: "if the server asked for one" */
};

struct flow_row {
	enum side_id sender;
	uint16_t message;
	const struct presence_rule *rule;                     /* NULL: required */
	unit_id (*make)(struct connection *c);                /* builds it; 0: made nothing. NULL: only others send it */
	enum status (*take)(struct connection *c);            /* checks and applies it */
	enum status (*then)(struct connection *c, bool sent); /* when it is part of the transcript; may be NULL */
};

struct flow {
	const char *name, *title;                             /* title: with the section that orders it */
	const struct flow_row *rows;
	size_t n;
	const struct flow *const *next;                       /* what may follow; ends with NULL. NULL: the handshake is over */
	bool (*applies)(const struct connection *c);          /* NULL: always */
};

/* Where a side stands: before rows[at]; at n the flow is over. */
struct flow_place {
	const struct flow *flow;
	size_t at;
};

extern const struct flow flow_hello, flow_tls12_full, flow_tls12_resumed, flow_tls13;
/* What may come at any place, in no order. */
extern const struct flow flow_beside;
extern const struct flow *const flow_all[];
extern const size_t flow_all_n;

const char *flow_row_title(const struct flow_row *row);

/* Nothing was said. */
void flow_begin(struct connection *c);
/* The row by which `sender` may send the message now, or NULL. */
const struct flow_row *flow_find(const struct connection *c, enum side_id sender, uint16_t message);
/* The row that is this endpoint's to send now, or NULL: of the sequences, or one beside them whose rule says that it is due. */
const struct flow_row *flow_turn(const struct connection *c);
/* The message of this row was sent or taken. Tells whether it belongs to the transcript (RFC 5246 7.4.9). */
bool flow_advance(struct connection *c, const struct flow_row *row);
/* Whether any row of this sender has such a message; without one nobody can say where it belongs. */
bool flow_knows(enum side_id sender, uint16_t message);
/* Whether it is part of a full handshake of TLS 1.2, and not of one that goes on with a session (RFC 5246 7.3). */
bool flow_is_full_only(enum side_id sender, uint16_t message);
/* Whether it is in no sequence, and so in no transcript (RFC 5246 7.4.1.1). */
bool flow_is_beside(enum side_id sender, uint16_t message);
/* A message came by which no row holds now: the place goes on behind it, if it stands further on. */
void flow_pass_over(struct connection *c, uint16_t message);
/* The version is known now: a side that went on by the rows of another one, since what it sent was seen before the answer to
 * it, stands behind the hellos again. */
void flow_settle(struct connection *c);
/* The last row that this party's side has passed, or NULL. */
const struct flow_row *flow_last(const struct connection *c);
/* No message of the handshake is missing: of this side, if the sides are followed apart ... */
bool flow_is_done(const struct connection *c, enum side_id side);
/* ... of both. */
bool flow_is_over(const struct connection *c);
/* Adds what `sender` may send now, in words: "CertificateRequest or ServerHelloDone". */
void flow_describe(const struct connection *c, enum side_id sender, struct buf *out);
/* Adds the flow as text, a line a message, the client's to the left. */
void flow_draw(const struct flow *f, struct buf *out);

/* The messages; one file each, in message/. */
unit_id client_hello_make(struct connection *c);
enum status client_hello_take(struct connection *c);
enum status client_hello_then(struct connection *c, bool sent);
unit_id client_hello_again_make(struct connection *c);
enum status client_hello_again_take(struct connection *c);
unit_id hello_retry_request_make(struct connection *c);
enum status hello_retry_request_take(struct connection *c);
unit_id server_hello_make(struct connection *c);
enum status server_hello_take(struct connection *c);
enum status server_hello_then(struct connection *c, bool sent);
unit_id encrypted_extensions_make(struct connection *c);
enum status encrypted_extensions_take(struct connection *c);
unit_id certificate_make(struct connection *c);
enum status certificate_take(struct connection *c);
unit_id no_certificate_make(struct connection *c);
enum status no_certificate_take(struct connection *c);
unit_id compressed_certificate_make(struct connection *c);
enum status compressed_certificate_take(struct connection *c);
unit_id certificate_request_make(struct connection *c);
enum status certificate_request_take(struct connection *c);
unit_id server_key_exchange_make(struct connection *c);
enum status server_key_exchange_take(struct connection *c);
unit_id server_hello_done_make(struct connection *c);
unit_id certificate_status_make(struct connection *c);
enum status certificate_status_take(struct connection *c);
enum status server_hello_done_take(struct connection *c);
unit_id client_key_exchange_make(struct connection *c);
enum status client_key_exchange_take(struct connection *c);
enum status client_key_exchange_then(struct connection *c, bool sent);
unit_id certificate_verify_make(struct connection *c);
enum status certificate_verify_take(struct connection *c);
unit_id change_cipher_spec_make(struct connection *c);
enum status change_cipher_spec_take(struct connection *c);
enum status change_cipher_spec_then(struct connection *c, bool sent);
unit_id disguise_make(struct connection *c);
enum status disguise_take(struct connection *c);
unit_id finished_make(struct connection *c);
enum status finished_take(struct connection *c);
enum status finished_then(struct connection *c, bool sent);
unit_id new_session_ticket_make(struct connection *c);
enum status new_session_ticket_take(struct connection *c);
unit_id session_ticket_make(struct connection *c);
enum status session_ticket_take(struct connection *c);
unit_id end_of_early_data_make(struct connection *c);
enum status end_of_early_data_take(struct connection *c);
enum status end_of_early_data_then(struct connection *c, bool sent);
unit_id key_update_make(struct connection *c);
unit_id later_request_make(struct connection *c);
unit_id later_certificate_make(struct connection *c);
unit_id later_compressed_make(struct connection *c);
unit_id later_verify_make(struct connection *c);
unit_id later_finished_make(struct connection *c);
enum status later_request_take(struct connection *c) MUST_USE;
enum status later_certificate_take(struct connection *c) MUST_USE;
enum status later_compressed_take(struct connection *c) MUST_USE;
enum status later_verify_take(struct connection *c) MUST_USE;
enum status later_finished_take(struct connection *c) MUST_USE;
enum status key_update_take(struct connection *c);
enum status key_update_then(struct connection *c, bool sent);
unit_id application_data_make(struct connection *c);
enum status application_data_take(struct connection *c);
unit_id hello_request_make(struct connection *c);
enum status hello_request_take(struct connection *c);
enum status renegotiation_refuse(struct connection *c);

#endif
