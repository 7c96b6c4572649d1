/* The whole way of a capture: two bytes that say how long a key log is, the key log,
 * the file. The RSA key is the demo server's. */
#include <stdio.h>

#include "base/assets.h"
#include "crypto/crypto.h"
#include "replay_bytes.h"
#include "tls/observe/observer.h"

static struct keyfile demo_key;
static FILE *null;

static void make_ready(void)
{
	struct error err;

	if (crypto_init(&err) != ST_OK || keyfile_read(asset_find("pki/server.key")->content, "server.key", &demo_key, &err) != ST_OK)
		fuzz_die("%s", err.text);
	null = fopen("/dev/null", "w");
	if (!null)
		fuzz_die("/dev/null");
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct verify_config verify = { .trust = trust_new(), .purpose = PURPOSE_SERVER };
	struct replay_keys keys;
	struct replay_bytes b = { .keys = &keys, .verify = &verify, .check = true };
	struct reader r = reader_of(bytes_of(data, size));
	struct bytes log;
	size_t n;

	if (!null)
		make_ready();
	b.null = null;
	n = reader_left(&r) < 2 ? 0 : (size_t)reader_uint(&r, 2);
	log = reader_take(&r, n < reader_left(&r) ? n : reader_left(&r));
	replay_keys_init(&keys);
	keys.log_given = log.n > 0;
	(void)keylog_add(keys.log, log, "fuzz", NULL, NULL);
	keys.keys = mem_alloc(sizeof(*keys.keys));
	keys.keys[0] = (struct observer_key){ &demo_key.key, demo_key.pub.n };
	keys.n_rsa = 1;
	replay_bytes_run(&b, reader_take(&r, reader_left(&r)));
	keys.n_rsa = 0;                  /* the key outlives the run: only what points to it is freed */
	replay_keys_free(&keys);
	trust_free((struct trust_store *)verify.trust);
	return 0;
}
