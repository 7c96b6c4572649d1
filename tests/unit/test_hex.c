/* Bytes in lines: how many fit, what is lit, what is in the window. */
#include <stddef.h>
#include <stdint.h>

#include "unit.h"
#include "view/screen/hex.h"

static uint8_t bytes[1000];

static struct hexview view(uint32_t n, uint32_t off, uint32_t len, unsigned per_line)
{
	return (struct hexview){ .bytes = bytes_of(bytes, n), .off = off, .len = len, .at = off, .per_line = per_line };
}

static void as_many_as_fit(void **state)
{
	(void)state;
	for (int columns = 10; columns < 200; columns++)
		for (int text = 0; text < 2; text++) {
			unsigned n = hexview_per_line(columns, text);

			assert_true(n == 4 || hexview_columns(n, text) <= columns);
			assert_true(n == 32 || hexview_columns(2 * n, text) > columns);
		}
	assert_int_equal(hexview_columns(16, false), 5 + 48 + 1);
	assert_int_equal(hexview_columns(16, true), 5 + 48 + 1 + 17);
}

static void lines(void **state)
{
	struct hexview h = view(0, 0, 0, 16);

	(void)state;
	assert_int_equal(hexview_n_lines(&h), 0);
	assert_int_equal(hexview_top(&h, 4), 0);
	h = view(16, 0, 0, 16);
	assert_int_equal(hexview_n_lines(&h), 1);
	h = view(17, 0, 0, 16);
	assert_int_equal(hexview_n_lines(&h), 2);
}

static void the_span_is_lit_and_marked(void **state)
{
	struct hexview h = view(32, 3, 4, 8);

	(void)state;
	for (uint32_t i = 0; i < 32; i++)
		assert_int_equal(hexview_lit(&h, i), i >= 3 && i < 7);
	assert_int_equal(hexview_gap(&h, 3, false), '[');
	assert_int_equal(hexview_gap(&h, 7, false), ']');
	assert_int_equal(hexview_gap(&h, 4, false), ' ');
	/* A span to the end of a line closes there, not on the next one. */
	h = view(32, 3, 5, 8);
	assert_int_equal(hexview_gap(&h, 8, false), ' ');
	assert_int_equal(hexview_gap(&h, 8, true), ']');
	/* One that begins with a line opens there, not at the end of the one before. */
	h = view(32, 8, 2, 8);
	assert_int_equal(hexview_gap(&h, 8, true), ' ');
	assert_int_equal(hexview_gap(&h, 8, false), '[');
	/* An empty field lights nothing. */
	h = view(32, 8, 0, 8);
	for (uint32_t i = 0; i < 32; i++) {
		assert_false(hexview_lit(&h, i));
		assert_int_equal(hexview_gap(&h, i, false), ' ');
	}
}

/* Whatever the place: the window is inside, and shows the cursor and the span's begin. */
static void the_window_shows_the_cursor(void **state)
{
	(void)state;
	for (unsigned window = 1; window < 12; window++)
		for (uint32_t off = 0; off < 1000; off += 7)
			for (uint32_t len = 0; off + len <= 1000; len += 61) {
				struct hexview h = view(1000, off, len, 16);
				uint32_t n = hexview_n_lines(&h), top = hexview_top(&h, window);

				assert_true(top + window <= n);
				assert_true(off / 16 >= top && (off / 16 < top + window || off == 1000));
				h.at = len ? off + len - 1 : 0;
				top = hexview_top(&h, window);
				assert_true(h.at / 16 >= top && h.at / 16 < top + window);
			}
}

UNIT_GROUP(hex)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(as_many_as_fit),
		cmocka_unit_test(lines),
		cmocka_unit_test(the_span_is_lit_and_marked),
		cmocka_unit_test(the_window_shows_the_cursor),
	};
	return cmocka_run_group_tests_name("hex", tests, NULL, NULL);
}
