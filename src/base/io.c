#include "base/io.h"

#include <errno.h>
#include <unistd.h>

enum status io_write(int fd, struct bytes b)
{
	while (b.n) {
		ssize_t n = write(fd, b.p, b.n);

		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			return ST_IO;
		b = bytes_slice(b, (size_t)n, b.n - (size_t)n);
	}
	return ST_OK;
}
