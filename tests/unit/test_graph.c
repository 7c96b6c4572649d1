/* What is read off the value graph: names, where values come from and go, what a party knows. */
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "unit.h"
#include "base/text.h"
#include "played.h"
#include "view/graph/knows.h"
#include "view/text/named.h"
#include "view/graph/provenance.h"

/* ---- names ---- */

static void found_by_name(void **state)
{
	struct feed *f = *state;
	struct named n;
	struct error err;
	struct buf text = { 0 };

	assert_int_equal(named_find(f->trace, "--why", "master_secret", &n, &err), ST_OK);
	assert_string_equal(trace_value(f->trace, n.value)->label, "master_secret");
	assert_int_equal(trace_value(f->trace, n.value)->actor, ACTOR_CLIENT);
	assert_true(n.of == 2 && n.nth == 1);
	assert_int_equal(named_find(f->trace, "--why", "master_secret#2", &n, &err), ST_OK);
	assert_int_equal(trace_value(f->trace, n.value)->actor, ACTOR_SERVER);
	named_others(f->trace, &n, &text);
	assert_non_null(strstr(buf_str(&text), "There are 2 of that name; this is #2"));
	assert_int_equal(named_find(f->trace, "--why", "17", &n, &err), ST_OK);
	assert_true(n.value == 17 && !n.of);
	buf_free(&text);
}

static void refused_names(void **state)
{
	static const struct {
		const char *name, *says;
	} rows[] = {
		{ "master_secrte", "did you mean master_secret?" }, { "nothing like this at all", "\"--why list\" prints all names" },
		{ "master_secret#3", "there are only 2 values of the name \"master_secret\"" }, { "", "no value is called" },
		{ "999999", "no value is called" }, { "#1", "no value is called" },
	};
	struct feed *f = *state;

	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct named n;
		struct error err = { "" };

		assert_int_equal(named_find(f->trace, "--why", rows[i].name, &n, &err), ST_USAGE);
		assert_non_null(strstr(err.text, rows[i].says));
	}
}

/* ---- trees ---- */

/* Which values the value depends on, found the plain way: inputs have smaller ids. */
static void depends(const struct trace *t, value_id v, bool *on)
{
	on[v] = true;
	for (value_id x = v; x; x--)
		for (uint32_t i = 0; on[x] && i < trace_value(t, x)->n_inputs; i++)
			on[trace_value(t, x)->inputs[i]] = true;
}

static void check_tree(const struct trace *t, value_id v, enum provenance_way way)
{
	struct provenance p = { .every = true };
	bool *want = mem_alloc(trace_n_values(t) * sizeof(bool)), *one = mem_alloc(trace_n_values(t) * sizeof(bool));

	if (way == PROVENANCE_BACK)
		depends(t, v, want);
	for (value_id x = v; way == PROVENANCE_FORTH && x < trace_n_values(t); x++) {
		memset(one, 0, trace_n_values(t) * sizeof(bool));
		depends(t, x, one);
		want[x] = one[v];
	}
	provenance_build(&p, t, v, way, -1);
	assert_false(p.cut);
	assert_true(p.rows[0].value == v && p.rows[0].depth == 0);
	for (size_t i = 0; i < p.n; i++) {
		assert_true(want[p.rows[i].value] || p.rows[i].again);
		assert_int_equal(p.rows[i].again, one[p.rows[i].value] && !want[p.rows[i].value]);
		assert_true(i == 0 || (p.rows[i].depth && p.rows[i].depth <= p.rows[i - 1].depth + 1));
		if (!i)
			memset(one, 0, trace_n_values(t) * sizeof(bool));
		one[p.rows[i].value] = true;
		want[p.rows[i].value] = false;
	}
	for (value_id x = 0; x < trace_n_values(t); x++)
		assert_false(want[x]);
	provenance_free(&p);
	free(want);
	free(one);
}

static void whole_trees(void **state)
{
	struct feed *f = *state;

	for (value_id v = 1; v < trace_n_values(f->trace); v += 3) {
		check_tree(f->trace, v, PROVENANCE_BACK);
		check_tree(f->trace, v, PROVENANCE_FORTH);
	}
}

/* Side by side they take one row; what they are is still counted. */
static void filled_rows(void **state)
{
	struct feed *f = *state;
	struct provenance p = { 0 }, every = { .every = true };
	struct named n;
	struct error err;
	size_t count = 0;

	assert_int_equal(named_find(f->trace, "", "client_hello", &n, &err), ST_OK);
	provenance_build(&p, f->trace, n.value, PROVENANCE_BACK, -1);
	provenance_build(&every, f->trace, n.value, PROVENANCE_BACK, -1);
	for (size_t i = 0; i < p.n; i++)
		count += p.rows[i].fill ? p.rows[i].fill : 1;
	assert_true(p.n < every.n);
	assert_int_equal(count, every.n);
	provenance_free(&p);
	provenance_free(&every);
}

static void deep_is_cut(void **state)
{
	struct trace *t = trace_new();
	value_id v = trace_add_leaf(t, ACTOR_CLIENT, OP_RANDOM, "x", BYTES_LIT("x"));
	struct provenance p = { 0 };

	(void)state;
	for (int i = 0; i < 100000; i++)
		v = trace_add_slice(t, ACTOR_CLIENT, v, 0, 1, "x");
	provenance_build(&p, t, v, PROVENANCE_BACK, -1);
	assert_true(p.cut && p.n < 10000);
	provenance_build(&p, t, 1, PROVENANCE_FORTH, -1);
	assert_true(p.cut);
	provenance_free(&p);
	trace_free(t);
}

/* No line is longer than 80 columns. */
static void lines_fit(void **state)
{
	struct feed *f = *state;
	struct buf text = { 0 };
	struct named n;
	struct error err;
	size_t too_long = 0, lines = 0;

	assert_int_equal(named_find(f->trace, "", "master_secret", &n, &err), ST_OK);
	provenance_text(f->trace, n.value, &text);
	for (char *line = strtok((char *)(uintptr_t)buf_str(&text), "\n"); line; line = strtok(NULL, "\n")) {
		lines++;
		too_long += text_width(line) > 80;
	}
	assert_true(lines > 40 && !too_long);
	buf_free(&text);
}

/* ---- what is known ---- */

static void rows_agree(void **state)
{
	struct feed *f = *state;
	const struct knowledge *all = knowledge_of(f->trace);

	for (int who = 0; who <= KNOWER_THIEF; who++) {
		struct knows k = { 0 };
		size_t known = 0;

		for (event_id e = 1; e < trace_n_events(f->trace); e += 20) {
			knows_build(&k, f->trace, (enum knower)who, e);
			known = 0;
			for (size_t i = 0; i < k.n; i++) {
				assert_true(trace_value(f->trace, k.rows[i].value)->event <= e);
				assert_int_equal(k.rows[i].why.how != KNOWN_NOT, knowledge_at(all, (enum knower)who, k.rows[i].value, e));
				known += k.rows[i].why.how != KNOWN_NOT;
				for (size_t j = 0; j < i; j++)
					assert_false(strcmp(trace_value(f->trace, k.rows[i].value)->label, trace_value(f->trace, k.rows[j].value)->label) == 0 &&
						     bytes_equal(trace_bytes(f->trace, k.rows[i].value), trace_bytes(f->trace, k.rows[j].value)));
			}
			assert_int_equal(known, k.n_known);
		}
		assert_true(k.n > 20 && known);
		knows_free(&k);
	}
}

static int set_up(void **state)
{
	if (unit_set_up(state) != 0)
		return 1;
	*state = play_named("default");
	return 0;
}

static int tear_down(void **state)
{
	struct feed *f = *state;

	f->free(f);
	return 0;
}

UNIT_GROUP(graph)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(found_by_name), cmocka_unit_test(refused_names), cmocka_unit_test(whole_trees),
		cmocka_unit_test(filled_rows), cmocka_unit_test(deep_is_cut), cmocka_unit_test(lines_fit), cmocka_unit_test(rows_agree),
	};

	return cmocka_run_group_tests_name("graph", tests, set_up, tear_down);
}
