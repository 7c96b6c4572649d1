/* Parts of record protection. Shared by protection.c, protect.c and unprotect.c only. */
#ifndef SLOWSHAKE_TLS_PROTECTION_H
#define SLOWSHAKE_TLS_PROTECTION_H

#include "tls/state.h"

/* Bytes of a record: the IV (or explicit nonce) that it carries; its MAC or tag. */
uint8_t protection_iv_size(const struct protection *p);
uint8_t protection_mac_size(const struct protection *p);
/* The facts of a decrypted block: how its end divides. */
void plaintext_facts(const struct protection *p, size_t padding, struct parse_context *ctx);
/* The MAC of a record over these values joined, of which the event says `unit`. */
value_id record_mac(struct endpoint *ep, const struct protection *p, uint8_t type, uint16_t version,
		    const value_id *data, size_t n, unit_id unit);
/* `explicit`: the part that the record carries; 0: RFC 7905, there is none. */
value_id aead_nonce(struct endpoint *ep, const struct protection *p, value_id explicit);
value_id aead_data(struct endpoint *ep, const struct protection *p, uint8_t type, uint16_t version, size_t length);

#endif
