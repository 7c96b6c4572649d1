/* Files that are part of the program: assets/embed.py writes them into a C file
 * at build time, sorted by name, so that the binary needs nothing beside it. */
#ifndef SLOWSHAKE_BASE_ASSETS_H
#define SLOWSHAKE_BASE_ASSETS_H

#include "base/bytes.h"

struct asset {
	const char *name;       /* path below assets/: "pki/server.pem" */
	struct bytes content;   /* a NUL follows it, not counted */
};

extern const struct asset assets[];
extern const size_t n_assets;

/* NULL if there is none of that name. */
const struct asset *asset_find(const char *name);

#endif
