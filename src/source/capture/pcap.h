/* Packets out of a pcap file (draft-ietf-opsawg-pcap; both byte orders, micro- and
 * nanoseconds) or a pcapng file (draft-ietf-opsawg-pcapng: sections, interfaces of
 * any link type, enhanced, simple and obsolete packet blocks, TLS secrets). Other
 * blocks are passed over. Nothing is believed: lengths are held against the file. */
#ifndef SLOWSHAKE_SOURCE_CAPTURE_PCAP_H
#define SLOWSHAKE_SOURCE_CAPTURE_PCAP_H

#include "source/capture/file.h"

struct packet {
	struct bytes bytes;      /* what was captured; valid until the next pcap_next */
	uint32_t orig_len;       /* how long it was on the wire; may be more than bytes.n */
	uint32_t interface;      /* in order of description, over all sections; 0 in pcap */
	int64_t time_ns;         /* since 1970-01-01T00:00:00Z */
	bool has_time;           /* a simple packet block has none: time_ns is that of the packet before */
	uint16_t link;           /* LINKTYPE_... number */
	uint64_t number;         /* from 1, as Wireshark counts frames */
	uint64_t offset;         /* of its header or block in the file (after inflation) */
};

/* What else a file says. Either may be NULL. */
struct pcap_hooks {
	void *user;
	/* The lines of a key log out of a Decryption Secrets Block; not kept. */
	void (*secrets)(void *user, struct bytes keylog);
	/* One sentence about something that was passed over, safe to print. */
	void (*note)(void *user, const char *text);
};

struct pcap_reader;

/* Reads the file header. ST_UNSUPPORTED names a format that is known and not read,
 * ST_DECODE says what it looks like instead. `f` must outlive the reader. */
enum status pcap_open(struct capture_file *f, const struct pcap_hooks *hooks, struct pcap_reader **out,
		      struct error *err) MUST_USE;
/* The next packet. ST_CLOSED: the proper end. ST_MORE: the file is cut inside a
 * packet or block. ST_DECODE, ST_LIMIT, ST_IO: the rest cannot be read. All but
 * ST_OK and ST_CLOSED with a sentence, and for good: the next call says the same. ST_WAIT: of a file that is still being
 * written no more is there yet. */
enum status pcap_next(struct pcap_reader *r, struct packet *out, struct error *err) MUST_USE;
void pcap_close(struct pcap_reader *r);
/* What a file begins with tells a format that is known by name, and not read: pcap_open says which. */
bool pcap_is_other(struct bytes first);

/* Hands all secrets of a pcapng file to the hooks, those behind the packets too, and reads no packet. What is wrong with
 * the file is left to the reading that follows. */
void pcap_secrets(struct capture_file *f, const struct pcap_hooks *hooks);

#endif
