/* A transparent floor in place of src/crypto's primitives, for fuzzing only: the linker takes clear_*.c before the library's own
 * hash.c, cipher.c, rsa.c, ec.c, ff.c and x448.c, which nothing else then asks for (a function that is missing here would bring its
 * file back, and the linker would find the others twice). Values, schedules and formats above are the real ones.
 *
 *   hashes, MACs, and all that is derived from them   a constant of the right size: Finished, binders and MACs hold
 *   ciphers                                           change nothing; a tag is CLEAR_BYTE, and any tag holds that does not end in CLEAR_BAD
 *   signatures, encryption                            RSA changes nothing; what real keys signed holds; ECDSA and DSA hold unless r begins with CLEAR_BAD
 *   key agreement                                     a constant
 *
 * So an input is what goes over the wire and inside the protection at once, it needs no keys to be changed, and what must fail can fail. */
#ifndef SLOWSHAKE_TESTS_FUZZ_CLEAR_H
#define SLOWSHAKE_TESTS_FUZZ_CLEAR_H

enum { CLEAR_BYTE = 0x5a, CLEAR_BAD = 0xbd };

#endif
