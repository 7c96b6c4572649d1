/* What BoringSSL's test runner asks of its shim: the flags that it gives, as they are told. The runner's meaning of each
 * is described beside its own shim (ssl/test/test_config.cc there); those that say nothing of what goes over the wire are passed
 * over, and those of what this project does not do end in BOGO_UNDONE. */
#ifndef SLOWSHAKE_TESTS_BOGO_OPTIONS_H
#define SLOWSHAKE_TESTS_BOGO_OPTIONS_H

#include <stdbool.h>
#include <stdint.h>

#include "base/bytes.h"

enum { BOGO_UNDONE = 89 };                         /* the exit code that says: not done here */
enum { BOGO_CODES_MAX = 64, BOGO_CREDENTIALS_MAX = 8 };

struct bogo_codes {
	uint16_t codes[BOGO_CODES_MAX];
	unsigned n;
};

struct bogo_credential {
	const char *cert_file, *key_file;
	struct bogo_codes signing_prefs;
};

struct bogo_options {
	int port, resume_count;
	const char *shim_id;                               /* a number of up to 64 bits; NULL: an older runner, which wants none */
	bool ipv6, server, handshaker;
	int min_version, max_version;
	bool no_tls1, no_tls11, no_tls12, no_tls13;
	const char *cipher, *host_name, *psk, *psk_identity;
	struct bogo_codes curves, verify_prefs;
	struct bogo_credential credentials[BOGO_CREDENTIALS_MAX];   /* the first is the one without a flag of its own */
	int n_credentials;                                          /* that have one */
	const char *advertise_alpn, *select_alpn;                   /* the one with lengths, the other a name */
	bool decline_alpn, reject_alpn, selects_empty_alpn;
	bool enforce_key_usage;                                     /* a server always does */
	bool enable_ocsp_stapling, fail_ocsp, decline_ocsp;
	const char *ocsp_response;                                  /* a server's */
	bool fallback_scsv, enable_grease, no_ticket, enable_early_data;
	bool require_any_client_certificate, verify_peer, verify_fail, custom_verify, fail_cert, fail_ddos, fail_early;
	int one_compression, max_send_fragment, resumption_delay;
	bool shim_writes_first, shim_shuts_down, check_close_notify, write_different_record_sizes, send_alert;
	bool key_update, key_update_before_read, handshake_never_done, renegotiates, renegotiates_once, ignores_requests;
	bool retains_hash;                                          /* of the client's certificate: other sessions are not gone on with */
	bool reverifies;                                            /* a session that goes on: its certificates are looked at again */
	int export_material;                                        /* bytes */
	const char *export_label, *export_context;
	bool use_export_context, export_secrets, tls_unique;
	/* what must have come of it */
	int expect_version, expect_cipher, expect_curve, expect_renegotiations;
	const char *expect_alpn, *expect_server_name;
	bool expect_no_server_name, expect_session_miss, expect_ems, expect_hrr, expect_no_hrr;
	bool expect_secure_renegotiation, expect_no_secure_renegotiation;
	bool expect_no_session, expect_ticket_early, expect_accept_early, expect_reject_early, expect_no_offer_early;
	const char *expect_messages;                                /* a line each: who, what, its number */
	const char *expect_ocsp_response;                           /* base64, as ocsp_response */
};

/* The first connection, those that go on with it, and what follows early data that was not taken. */
enum bogo_run { BOGO_INITIAL, BOGO_RESUME, BOGO_RETRY, BOGO_RUNS };

/* 0, BOGO_UNDONE, or 1 with a sentence on stderr: a value is wrong, or missing. */
int bogo_options_read(int argc, char **argv, struct bogo_options runs[BOGO_RUNS]);

#endif
