/* The handshakes of a capture as a list: a row each, and all that is known of it.
 * Streams that are not TLS stand aside. */
#ifndef SLOWSHAKE_VIEW_SCREEN_STREAMS_H
#define SLOWSHAKE_VIEW_SCREEN_STREAMS_H

#include "spec/closed.h"
#include "trace/trace.h"
#include "view/screen/list.h"

enum { STREAMS_MAX = 100000 };

/* Of a Finished message. */
enum stream_proof { PROOF_ABSENT, PROOF_CLOSED, PROOF_VERIFIED, PROOF_MISMATCH, PROOF_UNCHECKED };
enum stream_check { CHECK_NONE, CHECK_OK, CHECK_FAILED, CHECK_NOT_MADE };
enum { STREAM_MAX_ALERTS = 8 };

/* What a capture's reader tells of one handshake. Texts are safe; NULL: none, not known. */
struct stream_facts {
	uint32_t stream, handshake;      /* number of the TCP stream; which handshake of it, from 0 */
	bool udp, is_tls;
	bool hellos;                     /* at least one hello was seen */
	const char *client, *server;     /* "192.0.2.1:443" */
	const char *via;                 /* "SMTP STARTTLS" */
	const char *looks_like;          /* not TLS: what it is instead */
	const char *server_name, *version, *suite, *key_exchange;
	int64_t time_ns;
	bool is_tls13, forward_secret, resumed, ems, etm, client_auth, decrypted, complete;
	unsigned client_certificates;
	enum stream_proof finished[2];   /* client, server */
	enum stream_check chain, server_signature, client_signature;
	const char *chain_failed;        /* the check */
	uint8_t alerts[STREAM_MAX_ALERTS];
	size_t n_alerts, alerts_left_out;   /* before the last one */
	enum closed reason;
};

struct streams {
	struct list list;                /* a row's id is its index in facts */
	struct stream_facts *facts;
	size_t n, cap;
	size_t n_tls;                    /* TLS streams, those without a hello too */
	size_t n_handshakes, n_decrypted;
	bool full;                       /* there are more than STREAMS_MAX */
};

void streams_init(struct streams *s);
void streams_free(struct streams *s);
/* Copies what the facts point to. False when the list is full. */
bool streams_add(struct streams *s, const struct stream_facts *f);
/* All that is known of a row: why it stays closed first. */
void streams_detail(const struct streams *s, uint32_t id, struct list_detail *out);
/* "stream 3: server.example, closed (no_key)" */
void streams_title(const struct streams *s, uint32_t id, struct buf *out);
/* "12 handshakes, 7 decrypted; a: 3 not TLS": a is the key that shows them. */
void streams_count(const struct streams *s, struct buf *out);
/* Where the n-th handshake (from 0) of a stream's full trace begins; 0: not found. */
event_id streams_event(const struct trace *t, uint32_t handshake);

#endif
