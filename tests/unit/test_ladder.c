/* The ladder's rows at every place of the cursor. */
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "unit.h"
#include "sample.h"
#include "view/screen/ladder.h"

static int setup(void **state)
{
	*state = sample_trace();
	return 0;
}

static int teardown(void **state)
{
	trace_free(*state);
	return 0;
}

static const struct ladder_row *row_titled(const struct ladder *l, const char *title)
{
	for (size_t i = 0; i < l->n; i++)
		if (l->rows[i].kind == LADDER_MESSAGE && strcmp(l->rows[i].title, title) == 0)
			return &l->rows[i];
	return NULL;
}

/* At every event: it is the only current one, what was reached is there in order,
 * and of what follows one message and no more. */
static void holds_at_every_event(void **state)
{
	const struct trace *t = *state;
	struct ladder l = { 0 };
	struct cursor c = { 0 };

	while (cursor_next(&c, t))
		for (unsigned max = 1; max < 9; max += 3) {
			unsigned current = 0, next = 0, events = 0;
			event_id last = 0;

			ladder_build(&l, t, &c, max);
			for (size_t i = 0; i < l.n; i++) {
				const struct ladder_row *r = &l.rows[i];

				if (r->kind == LADDER_EVENT) {
					events++;
					current += r->when == LADDER_CURRENT;
					assert_true(r->when != LADDER_CURRENT || (r->event == c.event && l.current == i));
					assert_true(r->index >= 1 && r->index <= r->count);
				}
				next += r->when == LADDER_NEXT;
				assert_true(r->event >= last);
				last = r->event;
			}
			assert_int_equal(current, 1);
			assert_true(events >= 1 && events <= max);
			assert_true(next <= 1);
			assert_true(next == 0 || l.rows[l.n - 1].when == LADDER_NEXT);
		}
	ladder_free(&l);
}

static void what_goes_over_the_wire(void **state)
{
	const struct trace *t = *state;
	struct ladder l = { 0 };
	struct cursor c = { 0 };
	const struct ladder_row *r;

	cursor_go(&c, t, sample.built);
	ladder_build(&l, t, &c, 3);
	r = row_titled(&l, "ClientHello");
	assert_non_null(r);
	assert_int_equal(r->when, LADDER_CURRENT);
	assert_int_equal(r->actor, ACTOR_CLIENT);
	assert_true(r->from == 0 && r->to == 1);
	assert_false(r->carried);
	cursor_next(&c, t);
	ladder_build(&l, t, &c, 3);
	r = row_titled(&l, "ClientHello");
	assert_true(r->carried);
	assert_false(r->encrypted);
	assert_int_equal(r->bytes, trace_bytes(t, trace_unit(t, sample.hello_record)->value).n);

	cursor_last(&c, t);
	ladder_build(&l, t, &c, 3);
	r = row_titled(&l, "Finished");
	assert_true(r->encrypted);
	assert_int_equal(r->verdict, VERDICT_FAIL);
	assert_int_equal(row_titled(&l, "ClientHello")->verdict, VERDICT_NONE);
	assert_int_equal(row_titled(&l, "key derivation")->actor, ACTOR_NONE);
	assert_int_equal(l.rows[l.n - 1].when, LADDER_CURRENT);
	ladder_free(&l);
}

/* A failed check is not told before the cursor reaches it. */
static void no_verdict_before_its_time(void **state)
{
	const struct trace *t = *state;
	struct ladder l = { 0 };
	struct cursor c = { 0 };

	cursor_go(&c, t, sample.mac_failed - 1);
	ladder_build(&l, t, &c, 3);
	assert_int_equal(row_titled(&l, "Finished")->verdict, VERDICT_NONE);
	cursor_next(&c, t);
	ladder_build(&l, t, &c, 3);
	assert_int_equal(row_titled(&l, "Finished")->verdict, VERDICT_FAIL);
	ladder_free(&l);
}

/* Going back keeps what was seen, apart from what is new. */
static void seen_stays(void **state)
{
	const struct trace *t = *state;
	struct ladder l = { 0 };
	struct cursor c = { 0 };

	cursor_last(&c, t);
	cursor_first(&c, t);
	ladder_build(&l, t, &c, 3);
	assert_int_equal(row_titled(&l, "Alert")->when, LADDER_SEEN);
	assert_true(row_titled(&l, "Alert")->carried);
	ladder_free(&l);
}

static void empty_trace(void **state)
{
	struct trace *t = trace_new();
	struct ladder l = { 0 };
	struct cursor c = { 0 };

	(void)state;
	ladder_build(&l, t, &c, 3);
	assert_int_equal(l.n, 0);
	ladder_free(&l);
	trace_free(t);
}

/* Who stands where, from left to right, by the parties of the connections. */
static void parties_have_columns(void **state)
{
	enum { C = ACTOR_CLIENT, S = ACTOR_SERVER, M = ACTOR_ADDED, X = ACTOR_ADDED + 1 };
	static const struct {
		int parties[3][2], n;
		int columns[LADDER_COLUMNS], n_columns;
	} rows[] = {
		{ { { C, S } }, 1, { C, S }, 2 },
		{ { { C, S }, { C, S } }, 2, { C, S }, 2 },
		{ { { C, M }, { M, S } }, 2, { C, M, S }, 3 },
		{ { { M, S }, { C, M } }, 2, { C, M, S }, 3 },
		{ { { C, M }, { M, X }, { X, S } }, 3, { C, M, X, S }, 4 },
		{ { { C, S }, { M, S } }, 2, { C, M, S }, 3 },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct trace *t = trace_new();
		struct ladder l = { 0 };

		for (int k = 0; k < 2; k++)
			trace_connection(t, 0)->parties[k] = (enum actor)rows[i].parties[0][k];
		for (int k = 1; k < rows[i].n; k++)
			trace_add_connection(t, (enum actor)rows[i].parties[k][0], (enum actor)rows[i].parties[k][1]);
		ladder_columns(&l, t);
		assert_int_equal(l.n_columns, rows[i].n_columns);
		for (int k = 0; k < l.n_columns; k++)
			assert_int_equal(l.column[k], rows[i].columns[k]);
		trace_free(t);
	}
}

UNIT_GROUP(ladder)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(holds_at_every_event, setup, teardown),
		cmocka_unit_test_setup_teardown(what_goes_over_the_wire, setup, teardown),
		cmocka_unit_test_setup_teardown(no_verdict_before_its_time, setup, teardown),
		cmocka_unit_test_setup_teardown(seen_stays, setup, teardown),
		cmocka_unit_test(empty_trace),
		cmocka_unit_test(parties_have_columns),
	};
	return cmocka_run_group_tests_name("ladder", tests, NULL, NULL);
}
