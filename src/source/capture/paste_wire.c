/* Bytes without packets as a capture: the packets are made up. */
#include "source/capture/paste.h"

enum { LINK_ETHERNET = 1, LINK_RAW = 101, SEGMENT = 1400, IP_HEADER = 20, TCP_HEADER = 20 };
enum { FIN = 1, SYN = 2, ACK = 16 };

/* Of a pcap file all is big-endian here. */
static void file_header(struct buf *out, unsigned link)
{
	buf_add_uint(out, 4, 0xa1b2c3d4);
	buf_add_uint(out, 2, 2);
	buf_add_uint(out, 2, 4);
	buf_add_uint(out, 8, 0);
	buf_add_uint(out, 4, 1 << 18);
	buf_add_uint(out, 4, link);
}

static void packet_header(struct buf *out, utc_time now, size_t n)
{
	buf_add_uint(out, 4, (uint64_t)now);
	buf_add_uint(out, 4, 0);
	buf_add_uint(out, 4, n);
	buf_add_uint(out, 4, n);
}

/* RFC 791 3.1, RFC 9293 3.1, between 192.0.2.1 and 192.0.2.2 (RFC 5737); nobody looks at the checksums. */
static void segment(struct buf *out, utc_time now, unsigned side, const uint32_t seq[2], unsigned flags, struct bytes data)
{
	static const uint16_t ports[2] = { 40000, 443 };
	const size_t n = IP_HEADER + TCP_HEADER + data.n;

	packet_header(out, now, n);
	buf_add_uint(out, 2, 0x4500);
	buf_add_uint(out, 2, n);
	buf_add_uint(out, 4, 0);
	buf_add_uint(out, 4, 0x40060000);
	buf_add_uint(out, 4, 0xc0000201 + side);
	buf_add_uint(out, 4, 0xc0000202 - side);
	buf_add_uint(out, 2, ports[side]);
	buf_add_uint(out, 2, ports[!side]);
	buf_add_uint(out, 4, seq[side]);
	buf_add_uint(out, 4, flags & ACK ? seq[!side] : 0);
	buf_add_uint(out, 2, 0x5000 | flags);
	buf_add_uint(out, 2, 0xffff);
	buf_add_uint(out, 4, 0);
	buf_add(out, data);
}

void paste_write(const struct pasted *pieces, size_t n, utc_time now, struct buf *out)
{
	uint32_t seq[2] = { 1000, 5000 };

	file_header(out, LINK_RAW);
	segment(out, now, 0, seq, SYN, BYTES_NONE);
	seq[0]++;
	segment(out, now, 1, seq, SYN | ACK, BYTES_NONE);
	seq[1]++;
	segment(out, now, 0, seq, ACK, BYTES_NONE);
	for (size_t i = 0; i < n; i++)
		for (size_t at = 0; at < pieces[i].bytes.n; at += SEGMENT) {
			const size_t left = pieces[i].bytes.n - at, size = left < SEGMENT ? left : SEGMENT;

			segment(out, now, pieces[i].side, seq, ACK, bytes_slice(pieces[i].bytes, at, size));
			seq[pieces[i].side] += (uint32_t)size;
		}
}

void paste_write_packet(struct bytes packet, bool ethernet, utc_time now, struct buf *out)
{
	file_header(out, ethernet ? LINK_ETHERNET : LINK_RAW);
	packet_header(out, now, packet.n);
	buf_add(out, packet);
}
