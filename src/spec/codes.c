#include "spec/codes.h"

#include <stdio.h>
#include <string.h>

#include "base/status.h"
#include "base/text.h"

bool code_listed(const struct code_list *l, uint32_t value)
{
	for (size_t i = 0; i < l->n; i++)
		if (l->codes[i] == value)
			return true;
	return false;
}

bool code_listed_in(struct bytes list, uint32_t value)
{
	for (size_t i = 0; i + 2 <= list.n; i += 2)
		if (bytes_uint(bytes_slice(list, i, 2)) == value)
			return true;
	return false;
}

uint16_t code_highest_in(struct bytes list, uint16_t limit)
{
	uint16_t highest = 0;

	for (size_t i = 0; i + 2 <= list.n; i += 2) {
		const uint16_t code = (uint16_t)bytes_uint(bytes_slice(list, i, 2));

		if (code <= limit && code > highest)
			highest = code;
	}
	return highest;
}

const struct code *code_at(const struct code_table *t, size_t i)
{
	return (const struct code *)((const char *)t->rows + i * t->row_size);
}

const struct code *code_find(const struct code_table *t, uint32_t value)
{
	size_t lo = 0, hi = t->n;

	while (lo < hi) {
		size_t mid = lo + (hi - lo) / 2;

		if (code_at(t, mid)->value < value)
			lo = mid + 1;
		else
			hi = mid;
	}
	return lo < t->n && code_at(t, lo)->value == value ? code_at(t, lo) : NULL;
}

/* RFC 8701 2: 0x0A0A, 0x1A1A .. 0xFAFA; PSK modes 0x0B, 0x2A, 0x49 .. 0xE4. */
bool code_is_grease(const struct code_table *t, uint32_t value)
{
	switch (t->grease) {
	case 1:
		return value <= 0xffff && (value & 0x0f0f) == 0x0a0a && value >> 8 == (value & 0xff);
	case 2:
		return value <= 0xff && value >= 0x0b && (value - 0x0b) % 0x1f == 0;
	default:
		return false;
	}
}

const char *code_name(const struct code_table *t, uint32_t value)
{
	const struct code *c = code_find(t, value);

	return c ? c->name : code_is_grease(t, value) ? "GREASE" : NULL;
}

const char *code_text(const struct code_table *t, uint32_t value, char room[CODE_TEXT_MAX])
{
	const char *name = code_name(t, value);

	if (name)
		return name;
	snprintf(room, CODE_TEXT_MAX, "0x%04x", value);
	return room;
}

/* draft-ietf-tls-tls13-28 4.2.1.1 */
const char *version_text(uint32_t version, char room[CODE_TEXT_MAX])
{
	if (version >> 8 != 0x7f)
		return code_text(&codes_version, version, room);
	snprintf(room, CODE_TEXT_MAX, "TLS 1.3 draft %d", (int)(version & 0xff));
	return room;
}

uint16_t version_rules(uint16_t version)
{
	return version >> 8 == 0x7f ? VERSION_TLS13 : version;
}

uint16_t version_on_wire(uint16_t version)
{
	return version < VERSION_TLS12 ? version : VERSION_TLS12;
}

const char *version_token(uint32_t version, char room[CODE_TEXT_MAX])
{
	const char *text = version_text(version, room);
	char *blank, *dot;

	if (text != room)
		memcpy(room, text, strlen(text) + 1);   /* names of versions are shorter */
	blank = strchr(room, ' ');
	if (blank)
		*blank = 'v';
	dot = version <= VERSION_SSL30 ? strchr(room, '.') : NULL;
	if (dot)
		*dot = 0;
	return room;
}

const struct code *code_by_name(const struct code_table *t, const char *name)
{
	for (size_t i = 0; i < t->n; i++)
		if (text_equal_nocase(code_at(t, i)->name, name))
			return code_at(t, i);
	return NULL;
}

#define TABLE(id, title, rfc, grease, ...)                                                     \
	static const struct code id##_rows[] = { __VA_ARGS__ };                                \
	const struct code_table codes_##id = { title, rfc, id##_rows, ARRAY_LEN(id##_rows), sizeof(struct code), grease };

TABLE(content_type, "TLS ContentType", "RFC 5246 6.2.1", 0,
	{ 20, "change_cipher_spec" },
	{ 21, "alert" },
	{ 22, "handshake" },
	{ 23, "application_data" },
	{ 24, "heartbeat", "RFC 6520 3" },
	{ 25, "tls12_cid", "RFC 9146 3" },
	{ 26, "ACK", "RFC 9147 7" },
	{ 27, "return_routability_check", "RFC 9853" },
)

TABLE(handshake_type, "TLS HandshakeType", "RFC 5246 7.4", 0,
	{ 0, "hello_request", "RFC 5246 7.4.1.1" },
	{ 1, "client_hello", "RFC 5246 7.4.1.2" },
	{ 2, "server_hello", "RFC 5246 7.4.1.3" },
	{ 3, "hello_verify_request", "RFC 6347 4.2.1" },
	{ 4, "new_session_ticket", "RFC 5077 3.3" },
	{ 5, "end_of_early_data", "RFC 9846 4.6" },
	{ 6, "hello_retry_request", "RFC 9846 4.2.4" },
	{ 8, "encrypted_extensions", "RFC 9846 4.4.1" },
	{ 9, "request_connection_id", "RFC 9147 9" },
	{ 10, "new_connection_id", "RFC 9147 9" },
	{ 11, "certificate", "RFC 5246 7.4.2" },
	{ 12, "server_key_exchange", "RFC 5246 7.4.3" },
	{ 13, "certificate_request", "RFC 5246 7.4.4" },
	{ 14, "server_hello_done", "RFC 5246 7.4.5" },
	{ 15, "certificate_verify", "RFC 5246 7.4.8" },
	{ 16, "client_key_exchange", "RFC 5246 7.4.7" },
	{ 17, "client_certificate_request", "RFC 9261 4" },
	{ 20, "finished", "RFC 5246 7.4.9" },
	{ 21, "certificate_url", "RFC 6066 5" },
	{ 22, "certificate_status", "RFC 6066 8" },
	{ 23, "supplemental_data", "RFC 4680 2" },
	{ 24, "key_update", "RFC 9846 4.7.3" },
	{ 25, "compressed_certificate", "RFC 8879 4" },
	{ 26, "ekt_key", "RFC 8870 5" },
	{ 254, "message_hash", "RFC 9846 4.1" },
)

TABLE(version, "ProtocolVersion", "RFC 5246 6.2.1", 1,
	{ 0x0002, "SSL 2.0", "RFC 6176" },
	{ 0x0300, "SSL 3.0", "RFC 6101" },
	{ 0x0301, "TLS 1.0", "RFC 2246" },
	{ 0x0302, "TLS 1.1", "RFC 4346" },
	{ 0x0303, "TLS 1.2", "RFC 5246" },
	{ 0x0304, "TLS 1.3", "RFC 9846" },
	{ 0xfefc, "DTLS 1.3", "RFC 9147" },
	{ 0xfefd, "DTLS 1.2", "RFC 6347" },
	{ 0xfeff, "DTLS 1.0", "RFC 4347" },
)

TABLE(compression, "TLS Compression Method Identifiers", "RFC 3749", 0,
	{ 0, "null", "RFC 5246 6.2.2" },
	{ 1, "DEFLATE", "RFC 3749 2.1" },
	{ 64, "LZS", "RFC 3943" },
)

TABLE(extension, "TLS ExtensionType Values", "RFC 5246 7.4.1.4", 1,
	{ 0, "server_name", "RFC 6066 3" },
	{ 1, "max_fragment_length", "RFC 6066 4" },
	{ 2, "client_certificate_url", "RFC 6066 5" },
	{ 3, "trusted_ca_keys", "RFC 6066 6" },
	{ 4, "truncated_hmac", "RFC 6066 7" },
	{ 5, "status_request", "RFC 6066 8" },
	{ 6, "user_mapping", "RFC 4681" },
	{ 7, "client_authz", "RFC 5878" },
	{ 8, "server_authz", "RFC 5878" },
	{ 9, "cert_type", "RFC 6091" },
	{ 10, "supported_groups", "RFC 8422 5.1.1" },
	{ 11, "ec_point_formats", "RFC 8422 5.1.2" },
	{ 12, "srp", "RFC 5054" },
	{ 13, "signature_algorithms", "RFC 5246 7.4.1.4.1" },
	{ 14, "use_srtp", "RFC 5764" },
	{ 15, "heartbeat", "RFC 6520" },
	{ 16, "application_layer_protocol_negotiation", "RFC 7301 3.1" },
	{ 17, "status_request_v2", "RFC 6961" },
	{ 18, "signed_certificate_timestamp", "RFC 6962 3.3.1" },
	{ 19, "client_certificate_type", "RFC 7250" },
	{ 20, "server_certificate_type", "RFC 7250" },
	{ 21, "padding", "RFC 7685 3" },
	{ 22, "encrypt_then_mac", "RFC 7366 2" },
	{ 23, "extended_master_secret", "RFC 7627 5.1" },
	{ 24, "token_binding", "RFC 8472" },
	{ 25, "cached_info", "RFC 7924" },
	{ 26, "tls_lts", "draft-gutmann-tls-lts" },
	{ 27, "compress_certificate", "RFC 8879 3" },
	{ 28, "record_size_limit", "RFC 8449 4" },
	{ 29, "pwd_protect", "RFC 8492" },
	{ 30, "pwd_clear", "RFC 8492" },
	{ 31, "password_salt", "RFC 8492" },
	{ 32, "ticket_pinning", "RFC 8672" },
	{ 33, "tls_cert_with_extern_psk", "RFC 9973" },
	{ 34, "delegated_credential", "RFC 9345" },
	{ 35, "session_ticket", "RFC 5077 3.2" },
	{ 36, "TLMSP", "ETSI TS 103 523-2" },
	{ 37, "TLMSP_proxying", "ETSI TS 103 523-2" },
	{ 38, "TLMSP_delegate", "ETSI TS 103 523-2" },
	{ 39, "supported_ekt_ciphers", "RFC 8870" },
	{ 40, "key_share_draft", "draft-ietf-tls-tls13-18 4.2.5" },
	{ 41, "pre_shared_key", "RFC 9846 4.3.11" },
	{ 42, "early_data", "RFC 9846 4.3.10" },
	{ 43, "supported_versions", "RFC 9846 4.3.1" },
	{ 44, "cookie", "RFC 9846 4.3.2" },
	{ 45, "psk_key_exchange_modes", "RFC 9846 4.3.9" },
	{ 47, "certificate_authorities", "RFC 9846 4.3.4" },
	{ 48, "oid_filters", "RFC 9846 4.3.5" },
	{ 49, "post_handshake_auth", "RFC 9846 4.3.6" },
	{ 50, "signature_algorithms_cert", "RFC 9846 4.3.3" },
	{ 51, "key_share", "RFC 9846 4.3.8" },
	{ 52, "transparency_info", "RFC 9162" },
	{ 53, "connection_id_deprecated", "RFC 9146" },
	{ 54, "connection_id", "RFC 9146 3" },
	{ 55, "external_id_hash", "RFC 8844" },
	{ 56, "external_session_id", "RFC 8844" },
	{ 57, "quic_transport_parameters", "RFC 9001 8.2" },
	{ 58, "ticket_request", "RFC 9149" },
	{ 59, "dnssec_chain", "RFC 9102" },
	{ 60, "sequence_number_encryption_algorithms", "draft-pismenny-tls-dtls-plaintext-sequence-number" },
	{ 61, "rrc", "RFC 9853" },
	{ 62, "tls_flags", "draft-ietf-tls-tlsflags" },
	/* not in the registry, but browsers send or sent them */
	{ 13172, "next_protocol_negotiation", "draft-agl-tls-nextprotoneg" },
	{ 17513, "application_settings_old", "draft-vvv-tls-alps" },
	{ 17613, "application_settings", "draft-vvv-tls-alps" },
	{ 30032, "channel_id", "draft-balfanz-tls-channelid" },
	{ 64768, "ech_outer_extensions", "RFC 9849" },
	{ 65037, "encrypted_client_hello", "RFC 9849" },
	{ 65281, "renegotiation_info", "RFC 5746 3.2" },
)

TABLE(alert_level, "TLS AlertLevel", "RFC 5246 7.2", 0,
	{ 1, "warning" },
	{ 2, "fatal" },
)

TABLE(alert, "TLS Alerts", "RFC 5246 7.2", 0,
	{ 0, "close_notify", "RFC 5246 7.2.1" },
	{ 10, "unexpected_message", "RFC 5246 7.2.2" },
	{ 20, "bad_record_mac", "RFC 5246 7.2.2" },
	{ 21, "decryption_failed", "RFC 5246 7.2.2" },
	{ 22, "record_overflow", "RFC 5246 7.2.2" },
	{ 30, "decompression_failure", "RFC 5246 7.2.2" },
	{ 40, "handshake_failure", "RFC 5246 7.2.2" },
	{ 41, "no_certificate", "RFC 5246 7.2.2" },
	{ 42, "bad_certificate", "RFC 5246 7.2.2" },
	{ 43, "unsupported_certificate", "RFC 5246 7.2.2" },
	{ 44, "certificate_revoked", "RFC 5246 7.2.2" },
	{ 45, "certificate_expired", "RFC 5246 7.2.2" },
	{ 46, "certificate_unknown", "RFC 5246 7.2.2" },
	{ 47, "illegal_parameter", "RFC 5246 7.2.2" },
	{ 48, "unknown_ca", "RFC 5246 7.2.2" },
	{ 49, "access_denied", "RFC 5246 7.2.2" },
	{ 50, "decode_error", "RFC 5246 7.2.2" },
	{ 51, "decrypt_error", "RFC 5246 7.2.2" },
	{ 52, "too_many_cids_requested", "RFC 9147 10" },
	{ 60, "export_restriction", "RFC 5246 7.2.2" },
	{ 70, "protocol_version", "RFC 5246 7.2.2" },
	{ 71, "insufficient_security", "RFC 5246 7.2.2" },
	{ 80, "internal_error", "RFC 5246 7.2.2" },
	{ 86, "inappropriate_fallback", "RFC 7507 2" },
	{ 90, "user_canceled", "RFC 5246 7.2.2" },
	{ 100, "no_renegotiation", "RFC 5246 7.2.2" },
	{ 109, "missing_extension", "RFC 9846 6.2" },
	{ 110, "unsupported_extension", "RFC 5246 7.2.2" },
	{ 111, "certificate_unobtainable", "RFC 6066 9" },
	{ 112, "unrecognized_name", "RFC 6066 9" },
	{ 113, "bad_certificate_status_response", "RFC 6066 9" },
	{ 114, "bad_certificate_hash_value", "RFC 6066 9" },
	{ 115, "unknown_psk_identity", "RFC 4279 2" },
	{ 116, "certificate_required", "RFC 9846 6.2" },
	{ 117, "general_error", "RFC 9846 6.2" },
	{ 120, "no_application_protocol", "RFC 7301 3.2" },
	{ 121, "ech_required", "RFC 9849" },
)

TABLE(point_format, "TLS EC Point Formats", "RFC 8422 5.1.2", 0,
	{ 0, "uncompressed" },
	{ 1, "ansiX962_compressed_prime" },
	{ 2, "ansiX962_compressed_char2" },
)

TABLE(hash, "TLS HashAlgorithm", "RFC 5246 7.4.1.4.1", 0,
	{ 0, "none" },
	{ 1, "md5" },
	{ 2, "sha1" },
	{ 3, "sha224" },
	{ 4, "sha256" },
	{ 5, "sha384" },
	{ 6, "sha512" },
	{ 8, "Intrinsic", "RFC 8422 5.1.3" },
)

TABLE(signature, "TLS SignatureAlgorithm", "RFC 5246 7.4.1.4.1", 0,
	{ 0, "anonymous" },
	{ 1, "rsa" },
	{ 2, "dsa" },
	{ 3, "ecdsa" },
	{ 7, "ed25519", "RFC 8422 5.1.3" },
	{ 8, "ed448", "RFC 8422 5.1.3" },
	{ 64, "gostr34102012_256", "RFC 9189" },
	{ 65, "gostr34102012_512", "RFC 9189" },
)

TABLE(client_cert_type, "TLS ClientCertificateType Identifiers", "RFC 5246 7.4.4", 0,
	{ 1, "rsa_sign" },
	{ 2, "dss_sign" },
	{ 3, "rsa_fixed_dh" },
	{ 4, "dss_fixed_dh" },
	{ 5, "rsa_ephemeral_dh_RESERVED" },
	{ 6, "dss_ephemeral_dh_RESERVED" },
	{ 20, "fortezza_dms_RESERVED" },
	{ 64, "ecdsa_sign", "RFC 8422 5.5" },
	{ 65, "rsa_fixed_ecdh", "RFC 8422 5.5" },
	{ 66, "ecdsa_fixed_ecdh", "RFC 8422 5.5" },
	{ 67, "gost_sign256", "RFC 9189" },
	{ 68, "gost_sign512", "RFC 9189" },
)

TABLE(name_type, "NameType", "RFC 6066 3", 0, { 0, "host_name" })

TABLE(ccs, "ChangeCipherSpec", "RFC 5246 7.1", 0, { 1, "change_cipher_spec" })

TABLE(status_type, "TLS CertificateStatusType", "RFC 6066 8", 0,
	{ 1, "ocsp" },
	{ 2, "ocsp_multi", "RFC 6961" },
)

TABLE(curve_type, "TLS ECCurveType", "RFC 8422 5.4", 0,
	{ 1, "explicit_prime" },
	{ 2, "explicit_char2" },
	{ 3, "named_curve" },
)

TABLE(max_fragment, "MaxFragmentLength", "RFC 6066 4", 0,
	{ 1, "2^9" },
	{ 2, "2^10" },
	{ 3, "2^11" },
	{ 4, "2^12" },
)

TABLE(key_update, "KeyUpdateRequest", "RFC 9846 4.7.3", 0,
	{ 0, "update_not_requested" },
	{ 1, "update_requested" },
)

static const struct code certificate_compression_rows[] = {
	{ COMPRESSION_ZLIB, "zlib", "RFC 1950" },
	{ COMPRESSION_BROTLI, "brotli", "RFC 7932" },
	{ COMPRESSION_ZSTD, "zstd", "RFC 8878" },
};
const struct code_table codes_certificate_compression = {
	"TLS Certificate Compression Algorithm IDs", "RFC 8879 7.3", certificate_compression_rows, ARRAY_LEN(certificate_compression_rows),
	sizeof(struct code), 0, .wide = true,
};

TABLE(sct_version, "Certificate Transparency versions", "RFC 6962 3.2", 0,
	{ 0, "v1" },
)

TABLE(ech_type, "ECHClientHelloType", "RFC 9849 5", 0,
	{ 0, "outer" },
	{ 1, "inner" },
)

TABLE(hpke_kem, "HPKE KEM Identifiers", "RFC 9180 7.1", 0,
	{ 0x10, "DHKEM(P-256, HKDF-SHA256)" },
	{ 0x11, "DHKEM(P-384, HKDF-SHA384)" },
	{ 0x12, "DHKEM(P-521, HKDF-SHA512)" },
	{ 0x20, "DHKEM(X25519, HKDF-SHA256)" },
	{ 0x21, "DHKEM(X448, HKDF-SHA512)" },
)

TABLE(hpke_kdf, "HPKE KDF Identifiers", "RFC 9180 7.2", 0,
	{ 1, "HKDF-SHA256" },
	{ 2, "HKDF-SHA384" },
	{ 3, "HKDF-SHA512" },
)

TABLE(hpke_aead, "HPKE AEAD Identifiers", "RFC 9180 7.3", 0,
	{ 1, "AES-128-GCM" },
	{ 2, "AES-256-GCM" },
	{ 3, "ChaCha20Poly1305" },
	{ 0xffff, "Export-only" },
)

TABLE(psk_mode, "TLS PskKeyExchangeMode", "RFC 9846 4.3.9", 2,
	{ 0, "psk_ke" },
	{ 1, "psk_dhe_ke" },
)

const char *handshake_type_title(unsigned type)
{
	static const struct {
		unsigned type;
		const char *name;
	} names[] = {
		{ HS_HELLO_REQUEST, "HelloRequest" },
		{ HS_CLIENT_HELLO, "ClientHello" },
		{ HS_SERVER_HELLO, "ServerHello" },
		{ HS_NEW_SESSION_TICKET, "NewSessionTicket" },
		{ HS_END_OF_EARLY_DATA, "EndOfEarlyData" },
		{ HS_HELLO_RETRY_REQUEST, "HelloRetryRequest" },
		{ HS_ENCRYPTED_EXTENSIONS, "EncryptedExtensions" },
		{ HS_CERTIFICATE, "Certificate" },
		{ HS_SERVER_KEY_EXCHANGE, "ServerKeyExchange" },
		{ HS_CERTIFICATE_REQUEST, "CertificateRequest" },
		{ HS_SERVER_HELLO_DONE, "ServerHelloDone" },
		{ HS_CERTIFICATE_VERIFY, "CertificateVerify" },
		{ HS_CLIENT_KEY_EXCHANGE, "ClientKeyExchange" },
		{ HS_FINISHED, "Finished" },
		{ HS_CERTIFICATE_URL, "CertificateURL" },
		{ HS_CERTIFICATE_STATUS, "CertificateStatus" },
		{ HS_KEY_UPDATE, "KeyUpdate" },
		{ HS_COMPRESSED_CERTIFICATE, "CompressedCertificate" },
	};

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		if (names[i].type == type)
			return names[i].name;
	return NULL;
}

const char *content_type_title(unsigned type)
{
	static const char *const names[] = { "ChangeCipherSpec", "Alert", "Handshake", "ApplicationData", "Heartbeat" };

	if (type < CT_CHANGE_CIPHER_SPEC || type - CT_CHANGE_CIPHER_SPEC >= sizeof(names) / sizeof(names[0]))
		return NULL;
	return names[type - CT_CHANGE_CIPHER_SPEC];
}
