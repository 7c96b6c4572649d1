#include "source/live/http.h"

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

static bool has_end(struct bytes b)
{
	for (size_t i = 0; i + 4 <= b.n; i++)
		if (memcmp(b.p + i, "\r\n\r\n", 4) == 0)
			return true;
	return false;
}

enum http_come http_came(struct bytes received)
{
	for (size_t i = 0; i < ARRAY_LEN(methods); i++) {
		size_t n = strlen(methods[i]);

		if (received.n < n && begins_with(bytes_str(methods[i]), (const char *)received.p, received.n))
			return HTTP_PART;
		if (begins_with(received, methods[i], n))
			return has_end(received) ? HTTP_WHOLE : received.n < HEAD_MAX ? HTTP_PART : HTTP_NOT;
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

void http_answer(struct bytes request, struct bytes page, struct buf *out)
{
	buf_printf(out, "HTTP/1.1 200 OK\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Length: %zu\r\nConnection: close\r\n\r\n", page.n);
	if (!begins_with(request, "HEAD ", 5))
		buf_add(out, page);
}
