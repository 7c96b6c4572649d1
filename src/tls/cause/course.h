/* The course of a handshake: who said what, in which order, and how it ended. The same for who takes part and who
 * observes; from it, and from what the hellos said, follows why it failed (tls/cause/cause.h). */
#ifndef SLOWSHAKE_TLS_COURSE_H
#define SLOWSHAKE_TLS_COURSE_H

#include "tls/flow/flow.h"
#include "trace/handshake.h"
#include "x509/verify/verify.h"

enum { COURSE_CERTIFICATES = 12 };

/* How the stream under it ended. */
struct course_end {
	enum { END_NONE, END_FIN, END_RESET } how;
	enum side_id by;             /* who closed first */
	unsigned segments;           /* that carried the client's bytes */
	unsigned again;              /* of them repeated */
	uint64_t silent_ms;          /* from the last bytes to the end of what was captured */
};

struct course {
	uint16_t last[2];            /* the last message of each side, as in a flow's rows; 0: none came */
	enum side_id last_from;
	unsigned messages[2];
	bool retry, hello_again, requested, changed[2], data[2];
	unsigned sealed[2];          /* records that stayed closed */
	size_t sealed_size[2];       /* of the last of them, without its header */
	int n_certificates[2];       /* in its Certificate; -1: it sent none */
	struct bytes certificates[2][COURSE_CERTIFICATES];   /* DER, in the trace */
	enum verdict chain[2];
	unsigned chain_failed[2];    /* enum event_type: the check that failed first; EV_N: none did, or none was made */
	const struct trust_store *trust;   /* by which the chains were judged; NULL: they were not */
	field_id authorities;        /* list of CertificateRequest; 0: none */
	struct handshake_alert alerts[HANDSHAKE_MAX_ALERTS];
	size_t n_alerts;
	bool unbound;                /* a hello says that it belongs to another connection (RFC 5746) */
	bool complete;
	bool lossless;               /* all that both sides said is there, so that silence means something */
	bool began;                  /* from the first byte */
	size_t cut_at, cut_of;       /* of a ClientHello that is not whole: what came, and what it says; 0: not known */
	const char *not_tls;         /* what the server answered instead of TLS, "": nothing that is known here; NULL: it was TLS */
	struct course_end end;
};

void course_begin(struct course *k);
void course_message(struct course *k, enum side_id side, uint16_t message);
void course_sealed(struct course *k, enum side_id side, size_t size);
void course_alert(struct course *k, enum side_id side, unsigned level, unsigned description);
void course_certificates(struct course *k, const struct trace *t, enum side_id side, const value_id *values, size_t n);
void course_verdict(struct course *k, enum side_id side, const struct verify_result *r, const struct trust_store *trust);

#endif
