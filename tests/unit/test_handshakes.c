/* Whole handshakes in process: every suite that is spoken, with the MAC inside and outside, with the master secret bound to
 * the handshake and not. */
#include "unit.h"

#include <stdio.h>

#include "duel.h"
#include "tls/suites.h"

struct variant {
	const struct suite *suite;
	bool etm, ems;
};

static const char *name_of(const struct variant *v)
{
	static char name[160];

	snprintf(name, sizeof(name), "%s%s%s", v->suite->code.name, v->etm ? ", encrypt-then-MAC" : "", v->ems ? ", extended master secret" : "");
	return name;
}

static void configure(struct duel *d, const struct variant *v, const uint16_t *code)
{
	static const struct external_psk psk = { BYTES_LIT("name"), BYTES_LIT("key"), HASH_SHA256 };
	const bool ecdsa = kx_specs[v->suite->kx].signer == KX_SIGNED_ECDSA;

	duel_init_as(d, true);
	if (ecdsa)   /* a client's certificate, which says so */
		party_demo_credential(&d->side[DUEL_SERVER].party, "pki/client-p256.pem", "pki/client-p256.key");
	d->side[DUEL_CLIENT].party.tls.insecure = ecdsa;
	for (int i = 0; i < 2; i++) {
		struct tls_config *tls = &d->side[i].party.tls;

		party_suites(&d->side[i].party, code, 1);
		if (kx_specs[v->suite->kx].psk) {
			tls->psks = &psk;
			tls->n_psks = 1;
		}
		tls->min_version = tls->max_version = v->suite->to;
		tls->encrypt_then_mac = v->etm;
		tls->extended_master_secret = v->ems;
	}
	duel_begin(d);
}

/* Both ways, and what arrives is what was sent. */
static void data_arrives(struct duel *d, const struct variant *v)
{
	static const struct bytes text = BYTES_LIT("what one says the other reads");

	for (int i = 0; i < 2; i++) {
		endpoint_write(d->side[i].ep, text);
		duel_play(d);
		CHECK_THAT(bytes_equal(endpoint_received(d->side[1 - i].ep), text), "%s: other data", name_of(v));
	}
}

static void shake(const struct variant *v)
{
	const bool block = cipher_specs[v->suite->cipher].kind == CIPHER_IS_CBC;
	const uint16_t code = (uint16_t)v->suite->code.value;
	struct duel d;

	configure(&d, v, &code);
	duel_play(&d);
	for (int i = 0; i < 2; i++) {
		const struct connection *c = &d.side[i].ep->c;

		CHECK_THAT(d.side[i].ep->state == EP_ESTABLISHED, "%s: no handshake", name_of(v));
		CHECK_THAT(c->s.suite == v->suite, "%s: another suite", name_of(v));
		CHECK_THAT(c->s.encrypt_then_mac == (v->etm && block), "%s: encrypt-then-MAC is %d", name_of(v), c->s.encrypt_then_mac);
		CHECK_THAT(c->s.extended_master_secret == (v->ems && c->s.version < VERSION_TLS13), "%s: the master secret", name_of(v));
	}
	data_arrives(&d, v);
	for (int i = 0; i < 2; i++)
		check_trace(d.side[i].t, name_of(v));
	duel_free(&d);
}

static void every_suite(void **state)
{
	const struct code_list spoken = suites_spoken();

	(void)state;
	for (size_t i = 0; i < spoken.n; i++) {
		const struct suite *s = suite_find(spoken.codes[i]);

		if (!suite_has_primitives(s)) {
			print_message("not run: %s: the library lacks its cipher\n", s->code.name);
			continue;
		}
		for (int bits = 0; bits < 4; bits++)
			shake(&(struct variant){ s, bits & 1, bits & 2 });
	}
}

/* A server that was told to take what its library lacks says so, and goes no further. */
static void what_is_missing_is_refused(void **state)
{
	const uint16_t missing = (uint16_t)suite_by_name("SEED-SHA")->code.value;
	struct duel d;

	(void)state;
	duel_init_as(&d, true);
	for (int i = 0; i < 2; i++)
		party_suites(&d.side[i].party, &missing, 1);
	duel_begin(&d);
	duel_play(&d);
	assert_int_equal(d.side[DUEL_SERVER].ep->state, EP_FAILED);
	assert_string_equal(trace_current(d.side[DUEL_SERVER].t)->outcome.alert, "handshake_failure");
	for (event_id id = 1; id < trace_n_events(d.side[DUEL_SERVER].t); id++)
		if (trace_event(d.side[DUEL_SERVER].t, id)->fatal)
			assert_string_equal(reason_name(trace_event(d.side[DUEL_SERVER].t, id)->reason), "no_primitive");
	duel_free(&d);
}

UNIT_GROUP(handshakes)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_suite),
		cmocka_unit_test(what_is_missing_is_refused),
	};

	return cmocka_run_group_tests_name("handshakes", tests, unit_set_up, NULL);
}
