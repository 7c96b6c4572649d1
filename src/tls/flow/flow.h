/* The order of a TLS 1.2 handshake as a table (RFC 5246 7.3, figure 1). Client and
 * server read the same rows: the one whose turn it is makes the message, the
 * other may take no other. */
#ifndef SLOWSHAKE_TLS_FLOW_H
#define SLOWSHAKE_TLS_FLOW_H

#include "spec/codes.h"
#include "trace/trace.h"

enum flow_state {
	AT_CLIENT_HELLO,
	AT_SERVER_HELLO,
	AT_SERVER_CERTIFICATE,
	AT_CERTIFICATE_REQUEST,       /* or at once ServerHelloDone */
	AT_SERVER_HELLO_DONE,
	AT_CLIENT_CERTIFICATE,        /* if one was asked for */
	AT_CLIENT_KEY_EXCHANGE,
	AT_CERTIFICATE_VERIFY,        /* if the client showed a certificate */
	AT_CLIENT_CCS,
	AT_CLIENT_FINISHED,
	AT_TICKET,                    /* NewSessionTicket, if the server said so */
	AT_SERVER_CCS,
	AT_SERVER_FINISHED,
	AT_DATA,
	AT_N,
};

/* What stands for a message in the table: content type, and handshake type. */
#define MSG_HANDSHAKE(type) (CT_HANDSHAKE << 8 | (type))
#define MSG_CCS (CT_CHANGE_CIPHER_SPEC << 8)
#define MSG_DATA (CT_APPLICATION_DATA << 8)

struct connection;

struct flow_row {
	enum flow_state at;
	enum actor sender;
	uint16_t message;
	const char *title;
	bool (*guard)(const struct connection *c);            /* NULL: always */
	enum flow_state next;
	unit_id (*make)(struct connection *c);                /* builds it; 0: made nothing */
	enum status (*take)(struct connection *c);            /* checks and applies it */
	enum status (*then)(struct connection *c, bool sent); /* when it is part of the transcript; may be NULL */
};

extern const struct flow_row flow[];
extern const size_t n_flow;
const char *flow_state_name(enum flow_state at);

/* The row by which `sender` may send the message now, or NULL. */
const struct flow_row *flow_find(const struct connection *c, enum actor sender, uint16_t message);
/* The row that is this endpoint's to send now, or NULL. */
const struct flow_row *flow_turn(const struct connection *c);
/* Adds what `sender` may send now, in words: "CertificateRequest or ServerHelloDone". */
void flow_describe(const struct connection *c, enum actor sender, struct buf *out);

/* The messages; one file each, named msg_*.c. */
unit_id client_hello_make(struct connection *c);
enum status client_hello_take(struct connection *c);
unit_id server_hello_make(struct connection *c);
enum status server_hello_take(struct connection *c);
unit_id certificate_make(struct connection *c);
enum status certificate_take(struct connection *c);
unit_id certificate_request_make(struct connection *c);
enum status certificate_request_take(struct connection *c);
unit_id server_hello_done_make(struct connection *c);
enum status server_hello_done_take(struct connection *c);
unit_id client_key_exchange_make(struct connection *c);
enum status client_key_exchange_take(struct connection *c);
enum status client_key_exchange_then(struct connection *c, bool sent);
unit_id certificate_verify_make(struct connection *c);
enum status certificate_verify_take(struct connection *c);
unit_id ccs_make(struct connection *c);
enum status ccs_take(struct connection *c);
enum status ccs_then(struct connection *c, bool sent);
unit_id finished_make(struct connection *c);
enum status finished_take(struct connection *c);
enum status finished_then(struct connection *c, bool sent);
enum status new_session_ticket_take(struct connection *c);
unit_id application_data_make(struct connection *c);
enum status application_data_take(struct connection *c);
enum status renegotiation_refuse(struct connection *c);

#endif
