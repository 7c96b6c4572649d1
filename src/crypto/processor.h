/* What some x86-64 processors have instructions for, computed here with them. The library does without the ones for SHA-256, and
 * goes through AES-GCM a block at a time: a summary of a capture with keys would spend more than half of its time in these two.
 * Shared by the files of crypto/ only, but for the switch. */
#ifndef SLOWSHAKE_CRYPTO_PROCESSOR_H
#define SLOWSHAKE_CRYPTO_PROCESSOR_H

#include "base/bytes.h"

enum processor_part { PROCESSOR_SHA256, PROCESSOR_AES_GCM };

/* Whether what begins from now on is computed here; off at first, and whatever it says the library computes where the
 * processor cannot. For summaries, of which nobody asks to see a value. */
void processor_switch(bool on);
/* On, and the processor can. */
bool processor_does(enum processor_part part);

#endif
