/* A capture's handshakes as a list in the terminal: joins what reads the capture to
 * what shows lists. A first pass fills the list, another reads one stream in full. */
#ifndef SLOWSHAKE_CLI_REPLAY_LIST_H
#define SLOWSHAKE_CLI_REPLAY_LIST_H

#include "cli/replay_input.h"
#include "trace/filter.h"
#include "tui/list.h"
#include "view/screen/streams.h"

struct replay_list {
	const struct replay_input *in;
	const struct filter *filter;     /* which rows; NULL: all */
	struct replay_options options;   /* of the first pass */
	struct replay *reading;          /* NULL: it is over */
	struct session_cache *sessions;  /* of all passes */
	struct streams streams;
	struct tui_list tui;             /* to be run */
	char title[128];
	char note[640];                  /* about the file; "" for none */
	enum status failed;              /* of reading: the file is cut or broken */
	struct open_row { uint32_t stream, index, row; } *open;   /* of streams that may go on */
	size_t n_open;
	int64_t looked_ms;               /* at what is open, last */
	struct replay *opening;
	struct trace *opened;
	uint32_t wanted;                 /* a row: the stream that is being opened */
};

/* Opens the capture; `o` says with which keys and checks. The input and what `o` points to
 * must outlive it. On failure nothing needs freeing. */
enum status replay_list_open(struct replay_list *l, const struct replay_input *in, const struct replay_options *o,
			     const struct filter *filter, struct error *err) MUST_USE;
void replay_list_free(struct replay_list *l);

#endif
