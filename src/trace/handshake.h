/* What there is to say of a handshake that somebody listened to, and of the stream that holds it: written
 * into the trace by who observes, read by every summary and list. */
#ifndef SLOWSHAKE_TRACE_HANDSHAKE_H
#define SLOWSHAKE_TRACE_HANDSHAKE_H

#include "spec/causes.h"
#include "spec/closed.h"
#include "spec/codes.h"
#include "spec/suites.h"
#include "trace/trace.h"

/* Where handshakes were seen. Texts are safe, and belong to who fills it in; NULL: none, not known. */
struct stream_summary {
	uint32_t number;                 /* tcp.stream, or udp.stream */
	bool udp, is_tls;
	bool open;                       /* it may go on: what is told is what is there by now */
	const char *client, *server;     /* "192.0.2.1:443", "[2001:db8::1]:443" */
	const char *via;                 /* "SMTP STARTTLS"; NULL: TLS at once */
	const char *looks_like;          /* not TLS: what it is instead */
	enum closed reason;              /* not TLS, as far as it is known: why no more is; CLOSED_NONE: enough is there */
	int64_t first_ns;                /* of its first packet, since 1970 */
	enum cause cause;                /* why there is no stream at all; CAUSE_NONE: there is one */
	const char *cause_text;
};

enum finished_state { FINISHED_ABSENT, FINISHED_CLOSED, FINISHED_VERIFIED, FINISHED_MISMATCH, FINISHED_UNCHECKED };
const char *finished_state_name(enum finished_state s);   /* "absent" "not decrypted" "verified" "mismatch" "not verified" */

enum heartbeat_state { HEARTBEAT_NONE, HEARTBEAT_TOO_LONG, HEARTBEAT_MORE, HEARTBEAT_ANSWERED };

enum { HANDSHAKE_MAX_ALERTS = 8 };
struct handshake_alert {
	uint8_t from;                   /* enum side_id: who sent it */
	uint8_t level, description;
	const char *answers;            /* the other side's last message before it; NULL: none came */
};

/* Whether it came about. OUTCOME_UNKNOWN: the capture does not show it. */
enum handshake_outcome { OUTCOME_UNKNOWN, OUTCOME_ESTABLISHED, OUTCOME_FAILED };

/* Texts are safe; they are static or in the trace's arena. */
struct handshake_summary {
	const char *server_name;        /* NULL: none */
	const char *alpn, *alpn_offered;   /* the protocol that was chosen, and those that were offered ("h2,http/1.1"); NULL: none is to be seen */
	const char *ja3, *ja4;          /* fingerprints of the ClientHello; NULL: there is none */
	uint16_t version;               /* 0: unknown */
	uint16_t suite_code;
	const struct suite *suite;      /* NULL: not known */
	bool has_client_hello, has_server_hello, client_auth, resumed, ems, etm, complete;
	unsigned client_certificates;
	bool decrypted;                 /* at least one protected record of each direction that has some */
	enum finished_state finished[2];     /* client, server */
	enum verdict chain;             /* VERDICT_UNJUDGED: a check needs what is not supported */
	const char *chain_failed;       /* the check */
	enum verdict key_exchange_signature, client_signature;   /* VERDICT_SKIPPED: there, and not checked; VERDICT_UNJUDGED: it cannot be judged here */
	enum heartbeat_state heartbeat; /* the worst that came: RFC 6520 4 */
	const char *out_of_order;       /* the first message that came out of its turn (RFC 5246 7.3); NULL: none did */
	struct handshake_alert alerts[HANDSHAKE_MAX_ALERTS];   /* of more the first ones and the last, which ends it */
	size_t n_alerts, alerts_left_out;
	enum closed reason;
	unsigned key_updates[2];        /* of TLS 1.3: by enum side_id, whose keys were changed */
	unsigned missing;               /* secrets of TLS 1.3 that were not given: a bit for each enum keylog_label */
	enum handshake_outcome outcome;
	enum cause cause;               /* why it failed; CAUSE_NONE: it did not, or nobody can say */
	const char *cause_text;         /* the sentence; NULL with CAUSE_NONE */
	size_t hello_there, hello_whole;   /* bytes of a ClientHello that is not whole: 0, 0: it is; hello_whole 0: not known */
	unsigned number;                /* which handshake of its stream, from 1: a further one renegotiates */
	enum verdict client_chain;      /* the client's certificates, if it was told whom to trust */
	const char *client_chain_failed;
	const char *looks_like;         /* CLOSED_NOT_TLS: what one side sent instead */
	utc_time when;
};

/* The trace's own, in the order they ended. */
void trace_add_handshake(struct trace *t, const struct handshake_summary *h);
static inline size_t trace_n_handshakes(const struct trace *t) { return t->handshakes.n; }
static inline const struct handshake_summary *trace_handshake(const struct trace *t, size_t i) { return segvec_at(&t->handshakes, i); }

bool handshake_has_hello(const struct handshake_summary *h);
/* A Finished that does not match; both Finished that do. */
bool handshake_finished_wrong(const struct handshake_summary *h);
bool handshake_finished_both(const struct handshake_summary *h);
/* The names of what was agreed on, NULL if it was not: "TLS 1.2", "0x1a1a". Static, or in `room`. */
const char *handshake_version(const struct handshake_summary *h, char room[CODE_TEXT_MAX]);
const char *handshake_suite(const struct handshake_summary *h, char room[CODE_TEXT_MAX]);
/* NULL: the suite is not known, or does not say it. */
const struct kx_spec *handshake_key_exchange(const struct handshake_summary *h);
/* The worst of its heartbeats, in words; NULL: nothing is wrong with them. */
const char *handshake_heartbeat(const struct handshake_summary *h);
/* "established" "failed" "unknown" */
const char *handshake_outcome_name(enum handshake_outcome o);
/* What holds the signature of the server, or of the client: ServerKeyExchange, since TLS 1.3 "the server's CertificateVerify". */
const char *handshake_signed_by(const struct handshake_summary *h, bool client);
const char *handshake_alert(const struct handshake_summary *h, size_t i);   /* its name; NULL: it has none */

#endif
