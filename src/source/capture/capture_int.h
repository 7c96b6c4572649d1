/* What the files of the capture's way share: the streams that are not known yet. */
#ifndef SLOWSHAKE_SOURCE_CAPTURE_CAPTURE_INT_H
#define SLOWSHAKE_SOURCE_CAPTURE_CAPTURE_INT_H

#include "source/capture/capture.h"

struct capture {
	struct capture_file file;
	struct pcap_reader *pcap;
	struct ip_fragments *fragments;
	struct tcp_table *tcp;
	struct capture_sink sink;
	struct capture_stats stats;
	struct watch *watches;   /* all of them */
	size_t watched;          /* bytes that they keep */
	enum status ended;
	struct error error;
};

/* A part of a direction that came in one call. */
struct watched_piece {
	uint8_t side;
	size_t n;
	uint64_t packet;
	int64_t time_ns;
};

/* A stream of which it is not known yet what it speaks; or TLS of which a direction
 * has not come to the start of a record. */
struct watch {
	struct watch *next, **at;        /* in the list of all */
	struct buf bytes[2];
	uint64_t base[2];        /* stream offset of their first byte */
	bool from_start[2], asleep[2];
	size_t last[2];
	struct watched_piece *pieces;
	size_t n_pieces, cap_pieces;
	bool cut, lost;          /* bytes were missing before it was known */
	bool decided;            /* it is TLS: the sleeping directions wait for a record */
	bool in_use, ignored;    /* the sink may ignore the stream while it is told of it */
};

extern struct watch watch_fresh, watch_after_stun;

/* ---- watch.c ---- */
struct watch *watch_of(struct capture *c, struct stream *s);
void watch_drop(struct capture *c, struct watch *w);
void watch_free(struct capture *c, struct stream *s);
/* It is not TLS: the sink hears of it, and nothing more is kept. */
void watch_tell_other(struct capture *c, struct stream *s, const struct detected *d);
/* The first bytes of most streams settle it: nothing is kept then. */
enum detect_verdict watch_decide_at_once(struct capture *c, struct stream *s, unsigned side, struct bytes b);
/* Whether it is TLS and the sink still wants it; then the watch is settled. */
bool watch_decide(struct capture *c, struct stream *s, bool ended);
void watch_keep(struct capture *c, struct stream *s, unsigned side, struct bytes b, int64_t time_ns);
/* Of TLS: bytes to the sink, unless the direction sleeps. */
void watch_hand_on(struct capture *c, struct stream *s, unsigned side, struct bytes b, int64_t time_ns);
/* Forgets what came before a gap in a direction: what comes after is not its start. */
void watch_break_off(struct capture *c, struct stream *s, unsigned side, uint64_t n, enum gap_reason why);

#endif
