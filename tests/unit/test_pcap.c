/* Files of packets: pcap and pcapng written here, whole, damaged and cut. */
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <zlib.h>

#include "unit.h"
#include "base/arena.h"
#include "packets.h"
#include "source/capture/pcap.h"
#include "source/capture/spool.h"

/* ---- a capture in words ----
 * <  >      a section in little- or big-endian bytes; everything after it as well
 * In[rR][oS][sL]  an interface of link type n, if_tsresol R, if_tsoffset S, snaplen L
 * Ei,t,n[/o]  enhanced packet on interface i at t units, n bytes of o
 * Oi,t,n[/o]  the obsolete packet block
 * Po[,n]    simple packet of o bytes, n of them in the file
 * K...      a block of secrets with this text
 * U         an unknown block
 * X         the last block gets another length at its end
 */
struct words {
	struct buf file;
	bool big;
};

static long number(const char **p, char sign)
{
	char *end;
	long v;

	if (**p != sign)
		return -1;
	v = strtol(*p + 1, &end, 0);
	*p = end;
	return v;
}

static void write_section(struct words *w)
{
	struct buf b = { 0 };

	put_number(&b, w->big, 4, 0x1a2b3c4d);
	put_number(&b, w->big, 2, 1);
	put_number(&b, w->big, 2, 0);
	put_number(&b, w->big, 8, UINT64_MAX);
	put_block(&w->file, w->big, 0x0a0d0d0a, buf_bytes(&b));
	buf_free(&b);
}

static void write_interface(struct words *w, const char *p)
{
	struct buf b = { 0 };
	long link = number(&p, 'I'), resolution = number(&p, 'r'), offset = number(&p, 'o'), snaplen = number(&p, 's');

	put_number(&b, w->big, 2, (uint64_t)link);
	put_number(&b, w->big, 2, 0);
	put_number(&b, w->big, 4, snaplen > 0 ? (uint64_t)snaplen : 0);
	put_number(&b, w->big, 2, 2);            /* if_name */
	put_number(&b, w->big, 2, 5);
	buf_puts(&b, "eth99");
	buf_add_uint(&b, 3, 0);
	if (resolution >= 0) {
		put_number(&b, w->big, 2, 9);
		put_number(&b, w->big, 2, 1);
		buf_add_uint(&b, 1, (uint64_t)resolution);
		buf_add_uint(&b, 3, 0);
	}
	if (offset != -1) {
		put_number(&b, w->big, 2, 14);
		put_number(&b, w->big, 2, 8);
		put_number(&b, w->big, 8, (uint64_t)offset);
	}
	put_number(&b, w->big, 4, 0);
	put_block(&w->file, w->big, 1, buf_bytes(&b));
	buf_free(&b);
}

static void put_data(struct buf *b, long n)
{
	for (long i = 0; i < n; i++)
		buf_add_uint(b, 1, (uint64_t)(n + i) & 0xff);
}

static void write_timed(struct words *w, const char *p)
{
	struct buf b = { 0 };
	bool old = *p == 'O';
	long interface = number(&p, *p), t = number(&p, ','), n = number(&p, ','), orig = number(&p, '/');

	put_number(&b, w->big, old ? 2 : 4, (uint64_t)interface);
	if (old)
		put_number(&b, w->big, 2, 7);            /* drops */
	put_number(&b, w->big, 4, (uint64_t)t >> 32);
	put_number(&b, w->big, 4, (uint64_t)t & 0xffffffff);
	put_number(&b, w->big, 4, (uint64_t)n);
	put_number(&b, w->big, 4, (uint64_t)(orig < 0 ? n : orig));
	put_data(&b, n);
	put_block(&w->file, w->big, old ? 2 : 6, buf_bytes(&b));
	buf_free(&b);
}

static void write_simple(struct words *w, const char *p)
{
	struct buf b = { 0 };
	long orig = number(&p, 'P'), n = number(&p, ',');

	put_number(&b, w->big, 4, (uint64_t)orig);
	put_data(&b, n < 0 ? orig : n);
	put_block(&w->file, w->big, 3, buf_bytes(&b));
	buf_free(&b);
}

static void write_secrets(struct words *w, const char *p, size_t n)
{
	struct buf b = { 0 };

	put_number(&b, w->big, 4, 0x544c534b);
	put_number(&b, w->big, 4, n - 1);
	buf_add(&b, bytes_of(p + 1, n - 1));
	put_block(&w->file, w->big, 10, buf_bytes(&b));
	buf_free(&b);
}

static void write_word(struct words *w, const char *p, size_t n)
{
	switch (*p) {
	case '<': case '>':
		w->big = *p == '>';
		write_section(w);
		break;
	case 'I': write_interface(w, p); break;
	case 'E': case 'O': write_timed(w, p); break;
	case 'P': write_simple(w, p); break;
	case 'K': write_secrets(w, p, n); break;
	case 'U': put_block(&w->file, w->big, 0x0badf00d, BYTES_LIT("who knows")); break;
	case 'X': w->file.p[w->file.n - 2]++; break;
	default: fail_msg("no such word: %s", p);
	}
}

static struct buf write_words(const char *p)
{
	struct words w = { 0 };

	while (*p) {
		size_t n = strcspn(p, " ");

		write_word(&w, p, n);
		p += n + strspn(p + n, " ");
	}
	return w.file;
}

/* ---- what was read, in words ---- */

static void log_secrets(void *user, struct bytes keylog)
{
	buf_puts(user, "K");
	buf_add(user, keylog);
	buf_puts(user, " ");
}

static void log_note(void *user, const char *text)
{
	(void)text;
	buf_puts(user, "note ");
}

static void log_packet(struct buf *out, const struct packet *p)
{
	buf_printf(out, "%u:%u,%u,", (unsigned)p->number, (unsigned)p->link, (unsigned)p->interface);
	if (p->has_time)
		buf_printf(out, "%lld.%09lld", (long long)(p->time_ns / 1000000000), (long long)(p->time_ns % 1000000000));
	buf_printf(out, ",%zu", p->bytes.n);
	if (p->orig_len != p->bytes.n)
		buf_printf(out, "/%u", (unsigned)p->orig_len);
	buf_puts(out, " ");
	for (size_t i = 0; i < p->bytes.n; i++)
		if (p->bytes.p[i] != ((p->bytes.n + i) & 0xff) && p->orig_len == p->bytes.n)
			fail_msg("packet %u: byte %zu", (unsigned)p->number, i);
}

static enum status read_file(struct capture_file *f, struct buf *out, struct error *err)
{
	const struct pcap_hooks hooks = { out, log_secrets, log_note };
	struct pcap_reader *r;
	struct packet p;
	enum status st = pcap_open(f, &hooks, &r, err);

	if (st == ST_OK) {
		while ((st = pcap_next(r, &p, err)) == ST_OK)
			log_packet(out, &p);
		assert_int_equal(pcap_next(r, &p, err), st);
		pcap_close(r);
	}
	buf_puts(out, status_name(st));
	return st;
}

static enum status read_bytes(struct bytes file, struct buf *out)
{
	/* as long as the content, so that a sanitizer sees one byte too many */
	uint8_t *copy = malloc(file.n + !file.n);
	struct capture_file f;
	struct error err = { "" };
	enum status st;

	if (file.n)
		memcpy(copy, file.p, file.n);
	capture_file_of_bytes(&f, bytes_of(copy, file.n));
	st = read_file(&f, out, &err);
	assert_true((st == ST_CLOSED) == (*err.text == 0));
	capture_file_close(&f);
	free(copy);
	return st;
}

/* ---- pcapng ---- */

static const struct {
	const char *file, *read;
} pcapng[] = {
	{ "<", "CLOSED" },
	{ "< I1 E0,1000001,5", "1:1,0,1.000001000,5 CLOSED" },
	{ "> I1 E0,1000001,5", "1:1,0,1.000001000,5 CLOSED" },
	{ "< I1 E0,1,6 E0,2,7/100 U E0,3,0", "1:1,0,0.000001000,6 2:1,0,0.000002000,7/100 3:1,0,0.000003000,0 CLOSED" },
	{ "< I1 I113 E1,1,4 E0,1,4", "1:113,1,0.000001000,4 2:1,0,0.000001000,4 CLOSED" },
	{ "< I1 E0,1,4 > I101 E0,1,4 < I0 I12 E1,2,3", "1:1,0,0.000001000,4 2:101,1,0.000001000,4 3:12,3,0.000002000,3 CLOSED" },
	/* resolutions: nano-, milliseconds, seconds, 2^-10, picoseconds, too fine to matter */
	{ "< I1r9 E0,1234567890,1", "1:1,0,1.234567890,1 CLOSED" },
	{ "< I1r3 E0,1234,1", "1:1,0,1.234000000,1 CLOSED" },
	{ "< I1r0 E0,7,1", "1:1,0,7.000000000,1 CLOSED" },
	{ "< I1r0x8a E0,1536,1", "1:1,0,1.500000000,1 CLOSED" },
	{ "< I1r0xbf E0,0x4000000000000000,1", "1:1,0,0.500000000,1 CLOSED" },
	{ "< I1r12 E0,1234567890123,1", "1:1,0,1.234567890,1 CLOSED" },
	{ "< I1r127 E0,1234567890123,1", "1:1,0,0.000000000,1 CLOSED" },
	{ "< I1r0xff E0,1234567890123,1", "1:1,0,0.000000000,1 CLOSED" },
	{ "< I1o100 E0,5,1", "1:1,0,100.000005000,1 CLOSED" },
	{ "< I1o-100 E0,200000000,1", "1:1,0,100.000000000,1 CLOSED" },
	{ "< I1o-100 E0,5,1", "1:1,0,0.000000000,1 CLOSED" },
	{ "> I1r3o0x7fffffffffffffff E0,5,1", "1:1,0,9223372035.005000000,1 CLOSED" },
	{ "< I1r0 E0,0x7fffffffffffffff,1", "1:1,0,9223372035.000000000,1 CLOSED" },
	/* simple and obsolete packets */
	{ "< I1 P5 P6,4", "1:1,0,,5 2:1,0,,4/6 CLOSED" },
	{ "< I1s4 P9,4", "1:1,0,,4/9 CLOSED" },
	{ "< I1 O0,7,5 > I1 O0,7,5/9", "1:1,0,0.000007000,5 2:1,1,0.000007000,5/9 CLOSED" },
	/* secrets, anywhere */
	{ "< Kabc I1 E0,1,1 Kdefg", "Kabc 1:1,0,0.000001000,1 Kdefg CLOSED" },
	{ "> Kabc", "Kabc CLOSED" },
	/* what cannot be */
	{ "< E0,1,4 I1 E0,1,5", "note 2:1,0,0.000001000,5 CLOSED" },
	{ "< I1 E1,1,4 E0,1,5", "note 2:1,0,0.000001000,5 CLOSED" },
	{ "< I1 > E0,1,4", "note CLOSED" },
	{ "< P4", "note CLOSED" },
	{ "< I1 E0,1,4 E0,1,5 X", "1:1,0,0.000001000,4 DECODE" },
	{ "< X", "DECODE" },
};

static void reads_pcapng(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(pcapng); i++) {
		struct buf file = write_words(pcapng[i].file), out = { 0 };

		read_bytes(buf_bytes(&file), &out);
		if (strcmp(buf_str(&out), pcapng[i].read) != 0)
			fail_msg("%s\n  gives %s\n  not   %s", pcapng[i].file, buf_str(&out), pcapng[i].read);
		buf_free(&file);
		buf_free(&out);
	}
}

/* Cut anywhere, the packets before the cut are there and the cut is told. */
static void cut_anywhere(void **state)
{
	struct buf file = write_words("< I1 Kabc E0,1,4 U E0,2,5 > I101 O0,3,6 P7"), whole = { 0 };
	unsigned ends = 0;

	(void)state;
	read_bytes(buf_bytes(&file), &whole);
	for (size_t n = 0; n < file.n; n++) {
		struct buf out = { 0 };
		enum status st = read_bytes(bytes_slice(buf_bytes(&file), 0, n), &out);
		size_t same = out.n - strlen(status_name(st));

		ends += st == ST_CLOSED;
		assert_true(st == ST_CLOSED || st == ST_MORE || n < 28);
		assert_memory_equal(buf_str(&out), buf_str(&whole), same);
		buf_free(&out);
	}
	/* behind each of the ten blocks but the last nothing is missing */
	assert_int_equal(ends, 9);
	buf_free(&file);
	buf_free(&whole);
}

/* Any byte changed: no packet is longer than the file, and it ends. */
static void any_byte_changed(void **state)
{
	struct buf file = write_words("< I1 Kabc E0,1,4 U E0,2,5 > I101 O0,3,6 P7");

	(void)state;
	for (size_t i = 0; i < file.n; i++)
		for (unsigned v = 1; v < 256; v = v * 2 + 1) {
			struct capture_file f;
			struct pcap_reader *r;
			struct packet p;
			struct error err;

			file.p[i] ^= (uint8_t)v;
			capture_file_of_bytes(&f, buf_bytes(&file));
			if (pcap_open(&f, NULL, &r, &err) == ST_OK) {
				while (pcap_next(r, &p, &err) == ST_OK)
					assert_true(p.bytes.n <= file.n && p.orig_len >= p.bytes.n);
				pcap_close(r);
			}
			capture_file_close(&f);
			file.p[i] ^= (uint8_t)v;
		}
	buf_free(&file);
}

/* ---- pcap ---- */

static struct buf classic(bool big, uint32_t magic, uint32_t frac)
{
	struct buf b = { 0 }, data = { 0 };

	put_pcap_header(&b, big, magic, ETHERNET);
	for (unsigned i = 0; i < 3; i++) {
		buf_clear(&data);
		put_data(&data, 10 + i);
		put_pcap_packet(&b, big, 1700000000 + i, frac, 10 + i, buf_bytes(&data));
	}
	buf_free(&data);
	return b;
}

static const struct {
	bool big;
	uint32_t magic, frac;
	const char *read;
} pcap[] = {
	{ false, 0xa1b2c3d4, 5, "1:1,0,1700000000.000005000,10 2:1,0,1700000001.000005000,11 3:1,0,1700000002.000005000,12 CLOSED" },
	{ true, 0xa1b2c3d4, 5, "1:1,0,1700000000.000005000,10 2:1,0,1700000001.000005000,11 3:1,0,1700000002.000005000,12 CLOSED" },
	{ false, 0xa1b23c4d, 5, "1:1,0,1700000000.000000005,10 2:1,0,1700000001.000000005,11 3:1,0,1700000002.000000005,12 CLOSED" },
	{ true, 0xa1b23c4d, 5, "1:1,0,1700000000.000000005,10 2:1,0,1700000001.000000005,11 3:1,0,1700000002.000000005,12 CLOSED" },
	{ false, 0xa1b2cd34, 5, "UNSUPPORTED" },
	{ true, 0xa1b2cd34, 5, "UNSUPPORTED" },
	{ false, 0xa1e2cb12, 5, "UNSUPPORTED" },
	{ false, 0xdeadbeef, 5, "DECODE" },
};

static void reads_pcap(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(pcap); i++) {
		struct buf file = classic(pcap[i].big, pcap[i].magic, pcap[i].frac), out = { 0 };

		read_bytes(buf_bytes(&file), &out);
		assert_string_equal(buf_str(&out), pcap[i].read);
		buf_free(&file);
		buf_free(&out);
	}
}

/* A frame check sequence's length above the link type, lengths swapped before 2.3, a
 * length that cannot be, a version that is none. */
static void headers_of_pcap(void **state)
{
	static const struct {
		size_t at;
		uint8_t value;
		const char *read;
	} change[] = {
		{ 23, 0x14, "1:1,0,1700000000.000005000,10 2:1,0,1700000001.000005000,11 3:1,0,1700000002.000005000,12 CLOSED" },
		{ 6, 2, "1:1,0,1700000000.000005000,10 2:1,0,1700000001.000005000,11 3:1,0,1700000002.000005000,12 CLOSED" },
		{ 4, 3, "UNSUPPORTED" },
		{ 24 + 11, 0x7f, "DECODE" },
		{ 24 + 9, 0x7f, "MORE" },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(change); i++) {
		struct buf file = classic(false, 0xa1b2c3d4, 5), out = { 0 };

		file.p[change[i].at] = change[i].value;
		read_bytes(buf_bytes(&file), &out);
		assert_string_equal(buf_str(&out), change[i].read);
		buf_free(&file);
		buf_free(&out);
	}
}

static void names_what_it_is_not(void **state)
{
	static const struct {
		const char *content, *says;
	} other[] = {
		{ "", "empty" }, { "\x28\xb5\x2f\xfd....", "zstd" }, { "BZh91AY", "bzip2" }, { "\xfd" "7zXZ...", "xz" },
		{ "CLIENT_RANDOM 00", "key log" }, { "-----BEGIN RSA PRIVATE KEY-----", "--rsa-key" }, { "<!DOCTYPE html>", "web page" },
		{ "hello", "no capture" }, { "\xd4\xc3", "no capture" },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(other); i++) {
		struct capture_file f;
		struct pcap_reader *r;
		struct error err;

		capture_file_of_bytes(&f, bytes_str(other[i].content));
		assert_int_not_equal(pcap_open(&f, NULL, &r, &err), ST_OK);
		if (!strstr(err.text, other[i].says))
			fail_msg("%s: %s", other[i].says, err.text);
		capture_file_close(&f);
	}
}

/* ---- ways into the file ---- */

static void gzip(struct buf *out, struct bytes content)
{
	z_stream z = { 0 };

	buf_reserve(out, content.n + 100);
	assert_int_equal(deflateInit2(&z, 6, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY), Z_OK);
	z.next_in = (Bytef *)(uintptr_t)content.p;
	z.avail_in = (uInt)content.n;
	z.next_out = out->p + out->n;
	z.avail_out = (uInt)(out->cap - out->n);
	assert_int_equal(deflate(&z, Z_FINISH), Z_STREAM_END);
	out->n += z.total_out;
	deflateEnd(&z);
}

static void reads_gzip(void **state)
{
	struct buf file = write_words("< I1 Kabc E0,1,4 U E0,2,5"), packed = { 0 }, plain = { 0 };
	size_t first;

	(void)state;
	read_bytes(buf_bytes(&file), &plain);
	/* two members make one content; zeros behind them are padding */
	gzip(&packed, bytes_slice(buf_bytes(&file), 0, 50));
	first = packed.n;
	gzip(&packed, bytes_slice(buf_bytes(&file), 50, file.n - 50));
	for (size_t n = 0; n <= packed.n; n++) {
		struct buf out = { 0 };
		enum status st = read_bytes(bytes_slice(buf_bytes(&packed), 0, n), &out);

		assert_int_equal(st == ST_CLOSED, n == packed.n);
		if (n == packed.n)
			assert_string_equal(buf_str(&out), buf_str(&plain));
		if (n == first)
			assert_int_equal(st, ST_MORE);
		buf_free(&out);
	}
	packed.p[first / 2] ^= 0x55;
	buf_clear(&plain);
	assert_int_not_equal(read_bytes(buf_bytes(&packed), &plain), ST_CLOSED);
	buf_free(&packed);
	buf_free(&file);
	buf_free(&plain);
}

/* Longer than a window of the mapping, with blocks that are passed over. */
static struct buf long_file(void)
{
	struct buf b = write_words("< I1"), body = { 0 };

	buf_reserve(&body, 3 << 20);
	memset(body.p, 0, 3 << 20);
	body.n = 3 << 20;
	for (unsigned i = 0; i < 3; i++) {
		struct words w = { .file = b };

		for (unsigned k = 0; k < 2000; k++)
			write_word(&w, k % 2 ? "E0,1000000,1000" : "E0,1000000,60", 14);
		b = w.file;
		put_block(&b, false, 0x0badf00d, buf_bytes(&body));
	}
	buf_free(&body);
	return b;
}

static void write_all(int fd, struct bytes b)
{
	while (b.n) {
		ssize_t n = write(fd, b.p, b.n);

		assert_true(n > 0);
		b = bytes_slice(b, (size_t)n, b.n - (size_t)n);
	}
}

static void same_by_path(const char *path, const struct buf *expected, bool size_known)
{
	struct capture_file f;
	struct buf out = { 0 };
	struct error err;

	assert_int_equal(capture_file_open(&f, path, &err), ST_OK);
	assert_int_equal(read_file(&f, &out, &err), ST_CLOSED);
	assert_int_equal(out.n, expected->n);
	assert_memory_equal(out.p, expected->p, out.n);
	if (size_known)
		assert_int_equal(capture_file_done(&f), capture_file_size(&f));
	capture_file_close(&f);
	buf_free(&out);
}

static void mapped_piped_packed(void **state)
{
	struct buf file = long_file(), expected = { 0 }, packed = { 0 };
	char path[] = "/tmp/slowshake-test-XXXXXX", name[32];
	int fd = mkstemp(path), ends[2];

	(void)state;
	assert_true(fd >= 0);
	read_bytes(buf_bytes(&file), &expected);
	write_all(fd, buf_bytes(&file));
	same_by_path(path, &expected, true);
	assert_int_equal(pipe(ends), 0);
	if (fork() == 0) {
		write_all(ends[1], buf_bytes(&file));
		_exit(0);
	}
	close(ends[1]);
	snprintf(name, sizeof(name), "/dev/fd/%d", ends[0]);
	same_by_path(name, &expected, false);
	close(ends[0]);
	gzip(&packed, buf_bytes(&file));
	assert_int_equal(ftruncate(fd, 0), 0);
	assert_int_equal(lseek(fd, 0, SEEK_SET), 0);
	write_all(fd, buf_bytes(&packed));
	same_by_path(path, &expected, true);
	close(fd);
	unlink(path);
	buf_free(&file);
	buf_free(&expected);
	buf_free(&packed);
}

/* A reader of what is still being written: after each piece what is there, never more, and never an end. */
struct growing {
	struct spool *spool;
	struct capture_file file;
	struct pcap_reader *reader;
	struct buf log;
};

static enum status read_on(struct growing *g)
{
	const struct pcap_hooks hooks = { &g->log, log_secrets, log_note };
	struct packet p;
	struct error err;
	enum status st;

	if (!g->reader) {
		capture_file_of_spool(&g->file, g->spool, true);
		st = pcap_open(&g->file, &hooks, &g->reader, &err);
		if (st != ST_OK) {
			capture_file_close(&g->file);
			return st;
		}
	}
	while ((st = pcap_next(g->reader, &p, &err)) == ST_OK)
		log_packet(&g->log, &p);
	return st;
}

static void same_while_written(struct bytes file, size_t piece, const char *what)
{
	struct growing g = { 0 };
	struct buf expected = { 0 };
	struct error err;
	enum status st;
	int ends[2];
	size_t n;

	assert_int_equal(pipe(ends), 0);
	assert_int_equal(spool_start(ends[0], BYTES_NONE, &g.spool, &err), ST_OK);
	for (size_t at = 0; at < file.n; at += n) {
		n = piece < file.n - at ? piece : file.n - at;
		write_all(ends[1], bytes_slice(file, at, n));
		while (!spool_wait(g.spool, at + n - 1, 10000))
			fail_msg("%s: nothing comes", what);
		assert_int_equal(read_on(&g), ST_WAIT);
	}
	close(ends[1]);
	assert_true(spool_wait(g.spool, file.n, 10000));
	st = read_on(&g);
	buf_puts(&g.log, status_name(st));
	assert_int_equal(st, read_bytes(file, &expected));
	if (g.reader)
		assert_string_equal(buf_str(&g.log), buf_str(&expected));
	pcap_close(g.reader);
	capture_file_close(&g.file);
	spool_free(g.spool);
	buf_free(&g.log);
	buf_free(&expected);
}

static void read_while_written(void **state)
{
	static const char *const words[] = { "< I1 E0,1000000,60 U Kabc P50 E0,2000000,61", "> I1r9 E0,1000000,60 < I1 U U E0,5,7" };
	struct buf plain = classic(true, 0xa1b2c3d4, 5), packed = { 0 };

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(words); i++) {
		struct buf file = write_words(words[i]);

		for (size_t piece = 1; piece < 9; piece += 2)
			same_while_written(buf_bytes(&file), piece, words[i]);
		same_while_written(bytes_slice(buf_bytes(&file), 0, file.n - 5), 3, "cut");
		buf_clear(&packed);
		gzip(&packed, buf_bytes(&file));
		same_while_written(buf_bytes(&packed), 3, "packed");
		buf_free(&file);
	}
	same_while_written(buf_bytes(&plain), 5, "pcap");
	buf_free(&plain);
	buf_free(&packed);
}

/* A mapped file that ends inside what is passed over. */
static void mapped_and_cut(void **state)
{
	struct buf file = long_file(), out = { 0 };
	char path[] = "/tmp/slowshake-test-XXXXXX";
	int fd = mkstemp(path);
	struct capture_file f;
	struct error err;

	(void)state;
	write_all(fd, bytes_slice(buf_bytes(&file), 0, file.n - 1000));
	assert_int_equal(capture_file_open(&f, path, &err), ST_OK);
	assert_int_equal(read_file(&f, &out, &err), ST_MORE);
	capture_file_close(&f);
	close(fd);
	unlink(path);
	buf_free(&file);
	buf_free(&out);
}

static void no_such_file(void **state)
{
	struct capture_file f;
	struct error err;

	(void)state;
	assert_int_equal(capture_file_open(&f, "/no/such/file", &err), ST_IO);
	assert_int_equal(capture_file_open(&f, "/tmp", &err), ST_IO);
}

UNIT_GROUP(pcap)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(reads_pcapng),
		cmocka_unit_test(cut_anywhere),
		cmocka_unit_test(any_byte_changed),
		cmocka_unit_test(reads_pcap),
		cmocka_unit_test(headers_of_pcap),
		cmocka_unit_test(names_what_it_is_not),
		cmocka_unit_test(reads_gzip),
		cmocka_unit_test(mapped_piped_packed),
		cmocka_unit_test(read_while_written),
		cmocka_unit_test(mapped_and_cut),
		cmocka_unit_test(no_such_file),
	};

	return cmocka_run_group_tests_name("pcap", tests, NULL, NULL);
}
