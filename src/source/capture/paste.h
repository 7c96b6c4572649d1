/* What people paste instead of a capture: hex, a hex dump, base64, PEM, the output of openssl s_client -msg; of a whole
 * conversation, of a record, of a single message. It becomes a capture with made-up packets, so that all that reads
 * captures reads it. */
#ifndef SLOWSHAKE_SOURCE_CAPTURE_PASTE_H
#define SLOWSHAKE_SOURCE_CAPTURE_PASTE_H

#include "base/bytes.h"
#include "base/env.h"
#include "base/status.h"

struct paste {
	struct buf capture;      /* owned: a pcap file */
	const char *form;        /* "a hex dump"; static */
	const char *holds;       /* "records of TLS", "a ClientHello": static */
	size_t bytes;            /* what was read out of the text */
	bool packets;            /* they are packets, or a capture, already */
	bool clear;              /* whoever printed it had decrypted it: what stands behind ChangeCipherSpec is in clear */
};

/* Whether a capture begins so, which needs no reading here: 4 bytes are enough. */
bool paste_is_capture(struct bytes first);
/* `now`: when it is said to have been captured. ST_DECODE with the sentence: it is nothing of the kind. */
enum status paste_read(struct bytes text, utc_time now, struct paste *out, struct error *err) MUST_USE;
void paste_free(struct paste *p);

/* ---- paste_text.c: each false, if the text is not of that form; bytes are added to *out ---- */
bool paste_dump(struct bytes text, struct buf *out);
bool paste_hex(struct bytes text, struct buf *out);
bool paste_base64(struct bytes text, struct buf *out);
bool paste_pem(struct bytes text, struct buf *out);
/* Takes a line off the front, without its end. */
struct bytes paste_line(struct bytes *text);
/* The bytes of a dump's line that begin at `at`. */
void paste_dump_line(struct bytes line, size_t at, struct buf *out);
/* Where the word stands first; NULL: nowhere. */
const uint8_t *paste_find(struct bytes text, const char *word);

/* ---- paste_wire.c ---- */
/* Bytes that one side sent. */
struct pasted {
	unsigned side;           /* 0 client, 1 server */
	struct bytes bytes;
};
/* A pcap file of a conversation. */
void paste_write(const struct pasted *pieces, size_t n, utc_time now, struct buf *out);
/* A pcap file of one packet: an IP datagram, or a frame of Ethernet. */
void paste_write_packet(struct bytes packet, bool ethernet, utc_time now, struct buf *out);

#endif
