/* The registries: sorted, no number and no name twice, the constants of codes.h
 * under the names that the RFCs give them, GREASE. */
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "unit.h"
#include "base/status.h"
#include "spec/codes.h"

static const struct code_table *const tables[] = {
	&codes_content_type, &codes_handshake_type, &codes_version, &codes_cipher_suite,
	&codes_compression, &codes_extension, &codes_alert_level, &codes_alert, &codes_named_group,
	&codes_point_format, &codes_signature_scheme, &codes_hash, &codes_signature,
	&codes_client_cert_type, &codes_name_type, &codes_ccs, &codes_status_type, &codes_curve_type,
	&codes_max_fragment, &codes_psk_mode,
};

static const struct {
	const struct code_table *table;
	uint32_t value;
	const char *name;
} known[] = {
	{ &codes_content_type, CT_CHANGE_CIPHER_SPEC, "change_cipher_spec" },
	{ &codes_content_type, CT_ALERT, "alert" },
	{ &codes_content_type, CT_HANDSHAKE, "handshake" },
	{ &codes_content_type, CT_APPLICATION_DATA, "application_data" },
	{ &codes_content_type, CT_HEARTBEAT, "heartbeat" },
	{ &codes_handshake_type, HS_HELLO_REQUEST, "hello_request" },
	{ &codes_handshake_type, HS_CLIENT_HELLO, "client_hello" },
	{ &codes_handshake_type, HS_SERVER_HELLO, "server_hello" },
	{ &codes_handshake_type, HS_NEW_SESSION_TICKET, "new_session_ticket" },
	{ &codes_handshake_type, HS_CERTIFICATE, "certificate" },
	{ &codes_handshake_type, HS_SERVER_KEY_EXCHANGE, "server_key_exchange" },
	{ &codes_handshake_type, HS_CERTIFICATE_REQUEST, "certificate_request" },
	{ &codes_handshake_type, HS_SERVER_HELLO_DONE, "server_hello_done" },
	{ &codes_handshake_type, HS_CERTIFICATE_VERIFY, "certificate_verify" },
	{ &codes_handshake_type, HS_CLIENT_KEY_EXCHANGE, "client_key_exchange" },
	{ &codes_handshake_type, HS_FINISHED, "finished" },
	{ &codes_handshake_type, HS_CERTIFICATE_URL, "certificate_url" },
	{ &codes_handshake_type, HS_CERTIFICATE_STATUS, "certificate_status" },
	{ &codes_version, VERSION_SSL30, "SSL 3.0" },
	{ &codes_version, VERSION_TLS10, "TLS 1.0" },
	{ &codes_version, VERSION_TLS11, "TLS 1.1" },
	{ &codes_version, VERSION_TLS12, "TLS 1.2" },
	{ &codes_version, VERSION_TLS13, "TLS 1.3" },
	{ &codes_extension, EXT_SERVER_NAME, "server_name" },
	{ &codes_extension, EXT_MAX_FRAGMENT_LENGTH, "max_fragment_length" },
	{ &codes_extension, EXT_STATUS_REQUEST, "status_request" },
	{ &codes_extension, EXT_SUPPORTED_GROUPS, "supported_groups" },
	{ &codes_extension, EXT_EC_POINT_FORMATS, "ec_point_formats" },
	{ &codes_extension, EXT_SIGNATURE_ALGORITHMS, "signature_algorithms" },
	{ &codes_extension, EXT_ALPN, "application_layer_protocol_negotiation" },
	{ &codes_extension, EXT_SCT, "signed_certificate_timestamp" },
	{ &codes_extension, EXT_PADDING, "padding" },
	{ &codes_extension, EXT_ENCRYPT_THEN_MAC, "encrypt_then_mac" },
	{ &codes_extension, EXT_EXTENDED_MASTER_SECRET, "extended_master_secret" },
	{ &codes_extension, EXT_SESSION_TICKET, "session_ticket" },
	{ &codes_extension, EXT_PRE_SHARED_KEY, "pre_shared_key" },
	{ &codes_extension, EXT_SUPPORTED_VERSIONS, "supported_versions" },
	{ &codes_extension, EXT_COOKIE, "cookie" },
	{ &codes_extension, EXT_PSK_KEY_EXCHANGE_MODES, "psk_key_exchange_modes" },
	{ &codes_extension, EXT_SIGNATURE_ALGORITHMS_CERT, "signature_algorithms_cert" },
	{ &codes_extension, EXT_KEY_SHARE, "key_share" },
	{ &codes_extension, EXT_RENEGOTIATION_INFO, "renegotiation_info" },
	{ &codes_alert_level, ALERT_WARNING, "warning" },
	{ &codes_alert_level, ALERT_FATAL, "fatal" },
	{ &codes_alert, ALERT_CLOSE_NOTIFY, "close_notify" },
	{ &codes_alert, ALERT_UNEXPECTED_MESSAGE, "unexpected_message" },
	{ &codes_alert, ALERT_BAD_RECORD_MAC, "bad_record_mac" },
	{ &codes_alert, ALERT_RECORD_OVERFLOW, "record_overflow" },
	{ &codes_alert, ALERT_HANDSHAKE_FAILURE, "handshake_failure" },
	{ &codes_alert, ALERT_BAD_CERTIFICATE, "bad_certificate" },
	{ &codes_alert, ALERT_UNSUPPORTED_CERTIFICATE, "unsupported_certificate" },
	{ &codes_alert, ALERT_CERTIFICATE_REVOKED, "certificate_revoked" },
	{ &codes_alert, ALERT_CERTIFICATE_EXPIRED, "certificate_expired" },
	{ &codes_alert, ALERT_CERTIFICATE_UNKNOWN, "certificate_unknown" },
	{ &codes_alert, ALERT_ILLEGAL_PARAMETER, "illegal_parameter" },
	{ &codes_alert, ALERT_UNKNOWN_CA, "unknown_ca" },
	{ &codes_alert, ALERT_ACCESS_DENIED, "access_denied" },
	{ &codes_alert, ALERT_DECODE_ERROR, "decode_error" },
	{ &codes_alert, ALERT_DECRYPT_ERROR, "decrypt_error" },
	{ &codes_alert, ALERT_PROTOCOL_VERSION, "protocol_version" },
	{ &codes_alert, ALERT_INSUFFICIENT_SECURITY, "insufficient_security" },
	{ &codes_alert, ALERT_INTERNAL_ERROR, "internal_error" },
	{ &codes_alert, ALERT_USER_CANCELED, "user_canceled" },
	{ &codes_alert, ALERT_NO_RENEGOTIATION, "no_renegotiation" },
	{ &codes_alert, ALERT_UNSUPPORTED_EXTENSION, "unsupported_extension" },
	{ &codes_alert, ALERT_UNRECOGNIZED_NAME, "unrecognized_name" },
	{ &codes_alert, ALERT_NO_APPLICATION_PROTOCOL, "no_application_protocol" },
	/* the suites of the engine, and the two that are no suites */
	{ &codes_cipher_suite, 0x0002, "TLS_RSA_WITH_NULL_SHA" },
	{ &codes_cipher_suite, 0x003b, "TLS_RSA_WITH_NULL_SHA256" },
	{ &codes_cipher_suite, 0x000a, "TLS_RSA_WITH_3DES_EDE_CBC_SHA" },
	{ &codes_cipher_suite, 0x002f, "TLS_RSA_WITH_AES_128_CBC_SHA" },
	{ &codes_cipher_suite, 0x0035, "TLS_RSA_WITH_AES_256_CBC_SHA" },
	{ &codes_cipher_suite, 0x003c, "TLS_RSA_WITH_AES_128_CBC_SHA256" },
	{ &codes_cipher_suite, 0x003d, "TLS_RSA_WITH_AES_256_CBC_SHA256" },
	{ &codes_cipher_suite, 0x009c, "TLS_RSA_WITH_AES_128_GCM_SHA256" },
	{ &codes_cipher_suite, 0x009d, "TLS_RSA_WITH_AES_256_GCM_SHA384" },
	{ &codes_cipher_suite, 0x00ff, "TLS_EMPTY_RENEGOTIATION_INFO_SCSV" },
	{ &codes_cipher_suite, 0x5600, "TLS_FALLBACK_SCSV" },
	{ &codes_cipher_suite, 0x1301, "TLS_AES_128_GCM_SHA256" },
	{ &codes_cipher_suite, 0xcca8, "TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256" },
	{ &codes_signature_scheme, 0x0401, "rsa_pkcs1_sha256" },
	{ &codes_signature_scheme, 0x0201, "rsa_pkcs1_sha1" },
	{ &codes_signature_scheme, 0x0402, "dsa_sha256" },
	{ &codes_signature_scheme, 0x0403, "ecdsa_secp256r1_sha256" },
	{ &codes_signature_scheme, 0x0503, "ecdsa_secp384r1_sha384" },
	{ &codes_signature_scheme, 0x0804, "rsa_pss_rsae_sha256" },
	{ &codes_named_group, 23, "secp256r1" },
	{ &codes_named_group, 24, "secp384r1" },
	{ &codes_named_group, 29, "x25519" },
	{ &codes_client_cert_type, 1, "rsa_sign" },
	{ &codes_client_cert_type, 64, "ecdsa_sign" },
	{ &codes_compression, 0, "null" },
	{ &codes_point_format, 0, "uncompressed" },
	{ &codes_ccs, 1, "change_cipher_spec" },
};

static void sorted_and_unique(void **state)
{
	(void)state;
	for (size_t k = 0; k < ARRAY_LEN(tables); k++) {
		const struct code_table *t = tables[k];

		assert_non_null(t->title);
		assert_non_null(t->rfc);
		assert_true(t->n > 0);
		for (size_t i = 0; i < t->n; i++) {
			assert_non_null(code_at(t, i)->name);
			assert_true(code_at(t, i)->name[0] != 0);
			assert_ptr_equal(code_find(t, code_at(t, i)->value), code_at(t, i));
			/* the first of that name is this one: no name twice */
			assert_ptr_equal(code_by_name(t, code_at(t, i)->name), code_at(t, i));
			assert_false(code_is_grease(t, code_at(t, i)->value));
			if (i)
				assert_true(code_at(t, i - 1)->value < code_at(t, i)->value);
		}
	}
}

static void constants_have_their_names(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(known); i++) {
		const struct code *c = code_by_name(known[i].table, known[i].name);

		assert_string_equal(code_name(known[i].table, known[i].value), known[i].name);
		assert_non_null(c);
		assert_int_equal(c->value, known[i].value);
	}
}

static void unknown_is_null(void **state)
{
	(void)state;
	assert_null(code_find(&codes_content_type, 19));
	assert_null(code_name(&codes_content_type, 255));
	assert_null(code_name(&codes_cipher_suite, 0xffffffff));
	assert_null(code_name(&codes_cipher_suite, 0x10a0a));
	assert_null(code_by_name(&codes_cipher_suite, ""));
	assert_null(code_by_name(&codes_cipher_suite, "TLS_RSA_WITH_AES_128"));
	assert_non_null(code_by_name(&codes_cipher_suite, "tls_rsa_with_aes_128_cbc_sha"));
	assert_null(code_name(&codes_alert, (uint32_t)ALERT_NONE));
}

static void grease_is_recognised(void **state)
{
	static const uint8_t psk[] = { 0x0b, 0x2a, 0x49, 0x68, 0x87, 0xa6, 0xc5, 0xe4 };
	size_t n = 0;

	(void)state;
	for (uint32_t v = 0; v <= 0xffff; v++)
		n += code_is_grease(&codes_extension, v);
	assert_int_equal(n, 16);
	for (uint32_t i = 0; i < 16; i++) {
		uint32_t v = i << 12 | 0xa00 | i << 4 | 0xa;

		assert_string_equal(code_name(&codes_cipher_suite, v), "GREASE");
		assert_string_equal(code_name(&codes_extension, v), "GREASE");
		assert_string_equal(code_name(&codes_named_group, v), "GREASE");
		assert_string_equal(code_name(&codes_signature_scheme, v), "GREASE");
		assert_string_equal(code_name(&codes_version, v), "GREASE");
		assert_null(code_name(&codes_handshake_type, v));
	}
	n = 0;
	for (uint32_t v = 0; v < 0x1000; v++)
		n += code_is_grease(&codes_psk_mode, v);
	assert_int_equal(n, ARRAY_LEN(psk));
	for (size_t i = 0; i < ARRAY_LEN(psk); i++)
		assert_true(code_is_grease(&codes_psk_mode, psk[i]));
}

static void versions_have_one_name(void **state)
{
	static const struct {
		uint32_t version;
		const char *text, *token;
	} all[] = {
		{ 0x0002, "SSL 2.0", "SSLv2" }, { VERSION_SSL30, "SSL 3.0", "SSLv3" }, { VERSION_TLS10, "TLS 1.0", "TLSv1.0" },
		{ VERSION_TLS12, "TLS 1.2", "TLSv1.2" }, { VERSION_TLS13, "TLS 1.3", "TLSv1.3" },
		{ 0x7f12, "TLS 1.3 draft 18", "TLSv1.3 draft 18" }, { 0x7fff, "TLS 1.3 draft 255", "TLSv1.3 draft 255" },
		{ 0x0305, "0x0305", "0x0305" }, { 0xffffffff, "0xffffffff", "0xffffffff" }, { 0xfefd, "DTLS 1.2", "DTLSv1.2" },
	};
	char room[CODE_TEXT_MAX];

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(all); i++) {
		assert_string_equal(version_text(all[i].version, room), all[i].text);
		assert_string_equal(version_token(all[i].version, room), all[i].token);
	}
	assert_int_equal(version_on_wire(VERSION_TLS11), VERSION_TLS11);
	assert_int_equal(version_on_wire(VERSION_TLS13), VERSION_TLS12);
	assert_int_equal(version_on_wire(0x7f12), VERSION_TLS12);
	assert_string_equal(code_text(&codes_cipher_suite, 0x1301, room), "TLS_AES_128_GCM_SHA256");
	assert_string_equal(code_text(&codes_cipher_suite, 0x1399, room), "0x1399");
	assert_string_equal(code_text(&codes_cipher_suite, 0x2a2a, room), "GREASE");
}

UNIT_GROUP(codes)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(sorted_and_unique),
		cmocka_unit_test(constants_have_their_names),
		cmocka_unit_test(unknown_is_null),
		cmocka_unit_test(grease_is_recognised),
		cmocka_unit_test(versions_have_one_name),
	};

	return cmocka_run_group_tests_name("codes", tests, NULL, NULL);
}
