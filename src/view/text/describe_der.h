/* OIDs and distinguished names as text, for the describe functions. */
#ifndef SLOWSHAKE_VIEW_TEXT_DESCRIBE_DER_H
#define SLOWSHAKE_VIEW_TEXT_DESCRIBE_DER_H

#include "base/bytes.h"

/* An OID's content octets: its name, else its dotted numbers, else hex. */
void describe_oid(struct bytes content, struct buf *out);

#endif
