/* The plain dialogue after which TLS begins, where a protocol has such a command (STARTTLS, STLS, AUTH TLS ...). Bytes in,
 * bytes out: who has the socket moves them. */
#ifndef SLOWSHAKE_SOURCE_LIVE_STARTTLS_H
#define SLOWSHAKE_SOURCE_LIVE_STARTTLS_H

#include "base/bytes.h"
#include "spec/reasons.h"

struct starttls_protocol;

/* "smtp"; NULL: there is none of that name. */
const struct starttls_protocol *starttls_find(const char *word);
/* The i-th name; NULL: there are fewer. */
const char *starttls_name(size_t i);
/* What a server that speaks first may speak, by how it begins: names, as people read them; NULL: none of these. */
const char *starttls_guess(struct bytes first);
/* As captures have it: "SMTP STARTTLS". Its usual port, its RFC (NULL: none). */
const char *starttls_via(const struct starttls_protocol *p);
const char *starttls_port(const struct starttls_protocol *p);
const char *starttls_rfc(const struct starttls_protocol *p);

/* Zero-initialise, set protocol and host (whom the client wants; outlives it), free with starttls_free. */
struct starttls {
	const struct starttls_protocol *protocol;
	const char *host;
	size_t turn;
	bool said;
	struct buf came;                   /* not yet used */
};

enum starttls_kind { STARTTLS_WAIT, STARTTLS_HEARD, STARTTLS_SAY, STARTTLS_READY, STARTTLS_REFUSED };

/* The next thing that happens. WAIT: for more bytes of the server. HEARD: `bytes` came and are as they must be. SAY: `bytes` are to be sent. READY: the next byte is of TLS. REFUSED: `bytes` came, and TLS does not begin.
 * `reason` is that of what was heard. */
struct starttls_step {
	enum starttls_kind kind;
	struct buf bytes;
	enum reason reason;
};

void starttls_add(struct starttls *s, struct bytes came);
/* `out` is zero or from the last call. */
void starttls_next(struct starttls *s, struct starttls_step *out);
void starttls_free(struct starttls *s);

#endif
