/* Descriptors. */
#ifndef SLOWSHAKE_BASE_IO_H
#define SLOWSHAKE_BASE_IO_H

#include "base/bytes.h"
#include "base/status.h"

/* Writes all of it, however many calls that takes. ST_IO: errno says why. */
enum status io_write(int fd, struct bytes b) MUST_USE;

#endif
