/* From a frame down to TCP or UDP: every link layer and tunnel as a row of hex in
 * front of the same IP packet, and fragments in every order. */
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "unit.h"
#include "base/text.h"
#include "packets.h"
#include "source/capture/link.h"

/* ---- layers ----
 * In the hex: 4 stands for an IPv4 packet and 6 for an IPv6 packet with TCP, 7 for
 * UDP in IPv4; "4(..)" wraps what is inside into IPv4 with the protocol number of its
 * first two digits, "u(..)" into UDP to the port of its first four. */
static const struct {
	unsigned link;
	const char *frame, *found;
} layers[] = {
	/* link types */
	{ 1, "000000000002 000000000001 0800 4", "4 10.0.0.1:1000 10.0.0.2:443 tcp 5" },
	{ 1, "000000000002 000000000001 86dd 6", "6 2001:db8::1:1000 2001:db8::2:443 tcp 5" },
	{ 1, "000000000002 000000000001 0806 0001080006", "it carries something else than TCP or UDP" },
	{ 1, "000000000002 000000000001 08", "a header is cut off" },
	{ 1, "000000000002 000000000001 8100 0064 0800 4", "4 10.0.0.1:1000 10.0.0.2:443 tcp 5" },
	{ 1, "000000000002 000000000001 88a8 0064 8100 0065 86dd 6", "6 2001:db8::1:1000 2001:db8::2:443 tcp 5" },
	{ 1, "000000000002 000000000001 0035 aaaa03 000000 0800 4 0000", "4 10.0.0.1:1000 10.0.0.2:443 tcp 5" },
	{ 1, "000000000002 000000000001 0030 424203 0000", "it carries something else than TCP or UDP" },
	{ 1, "000000000002 000000000001 0030 060603 4 0000", "4 10.0.0.1:1000 10.0.0.2:443 tcp 5" },
	{ 1, "000000000002 000000000001 8864 1109 0001 0000", "it carries something else than TCP or UDP" },
	{ 1, "000000000002 000000000001 8864 1100 0001 002f 0021 4 0000", "4 10.0.0.1:1000 10.0.0.2:443 tcp 5" },
	{ 1, "000000000002 000000000001 8864 1100 0001 002e 21 4", "4 10.0.0.1:1000 10.0.0.2:443 tcp 5" },
	{ 1, "000000000002 000000000001 8847 00064040 00064140 4", "4 10.0.0.1:1000 10.0.0.2:443 tcp 5" },
	{ 1, "000000000002 000000000001 8847 00064140 00000000 000000000002 000000000001 0800 4", "4 10.0.0.1:1000 10.0.0.2:443 tcp 5" },
	{ 1, "000000000002 000000000001 8847 00064040 0006", "a header is cut off" },
	{ 1, "000000000002 000000000001 88e7 00000001 000000000002 000000000001 0800 4", "4 10.0.0.1:1000 10.0.0.2:443 tcp 5" },
	{ 113, "0000 0001 0006 0000000000010000 0800 4", "4 10.0.0.1:1000 10.0.0.2:443 tcp 5" },
	{ 113, "0000 0001 0006 0000000000010000 0004 aaaa03 000000 86dd 6", "6 2001:db8::1:1000 2001:db8::2:443 tcp 5" },
	{ 276, "0800 0000 00000001 0001 00 06 0000000000010000 4", "4 10.0.0.1:1000 10.0.0.2:443 tcp 5" },
	{ 101, "4", "4 10.0.0.1:1000 10.0.0.2:443 tcp 5" },
	{ 228, "4", "4 10.0.0.1:1000 10.0.0.2:443 tcp 5" },
	{ 229, "6", "6 2001:db8::1:1000 2001:db8::2:443 tcp 5" },
	{ 12, "6", "6 2001:db8::1:1000 2001:db8::2:443 tcp 5" },
	{ 0, "02000000 4", "4 10.0.0.1:1000 10.0.0.2:443 tcp 5" },
	{ 0, "0000001e 6", "6 2001:db8::1:1000 2001:db8::2:443 tcp 5" },
	{ 0, "18000000 6", "6 2001:db8::1:1000 2001:db8::2:443 tcp 5" },
	{ 0, "07000000 4", "it carries something else than TCP or UDP" },
	{ 108, "00000002 4", "4 10.0.0.1:1000 10.0.0.2:443 tcp 5" },
	{ 109, "02000000 00000000 00000000 4", "4 10.0.0.1:1000 10.0.0.2:443 tcp 5" },
	{ 9, "ff03 0021 4", "4 10.0.0.1:1000 10.0.0.2:443 tcp 5" },
	{ 9, "57 6", "6 2001:db8::1:1000 2001:db8::2:443 tcp 5" },
	{ 9, "ff03 c021 01010004", "it carries something else than TCP or UDP" },
	{ 9, "ff03 0281 00064140 4", "4 10.0.0.1:1000 10.0.0.2:443 tcp 5" },
	{ 104, "ff03 0021 4", "4 10.0.0.1:1000 10.0.0.2:443 tcp 5" },
	{ 50, "ff03 0021 4", "4 10.0.0.1:1000 10.0.0.2:443 tcp 5" },
	{ 204, "00 ff03 0021 4", "4 10.0.0.1:1000 10.0.0.2:443 tcp 5" },
	{ 166, "0103 0021 4", "4 10.0.0.1:1000 10.0.0.2:443 tcp 5" },
	{ 51, "1100 0001 002f 0021 4", "4 10.0.0.1:1000 10.0.0.2:443 tcp 5" },
	{ 104, "0f00 0800 4", "4 10.0.0.1:1000 10.0.0.2:443 tcp 5" },
	{ 105, "0801 0000 111111111111 222222222222 333333333333 0000 aaaa03 000000 0800 4", "4 10.0.0.1:1000 10.0.0.2:443 tcp 5" },
	{ 105, "8802 0000 111111111111 222222222222 333333333333 0000 0000 aaaa03 000000 0800 4", "4 10.0.0.1:1000 10.0.0.2:443 tcp 5" },
	{ 105, "0803 0000 111111111111 222222222222 333333333333 0000 444444444444 aaaa03 000000 0800 4", "4 10.0.0.1:1000 10.0.0.2:443 tcp 5" },
	{ 105, "0841 0000 111111111111 222222222222 333333333333 0000 aaaa03 000000 0800 4", "it carries something else than TCP or UDP" },
	{ 105, "8000 0000 111111111111", "it carries something else than TCP or UDP" },
	{ 127, "0000 0a00 00000000 0000 0801 0000 111111111111 222222222222 333333333333 0000 aaaa03 000000 0800 4",
	  "4 10.0.0.1:1000 10.0.0.2:443 tcp 5" },
	{ 192, "00000800 69000000 0801 0000 111111111111 222222222222 333333333333 0000 aaaa03 000000 0800 4",
	  "4 10.0.0.1:1000 10.0.0.2:443 tcp 5" },
	{ 192, "00000800 63000000 0801", "its link type is not known" },
	{ 258, "0c000000 01000000 0c000000 4", "4 10.0.0.1:1000 10.0.0.2:443 tcp 5" },
	{ 239, "02000000 08000100 00000000 31000900 4", "4 10.0.0.1:1000 10.0.0.2:443 tcp 5" },
	{ 239, "02000000 02000100", "a header contradicts itself" },
	{ 147, "4", "its link type is not known" },
	/* tunnels: the innermost counts */
	{ 101, "4(04 4)", "4 10.0.0.1:1000 10.0.0.2:443 tcp 5" },
	{ 101, "4(29 6)", "6 2001:db8::1:1000 2001:db8::2:443 tcp 5" },
	{ 101, "4(2f 0000 0800 4)", "4 10.0.0.1:1000 10.0.0.2:443 tcp 5" },
	{ 101, "4(2f b000 0800 00000000 00000001 00000002 4)", "4 10.0.0.1:1000 10.0.0.2:443 tcp 5" },
	{ 101, "4(2f 0000 6558 000000000002 000000000001 0800 4)", "4 10.0.0.1:1000 10.0.0.2:443 tcp 5" },
	{ 101, "4(2f 1000 88be 00000001 1001000100000000 000000000002 000000000001 0800 4)", "4 10.0.0.1:1000 10.0.0.2:443 tcp 5" },
	{ 101, "4(2f 0000 88be 000000000002 000000000001 0800 4)", "4 10.0.0.1:1000 10.0.0.2:443 tcp 5" },
	{ 101, "4(2f 1000 22eb 00000001 200100010000000000000000 000000000002 000000000001 0800 4)", "4 10.0.0.1:1000 10.0.0.2:443 tcp 5" },
	{ 101, "4(2f 3081 880b 00300001 00000001 00000001 ff03 0021 4)", "4 10.0.0.1:1000 10.0.0.2:443 tcp 5" },
	{ 101, "4(2f 2081 880b 00000001 00000001)", "it carries something else than TCP or UDP" },
	{ 101, "4(2f 4000 0800 4)", "it carries something else than TCP or UDP" },
	{ 101, "4(89 00064140 4)", "4 10.0.0.1:1000 10.0.0.2:443 tcp 5" },
	{ 101, "4(32 00000000)", "it carries something else than TCP or UDP" },
	{ 101, "4(33 0604 0000 00000001 00000001 000000000000000000000000 03e8 01bb 00000001 00000000 5000 ffff 00000000)",
	  "4 10.0.0.1:1000 10.0.0.2:443 tcp 0" },
	{ 101, "u(12b5 08000000 00000100 000000000002 000000000001 0800 4)", "4 10.0.0.1:1000 10.0.0.2:443 tcp 5" },
	{ 101, "u(17c1 0100 6558 00000100 00000000 000000000002 000000000001 0800 4)", "4 10.0.0.1:1000 10.0.0.2:443 tcp 5" },
	{ 101, "u(0868 30ff002d 00000001 4)", "4 10.0.0.1:1000 10.0.0.2:443 tcp 5" },
	{ 101, "u(0868 34ff0035 00000001 00000085 01000000 4)", "4 10.0.0.1:1000 10.0.0.2:443 tcp 5" },
	{ 101, "u(1292 0000 0800 4)", "4 10.0.0.1:1000 10.0.0.2:443 tcp 5" },
	{ 101, "u(0dd8 0000 7f000001 0001 6)", "6 2001:db8::1:1000 2001:db8::2:443 tcp 5" },
	{ 101, "u(0dd8 0001 0000 0000000000000000 00 6)", "6 2001:db8::1:1000 2001:db8::2:443 tcp 5" },
	/* what only has a tunnel's port is what it is */
	{ 101, "u(12b5 00000000 00000100)", "4 10.0.0.1:1000 10.0.0.2:4789 udp 8" },
	{ 101, "u(0868 30010000 00000000)", "4 10.0.0.1:1000 10.0.0.2:2152 udp 8" },
	{ 101, "u(0868 30ff0004 00000001 50000000)", "4 10.0.0.1:1000 10.0.0.2:2152 udp 12" },
	{ 101, "u(0035 0000)", "4 10.0.0.1:1000 10.0.0.2:53 udp 2" },
	/* IPv6 extension headers: hop-by-hop, routing, destination, all before TCP */
	{ 101, "60000000 0024 00 40 20010db8000000000000000000000001 20010db8000000000000000000000002 3c00 0104 00000000 0600 0104 00000000 "
	       "03e8 01bb 00000001 00000000 5000 ffff 00000000", "6 2001:db8::1:1000 2001:db8::2:443 tcp 0" },
	{ 101, "60000000 0004 00 40 20010db8000000000000000000000001 20010db8000000000000000000000002 3c09 0104", "a header is cut off" },
	{ 101, "60000000 0008 00 40 20010db8000000000000000000000001 20010db8000000000000000000000002 3c09 0104 00000000",
	  "a header contradicts itself" },
	{ 101, "60000000 0000 3b 40 20010db8000000000000000000000001 20010db8000000000000000000000002", "it carries something else than TCP or UDP" },
	/* IPv4: options; a total length of 0; a header that cannot be */
	{ 101, "46000018 00000000 40060000 0a000001 0a000002 01010100 03e8 01bb 00000001 00000000 5000 ffff 00000000", "cut" },
	{ 101, "46000000 00000000 40060000 0a000001 0a000002 01010100 03e8 01bb 00000001 00000000 5000 ffff 00000000 0102",
	  "4 10.0.0.1:1000 10.0.0.2:443 tcp 2" },
	{ 101, "44000028 00000000 40060000 0a000001 0a000002", "a header contradicts itself" },
	{ 101, "45000013 00000000 40060000 0a000001 0a000002", "a header contradicts itself" },
	{ 101, "45", "a header is cut off" },
	{ 101, "35000028 00000000 40060000 0a000001 0a000002", "a header contradicts itself" },
	{ 101, "", "a header is cut off" },
};

static void put_part(struct buf *out, const char **p);

/* Everything up to the closing bracket or the end. */
static void put_parts(struct buf *out, const char **p)
{
	while (**p && **p != ')')
		put_part(out, p);
	if (**p)
		(*p)++;
}

static void put_wrapped(struct buf *out, const char **p)
{
	bool udp = **p == 'u';
	struct buf inside = { 0 }, datagram = { 0 };
	size_t head = udp ? 2 : 1;

	*p += 2;
	put_parts(&inside, p);
	assert_true(inside.n >= head);
	struct bytes rest = bytes_slice(buf_bytes(&inside), head, inside.n - head);

	if (udp) {
		put_udp(&datagram, 1000, (unsigned)inside.p[0] << 8 | inside.p[1], rest);
		put_ipv4(out, 1, 2, 17, 1, 0, buf_bytes(&datagram));
	} else {
		put_ipv4(out, 1, 2, inside.p[0], 1, 0, rest);
	}
	buf_free(&inside);
	buf_free(&datagram);
}

static void put_packet(struct buf *out, char which)
{
	struct buf tcp = { 0 };

	if (which == '7')
		put_udp(&tcp, 1000, 443, BYTES_LIT("hello"));
	else
		put_tcp(&tcp, 1000, 443, 1, 1, 16, BYTES_LIT("hello"));
	if (which == '6')
		put_ipv6(out, 1, 2, 6, buf_bytes(&tcp));
	else
		put_ipv4(out, 1, 2, which == '7' ? 17 : 6, 1, 0, buf_bytes(&tcp));
	buf_free(&tcp);
}

static void put_part(struct buf *out, const char **p)
{
	size_t n = strcspn(*p, " )");
	char hex[256];

	if (**p == ' ') {
		(*p)++;
	} else if ((*p)[1] == '(') {
		put_wrapped(out, p);
	} else if (n == 1) {
		put_packet(out, *(*p)++);
	} else {
		assert_true(n < sizeof(hex));
		memcpy(hex, *p, n);
		hex[n] = 0;
		assert_int_equal(text_unhex(hex, out), ST_OK);
		*p += n;
	}
}

static void describe(enum walk w, const struct ip_datagram *d, struct buf *out)
{
	const uint8_t *p = d->payload.p;

	if (w != WALK_OK) {
		buf_puts(out, link_walk_text(w));
		return;
	}
	if (d->payload.n < 8 || (d->protocol == IP_TCP && d->payload.n < 20)) {
		buf_puts(out, "cut");
		return;
	}
	buf_printf(out, "%u ", d->version);
	ip_endpoint_text(&d->src, d->version, (uint16_t)(p[0] << 8 | p[1]), false, out);
	buf_puts(out, " ");
	ip_endpoint_text(&d->dst, d->version, (uint16_t)(p[2] << 8 | p[3]), false, out);
	buf_printf(out, " %s %zu", d->protocol == IP_TCP ? "tcp" : "udp", d->payload.n - (d->protocol == IP_TCP ? 20 : 8));
	if (d->missing)
		buf_printf(out, " missing %u", (unsigned)d->missing);
}

static enum walk decode(unsigned link, struct bytes frame, size_t orig, struct ip_fragments *f, struct buf *out)
{
	/* as long as the frame, so that a sanitizer sees one byte too many */
	uint8_t *copy = malloc(frame.n + !frame.n);
	struct packet p = { .bytes = { copy, frame.n }, .orig_len = (uint32_t)orig, .link = (uint16_t)link, .time_ns = 1 };
	struct ip_datagram d;
	enum walk w;

	if (frame.n)
		memcpy(copy, frame.p, frame.n);
	w = link_decode(&p, f, &d);
	describe(w, &d, out);
	free(copy);
	return w;
}

static void every_layer(void **state)
{
	struct ip_fragments *f = ip_fragments_new();
	unsigned failed = 0;

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(layers); i++) {
		struct buf frame = { 0 }, out = { 0 };
		const char *p = layers[i].frame;

		put_parts(&frame, &p);
		decode(layers[i].link, buf_bytes(&frame), frame.n, f, &out);
		if (strcmp(buf_str(&out), layers[i].found) != 0) {
			print_error("%u: %s\n  gives %s\n  not   %s\n", layers[i].link, layers[i].frame, buf_str(&out), layers[i].found);
			failed++;
		}
		buf_free(&frame);
		buf_free(&out);
	}
	assert_int_equal(failed, 0);
	ip_fragments_free(f);
}

/* Every frame cut at every length: nothing is read behind it, and what is found says what is missing. */
static void every_layer_cut(void **state)
{
	struct ip_fragments *f = ip_fragments_new();

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(layers); i++) {
		struct buf frame = { 0 };
		const char *p = layers[i].frame;

		put_parts(&frame, &p);
		for (size_t n = 0; n < frame.n; n++) {
			struct buf out = { 0 };

			decode(layers[i].link, bytes_slice(buf_bytes(&frame), 0, n), frame.n, f, &out);
			buf_free(&out);
		}
		buf_free(&frame);
	}
	ip_fragments_free(f);
}

/* The same IP packet inside itself: IP_MAX_NESTED layers are too many. */
static void too_deep(void **state)
{
	struct ip_fragments *f = ip_fragments_new();
	struct buf frame = { 0 };

	(void)state;
	put_packet(&frame, '4');
	for (unsigned i = 1; i < 30; i++) {
		struct buf outer = { 0 }, out = { 0 };

		assert_int_equal(decode(RAW_IP, buf_bytes(&frame), frame.n, f, &out), i <= IP_MAX_NESTED ? WALK_OK : WALK_DEEP);
		put_ipv4(&outer, 1, 2, 4, 1, 0, buf_bytes(&frame));
		buf_free(&frame);
		frame = outer;
		buf_free(&out);
	}
	buf_free(&frame);
	ip_fragments_free(f);
}

static void names_of_links(void **state)
{
	(void)state;
	assert_string_equal(link_name(ETHERNET), "Ethernet");
	assert_string_equal(link_name(RAW_IP), "raw IP");
	assert_null(link_name(147));
	for (size_t i = 0; i < ARRAY_LEN(layers); i++)
		if (strcmp(layers[i].found, link_walk_text(WALK_LINK)) != 0)
			assert_non_null(link_name((uint16_t)layers[i].link));
}

static void short_snaplen(void **state)
{
	struct ip_fragments *f = ip_fragments_new();
	struct buf frame = { 0 }, out = { 0 };

	(void)state;
	put_packet(&frame, '4');
	decode(RAW_IP, bytes_slice(buf_bytes(&frame), 0, frame.n - 2), frame.n, f, &out);
	assert_string_equal(buf_str(&out), "4 10.0.0.1:1000 10.0.0.2:443 tcp 3 missing 2");
	buf_free(&frame);
	buf_free(&out);
	ip_fragments_free(f);
}

/* ---- fragments: "0-16+" is the bytes 0 to 15 and more follow; "#2" another datagram;
 * "x": other bytes; "t40": 40 seconds later ---- */
static const struct {
	const char *in, *out;
} fragments[] = {
	{ "0-16+ 16-40", "- 40" },
	{ "16-40 0-16+", "- 40" },
	{ "32-40 16-24+ 0-16+ 24-32+", "- - - 40" },
	{ "0-37", "37" },
	{ "0-16+ 16-37", "- 37" },
	{ "0-16+ 0-16+ 16-40", "- - 40" },
	{ "0-16+ 0-24x+ 24-40", "- - 40x" },
	{ "0-24+ 8-24x+ 24-40", "- - 40" },
	{ "0-16+ #2 0-16+ 16-40 #1 16-24", "- - 40 24" },
	{ "0-16+ 24-40 #2 0-8+ #1 16-24+", "- - - 40" },
	{ "0-16+ 16-40 16-40 0-16+", "- 40 - 40" },
	{ "0-17+ 16-40", "bad -" },
	{ "16-40 0-48+", "- bad" },
	{ "0-48+ 16-40", "- bad" },
	{ "65528-65544", "bad" },
	{ "0-16+ t40 16-40 0-16+", "- - 40" },
	{ "0-16+ t20 16-40", "- 40" },
};

static void put_fragment(struct buf *out, bool v6, unsigned id, unsigned from, unsigned to, bool more, bool wrong)
{
	struct buf data = { 0 }, header = { 0 };

	for (unsigned i = from; i < to; i++)
		buf_add_uint(&data, 1, (i & 0xff) ^ (wrong ? 0x80 : 0));
	if (v6) {
		buf_add_uint(&header, 2, 0x0600);
		buf_add_uint(&header, 2, from | more);
		buf_add_uint(&header, 4, id);
		buf_add(&header, buf_bytes(&data));
		put_ipv6(out, 1, 2, 44, buf_bytes(&header));
	} else {
		put_ipv4(out, 1, 2, 6, id, from / 8 | (more ? 0x2000 : 0), buf_bytes(&data));
	}
	buf_free(&data);
	buf_free(&header);
}

static void describe_whole(enum walk w, const struct ip_datagram *d, struct buf *out)
{
	bool right = true;

	if (w != WALK_OK) {
		buf_puts(out, w == WALK_FRAGMENT ? "- " : "bad ");
		return;
	}
	for (size_t i = 0; i < d->payload.n; i++)
		right = right && d->payload.p[i] == (i & 0xff);
	buf_printf(out, "%zu%s ", d->payload.n, right ? "" : "x");
}

static void run_fragments(const char *p, bool v6, struct buf *out)
{
	struct ip_fragments *f = ip_fragments_new();
	unsigned id = 1;
	int64_t now = 1;

	while (*p) {
		char *end;

		if (*p == '#' || *p == 't') {
			unsigned long n = strtoul(p + 1, &end, 10);

			id = *p == '#' ? (unsigned)n : id;
			now += *p == 't' ? (int64_t)n * 1000000000 : 0;
		} else {
			unsigned long from = strtoul(p, &end, 10), to = strtoul(end + 1, &end, 10);
			bool wrong = *end == 'x', more = end[wrong] == '+';
			struct buf b = { 0 };
			struct ip_datagram d;

			end += wrong + more;
			put_fragment(&b, v6, id, (unsigned)from, (unsigned)to, more, wrong);
			describe_whole(link_decode(&(struct packet){ .bytes = buf_bytes(&b), .orig_len = (uint32_t)b.n, .link = RAW_IP,
								     .time_ns = now }, f, &d), &d, out);
			buf_free(&b);
		}
		p = end + strspn(end, " ");
	}
	ip_fragments_free(f);
}

static void fragments_of_datagrams(void **state)
{
	unsigned failed = 0;

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(fragments); i++)
		for (unsigned v6 = 0; v6 < 2; v6++) {
			struct buf out = { 0 };

			run_fragments(fragments[i].in, v6, &out);
			if (out.n)
				out.n--;
			if (strcmp(buf_str(&out), fragments[i].out) != 0) {
				print_error("%s\n  gives %s\n  not   %s\n", fragments[i].in, buf_str(&out), fragments[i].out);
				failed++;
			}
			buf_free(&out);
		}
	assert_int_equal(failed, 0);
}

/* More unfinished datagrams than there are places: the oldest goes. */
static void too_many_fragments(void **state)
{
	struct ip_fragments *f = ip_fragments_new();
	struct buf out = { 0 };

	(void)state;
	for (unsigned round = 0; round < 2; round++)
		for (unsigned id = 0; id < IP_PENDING + 10; id++) {
			struct buf b = { 0 };
			struct ip_datagram d;

			put_fragment(&b, false, id, round ? 8 : 0, round ? 12 : 8, round == 0, false);
			describe_whole(link_decode(&(struct packet){ .bytes = buf_bytes(&b), .orig_len = (uint32_t)b.n, .link = RAW_IP }, f, &d),
				       &d, &out);
			buf_free(&b);
		}
	/* the first ten of the second round begin anew and push out the next ones, and so on */
	assert_null(strstr(buf_str(&out), "bad"));
	ip_fragments_free(f);
	buf_free(&out);
}

/* Two tunnels, each in fragments, around something that is no tunnel after all. */
static void fragments_in_tunnels(void **state)
{
	struct ip_fragments *f = ip_fragments_new();
	struct buf inner = { 0 }, datagram = { 0 }, out = { 0 };

	(void)state;
	/* GTP around fragments of a protocol that is not TCP */
	for (unsigned i = 0; i < 2; i++) {
		struct buf frame = { 0 };
		struct ip_datagram d;

		buf_clear(&inner);
		buf_clear(&datagram);
		buf_add(&inner, BYTES_LIT("\x30\xff\0\0\0\0\0\1"));
		put_ipv4(&inner, 1, 2, 99, 7, i ? 1 : 0x2000, BYTES_LIT("12345678"));
		put_udp(&datagram, 1000, 2152, buf_bytes(&inner));
		for (unsigned k = 0; k < 2; k++) {
			size_t from = k ? 24 : 0, n = k ? datagram.n - 24 : 24;

			buf_clear(&frame);
			put_ipv4(&frame, 1, 2, 17, 100 + i, k ? 3 : 0x2000, bytes_slice(buf_bytes(&datagram), from, n));
			describe(link_decode(&(struct packet){ .bytes = buf_bytes(&frame), .orig_len = (uint32_t)frame.n, .link = RAW_IP },
					     f, &d), &d, &out);
			buf_puts(&out, "; ");
		}
		buf_free(&frame);
	}
	assert_string_equal(buf_str(&out), "a fragment that does not complete its datagram; a fragment that does not complete its datagram; "
		"a fragment that does not complete its datagram; 4 10.0.0.1:1000 10.0.0.2:2152 udp 36; ");
	buf_free(&inner);
	buf_free(&datagram);
	buf_free(&out);
	ip_fragments_free(f);
}

UNIT_GROUP(ip)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_layer),
		cmocka_unit_test(every_layer_cut),
		cmocka_unit_test(too_deep),
		cmocka_unit_test(names_of_links),
		cmocka_unit_test(short_snaplen),
		cmocka_unit_test(fragments_of_datagrams),
		cmocka_unit_test(too_many_fragments),
		cmocka_unit_test(fragments_in_tunnels),
	};

	return cmocka_run_group_tests_name("ip", tests, NULL, NULL);
}
