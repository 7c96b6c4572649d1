#include "tls/kex/kex.h"

static const struct kex *const exchanges[] = {
	&kex_rsa, &kex_ecdhe, &kex_dhe, &kex_ecdh_anon, &kex_dh_anon, &kex_psk, &kex_rsa_psk, &kex_ecdhe_psk, &kex_dhe_psk,
};

static bool is_of(const struct kex *k, const struct kx_spec *spec)
{
	return k->method == spec->method && k->ephemeral == spec->ephemeral && k->psk == spec->psk && k->certificate == spec->certificate;
}

const struct kex *kex_of(const struct suite *s)
{
	const struct kx_spec *spec = &kx_specs[s->kx];

	if (s->kx == KX_ANY)   /* RFC 9150 has suites of another kind */
		return s->mac == HASH_NONE && s->cipher != CIPHER_OTHER ? &kex_any : NULL;
	if (spec->export || spec->signer == KX_SIGNED_DSS)
		return NULL;
	for (size_t i = 0; i < ARRAY_LEN(exchanges); i++)
		if (is_of(exchanges[i], spec))
			return exchanges[i];
	return NULL;
}

bool kex_signs(const struct suite *s)
{
	return s->kx == KX_ANY || kx_specs[s->kx].signer != KX_UNSIGNED;
}

bool kex_is_anonymous(const struct suite *s)
{
	const struct kex *k = kex_of(s);

	return k && !k->certificate && !k->psk;
}

enum key_exchange_form kex_form(const struct suite *s)
{
	const struct kx_spec *k = &kx_specs[s->kx];
	bool is_signed = k->signer != KX_UNSIGNED;

	switch (k->method) {
	case KX_BY_RSA:
		return k->psk ? FORM_RSA_PSK : FORM_RSA;
	case KX_BY_DH:
		return k->psk ? FORM_DHE_PSK : is_signed || !k->ephemeral ? FORM_DHE : FORM_DH_ANON;
	case KX_BY_ECDH:
		return k->psk ? FORM_ECDHE_PSK : is_signed || !k->ephemeral ? FORM_ECDHE : FORM_ECDH_ANON;
	case KX_BY_NOTHING:
		return k->psk ? FORM_PSK : FORM_OTHER;
	default:
		return FORM_OTHER;
	}
}
