/* SIGINT and SIGTERM as a descriptor that becomes readable. */
#ifndef SLOWSHAKE_CLI_STOP_H
#define SLOWSHAKE_CLI_STOP_H

#include <stdbool.h>

/* From now on the signals do not kill the program. The descriptor, or -1. */
int stop_catch(void);
bool stop_asked(void);

#endif
