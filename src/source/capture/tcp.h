/* TCP (RFC 9293) as somebody reads it who only listens: segments in, two byte
 * streams out. UDP goes the same way without the streams: its datagrams are handed
 * out by conversation.
 *
 * Numbers. A stream has the number that Wireshark's tcp.stream (udp.stream) has: in
 * order of first packet, also those that carry no data; a SYN with another initial
 * sequence number on the same pair of ports begins a new one.
 *
 * Order. Each direction is delivered in sequence; where segments overlap, the bytes
 * that came first stay (differing ones are counted in `conflicts`). Between the
 * directions cause comes before effect: what acknowledges bytes that have not been
 * seen is held back a little, so that packets the capture swapped are put right; as long as the other direction has
 * not a single packet, up to the limits below, since all of it may stand further on.
 *
 * Gaps. Bytes that are missing are waited for until one of: more than
 * tcp_limits.pending bytes or 512 segments wait behind them; the receiver has
 * acknowledged them (so nobody will send them again) and 32 more packets or one second
 * have passed; or the stream ends. Then the gap is told with its size and the rest follows.
 *
 * Memory. Buffers live only while something waits; flows are remembered up to
 * tcp_limits.flows (the least recently used goes, those that are closed or ignored
 * first), so nothing grows with the file. Of a flow that went before its end a hash stays (up to a million
 * of them), by which the rest of it is known and not taken for a new stream. */
#ifndef SLOWSHAKE_SOURCE_CAPTURE_TCP_H
#define SLOWSHAKE_SOURCE_CAPTURE_TCP_H

#include "source/capture/ip.h"

/* Side 0 is the client as far as TCP can tell: who sent the SYN, or who was answered
 * by a SYN+ACK, or else who sent the first packet. A direction is its sender's side. */
struct stream {
	void *user;              /* the sink's own */
	void *detector;          /* capture.c's own, while it is not known what is spoken */
	bool udp;
	bool ignored;            /* by tcp_ignore, or closed */
	uint8_t version;         /* 4 or 6 */
	const struct ip_address *address;   /* [2]; the table's, as long as it remembers the stream */
	const uint16_t *port;    /* [2] */
	bool saw_start[2];       /* its SYN was seen: the bytes are from the first one */
	bool saw_fin[2], saw_reset;
	enum { TCP_GOES_ON, TCP_FINISHED, TCP_RESET } ended;   /* by what came first ... */
	uint8_t ended_by;        /* ... from this side */
	uint32_t number;         /* tcp.stream or udp.stream */
	uint64_t first_packet;   /* frame number */
	int64_t first_ns;        /* time of that packet */
	uint64_t packet;         /* of the segment being delivered */
	uint64_t offset[2];      /* bytes delivered, gaps counted, before what is being delivered */
	uint32_t packets[2], segments[2], retransmitted[2], out_of_order[2];
	uint32_t conflicts;      /* overlaps whose bytes differed; segments: packets with data */
};

#define GAP_REASON_LIST(X)                                                                \
	X(LOST, "bytes are missing in the capture")                                       \
	X(ACKED, "the other side acknowledged bytes that the capture does not have")      \
	X(SNAPLEN, "the capture cut the packet short (snaplen)")                          \
	X(LIMIT, "too much waited behind missing bytes")                                  \
	X(UNALIGNED, "the capture begins inside a record: passed over up to the next one") /* capture.h only */

enum gap_reason {
#define X(name, text) GAP_##name,
	GAP_REASON_LIST(X)
#undef X
};
const char *tcp_gap_reason_text(enum gap_reason r);

#define CLOSE_REASON_LIST(X)                                                   \
	X(FIN, "both sides finished")                                          \
	X(RESET, "one side reset the connection")                              \
	X(END, "the capture ends")                                             \
	X(REUSED, "the same ports began a new connection")                     \
	X(IDLE, "nothing came for too long")                                   \
	X(EVICTED, "too many streams at once: the longest silent was let go")

enum close_reason {
#define X(name, text) CLOSE_##name,
	CLOSE_REASON_LIST(X)
#undef X
};
const char *tcp_close_reason_text(enum close_reason r);

/* Who takes the streams. Bytes are valid during the call only. No callback may call
 * tcp_ functions but tcp_ignore on its own stream. */
struct tcp_sink {
	void *ctx;
	/* Before the first data or gap of a stream; one without any is never opened.
	 * May set s->user. */
	void (*open)(void *ctx, struct stream *s);
	void (*data)(void *ctx, struct stream *s, unsigned direction, struct bytes bytes, int64_t time_ns);
	void (*gap)(void *ctx, struct stream *s, unsigned direction, uint64_t n, enum gap_reason reason, int64_t time_ns);
	/* After it s is gone. Called for every stream that was opened. */
	void (*close)(void *ctx, struct stream *s, enum close_reason reason, int64_t time_ns);
	/* A UDP datagram (opened and closed like streams). NULL: UDP is not looked at.
	 * `cut` bytes of its end are missing. */
	void (*datagram)(void *ctx, struct stream *s, unsigned direction, struct bytes bytes, uint32_t cut, int64_t time_ns);
	/* A TCP stream that had no data is over, or will not be looked at any more. May be NULL. */
	void (*empty)(void *ctx, struct stream *s);
};

enum { TCP_FLOWS = 1 << 17, TCP_OPEN = 1 << 16, TCP_GONE = 1 << 20, TCP_IDLE_S = 900 };   /* the defaults that people are told */

/* 0 takes the default. */
struct tcp_limits {
	uint32_t flows;          /* remembered at once, 131072 */
	uint32_t open;           /* opened at the sink and not ignored at once, 65536 */
	uint32_t pending;        /* bytes that wait in one direction, 256 KiB */
	uint32_t pending_all;    /* in all flows together, 16 MiB */
	uint32_t gone;           /* flows with data that were forgotten before their end and are known by their hash, 1048576 */
	uint32_t idle_s;         /* close after so many seconds of silence, 900; UINT32_MAX: never */
};

struct tcp_stats {
	uint64_t segments, datagrams, malformed;
	uint32_t tcp_streams, udp_streams;   /* numbers given so far */
	uint64_t late;           /* packets of streams that were already closed */
	uint64_t evicted;        /* streams with data closed because of a limit */
	uint64_t resumed;        /* streams that went on after they had been closed for their silence: not told */
	uint64_t came_late;      /* streams of which bytes came that had been told as missing */
	uint64_t forgotten;      /* streams without data of which nothing is known any more: what comes then is a new one */
	uint64_t mistaken;       /* the same of streams with data, when there are more than tcp_limits.gone */
};

struct tcp_table;
struct tcp_table *tcp_new(const struct tcp_sink *sink, const struct tcp_limits *limits);
/* Frees without any callback. */
void tcp_free(struct tcp_table *t);
/* Takes what link_decode found. */
void tcp_take(struct tcp_table *t, const struct ip_datagram *d, uint64_t packet, int64_t time_ns);
/* The capture ends: everything that waits is delivered, every stream closed. */
void tcp_end(struct tcp_table *t);
/* The sink wants no more of this stream (it is not TLS, or has said enough): nothing
 * is delivered or kept any more, not even close. s may be used until the callback returns. */
void tcp_ignore(struct tcp_table *t, struct stream *s);
const struct tcp_stats *tcp_statistics(const struct tcp_table *t);

#endif
