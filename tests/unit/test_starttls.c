/* What is said before TLS: each protocol's dialogue, whole and in pieces, and each way in which it does not come to TLS. */
#include "unit.h"

#include <string.h>

#include "base/status.h"
#include "check_trace.h"
#include "source/live/starttls.h"

#define MYSQL_SAYS(capabilities) "\x15\x00\x00\x00\x0a" "8.0\0" "\1\0\0\0" "12345678\0" capabilities "\0"
#define LDAP_SAYS(code) "\x30\x0c\x02\x01\x01\x78\x07\x0a\x01" code "\x04\x00\x04\x00"
#define RAW(text) text, sizeof(text) - 1
#define SSL_REQUEST "\x20\x00\x00\x01\x01\x8a\x00\x00\x00\x00\x00\x01\x2d\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0"
#define FEATURES "<stream:features><starttls xmlns='urn:ietf:params:xml:ns:xmpp-tls'/></stream:features>"

/* The server says each piece when the client has said something (or at once, the first where the client waits). */
static const struct dialogue {
	const char *title, *protocol;
	struct { const char *text; size_t n; } server[4], client[3];
	enum starttls_kind end;
	enum reason reason;                        /* of the last thing that was heard */
} dialogues[] = {
	{ "smtp", "smtp", { { RAW("220 mx ESMTP\r\n") }, { RAW("250-mx\r\n250-SIZE 1\r\n250 STARTTLS\r\n") }, { RAW("220 go\r\n") } },
	  { { RAW("EHLO [127.0.0.1]\r\n") }, { RAW("STARTTLS\r\n") } }, STARTTLS_READY, REASON_STARTTLS_YES },
	{ "a greeting of several lines", "smtp", { { RAW("220-mx\r\n220-no spam\r\n220 ready\r\n") }, { RAW("250-mx\r\n250-starttls\r\n250 OK\r\n") }, { RAW("220 go\r\n") } },
	  { { RAW("EHLO [127.0.0.1]\r\n") }, { RAW("STARTTLS\r\n") } }, STARTTLS_READY, REASON_STARTTLS_YES },
	{ "busy", "smtp", { { RAW("554 no service\r\n") } }, { { NULL, 0 } }, STARTTLS_REFUSED, REASON_STARTTLS_OTHER_PROTOCOL },
	{ "busy, in several lines", "smtp", { { RAW("220-wait\r\n554 no service\r\n") } }, { { NULL, 0 } }, STARTTLS_REFUSED, REASON_STARTTLS_OTHER_PROTOCOL },
	{ "no TLS there", "smtp", { { RAW("220 mx\r\n") }, { RAW("250-mx\r\n250 XSTARTTLSX\r\n") } }, { { RAW("EHLO [127.0.0.1]\r\n") } },
	  STARTTLS_REFUSED, REASON_STARTTLS_NOT_OFFERED },
	{ "not now", "smtp", { { RAW("220 mx\r\n") }, { RAW("250 STARTTLS\r\n") }, { RAW("454 TLS not available\r\n") } },
	  { { RAW("EHLO [127.0.0.1]\r\n") }, { RAW("STARTTLS\r\n") } }, STARTTLS_REFUSED, REASON_STARTTLS_REFUSED },
	{ "more behind the answer", "smtp", { { RAW("220 mx\r\n") }, { RAW("250 STARTTLS\r\n") }, { RAW("220 go\r\n250 AUTH PLAIN\r\n") } },
	  { { RAW("EHLO [127.0.0.1]\r\n") }, { RAW("STARTTLS\r\n") } }, STARTTLS_REFUSED, REASON_STARTTLS_INJECTED },
	{ "another protocol", "smtp", { { RAW("SSH-2.0-OpenSSH_9\r\n") } }, { { NULL, 0 } }, STARTTLS_REFUSED, REASON_STARTTLS_OTHER_PROTOCOL },
	{ "lmtp", "lmtp", { { RAW("220 mx\r\n") }, { RAW("250 STARTTLS\r\n") }, { RAW("220 go\r\n") } },
	  { { RAW("LHLO [127.0.0.1]\r\n") }, { RAW("STARTTLS\r\n") } }, STARTTLS_READY, REASON_STARTTLS_YES },
	{ "imap", "imap", { { RAW("* OK ready\r\n") }, { RAW("* CAPABILITY IMAP4rev1 STARTTLS LOGINDISABLED\r\na1 OK done\r\n") }, { RAW("a2 OK go\r\n") } },
	  { { RAW("a1 CAPABILITY\r\n") }, { RAW("a2 STARTTLS\r\n") } }, STARTTLS_READY, REASON_STARTTLS_YES },
	{ "logged in already", "imap", { { RAW("* PREAUTH hello\r\n") } }, { { NULL, 0 } }, STARTTLS_REFUSED, REASON_STARTTLS_OTHER_PROTOCOL },
	{ "imap says good-bye", "imap", { { RAW("* OK\r\n") }, { RAW("* BYE\r\n") } }, { { RAW("a1 CAPABILITY\r\n") } }, STARTTLS_REFUSED, REASON_STARTTLS_REFUSED },
	{ "imap without", "imap", { { RAW("* OK\r\n") }, { RAW("* CAPABILITY IMAP4rev1\r\na1 OK\r\n") } }, { { RAW("a1 CAPABILITY\r\n") } },
	  STARTTLS_REFUSED, REASON_STARTTLS_NOT_OFFERED },
	{ "imap, and more", "imap", { { RAW("* OK\r\n") }, { RAW("* CAPABILITY STARTTLS\r\na1 OK\r\n") }, { RAW("a2 OK\r\n* 1 EXISTS\r\n") } },
	  { { RAW("a1 CAPABILITY\r\n") }, { RAW("a2 STARTTLS\r\n") } }, STARTTLS_REFUSED, REASON_STARTTLS_INJECTED },
	{ "pop3", "pop3", { { RAW("+OK hello\r\n") }, { RAW("+OK\r\nUIDL\r\nSTLS\r\n.\r\n") }, { RAW("+OK go\r\n") } },
	  { { RAW("CAPA\r\n") }, { RAW("STLS\r\n") } }, STARTTLS_READY, REASON_STARTTLS_YES },
	{ "pop3 without", "pop3", { { RAW("+OK\r\n") }, { RAW("+OK\r\nUIDL\r\n.\r\n") } }, { { RAW("CAPA\r\n") } }, STARTTLS_REFUSED, REASON_STARTTLS_NOT_OFFERED },
	{ "pop3 of old", "pop3", { { RAW("+OK\r\n") }, { RAW("-ERR what?\r\n") } }, { { RAW("CAPA\r\n") } }, STARTTLS_REFUSED, REASON_STARTTLS_REFUSED },
	{ "ftp", "ftp", { { RAW("220-hello\r\n220 ready\r\n") }, { RAW("234 go\r\n") } }, { { RAW("AUTH TLS\r\n") } }, STARTTLS_READY, REASON_STARTTLS_YES },
	{ "ftp without", "ftp", { { RAW("220 ready\r\n") }, { RAW("530 log in\r\n") } }, { { RAW("AUTH TLS\r\n") } }, STARTTLS_REFUSED, REASON_STARTTLS_REFUSED },
	{ "nntp", "nntp", { { RAW("201 no posting\r\n") }, { RAW("382 go\r\n") } }, { { RAW("STARTTLS\r\n") } }, STARTTLS_READY, REASON_STARTTLS_YES },
	{ "sieve", "sieve", { { RAW("\"IMPLEMENTATION\" \"x\"\r\n\"STARTTLS\"\r\nOK\r\n") }, { RAW("OK\r\n") } }, { { RAW("STARTTLS\r\n") } },
	  STARTTLS_READY, REASON_STARTTLS_YES },
	{ "xmpp", "xmpp", { { RAW("<?xml version='1.0'?><stream:stream id='1'>" FEATURES) }, { RAW("<proceed xmlns='urn:ietf:params:xml:ns:xmpp-tls'/>") } },
	  { { RAW("<?xml version='1.0'?><stream:stream xmlns='jabber:client' xmlns:stream='http://etherx.jabber.org/streams' to='a&#38;b.example' version='1.0'>") },
	    { RAW("<starttls xmlns='urn:ietf:params:xml:ns:xmpp-tls'/>") } }, STARTTLS_READY, REASON_STARTTLS_YES },
	{ "xmpp without", "xmpp", { { RAW("<stream:stream><stream:features><mechanisms/></stream:features>") } }, { { "<?xml", 5 } },
	  STARTTLS_REFUSED, REASON_STARTTLS_NOT_OFFERED },
	{ "xmpp fails", "xmpp", { { RAW("<stream:stream>" FEATURES) }, { RAW("<failure xmlns='urn:ietf:params:xml:ns:xmpp-tls'/></stream:stream>") } },
	  { { "<?xml", 5 }, { "<starttls", 9 } }, STARTTLS_REFUSED, REASON_STARTTLS_REFUSED },
	{ "ldap", "ldap", { { RAW(LDAP_SAYS("\0")) } }, { { RAW("\x30\x1d\x02\x01\x01\x77\x18\x80\x16" "1.3.6.1.4.1.1466.20037") } },
	  STARTTLS_READY, REASON_STARTTLS_YES },
	{ "ldap with long lengths", "ldap", { { RAW("\x30\x84\0\0\0\x10\x02\x01\x01\x78\x84\0\0\0\x07\x0a\x01\0\x04\x00\x04\x00") } }, { { "\x30", 1 } },
	  STARTTLS_READY, REASON_STARTTLS_YES },
	{ "ldap without", "ldap", { { RAW(LDAP_SAYS("\2")) } }, { { "\x30", 1 } }, STARTTLS_REFUSED, REASON_STARTTLS_REFUSED },
	{ "postgres", "postgres", { { "S", 1 } }, { { RAW("\0\0\0\x08\x04\xd2\x16\x2f") } }, STARTTLS_READY, REASON_STARTTLS_YES },
	{ "postgres without", "postgres", { { "N", 1 } }, { { RAW("\0\0\0\x08\x04\xd2\x16\x2f") } }, STARTTLS_REFUSED, REASON_STARTTLS_REFUSED },
	{ "postgres, and more (CVE-2021-23222)", "postgres", { { RAW("SR\0\0\0\x08") } }, { { "\0", 1 } }, STARTTLS_REFUSED, REASON_STARTTLS_INJECTED },
	{ "mysql", "mysql", { { RAW(MYSQL_SAYS("\x00\x08")) } }, { { RAW(SSL_REQUEST) } }, STARTTLS_READY, REASON_STARTTLS_YES },
	{ "mysql without", "mysql", { { RAW(MYSQL_SAYS("\x00\x00")) } }, { { NULL, 0 } }, STARTTLS_REFUSED, REASON_STARTTLS_OTHER_PROTOCOL },
	{ "mysql refuses the host", "mysql", { { RAW("\x05\0\0\0\xff\x6a\x04no") } }, { { NULL, 0 } }, STARTTLS_REFUSED, REASON_STARTTLS_OTHER_PROTOCOL },
};

/* `piece` bytes at a time. */
static void talk(const struct dialogue *d, size_t piece)
{
	struct starttls s = { .protocol = starttls_find(d->protocol), .host = "a&b.example" };
	struct starttls_step step = { .kind = STARTTLS_WAIT };
	size_t heard = 0, off = 0, said = 0;
	enum reason reason = REASON_NONE;

	assert_non_null(s.protocol);
	for (int i = 0; i < 1000; i++) {
		starttls_next(&s, &step);
		if (step.kind == STARTTLS_READY || step.kind == STARTTLS_REFUSED)
			break;
		if (step.kind == STARTTLS_HEARD) {
			reason = step.reason;
		} else if (step.kind == STARTTLS_SAY) {
			CHECK_THAT(said < ARRAY_LEN(d->client) && d->client[said].text, "%s: it says more than it should", d->title);
			CHECK_THAT(step.bytes.n >= d->client[said].n && memcmp(step.bytes.p, d->client[said].text, d->client[said].n) == 0,
				   "%s: it says something else: %.*s", d->title, (int)step.bytes.n, (const char *)step.bytes.p);
			said++;
		} else {
			size_t n = d->server[heard].n - off < piece ? d->server[heard].n - off : piece;

			CHECK_THAT(n, "%s: it waits for more than comes", d->title);
			starttls_add(&s, bytes_of(d->server[heard].text + off, n));
			off += n;
			if (off == d->server[heard].n)
				heard++, off = 0;
		}
	}
	if (step.kind == STARTTLS_REFUSED)
		reason = step.reason;
	/* in pieces, what stands behind the last answer comes too late to be seen here: TLS will refuse it */
	if (d->reason == REASON_STARTTLS_INJECTED && piece == 1)
		CHECK_THAT(step.kind == STARTTLS_READY, "%s: it does not come to TLS", d->title);
	else
		CHECK_THAT(step.kind == d->end && reason == d->reason, "%s, %zu bytes at a time: it ends with %s", d->title, piece, reason_name(reason));
	buf_free(&step.bytes);
	starttls_free(&s);
}

static void every_dialogue(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(dialogues); i++) {
		talk(&dialogues[i], SIZE_MAX);
		talk(&dialogues[i], 1);
	}
}

static void every_protocol_has_one(void **state)
{
	(void)state;
	for (size_t i = 0; starttls_name(i); i++) {
		bool good = strcmp(starttls_name(i), "xmpp-server") == 0, bad = good;

		for (size_t k = 0; k < ARRAY_LEN(dialogues); k++)
			if (strcmp(dialogues[k].protocol, starttls_name(i)) == 0)
				good |= dialogues[k].end == STARTTLS_READY, bad |= dialogues[k].end != STARTTLS_READY;
		bad |= strcmp(starttls_name(i), "lmtp") == 0 || strcmp(starttls_name(i), "nntp") == 0 || strcmp(starttls_name(i), "sieve") == 0;
		CHECK_THAT(good && bad, "%s: no dialogue that comes to TLS, or none that does not", starttls_name(i));
	}
}

/* A server that only talks. */
static void an_answer_without_end(void **state)
{
	struct starttls s = { .protocol = starttls_find("smtp"), .host = "x" };
	struct starttls_step step = { .kind = STARTTLS_WAIT };
	static uint8_t line[1 << 12];

	(void)state;
	memset(line, 'x', sizeof(line));
	for (int i = 0; i < 32 && step.kind == STARTTLS_WAIT; i++) {
		starttls_add(&s, bytes_of(line, sizeof(line)));
		starttls_next(&s, &step);
	}
	assert_int_equal(step.kind, STARTTLS_REFUSED);
	buf_free(&step.bytes);
	starttls_free(&s);
}

UNIT_GROUP(starttls)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_dialogue), cmocka_unit_test(every_protocol_has_one), cmocka_unit_test(an_answer_without_end),
	};
	return cmocka_run_group_tests_name("starttls", tests, NULL, NULL);
}
