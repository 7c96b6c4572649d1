#include "source/capture/pcap_int.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"

enum { HEADER = 24, RECORD = 16 };

static const struct {
	uint8_t magic[4];
	bool swapped;            /* big-endian */
	uint32_t frac_ns;
} classic[] = {
	{ { 0xd4, 0xc3, 0xb2, 0xa1 }, false, 1000 },
	{ { 0xa1, 0xb2, 0xc3, 0xd4 }, true, 1000 },
	{ { 0x4d, 0x3c, 0xb2, 0xa1 }, false, 1 },
	{ { 0xa1, 0xb2, 0x3c, 0x4d }, true, 1 },
};

/* Formats that people might hand to us instead. */
static const struct {
	const char *magic;
	size_t n;
	const char *name, *advice;
} others[] = {
	{ "\x34\xcd\xb2\xa1", 4, "a pcap file of the modified kind (Kuznetzov's)", "; editcap -F pcap converts it" },
	{ "\xa1\xb2\xcd\x34", 4, "a pcap file of the modified kind (Kuznetzov's)", "; editcap -F pcap converts it" },
	{ "\x12\xcb\xe2\xa1", 4, "a pcap file of Kuznetzov's second kind", "; editcap -F pcap converts it" },
	{ "\xa1\xe2\xcb\x12", 4, "a pcap file of Kuznetzov's second kind", "; editcap -F pcap converts it" },
	{ "\xac\x01\x00\x1c", 4, "an IXIA pcap file", "; editcap -F pcap converts it" },
	{ "\x1c\x00\x01\xac", 4, "an IXIA pcap file", "; editcap -F pcap converts it" },
	{ "\xab\x01\x00\x1c", 4, "an IXIA pcap file", "; editcap -F pcap converts it" },
	{ "\x1c\x00\x01\xab", 4, "an IXIA pcap file", "; editcap -F pcap converts it" },
	{ "snoop\0\0\0", 8, "a snoop file (RFC 1761)", "; editcap -F pcap converts it" },
	{ "btsnoop\0", 8, "a Bluetooth capture", "" },
	{ "RTSS", 4, "a Network Monitor 1 file", "; editcap -F pcap converts it" },
	{ "GMBU", 4, "a Network Monitor 2 file", "; editcap -F pcap converts it" },
	{ "TRSNIFF data", 12, "a Sniffer file", "; editcap -F pcap converts it" },
	{ "\x28\xb5\x2f\xfd", 4, "compressed with zstd", "; decompress it first (zstd -dc FILE | slowshake replay -)" },
	{ "\x04\x22\x4d\x18", 4, "compressed with lz4", "; decompress it first (lz4 -dc FILE | slowshake replay -)" },
	{ "\xfd" "7zXZ", 5, "compressed with xz", "; decompress it first (xz -dc FILE | slowshake replay -)" },
	{ "BZh", 3, "compressed with bzip2", "; decompress it first (bzip2 -dc FILE | slowshake replay -)" },
	{ "PK\x03\x04", 4, "a zip archive", "; unpack it first" },
	{ "CLIENT_RANDOM ", 14, "a key log", "; it belongs behind --keylog" },
	{ "# SSL/TLS secrets", 17, "a key log", "; it belongs behind --keylog" },
	{ "-----BEGIN ", 11, "a PEM file", "; a private key belongs behind --rsa-key, a certificate behind slowshake verify" },
	{ "\x7f" "ELF", 4, "a program", "" },
	{ "<!DOCTYPE", 9, "a web page", "" },
	{ "<html", 5, "a web page", "" },
};

static enum status next_classic(struct pcap_reader *r, struct packet *out, struct error *err)
{
	struct capture_file *f = r->f;
	uint32_t n, orig;

	if (!capture_file_need(f, RECORD)) {
		if (f->have == 0 && f->failed == ST_OK && !f->waiting)
			return ST_CLOSED;
		return pcap_cut(r, err, "a packet header");
	}
	n = pcap_u32(r, f->p + 8);
	orig = pcap_u32(r, f->p + 12);
	if (r->lengths_swapped) {
		uint32_t swap = n;

		n = orig;
		orig = swap;
	}
	if (n > CAPTURE_FILE_MAX - RECORD)
		return error_set(err, ST_DECODE, "the capture is damaged after packet %" PRIu64
				 ": a packet of %" PRIu32 " bytes cannot be, %" PRIu64 " bytes from the file's start",
				 r->number, n, f->offset);
	if (!capture_file_need(f, RECORD + n))
		return pcap_cut(r, err, "a packet");
	*out = (struct packet){
		.bytes = { f->p + RECORD, n },
		.orig_len = orig > n ? orig : n,
		.time_ns = (int64_t)pcap_u32(r, f->p) * 1000000000 + (int64_t)pcap_u32(r, f->p + 4) * r->frac_ns,
		.has_time = true,
		.link = r->link,
		.number = ++r->number,
		.offset = f->offset,
	};
	return capture_file_skip(f, RECORD + n) ? ST_OK : ST_MORE;
}

static enum status begin_classic(struct pcap_reader *r, bool swapped, uint32_t frac_ns, struct error *err)
{
	uint16_t major, minor;
	uint32_t link;

	if (!capture_file_need(r->f, HEADER))
		return pcap_cut(r, err, "the pcap header");
	r->swapped = swapped;
	r->frac_ns = frac_ns;
	major = pcap_u16(r, r->f->p + 4);
	minor = pcap_u16(r, r->f->p + 6);
	if (major != 2 && major != 543)
		return error_set(err, ST_UNSUPPORTED, "a pcap file of version %u.%u is not read", major, minor);
	r->lengths_swapped = major == 2 && minor < 3;
	link = pcap_u32(r, r->f->p + 20) & 0x03ffffff;     /* above: length of the frame check sequence */
	r->link = link > UINT16_MAX ? UINT16_MAX : (uint16_t)link;
	r->next = next_classic;
	return capture_file_skip(r->f, HEADER) ? ST_OK : ST_MORE;
}

/* Its place among the others; as many as they are: it is none of them. */
static size_t other_of(struct bytes first)
{
	size_t i = 0;

	while (i < ARRAY_LEN(others) && !(first.n >= others[i].n && memcmp(first.p, others[i].magic, others[i].n) == 0))
		i++;
	return i;
}

bool pcap_is_other(struct bytes first)
{
	return other_of(first) < ARRAY_LEN(others);
}

static enum status refuse(struct pcap_reader *r, struct error *err)
{
	const struct capture_file *f = r->f;
	size_t i;

	if (f->waiting)
		return ST_WAIT;
	if (f->failed != ST_OK) {
		*err = f->error;
		return f->failed;
	}
	if (f->have == 0)
		return error_set(err, ST_DECODE, "the file is empty");
	i = other_of((struct bytes){ f->p, f->have });
	if (i < ARRAY_LEN(others))
		return error_set(err, ST_UNSUPPORTED, "this is %s, not pcap or pcapng%s", others[i].name, others[i].advice);
	return error_set(err, ST_DECODE, "this is no capture: it begins neither as pcap nor as pcapng does");
}

static enum status begin(struct pcap_reader *r, struct error *err)
{
	static const uint8_t pcapng[4] = { 0x0a, 0x0d, 0x0d, 0x0a };

	capture_file_need(r->f, HEADER);
	if (r->f->have >= 4) {
		if (memcmp(r->f->p, pcapng, 4) == 0)
			return pcapng_begin(r, err);
		for (size_t i = 0; i < ARRAY_LEN(classic); i++)
			if (memcmp(r->f->p, classic[i].magic, 4) == 0)
				return begin_classic(r, classic[i].swapped, classic[i].frac_ns, err);
	}
	return refuse(r, err);
}

enum status pcap_open(struct capture_file *f, const struct pcap_hooks *hooks, struct pcap_reader **out, struct error *err)
{
	struct pcap_reader *r = mem_alloc(sizeof(*r));
	enum status st;

	r->f = f;
	if (hooks)
		r->hooks = *hooks;
	st = begin(r, err);
	if (st != ST_OK) {
		pcap_close(r);
		return st;
	}
	*out = r;
	return ST_OK;
}

void pcap_secrets(struct capture_file *f, const struct pcap_hooks *hooks)
{
	const struct pcap_hooks only = { .user = hooks->user, .secrets = hooks->secrets };
	struct pcap_reader *r;
	struct packet p;
	struct error err;

	if (pcap_open(f, &only, &r, &err) != ST_OK)
		return;
	r->only_secrets = true;
	while (r->is_pcapng && pcap_next(r, &p, &err) == ST_OK)
		continue;
	pcap_close(r);
}

enum status pcap_next(struct pcap_reader *r, struct packet *out, struct error *err)
{
	if (r->ended == ST_OK || r->ended == ST_WAIT) {
		r->ended = r->next(r, out, &r->error);
		if (r->ended == ST_OK || r->ended == ST_WAIT)
			return r->ended;
	}
	if (r->ended != ST_CLOSED)
		*err = r->error;
	return r->ended;
}

void pcap_close(struct pcap_reader *r)
{
	if (r)
		free(r->interfaces);
	free(r);
}
