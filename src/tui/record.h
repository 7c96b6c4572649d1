/* The screens of a complete trace as files, drawn by the interface itself: the last one as a picture, or all of them,
 * an event a second, as a recording (asciicast v2) with a marker for each message. */
#ifndef SLOWSHAKE_TUI_RECORD_H
#define SLOWSHAKE_TUI_RECORD_H

#include "trace/trace.h"

/* As SVG, in the theme that is set. */
void record_picture(const struct trace *t, struct buf *out);
/* docs.asciinema.org/manual/asciicast/v2 */
void record_cast(const struct trace *t, struct buf *out);

#endif
