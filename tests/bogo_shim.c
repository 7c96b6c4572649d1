/* The program that BoringSSL's test runner ("BoGo", ssl/test/runner there) starts for each of its tests: a client or a server
 * that connects to it, does as the flags say, and tells by its exit code what came of it. */
#include <stdio.h>
#include <stdlib.h>

#include "bogo/exchange.h"
#include "crypto/crypto.h"
#include "tls/keys/session_store.h"

static int run(struct bogo_options runs[BOGO_RUNS])
{
	struct session_store *sessions = session_store_new();
	int code = 0;

	for (int i = 0; i <= runs[BOGO_INITIAL].resume_count && code == 0; i++) {
		const struct bogo_options *o = &runs[i ? BOGO_RESUME : BOGO_INITIAL];
		struct bogo_party party;

		if (o->retains_hash != runs[BOGO_INITIAL].retains_hash)
			session_store_clear(sessions);
		if (bogo_party_init(&party, o, sessions, i > 0, &code))
			code = bogo_exchange(o, &runs[BOGO_RETRY], &party, i > 0);
		bogo_party_free(&party);
	}
	session_store_free(sessions);
	return code;
}

int main(int argc, char **argv)
{
	static struct bogo_options runs[BOGO_RUNS];
	struct error err;
	int code;

	if (crypto_init(&err) != ST_OK)
		return 1;
	code = bogo_options_read(argc, argv, runs);

	if (code == 0 && runs[BOGO_INITIAL].handshaker)
		puts("No");
	else if (code == 0)
		code = run(runs);
	if (code)
		fputs("--- DONE ---\n", stderr);
	return code;
}
