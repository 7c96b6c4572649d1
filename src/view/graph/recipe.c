#include "view/graph/recipe.h"

#include <ctype.h>
#include <string.h>

#include "base/text.h"
#include "view/graph/recipe_key.h"
#include "view/text/describe.h"

#define TO_HEX " | xxd -p | tr -d '\\n'"

/* ---- algorithms by the names that openssl has for them ---- */

static const struct {
	const char *name, *openssl;
} digests[] = {
	{ "MD5", "md5" }, { "SHA-1", "sha1" }, { "SHA-224", "sha224" }, { "SHA-256", "sha256" }, { "SHA-384", "sha384" }, { "SHA-512", "sha512" },
};

static const char *digest_name(const char *alg)
{
	for (size_t i = 0; alg && i < ARRAY_LEN(digests); i++)
		if (strcmp(digests[i].name, alg) == 0)
			return digests[i].openssl;
	return NULL;
}

/* Of a signature algorithm's end: "SHA256" in "ECDSA-SHA256"; NULL for MD5 and SHA-1 side by side. */
static const char *digest_at_end(const char *alg)
{
	const char *end = alg ? strrchr(alg, '-') : NULL;

	for (size_t i = 0; end && i < ARRAY_LEN(digests); i++)
		if (text_equal_nocase(digests[i].openssl, end + 1))
			return digests[i].openssl;
	return NULL;
}

/* The part before the last dash in lower case, "aes-128" of "AES-128-GCM", in `name`; the rest is the mode. */
static const char *cipher_name(const char *alg, char *name, size_t size)
{
	static const struct {
		const char *ours, *theirs;
	} others[] = { { "3des-ede", "des-ede3" }, { "rc4", "rc4" } };
	const char *dash = alg ? strrchr(alg, '-') : NULL;
	size_t n = dash ? (size_t)(dash - alg) : 0;

	if (dash && strcmp(dash, "-8") == 0)    /* CCM-8 */
		while (n && alg[n - 1] != '-')
			n--;
	n = n && alg[n] != '-' ? n - 1 : n;
	if (!n || n >= size)
		return NULL;
	for (size_t i = 0; i < n; i++)
		name[i] = (char)tolower((unsigned char)alg[i]);
	name[n] = 0;
	for (size_t i = 0; i < ARRAY_LEN(others); i++)
		if (strcmp(others[i].ours, name) == 0)
			strcpy(name, others[i].theirs);
	return alg + n + 1;
}

/* OpenSSL 3 keeps these apart. */
static const char *provider(const char *cipher)
{
	return strcmp(cipher, "des") == 0 || strcmp(cipher, "rc4") == 0 ? " -provider legacy -provider default" : "";
}

/* ---- pieces of a command ---- */

/* What openssl wants as files stands in a folder of its own, which nobody else can read and which goes at the end. */
static void begin_files(struct buf *out)
{
	buf_puts(out, "(umask 077; d=$(mktemp -d) || exit; trap 'rm -rf \"$d\"' EXIT\n");
}

static void end_files(struct buf *out)
{
	buf_puts(out, ")");
}

static struct bytes input(const struct trace *t, const struct value *v, uint32_t i)
{
	return trace_bytes(t, v->inputs[i]);
}

static void put_hex(struct buf *out, struct bytes b)
{
	text_hex(out, b, 0);
}

/* "echo 00ff | xxd -r -p", from the inputs joined. */
static void put_data(struct buf *out, const struct trace *t, const struct value *v, uint32_t from)
{
	buf_puts(out, "echo ");
	for (uint32_t i = from; i < v->n_inputs; i++)
		put_hex(out, input(t, v, i));
	buf_puts(out, " | xxd -r -p");
}

/* ---- one function an op: false if there is no recipe, r->note says why ---- */

typedef bool make_recipe(struct recipe *r, const struct trace *t, const struct value *v);

static bool no(struct recipe *r, const char *why)
{
	r->note = why;
	buf_clear(&r->command);
	return false;
}

static bool make_hash(struct recipe *r, const struct trace *t, const struct value *v)
{
	const char *digest = digest_name(v->alg);

	if (!digest)
		return no(r, "openssl has no name for this hash.");
	put_data(&r->command, t, v, 0);
	buf_printf(&r->command, " | openssl dgst -%s -r | cut -d' ' -f1", digest);
	return true;
}

static bool make_hmac(struct recipe *r, const struct trace *t, const struct value *v)
{
	const char *digest = digest_name(v->alg);

	if (!digest || !input(t, v, 0).n)
		return no(r, "openssl has no name for this hash, or the key is empty.");
	put_data(&r->command, t, v, 1);
	buf_printf(&r->command, " | openssl dgst -%s -mac HMAC -macopt hexkey:", digest);
	put_hex(&r->command, input(t, v, 0));
	buf_puts(&r->command, " -r | cut -d' ' -f1");
	return true;
}

static void put_kdf_end(struct recipe *r, const char *name)
{
	buf_printf(&r->command, " %s | tr -d ':\\n' | tr A-F a-f", name);
}

static bool make_prf(struct recipe *r, const struct trace *t, const struct value *v)
{
	const char *digest = digest_name(v->alg);

	if (!digest)
		return no(r, "openssl has no name for this hash.");
	buf_printf(&r->command, "openssl kdf -keylen %zu -kdfopt digest:%s -kdfopt hexsecret:", v->bytes.n, digest);
	put_hex(&r->command, input(t, v, 0));
	buf_puts(&r->command, " -kdfopt hexseed:");
	put_hex(&r->command, input(t, v, 1));
	put_hex(&r->command, input(t, v, 2));
	put_kdf_end(r, "TLS1-PRF");
	r->note = "The seed is the label and the seed joined. Needs OpenSSL 3.";
	return true;
}

static bool make_hkdf(struct recipe *r, const struct trace *t, const struct value *v)
{
	bool extract = v->op == OP_HKDF_EXTRACT;
	const char *digest = digest_name(v->alg);

	if (!digest)
		return no(r, "openssl has no name for this hash.");
	buf_printf(&r->command, "openssl kdf -keylen %zu -kdfopt digest:%s -kdfopt mode:%s -kdfopt hexkey:", v->bytes.n, digest,
		   extract ? "EXTRACT_ONLY" : "EXPAND_ONLY");
	put_hex(&r->command, input(t, v, extract ? 1 : 0));
	buf_puts(&r->command, extract ? " -kdfopt hexsalt:" : " -kdfopt hexinfo:");
	put_hex(&r->command, input(t, v, extract ? 0 : 1));
	put_kdf_end(r, "HKDF");
	r->note = "Needs OpenSSL 3.";
	return true;
}

static bool make_rsa_public(struct recipe *r, const struct trace *t, const struct value *v)
{
	begin_files(&r->command);
	recipe_key_rsa(&r->command, input(t, v, 1), input(t, v, 2));
	buf_puts(&r->command, "echo ");
	put_hex(&r->command, input(t, v, 0));
	buf_puts(&r->command, " | xxd -r -p | openssl pkeyutl -encrypt -pubin -keyform DER -inkey \"$d/key.der\" -pkeyopt rsa_padding_mode:none" TO_HEX);
	end_files(&r->command);
	r->note = "x^e mod n; the padding is part of x already.";
	return true;
}

static bool make_rsa_private(struct recipe *r, const struct trace *t, const struct value *v)
{
	begin_files(&r->command);
	buf_puts(&r->command, "echo ");
	put_hex(&r->command, input(t, v, 1));
	buf_puts(&r->command, " | xxd -r -p > \"$d/key.der\"\necho ");
	put_hex(&r->command, input(t, v, 0));
	buf_puts(&r->command, " | xxd -r -p | openssl pkeyutl -decrypt -keyform DER -inkey \"$d/key.der\" -pkeyopt rsa_padding_mode:none" TO_HEX);
	end_files(&r->command);
	r->note = "x^d mod n; the padding stays on.";
	return true;
}

static bool make_verify(struct recipe *r, const struct trace *t, const struct value *v)
{
	bool rsa = strncmp(v->alg, "RSA", 3) == 0, pss = strncmp(v->alg, "RSASSA-PSS", 10) == 0;
	const char *digest = digest_at_end(v->alg);
	struct buf *out = &r->command;

	if (v->n_inputs != (rsa ? 4 : 3))
		return no(r, "openssl wants a DSA key with its parameters as a file: take it from the certificate.");
	begin_files(out);
	if (rsa)
		recipe_key_rsa(out, input(t, v, 0), input(t, v, 1));
	else if (!recipe_key_point(out, input(t, v, 0)))
		return no(r, "The curve of this key is none of P-256, P-384 and P-521.");
	buf_puts(out, "echo ");
	put_hex(out, input(t, v, v->n_inputs - 2));
	buf_puts(out, " | xxd -r -p > \"$d/signature.bin\"\necho ");
	put_hex(out, input(t, v, v->n_inputs - 1));
	buf_puts(out, " | xxd -r -p | openssl pkeyutl -verify -pubin -keyform DER -inkey \"$d/key.der\" -sigfile \"$d/signature.bin\"");
	if (digest)
		buf_printf(out, " -pkeyopt digest:%s", digest);
	if (pss)
		buf_puts(out, " -pkeyopt rsa_padding_mode:pss -pkeyopt rsa_pss_saltlen:auto");
	buf_puts(out, " >/dev/null && echo 01 || echo 00");
	end_files(out);
	r->note = "01: the signature holds; without the end the words of openssl are seen. What is signed is the hash.";
	return true;
}

/* The end of SubjectPublicKeyInfo is the value: the point, or the number. */
static bool make_dh_public(struct recipe *r, const struct trace *t, const struct value *v)
{
	const bool field = v->n_inputs == 3;
	const struct recipe_field in = { field ? input(t, v, 2) : BYTES_NONE, field ? input(t, v, 1) : BYTES_NONE };

	if (field && v->bytes.n && v->bytes.p[0] == 0)
		return no(r, "It begins with zeros, which openssl leaves out.");
	begin_files(&r->command);
	if (!recipe_key_private(&r->command, v->alg, &in, input(t, v, 0)))
		return no(r, "openssl has no name for this group.");
	buf_printf(&r->command, "openssl pkey -inform DER -in \"$d/key.der\" -pubout -outform DER | tail -c %zu" TO_HEX, v->bytes.n);
	end_files(&r->command);
	r->note = field ? "g^x mod p, the end of the public key." : "The private number times the base point: the end of the public key.";
	return true;
}

/* The secret does not depend on g, which openssl wants to know all the same. */
static bool make_dh(struct recipe *r, const struct trace *t, const struct value *v)
{
	const bool field = v->n_inputs == 3;
	const struct recipe_field in = { field ? input(t, v, 2) : BYTES_NONE, BYTES_LIT("\2") };

	begin_files(&r->command);
	if (!recipe_key_private(&r->command, v->alg, &in, input(t, v, 0)) || !recipe_key_public(&r->command, v->alg, &in, input(t, v, 1)))
		return no(r, "openssl has no name for this group.");
	buf_puts(&r->command, "openssl pkeyutl -derive -keyform DER -inkey \"$d/key.der\" -peerform DER -peerkey \"$d/peer.der\"");
	buf_puts(&r->command, field ? " -pkeyopt dh_pad:1" TO_HEX : TO_HEX);
	end_files(&r->command);
	r->note = field ? "y^x mod p, as long as p. openssl wants a g in the keys, but it plays no part: 2 stands there."
			: "The private number times the other's point: its x coordinate.";
	return true;
}

static bool make_cbc(struct recipe *r, const struct trace *t, const struct value *v)
{
	char name[32];

	if (!cipher_name(v->alg, name, sizeof(name)))
		return no(r, "openssl has no name for this cipher.");
	put_data(&r->command, t, v, 2);
	buf_printf(&r->command, " | openssl enc -%c -%s-cbc%s -nopad -K ", v->op == OP_ENCRYPT ? 'e' : 'd', name, provider(name));
	put_hex(&r->command, input(t, v, 0));
	buf_puts(&r->command, " -iv ");
	put_hex(&r->command, input(t, v, 1));
	buf_puts(&r->command, TO_HEX);
	r->note = "TLS pads by itself: -nopad, and the padding can be seen.";
	return true;
}

static bool make_stream(struct recipe *r, const struct trace *t, const struct value *v)
{
	struct bytes data = input(t, v, 2);
	uint64_t position = bytes_uint(input(t, v, 1));

	if (position > 1 << 24)
		return no(r, "So far into the keystream that the command would be of no use.");
	buf_printf(&r->command, "(head -c %llu /dev/zero; echo ", (unsigned long long)position);
	put_hex(&r->command, data);
	buf_puts(&r->command, " | xxd -r -p) | openssl enc -rc4 -provider legacy -provider default -K ");
	put_hex(&r->command, input(t, v, 0));
	buf_printf(&r->command, " | tail -c %zu" TO_HEX, data.n);
	r->note = "The keystream goes on from record to record: as many zeros come first as bytes were encrypted before.";
	return true;
}

/* The first block of the keystream: of GCM, CCM, and ChaCha20-Poly1305. */
static const char *put_counter(struct buf *iv, const char *mode, struct bytes nonce)
{
	if (strcmp(mode, "GCM") == 0) {           /* SP 800-38D: block 1 is for the tag */
		buf_add(iv, nonce);
		buf_add_uint(iv, 4, 2);
		return "ctr";
	}
	if (strncmp(mode, "CCM", 3) == 0) {       /* RFC 3610 2.3: block 0 is for the tag */
		buf_add_uint(iv, 1, 14 - nonce.n);
		buf_add(iv, nonce);
		buf_add_uint(iv, (unsigned)(15 - nonce.n), 1);
		return "ctr";
	}
	buf_add(iv, BYTES_LIT("\1\0\0\0"));       /* RFC 8439 2.8: little-endian, block 0 is for the tag */
	buf_add(iv, nonce);
	return NULL;
}

static bool make_aead(struct recipe *r, const struct trace *t, const struct value *v)
{
	bool open = v->op == OP_OPEN, chacha = v->alg && strncmp(v->alg, "CHACHA20", 8) == 0;
	char name[32];
	const char *mode = chacha ? "" : cipher_name(v->alg, name, sizeof(name));
	struct bytes text = input(t, v, 3), nonce = input(t, v, 1);
	struct buf iv = { 0 };

	if (!mode || nonce.n != 12)
		return no(r, "openssl has no name for this cipher.");
	if (open && !v->bytes.n)
		return no(r, "The tag is wrong, so nothing came out; the openssl command does not look at tags.");
	if (open)
		text = bytes_slice(text, 0, v->bytes.n);
	r->bytes = text.n;
	mode = put_counter(&iv, mode, nonce);
	buf_puts(&r->command, "echo ");
	put_hex(&r->command, text);
	buf_printf(&r->command, " | xxd -r -p | openssl enc -%c -%s%s%s -K ", open ? 'd' : 'e', chacha ? "chacha20" : name, mode ? "-" : "", mode ? mode : "");
	put_hex(&r->command, input(t, v, 0));
	buf_puts(&r->command, " -iv ");
	put_hex(&r->command, buf_bytes(&iv));
	buf_puts(&r->command, TO_HEX);
	buf_free(&iv);
	r->note = open ? "The openssl command has no AEAD; its keystream alone gives the plaintext. The tag stays unchecked."
		       : "The openssl command has no AEAD; its keystream alone gives the ciphertext, without the tag.";
	return true;
}

static bool make_slice(struct recipe *r, const struct trace *t, const struct value *v)
{
	buf_puts(&r->command, "echo ");
	put_hex(&r->command, input(t, v, 0));
	buf_printf(&r->command, " | cut -c%zu-%zu", 2 * (size_t)v->offset + 1, 2 * (v->offset + v->bytes.n));
	r->note = "A part of a longer value: two digits a byte.";
	return v->bytes.n ? true : no(r, "It is empty.");
}

static bool make_concat(struct recipe *r, const struct trace *t, const struct value *v)
{
	buf_puts(&r->command, "echo");
	for (uint32_t i = 0; i < v->n_inputs; i++) {
		buf_puts(&r->command, " ");
		put_hex(&r->command, input(t, v, i));
	}
	buf_puts(&r->command, " | tr -d ' '");
	return true;
}

static make_recipe *const makers[OP_N] = {
	[OP_SLICE] = make_slice, [OP_CONCAT] = make_concat, [OP_HASH] = make_hash, [OP_HMAC] = make_hmac, [OP_PRF] = make_prf,
	[OP_DH_PUBLIC] = make_dh_public, [OP_DH] = make_dh, [OP_HKDF_EXTRACT] = make_hkdf, [OP_HKDF_EXPAND] = make_hkdf, [OP_RSA_PUBLIC] = make_rsa_public,
	[OP_RSA_PRIVATE] = make_rsa_private, [OP_VERIFY] = make_verify, [OP_ENCRYPT] = make_cbc, [OP_DECRYPT] = make_cbc,
	[OP_STREAM] = make_stream, [OP_SEAL] = make_aead, [OP_OPEN] = make_aead,
};

static const char *const reasons[OP_N] = {
	[OP_CONST] = "It was not computed: it is a constant of the specification.",
	[OP_CONFIG] = "It was not computed: it was given.",
	[OP_RANDOM] = "It was not computed: it is random.",
	[OP_KEYLOG] = "It was not computed: it comes from a key log.",
	[OP_CLOCK] = "It was not computed: the clock said it.",
	[OP_COUNTER] = "It was counted.",
	[OP_WIRE] = "It came over the wire as it is.",
	[OP_INTERSECT] = "It is what two lists have in common; openssl is of no help there.",
	[OP_XOR] = "It is the XOR of two values; openssl is of no help there.",
	[OP_ADD] = "It is the sum of two numbers; openssl is of no help there.",
	[OP_COMPRESS] = "It is compressed, by no more than one way of several; openssl is of no help there.",
	[OP_DECOMPRESS] = "It is decompressed; openssl is of no help there.",
	[OP_CLAMP] = "Five or three bits are set or cleared; openssl is of no help there.",
	[OP_SIGN] = "openssl draws a number of its own for each signature, so another one would come out; see the value that checks it.",
	[OP_MGF1] = "openssl pads and signs in one go; see the value that checks the signature.",
};

enum status recipe_build(struct recipe *r, const struct trace *t, value_id id)
{
	const struct value *v = trace_value(t, id);

	buf_clear(&r->command);
	r->note = reasons[v->op];
	r->bytes = v->bytes.n;
	return makers[v->op] && makers[v->op](r, t, v) ? ST_OK : ST_NOT_FOUND;
}

void recipe_free(struct recipe *r)
{
	buf_free(&r->command);
	*r = (struct recipe){ 0 };
}

void recipe_text(const struct trace *t, value_id id, struct buf *out)
{
	struct recipe r = { 0 };
	enum status st = recipe_build(&r, t, id);

	buf_puts(out, "# ");
	describe_origin_ids(t, id, out);
	buf_puts(out, "\n");
	if (r.note)
		buf_printf(out, "# %s\n", r.note);
	if (st == ST_OK) {
		buf_add(out, buf_bytes(&r.command));
		buf_puts(out, "\n");
	}
	recipe_free(&r);
}
