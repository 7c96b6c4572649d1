/* What detect.c asks detect_protocol.c: the protocol of a dialogue in the clear. */
#ifndef SLOWSHAKE_SOURCE_CAPTURE_DETECT_INT_H
#define SLOWSHAKE_SOURCE_CAPTURE_DETECT_INT_H

#include "source/capture/detect.h"

struct protocol {
	const char *name, *via;
	/* how many bytes of dialogue may come before TLS; 0: it never does */
	uint16_t limit;
	uint8_t rank;            /* which of two names is right: the higher */
};

/* By how the two directions begin; NULL: not known (yet). */
const struct protocol *detect_protocol(const struct detect_side side[2]);

static inline size_t detect_get16(const uint8_t *p)
{
	return (size_t)p[0] << 8 | p[1];
}

#endif
