/* Named groups: sizes against what they are made of, and against each other. */
#include "unit.h"
#include "base/status.h"
#include "spec/dh_groups.h"
#include "spec/groups.h"

#include <stdlib.h>
#include <string.h>

static void check_curve(const struct group *g)
{
	const bool even = g->client_share == g->server_share;

	/* SEC 1 2.3.3: 04, x, y; RFC 7748: u */
	if (!even || (g->client_share != 2 * g->secret + 1 && g->client_share != g->secret))
		fail_msg("%s: shares of %u and %u bytes", g->code.name, g->client_share, g->server_share);
	if (!g->curve)
		return;
	assert_int_equal(g->client_share, curve_public_size(g->curve));
	assert_int_equal(g->secret, curve_size(g->curve));
}

static void check_field(const struct group *g)
{
	const struct dh_group *dh = dh_group_by_code((uint16_t)g->code.value);

	assert_non_null(dh);
	assert_string_equal(dh->name, g->code.name);
	assert_int_equal(g->client_share, dh->bits / 8);
	assert_int_equal(g->server_share, dh->bits / 8);
	assert_int_equal(g->secret, dh->bits / 8);
}

static void check_hybrid(const struct group *g)
{
	const struct group *a = group_find(g->parts[0]), *b = group_find(g->parts[1]);

	assert_true(a && b && a != b);
	assert_int_equal((a->kind == GROUP_KEM) + (b->kind == GROUP_KEM), 1);
	assert_int_equal(g->client_share, a->client_share + b->client_share);
	assert_int_equal(g->server_share, a->server_share + b->server_share);
	assert_int_equal(g->secret, a->secret + b->secret);
	/* RFC 10024: X25519MLKEM768 alone has ML-KEM in front */
	assert_int_equal(a->kind == GROUP_KEM, strncmp(g->code.name, "X25519", 6) == 0);
}

/* FIPS 203 table 3 */
static void check_kem(const struct group *g)
{
	const unsigned k = (unsigned)strtoul(g->code.name + 5, NULL, 10) / 256, du = k == 4 ? 11 : 10, dv = k == 4 ? 5 : 4;

	assert_int_equal(g->client_share, 384 * k + 32);
	assert_int_equal(g->server_share, 32 * (du * k + dv));
	assert_int_equal(g->secret, 32);
}

static void sizes_add_up(void **state)
{
	static void (*const checks[])(const struct group *g) = {
		[GROUP_EC] = check_curve, [GROUP_FF] = check_field, [GROUP_HYBRID] = check_hybrid, [GROUP_KEM] = check_kem,
	};

	(void)state;
	for (size_t i = 0; i < codes_named_group.n; i++) {
		const struct group *g = (const struct group *)code_at(&codes_named_group, i);

		if (g->kind < ARRAY_LEN(checks))
			checks[g->kind](g);
		assert_int_equal(g->kind == GROUP_HYBRID, g->parts[0] != 0);
		assert_true(g->from >= VERSION_TLS10 && g->from <= g->to && g->to <= VERSION_TLS13);
		if (g->kind == GROUP_KEM || g->kind == GROUP_HYBRID)
			assert_int_equal(g->from, VERSION_TLS13);
	}
	assert_null(group_find(0));
	assert_ptr_equal(group_by_name("X25519"), group_find(29));
	assert_ptr_equal(group_by_name("p-256"), group_find(23));
	assert_ptr_equal(group_by_name("Prime256v1"), group_find(23));
	assert_ptr_equal(group_by_name("P-384"), group_find(24));
	assert_ptr_equal(group_by_name("P-521"), group_find(25));
	assert_null(group_by_name("x2551"));
	for (size_t i = 0; i < groups_spoken.n; i++)
		assert_true(group_find(groups_spoken.codes[i])->kind <= GROUP_FF);
	assert_string_equal(group_find(29)->code.name, "x25519");
	assert_int_equal(group_find(23)->to, VERSION_TLS13);
	assert_int_equal(group_find(22)->to, VERSION_TLS12);
}

/* Written down a second time: goldens rest on it. */
static void what_is_offered(void **state)
{
	static const uint16_t usual[] = { 23, 24, 25, 256, 257, 258 };

	(void)state;
	assert_int_equal(groups_usual.n, 3);
	assert_memory_equal(groups_usual.codes, usual, 3 * sizeof(usual[0]));
	assert_int_equal(groups_usual_ff.n, ARRAY_LEN(usual));
	assert_memory_equal(groups_usual_ff.codes, usual, sizeof(usual));
}

UNIT_GROUP(groups)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(sizes_add_up),
		cmocka_unit_test(what_is_offered),
	};

	return cmocka_run_group_tests_name("groups", tests, NULL, NULL);
}
