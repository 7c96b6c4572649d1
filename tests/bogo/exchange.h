/* One connection with the runner. */
#ifndef SLOWSHAKE_TESTS_BOGO_EXCHANGE_H
#define SLOWSHAKE_TESTS_BOGO_EXCHANGE_H

#include "options.h"
#include "setup.h"

/* The exit code. `retry`: what holds once early data was not taken. */
int bogo_exchange(const struct bogo_options *o, const struct bogo_options *retry, struct bogo_party *party, bool resumes);

#endif
