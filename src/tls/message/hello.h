/* What ClientHello and ServerHello have in common. Files of tls/ only. */
#ifndef SLOWSHAKE_TLS_HELLO_H
#define SLOWSHAKE_TLS_HELLO_H

#include "spec/layout.h"
#include "spec/reasons.h"
#include "tls/connection.h"

enum { GREASE_VALUE = 0x1a1a };

/* The items of a message that is being put together. */
struct items {
	struct build_item v[128];
	size_t n;
};
void items_add(struct items *it, const char *name, value_id v);
void items_uint(struct connection *c, struct items *it, const char *name, unsigned width, uint32_t v, const struct code_table *codes);

/* Reads one extension: why it is or is not used; with *alert set the reason is an error. */
struct extension_reader {
	uint16_t type;
	enum reason (*read)(struct connection *c, field_id ext, int *alert);
};
/* Goes through the extensions of the current hello: duplicates, then each reader, one
 * event an extension. `offered` (client only) says whether the type was offered; NULL: all may come. */
enum status extensions_read(struct connection *c, const struct extension_reader *readers, size_t n,
			    bool (*offered)(const struct connection *c, uint16_t type)) MUST_USE;

/* How the ServerHello in these bytes of a handshake message is laid out; HELLO_USUAL for any other message. */
enum hello_form hello_form(struct bytes message);

/* Whether the name is an IP address, which server_name must not carry (RFC 6066 3). */
bool name_is_ip(const char *name);
/* Both hellos are known: what the outcome says of them. */
void hello_agreed(struct connection *c);

#endif
