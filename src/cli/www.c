#include "cli/www.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/assets.h"
#include "out/html/html.h"
#include "out/json.h"
#include "out/pcapng.h"
#include "out/text.h"
#include "source/live/http.h"
#include "trace/trace.h"
#include "view/text/describe.h"

void www_reset(struct www *w)
{
	buf_free(&w->page);
	buf_free(&w->text);
	buf_free(&w->events);
	buf_free(&w->capture);
	w->made = false;
}

/* ---- what there is to get ---- */

static bool tell_text(const struct trace *t, FILE *f)
{
	struct text_writer *w = text_writer_new(t, f);
	const enum status st = text_writer_update(w);

	text_writer_free(w);
	return st == ST_OK;
}

static bool tell_events(const struct trace *t, FILE *f)
{
	struct json_writer *w = json_writer_new(t, f);
	const enum status st = json_writer_update(w);

	json_writer_free(w);
	return st == ST_OK;
}

/* What a writer puts into a file; nothing if there is no memory for it. */
static void keep(const struct trace *t, bool (*tell)(const struct trace *, FILE *), struct buf *out)
{
	char *text = NULL;
	size_t n = 0;
	FILE *f = open_memstream(&text, &n);
	bool told;

	if (!f)
		return;
	told = tell(t, f);
	if (fclose(f) == 0 && told)
		buf_add(out, bytes_of(text, n));
	free(text);
}

static void make(struct www *w, const struct trace *t)
{
	const struct page_options page = { .with_secrets = true, .served = true, .demo = w->demo };

	if (w->made)
		return;
	html_write(t, &page, &w->page);
	describe_outcome(t, &w->text);
	buf_puts(&w->text, "\n\n");
	keep(t, tell_text, &w->text);
	keep(t, tell_events, &w->events);
	pcapng_write(t, &w->capture);
	w->made = true;
}

/* ---- answers ---- */

static bool wants_page(struct bytes request)
{
	const struct bytes accept = http_field(request, "accept");

	return bytes_find(accept, 0, BYTES_LIT("text/html")) < accept.n;
}

static bool answer_root(struct www *w, struct bytes request, struct http_reply *r)
{
	const bool page = wants_page(request);

	r->type = page ? "text/html; charset=utf-8" : "text/plain; charset=utf-8";
	r->fields = "Vary: Accept\r\n";
	r->body = buf_bytes(page ? &w->page : &w->text);
	return true;
}

static bool answer_events(struct www *w, struct bytes request, struct http_reply *r)
{
	(void)request;
	r->type = "application/x-ndjson";
	r->body = buf_bytes(&w->events);
	return true;
}

static bool answer_capture(struct www *w, struct bytes request, struct http_reply *r)
{
	(void)request;
	r->type = "application/vnd.tcpdump.pcap";
	r->fields = "Content-Disposition: attachment\r\n";
	r->body = buf_bytes(&w->capture);
	return true;
}

static bool answer_ca(struct www *w, struct bytes request, struct http_reply *r)
{
	(void)request;
	r->type = "application/x-pem-file";
	r->body = asset_find("pki/root.pem")->content;
	return w->demo;
}

static const struct {
	const char *path;
	bool (*answer)(struct www *w, struct bytes request, struct http_reply *r);   /* false: there is none */
} places[] = {
	{ "/", answer_root }, { "/json", answer_events }, { "/hello.pcapng", answer_capture }, { "/ca.pem", answer_ca },
};

static bool find(struct www *w, struct bytes request, struct http_reply *r)
{
	for (size_t i = 0; i < ARRAY_LEN(places); i++)
		if (http_asks_for(request, places[i].path))
			return places[i].answer(w, request, r);
	return false;
}

bool www_respond(void *ctx, const struct trace *t, struct bytes request, struct buf *answer)
{
	struct www *w = ctx;
	struct http_reply r = { .status = "200 OK", .keep = http_keeps(request) };

	make(w, t);
	if (!http_reads(request))
		r = (struct http_reply){ .status = "405 Method Not Allowed", .type = "text/plain", .fields = "Allow: GET, HEAD\r\n",
					 .body = BYTES_LIT("This server only tells: GET and HEAD.\n") };
	else if (!find(w, request, &r))
		r = (struct http_reply){ .status = "404 Not Found", .type = "text/plain", .keep = r.keep,
					 .body = BYTES_LIT("There is /, /json and /hello.pcapng, and of the demo's server /ca.pem.\n") };
	http_reply(request, &r, answer);
	return r.keep;
}

void www_say(const struct www *w, const char *at, struct buf *out)
{
	buf_printf(out, "a browser at https://%s/ sees its own handshake; also /json and /hello.pcapng\n", at);
	if (w->demo)
		buf_printf(out, "to trust the demo's CA: curl --insecure https://%s/ca.pem > ca.pem, then curl --cacert ca.pem; in a browser import it only\n"
			   "into a profile that you throw away: the key of this CA is in the program, and everybody can sign with it\n", at);
}
