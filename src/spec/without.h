/* What a TLS connection can be robbed of, one at a time, to see what it was there for: in process only. */
#ifndef SLOWSHAKE_SPEC_WITHOUT_H
#define SLOWSHAKE_SPEC_WITHOUT_H

#include <stddef.h>

/* Name, the word for it, what it means. */
#define WITHOUT_LIST(X)                                                                                          \
	X(SEQUENCE_NUMBERS, "sequence-numbers", "records are not counted: the number in each MAC stays 0")       \
	X(RANDOMS, "randoms", "the random of both hellos is the same in every handshake, zeros, and there is no session id")                 \
	X(FINISHED, "finished", "what Finished holds is not compared")                                           \
	X(DIRECTION_KEYS, "direction-keys", "the client's keys are used in both directions")                     \
	X(CLOSE, "close", "the end of the byte stream counts as an end, without close_notify")                   \
	X(MAC, "mac", "a MAC that is wrong changes nothing")                                                     \
	X(CERTIFICATE, "certificate", "the client takes every certificate")

enum without {
#define X(name, word, meaning) WITHOUT_AT_##name,
	WITHOUT_LIST(X)
#undef X
	WITHOUT_N,
#define X(name, word, meaning) WITHOUT_##name = 1 << WITHOUT_AT_##name,
	WITHOUT_LIST(X)
#undef X
};

extern const struct without_spec {
	const char *word, *meaning;
} without_specs[WITHOUT_N];

#endif
