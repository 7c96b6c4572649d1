/* What a capture holds, a line or two a handshake: as text, as sentences, as JSON
 * (schema "slowshake.handshake/1", assets/slowshake.handshake.schema.json). */
#ifndef SLOWSHAKE_OUT_SUMMARY_H
#define SLOWSHAKE_OUT_SUMMARY_H

#include "base/bytes.h"
#include "tls/observe/observer.h"

/* Where a handshake was seen. */
struct summary_place {
	uint32_t stream;
	bool udp;
	const char *client, *server;    /* addresses with ports */
	const char *via;                /* "SMTP STARTTLS", NULL: TLS at once */
	int64_t first_ns;               /* of the stream */
};

void summary_text(const struct summary_place *p, const struct handshake *h, struct buf *out);
void summary_explain(const struct summary_place *p, const struct handshake *h, struct buf *out);
void summary_json(const struct summary_place *p, const struct handshake *h, struct buf *out);
/* A stream that is not TLS; looks_like may be NULL. */
void summary_not_tls(const struct summary_place *p, const char *looks_like, struct buf *out);

/* The names of what was agreed on, NULL if it was not: "TLS 1.2", "0x1a1a". Static, or in `room`. */
const char *summary_version(const struct handshake *h, char room[CODE_TEXT_MAX]);
const char *summary_suite(const struct handshake *h, char room[CODE_TEXT_MAX]);

#endif
