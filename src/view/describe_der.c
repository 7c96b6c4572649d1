#include "view/describe_der.h"

#include "base/text.h"
#include "view/describe.h"

void describe_oid(struct bytes content, struct buf *out)
{
	uint64_t arc = 0;
	size_t start = out->n;

	for (size_t i = 0; i < content.n; i++) {
		if (arc >> 56)
			break;
		arc = arc << 7 | (content.p[i] & 0x7f);
		if (content.p[i] & 0x80)
			continue;
		if (out->n == start)
			buf_printf(out, "%u.%llu", arc < 80 ? (unsigned)arc / 40 : 2,
				   (unsigned long long)(arc < 80 ? arc % 40 : arc - 80));
		else
			buf_printf(out, ".%llu", (unsigned long long)arc);
		arc = 0;
	}
	if (out->n == start)
		text_hex(out, content, 0);
}

void describe_dn(struct bytes der, struct buf *out)
{
	text_hex(out, der, 0);
}
