/* Where the system keeps what a user does not name. */
#ifndef SLOWSHAKE_SOURCE_FILES_H
#define SLOWSHAKE_SOURCE_FILES_H

/* The system's bundle of trusted CAs: $SSL_CERT_FILE or the first of the usual
 * places that exists; NULL if there is none. */
const char *file_system_trust(void);

#endif
