#include "tls/record/limit.h"

enum { PADDING_MAX = 256 };

uint32_t limit_content(const struct connection *c, enum side_id sender)
{
	const struct record_limits *agreed = &c->s.limits;
	const bool is_open = c->sides[sender].protection.kind == PROTECT_NONE;

	return !agreed->content[sender] || (is_open && agreed->protected_only) ? MAX_PLAINTEXT : agreed->content[sender];
}

uint32_t limit_fragment(const struct connection *c, enum side_id sender)
{
	const struct protection *p = &c->sides[sender].protection;
	const uint32_t content = limit_content(c, sender);

	if (p->kind == PROTECT_NONE)
		return content;
	if (p->kind == PROTECT_TLS13)   /* RFC 9846 5.2 */
		return MAX_PLAINTEXT + 256;
	if (p->kind == PROTECT_OPAQUE || content == MAX_PLAINTEXT)
		return MAX_CIPHERTEXT;
	return content + protection_iv_size(p) + protection_mac_size(p) + (cipher_specs[p->suite->cipher].block_size ? PADDING_MAX : 0);
}
