/* The key schedule as a drawing: what it shows as made is what the trace has made by then. */
#include "unit.h"

#include "check_trace.h"
#include "played.h"
#include "view/graph/schedule.h"

static void all_is_made_in_the_end(void **state)
{
	static const struct {
		const char *scenario, *first, *last;
		size_t rows;
	} cases[] = {
		{ "default", "pre_master_secret", "verify_data", 9 },
		{ "aes128-gcm", "pre_master_secret", "verify_data", 9 },
		{ "ssl30", "pre_master_secret", "verify_data", 11 },
		{ "tls10", "pre_master_secret", "verify_data", 11 },
		{ "tls11", "pre_master_secret", "verify_data", 9 },
		{ "tls13", "early_secret", "resumption_secret", 22 },
		{ "tls13-hrr", "early_secret", "resumption_secret", 22 },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		struct feed *f = play_named(cases[i].scenario);

		for (enum actor who = ACTOR_CLIENT; who <= ACTOR_SERVER; who++) {
			struct schedule s = { 0 };

			assert_true(schedule_has(f->trace, who));
			schedule_build(&s, f->trace, who, trace_n_events(f->trace) - 1);
			CHECK_THAT(s.n == cases[i].rows && s.n_made == s.n, "%s: %zu of %zu", cases[i].scenario, s.n_made, s.n);
			assert_string_equal(s.rows[0].label, cases[i].first);
			assert_string_equal(s.rows[s.n - 1].label, cases[i].last);
			for (size_t k = 0; k < s.n; k++)
				assert_string_equal(trace_value(f->trace, s.rows[k].value)->label, s.rows[k].label);
			schedule_free(&s);
		}
		assert_false(schedule_has(f->trace, ACTOR_OBSERVER));
		assert_int_equal(schedule_next(f->trace, ACTOR_CLIENT, 1), ACTOR_SERVER);
		assert_int_equal(schedule_next(f->trace, ACTOR_CLIENT, -1), ACTOR_SERVER);
		f->free(f);
	}
}

static void it_grows_with_the_events(void **state)
{
	struct feed *f = play_named("tls13");
	struct schedule s = { 0 };
	size_t made = 0;

	(void)state;
	for (event_id e = 1; e < trace_n_events(f->trace); e++) {
		schedule_build(&s, f->trace, ACTOR_CLIENT, e);
		assert_true(s.n_made >= made);
		made = s.n_made;
		for (size_t k = 0; k < s.n; k++)
			if (s.rows[k].value)
				assert_true(trace_value(f->trace, s.rows[k].value)->event <= e);
			else
				assert_string_equal(schedule_missing(&s, k), "not yet");
	}
	assert_int_equal(made, s.n);
	schedule_free(&s);
	f->free(f);
}

/* Each key is drawn below the secret that it is made of, not below another one of its name. */
static void keys_stand_below_their_secret(void **state)
{
	struct feed *f = play_named("tls13");
	struct schedule s = { 0 };
	value_id above = 0;

	(void)state;
	schedule_build(&s, f->trace, ACTOR_SERVER, trace_n_events(f->trace) - 1);
	for (size_t k = 0; k < s.n; k++) {
		const struct value *v = trace_value(f->trace, s.rows[k].value);

		if (s.rows[k].depth == 1)
			above = s.rows[k].value;
		if (s.rows[k].depth == 2)
			assert_int_equal(v->inputs[0], above);
	}
	schedule_free(&s);
	f->free(f);
}

/* However many there are. */
static void every_update_has_its_row(void **state)
{
	struct feed *f = play_named("tls13-too-many-key-updates");
	struct schedule s = { 0 };
	unsigned updates = 0;

	(void)state;
	schedule_build(&s, f->trace, ACTOR_CLIENT, trace_n_events(f->trace) - 1);
	for (size_t k = 0; k < s.n; k++)
		updates += strncmp(s.rows[k].label, "client_application_traffic_secret_", 34) == 0;
	assert_true(updates > 32);
	schedule_free(&s);
	f->free(f);
}

UNIT_GROUP(schedule)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(all_is_made_in_the_end),
		cmocka_unit_test(it_grows_with_the_events),
		cmocka_unit_test(keys_stand_below_their_secret),
		cmocka_unit_test(every_update_has_its_row),
	};

	return cmocka_run_group_tests_name("schedule", tests, unit_set_up, NULL);
}
