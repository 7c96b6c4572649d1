#include "spec/groups.h"

#include "base/status.h"
#include "base/text.h"

/* TLS 1.3 knows secp256r1, 384, 521, X25519, X448 and ffdhe of what was there before (RFC 9846 4.3.7). The order of a
 * hybrid's parts is that of RFC 10024: not the same for all. */
static const struct group groups[] = {
	/* clang-format off */
	{ { 1, "sect163k1" },                                                         GROUP_EC,     CURVE_NONE,           43,   43,   21,   { 0 },       VERSION_TLS10, VERSION_TLS12 },
	{ { 2, "sect163r1" },                                                         GROUP_EC,     CURVE_NONE,           43,   43,   21,   { 0 },       VERSION_TLS10, VERSION_TLS12 },
	{ { 3, "sect163r2" },                                                         GROUP_EC,     CURVE_NONE,           43,   43,   21,   { 0 },       VERSION_TLS10, VERSION_TLS12 },
	{ { 4, "sect193r1" },                                                         GROUP_EC,     CURVE_NONE,           51,   51,   25,   { 0 },       VERSION_TLS10, VERSION_TLS12 },
	{ { 5, "sect193r2" },                                                         GROUP_EC,     CURVE_NONE,           51,   51,   25,   { 0 },       VERSION_TLS10, VERSION_TLS12 },
	{ { 6, "sect233k1" },                                                         GROUP_EC,     CURVE_NONE,           61,   61,   30,   { 0 },       VERSION_TLS10, VERSION_TLS12 },
	{ { 7, "sect233r1" },                                                         GROUP_EC,     CURVE_NONE,           61,   61,   30,   { 0 },       VERSION_TLS10, VERSION_TLS12 },
	{ { 8, "sect239k1" },                                                         GROUP_EC,     CURVE_NONE,           61,   61,   30,   { 0 },       VERSION_TLS10, VERSION_TLS12 },
	{ { 9, "sect283k1" },                                                         GROUP_EC,     CURVE_NONE,           73,   73,   36,   { 0 },       VERSION_TLS10, VERSION_TLS12 },
	{ { 10, "sect283r1" },                                                        GROUP_EC,     CURVE_NONE,           73,   73,   36,   { 0 },       VERSION_TLS10, VERSION_TLS12 },
	{ { 11, "sect409k1" },                                                        GROUP_EC,     CURVE_NONE,           105,  105,  52,   { 0 },       VERSION_TLS10, VERSION_TLS12 },
	{ { 12, "sect409r1" },                                                        GROUP_EC,     CURVE_NONE,           105,  105,  52,   { 0 },       VERSION_TLS10, VERSION_TLS12 },
	{ { 13, "sect571k1" },                                                        GROUP_EC,     CURVE_NONE,           145,  145,  72,   { 0 },       VERSION_TLS10, VERSION_TLS12 },
	{ { 14, "sect571r1" },                                                        GROUP_EC,     CURVE_NONE,           145,  145,  72,   { 0 },       VERSION_TLS10, VERSION_TLS12 },
	{ { 15, "secp160k1" },                                                        GROUP_EC,     CURVE_NONE,           41,   41,   20,   { 0 },       VERSION_TLS10, VERSION_TLS12 },
	{ { 16, "secp160r1" },                                                        GROUP_EC,     CURVE_NONE,           41,   41,   20,   { 0 },       VERSION_TLS10, VERSION_TLS12 },
	{ { 17, "secp160r2" },                                                        GROUP_EC,     CURVE_NONE,           41,   41,   20,   { 0 },       VERSION_TLS10, VERSION_TLS12 },
	{ { 18, "secp192k1" },                                                        GROUP_EC,     CURVE_NONE,           49,   49,   24,   { 0 },       VERSION_TLS10, VERSION_TLS12 },
	{ { 19, "secp192r1" },                                                        GROUP_EC,     CURVE_P192,           49,   49,   24,   { 0 },       VERSION_TLS10, VERSION_TLS12 },
	{ { 20, "secp224k1" },                                                        GROUP_EC,     CURVE_NONE,           57,   57,   28,   { 0 },       VERSION_TLS10, VERSION_TLS12 },
	{ { 21, "secp224r1" },                                                        GROUP_EC,     CURVE_P224,           57,   57,   28,   { 0 },       VERSION_TLS10, VERSION_TLS12 },
	{ { 22, "secp256k1" },                                                        GROUP_EC,     CURVE_SECP256K1,      65,   65,   32,   { 0 },       VERSION_TLS10, VERSION_TLS12 },
	{ { 23, "secp256r1" },                                                        GROUP_EC,     CURVE_P256,           65,   65,   32,   { 0 },       VERSION_TLS10, VERSION_TLS13 },
	{ { 24, "secp384r1" },                                                        GROUP_EC,     CURVE_P384,           97,   97,   48,   { 0 },       VERSION_TLS10, VERSION_TLS13 },
	{ { 25, "secp521r1" },                                                        GROUP_EC,     CURVE_P521,           133,  133,  66,   { 0 },       VERSION_TLS10, VERSION_TLS13 },
	{ { 26, "brainpoolP256r1", "RFC 7027" },                                      GROUP_EC,     CURVE_BRAINPOOL_P256, 65,   65,   32,   { 0 },       VERSION_TLS10, VERSION_TLS12 },
	{ { 27, "brainpoolP384r1", "RFC 7027" },                                      GROUP_EC,     CURVE_BRAINPOOL_P384, 97,   97,   48,   { 0 },       VERSION_TLS10, VERSION_TLS12 },
	{ { 28, "brainpoolP512r1", "RFC 7027" },                                      GROUP_EC,     CURVE_BRAINPOOL_P512, 129,  129,  64,   { 0 },       VERSION_TLS10, VERSION_TLS12 },
	{ { 29, "x25519" },                                                           GROUP_EC,     CURVE_X25519,         32,   32,   32,   { 0 },       VERSION_TLS10, VERSION_TLS13 },
	{ { 30, "x448" },                                                             GROUP_EC,     CURVE_X448,           56,   56,   56,   { 0 },       VERSION_TLS10, VERSION_TLS13 },
	{ { 31, "brainpoolP256r1tls13", "RFC 8734" },                                 GROUP_EC,     CURVE_BRAINPOOL_P256, 65,   65,   32,   { 0 },       VERSION_TLS13, VERSION_TLS13 },
	{ { 32, "brainpoolP384r1tls13", "RFC 8734" },                                 GROUP_EC,     CURVE_BRAINPOOL_P384, 97,   97,   48,   { 0 },       VERSION_TLS13, VERSION_TLS13 },
	{ { 33, "brainpoolP512r1tls13", "RFC 8734" },                                 GROUP_EC,     CURVE_BRAINPOOL_P512, 129,  129,  64,   { 0 },       VERSION_TLS13, VERSION_TLS13 },
	{ { 34, "GC256A", "RFC 9189" },                                               GROUP_OTHER,  CURVE_NONE,           0,    0,    0,    { 0 },       VERSION_TLS12, VERSION_TLS13 },
	{ { 35, "GC256B", "RFC 9189" },                                               GROUP_OTHER,  CURVE_NONE,           0,    0,    0,    { 0 },       VERSION_TLS12, VERSION_TLS13 },
	{ { 36, "GC256C", "RFC 9189" },                                               GROUP_OTHER,  CURVE_NONE,           0,    0,    0,    { 0 },       VERSION_TLS12, VERSION_TLS13 },
	{ { 37, "GC256D", "RFC 9189" },                                               GROUP_OTHER,  CURVE_NONE,           0,    0,    0,    { 0 },       VERSION_TLS12, VERSION_TLS13 },
	{ { 38, "GC512A", "RFC 9189" },                                               GROUP_OTHER,  CURVE_NONE,           0,    0,    0,    { 0 },       VERSION_TLS12, VERSION_TLS13 },
	{ { 39, "GC512B", "RFC 9189" },                                               GROUP_OTHER,  CURVE_NONE,           0,    0,    0,    { 0 },       VERSION_TLS12, VERSION_TLS13 },
	{ { 40, "GC512C", "RFC 9189" },                                               GROUP_OTHER,  CURVE_NONE,           0,    0,    0,    { 0 },       VERSION_TLS12, VERSION_TLS13 },
	{ { 41, "curveSM2", "RFC 8998" },                                             GROUP_EC,     CURVE_NONE,           65,   65,   32,   { 0 },       VERSION_TLS13, VERSION_TLS13 },
	{ { 256, "ffdhe2048", "RFC 7919" },                                           GROUP_FF,     CURVE_NONE,           256,  256,  256,  { 0 },       VERSION_TLS10, VERSION_TLS13 },
	{ { 257, "ffdhe3072", "RFC 7919" },                                           GROUP_FF,     CURVE_NONE,           384,  384,  384,  { 0 },       VERSION_TLS10, VERSION_TLS13 },
	{ { 258, "ffdhe4096", "RFC 7919" },                                           GROUP_FF,     CURVE_NONE,           512,  512,  512,  { 0 },       VERSION_TLS10, VERSION_TLS13 },
	{ { 259, "ffdhe6144", "RFC 7919" },                                           GROUP_FF,     CURVE_NONE,           768,  768,  768,  { 0 },       VERSION_TLS10, VERSION_TLS13 },
	{ { 260, "ffdhe8192", "RFC 7919" },                                           GROUP_FF,     CURVE_NONE,           1024, 1024, 1024, { 0 },       VERSION_TLS10, VERSION_TLS13 },
	{ { 512, "MLKEM512", "draft-ietf-tls-mlkem" },                                GROUP_KEM,    CURVE_NONE,           800,  768,  32,   { 0 },       VERSION_TLS13, VERSION_TLS13 },
	{ { 513, "MLKEM768", "draft-ietf-tls-mlkem" },                                GROUP_KEM,    CURVE_NONE,           1184, 1088, 32,   { 0 },       VERSION_TLS13, VERSION_TLS13 },
	{ { 514, "MLKEM1024", "draft-ietf-tls-mlkem" },                               GROUP_KEM,    CURVE_NONE,           1568, 1568, 32,   { 0 },       VERSION_TLS13, VERSION_TLS13 },
	{ { 4587, "SecP256r1MLKEM768", "RFC 10024" },                                 GROUP_HYBRID, CURVE_NONE,           1249, 1153, 64,   { 23, 513 }, VERSION_TLS13, VERSION_TLS13 },
	{ { 4588, "X25519MLKEM768", "RFC 10024" },                                    GROUP_HYBRID, CURVE_NONE,           1216, 1120, 64,   { 513, 29 }, VERSION_TLS13, VERSION_TLS13 },
	{ { 4589, "SecP384r1MLKEM1024", "RFC 10024" },                                GROUP_HYBRID, CURVE_NONE,           1665, 1665, 80,   { 24, 514 }, VERSION_TLS13, VERSION_TLS13 },
	{ { 25497, "X25519Kyber768Draft00", "draft-tls-westerbaan-xyber768d00" },     GROUP_OTHER,  CURVE_NONE,           1216, 1120, 64,   { 0 },       VERSION_TLS13, VERSION_TLS13 },
	{ { 25498, "SecP256r1Kyber768Draft00", "draft-kwiatkowski-tls-ecdhe-kyber" }, GROUP_OTHER,  CURVE_NONE,           1249, 1153, 64,   { 0 },       VERSION_TLS13, VERSION_TLS13 },
	{ { 65281, "arbitrary_explicit_prime_curves" },                               GROUP_OTHER,  CURVE_NONE,           0,    0,    0,    { 0 },       VERSION_TLS10, VERSION_TLS12 },
	{ { 65282, "arbitrary_explicit_char2_curves" },                               GROUP_OTHER,  CURVE_NONE,           0,    0,    0,    { 0 },       VERSION_TLS10, VERSION_TLS12 },
	/* clang-format on */
};
const struct code_table codes_named_group = {
	"TLS Supported Groups", "RFC 8422 5.1.1", groups, ARRAY_LEN(groups), sizeof(groups[0]), 1,
};

static const uint16_t spoken[] = { 29, 23, 24, 25, 30, 256, 257, 258, 259, 260 };
enum { N_CURVES = 5 };   /* of these, at the front */
static const uint16_t usual[] = { 23, 24, 25, 256, 257, 258 };
const struct code_list groups_spoken = { spoken, ARRAY_LEN(spoken) }, groups_curves = { spoken, N_CURVES }, groups_usual = { usual, 3 },
		       groups_usual_ff = { usual, ARRAY_LEN(usual) };

const struct group *group_find(uint16_t code)
{
	return (const struct group *)code_find(&codes_named_group, code);
}

/* By what else OpenSSL and others call them. */
static const struct {
	const char *name;
	uint16_t code;
} other_names[] = {
	{ "P-256", 23 }, { "prime256v1", 23 }, { "P-384", 24 }, { "P-521", 25 },
};

const struct group *group_by_name(const char *name)
{
	for (size_t i = 0; i < ARRAY_LEN(other_names); i++)
		if (text_equal_nocase(other_names[i].name, name))
			return group_find(other_names[i].code);
	for (size_t i = 0; i < ARRAY_LEN(groups); i++)
		if (text_equal_nocase(groups[i].code.name, name))
			return &groups[i];
	return NULL;
}
