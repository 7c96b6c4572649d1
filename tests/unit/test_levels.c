/* How one gets about: levels of detail, how well words fit, the line that is typed. */
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "unit.h"
#include "sample.h"
#include "tui/keys/keys.h"
#include "tui/keys/line.h"
#include "view/screen/cursor.h"
#include "view/screen/match.h"
#include "view/screen/search.h"

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

/* Every level shows what the one before it shows, and what fails. */
static void each_level_adds(void **state)
{
	const struct trace *t = *state;
	const enum level levels[] = { LEVEL_MESSAGES, LEVEL_CHECKS, LEVEL_EVERYTHING };
	unsigned n[3] = { 0 };

	for (event_id e = 1; e < trace_n_events(t); e++) {
		for (int i = 0; i < 3; i++) {
			n[i] += level_shows(t, levels[i], e);
			assert_true(i == 0 || !level_shows(t, levels[i - 1], e) || level_shows(t, levels[i], e));
			assert_true(trace_event(t, e)->verdict != VERDICT_FAIL || level_shows(t, levels[i], e));
		}
	}
	assert_true(n[0] < n[1] && n[1] < n[2]);
	assert_int_equal(n[2], trace_n_events(t) - 1);
}

/* Forwards and backwards the same places, and no other ones than the level shows. */
static void there_and_back(void **state)
{
	const struct trace *t = *state;

	for (enum level level = 0; level < LEVEL_N; level++) {
		struct cursor c = { .level = level };
		event_id places[256];
		size_t n = 0;

		cursor_first(&c, t);
		do {
			assert_true(c.event == 1 || level_shows(t, level, c.event));
			places[n++] = c.event;
		} while (cursor_next(&c, t));
		while (n-- > 1) {
			assert_int_equal(c.event, places[n]);
			assert_true(cursor_back(&c, t));
		}
		assert_int_equal(c.event, 1);
	}
}

static void a_message_is_shown_as_it_is_sent(void **state)
{
	const struct trace *t = *state;
	struct cursor c = { .level = LEVEL_MESSAGES };
	const struct event *e;

	cursor_first(&c, t);
	assert_true(cursor_next(&c, t));
	e = trace_event(t, c.event);
	assert_true(e->unit && trace_unit(t, e->unit)->kind <= UNIT_MESSAGE);
	assert_string_equal(trace_step(t, e->step)->title, "ClientHello");
}

static void goals(void **state)
{
	const struct trace *t = *state;

	assert_int_equal(level_next_goal(t, LEVEL_FAILURE, 0), sample.mac_failed);
	assert_int_equal(level_next_goal(t, LEVEL_FAILURE, sample.mac_failed), 0);
	assert_int_equal(level_next_goal(t, LEVEL_DECISION, 0), sample.suite_chosen);
	assert_int_equal(trace_event(t, level_next_goal(t, LEVEL_SECRET, 0))->type, EV_PMS_MADE);
}

static void words_fit(void **state)
{
	static const struct {
		const char *text, *words;
		enum match rank;
	} lines[] = {
		{ "master_secret", "master_secret", MATCH_WHOLE }, { "master_secret", "Master Secret", MATCH_WHOLE },
		{ "master_secret", "master", MATCH_BEGIN },        { "pre_master_secret", "master_secret", MATCH_WORD },
		{ "remastered", "master", MATCH_INSIDE },          { "key of the server", "server key", MATCH_SCATTERED },
		{ "key of the server", "server kex", MATCH_NONE }, { "", "a", MATCH_NONE },
		{ "anything", "", MATCH_SCATTERED },               { "secret", "secrets", MATCH_NONE },
		{ "a.b-c", "A B C", MATCH_WHOLE },                 { "xmaster master", "master", MATCH_WORD },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(lines) / sizeof(lines[0]); i++)
		if (match_rank(lines[i].text, lines[i].words) != lines[i].rank)
			fail_msg("\"%s\" in \"%s\": %d", lines[i].words, lines[i].text, match_rank(lines[i].text, lines[i].words));
}

/* The value of that name, though what makes it is told earlier, and a longer name too. */
static void the_thing_of_that_name_is_first(void **state)
{
	const struct trace *t = *state;
	struct search s = { 0 };
	const struct search_hit *h;

	search_start(&s, t, "master_secret");
	h = &s.hits[search_best(&s, 0)];
	assert_true(h->value != 0);
	assert_string_equal(trace_value(t, h->value)->label, "master_secret");
	assert_int_equal(search_best(&s, trace_n_events(t)), search_best(&s, 0));
	search_start(&s, t, "nothing has this");
	assert_int_equal(search_best(&s, 0), s.n);
	search_free(&s);
}

static void a_line_is_edited(void **state)
{
	static const struct {
		const char *keys, *text;
		size_t at;
	} lines[] = {
		{ "abc", "abc", 3 },
		{ "abc<left><left>x", "axbc", 2 },
		{ "abc<home>x<end>y", "xabcy", 5 },
		{ "abc<left><backspace>", "ac", 1 },
		{ "one two \x17", "one ", 4 },
		{ "one two\x17\x17", "", 0 },
		{ "one two<left><left><left>\x15", "two", 0 },
		{ "one two<left><left><left>\x0b", "one ", 4 },
		{ "abc\x01\x04", "bc", 0 },
		{ "abc<home><left><left>x", "xabc", 1 },
		{ "\xc3\xa4\xe2\x82\xac<left><backspace>", "\xe2\x82\xac", 0 },
		{ "a\x05\x04", "a", 1 },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(lines) / sizeof(lines[0]); i++) {
		struct line l = { "" };

		for (const char *keys = lines[i].keys; *keys;)
			line_key(&l, keys_from_script(&keys));
		if (strcmp(l.text, lines[i].text) != 0 || l.at != lines[i].at)
			fail_msg("line %zu: \"%s\" at %zu", i, l.text, l.at);
	}
}

static void a_line_ends(void **state)
{
	struct line l = { "" };

	(void)state;
	assert_int_equal(line_key(&l, TK_BACKSPACE), LINE_GIVEN_UP);
	assert_int_equal(line_key(&l, TK_ENTER), LINE_DONE);
	assert_int_equal(line_key(&l, TK_ESCAPE), LINE_GIVEN_UP);
	assert_int_equal(line_key(&l, TK_UP), LINE_OTHER);
	for (int i = 0; i < 1000; i++)
		line_key(&l, i % 2 ? 'a' : 0x20ac);
	assert_true(strlen(l.text) < sizeof(l.text) && l.at == strlen(l.text));
}

#define T(f) cmocka_unit_test_setup_teardown(f, setup, teardown)

UNIT_GROUP(levels)
{
	const struct CMUnitTest tests[] = {
		T(each_level_adds), T(there_and_back), T(a_message_is_shown_as_it_is_sent), T(goals), T(the_thing_of_that_name_is_first),
		cmocka_unit_test(words_fit), cmocka_unit_test(a_line_is_edited), cmocka_unit_test(a_line_ends),
	};

	return cmocka_run_group_tests_name("levels", tests, NULL, NULL);
}
