/* An event in a few words, for lists: its title and what sets it apart from others
 * of its kind: "extension read: server_name", "validity dates: certificate 1". */
#ifndef SLOWSHAKE_VIEW_TEXT_LABEL_H
#define SLOWSHAKE_VIEW_TEXT_LABEL_H

#include "trace/trace.h"

void label_of_event(const struct trace *t, event_id id, struct buf *out);

#endif
