#include "unit.h"

#include <stdbool.h>
#include <string.h>
#include <unistd.h>

#include "base/assets.h"
#include "crypto/crypto.h"

struct group {
	const char *name;
	int (*run)(void);
};

#define GROUP(name) int unit_##name(void);
#include "groups.h"
#undef GROUP

static const struct group groups[] = {
#define GROUP(name) { #name, unit_##name },
#include "groups.h"
#undef GROUP
};

enum { GROUPS = sizeof(groups) / sizeof(groups[0]) };

FILE *unit_values;

int unit_set_up(void **state)
{
	struct error err;

	(void)state;
	return crypto_init(&err) != ST_OK;
}

struct bytes unit_asset(const char *name)
{
	const struct asset *a = asset_find(name);

	assert_non_null(a);
	return a->content;
}

static int list_groups(void)
{
	for (size_t i = 0; i < GROUPS; i++)
		printf("%s\n", groups[i].name);
	return 0;
}

/* cmocka reports on stdout: out of the way with it */
static bool keep_stdout_for_values(void)
{
	unit_values = fdopen(dup(STDOUT_FILENO), "w");
	return unit_values && freopen("/dev/null", "w", stdout);
}

static int run_all(void)
{
	int failed = 0;

	for (size_t i = 0; i < GROUPS; i++)
		failed += groups[i].run() != 0;
	return failed;
}

/* `word` is GROUP or GROUP:PATTERN. */
static int run_one(const char *word)
{
	size_t n = strcspn(word, ":");

	cmocka_set_test_filter(word[n] ? word + n + 1 : NULL);
	for (size_t i = 0; i < GROUPS; i++)
		if (strlen(groups[i].name) == n && memcmp(groups[i].name, word, n) == 0)
			return groups[i].run() != 0;
	fprintf(stderr, "unit: there is no group %.*s (unit --list names them)\n", (int)n, word);
	return 1;
}

int main(int argc, char **argv)
{
	int at = 1, failed = 0;

	if (argc == 2 && strcmp(argv[1], "--list") == 0)
		return list_groups();
	if (argc > at && strcmp(argv[at], "--json") == 0) {
		at++;
		if (!keep_stdout_for_values())
			return 2;
	}
	if (at == argc)
		failed = run_all();
	for (; at < argc; at++)
		failed += run_one(argv[at]);
	return failed ? 1 : 0;
}
