/* The captures that were opened last: their order, how many, and several that open one at the same time. */
#include "unit.h"

#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/file.h"
#include "base/memory.h"
#include "cli/recent.h"

enum { MORE = RECENT_MOST + 3, AT_ONCE = 12, ROUNDS = 3, ADDS = 5 };

struct place {
	char folder[64];
	struct buf path;               /* of the file that was named last */
};

/* A folder of the test's own, with the captures 0, 1, 2 ... in it. */
static int make_place(void **state)
{
	struct place *p = mem_alloc(sizeof(*p));
	struct error err;

	*p = (struct place){ .folder = "/tmp/slowshake-recent-XXXXXX" };
	*state = p;
	if (!mkdtemp(p->folder) || setenv("XDG_STATE_HOME", p->folder, 1) != 0)
		return -1;
	for (unsigned i = 0; i < MORE; i++) {
		buf_clear(&p->path);
		buf_printf(&p->path, "%s/%u", p->folder, i);
		if (file_replace(buf_str(&p->path), BYTES_LIT("a capture"), &err) != ST_OK)
			return -1;
	}
	return 0;
}

static const char *capture(struct place *p, unsigned i)
{
	buf_clear(&p->path);
	buf_printf(&p->path, "%s/%u", p->folder, i);
	return buf_str(&p->path);
}

static int remove_place(void **state)
{
	struct place *p = *state;

	for (unsigned i = 0; i < MORE; i++)
		unlink(capture(p, i));
	buf_clear(&p->path);
	buf_printf(&p->path, "%s/slowshake/recent", p->folder);
	unlink(buf_str(&p->path));
	*strrchr((char *)p->path.p, '/') = 0;
	rmdir((const char *)p->path.p);
	rmdir(p->folder);
	buf_free(&p->path);
	free(p);
	return 0;
}

/* How many are remembered; bit i of *which: the capture i is. The first of them: *latest. */
static size_t remembered(struct place *p, uint32_t *which, unsigned *latest)
{
	char *all[RECENT_MOST];
	const size_t n = recent_read(all);

	*which = 0;
	for (size_t i = 0; i < n; i++) {
		const unsigned number = (unsigned)strtoul(strrchr(all[i], '/') + 1, NULL, 10);

		assert_string_equal(all[i], capture(p, number));
		*which |= 1u << number;
		*latest = i ? *latest : number;
		free(all[i]);
	}
	return n;
}

static void the_latest_is_the_first(void **state)
{
	struct place *p = *state;
	unsigned latest;
	uint32_t which;

	for (unsigned i = 0; i < MORE; i++)
		recent_add(capture(p, i));
	recent_add(capture(p, 5));
	assert_int_equal(remembered(p, &which, &latest), RECENT_MOST);
	assert_int_equal(latest, 5);
	assert_int_equal(which, 0x7ffff8);
	recent_forget(capture(p, 5));
	assert_int_equal(remembered(p, &which, &latest), RECENT_MOST - 1);
	assert_int_equal(latest, MORE - 1);
	assert_int_equal(which, 0x7fffd8);
}

/* Each opens its own, again and again, from when the pipe is closed. */
static void open_capture(struct place *p, unsigned i, const int gate[2])
{
	char c;

	close(gate[1]);
	if (read(gate[0], &c, 1) != 0)
		_exit(1);
	for (unsigned k = 0; k < ADDS; k++)
		recent_add(capture(p, i));
	_exit(0);
}

static void none_is_lost_where_several_open_one(void **state)
{
	struct place *p = *state;

	for (unsigned round = 0; round < ROUNDS; round++) {
		unsigned latest;
		uint32_t which;
		int gate[2], status;

		for (unsigned i = 0; i < MORE; i++)
			recent_forget(capture(p, i));
		assert_int_equal(remembered(p, &which, &latest), 0);
		assert_int_equal(pipe(gate), 0);
		for (unsigned i = 0; i < AT_ONCE; i++) {
			const pid_t child = fork();

			assert_true(child >= 0);
			if (!child)
				open_capture(p, i, gate);
		}
		close(gate[0]);
		close(gate[1]);
		for (unsigned i = 0; i < AT_ONCE; i++) {
			assert_true(wait(&status) > 0);
			assert_int_equal(status, 0);
		}
		assert_int_equal(remembered(p, &which, &latest), AT_ONCE);
		assert_int_equal(which, (1u << AT_ONCE) - 1);
	}
}

UNIT_GROUP(recent)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(the_latest_is_the_first, make_place, remove_place),
		cmocka_unit_test_setup_teardown(none_is_lost_where_several_open_one, make_place, remove_place),
	};

	return cmocka_run_group_tests_name("recent", tests, NULL, NULL);
}
