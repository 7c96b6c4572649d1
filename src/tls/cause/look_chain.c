/* Sentences about certificates, and what of them a rule asks. */
#include "spec/events.h"
#include "tls/cause/look.h"
#include "tls/cause/say.h"
#include "x509/name.h"

/* ---- the server's certificates ---- */

/* "The server sent only its own certificate" */
static void say_sent(const struct look *l, enum side_id side, struct buf *out)
{
	const int n = l->k->n_certificates[side];

	if (n == 1)
		buf_printf(out, "The %s sent only its own certificate", look_side(side));
	else
		buf_printf(out, "The %s sent %d certificates", look_side(side), n);
}

/* A self-signed own certificate, and one whose issuer is trusted, lack nobody. */
bool chain_lacks_issuer(const struct look *l)
{
	struct x509 top;

	return l->k->n_certificates[SIDE_SERVER] > 0 && say_top(l->k, SIDE_SERVER, &top) && !top.self_issued &&
	       !say_is_trusted(l->k, top.issuer);
}

void chain_told_issuer_not_sent(const struct look *l, struct buf *out)
{
	struct x509 top, leaf;

	if (!say_top(l->k, SIDE_SERVER, &top) || !say_certificate(l->k, SIDE_SERVER, 0, &leaf))
		return;
	look_say_alert(l, out);
	buf_puts(out, ": it does not trust the certificate. ");
	say_sent(l, SIDE_SERVER, out);
	if (bytes_equal(top.der, leaf.der)) {
		buf_puts(out, "; its issuer, ");
	} else {
		buf_puts(out, "; the issuer of ");
		x509_describe_name(top.subject, out);
		buf_puts(out, ", ");
	}
	x509_describe_name(top.issuer, out);
	buf_puts(out, l->k->trust && trust_count(l->k->trust) ? ", is neither sent nor among the CAs that are trusted here." : ", is not sent.");
}

void chain_told_untrusted(const struct look *l, struct buf *out)
{
	struct x509 top;

	look_say_alert(l, out);
	buf_puts(out, ": it does not know the CA. ");
	if (!say_top(l->k, SIDE_SERVER, &top)) {
		buf_puts(out, "The certificates themselves are not to be seen.");
		return;
	}
	say_sent(l, SIDE_SERVER, out);
	if (top.self_issued) {
		buf_puts(out, l->k->n_certificates[SIDE_SERVER] == 1 ? ", which is self-signed: " : ", which end at the self-signed ");
		x509_describe_name(top.subject, out);
		buf_puts(out, ".");
	} else {
		buf_puts(out, "; the last is issued by ");
		x509_describe_name(top.issuer, out);
		buf_puts(out, ", which is trusted here, but not by the client.");
	}
}

bool chain_name_differs(const struct look *l)
{
	return l->k->chain_failed[SIDE_SERVER] == EV_CERT_NAME && l->c->offer.server_name;
}

void chain_told_name_differs(const struct look *l, struct buf *out)
{
	struct x509 leaf;

	look_say_alert(l, out);
	buf_puts(out, ": it asked for ");
	(void)say_server_name(l->c, out);
	buf_puts(out, ", and the server's certificate is for ");
	if (say_certificate(l->k, SIDE_SERVER, 0, &leaf))
		say_names(&leaf, out);
	buf_puts(out, ".");
}

bool chain_date_differs(const struct look *l)
{
	return l->alert == ALERT_CERTIFICATE_EXPIRED || l->k->chain_failed[SIDE_SERVER] == EV_CERT_VALIDITY;
}

void chain_told_date(const struct look *l, struct buf *out)
{
	struct x509 leaf;
	char from[24], to[24];

	look_say_alert(l, out);
	buf_puts(out, ": a certificate is not valid on that day.");
	if (!say_certificate(l->k, side_other(l->by), 0, &leaf))
		return;
	time_format(leaf.not_before, from);
	time_format(leaf.not_after, to);
	buf_printf(out, " The %s's own is valid from %.10s to %.10s.", look_side(side_other(l->by)), from, to);
}

void chain_told_revoked(const struct look *l, struct buf *out)
{
	look_say_alert(l, out);
	buf_puts(out, ": a certificate is revoked.");
	if (l->k->chain_failed[side_other(l->by)] == EV_OCSP_STATUS)
		buf_puts(out, " The OCSP response that came with it says so, too.");
}

/* What we find ourselves, where we were given whom to trust. */
static void say_own_verdict(const struct look *l, enum side_id side, struct buf *out)
{
	const enum verdict v = l->k->chain[side];

	if (v == VERDICT_OK)
		buf_puts(out, " Here the chain holds.");
	else if (v == VERDICT_FAIL && l->k->chain_failed[side] != EV_N)
		buf_printf(out, " Here it fails at the check %s.", event_specs[l->k->chain_failed[side]].name);
}

void chain_told_status(const struct look *l, struct buf *out)
{
	struct x509 leaf;

	look_say_alert(l, out);
	if (l->c->s.status_came)
		buf_puts(out, ": it does not accept the OCSP response that the server sent with its certificate.");
	else if (say_certificate(l->k, SIDE_SERVER, 0, &leaf) && x509_has_feature(leaf.known[KNOWN_TLS_FEATURE].value, EXT_STATUS_REQUEST))
		buf_puts(out, ": the certificate promises an OCSP response (tlsFeature, RFC 7633), and none came.");
	else
		buf_puts(out, ": it wants an OCSP response, and none came.");
	say_own_verdict(l, SIDE_SERVER, out);
}

void chain_told_refused(const struct look *l, struct buf *out)
{
	struct x509 leaf;

	look_say_alert(l, out);
	buf_puts(out, ": it does not accept the server's certificate");
	if (say_certificate(l->k, SIDE_SERVER, 0, &leaf)) {
		buf_puts(out, " for ");
		say_names(&leaf, out);
		buf_puts(out, ", issued by ");
		x509_describe_name(leaf.issuer, out);
	}
	buf_puts(out, ".");
	say_own_verdict(l, SIDE_SERVER, out);
}

bool chain_certificate_shown(const struct look *l)
{
	return l->k->n_certificates[SIDE_SERVER] > 0;
}

void chain_told_closed_at_certificate(const struct look *l, struct buf *out)
{
	buf_printf(out, "After the server's Certificate the client %s, without an alert: perhaps it does not accept the certificate, perhaps something else made it stop.",
		   l->ended == BY_RESET ? "reset the connection" : "closed the connection");
	say_own_verdict(l, SIDE_SERVER, out);
}

/* ---- the client's certificates ---- */

/* SSL 3.0 says by an alert what TLS says by an empty Certificate. */
bool chain_shows_none(const struct look *l)
{
	bool said = l->k->n_certificates[SIDE_CLIENT] == 0;

	for (size_t i = 0; i < l->k->n_alerts; i++)
		said |= l->k->alerts[i].from == SIDE_CLIENT && l->k->alerts[i].description == NO_CERTIFICATE_ALERT;
	return l->k->requested && said;
}

bool chain_shows_one(const struct look *l)
{
	return l->k->n_certificates[SIDE_CLIENT] > 0;
}

bool chain_shows_unnamed(const struct look *l)
{
	struct buf names = { 0 };
	struct x509 top, leaf;
	bool named = true, leaf_named = true;
	size_t n = 0;

	if (say_top(l->k, SIDE_CLIENT, &top) && say_certificate(l->k, SIDE_CLIENT, 0, &leaf)) {
		n = say_authorities(l->c, l->k, top.issuer, &named, &names);
		(void)say_authorities(l->c, l->k, leaf.issuer, &leaf_named, &names);
	}
	buf_free(&names);
	return n && !named && !leaf_named;
}

void chain_told_no_certificate(const struct look *l, struct buf *out)
{
	buf_printf(out, "The server asked for a certificate, the client answered %s, and the server then %s",
		   l->k->n_certificates[SIDE_CLIENT] == 0 ? "with an empty Certificate" : "that it has none (no_certificate)",
		   l->ended == BY_ALERT ? "ended the handshake with " : l->ended == BY_RESET ? "reset the connection" : "closed the connection");
	buf_puts(out, l->ended == BY_ALERT ? look_alert(l) : " without an alert: most likely it insists on one");
	buf_puts(out, ".");
}

void chain_told_client_issuer(const struct look *l, struct buf *out)
{
	struct x509 top;
	bool named;

	if (!say_top(l->k, SIDE_CLIENT, &top))
		return;
	buf_printf(out, "The server refused the client's certificate with the alert %s: it is issued by ", look_alert(l));
	x509_describe_name(top.issuer, out);
	buf_puts(out, ", and the server named ");
	(void)say_authorities(l->c, l->k, top.issuer, &named, out);
	buf_puts(out, " in its CertificateRequest.");
	say_own_verdict(l, SIDE_CLIENT, out);
}

void chain_told_client_certificate(const struct look *l, struct buf *out)
{
	struct x509 leaf;

	buf_printf(out, "The server refused the client's certificate with the alert %s", look_alert(l));
	if (say_certificate(l->k, SIDE_CLIENT, 0, &leaf)) {
		buf_puts(out, ": ");
		x509_describe_name(leaf.subject, out);
		buf_puts(out, ", issued by ");
		x509_describe_name(leaf.issuer, out);
	}
	buf_puts(out, ".");
	say_own_verdict(l, SIDE_CLIENT, out);
}

void chain_told_perhaps_client_certificate(const struct look *l, struct buf *out)
{
	look_say_alert(l, out);
	buf_puts(out, ": after the client's certificate, which it may not accept; or because of something else that it does not say.");
	say_own_verdict(l, SIDE_CLIENT, out);
}
