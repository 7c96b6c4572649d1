/* Words for parts of a trace: safe UTF-8 text (no control characters, one line,
 * no newline), added to a buffer. Pure: the same trace gives the same words on
 * every output. Everything that came from a peer is made safe here. */
#ifndef SLOWSHAKE_VIEW_TEXT_DESCRIBE_H
#define SLOWSHAKE_VIEW_TEXT_DESCRIBE_H

#include "trace/trace.h"

/* `width` below: columns that one value may take; longer hex loses its middle
 * ("9c1f0a .. e2"), longer lists and texts their end. 0: no limit. */

/* Bytes as people read them: by `show`, numbers and codes by name. */
void describe_bytes(struct bytes b, enum show show, const struct code_table *codes, int width, struct buf *out);
/* How such bytes will really be shown: what should be text and is binary, as hex. */
enum show describe_show(struct bytes b, enum show show);
/* The bytes of a value by its own v->show. Id 0 gives "-". */
void describe_value(const struct trace *t, value_id id, int width, struct buf *out);
/* Where a value comes from, one line: "master_secret: PRF of pre_master_secret, label, seed". */
void describe_origin(const struct trace *t, value_id id, struct buf *out);
/* The same with the ids: "[141] master_secret: PRF of [119] pre_master_secret, ...". */
void describe_origin_ids(const struct trace *t, value_id id, struct buf *out);

/* A field's name as in the RFC with its index in a list ("extension[3]"). */
void describe_field_name(const struct trace *t, field_id f, struct buf *out);
/* What a field holds: leaves by layout->show; composites say how many elements or
 * bytes and, where one leaf tells what they are, that (an extension its type, a
 * certificate its subject). */
void describe_field_value(const struct trace *t, field_id f, int width, struct buf *out);
/* The leaf that tells what a composite is: the only one beside its length, or the type code near its beginning. 0: none
 * does, as in a list. */
field_id describe_telling_leaf(const struct trace *t, field_id composite);
/* Of a field that holds one certificate: whose it is and who issued it, by their common names. False: it is none. */
bool describe_certificate(const struct trace *t, field_id f, int width, struct buf *out);
/* "name: value", or the name alone when there is nothing to say. */
void describe_field(const struct trace *t, field_id f, int width, struct buf *out);

/* "ClientHello (198 bytes)", "encrypted record of 64 bytes (Finished inside)" ... */
void describe_unit(const struct trace *t, unit_id id, struct buf *out);
/* The bare name: "ClientHello", "Finished", "ChangeCipherSpec", "Alert", "record", ... Static. */
const char *describe_unit_name(const struct trace *t, unit_id id);

/* The sentence of an event with its placeholders filled in and, if it has a
 * reason, the reason's sentence after it. */
void describe_event(const struct trace *t, event_id id, struct buf *out);
/* The title of the event in the list: "padding found". Static. */
const char *describe_event_title(const struct trace *t, event_id id);
/* Only the reason's sentence; nothing for REASON_NONE. */
void describe_reason(const struct trace *t, event_id id, struct buf *out);
/* "" "OK" "FAILED" "warning" "not checked". Static. */
const char *describe_verdict(enum verdict v);

/* "ClientHello", "Certificate" ... and who says it to whom: "client -> server". */
void describe_step(const struct trace *t, step_id id, struct buf *out);

/* How it ended, one line: "Established: TLSv1.2, TLS_RSA_..." or "Failed: the client
 * sent the alert certificate_expired (check certificate.validity)." Of the connection under study; with a third
 * party of each, and between whom it was. */
void describe_outcome(const struct trace *t, struct buf *out);
/* Of the whole: "TLS handshake: default". */
void describe_title(const struct trace *t, struct buf *out);

/* A distinguished name (DER Name) as "CN=a, O=b"; hex if it cannot be read. */
void describe_dn(struct bytes der, struct buf *out);

#endif
