/* A party of the demo PKI with a configuration made from a few bytes, for the
 * endpoint targets and for what records their corpus. */
#ifndef SLOWSHAKE_TESTS_FUZZ_PARTY_H
#define SLOWSHAKE_TESTS_FUZZ_PARTY_H

#include "tls/config.h"
#include "tls/keys/session_store.h"

enum { PARTY_BYTES = 3 };

struct party {
	struct tls_config tls;
	uint16_t suites[256];
	struct rng rng;
	struct session_store *sessions;
	struct external_psk psk;
};

/* Bits: [0] extended master secret, encrypt-then-MAC, session ticket, GREASE,
 * insecure, session id, coalesce; [1] suite (15: all), client_auth, client's
 * certificate; [2] ALPN, server_name, record size, whether it keeps sessions (both have one already). The same bytes and role give
 * the same party with the same randomness, whatever the other party is. */
void party_new(struct party *p, enum side_id side, const uint8_t bytes[PARTY_BYTES]);
void party_free(struct party *p);

/* The same for TLS 1.3. Bits: [0] TLS 1.2 as well, the disguise, a pre-shared key, GREASE, insecure, comes back with a ticket and
 * early data, coalesce; [1] suite (15: all), client_auth, client's certificate; [2] ALPN, server_name, record size, pre-shared keys
 * alone, another group, cookie, asked after the handshake. One that comes back needs a handshake before, with its sessions. */
void party13_new(struct party *p, enum side_id side, const uint8_t bytes[PARTY_BYTES]);
/* Whether it comes back. */
static inline bool party13_returns(const uint8_t bytes[PARTY_BYTES])
{
	return bytes[0] & 32;
}

#endif
