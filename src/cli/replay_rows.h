/* The handshakes of a capture as lines: which of them are wanted, and what came of all. */
#ifndef SLOWSHAKE_CLI_REPLAY_ROWS_H
#define SLOWSHAKE_CLI_REPLAY_ROWS_H

#include "out/totals.h"
#include "source/capture/replay.h"
#include "trace/filter.h"

struct replay_rows {
	void (*row)(const struct stream_summary *s, const struct handshake_summary *h, struct buf *out);
	bool all;                        /* also what is no handshake: streams that are no TLS, and the middle of one */
	struct filter *filter;           /* owned; NULL: all are wanted */
	struct totals totals;
	size_t told;                     /* streams that were wanted as a whole */
};

/* Adds the lines of a stream that is over. */
void replay_rows_add(struct replay_rows *r, const struct replay_stream *s, struct buf *out);
/* Whether any of its handshakes is wanted; counted. */
bool replay_rows_wanted(struct replay_rows *r, const struct replay_stream *s);
/* Whether there was something, and the filter took none of it. */
bool replay_rows_none(const struct replay_rows *r);

/* What one process of a team tells the first: the counts, and the lines behind them. */
void replay_rows_pack(struct replay_rows *r, struct bytes lines, struct buf *out);
void replay_rows_unpack(struct replay_rows *r, struct bytes packed, struct buf *lines);

#endif
