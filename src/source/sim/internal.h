/* What setting up and playing share; nobody else includes it. */
#ifndef SLOWSHAKE_SOURCE_SIM_INTERNAL_H
#define SLOWSHAKE_SOURCE_SIM_INTERNAL_H

#include "source/sim/middle.h"
#include "source/sim/published.h"
#include "source/sim/replayer.h"
#include "source/sim/sim.h"
#include "source/sim/splice.h"
#include "tls/keys/session_store.h"

struct sim {
	struct feed feed;                /* first: a feed is a sim */
	struct rng rng;
	struct party client, server;
	struct party mallory[2];         /* by enum side_id, if she stands between them: what she is to the other */
	struct link link[2];             /* what is under way; without her one after the other in the first */
	size_t n_links;
	struct middle middle;
	struct splice splice;            /* where there is no middle */
	bool changes, shows_real;        /* what Mallory does to data; and shows */
	struct transit transit;
	struct buf data, answer, prime;
	char *server_name;
	struct session_store *stores[2]; /* client, server; NULL: they keep nothing */
	unsigned to_come;                /* further connections */
	bool replay, replay_whole;       /* and one of Mallory's, in which nobody answers the server */
	struct replayer replayer;
	enum side_id held;               /* takes no step */
	struct comeback comeback;
	bool by_lines;                   /* data goes line by line */
	struct said {
		size_t lines;            /* bytes of data that were said, if it does */
		bool asked, answered, updated, again, closing, closing_back;
		size_t answers;          /* bytes of them that the server has had when it answered last */
	} said;                          /* by the client, by the server, by the client */
	bool key_update, half_close, cancels;
	enum sim_again again;
	bool asked_then;
	uint32_t early_data_then;        /* what the server takes of it when the client comes back */
	struct external_psk psks[2][2], guess[2];   /* guess: Mallory's, by enum side_id */
	struct published *published;     /* NULL: it is a handshake of nobody else */
};

/* ---- setup.c ---- */

/* The parties as the scenario has them, then as the fault and the options want them. */
void sim_set_up(struct sim *s, const struct sim_options *o);
enum status sim_apply_given(struct sim *s, const struct sim_options *o, struct error *err) MUST_USE;
/* Mallory is to each of them as the other one would be, but for the key: she has one of her own, and a certificate
 * for the server's name that no CA of the client's has signed. */
void sim_set_up_mallory(struct sim *s);
/* The same parties as others once were, in their second connection. */
void sim_published_again(struct sim *s);

#endif
