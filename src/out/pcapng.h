/* A capture of the handshake: Ethernet, IPv4 and TCP are made up around the
 * records, in the order of the trace; the key log goes into a Decryption Secrets
 * Block before the packets, so that Wireshark shows the inside.
 * (draft-ietf-opsawg-pcapng: blocks 4.1 to 4.3 and 4.7) */
#ifndef SLOWSHAKE_OUT_PCAPNG_H
#define SLOWSHAKE_OUT_PCAPNG_H

#include "trace/trace.h"

/* The whole file, added to out. */
void pcapng_write(const struct trace *t, struct buf *out);

#endif
