#include "view/graph/schedule.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "base/text.h"
#include "spec/codes.h"
#include "view/text/describe.h"

/* A secret, below what it is made of. */
struct node {
	const char *label, *how;
	int depth;
	int from;                /* the node whose value goes in: only that one is meant; -1: any of that name */
	unsigned nth;            /* of several, made one after the other */
	bool optional;           /* shown only where it is made at all */
};

enum { MAX_NODES = 32 };

/* clang-format off */
static const struct node tls13[] = {
	{ "psk",                                 "pre-shared key",                                        0, -1, 0, true },
	{ "early_secret",                        "HKDF-Extract(0, pre-shared key or 0)",                  0, -1, 0, false },
	{ "binder_key",                          "\"ext binder\" or \"res binder\"",                      1,  1, 0, true },
	{ "client_early_traffic_secret",         "\"c e traffic\", ClientHello",                          1,  1, 0, true },
	{ "client_write_key",                    "\"key\"",                                               2,  3, 0, true },
	{ "client_write_iv",                     "\"iv\"",                                                2,  3, 0, true },
	{ "early_exporter_secret",               "\"e exp master\", ClientHello",                         1,  1, 0, true },
	{ "derived",                             "\"derived\"",                                           1,  1, 0, false },
	{ "shared_secret",                       "key exchange",                                          0, -1, 0, false },
	{ "handshake_secret",                    "HKDF-Extract(derived, shared_secret)",                  0, -1, 0, false },
	{ "client_handshake_traffic_secret",     "\"c hs traffic\", ClientHello...ServerHello",           1,  9, 0, false },
	{ "client_write_key",                    "\"key\"",                                               2, 10, 0, false },
	{ "client_write_iv",                     "\"iv\"",                                                2, 10, 0, false },
	{ "finished_key",                        "\"finished\"",                                          2, 10, 0, false },
	{ "server_handshake_traffic_secret",     "\"s hs traffic\", ClientHello...ServerHello",           1,  9, 0, false },
	{ "server_write_key",                    "\"key\"",                                               2, 14, 0, false },
	{ "server_write_iv",                     "\"iv\"",                                                2, 14, 0, false },
	{ "finished_key",                        "\"finished\"",                                          2, 14, 0, false },
	{ "derived",                             "\"derived\"",                                           1,  9, 0, false },
	{ "main_secret",                         "HKDF-Extract(derived, 0)",                              0, -1, 0, false },
	{ "client_application_traffic_secret_0", "\"c ap traffic\", ClientHello...server Finished",       1, 19, 0, false },
	{ "client_write_key",                    "\"key\"",                                               2, 20, 0, false },
	{ "client_write_iv",                     "\"iv\"",                                                2, 20, 0, false },
	{ "server_application_traffic_secret_0", "\"s ap traffic\", ClientHello...server Finished",       1, 19, 0, false },
	{ "server_write_key",                    "\"key\"",                                               2, 23, 0, false },
	{ "server_write_iv",                     "\"iv\"",                                                2, 23, 0, false },
	{ "exporter_secret",                     "\"exp master\", ClientHello...server Finished",         1, 19, 0, false },
	{ "resumption_secret",                   "\"res master\", ClientHello...client Finished",         1, 19, 0, false },
	{ "resumption_psk",                      "\"resumption\", ticket_nonce",                          2, 27, 0, true },
};
#define UP_TO_TLS12(master, block, finished) { \
	{ "pre_master_secret",                   "key exchange",                                          0, -1, 0, true }, \
	{ "master_secret",                       master,                                                  0, -1, 0, false }, \
	{ "key_block",                           block,                                                   1,  1, 0, false }, \
	{ "client_write_MAC_key",                "cut out",                                               2,  2, 0, true }, \
	{ "server_write_MAC_key",                "cut out",                                               2,  2, 0, true }, \
	{ "client_write_key",                    "cut out",                                               2,  2, 0, true }, \
	{ "server_write_key",                    "cut out",                                               2,  2, 0, true }, \
	{ "client_write_IV",                     "cut out",                                               2,  2, 0, true }, \
	{ "server_write_IV",                     "cut out",                                               2,  2, 0, true }, \
	{ "verify_data",                         finished,                                                1,  1, 0, false }, \
	{ "verify_data",                         finished,                                                1,  1, 1, false }, \
}
static const struct node tls12[] = UP_TO_TLS12("PRF(., \"master secret\" or \"extended master secret\")",
					       "PRF(., \"key expansion\", both randoms)", "PRF(., \"... finished\", messages so far)");
static const struct node tls10[] = UP_TO_TLS12("P_MD5 XOR P_SHA-1, \"master secret\" or \"extended ...\"",
					       "P_MD5 XOR P_SHA-1, \"key expansion\", both randoms", "P_MD5 XOR P_SHA-1, \"... finished\", messages so far");
static const struct node ssl30[] = UP_TO_TLS12("MD5(., SHA-1(\"A\"..., ., both randoms))", "MD5(., SHA-1(\"A\"..., ., both randoms))",
					       "MD5 and SHA-1 of messages so far, name, .");
/* clang-format on */

static const struct table {
	uint16_t from;           /* versions from that one on */
	const struct node *nodes;
	size_t n;
	int steps;               /* at most so many operations lie between one and the next */
	const char *title, *rfc;
} tables[] = {
	{ VERSION_TLS13, tls13, ARRAY_LEN(tls13), 1, "TLS 1.3", "RFC 9846 7.1" },
	{ VERSION_TLS12, tls12, ARRAY_LEN(tls12), 1, "TLS 1.2", "RFC 5246 8.1, 6.3" },
	{ VERSION_TLS11, tls10, ARRAY_LEN(tls10), 3, "TLS 1.1", "RFC 4346 8.1, 6.3" },
	{ VERSION_TLS10, tls10, ARRAY_LEN(tls10), 3, "TLS 1.0", "RFC 2246 8.1, 6.3" },
	{ VERSION_SSL30, ssl30, ARRAY_LEN(ssl30), 3, "SSL 3.0", "RFC 6101 6.1, 6.2.2" },
};

_Static_assert(ARRAY_LEN(tls13) <= MAX_NODES && ARRAY_LEN(tls12) <= MAX_NODES, "found[] has room");

static const struct table *table_of(uint16_t version)
{
	for (size_t i = 0; i < ARRAY_LEN(tables); i++)
		if (version >= tables[i].from)
			return &tables[i];
	return NULL;
}

/* ---- finding the values ---- */

/* Whether it is made of it, in so many operations. */
static bool goes_in(const struct trace *t, const struct value *v, value_id input, int steps)
{
	for (uint32_t i = 0; i < v->n_inputs; i++)
		if (v->inputs[i] == input || (steps > 1 && v->inputs[i] > input && goes_in(t, trace_value(t, v->inputs[i]), input, steps - 1)))
			return true;
	return false;
}

static bool is_meant(const struct trace *t, const struct schedule *s, const struct node *n, const value_id *found, value_id id)
{
	const struct value *v = trace_value(t, id);

	if (v->actor != s->who || !v->event || strcmp(v->label, n->label) != 0)
		return false;
	if (trace_event_connection(t, trace_event(t, v->event)) != trace_event_connection(t, trace_event(t, s->event)))
		return false;
	return n->from < 0 || v->op == OP_KEYLOG || (found[n->from] && goes_in(t, v, found[n->from], table_of(s->version)->steps));
}

static value_id find(const struct trace *t, const struct schedule *s, const struct node *n, const value_id *found)
{
	unsigned left = n->nth;

	for (value_id id = 1; id < trace_n_values(t); id++)
		if (is_meant(t, s, n, found, id) && !left--)
			return id;
	return 0;
}

static void add_row(const struct trace *t, struct schedule *s, const struct node *n, const char *label, value_id v)
{
	if (s->n == s->room) {
		s->room = s->room ? 2 * s->room : 32;
		s->rows = mem_realloc(s->rows, s->room * sizeof(*s->rows));
	}
	s->rows[s->n] = (struct schedule_row){ label, n->how, n->depth, v, v != 0 };
	if (v && trace_value(t, v)->event > s->event)
		s->rows[s->n].value = 0;
	s->n_made += s->rows[s->n++].value != 0;
}

/* What KeyUpdate made of a traffic secret, and of that again, each with its key and IV. */
static void add_updates(const struct trace *t, struct schedule *s, const struct node *n, value_id secret)
{
	const bool client = strncmp(n->label, "client", 6) == 0;
	const struct node parts[] = {
		{ client ? "client_write_key" : "server_write_key", "\"key\"", 2, 0, 0, true },
		{ client ? "client_write_iv" : "server_write_iv", "\"iv\"", 2, 0, 0, true },
	};
	char label[64];

	for (unsigned k = 1; secret; k++) {
		const struct node next = { label, "\"traffic upd\"", n->depth, 0, 0, true };

		snprintf(label, sizeof(label), "%.*s%u", (int)strlen(n->label) - 1, n->label, k);
		secret = find(t, s, &next, &secret);
		if (!secret)
			return;
		add_row(t, s, &next, trace_value(t, secret)->label, secret);
		for (size_t i = 0; i < ARRAY_LEN(parts); i++)
			add_row(t, s, &parts[i], parts[i].label, find(t, s, &parts[i], &secret));
	}
}

/* Whether the rows of that traffic secret are complete, so that its updates follow. */
static const struct node *updated(const struct table *table, size_t i)
{
	const struct node *n = &table->nodes[i], *from = n->from < 0 ? NULL : &table->nodes[n->from];

	return from && strcmp(n->how, "\"iv\"") == 0 && strstr(from->label, "_application_traffic_secret_0") ? from : NULL;
}

void schedule_build(struct schedule *s, const struct trace *t, enum actor who, event_id event)
{
	const struct table *table;
	value_id found[MAX_NODES];

	schedule_free(s);
	*s = (struct schedule){ .who = who, .event = event };
	s->version = trace_connection(t, trace_event_connection(t, trace_event(t, event)))->version;
	table = table_of(s->version);
	for (size_t i = 0; table && i < table->n; i++) {
		const struct node *n = &table->nodes[i];

		found[i] = find(t, s, n, found);
		if (n->optional && !found[i])
			continue;
		add_row(t, s, n, n->label, found[i]);
		if (updated(table, i))
			add_updates(t, s, updated(table, i), found[n->from]);
	}
}

void schedule_free(struct schedule *s)
{
	free(s->rows);
	*s = (struct schedule){ 0 };
}

bool schedule_has(const struct trace *t, enum actor who)
{
	for (value_id id = 1; id < trace_n_values(t); id++) {
		const struct value *v = trace_value(t, id);

		if (v->actor == who && v->event && (strcmp(v->label, "handshake_secret") == 0 || strcmp(v->label, "master_secret") == 0 ||
						    strcmp(v->label, "client_handshake_traffic_secret") == 0))
			return true;
	}
	return false;
}

enum actor schedule_next(const struct trace *t, enum actor who, int by)
{
	const int n = (int)t->actors.n;
	enum actor next = who;

	do
		next = (enum actor)(((int)next + by + n) % n);
	while (next != who && !schedule_has(t, next));
	return next;
}

enum actor schedule_first(const struct trace *t)
{
	return schedule_has(t, ACTOR_CLIENT) ? ACTOR_CLIENT : schedule_next(t, ACTOR_CLIENT, 1);
}

const char *schedule_missing(const struct schedule *s, size_t i)
{
	return s->who == ACTOR_OBSERVER && !s->rows[i].known ? "not known" : "not yet";
}

/* ---- as text ---- */

/* Whether another row of that depth follows below the same one. */
static bool goes_on(const struct schedule *s, size_t i, int depth)
{
	while (++i < s->n && s->rows[i].depth >= depth)
		if (s->rows[i].depth == depth)
			return true;
	return false;
}

void schedule_branches(const struct schedule *s, size_t i, struct buf *out)
{
	for (int depth = 1; depth <= s->rows[i].depth; depth++)
		if (depth < s->rows[i].depth)
			buf_puts(out, goes_on(s, i, depth) ? "\u2502 " : "  ");
		else
			buf_puts(out, goes_on(s, i, depth) ? "\u251c " : "\u2514 ");
}

void schedule_title(const struct trace *t, const struct schedule *s, struct buf *out)
{
	const struct table *table = table_of(s->version);

	if (table)
		buf_printf(out, "%s: %zu of %zu keys of %s at event %u (%s)", trace_actor(t, s->who)->name, s->n_made, s->n, table->title, s->event, table->rfc);
	else
		buf_printf(out, "%s: no version is agreed on at event %u", trace_actor(t, s->who)->name, s->event);
}

static void pad(struct buf *out, size_t start, int columns)
{
	const int width = text_width(buf_str(out) + start);

	buf_printf(out, "%*s", width < columns ? columns - width : 0, "");
}

void schedule_text(const struct trace *t, const struct schedule *s, struct buf *out)
{
	enum { NAME = 40, BYTES = 20 };

	schedule_title(t, s, out);
	buf_puts(out, "\n");
	for (size_t i = 0; i < s->n; i++) {
		size_t start = out->n;

		schedule_branches(s, i, out);
		buf_puts(out, s->rows[i].label);
		pad(out, start, NAME);
		start = out->n;
		if (s->rows[i].value)
			describe_bytes(trace_bytes(t, s->rows[i].value), SHOW_HEX, NULL, BYTES, out);
		else
			buf_puts(out, schedule_missing(s, i));
		pad(out, start, BYTES + 1);
		buf_printf(out, " %s\n", s->rows[i].how);
	}
}
