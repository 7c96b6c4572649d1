/* Cursor, subjects, trees, origins, explanations and search on a trace made by hand. */
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "unit.h"
#include "sample.h"
#include "view/screen/cursor.h"
#include "view/graph/origin.h"
#include "view/screen/search.h"
#include "view/screen/secret.h"
#include "view/screen/tree.h"
#include "view/text/why.h"

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

/* ---- cursor ---- */

static void forth_and_back(void **state)
{
	const struct trace *t = *state;
	struct cursor c = { 0 };
	unsigned n = 0;

	assert_false(cursor_back(&c, t));
	while (cursor_next(&c, t))
		n++;
	assert_int_equal(n, trace_n_events(t) - 1);
	assert_int_equal(c.event, n);
	assert_false(cursor_last(&c, t));
	while (cursor_back(&c, t))
		n--;
	assert_int_equal(n, 1);
	assert_int_equal(c.event, 1);
	assert_int_equal(c.seen, trace_n_events(t) - 1);
	assert_false(cursor_first(&c, t));
	cursor_go(&c, t, 9999);
	assert_int_equal(c.event, trace_n_events(t) - 1);
}

static void message_by_message(void **state)
{
	const struct trace *t = *state;
	struct cursor c = { 0 };
	struct position p;
	unsigned n = 1;

	cursor_first(&c, t);
	while (cursor_next_step(&c, t)) {
		n++;
		p = cursor_position(&c, t);
		assert_int_equal(p.step, n);
		assert_int_equal(c.event, level_place(t, level_run_of(t, c.event)));
	}
	assert_int_equal(n, 6);
	assert_int_equal(p.steps, 6);
	/* From the middle of a message to where it is on the wire, from there to the one before. */
	cursor_next(&c, t);
	assert_true(cursor_previous_step(&c, t));
	assert_int_equal(cursor_position(&c, t).step, 6);
	assert_true(cursor_previous_step(&c, t));
	assert_int_equal(cursor_position(&c, t).step, 5);
	while (cursor_previous_step(&c, t))
		;
	assert_int_equal(c.event, 1);
}

static void no_event_yet(void **state)
{
	struct trace *t = trace_new();
	struct cursor c = { 0 };

	(void)state;
	assert_false(cursor_next(&c, t));
	assert_false(cursor_back(&c, t));
	assert_false(cursor_next_step(&c, t));
	assert_false(cursor_previous_step(&c, t));
	assert_false(cursor_first(&c, t));
	assert_int_equal(cursor_position(&c, t).events, 0);
	assert_int_equal(subject_default(t, 0, NULL).kind, SUBJECT_NONE);
	trace_free(t);
}

static void facts_come_when_they_are_agreed(void **state)
{
	const struct trace *t = *state;

	assert_null(cursor_facts(t, sample.suite_chosen - 1).suite_name);
	assert_string_equal(cursor_facts(t, sample.suite_chosen).suite_name, "TLS_RSA_WITH_AES_128_GCM_SHA256");
	assert_false(cursor_facts(t, sample.suite_chosen).over);
	assert_true(cursor_facts(t, trace_n_events(t) - 1).over);
}

/* ---- subjects ---- */

static void nothing_is_shown_before_it_exists(void **state)
{
	const struct trace *t = *state;

	for (event_id e = 1; e < trace_n_events(t); e++) {
		struct subject all[SUBJECT_MAX];
		size_t n = subject_list(t, e, all);

		for (size_t i = 0; i < n; i++)
			if (all[i].kind == SUBJECT_UNIT)
				assert_true(subject_first_event(t, all[i].id) <= e);
		if (trace_event(t, e)->unit) {
			field_id f;
			struct subject s = subject_default(t, e, &f);

			assert_int_equal(s.kind, SUBJECT_UNIT);
			assert_int_equal(s.id, trace_event(t, e)->unit);
			assert_true(!trace_event(t, e)->field || f == trace_event(t, e)->field);
		}
	}
}

static void record_plaintext_and_message(void **state)
{
	const struct trace *t = *state;
	struct subject all[SUBJECT_MAX];
	size_t n = subject_list(t, sample.mac_failed, all);
	bool record = false, plain = false, message = false;

	for (size_t i = 0; i < n; i++) {
		record |= all[i].kind == SUBJECT_UNIT && all[i].id == sample.finished_record;
		plain |= all[i].kind == SUBJECT_UNIT && all[i].id == sample.finished_plain;
		message |= all[i].kind == SUBJECT_UNIT && all[i].id == sample.finished;
	}
	assert_true(record && plain && message);
	assert_int_equal(subject_default(t, sample.mac_failed, NULL).kind, SUBJECT_VALUES);
}

/* ---- trees ---- */

static void a_field_lights_its_bytes(void **state)
{
	const struct trace *t = *state;
	struct tree tree = { 0 };
	struct tree_bytes b;

	tree_show(&tree, t, (struct subject){ SUBJECT_UNIT, sample.hello });
	b = tree_selected_bytes(&tree);
	assert_int_equal(b.off, 0);
	assert_int_equal(b.len, b.bytes.n);
	assert_true(tree_select_field(&tree, sample.random));
	b = tree_selected_bytes(&tree);
	assert_int_equal(b.off, 6);
	assert_int_equal(b.len, 32);
	assert_true(bytes_equal(bytes_slice(b.bytes, b.off, b.len), trace_bytes(t, sample.random_value)));
	/* Every byte leads to a leaf that lights it. */
	for (uint32_t i = 0; i < b.bytes.n; i++) {
		struct tree_bytes lit;

		assert_true(tree_select_field(&tree, trace_leaf_at(t, sample.hello, i)));
		lit = tree_selected_bytes(&tree);
		assert_true(i >= lit.off && i - lit.off < lit.len);
	}
	assert_false(tree_select_field(&tree, 0));
	tree_free(&tree);
}

static void folding(void **state)
{
	const struct trace *t = *state;
	struct tree tree = { 0 };
	size_t all;

	tree_show(&tree, t, (struct subject){ SUBJECT_UNIT, sample.hello });
	all = tree.n;
	assert_false(tree_set_open(&tree, true));
	assert_true(tree_set_open(&tree, false));
	assert_int_equal(tree.n, 1);
	assert_false(tree_set_open(&tree, false));
	/* A selection inside opens it for as long as it is there. */
	assert_true(tree_select_field(&tree, sample.random));
	assert_int_equal(tree_selected(&tree)->field, sample.random);
	assert_true(tree_to_parent(&tree));
	assert_true(tree_selected(&tree)->field < sample.random);
	tree_show(&tree, t, (struct subject){ SUBJECT_UNIT, sample.hello });
	assert_true(tree_set_open(&tree, true) || tree.n == all);
	assert_int_equal(tree.n, all);
	tree_move(&tree, 1000);
	assert_int_equal(tree.selected, tree.n - 1);
	tree_move(&tree, -1000);
	assert_int_equal(tree.selected, 0);
	tree_free(&tree);
}

static void values_unfold_to_what_they_are_made_of(void **state)
{
	const struct trace *t = *state;
	struct tree tree = { 0 };
	bool random = false;

	tree_show(&tree, t, (struct subject){ SUBJECT_VALUES, sample.master_event });
	assert_int_equal(tree_selected(&tree)->value, sample.master);
	for (int i = 0; i < 40; i++) {
		tree_set_open(&tree, true);
		tree_move(&tree, 1);
	}
	for (size_t i = 0; i < tree.n; i++)
		random |= trace_value(t, tree.rows[i].value)->op == OP_RANDOM;
	assert_true(random);
	tree_free(&tree);
}

/* What a slice was cut from is shown with the slice lit. */
static void a_slice_lights_its_part(void **state)
{
	const struct trace *t = *state;
	struct tree tree = { 0 };
	struct tree_bytes b;

	tree_show(&tree, t, (struct subject){ SUBJECT_VALUES, sample.key_event });
	tree_move(&tree, 1);
	assert_int_equal(tree_selected(&tree)->value, sample.key_block);
	b = tree_selected_bytes(&tree);
	assert_int_equal(b.off, 64);
	assert_int_equal(b.len, 16);
	tree_free(&tree);
}

/* ---- origins ---- */

static void a_field_leads_to_its_value(void **state)
{
	const struct trace *t = *state;

	assert_int_equal(origin_of_field(t, sample.random), sample.random_value);
	/* Across two parts there is only the whole. */
	assert_int_equal(origin_of_span(t, trace_unit(t, sample.hello)->value, 0, 10), trace_unit(t, sample.hello)->value);
	assert_int_equal(origin_event(t, sample.master), sample.master_event);
}

static void every_value_ends_at_a_beginning(void **state)
{
	const struct trace *t = *state;

	for (value_id v = 1; v < trace_n_values(t); v++) {
		value_id at = v;
		int steps = 0;

		while (origin_next(t, at)) {
			at = origin_next(t, at);
			assert_true(++steps < 100);
		}
		assert_int_equal(trace_value(t, at)->n_inputs, 0);
	}
	assert_int_equal(origin_next(t, sample.key), sample.key_block);
	assert_int_equal(origin_next(t, sample.key_block), sample.master);
	assert_int_equal(origin_next(t, sample.master), sample.pms);
}

static void secrets(void **state)
{
	const struct trace *t = *state;

	assert_true(secret_is(t, sample.pms));
	assert_true(secret_is(t, sample.master));
	assert_true(secret_is(t, sample.key));
	assert_false(secret_is(t, sample.random_value));
	assert_false(secret_is(t, 0));
}

/* ---- explanations ---- */

static void every_event_is_explained(void **state)
{
	const struct trace *t = *state;
	struct why why = { 0 };
	struct tree tree = { 0 };

	for (event_id e = 0; e < trace_n_events(t); e++) {
		tree_show(&tree, t, subject_default(t, e, NULL));
		for (int first = 0; first < 2; first++) {
			why_build(&why, t, e, &tree, first, 76);
			assert_true(why.n > 0);
			for (size_t i = 0; i < why.n; i++) {
				const char *text = why_text(&why, i);

				assert_true(why.paragraphs[i].kind == WHY_GAP || *text);
				for (; *text; text++)
					assert_true((unsigned char)*text >= 0x20 && *text != 0x7f);
			}
		}
	}
	why_build(&why, t, sample.mac_failed, &tree, false, 76);
	assert_int_equal(why.paragraphs[0].kind, WHY_FAIL);
	why_free(&why);
	tree_free(&tree);
}

/* ---- search ---- */

static size_t count(struct search *s, const struct trace *t, const char *words)
{
	search_start(s, t, words);
	return s->n;
}

static void finds_events_fields_and_values(void **state)
{
	const struct trace *t = *state;
	struct search s = { 0 };
	bool wrapped;
	size_t i;

	assert_int_equal(count(&s, t, ""), 0);
	assert_int_equal(count(&s, t, "no such thing anywhere"), 0);
	assert_true(count(&s, t, "KEY BLOCK") > 0);
	assert_true(count(&s, t, "bad_record_mac") > 0);
	assert_true(count(&s, t, "client_write_key") > 0);
	assert_true(count(&s, t, "verify_data") > 0);
	/* Bytes: in the message, in its record and in the value. */
	assert_true(count(&s, t, "40 41 42 43") >= 3);
	for (i = 1; i < s.n; i++)
		assert_true(s.hits[i - 1].event <= s.hits[i].event);
	i = search_from(&s, (struct search_hit){ 0 }, false, &wrapped);
	assert_int_equal(i, 0);
	assert_false(wrapped);
	for (size_t k = 1; k < s.n; k++) {
		i = search_from(&s, s.hits[i], false, &wrapped);
		assert_int_equal(i, k);
		assert_false(wrapped);
	}
	assert_int_equal(search_from(&s, s.hits[i], false, &wrapped), 0);
	assert_true(wrapped);
	assert_int_equal(search_from(&s, s.hits[0], true, &wrapped), s.n - 1);
	assert_true(wrapped);
	search_free(&s);
}

static void long_words_are_cut(void **state)
{
	struct search s = { 0 };
	char words[300];

	memset(words, 'a', sizeof(words));
	words[sizeof(words) - 1] = 0;
	search_start(&s, *state, words);
	assert_int_equal(strlen(s.words), sizeof(s.words) - 1);
	search_free(&s);
}

#define T(f) cmocka_unit_test_setup_teardown(f, setup, teardown)

UNIT_GROUP(view)
{
	const struct CMUnitTest tests[] = {
		T(forth_and_back), T(message_by_message), T(no_event_yet), T(facts_come_when_they_are_agreed),
		T(nothing_is_shown_before_it_exists), T(record_plaintext_and_message),
		T(a_field_lights_its_bytes), T(folding), T(values_unfold_to_what_they_are_made_of), T(a_slice_lights_its_part),
		T(a_field_leads_to_its_value), T(every_value_ends_at_a_beginning), T(secrets),
		T(every_event_is_explained), T(finds_events_fields_and_values), T(long_words_are_cut),
	};
	return cmocka_run_group_tests_name("view", tests, NULL, NULL);
}
