/* The same scenario with the same seed once more, with one byte changed on its way. */
#ifndef SLOWSHAKE_SOURCE_SIM_WHATIF_H
#define SLOWSHAKE_SOURCE_SIM_WHATIF_H

#include "source/sim/sim.h"

/* MESSAGE[#N]:OFFSET[:MASK]. MESSAGE: a handshake message by its registry name, or
 * change_cipher_spec, alert, application_data; N: which of that name, in the order in
 * which they are sent, by whomever. OFFSET (decimal or 0x..): in the message when it goes in
 * the clear, in its record's fragment (IV, ciphertext) when it is encrypted. MASK: hex, what
 * the byte is changed with by xor; 01. */
struct edit {
	struct tamper tamper;
	const char *name;        /* of the message; static */
	/* as found in the original: */
	unit_id message, record; /* where the byte stands */
	uint32_t at;             /* in the record */
	bool in_fragment;        /* the message is encrypted */
};

/* Only the form; whether there is such a byte is seen in the original. ST_USAGE with the
 * sentence, which says "--flip: ...". */
enum status edit_parse(const char *text, struct edit *e, struct error *err) MUST_USE;
/* The edit of one byte of a unit in flight: a message, or a record or plaintext that
 * carries one. ST_NOT_FOUND if that byte cannot be changed on the wire. */
enum status edit_of_byte(const struct trace *original, unit_id unit, uint32_t off, uint8_t mask, struct edit *e,
			 struct error *err) MUST_USE;
/* Plays the original to its end, finds the byte in it, and opens the changed run. On
 * failure both are NULL. */
enum status whatif_open(const struct sim_options *o, struct edit *e, struct feed **original, struct feed **changed,
			struct error *err) MUST_USE;

/* What a finger on a byte of a unit asks for: the changed run alone, not yet played; NULL
 * with the sentence. */
struct feed *whatif_byte(const struct sim_options *o, unit_id unit, uint32_t off, uint8_t mask, struct error *err);
/* The same run where somebody errs in this way, instead of what `o` says: not yet played; NULL with the sentence. */
struct feed *whatif_fault(const struct sim_options *o, const struct fault *fault, struct error *err);

#endif
