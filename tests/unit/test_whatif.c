/* One byte changed on the wire: which, who notices, by which check, with which alert. */
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "unit.h"
#include "source/sim/whatif.h"
#include "spec/codes.h"
#include "spec/events.h"
#include "view/graph/compare.h"

struct pair {
	struct feed *original, *changed;
	struct edit edit;
	struct compare c;
};

static struct pair run(const char *scenario, const char *flip)
{
	struct sim_options o = { .scenario = sim_find_scenario(scenario) };
	struct pair p;
	struct error err = { "" };

	assert_non_null(o.scenario);
	if (edit_parse(flip, &p.edit, &err) != ST_OK || whatif_open(&o, &p.edit, &p.original, &p.changed, &err) != ST_OK)
		fail_msg("%s %s: %s", scenario, flip, err.text);
	while (p.changed->pump(p.changed, 0) != FEED_DONE)
		continue;
	compare_build(&p.c, p.original->trace, p.changed->trace);
	return p;
}

static void done(struct pair *p)
{
	p->original->free(p->original);
	p->changed->free(p->changed);
}

/* ---- what comes of it ---- */

static const struct {
	const char *scenario, *flip;
	enum actor who;          /* ACTOR_NONE: nobody */
	const char *check, *alert;
} rows[] = {
	{ "default", "client_hello:5:80", ACTOR_SERVER, "record.mac_check", "bad_record_mac" },  /* TLS 1.127: the server takes 1.2 */
	{ "default", "client_hello:4", ACTOR_SERVER, "negotiate.version", "protocol_version" },
	{ "default", "client_hello:6", ACTOR_SERVER, "record.mac_check", "bad_record_mac" },     /* its random */
	{ "default", "client_hello:0:02", ACTOR_SERVER, "message.expected", "unexpected_message" },
	{ "default", "client_hello:3:ff", ACTOR_NONE, NULL, NULL },            /* too long: the server waits for the rest */
	{ "classic", "client_hello:41:80", ACTOR_SERVER, "finished.compare", "decrypt_error" },
	{ "classic", "client_hello:42:80", ACTOR_SERVER, "finished.compare", "decrypt_error" },
	{ "default", "server_hello:4", ACTOR_CLIENT, "server_hello.version", "protocol_version" },
	{ "default", "server_hello:71:ff", ACTOR_CLIENT, "server_hello.cipher_suite", "illegal_parameter" },
	{ "default", "server_hello:73", ACTOR_CLIENT, "server_hello.compression_method", "illegal_parameter" },
	{ "default", "server_hello:20", ACTOR_SERVER, "record.mac_check", "bad_record_mac" },    /* its random */
	{ "default", "certificate:973", ACTOR_CLIENT, "certificate.signature", "bad_certificate" },
	{ "default", "certificate:12:ff", ACTOR_CLIENT, "certificate.parsed", "bad_certificate" },
	{ "default", "server_hello_done:3", ACTOR_NONE, NULL, NULL },
	{ "default", "client_key_exchange:40", ACTOR_SERVER, "record.mac_check", "bad_record_mac" },
	{ "default", "change_cipher_spec:0", ACTOR_SERVER, "message.decoded", "unexpected_message" },
	{ "default", "change_cipher_spec#2:0:10", ACTOR_CLIENT, "message.decoded", "unexpected_message" },
	{ "default", "finished:20", ACTOR_SERVER, "record.mac_check", "bad_record_mac" },
	{ "default", "finished:79", ACTOR_SERVER, "record.mac_check", "bad_record_mac" },
	{ "default", "finished#2:0:80", ACTOR_CLIENT, "record.mac_check", "bad_record_mac" },
	{ "default", "application_data:20", ACTOR_SERVER, "record.mac_check", "bad_record_mac" },
	{ "default", "application_data#2:20", ACTOR_CLIENT, "record.mac_check", "bad_record_mac" },
	{ "default", "alert:20", ACTOR_SERVER, "record.mac_check", "bad_record_mac" },
	{ "aes128-gcm", "finished:8", ACTOR_SERVER, "record.tag_check", "bad_record_mac" },
	{ "aes128-gcm", "application_data:0:01", ACTOR_SERVER, "record.tag_check", "bad_record_mac" },
	{ "encrypt-then-mac", "application_data:17", ACTOR_SERVER, "record.mac_check", "bad_record_mac" },
	{ "null-sha256", "application_data:0", ACTOR_SERVER, "record.mac_check", "bad_record_mac" },
	{ "3des", "application_data#2:9", ACTOR_CLIENT, "record.mac_check", "bad_record_mac" },
	{ "client-rsa", "certificate_request:6:ff", ACTOR_SERVER, "certificate_verify.signature", "decrypt_error" },
	{ "client-rsa", "certificate_verify:30", ACTOR_SERVER, "certificate_verify.signature", "decrypt_error" },
	{ "client-p256", "certificate_verify:20", ACTOR_SERVER, "certificate_verify.signature", "decrypt_error" },
	{ "client-rsa", "certificate#2:900", ACTOR_SERVER, "certificate.signature", "bad_certificate" },
	/* one message over several records, several in one */
	{ "fragmented", "certificate:973", ACTOR_CLIENT, "certificate.signature", "bad_certificate" },
	{ "coalesced", "certificate:973", ACTOR_CLIENT, "certificate.signature", "bad_certificate" },
	{ "coalesced", "server_hello_done:0:01", ACTOR_CLIENT, "message.expected", "unexpected_message" },
};

static void table(void **state)
{
	size_t wrong = 0;

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct pair p = run(rows[i].scenario, rows[i].flip);
		const struct trace *t = p.changed->trace;
		const struct event *e = trace_event(t, p.c.noticed);
		const char *check = p.c.noticed ? event_specs[e->type].name : NULL;
		const char *alert = p.c.alert ? code_name(&codes_alert, (uint32_t)trace_event(t, p.c.alert)->arg[1]) : NULL;
		bool same = p.c.noticed ? rows[i].check && strcmp(check, rows[i].check) == 0 && alert && strcmp(alert, rows[i].alert) == 0 &&
					  e->actor == rows[i].who : !rows[i].check;

		if (!same || p.c.same_end) {
			print_error("%s %s: %s notices by %s, alert %s\n", rows[i].scenario, rows[i].flip,
				    p.c.noticed ? actors_standard[e->actor].name : "nobody", check ? check : "none", alert ? alert : "none");
			wrong++;
		}
		assert_string_equal(trace_current(p.original->trace)->outcome.outcome, "established");
		done(&p);
	}
	assert_int_equal(wrong, 0);
}

/* Exactly the byte that was named differs on the wire, and the story is the same until then. */
static void one_byte(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct pair p = run(rows[i].scenario, rows[i].flip);
		struct bytes was = trace_bytes(p.original->trace, trace_unit(p.original->trace, p.edit.record)->value), is = BYTES_NONE;
		size_t differ = 0;

		for (unit_id u = 1; u < trace_n_units(p.changed->trace) && !is.n; u++)
			if (trace_unit(p.changed->trace, u)->kind == UNIT_RECORD && trace_unit(p.changed->trace, u)->altered)
				is = trace_bytes(p.changed->trace, trace_unit(p.changed->trace, u)->value);
		assert_int_equal(is.n, was.n);
		for (size_t k = 0; k < was.n; k++)
			differ += was.p[k] != is.p[k];
		assert_int_equal(differ, 1);
		assert_int_equal(was.p[p.edit.at] ^ p.edit.tamper.mask, is.p[p.edit.at]);
		assert_int_equal(p.c.at, p.edit.at);
		assert_int_equal(p.c.was, was.p[p.edit.at]);
		assert_int_equal(p.c.is, is.p[p.edit.at]);
		assert_true(p.c.fault && p.c.parts[1] > p.c.fault);
		assert_int_equal(p.c.parts[1], p.c.parts[0] + 1);
		assert_int_equal(trace_event(p.changed->trace, p.c.parts[1])->type, EV_RECORD_RECEIVED);
		for (event_id e = 1; e < trace_n_events(p.changed->trace); e++) {
			event_id there = compare_original(&p.c, e);

			assert_int_equal(there != 0, e < p.c.parts[1]);
			if (there && e != p.c.fault)
				assert_int_equal(trace_event(p.original->trace, there)->type, trace_event(p.changed->trace, e)->type);
		}
		done(&p);
	}
}

/* Each byte of ClientHello, three ways: nobody ever takes it for the one that was sent. */
static void client_hello_in_full(void **state)
{
	static const char *const masks[] = { "01", "80", "ff" };
	size_t waited = 0, size = 1;

	(void)state;
	for (size_t m = 0; m < ARRAY_LEN(masks); m++) {
		for (size_t off = 0; off < size; off++) {
			char flip[48];
			struct pair p;

			snprintf(flip, sizeof(flip), "client_hello:%zu:%s", off, masks[m]);
			p = run("default", flip);
			size = trace_bytes(p.original->trace, trace_unit(p.original->trace, p.edit.message)->value).n;
			if (strcmp(trace_current(p.changed->trace)->outcome.outcome, "established") == 0)
				fail_msg("%s: the handshake is established", flip);
			if (!p.c.noticed) {
				/* the length of the message: more is awaited than will ever come */
				assert_true(off >= 1 && off <= 3);
				assert_string_equal(trace_current(p.changed->trace)->outcome.outcome, "truncated");
				waited++;
			} else {
				assert_true(p.c.alert != 0);
			}
			assert_true(p.c.parts[1] != 0);
			done(&p);
		}
	}
	assert_int_equal(size, 131);
	assert_true(waited > 0 && waited < 9);
}

/* ---- what cannot be ---- */

static void refused(void **state)
{
	static const struct {
		const char *flip, *says;
	} bad[] = {
		{ "", "there is no message \"\"" }, { "client_hallo:3", "did you mean client_hello?" },
		{ "client_hello", "the offset is missing" }, { "client_hello:", "the offset is no number" },
		{ "client_hello:-1", "the offset is no number" }, { "client_hello:99999999999", "the offset is no number" },
		{ "client_hello#0:1", "from 1" }, { "client_hello#:1", "from 1" }, { "client_hello:1:0", "the mask" },
		{ "client_hello:1:100", "the mask" }, { "client_hello:1:g", "the mask" }, { "client_hello:1:01:2", "is too much" },
		{ "heartbeat:1", "there is no message" }, { "handshake:1", "there is no message" },
		{ "client_hello:131", "client_hello has 131 bytes: write an offset from 0 to 130" },
		{ "client_hello#2:0", "there is no client_hello#2: only 1 came; sent are: client_hello, server_hello" },
		{ "certificate_verify:0", "no certificate_verify comes here; sent are: client_hello, server_hello, certificate, server_hello_done, client_key_exchange" },
		{ "finished:80", "its record's fragment has 80 bytes: write an offset from 0 to 79" },
	};
	struct sim_options o = { 0 };

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(bad); i++) {
		struct error err = { "" };
		struct feed *a = NULL, *b = NULL;
		struct edit e;
		enum status st = edit_parse(bad[i].flip, &e, &err);

		if (st == ST_OK)
			st = whatif_open(&o, &e, &a, &b, &err);
		assert_int_equal(st, ST_USAGE);
		assert_true(!a && !b);
		if (!strstr(err.text, bad[i].says))
			fail_msg("%s: %s", bad[i].flip, err.text);
	}
	o.fault = sim_find_fault("tampered-record");
	{
		struct error err = { "" };
		struct feed *a, *b;
		struct edit e;

		assert_int_equal(edit_parse("client_hello:3", &e, &err), ST_OK);
		assert_int_equal(whatif_open(&o, &e, &a, &b, &err), ST_USAGE);
		assert_non_null(strstr(err.text, "changes the wire already"));
	}
}

static void hex_offset(void **state)
{
	struct error err;
	struct edit e;

	(void)state;
	assert_int_equal(edit_parse("finished#2:0x1e:F0", &e, &err), ST_OK);
	assert_true(e.tamper.off == 30 && e.tamper.mask == 0xf0 && e.tamper.nth == 2 && e.tamper.handshake_type == HS_FINISHED);
}

/* A byte that somebody points at, in a message or in a record, is the same byte on the wire. */
static void pointed_at(void **state)
{
	struct pair p = run("client-rsa", "client_hello:0");
	const struct trace *t = p.original->trace;
	size_t ways = 0, refused_ones = 0;

	(void)state;
	for (unit_id u = 1; u < trace_n_units(t); u++) {
		const struct unit *unit = trace_unit(t, u);
		uint32_t size = (uint32_t)trace_bytes(t, unit->value).n;

		for (uint32_t off = 0; off < size; off += 7) {
			struct error err = { "" };
			struct edit e;

			if (edit_of_byte(t, u, off, 1, &e, &err) != ST_OK) {
				assert_true(*err.text != 0);
				refused_ones++;
				continue;
			}
			ways++;
			if (unit->kind == UNIT_RECORD)
				assert_true(e.record == u && e.at == off);
			else
				assert_int_equal(trace_bytes(t, trace_unit(t, e.record)->value).p[e.at], trace_bytes(t, unit->value).p[off]);
		}
	}
	assert_true(ways > 500 && refused_ones > 20);
	done(&p);
}

static void equal_runs(void **state)
{
	struct pair p = run("default", "finished:20"), q = run("default", "finished:20");
	struct compare c;
	struct buf text = { 0 };

	(void)state;
	compare_build(&c, p.original->trace, q.original->trace);
	assert_true(!c.parts[0] && !c.parts[1] && !c.fault && !c.noticed && !c.doubt && c.same_end);
	compare_text(&c, p.original->trace, q.original->trace, &text);
	assert_non_null(strstr(buf_str(&text), "Nobody notices."));
	buf_free(&text);
	done(&p);
	done(&q);
}

UNIT_GROUP(whatif)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(table), cmocka_unit_test(one_byte), cmocka_unit_test(client_hello_in_full), cmocka_unit_test(refused),
		cmocka_unit_test(hex_offset), cmocka_unit_test(pointed_at), cmocka_unit_test(equal_runs),
	};

	return cmocka_run_group_tests_name("whatif", tests, unit_set_up, NULL);
}
