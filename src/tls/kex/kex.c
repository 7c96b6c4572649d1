#include "tls/kex/kex.h"

static const struct kex *const exchanges[] = { &kex_rsa };

const struct kex *kex_of(const struct suite *s)
{
	const struct kx_spec *spec = &kx_specs[s->kx];

	if (!spec->certificate || spec->psk || spec->export)
		return NULL;
	for (size_t i = 0; i < ARRAY_LEN(exchanges); i++)
		if (exchanges[i]->method == spec->method && exchanges[i]->ephemeral == spec->ephemeral)
			return exchanges[i];
	return NULL;
}
