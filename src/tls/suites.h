/* Which suites the engine speaks: all of the registry that TLS 1.2 has, whose key exchange is one of kex/ and whose
 * cipher is one that records can be protected with. Whether the library has that cipher is another question. */
#ifndef SLOWSHAKE_TLS_SUITES_H
#define SLOWSHAKE_TLS_SUITES_H

#include "spec/suites.h"

/* In order of preference: what encrypts before what does not, what has forward secrecy before what has not, the better
 * cipher before the worse. Static; made on first use. */
struct code_list suites_spoken(void);

/* Of these, in the same order: what a client of today offers (ECDHE and RSA with AES and ChaCha20-Poly1305), and what a server
 * takes that wants to be reached: all that encrypt and prove who it is, as far as the library can. */
struct code_list suites_of_clients(void);
struct code_list suites_of_servers(void);

/* All that the library can compute, what does not encrypt too. */
struct code_list suites_with_primitives(void);

/* The library has its cipher and its hashes; one of a suite that is spoken may be missing, which is REASON_CLOSED_NO_PRIMITIVE. */
bool suite_has_primitives(const struct suite *s);

#endif
