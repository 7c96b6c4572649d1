/* Which versions of TLS the parties may agree on. */
#ifndef SLOWSHAKE_SOURCE_VERSIONS_H
#define SLOWSHAKE_SOURCE_VERSIONS_H

#include "base/status.h"
#include "spec/codes.h"

struct version_range {
	uint16_t min, max;
};

/* What an endpoint can speak, from hello to data, and what of it it does unless it is told otherwise. */
struct versions {
	struct version_range spoken, usual;
	const char *others;          /* how older ones can be had; NULL: there are none */
};
/* In process; over a socket; and there, if one insists on what must not be used any more. */
extern const struct versions versions_here, versions_live, versions_obsolete;

/* What a user asks for by versions (0: nothing) and suites. The highest alone lowers the lowest to it, and where no suite is one
 * of TLS 1.3, that is switched off. ST_USAGE with the sentence if one is not spoken, or nothing is left. */
enum status versions_choose(const struct versions *here, struct version_range wanted, struct code_list suites, struct version_range *out,
			    struct error *err) MUST_USE;

#endif
