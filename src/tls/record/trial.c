/* Opening a record of TLS 1.3 on trial: nothing of it is told or kept. */
#include "crypto/crypto.h"
#include "tls/connection.h"
#include "tls/record/record.h"

uint8_t record_try(const struct trace *t, const struct protection *p, struct bytes record)
{
	const struct cipher_spec *cipher = &cipher_specs[p->suite->cipher];
	const struct bytes sealed = bytes_slice(record, 5, record.n - 5);
	uint8_t plain[MAX_CIPHERTEXT], nonce[AEAD_NONCE];
	size_t n = sealed.n - cipher->tag_size;

	if (sealed.n < cipher->tag_size || sealed.n > sizeof(plain))
		return 0;
	protection_nonce(t, p, nonce);
	if (crypto_open(p->suite->cipher, trace_bytes(t, p->key), bytes_of(nonce, AEAD_NONCE), bytes_slice(record, 0, 5), sealed, plain) != ST_OK)
		return 0;
	while (n && !plain[n - 1])
		n--;
	return n ? plain[n - 1] : 0;
}
