#include "out/summary.h"

#include <stdio.h>
#include <string.h>

#include "base/env.h"
#include "base/text.h"
#include "spec/algorithms.h"
#include "spec/protocols.h"
#include "spec/keylog.h"

enum { ROOM = 1200 };               /* most rows of JSON */

static void agreed_text(const struct handshake_summary *h, const char *before, const char *between, struct buf *out)
{
	char v[CODE_TEXT_MAX], s[CODE_TEXT_MAX];
	const char *version = handshake_version(h, v), *suite = handshake_suite(h, s);

	buf_printf(out, "%s%s%s%s", before, version ? version : "version unknown", between, suite ? suite : "suite unknown");
}

static void time_text(int64_t ns, struct buf *out)
{
	char text[24];
	int64_t s = ns / 1000000000 - (ns % 1000000000 < 0), us = (ns - s * 1000000000) / 1000;

	time_format(s, text);
	text[19] = '.';
	buf_add(out, bytes_of(text, 20));
	buf_add_decimal(out, (uint64_t)us, 6);
	buf_puts(out, "Z");
}

static void place_text(const struct stream_summary *p, const struct handshake_summary *h, struct buf *out)
{
	buf_printf(out, "%s > %s", p->client, p->server);
	if (h && h->server_name) {
		buf_puts(out, " (");
		text_safe(out, bytes_str(h->server_name));
		buf_puts(out, ")");
	}
	if (p->via)
		buf_printf(out, " after %s", p->via);
}

static const char *finished_text(const struct handshake_summary *h)
{
	bool client = h->finished[0] == FINISHED_VERIFIED, server = h->finished[1] == FINISHED_VERIFIED;

	if (handshake_finished_wrong(h))
		return "Finished DOES NOT MATCH";
	return client && server ? "both Finished verified" : client ? "client's Finished verified" : server ? "server's Finished verified" :
	       "no Finished verified";
}

static void alerts_text(const struct handshake_summary *h, const char *before, struct buf *out)
{
	for (size_t i = 0; i < h->n_alerts; i++) {
		const char *name = handshake_alert(h, i);

		if (i + 1 == h->n_alerts && h->alerts_left_out)
			buf_printf(out, ", %zu more", h->alerts_left_out);
		buf_printf(out, "%s%s from the %s", i ? ", " : before, name ? name : "unknown", h->alerts[i].from == SIDE_CLIENT ? "client" : "server");
	}
}

static void told_signature(enum verdict v, const char *message, const char **between, struct buf *out)
{
	if (v != VERDICT_FAIL && v != VERDICT_UNJUDGED)
		return;
	buf_printf(out, "%sthe signature of %s %s", *between, message, v == VERDICT_FAIL ? "IS WRONG" : "cannot be judged here");
	*between = ", ";
}

/* --verify finished: a chain is left out for no other reason. */
static void left_out(const struct handshake_summary *h, const char *before, struct buf *out)
{
	if (h->chain == VERDICT_SKIPPED || h->client_chain == VERDICT_SKIPPED)
		buf_printf(out, "%ssignatures and certificates: not_checked", before);
}

/* Signatures that do not hold, or of which nobody here can say it. */
static void failed_checks(const struct handshake_summary *h, const char *before, struct buf *out)
{
	const char *between = before;

	told_signature(h->key_exchange_signature, handshake_signed_by(h, false), &between, out);
	told_signature(h->client_signature, handshake_signed_by(h, true), &between, out);
}

static bool updated(const struct handshake_summary *h)
{
	return h->key_updates[SIDE_CLIENT] || h->key_updates[SIDE_SERVER];
}

static void updates_text(const struct handshake_summary *h, const char *before, struct buf *out)
{
	if (updated(h))
		buf_printf(out, "%skeys updated: the client's %u, the server's %u times", before, h->key_updates[SIDE_CLIENT], h->key_updates[SIDE_SERVER]);
}

void summary_text(const struct stream_summary *p, const struct handshake_summary *h, struct buf *out)
{
	buf_printf(out, "%u  ", p->number);
	time_text(p->first_ns, out);
	buf_puts(out, "  ");
	place_text(p, h, out);
	if (p->cause != CAUSE_NONE) {
		buf_printf(out, "  no connection; failed: %s\n", cause_code(p->cause));
		return;
	}
	agreed_text(h, "  ", "  ", out);
	buf_puts(out, h->resumed ? "  resumed  " : "  ");
	if (h->decrypted)
		buf_printf(out, "decrypted, %s", finished_text(h));
	else
		buf_printf(out, "closed: %s%s", closed_code(h->reason),
			   handshake_finished_wrong(h) ? ", Finished DOES NOT MATCH" : "");
	failed_checks(h, "; ", out);
	left_out(h, "; ", out);
	if (h->heartbeat)
		buf_printf(out, "; %s", handshake_heartbeat(h));
	if (h->out_of_order)
		buf_printf(out, "; %s out of order", h->out_of_order);
	updates_text(h, "; ", out);
	alerts_text(h, "; alert ", out);
	if (h->cause != CAUSE_NONE)
		buf_printf(out, "; failed: %s", cause_code(h->cause));
	buf_puts(out, "\n");
}

static void cause_explain(const struct handshake_summary *h, struct buf *out)
{
	if (h->cause != CAUSE_NONE)
		buf_printf(out, "  Failed (%s): %s\n  What would help: %s\n", cause_code(h->cause), h->cause_text, cause_help(h->cause));
}

static void missing_explain(const struct handshake_summary *h, struct buf *out)
{
	const char *between = " Not given: ";

	for (int i = KEYLOG_NONE + 1; i < KEYLOG_N; i++)
		if (h->missing >> i & 1) {
			buf_printf(out, "%s%s", between, keylog_specs[i].name);
			between = ", ";
		}
	buf_puts(out, h->missing ? "." : "");
}

static bool same(const char *a, const char *b)
{
	return a && strcmp(a, b) == 0;
}

/* What there is to say besides the cause. */
static void explain_rest(const struct handshake_summary *h, struct buf *out)
{
	size_t n;

	if (h->decrypted)
		buf_printf(out, " It was decrypted: %s.", finished_text(h));
	else if (h->cause == CAUSE_NONE || h->reason != CLOSED_INCOMPLETE)
		buf_printf(out, " Closed (%s): %s %s", closed_code(h->reason), closed_text(h->reason), closed_help(h->reason));
	missing_explain(h, out);
	updates_text(h, " Its ", out);
	buf_puts(out, updated(h) ? "." : "");
	if (!h->decrypted && h->looks_like)
		buf_printf(out, " What came looks like %s.", h->looks_like);
	if (h->hello_there && h->hello_whole)
		buf_printf(out, " Of the ClientHello %zu of %zu bytes are there.", h->hello_there, h->hello_whole);
	else if (h->hello_there)
		buf_printf(out, " Of the ClientHello %zu bytes are there.", h->hello_there);
	alerts_text(h, h->n_alerts > 1 ? " Alerts: " : " Alert: ", out);
	buf_puts(out, h->n_alerts ? "." : "");
	n = out->n;
	failed_checks(h, " Check: ", out);
	if (out->n > n)
		buf_puts(out, ".");
	n = out->n;
	left_out(h, " Left out: ", out);
	if (out->n > n)
		buf_puts(out, ".");
	if (!h->decrypted && handshake_finished_wrong(h))
		buf_printf(out, " %s.", finished_text(h));
	if (h->heartbeat)
		buf_printf(out, " Check: %s (RFC 6520 4).", handshake_heartbeat(h));
	if (h->out_of_order)
		buf_printf(out, " Check: %s came out of its turn (RFC 5246 7.3).", h->out_of_order);
	if (h->client_chain == VERDICT_FAIL)
		buf_printf(out, " The client's certificate chain does not hold (%s).", h->client_chain_failed);
	if (h->chain == VERDICT_FAIL)
		buf_printf(out, " The certificate chain does not hold (%s).%s", h->chain_failed, same(h->alpn, "acme-tls/1") ?
			   " With acme-tls/1 that says little: a CA asks, which looks for the answer to its challenge, and no capture tells the challenge (RFC 8737 3)." : "");
	if (h->chain == VERDICT_UNJUDGED)
		buf_printf(out, " The certificate chain cannot be judged here: a check needs what is not supported (%s).", h->chain_failed);
}

void summary_explain(const struct stream_summary *p, const struct handshake_summary *h, struct buf *out)
{
	struct buf rest = { 0 };

	buf_printf(out, "Stream %u: ", p->number);
	place_text(p, h, out);
	agreed_text(h, ", ", ", ", out);
	if (h->number > 1)
		buf_printf(out, ", handshake %u of the connection: a renegotiation", h->number);
	buf_printf(out, "%s%s.\n", h->resumed ? ", resumed" : "", h->client_auth ? ", with a request for a client certificate" : "");
	cause_explain(h, out);
	explain_rest(h, &rest);
	if (rest.n)
		buf_printf(out, " %s\n", buf_str(&rest));
	buf_free(&rest);
}

void summary_not_tls(const struct stream_summary *p, struct buf *out)
{
	buf_printf(out, "Stream %u%s: ", p->number, p->udp ? " (UDP)" : "");
	place_text(p, NULL, out);
	if (p->cause != CAUSE_NONE)
		buf_printf(out, ".\n  Failed (%s): %s\n  What would help: %s\n", cause_code(p->cause), p->cause_text, cause_help(p->cause));
	else if (p->reason != CLOSED_NONE)
		buf_printf(out, ".\n  Closed (%s): what it is cannot be told. %s %s\n", closed_code(p->reason), closed_text(p->reason), closed_help(p->reason));
	else if (p->looks_like)
		buf_printf(out, ".\n  Closed (not_tls): this is no TLS over TCP; it looks like %s.%s%s\n", p->looks_like, protocol_sentence(p->looks_like) ? " " : "",
			   protocol_sentence(p->looks_like) ? protocol_sentence(p->looks_like) : "");
	else
		buf_puts(out, ".\n  Closed (not_tls): this is no TLS over TCP, and nothing that is known here.\n");
}

/* ---- JSON ---- */

/* Names are literals, and what follows most of them is short. */
#define MEMBER(out, name) buf_add(out, BYTES_LIT(",\"" name "\":"))
#define STRING_MEMBER(out, name, value) (MEMBER(out, name), string(out, value))
#define BOOL_MEMBER(out, name, value) (MEMBER(out, name), buf_add(out, (value) ? BYTES_LIT("true") : BYTES_LIT("false")))

static void string(struct buf *out, const char *value)
{
	if (!value) {
		buf_add(out, BYTES_LIT("null"));
		return;
	}
	buf_add(out, BYTES_LIT("\""));
	text_json(out, bytes_str(value));
	buf_add(out, BYTES_LIT("\""));
}

static void alerts_json(const struct handshake_summary *h, struct buf *out)
{
	MEMBER(out, "alerts");
	buf_puts(out, "[");
	for (size_t i = 0; i < h->n_alerts; i++) {
		const char *name = handshake_alert(h, i);

		buf_printf(out, "%s{\"from\":\"%s\",\"level\":\"%s\",\"description\":\"%s\"", i ? "," : "",
			   h->alerts[i].from == SIDE_CLIENT ? "client" : "server", h->alerts[i].level == ALERT_WARNING ? "warning" : "fatal",
			   name ? name : "unknown");
		STRING_MEMBER(out, "answers", h->alerts[i].answers);
		buf_puts(out, "}");
	}
	buf_puts(out, "]");
	if (h->alerts_left_out) {
		MEMBER(out, "alerts_left_out");
		buf_add_decimal(out, h->alerts_left_out, 1);
	}
}

static void missing_json(const struct handshake_summary *h, struct buf *out)
{
	const char *between = "";

	if (!h->missing)
		return;
	MEMBER(out, "secrets_missing");
	for (int i = KEYLOG_NONE + 1; i < KEYLOG_N; i++)
		if (h->missing >> i & 1) {
			buf_printf(out, "%s\"%s\"", *between ? between : "[", keylog_specs[i].name);
			between = ",";
		}
	buf_puts(out, "]");
}

static void updates_json(const struct handshake_summary *h, struct buf *out)
{
	if (!updated(h))
		return;
	MEMBER(out, "key_updates");
	buf_printf(out, "{\"client\":%u,\"server\":%u}", h->key_updates[SIDE_CLIENT], h->key_updates[SIDE_SERVER]);
}

void summary_json(const struct stream_summary *p, const struct handshake_summary *h, struct buf *out)
{
	static const char *const chain_names[] = {
		[VERDICT_OK] = "accepted", [VERDICT_FAIL] = "refused", [VERDICT_SKIPPED] = "not_checked", [VERDICT_UNJUDGED] = "unjudged",
	};
	static const char *const signature_names[] = {
		[VERDICT_OK] = "ok", [VERDICT_FAIL] = "wrong", [VERDICT_SKIPPED] = "not_checked", [VERDICT_UNJUDGED] = "unjudged",
	};
	const struct kx_spec *kx = handshake_key_exchange(h);
	char version[CODE_TEXT_MAX], suite[CODE_TEXT_MAX];
	struct buf time = { 0 };

	buf_reserve(out, ROOM);
	time_text(p->first_ns, &time);
	buf_puts(out, "{\"schema\":\"slowshake.handshake/1\",\"stream\":");
	buf_add_decimal(out, p->number, 1);
	STRING_MEMBER(out, "time", buf_str(&time));
	STRING_MEMBER(out, "client", p->client);
	STRING_MEMBER(out, "server", p->server);
	STRING_MEMBER(out, "via", p->via);
	STRING_MEMBER(out, "server_name", h->server_name);
	STRING_MEMBER(out, "version", handshake_version(h, version));
	STRING_MEMBER(out, "cipher_suite", handshake_suite(h, suite));
	STRING_MEMBER(out, "key_exchange", kx ? kx->name : NULL);
	STRING_MEMBER(out, "alpn", h->alpn);
	STRING_MEMBER(out, "alpn_offered", h->alpn_offered);
	STRING_MEMBER(out, "ja3", h->ja3);
	STRING_MEMBER(out, "ja4", h->ja4);
	BOOL_MEMBER(out, "client_auth", h->client_auth);
	BOOL_MEMBER(out, "resumed", h->resumed);
	BOOL_MEMBER(out, "ems", h->ems);
	BOOL_MEMBER(out, "etm", h->etm);
	alerts_json(h, out);
	BOOL_MEMBER(out, "decrypted", h->decrypted);
	STRING_MEMBER(out, "finished_client", finished_state_name(h->finished[0]));
	STRING_MEMBER(out, "finished_server", finished_state_name(h->finished[1]));
	STRING_MEMBER(out, "key_exchange_signature", signature_names[h->key_exchange_signature]);
	STRING_MEMBER(out, "client_signature", signature_names[h->client_signature]);
	STRING_MEMBER(out, "chain", chain_names[h->chain]);
	STRING_MEMBER(out, "chain_failed", h->chain_failed);
	STRING_MEMBER(out, "heartbeat", h->heartbeat == HEARTBEAT_NONE ? NULL : h->heartbeat == HEARTBEAT_TOO_LONG ? "too_long" : "answered");
	STRING_MEMBER(out, "client_chain", chain_names[h->client_chain]);
	STRING_MEMBER(out, "client_chain_failed", h->client_chain_failed);
	STRING_MEMBER(out, "outcome", handshake_outcome_name(h->outcome));
	STRING_MEMBER(out, "cause", cause_code(h->cause));
	STRING_MEMBER(out, "cause_text", h->cause_text);
	STRING_MEMBER(out, "cause_help", h->cause == CAUSE_NONE ? NULL : cause_help(h->cause));
	MEMBER(out, "handshake");
	buf_add_decimal(out, h->number, 1);
	if (h->out_of_order)
		STRING_MEMBER(out, "out_of_order", h->out_of_order);
	STRING_MEMBER(out, "reason", closed_code(h->reason));
	missing_json(h, out);
	updates_json(h, out);
	buf_puts(out, "}\n");
	buf_free(&time);
}
