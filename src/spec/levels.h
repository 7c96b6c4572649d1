/* How much of a handshake is shown at a time: every kind of event belongs to one of three levels of detail.
 * The first tells the messages, the second what is checked and decided besides, the last all that is done. */
#ifndef SLOWSHAKE_SPEC_LEVELS_H
#define SLOWSHAKE_SPEC_LEVELS_H

#include <stdbool.h>

#include "spec/events.h"

enum level { LEVEL_EVERYTHING, LEVEL_MESSAGES, LEVEL_CHECKS, LEVEL_N };

/* "everything", "messages", "checks". */
extern const char *const level_names[LEVEL_N];
/* The key of a level and its place among them: 1 messages, 2 checks, 3 everything. */
unsigned level_number(enum level level);

/* The first level at which an event of that kind is shown, if all is well with it. A message's place on the wire is
 * of LEVEL_MESSAGES, whatever kind it is: view/screen/level.h. */
enum level level_of_event(enum event_type type);

/* A secret, or a key: what somebody who steps from one to the next wants to see. */
bool level_is_secret(enum event_type type);
/* Something that was chosen among others. */
bool level_is_decision(enum event_type type);

#endif
