/* What the two readers of packet formats share. */
#ifndef SLOWSHAKE_SOURCE_CAPTURE_PCAP_INT_H
#define SLOWSHAKE_SOURCE_CAPTURE_PCAP_INT_H

#include "source/capture/pcap.h"

struct pcapng_interface {
	int64_t offset_s;        /* if_tsoffset */
	uint32_t snaplen;        /* 0: no limit */
	uint16_t link;
	uint8_t tsresol;         /* if_tsresol as it stands there */
};

struct pcap_reader {
	struct capture_file *f;
	struct pcap_hooks hooks;
	bool swapped;            /* numbers are big-endian in the file */
	bool is_pcapng, only_secrets;   /* only_secrets: packets are passed over */
	/* ST_OK: a packet. ST_CLOSED and the others as pcap_next. */
	enum status (*next)(struct pcap_reader *r, struct packet *out, struct error *err);
	enum status ended;       /* what next said last, if it was not ST_OK */
	struct error error;
	uint64_t number;
	int64_t last_ns;
	unsigned notes;
	/* pcap */
	uint32_t frac_ns;        /* nanoseconds in one unit of the fraction */
	uint16_t link;
	bool lengths_swapped;    /* written before pcap 2.3 */
	/* pcapng */
	struct pcapng_interface *interfaces;   /* of this section */
	uint32_t n_interfaces, cap_interfaces, first_interface;
};

static inline uint32_t pcap_u32(const struct pcap_reader *r, const uint8_t *p)
{
	uint32_t v = (uint32_t)p[0] | (uint32_t)p[1] << 8 | (uint32_t)p[2] << 16 | (uint32_t)p[3] << 24;

	return r->swapped ? __builtin_bswap32(v) : v;
}

static inline uint16_t pcap_u16(const struct pcap_reader *r, const uint8_t *p)
{
	return (uint16_t)(r->swapped ? p[0] << 8 | p[1] : p[1] << 8 | p[0]);
}

/* ---- pcap_fault.c ---- */

/* The file ends inside of something, or failed: says which. ST_WAIT: it is still being written. */
enum status pcap_cut(struct pcap_reader *r, struct error *err, const char *what);
/* One sentence to the hooks; after twenty no more. */
void pcap_note(struct pcap_reader *r, const char *fmt, ...) PRINTF_LIKE(2, 3);

/* ---- pcapng.c ---- */

/* Reads the first section header; the file stands at its first byte. */
enum status pcapng_begin(struct pcap_reader *r, struct error *err) MUST_USE;

#endif
