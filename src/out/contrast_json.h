/* Two handshakes side by side as one line of JSON, schema slowshake.compare/1. */
#ifndef SLOWSHAKE_OUT_CONTRAST_JSON_H
#define SLOWSHAKE_OUT_CONTRAST_JSON_H

#include "view/graph/contrast.h"

void contrast_json(const struct contrast *c, const char *const names[2], struct buf *out);

#endif
