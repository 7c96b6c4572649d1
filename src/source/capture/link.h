/* From a packet to what IP carries: a walk down the layers, one function a layer,
 * one table row a way to the next. Link types (numbers of tcpdump.org): Ethernet,
 * Linux SLL and SLL2, raw IP, BSD null, loop and enc, PPP, PPPoE, HDLC, IEEE 802.11 (bare,
 * radiotap, PPI), PKTAP, NFLOG. Between: VLAN, QinQ, PBB, LLC/SNAP, PPPoE, MPLS. Tunnels: IP
 * in IP, GRE, ERSPAN, PPTP, VXLAN, Geneve, GTP-U, Teredo. The innermost counts, as in
 * Wireshark. */
#ifndef SLOWSHAKE_SOURCE_CAPTURE_LINK_H
#define SLOWSHAKE_SOURCE_CAPTURE_LINK_H

#include "source/capture/ip.h"
#include "source/capture/pcap.h"

/* What became of a packet; anything but WALK_OK ends it. */
#define WALK_LIST(X)                                                        \
	X(OK, "TCP or UDP was found")                                       \
	X(OTHER, "it carries something else than TCP or UDP")               \
	X(EAP, "it carries EAP (IEEE 802.1X), without IP")                  \
	X(LINK, "its link type is not known")                               \
	X(SHORT, "a header is cut off")                                     \
	X(MALFORMED, "a header contradicts itself")                         \
	X(FRAGMENT, "a fragment that does not complete its datagram")       \
	X(DEEP, "more layers than can be real")

enum walk {
#define X(name, text) WALK_##name,
	WALK_LIST(X)
#undef X
	WALK_N
};
const char *link_walk_text(enum walk w);

/* Finds the innermost TCP segment or UDP datagram. `out` points into the packet, or
 * into f when it came in fragments, and is valid until the next call. */
enum walk link_decode(const struct packet *p, struct ip_fragments *f, struct ip_datagram *out);
/* The link type's name ("Ethernet"), or NULL if it is not read. */
const char *link_name(uint16_t link);

#endif
