#include "source/capture/ip.h"

#include <arpa/inet.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"

enum { V4_HEADER = 20, V6_HEADER = 40, UNIT = 8, MAX_DATAGRAM = 65535, MAX_EXTENSIONS = 16, MAX_OFFLOAD = 1 << 20 };

/* A datagram that waits; bit i of `have` is its bytes [8i, 8i + 8). */
struct pending {
	bool used, last_seen;
	uint8_t version, protocol;
	uint32_t id;
	struct ip_address src, dst;
	int64_t time_ns;                 /* of the first fragment seen */
	uint64_t order;
	uint32_t total;                  /* when last_seen */
	uint32_t units;                  /* bits that are set */
	struct buf bytes;
	uint8_t have[(MAX_DATAGRAM + UNIT) / UNIT / 8 + 1];
};

struct ip_fragments {
	struct pending pending[IP_PENDING];
	uint64_t order, left_out;
	struct buf whole[IP_MAX_NESTED]; /* completed; a tunnel may need several for one packet */
	unsigned last_whole;
};

/* One fragment, as either version describes it. */
struct fragment {
	uint8_t version, protocol;
	uint32_t id, offset;
	bool more;
	int64_t time_ns;
};

struct ip_fragments *ip_fragments_new(void)
{
	return mem_alloc(sizeof(struct ip_fragments));
}

void ip_fragments_free(struct ip_fragments *f)
{
	if (!f)
		return;
	for (size_t i = 0; i < IP_PENDING; i++)
		buf_free(&f->pending[i].bytes);
	for (size_t i = 0; i < IP_MAX_NESTED; i++)
		buf_free(&f->whole[i]);
	free(f);
}

uint64_t ip_fragments_left_out(const struct ip_fragments *f)
{
	return f->left_out;
}

/* ---- fragments ---- */

static void forget(struct pending *p)
{
	buf_free(&p->bytes);
	*p = (struct pending){ 0 };
}

static bool is_its(const struct pending *p, const struct fragment *fr, const struct ip_datagram *d)
{
	return p->used && p->id == fr->id && p->version == fr->version && p->protocol == fr->protocol &&
	       memcmp(&p->src, &d->src, sizeof(p->src)) == 0 && memcmp(&p->dst, &d->dst, sizeof(p->dst)) == 0;
}

/* Its place, or a new one: free, else the oldest. */
static struct pending *place_for(struct ip_fragments *f, const struct fragment *fr, const struct ip_datagram *d)
{
	const int64_t patience = (int64_t)IP_PATIENCE_S * 1000000000;
	struct pending *best = &f->pending[0];

	for (size_t i = 0; i < IP_PENDING; i++) {
		struct pending *p = &f->pending[i];

		if (p->used && fr->time_ns > p->time_ns && fr->time_ns - p->time_ns > patience)
			forget(p);
		if (is_its(p, fr, d))
			return p;
		if (best->used && (!p->used || p->order < best->order))
			best = p;
	}
	f->left_out += best->used;
	forget(best);
	best->used = true;
	best->version = fr->version;
	best->protocol = fr->protocol;
	best->id = fr->id;
	best->src = d->src;
	best->dst = d->dst;
	best->time_ns = fr->time_ns;
	best->order = f->order++;
	return best;
}

/* Copies the units that are not there yet. */
static void keep(struct pending *p, uint32_t offset, struct bytes b)
{
	if (offset + b.n > p->bytes.n) {
		buf_reserve(&p->bytes, offset + b.n - p->bytes.n);
		memset(p->bytes.p + p->bytes.n, 0, offset + b.n - p->bytes.n);
		p->bytes.n = offset + b.n;
	}
	for (size_t at = 0; at < b.n; at += UNIT) {
		size_t unit = (offset + at) / UNIT, n = b.n - at < UNIT ? b.n - at : UNIT;

		if (p->have[unit / 8] & 1u << unit % 8)
			continue;
		p->have[unit / 8] |= (uint8_t)(1u << unit % 8);
		p->units++;
		memcpy(p->bytes.p + offset + at, b.p + at, n);
	}
}

static enum ip_result take_fragment(struct ip_fragments *f, const struct fragment *fr, struct ip_datagram *d)
{
	struct pending *p;
	struct buf *whole;
	struct bytes b = d->payload;

	if (d->missing || b.n == 0)
		return IP_FRAGMENT;
	if (fr->offset + b.n > MAX_DATAGRAM || (fr->more && b.n % UNIT))
		return IP_MALFORMED;
	p = place_for(f, fr, d);
	if (p->last_seen && fr->offset + b.n > p->total) {
		forget(p);
		return IP_MALFORMED;
	}
	if (!fr->more) {
		p->last_seen = true;
		p->total = fr->offset + (uint32_t)b.n;
		if (p->bytes.n > p->total) {
			forget(p);
			return IP_MALFORMED;
		}
	}
	keep(p, fr->offset, b);
	if (!p->last_seen || p->units != (p->total + UNIT - 1) / UNIT)
		return IP_FRAGMENT;
	whole = &f->whole[f->last_whole++ % IP_MAX_NESTED];
	buf_free(whole);
	*whole = p->bytes;
	p->bytes = (struct buf){ 0 };
	d->payload = buf_bytes(whole);
	d->whole = true;
	forget(p);
	return IP_OK;
}

/* ---- headers ---- */

static uint16_t get16(const uint8_t *p)
{
	return (uint16_t)(p[0] << 8 | p[1]);
}

static uint32_t get32(const uint8_t *p)
{
	return (uint32_t)get16(p) << 16 | get16(p + 2);
}

/* The payload of a packet that has `total` bytes by its own account, header and all. */
static void set_payload(struct ip_datagram *d, struct bytes b, size_t header, size_t total)
{
	if (b.n > total)
		b.n = total;
	d->payload = bytes_slice(b, header, b.n - header);
	d->missing = (uint32_t)(total - b.n);
}

static enum ip_result decode4(struct bytes b, size_t on_wire, int64_t time_ns, struct ip_fragments *f, struct ip_datagram *d)
{
	size_t header, total;
	unsigned offset;

	if (b.n < V4_HEADER)
		return IP_SHORT;
	header = (size_t)(b.p[0] & 15) * 4;
	total = get16(b.p + 2);
	if (total == 0)                          /* left to the network card to fill in */
		total = on_wire;
	if (header < V4_HEADER || total < header || total > MAX_OFFLOAD)
		return IP_MALFORMED;
	if (b.n < header)
		return IP_SHORT;
	memcpy(d->src.b, b.p + 12, 4);
	memcpy(d->dst.b, b.p + 16, 4);
	d->version = 4;
	d->protocol = b.p[9];
	set_payload(d, b, header, total);
	offset = get16(b.p + 6);
	if ((offset & 0x3fff) == 0)
		return IP_OK;
	return take_fragment(f, &(struct fragment){ 4, d->protocol, get16(b.p + 4), (offset & 0x1fffu) * UNIT,
						    (offset & 0x2000) != 0, time_ns }, d);
}

static bool is_extension(uint8_t protocol)
{
	switch (protocol) {
	case 0: case 43: case 51: case 60: case 135: case 139: case 140: return true;
	default: return false;
	}
}

/* Passes over one extension header (RFC 8200 4, RFC 4302 2.2). */
static enum ip_result pass_extension(struct ip_datagram *d)
{
	size_t n;

	if (d->payload.n < 8)
		return IP_SHORT;
	n = d->protocol == 51 ? ((size_t)d->payload.p[1] + 2) * 4 : ((size_t)d->payload.p[1] + 1) * 8;
	if (n > d->payload.n)
		return d->missing ? IP_SHORT : IP_MALFORMED;
	d->protocol = d->payload.p[0];
	d->payload = bytes_slice(d->payload, n, d->payload.n - n);
	return IP_OK;
}

static enum ip_result pass_fragment_header(int64_t time_ns, struct ip_fragments *f, struct ip_datagram *d)
{
	const uint8_t *p = d->payload.p;
	struct fragment fr;

	if (d->payload.n < 8)
		return IP_SHORT;
	fr = (struct fragment){ 6, p[0], get32(p + 4), get16(p + 2) & 0xfff8u, (p[3] & 1) != 0, time_ns };
	d->protocol = p[0];
	d->payload = bytes_slice(d->payload, 8, d->payload.n - 8);
	if (fr.offset == 0 && !fr.more)
		return IP_OK;
	return take_fragment(f, &fr, d);
}

static enum ip_result decode6(struct bytes b, size_t on_wire, int64_t time_ns, struct ip_fragments *f, struct ip_datagram *d)
{
	size_t total;

	if (b.n < V6_HEADER)
		return IP_SHORT;
	total = get16(b.p + 4);
	total = total ? total + V6_HEADER : on_wire;    /* 0: a jumbogram, or left to the network card */
	if (total < V6_HEADER || total > MAX_OFFLOAD)
		return IP_MALFORMED;
	memcpy(d->src.b, b.p + 8, 16);
	memcpy(d->dst.b, b.p + 24, 16);
	d->version = 6;
	d->protocol = b.p[6];
	set_payload(d, b, V6_HEADER, total);
	for (unsigned i = 0; i < MAX_EXTENSIONS; i++) {
		enum ip_result r;

		if (d->protocol == 44)
			r = pass_fragment_header(time_ns, f, d);
		else if (is_extension(d->protocol))
			r = pass_extension(d);
		else
			return IP_OK;
		if (r != IP_OK)
			return r;
	}
	return IP_MALFORMED;
}

enum ip_result ip_decode(struct bytes b, size_t on_wire, int64_t time_ns, struct ip_fragments *f, struct ip_datagram *out)
{
	memset(out, 0, sizeof(*out));
	if (b.n == 0)
		return IP_SHORT;
	if (b.p[0] >> 4 == 4) {
		enum ip_result r = decode4(b, on_wire, time_ns, f, out);

		while (r == IP_OK && out->protocol == 51)
			r = pass_extension(out);
		return r;
	}
	return b.p[0] >> 4 == 6 ? decode6(b, on_wire, time_ns, f, out) : IP_MALFORMED;
}

void ip_endpoint_text(const struct ip_address *a, uint8_t version, uint16_t port, bool bracket, struct buf *out)
{
	char text[INET6_ADDRSTRLEN] = "";

	if (version == 6) {
		inet_ntop(AF_INET6, a->b, text, sizeof(text));
		buf_puts(out, bracket ? "[" : "");
		buf_puts(out, text);
		buf_puts(out, bracket ? "]" : "");
	} else {
		for (size_t i = 0; i < 4; i++) {
			if (i)
				buf_add(out, BYTES_LIT("."));
			buf_add_decimal(out, a->b[i], 1);
		}
	}
	buf_puts(out, ":");
	buf_add_decimal(out, port, 1);
}
