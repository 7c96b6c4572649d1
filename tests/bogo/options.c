#include "options.h"

#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum kind {
	FLAG,              /* a bool */
	NUMBER, TEXT,
	CODES,             /* one more code point each time */
	PASS, PASS_ARG,    /* it says nothing of the wire; with a value behind it */
	UNDONE, UNDONE_ARG,
	CREDENTIAL,        /* a further one begins */
	CRED_TEXT, CRED_CODES,
};

struct flag {
	const char *name;
	enum kind kind;
	size_t at;         /* in struct bogo_options, or in struct bogo_credential */
};

#define AT(member) offsetof(struct bogo_options, member)
#define CRED_AT(member) offsetof(struct bogo_credential, member)

static const struct flag flags[] = {
	{ "port", NUMBER, AT(port) },
	{ "ipv6", FLAG, AT(ipv6) },
	{ "shim-id", TEXT, AT(shim_id) },
	{ "server", FLAG, AT(server) },
	{ "is-handshaker-supported", FLAG, AT(handshaker) },
	{ "resume-count", NUMBER, AT(resume_count) },
	{ "min-version", NUMBER, AT(min_version) },
	{ "max-version", NUMBER, AT(max_version) },
	{ "no-tls1", FLAG, AT(no_tls1) },
	{ "no-tls11", FLAG, AT(no_tls11) },
	{ "no-tls12", FLAG, AT(no_tls12) },
	{ "no-tls13", FLAG, AT(no_tls13) },
	{ "cipher", TEXT, AT(cipher) },
	{ "curves", CODES, AT(curves) },
	{ "verify-prefs", CODES, AT(verify_prefs) },
	{ "new-x509-credential", CREDENTIAL, 0 },
	{ "cert-file", CRED_TEXT, CRED_AT(cert_file) },
	{ "key-file", CRED_TEXT, CRED_AT(key_file) },
	{ "signing-prefs", CRED_CODES, CRED_AT(signing_prefs) },
	{ "trust-cert", PASS_ARG },   /* whom it trusts decides nothing: setup.c */
	{ "host-name", TEXT, AT(host_name) },
	{ "psk", TEXT, AT(psk) },
	{ "psk-identity", TEXT, AT(psk_identity) },
	{ "advertise-alpn", TEXT, AT(advertise_alpn) },
	{ "select-alpn", TEXT, AT(select_alpn) },
	{ "decline-alpn", FLAG, AT(decline_alpn) },
	{ "reject-alpn", FLAG, AT(reject_alpn) },
	{ "select-empty-alpn", FLAG, AT(selects_empty_alpn) },
	{ "enable-ocsp-stapling", FLAG, AT(enable_ocsp_stapling) },
	{ "ocsp-response", TEXT, AT(ocsp_response) },
	{ "decline-ocsp-callback", FLAG, AT(decline_ocsp) },
	{ "fail-ocsp-callback", FLAG, AT(fail_ocsp) },
	{ "fallback-scsv", FLAG, AT(fallback_scsv) },
	{ "enable-grease", FLAG, AT(enable_grease) },
	{ "no-ticket", FLAG, AT(no_ticket) },
	{ "enable-early-data", FLAG, AT(enable_early_data) },
	{ "require-any-client-certificate", FLAG, AT(require_any_client_certificate) },
	{ "verify-peer", FLAG, AT(verify_peer) },
	{ "verify-fail", FLAG, AT(verify_fail) },
	{ "use-custom-verify-callback", FLAG, AT(custom_verify) },
	{ "fail-cert-callback", FLAG, AT(fail_cert) },
	{ "fail-ddos-callback", FLAG, AT(fail_ddos) },
	{ "fail-early-callback", FLAG, AT(fail_early) },
	{ "install-cert-compression-algs", UNDONE },   /* algorithms that exist in its tests alone */
	{ "install-one-cert-compression-alg", NUMBER, AT(one_compression) },
	{ "max-send-fragment", NUMBER, AT(max_send_fragment) },
	{ "resumption-delay", NUMBER, AT(resumption_delay) },
	{ "shim-writes-first", FLAG, AT(shim_writes_first) },
	{ "shim-shuts-down", FLAG, AT(shim_shuts_down) },
	{ "check-close-notify", FLAG, AT(check_close_notify) },
	{ "write-different-record-sizes", FLAG, AT(write_different_record_sizes) },
	{ "send-alert", FLAG, AT(send_alert) },
	{ "key-update", FLAG, AT(key_update) },
	{ "key-update-before-read", FLAG, AT(key_update_before_read) },
	{ "tls-unique", FLAG, AT(tls_unique) },
	{ "handshake-never-done", FLAG, AT(handshake_never_done) },
	{ "export-keying-material", NUMBER, AT(export_material) },
	{ "export-label", TEXT, AT(export_label) },
	{ "export-context", TEXT, AT(export_context) },
	{ "use-export-context", FLAG, AT(use_export_context) },
	{ "export-traffic-secrets", FLAG, AT(export_secrets) },
	{ "renegotiate-once", FLAG, AT(renegotiates_once) },
	{ "renegotiate-freely", FLAG, AT(renegotiates) },
	{ "renegotiate-explicit", FLAG, AT(renegotiates) },
	{ "renegotiate-ignore", FLAG, AT(ignores_requests) },
	/* what must have come of it */
	{ "expect-version", NUMBER, AT(expect_version) },
	{ "expect-cipher", NUMBER, AT(expect_cipher) },
	{ "expect-curve-id", NUMBER, AT(expect_curve) },
	{ "expect-total-renegotiations", NUMBER, AT(expect_renegotiations) },
	{ "expect-alpn", TEXT, AT(expect_alpn) },
	{ "expect-server-name", TEXT, AT(expect_server_name) },
	{ "expect-no-server-name", FLAG, AT(expect_no_server_name) },
	{ "expect-session-miss", FLAG, AT(expect_session_miss) },
	{ "expect-extended-master-secret", FLAG, AT(expect_ems) },
	{ "expect-hrr", FLAG, AT(expect_hrr) },
	{ "expect-no-hrr", FLAG, AT(expect_no_hrr) },
	{ "expect-session-id", PASS }, { "expect-no-session-id", PASS },   /* whether a server gives one beside a ticket is its affair */
	{ "expect-secure-renegotiation", FLAG, AT(expect_secure_renegotiation) },
	{ "expect-no-secure-renegotiation", FLAG, AT(expect_no_secure_renegotiation) },
	{ "expect-no-session", FLAG, AT(expect_no_session) },
	{ "expect-ticket-supports-early-data", FLAG, AT(expect_ticket_early) },
	{ "expect-accept-early-data", FLAG, AT(expect_accept_early) },
	{ "expect-reject-early-data", FLAG, AT(expect_reject_early) },
	{ "expect-no-offer-early-data", FLAG, AT(expect_no_offer_early) },
	{ "expect-ocsp-response", TEXT, AT(expect_ocsp_response) },
	/* that too, and it is not looked at */
	{ "expect-peer-signature-algorithm", PASS_ARG }, { "expect-advertised-alpn", PASS_ARG }, { "expect-ticket-renewal", PASS },
	{ "expect-no-peer-cert", PASS },
	/* how BoringSSL is called, not what it says to its peer */
	{ "async", PASS }, { "peek-then-read", PASS }, { "partial-write", PASS }, { "implicit-handshake", PASS },
	{ "no-op-extra-handshake", PASS }, { "handshake-twice", PASS }, { "use-early-callback", PASS }, { "install-ddos-callback", PASS },
	{ "use-old-client-cert-callback", PASS }, { "use-exporter-between-reads", PASS },
	{ "read-with-unfinished-write", PASS }, { "cbc-record-splitting", PASS }, { "server-preference", PASS },
	{ "permute-extensions", PASS }, { "allow-hint-mismatch", PASS }, { "wait-for-debugger", PASS }, { "expect-verify-result", PASS },
	{ "forbid-renegotiation-after-handshake", PASS }, { "use-ticket-callback", PASS }, { "use-ticket-aead-callback", PASS },
	{ "reverify-on-resume", FLAG, AT(reverifies) }, { "enforce-rsa-key-usage", FLAG, AT(enforce_key_usage) }, { "allow-false-start-without-alpn", PASS },
	{ "verify-peer-if-no-obc", FLAG, AT(verify_peer) }, { "allow-unknown-alpn-protos", UNDONE }, { "no-check-client-certificate-type", PASS },
	{ "no-check-ecdsa-curve", PASS }, { "no-server-name-ack", UNDONE }, { "retain-only-sha256-client-cert", FLAG, AT(retains_hash) },
	{ "expect-sha256-client-cert", PASS }, { "use-ocsp-callback", PASS }, { "set-ocsp-in-callback", PASS },
	{ "curves-flags", PASS_ARG }, { "server-supported-groups-hint", PASS_ARG },
	{ "write-settings", PASS_ARG }, { "handshaker-path", PASS_ARG }, { "read-size", PASS_ARG }, { "mtu", PASS_ARG },
	{ "expect-cipher-aes", PASS_ARG }, { "expect-cipher-no-aes", PASS_ARG }, { "initial-timeout-duration-ms", PASS_ARG },
	{ "expect-peer-cert-file", PASS_ARG }, { "expect-early-data-reason", PASS_ARG }, { "expect-msg-callback", TEXT, AT(expect_messages) },
	{ "expect-client-ca-list", UNDONE_ARG }, { "use-client-ca-list", UNDONE_ARG }, { "expect-certificate-types", PASS_ARG },
	{ "expect-ticket-age-skew", PASS_ARG }, { "expect-peer-verify-pref", PASS_ARG }, { "expect-selected-credential", UNDONE_ARG },
	{ "private-key-delay-ms", PASS_ARG },
	/* what is not done here */
	{ "dtls", UNDONE }, { "quic", UNDONE }, { "handoff", UNDONE }, { "handshake-hints", UNDONE }, { "handshaker-resume", UNDONE },
	{ "false-start", UNDONE }, { "jdk11-workaround", UNDONE }, { "ignore-rsa-key-usage", UNDONE }, { "expect-key-usage-invalid", UNDONE },
	{ "enable-channel-id", UNDONE }, { "send-channel-id", UNDONE_ARG }, { "expect-channel-id", UNDONE_ARG },
	{ "advertise-npn", UNDONE_ARG }, { "select-next-proto", UNDONE_ARG }, { "expect-next-proto", UNDONE_ARG },
	{ "srtp-profiles", UNDONE_ARG }, { "delegated-credential", UNDONE_ARG }, { "expect-delegated-credential-used", UNDONE },
	{ "enable-ech-grease", UNDONE }, { "ech-config-list", UNDONE_ARG }, { "ech-server-config", UNDONE_ARG }, { "ech-server-key", UNDONE_ARG },
	{ "application-settings", UNDONE_ARG }, { "renew-ticket", UNDONE }, { "skip-ticket", UNDONE },
	{ "early-write-after-message", UNDONE_ARG }, { "ticket-key", UNDONE_ARG }, { "max-cert-list", UNDONE_ARG },
	{ "enable-signed-cert-timestamps", UNDONE }, { "signed-cert-timestamps", UNDONE_ARG }, { "expect-signed-cert-timestamps", UNDONE_ARG },
	{ "key-shares", UNDONE_ARG }, { "no-key-shares", UNDONE },
};

static const struct flag *flag_find(const char *name)
{
	for (size_t i = 0; i < sizeof(flags) / sizeof(flags[0]); i++)
		if (strcmp(flags[i].name, name) == 0)
			return &flags[i];
	return NULL;
}

static bool has_value(enum kind k)
{
	return k != FLAG && k != PASS && k != UNDONE && k != CREDENTIAL;
}

static bool number_read(const char *text, long *out)
{
	char *end;

	*out = strtol(text, &end, 10);
	return *text && !*end;
}

static bool code_add(struct bogo_codes *l, const char *text)
{
	long v;

	if (!number_read(text, &v) || v < 0 || v > 0xffff || l->n == BOGO_CODES_MAX)
		return false;
	l->codes[l->n++] = (uint16_t)v;
	return true;
}

static bool number_set(int *to, const char *text)
{
	long v;

	if (!number_read(text, &v))
		return false;
	*to = (int)v;
	return true;
}

/* False: the value is none. */
static bool flag_set(struct bogo_options *o, const struct flag *f, const char *value)
{
	char *at = (char *)o + f->at, *cred = (char *)&o->credentials[o->n_credentials] + f->at;

	switch (f->kind) {
	case FLAG: *(bool *)at = true; return true;
	case NUMBER: return number_set((int *)at, value);
	case TEXT: *(const char **)at = value; return true;
	case CODES: return code_add((struct bogo_codes *)at, value);
	case CREDENTIAL: return ++o->n_credentials < BOGO_CREDENTIALS_MAX;
	case CRED_TEXT: *(const char **)cred = value; return true;
	case CRED_CODES: return code_add((struct bogo_codes *)cred, value);
	case PASS:
	case PASS_ARG:
	case UNDONE:
	case UNDONE_ARG: break;
	}
	return true;
}

/* Takes "-on-initial" off "-on-initial-psk". */
static bool prefix_take(const char **name, const char *prefix)
{
	const size_t n = strlen(prefix);

	if (strncmp(*name, prefix, n) != 0 || (*name)[n] != '-')
		return false;
	*name += n;
	return true;
}

/* For which runs it is; BOGO_RUNS: for all. */
static enum bogo_run run_of(const char **name)
{
	static const char *const prefixes[BOGO_RUNS] = { "-on-initial", "-on-resume", "-on-retry" };

	for (int i = 0; i < BOGO_RUNS; i++)
		if (prefix_take(name, prefixes[i]))
			return (enum bogo_run)i;
	return BOGO_RUNS;
}

static int refuse(const char *what, const char *flag)
{
	fprintf(stderr, "%s: %s\n", flag, what);
	return 1;
}

int bogo_options_read(int argc, char **argv, struct bogo_options runs[BOGO_RUNS])
{
	bool undone = false;

	memset(runs, 0, BOGO_RUNS * sizeof(*runs));
	for (int i = 1; i < argc; i++) {
		const char *name = argv[i], *value = NULL;
		const struct flag *f;
		bool another;
		enum bogo_run run;

		prefix_take(&name, "-on-shim");
		another = prefix_take(&name, "-on-handshaker");   /* a process beside this one, which there is none */
		run = run_of(&name);
		f = *name == '-' ? flag_find(name + 1) : NULL;
		if (!f)
			return BOGO_UNDONE;
		if (has_value(f->kind) && i + 1 == argc)
			return refuse("a value must follow", argv[i]);
		undone |= !another && (f->kind == UNDONE || f->kind == UNDONE_ARG);
		if (has_value(f->kind))
			value = argv[++i];
		for (int r = 0; r < BOGO_RUNS && !another; r++)
			if ((run == BOGO_RUNS || (int)run == r) && !flag_set(&runs[r], f, value))
				return refuse("not a value that it may have", name);
	}
	return undone ? BOGO_UNDONE : 0;
}
