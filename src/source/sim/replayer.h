/* One who recorded what a client sent before the server answered, and sends it again. She has no key and needs none. */
#ifndef SLOWSHAKE_SOURCE_SIM_REPLAYER_H
#define SLOWSHAKE_SOURCE_SIM_REPLAYER_H

#include "tls/endpoint.h"

/* As `who`, in a connection that is open: the client's first flight of connection `from`, to that server. */
void replayer_send(struct trace *t, connection_id from, enum actor who, struct endpoint *server);

#endif
