/* The keys of a connection: derived when the handshake has come to a point, asked for by side and epoch. Which schedule
 * derives them (schedule.h) the version decides, and only here. */
#ifndef SLOWSHAKE_TLS_KEYS_H
#define SLOWSHAKE_TLS_KEYS_H

#include "spec/keylog.h"
#include "tls/connection.h"

enum keys_point {
	KEYS_PRE_MASTER,   /* the pre-master secret is there: the master secret and the keys come of it */
	KEYS_MASTER,       /* the master secret is there already: the keys come of it */
	/* TLS 1.3 (RFC 9846 7.1) */
	KEYS_EARLY,            /* ClientHello with a pre-shared key and early data */
	KEYS_SHARED,           /* ServerHello: the shared secret is there, in c->secrets.pre_master */
	KEYS_SERVER_FINISHED,  /* the server's Finished is in the transcript */
	KEYS_CLIENT_FINISHED,  /* the client's is */
};

/* What is sent under one pair of keys. */
enum keys_epoch {
	EPOCH_HANDSHAKE,     /* TLS 1.3: from ServerHello on */
	EPOCH_APPLICATION,   /* TLS 1.3: after Finished; before it: from ChangeCipherSpec on */
	EPOCH_EARLY,         /* TLS 1.3: of the client, before ServerHello and up to EndOfEarlyData */
	EPOCH_NONE,          /* no records */
};

/* Derives what can be derived at this point, and tells it. */
void keys_advance(struct connection *c, enum keys_point point);
/* The protection of a side; `suite` is NULL in it while there are no keys. Owned by the connection. */
const struct protection *keys_for(const struct connection *c, enum side_id side, enum keys_epoch epoch);
/* What Finished of this side holds, after the messages so far; told. */
value_id keys_finished(struct connection *c, enum side_id side);
/* The first value of the event is a secret that key logs call so; they find it by the client's random, if that is known. */
void keys_log(const struct connection *c, struct event *e, enum keylog_label label);
/* What CertificateVerify signs where a secret goes into it: both hashes of SSL 3.0 (RFC 6101 5.6.8). 0: the messages themselves. */
value_id keys_signing(struct connection *c);

/* TLS 1.3, of who has secrets by the labels of key logs: what such a secret is called; it is there, and its keys are. */
const char *keys_given_name(enum keylog_label label);
void keys_given(struct connection *c, enum keylog_label label, value_id secret);
/* The side's next traffic secret and keys, in use from here on (RFC 9846 7.2). */
enum status keys_update(struct connection *c, enum side_id side) MUST_USE;
/* TLS 1.3 with a pre-shared key, before a suite is chosen: the early secret that comes of it; what proves that its holder made
 * the ClientHello whose hash that is (RFC 9846 4.3.11.2). */
value_id keys_early_secret(struct connection *c, enum hash_alg h, value_id psk);
value_id keys_binder(struct connection *c, enum hash_alg h, value_id early, bool external, value_id hash);
/* It was chosen: the schedule goes on from its early secret. 0, 0: none was. */
void keys_use_psk(struct connection *c, value_id psk, value_id early);
/* Of who listens: the secrets of early data, told; which suite protects it is not known yet, and so there are no keys. */
void keys_early_secrets(struct connection *c, enum hash_alg h);
/* The key that goes with a ticket, by its nonce (RFC 9846 4.7.1). */
value_id keys_resumption(struct connection *c, value_id nonce);
/* From here on this side's records have that protection: the one place where it changes. What this
 * party still holds is sent under the old one. ST_REFUSED: a handshake message lies across the change;
 * not asked where nothing can be read any more (PROTECT_OPAQUE). */
enum status keys_install(struct connection *c, enum side_id side, const struct protection *p) MUST_USE;
/* The same with the keys of that epoch, told. */
enum status keys_activate(struct connection *c, enum side_id side, enum keys_epoch epoch) MUST_USE;

#endif
