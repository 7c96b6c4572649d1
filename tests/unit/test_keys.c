/* What keys are made of and kept as: the transcript, saved sessions, and the cache of them. */
#include "unit.h"

#include "base/text.h"
#include "crypto/crypto.h"
#include "tls/connection.h"
#include "tls/keys/session_cache.h"
#include "check_trace.h"

/* ---- the transcript ---- */

/* A ClientHello and a HelloRetryRequest, as far as a hash is concerned. */
#define FIRST "0100000461626364"
#define RETRY "020000027878"

enum shape { PLAIN, REPLACED, FORKED };

/* Computed with another program. */
static const struct {
	const char *name;
	enum hash_alg hash;
	enum shape shape;
	const char *want;
} hashes[] = {
	{ "both messages", HASH_SHA256, PLAIN, "6bad436f72fed3c2cec16b22e27aa40731bd8e535ceccc06c1f0410161aaca69" },
	{ "both messages", HASH_SHA384, PLAIN,
	  "ed3ece185e2ed119ee1122681769e4bc8c23c61397b5245a0803d205368f234b6d825c4e5c8984b8f85d76ab20370073" },
	{ "fe 000020 and the hash of the first, then the second", HASH_SHA256, REPLACED,
	  "8619ab9c64c4cc206939dfb94f25729b8231e47af0d3ea76c796f883ed47e5c9" },
	{ "fe 000030 and the hash of the first, then the second", HASH_SHA384, REPLACED,
	  "e482b21f0099b4bc2a5d68d42e13c540a083703b06429ab21de31f19ff40f12e63f8622ad6c22881b8ad1d8aeaad1e7d" },
	{ "the first, of which another way forked off", HASH_SHA256, FORKED, "09f1c5f989625820e554612bfcbc5af0635dd1b8db6ef038d64e914ee334389c" },
};

static void append(struct connection *c, const char *hex)
{
	struct buf b = { 0 };

	assert_int_equal(text_unhex(hex, &b), ST_OK);
	transcript_append(&c->transcript, trace_add_leaf(c->w.t, c->actor, OP_CONFIG, "message", buf_bytes(&b)));
	buf_free(&b);
}

static void shape(struct connection *c, enum hash_alg h, enum shape s)
{
	struct transcript other = { .n_run = 0 };

	append(c, FIRST);
	if (s == REPLACED)
		transcript_replace(c, h);
	if (s == FORKED) {
		transcript_fork(&c->transcript, &other);
		transcript_append(&other, transcript_values(&c->transcript)[0]);
		assert_int_equal(transcript_count(&other), 2);
		transcript_free(&other);
	} else {
		append(c, RETRY);
	}
}

static void the_hash_is_over_what_was_said(void **state)
{
	static const struct role role = { .last_content_type = CT_APPLICATION_DATA };
	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(hashes); i++) {
		struct trace *t = trace_new();
		struct connection c = { .role = NULL };
		struct buf want = { 0 };
		struct bytes got;

		conn_init(&c, t, SIDE_CLIENT, &role);
		trace_open_step(t, "a handshake", ACTOR_CLIENT);
		shape(&c, hashes[i].hash, hashes[i].shape);
		assert_int_equal(text_unhex(hashes[i].want, &want), ST_OK);
		got = trace_bytes(t, transcript_hash(&c, hashes[i].hash));
		CHECK_THAT(bytes_equal(got, buf_bytes(&want)), "%s (%s)", hashes[i].name, hash_name(hashes[i].hash));
		got = trace_bytes(t, transcript_signing(&c, hashes[i].hash, "TLS 1.3, server CertificateVerify"));
		CHECK_THAT(got.n == 64 + 33 + 1 + hash_size(hashes[i].hash) && got.p[63] == ' ' && memcmp(got.p + 64, "TLS 1.3, server Cer", 19) == 0 &&
			   got.p[97] == 0 && memcmp(got.p + 98, want.p, hash_size(hashes[i].hash)) == 0, "%s: what is signed", hashes[i].name);
		check_trace(t, hashes[i].name);
		buf_free(&want);
		conn_free(&c);
		trace_free(t);
	}
}

/* ---- sessions ---- */

static const struct saved_session sessions[] = {
	{ .version = VERSION_TLS12, .suite = 0x003c, .secret = { (const uint8_t *)"master", 6 } },
	{ .version = VERSION_TLS10, .suite = 0xc013, .max_fragment_length = 4, .ems = true, .lifetime = 7200, .secret = { (const uint8_t *)"another", 7 },
	  .alpn = { (const uint8_t *)"h2", 2 } },
	{ .version = VERSION_TLS13, .suite = 0x1301, .verified = true, .since = 1781524800, .lifetime = 604800, .age_add = 0xfedcba98, .max_early_data = 0xffffffff,
	  .secret = { (const uint8_t *)"key", 3 }, .alpn = { (const uint8_t *)"http/1.1", 8 },
	  .server_name = { (const uint8_t *)"server.example", 14 }, .client_certificates = { (const uint8_t *)"\0\0\1x", 4 } },
};

static bool same(const struct saved_session *a, const struct saved_session *b)
{
	return a->version == b->version && a->suite == b->suite && a->max_fragment_length == b->max_fragment_length && a->ems == b->ems && a->verified == b->verified && a->since == b->since && a->lifetime == b->lifetime &&
	       a->age_add == b->age_add && a->max_early_data == b->max_early_data && bytes_equal(a->secret, b->secret) &&
	       bytes_equal(a->alpn, b->alpn) && bytes_equal(a->server_name, b->server_name) &&
	       bytes_equal(a->client_certificates, b->client_certificates);
}

static void a_session_comes_back_as_it_was(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(sessions); i++) {
		struct saved_session out;
		struct buf b = { 0 };

		saved_session_pack(&sessions[i], &b);
		assert_int_equal(saved_session_unpack(buf_bytes(&b), &out), ST_OK);
		CHECK_THAT(same(&out, &sessions[i]), "session %zu is another", i);
		for (size_t n = 0; n < b.n; n++)
			CHECK_THAT(saved_session_unpack(bytes_of(b.p, n), &out) == ST_DECODE, "session %zu: %zu bytes are enough", i, n);
		buf_add_uint(&b, 1, 0);
		CHECK_THAT(saved_session_unpack(buf_bytes(&b), &out) == ST_DECODE, "session %zu: a byte more", i);
		buf_free(&b);
	}
}

static void the_cache_keeps_the_latest(void **state)
{
	const struct bytes id = bytes_str("id"), other = bytes_str("di");
	struct session_cache *c = session_cache_new();
	struct saved_session out;

	(void)state;
	assert_false(session_cache_find(NULL, id, &out));
	assert_false(session_cache_find(c, id, &out));
	for (size_t i = 0; i < ARRAY_LEN(sessions); i++) {
		session_cache_remember(c, id, &sessions[i]);
		session_cache_remember(c, BYTES_NONE, &sessions[i]);
		assert_true(session_cache_find(c, id, &out));
		CHECK_THAT(same(&out, &sessions[i]), "session %zu is another", i);
	}
	assert_false(session_cache_find(c, other, &out));
	assert_false(session_cache_find(c, BYTES_NONE, &out));
	session_cache_free(c);
}

UNIT_GROUP(keys)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_hash_is_over_what_was_said),
		cmocka_unit_test(a_session_comes_back_as_it_was),
		cmocka_unit_test(the_cache_keeps_the_latest),
	};

	return cmocka_run_group_tests_name("keys", tests, unit_set_up, NULL);
}
