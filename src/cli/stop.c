#include "cli/stop.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <unistd.h>

static int pipe_fds[2] = { -1, -1 };
static volatile sig_atomic_t asked;

static void handler(int sig)
{
	int saved = errno;

	(void)sig;
	asked = 1;
	if (write(pipe_fds[1], "", 1) < 0)
		asked = 1;
	errno = saved;
}

int stop_catch(void)
{
	struct sigaction sa = { .sa_handler = handler };

	if (pipe(pipe_fds) != 0)
		return -1;
	for (int i = 0; i < 2; i++) {
		fcntl(pipe_fds[i], F_SETFD, FD_CLOEXEC);
		fcntl(pipe_fds[i], F_SETFL, O_NONBLOCK);
	}
	sigemptyset(&sa.sa_mask);
	sigaction(SIGINT, &sa, NULL);
	sigaction(SIGTERM, &sa, NULL);
	return pipe_fds[0];
}

bool stop_asked(void)
{
	return asked != 0;
}
