/* Messages: built, taken in, read field by field. */
#ifndef SLOWSHAKE_TLS_MESSAGE_H
#define SLOWSHAKE_TLS_MESSAGE_H

#include "tls/connection.h"

/* ---- building ---- */
unit_id message_build(struct connection *c, uint8_t handshake_type, const struct build_item *items, size_t n);
/* The bytes of such a message alone. */
value_id message_draft(struct connection *c, uint8_t handshake_type, const struct build_item *items, size_t n);
unit_id message_plain(struct connection *c, uint8_t content_type, const char *label, const struct layout *layout,
		      const struct build_item *items, size_t n);

/* ---- taking in ---- */
/* What the current message is, as in a flow's rows: a HelloRetryRequest comes as a ServerHello. */
/* Its title: "ClientHello"; static. */
const char *message_title(uint16_t message);
uint16_t message_identity(const struct connection *c, uint8_t content_type, uint8_t handshake_type);
/* Makes a unit of the bytes and hands it to the role. */
enum status message_take(struct connection *c, uint8_t content_type, struct part part, size_t len) MUST_USE;
/* The check that its bytes have the form that its layout says. */
enum status message_decoded(struct connection *c) MUST_USE;
/* The question whether what came may come now, with what was waited for. */
struct event *message_expected(struct connection *c);
/* A message that was made or taken: it joins the transcript, the flow moves on. */
enum status message_done(struct connection *c, const struct flow_row *row, value_id value, bool sent) MUST_USE;

/* ---- reading the current message ---- */
field_id msg_field(struct connection *c, const char *name);                     /* 0: absent */
value_id msg_value(struct connection *c, field_id f, const char *label);        /* the field's bytes */
/* The content of a vector or list, without its length prefix. */
value_id msg_content(struct connection *c, field_id f, const char *label);
struct bytes msg_bytes(struct connection *c, field_id f);
struct bytes msg_list(const struct connection *c, field_id f);                 /* the content, as bytes; of any message */
uint32_t msg_uint(struct connection *c, const char *name);

#endif
