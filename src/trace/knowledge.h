/* Who knows what, and since when: the closure over the value graph.
 *
 * A party knows what it made, what it saw on the wire, and what it can compute
 * from that by the rules of one table (knowledge_rule.c), one or more rules an op: each
 * says which part of an operation follows from which others. Nothing here knows of
 * a scenario, a message or a label.
 *
 * Bytes are followed, not only whole values: a CONCAT, a SLICE, what came over the
 * wire and the output of a PRF are no more than other values' bytes in another
 * order. Who knows a record knows its parts, and who knows all parts of a value
 * knows it. Two results of computations with the same 8 bytes or more are one
 * and the same (both parties' master secret); plaintexts are never taken for one
 * another by their bytes.
 *
 * What it leaves out: guessing (a secret of few bits, a predictable alert), and what a
 * ciphertext tells without its key (its length, its time). */
#ifndef SLOWSHAKE_TRACE_KNOWLEDGE_H
#define SLOWSHAKE_TRACE_KNOWLEDGE_H

#include "trace/trace.h"

#define KNOWER_LIST(X)                                                                                     \
	X(CLIENT, "client", "the client")                                                                 \
	X(SERVER, "server", "the server")                                                                 \
	X(MALLORY, "mallory", "Mallory between the two")                                                      \
	X(EAVESDROPPER, "eavesdropper", "an eavesdropper, who sees every record on the wire")             \
	X(THIEF, "thief", "an eavesdropper who later steals the server's private key")                    \
	X(TICKET_THIEF, "ticket-thief", "an eavesdropper who later steals the keys under which the server seals tickets") \
	X(PSK_HOLDER, "psk-holder", "an eavesdropper who holds the pre-shared key of the two") \
	X(OBSERVER, "observer", "the one who reads the capture, with the keys that were given")

/* Who acts in a trace is the one of that name. */
enum knower {
#define X(name, word, text) KNOWER_##name,
	KNOWER_LIST(X)
#undef X
	KNOWER_N
};
const char *knower_name(enum knower p);    /* "client" ... */
const char *knower_text(enum knower p);

enum known_how { KNOWN_NOT, KNOWN_MADE, KNOWN_SEEN, KNOWN_GIVEN, KNOWN_STOLEN, KNOWN_COMPUTED, KNOWN_PUBLIC };
const char *known_how_name(enum known_how how);   /* "not" "made" "seen" "given" "stolen" "computed" "public" */

struct known_why {
	enum known_how how;
	event_id since;          /* the first event at which it is known; 0: never */
	value_id from;           /* KNOWN_COMPUTED: the operation that gives it away ... */
	int8_t gives;            /* ... its input i, or -1: its output */
};

struct knowledge;
/* Of the trace so far: computed on the first call, brought up to date on each later
 * one (only what is new is looked at). Owned by the trace. */
const struct knowledge *knowledge_of(const struct trace *t);

/* Whether the trace tells enough of the party to speak of it: an end that acted in it,
 * a thief if there is a key of that kind to steal. */
bool knowledge_has(const struct knowledge *k, enum knower p);
/* The first event at which the party knows the value or can compute it; 0: never. */
event_id knowledge_since(const struct knowledge *k, enum knower p, value_id v);
static inline bool knowledge_at(const struct knowledge *k, enum knower p, value_id v, event_id event)
{
	event_id since = knowledge_since(k, p, v);

	return since && since <= event;
}
/* The same with the reason: that of the part that became known last. */
struct known_why knowledge_why(const struct knowledge *k, enum knower p, value_id v);
/* Whether it must stay between those who know it: the eavesdropper does not know it, and
 * it is random or keyed, or depends on what is, or is what encryption hides. */
bool knowledge_is_secret(const struct knowledge *k, value_id v);

/* For trace.c. */
struct knowledge *knowledge_new(void);
void knowledge_clear(struct knowledge *k);   /* as if new */
void knowledge_free(struct knowledge *k);

#endif
