/* Key log files (RFC 9850; first the format of NSS): one secret a line.
 * Bad lines do not spoil the others. */
#ifndef SLOWSHAKE_SOURCE_CAPTURE_KEYLOG_H
#define SLOWSHAKE_SOURCE_CAPTURE_KEYLOG_H

#include "base/bytes.h"
#include "base/status.h"
#include "spec/keylog.h"

enum { KEYLOG_ID_MAX = 32 };

struct keylog_entry {
	uint32_t next;           /* the table's own */
	uint16_t secret_len;
	uint8_t label;           /* enum keylog_label */
	uint8_t id_len;
	/* client random (32), session ID (1 to 32), or for RSA the first 8 bytes of the encrypted pre-master secret, as on the
	 * wire behind its length; then the secret, see keylog_secret: a master secret (48), a pre-master secret (48, of Diffie and
	 * Hellman's any length), or a secret of TLS 1.3 (32 or 48) */
	uint8_t bytes[];
};

struct keylog;
struct keylog *keylog_new(void);
void keylog_free(struct keylog *k);

/* Called for each line that is neither an entry, a comment nor empty: one sentence
 * with the file's name and the line number, safe to print. */
typedef void keylog_complain(void *ctx, const char *text);

/* Adds all entries of the text (UTF-8 or UTF-16; lines end in LF, CR LF, CR or the end; hex in
 * either case). A file that is something else (PEM, a container) is one complaint.
 * An entry that stands there already with the same secret is not added again; lines
 * whose labels are not used here or not known are counted and told once a label. At most 32 secrets for one id
 * and 2^20 in all are kept. Returns how many lines were bad. */
size_t keylog_add(struct keylog *k, struct bytes raw, const char *file, keylog_complain *complain, void *ctx);
/* The same for a file; one that is plainly something else is an error, ST_DECODE. */
enum status keylog_add_file(struct keylog *k, const char *path, keylog_complain *complain, void *ctx, struct error *err) MUST_USE;

/* The entries of that label and id, in the order they were added: the first after
 * `after` (NULL: from the start), NULL when there is no more. One id may have several
 * secrets. Pointers stay valid until keylog_free. */
const struct keylog_entry *keylog_find(const struct keylog *k, enum keylog_label label, struct bytes id,
				       const struct keylog_entry *after);
struct bytes keylog_secret(const struct keylog_entry *e);
size_t keylog_count(const struct keylog *k);
/* How many different connections (or sessions) they are of. */
size_t keylog_connections(const struct keylog *k);

#endif
