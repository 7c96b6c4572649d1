#include "source/live/target.h"

#include <stdio.h>
#include <string.h>
#include <strings.h>

#define PORT "443"          /* of https (RFC 9110 4.2.2) */

/* RFC 9110 4.2.2: user information in the name of a host is there to deceive. Blanks and what is no ASCII stand in no URL (RFC 3986 2). */
static enum status check_url(const char *url, size_t authority, struct error *err)
{
	if (memchr(url, '@', authority))
		return error_set(err, ST_USAGE, "https://%.300s: a user name in the address is not for TLS; leave it out", url);
	for (const char *p = url; *p; p++)
		if (*p <= ' ' || *p > '~')
			return error_set(err, ST_USAGE, "https://%.300s: blanks and other signs that are not ASCII stand in a URL as %%20 and the like", url);
	return ST_OK;
}

/* "//" is behind the scheme's colon. */
static enum status parse_url(const char *text, const char *rest, struct target *out, struct error *err)
{
	char authority[320];
	size_t scheme = (size_t)(rest - text), n = strcspn(rest + 3, "/?#");

	if (scheme != 5 || strncasecmp(text, "https", 5) != 0)
		return error_set(err, ST_USAGE, "%.300s: only https:// is TLS from the first byte; write https://HOST or HOST:PORT", text);
	rest += 3;
	TRY(check_url(rest, n, err));
	if (n >= sizeof(authority))
		return error_set(err, ST_USAGE, "%.40s...: the host name is longer than 255 bytes", text);
	snprintf(authority, sizeof(authority), "%.*s", (int)n, rest);
	out->path = rest + n;
	if (!*authority)
		return error_set(err, ST_USAGE, "%.300s: the host is missing; write https://HOST[:PORT][/PATH]", text);
	return address_parse(authority, PORT, &out->at, err);
}

static enum status parse_two(const char *host, const char *port, struct target *out, struct error *err)
{
	TRY(address_parse(host, port, &out->at, err));
	if (strcmp(out->at.port, port) != 0)
		return error_set(err, ST_USAGE, "%.200s %.20s: the port stands there twice", host, port);
	return ST_OK;
}

static enum status parse_words(const char *const *words, size_t n, const char *port, struct target *out, struct error *err)
{
	const char *url = strstr(words[0], "://");

	*out = (struct target){ .path = NULL };
	if (n > 2 || (n == 2 && url))
		return error_set(err, ST_USAGE, "connect: \"%.100s\" is one word too many: write HOST, HOST:PORT, HOST PORT or https://HOST/PATH",
				 words[n > 2 ? 2 : 1]);
	if (n == 2)
		return parse_two(words[0], words[1], out, err);
	return url ? parse_url(words[0], url, out, err) : address_parse(words[0], port, &out->at, err);
}

enum status target_parse(const char *const *words, size_t n, const char *port, struct target *out, struct error *err)
{
	TRY(parse_words(words, n, port, out, err));
	if (strspn(out->at.port, "0") == strlen(out->at.port))
		return error_set(err, ST_USAGE, "connect: nobody listens at port 0; give a port from 1 to 65535");
	return ST_OK;
}
