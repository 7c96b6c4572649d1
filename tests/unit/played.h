/* Handshakes that the program makes of both ends, played until nothing is left to do. The feed is the caller's, who frees it. */
#ifndef SLOWSHAKE_TESTS_PLAYED_H
#define SLOWSHAKE_TESTS_PLAYED_H

#include "unit.h"
#include "source/sim/sim.h"

static inline struct feed *play(const struct sim_options *o)
{
	struct error err;
	struct feed *f;

	assert_int_equal(sim_open(o, &f, &err), ST_OK);
	while (f->pump(f, 0) != FEED_DONE)
		continue;
	return f;
}

/* A scenario or a fault; the test fails if nothing is called so. */
static inline struct feed *play_named(const char *name)
{
	const struct sim_options o = { .scenario = sim_find_scenario(name), .fault = sim_find_fault(name) };

	if (!o.scenario && !o.fault)
		fail_msg("no scenario or fault %s", name);
	return play(&o);
}

#endif
