/* A bar on standard error for what takes long: only on a terminal, only after a
 * second, and gone when it is done. */
#ifndef SLOWSHAKE_CLI_PROGRESS_H
#define SLOWSHAKE_CLI_PROGRESS_H

#include <stdbool.h>
#include <stdint.h>

struct progress {
	bool on, drawn;
	bool shared;             /* standard output goes to a terminal too */
	int64_t begun, told;     /* ms */
	const char *what;        /* "capture.pcap"; safe; the caller's */
};

void progress_begin(struct progress *p, const char *what);
/* Bytes done, of so many (0: not known). May be called as often as one likes. */
void progress_tell(struct progress *p, uint64_t done, uint64_t size);
/* Takes it off the screen: before anything is said on standard error, and at the end. */
void progress_hide(struct progress *p);
/* The same before something is written to standard output. */
void progress_make_way(struct progress *p);

#endif
