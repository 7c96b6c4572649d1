/* Addresses as people write them: host, host:port, [v6]:port, v6. */
#ifndef SLOWSHAKE_SOURCE_LIVE_ADDRESS_H
#define SLOWSHAKE_SOURCE_LIVE_ADDRESS_H

#include "base/bytes.h"
#include "base/status.h"

struct sockaddr;

struct address {
	char host[256];      /* name or numeric address without brackets; "" if there was none */
	char port[8];        /* decimal */
};

/* "HOST[:PORT]". ST_USAGE with the sentence. */
enum status address_parse(const char *text, const char *default_port, struct address *out, struct error *err) MUST_USE;
/* "[ADDR:]PORT": a number alone is the port. */
enum status address_parse_listen(const char *text, struct address *out, struct error *err) MUST_USE;
/* Adds it as one would write it: "host:443" or "[::1]:443". */
void address_write(const struct address *a, struct buf *out);
/* Adds "127.0.0.1:443" or "[::1]:443". */
void address_format(const struct sockaddr *sa, size_t len, struct buf *out);

#endif
