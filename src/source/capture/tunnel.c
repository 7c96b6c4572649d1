#include "source/capture/link_int.h"

/* ---- around and inside of IP ---- */

/* RFC 3032 2.1; what is inside can only be guessed (RFC 4385 3). */
enum layer tunnel_mpls(struct walker *w)
{
	bool bottom = false;

	while (!bottom) {
		if (w->n < 4)
			return layer_stop_short(w);
		bottom = w->p[2] & 1;
		layer_pass(w, 4);
	}
	if (w->n < 1)
		return layer_stop_short(w);
	if (w->p[0] >> 4 == 4 || w->p[0] >> 4 == 6)
		return LAYER_IP;
	if (w->p[0] >> 4 == 0 && w->n >= 4)
		layer_pass(w, 4);
	return LAYER_ETHERNET;
}

/* RFC 2784, RFC 2890; version 1: RFC 2637 4.1 */
enum layer tunnel_gre(struct walker *w)
{
	size_t n = 4;
	unsigned flags, type;

	if (w->n < 4)
		return layer_stop_short(w);
	flags = link_get16(w->p);
	type = link_get16(w->p + 2);
	if ((flags & 7) == 1) {
		if (!(flags & 0x1000))
			return layer_end(w, WALK_OTHER);       /* acknowledges only */
		n += 4 + 4 + (flags & 0x80 ? 4 : 0);
	} else {
		if (flags & 0x4007)
			return layer_end(w, WALK_OTHER);       /* routing, or an unknown version */
		n += (flags & 0x8000 ? 4 : 0) + (flags & 0x2000 ? 4 : 0) + (flags & 0x1000 ? 4 : 0);
	}
	if (w->n < n)
		return layer_stop_short(w);
	layer_pass(w, n);
	if (type == 0x88be && !(flags & 0x1000))
		return LAYER_ETHERNET;                   /* ERSPAN I has no header */
	return type < 1536 ? layer_end(w, WALK_OTHER) : ethertype_layer(w, type);
}

enum layer tunnel_erspan2(struct walker *w)
{
	if (w->n < 8)
		return layer_stop_short(w);
	layer_pass(w, 8);
	return LAYER_ETHERNET;
}

enum layer tunnel_erspan3(struct walker *w)
{
	size_t n = w->n < 12 ? 12 : w->p[11] & 1 ? 20 : 12;

	if (w->n < n)
		return layer_stop_short(w);
	layer_pass(w, n);
	return LAYER_ETHERNET;
}

/* ---- tunnels over UDP: by port, and only if the bytes agree ---- */

static enum layer by_port(unsigned port)
{
	switch (port) {
	case 4789: case 8472: return LAYER_VXLAN;
	case 6081: return LAYER_GENEVE;
	case 2152: return LAYER_GTP;
	case 4754: return LAYER_GRE_UDP;
	case 3544: return LAYER_TEREDO;
	default: return LAYER_END;
	}
}

enum layer tunnel_udp(struct walker *w)
{
	enum layer tunnel;

	if (w->n < 8)
		return layer_stop_short(w);
	tunnel = by_port(link_get16(w->p + 2));
	if (tunnel == LAYER_END)
		tunnel = by_port(link_get16(w->p));
	if (tunnel == LAYER_END)
		return layer_end(w, WALK_OK);
	if (!w->in_tunnel)
		w->outer = *w->out;
	w->in_tunnel = true;
	layer_pass(w, 8);
	return tunnel;
}

/* RFC 7348 5 */
enum layer tunnel_vxlan(struct walker *w)
{
	if (w->n < 8 || w->p[0] != 0x08 || w->p[7] != 0)
		return layer_end(w, WALK_OTHER);
	layer_pass(w, 8);
	return LAYER_ETHERNET;
}

/* RFC 8926 3.4 */
enum layer tunnel_geneve(struct walker *w)
{
	unsigned type;
	size_t n;

	if (w->n < 8 || w->p[0] >> 6 != 0)
		return layer_end(w, WALK_OTHER);
	n = 8 + (size_t)(w->p[0] & 0x3f) * 4;
	type = link_get16(w->p + 2);
	if (w->n < n || type < 1536)
		return layer_end(w, WALK_OTHER);
	layer_pass(w, n);
	return ethertype_layer(w, type);
}

/* 3GPP TS 29.281 5: G-PDU, with its extension headers */
enum layer tunnel_gtp(struct walker *w)
{
	size_t n = 8;
	unsigned next;

	if (w->n < 8 || (w->p[0] & 0xf0) != 0x30 || w->p[1] != 0xff)
		return layer_end(w, WALK_OTHER);
	if (w->p[0] & 7) {
		if (w->n < 12)
			return layer_stop_short(w);
		next = w->p[0] & 4 ? w->p[11] : 0;
		for (n = 12; next; ) {
			size_t length = n < w->n ? (size_t)w->p[n] * 4 : 0;

			if (length == 0 || w->n < n + length)
				return layer_end(w, WALK_OTHER);
			next = w->p[n + length - 1];
			n += length;
		}
	}
	layer_pass(w, n);
	return LAYER_IP;
}

/* RFC 8086 2 */
enum layer tunnel_gre_udp(struct walker *w)
{
	return w->n < 4 || w->p[1] & 7 ? layer_end(w, WALK_OTHER) : LAYER_GRE;
}

/* RFC 4380 5.1.1 */
enum layer tunnel_teredo(struct walker *w)
{
	if (w->n >= 4 && w->p[0] == 0 && w->p[1] == 1) {
		size_t n = 4 + 9 + (size_t)w->p[2] + w->p[3];

		if (w->n < n)
			return layer_stop_short(w);
		layer_pass(w, n);
	}
	if (w->n >= 8 && w->p[0] == 0 && w->p[1] == 0)
		layer_pass(w, 8);
	return w->n && w->p[0] >> 4 == 6 ? LAYER_IP : layer_end(w, WALK_OTHER);
}
