/* What a party keeps of its handshakes, so that later ones may go on with them: sessions by their ids (RFC 5246 F.1.4) and
 * tickets (RFC 5077), and a server the keys of its tickets. The connections of one party share it, one after the other. It
 * holds secrets. */
#ifndef SLOWSHAKE_TLS_SESSION_STORE_H
#define SLOWSHAKE_TLS_SESSION_STORE_H

#include "tls/keys/saved_session.h"
#include "trace/trace.h"

enum {
	SESSION_STORE_MAX = 256,                   /* sessions; the oldest makes room for one more */
	SESSION_SPENT_MAX = 256,
	SESSION_LIFETIME = 2 * 60 * 60,            /* seconds that a server honours a session; RFC 5246 F.1.4: at most 24 hours */
};

/* Bytes of an earlier connection, and which value they were in its trace. */
struct session_value {
	struct buf bytes;                          /* n 0: none */
	value_id value;                            /* 0: of another trace */
};
void session_value_keep(struct session_value *k, const struct trace *t, value_id v);
void session_value_give(struct session_value *k, struct bytes b);   /* from outside: the value of no trace */
/* The value of then, where it belongs to this trace; otherwise one that the party was given (OP_CONFIG). */
value_id session_value_of(struct session_value *k, struct trace *t, enum actor actor, const char *label);

struct stored_session {
	struct saved_session s;                    /* its byte strings lie in `packed` */
	struct buf packed;
	struct session_value id, ticket, secret;            /* a ticket: of a client only */
};

/* RFC 5077 4: two keys, found by a name. */
struct ticket_key {
	struct session_value name, cipher, mac;             /* name n 0: there is no such key */
	utc_time since;
};

/* A ticket with which early data came. */
struct spent_ticket {
	struct buf ticket;
	utc_time when;
};

struct session_store {
	struct stored_session *sessions[SESSION_STORE_MAX];   /* the oldest first */
	size_t n;
	struct spent_ticket spent[SESSION_SPENT_MAX];   /* server; the oldest makes room, once it may */
	size_t n_spent;
	struct ticket_key key, key_before;         /* the one that seals, and the one that did before: it still opens */
};

struct session_store *session_store_new(void);
void session_store_free(struct session_store *s);
/* Everything is forgotten, the keys of tickets too. */
void session_store_clear(struct session_store *s);
/* Takes `s` in; the caller sets id, ticket and secret. */
struct stored_session *session_store_add(struct session_store *store, const struct saved_session *s);
void session_store_forget(struct session_store *store, const struct stored_session *s);
/* The latest with that id; that a client has of this server. NULL: none. */
struct stored_session *session_store_by_id(const struct session_store *s, struct bytes id);
struct stored_session *session_store_by_ticket(const struct session_store *s, struct bytes ticket);
struct stored_session *session_store_for(const struct session_store *s, struct bytes server_name);
/* Whether it is the first time that this ticket brings early data (RFC 9846 8.1); from then on it is not. For `keep` seconds nothing is
 * forgotten: where there is no room to remember one more, it must not be taken. */
enum spending { SPENT_NOW, SPENT_BEFORE, SPENT_NO_ROOM };
enum spending session_store_spend(struct session_store *s, struct bytes ticket, utc_time now, utc_time keep);
/* The next ticket is sealed with a new key; the one of now only opens. */
void session_store_rotate(struct session_store *s);
/* Whether the server does not honour it any more, or the client must not expect it to. */
bool saved_session_is_over(const struct saved_session *s, utc_time now);

#endif
