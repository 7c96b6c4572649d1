/* view/list and view/streams. */
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include "base/text.h"
#include "check_trace.h"
#include "unit.h"
#include "view/screen/streams.h"

static const struct list_column columns[] = {
	{ "name", 4, 20, 1 },
	{ "size", 4, 10, 0, .right = true },
	{ "empty", 5, 5, 2 },
	{ "long", 6, 40, 3 },
};

/* What the rows of the tests say, by their ids. */
struct said {
	struct row {
		char name[16];
		int64_t size;
		const char *words;
	} rows[200];
};

static void tell(void *ctx, uint32_t id, struct list_told *out)
{
	const struct row *row = &((const struct said *)ctx)->rows[id];

	out->cells[0].text = row->name;
	buf_printf(&out->texts[1], "%d", (int)row->size);
	out->cells[1].number = row->size;
	out->cells[3].text = "something long to say";
	buf_puts(&out->words, row->words);
}

static void add(struct list *l, uint32_t id, bool aside, const char *name, int64_t size, const char *words)
{
	struct row *row = &((struct said *)l->ctx)->rows[id];

	snprintf(row->name, sizeof(row->name), "%s", name);
	row->size = size;
	row->words = words;
	list_add_row(l, id, aside);
}

static void init(struct list *l)
{
	static struct said said;

	list_init(l, columns, 4, tell, &said);
}

static void fill(struct list *l)
{
	init(l);
	add(l, 10, false, "Delta", 9, "x509");
	add(l, 11, false, "alpha", 100, NULL);
	add(l, 12, true, "beta", 7, NULL);
	add(l, 13, false, "charlie", 9, "X509 too");
}

static void expect_order(struct list *l, const char *ids)
{
	char all[64] = "";

	list_settle(l);
	for (size_t i = 0; i < l->n_shown; i++)
		snprintf(all + strlen(all), sizeof(all) - strlen(all), "%s%u", i ? " " : "", list_shown(l, i)->id);
	assert_string_equal(all, ids);
}

static void goes_to_what_is_called_so(void **state)
{
	struct list l;

	(void)state;
	init(&l);
	add(&l, 1, false, "a beta", 1, "about alpha");
	add(&l, 2, false, "x", 2, "here alpha stands");
	add(&l, 3, false, "Beta", 3, "the one");
	add(&l, 5, false, "y", 4, "gone away");
	add(&l, 4, false, "z", 5, "gone");
	list_settle(&l);
	assert_true(list_search(&l, "beta", 0));
	assert_int_equal(list_selected(&l)->id, 3);     /* a cell, whole */
	assert_true(list_search(&l, "the one", 1));
	assert_int_equal(list_selected(&l)->id, 3);
	assert_true(list_search(&l, "one", 0));
	assert_int_equal(list_selected(&l)->id, 3);
	assert_true(list_search(&l, "alpha here", 0));
	assert_int_equal(list_selected(&l)->id, 2);     /* all its words are there */
	assert_true(list_search(&l, "GONE", 0));
	assert_int_equal(list_selected(&l)->id, 4);     /* the words that came with it, whole */
	assert_true(list_search(&l, "bet", 0));
	assert_int_equal(list_selected(&l)->id, 1);     /* else the first that has it */
	list_free(&l);
}

static void sorts_by_number_then_text_and_keeps_what_is_alike(void **state)
{
	struct list l;

	(void)state;
	fill(&l);
	expect_order(&l, "11 13 10");           /* alpha charlie Delta: case does not count */
	list_sort_next(&l, 0xf);
	expect_order(&l, "10 13 11");           /* 9 9 100: as they came */
	list_sort_reverse(&l);
	expect_order(&l, "11 10 13");           /* also the other way round */
	list_show_all(&l, true);
	expect_order(&l, "11 10 13 12");
	list_sort_next(&l, 1);                  /* passes over columns that do not show */
	expect_order(&l, "11 12 13 10");
	list_free(&l);
}

static void the_selected_row_stays(void **state)
{
	struct list l;

	(void)state;
	fill(&l);
	assert_int_equal(list_selected(&l)->id, 11);
	list_move(&l, 1);
	assert_int_equal(list_selected(&l)->id, 13);
	list_sort_next(&l, 0xf);
	assert_int_equal(list_selected(&l)->id, 13);
	add(&l, 14, false, "first", 1, NULL);
	assert_int_equal(list_selected(&l)->id, 13);
	list_move(&l, -1000);
	assert_int_equal(list_selected(&l)->id, 14);
	add(&l, 15, false, "new", 0, NULL);     /* on top one stays on top */
	assert_int_equal(list_selected(&l)->id, 15);
	list_move(&l, 1000);
	assert_int_equal(list_selected(&l)->id, 11);
	list_free(&l);
}

static void searches_all_words_of_a_row(void **state)
{
	bool wrapped;
	struct list l;

	(void)state;
	fill(&l);
	assert_true(list_search(&l, "x50", 0));
	assert_int_equal(list_selected(&l)->id, 13);
	assert_int_equal(l.n_matches, 2);
	assert_int_equal(list_match_number(&l), 1);
	assert_true(list_search_next(&l, false, &wrapped));
	assert_false(wrapped);
	assert_int_equal(list_selected(&l)->id, 10);
	assert_true(list_search_next(&l, false, &wrapped));
	assert_true(wrapped);
	assert_true(list_search_next(&l, true, &wrapped));
	assert_true(wrapped);
	assert_true(list_search(&l, "X509  TOO", 0));
	assert_int_equal(l.n_matches, 1);
	list_show_matches(&l, true);
	expect_order(&l, "13");
	list_show_matches(&l, false);
	expect_order(&l, "11 13 10");
	assert_int_equal(list_selected(&l)->id, 13);
	assert_false(list_search(&l, "x509 none", 1));
	assert_int_equal(l.n_matches, 0);
	assert_int_equal(l.at, 1);
	list_show_matches(&l, true);
	assert_null(list_selected(&l));
	list_move(&l, 1);
	assert_null(list_selected(&l));
	list_free(&l);
}

/* A query that says more, one that says something else, and a row that says something else. */
static void finds_what_rows_say_now(void **state)
{
	static const struct { const char *query; int n; } cases[] = {
		{ "a", 3 }, { "al", 1 }, { "alp", 1 }, { "al ", 1 }, { "al x", 0 }, { "a", 3 }, { "x509", 2 }, { "x509 t", 2 }, { "x509 too", 1 }, { "", 0 },
	};
	struct list l;

	(void)state;
	fill(&l);
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		assert_int_equal(list_search(&l, cases[i].query, 0), cases[i].n || !*cases[i].query);
		CHECK_THAT((int)l.n_matches == cases[i].n, "\"%s\": %zu", cases[i].query, l.n_matches);
	}
	assert_false(list_search(&l, "new", 0));
	list_sort_next(&l, 0xf);
	snprintf(((struct said *)l.ctx)->rows[11].name, 16, "new name");
	((struct said *)l.ctx)->rows[11].size = 1;
	list_set_row(&l, 1);
	expect_order(&l, "11 10 13");
	assert_int_equal(l.n_matches, 1);
	assert_string_equal(list_tell(&l, list_shown(&l, 0))->cells[0].text, "new name");
	assert_true(list_shown(&l, 0)->match);
	assert_true(list_search(&l, "new name", 2));
	assert_int_equal(list_selected(&l)->id, 11);
	list_free(&l);
}

static void columns_go_by_rank(void **state)
{
	int w[LIST_MAX_COLUMNS];
	struct list l;

	(void)state;
	fill(&l);
	list_widths(&l, 200, w);
	assert_int_equal(w[0], 7);              /* charlie */
	assert_int_equal(w[1], 4);              /* the title is wider than 100 */
	assert_int_equal(w[2], 0);              /* nothing in it */
	assert_int_equal(w[3], 21);
	for (int room = 4; room < 40; room++) {
		int sum = -1;

		list_widths(&l, room, w);
		for (size_t i = 0; i < 4; i++)
			sum += w[i] ? w[i] + 1 : 0;
		assert_true(sum <= room);
		assert_int_equal(w[1], 4);
		assert_true((w[0] != 0) >= (w[3] != 0));
	}
	list_widths(&l, 3, w);
	assert_int_equal(w[0] + w[1] + w[3], 0);
	list_free(&l);
}

/* ---- streams ---- */

static struct stream_summary a_stream(uint32_t number)
{
	return (struct stream_summary){ .number = number, .is_tls = true, .client = "192.0.2.1:5000", .server = "[2001:db8::1]:443" };
}

static struct handshake_summary a_handshake(void)
{
	return (struct handshake_summary){
		.has_client_hello = true, .has_server_hello = true, .server_name = "a.example", .version = VERSION_TLS12, .suite_code = 2,
		.suite = suite_find(2), .reason = CLOSED_NO_KEY,
	};
}

static bool tells(struct list_detail *d, const char *text)
{
	for (size_t i = 0; i < d->n; i++)
		if (strstr(list_detail_text(d, i), text))
			return true;
	return false;
}

static void every_reason_is_told_with_what_helps(void **state)
{
	struct list_detail d = { 0 };
	struct streams s;

	(void)state;
	streams_init(&s);
	for (int reason = CLOSED_NONE + 1; reason < CLOSED_N; reason++) {
		const struct stream_summary stream = a_stream((uint32_t)reason);
		struct handshake_summary h = a_handshake();

		h.reason = (enum closed)reason;
		assert_true(streams_add(&s, &stream, &h, 0));
		streams_detail(&s, (uint32_t)s.n - 1, &d);
		assert_true(tells(&d, closed_text(h.reason)));
		assert_true(tells(&d, closed_help(h.reason)));
		assert_true(list_search(&s.list, closed_code(h.reason), 0));
	}
	assert_int_equal(s.n_handshakes, CLOSED_N - 1);
	assert_int_equal(s.n_decrypted, 0);
	list_detail_free(&d);
	streams_free(&s);
}

static void what_is_wrong_is_said_first(void **state)
{
	const struct stream_summary stream = a_stream(3);
	struct handshake_summary h = a_handshake();
	struct list_detail d = { 0 };
	struct streams s;

	(void)state;
	streams_init(&s);
	h.decrypted = true;
	h.finished[0] = FINISHED_MISMATCH;
	h.finished[1] = FINISHED_VERIFIED;
	h.alerts[h.n_alerts++].description = 51;
	h.heartbeat = HEARTBEAT_ANSWERED;
	assert_true(streams_add(&s, &stream, &h, 0));
	streams_detail(&s, 0, &d);
	assert_int_equal(d.lines[0].tone, LIST_BAD);
	assert_non_null(strstr(list_detail_text(&d, 0), "does not match"));
	assert_true(tells(&d, "decrypt_error"));
	assert_true(tells(&d, "WAS ANSWERED"));
	assert_false(tells(&d, "both Finished messages hold"));
	assert_true(list_search(&s.list, "wrong decrypt_error", 0));
	list_detail_free(&d);
	streams_free(&s);
}

/* A handshake that is listed while it is under way, and again when it is over. */
static void a_row_that_changes(void **state)
{
	struct stream_summary stream = { .is_tls = true, .open = true, .client = "192.0.2.1:1", .server = "192.0.2.2:443" };
	struct handshake_summary h = { .has_client_hello = true, .reason = CLOSED_INCOMPLETE };
	struct streams s;
	struct buf text = { 0 };

	(void)state;
	streams_init(&s);
	assert_true(streams_add(&s, &stream, &h, 0));
	assert_string_equal(list_tell(&s.list, &s.list.rows[0])->cells[11].text, "under way");
	streams_title(&s, 0, &text);
	assert_string_equal(buf_str(&text), "stream 0, under way");
	h.complete = h.decrypted = true;
	h.reason = CLOSED_NONE;
	streams_set(&s, 0, &stream, &h);
	assert_string_equal(list_tell(&s.list, &s.list.rows[0])->cells[11].text, "established");
	assert_int_equal(s.n_decrypted, 1);
	stream.open = h.complete = h.decrypted = false;
	h.cause = CAUSE_HELLO_RESET;
	h.cause_text = "why";
	streams_set(&s, 0, &stream, &h);
	assert_int_equal(s.n_failed, 1);
	assert_int_equal(s.causes[CAUSE_HELLO_RESET], 1);
	assert_int_equal(s.causes[CAUSE_NONE], 0);
	assert_int_equal(s.n_decrypted, 0);
	assert_int_equal(s.n_handshakes, 1);
	assert_int_equal(s.n, 1);
	assert_true(s.list.rows[0].pressing);
	buf_free(&text);
	streams_free(&s);
}

/* Rows that come while others are shown are put among them: the order is that of a list that is sorted once. */
static void rows_that_come_in_between(void **state)
{
	enum { ROWS = 200 };
	static const struct { size_t column; bool reverse, all; const char *query; } cases[] = {
		{ 0, false, false, "" }, { 1, false, false, "" }, { 1, true, false, "" }, { 1, false, true, "" }, { 2, true, true, "" }, { 1, false, true, "a1" },
	};

	(void)state;
	for (size_t c = 0; c < ARRAY_LEN(cases); c++) {
		struct list l[2];

		for (size_t k = 0; k < 2; k++) {
			init(&l[k]);
			l[k].sort = cases[c].column;
			l[k].reverse = cases[c].reverse;
			l[k].all = cases[c].all;
			l[k].only_matches = *cases[c].query;
			list_search(&l[k], cases[c].query, 0);
			for (uint32_t i = 0; i < ROWS; i++) {
				char name[16];

				snprintf(name, sizeof(name), "a%u", i * 37 % 50);
				add(&l[k], i, i % 5 == 0, name, i * 91 % 64, NULL);
				if (i % 50 == 20)
					list_press(&l[k], i - 14);
				if (!k && i % 7 == 0)
					list_settle(&l[k]);
			}
			list_settle(&l[k]);
		}
		CHECK_THAT(l[0].n_shown == l[1].n_shown && l[0].n_matches == l[1].n_matches, "case %zu: as many", c);
		for (size_t i = 0; i < l[0].n_shown; i++)
			CHECK_THAT(l[0].shown[i] == l[1].shown[i], "case %zu: row %zu", c, i);
		list_free(&l[0]);
		list_free(&l[1]);
	}
}

/* The i-th of rows most of which are alike; every third is not. */
static struct streams_row a_row(uint32_t i, char text[2][32])
{
	struct streams_row row = { a_stream(i), i % 4, a_handshake() };

	snprintf(text[0], 32, "192.0.2.%u:%u", i % 5, i);
	snprintf(text[1], 32, "%u.example", i / 7);
	row.stream.client = text[0];
	row.stream.first_ns = i * INT64_C(1000000007);
	row.h.server_name = i % 11 ? text[1] : NULL;
	row.h.when = i;
	if (i % 3)
		return row;
	row.stream.via = text[1];
	row.stream.udp = i % 2;
	row.h.version = (uint16_t)i;
	row.h.cause_text = row.h.chain_failed = row.h.looks_like = text[0];
	row.h.n_alerts = i % HANDSHAKE_MAX_ALERTS;
	row.h.alerts[3].description = (uint8_t)i;
	row.h.hello_there = i;
	row.h.hello_whole = i / 2;
	row.h.key_updates[i % 2] = row.h.number = i;
	return row;
}

static bool same_text(const char *a, const char *b)
{
	return a && b ? strcmp(a, b) == 0 : a == b;
}

/* All that was said of a row is there again. */
static void rows_keep_what_they_say(void **state)
{
	enum { ROWS = 3 * STREAMS_MODELS + 500 };
	struct streams s;
	char text[2][32];

	(void)state;
	streams_init(&s);
	for (uint32_t i = 0; i < ROWS; i++) {
		const struct streams_row row = a_row(i, text);

		assert_true(streams_add(&s, &row.stream, &row.h, row.index));
	}
	assert_int_equal(s.n_models, STREAMS_MODELS);
	for (uint32_t i = 0; i < ROWS; i++) {
		const struct streams_row x = a_row(i, text), y = streams_row(&s, i);

		CHECK_THAT(x.stream.number == y.stream.number && x.index == y.index && x.stream.first_ns == y.stream.first_ns && x.stream.udp == y.stream.udp, "row %u", i);
		CHECK_THAT(same_text(x.stream.client, y.stream.client) && same_text(x.stream.server, y.stream.server) && same_text(x.stream.via, y.stream.via), "row %u", i);
		CHECK_THAT(same_text(x.h.server_name, y.h.server_name) && same_text(x.h.cause_text, y.h.cause_text) && same_text(x.h.chain_failed, y.h.chain_failed) &&
			   same_text(x.h.looks_like, y.h.looks_like), "row %u", i);
		CHECK_THAT(x.h.when == y.h.when && x.h.version == y.h.version && x.h.n_alerts == y.h.n_alerts && x.h.hello_there == y.h.hello_there &&
			   x.h.alerts[3].description == y.h.alerts[3].description && x.h.hello_whole == y.h.hello_whole && x.h.number == y.h.number &&
			   x.h.key_updates[0] == y.h.key_updates[0] && x.h.key_updates[1] == y.h.key_updates[1] && x.h.suite == y.h.suite, "row %u", i);
	}
	streams_free(&s);
}

static void addresses_as_numbers(void **state)
{
	static const struct { const char *text; int64_t number; } cases[] = {
		{ "0.0.0.0:0", 0 }, { "1.2.3.4:5", (INT64_C(0x01020304) << 16) + 5 }, { "255.255.255.255:65535", INT64_C(0xffffffffffff) },
		{ "10.0.0.1", INT64_C(0x0a000001) << 16 }, { "[2001:db8::1]:443", INT64_MAX }, { "::1", INT64_MAX }, { "1.2.3:4", INT64_MAX },
		{ "", INT64_MAX }, { "here", INT64_MAX },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(cases); i++)
		CHECK_THAT(text_ipv4_number(cases[i].text) == cases[i].number, "%s", cases[i].text);
}

static void no_more_than_the_cap(void **state)
{
	struct stream_summary stream = a_stream(0);
	const struct handshake_summary h = a_handshake();
	struct streams s;

	(void)state;
	streams_init(&s);
	for (stream.number = 0; stream.number < STREAMS_MAX; stream.number++)
		assert_true(streams_add(&s, &stream, &h, 0));
	assert_false(s.full);
	assert_false(streams_add(&s, &stream, &h, 0));
	assert_true(s.full);
	assert_int_equal(s.n, STREAMS_MAX);
	list_sort_reverse(&s.list);
	list_sort_next(&s.list, ~0u);
	assert_int_equal(list_selected(&s.list)->id, 0);
	streams_free(&s);
}

UNIT_GROUP(list)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(goes_to_what_is_called_so),
		cmocka_unit_test(sorts_by_number_then_text_and_keeps_what_is_alike),
		cmocka_unit_test(the_selected_row_stays),
		cmocka_unit_test(searches_all_words_of_a_row),
		cmocka_unit_test(finds_what_rows_say_now),
		cmocka_unit_test(columns_go_by_rank),
		cmocka_unit_test(every_reason_is_told_with_what_helps),
		cmocka_unit_test(what_is_wrong_is_said_first),
		cmocka_unit_test(a_row_that_changes),
		cmocka_unit_test(rows_that_come_in_between),
		cmocka_unit_test(rows_keep_what_they_say),
		cmocka_unit_test(addresses_as_numbers),
		cmocka_unit_test(no_more_than_the_cap),
	};

	return cmocka_run_group_tests_name("list", tests, NULL, NULL);
}
