#include "spec/schemes.h"

#include "base/status.h"

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

static const uint16_t spoken[] = { 0x0403, 0x0503, 0x0603, 0x0401, 0x0501, 0x0601, 0x0804, 0x0805, 0x0806 };
const struct code_list schemes_spoken = { spoken, ARRAY_LEN(spoken) };

const struct scheme *scheme_find(uint16_t code)
{
	return (const struct scheme *)code_find(&codes_signature_scheme, code);
}

const struct scheme *scheme_find_spoken(uint16_t code)
{
	return code_listed(&schemes_spoken, code) ? scheme_find(code) : NULL;
}

const struct scheme *scheme_of(enum signature_kind kind, enum hash_alg hash)
{
	for (size_t i = 0; i < ARRAY_LEN(schemes); i++)
		if (schemes[i].kind == kind && schemes[i].hash == hash)
			return &schemes[i];
	return NULL;
}
