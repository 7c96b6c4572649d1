/* The rules: each a cause, what must have happened, and its sentence. Read from above; the first that holds speaks. */
#include <inttypes.h>
#include <string.h>

#include "tls/cause/look.h"
#include "tls/cause/say.h"
#include "tls/message/message.h"

struct rule {
	enum cause cause;
	enum ended ended;
	enum side_id by;             /* SIDE_NONE: either */
	unsigned stages;
	struct bytes alerts;         /* of BY_ALERT, one each; none: any */
	bool (*holds)(const struct look *l);   /* NULL: always */
	void (*say)(const struct look *l, struct buf *out);
};

/* ours: who waits for less may still get an answer; after more it is another capture that was put behind */
enum { LONG_MS = 1000, TOO_LONG_MS = 900 * 1000 };

/* ---- later ---- */

static void say_keys(const struct look *l, struct buf *out)
{
	look_say_alert(l, out);
	buf_printf(out, ": what the %s protected does not open with the %s's keys, or its Finished does not match.",
		   look_side(side_other(l->by)), look_side(l->by));
}

/* Up to TLS 1.2 the client's Finished is what shows it (RFC 4279 2): the first that is protected. */
static bool finished_by_psk(const struct look *l)
{
	const struct suite *s = l->c->s.suite;

	return s && kx_specs[s->kx].psk && l->k->changed[SIDE_CLIENT];
}

static void say_psk(const struct look *l, struct buf *out)
{
	look_say_alert(l, out);
	buf_puts(out, ": the client's Finished does not open, or does not hold, with the keys that come of its pre-shared key. It has another key under that "
		      "identity; or it has none, and does not say so.");
}

static void say_signature(const struct look *l, struct buf *out)
{
	look_say_alert(l, out);
	buf_printf(out, ": a signature of the %s does not hold for it, or what it computed of their common secret.", look_side(side_other(l->by)));
}

static void say_renegotiation(const struct look *l, struct buf *out)
{
	buf_printf(out, "The %s refused to renegotiate, with the alert %s.", look_side(l->by), look_alert(l));
}

static bool is_unbound(const struct look *l)
{
	return l->k->unbound;
}

static void say_unbound(const struct look *l, struct buf *out)
{
	look_say_alert(l, out);
	buf_printf(out, ": by renegotiation_info the hello of the %s belongs to another connection.", look_side(side_other(l->by)));
}

static void say_internal(const struct look *l, struct buf *out)
{
	look_say_alert(l, out);
	buf_puts(out, ": something went wrong in it that has nothing to do with what came, as it says.");
}

static void say_any_alert(const struct look *l, struct buf *out)
{
	look_say_alert(l, out);
	buf_puts(out, ". Why, it does not say.");
}

static void say_canceled(const struct look *l, struct buf *out)
{
	look_say_alert(l, out);
	buf_puts(out, ": it did not want to go on. Nothing in the handshake was wrong.");
}

static void say_closed(const struct look *l, struct buf *out)
{
	const uint16_t last = l->k->last[l->k->last_from];

	buf_printf(out, "The %s %s in the middle of the handshake, %s; the last message was %s of the %s.", look_side(l->by),
		   l->ended == BY_RESET ? "reset the connection" : "closed the connection",
		   l->ended == BY_ALERT ? "with close_notify" : "without an alert", last ? message_title(last) : "nothing", look_side(l->k->last_from));
}

static void say_silent(const struct look *l, struct buf *out)
{
	const uint16_t last = l->k->last[l->k->last_from];

	buf_printf(out, "After %s of the %s nothing more came, for %" PRIu64 " seconds, to the end of the capture.", last ? message_title(last) : "nothing",
		   look_side(l->k->last_from), l->k->end.silent_ms / 1000);
}

/* RFC 9846 5.2: two bytes of alert, one of type, and the tag of 16 bytes or (CCM_8) of 8. Finished is longer. */
static bool sealed_alert(const struct look *l)
{
	const size_t n = l->k->sealed_size[SIDE_CLIENT];

	return l->c->s.version >= VERSION_TLS13 && l->k->sealed[SIDE_CLIENT] == 1 && (n == 19 || n == 11);
}

static void say_sealed_alert(const struct look *l, struct buf *out)
{
	buf_printf(out, "After what the server sent, the client sent one encrypted record of %zu bytes, as long as an alert is, and the %s %s: "
		   "most likely the client refused the server's certificate, or something else that the server said.", l->k->sealed_size[SIDE_CLIENT],
		   look_side(l->by), l->ended == BY_RESET ? "reset the connection" : "closed the connection");
}

/* One that stayed closed counts: what else would be closed before the end? */
static bool answers_finished(const struct look *l)
{
	const enum side_id other = side_other(l->by);

	return l->k->last[other] == MSG_HANDSHAKE(HS_FINISHED) || l->k->changed[other];
}

/* ---- the table ---- */

#define ALERTS(...) { (const uint8_t[]){ __VA_ARGS__ }, sizeof((const uint8_t[]){ __VA_ARGS__ }) }
#define NO_ALERT { NULL, 0 }
#define OF_CERTIFICATES                                                                                                     \
	ALERTS(ALERT_BAD_CERTIFICATE, ALERT_UNSUPPORTED_CERTIFICATE, ALERT_CERTIFICATE_REVOKED, ALERT_CERTIFICATE_EXPIRED,  \
	       ALERT_CERTIFICATE_UNKNOWN, ALERT_UNKNOWN_CA, ALERT_ACCESS_DENIED)
#define FOR_WANT_OF_ONE                                                                                                     \
	ALERTS(ALERT_HANDSHAKE_FAILURE, ALERT_CERT_REQUIRED, ALERT_BAD_CERTIFICATE, ALERT_UNSUPPORTED_CERTIFICATE,          \
	       ALERT_CERTIFICATE_UNKNOWN, ALERT_UNKNOWN_CA, ALERT_ACCESS_DENIED)

static bool hello_is_large(const struct look *l)
{
	return l->k->end.segments > l->k->end.again + 1 && say_has_hybrid(l->c);
}

static bool hello_is_cut(const struct look *l)
{
	return l->k->cut_at > 0;
}

static bool ended_in_silence(const struct look *l)
{
	return l->k->end.again > 0;
}

static const struct rule rules[] = {
	{ CAUSE_RENEGOTIATION_UNBOUND, BY_ALERT, SIDE_NONE, ANY, NO_ALERT, is_unbound, say_unbound },
	{ CAUSE_ANSWER_NOT_TLS, BY_FOREIGN, SIDE_SERVER, UNANSWERED, NO_ALERT, NULL, hello_foreign },

	/* certificates of the client: in TLS 1.3 it hears of it when its own handshake is over */
	{ CAUSE_NO_CLIENT_CERTIFICATE, BY_ALERT, SIDE_SERVER, REPLIED | CHANGED | OVER, FOR_WANT_OF_ONE, chain_shows_none, chain_told_no_certificate },
	{ CAUSE_NO_CLIENT_CERTIFICATE, BY_CLOSING, SIDE_SERVER, REPLIED, NO_ALERT, chain_shows_none, chain_told_no_certificate },
	{ CAUSE_NO_CLIENT_CERTIFICATE, BY_RESET, SIDE_SERVER, REPLIED, NO_ALERT, chain_shows_none, chain_told_no_certificate },
	{ CAUSE_CERTIFICATE_DATE, BY_ALERT, SIDE_SERVER, REPLIED | CHANGED | OVER, ALERTS(ALERT_CERTIFICATE_EXPIRED), chain_shows_one, chain_told_date },
	{ CAUSE_CLIENT_ISSUER, BY_ALERT, SIDE_SERVER, REPLIED | CHANGED | OVER,
	  ALERTS(ALERT_UNKNOWN_CA, ALERT_BAD_CERTIFICATE, ALERT_CERTIFICATE_UNKNOWN), chain_shows_unnamed, chain_told_client_issuer },
	{ CAUSE_CLIENT_CERTIFICATE, BY_ALERT, SIDE_SERVER, REPLIED | CHANGED | OVER, OF_CERTIFICATES, chain_shows_one, chain_told_client_certificate },
	{ CAUSE_CLIENT_CERTIFICATE, BY_ALERT, SIDE_SERVER, REPLIED, ALERTS(ALERT_HANDSHAKE_FAILURE), chain_shows_one, chain_told_perhaps_client_certificate },

	/* certificates of the server */
	{ CAUSE_ISSUER_NOT_SENT, BY_ALERT, SIDE_CLIENT, UNDER_WAY, ALERTS(ALERT_UNKNOWN_CA), chain_lacks_issuer, chain_told_issuer_not_sent },
	{ CAUSE_CA_UNTRUSTED, BY_ALERT, SIDE_CLIENT, UNDER_WAY, ALERTS(ALERT_UNKNOWN_CA), NULL, chain_told_untrusted },
	{ CAUSE_CERTIFICATE_REVOKED, BY_ALERT, SIDE_CLIENT, UNDER_WAY, ALERTS(ALERT_CERTIFICATE_REVOKED), NULL, chain_told_revoked },
	{ CAUSE_CERTIFICATE_STATUS, BY_ALERT, SIDE_CLIENT, UNDER_WAY, ALERTS(ALERT_BAD_CERTIFICATE_STATUS_RESPONSE), chain_certificate_shown, chain_told_status },
	{ CAUSE_CERTIFICATE_DATE, BY_ALERT, SIDE_CLIENT, UNDER_WAY, OF_CERTIFICATES, chain_date_differs, chain_told_date },
	{ CAUSE_NAME_DIFFERS, BY_ALERT, SIDE_CLIENT, UNDER_WAY, OF_CERTIFICATES, chain_name_differs, chain_told_name_differs },
	{ CAUSE_CERTIFICATE_REFUSED, BY_ALERT, SIDE_CLIENT, UNDER_WAY, OF_CERTIFICATES, chain_certificate_shown, chain_told_refused },
	{ CAUSE_CLOSED_AT_CERTIFICATE, BY_CLOSING, SIDE_CLIENT, ANSWERED, NO_ALERT, chain_certificate_shown, chain_told_closed_at_certificate },
	{ CAUSE_CLOSED_AT_CERTIFICATE, BY_RESET, SIDE_CLIENT, ANSWERED, NO_ALERT, chain_certificate_shown, chain_told_closed_at_certificate },

	/* the hellos */
	{ CAUSE_RETRY_NO_ANSWER, BY_CLOSING, SIDE_NONE, RETRIED, NO_ALERT, NULL, hello_retry },
	{ CAUSE_RETRY_NO_ANSWER, BY_RESET, SIDE_NONE, RETRIED, NO_ALERT, NULL, hello_retry },
	{ CAUSE_RETRY_NO_ANSWER, BY_SILENCE, SIDE_NONE, RETRIED, NO_ALERT, NULL, hello_retry },
	{ CAUSE_VERSION, BY_ALERT, SIDE_SERVER, UNANSWERED | RETRIED, ALERTS(ALERT_PROTOCOL_VERSION), NULL, hello_version },
	{ CAUSE_VERSION, BY_ALERT, SIDE_CLIENT, UNDER_WAY, ALERTS(ALERT_PROTOCOL_VERSION), NULL, hello_version_chosen },
	{ CAUSE_NOTHING_IN_COMMON, BY_ALERT, SIDE_SERVER, UNANSWERED | RETRIED, ALERTS(ALERT_HANDSHAKE_FAILURE), NULL, hello_nothing_in_common },
	{ CAUSE_TOO_WEAK, BY_ALERT, SIDE_NONE, UNFINISHED, ALERTS(ALERT_INSUFFICIENT_SECURITY), NULL, hello_too_weak },
	{ CAUSE_NAME_UNKNOWN, BY_ALERT, SIDE_SERVER, UNFINISHED, ALERTS(ALERT_UNRECOGNIZED_NAME), NULL, hello_name_unknown },
	{ CAUSE_NO_PROTOCOL, BY_ALERT, SIDE_SERVER, UNFINISHED, ALERTS(ALERT_NO_APPLICATION_PROTOCOL), NULL, hello_no_protocol },
	{ CAUSE_FALLBACK, BY_ALERT, SIDE_SERVER, UNANSWERED, ALERTS(ALERT_INAPPROPRIATE_FALLBACK), NULL, hello_fallback },
	{ CAUSE_PSK_UNKNOWN, BY_ALERT, SIDE_SERVER, UNFINISHED, ALERTS(ALERT_UNKNOWN_PSK), NULL, hello_psk },
	{ CAUSE_PSK_DIFFERS, BY_ALERT, SIDE_SERVER, UNANSWERED | RETRIED, ALERTS(ALERT_DECRYPT_ERROR), hello_offers_psk, hello_psk_differs },
	{ CAUSE_EXTENSION, BY_ALERT, SIDE_NONE, UNFINISHED, ALERTS(ALERT_MISSING_EXTENSION, ALERT_UNSUPPORTED_EXTENSION), NULL, hello_extension },
	{ CAUSE_HELLO_NOT_READ, BY_ALERT, SIDE_SERVER, UNANSWERED | RETRIED,
	  ALERTS(ALERT_DECODE_ERROR, ALERT_ILLEGAL_PARAMETER, ALERT_UNEXPECTED_MESSAGE, ALERT_RECORD_OVERFLOW), NULL, hello_not_read },
	{ CAUSE_HELLO_CUT, BY_SILENCE, SIDE_NONE, UNANSWERED, NO_ALERT, hello_is_cut, hello_cut },
	{ CAUSE_HELLO_CUT, BY_CLOSING, SIDE_NONE, UNANSWERED, NO_ALERT, hello_is_cut, hello_cut },
	{ CAUSE_HELLO_CUT, BY_RESET, SIDE_NONE, UNANSWERED, NO_ALERT, hello_is_cut, hello_cut },
	{ CAUSE_HELLO_CLOSED, BY_ALERT, SIDE_SERVER, UNANSWERED, ALERTS(ALERT_CLOSE_NOTIFY), NULL, hello_hello_closed },
	{ CAUSE_HELLO_CLOSED, BY_CLOSING, SIDE_SERVER, UNANSWERED, NO_ALERT, NULL, hello_hello_closed },
	{ CAUSE_HELLO_RESET, BY_RESET, SIDE_SERVER, UNANSWERED, NO_ALERT, NULL, hello_hello_closed },
	{ CAUSE_HELLO_TOO_LARGE, BY_SILENCE, SIDE_NONE, UNANSWERED, NO_ALERT, hello_is_large, hello_hello_large },
	{ CAUSE_HELLO_TOO_LARGE, BY_CLOSING, SIDE_CLIENT, UNANSWERED, NO_ALERT, hello_is_large, hello_hello_large },
	{ CAUSE_HELLO_TOO_LARGE, BY_RESET, SIDE_CLIENT, UNANSWERED, NO_ALERT, hello_is_large, hello_hello_large },
	{ CAUSE_HELLO_NO_ANSWER, BY_SILENCE, SIDE_NONE, UNANSWERED, NO_ALERT, NULL, hello_no_answer },
	{ CAUSE_HELLO_NO_ANSWER, BY_CLOSING, SIDE_CLIENT, UNANSWERED, NO_ALERT, ended_in_silence, hello_no_answer },
	{ CAUSE_HELLO_NO_ANSWER, BY_RESET, SIDE_CLIENT, UNANSWERED, NO_ALERT, ended_in_silence, hello_no_answer },
	{ CAUSE_HELLO_GIVEN_UP, BY_CLOSING, SIDE_CLIENT, UNANSWERED, NO_ALERT, NULL, hello_gave_up },
	{ CAUSE_HELLO_GIVEN_UP, BY_RESET, SIDE_CLIENT, UNANSWERED, NO_ALERT, NULL, hello_gave_up },
	{ CAUSE_HELLO_GIVEN_UP, BY_ALERT, SIDE_CLIENT, UNANSWERED, NO_ALERT, NULL, hello_gave_up },

	/* the rest */
	{ CAUSE_RENEGOTIATION, BY_ALERT, SIDE_NONE, ANY, ALERTS(ALERT_NO_RENEGOTIATION), NULL, say_renegotiation },
	{ CAUSE_PSK_DIFFERS, BY_ALERT, SIDE_SERVER, REPLIED, ALERTS(ALERT_BAD_RECORD_MAC, ALERT_DECRYPT_ERROR), finished_by_psk, say_psk },
	{ CAUSE_KEYS_DIFFER, BY_ALERT, SIDE_NONE, REPLIED | CHANGED, ALERTS(ALERT_BAD_RECORD_MAC), NULL, say_keys },
	{ CAUSE_SIGNATURE, BY_ALERT, SIDE_SERVER, REPLIED, ALERTS(ALERT_DECRYPT_ERROR), chain_shows_one, say_signature },
	{ CAUSE_KEYS_DIFFER, BY_ALERT, SIDE_NONE, REPLIED | CHANGED, ALERTS(ALERT_DECRYPT_ERROR), answers_finished, say_keys },
	{ CAUSE_SIGNATURE, BY_ALERT, SIDE_NONE, UNDER_WAY, ALERTS(ALERT_DECRYPT_ERROR), NULL, say_signature },
	{ CAUSE_PEER_FAULT, BY_ALERT, SIDE_NONE, UNFINISHED, ALERTS(ALERT_INTERNAL_ERROR), NULL, say_internal },
	{ CAUSE_CLOSED, BY_ALERT, SIDE_NONE, UNDER_WAY | RETRIED, ALERTS(ALERT_CLOSE_NOTIFY), NULL, say_closed },
	{ CAUSE_CANCELED, BY_ALERT, SIDE_NONE, UNDER_WAY | RETRIED, ALERTS(ALERT_USER_CANCELED), NULL, say_canceled },
	{ CAUSE_ALERT, BY_ALERT, SIDE_NONE, UNFINISHED, NO_ALERT, NULL, say_any_alert },
	{ CAUSE_SEALED_ALERT, BY_CLOSING, SIDE_NONE, UNDER_WAY, NO_ALERT, sealed_alert, say_sealed_alert },
	{ CAUSE_SEALED_ALERT, BY_RESET, SIDE_NONE, UNDER_WAY, NO_ALERT, sealed_alert, say_sealed_alert },
	{ CAUSE_CLOSED, BY_CLOSING, SIDE_NONE, UNDER_WAY, NO_ALERT, NULL, say_closed },
	{ CAUSE_CLOSED, BY_RESET, SIDE_NONE, UNDER_WAY, NO_ALERT, NULL, say_closed },
	{ CAUSE_SILENT, BY_SILENCE, SIDE_NONE, UNDER_WAY, NO_ALERT, NULL, say_silent },
};

/* ---- reading it ---- */

static enum stage stage_of(const struct course *k)
{
	const uint16_t hello = MSG_HANDSHAKE(HS_CLIENT_HELLO);

	if (k->complete)
		return OVER;
	if (!k->messages[SIDE_SERVER])
		return UNANSWERED;
	if (k->last[SIDE_SERVER] == MSG_HANDSHAKE(HS_HELLO_RETRY_REQUEST))
		return RETRIED;
	if (k->changed[SIDE_SERVER])
		return CHANGED;
	return k->last[SIDE_CLIENT] == hello || !k->last[SIDE_CLIENT] ? ANSWERED : REPLIED;
}

/* The alert that ended it: the first fatal one; before the end of the handshake also one that says goodbye. */
static const struct handshake_alert *last_word(const struct course *k)
{
	const struct handshake_alert *mild = NULL;

	for (size_t i = 0; i < k->n_alerts; i++) {
		const struct handshake_alert *a = &k->alerts[i];

		if (a->level == ALERT_FATAL && a->description != ALERT_CLOSE_NOTIFY)
			return a;
		if (!mild && (a->description == ALERT_NO_RENEGOTIATION || a->description == ALERT_USER_CANCELED ||
			      (a->description == ALERT_CLOSE_NOTIFY && !k->complete)))
			mild = a;
	}
	return mild;
}

/* False: nothing says that it ended, or it cannot be told how. */
static bool how_it_ended(struct look *l)
{
	const struct course *k = l->k;
	const struct handshake_alert *a = last_word(k);
	const bool foreign = k->not_tls && !k->messages[SIDE_SERVER];   /* an alert of the client then answers that */

	if (a && !foreign) {
		l->ended = BY_ALERT;
		l->by = a->from;
		l->alert = a->description;
		return true;
	}
	l->by = k->end.by;
	l->ended = k->not_tls ? BY_FOREIGN : k->end.how == END_RESET ? BY_RESET : k->end.how == END_FIN ? BY_CLOSING : BY_SILENCE;
	if (l->ended == BY_FOREIGN)
		l->by = SIDE_SERVER;
	if (!k->lossless || k->complete)
		return l->ended == BY_FOREIGN;
	if (k->sealed[SIDE_SERVER])
		return sealed_alert(l) && l->ended != BY_SILENCE;
	/* that nothing more came says something only where it was waited for */
	return l->ended != BY_SILENCE || k->end.again || (k->end.silent_ms >= LONG_MS && k->end.silent_ms <= TOO_LONG_MS);
}

static bool has_alert(struct bytes alerts, unsigned alert)
{
	return !alerts.n || memchr(alerts.p, (int)alert, alerts.n);
}

static bool rule_holds(const struct rule *r, const struct look *l)
{
	return r->ended == l->ended && (r->by == SIDE_NONE || r->by == l->by) && r->stages & l->stage &&
	       (l->ended != BY_ALERT || has_alert(r->alerts, l->alert)) && (!r->holds || r->holds(l));
}

enum cause cause_find(const struct connection *c, const struct course *k, struct buf *sentence)
{
	struct look l = { .c = c, .k = k, .stage = stage_of(k), .by = SIDE_NONE };

	if ((!k->messages[SIDE_CLIENT] && !k->cut_at) || !k->began || !how_it_ended(&l))
		return CAUSE_NONE;
	for (size_t i = 0; i < ARRAY_LEN(rules); i++)
		if (rule_holds(&rules[i], &l)) {
			rules[i].say(&l, sentence);
			return rules[i].cause;
		}
	return CAUSE_NONE;
}

void cause_of_tcp(enum cause cause, const char *server, unsigned tries, struct buf *sentence)
{
	if (cause == CAUSE_SYN_REFUSED)
		buf_printf(sentence, "%s refused the TCP connection: it answered the SYN with a reset.", server);
	else if (!tries)
		buf_printf(sentence, "%s did not answer the SYN that would open the TCP connection.", server);
	else
		buf_printf(sentence, "%s did not answer: the SYN that would open the TCP connection was sent %u time%s.", server, tries, tries == 1 ? "" : "s");
}
