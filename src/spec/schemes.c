#include "spec/schemes.h"

#include "base/status.h"
#include "base/text.h"

/* TLS 1.2 reads a code as a pair (hash, signature) and lets any curve go with any hash; the names are those of
 * the registry, in its style also for the pairs that it only lists by their parts. In TLS 1.3, RSASSA-PKCS1-v1_5
 * and SHA-1 are for certificates alone (RFC 9846 4.3.3). */
static const struct scheme schemes[] = {
	/* clang-format off */
	{ { 0x0101, "rsa_pkcs1_md5", "RFC 5246 7.4.1.4.1" },                       SIG_RSA_PKCS1, SIGNER_RSA,     HASH_MD5,    CURVE_NONE,           VERSION_TLS12, VERSION_TLS12 },
	{ { 0x0201, "rsa_pkcs1_sha1" },                                            SIG_RSA_PKCS1, SIGNER_RSA,     HASH_SHA1,   CURVE_NONE,           VERSION_TLS12, VERSION_TLS12 },
	{ { 0x0202, "dsa_sha1", "RFC 5246 7.4.1.4.1" },                            SIG_DSA,       SIGNER_DSA,     HASH_SHA1,   CURVE_NONE,           VERSION_TLS12, VERSION_TLS12 },
	{ { 0x0203, "ecdsa_sha1" },                                                SIG_ECDSA,     SIGNER_EC,      HASH_SHA1,   CURVE_NONE,           VERSION_TLS12, VERSION_TLS12 },
	{ { 0x0301, "rsa_pkcs1_sha224", "RFC 5246 7.4.1.4.1" },                    SIG_RSA_PKCS1, SIGNER_RSA,     HASH_SHA224, CURVE_NONE,           VERSION_TLS12, VERSION_TLS12 },
	{ { 0x0302, "dsa_sha224", "RFC 5246 7.4.1.4.1" },                          SIG_DSA,       SIGNER_DSA,     HASH_SHA224, CURVE_NONE,           VERSION_TLS12, VERSION_TLS12 },
	{ { 0x0303, "ecdsa_sha224", "RFC 5246 7.4.1.4.1" },                        SIG_ECDSA,     SIGNER_EC,      HASH_SHA224, CURVE_NONE,           VERSION_TLS12, VERSION_TLS12 },
	{ { 0x0401, "rsa_pkcs1_sha256" },                                          SIG_RSA_PKCS1, SIGNER_RSA,     HASH_SHA256, CURVE_NONE,           VERSION_TLS12, VERSION_TLS12 },
	{ { 0x0402, "dsa_sha256", "RFC 5246 7.4.1.4.1" },                          SIG_DSA,       SIGNER_DSA,     HASH_SHA256, CURVE_NONE,           VERSION_TLS12, VERSION_TLS12 },
	{ { 0x0403, "ecdsa_secp256r1_sha256" },                                    SIG_ECDSA,     SIGNER_EC,      HASH_SHA256, CURVE_P256,           VERSION_TLS12, VERSION_TLS13 },
	{ { 0x0420, "rsa_pkcs1_sha256_legacy", "RFC 9963" },                       SIG_RSA_PKCS1, SIGNER_RSA,     HASH_SHA256, CURVE_NONE,           VERSION_TLS13, VERSION_TLS13 },
	{ { 0x0501, "rsa_pkcs1_sha384" },                                          SIG_RSA_PKCS1, SIGNER_RSA,     HASH_SHA384, CURVE_NONE,           VERSION_TLS12, VERSION_TLS12 },
	{ { 0x0502, "dsa_sha384", "RFC 5246 7.4.1.4.1" },                          SIG_DSA,       SIGNER_DSA,     HASH_SHA384, CURVE_NONE,           VERSION_TLS12, VERSION_TLS12 },
	{ { 0x0503, "ecdsa_secp384r1_sha384" },                                    SIG_ECDSA,     SIGNER_EC,      HASH_SHA384, CURVE_P384,           VERSION_TLS12, VERSION_TLS13 },
	{ { 0x0520, "rsa_pkcs1_sha384_legacy", "RFC 9963" },                       SIG_RSA_PKCS1, SIGNER_RSA,     HASH_SHA384, CURVE_NONE,           VERSION_TLS13, VERSION_TLS13 },
	{ { 0x0601, "rsa_pkcs1_sha512" },                                          SIG_RSA_PKCS1, SIGNER_RSA,     HASH_SHA512, CURVE_NONE,           VERSION_TLS12, VERSION_TLS12 },
	{ { 0x0602, "dsa_sha512", "RFC 5246 7.4.1.4.1" },                          SIG_DSA,       SIGNER_DSA,     HASH_SHA512, CURVE_NONE,           VERSION_TLS12, VERSION_TLS12 },
	{ { 0x0603, "ecdsa_secp521r1_sha512" },                                    SIG_ECDSA,     SIGNER_EC,      HASH_SHA512, CURVE_P521,           VERSION_TLS12, VERSION_TLS13 },
	{ { 0x0620, "rsa_pkcs1_sha512_legacy", "RFC 9963" },                       SIG_RSA_PKCS1, SIGNER_RSA,     HASH_SHA512, CURVE_NONE,           VERSION_TLS13, VERSION_TLS13 },
	{ { 0x0704, "eccsi_sha256", "draft-wang-tls-raw-public-key-with-ibc" },    SIG_OTHER,     SIGNER_OTHER,   HASH_NONE,   CURVE_NONE,           VERSION_TLS13, VERSION_TLS13 },
	{ { 0x0705, "iso_ibs1", "draft-wang-tls-raw-public-key-with-ibc" },        SIG_OTHER,     SIGNER_OTHER,   HASH_NONE,   CURVE_NONE,           VERSION_TLS13, VERSION_TLS13 },
	{ { 0x0706, "iso_ibs2", "draft-wang-tls-raw-public-key-with-ibc" },        SIG_OTHER,     SIGNER_OTHER,   HASH_NONE,   CURVE_NONE,           VERSION_TLS13, VERSION_TLS13 },
	{ { 0x0707, "iso_chinese_ibs", "draft-wang-tls-raw-public-key-with-ibc" }, SIG_OTHER,     SIGNER_OTHER,   HASH_NONE,   CURVE_NONE,           VERSION_TLS13, VERSION_TLS13 },
	{ { 0x0708, "sm2sig_sm3", "RFC 8998" },                                    SIG_OTHER,     SIGNER_OTHER,   HASH_NONE,   CURVE_NONE,           VERSION_TLS13, VERSION_TLS13 },
	{ { 0x0709, "gostr34102012_256a", "RFC 9367" },                            SIG_OTHER,     SIGNER_OTHER,   HASH_NONE,   CURVE_NONE,           VERSION_TLS13, VERSION_TLS13 },
	{ { 0x070a, "gostr34102012_256b", "RFC 9367" },                            SIG_OTHER,     SIGNER_OTHER,   HASH_NONE,   CURVE_NONE,           VERSION_TLS13, VERSION_TLS13 },
	{ { 0x070b, "gostr34102012_256c", "RFC 9367" },                            SIG_OTHER,     SIGNER_OTHER,   HASH_NONE,   CURVE_NONE,           VERSION_TLS13, VERSION_TLS13 },
	{ { 0x070c, "gostr34102012_256d", "RFC 9367" },                            SIG_OTHER,     SIGNER_OTHER,   HASH_NONE,   CURVE_NONE,           VERSION_TLS13, VERSION_TLS13 },
	{ { 0x070d, "gostr34102012_512a", "RFC 9367" },                            SIG_OTHER,     SIGNER_OTHER,   HASH_NONE,   CURVE_NONE,           VERSION_TLS13, VERSION_TLS13 },
	{ { 0x070e, "gostr34102012_512b", "RFC 9367" },                            SIG_OTHER,     SIGNER_OTHER,   HASH_NONE,   CURVE_NONE,           VERSION_TLS13, VERSION_TLS13 },
	{ { 0x070f, "gostr34102012_512c", "RFC 9367" },                            SIG_OTHER,     SIGNER_OTHER,   HASH_NONE,   CURVE_NONE,           VERSION_TLS13, VERSION_TLS13 },
	{ { 0x0804, "rsa_pss_rsae_sha256" },                                       SIG_RSA_PSS,   SIGNER_RSA,     HASH_SHA256, CURVE_NONE,           VERSION_TLS12, VERSION_TLS13 },
	{ { 0x0805, "rsa_pss_rsae_sha384" },                                       SIG_RSA_PSS,   SIGNER_RSA,     HASH_SHA384, CURVE_NONE,           VERSION_TLS12, VERSION_TLS13 },
	{ { 0x0806, "rsa_pss_rsae_sha512" },                                       SIG_RSA_PSS,   SIGNER_RSA,     HASH_SHA512, CURVE_NONE,           VERSION_TLS12, VERSION_TLS13 },
	{ { 0x0807, "ed25519" },                                                   SIG_EDDSA,     SIGNER_ED25519, HASH_NONE,   CURVE_NONE,           VERSION_TLS12, VERSION_TLS13 },
	{ { 0x0808, "ed448" },                                                     SIG_EDDSA,     SIGNER_ED448,   HASH_NONE,   CURVE_NONE,           VERSION_TLS12, VERSION_TLS13 },
	{ { 0x0809, "rsa_pss_pss_sha256" },                                        SIG_RSA_PSS,   SIGNER_RSA_PSS, HASH_SHA256, CURVE_NONE,           VERSION_TLS12, VERSION_TLS13 },
	{ { 0x080a, "rsa_pss_pss_sha384" },                                        SIG_RSA_PSS,   SIGNER_RSA_PSS, HASH_SHA384, CURVE_NONE,           VERSION_TLS12, VERSION_TLS13 },
	{ { 0x080b, "rsa_pss_pss_sha512" },                                        SIG_RSA_PSS,   SIGNER_RSA_PSS, HASH_SHA512, CURVE_NONE,           VERSION_TLS12, VERSION_TLS13 },
	{ { 0x081a, "ecdsa_brainpoolP256r1tls13_sha256", "RFC 8734" },             SIG_ECDSA,     SIGNER_EC,      HASH_SHA256, CURVE_BRAINPOOL_P256, VERSION_TLS13, VERSION_TLS13 },
	{ { 0x081b, "ecdsa_brainpoolP384r1tls13_sha384", "RFC 8734" },             SIG_ECDSA,     SIGNER_EC,      HASH_SHA384, CURVE_BRAINPOOL_P384, VERSION_TLS13, VERSION_TLS13 },
	{ { 0x081c, "ecdsa_brainpoolP512r1tls13_sha512", "RFC 8734" },             SIG_ECDSA,     SIGNER_EC,      HASH_SHA512, CURVE_BRAINPOOL_P512, VERSION_TLS13, VERSION_TLS13 },
	{ { 0x0904, "mldsa44", "draft-ietf-tls-mldsa" },                           SIG_OTHER,     SIGNER_OTHER,   HASH_NONE,   CURVE_NONE,           VERSION_TLS13, VERSION_TLS13 },
	{ { 0x0905, "mldsa65", "draft-ietf-tls-mldsa" },                           SIG_OTHER,     SIGNER_OTHER,   HASH_NONE,   CURVE_NONE,           VERSION_TLS13, VERSION_TLS13 },
	{ { 0x0906, "mldsa87", "draft-ietf-tls-mldsa" },                           SIG_OTHER,     SIGNER_OTHER,   HASH_NONE,   CURVE_NONE,           VERSION_TLS13, VERSION_TLS13 },
	/* clang-format on */
};
const struct code_table codes_signature_scheme = {
	"TLS SignatureScheme", "RFC 9846 4.3.3", schemes, ARRAY_LEN(schemes), sizeof(schemes[0]), 1,
};

/* SHA-1 and keys that are kept for PSS by name only, so that no list is longer than it was. */
static const uint16_t usual[] = { 0x0403, 0x0503, 0x0603, 0x0401, 0x0501, 0x0601, 0x0804, 0x0805, 0x0806 };
static const uint16_t current[] = {
	0x0403, 0x0503, 0x0603, 0x0804, 0x0805, 0x0806, 0x0809, 0x080a, 0x080b, 0x0401, 0x0501, 0x0601,
};
static const uint16_t spoken[] = {
	0x0403, 0x0503, 0x0603, 0x0804, 0x0805, 0x0806, 0x0809, 0x080a, 0x080b, 0x0401, 0x0501, 0x0601, 0x0203, 0x0201,
};
static const uint8_t assumed[] = { 0x02, 0x01, 0x02, 0x03 };
const struct code_list schemes_spoken = { spoken, ARRAY_LEN(spoken) }, schemes_usual = { usual, ARRAY_LEN(usual) },
	schemes_current = { current, ARRAY_LEN(current) };
const struct bytes schemes_assumed = { assumed, sizeof(assumed) };

const struct scheme *scheme_find(uint16_t code)
{
	return (const struct scheme *)code_find(&codes_signature_scheme, code);
}

const struct scheme *scheme_find_spoken(uint16_t code)
{
	return code_listed(&schemes_spoken, code) ? scheme_find(code) : NULL;
}

/* ---- names ---- */

bool scheme_openssl_name(const struct scheme *s, struct buf *b)
{
	static const char *const kinds[SIG_N] = {
		[SIG_RSA_PKCS1] = "RSA", [SIG_RSA_PSS] = "RSA-PSS", [SIG_ECDSA] = "ECDSA", [SIG_DSA] = "DSA",
	};
	const char *hash = hash_name(s->hash);

	/* its PSS is that of an ordinary RSA key */
	if (!kinds[s->kind] || s->hash == HASH_NONE || s->key == SIGNER_RSA_PSS || s->from > VERSION_TLS12)
		return false;
	buf_printf(b, "%s+", kinds[s->kind]);
	for (; *hash; hash++)
		if (*hash != '-')
			buf_add_uint(b, 1, (uint8_t)*hash);
	return true;
}

static bool has_name(const struct scheme *s, const char *name)
{
	struct buf b = { 0 };
	bool same = text_equal_nocase(s->code.name, name) || (scheme_openssl_name(s, &b) && text_equal_nocase(buf_str(&b), name));

	buf_free(&b);
	return same;
}

const struct scheme *scheme_by_name(const char *name)
{
	for (size_t i = 0; i < ARRAY_LEN(schemes); i++)
		if (has_name(&schemes[i], name))
			return &schemes[i];
	return NULL;
}

const struct scheme *scheme_of(enum signature_kind kind, enum hash_alg hash)
{
	for (size_t i = 0; i < ARRAY_LEN(schemes); i++)
		if (schemes[i].kind == kind && schemes[i].hash == hash)
			return &schemes[i];
	return NULL;
}
