#include "cli/pager.h"

#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

static struct {
	bool unwanted;
	pid_t pid;           /* 0: none runs */
	int terminal;        /* standard output as it was */
} pager;

void pager_want(bool wanted)
{
	pager.unwanted = !wanted;
}

/* Whether that program, the first word of a command, is anywhere in PATH. */
static bool is_program(const char *command)
{
	const size_t n = strcspn(command, " \t");
	const char *path = getenv("PATH");
	char file[1024];

	if (memchr(command, '/', n))
		return true;         /* sh says what is wrong with it */
	for (; path && *path; path += strcspn(path, ":"), path += *path == ':') {
		snprintf(file, sizeof(file), "%.*s/%.*s", (int)strcspn(path, ":"), path, (int)n, command);
		if (access(file, X_OK) == 0)
			return true;
	}
	return false;
}

static const char *command(void)
{
	const char *name = getenv("PAGER"), *type = getenv("TERM");

	if (pager.unwanted || pager.pid || !isatty(STDOUT_FILENO) || !type || !*type || strcmp(type, "dumb") == 0)
		return NULL;
	name = name ? name : "less";
	return *name && strcmp(name, "cat") != 0 && is_program(name) ? name : NULL;
}

static void become(const char *name, const int fds[2])
{
	signal(SIGPIPE, SIG_DFL);
	dup2(fds[0], STDIN_FILENO);
	close(fds[0]);
	close(fds[1]);
	/* of less: no waiting where it all fits, colours as they are, and the text stays */
	setenv("LESS", "FRX", 0);
	execl("/bin/sh", "sh", "-c", name, (char *)NULL);
	_exit(127);
}

void pager_begin(void)
{
	const char *name = command();
	int fds[2];

	if (!name || pipe(fds) != 0)
		return;
	fflush(stdout);
	pager.pid = fork();
	if (pager.pid == 0)
		become(name, fds);
	close(fds[0]);
	if (pager.pid < 0) {
		pager.pid = 0;
		close(fds[1]);
		return;
	}
	pager.terminal = fcntl(STDOUT_FILENO, F_DUPFD_CLOEXEC, 3);
	dup2(fds[1], STDOUT_FILENO);
	close(fds[1]);
	signal(SIGINT, SIG_IGN);     /* it is the pager's while it runs */
}

/* What it did not show is lost: who reads should know why, and how to see it. Whoever says anything else (say.h) ends this first. */
static void say_failure(int code)
{
	const char *name = getenv("PAGER");

	fprintf(stderr, "slowshake: PAGER: %.80s ended with %d; --no-pager writes without it\n", name ? name : "less", code);
}

bool pager_end(void)
{
	int status = 0;

	if (!pager.pid)
		return false;
	fflush(stdout);
	clearerr(stdout);
	dup2(pager.terminal, STDOUT_FILENO);
	close(pager.terminal);
	while (waitpid(pager.pid, &status, 0) < 0 && !kill(pager.pid, 0))
		continue;
	if (WIFEXITED(status) && WEXITSTATUS(status))
		say_failure(WEXITSTATUS(status));
	signal(SIGINT, SIG_DFL);
	pager.pid = 0;
	return true;
}
