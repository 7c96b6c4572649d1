/* What the layers of link.c and tunnel.c share: where the walk stands, and what comes next. */
#ifndef SLOWSHAKE_SOURCE_CAPTURE_LINK_INT_H
#define SLOWSHAKE_SOURCE_CAPTURE_LINK_INT_H

#include "source/capture/link.h"

/* Where the walk stands: at the first byte of the layer that comes next. */
struct walker {
	const uint8_t *p;
	size_t n;                /* captured */
	size_t wire;             /* on the wire, at least n */
	int64_t time_ns;
	struct ip_fragments *fragments;
	struct ip_datagram *out;
	struct ip_datagram outer;        /* the UDP datagram around a tunnel, should it be none */
	bool in_tunnel;
	enum walk result;        /* when LAYER_END */
};

enum layer {
	LAYER_END, LAYER_ETHERNET, LAYER_SLL, LAYER_SLL2, LAYER_IP, LAYER_NULL, LAYER_PPP, LAYER_PPP_DIRECTION,
	LAYER_HDLC, LAYER_PPPOE, LAYER_WLAN, LAYER_RADIOTAP, LAYER_PPI, LAYER_PKTAP, LAYER_NFLOG, LAYER_ENC, LAYER_LLC,
	LAYER_VLAN, LAYER_PBB, LAYER_MPLS, LAYER_GRE, LAYER_ERSPAN2, LAYER_ERSPAN3, LAYER_UDP, LAYER_VXLAN,
	LAYER_GENEVE, LAYER_GTP, LAYER_GRE_UDP, LAYER_TEREDO,
	LAYER_N
};

/* ---- ethertype.c ---- */

/* What an Ethernet type (or, below 1536, a length) says comes next. */
enum layer ethertype_layer(struct walker *w, unsigned type);

/* ---- tunnel.c ---- */

enum layer tunnel_mpls(struct walker *w);
enum layer tunnel_gre(struct walker *w);
enum layer tunnel_erspan2(struct walker *w);
enum layer tunnel_erspan3(struct walker *w);
enum layer tunnel_udp(struct walker *w);
enum layer tunnel_vxlan(struct walker *w);
enum layer tunnel_geneve(struct walker *w);
enum layer tunnel_gtp(struct walker *w);
enum layer tunnel_gre_udp(struct walker *w);
enum layer tunnel_teredo(struct walker *w);

static inline uint16_t link_get16(const uint8_t *p)
{
	return (uint16_t)(p[0] << 8 | p[1]);
}

static inline uint32_t link_get32(const uint8_t *p)
{
	return (uint32_t)link_get16(p) << 16 | link_get16(p + 2);
}

static inline enum layer layer_end(struct walker *w, enum walk result)
{
	w->result = result;
	return LAYER_END;
}

static inline enum layer layer_stop_short(struct walker *w)
{
	return layer_end(w, WALK_SHORT);
}

static inline void layer_pass(struct walker *w, size_t n)
{
	w->p += n;
	w->n -= n;
	w->wire -= n;
}

/* What is behind these bytes is padding of the link. */
static inline void layer_trim(struct walker *w, size_t n)
{
	if (w->wire > n)
		w->wire = n;
	if (w->n > n)
		w->n = n;
}

#endif
