/* Text that people and peers bring. First byte: what is tried; then the text.
 *   settings, key log, something pasted, a dialogue in front of TLS (second byte: protocol and pieces), HTTP. */
#include <string.h>

#include "fuzz.h"
#include "source/capture/keylog.h"
#include "source/capture/paste.h"
#include "source/live/http.h"
#include "source/live/starttls.h"
#include "tui/settings.h"

/* A complaint is one line that a terminal can bear. */
static void complain(void *ctx, const char *sentence)
{
	(void)ctx;
	if (!*sentence)
		fuzz_die("a complaint without words");
	for (; *sentence; sentence++)
		if ((unsigned char)*sentence < ' ' || *sentence == 0x7f)
			fuzz_die("a complaint that is not fit to print");
}

static void try_settings(struct bytes b)
{
	settings_read(b, "fuzz", complain, NULL);
}

static void try_keylog(struct bytes b)
{
	struct keylog *k = keylog_new();
	const struct keylog_entry *e = NULL;
	const size_t bad = keylog_add(k, b, "fuzz", complain, NULL), count = keylog_count(k);

	if (keylog_connections(k) > count || bad > b.n + 1)
		fuzz_die("more connections than secrets, or more bad lines than bytes");
	keylog_add(k, b, "again", NULL, NULL);
	if (keylog_count(k) != count)
		fuzz_die("the same key log is something new");
	while ((e = keylog_find(k, KEYLOG_CLIENT_RANDOM, b.n < 32 ? b : bytes_slice(b, 0, 32), e)))
		if (!keylog_secret(e).n)
			fuzz_die("a secret without bytes");
	keylog_free(k);
}

static void try_paste(struct bytes b)
{
	struct paste p = { 0 };
	struct error err = { "" };
	const enum status st = paste_read(b, 1781524800, &p, &err);

	if (st != ST_OK && !err.text[0])
		fuzz_die("refused without a sentence");
	if (st == ST_OK && (!p.form || !p.holds || !paste_is_capture(buf_bytes(&p.capture))))
		fuzz_die("taken, and no capture");
	paste_free(&p);
}

static void try_starttls(struct bytes b)
{
	struct reader r = reader_of(b);
	const unsigned how = (unsigned)reader_uint(&r, 1);
	struct starttls s = { .host = "server.example" };
	struct starttls_step step = { 0 };
	size_t names = 0;

	while (starttls_name(names))
		names++;
	s.protocol = starttls_find(starttls_name((how & 31) % names));
	for (size_t n = 0; n < 2 * b.n + 100; n++) {
		starttls_next(&s, &step);
		if (step.kind == STARTTLS_READY || step.kind == STARTTLS_REFUSED)
			break;
		if (step.kind == STARTTLS_SAY && !step.bytes.n)
			fuzz_die("nothing is said");
		if (step.kind == STARTTLS_WAIT) {
			const size_t left = reader_left(&r), piece = how >> 5 ? how >> 5 : left;

			if (!left)
				break;
			starttls_add(&s, reader_take(&r, piece < left ? piece : left));
		}
	}
	(void)starttls_guess(b);
	buf_free(&step.bytes);
	starttls_free(&s);
}

static void try_http(struct bytes b)
{
	struct buf answer = { 0 };
	const size_t head = http_came(b) == HTTP_WHOLE ? http_head_size(b) : 0;

	if (head > b.n)
		fuzz_die("a head that is longer than what came");
	(void)http_speaks(b);
	if (head) {
		const struct bytes request = bytes_slice(b, 0, head), accept = http_field(request, "accept");

		if (accept.n && (accept.p < b.p || accept.p + accept.n > b.p + b.n))
			fuzz_die("a field that stands elsewhere");
		(void)http_reads(request);
		(void)http_keeps(request);
		(void)http_asks_for(request, "/");
		http_answer(request, BYTES_LIT("page"), &answer);
		if (!answer.n)
			fuzz_die("no answer");
	}
	buf_free(&answer);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static void (*const tries[])(struct bytes) = { try_settings, try_keylog, try_paste, try_starttls, try_http };

	if (size)
		tries[data[0] % ARRAY_LEN(tries)](bytes_of(data + 1, size - 1));
	return 0;
}
