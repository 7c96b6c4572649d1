/* Values: each test writes its own trace. `unit --json value` writes the values
 * of all of them to stdout as JSON Lines, for tests/recompute.py. */
#include "unit.h"
#include "unit_values.h"
#include "vectors.h"

#include "crypto/value.h"
#include "spec/events.h"

static struct work w;      /* a fresh trace for each test */
static struct rng rng;

static int trace_begin(void **state)
{
	(void)state;
	rng = crypto_rng_seeded("test_value");
	w = (struct work){ trace_new(), ACTOR_CLIENT, rng };
	return 0;
}

static int trace_end(void **state)
{
	(void)state;
	unit_write_values(w.t);
	trace_free(w.t);
	crypto_rng_free(&rng);
	return 0;
}

static value_id leaf(const char *label, struct bytes b)
{
	return trace_add_leaf(w.t, ACTOR_CLIENT, OP_CONFIG, label, b);
}

static size_t count_events(enum event_type type)
{
	size_t n = 0;

	for (event_id e = 1; e < trace_n_events(w.t); e++)
		n += trace_event(w.t, e)->type == type;
	return n;
}

/* ---- keys: those of the tables ---- */

struct pair {
	struct private_key private;
	struct public_key public;
	value_id key;
	struct buf parts[6];
};

static struct pair *pair_made;
static const char *pair_wanted;

static void pair_from_rsa(struct vector_row *row)
{
	struct pair *p = pair_made;

	if (strcmp(row->column[0], pair_wanted) != 0)
		return;
	for (size_t i = 0; i < 5; i++)
		buf_add(&p->parts[i], vector_bytes(row, 3 + i));
	assert_int_equal(crypto_rsa_new(buf_bytes(&p->parts[0]), buf_bytes(&p->parts[1]), buf_bytes(&p->parts[2]),
					buf_bytes(&p->parts[3]), buf_bytes(&p->parts[4]), &p->private.rsa), ST_OK);
	p->private.kind = KEY_RSA;
	p->public = (struct public_key){ .kind = PUBLIC_RSA, .n = crypto_rsa_n(p->private.rsa), .e = crypto_rsa_e(p->private.rsa) };
	p->public.bits = crypto_rsa_bits(p->private.rsa);
	p->public.n_value = leaf("modulus", p->public.n);
	p->public.e_value = leaf("publicExponent", p->public.e);
}

static void pair_from_ec(struct vector_row *row)
{
	struct pair *p = pair_made;

	if (strcmp(row->column[0], pair_wanted) != 0 || p->private.kind == KEY_EC)
		return;
	for (int c = CURVE_NONE + 1; c < CURVE_N; c++)
		if (strcmp(curve_name(c), row->column[1]) == 0)
			p->private.curve = p->public.curve = c;
	buf_add(&p->parts[0], vector_bytes(row, 3));
	buf_add(&p->parts[1], vector_bytes(row, 4));
	p->private.kind = KEY_EC;
	p->private.scalar = buf_bytes(&p->parts[0]);
	p->public.kind = PUBLIC_EC;
	p->public.point = buf_bytes(&p->parts[1]);
	p->public.point_value = leaf("point", p->public.point);
}

static void pair_der(struct vector_row *row)
{
	if (strcmp(row->column[0], pair_wanted) != 0)
		return;
	buf_add(&pair_made->parts[5], vector_bytes(row, 2));
	pair_made->private.der = buf_bytes(&pair_made->parts[5]);
	pair_made->key = leaf("private key", pair_made->private.der);
}

static void pair_open(struct pair *p, const char *name)
{
	*p = (struct pair){ 0 };
	pair_made = p;
	pair_wanted = name;
	vector_each("rsa.txt", 11, pair_from_rsa);
	vector_each("ecdsa.txt", 7, pair_from_ec);
	vector_each("keys.txt", 3, pair_der);
	assert_true(p->private.kind != KEY_NONE && p->key);
}

static void pair_close(struct pair *p)
{
	crypto_rsa_free(p->private.rsa);
	for (size_t i = 0; i < ARRAY_LEN(p->parts); i++)
		buf_free(&p->parts[i]);
}

/* ---- hashes, MACs, the PRF ---- */

static void test_hash_hmac(void **state)
{
	value_id parts[3], id;

	(void)state;
	parts[0] = leaf("a", BYTES_LIT("a"));
	parts[1] = leaf("empty", BYTES_NONE);
	parts[2] = leaf("bc", BYTES_LIT("bc"));
	for (int h = HASH_MD5; h <= HASH_SHA512; h++) {
		id = value_hash(w, h, "digest", parts, 3);
		assert_int_equal(trace_bytes(w.t, id).n, hash_size(h));
		assert_string_equal(trace_value(w.t, id)->alg, hash_name(h));
		id = value_hmac(w, h, "mac", parts[0], parts + 1, 2);
		assert_int_equal(trace_value(w.t, id)->n_inputs, 3);
		id = value_hmac(w, h, "mac with an empty key", parts[1], parts, 3);
		assert_int_equal(trace_bytes(w.t, id).n, hash_size(h));
		value_hash(w, h, "digest of nothing", NULL, 0);
	}
}

static void check_prf(struct vector_row *row)
{
	const struct bytes want = vector_bytes(row, 5);
	enum hash_alg h = HASH_MD5;
	value_id id;

	while (strcmp(hash_name(h), row->column[1]) != 0)
		h++;
	id = value_prf(w, h, "output", leaf("secret", vector_bytes(row, 2)), leaf("label", vector_bytes(row, 3)),
		       leaf("seed", vector_bytes(row, 4)), want.n, false);
	assert_int_equal(trace_bytes(w.t, id).n, want.n);
	assert_hex_equal(row->column[0], trace_bytes(w.t, id).p, want);
	if (h == HASH_MD5_SHA1)
		assert_int_equal(trace_value(w.t, id)->op, OP_XOR);
	else
		assert_int_equal(trace_value(w.t, id)->n_inputs, 3 + (want.n + hash_size(h) - 1) / hash_size(h));
}

static void test_prf_vectors(void **state)
{
	(void)state;
	assert_int_equal(vector_each("prf.txt", 6, check_prf), 5);
	assert_int_equal(trace_n_events(w.t), 1);
}

static void test_prf_told(void **state)
{
	const value_id secret = value_random(w, "pre_master_secret", 48), label = leaf("label", BYTES_LIT("master secret")),
		       seed = value_random(w, "seed", 64);
	const value_id out = value_prf(w, HASH_SHA256, "master_secret", secret, label, seed, 48, true);
	const struct event *e = trace_event(w.t, 2);

	(void)state;
	assert_int_equal(count_events(EV_PRF_INPUT), 1);
	assert_int_equal(count_events(EV_PRF_A), 2);
	assert_int_equal(count_events(EV_PRF_BLOCK), 2);
	assert_int_equal(count_events(EV_PRF_OUTPUT), 1);
	assert_int_equal(e->type, EV_PRF_A);
	assert_int_equal(e->arg[0], 1);
	assert_string_equal(trace_value(w.t, e->values[0])->label, "A(1)");
	assert_string_equal(trace_value(w.t, e->values[1])->label, "A(0)");
	assert_int_equal(trace_event(w.t, trace_n_events(w.t) - 1)->values[0], out);
	/* any length, also none and exact multiples */
	for (size_t n = 0; n < 100; n += 16)
		assert_int_equal(trace_bytes(w.t, value_prf(w, HASH_SHA384, "output", secret, label, seed, n, false)).n, n);
}

/* Secrets of odd length share their middle byte; an empty one is two empty halves. */
static void test_prf_tls10(void **state)
{
	const value_id label = leaf("label", BYTES_LIT("test label")), seed = leaf("seed", BYTES_LIT("\xaa\xbb"));
	value_id out, md5;

	(void)state;
	for (size_t n = 0; n < 6; n++) {
		const value_id secret = value_random(w, "secret", n);

		out = value_prf_tls10(w, "output", secret, label, seed, 40, false);
		md5 = trace_value(w.t, out)->inputs[0];
		assert_string_equal(trace_value(w.t, md5)->alg, "MD5");
		assert_int_equal(trace_bytes(w.t, trace_value(w.t, md5)->inputs[0]).n, (n + 1) / 2);
	}
	assert_int_equal(trace_n_events(w.t), 1);
	value_prf(w, HASH_MD5_SHA1, "told", leaf("secret", BYTES_LIT("secret")), label, seed, 12, true);
	assert_int_equal(count_events(EV_PRF_INPUT), 1);
	assert_int_equal(count_events(EV_PRF_A), 2);
	assert_int_equal(count_events(EV_PRF_BLOCK), 2);
	assert_int_equal(count_events(EV_PRF_OUTPUT), 1);
	assert_int_equal(trace_bytes(w.t, value_prf_tls10(w, "none", seed, label, seed, 0, false)).n, 0);
}

static void test_run(void **state)
{
	value_id all[] = { leaf("a", BYTES_LIT("first")), leaf("b", BYTES_NONE), leaf("c", BYTES_LIT("third")) };

	(void)state;
	for (int h = HASH_MD5; h < HASH_N; h++) {
		struct value_run *r = value_run_new(h);

		assert_non_null(r);
		for (size_t n = 0; n <= ARRAY_LEN(all); n++) {
			const value_id at_once = value_hash(w, h, "at once", all, n), grown = value_run_hash(r, w, "grown");

			assert_true(bytes_equal(trace_bytes(w.t, at_once), trace_bytes(w.t, grown)));
			assert_int_equal(trace_bytes(w.t, grown).n, hash_size(h));
			assert_int_equal(trace_value(w.t, grown)->n_inputs, h == HASH_MD5_SHA1 ? 2 : n);
			if (n < ARRAY_LEN(all))
				value_run_add(r, w, all[n]);
		}
		value_run_free(r);
	}
	value_run_free(NULL);
}

/* ---- SSL 3.0 ---- */

static value_id ssl3_handshake(enum side_id sender, value_id master, value_id messages)
{
	struct value_run *r = value_run_new(HASH_MD5_SHA1);
	value_id id;

	value_run_add(r, w, trace_add_slice(w.t, ACTOR_CLIENT, messages, 0, 7, "first message"));
	value_run_add(r, w, trace_add_slice(w.t, ACTOR_CLIENT, messages, 7, trace_bytes(w.t, messages).n - 7, "other messages"));
	id = value_ssl3_handshake_hash(w, r, "verify_data", master, sender);
	value_run_free(r);
	return id;
}

static void check_ssl3(struct vector_row *row)
{
	const char *kind = row->column[1];
	const struct bytes want = vector_bytes(row, 4);
	const value_id secret = leaf("secret", vector_bytes(row, 2)), data = leaf("data", vector_bytes(row, 3));
	value_id id;

	if (strcmp(kind, "prf") == 0)
		id = value_ssl3_prf(w, "output", secret, data, want.n, true);
	else if (strcmp(kind, "mac:MD5") == 0)
		id = value_ssl3_mac(w, HASH_MD5, "MAC", secret, &data, 1);
	else if (strcmp(kind, "mac:SHA-1") == 0)
		id = value_ssl3_mac(w, HASH_SHA1, "MAC", secret, &data, 1);
	else
		id = ssl3_handshake(strcmp(kind, "CLNT") == 0 ? SIDE_CLIENT : strcmp(kind, "SRVR") == 0 ? SIDE_SERVER : SIDE_NONE,
				    secret, data);
	assert_int_equal(trace_bytes(w.t, id).n, want.n);
	assert_hex_equal(row->column[0], trace_bytes(w.t, id).p, want);
}

static void test_ssl3(void **state)
{
	const value_id key = leaf("key", BYTES_LIT("0123456789abcdef"));

	(void)state;
	assert_int_equal(vector_each("ssl3.txt", 5, check_ssl3), 10);
	assert_int_equal(count_events(EV_PRF_OUTPUT), 4);
	value_ssl3_mac(w, HASH_MD5, "MAC of nothing", key, NULL, 0);
	assert_int_equal(trace_bytes(w.t, value_ssl3_prf(w, "nothing", key, key, 0, false)).n, 0);
}

/* ---- ciphers ---- */

/* RC4 over records of several lengths: one stream after the other, and a third that runs in one piece. */
static void check_stream(enum cipher_alg c, value_id key)
{
	static const size_t lengths[] = { 16, 0, 1, 300, 5 };
	struct crypto_stream *there, *back;
	size_t position = 0;

	assert_int_equal(crypto_stream_new(c, trace_bytes(w.t, key), &there), ST_OK);
	assert_int_equal(crypto_stream_new(c, trace_bytes(w.t, key), &back), ST_OK);
	for (size_t i = 0; i < ARRAY_LEN(lengths); i++) {
		const value_id plain = value_random(w, "plaintext", lengths[i]);
		const value_id cipher = value_stream(w, there, "ciphertext", key, plain);
		const value_id again = value_stream(w, back, "plaintext", key, cipher);
		const struct value *v = trace_value(w.t, cipher);

		assert_true(bytes_equal(trace_bytes(w.t, again), trace_bytes(w.t, plain)));
		assert_int_equal(v->n_inputs, 3);
		assert_int_equal(bytes_uint(trace_bytes(w.t, v->inputs[1])), position);
		position += lengths[i];
		assert_int_equal(crypto_stream_position(there), position);
	}
	crypto_stream_free(there);
	crypto_stream_free(back);
}

static void test_ciphers(void **state)
{
	(void)state;
	for (int c = CIPHER_3DES_EDE_CBC; c < CIPHER_N; c++) {
		const struct cipher_spec *s = &cipher_specs[c];
		const value_id key = value_random(w, "key", s->key_size), iv = value_random(w, "iv", s->iv_size),
			       plain = value_random(w, "plaintext", 48);
		const value_id ad = leaf("additional data", BYTES_LIT("head"));
		value_id sealed, back;

		if (!crypto_cipher_supported(c))
			continue;
		if (s->kind == CIPHER_IS_STREAM) {
			check_stream(c, key);
			continue;
		}
		if (s->kind == CIPHER_IS_CBC) {
			back = value_cbc(w, c, false, "back", key, iv, value_cbc(w, c, true, "ciphertext", key, iv, plain));
			assert_true(bytes_equal(trace_bytes(w.t, back), trace_bytes(w.t, plain)));
			continue;
		}
		sealed = value_seal(w, c, "sealed", key, iv, ad, plain);
		assert_int_equal(value_open(w, c, "opened", key, iv, ad, sealed, &back), ST_OK);
		assert_true(bytes_equal(trace_bytes(w.t, back), trace_bytes(w.t, plain)));
		assert_int_equal(value_open(w, c, "not opened", key, iv, plain, sealed, &back), ST_MISMATCH);
		assert_int_equal(trace_bytes(w.t, back).n, 0);
		assert_int_equal(value_open(w, c, "too short", key, iv, ad, ad, &back), ST_MISMATCH);
		sealed = value_seal(w, c, "sealed nothing", key, iv, ad, leaf("empty", BYTES_NONE));
		assert_int_equal(value_open(w, c, "opened nothing", key, iv, ad, sealed, &back), ST_OK);
	}
}

/* ---- RSA ---- */

static void test_rsa(void **state)
{
	value_id x, c, m;
	struct pair p;

	(void)state;
	pair_open(&p, "rfc7515-A.2");
	x = trace_add_concat(w.t, ACTOR_CLIENT, "block", (const value_id[]){ leaf("zero", BYTES_LIT("\0")), value_random(w, "x", 255) }, 2);
	assert_int_equal(value_rsa_public(w, &p.public, "encrypted", x, &c), ST_OK);
	assert_int_equal(value_rsa_private(w, &p.private, p.key, "decrypted", c, &m), ST_OK);
	assert_true(bytes_equal(trace_bytes(w.t, m), trace_bytes(w.t, x)));
	assert_int_equal(value_rsa_public(w, &p.public, "too large", p.public.n_value, &c), ST_DECODE);
	assert_int_equal(c, 0);
	assert_int_equal(value_rsa_private(w, &p.private, p.key, "too large", p.public.n_value, &c), ST_DECODE);
	assert_int_equal(value_rsa_private(w, &p.private, p.key, "too short", p.public.e_value, &c), ST_DECODE);
	assert_int_equal(c, 0);
	pair_close(&p);
}

/* ---- signatures ---- */

static enum status verify(struct pair *p, enum signature_kind kind, enum hash_alg h, struct bytes signature, const value_id *data,
			  size_t n, struct signature_parts *parts)
{
	const enum status st = value_verify(w, kind, h, &p->public, leaf("signature", signature), data, n, parts);

	if (st != ST_UNSUPPORTED) {
		assert_true(parts->result && parts->hash);
		assert_int_equal(trace_bytes(w.t, parts->result).p[0], st == ST_OK);
	}
	return st;
}

static void sign_and_verify(struct pair *p, enum signature_kind kind, enum hash_alg h)
{
	const value_id data[] = { leaf("first", BYTES_LIT("hello, ")), value_random(w, "second", 40) };
	struct signature_parts made, checked;
	struct bytes sig;
	struct buf bad = { 0 };

	assert_int_equal(value_sign(w, kind, h, &p->private, p->key, data, 2, &made), ST_OK);
	sig = trace_bytes(w.t, made.signature);
	assert_string_equal(trace_value(w.t, made.signature)->label, "signature");
	assert_int_equal(verify(p, kind, h, sig, data, 2, &checked), ST_OK);
	assert_true(bytes_equal(trace_bytes(w.t, made.hash), trace_bytes(w.t, checked.hash)));
	if (kind == SIG_ECDSA) {
		assert_true(made.r && made.s && !made.block && !checked.block);
		assert_true(bytes_equal(trace_bytes(w.t, made.r), trace_bytes(w.t, checked.r)));
		assert_true(bytes_equal(trace_bytes(w.t, made.s), trace_bytes(w.t, checked.s)));
	} else {
		assert_true(bytes_equal(trace_bytes(w.t, made.block), trace_bytes(w.t, checked.block)));
	}
	if (kind == SIG_RSA_PKCS1)
		assert_true(bytes_equal(trace_bytes(w.t, checked.inner), trace_bytes(w.t, made.hash)));
	assert_int_equal(verify(p, kind, h, sig, data, 1, &checked), ST_MISMATCH);
	if (kind == SIG_RSA_PKCS1)
		assert_true(bytes_equal(trace_bytes(w.t, checked.inner), trace_bytes(w.t, made.hash)));
	buf_add(&bad, sig);
	bad.p[sig.n / 2] ^= 4;
	assert_int_equal(verify(p, kind, h, buf_bytes(&bad), data, 2, &checked), ST_MISMATCH);
	assert_int_equal(checked.inner, 0);
	assert_int_equal(verify(p, kind, h, bytes_slice(sig, 0, sig.n - 1), data, 2, &checked), ST_MISMATCH);
	assert_int_equal(verify(p, kind, h, BYTES_NONE, data, 2, &checked), ST_MISMATCH);
	assert_int_equal(verify(p, kind, h == HASH_SHA256 ? HASH_SHA384 : HASH_SHA256, sig, data, 2, &checked), ST_MISMATCH);
	buf_free(&bad);
}

static void test_signatures(void **state)
{
	static const char *const keys[] = { "rfc7515-A.2", "P-256-sample", "P-384-sample", "P-521-sample" };
	struct pair p;

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(keys); i++) {
		pair_open(&p, keys[i]);
		for (int h = HASH_SHA1; h <= HASH_SHA512; h++) {
			if (p.private.kind == KEY_EC) {
				sign_and_verify(&p, SIG_ECDSA, h);
				continue;
			}
			sign_and_verify(&p, SIG_RSA_PKCS1, h);
			sign_and_verify(&p, SIG_RSA_PSS, h);
		}
		pair_close(&p);
	}
}

static void check_published(struct vector_row *row)
{
	const bool pss = strcmp(row->column[1], "RSASSA-PSS") == 0;
	const value_id data = leaf("message", vector_bytes(row, 8));
	struct signature_parts parts;
	enum hash_alg h = HASH_MD5;
	struct pair p = { 0 };

	while (strcmp(hash_name(h), row->column[2]) != 0)
		h++;
	p.public = (struct public_key){ .kind = PUBLIC_RSA, .n = vector_bytes(row, 3), .e = vector_bytes(row, 4) };
	if (!p.public.n.p[0] || p.public.n.p[0] == 1)   /* the modulus of 1025 bits */
		assert_true(pss);
	p.public.n_value = leaf("modulus", p.public.n);
	p.public.e_value = leaf("publicExponent", p.public.e);
	assert_int_equal(verify(&p, pss ? SIG_RSA_PSS : SIG_RSA_PKCS1, h, vector_bytes(row, 10), &data, 1, &parts), ST_OK);
	assert_int_equal(verify(&p, pss ? SIG_RSA_PKCS1 : SIG_RSA_PSS, h, vector_bytes(row, 10), &data, 1, &parts), ST_MISMATCH);
}

static void test_signatures_published(void **state)
{
	(void)state;
	assert_int_equal(vector_each("rsa.txt", 11, check_published), 6);
}

static void test_signature_unsupported(void **state)
{
	const value_id data = leaf("data", BYTES_LIT("data"));
	struct signature_parts parts;
	struct pair rsa, ec;

	(void)state;
	pair_open(&rsa, "rfc7515-A.2");
	pair_open(&ec, "P-256-sample");
	assert_int_equal(value_sign(w, SIG_ECDSA, HASH_SHA256, &rsa.private, rsa.key, &data, 1, &parts), ST_UNSUPPORTED);
	assert_int_equal(value_sign(w, SIG_RSA_PSS, HASH_SHA256, &ec.private, ec.key, &data, 1, &parts), ST_UNSUPPORTED);
	assert_int_equal(value_sign(w, SIG_RSA_PKCS1, HASH_NONE, &rsa.private, rsa.key, &data, 1, &parts), ST_UNSUPPORTED);
	assert_int_equal(verify(&rsa, SIG_ECDSA, HASH_SHA256, BYTES_LIT("x"), &data, 1, &parts), ST_UNSUPPORTED);
	assert_int_equal(verify(&ec, SIG_RSA_PKCS1, HASH_SHA256, BYTES_LIT("x"), &data, 1, &parts), ST_UNSUPPORTED);
	ec.public.curve = CURVE_NONE;
	assert_int_equal(verify(&ec, SIG_ECDSA, HASH_SHA256, BYTES_LIT("x"), &data, 1, &parts), ST_UNSUPPORTED);
	pair_close(&rsa);
	pair_close(&ec);
}

/* The 36 bytes of TLS 1.0 and 1.1, which stand in the block bare. */
static void test_signature_md5_sha1(void **state)
{
	const value_id data[] = { leaf("first", BYTES_LIT("hello, ")), value_random(w, "second", 40) };
	struct signature_parts made, parts;
	struct bytes block;
	value_id hash;
	struct pair p, ec;

	(void)state;
	pair_open(&p, "rfc7515-A.2");
	pair_open(&ec, "P-256-sample");
	assert_int_equal(value_sign(w, SIG_RSA_PKCS1, HASH_MD5_SHA1, &p.private, p.key, data, 2, &made), ST_OK);
	block = trace_bytes(w.t, made.block);
	assert_int_equal(trace_bytes(w.t, made.hash).n, 36);
	assert_true(bytes_equal(bytes_slice(block, block.n - 36, 36), trace_bytes(w.t, made.hash)));
	assert_int_equal(block.p[block.n - 37], 0);
	assert_int_equal(block.p[block.n - 38], 0xff);
	assert_int_equal(verify(&p, SIG_RSA_PKCS1, HASH_MD5_SHA1, trace_bytes(w.t, made.signature), data, 2, &parts), ST_OK);
	assert_true(bytes_equal(trace_bytes(w.t, parts.inner), trace_bytes(w.t, made.hash)));
	assert_int_equal(verify(&p, SIG_RSA_PKCS1, HASH_MD5_SHA1, trace_bytes(w.t, made.signature), data, 1, &parts), ST_MISMATCH);
	for (int h = HASH_MD5; h <= HASH_SHA512; h++) {
		assert_int_equal(verify(&p, SIG_RSA_PKCS1, h, trace_bytes(w.t, made.signature), data, 2, &parts), ST_MISMATCH);
		assert_int_equal(parts.inner, 0);
	}
	/* a hash with its DigestInfo is not 36 bytes, and the other way round */
	assert_int_equal(value_sign(w, SIG_RSA_PKCS1, HASH_SHA1, &p.private, p.key, data, 2, &made), ST_OK);
	assert_int_equal(verify(&p, SIG_RSA_PKCS1, HASH_MD5_SHA1, trace_bytes(w.t, made.signature), data, 2, &parts), ST_MISMATCH);
	/* with the hash as a value */
	hash = value_hash(w, HASH_SHA1, "hash", data, 2);
	assert_int_equal(value_verify_hash(w, SIG_RSA_PKCS1, HASH_SHA1, &p.public, made.signature, hash, &parts), ST_OK);
	assert_int_equal(value_verify_hash(w, SIG_RSA_PKCS1, HASH_MD5_SHA1, &p.public, made.signature, hash, &parts), ST_MISMATCH);
	assert_int_equal(trace_bytes(w.t, parts.result).p[0], 0);
	assert_int_equal(value_verify_hash(w, SIG_RSA_PSS, HASH_MD5_SHA1, &p.public, made.signature, hash, &parts), ST_UNSUPPORTED);
	assert_int_equal(value_sign(w, SIG_RSA_PSS, HASH_MD5_SHA1, &p.private, p.key, data, 2, &made), ST_UNSUPPORTED);
	assert_int_equal(value_sign(w, SIG_ECDSA, HASH_MD5_SHA1, &ec.private, ec.key, data, 2, &made), ST_UNSUPPORTED);
	assert_int_equal(verify(&ec, SIG_ECDSA, HASH_MD5_SHA1, BYTES_LIT("x"), data, 2, &parts), ST_UNSUPPORTED);
	pair_close(&p);
	pair_close(&ec);
}

/* r and s side by side as DER. */
static void dss_der(struct bytes rs, struct buf *out)
{
	buf_clear(out);
	buf_add_uint(out, 2, 0x3000);
	for (size_t i = 0; i < 2; i++) {
		struct bytes number = bytes_slice(rs, i * rs.n / 2, rs.n / 2);

		while (number.n > 1 && !number.p[0])
			number = bytes_slice(number, 1, number.n - 1);
		buf_add_uint(out, 1, 2);
		buf_add_uint(out, 1, number.n + (number.p[0] >> 7));
		if (number.p[0] >> 7)
			buf_add_uint(out, 1, 0);
		buf_add(out, number);
	}
	out->p[1] = (uint8_t)(out->n - 2);
}

static void check_dsa(struct vector_row *row)
{
	const value_id data = leaf("message", vector_bytes(row, 6));
	struct signature_parts parts;
	struct buf der = { 0 };
	struct pair p = { 0 };
	enum hash_alg h = HASH_MD5;

	while (strcmp(hash_name(h), row->column[1]) != 0)
		h++;
	p.public = (struct public_key){
		.kind = PUBLIC_DSA, .p = vector_bytes(row, 2), .q = vector_bytes(row, 3), .g = vector_bytes(row, 4), .y = vector_bytes(row, 5),
	};
	p.public.p_value = leaf("p", p.public.p);
	p.public.q_value = leaf("q", p.public.q);
	p.public.g_value = leaf("g", p.public.g);
	p.public.y_value = leaf("y", p.public.y);
	dss_der(vector_bytes(row, 7), &der);
	assert_int_equal(verify(&p, SIG_DSA, h, buf_bytes(&der), &data, 1, &parts), ST_OK);
	assert_true(parts.r && parts.s && !parts.block);
	assert_int_equal(trace_value(w.t, parts.result)->n_inputs, 6);
	assert_int_equal(verify(&p, SIG_DSA, h, bytes_slice(buf_bytes(&der), 0, der.n - 1), &data, 1, &parts), ST_MISMATCH);
	assert_int_equal(verify(&p, SIG_DSA, h == HASH_SHA1 ? HASH_SHA256 : HASH_SHA1, buf_bytes(&der), &data, 1, &parts), ST_MISMATCH);
	assert_int_equal(verify(&p, SIG_ECDSA, h, buf_bytes(&der), &data, 1, &parts), ST_UNSUPPORTED);
	assert_int_equal(verify(&p, SIG_RSA_PKCS1, h, buf_bytes(&der), &data, 1, &parts), ST_UNSUPPORTED);
	p.public.p = BYTES_LIT("\x07");
	p.public.p_value = leaf("p", p.public.p);
	assert_int_equal(verify(&p, SIG_DSA, h, buf_bytes(&der), &data, 1, &parts), ST_MISMATCH);
	buf_free(&der);
}

static void check_other_curve(struct vector_row *row)
{
	const value_id data = leaf("message", vector_bytes(row, 5));
	struct signature_parts parts;
	struct buf der = { 0 };
	struct pair p = { 0 };
	enum hash_alg h = HASH_MD5;

	while (strcmp(hash_name(h), row->column[2]) != 0)
		h++;
	p.public = (struct public_key){ .kind = PUBLIC_EC, .point = vector_bytes(row, 4) };
	while (strcmp(curve_name(p.public.curve), row->column[1]) != 0)
		p.public.curve++;
	if (p.public.curve == CURVE_P521 || p.public.curve == CURVE_BRAINPOOL_P512)   /* its DER needs a long length */
		return;
	p.public.point_value = leaf("point", p.public.point);
	dss_der(vector_bytes(row, 6), &der);
	assert_int_equal(verify(&p, SIG_ECDSA, h, buf_bytes(&der), &data, 1, &parts), ST_OK);
	der.p[der.n - 1] ^= 1;
	assert_int_equal(verify(&p, SIG_ECDSA, h, buf_bytes(&der), &data, 1, &parts), ST_MISMATCH);
	buf_free(&der);
}

static void test_signatures_dss(void **state)
{
	(void)state;
	assert_int_equal(vector_each("dsa.txt", 8, check_dsa), 10);
	assert_int_equal(vector_each("ecdsa.txt", 7, check_other_curve), 15);
}

/* A key that is none: everything about it fails, nothing crashes. */
static void test_key_hostile(void **state)
{
	static const struct {
		struct bytes n, e;
	} keys[] = {
		{ BYTES_LIT("\x0c\x5d"), BYTES_LIT("\x03") },
		{ { NULL, 0 }, BYTES_LIT("\x03") },
		{ BYTES_LIT("\x01"), { NULL, 0 } },
	};
	const value_id data = leaf("data", BYTES_LIT("data"));
	struct signature_parts parts;
	struct pair p = { 0 };

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(keys); i++) {
		p.public = (struct public_key){ .kind = PUBLIC_RSA, .n = keys[i].n, .e = keys[i].e };
		p.public.n_value = leaf("modulus", p.public.n);
		p.public.e_value = leaf("publicExponent", p.public.e);
		assert_int_equal(verify(&p, SIG_RSA_PKCS1, HASH_SHA256, BYTES_LIT("\x01\x02"), &data, 1, &parts), ST_MISMATCH);
		assert_int_equal(verify(&p, SIG_RSA_PSS, HASH_SHA256, BYTES_LIT("\x01\x02"), &data, 1, &parts), ST_MISMATCH);
	}
}

/* Blocks that look like a signature's to a careless eye (RFC 8017 8.2.2 note, B.1). */
static void test_pkcs1_forged(void **state)
{
	static const char header[] = "\x30\x31\x30\x0d\x06\x09\x60\x86\x48\x01\x65\x03\x04\x02\x01\x05\x00\x04\x20";
	static const char no_null[] = "\x30\x2f\x30\x0b\x06\x09\x60\x86\x48\x01\x65\x03\x04\x02\x01\x04\x20";
	static const char sha384[] = "\x30\x31\x30\x0d\x06\x09\x60\x86\x48\x01\x65\x03\x04\x02\x02\x05\x00\x04\x20";
	static const struct {
		const char *name;
		uint8_t type;
		uint8_t fill;
		size_t pad;          /* 0: as much as there is room for */
		uint8_t separator;
		struct bytes header;
		enum status st;
	} cases[] = {
		{ "right", 1, 0xff, 0, 0, BYTES_LIT(header), ST_OK },
		{ "parameters left out", 1, 0xff, 0, 0, BYTES_LIT(no_null), ST_MISMATCH },
		{ "another hash named", 1, 0xff, 0, 0, BYTES_LIT(sha384), ST_MISMATCH },
		{ "no DigestInfo", 1, 0xff, 0, 0, { NULL, 0 }, ST_MISMATCH },
		{ "short padding, rubbish behind", 1, 0xff, 8, 0, BYTES_LIT(header), ST_MISMATCH },
		{ "block type 2", 2, 0xff, 0, 0, BYTES_LIT(header), ST_MISMATCH },
		{ "block type 0", 0, 0, 0, 0, BYTES_LIT(header), ST_MISMATCH },
		{ "padding of 00", 1, 0, 0, 0, BYTES_LIT(header), ST_MISMATCH },
		{ "no separator", 1, 0xff, 0, 0xff, BYTES_LIT(header), ST_MISMATCH },
	};
	const value_id data = leaf("data", BYTES_LIT("data"));
	struct signature_parts parts;
	uint8_t digest[HASH_MAX], block[256], sig[256];
	const struct bytes message = BYTES_LIT("data");
	struct pair p;

	(void)state;
	pair_open(&p, "rfc7515-A.2");
	assert_int_equal(crypto_hash(HASH_SHA256, &message, 1, digest), ST_OK);
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		const size_t info = cases[i].header.n + 32, pad = cases[i].pad ? cases[i].pad : 256 - 3 - info;

		memset(block, 0xa5, sizeof(block));
		block[0] = 0;
		block[1] = cases[i].type;
		memset(block + 2, cases[i].fill, pad);
		block[2 + pad] = cases[i].separator;
		if (cases[i].header.n)
			memcpy(block + 3 + pad, cases[i].header.p, cases[i].header.n);
		memcpy(block + 3 + pad + cases[i].header.n, digest, 32);
		assert_int_equal(crypto_rsa_private(p.private.rsa, bytes_of(block, 256), sig), ST_OK);
		if (verify(&p, SIG_RSA_PKCS1, HASH_SHA256, bytes_of(sig, 256), &data, 1, &parts) != cases[i].st)
			fail_msg("%s", cases[i].name);
		assert_int_equal(parts.inner != 0, cases[i].st == ST_OK);
		assert_true(bytes_equal(trace_bytes(w.t, parts.block), bytes_of(block, 256)));
	}
	pair_close(&p);
}

/* Keys as a certificate may have them, and signatures of every length: nothing holds, and nothing stops. */
static void test_rsa_foreign_keys(void **state)
{
	enum { LONG = 1100 };
	static const struct {
		size_t zeros, size;      /* of the modulus: bytes of zero, then bytes of it */
		uint8_t last;
		struct bytes e;
	} rows[] = {
		{ 0, 0, 0, BYTES_LIT("\x03") }, { 1, 0, 0, BYTES_LIT("\x03") }, { 0, 1, 1, BYTES_LIT("\x03") }, { 0, 1, 3, BYTES_LIT("\x03") },
		{ 0, 63, 1, BYTES_LIT("\x03") }, { 0, 64, 1, BYTES_LIT("\x03") }, { 8, 64, 1, BYTES_LIT("\x03") }, { 0, 128, 2, BYTES_LIT("\x03") },
		{ 0, 128, 1, BYTES_LIT("") }, { 0, 128, 1, BYTES_LIT("\0") }, { 0, 128, 1, BYTES_LIT("\x01") }, { 0, 128, 1, BYTES_LIT("\x02") },
		{ 0, 128, 1, BYTES_LIT("\0\0\x03") }, { 1, 128, 1, BYTES_LIT("\x01\0\x01") }, { 900, 128, 1, BYTES_LIT("\x01\0\x01") },
		{ 0, 1024, 1, BYTES_LIT("\x03") }, { 0, 1025, 1, BYTES_LIT("\x03") },
	};
	static const size_t sizes[] = { 0, 1, 63, 64, 65, 127, 128, 129, 1024, LONG };
	static const enum hash_alg hashes[] = { HASH_SHA1, HASH_SHA256, HASH_SHA512 };
	const value_id data = leaf("data", BYTES_LIT("data"));
	uint8_t n[LONG], signature[LONG] = { [LONG - 1] = 1 };
	struct signature_parts parts;

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct pair p = { .public = { .kind = PUBLIC_RSA, .e = rows[i].e } };

		memset(n, 0, rows[i].zeros);
		memset(n + rows[i].zeros, 0xa7, rows[i].size);
		if (rows[i].size)
			n[rows[i].zeros + rows[i].size - 1] = rows[i].last;
		p.public.n = bytes_of(n, rows[i].zeros + rows[i].size);
		p.public.n_value = leaf("modulus", p.public.n);
		p.public.e_value = leaf("publicExponent", rows[i].e);
		for (size_t k = 0; k < ARRAY_LEN(sizes) * ARRAY_LEN(hashes) * 2; k++)
			assert_int_not_equal(verify(&p, k & 1 ? SIG_RSA_PSS : SIG_RSA_PKCS1, hashes[k / 2 % 3],
						    bytes_slice(bytes_of(signature, LONG), LONG - sizes[k / 6], sizes[k / 6]), &data, 1, &parts), ST_OK);
	}
}

/* Encodings of a good r and s that are not DER. */
static void test_ecdsa_encodings(void **state)
{
	const value_id data = leaf("data", BYTES_LIT("sample"));
	struct signature_parts made, parts;
	struct bytes r, s;
	struct pair p;

	(void)state;
	pair_open(&p, "P-256-sample");
	assert_int_equal(value_sign(w, SIG_ECDSA, HASH_SHA256, &p.private, p.key, &data, 1, &made), ST_OK);
	r = trace_bytes(w.t, made.r);
	s = trace_bytes(w.t, made.s);
	assert_int_equal(r.n, 32);   /* RFC 6979: efd4.., f7cb..: both want a zero byte in front */
	assert_int_equal(s.n, 32);
	for (int c = 0; c < 11; c++) {
		struct buf b = { 0 };

		buf_add(&b, c == 1 ? BYTES_LIT("\x31\x46") : c == 2 ? BYTES_LIT("\x30\x81\x46") : c == 3 ? BYTES_LIT("\x30\x80") :
			c == 4 ? BYTES_LIT("\x30\x45") : c == 5 || c == 6 || c == 10 ? BYTES_LIT("\x30\x47") :
			c == 7 ? BYTES_LIT("\x30\x45") : BYTES_LIT("\x30\x46"));
		buf_add(&b, c == 5 ? BYTES_LIT("\x02\x22\x00\x00") : c == 7 ? BYTES_LIT("\x02\x20") :
			c == 8 ? BYTES_LIT("\x03\x21\x00") : c == 10 ? BYTES_LIT("\x02\x81\x21\x00") : BYTES_LIT("\x02\x21\x00"));
		buf_add(&b, r);
		buf_add(&b, c == 9 ? BYTES_LIT("\x02\x22\x00") : BYTES_LIT("\x02\x21\x00"));
		buf_add(&b, s);
		if (c == 3)
			buf_add(&b, BYTES_LIT("\x00\x00"));
		if (c == 6)
			buf_add(&b, BYTES_LIT("\x00"));
		if (verify(&p, SIG_ECDSA, HASH_SHA256, buf_bytes(&b), &data, 1, &parts) != (c ? ST_MISMATCH : ST_OK))
			fail_msg("encoding %d", c);
		buf_free(&b);
	}
	/* r or s zero, negative, longer than the curve's order, and every way to cut it short */
	assert_int_equal(verify(&p, SIG_ECDSA, HASH_SHA256, BYTES_LIT("\x30\x06\x02\x01\x00\x02\x01\x00"), &data, 1, &parts), ST_MISMATCH);
	assert_int_equal(verify(&p, SIG_ECDSA, HASH_SHA256, BYTES_LIT("\x30\x06\x02\x01\xff\x02\x01\x01"), &data, 1, &parts), ST_MISMATCH);
	assert_int_equal(verify(&p, SIG_ECDSA, HASH_SHA256, BYTES_LIT("\x30\x05\x02\x00\x02\x01\x01"), &data, 1, &parts), ST_MISMATCH);
	assert_int_equal(verify(&p, SIG_ECDSA, HASH_SHA256, BYTES_LIT("\x30\x26\x02\x21\x01................................\x02\x01\x01"),
				&data, 1, &parts), ST_MISMATCH);
	for (size_t n = 0; n < trace_bytes(w.t, made.signature).n; n++)
		assert_int_equal(verify(&p, SIG_ECDSA, HASH_SHA256, bytes_slice(trace_bytes(w.t, made.signature), 0, n), &data, 1,
					&parts), ST_MISMATCH);
	pair_close(&p);
}

/* Many signatures, so that r and s of all lengths come along: the DER that is made can be read. */
static void test_ecdsa_many(void **state)
{
	struct signature_parts made, parts;
	struct pair p;

	(void)state;
	pair_open(&p, "P-256-sample");
	for (int i = 0; i < 300; i++) {
		const value_id data = trace_add_uint(w.t, ACTOR_CLIENT, OP_COUNTER, "message", 2, (uint64_t)i);

		assert_int_equal(value_sign(w, SIG_ECDSA, HASH_SHA256, &p.private, p.key, &data, 1, &made), ST_OK);
		if (i % 50 == 0 || trace_bytes(w.t, made.r).n < 32 || trace_bytes(w.t, made.s).n < 32)
			assert_int_equal(verify(&p, SIG_ECDSA, HASH_SHA256, trace_bytes(w.t, made.signature), &data, 1, &parts), ST_OK);
	}
	pair_close(&p);
}

static void test_pss_deterministic(void **state)
{
	const value_id data = leaf("data", BYTES_LIT("data"));
	struct signature_parts a, b;
	struct rng again;
	struct pair p;

	(void)state;
	pair_open(&p, "rfc7515-A.2");
	assert_int_equal(value_sign(w, SIG_RSA_PSS, HASH_SHA256, &p.private, p.key, &data, 1, &a), ST_OK);
	assert_int_equal(value_sign(w, SIG_RSA_PSS, HASH_SHA256, &p.private, p.key, &data, 1, &b), ST_OK);
	assert_false(bytes_equal(trace_bytes(w.t, a.signature), trace_bytes(w.t, b.signature)));
	again = crypto_rng_seeded("test_value");
	assert_int_equal(value_sign((struct work){ w.t, ACTOR_CLIENT, again }, SIG_RSA_PSS, HASH_SHA256, &p.private, p.key, &data, 1,
				    &b), ST_OK);
	assert_true(bytes_equal(trace_bytes(w.t, a.signature), trace_bytes(w.t, b.signature)));
	crypto_rng_free(&again);
	pair_close(&p);
}

/* ---- key agreement, HKDF ---- */

/* Both sides of one agreement; what they end with is equal, and more than zeros. */
static void agree_both(const struct agreement *a)
{
	value_id x = value_agree_private(w, a, "private"), y = value_agree_private(w, a, "private"), gx, gy, s, t;

	assert_false(bytes_equal(trace_bytes(w.t, x), trace_bytes(w.t, y)));
	assert_int_equal(value_agree_public(w, a, "public", x, &gx), ST_OK);
	assert_int_equal(value_agree_public(w, a, "public", y, &gy), ST_OK);
	assert_int_equal(value_agree_shared(w, a, "shared", x, gy, &s), ST_OK);
	assert_int_equal(value_agree_shared(w, a, "shared", y, gx, &t), ST_OK);
	assert_true(bytes_equal(trace_bytes(w.t, s), trace_bytes(w.t, t)));
	assert_int_equal(trace_value(w.t, s)->op, OP_DH);
	assert_int_equal(trace_value(w.t, gx)->op, OP_DH_PUBLIC);
	assert_int_equal(trace_value(w.t, gx)->inputs[0], x);
}

static void test_agree(void **state)
{
	static const enum curve curves[] = { CURVE_X25519, CURVE_X448, CURVE_P256, CURVE_P384, CURVE_P521 };
	struct agreement a = { .curve = CURVE_NONE };

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(curves); i++)
		agree_both(&(struct agreement){ .curve = curves[i] });
	a.p = leaf("dh_p", BYTES_LIT("\x7f\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff"));   /* 2^127 - 1 */
	a.g = leaf("dh_g", BYTES_LIT("\x03"));
	agree_both(&a);
	a.exponent_size = 8;
	agree_both(&a);
}

/* Whatever p is: the first draw is below it, and as long as it is without the zeros in front. */
static void test_agree_private(void **state)
{
	static const struct {
		struct bytes p;
		size_t n, bits;      /* bytes drawn, and bits that come in them */
	} rows[] = {
		{ BYTES_LIT("\x83\x01"), 2, 15 },
		{ BYTES_LIT("\x7f\xff"), 2, 14 },
		{ BYTES_LIT("\x41\x01"), 2, 14 },
		{ BYTES_LIT("\x02\x01"), 2, 9 },
		{ BYTES_LIT("\x01\x01"), 2, 8 },
		{ BYTES_LIT("\0\x83\x01"), 2, 15 },
		{ BYTES_LIT("\0\0\x83\x01"), 2, 15 },
		{ BYTES_LIT("\0\0\0\0\0\0\0\0\x01\x01"), 2, 8 },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		const struct agreement a = { .p = leaf("dh_p", rows[i].p), .g = leaf("dh_g", BYTES_LIT("\x03")) };
		uint64_t seen = 0;

		for (int draw = 0; draw < 200; draw++) {
			const struct bytes x = trace_bytes(w.t, value_agree_private(w, &a, "private"));

			assert_int_equal(x.n, rows[i].n);
			assert_true(bytes_uint(x) > 0 && bytes_compare_numbers(x, rows[i].p) < 0);
			seen |= bytes_uint(x);
		}
		assert_int_equal(seen, (1u << rows[i].bits) - 1);
	}
}

/* A value of small order makes a secret that everybody knows: it is told, and it is there to be looked at. */
static void test_agree_zero(void **state)
{
	const struct agreement a = { .curve = CURVE_X25519 };
	uint8_t one[32] = { 1 };
	value_id out = 0;

	(void)state;
	assert_int_equal(value_agree_shared(w, &a, "shared", value_agree_private(w, &a, "private"), leaf("peer", bytes_of(one, 32)), &out),
			 ST_MISMATCH);
	assert_int_not_equal(out, 0);
	assert_int_equal(trace_bytes(w.t, out).p[0], 0);
	assert_int_equal(value_agree_shared(w, &(struct agreement){ .curve = CURVE_P256 }, "shared",
					    value_agree_private(w, &(struct agreement){ .curve = CURVE_P256 }, "private"),
					    leaf("peer", BYTES_LIT("\x00")), &out), ST_DECODE);
	assert_int_equal(out, 0);
	if (unit_values)   /* another library makes no such value */
		trace_clear(w.t);
}

static enum hash_alg hkdf_hash(const char *name)
{
	return strcmp(name, "SHA-1") == 0 ? HASH_SHA1 : HASH_SHA256;
}

static void check_hkdf(struct vector_row *row)
{
	const enum hash_alg h = hkdf_hash(row->column[1]);
	const struct bytes prk = vector_bytes(row, 5), okm = vector_bytes(row, 6);
	const value_id key = value_hkdf_extract(w, h, "prk", leaf("salt", vector_bytes(row, 2)), leaf("key material", vector_bytes(row, 3)));
	const value_id out = value_hkdf_expand(w, h, "okm", key, leaf("info", vector_bytes(row, 4)), okm.n);

	assert_true(bytes_equal(trace_bytes(w.t, key), prk));
	assert_true(bytes_equal(trace_bytes(w.t, out), okm));
}

static void test_hkdf(void **state)
{
	const struct bytes none = BYTES_NONE;
	uint8_t digest[HASH_MAX];
	value_id secret, out;

	(void)state;
	assert_int_equal(vector_each("hkdf.txt", 7, check_hkdf), 8);
	/* RFC 8448 3: Derive-Secret(early secret, "derived", "") with its HkdfLabel made here */
	assert_int_equal(crypto_hash(HASH_SHA256, &none, 1, digest), ST_OK);
	secret = leaf("early secret", BYTES_LIT("\x33\xad\x0a\x1c\x60\x7e\xc0\x3b\x09\xe6\xcd\x98\x93\x68\x0c\xe2"
						"\x10\xad\xf3\x00\xaa\x1f\x26\x60\xe1\xb2\x2e\x10\xf1\x70\xf9\x2a"));
	out = value_hkdf_expand_label(w, HASH_SHA256, "derived", secret, "derived", leaf("hash", bytes_of(digest, 32)), 32);
	assert_memory_equal(trace_bytes(w.t, out).p, "\x6f\x26\x15\xa1\x08\xc7\x02\xc5", 8);
	assert_int_equal(trace_bytes(w.t, trace_value(w.t, out)->inputs[1]).n, 2 + 1 + 13 + 1 + 32);
	out = value_hkdf_expand_label(w, HASH_SHA256, "key", secret, "key", 0, 16);
	assert_int_equal(trace_bytes(w.t, trace_value(w.t, out)->inputs[1]).n, 2 + 1 + 9 + 1);
}

static int teardown(void **state)
{
	(void)state;
	crypto_done();
	return 0;
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, trace_begin, trace_end)

UNIT_GROUP(value)
{
	const struct CMUnitTest tests[] = {
		TEST(test_hash_hmac),
		TEST(test_prf_vectors),
		TEST(test_prf_told),
		TEST(test_prf_tls10),
		TEST(test_run),
		TEST(test_ssl3),
		TEST(test_ciphers),
		TEST(test_rsa),
		TEST(test_signatures),
		TEST(test_signatures_published),
		TEST(test_signature_md5_sha1),
		TEST(test_signatures_dss),
		TEST(test_signature_unsupported),
		TEST(test_key_hostile),
		TEST(test_pkcs1_forged),
		TEST(test_rsa_foreign_keys),
		TEST(test_ecdsa_encodings),
		TEST(test_ecdsa_many),
		TEST(test_pss_deterministic),
		TEST(test_agree),
		TEST(test_agree_private),
		TEST(test_agree_zero),
		TEST(test_hkdf),
	};

	return cmocka_run_group_tests_name("value", tests, unit_set_up, teardown);
}
