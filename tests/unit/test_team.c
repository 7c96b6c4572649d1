/* How many processes read a capture. */
#include <stdlib.h>

#include "check_trace.h"
#include "source/capture/team.h"
#include "unit.h"

static void how_many(void **state)
{
	enum { SMALL = 1 << 20, LARGE = 1 << 30 };
	static const struct { const char *wanted; uint64_t bytes; bool keys; unsigned least, most; } cases[] = {
		{ NULL, SMALL, true, 1, 1 }, { NULL, LARGE, false, 1, 1 }, { NULL, LARGE, true, 1, 4 }, { "", LARGE, false, 1, 1 },
		{ "3", SMALL, false, 3, 3 }, { "1", LARGE, true, 1, 1 }, { "0", LARGE, true, 1, 1 }, { "-2", LARGE, true, 1, 1 }, { "99", SMALL, false, 8, 8 },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		unsigned n;

		if (cases[i].wanted)
			setenv("SLOWSHAKE_PROCESSES", cases[i].wanted, 1);
		else
			unsetenv("SLOWSHAKE_PROCESSES");
		n = team_size(cases[i].bytes, cases[i].keys);
		CHECK_THAT(n >= cases[i].least && n <= cases[i].most, "case %zu: %u", i, n);
	}
	unsetenv("SLOWSHAKE_PROCESSES");
}

UNIT_GROUP(team)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(how_many) };

	return cmocka_run_group_tests_name("team", tests, NULL, NULL);
}
