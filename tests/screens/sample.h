/* A small trace made by hand, for tests of views and screens that must not
 * depend on the engine: six messages, a record and its plaintext, a secret, a
 * failed check, and a server name that tries to act on the terminal. */
#ifndef SLOWSHAKE_TEST_SAMPLE_H
#define SLOWSHAKE_TEST_SAMPLE_H

#include "trace/feed.h"

/* One step of the trace a pump. If live, each pump waits `waits` times before. */
struct feed *sample_feed(bool live, int waits);
/* The whole trace at once. */
struct trace *sample_trace(void);

/* What tests ask for by name. */
struct sample_ids {
	unit_id hello, hello_record, finished_record, finished_plain, finished;
	field_id random, name;
	value_id random_value, pms, master, key, key_block, suites;
	event_id built, suite_chosen, master_event, key_event, mac_failed;
};
extern struct sample_ids sample;

#endif
