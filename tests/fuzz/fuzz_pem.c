/* Files that a user may name: PEM text, trusted CAs, CRLs, private keys. First
 * byte: what is tried; the rest is the file. */
#include <string.h>

#include "crypto/crypto.h"
#include "fuzz.h"
#include "x509/verify/verify.h"
#include "x509/keyfile.h"
#include "x509/pem.h"

enum { TRY_PEM, TRY_TRUST, TRY_CRL, TRY_KEY, N_TRIED };

static void try_pem(struct bytes b)
{
	struct pem_reader r = { .text = b };
	struct pem_block block;
	enum status st;
	size_t n = 0;

	do {
		size_t before = r.pos;

		st = pem_next(&r, &block);
		if (st == ST_OK && !block.der.n)
			fuzz_die("a block without content was taken");
		if (st != ST_NOT_FOUND && r.pos <= before)
			fuzz_die("the reader does not move");
		n += st != ST_NOT_FOUND;
		pem_block_free(&block);
	} while (st != ST_NOT_FOUND);
	if ((n > 0) != pem_looks_like(b))
		fuzz_die("%zu blocks in what does%s look like PEM", n, pem_looks_like(b) ? "" : " not");
}

static void need_sentence(enum status st, const struct error *err)
{
	if (st != ST_OK && !err->text[0])
		fuzz_die("refused without a word");
}

static void try_trust(struct bytes b)
{
	struct trust_store *s = trust_new(), *lax = trust_new();
	struct error err = { "" };
	size_t skipped;

	need_sentence(trust_add(s, b, "fuzz", NULL, &err), &err);
	err.text[0] = 0;
	need_sentence(trust_add(lax, b, "fuzz", &skipped, &err), &err);
	if (trust_count(lax) < trust_count(s))
		fuzz_die("skipping what is broken found less");
	trust_free(s);
	trust_free(lax);
}

static void try_crl(struct bytes b)
{
	struct crl_store *s = crl_new();
	struct error err = { "" };

	need_sentence(crl_add(s, b, "fuzz", &err), &err);
	crl_free(s);
}

static void try_key(struct bytes b)
{
	struct error err = { "" };
	struct keyfile k;
	enum status st = keyfile_read(b, "fuzz", &k, &err);

	need_sentence(st, &err);
	if (st != ST_OK)
		return;
	if (!keyfile_matches(&k, &k.pub))
		fuzz_die("a key does not belong to itself");
	keyfile_free(&k);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static void (*const tries[N_TRIED])(struct bytes) = {
		[TRY_PEM] = try_pem, [TRY_TRUST] = try_trust, [TRY_CRL] = try_crl, [TRY_KEY] = try_key,
	};
	static bool ready;
	struct error err;

	if (!ready && crypto_init(&err) != ST_OK)
		fuzz_die("%s", err.text);
	ready = true;
	if (size)
		tries[data[0] % N_TRIED](bytes_of(data + 1, size - 1));
	return 0;
}
