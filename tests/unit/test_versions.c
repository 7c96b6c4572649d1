/* Which versions are left of what is spoken, of what is asked for, and of what the suites have. */
#include "unit.h"
#include "check_trace.h"

#include <string.h>

#include "base/status.h"
#include "source/party.h"
#include "source/versions.h"
#include "spec/suites.h"

#define SSL3 VERSION_SSL30
#define T10 VERSION_TLS10
#define T11 VERSION_TLS11
#define T12 VERSION_TLS12
#define T13 VERSION_TLS13

/* One that speaks all, and usually the two newest. */
static const struct versions all = { { SSL3, T13 }, { T12, T13 }, NULL };
/* What is here now. */
static const struct versions one = { { T12, T12 }, { T12, T12 }, NULL };
static const struct versions two = { { T11, T12 }, { T12, T12 }, NULL };

static const struct choice {
	const char *name;
	const struct versions *here;
	struct version_range wanted;
	uint16_t suites[3];
	struct version_range got;      /* 0: refused ... */
	const char *sentence;          /* ... with this */
} choices[] = {
	{ "nothing asked for", &all, { 0, 0 }, { 0 }, { T12, T13 }, NULL },
	{ "a highest one", &all, { 0, T12 }, { 0 }, { T12, T12 }, NULL },
	{ "a highest one below the usual lowest", &all, { 0, T11 }, { 0 }, { T11, T11 }, NULL },
	{ "SSL 3.0 alone", &all, { 0, SSL3 }, { 0 }, { SSL3, SSL3 }, NULL },
	{ "a lowest one", &all, { T10, 0 }, { 0 }, { T10, T13 }, NULL },
	{ "both", &all, { T10, T11 }, { 0 }, { T10, T11 }, NULL },
	{ "both the same", &all, { T12, T12 }, { 0 }, { T12, T12 }, NULL },
	{ "crossed", &all, { T12, T11 }, { 0 }, { 0, 0 }, "--min-version: it is higher than the highest version that may be spoken" },
	{ "a suite of TLS 1.2", &all, { 0, 0 }, { 0xc02f }, { T12, T12 }, NULL },
	{ "suites of TLS 1.2 and 1.3", &all, { 0, 0 }, { 0xc02f, 0x1301 }, { T12, T13 }, NULL },
	{ "a suite of TLS 1.3", &all, { 0, 0 }, { 0x1301 }, { T13, T13 }, NULL },
	{ "an old suite", &all, { T10, 0 }, { 0x002f }, { T10, T12 }, NULL },
	{ "a suite of TLS 1.3, and TLS 1.2", &all, { 0, T12 }, { 0x1301 }, { 0, 0 }, "--suite: none of them is one of the versions that may be spoken" },
	{ "a suite of TLS 1.2, and TLS 1.1", &all, { 0, T11 }, { 0xc02f }, { 0, 0 }, "--suite: none of them is one of the versions that may be spoken" },
	{ "what is here", &one, { 0, 0 }, { 0 }, { T12, T12 }, NULL },
	{ "what is here, by name", &one, { T12, T12 }, { 0x009c }, { T12, T12 }, NULL },
	{ "TLS 1.3, which is not", &one, { 0, T13 }, { 0 }, { 0, 0 }, "--max-version: TLS 1.3 is not spoken here yet, only TLS 1.2" },
	{ "TLS 1.1, which is not", &one, { 0, T11 }, { 0 }, { 0, 0 }, "--max-version: TLS 1.1 is not spoken here yet, only TLS 1.2" },
	{ "from SSL 3.0 on", &one, { SSL3, 0 }, { 0 }, { 0, 0 }, "--min-version: SSL 3.0 is not spoken here yet, only TLS 1.2" },
	{ "of several", &two, { T10, 0 }, { 0 }, { 0, 0 }, "--min-version: TLS 1.0 is not spoken here yet, only TLS 1.1 to TLS 1.2" },
	{ "over a network", &versions_live, { 0, 0 }, { 0 }, { T12, T13 }, NULL },
	{ "TLS 1.1 there", &versions_live, { T11, 0 }, { 0 }, { 0, 0 },
	  "--min-version: TLS 1.1 must not be used any more (RFC 8996), and is spoken over a network only with --allow-obsolete" },
	{ "SSL 3.0 there", &versions_live, { 0, SSL3 }, { 0 }, { 0, 0 },
	  "--max-version: SSL 3.0 must not be used any more (RFC 7568), and is spoken over a network only with --allow-obsolete" },
	{ "all that there is", &versions_obsolete, { 0, 0 }, { 0 }, { SSL3, T13 }, NULL },
	{ "of it an old one", &versions_obsolete, { 0, T10 }, { 0 }, { SSL3, T10 }, NULL },
	{ "in process", &versions_here, { 0, SSL3 }, { 0 }, { SSL3, SSL3 }, NULL },
};

static void versions_are_chosen(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(choices); i++) {
		const struct choice *c = &choices[i];
		struct code_list suites = { c->suites, 0 };
		struct version_range got = { 0, 0 };
		struct error err = { "" };
		enum status st;

		while (suites.n < ARRAY_LEN(c->suites) && c->suites[suites.n])
			suites.n++;
		st = versions_choose(c->here, c->wanted, suites, &got, &err);
		CHECK_THAT((st == ST_OK) == !c->sentence, "%s: %s", c->name, err.text);
		CHECK_THAT(!c->sentence || strcmp(err.text, c->sentence) == 0, "%s: %s", c->name, err.text);
		CHECK_THAT(c->sentence || (got.min == c->got.min && got.max == c->got.max), "%s: %04x to %04x", c->name, got.min, got.max);
	}
}

/* ---- application protocols ---- */

#define LONG "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"

static const struct {
	const char *names;
	size_t n;
	const char *sentence;
} protocols[] = {
	{ "h2", 1, NULL },
	{ "h2,http/1.1", 2, NULL },
	{ "a b,c", 2, NULL },
	{ "", 0, "--alpn: a protocol's name has 1 to 255 bytes; write h2,http/1.1" },
	{ "h2,", 0, "--alpn: a protocol's name has 1 to 255 bytes; write h2,http/1.1" },
	{ ",h2", 0, "--alpn: a protocol's name has 1 to 255 bytes; write h2,http/1.1" },
	{ LONG LONG LONG LONG, 0, "--alpn: a protocol's name has 1 to 255 bytes; write h2,http/1.1" },
	{ "h2,x,h2", 0, "--alpn: h2 is given twice" },
	{ "1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16", 16, NULL },
	{ "1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16,17", 0, "--alpn: more than 16" },
};

static void protocols_are_read(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(protocols); i++) {
		struct rng rng = crypto_rng_seeded("protocols");
		struct error err = { "" };
		struct party p;

		party_init(&p, SIDE_CLIENT, rng, 0);
		CHECK_THAT((party_alpn(&p, protocols[i].names, &err) == ST_OK) == !protocols[i].sentence, "%s: %s", protocols[i].names, err.text);
		CHECK_THAT(!protocols[i].sentence || strcmp(err.text, protocols[i].sentence) == 0, "%s: %s", protocols[i].names, err.text);
		CHECK_THAT(protocols[i].sentence || p.tls.n_alpn == protocols[i].n, "%s: %zu", protocols[i].names, p.tls.n_alpn);
		party_free(&p);
		crypto_rng_free(&rng);
	}
}

UNIT_GROUP(versions)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(versions_are_chosen),
		cmocka_unit_test(protocols_are_read),
	};

	return cmocka_run_group_tests_name("versions", tests, unit_set_up, NULL);
}
