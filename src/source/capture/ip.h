/* IPv4 (RFC 791) and IPv6 (RFC 8200): headers, options, extension headers, and
 * datagrams put together from fragments. Checksums are not checked: captures made on
 * the sending host have none yet. */
#ifndef SLOWSHAKE_SOURCE_CAPTURE_IP_H
#define SLOWSHAKE_SOURCE_CAPTURE_IP_H

#include "base/bytes.h"

enum { IP_TCP = 6, IP_UDP = 17 };

/* An IPv4 address stands in the first 4 bytes, the others are 0. */
struct ip_address {
	uint8_t b[16];
};

struct ip_datagram {
	struct ip_address src, dst;
	uint8_t version;         /* 4 or 6 */
	uint8_t protocol;        /* IP_TCP, IP_UDP; inside the walk also others */
	bool whole;              /* put together from fragments */
	uint32_t missing;        /* bytes of the payload that a short snaplen cut off its end */
	struct bytes payload;    /* from the transport header on, without link padding */
};

/* Datagrams that wait for the rest of their fragments: at most IP_PENDING at once
 * (the oldest goes), 65535 bytes each, for IP_PATIENCE_S seconds of capture time.
 * Where two fragments overlap, the bytes that came first stay. */
enum { IP_PENDING = 64, IP_PATIENCE_S = 30, IP_MAX_NESTED = 20 };
struct ip_fragments;
struct ip_fragments *ip_fragments_new(void);
void ip_fragments_free(struct ip_fragments *f);
/* Datagrams that had to go although their time was not over. */
uint64_t ip_fragments_left_out(const struct ip_fragments *f);

/* FRAGMENT: of a datagram that is not whole yet. */
enum ip_result { IP_OK, IP_SHORT, IP_MALFORMED, IP_FRAGMENT };

/* Reads the IP header at the start of `b` (4 or 6 by its version nibble) with its
 * extension headers. `on_wire`: how long b was before the snaplen cut it. The payload
 * stays valid for IP_MAX_NESTED - 1 further calls (one IP packet inside another). */
enum ip_result ip_decode(struct bytes b, size_t on_wire, int64_t time_ns, struct ip_fragments *f,
			 struct ip_datagram *out);

/* Adds "192.0.2.1:443" or "2001:db8::1:443" (as tshark -z writes it), [..] around IPv6 when bracket. */
void ip_endpoint_text(const struct ip_address *a, uint8_t version, uint16_t port, bool bracket, struct buf *out);

#endif
