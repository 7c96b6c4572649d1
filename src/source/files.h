/* Files that the user names, read whole. */
#ifndef SLOWSHAKE_SOURCE_FILES_H
#define SLOWSHAKE_SOURCE_FILES_H

#include "base/bytes.h"
#include "base/status.h"

enum { FILE_MAX = 16 << 20 };

/* Adds the file's bytes to out. ST_IO with the sentence if it cannot be read, is a
 * directory or longer than FILE_MAX. */
enum status file_read(const char *path, struct buf *out, struct error *err) MUST_USE;
/* The system's bundle of trusted CAs: $SSL_CERT_FILE or the first of the usual
 * places that exists; NULL if there is none. */
const char *file_system_trust(void);

#endif
