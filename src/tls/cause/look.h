/* What a rule of the table looks at, and the sentences, by subject. Shared by the files of cause/ only. */
#ifndef SLOWSHAKE_TLS_CAUSE_LOOK_H
#define SLOWSHAKE_TLS_CAUSE_LOOK_H

#include "tls/cause/cause.h"
#include "tls/connection.h"

/* How far it came. */
enum stage {
	UNANSWERED = 1,              /* the client said hello, the server nothing */
	RETRIED = 2,                 /* the server asked for another hello */
	ANSWERED = 4,                /* the server said hello, the client no more than hello */
	REPLIED = 8,                 /* the client has said more, and the server is not at its end */
	CHANGED = 16,                /* the server protects what it sends, and it is not over */
	OVER = 32,
	UNDER_WAY = ANSWERED | REPLIED | CHANGED, UNFINISHED = UNANSWERED | RETRIED | UNDER_WAY, ANY = UNFINISHED | OVER,
};

/* By what it ended. */
enum ended { BY_ALERT, BY_CLOSING, BY_RESET, BY_SILENCE, BY_FOREIGN };

/* What the rules look at. */
struct look {
	const struct connection *c;
	const struct course *k;
	enum stage stage;
	enum ended ended;
	enum side_id by;
	unsigned alert;              /* BY_ALERT */
};

enum { NO_CERTIFICATE_ALERT = 41, ALERT_UNKNOWN_PSK = 115, ALERT_CERT_REQUIRED = 116 };

/* ---- look.c ---- */
const char *look_side(enum side_id s);
const char *look_alert(const struct look *l);
void look_say_alert(const struct look *l, struct buf *out);   /* "The server answered ClientHello with the alert ..." */

/* ---- look_hello.c: what a hello was answered with ---- */
void hello_version(const struct look *l, struct buf *out);
void hello_version_chosen(const struct look *l, struct buf *out);
void hello_nothing_in_common(const struct look *l, struct buf *out);
void hello_too_weak(const struct look *l, struct buf *out);
void hello_name_unknown(const struct look *l, struct buf *out);
void hello_no_protocol(const struct look *l, struct buf *out);
void hello_fallback(const struct look *l, struct buf *out);
void hello_not_read(const struct look *l, struct buf *out);
void hello_extension(const struct look *l, struct buf *out);
void hello_psk(const struct look *l, struct buf *out);
bool hello_offers_psk(const struct look *l);
void hello_psk_differs(const struct look *l, struct buf *out);
void hello_hello_closed(const struct look *l, struct buf *out);
void hello_cut(const struct look *l, struct buf *out);
void hello_no_answer(const struct look *l, struct buf *out);
void hello_hello_large(const struct look *l, struct buf *out);
void hello_gave_up(const struct look *l, struct buf *out);
void hello_retry(const struct look *l, struct buf *out);
void hello_foreign(const struct look *l, struct buf *out);

/* ---- look_chain.c: certificates of either side ---- */
bool chain_lacks_issuer(const struct look *l);
bool chain_name_differs(const struct look *l);
bool chain_date_differs(const struct look *l);
bool chain_certificate_shown(const struct look *l);
bool chain_shows_none(const struct look *l);
bool chain_shows_one(const struct look *l);
bool chain_shows_unnamed(const struct look *l);
void chain_told_issuer_not_sent(const struct look *l, struct buf *out);
void chain_told_untrusted(const struct look *l, struct buf *out);
void chain_told_name_differs(const struct look *l, struct buf *out);
void chain_told_date(const struct look *l, struct buf *out);
void chain_told_revoked(const struct look *l, struct buf *out);
void chain_told_refused(const struct look *l, struct buf *out);
void chain_told_status(const struct look *l, struct buf *out);
void chain_told_closed_at_certificate(const struct look *l, struct buf *out);
void chain_told_no_certificate(const struct look *l, struct buf *out);
void chain_told_client_issuer(const struct look *l, struct buf *out);
void chain_told_client_certificate(const struct look *l, struct buf *out);
void chain_told_perhaps_client_certificate(const struct look *l, struct buf *out);

#endif
