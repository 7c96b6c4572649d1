/* Every scenario and every fault, played to its end: the outcome is what its row
 * says, and the trace holds to all that a trace must. */
#include "check_trace.h"

#include <stdlib.h>

#include "source/sim.h"

static struct feed *play(const struct sim_options *o)
{
	struct error err;
	struct feed *f;

	assert_int_equal(sim_open(o, &f, &err), ST_OK);
	while (f->pump(f, 0) != FEED_DONE)
		continue;
	return f;
}

static struct feed *play_scenario(size_t i)
{
	return play(&(struct sim_options){ .scenario = &scenarios[i] });
}

static struct feed *play_fault(size_t i)
{
	return play(&(struct sim_options){ .fault = &faults[i] });
}

static event_id find_event(const struct trace *t, enum event_type type, enum actor actor)
{
	for (event_id id = 1; id < trace_n_events(t); id++)
		if (trace_event(t, id)->type == type && trace_event(t, id)->actor == actor)
			return id;
	return 0;
}

static struct bytes event_bytes(const struct trace *t, event_id id)
{
	return trace_bytes(t, trace_event(t, id)->values[0]);
}

/* ---- scenarios ---- */

static void data_arrived(const struct trace *t, enum actor from, const char *name)
{
	event_id sent = find_event(t, EV_DATA_SENT, from), came = find_event(t, EV_DATA_RECEIVED, actor_peer(from));

	CHECK_THAT(sent && came && sent < came, "%s: no data from the %s", name, actor_name(from));
	CHECK_THAT(event_bytes(t, sent).n && bytes_equal(event_bytes(t, sent), event_bytes(t, came)), "%s: other data came", name);
}

/* Both have the same secrets, and the same bytes went over the wire. */
static void secrets_agree(const struct trace *t, const char *name)
{
	static const enum event_type types[] = { EV_MASTER_SECRET, EV_KEY_BLOCK };

	for (size_t i = 0; i < ARRAY_LEN(types); i++) {
		event_id c = find_event(t, types[i], ACTOR_CLIENT), s = find_event(t, types[i], ACTOR_SERVER);

		CHECK_THAT(c && s && bytes_equal(event_bytes(t, c), event_bytes(t, s)), "%s: %s differs", name, event_specs[types[i]].name);
	}
}

static void established(const struct trace *t, const char *name)
{
	const struct trace_outcome *o = &t->outcome;

	CHECK_THAT(o->done && o->outcome && strcmp(o->outcome, "established") == 0, "%s: %s", name, o->outcome);
	CHECK_THAT(!o->alert && !o->failed_check, "%s: alert %s, check %s", name, o->alert, o->failed_check);
	CHECK_THAT(o->version && strcmp(o->version, "TLSv1.2") == 0, "%s: version %s", name, o->version);
	for (event_id id = 1; id < trace_n_events(t); id++) {
		const struct event *e = trace_event(t, id);

		CHECK_THAT(e->verdict != VERDICT_FAIL, "%s: event %u (%s) failed: %s", name, id, event_specs[e->type].name,
			   reason_sentence(e->reason));
		CHECK_THAT(e->type != EV_ALERT_SENT || e->arg[1] == ALERT_CLOSE_NOTIFY, "%s: an alert was sent", name);
	}
	for (unit_id id = 1; id < trace_n_units(t); id++)
		CHECK_THAT(!trace_unit(t, id)->altered && !trace_unit(t, id)->problem, "%s: unit %u is altered or malformed", name, id);
}

static void scenarios_are_established(void **state)
{
	(void)state;
	for (size_t i = 0; i < n_scenarios; i++) {
		struct feed *f = play_scenario(i);
		const struct suite *s = suite_find(scenarios[i].suite ? scenarios[i].suite : 0x003c);

		established(f->trace, scenarios[i].name);
		assert_string_equal(f->trace->outcome.cipher_suite, s->name);
		data_arrived(f->trace, ACTOR_CLIENT, scenarios[i].name);
		data_arrived(f->trace, ACTOR_SERVER, scenarios[i].name);
		secrets_agree(f->trace, scenarios[i].name);
		for (enum actor a = ACTOR_CLIENT; a <= ACTOR_SERVER; a++) {
			CHECK_THAT(find_event(f->trace, EV_ESTABLISHED, a), "%s: the %s", scenarios[i].name, actor_name(a));
			CHECK_THAT(find_event(f->trace, EV_CLOSED, a), "%s: the %s does not say that it closed", scenarios[i].name, actor_name(a));
		}
		f->free(f);
	}
}

static void scenarios_hold_together(void **state)
{
	(void)state;
	for (size_t i = 0; i < n_scenarios; i++) {
		struct feed *f = play_scenario(i);

		check_trace(f->trace, scenarios[i].name);
		f->free(f);
	}
}

/* What a scenario promises in its name shows in its trace. */
static size_t count_units(const struct trace *t, enum unit_kind kind, uint8_t content_type, int handshake_type)
{
	size_t n = 0;

	for (unit_id id = 1; id < trace_n_units(t); id++) {
		const struct unit *u = trace_unit(t, id);

		n += u->kind == kind && u->content_type == content_type && (handshake_type < 0 || u->handshake_type == handshake_type);
	}
	return n;
}

static size_t handshake_records(const char *name)
{
	struct feed *f = play(&(struct sim_options){ .scenario = scenario_find(name) });
	size_t n = count_units(f->trace, UNIT_RECORD, CT_HANDSHAKE, -1);

	f->free(f);
	return n;
}

static void records_are_cut_and_joined(void **state)
{
	(void)state;
	assert_int_equal(handshake_records("default"), 7);
	assert_int_equal(handshake_records("coalesced"), 5);
	assert_true(handshake_records("fragmented") > 14);
}

static const struct {
	const char *scenario;
	int request, certificates, verify;      /* CertificateRequest, Certificate, CertificateVerify */
} mutual[] = {
	{ "default", 0, 1, 0 },     { "client-rsa", 1, 2, 1 },   { "client-p256", 1, 2, 1 },
	{ "client-p384", 1, 2, 1 }, { "client-chain", 1, 2, 1 }, { "client-none", 1, 2, 0 },
};

static void client_certificates_are_asked_for(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(mutual); i++) {
		struct feed *f = play(&(struct sim_options){ .scenario = scenario_find(mutual[i].scenario) });

		assert_int_equal(count_units(f->trace, UNIT_MESSAGE, CT_HANDSHAKE, HS_CERTIFICATE_REQUEST), mutual[i].request);
		assert_int_equal(count_units(f->trace, UNIT_MESSAGE, CT_HANDSHAKE, HS_CERTIFICATE), mutual[i].certificates);
		assert_int_equal(count_units(f->trace, UNIT_MESSAGE, CT_HANDSHAKE, HS_CERTIFICATE_VERIFY), mutual[i].verify);
		f->free(f);
	}
}

/* ---- faults ---- */

/* The party that finds the fault: the one that does not err. For the network, the
 * receiver of what was changed; when ClientHello was, the keys differ, and the
 * server is the first to get a protected record. */
static enum actor finder(const struct fault *f)
{
	return f->errs == ACTOR_NETWORK ? actor_peer(f->tamper.sender) : actor_peer(f->errs);
}

static event_id fatal_event(const struct trace *t)
{
	for (event_id id = 1; id < trace_n_events(t); id++)
		if (trace_event(t, id)->fatal)
			return id;
	return 0;
}

static const struct {
	const char *fault;
	enum actor finder;
} found_by_others[] = {
	/* a wrong key or no common suite shows on the side that errs */
	{ "wrong-server-key", ACTOR_SERVER },
	{ "no-common-suite", ACTOR_SERVER },
};

static enum actor expected_finder(const struct fault *f)
{
	for (size_t i = 0; i < ARRAY_LEN(found_by_others); i++)
		if (strcmp(found_by_others[i].fault, f->name) == 0)
			return found_by_others[i].finder;
	return finder(f);
}

static void fault_is_found(const struct fault *f, const struct trace *t)
{
	const struct trace_outcome *o = &t->outcome;
	const char *alert = f->alert >= 0 ? code_name(&codes_alert, (uint32_t)f->alert) : NULL;
	event_id id = fatal_event(t);

	if (f->alert < 0) {
		CHECK_THAT(strcmp(o->outcome, "truncated") == 0 && !o->alert && !o->failed_check && !id, "%s: %s", f->name, o->outcome);
		return;
	}
	CHECK_THAT(strcmp(o->outcome, "failed") == 0, "%s: %s", f->name, o->outcome);
	CHECK_THAT(o->alert && strcmp(o->alert, alert) == 0, "%s: alert %s, not %s", f->name, o->alert ? o->alert : "none", alert);
	CHECK_THAT(o->failed_check && strcmp(o->failed_check, f->check) == 0, "%s: found by %s, not %s", f->name,
		   o->failed_check ? o->failed_check : "nothing", f->check);
	CHECK_THAT(id && strcmp(event_specs[trace_event(t, id)->type].name, f->check) == 0, "%s: no fatal event %s", f->name, f->check);
	CHECK_THAT(trace_event(t, id)->actor == expected_finder(f), "%s: the %s noticed", f->name, actor_name(trace_event(t, id)->actor));
	CHECK_THAT(o->alert_from == expected_finder(f), "%s: the alert came from the %s", f->name, actor_name(o->alert_from));
}

/* The alert goes over, and whoever gets it gives up too; nobody says that it stands. */
static void both_gave_up(const struct fault *f, const struct trace *t)
{
	enum actor who = expected_finder(f);

	CHECK_THAT(find_event(t, EV_FAILED, ACTOR_CLIENT) && find_event(t, EV_FAILED, ACTOR_SERVER), "%s: one goes on", f->name);
	CHECK_THAT(!find_event(t, EV_DATA_RECEIVED, ACTOR_CLIENT) && !find_event(t, EV_DATA_RECEIVED, ACTOR_SERVER), "%s: data flowed", f->name);
	CHECK_THAT(!find_event(t, EV_ESTABLISHED, who), "%s: the %s calls it established", f->name, actor_name(who));
	if (f->alert < 0)
		return;
	CHECK_THAT(find_event(t, EV_ALERT_SENT, who) && find_event(t, EV_ALERT_RECEIVED, actor_peer(who)), "%s: the alert did not arrive", f->name);
}

static void faults_are_found(void **state)
{
	(void)state;
	for (size_t i = 0; i < n_faults; i++) {
		struct feed *f = play_fault(i);

		assert_true(f->trace->outcome.done);
		fault_is_found(&faults[i], f->trace);
		both_gave_up(&faults[i], f->trace);
		f->free(f);
	}
}

static void faults_hold_together(void **state)
{
	(void)state;
	for (size_t i = 0; i < n_faults; i++) {
		struct feed *f = play_fault(i);

		check_trace(f->trace, faults[i].name);
		f->free(f);
	}
}

/* ---- determinism ---- */

static void same_values(const struct trace *a, const struct trace *b, const char *name)
{
	CHECK_THAT(trace_n_values(a) == trace_n_values(b) && trace_n_events(a) == trace_n_events(b) &&
		   trace_n_fields(a) == trace_n_fields(b), "%s: the same seed gives another trace", name);
	for (value_id id = 1; id < trace_n_values(a); id++) {
		const struct value *x = trace_value(a, id), *y = trace_value(b, id);

		CHECK_THAT(x->op == y->op && x->n_inputs == y->n_inputs && bytes_equal(x->bytes, y->bytes),
			   "%s: value %u (%s) differs with the same seed", name, id, x->label);
	}
	for (event_id id = 1; id < trace_n_events(a); id++)
		CHECK_THAT(trace_event(a, id)->type == trace_event(b, id)->type, "%s: event %u differs", name, id);
}

static void the_same_seed_gives_the_same_trace(void **state)
{
	(void)state;
	for (size_t i = 0; i < n_scenarios; i++) {
		struct feed *a = play_scenario(i), *b = play_scenario(i);

		same_values(a->trace, b->trace, scenarios[i].name);
		a->free(a);
		b->free(b);
	}
}

static void another_seed_gives_other_randoms(void **state)
{
	struct feed *a = play(&(struct sim_options){ .scenario = scenario_find("client-rsa"), .seed = "1" });
	struct feed *b = play(&(struct sim_options){ .scenario = scenario_find("client-rsa"), .seed = "2" });
	size_t randoms = 0;

	(void)state;
	for (value_id id = 1; id < trace_n_values(a->trace) && id < trace_n_values(b->trace); id++) {
		const struct value *x = trace_value(a->trace, id), *y = trace_value(b->trace, id);

		if (x->op != OP_RANDOM || y->op != OP_RANDOM)
			continue;
		assert_string_equal(x->label, y->label);
		CHECK_THAT(!bytes_equal(x->bytes, y->bytes), "%s is the same with two seeds", x->label);
		randoms++;
	}
	assert_true(randoms >= 8);
	a->free(a);
	b->free(b);
}

/* ---- what the user asks for ---- */

static void the_users_wishes_are_heard(void **state)
{
	const uint16_t wanted[] = { 0x0035 };
	struct feed *f = play(&(struct sim_options){
		.suites = wanted, .n_suites = 1, .client_auth_given = true, .client_auth = CLIENT_AUTH_REQUIRE,
		.data = BYTES_LIT("ping"),
	});
	event_id came;

	(void)state;
	established(f->trace, "wishes");
	assert_string_equal(f->trace->outcome.cipher_suite, "TLS_RSA_WITH_AES_256_CBC_SHA");
	assert_int_equal(count_units(f->trace, UNIT_MESSAGE, CT_HANDSHAKE, HS_CERTIFICATE_VERIFY), 1);
	came = find_event(f->trace, EV_DATA_RECEIVED, ACTOR_SERVER);
	assert_true(bytes_equal(event_bytes(f->trace, came), BYTES_LIT("ping")));
	f->free(f);

	f = play(&(struct sim_options){ .server_name = "other.example" });
	assert_string_equal(f->trace->outcome.outcome, "failed");
	assert_string_equal(f->trace->outcome.failed_check, "certificate.name");
	f->free(f);

	f = play(&(struct sim_options){ .server_name = "other.example", .insecure = true });
	assert_string_equal(f->trace->outcome.outcome, "established");
	assert_true(find_event(f->trace, EV_CERT_IGNORED, ACTOR_CLIENT));
	f->free(f);
}

/* Data of any length arrives, over as many records as it takes. */
static void long_data_arrives(void **state)
{
	static const size_t sizes[] = { 1, 15, 16, 16384, 16385, 100000 };
	uint8_t *p = mem_alloc(100000);

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(sizes); i++) {
		struct feed *f = play(&(struct sim_options){ .data = bytes_of(p, sizes[i]) });
		size_t n = 0;

		established(f->trace, "long data");
		check_trace(f->trace, "long data");
		for (event_id id = 1; id < trace_n_events(f->trace); id++)
			if (trace_event(f->trace, id)->type == EV_DATA_RECEIVED && trace_event(f->trace, id)->actor == ACTOR_SERVER)
				n += event_bytes(f->trace, id).n;
		assert_int_equal(n, sizes[i]);
		f->free(f);
	}
	free(p);
}

static int set_up(void **state)
{
	struct error err;

	(void)state;
	return crypto_init(&err) != ST_OK;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(scenarios_are_established),
		cmocka_unit_test(scenarios_hold_together),
		cmocka_unit_test(records_are_cut_and_joined),
		cmocka_unit_test(client_certificates_are_asked_for),
		cmocka_unit_test(faults_are_found),
		cmocka_unit_test(faults_hold_together),
		cmocka_unit_test(the_same_seed_gives_the_same_trace),
		cmocka_unit_test(another_seed_gives_other_randoms),
		cmocka_unit_test(the_users_wishes_are_heard),
		cmocka_unit_test(long_data_arrives),
	};
	return cmocka_run_group_tests(tests, set_up, NULL);
}
