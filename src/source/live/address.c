#include "source/live/address.h"

#include <netdb.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>

static bool is_port(const char *s)
{
	size_t n = strspn(s, "0123456789");
	unsigned v = 0;

	if (n == 0 || n > 5 || s[n])
		return false;
	for (; *s; s++)
		v = v * 10 + (unsigned)(*s - '0');
	return v <= 65535;
}

static enum status set_host(struct address *out, const char *host, size_t n, const char *text, struct error *err)
{
	if (n == 0)
		return error_set(err, ST_USAGE, "%s: the host is missing; write HOST, HOST:PORT or [IPv6]:PORT", text);
	if (n >= sizeof(out->host))
		return error_set(err, ST_USAGE, "%.40s...: the host name is longer than 255 bytes", text);
	memcpy(out->host, host, n);
	out->host[n] = 0;
	return ST_OK;
}

static enum status set_port(struct address *out, const char *port, const char *text, struct error *err)
{
	if (!is_port(port))
		return error_set(err, ST_USAGE, "%.300s: \"%.20s\" is no port; a port is a number from 0 to 65535", text, port);
	snprintf(out->port, sizeof(out->port), "%.5s", port);
	return ST_OK;
}

static enum status parse_bracketed(const char *text, const char *default_port, struct address *out, struct error *err)
{
	const char *close = strchr(text, ']');

	if (!close || (close[1] && close[1] != ':'))
		return error_set(err, ST_USAGE, "%.300s: write an IPv6 address as [ADDRESS]:PORT", text);
	TRY(set_host(out, text + 1, (size_t)(close - text) - 1, text, err));
	return set_port(out, close[1] ? close + 2 : default_port, text, err);
}

enum status address_parse(const char *text, const char *default_port, struct address *out, struct error *err)
{
	const char *colon = strchr(text, ':');

	*out = (struct address){ 0 };
	if (text[0] == '[')
		return parse_bracketed(text, default_port, out, err);
	if (!colon || strchr(colon + 1, ':')) {   /* no port, or an IPv6 address without brackets */
		TRY(set_host(out, text, strlen(text), text, err));
		return set_port(out, default_port, text, err);
	}
	TRY(set_host(out, text, (size_t)(colon - text), text, err));
	return set_port(out, colon + 1, text, err);
}

enum status address_parse_listen(const char *text, struct address *out, struct error *err)
{
	*out = (struct address){ 0 };
	if (strspn(text, "0123456789") == strlen(text))
		return set_port(out, text, text, err);
	if (!strchr(text, ':'))
		return error_set(err, ST_USAGE, "%.300s: the port is missing; write PORT or ADDRESS:PORT", text);
	return address_parse(text, "", out, err);
}

static void write_parts(const char *host, const char *port, struct buf *out)
{
	buf_printf(out, strchr(host, ':') ? "[%s]:%s" : "%s:%s", host, port);
}

void address_write(const struct address *a, struct buf *out)
{
	write_parts(a->host, a->port, out);
}

void address_format(const struct sockaddr *sa, size_t len, struct buf *out)
{
	char host[1025], port[32];     /* NI_MAXHOST, NI_MAXSERV */

	if (getnameinfo(sa, (socklen_t)len, host, sizeof(host), port, sizeof(port), NI_NUMERICHOST | NI_NUMERICSERV) != 0)
		buf_puts(out, "unknown");
	else
		write_parts(host, port, out);
}
