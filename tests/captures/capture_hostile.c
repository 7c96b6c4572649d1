/* One capture, cut at many places and changed in many ways, in one process.
 * usage: capture_hostile FILE CUTS CHANGES SEED [--keylog F | --rsa-key F]...
 * Ends by a signal if one run takes longer than 10 seconds. */
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "../fuzz/replay_bytes.h"
#include "crypto/crypto.h"
#include "base/file.h"

enum { SECONDS = 10, SMALL = 64 << 10, MOST_CHANGED = 8, EVERY = 8 };

static struct replay_bytes run;
static struct replay_keys keys;
static FILE *null;
static uint64_t state;

static uint64_t draw(void)
{
	state += UINT64_C(0x9e3779b97f4a7c15);
	state = (state ^ state >> 30) * UINT64_C(0xbf58476d1ce4e5b9);
	return state ^ state >> 31;
}

/* In a block of its own, exactly as long, so that the sanitizer sees one byte too many. */
static uint8_t *copy_of(struct bytes b)
{
	uint8_t *p = malloc(b.n ? b.n : 1);

	if (!p)
		fuzz_die("no memory");
	if (b.n)
		memcpy(p, b.p, b.n);
	return p;
}

/* Telling the events takes most of the time, so that not every one of many runs does. */
static void one(struct bytes b, unsigned long i)
{
	alarm(SECONDS);
	run.null = b.n <= SMALL && i % EVERY == 0 ? null : NULL;
	run.brief = b.n > SMALL || i % 2;
	replay_bytes_run(&run, b);
	alarm(0);
}

static void cut(struct bytes whole, size_t n, unsigned long i)
{
	uint8_t *p = copy_of(bytes_slice(whole, 0, n));

	one(bytes_of(p, n), i);
	free(p);
}

static void change(struct bytes whole)
{
	uint8_t *p = copy_of(whole);

	for (uint64_t n = 1 + draw() % MOST_CHANGED; n; n--)
		p[draw() % whole.n] = (uint8_t)draw();
	one(bytes_of(p, whole.n), 0);
	free(p);
}

static void add_keys(int argc, char **argv)
{
	struct error err;

	for (int i = 0; i + 1 < argc; i += 2) {
		bool log = strcmp(argv[i], "--keylog") == 0;

		if ((log ? replay_keys_log(&keys, argv[i + 1], NULL, NULL, &err) : replay_keys_rsa(&keys, argv[i + 1], &err)) != ST_OK)
			fuzz_die("%s", err.text);
	}
}

int main(int argc, char **argv)
{
	struct verify_config verify = { .trust = trust_new(), .purpose = PURPOSE_SERVER };
	struct buf content = { 0 };
	struct error err;
	unsigned long cuts, changes;

	if (argc < 5)
		fuzz_die("usage: capture_hostile FILE CUTS CHANGES SEED [--keylog F | --rsa-key F]...");
	if (crypto_init(&err) != ST_OK || file_read(argv[1], &content, &err) != ST_OK)
		fuzz_die("%s", err.text);
	cuts = strtoul(argv[2], NULL, 10);
	changes = strtoul(argv[3], NULL, 10);
	state = strtoul(argv[4], NULL, 10);
	null = fopen("/dev/null", "w");
	replay_keys_init(&keys);
	add_keys(argc - 5, argv + 5);
	run = (struct replay_bytes){ .keys = &keys, .verify = &verify };
	one(buf_bytes(&content), 0);
	for (unsigned long i = 0; i < cuts; i++)
		cut(buf_bytes(&content), (size_t)((uint64_t)content.n * i / cuts), i);
	for (unsigned long i = 0; content.n && i < changes; i++)
		change(buf_bytes(&content));
	printf("%lu cuts, %lu changes: %zu handshakes, %zu decrypted\n", cuts, changes, run.handshakes, run.decrypted);
	replay_keys_free(&keys);
	trust_free((struct trust_store *)verify.trust);
	buf_free(&content);
	fclose(null);
	return 0;
}
