/* What can be played in process when nothing goes wrong: one row a scenario. */
#include <string.h>

#include "source/sim/sim.h"
#include "spec/codes.h"

#define GROUPS(...) .groups = { (const uint16_t[]){ __VA_ARGS__ }, ARRAY_LEN(((const uint16_t[]){ __VA_ARGS__ })) }
#define COMEBACK(how, between) .comeback = { how, between }
#define SCHEMES(...) .schemes = { (const uint16_t[]){ __VA_ARGS__ }, ARRAY_LEN(((const uint16_t[]){ __VA_ARGS__ })) }
#define COMPRESSED(...) .compressions = { (const uint16_t[]){ __VA_ARGS__ }, ARRAY_LEN(((const uint16_t[]){ __VA_ARGS__ })) }
#define PKI(name, key) { "pki/" name, "pki/" key }
#define SERVER(name) .server = { PKI(name ".pem", name ".key") }
#define PUBLISHED(...) .published = { __VA_ARGS__ }, .tls13 = true, .unchecked = true
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
	{ "tls13-psk", OF(TLS13), "both have a key from elsewhere: no certificates, and a key share all the same", .tls13 = true, GROUPS(29), .psk = BOTH_HAVE_PSK },
	{ "tls13-psk-ke", OF(TLS13), "the same without a key share: who learns the key later can read it all", .tls13 = true, GROUPS(29), .psk = BOTH_HAVE_PSK,
	  .psk_modes = PSK_ALONE },
	{ "tls13-psk-several", OF(TLS13), "the client offers two keys, and the server knows the second; a HelloRetryRequest lies in between", .tls13 = true,
	  GROUPS(29, 23), .server_groups = { (const uint16_t[]){ 23 }, 1 }, .psk = OTHER_PSK },
	{ "tls13-resume", OF(TLS13), "the client comes back with a ticket: its key takes the place of the certificates", .tls13 = true, GROUPS(29),
	  COMEBACK(WITH_TICKET, NOTHING_HAPPENS) },
	{ "tls13-resume-ke", OF(TLS13), "the same without a key share: the key of the tickets opens it all", .tls13 = true, GROUPS(29), .psk_modes = PSK_ALONE,
	  COMEBACK(WITH_TICKET, NOTHING_HAPPENS) },
	{ "tls13-early-data", OF(TLS13), "the client comes back, and sends data before the server has answered (0-RTT)", .tls13 = true, GROUPS(29),
	  COMEBACK(WITH_TICKET, NOTHING_HAPPENS), .early_data = "early", .max_early_data = { 16384, 16384 } },
	{ "tls13-replayed-early-data", OF(TLS13), "Mallory has recorded early data and sends it again: this server does not look, and takes it twice",
	  .tls13 = true, GROUPS(29), COMEBACK(WITH_TICKET, NOTHING_HAPPENS), .early_data = "early", .max_early_data = { 16384, 16384 },
	  .unguarded = true, .replayed = true },
	{ "tls13-replay-refused", OF(TLS13), "the same with a server that remembers which tickets have brought early data", .tls13 = true, GROUPS(29),
	  COMEBACK(WITH_TICKET, NOTHING_HAPPENS), .early_data = "early", .max_early_data = { 16384, 16384 }, .replayed = true },
	{ "tls13-early-data-rejected", OF(TLS13), "the server does not take early data any more: the client sends it again later", .tls13 = true, GROUPS(29),
	  COMEBACK(WITH_TICKET, NOTHING_HAPPENS), .early_data = "early", .max_early_data = { 16384, 0 } },
	{ "tls13-early-data-retry", OF(TLS13), "a HelloRetryRequest comes in between: early data is never taken then", .tls13 = true,
	  GROUPS(29, 23), .server_groups = { (const uint16_t[]){ 23 }, 1 }, COMEBACK(WITH_TICKET, NOTHING_HAPPENS), .early_data = "early",
	  .max_early_data = { 16384, 16384 } },
	{ "tls13-record-size-limit", OF(TLS13), "each says how much it takes in a record, its type and padding counted (RFC 8449): the client 100 bytes, the server 64",
	  .tls13 = true, GROUPS(29), .record_size_limit = { 100, 64 }, .record_padding = 16,
	  .data = "a text that is longer than the 63 bytes which remain for it when the type is counted, so that it goes in two" },
	{ "tls13-post-handshake-auth", OF(TLS13), "the server asks who the client is when the handshake is over", .tls13 = true, GROUPS(29),
	  .post_handshake_auth = true, CLIENT("client-p256.pem", "client-p256.key") },
	{ "tls13-compressed-certificate", OF(TLS13), "each compresses its certificate, because the other asks for it (RFC 8879)", .tls13 = true, GROUPS(29),
	  COMPRESSED(COMPRESSION_ZLIB, COMPRESSION_BROTLI), CLIENT("client-p256.pem", "client-p256.key") },
	{ "tls13-half-close", OF(TLS13), "the client closes behind its question, and reads the answer: each direction is closed for itself", .tls13 = true,
	  GROUPS(29), .half_close = true },
	{ "tls13-user-canceled", OF(TLS13), "the user sees who the server is and does not want to go on: user_canceled, and nothing was wrong", .tls13 = true,
	  GROUPS(29), .cancels = true },
	{ "tls13-undisguised", OF(TLS13), "without what makes it look like TLS 1.2", .tls13 = true, .undisguised = true, GROUPS(29) },
	{ "tls13-aes256", OF(TLS13), "AES-256-GCM, and SHA-384 in the key schedule", .tls13 = true, .suite = 0x1302, GROUPS(24) },
	{ "rfc8448", OF(TLS13), "the simple handshake of RFC 8448, byte for byte, with the ticket behind it", PUBLISHED("simple") },
	{ "rfc8448-resumed", OF(TLS13), "the same, and the client comes back with its ticket and early data", PUBLISHED("simple", "resumed") },
	{ "rfc8448-retry", OF(TLS13), "the HelloRetryRequest of RFC 8448", PUBLISHED("hello-retry") },
	{ "rfc8448-client", OF(TLS13), "the client authentication of RFC 8448; it prints no key for the two signatures: they are given", PUBLISHED("client-authentication") },
	{ "rfc8448-disguised", OF(TLS13), "the handshake of RFC 8448 in the disguise of TLS 1.2", PUBLISHED("compatibility") },
	{ "illustrated-tls13", OF(TLS13), "the run of The Illustrated TLS 1.3 Connection, byte for byte, and a goodbye that it has not", PUBLISHED("illustrated"),
	  .suite = 0x1302 },
	{ "ssl30", OF(HISTORY), "SSL 3.0: a MAC, a PRF and a Finished of its own, no extensions, and padding that nobody checks (forbidden: RFC 7568)",
	  .version = VERSION_SSL30, .suite = 0x002f },
	{ "ssl30-no-certificate", OF(HISTORY), "the server asks for a certificate, and a client that has none says so by a warning: the alert no_certificate",
	  .version = VERSION_SSL30, .suite = 0x002f, .client_auth = CLIENT_AUTH_REQUEST },
	{ "ssl30-client", OF(HISTORY), "the client shows a certificate in SSL 3.0: what it signs holds the master secret", .version = VERSION_SSL30,
	  .suite = 0x002f, CLIENT("client-rsa.pem", "client-rsa.key") },
	{ "ssl30-dhe", OF(HISTORY), "SSL 3.0 with finite-field Diffie-Hellman: without extensions the client can name no field", .version = VERSION_SSL30, .suite = 0x0016 },
	{ "ssl30-resume", OF(HISTORY), "SSL 3.0 with 3DES: the client comes again, and both go on with the session", .version = VERSION_SSL30,
	  .suite = 0x000a, COMEBACK(WITH_ID, NOTHING_HAPPENS) },
	{ "tls10", OF(HISTORY), "TLS 1.0: MD5 and SHA-1 in PRF and signatures, and each record's IV is the last block before it (forbidden: RFC 8996)",
	  .version = VERSION_TLS10, .suite = 0x002f },
	{ "tls10-dhe", OF(HISTORY), "TLS 1.0 with a key of finite-field Diffie-Hellman, signed over MD5 and SHA-1 side by side", .version = VERSION_TLS10,
	  .suite = 0x0033 },
	{ "tls10-encrypt-then-mac", OF(HISTORY), "TLS 1.0 with the MAC over the ciphertext: the IV, which is not sent, is not covered", .version = VERSION_TLS10,
	  .suite = 0x002f, .encrypt_then_mac = true },
	{ "tls11", OF(HISTORY), "TLS 1.1: each record has an IV of its own, the rest is TLS 1.0 (forbidden: RFC 8996)", .version = VERSION_TLS11, .suite = 0x002f },
	{ "tls11-ecdhe-ecdsa", OF(HISTORY), "TLS 1.1 on secp256r1, both sign by ECDSA with SHA-1", .version = VERSION_TLS11, .suite = 0xc009,
	  SERVER("server-p256"), CLIENT("client-p256.pem", "client-p256.key") },
	{ "tls11-resume-ticket", OF(HISTORY), "TLS 1.1, and the client comes again with a ticket", .version = VERSION_TLS11, .suite = 0x002f,
	  COMEBACK(WITH_TICKET, NOTHING_HAPPENS) },
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
	{ "resume-max-fragment-length", OF(RESUMPTION), "short records were agreed for the session: they hold for the connection that goes on with it, too (RFC 6066)",
	  .max_fragment_length = 1, COMEBACK(WITH_TICKET, NOTHING_HAPPENS) },
	{ "resume-certified", OF(RESUMPTION), "the client's certificate is in its ticket, and counts again without being shown",
	  CLIENT("client-p256.pem", "client-p256.key"), COMEBACK(WITH_TICKET, NOTHING_HAPPENS) },
	{ "man-in-the-middle", OF(CONNECTIONS), "Mallory stands between the two, and the client does not check her certificate: she reads all of it",
	  .middle = true, .unchecked = true },
};
const size_t n_sim_scenarios = ARRAY_LEN(sim_scenarios);
#undef OF

const struct scenario *sim_find_scenario(const char *name)
{
	for (size_t i = 0; i < n_sim_scenarios; i++)
		if (strcmp(sim_scenarios[i].name, name) == 0)
			return &sim_scenarios[i];
	return NULL;
}
