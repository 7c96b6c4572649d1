/* Several processes that read the same capture, each looking into its share of the
 * streams only. Every one sees every packet, so all agree in which order the streams
 * begin and end; what a stream's owner has to say of it goes to the first process,
 * which says it in that order. The result is that of one process alone.
 *
 * Processes, not threads: the library's keys belong to a process. */
#ifndef SLOWSHAKE_SOURCE_CAPTURE_TEAM_H
#define SLOWSHAKE_SOURCE_CAPTURE_TEAM_H

#include "base/bytes.h"
#include "base/status.h"

enum { TEAM_MAX = 8 };

struct team;
struct session_cache;
/* How many processes a file of this many bytes is worth on this machine: 1 or more. Each reads all of it: that is won back only by what
 * keys are made of (`keys`: there are some), on processors that have nothing else to do.
 * SLOWSHAKE_PROCESSES in the environment decides, if it is set. */
unsigned team_size(uint64_t bytes, bool keys);
/* Forks n - 1 processes (2 <= n <= TEAM_MAX) and returns in each; NULL: none could be made. */
struct team *team_start(unsigned n);
/* 0: the first process. */
unsigned team_rank(const struct team *t);
/* Whose the next stream is that speaks TLS: the same answer in all processes. */
unsigned team_next_owner(struct team *t);

/* Of rank 1 and up, once for each own stream, in the order in which they end. */
void team_send(struct team *t, struct bytes text);
/* Of rank 0: what the owner said, added to *out; waits for it. ST_IO if it is no more. */
enum status team_receive(struct team *t, unsigned rank, struct buf *out, struct error *err) MUST_USE;

/* One more piece of a stream is read; what is found from here on is later. */
void team_tick(struct team *t);
/* Sessions that one process finds are known to the others when these have read as far. */
void team_share(struct team *t, struct session_cache *c);
/* Whether there was no room for a session: what is resumed from it may stay closed. */
bool team_left_out(const struct team *t);

/* ST_IO once a process is known to be no more: what is found from then on may lack its
 * part, and all the others leave. */
enum status team_check(const struct team *t, struct error *err) MUST_USE;

/* The file is read. Rank 0 waits for the others, says whether one died, and frees; the others do not return. */
enum status team_end(struct team *t, struct error *err) MUST_USE;

#endif
