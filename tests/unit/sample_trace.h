/* A small trace made by hand: one message, the record around it, one check. */
#ifndef SLOWSHAKE_TESTS_SAMPLE_TRACE_H
#define SLOWSHAKE_TESTS_SAMPLE_TRACE_H

#include "spec/codes.h"
#include "spec/events.h"
#include "spec/keylog.h"
#include "spec/layout.h"
#include "spec/reasons.h"
#include "trace/trace.h"

static const struct layout sample_message_layout = { .name = "ClientHello", .kind = L_STRUCT };
static const struct layout sample_version_layout = {
	.name = "client_version", .kind = L_UINT, .width = 2, .show = SHOW_CODE, .codes = &codes_version,
};
static const struct layout sample_random_layout = { .name = "random", .kind = L_BYTES, .min = 32 };
static const struct layout sample_record_layout = { .name = "TLSPlaintext", .kind = L_STRUCT };
static const struct layout sample_header_layout = { .name = "header", .kind = L_BYTES, .min = 5 };
static const struct layout sample_fragment_layout = { .name = "fragment", .kind = L_REST };

struct sample {
	struct trace *t;
	value_id random, version, message, master, record;
	unit_id message_unit, record_unit;
	event_id drawn, built, sent, chosen, refused;
};

static struct sample sample_new(void)
{
	struct sample s = { .t = trace_new() };
	uint8_t random[32], master[48];
	value_id header;
	struct event *e;
	field_id root;

	for (unsigned i = 0; i < sizeof(random); i++)
		random[i] = (uint8_t)i;
	for (unsigned i = 0; i < sizeof(master); i++)
		master[i] = (uint8_t)(0xa0 + i);
	s.t->scenario = "sample";
	s.t->seed = "7";
	trace_open_step(s.t, "ClientHello", ACTOR_CLIENT);
	s.random = trace_add_leaf(s.t, ACTOR_CLIENT, OP_RANDOM, "client_random", bytes_of(random, 32));
	trace_event_values(s.t, EV_RANDOM_DRAWN, ACTOR_CLIENT, s.random);
	s.drawn = trace_n_events(s.t) - 1;
	s.version = trace_show(s.t, trace_add_uint(s.t, ACTOR_CLIENT, OP_CONST, "client_version", 2, 0x0303), SHOW_CODE,
			       &codes_version);
	s.message = trace_add_concat(s.t, ACTOR_CLIENT, "client_hello", (value_id[]){ s.version, s.random }, 2);
	s.message_unit = trace_add_unit(s.t, UNIT_MESSAGE, ACTOR_CLIENT, s.message);
	trace_edit_unit(s.t, s.message_unit)->content_type = CT_HANDSHAKE;
	trace_edit_unit(s.t, s.message_unit)->handshake_type = HS_CLIENT_HELLO;
	root = trace_add_field(s.t, s.message_unit, 0, &sample_message_layout, 0, 34, false);
	trace_add_field(s.t, s.message_unit, root, &sample_version_layout, 0, 2, true);
	trace_add_field(s.t, s.message_unit, root, &sample_random_layout, 2, 32, true);
	e = trace_event_values(s.t, EV_MESSAGE_BUILT, ACTOR_CLIENT, s.message);
	e->unit = s.message_unit;
	s.built = trace_n_events(s.t) - 1;
	header = trace_add_leaf(s.t, ACTOR_CLIENT, OP_CONST, "header", BYTES_LIT("\x16\x03\x01\x00\x22"));
	s.record = trace_add_concat(s.t, ACTOR_CLIENT, "record", (value_id[]){ header, s.message }, 2);
	s.record_unit = trace_add_unit(s.t, UNIT_RECORD, ACTOR_CLIENT, s.record);
	trace_edit_unit(s.t, s.record_unit)->content_type = CT_HANDSHAKE;
	root = trace_add_field(s.t, s.record_unit, 0, &sample_record_layout, 0, 39, false);
	trace_add_field(s.t, s.record_unit, root, &sample_header_layout, 0, 5, true);
	trace_add_field(s.t, s.record_unit, root, &sample_fragment_layout, 5, 34, true);
	/* made later than the message that it carries */
	trace_edit_unit(s.t, s.message_unit)->carrier = s.record_unit;
	trace_edit_unit(s.t, s.message_unit)->carrier_off = 5;
	e = trace_event_values(s.t, EV_RECORD_SENT, ACTOR_CLIENT, s.record);
	e->unit = s.record_unit;
	s.sent = trace_n_events(s.t) - 1;
	trace_open_step(s.t, "ServerHello", ACTOR_SERVER);
	e = trace_event_values(s.t, EV_VERSION_CHOSEN, ACTOR_SERVER, s.version, s.version);
	e->verdict = VERDICT_OK;
	e->arg[0] = 0x0303;
	s.chosen = trace_n_events(s.t) - 1;
	s.master = trace_add_leaf(s.t, ACTOR_CLIENT, OP_CONFIG, "master_secret", bytes_of(master, 48));
	e = trace_event_values(s.t, EV_FINISHED_COMPARED, ACTOR_SERVER, s.master, s.random);
	e->verdict = VERDICT_FAIL;
	e->fatal = true;
	e->secret = KEYLOG_CLIENT_RANDOM;
	e->secret_of = s.random;
	e->reason = REASON_VALUES_DIFFER;
	s.refused = trace_n_events(s.t) - 1;
	trace_current(s.t)->outcome = (struct trace_outcome){
		.done = true, .outcome = "failed", .alert = "decrypt_error", .failed_check = "finished.compare",
		.alert_from = ACTOR_SERVER,
	};
	return s;
}

#endif
