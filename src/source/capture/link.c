#include "source/capture/link_int.h"

enum { MAX_LAYERS = IP_MAX_NESTED };

static uint16_t get16le(const uint8_t *p)
{
	return (uint16_t)(p[1] << 8 | p[0]);
}

static uint32_t get32le(const uint8_t *p)
{
	return (uint32_t)get16le(p + 2) << 16 | get16le(p);
}

/* ---- which layer comes next ---- */

static enum layer by_link(uint16_t link)
{
	static const struct {
		uint16_t link;
		enum layer layer;
	} rows[] = {
		{ 1, LAYER_ETHERNET }, { 113, LAYER_SLL }, { 276, LAYER_SLL2 }, { 101, LAYER_IP }, { 12, LAYER_IP },
		{ 14, LAYER_IP }, { 228, LAYER_IP }, { 229, LAYER_IP }, { 0, LAYER_NULL }, { 108, LAYER_NULL },
		{ 9, LAYER_PPP }, { 50, LAYER_PPP }, { 51, LAYER_PPPOE }, { 166, LAYER_PPP_DIRECTION },
		{ 204, LAYER_PPP_DIRECTION }, { 104, LAYER_HDLC }, { 105, LAYER_WLAN }, { 127, LAYER_RADIOTAP },
		{ 192, LAYER_PPI }, { 149, LAYER_PKTAP }, { 258, LAYER_PKTAP }, { 239, LAYER_NFLOG }, { 109, LAYER_ENC },
	};

	for (size_t i = 0; i < ARRAY_LEN(rows); i++)
		if (rows[i].link == link)
			return rows[i].layer;
	return LAYER_END;
}

const char *link_name(uint16_t link)
{
	static const char *const names[LAYER_N] = {
		[LAYER_ETHERNET] = "Ethernet", [LAYER_SLL] = "Linux cooked capture", [LAYER_SLL2] = "Linux cooked capture 2",
		[LAYER_IP] = "raw IP", [LAYER_NULL] = "BSD loopback", [LAYER_PPP] = "PPP", [LAYER_PPP_DIRECTION] = "PPP",
		[LAYER_HDLC] = "Cisco HDLC", [LAYER_PPPOE] = "PPPoE", [LAYER_WLAN] = "IEEE 802.11",
		[LAYER_RADIOTAP] = "IEEE 802.11 with radiotap", [LAYER_PPI] = "PPI", [LAYER_PKTAP] = "PKTAP",
		[LAYER_NFLOG] = "Linux NFLOG", [LAYER_ENC] = "OpenBSD enc",
	};

	return names[by_link(link)];
}

/* ---- link layers ---- */

static enum layer ethernet(struct walker *w)
{
	unsigned type;

	if (w->n < 14)
		return layer_stop_short(w);
	type = link_get16(w->p + 12);
	layer_pass(w, 14);
	return ethertype_layer(w, type);
}

static enum layer vlan(struct walker *w)
{
	unsigned type;

	if (w->n < 4)
		return layer_stop_short(w);
	type = link_get16(w->p + 2);
	layer_pass(w, 4);
	return ethertype_layer(w, type);
}

/* Provider backbone bridging: a service tag, then a frame (IEEE 802.1Q 9.7). */
static enum layer pbb(struct walker *w)
{
	if (w->n < 4)
		return layer_stop_short(w);
	layer_pass(w, 4);
	return LAYER_ETHERNET;
}

static enum layer sll(struct walker *w)
{
	unsigned type;

	if (w->n < 16)
		return layer_stop_short(w);
	type = link_get16(w->p + 14);
	layer_pass(w, 16);
	return type == 4 ? LAYER_LLC : type < 1536 ? layer_end(w, WALK_OTHER) : ethertype_layer(w, type);
}

static enum layer sll2(struct walker *w)
{
	unsigned type;

	if (w->n < 20)
		return layer_stop_short(w);
	type = link_get16(w->p);
	layer_pass(w, 20);
	return type == 4 ? LAYER_LLC : type < 1536 ? layer_end(w, WALK_OTHER) : ethertype_layer(w, type);
}

/* The address family in the byte order of whoever captured it; IPv6 has a number of
 * its own on each system. */
static enum layer by_family(struct walker *w, const uint8_t *p)
{
	uint32_t family = p[0] || p[1] ? get32le(p) : link_get32(p);

	switch (family) {
	case 2: case 10: case 23: case 24: case 28: case 30: return LAYER_IP;
	default: return layer_end(w, WALK_OTHER);
	}
}

static enum layer null_loop(struct walker *w)
{
	const uint8_t *family = w->p;

	if (w->n < 4)
		return layer_stop_short(w);
	layer_pass(w, 4);
	return by_family(w, family);
}

static enum layer enc(struct walker *w)
{
	const uint8_t *family = w->p;

	if (w->n < 12)
		return layer_stop_short(w);
	layer_pass(w, 12);
	return by_family(w, family);
}

/* RFC 1661, with or without the framing of RFC 1662. */
static enum layer ppp(struct walker *w)
{
	unsigned protocol, n = 1;

	if (w->n >= 2 && w->p[0] == 0xff && w->p[1] == 0x03)
		layer_pass(w, 2);
	if (w->n < 2)
		return layer_stop_short(w);
	protocol = w->p[0];
	if (!(protocol & 1)) {
		protocol = link_get16(w->p);
		n = 2;
	}
	layer_pass(w, n);
	switch (protocol) {
	case 0x21: case 0x57: return LAYER_IP;
	case 0x281: case 0x283: return LAYER_MPLS;
	default: return layer_end(w, WALK_OTHER);
	}
}

/* One byte says who sent the packet; it may stand in the place of PPP's ff. */
static enum layer ppp_direction(struct walker *w)
{
	if (w->n < 2)
		return layer_stop_short(w);
	layer_pass(w, w->p[1] == 0x03 ? 2 : 1);
	return LAYER_PPP;
}

static enum layer hdlc(struct walker *w)
{
	unsigned type;

	if (w->n < 4)
		return layer_stop_short(w);
	if (w->p[0] == 0xff)
		return LAYER_PPP;
	type = link_get16(w->p + 2);
	layer_pass(w, 4);
	return ethertype_layer(w, type);
}

/* RFC 2516 4 */
static enum layer pppoe(struct walker *w)
{
	unsigned n;

	if (w->n < 6)
		return layer_stop_short(w);
	if (w->p[0] != 0x11 || w->p[1] != 0)
		return layer_end(w, WALK_OTHER);
	n = link_get16(w->p + 4);
	layer_pass(w, 6);
	layer_trim(w, n);
	return LAYER_PPP;
}

static enum layer llc(struct walker *w)
{
	unsigned type;

	if (w->n < 3)
		return layer_stop_short(w);
	if (w->p[0] == 0x06 && w->p[1] == 0x06) {
		layer_pass(w, 3);
		return LAYER_IP;
	}
	if (w->p[0] != 0xaa || w->p[1] != 0xaa || w->p[2] != 0x03)
		return layer_end(w, WALK_OTHER);
	if (w->n < 8)
		return layer_stop_short(w);
	type = link_get16(w->p + 6);
	layer_pass(w, 8);
	return type < 1536 ? layer_end(w, WALK_OTHER) : ethertype_layer(w, type);
}

/* IEEE 802.11-2020 9.2.4: data frames that are not encrypted. */
static enum layer wlan(struct walker *w)
{
	size_t header = 24;
	unsigned control;

	if (w->n < 2)
		return layer_stop_short(w);
	control = get16le(w->p);
	if ((control & 0x0c) != 0x08 || control & 0x40 || control & 0x4000)
		return layer_end(w, WALK_OTHER);       /* not data, without data, or encrypted */
	if ((control & 0x0300) == 0x0300)
		header += 6;                     /* a fourth address */
	if (control & 0x80) {
		if (w->n < header + 2)
			return layer_stop_short(w);
		/* several in one: the first of them */
		bool several = w->p[header] & 0x80;

		header += 2 + (control & 0x8000 ? 4 : 0) + (several ? 14 : 0);
	}
	if (w->n < header)
		return layer_stop_short(w);
	layer_pass(w, header);
	return LAYER_LLC;
}

static enum layer radiotap(struct walker *w)
{
	size_t n = w->n < 4 ? 0 : get16le(w->p + 2);

	if (n < 8 || w->n < n)
		return layer_stop_short(w);
	layer_pass(w, n);
	return LAYER_WLAN;
}

/* A header that says its length and the link type of what follows. */
static enum layer wrapped(struct walker *w, size_t length, uint32_t link)
{
	if (length > w->n)
		return layer_stop_short(w);
	layer_pass(w, length);
	if (link > UINT16_MAX || by_link((uint16_t)link) == LAYER_END)
		return layer_end(w, WALK_LINK);
	return by_link((uint16_t)link);
}

static enum layer ppi(struct walker *w)
{
	if (w->n < 8 || get16le(w->p + 2) < 8)
		return layer_stop_short(w);
	return wrapped(w, get16le(w->p + 2), get32le(w->p + 4));
}

static enum layer pktap(struct walker *w)
{
	if (w->n < 12 || get32le(w->p) < 12)
		return layer_stop_short(w);
	return wrapped(w, get32le(w->p), get32le(w->p + 8));
}

static enum layer nflog(struct walker *w)
{
	if (w->n < 4)
		return layer_stop_short(w);
	layer_pass(w, 4);
	while (w->n >= 4) {
		size_t n = get16le(w->p);
		unsigned type = get16le(w->p + 2);

		if (n < 4 || n > w->n)
			return layer_end(w, WALK_MALFORMED);
		if (type == 9) {
			layer_pass(w, 4);
			return LAYER_IP;
		}
		n = (n + 3) & ~(size_t)3;
		if (n > w->n)
			break;
		layer_pass(w, n);
	}
	return layer_stop_short(w);
}

/* ---- IP ---- */

static enum layer ip(struct walker *w)
{
	static const enum walk why[] = {
		[IP_OK] = WALK_OK, [IP_SHORT] = WALK_SHORT, [IP_MALFORMED] = WALK_MALFORMED, [IP_FRAGMENT] = WALK_FRAGMENT,
	};
	enum ip_result r = ip_decode((struct bytes){ w->p, w->n }, w->wire, w->time_ns, w->fragments, w->out);

	if (r != IP_OK)
		return layer_end(w, why[r]);
	w->p = w->out->payload.p;
	w->n = w->out->payload.n;
	w->wire = w->n + w->out->missing;
	switch (w->out->protocol) {
	case IP_TCP: return layer_end(w, WALK_OK);
	case IP_UDP: return LAYER_UDP;
	case 4: case 41: return LAYER_IP;
	case 47: return LAYER_GRE;
	case 137: return LAYER_MPLS;
	default: return layer_end(w, WALK_OTHER);
	}
}

/* ---- the walk ---- */

static enum layer (*const layers[LAYER_N])(struct walker *) = {
	[LAYER_ETHERNET] = ethernet, [LAYER_SLL] = sll, [LAYER_SLL2] = sll2, [LAYER_IP] = ip, [LAYER_NULL] = null_loop,
	[LAYER_PPP] = ppp, [LAYER_PPP_DIRECTION] = ppp_direction, [LAYER_HDLC] = hdlc, [LAYER_PPPOE] = pppoe,
	[LAYER_WLAN] = wlan, [LAYER_RADIOTAP] = radiotap, [LAYER_PPI] = ppi, [LAYER_PKTAP] = pktap,
	[LAYER_NFLOG] = nflog, [LAYER_ENC] = enc, [LAYER_LLC] = llc, [LAYER_VLAN] = vlan, [LAYER_PBB] = pbb,
	[LAYER_MPLS] = tunnel_mpls, [LAYER_GRE] = tunnel_gre, [LAYER_ERSPAN2] = tunnel_erspan2, [LAYER_ERSPAN3] = tunnel_erspan3, [LAYER_UDP] = tunnel_udp,
	[LAYER_VXLAN] = tunnel_vxlan, [LAYER_GENEVE] = tunnel_geneve, [LAYER_GTP] = tunnel_gtp, [LAYER_GRE_UDP] = tunnel_gre_udp,
	[LAYER_TEREDO] = tunnel_teredo,
};

enum walk link_decode(const struct packet *p, struct ip_fragments *f, struct ip_datagram *out)
{
	struct walker w = {
		.p = p->bytes.p, .n = p->bytes.n, .wire = p->orig_len, .time_ns = p->time_ns, .fragments = f, .out = out,
		.result = WALK_LINK,
	};
	enum layer layer = by_link(p->link);

	for (unsigned depth = 0; layer != LAYER_END; depth++) {
		if (depth == MAX_LAYERS) {
			w.result = WALK_DEEP;
			break;
		}
		layer = layers[layer](&w);
	}
	if (w.result != WALK_OK && w.result != WALK_FRAGMENT && w.in_tunnel) {
		*out = w.outer;
		w.result = WALK_OK;
	}
	return w.result;
}

const char *link_walk_text(enum walk w)
{
	static const char *const texts[] = {
#define X(name, text) text,
		WALK_LIST(X)
#undef X
	};
	return (unsigned)w < ARRAY_LEN(texts) ? texts[w] : "?";
}
