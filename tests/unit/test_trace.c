/* The trace: values and how they are made of others, units announced by one
 * party and claimed by the other, field trees, events and steps. */
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "unit.h"
#include "spec/codes.h"
#include "spec/events.h"
#include "spec/layout.h"
#include "trace/handshake.h"
#include "trace/rest_field.h"
#include "trace/rest_shelf.h"

static int setup(void **state)
{
	*state = trace_new();
	return 0;
}

static int teardown(void **state)
{
	trace_free(*state);
	return 0;
}

static void id_zero_is_none(void **state)
{
	struct trace *t = *state;

	assert_int_equal(trace_n_events(t), 1);
	assert_int_equal(trace_n_values(t), 1);
	assert_int_equal(trace_n_units(t), 1);
	assert_int_equal(trace_n_fields(t), 1);
	assert_int_equal(trace_n_steps(t), 1);
	assert_int_equal(trace_bytes(t, 0).n, 0);
	assert_int_equal(trace_current_step(t), 0);
	assert_false(trace_current(t)->outcome.done);
	trace_free(NULL);
}

static void values_know_their_inputs(void **state)
{
	struct trace *t = *state;
	char label[] = "first";
	uint8_t bytes[] = { 1, 2, 3, 4 };
	value_id a = trace_add_leaf(t, ACTOR_CLIENT, OP_RANDOM, label, bytes_of(bytes, 4));
	value_id b = trace_add_uint(t, ACTOR_SERVER, OP_COUNTER, "n", 3, 0x0a0b0c);
	value_id s = trace_add_slice(t, ACTOR_CLIENT, a, 1, 2, "middle");
	value_id c = trace_add_concat(t, ACTOR_CLIENT, "both", (value_id[]){ b, s, b }, 3);
	const struct value *v;

	memset(bytes, 0, sizeof(bytes));       /* the trace has its own copies */
	memset(label, 'x', 5);
	v = trace_value(t, a);
	assert_string_equal(v->label, "first");
	assert_int_equal(v->op, OP_RANDOM);
	assert_int_equal(v->actor, ACTOR_CLIENT);
	assert_int_equal(v->n_inputs, 0);
	assert_true(bytes_equal(v->bytes, BYTES_LIT("\x01\x02\x03\x04")));

	v = trace_value(t, s);
	assert_int_equal(v->op, OP_SLICE);
	assert_int_equal(v->offset, 1);
	assert_int_equal(v->n_inputs, 1);
	assert_int_equal(v->inputs[0], a);
	assert_ptr_equal(v->bytes.p, trace_bytes(t, a).p + 1);   /* shared, not copied */

	v = trace_value(t, c);
	assert_int_equal(v->op, OP_CONCAT);
	assert_int_equal(v->n_inputs, 3);
	assert_int_equal(v->inputs[1], s);
	assert_true(bytes_equal(v->bytes, BYTES_LIT("\x0a\x0b\x0c\x02\x03\x0a\x0b\x0c")));

	assert_int_equal(trace_value(t, b)->show, SHOW_NUMBER);
	assert_int_equal(trace_bytes(t, trace_add_concat(t, ACTOR_CLIENT, "nothing", NULL, 0)).n, 0);
	assert_int_equal(trace_bytes(t, trace_add_slice(t, ACTOR_CLIENT, a, 4, 0, "end")).n, 0);
}

static void values_shown(void **state)
{
	struct trace *t = *state;
	value_id when = trace_add_time(t, ACTOR_CLIENT, OP_CLOCK, "now", 0);
	value_id suite = trace_show(t, trace_add_uint(t, ACTOR_CLIENT, OP_CONST, "suite", 2, 0x2f), SHOW_CODE,
				    &codes_cipher_suite);

	assert_true(bytes_equal(trace_bytes(t, when), BYTES_LIT("1970-01-01T00:00:00Z")));
	assert_int_equal(trace_value(t, when)->show, SHOW_TIME);
	assert_int_equal(trace_value(t, suite)->show, SHOW_CODE);
	assert_ptr_equal(trace_value(t, suite)->codes, &codes_cipher_suite);
}

static void times_of_events(void **state)
{
	struct trace *t = *state;
	int64_t ns = 7;

	assert_false(trace_event_time(t, 1, &ns));
	trace_add_event(t, EV_MESSAGE_SENT, ACTOR_CLIENT, NULL, 0);
	trace_set_time(t, 100);
	trace_set_time(t, 1234567890123456789);           /* nothing happened at the one before */
	for (int i = 0; i < 3; i++)
		trace_add_event(t, EV_MESSAGE_SENT, ACTOR_CLIENT, NULL, 0);
	trace_set_time(t, -5);
	trace_set_time(t, -5);
	trace_add_event(t, EV_MESSAGE_SENT, ACTOR_CLIENT, NULL, 0);

	assert_false(trace_event_time(t, 1, &ns));
	assert_int_equal(ns, 7);
	for (event_id e = 2; e <= 5; e++) {
		assert_true(trace_event_time(t, e, &ns));
		assert_true(ns == (e < 5 ? 1234567890123456789 : -5));
	}
}

static void pointers_stay_valid(void **state)
{
	struct trace *t = *state;
	value_id a = trace_add_leaf(t, ACTOR_CLIENT, OP_CONST, "a", BYTES_LIT("keep"));
	const struct value *v = trace_value(t, a);
	const struct event *e = trace_event_values(t, EV_RANDOM_DRAWN, ACTOR_CLIENT, a);

	for (int i = 0; i < 5000; i++) {
		trace_add_leaf(t, ACTOR_CLIENT, OP_CONST, "b", BYTES_LIT("more"));
		trace_add_event(t, EV_MESSAGE_SENT, ACTOR_CLIENT, NULL, 0);
	}
	assert_ptr_equal(trace_value(t, a), v);
	assert_true(bytes_equal(v->bytes, BYTES_LIT("keep")));
	assert_int_equal(e->values[0], a);
}

static unit_id make_unit(struct trace *t, enum unit_kind kind, enum actor sender, struct bytes b)
{
	return trace_add_unit(t, kind, sender, trace_add_leaf(t, sender, OP_CONST, "unit", b));
}

static void units_claimed_in_order(void **state)
{
	struct trace *t = *state;
	unit_id altered;
	unit_id m1 = make_unit(t, UNIT_MESSAGE, ACTOR_CLIENT, BYTES_LIT("one"));
	unit_id r1 = make_unit(t, UNIT_RECORD, ACTOR_CLIENT, BYTES_LIT("one"));
	unit_id m2 = make_unit(t, UNIT_MESSAGE, ACTOR_CLIENT, BYTES_LIT("two"));
	unit_id s1 = make_unit(t, UNIT_MESSAGE, ACTOR_SERVER, BYTES_LIT("one"));

	trace_announce(t, m1);
	trace_announce(t, r1);
	trace_announce(t, m2);
	trace_announce(t, s1);
	/* by kind and direction, each once */
	assert_int_equal(trace_claim(t, UNIT_RECORD, ACTOR_CLIENT, BYTES_LIT("one"), &altered), r1);
	assert_int_equal(trace_claim(t, UNIT_RECORD, ACTOR_CLIENT, BYTES_LIT("one"), &altered), 0);
	assert_int_equal(altered, 0);
	assert_int_equal(trace_claim(t, UNIT_MESSAGE, ACTOR_CLIENT, BYTES_LIT("one"), &altered), m1);
	assert_int_equal(trace_claim(t, UNIT_MESSAGE, ACTOR_SERVER, BYTES_LIT("one"), &altered), s1);
	/* other bytes than were sent: not the unit, but which one it was */
	assert_int_equal(trace_claim(t, UNIT_MESSAGE, ACTOR_CLIENT, BYTES_LIT("twO"), &altered), 0);
	assert_int_equal(altered, m2);
	assert_int_equal(trace_claim(t, UNIT_MESSAGE, ACTOR_CLIENT, BYTES_LIT("two"), &altered), 0);
	assert_int_equal(altered, 0);
}

/* hello { version, list[ item { type, data } ] } over "VVLL11223" */
static const struct layout type_layout = { .name = "type", .kind = L_UINT, .width = 1, .show = SHOW_CODE, .codes = &codes_extension };
static const struct layout data_layout = { .name = "data", .kind = L_BYTES, .min = 1 };
static const struct layout item_layout = { .name = "item", .kind = L_STRUCT };
static const struct layout list_layout = { .name = "items", .kind = L_LIST, .width = 2, .sub = &item_layout };
static const struct layout length_layout = { .name = "length", .kind = L_UINT, .width = 2 };
static const struct layout version_layout = { .name = "version", .kind = L_UINT, .width = 2 };
static const struct layout body_layout = { .name = "body", .kind = L_STRUCT };
static const struct layout root_layout = { .name = "root", .kind = L_STRUCT };
static const struct layout rest_layout = { .name = "type", .kind = L_REST };

struct tree {
	unit_id unit;
	field_id root, body, version, list, length, item[2], type[2], data[2], rest;
};

static struct tree make_tree(struct trace *t)
{
	struct tree f = { .unit = make_unit(t, UNIT_MESSAGE, ACTOR_CLIENT, BYTES_LIT("VVLL11223")) };

	f.root = trace_add_field(t, f.unit, 0, &root_layout, 0, 9, false);
	f.body = trace_add_field(t, f.unit, f.root, &body_layout, 0, 8, false);
	f.version = trace_add_field(t, f.unit, f.body, &version_layout, 0, 2, true);
	f.list = trace_add_field(t, f.unit, f.body, &list_layout, 2, 6, false);
	f.length = trace_add_field(t, f.unit, f.list, &length_layout, 2, 2, true);
	for (uint32_t i = 0; i < 2; i++) {
		f.item[i] = trace_add_field(t, f.unit, f.list, &item_layout, 4 + 2 * i, 2, false);
		trace_edit_field(t, f.item[i])->index = (uint16_t)i;
		f.type[i] = trace_add_field(t, f.unit, f.item[i], &type_layout, 4 + 2 * i, 1, true);
		f.data[i] = trace_add_field(t, f.unit, f.item[i], &data_layout, 5 + 2 * i, 1, true);
	}
	f.rest = trace_add_field(t, f.unit, f.root, &rest_layout, 8, 1, true);
	return f;
}

static void fields_make_a_tree(void **state)
{
	struct trace *t = *state;
	unit_id before = make_unit(t, UNIT_RECORD, ACTOR_CLIENT, BYTES_LIT("x"));
	struct tree f;

	trace_add_field(t, before, 0, &rest_layout, 0, 1, true);
	f = make_tree(t);
	assert_int_equal(trace_unit(t, f.unit)->first_field, f.root);
	assert_int_equal(trace_unit(t, f.unit)->n_fields, 12);
	assert_int_equal(trace_field(t, f.root)->depth, 0);
	assert_int_equal(trace_field(t, f.data[1])->depth, 4);

	assert_int_equal(trace_field_end(t, f.item[0]), f.item[1]);
	assert_int_equal(trace_field_end(t, f.item[1]), f.rest);
	assert_int_equal(trace_field_end(t, f.list), f.rest);
	assert_int_equal(trace_field_end(t, f.version), f.list);
	assert_int_equal(trace_field_end(t, f.root), f.rest + 1);
	assert_int_equal(trace_field_end(t, f.rest), f.rest + 1);
}

static void fields_found_by_name(void **state)
{
	struct trace *t = *state;
	struct tree f = make_tree(t);

	make_tree(t);      /* the next unit's fields must never be found */
	assert_int_equal(trace_find_field(t, f.root, "type", 0), f.type[0]);
	assert_int_equal(trace_find_field(t, f.root, "type", f.type[0]), f.type[1]);
	assert_int_equal(trace_find_field(t, f.root, "type", f.type[1]), f.rest);
	assert_int_equal(trace_find_field(t, f.root, "type", f.rest), 0);
	assert_int_equal(trace_find_field(t, f.list, "type", f.type[1]), 0);
	assert_int_equal(trace_find_field(t, f.item[1], "type", 0), f.type[1]);
	assert_int_equal(trace_find_field(t, f.item[1], "version", 0), 0);
	assert_int_equal(trace_find_field(t, f.item[0], "item", 0), 0);      /* not itself, not its sister */
	for (int counted = 0; counted < 2; counted++) {
		for (field_id i = f.root; counted && i < trace_n_fields(t); i++)
			trace_edit_field(t, i)->under = trace_field_end(t, i) - 1 - i;
		assert_int_equal(trace_find_child(t, f.list, "item", 0), f.item[0]);
		assert_int_equal(trace_find_child(t, f.list, "item", f.item[0]), f.item[1]);
		assert_int_equal(trace_find_child(t, f.list, "item", f.item[1]), 0);
		assert_int_equal(trace_find_child(t, f.list, "type", 0), 0);         /* that is deeper */
		assert_int_equal(trace_find_child(t, f.item[1], "type", 0), f.type[1]);
		assert_int_equal(trace_find_child(t, f.item[0], "item", 0), 0);
	}
	assert_int_equal(trace_find_field(t, f.rest, "type", 0), 0);
	assert_int_equal(trace_find_field(t, f.root, "nothing", 0), 0);
}

static void leaves_cover_every_byte(void **state)
{
	static const char owner[] = "vvllabcdr";
	struct trace *t = *state;
	struct tree f = make_tree(t);
	const field_id by_name[128] = {
		['v'] = f.version, ['l'] = f.length, ['a'] = f.type[0], ['b'] = f.data[0],
		['c'] = f.type[1], ['d'] = f.data[1], ['r'] = f.rest,
	};

	for (uint32_t i = 0; i < 9; i++)
		assert_int_equal(trace_leaf_at(t, f.unit, i), by_name[(int)owner[i]]);
	assert_int_equal(trace_leaf_at(t, f.unit, 9), 0);
	assert_int_equal(trace_leaf_at(t, f.unit, UINT32_MAX), 0);
}

/* Packed behind one unit, and woken behind others: of all kinds, and the largest that there can be. */
static void fields_wait_and_wake(void **state)
{
	static const struct field fields[] = {
		{ .layout = &layout_handshake, .len = 1 << 18 },
		{ .depth = 1, .layout = &layout_length[2], .off = 4, .len = 1, .leaf = true },
		{ .depth = 1, .layout = &layout_record, .off = 5, .len = 70000, .index = UINT16_MAX },
		{ .depth = 2, .layout = &layout_length[2], .off = 70000, .len = 5, .leaf = true, .malformed = true, .index = 300 },
		{ .depth = 2, .layout = &layout_handshake, .off = 5, .leaf = true },
		{ .depth = 1, .layout = &layout_record, .off = UINT32_MAX, .len = UINT32_MAX, .leaf = true },
	};
	static const field_id parents[] = { 0, 1, 1, 3, 3, 1 };
	struct trace *t = *state;
	struct buf packed = { 0 };
	unit_id unit;
	field_id first;

	for (size_t i = 0; i < ARRAY_LEN(fields); i++)
		*(struct field *)segvec_push(&t->fields, sizeof(struct field)) = fields[i];
	rest_fields_pack(t, 1, ARRAY_LEN(fields), &packed);
	unit = make_unit(t, UNIT_MESSAGE, ACTOR_CLIENT, BYTES_LIT("abc"));
	first = trace_n_fields(t);
	assert_ptr_equal(rest_fields_wake(t, packed.p, ARRAY_LEN(fields), unit), packed.p + packed.n);
	for (uint32_t i = 0; i < ARRAY_LEN(fields); i++) {
		const struct field *f = trace_field(t, first + i), *was = &fields[i];

		assert_int_equal(f->unit, unit);
		assert_int_equal(f->parent, parents[i] ? first + parents[i] - 1 : 0);
		assert_int_equal(f->depth, was->depth);
		assert_int_equal(f->leaf, was->leaf);
		assert_int_equal(f->malformed, was->malformed);
		assert_int_equal(f->index, was->index);
		assert_int_equal(f->off, was->off);
		assert_int_equal(f->len, was->len);
		assert_ptr_equal(f->layout, was->layout);
	}
	buf_free(&packed);
}

/* What is the same is there once, as long as somebody has it. */
static void shelved_once(void **state)
{
	enum { N = 300, SIZE = 301 };
	struct trace_shelf *shelf = trace_shelf_new();
	struct shelved *first[N], *again[N];
	uint8_t bytes[SIZE] = { 0 };

	(void)state;
	for (unsigned round = 0; round < 2; round++)
		for (size_t i = 0; i < N; i++) {
			memset(bytes, 0, sizeof(bytes));
			bytes[i] = 1;
			(round ? again : first)[i] = trace_shelf_take(shelf, bytes_of(bytes, SIZE));
		}
	for (size_t i = 0; i < N; i++) {
		assert_ptr_equal(again[i], first[i]);
		assert_int_equal(first[i]->users, 2);
		assert_int_equal(first[i]->n, SIZE);
		assert_int_equal(first[i]->bytes[i], 1);
		assert_true(!i || first[i] != first[i - 1]);
		trace_shelf_give_back(again[i]);
	}
	again[0] = trace_shelf_take(shelf, bytes_of(first[0]->bytes, SIZE - 1));
	assert_ptr_not_equal(again[0], first[0]);
	for (size_t i = 1; i < N; i++)
		trace_shelf_give_back(first[i]);
	assert_int_equal(first[0]->users, 1);
	trace_shelf_free(shelf);
}

static void field_values_made_once(void **state)
{
	struct trace *t = *state;
	struct tree f = make_tree(t);
	uint32_t before = trace_n_values(t);
	value_id v = trace_field_value(t, f.type[1]);

	assert_int_equal(trace_n_values(t), before + 1);
	assert_int_equal(trace_field_value(t, f.type[1]), v);
	assert_int_equal(trace_n_values(t), before + 1);
	assert_int_equal(trace_value(t, v)->op, OP_SLICE);
	assert_int_equal(trace_value(t, v)->inputs[0], trace_unit(t, f.unit)->value);
	assert_int_equal(trace_value(t, v)->offset, 6);
	assert_int_equal(trace_value(t, v)->show, SHOW_CODE);
	assert_ptr_equal(trace_value(t, v)->codes, &codes_extension);
	assert_string_equal(trace_value(t, v)->label, "type");
	assert_true(bytes_equal(trace_bytes(t, v), BYTES_LIT("2")));
	assert_true(bytes_equal(trace_field_bytes(t, f.list), BYTES_LIT("LL1122")));
}

static void field_paths(void **state)
{
	struct trace *t = *state;
	struct tree f = make_tree(t);
	struct buf b = { 0 };

	trace_field_path(t, f.version, &b);
	assert_string_equal(buf_str(&b), "body.version");
	buf_clear(&b);
	trace_field_path(t, f.data[1], &b);
	assert_string_equal(buf_str(&b), "body.items.item[1].data");
	buf_free(&b);
}

static void events_and_steps(void **state)
{
	struct trace *t = *state;
	value_id a = trace_add_leaf(t, ACTOR_CLIENT, OP_CONST, "a", BYTES_LIT("a"));
	value_id b = trace_add_leaf(t, ACTOR_CLIENT, OP_CONST, "b", BYTES_LIT("b"));
	step_id s1 = trace_open_step(t, "ClientHello", ACTOR_CLIENT), s2;
	const struct event *e;

	trace_event_values(t, EV_RANDOM_DRAWN, ACTOR_CLIENT, a);
	trace_event_values(t, EV_PMS_MADE, ACTOR_CLIENT, a, b);
	s2 = trace_open_step(t, "ServerHello", ACTOR_SERVER);
	trace_add_event(t, EV_MESSAGE_SENT, ACTOR_SERVER, NULL, 0)->verdict = VERDICT_OK;
	trace_set_step(t, s1);
	trace_add_event(t, EV_MESSAGE_RECEIVED, ACTOR_SERVER, NULL, 0);

	assert_int_equal(trace_n_events(t), 5);
	assert_int_equal(trace_step(t, s1)->first_event, 1);
	assert_int_equal(trace_step(t, s2)->first_event, 3);
	assert_string_equal(trace_step(t, s2)->title, "ServerHello");
	e = trace_event(t, 2);
	assert_int_equal(e->step, s1);
	assert_int_equal(e->n_values, 2);
	assert_int_equal(e->values[1], b);
	assert_int_equal(trace_event(t, 3)->verdict, VERDICT_OK);
	assert_int_equal(trace_event(t, 4)->step, s1);
	assert_int_equal(trace_current_step(t), s1);
	/* a value remembers the first event that lists it */
	assert_int_equal(trace_value(t, a)->event, 1);
	assert_int_equal(trace_value(t, b)->event, 2);
}

static void names(void **state)
{
	(void)state;
	assert_string_equal(actors_standard[ACTOR_CLIENT].name, "client");
	assert_string_equal(actors_standard[ACTOR_NETWORK].name, "network");
	assert_string_equal(verdict_name(VERDICT_SKIPPED), "skipped");
	for (int op = 0; op < OP_N; op++) {
		assert_true(strlen(value_op_name((enum value_op)op)) > 1);
		assert_true(strlen(value_op_text((enum value_op)op)) > 1);
	}
	assert_string_equal(value_op_name(OP_RSA_PUBLIC), "RSA_PUBLIC");
	for (int i = 0; i < EV_N; i++) {
		assert_non_null(event_specs[i].name);
		assert_non_null(event_specs[i].title);
		assert_non_null(event_specs[i].sentence);
		assert_int_equal(event_by_name(event_specs[i].name), i);   /* no name twice */
	}
	assert_int_equal(event_by_name("no such event"), EV_N);
}

static unit_id a_unit(struct trace *t, enum actor sender, struct bytes b)
{
	return trace_add_unit(t, UNIT_RECORD, sender, trace_add_leaf(t, sender, OP_CONFIG, "record", b));
}

/* Of two connections of one server: each has its parties, its version, its outcome, and its own bytes on the way. */
static void connections(void **state)
{
	struct trace *t = *state;
	const enum actor mallory = trace_add_actor(t, (struct actor_spec){ "mallory", "Mallory" });
	connection_id second = trace_add_connection(t, mallory, ACTOR_SERVER);
	unit_id units[2], altered;
	step_id step;

	assert_int_equal(second, 1);
	trace_agree_version(t, VERSION_TLS12, 0);
	units[0] = a_unit(t, ACTOR_SERVER, BYTES_LIT("the same"));
	t->connection = second;
	units[1] = a_unit(t, ACTOR_SERVER, BYTES_LIT("the same"));
	step = trace_open_step(t, "ServerHello", ACTOR_SERVER);
	trace_add_event(t, EV_MESSAGE_SENT, ACTOR_SERVER, NULL, 0);
	trace_current(t)->outcome.outcome = "failed";
	for (size_t i = 0; i < 2; i++) {
		assert_int_equal(trace_unit(t, units[i])->connection, i);
		assert_int_equal(trace_unit(t, units[i])->version, i ? 0 : VERSION_TLS12);
		trace_announce(t, units[i]);
	}
	assert_int_equal(trace_step(t, step)->connection, second);
	assert_int_equal(trace_event(t, 1)->version, 0);
	assert_int_equal(trace_event_connection(t, trace_event(t, 1)), second);
	assert_int_equal(trace_claim(t, UNIT_RECORD, ACTOR_SERVER, BYTES_LIT("the same"), &altered), units[1]);
	t->connection = 0;
	assert_int_equal(trace_claim(t, UNIT_RECORD, ACTOR_SERVER, BYTES_LIT("the same"), &altered), units[0]);
	assert_null(trace_studied(t)->outcome.outcome);
	assert_int_equal(trace_peer(t, second, ACTOR_SERVER), mallory);
	assert_int_equal(trace_peer(t, second, mallory), ACTOR_SERVER);
	assert_int_equal(trace_peer(t, 0, ACTOR_SERVER), ACTOR_CLIENT);
	assert_int_equal(trace_peer(t, 0, ACTOR_OBSERVER), ACTOR_OBSERVER);
	trace_clear(t);
	assert_int_equal(t->connections.n, 1);
	assert_int_equal(trace_current(t)->version, 0);
}

static void handshakes_are_kept_and_let_go(void **state)
{
	struct trace *t = *state;
	char room[CODE_TEXT_MAX];

	for (unsigned i = 0; i < 200; i++) {
		const struct handshake_summary h = {
			.version = VERSION_TLS12, .suite_code = 0x1a1b, .has_server_hello = i > 0, .client_certificates = i,
			.finished = { FINISHED_VERIFIED, i == 1 ? FINISHED_MISMATCH : FINISHED_VERIFIED },
		};

		trace_add_handshake(t, &h);
	}
	assert_int_equal(trace_n_handshakes(t), 200);
	assert_int_equal(trace_handshake(t, 150)->client_certificates, 150);
	assert_null(handshake_suite(trace_handshake(t, 0), room));
	assert_false(handshake_has_hello(trace_handshake(t, 0)));
	assert_string_equal(handshake_suite(trace_handshake(t, 1), room), "0x1a1b");
	assert_string_equal(handshake_version(trace_handshake(t, 1), room), "TLS 1.2");
	assert_null(handshake_key_exchange(trace_handshake(t, 1)));
	assert_true(handshake_finished_wrong(trace_handshake(t, 1)) && !handshake_finished_both(trace_handshake(t, 1)));
	assert_true(handshake_finished_both(trace_handshake(t, 2)));
	trace_clear(t);
	assert_int_equal(trace_n_handshakes(t), 0);
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, setup, teardown)

UNIT_GROUP(trace)
{
	const struct CMUnitTest tests[] = {
		TEST(id_zero_is_none),
		TEST(values_know_their_inputs),
		TEST(values_shown),
		TEST(times_of_events),
		TEST(pointers_stay_valid),
		TEST(units_claimed_in_order),
		TEST(fields_make_a_tree),
		TEST(fields_found_by_name),
		TEST(leaves_cover_every_byte),
		TEST(fields_wait_and_wake),
		TEST(shelved_once),
		TEST(field_values_made_once),
		TEST(field_paths),
		TEST(events_and_steps),
		TEST(connections),
		TEST(handshakes_are_kept_and_let_go),
		TEST(names),
	};

	return cmocka_run_group_tests_name("trace", tests, NULL, NULL);
}
