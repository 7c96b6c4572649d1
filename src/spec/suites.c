#include "spec/suites.h"

#include <strings.h>

const struct suite suites[] = {
	/* clang-format off */
	{ 0x003c, "TLS_RSA_WITH_AES_128_CBC_SHA256", "AES128-SHA256",     KX_RSA, CIPHER_AES_128_CBC,  HASH_SHA256, HASH_SHA256, "RFC 5246 A.5" },
	{ 0x009c, "TLS_RSA_WITH_AES_128_GCM_SHA256", "AES128-GCM-SHA256", KX_RSA, CIPHER_AES_128_GCM,  HASH_NONE,   HASH_SHA256, "RFC 5288 3" },
	{ 0x009d, "TLS_RSA_WITH_AES_256_GCM_SHA384", "AES256-GCM-SHA384", KX_RSA, CIPHER_AES_256_GCM,  HASH_NONE,   HASH_SHA384, "RFC 5288 3" },
	{ 0x003d, "TLS_RSA_WITH_AES_256_CBC_SHA256", "AES256-SHA256",     KX_RSA, CIPHER_AES_256_CBC,  HASH_SHA256, HASH_SHA256, "RFC 5246 A.5" },
	{ 0x002f, "TLS_RSA_WITH_AES_128_CBC_SHA",    "AES128-SHA",        KX_RSA, CIPHER_AES_128_CBC,  HASH_SHA1,   HASH_SHA256, "RFC 5246 A.5" },
	{ 0x0035, "TLS_RSA_WITH_AES_256_CBC_SHA",    "AES256-SHA",        KX_RSA, CIPHER_AES_256_CBC,  HASH_SHA1,   HASH_SHA256, "RFC 5246 A.5" },
	{ 0x000a, "TLS_RSA_WITH_3DES_EDE_CBC_SHA",   "DES-CBC3-SHA",      KX_RSA, CIPHER_3DES_EDE_CBC, HASH_SHA1,   HASH_SHA256, "RFC 5246 A.5" },
	{ 0x003b, "TLS_RSA_WITH_NULL_SHA256",        "NULL-SHA256",       KX_RSA, CIPHER_NULL,         HASH_SHA256, HASH_SHA256, "RFC 5246 A.5" },
	{ 0x0002, "TLS_RSA_WITH_NULL_SHA",           "NULL-SHA",          KX_RSA, CIPHER_NULL,         HASH_SHA1,   HASH_SHA256, "RFC 5246 A.5" },
	/* clang-format on */
};
const size_t n_suites = sizeof(suites) / sizeof(suites[0]);

const struct suite *suite_find(uint16_t code)
{
	for (size_t i = 0; i < n_suites; i++)
		if (suites[i].code == code)
			return &suites[i];
	return NULL;
}

const struct suite *suite_by_name(const char *name)
{
	for (size_t i = 0; i < n_suites; i++)
		if (strcasecmp(suites[i].name, name) == 0 || strcasecmp(suites[i].openssl_name, name) == 0)
			return &suites[i];
	return NULL;
}
