/* Certificates decompressed (RFC 8879 4), a line a case: streams that hold, and those that a stranger may send instead. Made by
 * zlib 1.2.13 and brotli 1.0.9; by hand where it says so. */
#include "unit.h"
#include "check_trace.h"

#include <string.h>

#include "base/text.h"
#include "crypto/value.h"
#include "spec/codes.h"

#define ZLIB COMPRESSION_ZLIB
#define BROTLI COMPRESSION_BROTLI
/* a mebibyte of zeros */
#define BOMB "57ffff0f4002201e0b24f7fe01"

static const struct row {
	const char *name;
	uint32_t algorithm;
	uint32_t length;           /* that is said to come out */
	const char *stream;        /* hexadecimal */
	enum status st;
	const char *out;           /* text; ST_OK alone */
} rows[] = {
	{ "zlib", ZLIB, 3, "789c4b4c4a0600024d0127", ST_OK, "abc" },
	{ "zlib: stored", ZLIB, 3, "7801010300fcff616263024d0127", ST_OK, "abc" },
	{ "zlib: nothing", ZLIB, 0, "789c030000000001", ST_OK, "" },
	{ "zlib: more comes out", ZLIB, 2, "789c4b4c4a0600024d0127", ST_MISMATCH, NULL },
	{ "zlib: more than nothing comes out", ZLIB, 0, "789c4b4c4a0600024d0127", ST_MISMATCH, NULL },
	{ "zlib: fewer come out", ZLIB, 4, "789c4b4c4a0600024d0127", ST_MISMATCH, NULL },
	{ "zlib: the sum is wrong", ZLIB, 3, "789c4b4c4a0600024d0126", ST_DECODE, NULL },
	{ "zlib: it ends too early", ZLIB, 3, "789c4b4c4a0600024d01", ST_DECODE, NULL },
	{ "zlib: something stands behind", ZLIB, 3, "789c4b4c4a0600024d012700", ST_DECODE, NULL },
	{ "zlib: gzip instead", ZLIB, 3, "1f8b08000000000002034b4c4a0600c241243503000000", ST_DECODE, NULL },
	{ "zlib: DEFLATE without the format around it", ZLIB, 3, "4b4c4a0600", ST_DECODE, NULL },
	{ "zlib: a dictionary of somebody's", ZLIB, 3, "78bb024d01274b4c4a0600024d0127", ST_DECODE, NULL },
	{ "zlib: nothing at all", ZLIB, 3, "", ST_DECODE, NULL },
	{ "brotli", BROTLI, 3, "0b018061626303", ST_OK, "abc" },
	{ "brotli: nothing", BROTLI, 0, "3b", ST_OK, "" },
	{ "brotli: more comes out", BROTLI, 2, "0b018061626303", ST_MISMATCH, NULL },
	{ "brotli: more than nothing comes out", BROTLI, 0, "0b018061626303", ST_MISMATCH, NULL },
	{ "brotli: fewer come out", BROTLI, 4, "0b018061626303", ST_MISMATCH, NULL },
	{ "brotli: it ends too early", BROTLI, 3, "0b01806162", ST_DECODE, NULL },
	{ "brotli: something stands behind", BROTLI, 3, "0b01806162630300", ST_DECODE, NULL },
	{ "brotli: zlib instead", BROTLI, 3, "789c4b4c4a0600024d0127", ST_DECODE, NULL },
	{ "brotli: 13 bytes that become a mebibyte", BROTLI, 1000, BOMB, ST_MISMATCH, NULL },
	{ "brotli: a window of 16 MiB, for which there is no room", BROTLI, 1000, "cfffff7f002400e2b14072efff07", ST_DECODE, NULL },
	{ "zstd", COMPRESSION_ZSTD, 3, "28b52ffd0003190000616263", ST_UNSUPPORTED, NULL },
	{ "nobody's", 0, 3, "616263", ST_UNSUPPORTED, NULL },
};

static struct work work_of(struct trace *t)
{
	return (struct work){ .t = t, .actor = ACTOR_CLIENT };
}

static value_id leaf(struct trace *t, struct bytes b)
{
	return trace_add_leaf(t, ACTOR_CLIENT, OP_CONFIG, "bytes", b);
}

static void check(struct trace *t, const struct row *r)
{
	struct buf stream = { 0 };
	value_id out, length = trace_add_uint(t, ACTOR_CLIENT, OP_CONST, "length", 3, r->length), in;
	enum status st;

	assert_int_equal(*r->stream ? text_unhex(r->stream, &stream) : ST_OK, ST_OK);
	in = leaf(t, buf_bytes(&stream));
	st = value_decompress(work_of(t), r->algorithm, "out", length, in, &out);
	CHECK_THAT(st == r->st, "%s: %s", r->name, status_text(st));
	CHECK_THAT((out != 0) == (st != ST_UNSUPPORTED), "%s: %s", r->name, out ? "there is a value" : "there is no value");
	if (out) {
		CHECK_THAT(trace_bytes(t, out).n == (r->out ? strlen(r->out) : 0), "%s: %zu bytes", r->name, trace_bytes(t, out).n);
		CHECK_THAT(trace_value(t, out)->op == OP_DECOMPRESS && trace_value(t, out)->inputs[1] == in, "%s: where it comes from", r->name);
	}
	if (st == ST_OK)
		assert_memory_equal(trace_bytes(t, out).p, r->out, strlen(r->out));
	buf_free(&stream);
}

static void only_what_was_said_comes_out(void **state)
{
	struct trace *t = trace_new();

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++)
		check(t, &rows[i]);
	trace_free(t);
}

/* Of all lengths up to a few hundred, and of many bytes. */
static void what_is_compressed_comes_back(void **state)
{
	static uint8_t bytes[1 << 18];
	const uint32_t algorithms[] = { ZLIB, BROTLI };

	(void)state;
	for (size_t i = 0; i < sizeof(bytes); i++)
		bytes[i] = (uint8_t)(i * i >> 7 ^ i % 61);
	for (size_t a = 0; a < ARRAY_LEN(algorithms); a++)
		for (size_t n = 0; n <= sizeof(bytes); n += n < 300 ? 7 : sizeof(bytes) - n ? sizeof(bytes) - n : 1) {
			struct trace *t = trace_new();
			value_id small = value_compress(work_of(t), algorithms[a], "small", leaf(t, bytes_of(bytes, n))), back;
			const value_id length = trace_add_uint(t, ACTOR_CLIENT, OP_CONST, "length", 3, n);

			assert_int_equal(value_decompress(work_of(t), algorithms[a], "back", length, small, &back), ST_OK);
			assert_true(bytes_equal(trace_bytes(t, back), bytes_of(bytes, n)));
			trace_free(t);
		}
}

UNIT_GROUP(compress)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(only_what_was_said_comes_out),
		cmocka_unit_test(what_is_compressed_comes_back),
	};

	return cmocka_run_group_tests_name("compress", tests, NULL, NULL);
}
