/* Records (RFC 5246 6.2): messages into records, records into messages. */
#ifndef SLOWSHAKE_TLS_RECORD_H
#define SLOWSHAKE_TLS_RECORD_H

#include "tls/connection.h"
#include "wire/parse.h"

/* Puts a finished message on its way (or holds it, when messages share records). Endpoints only. */
void record_send(struct connection *c, unit_id message);
void record_flush(struct connection *c);
/* A record with content that is no message of this party's. */
void record_put_content(struct connection *c, uint8_t type, value_id content);
/* How many bytes of content this endpoint puts into a record: no more than it likes, nor than its peer takes. */
size_t record_room(const struct connection *c);
/* Takes one record from the input: ST_MORE when it is not all there. `last`: no more bytes will come. */
enum status record_take(struct connection *c, bool last) MUST_USE;

/* ---- protect.c, unprotect.c ---- */
/* Content -> the items of a record's fragment; plaintext unit in *plain (0: none). */
size_t record_protect(struct connection *c, uint8_t type, uint16_t version, value_id content, struct build_item *items,
		      struct parse_context *ctx, unit_id *plain);
/* Passes over a record that nobody wants to read; false: only by reading it can it be passed over. */
bool record_skip(struct connection *c, struct bytes record);
/* trial.c: TLS 1.3: the content type inside, if `p` opens the record; else 0. Nothing changes. */
uint8_t record_try(const struct trace *t, const struct protection *p, struct bytes record);
/* A record's fragment -> its content. `record` is the unit, `value` this party's bytes of it. *type is that of the record, and
 * becomes that of the content. */
enum status record_unprotect(struct connection *c, unit_id record, value_id value, uint8_t *type, struct part *content) MUST_USE;

#endif
