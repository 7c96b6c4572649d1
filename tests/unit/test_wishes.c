/* Every scenario and every fault with wishes of the user's that do not suit it: what was to happen may have no place then, and the
 * handshake comes to an end all the same. */
#include "unit.h"

#include "source/sim/sim.h"

static const uint16_t rsa[] = { 0x002f }, ccm_8[] = { 0x1304 }, x25519[] = { 29 }, ffdhe[] = { 256 }, ecdsa[] = { 0x0403 };

static const struct wish {
	const char *name;
	struct sim_options o;
} wishes[] = {
	{ "--max-version 1.2", { .versions = { 0, VERSION_TLS12 } } },
	{ "--max-version 1.0", { .versions = { 0, VERSION_TLS10 } } },
	{ "--max-version ssl3", { .versions = { 0, VERSION_SSL30 } } },
	{ "--min-version 1.3", { .versions = { VERSION_TLS13, 0 } } },
	{ "--suite AES128-SHA", { .suites = rsa, .n_suites = 1 } },
	{ "--suite TLS_AES_128_CCM_8_SHA256", { .suites = ccm_8, .n_suites = 1 } },
	{ "--group x25519", { .groups = x25519, .n_groups = 1 } },
	{ "--group ffdhe2048", { .groups = ffdhe, .n_groups = 1 } },
	{ "--sigalg ecdsa_secp256r1_sha256", { .schemes = ecdsa, .n_schemes = 1 } },
};

/* What cannot be is refused, with a sentence. */
static void come_to_an_end(const struct wish *w, const struct scenario *scenario, const struct fault *fault)
{
	struct sim_options o = w->o;
	struct error err = { "" };
	struct feed *f;
	size_t n = 0;

	o.scenario = scenario;
	o.fault = fault;
	if (sim_open(&o, &f, &err) != ST_OK) {
		assert_true(err.text[0]);
		return;
	}
	while (f->pump(f, 0) != FEED_DONE)
		if (++n > 100000)
			fail_msg("%s %s: it does not end", fault ? fault->name : scenario->name, w->name);
	f->free(f);
}

static void scenarios_end_with_any_wish(void **state)
{
	(void)state;
	for (size_t i = 0; i < n_sim_scenarios; i++)
		for (size_t k = 0; k < ARRAY_LEN(wishes); k++)
			come_to_an_end(&wishes[k], &sim_scenarios[i], NULL);
}

static void faults_end_with_any_wish(void **state)
{
	(void)state;
	for (size_t i = 0; i < n_sim_faults; i++)
		for (size_t k = 0; k < ARRAY_LEN(wishes); k++)
			come_to_an_end(&wishes[k], NULL, &sim_faults[i]);
}

UNIT_GROUP(wishes)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(scenarios_end_with_any_wish),
		cmocka_unit_test(faults_end_with_any_wish),
	};

	return cmocka_run_group_tests_name("wishes", tests, unit_set_up, NULL);
}
