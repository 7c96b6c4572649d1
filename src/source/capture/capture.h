/* The whole way from a file to TLS byte streams, a bounded piece at a time: reads
 * packets, walks down to TCP, puts the streams together, and hands on those that
 * speak TLS, from where TLS begins. The others are told once, by name. */
#ifndef SLOWSHAKE_SOURCE_CAPTURE_CAPTURE_H
#define SLOWSHAKE_SOURCE_CAPTURE_CAPTURE_H

#include "source/capture/detect.h"
#include "source/capture/link.h"
#include "source/capture/tcp.h"

struct capture_sink {
	void *ctx;
	/* TLS was found. d is valid during the call; d->client as far as it is known. May set s->user. */
	void (*open)(void *ctx, struct stream *s, const struct detected *d);
	/* As in tcp.h; s->offset counts from the stream's beginning, the plain dialogue included. */
	void (*data)(void *ctx, struct stream *s, unsigned direction, struct bytes bytes, int64_t time_ns);
	void (*gap)(void *ctx, struct stream *s, unsigned direction, uint64_t n, enum gap_reason reason, int64_t time_ns);
	void (*close)(void *ctx, struct stream *s, enum close_reason reason, int64_t time_ns);
	/* A stream or a UDP conversation that is not TLS, once: `d->protocol` what it looks
	 * like (NULL: not known; "DTLS", "QUIC" for UDP). May be NULL. */
	void (*other)(void *ctx, struct stream *s, const struct detected *d);
	/* A TCP stream without any data is over. May be NULL. */
	void (*empty)(void *ctx, struct stream *s);
	/* Lines of a key log out of the capture, and sentences about the file. May be NULL. */
	void (*secrets)(void *ctx, struct bytes keylog);
	void (*note)(void *ctx, const char *text);
};

struct capture_stats {
	uint64_t packets, cut;           /* read; of them shorter than on the wire */
	uint64_t walk[WALK_N];           /* what became of them */
	uint64_t tls, dtls, quic, other; /* streams */
	uint64_t unwatched;              /* of `other`: those for whose first bytes there was no room */
	uint64_t fragments_left_out;     /* IP datagrams of which not all fragments could be waited for */
	int64_t first_ns, last_ns;
	uint16_t unknown_link;           /* the first link type that is not read, if walk[WALK_LINK] */
};

struct capture;
/* Only what the reader itself cannot read fails here. limits may be NULL. */
enum status capture_open(const char *path, const struct capture_sink *sink, const struct tcp_limits *limits,
			 struct capture **out, struct error *err) MUST_USE;
/* The same for bytes in memory that stay the caller's. */
enum status capture_open_bytes(struct bytes content, const struct capture_sink *sink, const struct tcp_limits *limits,
			       struct capture **out, struct error *err) MUST_USE;
/* What a spool holds; `follow`: and what is still to come. */
enum status capture_open_spool(struct spool *spool, bool follow, const struct capture_sink *sink, struct capture **out, struct error *err) MUST_USE;
/* Reads up to n packets: ST_OK more may follow; ST_WAIT: but not now; ST_CLOSED the end, all streams are
 * closed; ST_MORE and others as pcap_next: what was read before is delivered and
 * closed as well. */
enum status capture_read(struct capture *c, uint64_t n, struct error *err) MUST_USE;
/* The sink wants no more of this stream; no close follows. */
void capture_ignore(struct capture *c, struct stream *s);
const struct capture_stats *capture_statistics(const struct capture *c);
const struct tcp_stats *capture_tcp_statistics(const struct capture *c);
/* For a progress bar; size 0: not known. */
void capture_progress(const struct capture *c, uint64_t *done, uint64_t *size);
/* As if the capture ended here: all streams are delivered and closed. */
void capture_stop(struct capture *c);
/* Frees without any callback: capture_stop first, if streams may be open. */
void capture_close(struct capture *c);

#endif
