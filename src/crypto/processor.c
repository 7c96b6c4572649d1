#include "crypto/processor.h"

#include "base/status.h"

static bool wanted;

void processor_switch(bool on)
{
	wanted = on;
}

#if defined(__x86_64__)

#include <cpuid.h>

/* Bits of cpuid: leaf 1 in ecx, leaf 7 in ebx. */
enum { PCLMULQDQ = 1 << 1, SSSE3 = 1 << 9, SSE41 = 1 << 19, AES = 1 << 25, SHA = 1 << 29 };

static const struct {
	unsigned leaf1, leaf7;
} needs[] = {
	[PROCESSOR_SHA256] = { SSE41, SHA },
	[PROCESSOR_AES_GCM] = { PCLMULQDQ | SSSE3 | SSE41 | AES, 0 },
};

static bool can(enum processor_part part)
{
	unsigned a, b, c, d, leaf7 = 0;

	if (!__get_cpuid(1, &a, &b, &c, &d) || (c & needs[part].leaf1) != needs[part].leaf1)
		return false;
	if (__get_cpuid_count(7, 0, &a, &b, &c, &d))
		leaf7 = b;
	return (leaf7 & needs[part].leaf7) == needs[part].leaf7;
}

bool processor_does(enum processor_part part)
{
	static enum { UNTRIED, CAN, CANNOT } tried[ARRAY_LEN(needs)];

	if (wanted && tried[part] == UNTRIED)
		tried[part] = can(part) ? CAN : CANNOT;
	return wanted && tried[part] == CAN;
}

#else

bool processor_does(enum processor_part part)
{
	(void)part;
	return false && wanted;
}

#endif
