#include "view/text/describe_der.h"

#include "base/text.h"
#include "view/text/describe.h"
#include "x509/oid.h"
#include "x509/name.h"

void describe_oid(struct bytes content, struct buf *out)
{
	const char *name = oid_name(content);

	if (!name) {
		oid_dotted(content, out);
		return;
	}
	buf_printf(out, "%s (", name);
	oid_dotted(content, out);
	buf_puts(out, ")");
}

void describe_dn(struct bytes der, struct buf *out)
{
	if (x509_name_check(der) == ST_OK)
		x509_describe_name(der, out);
	else
		text_hex(out, der, 0);
}
