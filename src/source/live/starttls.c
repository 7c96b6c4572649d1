#include "source/live/starttls.h"

#include <ctype.h>
#include <string.h>

#include "base/status.h"

enum {
	CAME_MAX = 1 << 16,              /* a server that says more before TLS is not one of these */
	TURNS_MAX = 4,
};

/* What the first n bytes of what came are; MORE: too few came. */
enum answer { ANSWER_MORE, ANSWER_YES, ANSWER_NO };
typedef enum answer (*answer_reader)(struct bytes came, const char *word, size_t *n);

/* The client says something, if it is its turn, and waits for an answer, which may have to name that TLS is to be had. */
struct turn {
	const char *say;                 /* "%" is the host; NULL: the server speaks first */
	size_t say_n;                    /* 0: a string */
	answer_reader read;              /* NULL: nothing is answered */
	const char *word;                /* how a good answer begins */
	const char *offer;               /* a line of it; NULL: none is asked for */
};

struct starttls_protocol {
	const char *name, *via, *port, *rfc;
	struct turn turns[TURNS_MAX];
};

/* ---- answers in lines ---- */

/* Up to its end, with it; 0: the line is not whole. */
static size_t line_size(struct bytes b)
{
	const uint8_t *end = b.n ? memchr(b.p, '\n', b.n) : NULL;

	return end ? (size_t)(end - b.p) + 1 : 0;
}

static bool begins(struct bytes b, const char *word)
{
	return b.n >= strlen(word) && memcmp(b.p, word, strlen(word)) == 0;
}

static struct bytes rest(struct bytes b, size_t at)
{
	return bytes_slice(b, at, b.n - at);
}

/* "250-..." lines up to "250 ..." (RFC 5321 4.2.1, RFC 959 4.2). */
static enum answer by_code(struct bytes came, const char *word, size_t *n)
{
	size_t line;

	for (*n = 0; (line = line_size(rest(came, *n))); ) {
		struct bytes l = bytes_slice(came, *n, line);

		*n += line;
		if (l.n >= 4 && isdigit(l.p[0]) && isdigit(l.p[1]) && isdigit(l.p[2]) && l.p[3] == '-')
			continue;
		return begins(came, word) && begins(l, word) ? ANSWER_YES : ANSWER_NO;
	}
	return ANSWER_MORE;
}

/* One line. */
static enum answer by_line(struct bytes came, const char *word, size_t *n)
{
	*n = line_size(came);
	return !*n ? ANSWER_MORE : begins(came, word) ? ANSWER_YES : ANSWER_NO;
}

/* "+OK" and then lines up to a single dot (RFC 2449 3), or one line that says no. */
static enum answer by_dot(struct bytes came, const char *word, size_t *n)
{
	size_t line;

	if (by_line(came, word, n) != ANSWER_YES)
		return by_line(came, word, n);
	for (; (line = line_size(rest(came, *n))); ) {
		struct bytes l = bytes_slice(came, *n, line);

		*n += line;
		if (begins(l, ".\r\n") || begins(l, ".\n"))
			return ANSWER_YES;
	}
	return ANSWER_MORE;
}

/* Lines that begin with '*' or '"', up to one that does not: that of the tag (RFC 9051 2.2.2), or OK, NO or BYE (RFC 5804 1.2). */
static enum answer by_last_line(struct bytes came, const char *word, size_t *n)
{
	size_t line;

	for (*n = 0; (line = line_size(rest(came, *n))); ) {
		struct bytes l = bytes_slice(came, *n, line);

		*n += line;
		if (l.p[0] != '*' && l.p[0] != '"')
			return begins(l, word) ? ANSWER_YES : ANSWER_NO;
		if (begins(l, "* BYE"))
			return ANSWER_NO;
	}
	return ANSWER_MORE;
}

/* ---- others ---- */

/* Where what follows it begins; 0: it is not there. */
static size_t find(struct bytes b, const char *word)
{
	const size_t at = bytes_find(b, 0, bytes_str(word));

	return at < b.n ? at + strlen(word) : 0;
}

/* An element, up to the sign that ends it. */
static enum answer by_element(struct bytes came, const char *word, size_t *n)
{
	size_t at = find(came, word), end;

	if (!at) {
		*n = came.n;
		return find(came, "</stream:stream>") || find(came, "<failure") || find(came, "<stream:error") ? ANSWER_NO : ANSWER_MORE;
	}
	end = find(rest(came, at - 1), ">");
	*n = at - 1 + end;
	return end ? ANSWER_YES : ANSWER_MORE;
}

/* ExtendedResponse (RFC 4511 4.12), of which the result code counts: the first ENUMERATED. */
static enum answer by_ldap(struct bytes came, const char *word, size_t *n)
{
	size_t length, head = 2;

	(void)word;
	*n = came.n;
	if (came.n < 2)
		return ANSWER_MORE;
	length = came.p[1];
	if (came.p[0] != 0x30 || length > 0x84 || length == 0x80)
		return ANSWER_NO;
	if (length > 0x80) {
		head += length - 0x80;
		if (came.n < head)
			return ANSWER_MORE;
		length = (size_t)bytes_uint(bytes_slice(came, 2, head - 2));
	}
	if (came.n < head + length)
		return ANSWER_MORE;
	*n = head + length;
	/* messageID 1, then [APPLICATION 24] with its length, then resultCode 0 */
	for (size_t i = head + 5; i + 3 <= *n && i <= head + 9; i++)
		if (came.p[i] == 0x0a && came.p[i + 1] == 1)
			return came.p[head + 3] == 0x78 && came.p[i + 2] == 0 ? ANSWER_YES : ANSWER_NO;
	return ANSWER_NO;
}

static enum answer by_byte(struct bytes came, const char *word, size_t *n)
{
	*n = came.n && came.p[0] == (uint8_t)word[0] ? 1 : came.n;
	return !came.n ? ANSWER_MORE : begins(came, word) ? ANSWER_YES : ANSWER_NO;
}

/* The server's first packet: version 10, its name, a thread's number, eight bytes and a zero, and what it can (CLIENT_SSL). */
static enum answer by_mysql(struct bytes came, const char *word, size_t *n)
{
	enum { HEADER = 4, CLIENT_SSL = 0x0800 };
	const uint8_t *end;
	size_t length, at;

	(void)word;
	*n = came.n;
	if (came.n < HEADER + 1)
		return ANSWER_MORE;
	length = came.p[0] | (size_t)came.p[1] << 8 | (size_t)came.p[2] << 16;
	if (came.p[HEADER] != 10 || length > CAME_MAX)
		return ANSWER_NO;
	if (came.n < HEADER + length)
		return ANSWER_MORE;
	*n = HEADER + length;
	end = memchr(came.p + HEADER + 1, 0, *n - HEADER - 1);
	at = end ? (size_t)(end - came.p) + 1 + 4 + 8 + 1 : *n;
	return at + 2 <= *n && (came.p[at] | came.p[at + 1] << 8) & CLIENT_SSL ? ANSWER_YES : ANSWER_NO;
}

/* ---- who says what ---- */

#define RAW(text) text, sizeof(text) - 1
#define STREAM(ns) "<?xml version='1.0'?><stream:stream xmlns='" ns "' xmlns:stream='http://etherx.jabber.org/streams' to='%' version='1.0'>"
#define XMPP_TURNS(ns) {                                                                                            \
	{ STREAM(ns), 0, by_element, "</stream:features", "<starttls" },                                            \
	{ "<starttls xmlns='urn:ietf:params:xml:ns:xmpp-tls'/>", 0, by_element, "<proceed", NULL } }

static const struct starttls_protocol protocols[] = {
	{ "smtp", "SMTP STARTTLS", "25", "RFC 3207 4", {
		{ NULL, 0, by_code, "220", NULL }, { "EHLO [127.0.0.1]\r\n", 0, by_code, "250", "STARTTLS" },
		{ "STARTTLS\r\n", 0, by_code, "220", NULL } } },
	{ "lmtp", "SMTP STARTTLS", "24", "RFC 2033 4.3", {
		{ NULL, 0, by_code, "220", NULL }, { "LHLO [127.0.0.1]\r\n", 0, by_code, "250", "STARTTLS" },
		{ "STARTTLS\r\n", 0, by_code, "220", NULL } } },
	{ "imap", "IMAP STARTTLS", "143", "RFC 9051 6.2.1", {
		{ NULL, 0, by_line, "* OK", NULL }, { "a1 CAPABILITY\r\n", 0, by_last_line, "a1 OK", "STARTTLS" },
		{ "a2 STARTTLS\r\n", 0, by_last_line, "a2 OK", NULL } } },
	{ "pop3", "POP3 STLS", "110", "RFC 2595 4", {
		{ NULL, 0, by_line, "+OK", NULL }, { "CAPA\r\n", 0, by_dot, "+OK", "STLS" }, { "STLS\r\n", 0, by_line, "+OK", NULL } } },
	{ "ftp", "FTP AUTH TLS", "21", "RFC 4217 4", {
		{ NULL, 0, by_code, "220", NULL }, { "AUTH TLS\r\n", 0, by_code, "234", NULL } } },
	{ "nntp", "NNTP STARTTLS", "119", "RFC 4642 2", {
		{ NULL, 0, by_line, "20", NULL }, { "STARTTLS\r\n", 0, by_line, "382", NULL } } },
	{ "sieve", "ManageSieve STARTTLS", "4190", "RFC 5804 2.2", {
		{ NULL, 0, by_last_line, "OK", "\"STARTTLS\"" }, { "STARTTLS\r\n", 0, by_last_line, "OK", NULL } } },
	{ "xmpp", "XMPP STARTTLS", "5222", "RFC 6120 5", XMPP_TURNS("jabber:client") },
	{ "xmpp-server", "XMPP STARTTLS", "5269", "RFC 6120 5", XMPP_TURNS("jabber:server") },
	{ "ldap", "LDAP StartTLS", "389", "RFC 4511 4.14", {
		{ RAW("\x30\x1d\x02\x01\x01\x77\x18\x80\x16" "1.3.6.1.4.1.1466.20037"), by_ldap, NULL, NULL } } },
	{ "postgres", "PostgreSQL SSLRequest", "5432", NULL, { { RAW("\x00\x00\x00\x08\x04\xd2\x16\x2f"), by_byte, "S", NULL } } },
	/* SSLRequest: long passwords, protocol 4.1, SSL, secure connection; packets up to 2^24; utf8mb4 */
	{ "mysql", "MySQL SSLRequest", "3306", NULL, {
		{ NULL, 0, by_mysql, NULL, NULL },
		{ RAW("\x20\x00\x00\x01\x01\x8a\x00\x00\x00\x00\x00\x01\x2d\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0"), NULL, NULL, NULL } } },
};

const struct starttls_protocol *starttls_find(const char *word)
{
	for (size_t i = 0; i < ARRAY_LEN(protocols); i++)
		if (strcmp(protocols[i].name, word) == 0)
			return &protocols[i];
	return NULL;
}

const char *starttls_name(size_t i)
{
	return i < ARRAY_LEN(protocols) ? protocols[i].name : NULL;
}

const char *starttls_guess(struct bytes first)
{
	static const struct { const char *begins, *names; } greetings[] = {
		{ "220", "smtp or ftp" }, { "* OK", "imap" }, { "+OK", "pop3" }, { "200 ", "nntp" }, { "201 ", "nntp" }, { "\"", "sieve" },
	};

	for (size_t i = 0; i < ARRAY_LEN(greetings); i++)
		if (begins(first, greetings[i].begins))
			return greetings[i].names;
	return first.n > 5 && !first.p[3] && first.p[4] == 10 ? "mysql" : NULL;
}

const char *starttls_via(const struct starttls_protocol *p) { return p->via; }
const char *starttls_port(const struct starttls_protocol *p) { return p->port; }
const char *starttls_rfc(const struct starttls_protocol *p) { return p->rfc; }

/* ---- the dialogue ---- */

void starttls_add(struct starttls *s, struct bytes came)
{
	buf_add(&s->came, came);
}

static void take(struct starttls *s, size_t n, struct starttls_step *out)
{
	buf_add(&out->bytes, bytes_of(s->came.p, n));
	buf_drop(&s->came, n);
}

/* The host goes into XML only: what means something there is written otherwise. */
static void add_host(struct buf *out, const char *host)
{
	for (; *host; host++)
		if (strchr("&<>'\"", *host))
			buf_printf(out, "&#%d;", *host);
		else
			buf_add_uint(out, 1, (uint8_t)*host);
}

static void say(struct starttls *s, const struct turn *t, struct starttls_step *out)
{
	const struct bytes text = bytes_of(t->say, t->say_n ? t->say_n : strlen(t->say));

	for (size_t i = 0; i < text.n; i++)
		if (text.p[i] == '%' && !t->say_n)
			add_host(&out->bytes, s->host);
		else
			buf_add_uint(&out->bytes, 1, text.p[i]);
	out->kind = STARTTLS_SAY;
}

static void refuse(struct starttls_step *out, enum reason reason)
{
	out->kind = STARTTLS_REFUSED;
	out->reason = reason;
}

/* A word of its own in one of the answer's lines, in either case. */
static bool offers(struct bytes answer, const char *offer)
{
	const size_t n = strlen(offer);

	for (size_t i = 0; i + n <= answer.n; i++) {
		size_t same = 0;

		while (same < n && toupper(answer.p[i + same]) == toupper((unsigned char)offer[same]))
			same++;
		if (same == n && (!i || !isalnum(answer.p[i - 1])) && (i + n == answer.n || !isalnum(answer.p[i + n])))
			return true;
	}
	return false;
}

static void hear(struct starttls *s, const struct turn *t, struct starttls_step *out)
{
	size_t n = 0;
	enum answer answer = s->came.n ? t->read(buf_bytes(&s->came), t->word, &n) : ANSWER_MORE;

	if (answer == ANSWER_MORE && s->came.n < CAME_MAX) {
		out->kind = STARTTLS_WAIT;
		return;
	}
	take(s, answer == ANSWER_MORE ? s->came.n : n, out);
	if (answer != ANSWER_YES)
		refuse(out, s->turn || t->say ? REASON_STARTTLS_REFUSED : REASON_STARTTLS_OTHER_PROTOCOL);
	else if (t->offer && !offers(buf_bytes(&out->bytes), t->offer))
		refuse(out, REASON_STARTTLS_NOT_OFFERED);
	else
		*out = (struct starttls_step){ STARTTLS_HEARD, out->bytes, t->offer ? REASON_STARTTLS_OFFERED : REASON_STARTTLS_YES };
	s->turn++;
	s->said = false;
}

/* What stands behind the last answer in clear would count as if it had come inside TLS. */
static void end(struct starttls *s, struct starttls_step *out)
{
	out->kind = STARTTLS_READY;
	if (!s->came.n)
		return;
	take(s, s->came.n, out);
	refuse(out, REASON_STARTTLS_INJECTED);
}

void starttls_next(struct starttls *s, struct starttls_step *out)
{
	const struct turn *t = &s->protocol->turns[s->turn];

	buf_clear(&out->bytes);
	if (s->turn == TURNS_MAX || (!t->say && !t->read)) {
		end(s, out);
	} else if (t->say && !s->said) {
		say(s, t, out);
		s->said = t->read != NULL;
		s->turn += !t->read;
	} else {
		hear(s, t, out);
	}
}

void starttls_free(struct starttls *s)
{
	buf_free(&s->came);
	*s = (struct starttls){ .protocol = s->protocol, .host = s->host };
}
