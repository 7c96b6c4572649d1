/* A capture that may have to be read more than once: a file is opened again, standard
 * input is kept. */
#ifndef SLOWSHAKE_CLI_REPLAY_INPUT_H
#define SLOWSHAKE_CLI_REPLAY_INPUT_H

#include "cli/progress.h"
#include "source/capture/replay.h"

struct replay_input {
	const char *path;        /* "-": standard input */
	struct spool *spool;     /* standard input, which is kept while it comes; NULL: it is not */
	bool held;               /* its bytes are here */
	struct buf bytes;
	bool clear;              /* they were text, of messages in clear */
};

/* Reads all of standard input, if that is what it is. ST_IO with the sentence. */
enum status replay_input_hold(struct replay_input *in, struct error *err) MUST_USE;
/* Standard input, or a file of at most FILE_MAX bytes, that is no capture: what people paste, which becomes one. *pasted: its packets
 * are made up. ST_DECODE: it is neither. */
enum status replay_input_paste(struct replay_input *in, bool *pasted, struct error *err) MUST_USE;
/* Whoever writes it may be writing still: a pipe. */
bool replay_input_is_live(const struct replay_input *in);
/* What is live is kept from now on while it comes, so that it can be looked at before it ends, and again. What is not stays
 * as it is, or is held. */
enum status replay_input_keep(struct replay_input *in, struct error *err) MUST_USE;
void replay_input_free(struct replay_input *in);
/* o->path is not looked at. Of what is kept, all that has come by now. */
enum status replay_input_open(const struct replay_input *in, struct replay_options *o, struct replay **out, struct error *err) MUST_USE;
/* The same with all that is still to come. */
enum status replay_input_follow(const struct replay_input *in, struct replay_options *o, struct replay **out, struct error *err) MUST_USE;
/* Reads all of it, or until *enough (NULL: never). `p` may be NULL. A file that is cut or
 * broken is ST_OK up to there as far as its streams go; the sentence is the return's. */
enum status replay_input_pass(const struct replay_input *in, struct replay_options *o, struct progress *p, const bool *enough,
			      struct error *err) MUST_USE;

#endif
