/* Records between two endpoints that were handed their keys: every protection, both
 * ways, and what happens to a record that was changed, cut or made too long. */
#include "../peer.h"
#include "unit.h"
#include "duel.h"
#include "script.h"
#include "tls/message/alert.h"
#include "tls/keys/keys.h"
#include "tls/suites.h"

#include <stdio.h>

/* What a variant is: a suite, with the MAC inside or outside. */
struct variant {
	const struct suite *suite;
	enum protection_kind kind;
};

enum { MAX_VARIANTS = 128 };

/* Records do not care where the keys come from: one suite for each cipher with its MAC. */
static bool is_first_of_its_kind(struct code_list spoken, size_t i)
{
	const struct suite *s = suite_find(spoken.codes[i]);

	for (size_t k = 0; k < i; k++) {
		const struct suite *before = suite_find(spoken.codes[k]);

		if (before->cipher == s->cipher && before->mac == s->mac)
			return false;
	}
	return suite_has_primitives(s);
}

static enum protection_kind kind_of(const struct suite *s)
{
	switch (cipher_specs[s->cipher].kind) {
	case CIPHER_IS_AEAD:
		return PROTECT_AEAD;
	case CIPHER_IS_CBC:
		return PROTECT_BLOCK;
	case CIPHER_IS_STREAM:
		return PROTECT_STREAM_CIPHER;
	default:
		return PROTECT_STREAM;
	}
}

static size_t variants(struct variant *out)
{
	const struct code_list spoken = suites_spoken();
	size_t n = 0;

	for (size_t i = 0; i < spoken.n; i++) {
		const struct suite *s = suite_find(spoken.codes[i]);

		if (!is_first_of_its_kind(spoken, i))
			continue;
		out[n++] = (struct variant){ s, kind_of(s) };
		if (kind_of(s) == PROTECT_BLOCK)
			out[n++] = (struct variant){ s, PROTECT_BLOCK_ETM };
		assert_true(n < MAX_VARIANTS);
	}
	return n;
}

static value_id key_value(struct endpoint *ep, const char *label, size_t n, uint8_t fill)
{
	uint8_t bytes[64];

	memset(bytes, fill, sizeof(bytes));
	for (size_t i = 0; i < n; i++)
		bytes[i] = (uint8_t)(fill + i);
	return n ? trace_add_leaf(ep->c.w.t, ep->c.actor, OP_CONFIG, label, bytes_of(bytes, n)) : 0;
}

static struct protection protection_of(struct endpoint *ep, const struct variant *v, enum side_id whose)
{
	const struct cipher_spec *c = &cipher_specs[v->suite->cipher];
	uint8_t fill = whose == SIDE_CLIENT ? 0x10 : 0x80;

	return (struct protection){
		.kind = v->kind, .suite = v->suite, .mac_key = key_value(ep, "MAC key", hash_size(v->suite->mac), fill),
		.key = key_value(ep, "key", c->key_size, (uint8_t)(fill + 1)), .salt = key_value(ep, "salt", c->fixed_iv_size, (uint8_t)(fill + 2)),
	};
}

/* Established without a handshake: only what records need. */
static void record_duel(struct duel *d, const struct variant *v)
{
	duel_init(d);
	duel_begin(d);
	for (int i = 0; i < 2; i++) {
		struct endpoint *ep = d->side[i].ep;

		trace_open_step(ep->c.w.t, "keys", ep->c.actor);
		trace_add_event(ep->c.w.t, EV_TCP_HANDED, ep->c.actor, NULL, 0);
		ep->c.s.suite = v->suite;
		ep->c.s.version = VERSION_TLS12;
		for (int k = 0; k < 2; k++) {
			ep->c.sides[k].place = (struct flow_place){ &flow_tls12_full, flow_tls12_full.n };
			ep->c.sides[k].sends_data = true;
		}
		ep->state = EP_ESTABLISHED;
		for (int whose = 0; whose < 2; whose++) {
			const struct protection p = protection_of(ep, v, (enum side_id)whose);

			assert_int_equal(keys_install(&ep->c, (enum side_id)whose, &p), ST_OK);
		}
	}
}

static const char *name_of(const struct variant *v)
{
	static char name[100];

	snprintf(name, sizeof(name), "%s%s", v->suite->code.name, v->kind == PROTECT_BLOCK_ETM ? ", encrypt-then-MAC" : "");
	return name;
}

static enum reason fatal_reason(const struct trace *t)
{
	const struct event *e = fatal_event(t);

	return e ? e->reason : REASON_NONE;
}

/* ---- what is sent arrives ---- */

static void data_of_every_length_arrives(void **state)
{
	static const size_t sizes[] = { 0, 1, 2, 7, 8, 9, 15, 16, 17, 31, 32, 33, 100, 255, 256, 257, 1000, 16383, 16384 };
	static uint8_t data[16384];
	struct variant v[MAX_VARIANTS];
	size_t n = variants(v);

	(void)state;
	assert_true(n >= suites_usual.n);
	for (size_t i = 0; i < sizeof(data); i++)
		data[i] = (uint8_t)(i * 7);
	for (size_t i = 0; i < n; i++) {
		size_t total[2] = { 0, 0 };
		struct duel d;

		record_duel(&d, &v[i]);
		for (size_t k = 0; k < ARRAY_LEN(sizes); k++)
			for (int from = 0; from < 2; from++) {
				struct endpoint *a = d.side[from].ep, *b = d.side[1 - from].ep;

				duel_send(a, CT_APPLICATION_DATA, bytes_of(data, sizes[k]));
				CHECK_THAT(duel_carry(a, b), "%s: nothing was sent", name_of(&v[i]));
				duel_settle(b);
				CHECK_THAT(b->state == EP_ESTABLISHED, "%s: %zu bytes: %s", name_of(&v[i]), sizes[k],
					   reason_sentence(fatal_reason(b->c.w.t)));
				total[from] += sizes[k];
				CHECK_THAT(endpoint_received(b).n == total[from] &&
					   bytes_equal(bytes_slice(endpoint_received(b), total[from] - sizes[k], sizes[k]), bytes_of(data, sizes[k])),
					   "%s: %zu other bytes", name_of(&v[i]), sizes[k]);
			}
		check_trace(d.side[0].t, name_of(&v[i]));
		check_trace(d.side[1].t, name_of(&v[i]));
		duel_free(&d);
	}
}

/* The overhead that RFC 5246 6.2.3 gives each kind for 100 bytes of content. */
static void records_have_the_size_that_they_must(void **state)
{
	struct variant v[MAX_VARIANTS];
	size_t n = variants(v);
	static uint8_t data[100];

	(void)state;
	for (size_t i = 0; i < n; i++) {
		const struct cipher_spec *c = &cipher_specs[v[i].suite->cipher];
		size_t mac = hash_size(v[i].suite->mac), block = c->block_size, explicit = strstr(c->name, "CHACHA") ? 0 : 8, want;
		struct duel d;
		struct buf b;

		switch (v[i].kind) {
		case PROTECT_STREAM:
		case PROTECT_STREAM_CIPHER: want = 100 + mac; break;
		/* RFC 5288 3, RFC 6655 4 (a tag of 8 bytes), RFC 7905 2 (no part of the nonce) */
		case PROTECT_AEAD: want = explicit + 100 + (strstr(c->name, "CCM-8") ? 8 : 16); break;
		case PROTECT_BLOCK_ETM: want = block + (100 / block + 1) * block + mac; break;
		default: want = block + ((100 + mac) / block + 1) * block;
		}
		record_duel(&d, &v[i]);
		duel_send(d.side[0].ep, CT_APPLICATION_DATA, bytes_of(data, sizeof(data)));
		b = duel_take_record(d.side[0].ep);
		CHECK_THAT(b.n == 5 + want, "%s: %zu bytes, not %zu", name_of(&v[i]), b.n, 5 + want);
		buf_free(&b);
		duel_free(&d);
	}
}

/* No two records look alike, though they say the same: IV, nonce or sequence number differ. */
static void the_same_twice_looks_different(void **state)
{
	struct variant v[MAX_VARIANTS];
	size_t n = variants(v);

	(void)state;
	for (size_t i = 0; i < n; i++) {
		struct buf a, b;
		struct duel d;

		record_duel(&d, &v[i]);
		duel_send(d.side[0].ep, CT_APPLICATION_DATA, BYTES_LIT("the same"));
		duel_send(d.side[0].ep, CT_APPLICATION_DATA, BYTES_LIT("the same"));
		a = duel_take_record(d.side[0].ep);
		b = duel_take_record(d.side[0].ep);
		CHECK_THAT(a.n && a.n == b.n && !bytes_equal(buf_bytes(&a), buf_bytes(&b)), "%s: two records are equal", name_of(&v[i]));
		buf_free(&a);
		buf_free(&b);
		duel_free(&d);
	}
}

/* ---- what was changed on the way ---- */

/* A protected record that the client sends, in `out`. */
static void one_record(struct duel *d, struct buf *out)
{
	duel_send(d->side[0].ep, CT_APPLICATION_DATA, BYTES_LIT("some data"));
	*out = duel_take_record(d->side[0].ep);
}

static void fails_with(struct duel *d, const struct variant *v, int alert, const char *what)
{
	const struct trace_outcome *o = &trace_current(d->side[1].t)->outcome;
	const char *want = code_name(&codes_alert, (uint32_t)alert);

	CHECK_THAT(d->side[1].ep->state == EP_FAILED, "%s: %s is taken", name_of(v), what);
	CHECK_THAT(o->alert && strcmp(o->alert, want) == 0, "%s: %s: alert %s", name_of(v), what, o->alert ? o->alert : "none");
	CHECK_THAT(!endpoint_received(d->side[1].ep).n, "%s: %s: data was given out", name_of(v), what);
	check_trace(d->side[1].t, what);
}

static void every_changed_byte_is_noticed(void **state)
{
	struct variant v[MAX_VARIANTS];
	size_t n = variants(v);

	(void)state;
	for (size_t i = 0; i < n; i++)
		for (size_t at = 0;; at++) {
			char what[40];
			struct duel d;
			struct buf b;

			/* another length only makes it wait or cut off, see below */
			if (at == 3 || at == 4)
				continue;
			record_duel(&d, &v[i]);
			one_record(&d, &b);
			if (at == b.n) {
				buf_free(&b);
				duel_free(&d);
				break;
			}
			snprintf(what, sizeof(what), "a changed byte %zu", at);
			b.p[at] ^= 0x01;
			endpoint_feed(d.side[1].ep, buf_bytes(&b));
			duel_settle(d.side[1].ep);
			/* type 0x16 is a handshake record with the wrong MAC; version 0x0302 is refused before */
			fails_with(&d, &v[i], at == 1 || at == 2 ? ALERT_PROTOCOL_VERSION : ALERT_BAD_RECORD_MAC, what);
			buf_free(&b);
			duel_free(&d);
		}
}

static void every_shorter_record_is_refused(void **state)
{
	struct variant v[MAX_VARIANTS];
	size_t n = variants(v);

	(void)state;
	for (size_t i = 0; i < n; i++)
		for (size_t cut = 1;; cut++) {
			struct duel d;
			struct buf b;

			record_duel(&d, &v[i]);
			one_record(&d, &b);
			if (cut > b.n - 5) {
				buf_free(&b);
				duel_free(&d);
				break;
			}
			b.n -= cut;
			b.p[3] = (uint8_t)((b.n - 5) >> 8);
			b.p[4] = (uint8_t)(b.n - 5);
			endpoint_feed(d.side[1].ep, buf_bytes(&b));
			duel_settle(d.side[1].ep);
			fails_with(&d, &v[i], ALERT_BAD_RECORD_MAC, "a cut record");
			buf_free(&b);
			duel_free(&d);
		}
}

/* Twice, out of order, or one missing: the sequence number is in every MAC. */
static void order_matters(void **state)
{
	static const int orders[][2] = { { 0, 0 }, { 1, 0 }, { 1, 1 } };
	struct variant v[MAX_VARIANTS];
	size_t n = variants(v);

	(void)state;
	for (size_t i = 0; i < n; i++)
		for (size_t k = 0; k < ARRAY_LEN(orders); k++) {
			struct buf records[2];
			struct duel d;

			record_duel(&d, &v[i]);
			one_record(&d, &records[0]);
			one_record(&d, &records[1]);
			endpoint_feed(d.side[1].ep, buf_bytes(&records[orders[k][0]]));
			endpoint_feed(d.side[1].ep, buf_bytes(&records[orders[k][1]]));
			duel_settle(d.side[1].ep);
			CHECK_THAT(d.side[1].ep->state == EP_FAILED, "%s: order %zu is taken", name_of(&v[i]), k);
			assert_string_equal(trace_current(d.side[1].t)->outcome.alert, "bad_record_mac");
			buf_free(&records[0]);
			buf_free(&records[1]);
			duel_free(&d);
		}
}

/* The client's record comes back to the client: its keys are for one direction. */
static void a_mirror_is_noticed(void **state)
{
	struct variant v[MAX_VARIANTS];
	size_t n = variants(v);

	(void)state;
	for (size_t i = 0; i < n; i++) {
		struct duel d;
		struct buf b;

		record_duel(&d, &v[i]);
		one_record(&d, &b);
		endpoint_feed(d.side[0].ep, buf_bytes(&b));
		duel_settle(d.side[0].ep);
		assert_int_equal(d.side[0].ep->state, EP_FAILED);
		assert_string_equal(trace_current(d.side[0].t)->outcome.alert, "bad_record_mac");
		buf_free(&b);
		duel_free(&d);
	}
}

/* ---- lengths ---- */

static const struct {
	const char *name, *header;
	bool waits;
} lengths[] = {
	{ "2^14 + 2048", "17 0303 4800", true },
	{ "2^14 + 2049", "17 0303 4801", false },
	{ "2^16 - 1", "17 0303 ffff", false },
};

static void a_length_is_judged_by_the_header(void **state)
{
	struct variant v[MAX_VARIANTS];

	(void)state;
	(void)variants(v);
	for (size_t i = 0; i < ARRAY_LEN(lengths); i++) {
		struct buf b = { 0 };
		struct duel d;

		record_duel(&d, &v[0]);
		script(&b, lengths[i].header);
		endpoint_feed(d.side[1].ep, buf_bytes(&b));
		duel_settle(d.side[1].ep);
		if (lengths[i].waits)
			CHECK_THAT(d.side[1].ep->state == EP_ESTABLISHED, "%s: refused", lengths[i].name);
		else
			fails_with(&d, &v[0], ALERT_RECORD_OVERFLOW, lengths[i].name);
		buf_free(&b);
		duel_free(&d);
	}
}

/* 2^14 + 1 bytes inside a record that is short enough outside (RFC 5246 6.2.1). */
static void too_much_inside_is_an_overflow(void **state)
{
	static uint8_t data[MAX_PLAINTEXT + 1];
	struct variant v[MAX_VARIANTS];
	size_t n = variants(v);

	(void)state;
	for (size_t i = 0; i < n; i++) {
		struct duel d;

		record_duel(&d, &v[i]);
		d.side[0].party.tls.max_fragment = sizeof(data);
		duel_send(d.side[0].ep, CT_APPLICATION_DATA, bytes_of(data, sizeof(data)));
		duel_carry(d.side[0].ep, d.side[1].ep);
		duel_settle(d.side[1].ep);
		fails_with(&d, &v[i], ALERT_RECORD_OVERFLOW, "2^14 + 1 bytes");
		duel_free(&d);
	}
}

/* What was agreed is the limit instead of 2^14: of the content, and of a header that tells more than can hold so much. */
static void what_was_agreed_is_the_limit(void **state)
{
	enum { AGREED = 100 };
	static uint8_t data[1000];
	static const size_t sizes[] = { 0, 1, AGREED, AGREED + 1, AGREED + 40, sizeof(data) };
	struct variant v[MAX_VARIANTS];
	size_t n = variants(v);

	(void)state;
	for (size_t i = 0; i < n; i++)
		for (size_t k = 0; k < ARRAY_LEN(sizes); k++) {
			struct duel d;

			record_duel(&d, &v[i]);
			d.side[1].ep->c.s.limits.content[SIDE_CLIENT] = AGREED;
			d.side[1].ep->c.s.limits.protected_only = k % 2;
			duel_send(d.side[0].ep, CT_APPLICATION_DATA, bytes_of(data, sizes[k]));
			duel_carry(d.side[0].ep, d.side[1].ep);
			duel_settle(d.side[1].ep);
			if (sizes[k] > AGREED)
				fails_with(&d, &v[i], ALERT_RECORD_OVERFLOW, "more than was agreed");
			else
				CHECK_THAT(d.side[1].ep->state == EP_ESTABLISHED, "%s: %zu bytes are refused", name_of(&v[i]), sizes[k]);
			duel_free(&d);
		}
}

/* Not before it is protected, if that was agreed. */
static void a_limit_may_be_of_protected_records_alone(void **state)
{
	static const struct protection none = { .kind = PROTECT_NONE };
	static const bool only[] = { true, false };
	static uint8_t data[101];
	struct variant v[MAX_VARIANTS];

	(void)state;
	assert_true(variants(v) > 0);
	for (size_t i = 0; i < ARRAY_LEN(only); i++) {
		struct duel d;

		record_duel(&d, &v[0]);
		assert_int_equal(keys_install(&d.side[0].ep->c, SIDE_CLIENT, &none), ST_OK);
		assert_int_equal(keys_install(&d.side[1].ep->c, SIDE_CLIENT, &none), ST_OK);
		d.side[1].ep->c.s.limits = (struct record_limits){ { 100, 100 }, only[i] };
		duel_send(d.side[0].ep, CT_APPLICATION_DATA, bytes_of(data, sizeof(data)));
		duel_carry(d.side[0].ep, d.side[1].ep);
		duel_settle(d.side[1].ep);
		assert_int_equal(d.side[1].ep->state, only[i] ? EP_ESTABLISHED : EP_FAILED);
		duel_free(&d);
	}
}

/* ---- padding ---- */

/* A CBC record whose plaintext is given: it is sealed with the right keys. */
static void feed_plaintext(struct duel *d, const struct variant *v, struct bytes plain)
{
	struct endpoint *ep = d->side[0].ep;
	size_t block = cipher_specs[v->suite->cipher].block_size;
	uint8_t iv[16] = { 7 };
	value_id parts[2] = {
		trace_add_leaf(ep->c.w.t, ep->c.actor, OP_CONFIG, "IV", bytes_of(iv, block)), 0,
	};
	value_id in = trace_add_leaf(ep->c.w.t, ep->c.actor, OP_CONFIG, "plaintext", plain);
	struct buf b = { 0 };

	parts[1] = value_cbc(ep->c.w, v->suite->cipher, true, "ciphertext", own_side(&ep->c)->protection.key, parts[0], in);
	buf_add_uint(&b, 3, 0x170303);
	buf_add_uint(&b, 2, block + plain.n);
	buf_add(&b, trace_bytes(ep->c.w.t, parts[0]));
	buf_add(&b, trace_bytes(ep->c.w.t, parts[1]));
	endpoint_feed(d->side[1].ep, buf_bytes(&b));
	duel_settle(d->side[1].ep);
	buf_free(&b);
}

/* RFC 5246 6.2.3.2: whatever the padding looks like, padding or MAC, it is one alert,
 * found by one check, at one place: nobody learns which it was (POODLE, Lucky 13). */
static void no_padding_is_an_oracle(void **state)
{
	struct variant v[MAX_VARIANTS];
	size_t n = variants(v);

	(void)state;
	for (size_t i = 0; i < n; i++) {
		if (v[i].kind != PROTECT_BLOCK)
			continue;
		for (unsigned last = 0; last < 256; last++) {
			uint8_t plain[320];
			struct duel d;

			memset(plain, (int)last, sizeof(plain));
			if (last % 3 == 0)
				plain[sizeof(plain) - 1 - last / 2] ^= 1;
			record_duel(&d, &v[i]);
			feed_plaintext(&d, &v[i], bytes_of(plain, sizeof(plain)));
			fails_with(&d, &v[i], ALERT_BAD_RECORD_MAC, "wrong padding");
			assert_string_equal(trace_current(d.side[1].t)->outcome.failed_check, "record.mac_check");
			duel_free(&d);
		}
	}
}

/* A MAC that fits if one reads the wrong padding as none: the padding is still wrong. */
static void a_right_mac_does_not_excuse_wrong_padding(void **state)
{
	struct variant v[MAX_VARIANTS];
	size_t n = variants(v);

	(void)state;
	for (size_t i = 0; i < n; i++) {
		size_t block = cipher_specs[v[i].suite->cipher].block_size, mac_n = hash_size(v[i].suite->mac);
		size_t size = v[i].kind == PROTECT_BLOCK ? block - (mac_n + 1) % block : 0;
		uint8_t head[13] = { 0, 0, 0, 0, 0, 0, 0, 0, CT_APPLICATION_DATA, 3, 3, 0, (uint8_t)size }, data[16] = { 0 }, mac[HASH_MAX];
		struct bytes parts[2] = { bytes_of(head, sizeof(head)), bytes_of(data, size) };
		struct buf plain = { 0 };
		struct duel d;

		if (v[i].kind != PROTECT_BLOCK)
			continue;
		record_duel(&d, &v[i]);
		assert_int_equal(crypto_hmac(v[i].suite->mac, trace_bytes(d.side[0].t, own_side(&d.side[0].ep->c)->protection.mac_key), parts, 2, mac), ST_OK);
		buf_add(&plain, parts[1]);
		buf_add(&plain, bytes_of(mac, mac_n));
		buf_add_uint(&plain, 1, 0xff);
		feed_plaintext(&d, &v[i], buf_bytes(&plain));
		fails_with(&d, &v[i], ALERT_BAD_RECORD_MAC, "a right MAC beside wrong padding");
		buf_free(&plain);
		duel_free(&d);
	}
}

/* RFC 5246 6.2.3.2: padding may be up to 255 bytes long. */
static void long_padding_is_taken(void **state)
{
	struct variant v[MAX_VARIANTS];
	size_t n = variants(v);

	(void)state;
	for (size_t i = 0; i < n; i++) {
		size_t block = cipher_specs[v[i].suite->cipher].block_size, mac_n = hash_size(v[i].suite->mac), taken = 0;

		if (v[i].kind != PROTECT_BLOCK)
			continue;
		for (unsigned padding = 0; padding < 256; padding++) {
			uint8_t head[13] = { 0, 0, 0, 0, 0, 0, 0, 0, CT_APPLICATION_DATA, 3, 3, 0, 2 }, mac[HASH_MAX];
			struct bytes parts[2] = { bytes_of(head, sizeof(head)), BYTES_LIT("hi") };
			struct buf plain = { 0 };
			struct duel d;

			if ((2 + mac_n + padding + 1) % block)
				continue;
			record_duel(&d, &v[i]);
			assert_int_equal(crypto_hmac(v[i].suite->mac, trace_bytes(d.side[0].t, own_side(&d.side[0].ep->c)->protection.mac_key), parts, 2, mac), ST_OK);
			buf_add(&plain, BYTES_LIT("hi"));
			buf_add(&plain, bytes_of(mac, mac_n));
			for (unsigned k = 0; k <= padding; k++)
				buf_add_uint(&plain, 1, padding);
			feed_plaintext(&d, &v[i], buf_bytes(&plain));
			CHECK_THAT(bytes_equal(endpoint_received(d.side[1].ep), BYTES_LIT("hi")), "%s: padding of %u is refused", name_of(&v[i]), padding);
			check_trace(d.side[1].t, "long padding");
			taken++;
			buf_free(&plain);
			duel_free(&d);
		}
		assert_true(taken >= 16);
	}
}

/* RFC 6101 5.4.2: SSL 3.0 has twelve alerts, and says the nearest for others. */
static void old_alerts_are_the_nearest(void **state)
{
	static const struct { uint16_t version; int wanted, said; } cases[] = {
		{ VERSION_SSL30, ALERT_CLOSE_NOTIFY, ALERT_CLOSE_NOTIFY }, { VERSION_SSL30, ALERT_UNEXPECTED_MESSAGE, ALERT_UNEXPECTED_MESSAGE },
		{ VERSION_SSL30, ALERT_BAD_RECORD_MAC, ALERT_BAD_RECORD_MAC }, { VERSION_SSL30, ALERT_NO_CERTIFICATE, ALERT_NO_CERTIFICATE },
		{ VERSION_SSL30, ALERT_ILLEGAL_PARAMETER, ALERT_ILLEGAL_PARAMETER }, { VERSION_SSL30, ALERT_RECORD_OVERFLOW, ALERT_UNEXPECTED_MESSAGE },
		{ VERSION_SSL30, ALERT_UNKNOWN_CA, ALERT_CERTIFICATE_UNKNOWN }, { VERSION_SSL30, ALERT_DECODE_ERROR, ALERT_ILLEGAL_PARAMETER },
		{ VERSION_SSL30, ALERT_DECRYPT_ERROR, ALERT_HANDSHAKE_FAILURE }, { VERSION_SSL30, ALERT_INTERNAL_ERROR, ALERT_HANDSHAKE_FAILURE },
		{ VERSION_TLS10, ALERT_DECRYPT_ERROR, ALERT_DECRYPT_ERROR }, { VERSION_TLS12, ALERT_UNKNOWN_CA, ALERT_UNKNOWN_CA },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(cases); i++)
		assert_int_equal(alert_spoken(cases[i].version, cases[i].wanted), cases[i].said);
}

UNIT_GROUP(record)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(old_alerts_are_the_nearest),
		cmocka_unit_test(data_of_every_length_arrives),
		cmocka_unit_test(records_have_the_size_that_they_must),
		cmocka_unit_test(the_same_twice_looks_different),
		cmocka_unit_test(every_changed_byte_is_noticed),
		cmocka_unit_test(every_shorter_record_is_refused),
		cmocka_unit_test(order_matters),
		cmocka_unit_test(a_mirror_is_noticed),
		cmocka_unit_test(a_length_is_judged_by_the_header),
		cmocka_unit_test(too_much_inside_is_an_overflow),
		cmocka_unit_test(no_padding_is_an_oracle),
		cmocka_unit_test(a_right_mac_does_not_excuse_wrong_padding),
		cmocka_unit_test(what_was_agreed_is_the_limit),
		cmocka_unit_test(a_limit_may_be_of_protected_records_alone),
		cmocka_unit_test(long_padding_is_taken),
	};
	return cmocka_run_group_tests_name("record", tests, unit_set_up, NULL);
}
