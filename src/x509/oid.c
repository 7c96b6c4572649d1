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

/* One arc and the dot behind it, of decimal digits without leading zeros. */
static enum status read_arc(const char **at, uint64_t *arc)
{
	const char *s = *at;

	*arc = 0;
	if (*s < '0' || *s > '9' || (*s == '0' && s[1] >= '0' && s[1] <= '9'))
		return ST_DECODE;
	for (; *s >= '0' && *s <= '9'; s++) {
		*arc = *arc * 10 + (uint64_t)(*s - '0');
		if (*arc > UINT32_MAX)
			return ST_LIMIT;
	}
	if (*s == '.' && !s[1])
		return ST_DECODE;
	*at = *s == '.' ? s + 1 : s;
	return *s && *s != '.' ? ST_DECODE : ST_OK;
}

static enum status put_arc(uint64_t arc, uint8_t *out, size_t max, size_t *n)
{
	int more = 0;

	while (arc >> 7 * (more + 1))
		more++;
	for (; more >= 0; more--) {
		if (*n == max)
			return ST_LIMIT;
		out[(*n)++] = (uint8_t)((arc >> 7 * more & 0x7f) | (more ? 0x80 : 0));
	}
	return ST_OK;
}

enum status oid_read(const char *dotted, uint8_t *out, size_t max, size_t *n)
{
	uint64_t first, arc;

	*n = 0;
	TRY(read_arc(&dotted, &first));
	if (first > 2 || !*dotted)
		return ST_DECODE;
	TRY(read_arc(&dotted, &arc));
	if (first < 2 && arc >= 40)
		return ST_DECODE;
	TRY(put_arc(first * 40 + arc, out, max, n));
	while (*dotted) {
		TRY(read_arc(&dotted, &arc));
		TRY(put_arc(arc, out, max, n));
	}
	return ST_OK;
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
