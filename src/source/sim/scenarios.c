/* What can be played in process: one row a scenario, one row a fault. */
#include <string.h>

#include "source/sim/sim.h"
#include "spec/codes.h"

#define GROUPS(...) .groups = { (const uint16_t[]){ __VA_ARGS__ }, ARRAY_LEN(((const uint16_t[]){ __VA_ARGS__ })) }
#define COMEBACK(how, between) .comeback = { how, between }
#define SCHEMES(...) .schemes = { (const uint16_t[]){ __VA_ARGS__ }, ARRAY_LEN(((const uint16_t[]){ __VA_ARGS__ })) }
#define PKI(name, key) { "pki/" name, "pki/" key }
#define SERVER(name) .server = { PKI(name ".pem", name ".key") }
#define CLIENT(name, key) .client_auth = CLIENT_AUTH_REQUIRE, .client = { PKI(name, key) }

const struct scenario_group_spec scenario_groups[SCENARIO_GROUP_N] = {
#define X(name, word, heading) { word, heading },
	SCENARIO_GROUP_LIST(X)
#undef X
};

#define OF(group) SCENARIO_##group

const struct scenario sim_scenarios[] = {
	{ "default", OF(HANDSHAKE), "the handshake in full: RSA key exchange, AES-128-CBC with HMAC-SHA256, extended master secret" },
	{ "classic", OF(HANDSHAKE), "the same with the master secret of RFC 5246, without the extension", .no_extended_master_secret = true },
	{ "ecdhe", OF(KEY_EXCHANGE), "a key on the curve secp256r1 for this handshake alone, signed with the server's RSA key", .suite = 0xc02f },
	{ "ecdhe-x25519", OF(KEY_EXCHANGE), "the same on Curve25519: a clamped private key, one coordinate as public value", .suite = 0xc02f, GROUPS(29) },
	{ "ecdhe-x448", OF(KEY_EXCHANGE), "the same on Curve448", .suite = 0xc02f, GROUPS(30) },
	{ "ecdhe-p384", OF(KEY_EXCHANGE), "the same on secp384r1", .suite = 0xc02f, GROUPS(24) },
	{ "ecdhe-p521", OF(KEY_EXCHANGE), "the same on secp521r1", .suite = 0xc02f, GROUPS(25) },
	{ "ecdhe-ecdsa", OF(KEY_EXCHANGE), "on Curve25519, signed with the server's ECDSA key", .suite = 0xc02b, GROUPS(29, 23), SERVER("server-p256") },
	{ "dhe", OF(KEY_EXCHANGE), "a key modulo a prime, ffdhe2048, for this handshake alone (forbidden since: RFC 10015)", .suite = 0x009e },
	{ "dhe-modp", OF(KEY_EXCHANGE), "the same with a client that names no field: the server takes a well-known one", .suite = 0x009e, GROUPS(23), .field = "MODP 2048" },
	{ "dhe-custom", OF(KEY_EXCHANGE), "the same with a prime of the server's own, which the client tests", .suite = 0x009e, GROUPS(23), .field = "unnamed" },
	{ "aes128-gcm", OF(CIPHERS), "an AEAD cipher: no MAC key, no padding, one tag", .suite = 0x009c },
	{ "aes256-gcm", OF(CIPHERS), "AES-256-GCM, and SHA-384 in the PRF", .suite = 0x009d },
	{ "aes128-ccm", OF(CIPHERS), "AES-128 in CCM mode: counter mode and CBC-MAC with one key", .suite = 0xc09c },
	{ "aes128-ccm8", OF(CIPHERS), "the same with a tag of 8 bytes, to save room", .suite = 0xc0a0 },
	{ "chacha20", OF(CIPHERS), "ChaCha20-Poly1305: the record carries no nonce, the sequence number is XORed into the IV", .suite = 0xcca8 },
	{ "camellia128-gcm", OF(CIPHERS), "Camellia-128 in GCM mode", .suite = 0xc07a },
	{ "aes256-cbc-sha256", OF(CIPHERS), "AES-256 in CBC mode with HMAC-SHA256", .suite = 0x003d },
	{ "aes128-cbc-sha", OF(CIPHERS), "AES-128 in CBC mode with HMAC-SHA1", .suite = 0x002f },
	{ "aes256-cbc-sha", OF(CIPHERS), "AES-256 in CBC mode with HMAC-SHA1", .suite = 0x0035 },
	{ "aes256-cbc-sha384", OF(CIPHERS), "AES-256 in CBC mode with HMAC-SHA384, which only suites with Diffie-Hellman have", .suite = 0xc028 },
	{ "camellia128-cbc", OF(CIPHERS), "Camellia-128 in CBC mode with HMAC-SHA256", .suite = 0x00ba },
	{ "3des", OF(CIPHERS), "3DES in CBC mode: blocks of 8 bytes", .suite = 0x000a },
	{ "null-sha256", OF(CIPHERS), "no encryption at all, only a MAC: everything can be read", .suite = 0x003b },
	{ "null-sha", OF(CIPHERS), "no encryption, HMAC-SHA1", .suite = 0x0002 },
	{ "encrypt-then-mac", OF(EXTENSIONS), "the MAC over the ciphertext instead of the plaintext (RFC 7366)", .encrypt_then_mac = true },
	{ "client-rsa", OF(CERTIFICATES), "the client shows a certificate with an RSA key", CLIENT("client-rsa.pem", "client-rsa.key") },
	{ "client-p256", OF(CERTIFICATES), "the client signs with ECDSA on P-256", CLIENT("client-p256.pem", "client-p256.key") },
	{ "client-p384", OF(CERTIFICATES), "the client signs with ECDSA on P-384", CLIENT("client-p384.pem", "client-p384.key") },
	{ "client-chain", OF(CERTIFICATES), "the client's chain goes over an intermediate CA with an ECDSA key", CLIENT("client-chain.pem", "client-p256.key") },
	{ "client-p521", OF(CERTIFICATES), "the client signs with ECDSA on P-521, the server on P-256", .suite = 0xc02b, SERVER("server-p256"),
	  CLIENT("client-p521.pem", "client-p521.key") },
	{ "client-pss", OF(CERTIFICATES), "the client signs with a key that is kept for RSA-PSS", .suite = 0xc02f, SCHEMES(0x0809, 0x0804),
	  CLIENT("client-pss.pem", "client-pss.key") },
	{ "client-none", OF(CERTIFICATES), "the server asks for a certificate, the client has none and may go on", .client_auth = CLIENT_AUTH_REQUEST },
	{ "client-several", OF(CERTIFICATES), "a client with three certificates: the server names the CA, the kinds of keys and the schemes that it takes",
	  .suite = 0xc02f, .client_auth = CLIENT_AUTH_REQUIRE,
	  .client = { PKI("server-p256.pem", "server-p256.key"), PKI("client-p384.pem", "client-p384.key"), PKI("client-rsa.pem", "client-rsa.key") } },
	{ "sign-pss", OF(CERTIFICATES), "the server signs by RSA-PSS: with a salt, under a mask, never the same bytes twice", .suite = 0xc02f, SCHEMES(0x0804) },
	{ "sign-pss-key", OF(CERTIFICATES), "the same with a key that its certificate keeps for RSA-PSS", .suite = 0xc02f, SCHEMES(0x0809, 0x080a),
	  SERVER("server-pss") },
	{ "sign-ecdsa", OF(CERTIFICATES), "the server signs with ECDSA on P-256", .suite = 0xc02b, SERVER("server-p256") },
	{ "sign-ecdsa-p384", OF(CERTIFICATES), "the same on P-384, with SHA-384", .suite = 0xc02b, SERVER("server-p384") },
	{ "sign-ecdsa-p521", OF(CERTIFICATES), "the same on P-521, with SHA-512", .suite = 0xc02b, SERVER("server-p521") },
	{ "several-certificates", OF(CERTIFICATES), "a server with four certificates: the name, the suite and the schemes decide which it shows",
	  .suite = 0xc02b, .other_suite = 0xc02f,
	  .server = { PKI("wrong-name.pem", "server.key"), PKI("server.pem", "server.key"),
		      PKI("server-p384.pem", "server-p384.key"), PKI("server-p256.pem", "server-p256.key") } },
	{ "alpn", OF(EXTENSIONS), "both agree on the application protocol inside the hellos", .alpn = true },
	{ "grease", OF(EXTENSIONS), "the client mixes reserved values into its lists (RFC 8701)", .grease = true },
	{ "ticket", OF(EXTENSIONS), "the client offers session_ticket; this server issues none", .session_ticket = true },
	{ "fallback", OF(EXTENSIONS), "the client says that it tries again with less than it knows (RFC 7507); this server knows no more", .fallback = true },
	{ "downgrade-mark", OF(EXTENSIONS), "a server that speaks TLS 1.3, too, says so at the end of its random", .suite = 0xc02f,
	  .max_version = { 0, VERSION_TLS13 } },
	{ "tls13", OF(TLS13), "the handshake of TLS 1.3: one round trip, and after ServerHello everything is encrypted", .tls13 = true, GROUPS(29, 23) },
	{ "tls13-hrr", OF(TLS13), "the client guesses a group that the server does not take: HelloRetryRequest, with a cookie", .tls13 = true,
	  GROUPS(29, 23), .server_groups = { (const uint16_t[]){ 23 }, 1 }, .cookie = true },
	{ "tls13-client", OF(TLS13), "the client shows a certificate, too", .tls13 = true, GROUPS(29), CLIENT("client-p256.pem", "client-p256.key") },
	{ "tls13-padding", OF(TLS13), "records padded to a multiple of 64 bytes, so that their length says less", .tls13 = true, GROUPS(29), .record_padding = 64 },
	{ "tls13-key-update", OF(TLS13), "both go on to new keys in the middle of the conversation", .tls13 = true, GROUPS(29), .key_update = true },
	{ "tls13-undisguised", OF(TLS13), "without what makes it look like TLS 1.2", .tls13 = true, .undisguised = true, GROUPS(29) },
	{ "tls13-aes256", OF(TLS13), "AES-256-GCM, and SHA-384 in the key schedule", .tls13 = true, .suite = 0x1302, GROUPS(24) },
	{ "max-fragment-length", OF(RECORDS), "the client asks for records of 512 bytes, those of the handshake too (RFC 6066)", .max_fragment_length = 1 },
	{ "record-size-limit", OF(RECORDS), "each says how much it takes in a protected record (RFC 8449): the client 100 bytes, the server 64",
	  .record_size_limit = { 100, 64 }, .data = "a text that is longer than the 64 bytes which the server takes in one record, so that it goes in two" },
	{ "fragmented", OF(RECORDS), "one message over several records of 200 bytes", .max_fragment = 200 },
	{ "coalesced", OF(RECORDS), "several messages in one record", .coalesce = true },
	{ "no-name", OF(EXTENSIONS), "without server_name", .no_server_name = true },
	{ "two-connections", OF(CONNECTIONS), "the client comes twice: the same parties, and nothing of the first handshake serves the second", .connections = 2 },
	{ "resume-id", OF(RESUMPTION), "the client comes again, and both go on with the session that the server remembers under its id", COMEBACK(WITH_ID, NOTHING_HAPPENS) },
	{ "resume-ticket", OF(RESUMPTION), "the client comes again with a ticket, in which the server finds the session", COMEBACK(WITH_TICKET, NOTHING_HAPPENS) },
	{ "resume-refused", OF(RESUMPTION), "the client asks for a session that the server has forgotten: a full handshake", COMEBACK(WITH_ID, SERVER_FORGETS) },
	{ "resume-rotated", OF(RESUMPTION), "the server has changed its ticket key: it still opens the old ticket, and gives a new one", COMEBACK(WITH_TICKET, KEYS_CHANGE) },
	{ "resume-too-late", OF(RESUMPTION), "the client's ticket is over: it does not even show it, and a full handshake follows", COMEBACK(WITH_TICKET, TIME_PASSES) },
	{ "resume-certified", OF(RESUMPTION), "the client's certificate is in its ticket, and counts again without being shown",
	  CLIENT("client-p256.pem", "client-p256.key"), COMEBACK(WITH_TICKET, NOTHING_HAPPENS) },
	{ "man-in-the-middle", OF(CONNECTIONS), "Mallory stands between the two, and the client does not check her certificate: she reads all of it",
	  .middle = true, .unchecked = true },
};
const size_t n_sim_scenarios = ARRAY_LEN(sim_scenarios);
#undef OF

#define S ACTOR_SERVER
#define C ACTOR_CLIENT
#define N ACTOR_NETWORK
#define M ACTOR_MALLORY
#define FLIP(who, type, f, o, m) .tamper = { TAMPER_FLIP, who, type, f, o, m }

const struct fault sim_faults[] = {
	/* the server's certificate */
	{ "expired", "the server's certificate has ended", S, ALERT_CERTIFICATE_EXPIRED, "certificate.validity",
	  .server_cert = "pki/expired.pem", .rfc = "RFC 5246 7.2.2" },
	{ "not-yet-valid", "the server's certificate has not begun", S, ALERT_CERTIFICATE_EXPIRED, "certificate.validity",
	  .server_cert = "pki/not-yet-valid.pem", .rfc = "RFC 5246 7.2.2: expired or not currently valid" },
	{ "self-signed", "the server signed its certificate itself", S, ALERT_UNKNOWN_CA, "certificate.trust_anchor",
	  .server_cert = "pki/self-signed.pem", .rfc = "RFC 5246 7.2.2" },
	{ "untrusted-ca", "a CA that the client does not trust signed", S, ALERT_UNKNOWN_CA, "certificate.trust_anchor",
	  .server_cert = "pki/untrusted.pem", .rfc = "RFC 5246 7.2.2" },
	{ "wrong-name", "the certificate is for another name", S, ALERT_CERTIFICATE_UNKNOWN, "certificate.name",
	  .server_cert = "pki/wrong-name.pem", .rfc = "RFC 5246 7.2.2" },
	{ "revoked", "the CA has revoked the certificate", S, ALERT_CERTIFICATE_REVOKED, "certificate.revocation",
	  .crl = "pki/crl-revoked.pem", .rfc = "RFC 5246 7.2.2" },
	{ "not-a-ca", "the certificate was signed with a key that is no CA's", S, ALERT_CERTIFICATE_UNKNOWN, "certificate.basic_constraints",
	  .server_cert = "pki/not-a-ca.pem", .rfc = "RFC 5246 7.2.2" },
	{ "bad-signature", "the CA's signature on the certificate does not hold", S, ALERT_BAD_CERTIFICATE, "certificate.signature",
	  .server_cert = "pki/bad-signature.pem", .rfc = "RFC 5246 7.2.2" },
	{ "stolen-name", "a certificate for a stolen name, from a CA that may not speak for it", S, ALERT_CERTIFICATE_UNKNOWN,
	  "certificate.name_constraints", .server_cert = "pki/stolen-name.pem", .rfc = "RFC 5246 7.2.2" },
	{ "wrong-server-key", "the server shows a certificate whose key it does not have: it cannot decrypt the pre-master secret", S,
	  ALERT_BAD_RECORD_MAC, "record.mac_check", .server_key = "pki/wrong-server.key", .rfc = "RFC 5246 7.4.7.1" },
	{ "mallory", "Mallory stands between the two, with a certificate of her own for the server's name", M, ALERT_UNKNOWN_CA,
	  "certificate.trust_anchor", .rfc = "RFC 5246 7.2.2" },
	/* agreeing */
	{ "no-common-suite", "no cipher suite stands in both lists", S, ALERT_HANDSHAKE_FAILURE, "negotiate.cipher_suite",
	  .server_suite = 0x000a, .rfc = "RFC 5246 7.4.1.3" },
	{ "no-common-scheme", "the client can check ECDSA alone, and the server's key is an RSA key", C, ALERT_HANDSHAKE_FAILURE, "negotiate.cipher_suite",
	  .scenario = "ecdhe", .client_scheme = 0x0403, .rfc = "RFC 5246 7.4.1.3" },
	{ "no-signature-algorithms", "the client does not say what it can check: that would mean SHA-1", C, ALERT_HANDSHAKE_FAILURE, "negotiate.cipher_suite",
	  .scenario = "ecdhe", .quirk = QUIRK_NO_SCHEMES, .rfc = "RFC 5246 7.4.1.3; that it must: RFC 9155 2" },
	{ "no-common-version", "the client speaks TLS 1.1 at most, the server TLS 1.2 at least", C, ALERT_PROTOCOL_VERSION, "negotiate.version",
	  .client_max_version = VERSION_TLS11, .rfc = "RFC 5246 E.1" },
	{ "fallback", "the client, after a first try was disturbed, tries again with TLS 1.2 and says so; the server speaks TLS 1.3", C,
	  ALERT_INAPPROPRIATE_FALLBACK, "negotiate.signal", .scenario = "fallback", .max_version = { 0, VERSION_TLS13 }, .rfc = "RFC 7507 3" },
	{ "no-common-protocol", "no application protocol stands in both lists", C, ALERT_NO_APPLICATION_PROTOCOL, "extension.read", .scenario = "alpn",
	  .server_alpn = "ftp", .rfc = "RFC 7301 3.2" },
	{ "no-uncompressed-points", "someone takes the one form of points that all must read out of the client's list", N, ALERT_ILLEGAL_PARAMETER,
	  "extension.read", .scenario = "ecdhe", FLIP(C, HS_CLIENT_HELLO, "ec_point_format_list", 1, 0x01), .rfc = "RFC 8422 5.1.2" },
	{ "downgrade", "someone takes TLS 1.3 out of the client's offer; the server's random tells it", N, ALERT_ILLEGAL_PARAMETER, "server_hello.downgrade",
	  .max_version = { VERSION_TLS13, VERSION_TLS13 }, FLIP(C, HS_CLIENT_HELLO, "versions", 2, 0x07), .rfc = "RFC 9846 4.2.3" },
	/* the signature on the key exchange */
	{ "bad-key-exchange-signature", "the server signs something else than its key exchange", S, ALERT_DECRYPT_ERROR, "server_key_exchange.signature",
	  .scenario = "ecdhe", .quirk = QUIRK_PARAMS, .rfc = "RFC 5246 7.2.2" },
	{ "tampered-server-key-exchange", "someone puts another public value into ServerKeyExchange: the signature tells", N, ALERT_DECRYPT_ERROR,
	  "server_key_exchange.signature", .scenario = "ecdhe-x25519", FLIP(S, HS_SERVER_KEY_EXCHANGE, "point", 5, 0x01), .rfc = "RFC 5246 7.2.2" },
	{ "scheme-not-offered", "the server signs with SHA-1, which the client did not offer", S, ALERT_ILLEGAL_PARAMETER, "server_key_exchange.signature",
	  .scenario = "ecdhe-x25519", .quirk = QUIRK_SCHEME, .rfc = "RFC 9155 4" },
	{ "client-scheme-not-offered", "the client signs with SHA-1, which the server did not list", C, ALERT_ILLEGAL_PARAMETER,
	  "certificate_verify.signature", .scenario = "client-p256", .quirk = QUIRK_SCHEME, .rfc = "RFC 9155 5" },
	/* the client's certificate */
	{ "no-client-certificate", "the server requires a certificate and the client has none", C, ALERT_HANDSHAKE_FAILURE,
	  "client_certificate.present", .client_auth = CLIENT_AUTH_REQUIRE, .rfc = "RFC 5246 7.4.6" },
	{ "client-expired", "the client's certificate has ended", C, ALERT_CERTIFICATE_EXPIRED, "certificate.validity",
	  .client_auth = CLIENT_AUTH_REQUIRE, .client_cert = "pki/client-expired.pem", .client_key = "pki/client-rsa.key", .rfc = "RFC 5246 7.2.2" },
	{ "bad-certificate-verify", "the client signs something else than the handshake", C, ALERT_DECRYPT_ERROR, "certificate_verify.signature",
	  .client_auth = CLIENT_AUTH_REQUIRE, .client_cert = "pki/client-rsa.pem", .client_key = "pki/client-rsa.key",
	  .quirk = QUIRK_CERT_VERIFY, .rfc = "RFC 5246 7.2.2" },
	{ "stolen-client-certificate", "the client shows a certificate whose key it does not have", C, ALERT_DECRYPT_ERROR,
	  "certificate_verify.signature", .client_auth = CLIENT_AUTH_REQUIRE, .client_cert = "pki/client-rsa.pem",
	  .client_key = "pki/wrong-server.key", .rfc = "RFC 5246 7.2.2" },
	/* key exchange */
	{ "dh-small", "the server's finite field has a prime of 1024 bits", S, ALERT_INSUFFICIENT_SECURITY, "key_exchange.dh_group",
	  .scenario = "dhe-custom", .field = "Oakley Group 2", .rfc = "RFC 7919 3, RFC 9325 4.5" },
	{ "dh-composite", "the modulus of the server's finite field is no prime", S, ALERT_INSUFFICIENT_SECURITY, "key_exchange.dh_group",
	  .scenario = "dhe-custom", .field = "composite", .rfc = "RFC 7919 3: not acceptable to the client" },
	{ "dh-public-zero", "the server's public value is 0, and so would be the secret", S, ALERT_HANDSHAKE_FAILURE, "key_exchange.dh_public",
	  .scenario = "dhe", .quirk = QUIRK_PUBLIC_ZERO, .rfc = "RFC 7919 3" },
	{ "dh-public-one", "the server's public value is 1, and so would be the secret", S, ALERT_HANDSHAKE_FAILURE, "key_exchange.dh_public",
	  .scenario = "dhe", .quirk = QUIRK_PUBLIC_ONE, .rfc = "RFC 7919 3" },
	{ "dh-public-last", "the client's public value is p - 1: the secret would be that or 1", C, ALERT_HANDSHAKE_FAILURE, "key_exchange.dh_public",
	  .scenario = "dhe", .quirk = QUIRK_PUBLIC_LAST, .rfc = "RFC 7919 4" },
	{ "point-off-curve", "the server's public value is no point of the curve", S, ALERT_ILLEGAL_PARAMETER, "key_exchange.public",
	  .scenario = "ecdhe", .quirk = QUIRK_PUBLIC_OFF_CURVE, .rfc = "RFC 8422 5.11 names no alert; RFC 9846 4.3.8.2 does" },
	{ "x25519-zero", "the client's public value is zero, and so would be the secret", C, ALERT_ILLEGAL_PARAMETER, "key_exchange.secret",
	  .scenario = "ecdhe-x25519", .quirk = QUIRK_PUBLIC_ZERO, .rfc = "RFC 8422 5.11 names no alert; RFC 9846 7.4.2 does" },
	/* the pre-master secret */
	{ "wrong-pms-version", "another version inside the pre-master secret", C, ALERT_BAD_RECORD_MAC, "record.mac_check",
	  .quirk = QUIRK_PMS_VERSION, .rfc = "RFC 5246 7.4.7.1: must not show" },
	{ "tampered-client-key-exchange", "someone changes a byte of the encrypted pre-master secret", N, ALERT_BAD_RECORD_MAC, "record.mac_check",
	  FLIP(C, HS_CLIENT_KEY_EXCHANGE, "content", 40, 0x01), .rfc = "RFC 5246 7.4.7.1: must not show" },
	/* what was said before the keys stood */
	{ "tampered-client-hello", "someone changes a suite in ClientHello; the keys come out equal, only Finished tells", N, ALERT_DECRYPT_ERROR,
	  "finished.compare", .no_extended_master_secret = true, FLIP(C, HS_CLIENT_HELLO, "cipher_suites", 13, 0x80), .rfc = "RFC 5246 7.4.9" },
	{ "tampered-client-hello-ems", "the same with extended master secret: already the keys differ", N, ALERT_BAD_RECORD_MAC, "record.mac_check",
	  FLIP(C, HS_CLIENT_HELLO, "cipher_suites", 13, 0x80), .rfc = "RFC 7627 4" },
	{ "tampered-certificate", "someone changes a byte of the server's certificate", N, ALERT_BAD_CERTIFICATE, "certificate.signature",
	  FLIP(S, HS_CERTIFICATE, "serialNumber", 8, 0x01), .rfc = "RFC 5246 7.2.2" },
	{ "tampered-finished", "the client's verify_data is not what it must be", C, ALERT_DECRYPT_ERROR, "finished.compare",
	  .quirk = QUIRK_FINISHED, .rfc = "RFC 5246 7.2.2" },
	/* records */
	{ "bad-record-mac", "one bit of a record's MAC is wrong", C, ALERT_BAD_RECORD_MAC, "record.mac_check",
	  .quirk = QUIRK_BAD_MAC, .rfc = "RFC 5246 7.2.2" },
	{ "bad-padding", "a padding byte does not hold the padding's length", C, ALERT_BAD_RECORD_MAC, "record.mac_check",
	  .quirk = QUIRK_BAD_PADDING, .rfc = "RFC 5246 6.2.3.2" },
	{ "tampered-record", "someone changes a byte of an encrypted record", N, ALERT_BAD_RECORD_MAC, "record.mac_check",
	  FLIP(C, HS_FINISHED, NULL, 30, 0x01), .rfc = "RFC 5246 7.2.2" },
	{ "truncated-record", "someone cuts the last block off an encrypted record", N, ALERT_BAD_RECORD_MAC, "record.mac_check",
	  .tamper = { TAMPER_SHORTEN, C, HS_FINISHED, NULL, 16, 0 }, .rfc = "RFC 5246 7.2.2" },
	{ "cut-connection", "the connection ends in the middle of a record", N, ALERT_NONE, NULL,
	  .tamper = { TAMPER_CUT, S, HS_CERTIFICATE, NULL, 100, 0 }, .rfc = "RFC 5246 7.2.1" },
	{ "record-too-long", "a record longer than 2^14 bytes", C, ALERT_RECORD_OVERFLOW, "record.header",
	  .quirk = QUIRK_RECORD_TOO_LONG, .rfc = "RFC 5246 7.2.2" },
	{ "fragment-length-ignored", "the server agrees to records of 512 bytes and sends longer ones", S, ALERT_RECORD_OVERFLOW, "record.header",
	  .scenario = "max-fragment-length", .quirk = QUIRK_LIMIT_IGNORED, .rfc = "RFC 6066 4" },
	/* order and form */
	{ "out-of-order", "ServerHelloDone before Certificate", S, ALERT_UNEXPECTED_MESSAGE, "message.expected",
	  .quirk = QUIRK_OUT_OF_ORDER, .rfc = "RFC 5246 7.2.2" },
	{ "early-change-cipher-spec", "ChangeCipherSpec before the keys are agreed", C, ALERT_UNEXPECTED_MESSAGE, "message.expected",
	  .quirk = QUIRK_EARLY_CCS, .rfc = "RFC 5246 7.1" },
	{ "unexpected-message", "application data in the middle of the handshake", C, ALERT_UNEXPECTED_MESSAGE, "message.expected",
	  .quirk = QUIRK_UNEXPECTED, .rfc = "RFC 5246 7.2.2" },
	{ "message-across-key-change", "the client begins Finished in clear and would go on with it under the new keys", C, ALERT_UNEXPECTED_MESSAGE,
	  "message.expected", .quirk = QUIRK_STRADDLE, .rfc = "RFC 9846 5.1 for TLS 1.3; ours for TLS 1.2, where no RFC names one" },
	{ "too-many-warnings", "the client sends warning after warning, and nothing that brings the handshake forward", C, ALERT_UNEXPECTED_MESSAGE,
	  "message.expected", .quirk = QUIRK_WARNINGS, .rfc = "ours: no RFC names one" },
	{ "decode-error", "a length inside ClientHello that does not fit", C, ALERT_DECODE_ERROR, "message.decoded",
	  .quirk = QUIRK_DECODE, .rfc = "RFC 5246 7.2.2" },
	/* going on with a session */
	{ "stale-ticket", "the client shows a ticket whose time is over", C, ALERT_NONE, "ticket.age", .falls_back = true,
	  COMEBACK(WITH_TICKET, TIME_PASSES), .quirk = QUIRK_STALE_SESSION, .rfc = "RFC 5077 3.1: a full handshake" },
	{ "foreign-ticket", "the client shows a ticket that another server has sealed", C, ALERT_NONE, "ticket.key_name", .falls_back = true,
	  COMEBACK(WITH_TICKET, SERVER_CHANGES), .rfc = "RFC 5077 3.1: a full handshake" },
	{ "tampered-ticket", "the client shows a ticket in which one bit was changed", C, ALERT_NONE, "ticket.mac", .falls_back = true,
	  COMEBACK(WITH_TICKET, NOTHING_HAPPENS), .quirk = QUIRK_TICKET, .rfc = "RFC 5077 3.1: a full handshake" },
	{ "resume-without-ems", "the client would go on with a session, and leaves out the extended_master_secret that it has", C, ALERT_HANDSHAKE_FAILURE,
	  "resume.decision", COMEBACK(WITH_ID, NOTHING_HAPPENS), .quirk = QUIRK_RESUME_WITHOUT_EMS, .rfc = "RFC 7627 5.3, 5.2" },
	{ "resumed-other-suite", "the server goes on with a session, but under another suite", S, ALERT_ILLEGAL_PARAMETER, "resume.session",
	  COMEBACK(WITH_ID, NOTHING_HAPPENS), .quirk = QUIRK_RESUMED_SUITE, .rfc = "RFC 5246 7.4.1.3 (it names no alert)" },
};
const size_t n_sim_faults = ARRAY_LEN(sim_faults);

const struct scenario *sim_find_scenario(const char *name)
{
	for (size_t i = 0; i < n_sim_scenarios; i++)
		if (strcmp(sim_scenarios[i].name, name) == 0)
			return &sim_scenarios[i];
	return NULL;
}

const struct fault *sim_find_fault(const char *name)
{
	for (size_t i = 0; i < n_sim_faults; i++)
		if (strcmp(sim_faults[i].name, name) == 0)
			return &sim_faults[i];
	return NULL;
}
