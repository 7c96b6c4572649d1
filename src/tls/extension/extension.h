/* Extensions as rows: an extension is one const struct that says what it is in each message,
 * and each message has one ordered list of them.
 *
 * To add one: its row in the file of its subject, its name in EXTENSIONS (rows.h), its place in the
 * list of each message that has it (extension.c). Nothing else knows which there are. */
#ifndef SLOWSHAKE_TLS_EXTENSION_H
#define SLOWSHAKE_TLS_EXTENSION_H

#include "tls/connection.h"
#include "tls/message/items.h"

/* The messages that have extensions. */
enum extension_place {
	IN_CLIENT_HELLO, IN_SERVER_HELLO, IN_HELLO_RETRY_REQUEST, IN_ENCRYPTED_EXTENSIONS, IN_CERTIFICATE_REQUEST,
	IN_NEW_SESSION_TICKET,
	IN_CERTIFICATE_ENTRY,
	IN_N
};

/* An extension in one message. All functions may be NULL. */
struct extension_in {
	uint16_t from, to;                                     /* versions in which it may stand there; 0: all that have extensions */
	bool (*wanted)(const struct connection *c);            /* an endpoint puts it in; NULL: never */
	void (*make)(struct connection *c, struct items *it);  /* adds its content; NULL: it has none */
	/* Every role: bytes -> facts. Makes no value, tells nothing, and may meet a malformed one. */
	void (*read)(struct connection *c, field_id ext);
	/* An endpoint holds its peer to it and applies it: why it is or is not used; with *alert set
	 * the reason is an error. NULL: it is passed over. */
	enum reason (*take)(struct connection *c, field_id ext, int *alert);
	void (*absent)(struct connection *c);                  /* every role: what it means that it did not come */
};

struct extension {
	uint16_t type;
	struct extension_in in[IN_N];
};

struct extension_list {
	const struct extension *const *rows;       /* in the order in which they are sent */
	size_t n;                                  /* at most 32 */
	bool answers;                              /* only what ClientHello offered may come */
};
extern const struct extension_list extension_lists[IN_N];

/* Adds what this endpoint wants to say in that message, with an event each. */
void extensions_make(struct connection *c, enum extension_place in, struct items *it);
/* Reads the extensions of the current message: bit i says that row i of its list came. */
uint32_t extensions_read(struct connection *c, enum extension_place in);
/* In a list (0: there is none) the extension behind that one, or the first; 0: there is no more. One that was cut off before its type is none. */
field_id extension_next(struct connection *c, field_id list, field_id ext, uint16_t *type);
/* As if none had come. */
void extensions_read_none(struct connection *c, enum extension_place in);
/* What an endpoint makes of them, with an event each, also of those that it does not know. */
enum status extensions_take(struct connection *c, enum extension_place in) MUST_USE;
/* The same of one list: a Certificate of TLS 1.3 has several. */
enum status extensions_take_of(struct connection *c, enum extension_place in, field_id list) MUST_USE;
/* What CertificateRequest says of CAs, in each of its forms. */
void authorities_make(struct connection *c, struct items *it);
/* The code of max_fragment_length that holds; 0: none. */
uint8_t limits_fragment_code(const struct connection *c);
/* The code of a session holds for what goes on with it (RFC 6066 4), whether or not it is told again; 0: none. */
void limits_resume(struct connection *c, uint8_t code);
/* Whether the ClientHello has that extension, of those that have a row. */
bool extension_offered(const struct offer *o, uint16_t type);

/* Of a further handshake (RFC 5746 3.5, 3.7, 4.2, 4.4): whether the current hello, which that side sent, belongs to this connection. */
enum status renegotiation_check(struct connection *c, enum side_id hello) MUST_USE;

#endif
