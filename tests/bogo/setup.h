/* A party as the runner wants it. */
#ifndef SLOWSHAKE_TESTS_BOGO_SETUP_H
#define SLOWSHAKE_TESTS_BOGO_SETUP_H

#include "options.h"
#include "source/party.h"

struct bogo_party {
	struct party p;
	struct external_psk psk;
	struct bogo_codes suites, signs;
	struct buf early, staple;
};

/* `early`: what a client sends before the server has answered. False: said on stderr, or in *exit_code that it is not done here. */
bool bogo_party_init(struct bogo_party *b, const struct bogo_options *o, struct session_store *sessions, bool resumes, int *exit_code);
void bogo_party_free(struct bogo_party *b);

#endif
