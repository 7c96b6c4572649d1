/* Named groups, all that the registry has: what a key agreement goes by. */
#ifndef SLOWSHAKE_SPEC_GROUPS_H
#define SLOWSHAKE_SPEC_GROUPS_H

#include "spec/algorithms.h"
#include "spec/codes.h"

enum group_kind {
	GROUP_EC,        /* an elliptic curve */
	GROUP_FF,        /* a finite field: spec/dh_groups.h has its numbers */
	GROUP_KEM,       /* key encapsulation: the client's share is a key, the server's a ciphertext (FIPS 203) */
	GROUP_HYBRID,    /* two others side by side (RFC 10024) */
	GROUP_OTHER,     /* one of which no more is known here than its name and, perhaps, sizes */
};

struct group {
	struct code code;             /* first; a row of codes_named_group */
	enum group_kind kind;
	enum curve curve;             /* GROUP_EC; CURVE_NONE: one that has no name here */
	uint16_t client_share, server_share, secret;   /* bytes; points uncompressed; 0: not known */
	uint16_t parts[2];            /* GROUP_HYBRID: code points, in the order in which shares and secrets are joined */
	uint16_t from, to;            /* versions that have it */
};

/* What the engine speaks, in order of preference, and what it offers of it unless it is told which: without, and with
 * finite fields, which are of use only beside a suite that exchanges keys over one. */
extern const struct code_list groups_spoken, groups_usual, groups_usual_ff;
/* Of what it speaks the curves. */
extern const struct code_list groups_curves;

const struct group *group_find(uint16_t code);   /* NULL: unknown */
const struct group *group_by_name(const char *name);   /* or OpenSSL's name (P-256); ASCII case ignored; NULL: unknown */

#endif
