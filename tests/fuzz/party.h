/* A party of the demo PKI with a configuration made from a few bytes, for the
 * endpoint targets and for what records their corpus. */
#ifndef SLOWSHAKE_TESTS_FUZZ_PARTY_H
#define SLOWSHAKE_TESTS_FUZZ_PARTY_H

#include "tls/config.h"
#include "tls/keys/session_store.h"

enum { PARTY_BYTES = 3, PARTY_MORE = 3 };

struct fuzz_party {
	struct tls_config tls;
	uint16_t suites[256];
	struct rng rng;
	struct session_store *sessions;
	struct external_psk psk;
	struct credential own[3];
};

/* Bits: [0] extended master secret, encrypt-then-MAC, session ticket, GREASE,
 * insecure, session id, coalesce; [1] suite (15: all), client_auth, client's
 * certificate; [2] ALPN, server_name, record size, whether it keeps sessions (both have one already). The same bytes and role give
 * the same party with the same randomness, whatever the other party is. */
void fuzz_party_new(struct fuzz_party *p, enum side_id side, const uint8_t bytes[PARTY_BYTES]);
void fuzz_party_free(struct fuzz_party *p);

/* The same for TLS 1.3. Bits: [0] TLS 1.2 as well, the disguise, a pre-shared key, GREASE, insecure, comes back with a ticket and
 * early data, coalesce; [1] suite (15: all), client_auth, client's certificate; [2] ALPN, server_name, record size, pre-shared keys
 * alone, another group, cookie, asked after the handshake. One that comes back needs a handshake before, with its sessions. */
void fuzz_party13_new(struct fuzz_party *p, enum side_id side, const uint8_t bytes[PARTY_BYTES]);
/* More of its configuration. Bits: [0] the lowest and the highest version up to TLS 1.2 (2 each), fallback, half-close, cookie of
 * 300 bytes, several tickets; [1] compression of certificates (2), record_size_limit, max_fragment_length, padding, early data
 * unguarded, a server's certificate (2: RSA, P-256, PSS, all); [2] a quirk of the party that the target is not. */
void fuzz_party_more(struct fuzz_party *p, enum side_id side, const uint8_t bytes[PARTY_MORE]);
/* Whether it comes back. */
static inline bool fuzz_party13_returns(const uint8_t bytes[PARTY_BYTES])
{
	return bytes[0] & 32;
}

#endif
