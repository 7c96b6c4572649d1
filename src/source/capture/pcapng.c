#include "source/capture/pcap_int.h"

#include <inttypes.h>
#include <string.h>

#include "base/arena.h"

enum block {
	BLOCK_INTERFACE = 1,
	BLOCK_OLD_PACKET = 2,
	BLOCK_SIMPLE_PACKET = 3,
	BLOCK_PACKET = 6,
	BLOCK_SECRETS = 10,
	BLOCK_SECTION = 0x0a0d0d0a,
};

enum { MAX_INTERFACES = 65536, SECRETS_TLS = 0x544c534b, OPTION_TSRESOL = 9, OPTION_TSOFFSET = 14 };

/* The inside of a block, without type and lengths. */
typedef enum status block_reader(struct pcap_reader *r, struct bytes body, uint64_t offset, struct packet *out, struct error *err);

static enum status damaged(struct pcap_reader *r, uint64_t offset, struct error *err, const char *what)
{
	return error_set(err, ST_DECODE, "the capture is damaged after packet %" PRIu64 ": %s, %" PRIu64 " bytes from the file's start",
			 r->number, what, offset);
}

/* ---- time ---- */

/* Clamped to 1970 and later, so that any two times may be subtracted. */
static int64_t nanoseconds(uint64_t seconds, uint64_t ns, int64_t offset_s)
{
	const int64_t most = INT64_MAX / 1000000000 - 1;
	int64_t s = seconds > (uint64_t)most ? most : (int64_t)seconds;

	if (offset_s > most - s)
		s = most;
	else if (offset_s < -s)
		return 0;
	else
		s += offset_s;
	return s * 1000000000 + (int64_t)ns;
}

static int64_t time_of(const struct pcapng_interface *i, uint64_t units)
{
	unsigned power = i->tsresol & 0x7f;
	uint64_t per_second = 1, seconds, rest;

	if (i->tsresol & 0x80) {
		if (power > 63)
			return nanoseconds(0, 0, i->offset_s);
		seconds = units >> power;
		rest = units & ((UINT64_C(1) << power) - 1);
		if (power > 34) {
			rest >>= power - 34;
			power = 34;
		}
		return nanoseconds(seconds, rest * 1000000000 >> power, i->offset_s);
	}
	for (; power > 9; power--)
		units /= 10;
	for (unsigned k = 0; k < power; k++)
		per_second *= 10;
	seconds = units / per_second;
	rest = units % per_second;
	return nanoseconds(seconds, rest * (1000000000 / per_second), i->offset_s);
}

/* ---- blocks ---- */

static uint64_t option_u64(const struct pcap_reader *r, const uint8_t *p)
{
	uint64_t a = pcap_u32(r, p), b = pcap_u32(r, p + 4);

	return r->swapped ? a << 32 | b : b << 32 | a;
}

static void read_interface_options(struct pcap_reader *r, struct bytes b, struct pcapng_interface *i)
{
	while (b.n >= 4) {
		unsigned code = pcap_u16(r, b.p);
		size_t n = pcap_u16(r, b.p + 2), padded = (n + 3) & ~(size_t)3;

		if (code == 0 || n > b.n - 4)
			return;
		if (code == OPTION_TSRESOL && n >= 1)
			i->tsresol = b.p[4];
		if (code == OPTION_TSOFFSET && n >= 8)
			i->offset_s = (int64_t)option_u64(r, b.p + 4);
		if (padded > b.n - 4)
			return;
		b = bytes_slice(b, 4 + padded, b.n - 4 - padded);
	}
}

static enum status read_interface(struct pcap_reader *r, struct bytes b, uint64_t offset, struct packet *out, struct error *err)
{
	struct pcapng_interface *i;

	(void)out;
	if (b.n < 8)
		return damaged(r, offset, err, "an interface description is too short");
	if (r->n_interfaces == MAX_INTERFACES)
		return error_set(err, ST_LIMIT, "the capture describes more than %d interfaces", (int)MAX_INTERFACES);
	if (r->n_interfaces == r->cap_interfaces) {
		r->cap_interfaces = r->cap_interfaces ? r->cap_interfaces * 2 : 4;
		r->interfaces = mem_realloc(r->interfaces, r->cap_interfaces * sizeof(*r->interfaces));
	}
	i = &r->interfaces[r->n_interfaces++];
	*i = (struct pcapng_interface){ .link = pcap_u16(r, b.p), .snaplen = pcap_u32(r, b.p + 4), .tsresol = 6 };
	read_interface_options(r, bytes_slice(b, 8, b.n - 8), i);
	return ST_MORE;
}

static enum status give_packet(struct pcap_reader *r, uint32_t interface, struct bytes bytes, uint32_t orig, uint64_t offset,
			       struct packet *out)
{
	*out = (struct packet){
		.bytes = bytes,
		.orig_len = orig > bytes.n ? orig : (uint32_t)bytes.n,
		.interface = r->first_interface + interface,
		.time_ns = r->last_ns,
		.link = r->interfaces[interface].link,
		.number = ++r->number,
		.offset = offset,
	};
	return ST_OK;
}

/* Whether the packet can be given; one that cannot still counts as a frame. */
static bool acceptable(struct pcap_reader *r, uint32_t interface, uint32_t caplen, size_t room, uint64_t offset)
{
	if (interface < r->n_interfaces && caplen <= room)
		return true;
	r->number++;
	if (caplen > room)
		pcap_note(r, "packet %" PRIu64 " (%" PRIu64 " bytes from the file's start) claims more bytes than its block has: passed over",
			  r->number, offset);
	else
		pcap_note(r, "packet %" PRIu64 " names interface %" PRIu32 ", which the file does not describe: passed over",
			  r->number, interface);
	return false;
}

static enum status timed_packet(struct pcap_reader *r, uint32_t interface, struct bytes b, uint64_t offset, struct packet *out)
{
	uint32_t caplen = pcap_u32(r, b.p + 12);
	uint64_t units = (uint64_t)pcap_u32(r, b.p + 4) << 32 | pcap_u32(r, b.p + 8);

	if (!acceptable(r, interface, caplen, b.n - 20, offset))
		return ST_MORE;
	r->last_ns = time_of(&r->interfaces[interface], units);
	give_packet(r, interface, bytes_slice(b, 20, caplen), pcap_u32(r, b.p + 16), offset, out);
	out->has_time = true;
	return ST_OK;
}

static enum status read_packet(struct pcap_reader *r, struct bytes b, uint64_t offset, struct packet *out, struct error *err)
{
	if (b.n < 20)
		return damaged(r, offset, err, "a packet block is too short");
	return timed_packet(r, pcap_u32(r, b.p), b, offset, out);
}

static enum status read_old_packet(struct pcap_reader *r, struct bytes b, uint64_t offset, struct packet *out, struct error *err)
{
	if (b.n < 20)
		return damaged(r, offset, err, "an obsolete packet block is too short");
	return timed_packet(r, pcap_u16(r, b.p), b, offset, out);
}

static enum status read_simple_packet(struct pcap_reader *r, struct bytes b, uint64_t offset, struct packet *out, struct error *err)
{
	uint32_t orig, caplen;

	if (b.n < 4)
		return damaged(r, offset, err, "a simple packet block is too short");
	if (!acceptable(r, 0, 0, 0, offset))
		return ST_MORE;
	caplen = orig = pcap_u32(r, b.p);
	if (r->interfaces[0].snaplen && caplen > r->interfaces[0].snaplen)
		caplen = r->interfaces[0].snaplen;
	if (caplen > b.n - 4)
		caplen = (uint32_t)(b.n - 4);
	return give_packet(r, 0, bytes_slice(b, 4, caplen), orig, offset, out);
}

static enum status read_secrets(struct pcap_reader *r, struct bytes b, uint64_t offset, struct packet *out, struct error *err)
{
	uint32_t n;

	(void)out;
	if (b.n < 8)
		return damaged(r, offset, err, "a block of secrets is too short");
	n = pcap_u32(r, b.p + 4);
	if (n > b.n - 8) {
		pcap_note(r, "a block of secrets claims more bytes than it has: what is there is used");
		n = (uint32_t)(b.n - 8);
	}
	if (pcap_u32(r, b.p) == SECRETS_TLS && r->hooks.secrets)
		r->hooks.secrets(r->hooks.user, bytes_slice(b, 8, n));
	return ST_MORE;
}

static enum status read_section(struct pcap_reader *r, struct bytes b, uint64_t offset, struct packet *out, struct error *err)
{
	uint16_t major, minor;

	(void)out;
	if (b.n < 16)
		return damaged(r, offset, err, "a section header is too short");
	major = pcap_u16(r, b.p + 4);
	minor = pcap_u16(r, b.p + 6);
	if (major != 1)
		return error_set(err, ST_UNSUPPORTED, "a pcapng section of version %u.%u is not read", major, minor);
	r->first_interface += r->n_interfaces;
	r->n_interfaces = 0;
	return ST_MORE;
}

static block_reader *reader_for(uint32_t type)
{
	switch (type) {
	case BLOCK_PACKET: return read_packet;
	case BLOCK_INTERFACE: return read_interface;
	case BLOCK_OLD_PACKET: return read_old_packet;
	case BLOCK_SIMPLE_PACKET: return read_simple_packet;
	case BLOCK_SECRETS: return read_secrets;
	case BLOCK_SECTION: return read_section;
	default: return NULL;
	}
}

/* A section header says in which order its bytes stand, its own length included. */
static enum status section_order(struct pcap_reader *r, struct error *err)
{
	static const uint8_t big[4] = { 0x1a, 0x2b, 0x3c, 0x4d }, little[4] = { 0x4d, 0x3c, 0x2b, 0x1a };

	if (!capture_file_need(r->f, 12))
		return pcap_cut(r, err, "a section header");
	if (memcmp(r->f->p + 8, big, 4) == 0)
		r->swapped = true;
	else if (memcmp(r->f->p + 8, little, 4) == 0)
		r->swapped = false;
	else
		return damaged(r, r->f->offset, err, "a section header has no byte-order magic");
	return ST_OK;
}

/* One block: ST_OK a packet, ST_MORE something else (go on). `end` tells ST_MORE from a cut file. */
static enum status next_block(struct pcap_reader *r, struct packet *out, bool *end, struct error *err)
{
	struct capture_file *f = r->f;
	uint64_t offset = f->offset;
	block_reader *read;
	uint32_t type, n;
	enum status st;

	*end = true;
	if (!capture_file_need(f, 8)) {
		if (f->have == 0 && f->failed == ST_OK && !f->waiting)
			return ST_CLOSED;
		return pcap_cut(r, err, "a block header");
	}
	type = pcap_u32(r, f->p);
	if (type == BLOCK_SECTION)
		TRY(section_order(r, err));
	n = pcap_u32(r, f->p + 4);
	if (n < 12 || n > UINT32_MAX - 3)
		return damaged(r, offset, err, "a block's length cannot be");
	n = (n + 3) & ~(uint32_t)3;
	read = reader_for(type);
	if (r->only_secrets && type != BLOCK_SECRETS && type != BLOCK_SECTION)
		read = NULL;
	if (read && n > CAPTURE_FILE_MAX) {
		pcap_note(r, "a block of %" PRIu32 " bytes, %" PRIu64 " bytes from the file's start, is too long: passed over", n, offset);
		r->number += type == BLOCK_PACKET || type == BLOCK_OLD_PACKET || type == BLOCK_SIMPLE_PACKET;
		read = NULL;
	}
	if (!read) {
		if (f->grows && !capture_file_need(f, n < CAPTURE_FILE_MAX ? n : CAPTURE_FILE_MAX))
			return pcap_cut(r, err, "a block");
		*end = !capture_file_skip(f, n);
		return *end ? pcap_cut(r, err, "a block") : ST_MORE;
	}
	if (!capture_file_need(f, n))
		return pcap_cut(r, err, "a block");
	if (memcmp(f->p + 4, f->p + n - 4, 4) != 0)
		return damaged(r, offset, err, "a block's two lengths differ");
	st = read(r, (struct bytes){ f->p + 8, n - 12 }, offset, out, err);
	*end = st != ST_OK && st != ST_MORE;
	/* the packet's bytes stay readable: nothing is dropped before the next need */
	return *end || capture_file_skip(f, n) ? st : ST_IO;
}

static enum status next_packet(struct pcap_reader *r, struct packet *out, struct error *err)
{
	enum status st;
	bool end;

	do
		st = next_block(r, out, &end, err);
	while (st == ST_MORE && !end);
	return st;
}

enum status pcapng_begin(struct pcap_reader *r, struct error *err)
{
	r->next = next_packet;
	r->is_pcapng = true;
	return section_order(r, err);
}
