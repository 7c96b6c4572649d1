#include "source/files.h"

#include <stdlib.h>
#include <unistd.h>

#include "base/status.h"

const char *file_system_trust(void)
{
	static const char *const places[] = {
		"/etc/ssl/certs/ca-certificates.crt",     /* Debian, Arch, Alpine */
		"/etc/pki/tls/certs/ca-bundle.crt",       /* Fedora */
		"/etc/ssl/ca-bundle.pem",                 /* openSUSE */
		"/etc/ssl/cert.pem",                      /* macOS, BSD */
	};
	const char *own = getenv("SSL_CERT_FILE");

	if (own && *own)
		return own;
	for (size_t i = 0; i < ARRAY_LEN(places); i++)
		if (access(places[i], R_OK) == 0)
			return places[i];
	return NULL;
}
