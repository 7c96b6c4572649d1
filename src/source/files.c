#include "source/files.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static enum status read_all(int fd, const char *path, struct buf *out, struct error *err)
{
	size_t start = out->n;

	for (;;) {
		ssize_t n;

		buf_reserve(out, 65536);
		n = read(fd, out->p + out->n, 65536);
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return error_set(err, ST_IO, "%s: cannot be read: %s", path, strerror(errno));
		if (n == 0)
			return ST_OK;
		out->n += (size_t)n;
		if (out->n - start > FILE_MAX)
			return error_set(err, ST_IO, "%s: longer than %d MiB, which no such file is", path, FILE_MAX >> 20);
	}
}

enum status file_read(const char *path, struct buf *out, struct error *err)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	enum status st;

	if (fd < 0)
		return error_set(err, ST_IO, "%s: cannot be opened: %s", path, strerror(errno));
	st = read_all(fd, path, out, err);
	close(fd);
	return st;
}

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
