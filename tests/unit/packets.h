/* Packets made by hand, for the tests of the capture floor: IP over raw IP (link
 * type 101), no checksums, and capture files around them. */
#ifndef SLOWSHAKE_TESTS_PACKETS_H
#define SLOWSHAKE_TESTS_PACKETS_H

#include <string.h>

#include "base/bytes.h"

enum { RAW_IP = 101, ETHERNET = 1 };
enum { FIN = 1, SYN = 2, RST = 4, ACK = 16 };

/* A TCP header of 20 bytes and the data. */
static inline void put_tcp(struct buf *b, unsigned from, unsigned to, uint32_t seq, uint32_t ack, unsigned flags, struct bytes data)
{
	buf_add_uint(b, 2, from);
	buf_add_uint(b, 2, to);
	buf_add_uint(b, 4, seq);
	buf_add_uint(b, 4, ack);
	buf_add_uint(b, 2, 5u << 12 | flags);
	buf_add_uint(b, 2, 65535);
	buf_add_uint(b, 4, 0);
	buf_add(b, data);
}

static inline void put_udp(struct buf *b, unsigned from, unsigned to, struct bytes data)
{
	buf_add_uint(b, 2, from);
	buf_add_uint(b, 2, to);
	buf_add_uint(b, 2, 8 + data.n);
	buf_add_uint(b, 2, 0);
	buf_add(b, data);
}

/* From 10.0.0.src to 10.0.0.dst; `fragment`: flags and offset as in the header. */
static inline void put_ipv4(struct buf *b, unsigned src, unsigned dst, unsigned protocol, unsigned id, unsigned fragment,
			    struct bytes payload)
{
	buf_add_uint(b, 2, 0x4500);
	buf_add_uint(b, 2, 20 + payload.n);
	buf_add_uint(b, 2, id);
	buf_add_uint(b, 2, fragment);
	buf_add_uint(b, 2, 0x4000 | protocol);
	buf_add_uint(b, 2, 0);
	buf_add_uint(b, 4, 0x0a000000 | src);
	buf_add_uint(b, 4, 0x0a000000 | dst);
	buf_add(b, payload);
}

/* From 2001:db8::src to 2001:db8::dst. */
static inline void put_ipv6(struct buf *b, unsigned src, unsigned dst, unsigned next, struct bytes payload)
{
	buf_add_uint(b, 4, 0x60000000);
	buf_add_uint(b, 2, payload.n);
	buf_add_uint(b, 2, next << 8 | 64);
	for (unsigned i = 0; i < 2; i++) {
		buf_add_uint(b, 8, UINT64_C(0x20010db800000000));
		buf_add_uint(b, 8, i ? dst : src);
	}
	buf_add(b, payload);
}

/* ---- files; numbers in either byte order ---- */

static inline void put_number(struct buf *b, bool big, unsigned width, uint64_t v)
{
	for (unsigned i = 0; i < width; i++)
		buf_add_uint(b, 1, v >> 8 * (big ? width - 1 - i : i) & 0xff);
}

static inline void put_pcap_header(struct buf *b, bool big, uint32_t magic, uint32_t link)
{
	put_number(b, big, 4, magic);
	put_number(b, big, 2, 2);
	put_number(b, big, 2, 4);
	put_number(b, big, 8, 0);
	put_number(b, big, 4, 262144);
	put_number(b, big, 4, link);
}

static inline void put_pcap_packet(struct buf *b, bool big, uint32_t sec, uint32_t frac, uint32_t orig, struct bytes data)
{
	put_number(b, big, 4, sec);
	put_number(b, big, 4, frac);
	put_number(b, big, 4, data.n);
	put_number(b, big, 4, orig);
	buf_add(b, data);
}

static inline void put_block(struct buf *b, bool big, uint32_t type, struct bytes body)
{
	size_t padding = -body.n & 3;

	put_number(b, big, 4, type);
	put_number(b, big, 4, 12 + body.n + padding);
	buf_add(b, body);
	buf_add_uint(b, (unsigned)padding, 0);
	put_number(b, big, 4, 12 + body.n + padding);
}

#endif
