/* Whom to connect to, as people write it. */
#ifndef SLOWSHAKE_SOURCE_LIVE_TARGET_H
#define SLOWSHAKE_SOURCE_LIVE_TARGET_H

#include "source/live/address.h"

struct target {
	struct address at;
	const char *path;    /* of a URL, from its slash on, as given ("" is the root); NULL: no URL */
};

/* One word, HOST, HOST:PORT, [IPv6]:PORT or https://HOST[:PORT][/PATH], or two, HOST and PORT. The port is `port` unless given (a URL's 443). The
 * words must outlive it. ST_USAGE with the sentence. */
enum status target_parse(const char *const *words, size_t n, const char *port, struct target *out, struct error *err) MUST_USE;

#endif
