/* Text files as people have them: made by any editor, on any system. */
#ifndef SLOWSHAKE_BASE_TEXTFILE_H
#define SLOWSHAKE_BASE_TEXTFILE_H

#include "base/bytes.h"

/* The text as UTF-8 without its byte order mark: a view of `raw`, or of *room (zeroed
 * before, the caller frees it), into which UTF-16 is converted. UTF-16 is known by its
 * mark, or by every other byte at the beginning being zero. */
struct bytes textfile_decode(struct bytes raw, struct buf *room);
/* Takes the first line off *rest, without its end: LF, CR LF, CR, or where the text ends.
 * False: none is left. */
bool textfile_line(struct bytes *rest, struct bytes *line);
/* Without what nobody sees at either end, and so nobody takes out: blanks, byte order marks (where files were put together they
 * stand in the middle), spaces of no width and such as do not break. A view of `line`. */
struct bytes textfile_trim(struct bytes line);
bool textfile_begins(struct bytes b, const char *with);

#endif
