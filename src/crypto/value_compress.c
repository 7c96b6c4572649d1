/* Compression of certificates (RFC 8879 4), by zlib and libbrotli: the one file that knows them for that. Who decompresses
 * takes bytes of a stranger, so that it says beforehand how many come out. */
#include <brotli/decode.h>
#include <brotli/encode.h>
#include <stdlib.h>
#include <zlib.h>

#include "crypto/value_util.h"
#include "spec/codes.h"

/* ---- zlib (RFC 1950) ---- */

static size_t zlib_room(size_t n)
{
	return compressBound(n);
}

static size_t zlib_compress(struct bytes in, uint8_t *out, size_t room)
{
	uLongf n = room;

	return compress2(out, &n, in.p, in.n, Z_BEST_COMPRESSION) == Z_OK ? n : 0;
}

static enum status zlib_decompress(struct bytes in, uint8_t *out, size_t n)
{
	z_stream z = { .next_in = (Bytef *)(uintptr_t)in.p, .avail_in = (uInt)in.n, .next_out = out, .avail_out = (uInt)n };
	bool ended, full;

	if (inflateInit(&z) != Z_OK)
		return ST_DECODE;
	ended = inflate(&z, Z_FINISH) == Z_STREAM_END;
	full = !z.avail_out;
	inflateEnd(&z);
	if (!ended)
		return full && z.avail_in ? ST_MISMATCH : ST_DECODE;
	return z.avail_in ? ST_DECODE : full ? ST_OK : ST_MISMATCH;
}

/* ---- brotli (RFC 7932) ---- */

/* A stream may ask for a window of 16 MiB, of which a message that is as short as ours has to be fills next to nothing. */
enum { BROTLI_BUDGET = 4 << 20 };

static void *brotli_take(void *budget, size_t n)
{
	size_t *left = budget;

	if (n > *left)
		return NULL;
	*left -= n;
	return malloc(n);
}

static void brotli_give(void *budget, void *p)
{
	(void)budget;
	free(p);
}

static size_t brotli_room(size_t n)
{
	return BrotliEncoderMaxCompressedSize(n);
}

static size_t brotli_compress(struct bytes in, uint8_t *out, size_t room)
{
	size_t n = room;

	return BrotliEncoderCompress(BROTLI_MAX_QUALITY, BROTLI_DEFAULT_WINDOW, BROTLI_MODE_GENERIC, in.n, in.p, &n, out) ? n : 0;
}

static enum status brotli_decompress(struct bytes in, uint8_t *out, size_t n)
{
	size_t budget = BROTLI_BUDGET, left_in = in.n, left_out = n;
	BrotliDecoderState *d = BrotliDecoderCreateInstance(brotli_take, brotli_give, &budget);
	const uint8_t *next_in = in.p;
	BrotliDecoderResult r;

	if (!d)
		return ST_DECODE;
	r = BrotliDecoderDecompressStream(d, &left_in, &next_in, &left_out, &out, NULL);
	BrotliDecoderDestroyInstance(d);
	if (r == BROTLI_DECODER_RESULT_NEEDS_MORE_OUTPUT)
		return ST_MISMATCH;
	return r != BROTLI_DECODER_RESULT_SUCCESS || left_in ? ST_DECODE : left_out ? ST_MISMATCH : ST_OK;
}

/* ---- the values ---- */

static const struct compression {
	uint32_t code;
	size_t (*room)(size_t n);                                          /* that compressing so many bytes may take */
	size_t (*compress)(struct bytes in, uint8_t *out, size_t room);    /* how many; 0: it failed */
	enum status (*decompress)(struct bytes in, uint8_t *out, size_t n);
} compressions[] = {
	{ COMPRESSION_ZLIB, zlib_room, zlib_compress, zlib_decompress },
	{ COMPRESSION_BROTLI, brotli_room, brotli_compress, brotli_decompress },
};

static const struct compression *compression_find(uint32_t algorithm)
{
	for (size_t i = 0; i < ARRAY_LEN(compressions); i++)
		if (compressions[i].code == algorithm)
			return &compressions[i];
	return NULL;
}

bool compression_supported(uint32_t algorithm)
{
	return compression_find(algorithm) != NULL;
}

value_id value_compress(struct work w, uint32_t algorithm, const char *label, value_id in)
{
	const struct compression *c = compression_find(algorithm);
	const struct bytes b = trace_bytes(w.t, in);
	const size_t room = c->room(b.n);
	uint8_t *out = mem_alloc(room);
	const size_t n = c->compress(b, out, room);
	value_id id;

	value_must(n ? ST_OK : ST_UNSUPPORTED, code_name(&codes_certificate_compression, algorithm));
	id = trace_add_value(w.t, w.actor, OP_COMPRESS, label, code_name(&codes_certificate_compression, algorithm), &in, 1, bytes_of(out, n));
	free(out);
	return id;
}

enum status value_decompress(struct work w, uint32_t algorithm, const char *label, value_id length, value_id in, value_id *out)
{
	const struct compression *c = compression_find(algorithm);
	const size_t n = (size_t)bytes_uint(trace_bytes(w.t, length));
	enum status st;
	uint8_t *bytes;

	*out = 0;
	if (!c)
		return ST_UNSUPPORTED;
	bytes = mem_alloc(n);
	st = c->decompress(trace_bytes(w.t, in), bytes, n);
	*out = trace_add_value(w.t, w.actor, OP_DECOMPRESS, label, code_name(&codes_certificate_compression, algorithm),
			       (value_id[]){ length, in }, 2, bytes_of(bytes, st == ST_OK ? n : 0));
	free(bytes);
	return st;
}
