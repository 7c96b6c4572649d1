/* Scenarios that others have published byte for byte: the records are theirs, and every value that they print between is a value of
 * both parties. tests/vectors has what came out, in the order of the wire; what went in is assets/published. */
#include "unit.h"

#include "check_trace.h"
#include "played.h"
#include "vectors.h"

struct fact {
	char name[64];
	struct buf value;
};
struct facts {
	struct fact v[96];
	size_t n;
};

static void facts_read(struct facts *f, const char *file, const char *trace)
{
	FILE *in = vector_open(file);
	char *line = NULL, current[64] = "";
	size_t cap = 0;

	*f = (struct facts){ .n = 0 };
	while (getline(&line, &cap, in) > 0) {
		char *blank = strchr(line, ' ');

		if (!blank || line[0] == '#')
			continue;
		*blank++ = '\0';
		blank[strcspn(blank, "\n")] = '\0';
		if (strcmp(line, "trace") == 0) {
			snprintf(current, sizeof(current), "%s", blank);
		} else if (strcmp(current, trace) == 0 && strspn(blank, "0123456789abcdef") == strlen(blank)) {
			assert_true(f->n < ARRAY_LEN(f->v));
			snprintf(f->v[f->n].name, sizeof(f->v->name), "%s", line);
			assert_int_equal(text_unhex(blank, &f->v[f->n++].value), ST_OK);
		}
	}
	free(line);
	fclose(in);
}

static void facts_free(struct facts *f)
{
	for (size_t i = 0; i < f->n; i++)
		buf_free(&f->v[i].value);
}

/* values: how many are printed; further: records that each side sends beyond those that were published. */
static const struct row {
	const char *scenario, *file, *trace;
	connection_id connection;
	size_t values, further;
} rows[] = {
	{ "rfc8448", "rfc8448.txt", "simple", .values = 48 },
	{ "rfc8448-resumed", "rfc8448.txt", "simple", .values = 48 },
	{ "rfc8448-resumed", "rfc8448.txt", "resumed", .connection = 1, .values = 56 },
	{ "rfc8448-retry", "rfc8448.txt", "hello-retry", .values = 47 },
	{ "rfc8448-client", "rfc8448.txt", "client-authentication", .values = 48 },
	{ "rfc8448-disguised", "rfc8448.txt", "compatibility", .values = 45 },
	{ "illustrated-tls13", "illustrated13.txt", "illustrated", .values = 51, .further = 1 },
};

/* ---- records ---- */

/* The next one that the side sent in that connection, from event *e on; empty: there is no more. */
static struct bytes next_record(const struct trace *t, const struct row *r, enum actor side, event_id *e)
{
	for (; *e < trace_n_events(t); (*e)++) {
		const struct event *x = trace_event(t, *e);

		if (x->type == EV_RECORD_SENT && x->actor == side && trace_step(t, x->step)->connection == r->connection) {
			(*e)++;
			return trace_bytes(t, trace_unit(t, x->unit)->value);
		}
	}
	return BYTES_NONE;
}

static size_t differ_at(struct bytes a, struct bytes b)
{
	size_t i = 0;

	while (i < a.n && i < b.n && a.p[i] == b.p[i])
		i++;
	return i;
}

static void check_sent(const struct trace *t, const struct row *r, const struct facts *f, enum actor side)
{
	const char *name = side == ACTOR_CLIENT ? "client.record" : "server.record";
	size_t n = 0, further = 0;
	event_id e = 1;

	for (size_t i = 0; i < f->n; i++) {
		struct bytes wanted = buf_bytes(&f->v[i].value), got;

		if (strcmp(f->v[i].name, name) != 0)
			continue;
		got = next_record(t, r, side, &e);
		n++;
		CHECK_THAT(bytes_equal(got, wanted), "%s: %s %zu has %zu bytes, published are %zu, and it is another from byte %zu on", r->trace, name, n,
			   got.n, wanted.n, differ_at(got, wanted));
	}
	while (next_record(t, r, side, &e).n)
		further++;
	CHECK_THAT(n && further == r->further, "%s: %zu of %s, and %zu further ones", r->trace, n, name, further);
}

/* ---- values ---- */

static bool has_value(const struct trace *t, enum actor side, struct bytes b)
{
	for (value_id v = 1; v < trace_n_values(t); v++)
		if (trace_value(t, v)->actor == side && bytes_equal(trace_bytes(t, v), b))
			return true;
	return false;
}

static void check_printed(const struct trace *t, const struct row *r, const struct facts *f)
{
	size_t n = 0;

	for (size_t i = 0; i < f->n; i++) {
		if (strncmp(f->v[i].name, "printed.", 8) != 0 && strncmp(f->v[i].name, "secret.", 7) != 0)
			continue;
		n++;
		for (enum actor side = ACTOR_CLIENT; side <= ACTOR_SERVER; side++)
			CHECK_THAT(has_value(t, side, buf_bytes(&f->v[i].value)), "%s: the %s has no value %s", r->trace, actors_standard[side].name,
				   f->v[i].name);
	}
	CHECK_THAT(n == r->values, "%s: %zu values were looked for, not %zu", r->trace, n, r->values);
}

static void what_was_published_is_made(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct feed *feed = play_named(rows[i].scenario);
		struct facts f;

		facts_read(&f, rows[i].file, rows[i].trace);
		check_trace(feed->trace, rows[i].scenario);
		check_sent(feed->trace, &rows[i], &f, ACTOR_CLIENT);
		check_sent(feed->trace, &rows[i], &f, ACTOR_SERVER);
		check_printed(feed->trace, &rows[i], &f);
		facts_free(&f);
		feed->free(feed);
	}
}

static void nothing_of_it_can_be_changed(void **state)
{
	static const uint16_t code = 0x1302;
	const struct sim_options changes[] = {
		{ .suites = &code, .n_suites = 1 }, { .groups = &code, .n_groups = 1 }, { .schemes = &code, .n_schemes = 1 }, { .alpn = "h2" },
		{ .versions.max = VERSION_TLS12 }, { .client_auth_given = true }, { .fault = sim_find_fault("tampered-finished") }, { .n_own = 1 },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(changes); i++) {
		struct sim_options o = changes[i];
		struct feed *f;
		struct error err;

		o.scenario = sim_find_scenario("rfc8448-client");
		if (sim_open(&o, &f, &err) != ST_USAGE)
			fail_msg("change %zu is taken", i);
	}
}

UNIT_GROUP(published)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_was_published_is_made),
		cmocka_unit_test(nothing_of_it_can_be_changed),
	};

	return cmocka_run_group_tests_name("published", tests, unit_set_up, NULL);
}
