#include "base/runtime.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

static enum status address(struct sockaddr_un *a, struct error *err)
{
	const char *dir = getenv("XDG_RUNTIME_DIR");

	*a = (struct sockaddr_un){ .sun_family = AF_UNIX };
	if (!dir || *dir != '/')
		return error_set(err, ST_IO, "notes: XDG_RUNTIME_DIR is not set, so that there is no place to meet");
	if (snprintf(a->sun_path, sizeof(a->sun_path), "%s/slowshake-notes", dir) >= (int)sizeof(a->sun_path))
		return error_set(err, ST_IO, "notes: XDG_RUNTIME_DIR is too long for a socket's name");
	return ST_OK;
}

enum status runtime_place(struct error *err)
{
	struct sockaddr_un a;

	return address(&a, err);
}

static bool is_waited_at(const struct sockaddr_un *a)
{
	int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
	bool waited = fd >= 0 && connect(fd, (const struct sockaddr *)a, sizeof(*a)) == 0;

	if (fd >= 0)
		close(fd);
	return waited;
}

static bool wait_there(int fd, const struct sockaddr_un *a)
{
	const mode_t before = umask(0177);
	bool good;

	unlink(a->sun_path);
	good = bind(fd, (const struct sockaddr *)a, sizeof(*a)) == 0 && listen(fd, 4) == 0;
	umask(before);
	return good && fcntl(fd, F_SETFL, O_NONBLOCK) == 0;
}

int runtime_socket(bool listens, struct error *err)
{
	struct sockaddr_un a;
	int fd;

	if (address(&a, err) != ST_OK)
		return -1;
	if (listens && is_waited_at(&a)) {
		error_set(err, ST_IO, "the notes follow another screen, which was there before");
		return -1;
	}
	fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
	if (fd >= 0 && (listens ? wait_there(fd, &a) : connect(fd, (const struct sockaddr *)&a, sizeof(a)) == 0))
		return fd;
	if (listens)
		error_set(err, ST_IO, "notes: %s: %s", a.sun_path, strerror(errno));
	else
		error_set(err, ST_IO, "notes: nothing is shown; begin in another terminal: slowshake learn, or run --present");
	if (fd >= 0)
		close(fd);
	return -1;
}

void runtime_close(int fd)
{
	struct sockaddr_un a;
	struct error ignored;

	if (fd < 0)
		return;
	if (address(&a, &ignored) == ST_OK)
		unlink(a.sun_path);
	close(fd);
}
