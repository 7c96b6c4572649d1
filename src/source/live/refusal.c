#include "source/live/refusal.h"

#include <string.h>

#include "spec/events.h"
#include "spec/groups.h"
#include "spec/reasons.h"
#include "spec/suites.h"

/* ---- what would help ---- */

/* A cause, an alert, or the check that failed; "": the connection was closed. Ends with '*': all that begin so. */
struct advice {
	const char *of;
	const char *text;
};

/* From a server, to what we offered. */
static const struct advice of_server[] = {
	{ "handshake_failure", "--suite, --group and --sigalg offer something else (DHE only --suite, RFC 10015)." },
	{ "insufficient_security", "--suite and --group offer something else." },
	{ "protocol_version", "--min-version and --max-version offer others, older ones with --allow-obsolete." },
	{ "unrecognized_name", "--servername asks for another." },
	{ "no_application_protocol", "--alpn offers others." },
	{ "psk_*", "--psk gives another key, or the same under another identity." },
	{ "decode_error", "Some old servers stumble over long lists: --suite and --group offer less." },
	{ "illegal_parameter", "--suite and --group offer something else." },
	{ "", "Servers that speak no version or suite of these close like that, too; so do those that speak no TLS at this port." },
};

/* Some servers of TLS 1.3 alone answer a lower offer so; where that is likely, it comes first, and the rest after it. */
static const char newer_first[] = " Perhaps it wants TLS 1.3, which was not offered (--max-version 1.3, and no --suite). If that is not it, --suite, --group "
				  "and --sigalg offer something else (DHE only --suite, RFC 10015).";

/* From a server that wanted to know who we are. */
static const char without_certificate[] = " A certificate is given with --cert FILE --key FILE.";
static const char certificate_refused[] = " --cert and --key give another certificate, of a CA that the server named.";

/* From a client, to what we showed. */
static const struct advice of_client[] = {
	{ "issuer_not_sent", "If the issuer is an intermediate CA, its certificate belongs behind the own one in the file of --cert; if it is a root, tell the "
			     "client to trust it (curl --cacert FILE), or not to look (curl --insecure)." },
	{ "unknown_ca", "Tell it to trust that CA (curl --cacert FILE), or not to look (curl --insecure)." },
	{ "certificate_*", "Is the certificate for the name that the client asks for, and does it hold today?" },
	{ "bad_certificate", "Is the certificate for the name that the client asks for, and does it hold today?" },
	{ "protocol_version", "--min-version and --max-version take others, older ones with --allow-obsolete." },
	{ "", "A client that does not like a certificate may close like that." },
};

/* Found by us. */
static const struct advice own_checks[] = {
	{ "certificate.trust_anchor", "--ca FILE gives the CA that you trust; --insecure goes on without." },
	{ "certificate.name", "--servername says which name you mean; --insecure goes on without it." },
	{ "certificate.validity", "--time sets another clock; --insecure goes on all the same." },
	{ "certificate.*", "--insecure goes on all the same." },
	{ "client_certificate.present", "--client-auth request lets a client go on that has none." },
	{ "psk.binder_check", "--psk gives another key, or another identity." },
	{ "negotiate.version", "--min-version and --max-version take others, older ones with --allow-obsolete." },
	{ "negotiate.cipher_suite", "--suite takes others (slowshake list suites)." },
};

static bool fits(const char *of, const char *what)
{
	size_t n = strlen(of);

	return n && of[n - 1] == '*' ? strncmp(of, what, n - 1) == 0 : strcmp(of, what) == 0;
}

/* Whether there was any. */
static bool advise(const struct advice *rows, size_t n, const char *what, struct buf *out)
{
	for (size_t i = 0; what && i < n; i++)
		if (fits(rows[i].of, what)) {
			buf_printf(out, " %s", rows[i].text);
			return true;
		}
	return false;
}

/* The cause says more than the alert, where there is advice for it. */
static void advise_for(const struct advice *rows, size_t n, const struct trace_outcome *o, struct buf *out)
{
	if (!advise(rows, n, o->cause, out))
		(void)advise(rows, n, o->alert ? o->alert : "", out);
}

static void put_versions(const struct tls_config *cfg, struct buf *out)
{
	char version[CODE_TEXT_MAX];

	buf_puts(out, version_token(cfg->min_version, version));
	if (cfg->max_version != cfg->min_version)
		buf_printf(out, " to %s", version_token(cfg->max_version, version));
}

/* RFC 8422 5.3: the groups also say on which curves the keys of certificates may be. */
static bool takes_no_ecdsa_key(const struct tls_config *cfg)
{
	bool ecdsa = false, key = !cfg->groups.n;

	for (size_t i = 0; i < cfg->n_suites; i++)
		ecdsa |= kx_specs[suite_find(cfg->suites[i])->kx].signer == KX_SIGNED_ECDSA;
	for (size_t i = 0; i < cfg->groups.n; i++) {
		const struct group *g = group_find(cfg->groups.codes[i]);

		key |= g->kind == GROUP_EC && !curve_is_montgomery(g->curve);
	}
	return ecdsa && !key;
}

/* ---- versions that do not meet ---- */

/* By who we are: where the peer's version stands, and what helps against it. */
static const struct {
	enum event_type type;
	size_t theirs;          /* which of its values */
	const char *older, *newer;
} clashes[] = {
	[SIDE_CLIENT] = { EV_ANSWER_VERSION, 1, "TLS 1.0 and 1.1 must not be used any more (RFC 8996): the server has to allow TLS 1.2. --allow-obsolete speaks them all the same.",
			  "--max-version allows more." },
	[SIDE_SERVER] = { EV_VERSION_CHOSEN, 0, "TLS 1.0 and 1.1 must not be used any more (RFC 8996): the client has to offer TLS 1.2. --allow-obsolete speaks them all the same.",
			  "--max-version allows more." },
};

/* False: nothing is known of the peer's version. */
static bool put_clash(const struct trace *t, enum side_id own, const struct tls_config *cfg, struct buf *out)
{
	const struct event *e = trace_last_event(t, t->connection, clashes[own].type);
	/* a list, or one; reserved values (RFC 8701) are above all versions */
	uint16_t theirs = e ? code_highest_in(trace_bytes(t, e->values[clashes[own].theirs]), VERSION_TLS13) : 0;

	if (!theirs)
		return false;
	buf_puts(out, " slowshake speaks ");
	put_versions(cfg, out);
	buf_printf(out, ". %s", theirs < cfg->min_version ? clashes[own].older : clashes[own].newer);
	return true;
}

/* ---- protocols that do not meet ---- */

/* False: it is not for want of a protocol. */
static bool put_protocols(const struct trace *t, const struct tls_config *cfg, struct buf *out)
{
	const struct event *e = trace_last_event(t, t->connection, EV_EXTENSION_READ);

	if (!e || e->reason != REASON_NO_COMMON_PROTOCOL)
		return false;
	for (size_t i = 0; i < cfg->n_alpn; i++)
		buf_printf(out, "%s%s", i ? ", " : " Here ", cfg->alpn[i]);
	buf_puts(out, cfg->n_alpn > 1 ? " are spoken. --alpn takes others." : " is spoken. --alpn takes others.");
	return true;
}

/* ---- a path that ends before a CA ---- */

/* False: it is not for want of an issuer. */
static bool put_missing_issuer(const struct trace *t, struct buf *out)
{
	const struct event *path = trace_last_event(t, t->connection, EV_CERT_PATH);

	if (!path || path->reason != REASON_PATH_NO_ISSUER || path->arg[0] != 1)
		return false;
	buf_puts(out, " A certificate does not tell what its issuer is: an intermediate CA has to be sent along (RFC 5246 7.4.2), a root to be trusted "
		      "(--ca FILE). --insecure goes on without.");
	return true;
}

static void own_check_failed(const struct trace *t, enum side_id own, const struct tls_config *cfg, const char *check, struct buf *out)
{
	const bool version = strcmp(check, event_specs[clashes[own].type].name) == 0;

	if (version && put_clash(t, own, cfg, out))
		return;
	if (strcmp(check, event_specs[EV_CERT_TRUST].name) == 0 && put_missing_issuer(t, out))
		return;
	if (strcmp(check, event_specs[EV_EXTENSION_READ].name) == 0 && own == SIDE_SERVER && put_protocols(t, cfg, out))
		return;
	(void)advise(own_checks, ARRAY_LEN(own_checks), check, out);
}

static void server_refused(const struct trace *t, const struct tls_config *cfg, const char *alert, struct buf *out)
{
	const struct event *own = trace_last_event(t, t->connection, EV_CERT_CHOSEN);
	const struct trace_outcome *o = &trace_current(t)->outcome;

	if (own) {
		buf_puts(out, own->arg[0] ? certificate_refused : without_certificate);
		return;
	}
	if (o->cipher_suite) {
		buf_printf(out, " Both had agreed on %s.", o->cipher_suite);
		return;
	}
	if (takes_no_ecdsa_key(cfg))
		buf_puts(out, " No ECDSA key is on such a group, so these suites fit no certificate (RFC 8422 5.3): --group secp256r1 besides lets "
			      "one on P-256 in.");
	if (cfg->max_version < VERSION_TLS13 && strcmp(alert, "handshake_failure") == 0)
		buf_puts(out, newer_first);
	else
		advise_for(of_server, ARRAY_LEN(of_server), o, out);
}

/* The cause's sentence; where none was found, what happened. */
static void say_why(const struct trace_outcome *o, enum side_id own, struct buf *out)
{
	static const char *const peers[] = { [SIDE_CLIENT] = "The server", [SIDE_SERVER] = "The client" };

	if (o->failed_check)
		buf_printf(out, "the check %s %s. ", o->failed_check, o->unjudged ? "cannot be judged here, and nobody trusts that" : "failed");
	if (o->cause_text)
		buf_puts(out, o->cause_text);
	else if (o->failed_check && o->alert)
		buf_printf(out, "Alert sent: %s.", o->alert);
	else if (o->alert)
		buf_printf(out, "%s refused the handshake with the alert %s.", peers[own], o->alert);
	else
		buf_printf(out, "%s closed the connection before the handshake was over.", peers[own]);
}

void refusal_explain(const struct trace *t, enum side_id own, const struct tls_config *cfg, struct buf *out)
{
	const struct trace_outcome *o = &trace_current(t)->outcome;
	const char *alert = o->alert ? o->alert : "";

	say_why(o, own, out);
	if (o->failed_check) {
		own_check_failed(t, own, cfg, o->failed_check, out);
	} else if (own == SIDE_CLIENT) {
		server_refused(t, cfg, alert, out);
	} else {
		advise_for(of_client, ARRAY_LEN(of_client), o, out);
	}
}
