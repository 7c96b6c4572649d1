#include "sample.h"
#include "spec/codes.h"
#include "spec/events.h"
#include "spec/layout.h"
#include "spec/reasons.h"

#include <stdlib.h>
#include <string.h>

#define LEAF(n) { .name = n, .kind = L_BYTES }
#define TOLD(n, ...) { .name = n, .kind = L_UINT, __VA_ARGS__ }
#define NODE(n) { .name = n, .kind = L_STRUCT }

static const struct layout handshake = NODE("Handshake");
static const struct layout msg_type = TOLD("msg_type", .show = SHOW_CODE, .codes = &codes_handshake_type);
static const struct layout length = TOLD("length", .show = SHOW_NUMBER);
static const struct layout client_hello = NODE("ClientHello"), server_hello = NODE("ServerHello"), finished = NODE("Finished");
static const struct layout version = TOLD("client_version", .show = SHOW_CODE, .codes = &codes_version, .rfc = "RFC 5246 7.4.1.2");
static const struct layout server_version = TOLD("server_version", .show = SHOW_CODE, .codes = &codes_version);
static const struct layout random_field = LEAF("random");
static const struct layout suites = { .name = "cipher_suites", .kind = L_LIST, .width = 2 };
static const struct layout suite = TOLD("CipherSuite", .show = SHOW_CODE, .codes = &codes_cipher_suite);
static const struct layout host_name = TOLD("HostName", .show = SHOW_TEXT, .rfc = "RFC 6066 3");
static const struct layout verify_data = LEAF("verify_data");
static const struct layout record = NODE("Record");
static const struct layout content_type = TOLD("type", .show = SHOW_CODE, .codes = &codes_content_type);
static const struct layout fragment = LEAF("fragment");
static const struct layout plaintext = NODE("Plaintext"), content = LEAF("content"), mac = LEAF("MAC");
static const struct layout alert = NODE("Alert");
static const struct layout level = TOLD("level", .show = SHOW_CODE, .codes = &codes_alert_level);
static const struct layout description = TOLD("description", .show = SHOW_CODE, .codes = &codes_alert);

struct sample_ids sample;

/* A field tree as a list in preorder; a node's length is that of its leaves. */
struct part {
	int depth;
	const struct layout *layout;
	uint32_t len;          /* of a leaf; 0: a node */
	bool is_field[2];      /* [0]: sample.random, [1]: sample.name */
};

static uint32_t add_parts(struct trace *t, unit_id u, field_id parent, const struct part **p, uint32_t off)
{
	const struct part *me = (*p)++;
	field_id id = trace_add_field(t, u, parent, me->layout, off, me->len, me->len != 0);
	uint32_t n = me->len, i = 0;

	if (me->is_field[0])
		sample.random = id;
	if (me->is_field[1])
		sample.name = id;
	while (!me->len && (*p)->layout && (*p)->depth > me->depth) {
		field_id child = (field_id)trace_n_fields(t);

		n += add_parts(t, u, id, p, off + n);
		trace_edit_field(t, child)->index = (uint16_t)i++;
	}
	trace_edit_field(t, id)->len = n;
	return n;
}

static unit_id add_unit(struct trace *t, enum unit_kind kind, enum actor sender, value_id v, int type, const struct part *p)
{
	unit_id u = trace_add_unit(t, kind, sender, v);

	trace_edit_unit(t, u)->content_type = (uint8_t)type;
	add_parts(t, u, 0, &p, 0);
	if (kind == UNIT_MESSAGE)
		((struct step *)segvec_at(&t->steps, trace_current_step(t)))->unit = u;
	return u;
}

static value_id leaf(struct trace *t, enum actor a, enum value_op op, const char *label, const char *text, size_t n)
{
	return trace_add_leaf(t, a, op, label, bytes_of(text, n));
}

static value_id counted(struct trace *t, enum actor a, enum value_op op, const char *label, uint8_t first, size_t n)
{
	uint8_t b[256];

	for (size_t i = 0; i < n; i++)
		b[i] = (uint8_t)(first + i);
	return trace_add_leaf(t, a, op, label, bytes_of(b, n));
}

static struct event *check(struct event *e, enum verdict v, enum reason r, unit_id unit)
{
	e->verdict = v;
	e->reason = r;
	e->unit = unit;
	return e;
}

static unit_id add_record(struct trace *t, enum actor a, int type, value_id body, bool encrypted)
{
	static const char header[] = "\x16\x03\x03";
	uint32_t n = (uint32_t)trace_bytes(t, body).n;
	value_id parts[] = { leaf(t, a, OP_CONST, "header", header, 3), trace_add_uint(t, a, OP_COUNTER, "length", 2, n), body };
	const struct part tree[] = {
		{ 0, &record, 0 }, { 1, &content_type, 1 }, { 1, &server_version, 2 }, { 1, &length, 2 }, { 1, &fragment, n }, { 0 },
	};
	unit_id u = add_unit(t, UNIT_RECORD, a, trace_add_concat(t, a, "record", parts, 3), type, tree);

	trace_edit_unit(t, u)->encrypted = encrypted;
	return u;
}

static void step_tcp(struct trace *t)
{
	value_id ends[2];

	trace_open_step(t, "TCP", ACTOR_NONE);
	ends[0] = trace_show(t, leaf(t, ACTOR_NETWORK, OP_CONFIG, "client address", "192.0.2.1:40000", 15), SHOW_TEXT, NULL);
	ends[1] = trace_show(t, leaf(t, ACTOR_NETWORK, OP_CONFIG, "server address", "192.0.2.2:443", 13), SHOW_TEXT, NULL);
	trace_add_event(t, EV_TCP_OPENED, ACTOR_NETWORK, ends, 2);
	trace_add_event(t, EV_TCP_HANDED, ACTOR_CLIENT, NULL, 0);
	trace_add_event(t, EV_TCP_HANDED, ACTOR_SERVER, NULL, 0);
}

static void step_client_hello(struct trace *t)
{
	static const char name[] = "evil\x1b[31m\xe2\x80\xae.example\n\xff";   /* escape, right-to-left, newline, no UTF-8 */
	uint32_t n = sizeof(name) - 1;
	const struct part tree[] = {
		{ 0, &handshake, 0 }, { 1, &msg_type, 1 }, { 1, &length, 3 }, { 1, &client_hello, 0 }, { 2, &version, 2 },
		{ 2, &random_field, 32, { true } }, { 2, &suites, 0 }, { 3, &suite, 2 }, { 3, &suite, 2 }, { 3, &suite, 2 },
		{ 2, &host_name, n, { false, true } }, { 0 },
	};
	value_id parts[5], message;

	trace_open_step(t, "ClientHello", ACTOR_CLIENT);
	sample.random_value = parts[2] = counted(t, ACTOR_CLIENT, OP_RANDOM, "client_random", 0x40, 32);
	trace_add_event(t, EV_RANDOM_DRAWN, ACTOR_CLIENT, &parts[2], 1);
	parts[0] = trace_add_uint(t, ACTOR_CLIENT, OP_COUNTER, "type and length", 4, 0x01000000u | (2 + 32 + 6 + n));
	parts[1] = trace_add_uint(t, ACTOR_CLIENT, OP_CONFIG, "client_version", 2, VERSION_TLS12);
	parts[3] = leaf(t, ACTOR_CLIENT, OP_CONFIG, "cipher_suites", "\x00\x3c\x00\x9c\x00\x2f", 6);
	sample.suites = trace_show(t, parts[3], SHOW_CODES, &codes_cipher_suite);
	parts[4] = leaf(t, ACTOR_CLIENT, OP_CONFIG, "server_name", name, n);
	message = trace_add_concat(t, ACTOR_CLIENT, "ClientHello", parts, 5);
	sample.hello = add_unit(t, UNIT_MESSAGE, ACTOR_CLIENT, message, CT_HANDSHAKE, tree);
	trace_edit_unit(t, sample.hello)->handshake_type = HS_CLIENT_HELLO;
	trace_add_event(t, EV_MESSAGE_BUILT, ACTOR_CLIENT, &message, 1)->unit = sample.hello;
	sample.built = trace_n_events(t) - 1;
	sample.hello_record = add_record(t, ACTOR_CLIENT, CT_HANDSHAKE, message, false);
	trace_edit_unit(t, sample.hello)->carrier = sample.hello_record;
	trace_event_values(t, EV_RECORD_SENT, ACTOR_CLIENT, trace_unit(t, sample.hello_record)->value)->unit = sample.hello_record;
	trace_event_values(t, EV_MESSAGE_RECEIVED, ACTOR_SERVER, message)->unit = sample.hello;
	check(trace_add_event(t, EV_MESSAGE_EXPECTED, ACTOR_SERVER, NULL, 0), VERDICT_OK, REASON_NONE, sample.hello);
	check(trace_add_event(t, EV_EXTENSION_READ, ACTOR_SERVER, NULL, 0), VERDICT_OK, REASON_EXTENSION_NOTED, sample.hello)->field = sample.name;
}

static void step_server_hello(struct trace *t)
{
	const struct part tree[] = {
		{ 0, &handshake, 0 }, { 1, &msg_type, 1 }, { 1, &length, 3 }, { 1, &server_hello, 0 }, { 2, &server_version, 2 },
		{ 2, &random_field, 32 }, { 2, &suite, 2 }, { 0 },
	};
	value_id both[3], message;
	struct event *e;
	unit_id hello;

	trace_open_step(t, "ServerHello", ACTOR_SERVER);
	both[0] = sample.suites;
	both[1] = trace_show(t, leaf(t, ACTOR_SERVER, OP_CONFIG, "suites accepted", "\x00\x9c\x00\x3c", 4), SHOW_CODES, &codes_cipher_suite);
	both[2] = trace_add_value(t, ACTOR_SERVER, OP_INTERSECT, "common suites", NULL, both, 2, BYTES_LIT("\x00\x9c\x00\x3c"));
	trace_show(t, both[2], SHOW_CODES, &codes_cipher_suite);
	e = check(trace_add_event(t, EV_SUITE_CHOSEN, ACTOR_SERVER, both, 3), VERDICT_OK, REASON_FIRST_COMMON_SUITE, 0);
	e->arg[0] = 0x009c;
	sample.suite_chosen = trace_n_events(t) - 1;
	message = counted(t, ACTOR_SERVER, OP_RANDOM, "ServerHello", 2, 40);
	hello = add_unit(t, UNIT_MESSAGE, ACTOR_SERVER, message, CT_HANDSHAKE, tree);
	trace_edit_unit(t, hello)->handshake_type = HS_SERVER_HELLO;
	trace_add_event(t, EV_MESSAGE_BUILT, ACTOR_SERVER, &message, 1)->unit = hello;
	trace_event_values(t, EV_MESSAGE_SENT, ACTOR_SERVER, message)->unit = hello;
	trace_event_values(t, EV_MESSAGE_RECEIVED, ACTOR_CLIENT, message)->unit = hello;
	e = check(trace_add_event(t, EV_ANSWER_VERSION, ACTOR_CLIENT, NULL, 0), VERDICT_OK, REASON_NONE, hello);
	e->arg[0] = VERSION_TLS12;
}

static void step_keys(struct trace *t)
{
	value_id parts[2], label, prf[3];

	trace_open_step(t, "key derivation", ACTOR_NONE);
	parts[0] = trace_add_uint(t, ACTOR_CLIENT, OP_CONFIG, "version", 2, VERSION_TLS12);
	parts[1] = counted(t, ACTOR_CLIENT, OP_RANDOM, "random_46", 0x80, 46);
	sample.pms = trace_add_concat(t, ACTOR_CLIENT, "pre_master_secret", parts, 2);
	trace_event_values(t, EV_PMS_MADE, ACTOR_CLIENT, sample.pms, parts[0]);
	label = trace_show(t, leaf(t, ACTOR_CLIENT, OP_CONST, "label", "master secret", 13), SHOW_TEXT, NULL);
	prf[0] = sample.pms;
	prf[1] = label;
	prf[2] = sample.random_value;
	sample.master = trace_add_value(t, ACTOR_CLIENT, OP_PRF, "master_secret", "SHA-256", prf, 3,
					trace_bytes(t, counted(t, ACTOR_CLIENT, OP_CONST, "x", 0x10, 48)));
	trace_event_values(t, EV_MASTER_SECRET, ACTOR_CLIENT, sample.master);
	sample.master_event = trace_n_events(t) - 1;
	prf[0] = sample.master;
	sample.key_block = trace_add_value(t, ACTOR_CLIENT, OP_PRF, "key_block", "SHA-256", prf, 3,
					   trace_bytes(t, counted(t, ACTOR_CLIENT, OP_CONST, "x", 0x60, 104)));
	trace_event_values(t, EV_KEY_BLOCK, ACTOR_CLIENT, sample.key_block);
	sample.key = trace_add_slice(t, ACTOR_CLIENT, sample.key_block, 64, 16, "client_write_key");
	trace_event_values(t, EV_KEY_CUT, ACTOR_CLIENT, sample.key);
	sample.key_event = trace_n_events(t) - 1;
}

static void step_finished(struct trace *t)
{
	const struct part tree[] = {
		{ 0, &handshake, 0 }, { 1, &msg_type, 1 }, { 1, &length, 3 }, { 1, &finished, 0 }, { 2, &verify_data, 12 }, { 0 },
	};
	const struct part inner[] = { { 0, &plaintext, 0 }, { 1, &content, 16 }, { 1, &mac, 20 }, { 0 } };
	value_id message = counted(t, ACTOR_CLIENT, OP_RANDOM, "Finished", 20, 16), parts[2], plain, sealed;

	trace_open_step(t, "Finished", ACTOR_CLIENT);
	sample.finished = add_unit(t, UNIT_MESSAGE, ACTOR_CLIENT, message, CT_HANDSHAKE, tree);
	trace_edit_unit(t, sample.finished)->handshake_type = HS_FINISHED;
	trace_edit_unit(t, sample.finished)->encrypted = true;
	trace_add_event(t, EV_MESSAGE_BUILT, ACTOR_CLIENT, &message, 1)->unit = sample.finished;
	parts[0] = message;
	parts[1] = counted(t, ACTOR_CLIENT, OP_HMAC, "MAC", 0x50, 20);
	plain = trace_add_concat(t, ACTOR_CLIENT, "plaintext", parts, 2);
	sample.finished_plain = add_unit(t, UNIT_PLAINTEXT, ACTOR_CLIENT, plain, CT_HANDSHAKE, inner);
	trace_edit_unit(t, sample.finished)->carrier = sample.finished_plain;
	sealed = counted(t, ACTOR_CLIENT, OP_ENCRYPT, "ciphertext", 0x90, 64);
	sample.finished_record = add_record(t, ACTOR_CLIENT, CT_HANDSHAKE, sealed, true);
	trace_edit_unit(t, sample.finished_plain)->carrier = sample.finished_record;
	trace_event_values(t, EV_RECORD_SENT, ACTOR_CLIENT, trace_unit(t, sample.finished_record)->value)->unit = sample.finished_record;
	trace_event_values(t, EV_DECRYPTED, ACTOR_SERVER, plain)->unit = sample.finished_plain;
	check(trace_event_values(t, EV_MAC_CHECKED, ACTOR_SERVER, parts[1], parts[1]), VERDICT_FAIL, REASON_NONE, 0)->fatal = true;
	sample.mac_failed = trace_n_events(t) - 1;
}

static void step_alert(struct trace *t)
{
	const struct part tree[] = { { 0, &alert, 0 }, { 1, &level, 1 }, { 1, &description, 1 }, { 0 } };
	value_id message;
	unit_id u;
	struct event *e;

	trace_open_step(t, "Alert", ACTOR_SERVER);
	message = leaf(t, ACTOR_SERVER, OP_CONST, "Alert", "\x02\x14", 2);
	u = add_unit(t, UNIT_MESSAGE, ACTOR_SERVER, message, CT_ALERT, tree);
	e = trace_event_values(t, EV_ALERT_SENT, ACTOR_SERVER, message);
	e->unit = u;
	e->arg[0] = ALERT_FATAL;
	e->arg[1] = ALERT_BAD_RECORD_MAC;
	trace_add_event(t, EV_FAILED, ACTOR_SERVER, NULL, 0);
	trace_current(t)->outcome = (struct trace_outcome){ .done = true, .outcome = "failed", .version = "TLSv1.2", .alert = "bad_record_mac",
		.cipher_suite = "TLS_RSA_WITH_AES_128_GCM_SHA256", .failed_check = "record.mac_check", .alert_from = ACTOR_SERVER };
}

static void (*const steps[])(struct trace *) = {
	step_tcp, step_client_hello, step_server_hello, step_keys, step_finished, step_alert,
};
enum { N_STEPS = sizeof(steps) / sizeof(steps[0]) };

struct sample_feed {
	struct feed feed;
	size_t next;
	int waits, waited;
};

static enum feed_state pump(struct feed *f, int timeout_ms)
{
	struct sample_feed *s = (struct sample_feed *)f;

	(void)timeout_ms;
	if (s->next == N_STEPS)
		return FEED_DONE;
	if (s->waited++ < s->waits)
		return FEED_WAITING;
	s->waited = 0;
	steps[s->next++](f->trace);
	return s->next == N_STEPS ? FEED_DONE : FEED_MORE;
}

static int no_fd(struct feed *f)
{
	(void)f;
	return -1;
}

static void free_feed(struct feed *f)
{
	trace_free(f->trace);
	free(f);
}

struct feed *sample_feed(bool live, int waits)
{
	struct sample_feed *s = mem_alloc(sizeof(*s));

	s->feed = (struct feed){ .trace = trace_new(), .live = live, .pump = pump, .fd = no_fd, .free = free_feed };
	s->feed.trace->scenario = "sample";
	s->waits = waits;
	return &s->feed;
}

struct trace *sample_trace(void)
{
	struct trace *t = trace_new();

	for (size_t i = 0; i < N_STEPS; i++)
		steps[i](t);
	return t;
}
