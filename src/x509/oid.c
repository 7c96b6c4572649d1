#include "x509/oid.h"

#include "base/status.h"
#include "base/text.h"

static const struct {
	const char *name;
	uint8_t n;
	const char *der;
} oids[OID_N] = {
#define X(id, name, der) [OID_##id] = { name, sizeof(der) - 1, der },
	OID_LIST(X)
#undef X
};

struct bytes oid_bytes(enum oid id)
{
	return bytes_of(oids[id].der, oids[id].n);
}

enum oid oid_find(struct bytes content)
{
	for (int i = OID_UNKNOWN + 1; i < OID_N; i++)
		if (oids[i].n == content.n && bytes_equal(oid_bytes((enum oid)i), content))
			return (enum oid)i;
	return OID_UNKNOWN;
}

const char *oid_name(struct bytes content)
{
	return oids[oid_find(content)].name;
}

void oid_dotted(struct bytes content, struct buf *out)
{
	size_t start = out->n;
	uint64_t arc = 0;
	bool first = true, open = false;

	for (size_t i = 0; i < content.n; i++) {
		if (arc >> 57)
			goto broken;
		arc = arc << 7 | (content.p[i] & 0x7f);
		open = content.p[i] & 0x80;
		if (open)
			continue;
		if (first)
			buf_printf(out, "%u.%llu", arc < 80 ? (unsigned)(arc / 40) : 2u,
				   (unsigned long long)(arc < 80 ? arc % 40 : arc - 80));
		else
			buf_printf(out, ".%llu", (unsigned long long)arc);
		first = false;
		arc = 0;
	}
	if (!open && content.n)
		return;
broken:
	out->n = start;
	buf_puts(out, "0x");
	text_hex(out, content, 0);
}
