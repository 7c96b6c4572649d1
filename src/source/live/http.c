#include "source/live/http.h"

#include <ctype.h>
#include <string.h>

#include "base/status.h"

/* Longer heads are no requests that a browser makes. */
enum { HEAD_MAX = 16384 };

static const char *const methods[] = { "GET ", "HEAD ", "POST ", "PUT ", "DELETE ", "OPTIONS ", "PATCH ", "CONNECT ", "TRACE " };

void http_request(const char *host, const char *port, const char *path, struct buf *out)
{
	buf_printf(out, "GET %s%.*s HTTP/1.1\r\nHost: ", *path == '/' ? "" : "/", (int)strcspn(path, "#"), path);
	buf_printf(out, strchr(host, ':') ? "[%s]" : "%s", host);
	if (strcmp(port, "443") != 0)
		buf_printf(out, ":%s", port);
	buf_puts(out, "\r\nUser-Agent: slowshake\r\nAccept: */*\r\nConnection: close\r\n\r\n");
}

static bool begins_with(struct bytes b, const char *text, size_t n)
{
	return b.n >= n && memcmp(b.p, text, n) == 0;
}

size_t http_head_size(struct bytes b)
{
	const struct bytes end = BYTES_LIT("\r\n\r\n");
	const size_t at = bytes_find(b, 0, end);

	return at < b.n ? at + end.n : 0;
}

enum http_come http_came(struct bytes received)
{
	for (size_t i = 0; i < ARRAY_LEN(methods); i++) {
		size_t n = strlen(methods[i]);

		if (received.n < n && begins_with(bytes_str(methods[i]), (const char *)received.p, received.n))
			return HTTP_PART;
		if (begins_with(received, methods[i], n))
			return http_head_size(received) ? HTTP_WHOLE : received.n < HEAD_MAX ? HTTP_PART : HTTP_NOT;
	}
	return HTTP_NOT;
}

bool http_speaks(struct bytes first)
{
	static const char *const answers[] = { "HTTP/", "<html", "<!DOC" };

	for (size_t i = 0; i < ARRAY_LEN(methods); i++)
		if (begins_with(first, methods[i], strlen(methods[i])))
			return true;
	for (size_t i = 0; i < ARRAY_LEN(answers); i++)
		if (begins_with(first, answers[i], strlen(answers[i])))
			return true;
	return false;
}

/* ---- what a request says ---- */

bool http_reads(struct bytes request)
{
	return begins_with(request, "GET ", 4) || begins_with(request, "HEAD ", 5);
}

bool http_asks_for(struct bytes request, const char *path)
{
	const uint8_t *blank = memchr(request.p, ' ', request.n);
	const size_t from = blank ? (size_t)(blank - request.p) + 1 : request.n, n = strlen(path);
	const struct bytes target = bytes_slice(request, from, request.n - from);

	return target.n > n && memcmp(target.p, path, n) == 0 && (target.p[n] == ' ' || target.p[n] == '?');
}

/* The line begins with that name and a colon. */
static bool is_field(struct bytes line, const char *name, size_t n)
{
	if (line.n <= n || line.p[n] != ':')
		return false;
	for (size_t i = 0; i < n; i++)
		if (tolower(line.p[i]) != name[i])
			return false;
	return true;
}

struct bytes http_field(struct bytes request, const char *name)
{
	const struct bytes head = bytes_slice(request, 0, http_head_size(request));
	const size_t n = strlen(name);

	for (size_t at = 0; at < head.n;) {
		const uint8_t *end = memchr(head.p + at, '\n', head.n - at);
		const size_t next = end ? (size_t)(end - head.p) + 1 : head.n;
		const struct bytes line = bytes_slice(head, at, next - at);

		if (is_field(line, name, n))
			return bytes_slice(line, n + 1, line.n - n - 1);
		at = next;
	}
	return BYTES_NONE;
}

bool http_keeps(struct bytes request)
{
	const struct bytes wish = http_field(request, "connection"), old = BYTES_LIT("HTTP/1.0\r\n");
	const uint8_t *end = memchr(request.p, '\n', request.n);
	const size_t line = end ? (size_t)(end - request.p) + 1 : 0;

	if (bytes_find(wish, 0, BYTES_LIT("close")) < wish.n)
		return false;
	return line > old.n && !bytes_equal(bytes_slice(request, line - old.n, old.n), old);
}

/* ---- answers ---- */

void http_reply(struct bytes request, const struct http_reply *r, struct buf *out)
{
	buf_printf(out, "HTTP/1.1 %s\r\nContent-Type: %s\r\nContent-Length: %zu\r\n%sConnection: %s\r\n\r\n", r->status, r->type, r->body.n,
		   r->fields ? r->fields : "", r->keep ? "keep-alive" : "close");
	if (!begins_with(request, "HEAD ", 5))
		buf_add(out, r->body);
}

void http_answer(struct bytes request, struct bytes page, struct buf *out)
{
	http_reply(request, &(struct http_reply){ .status = "200 OK", .type = "text/plain; charset=utf-8", .body = page }, out);
}
