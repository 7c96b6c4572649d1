/* What there is to say of protocols that are not TLS over TCP, but carry it, or are taken for it. */
#ifndef SLOWSHAKE_SPEC_PROTOCOLS_H
#define SLOWSHAKE_SPEC_PROTOCOLS_H

/* A sentence about a protocol that was recognised by that name; NULL: there is nothing to add. */
const char *protocol_sentence(const char *name);

#endif
