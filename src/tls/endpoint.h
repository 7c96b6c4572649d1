/* One party of a handshake, client or server: sans-IO. Feed it the bytes that
 * came, let it take a step, drain the bytes that are to be sent. It knows no
 * socket, no clock, no file. Everything it does enters the trace. */
#ifndef SLOWSHAKE_TLS_ENDPOINT_H
#define SLOWSHAKE_TLS_ENDPOINT_H

#include "tls/config.h"

struct endpoint;

enum endpoint_state {
	EP_HANDSHAKE,     /* under way */
	EP_ESTABLISHED,   /* data may flow */
	EP_CLOSED,        /* ended in order */
	EP_FAILED,        /* ended by an alert, sent or received, or by the end of the stream */
};

enum endpoint_did {
	EP_ACTED,         /* something happened; there may be output */
	EP_WANTS_INPUT,   /* nothing to do until bytes come */
	EP_IDLE,          /* established, nothing queued: write, close or feed */
	EP_OVER,          /* closed or failed; drain what is left */
};

/* Whoever is at that side of the trace's current connection. The config must outlive the endpoint. */
struct endpoint *endpoint_new(struct trace *t, enum side_id side, const struct tls_config *cfg);
void endpoint_free(struct endpoint *ep);

void endpoint_feed(struct endpoint *ep, struct bytes bytes);   /* copies */
void endpoint_feed_eof(struct endpoint *ep);
/* At most one message made, or one record or message taken in. */
enum endpoint_did endpoint_step(struct endpoint *ep);
enum endpoint_state endpoint_state(const struct endpoint *ep);
/* A message of the handshake was sent or taken. */
bool endpoint_has_begun(const struct endpoint *ep);
/* Bytes for the peer, valid until the next call on ep. */
struct bytes endpoint_output(const struct endpoint *ep);
void endpoint_drain(struct endpoint *ep, size_t n);

/* Established only: queue data, or close_notify. Sent by later steps. */
void endpoint_write(struct endpoint *ep, struct bytes data);
/* The same with data that came over another connection of the trace: it stays the value that it was. */
void endpoint_relay(struct endpoint *ep, value_id data);
/* TLS 1.3: its next keys, before further data; `request`: and the peer's next ones. */
void endpoint_update_keys(struct endpoint *ep, bool request);
/* Established, up to TLS 1.2: a client begins a further handshake before further data, a server asks for one. What the peer
 * may begin its configuration says (renegotiates). */
void endpoint_renegotiate(struct endpoint *ep);
void endpoint_close(struct endpoint *ep);
/* In the middle of the handshake: nothing is wrong, but somebody does not want it any more (RFC 9846 6.1). Sent by a later step. */
void endpoint_cancel(struct endpoint *ep);
/* The peer has sent close_notify: nothing more comes from it. What is written still goes out if this is TLS 1.3, and it was
 * configured to go on (half_close); then it is the owner's to close as well. */
bool endpoint_peer_closed(const struct endpoint *ep);
/* Gives up with a fatal alert (internal_error ...). */
void endpoint_abort(struct endpoint *ep, int alert);
/* Application data received so far, across records, valid until the next step. */
struct bytes endpoint_received(const struct endpoint *ep);

#endif
