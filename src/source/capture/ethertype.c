/* Which layer an Ethernet type names: link layers and tunnels both carry one. */
#include "source/capture/link_int.h"

enum { ETHERTYPE_EAPOL = 0x888e };

enum layer ethertype_layer(struct walker *w, unsigned type)
{
	static const struct {
		uint16_t type;
		enum layer layer;
	} rows[] = {
		{ 0x0800, LAYER_IP }, { 0x86dd, LAYER_IP }, { 0x8100, LAYER_VLAN }, { 0x88a8, LAYER_VLAN },
		{ 0x9100, LAYER_VLAN }, { 0x9200, LAYER_VLAN }, { 0x9300, LAYER_VLAN }, { 0x8864, LAYER_PPPOE },
		{ 0x8847, LAYER_MPLS }, { 0x8848, LAYER_MPLS }, { 0x88e7, LAYER_PBB }, { 0x6558, LAYER_ETHERNET },
		{ 0x88be, LAYER_ERSPAN2 }, { 0x22eb, LAYER_ERSPAN3 }, { 0x880b, LAYER_PPP },
	};

	for (size_t i = 0; i < ARRAY_LEN(rows); i++)
		if (rows[i].type == type)
			return rows[i].layer;
	if (type == ETHERTYPE_EAPOL)
		return layer_end(w, WALK_EAP);
	if (type < 1536) {
		layer_trim(w, type);
		return LAYER_LLC;
	}
	return layer_end(w, WALK_OTHER);
}
