/* TLS presentation language (RFC 5246 4) as tables. Reads like appendix A of the
 * RFC: each struct of the RFC is one array here, in the RFC's order and names. */
#include "spec/layout.h"

#include "spec/codes.h"

#define END { .kind = L_END }
#define UINT(n, w, ...) { .name = n, .kind = L_UINT, .width = w, .show = SHOW_NUMBER, __VA_ARGS__ }
#define CODE(n, w, table, ...) \
	{ .name = n, .kind = L_UINT, .width = w, .show = SHOW_CODE, .codes = &codes_##table, __VA_ARGS__ }
#define BYTES(n, size, ...) { .name = n, .kind = L_BYTES, .min = size, __VA_ARGS__ }
#define OPAQUE(n, w, lo, hi, ...) { .name = n, .kind = L_VEC, .width = w, .min = lo, .max = hi, __VA_ARGS__ }
#define VEC(n, w, lo, hi, s, ...) \
	{ .name = n, .kind = L_VEC, .width = w, .min = lo, .max = hi, .sub = s, __VA_ARGS__ }
#define LIST(n, w, lo, hi, s, ...) \
	{ .name = n, .kind = L_LIST, .width = w, .min = lo, .max = hi, .sub = s, __VA_ARGS__ }
#define STRUCT(n, s, ...) { .name = n, .kind = L_STRUCT, .sub = s, __VA_ARGS__ }
#define SWITCH(n, sel, c, ...) \
	{ .name = n, .kind = L_SWITCH, .select = sel, .cases = c, .n_cases = sizeof(c) / sizeof((c)[0]), __VA_ARGS__ }
#define REST(n, ...) { .name = n, .kind = L_REST, __VA_ARGS__ }

const struct layout layout_malformed = REST("malformed");
const struct layout layout_length[5] = {
	END, UINT("length", 1), UINT("length", 2), UINT("length", 3), UINT("length", 4),
};

const struct layout *layout_case_find(const struct layout *l, uint32_t selector)
{
	size_t i = 0;

	if (l->select == SEL_VERSION) {      /* the last that it has reached */
		while (i < l->n_cases && l->cases[i].value <= selector)
			i++;
		return i ? l->cases[i - 1].sub : NULL;
	}
	while (i < l->n_cases && l->cases[i].value != selector)
		i++;
	return i < l->n_cases ? l->cases[i].sub : NULL;
}

/* ---- extensions ---- */

static const struct layout empty_struct[] = { END };
static const struct layout ext_empty = STRUCT(NULL, empty_struct);

static const struct layout server_name_members[] = {
	CODE("name_type", 1, name_type), OPAQUE("HostName", 2, 1, 0xffff, .show = SHOW_TEXT, .told = "server_name"), END,
};
static const struct layout server_name = STRUCT("ServerName", server_name_members);
static const struct layout ext_server_name = LIST("server_name_list", 2, 1, 0xffff, &server_name, .rfc = "RFC 6066 3");

static const struct layout ext_max_fragment = CODE("max_fragment_length", 1, max_fragment, .rfc = "RFC 6066 4");

static const struct layout ext_record_limit = UINT("RecordSizeLimit", 2, .rfc = "RFC 8449 4");

static const struct layout responder_id = OPAQUE("ResponderID", 2, 1, 0xffff);
static const struct layout status_request_members[] = {
	CODE("status_type", 1, status_type), LIST("responder_id_list", 2, 0, 0xffff, &responder_id),
	OPAQUE("request_extensions", 2, 0, 0xffff), END,
};
static const struct layout ext_status_request =
	STRUCT("CertificateStatusRequest", status_request_members, .rfc = "RFC 6066 8");

static const struct layout named_group = CODE("NamedGroup", 2, named_group);
static const struct layout ext_supported_groups =
	LIST("named_group_list", 2, 2, 0xffff, &named_group, .rfc = "RFC 8422 5.1.1", .told = "named_group_list");

static const struct layout point_format = CODE("ECPointFormat", 1, point_format);
static const struct layout ext_point_formats =
	LIST("ec_point_format_list", 1, 1, 0xff, &point_format, .rfc = "RFC 8422 5.1.2");

static const struct layout signature_scheme = CODE("SignatureAndHashAlgorithm", 2, signature_scheme);
static const struct layout ext_signature_algorithms =
	LIST("supported_signature_algorithms", 2, 2, 0xfffe, &signature_scheme, .rfc = "RFC 5246 7.4.1.4.1",
	     .told = "supported_signature_algorithms");
static const struct layout ext_signature_algorithms_cert =
	LIST("supported_signature_algorithms", 2, 2, 0xfffe, &signature_scheme, .rfc = "RFC 9846 4.3.3");

static const struct layout protocol_name = OPAQUE("ProtocolName", 1, 1, 0xff, .show = SHOW_TEXT);
static const struct layout ext_alpn = LIST("protocol_name_list", 2, 2, 0xffff, &protocol_name, .rfc = "RFC 7301 3.1",
						.told = "protocol_name_list");

static const struct layout ext_padding = REST("padding", .rfc = "RFC 7685 3");
static const struct layout ext_ticket = REST("ticket", .rfc = "RFC 5077 3.2", .told = "ticket");
static const struct layout ext_cookie = OPAQUE("cookie", 2, 1, 0xffff, .rfc = "RFC 9846 4.3.2");
static const struct layout ext_renegotiation =
	OPAQUE("renegotiated_connection", 1, 0, 0xff, .rfc = "RFC 5746 3.2");

static const struct layout psk_mode = CODE("PskKeyExchangeMode", 1, psk_mode);
static const struct layout ext_psk_modes = LIST("ke_modes", 1, 1, 0xff, &psk_mode, .rfc = "RFC 9846 4.3.9");

static const struct layout psk_identity_members[] = {
	OPAQUE("identity", 2, 1, 0xffff, .told = "identity"), UINT("obfuscated_ticket_age", 4), END,
};
static const struct layout psk_identity = STRUCT("PskIdentity", psk_identity_members);
static const struct layout psk_binder = OPAQUE("PskBinderEntry", 1, 32, 255);
static const struct layout ext_psks_members[] = {
	LIST("identities", 2, 7, 0xffff, &psk_identity), LIST("binders", 2, 33, 0xffff, &psk_binder), END,
};
static const struct layout ext_psks = STRUCT("OfferedPsks", ext_psks_members, .rfc = "RFC 9846 4.3.11");
static const struct layout ext_psk_server = UINT("selected_identity", 2, .rfc = "RFC 9846 4.3.11");

static const struct layout version_element = CODE("ProtocolVersion", 2, version);
static const struct layout ext_versions_client = LIST("versions", 1, 2, 0xfe, &version_element, .rfc = "RFC 9846 4.3.1");
static const struct layout ext_version_server = CODE("selected_version", 2, version, .rfc = "RFC 9846 4.3.1");

/* A point of a curve that has points: by its form, and uncompressed by its coordinates, which are of the same size. */
static const struct layout point_coordinates_members[] = { { .name = "X", .kind = L_BYTES, .half = true }, REST("Y"), END };
static const struct layout point_coordinates = STRUCT(NULL, point_coordinates_members);
static const struct layout_case point_forms[] = { { 4, &point_coordinates } };
static const struct layout ec_point_members[] = {
	UINT("legacy_form", 1), SWITCH("compressed", SEL_PREVIOUS, point_forms), END,
};
static const struct layout ec_point = STRUCT("UncompressedPointRepresentation", ec_point_members, .rfc = "RFC 9846 4.3.8.2");
#define POINTS(code) { code, &ec_point }
#define ALL_POINTS \
	POINTS(19), POINTS(20), POINTS(21), POINTS(22), POINTS(23), POINTS(24), POINTS(25), \
	POINTS(26), POINTS(27), POINTS(28), POINTS(31), POINTS(32), POINTS(33), POINTS(41)
static const struct layout_case point_cases[] = { ALL_POINTS };
static const struct layout public_value = SWITCH("content", SEL_PREVIOUS, point_cases);
static const struct layout public_value_agreed = SWITCH("content", SEL_GROUP, point_cases);

/* Hybrid groups (RFC 10024 4): what each part gives, one behind the other. The client gives a key of ML-KEM, the server the
 * secret that it closed with it. */
#define POINT_OF(size) UINT("legacy_form", 1), BYTES("X", size), BYTES("Y", size)
static const struct layout p256_members[] = { POINT_OF(32), END };
static const struct layout p384_members[] = { POINT_OF(48), END };
#define POINT(curve) { .name = "UncompressedPointRepresentation", .kind = L_STRUCT, .sub = curve##_members, .rfc = "RFC 9846 4.3.8.2" }
#define HYBRID(name, ...) static const struct layout name##_members[] = { __VA_ARGS__, END }; \
	static const struct layout name = STRUCT(NULL, name##_members)
HYBRID(p256_mlkem_client, POINT(p256), REST("encapsulation_key"));
HYBRID(p256_mlkem_server, POINT(p256), REST("ciphertext"));
HYBRID(x25519_mlkem_client, BYTES("encapsulation_key", 1184), REST("x25519_public_value"));
HYBRID(x25519_mlkem_server, BYTES("ciphertext", 1088), REST("x25519_public_value"));
HYBRID(p384_mlkem_client, POINT(p384), REST("encapsulation_key"));
HYBRID(p384_mlkem_server, POINT(p384), REST("ciphertext"));
static const struct layout_case client_share_cases[] = {
	ALL_POINTS, { 4587, &p256_mlkem_client }, { 4588, &x25519_mlkem_client }, { 4589, &p384_mlkem_client },
};
static const struct layout_case server_share_cases[] = {
	ALL_POINTS, { 4587, &p256_mlkem_server }, { 4588, &x25519_mlkem_server }, { 4589, &p384_mlkem_server },
};
static const struct layout client_share_content = SWITCH("content", SEL_PREVIOUS, client_share_cases);
static const struct layout server_share_content = SWITCH("content", SEL_PREVIOUS, server_share_cases);

#define KEY_SHARE(content) CODE("group", 2, named_group), VEC("key_exchange", 2, 1, 0xffff, &content, .told = "key_exchange")
static const struct layout client_share_members[] = { KEY_SHARE(client_share_content), END };
static const struct layout server_share_members[] = { KEY_SHARE(server_share_content), END };
static const struct layout key_share_entry = STRUCT("KeyShareEntry", client_share_members);
static const struct layout ext_key_share_client =
	LIST("client_shares", 2, 0, 0xffff, &key_share_entry, .rfc = "RFC 9846 4.3.8");
static const struct layout ext_key_share_server = STRUCT("server_share", server_share_members, .rfc = "RFC 9846 4.3.8");

/* In a HelloRetryRequest the server only says which group it would like. */
static const struct layout key_share_retry_members[] = { CODE("selected_group", 2, named_group), END };
static const struct layout ext_key_share_retry = STRUCT("KeyShareHelloRetryRequest", key_share_retry_members, .rfc = "RFC 9846 4.3.8");

static const struct layout compression_algorithm = CODE("CertificateCompressionAlgorithm", 2, certificate_compression);
static const struct layout ext_compress_certificate = LIST("algorithms", 1, 2, 0xfe, &compression_algorithm, .rfc = "RFC 8879 3");
/* RFC 9345 wants one at least. Nobody here answers it, so that an empty one, as some clients send it, ends nothing. */
static const struct layout ext_delegated = LIST("supported_signature_algorithm", 2, 0, 0xfffe, &signature_scheme, .rfc = "RFC 9345 4.1.1");
static const struct layout ticket_request_members[] = { UINT("new_session_count", 1), UINT("resumption_count", 1), END };
static const struct layout ext_ticket_request = STRUCT("ClientTicketRequest", ticket_request_members, .rfc = "RFC 9149 3");
static const struct layout settings_protocols = LIST("supported_protocols", 2, 2, 0xffff, &protocol_name);

/* The issuers of what a CertificateRequest, or a client, would like to see. */
static const struct layout name_der = { .name = "Name", .kind = L_NAME, .show = SHOW_NAME, .rfc = "RFC 5280 4.1.2.4" };
static const struct layout distinguished_name = VEC("DistinguishedName", 2, 1, 0xffff, &name_der);
static const struct layout ext_authorities = LIST("authorities", 2, 3, 0xffff, &distinguished_name, .rfc = "RFC 9846 4.3.4");

/* Signed certificate timestamps (RFC 6962 3.2, 3.3) */
static const struct layout sct_v1_members[] = {
	BYTES("LogID", 32), BYTES("timestamp", 8, .show = SHOW_TIME), OPAQUE("CtExtensions", 2, 0, 0xffff),
	CODE("algorithm", 2, signature_scheme), OPAQUE("signature", 2, 0, 0xffff), END,
};
static const struct layout sct_v1 = STRUCT(NULL, sct_v1_members);
static const struct layout_case sct_versions[] = { { 0, &sct_v1 } };
static const struct layout sct_members[] = { CODE("sct_version", 1, sct_version), SWITCH("timestamp of another version", SEL_PREVIOUS, sct_versions), END };
static const struct layout sct = STRUCT("SignedCertificateTimestamp", sct_members, .rfc = "RFC 6962 3.2");
static const struct layout serialized_sct = VEC("SerializedSCT", 2, 1, 0xffff, &sct);
static const struct layout ext_scts = LIST("sct_list", 2, 1, 0xffff, &serialized_sct, .rfc = "RFC 6962 3.3");

/* Encrypted Client Hello (RFC 9849). Who sees the outer hello cannot tell a real one from GREASE: that is meant so. */
static const struct layout hpke_suite_members[] = { CODE("kdf_id", 2, hpke_kdf), CODE("aead_id", 2, hpke_aead), END };
static const struct layout hpke_suite = STRUCT("HpkeSymmetricCipherSuite", hpke_suite_members);
static const struct layout ech_outer_members[] = {
	{ .name = "cipher_suite", .kind = L_STRUCT, .sub = hpke_suite_members }, UINT("config_id", 1), OPAQUE("enc", 2, 0, 0xffff),
	OPAQUE("payload", 2, 1, 0xffff), END,
};
static const struct layout ech_outer = STRUCT(NULL, ech_outer_members);
static const struct layout_case ech_types[] = { { 0, &ech_outer }, { 1, &ext_empty } };
static const struct layout ech_hello_members[] = { CODE("ECHClientHelloType", 1, ech_type), SWITCH("ECH of another type", SEL_PREVIOUS, ech_types), END };
static const struct layout ext_ech_client = STRUCT("ECHClientHello", ech_hello_members, .rfc = "RFC 9849 5");
static const struct layout outer_extension = CODE("ExtensionType", 2, extension);
static const struct layout ext_ech_outer = LIST("OuterExtensions", 1, 2, 254, &outer_extension, .rfc = "RFC 9849 5.1");
static const struct layout hpke_key_members[] = {
	UINT("config_id", 1), CODE("kem_id", 2, hpke_kem), OPAQUE("public_key", 2, 1, 0xffff), LIST("cipher_suites", 2, 4, 0xfffc, &hpke_suite), END,
};
static const struct layout ech_contents_members[] = {
	{ .name = "key_config", .kind = L_STRUCT, .sub = hpke_key_members }, UINT("maximum_name_length", 1),
	OPAQUE("public_name", 1, 1, 255, .show = SHOW_TEXT), OPAQUE("ECHConfigExtensions", 2, 0, 0xffff), END,
};
static const struct layout ech_contents = STRUCT("ECHConfigContents", ech_contents_members, .rfc = "RFC 9849 4");
static const struct layout_case ech_versions[] = { { 0xfe0d, &ech_contents } };
static const struct layout ech_config_content = SWITCH("contents", SEL_PREVIOUS, ech_versions);
static const struct layout ech_config_members[] = {
	UINT("ech_version", 2), VEC("contents", 2, 0, 0xffff, &ech_config_content), END,
};
static const struct layout ech_config = STRUCT("ECHConfig", ech_config_members, .rfc = "RFC 9849 4");
static const struct layout ext_ech_configs = LIST("retry_configs", 2, 4, 0xffff, &ech_config, .rfc = "RFC 9849 5");
static const struct layout ext_ech_retry = BYTES("confirmation", 8, .rfc = "RFC 9849 5");

static const struct layout_case client_extension_cases[] = {
	{ EXT_SERVER_NAME, &ext_server_name },
	{ EXT_MAX_FRAGMENT_LENGTH, &ext_max_fragment },
	{ EXT_STATUS_REQUEST, &ext_status_request },
	{ EXT_SUPPORTED_GROUPS, &ext_supported_groups },
	{ EXT_EC_POINT_FORMATS, &ext_point_formats },
	{ EXT_SIGNATURE_ALGORITHMS, &ext_signature_algorithms },
	{ EXT_ALPN, &ext_alpn },
	{ EXT_SCT, &ext_empty },
	{ EXT_PADDING, &ext_padding },
	{ EXT_COMPRESS_CERTIFICATE, &ext_compress_certificate },
	{ EXT_DELEGATED_CREDENTIAL, &ext_delegated },
	{ EXT_CERTIFICATE_AUTHORITIES, &ext_authorities },
	{ EXT_POST_HANDSHAKE_AUTH, &ext_empty },
	{ EXT_TICKET_REQUEST, &ext_ticket_request },
	{ EXT_APPLICATION_SETTINGS_OLD, &settings_protocols },
	{ EXT_APPLICATION_SETTINGS, &settings_protocols },
	{ EXT_ECH_OUTER_EXTENSIONS, &ext_ech_outer },
	{ EXT_ENCRYPTED_CLIENT_HELLO, &ext_ech_client },
	{ EXT_ENCRYPT_THEN_MAC, &ext_empty },
	{ EXT_EXTENDED_MASTER_SECRET, &ext_empty },
	{ EXT_RECORD_SIZE_LIMIT, &ext_record_limit },
	{ EXT_SESSION_TICKET, &ext_ticket },
	{ EXT_SUPPORTED_VERSIONS, &ext_versions_client },
	{ EXT_COOKIE, &ext_cookie },
	{ EXT_PRE_SHARED_KEY, &ext_psks },
	{ EXT_EARLY_DATA, &ext_empty },
	{ EXT_PSK_KEY_EXCHANGE_MODES, &ext_psk_modes },
	{ EXT_SIGNATURE_ALGORITHMS_CERT, &ext_signature_algorithms_cert },
	{ EXT_KEY_SHARE, &ext_key_share_client },
	{ EXT_KEY_SHARE_DRAFT, &ext_key_share_client },
	{ EXT_RENEGOTIATION_INFO, &ext_renegotiation },
};
static const struct layout_case server_extension_cases[] = {
	{ EXT_SERVER_NAME, &ext_empty },
	{ EXT_MAX_FRAGMENT_LENGTH, &ext_max_fragment },
	{ EXT_STATUS_REQUEST, &ext_empty },
	{ EXT_EC_POINT_FORMATS, &ext_point_formats },
	{ EXT_ALPN, &ext_alpn },
	{ EXT_SCT, &ext_scts },
	{ EXT_ENCRYPT_THEN_MAC, &ext_empty },
	{ EXT_EXTENDED_MASTER_SECRET, &ext_empty },
	{ EXT_RECORD_SIZE_LIMIT, &ext_record_limit },
	{ EXT_SESSION_TICKET, &ext_empty },
	{ EXT_SUPPORTED_VERSIONS, &ext_version_server },
	{ EXT_PRE_SHARED_KEY, &ext_psk_server },
	{ EXT_KEY_SHARE, &ext_key_share_server },
	{ EXT_KEY_SHARE_DRAFT, &ext_key_share_server },
	{ EXT_RENEGOTIATION_INFO, &ext_renegotiation },
};
static const struct layout_case retry_extension_cases[] = {
	{ EXT_SUPPORTED_VERSIONS, &ext_version_server },
	{ EXT_COOKIE, &ext_cookie },
	{ EXT_KEY_SHARE, &ext_key_share_retry },
	{ EXT_KEY_SHARE_DRAFT, &ext_key_share_retry },
	{ EXT_ENCRYPTED_CLIENT_HELLO, &ext_ech_retry },
};

static const struct layout client_extension_body = SWITCH("data", SEL_PREVIOUS, client_extension_cases);
static const struct layout server_extension_body = SWITCH("data", SEL_PREVIOUS, server_extension_cases);
static const struct layout retry_extension_body = SWITCH("data", SEL_PREVIOUS, retry_extension_cases);
static const struct layout client_extension_members[] = {
	CODE("extension_type", 2, extension), VEC("extension_data", 2, 0, 0xffff, &client_extension_body), END,
};
static const struct layout server_extension_members[] = {
	CODE("extension_type", 2, extension), VEC("extension_data", 2, 0, 0xffff, &server_extension_body), END,
};
static const struct layout retry_extension_members[] = {
	CODE("extension_type", 2, extension), VEC("extension_data", 2, 0, 0xffff, &retry_extension_body), END,
};
static const struct layout client_extension = STRUCT("Extension", client_extension_members, .rfc = "RFC 5246 7.4.1.4");
static const struct layout server_extension = STRUCT("Extension", server_extension_members, .rfc = "RFC 5246 7.4.1.4");
static const struct layout retry_extension = STRUCT("Extension", retry_extension_members, .rfc = "RFC 9846 4.2.4");

/* ---- handshake messages ---- */

static const struct layout cipher_suite_element = CODE("CipherSuite", 2, cipher_suite);
static const struct layout compression_element = CODE("CompressionMethod", 1, compression);

static const struct layout client_hello_members[] = {
	CODE("client_version", 2, version, .told = "client_version"),
	BYTES("random", 32, .told = "client_random"),
	OPAQUE("session_id", 1, 0, 32, .told = "session_id"),
	LIST("cipher_suites", 2, 2, 0xfffe, &cipher_suite_element, .told = "cipher_suites"),
	LIST("compression_methods", 1, 1, 0xff, &compression_element),
	LIST("extensions", 2, 0, 0xffff, &client_extension, .optional = true),
	END,
};
static const struct layout server_hello_members[] = {
	CODE("server_version", 2, version, .told = "server_version"),
	BYTES("random", 32, .told = "server_random"),
	OPAQUE("session_id", 1, 0, 32, .told = "session_id"),
	CODE("cipher_suite", 2, cipher_suite, .told = "cipher_suite"),
	CODE("compression_method", 1, compression),
	LIST("extensions", 2, 0, 0xffff, &server_extension, .optional = true),
	END,
};
static const struct layout client_hello = STRUCT("ClientHello", client_hello_members, .rfc = "RFC 5246 7.4.1.2");
static const struct layout server_hello_usual = STRUCT("ServerHello", server_hello_members, .rfc = "RFC 5246 7.4.1.3");

static const struct layout retry_members[] = {
	CODE("server_version", 2, version, .told = "server_version"),
	BYTES("random", 32, .told = "server_random"),
	OPAQUE("session_id", 1, 0, 32, .told = "session_id"),
	CODE("cipher_suite", 2, cipher_suite, .told = "cipher_suite"),
	CODE("compression_method", 1, compression),
	LIST("extensions", 2, 0, 0xffff, &retry_extension),
	END,
};
static const struct layout hello_retry_request = STRUCT("HelloRetryRequest", retry_members, .rfc = "RFC 9846 4.2.4");

/* draft-ietf-tls-tls13-18 4.1.3 */
static const struct layout server_hello_draft_members[] = {
	CODE("server_version", 2, version, .told = "server_version"),
	BYTES("random", 32, .told = "server_random"),
	CODE("cipher_suite", 2, cipher_suite, .told = "cipher_suite"),
	LIST("extensions", 2, 0, 0xffff, &server_extension, .optional = true),
	END,
};
static const struct layout server_hello_draft =
	STRUCT("ServerHello", server_hello_draft_members, .rfc = "RFC 9846 4.2.3");

static const struct layout_case server_hello_cases[] = {
	{ HELLO_USUAL, &server_hello_usual }, { HELLO_RETRY, &hello_retry_request }, { HELLO_DRAFT, &server_hello_draft },
};
static const struct layout server_hello = SWITCH("ServerHello", SEL_HELLO_FORM, server_hello_cases);

static const struct layout certificate_der = { .name = "Certificate", .kind = L_CERT, .rfc = "RFC 5280 4.1" };
static const struct layout asn1_cert = VEC("ASN.1Cert", 3, 1, 0xffffff, &certificate_der);
static const struct layout certificate_members[] = { LIST("certificate_list", 3, 0, 0xffffff, &asn1_cert), END };
static const struct layout certificate = STRUCT("Certificate", certificate_members, .rfc = "RFC 5246 7.4.2");

static const struct layout certificate_type = CODE("ClientCertificateType", 1, client_cert_type);
static const struct layout request_schemes =
	LIST("supported_signature_algorithms", 2, 2, 0xfffe, &signature_scheme);
static const struct layout_case request_scheme_cases[] = {
	{ VERSION_SSL30, &ext_empty }, { VERSION_TLS12, &request_schemes },
};
static const struct layout certificate_request_members[] = {
	LIST("certificate_types", 1, 1, 0xff, &certificate_type),
	SWITCH("supported_signature_algorithms", SEL_VERSION, request_scheme_cases),
	LIST("certificate_authorities", 2, 0, 0xffff, &distinguished_name),
	END,
};
static const struct layout certificate_request =
	STRUCT("CertificateRequest", certificate_request_members, .rfc = "RFC 5246 7.4.4");

/* digitally-signed: since TLS 1.2 it names its algorithm (RFC 5246 4.7) */
static const struct layout signed_members[] = {
	CODE("algorithm", 2, signature_scheme), OPAQUE("signature", 2, 0, 0xffff, .told = "signature"), END,
};
static const struct layout signed_tls12 = STRUCT(NULL, signed_members);
static const struct layout signed_old = OPAQUE("signature", 2, 0, 0xffff, .told = "signature");
static const struct layout_case signed_cases[] = {
	{ VERSION_SSL30, &signed_old }, { VERSION_TLS12, &signed_tls12 },
};
static const struct layout certificate_verify_members[] = { SWITCH("signature", SEL_VERSION, signed_cases), END };
static const struct layout certificate_verify =
	STRUCT("CertificateVerify", certificate_verify_members, .rfc = "RFC 5246 7.4.8");

/* ---- key exchange ---- */

static const struct layout dh_params_members[] = {
	OPAQUE("dh_p", 2, 1, 0xffff, .told = "dh_p"), OPAQUE("dh_g", 2, 1, 0xffff, .told = "dh_g"),
	OPAQUE("dh_Ys", 2, 1, 0xffff, .told = "dh_Ys"), END,
};
static const struct layout dh_params = STRUCT("ServerDHParams", dh_params_members, .rfc = "RFC 5246 7.4.3");
static const struct layout named_curve = CODE("namedcurve", 2, named_group);
static const struct layout_case curve_cases[] = { { 3, &named_curve } };
static const struct layout ec_params_members[] = {
	CODE("curve_type", 1, curve_type), SWITCH("explicit curve", SEL_PREVIOUS, curve_cases),
	VEC("point", 1, 1, 0xff, &public_value, .told = "point"), END,
};
static const struct layout ec_params = STRUCT("ServerECDHParams", ec_params_members, .rfc = "RFC 8422 5.4");

#define SKE(name, ...) static const struct layout ske_##name##_members[] = { __VA_ARGS__, END }; \
	static const struct layout ske_##name = STRUCT(NULL, ske_##name##_members)
#define DH_PARAMS { .name = "ServerDHParams", .kind = L_STRUCT, .sub = dh_params_members, .rfc = "RFC 5246 7.4.3" }
#define EC_PARAMS { .name = "ServerECDHParams", .kind = L_STRUCT, .sub = ec_params_members, .rfc = "RFC 8422 5.4" }
#define PSK_HINT OPAQUE("psk_identity_hint", 2, 0, 0xffff, .show = SHOW_TEXT, .rfc = "RFC 4279 2", .told = "psk_identity_hint")
#define SIGNED SWITCH("signature", SEL_VERSION, signed_cases)

SKE(dhe, DH_PARAMS, SIGNED);
SKE(ecdhe, EC_PARAMS, SIGNED);
SKE(psk, PSK_HINT);
SKE(dhe_psk, PSK_HINT, DH_PARAMS);
SKE(ecdhe_psk, PSK_HINT, EC_PARAMS);
static const struct layout_case ske_cases[] = {
	{ FORM_DHE, &ske_dhe },          { FORM_DH_ANON, &dh_params },       { FORM_ECDHE, &ske_ecdhe },
	{ FORM_ECDH_ANON, &ec_params },  { FORM_PSK, &ske_psk },             { FORM_RSA_PSK, &ske_psk },
	{ FORM_DHE_PSK, &ske_dhe_psk },  { FORM_ECDHE_PSK, &ske_ecdhe_psk },
};
static const struct layout ske_members[] = { SWITCH("params", SEL_KEY_EXCHANGE, ske_cases), END };
static const struct layout server_key_exchange = STRUCT("ServerKeyExchange", ske_members, .rfc = "RFC 5246 7.4.3");

#define PSK_IDENTITY OPAQUE("psk_identity", 2, 0, 0xffff, .show = SHOW_TEXT, .rfc = "RFC 4279 2", .told = "psk_identity")
#define DH_YC OPAQUE("dh_Yc", 2, 1, 0xffff, .rfc = "RFC 5246 7.4.7.2", .told = "dh_Yc")
#define ECDH_YC VEC("ecdh_Yc", 1, 1, 0xff, &public_value_agreed, .rfc = "RFC 8422 5.7", .told = "ecdh_Yc")

static const struct layout encrypted_pms =
	OPAQUE("EncryptedPreMasterSecret", 2, 0, 0xffff, .rfc = "RFC 5246 7.4.7.1", .told = "EncryptedPreMasterSecret");
/* SSL 3.0 has no length here (RFC 6101 5.6.7.1) */
static const struct layout encrypted_pms_ssl30 =
	REST("EncryptedPreMasterSecret", .rfc = "RFC 6101 5.6.7.1", .told = "EncryptedPreMasterSecret");
static const struct layout_case encrypted_pms_cases[] = {
	{ VERSION_SSL30, &encrypted_pms_ssl30 }, { VERSION_TLS10, &encrypted_pms },
};
#define ENCRYPTED_PMS SWITCH("EncryptedPreMasterSecret", SEL_VERSION, encrypted_pms_cases)
#define CKE(name, ...) static const struct layout cke_##name##_members[] = { __VA_ARGS__, END }; \
	static const struct layout cke_##name = STRUCT(NULL, cke_##name##_members)

CKE(rsa, ENCRYPTED_PMS);
CKE(dhe, DH_YC);
CKE(ecdhe, ECDH_YC);
CKE(psk, PSK_IDENTITY);
CKE(rsa_psk, PSK_IDENTITY, ENCRYPTED_PMS);
CKE(dhe_psk, PSK_IDENTITY, DH_YC);
CKE(ecdhe_psk, PSK_IDENTITY, ECDH_YC);
static const struct layout_case cke_cases[] = {
	{ FORM_RSA, &cke_rsa },           { FORM_DHE, &cke_dhe },         { FORM_DH_ANON, &cke_dhe },
	{ FORM_ECDHE, &cke_ecdhe },       { FORM_ECDH_ANON, &cke_ecdhe }, { FORM_PSK, &cke_psk },
	{ FORM_RSA_PSK, &cke_rsa_psk },   { FORM_DHE_PSK, &cke_dhe_psk }, { FORM_ECDHE_PSK, &cke_ecdhe_psk },
};
static const struct layout client_key_exchange_members[] = { SWITCH("exchange_keys", SEL_KEY_EXCHANGE, cke_cases), END };
static const struct layout client_key_exchange =
	STRUCT("ClientKeyExchange", client_key_exchange_members, .rfc = "RFC 5246 7.4.7");

static const struct layout server_hello_done = STRUCT("ServerHelloDone", empty_struct, .rfc = "RFC 5246 7.4.5");
static const struct layout hello_request = STRUCT("HelloRequest", empty_struct, .rfc = "RFC 5246 7.4.1.1");

static const struct layout verify_data = BYTES("verify_data", 12);
static const struct layout verify_data_ssl30 = BYTES("verify_data", 36, .rfc = "RFC 6101 5.6.9");
static const struct layout_case verify_data_cases[] = {
	{ VERSION_SSL30, &verify_data_ssl30 }, { VERSION_TLS10, &verify_data },
};
static const struct layout finished_members[] = { SWITCH("verify_data", SEL_VERSION, verify_data_cases), END };
static const struct layout finished = STRUCT("Finished", finished_members, .rfc = "RFC 5246 7.4.9");

static const struct layout new_session_ticket_members[] = {
	UINT("ticket_lifetime_hint", 4), OPAQUE("ticket", 2, 0, 0xffff, .told = "ticket"), END,
};
static const struct layout new_session_ticket =
	STRUCT("NewSessionTicket", new_session_ticket_members, .rfc = "RFC 5077 3.3");

static const struct layout ocsp_response_der = { .name = "OCSPResponse", .kind = L_OCSP, .rfc = "RFC 6960 4.2.1" };
static const struct layout certificate_status_members[] = {
	CODE("status_type", 1, status_type), VEC("response", 3, 1, 0xffffff, &ocsp_response_der), END,
};
static const struct layout certificate_status =
	STRUCT("CertificateStatus", certificate_status_members, .rfc = "RFC 6066 8");

/* ---- the messages of TLS 1.3 (RFC 9846): other forms of those above, and its own ---- */

#define EXTENSIONS_OF(id, rfc_) \
	static const struct layout id##_body = SWITCH("data", SEL_PREVIOUS, id##_cases); \
	static const struct layout id##_members[] = { \
		CODE("extension_type", 2, extension), VEC("extension_data", 2, 0, 0xffff, &id##_body), END, \
	}; \
	static const struct layout id = STRUCT("Extension", id##_members, .rfc = rfc_)

static const struct layout_case encrypted_extension_cases[] = {
	{ EXT_SERVER_NAME, &ext_empty },
	{ EXT_MAX_FRAGMENT_LENGTH, &ext_max_fragment },
	{ EXT_SUPPORTED_GROUPS, &ext_supported_groups },
	{ EXT_ALPN, &ext_alpn },
	{ EXT_RECORD_SIZE_LIMIT, &ext_record_limit },
	{ EXT_EARLY_DATA, &ext_empty },
	{ EXT_ENCRYPTED_CLIENT_HELLO, &ext_ech_configs },
};
EXTENSIONS_OF(encrypted_extension, "RFC 9846 4.4.1");
static const struct layout encrypted_extensions_members[] = { LIST("extensions", 2, 0, 0xffff, &encrypted_extension), END };
static const struct layout encrypted_extensions =
	STRUCT("EncryptedExtensions", encrypted_extensions_members, .rfc = "RFC 9846 4.4.1");

static const struct layout oid_filter_members[] = {
	OPAQUE("certificate_extension_oid", 1, 1, 0xff), OPAQUE("certificate_extension_values", 2, 0, 0xffff), END,
};
static const struct layout oid_filter = STRUCT("OIDFilter", oid_filter_members);
static const struct layout ext_oid_filters = LIST("filters", 2, 0, 0xffff, &oid_filter, .rfc = "RFC 9846 4.3.5");
static const struct layout_case request_extension_cases[] = {
	{ EXT_STATUS_REQUEST, &ext_empty },
	{ EXT_SIGNATURE_ALGORITHMS, &ext_signature_algorithms },
	{ EXT_SCT, &ext_empty },
	{ EXT_COMPRESS_CERTIFICATE, &ext_compress_certificate },
	{ EXT_CERTIFICATE_AUTHORITIES, &ext_authorities },
	{ EXT_OID_FILTERS, &ext_oid_filters },
	{ EXT_SIGNATURE_ALGORITHMS_CERT, &ext_signature_algorithms_cert },
};
EXTENSIONS_OF(request_extension, "RFC 9846 4.4.2");
#define REQUEST_CONTEXT OPAQUE("certificate_request_context", 1, 0, 0xff)
static const struct layout certificate_request_tls13_members[] = {
	REQUEST_CONTEXT, LIST("extensions", 2, 0, 0xffff, &request_extension), END,
};
static const struct layout certificate_request_tls13 =
	STRUCT("CertificateRequest", certificate_request_tls13_members, .rfc = "RFC 9846 4.4.2");

static const struct layout ext_status = STRUCT("CertificateStatus", certificate_status_members, .rfc = "RFC 6066 8");
static const struct layout_case entry_extension_cases[] = { { EXT_STATUS_REQUEST, &ext_status }, { EXT_SCT, &ext_scts } };
EXTENSIONS_OF(entry_extension, "RFC 9846 4.5.1");
static const struct layout certificate_entry_members[] = {
	VEC("cert_data", 3, 1, 0xffffff, &certificate_der), LIST("extensions", 2, 0, 0xffff, &entry_extension), END,
};
static const struct layout certificate_entry = STRUCT("CertificateEntry", certificate_entry_members, .rfc = "RFC 9846 4.5.1");
static const struct layout certificate_tls13_members[] = {
	REQUEST_CONTEXT, LIST("certificate_list", 3, 0, 0xffffff, &certificate_entry), END,
};
static const struct layout certificate_tls13 = STRUCT("Certificate", certificate_tls13_members, .rfc = "RFC 9846 4.5.1");
static const struct layout compressed_certificate_members[] = {
	CODE("algorithm", 2, certificate_compression), UINT("uncompressed_length", 3),
	OPAQUE("compressed_certificate_message", 3, 1, 0xffffff), END,
};
static const struct layout compressed_certificate =
	STRUCT("CompressedCertificate", compressed_certificate_members, .rfc = "RFC 8879 4");
static const struct layout decompressed_members[] = {
	STRUCT("Certificate", certificate_tls13_members, .rfc = "RFC 9846 4.5.1"), END,
};
const struct layout layout_decompressed = STRUCT("decompressed", decompressed_members, .rfc = "RFC 8879 4");

static const struct layout finished_tls13_members[] = { BYTES("verify_data", 0, .select = SEL_HASH_SIZE), END };
static const struct layout finished_tls13 = STRUCT("Finished", finished_tls13_members, .rfc = "RFC 9846 4.5.3");

static const struct layout ext_max_early_data = UINT("max_early_data_size", 4, .rfc = "RFC 9846 4.3.10");
static const struct layout_case ticket_extension_cases[] = { { EXT_EARLY_DATA, &ext_max_early_data } };
EXTENSIONS_OF(ticket_extension, "RFC 9846 4.7.1");
static const struct layout new_session_ticket_tls13_members[] = {
	UINT("ticket_lifetime", 4), UINT("ticket_age_add", 4), OPAQUE("ticket_nonce", 1, 0, 0xff), OPAQUE("ticket", 2, 1, 0xffff),
	LIST("extensions", 2, 0, 0xffff, &ticket_extension), END,
};
static const struct layout new_session_ticket_tls13 =
	STRUCT("NewSessionTicket", new_session_ticket_tls13_members, .rfc = "RFC 9846 4.7.1");

static const struct layout key_update_members[] = { CODE("request_update", 1, key_update), END };
static const struct layout key_update = STRUCT("KeyUpdate", key_update_members, .rfc = "RFC 9846 4.7.3");
static const struct layout end_of_early_data = STRUCT("EndOfEarlyData", empty_struct, .rfc = "RFC 9846 4.6");

/* By version, of a message that has two forms, and of one that only TLS 1.3 has: before, its body is unknown. */
#define TWO_FORMS(id) \
	static const struct layout_case id##_forms[] = { { VERSION_SSL30, &id }, { VERSION_TLS13, &id##_tls13 } }; \
	static const struct layout id##_by_version = SWITCH("body", SEL_VERSION, id##_forms)
#define SINCE_TLS13(id) \
	static const struct layout_case id##_forms[] = { { VERSION_TLS13, &id } }; \
	static const struct layout id##_by_version = SWITCH("body", SEL_VERSION, id##_forms)
TWO_FORMS(certificate);
TWO_FORMS(certificate_request);
TWO_FORMS(finished);
TWO_FORMS(new_session_ticket);
SINCE_TLS13(encrypted_extensions);
SINCE_TLS13(end_of_early_data);
SINCE_TLS13(key_update);
SINCE_TLS13(compressed_certificate);

static const struct layout_case handshake_cases[] = {
	{ HS_HELLO_REQUEST, &hello_request },
	{ HS_CLIENT_HELLO, &client_hello },
	{ HS_SERVER_HELLO, &server_hello },
	{ HS_NEW_SESSION_TICKET, &new_session_ticket_by_version },
	{ HS_END_OF_EARLY_DATA, &end_of_early_data_by_version },
	{ HS_ENCRYPTED_EXTENSIONS, &encrypted_extensions_by_version },
	{ HS_CERTIFICATE, &certificate_by_version },
	{ HS_SERVER_KEY_EXCHANGE, &server_key_exchange },
	{ HS_CERTIFICATE_REQUEST, &certificate_request_by_version },
	{ HS_SERVER_HELLO_DONE, &server_hello_done },
	{ HS_CERTIFICATE_VERIFY, &certificate_verify },
	{ HS_CLIENT_KEY_EXCHANGE, &client_key_exchange },
	{ HS_FINISHED, &finished_by_version },
	{ HS_CERTIFICATE_STATUS, &certificate_status },
	{ HS_KEY_UPDATE, &key_update_by_version },
	{ HS_COMPRESSED_CERTIFICATE, &compressed_certificate_by_version },
};
static const struct layout handshake_body = SWITCH("body", SEL_PREVIOUS, handshake_cases);
static const struct layout handshake_members[] = {
	CODE("msg_type", 1, handshake_type), VEC(NULL, 3, 0, 0xffffff, &handshake_body), END,
};
const struct layout layout_handshake = STRUCT("Handshake", handshake_members, .rfc = "RFC 5246 7.4");

/* ---- the other content types ---- */

static const struct layout ccs_members[] = { CODE("type", 1, ccs), END };
const struct layout layout_change_cipher_spec = STRUCT("ChangeCipherSpec", ccs_members, .rfc = "RFC 5246 7.1");

static const struct layout alert_members[] = { CODE("level", 1, alert_level), CODE("description", 1, alert), END };
const struct layout layout_alert = STRUCT("Alert", alert_members, .rfc = "RFC 5246 7.2");

static const struct layout application_data_members[] = { REST("data", .show = SHOW_TEXT), END };
const struct layout layout_application_data =
	STRUCT("ApplicationData", application_data_members, .rfc = "RFC 5246 10");

static const struct layout heartbeat_members[] = {
	UINT("heartbeat_type", 1), OPAQUE("payload", 2, 0, 0xffff), REST("padding"), END,
};
const struct layout layout_heartbeat = STRUCT("HeartbeatMessage", heartbeat_members, .rfc = "RFC 6520 4");

/* ---- records ---- */

static const struct layout fragment_plain = REST("fragment", .rfc = "RFC 5246 6.2.1");
static const struct layout fragment_stream_members[] = {
	REST("content", .select = SEL_MAC_SIZE), BYTES("MAC", 0, .select = SEL_MAC_SIZE), END,
};
static const struct layout fragment_stream =
	STRUCT("GenericStreamCipher", fragment_stream_members, .rfc = "RFC 5246 6.2.3.1");
static const struct layout fragment_stream_cipher = REST("stream-ciphered", .rfc = "RFC 5246 6.2.3.1");
static const struct layout fragment_block_members[] = {
	BYTES("IV", 0, .select = SEL_IV_SIZE), REST("block-ciphered"), END,
};
static const struct layout fragment_block =
	STRUCT("GenericBlockCipher", fragment_block_members, .rfc = "RFC 5246 6.2.3.2");
static const struct layout fragment_block_etm_members[] = {
	BYTES("IV", 0, .select = SEL_IV_SIZE), REST("block-ciphered", .select = SEL_MAC_SIZE),
	BYTES("MAC", 0, .select = SEL_MAC_SIZE), END,
};
static const struct layout fragment_block_etm =
	STRUCT("GenericBlockCipher", fragment_block_etm_members, .rfc = "RFC 7366 3");
static const struct layout fragment_aead_members[] = {
	BYTES("nonce_explicit", 0, .select = SEL_IV_SIZE), REST("aead-ciphered", .select = SEL_MAC_SIZE),
	BYTES("tag", 0, .select = SEL_MAC_SIZE, .rfc = "RFC 5116 5.1"), END,
};
static const struct layout fragment_aead =
	STRUCT("GenericAEADCipher", fragment_aead_members, .rfc = "RFC 5246 6.2.3.3");

static const struct layout fragment_tls13_members[] = {
	REST("aead-ciphered", .select = SEL_MAC_SIZE), BYTES("tag", 0, .select = SEL_MAC_SIZE, .rfc = "RFC 5116 5.1"), END,
};
static const struct layout fragment_tls13 = STRUCT("TLSCiphertext", fragment_tls13_members, .rfc = "RFC 9846 5.2");

static const struct layout fragment_opaque = REST("encrypted fragment", .rfc = "RFC 5246 6.2.3");

static const struct layout_case fragment_cases[] = {
	{ PROTECT_NONE, &fragment_plain },
	{ PROTECT_OPAQUE, &fragment_opaque },
	{ PROTECT_STREAM, &fragment_stream },
	{ PROTECT_STREAM_CIPHER, &fragment_stream_cipher },
	{ PROTECT_BLOCK, &fragment_block },
	{ PROTECT_BLOCK_ETM, &fragment_block_etm },
	{ PROTECT_AEAD, &fragment_aead },
	{ PROTECT_TLS13, &fragment_tls13 },
};
static const struct layout fragment = SWITCH("fragment", SEL_PROTECTION, fragment_cases);
static const struct layout record_members[] = {
	CODE("type", 1, content_type), CODE("version", 2, version), VEC(NULL, 2, 0, 0xffff, &fragment), END,
};
const struct layout layout_record = STRUCT("Record", record_members, .rfc = "RFC 5246 6.2.1");

static const struct layout plaintext_block_members[] = {
	REST("content", .select = SEL_TRAILER_SIZE),
	BYTES("MAC", 0, .select = SEL_MAC_SIZE),
	BYTES("padding", 0, .select = SEL_PADDING_SIZE),
	UINT("padding_length", 1),
	END,
};
static const struct layout plaintext_block = STRUCT(NULL, plaintext_block_members, .rfc = "RFC 5246 6.2.3.2");
static const struct layout plaintext_tls13_members[] = {
	REST("content", .select = SEL_TRAILER_SIZE), CODE("inner_type", 1, content_type), BYTES("zeros", 0, .select = SEL_PADDING_SIZE, .rfc = "RFC 9846 5.4"),
	END,
};
static const struct layout plaintext_tls13 = STRUCT("TLSInnerPlaintext", plaintext_tls13_members, .rfc = "RFC 9846 5.2");
static const struct layout plaintext_content = REST("content");
static const struct layout_case plaintext_cases[] = {
	{ PROTECT_STREAM, &fragment_stream },
	{ PROTECT_STREAM_CIPHER, &fragment_stream },
	{ PROTECT_BLOCK, &plaintext_block },
	{ PROTECT_BLOCK_ETM, &plaintext_block },
	{ PROTECT_AEAD, &plaintext_content },
	{ PROTECT_TLS13, &plaintext_tls13 },
};
static const struct layout plaintext_members[] = { SWITCH("content", SEL_PROTECTION, plaintext_cases), END };
const struct layout layout_plaintext = STRUCT("Plaintext", plaintext_members, .rfc = "RFC 5246 6.2.3");

/* ---- SSLv2 ---- */

static const struct layout v2_hello_members[] = {
	UINT("record header", 2), CODE("msg_type", 1, handshake_type), CODE("version", 2, version, .told = "client_version"),
	UINT("cipher_spec_length", 2), UINT("session_id_length", 2), UINT("challenge_length", 2),
	BYTES("cipher_specs", 0, .select = SEL_SIZE_1, .told = "cipher_specs"),
	BYTES("session_id", 0, .select = SEL_SIZE_2, .told = "session_id"), REST("challenge", .told = "challenge"), END,
};
const struct layout layout_v2_hello = STRUCT("V2ClientHello", v2_hello_members, .rfc = "RFC 5246 E.2");

/* ---- RSA blocks ---- */

static const struct layout block_encrypt_members[] = {
	UINT("first byte", 1), UINT("block type", 1), REST("PS", .select = SEL_TRAILER_SIZE), UINT("separator", 1),
	CODE("client_version", 2, version), BYTES("random", 46), END,
};
const struct layout layout_rsa_block_encrypt = STRUCT("EM", block_encrypt_members, .rfc = "RFC 8017 7.2.1");

static const struct layout block_sign_members[] = {
	UINT("first byte", 1), UINT("block type", 1), REST("PS", .select = SEL_TRAILER_SIZE), UINT("separator", 1),
	REST("DigestInfo"), END,
};
const struct layout layout_rsa_block_sign = STRUCT("EM", block_sign_members, .rfc = "RFC 8017 9.2");

/* ---- tickets (RFC 5077 4), which only the server that made them can read ---- */

static const struct layout ticket_members[] = {
	BYTES("key_name", 16), BYTES("iv", 16), OPAQUE("encrypted_state", 2, 0, 0xffff), BYTES("mac", 32), END,
};
const struct layout layout_ticket = STRUCT("ticket", ticket_members, .rfc = "RFC 5077 4");

static const struct layout client_certificates = OPAQUE("certificate_list", 3, 0, 0xffffff);
static const struct layout_case identity_cases[] = { { 0, &ext_empty }, { 1, &client_certificates } };
/* RFC 5077 4 leaves the state to the server; the last three are what a session of today has besides. */
static const struct layout ticket_state_members[] = {
	CODE("protocol_version", 2, version), CODE("cipher_suite", 2, cipher_suite), CODE("compression_method", 1, compression),
	BYTES("master_secret", 48), UINT("client_authentication_type", 1), SWITCH("client_identity", SEL_PREVIOUS, identity_cases),
	UINT("timestamp", 4), UINT("extended_master_secret", 1), CODE("max_fragment_length", 1, max_fragment),
	OPAQUE("server_name", 1, 0, 0xff, .show = SHOW_TEXT), REST("padding"), END,
};
const struct layout layout_ticket_state = STRUCT("StatePlaintext", ticket_state_members, .rfc = "RFC 5077 4");

/* What a later handshake of TLS 1.3 goes by (RFC 9846 4.7.1); the layout is this program's own. */
static const struct layout ticket_state_tls13_members[] = {
	CODE("protocol_version", 2, version), CODE("cipher_suite", 2, cipher_suite), OPAQUE("resumption_psk", 1, 32, 64),
	UINT("client_authentication_type", 1), SWITCH("client_identity", SEL_PREVIOUS, identity_cases),
	UINT("timestamp", 4), UINT("ticket_age_add", 4), UINT("max_early_data_size", 4),
	OPAQUE("alpn", 1, 0, 0xff, .show = SHOW_TEXT), OPAQUE("server_name", 1, 0, 0xff, .show = SHOW_TEXT), REST("padding"), END,
};
const struct layout layout_ticket_state_tls13 = STRUCT("StatePlaintext", ticket_state_tls13_members, .rfc = "RFC 9846 4.7.1");
