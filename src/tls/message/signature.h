/* Signatures in messages: made and checked in one place, whatever message has them. */
#ifndef SLOWSHAKE_TLS_SIGNATURE_H
#define SLOWSHAKE_TLS_SIGNATURE_H

#include "tls/connection.h"

struct items;
struct scheme;

/* What is signed: values, joined. */
struct signed_data {
	const value_id *data;
	size_t n;
	value_id (*hash)(struct connection *c);    /* gives what is signed in their place, or 0; may be NULL */
};

/* What came of the check of a signature. The role concludes from it (struct role). */
struct signature_check {
	enum event_type type;
	uint16_t code;                 /* of the scheme; 0: before TLS 1.2 none is named */
	enum reason unfit;             /* why it could not be checked at all; REASON_NONE: it was */
	enum status st;                /* ST_OK: it holds; ST_MISMATCH; else: not computable here */
	value_id signature;            /* 0: none came */
	struct signature_parts parts;
};

/* Checks the signature of the current message with the signer's key, and hands the verdict to the role. */
enum status signature_take(struct connection *c, enum event_type type, const struct verify_result *signer,
			   const struct signed_data *what) MUST_USE;
/* What the client says that it can check, 2 bytes a scheme, or what it means that it says nothing. */
struct bytes signature_schemes_offered(const struct connection *c);
/* An endpoint chooses the scheme of the session: of those that its key can make, the first that the peer lists. */
enum status signature_choose(struct connection *c) MUST_USE;
/* Signs with its own key, tells it, and adds algorithm and signature. */
enum status signature_make(struct connection *c, enum event_type type, const struct signed_data *what, struct items *it) MUST_USE;
/* An event with the signature and the parts that were computed of it. */
struct event *signature_event(struct connection *c, const struct signature_check *k);

#endif
