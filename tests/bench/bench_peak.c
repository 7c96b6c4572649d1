/* Peak memory of a program: bench_peak PROGRAM [ARGUMENT...]
 * A process begins its life with the memory of the one that made it, and that
 * counts; so a small one has to make it. Output of the program is thrown away. */
#include <fcntl.h>
#include <stdio.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

int main(int argc, char **argv)
{
	struct rusage use;
	int status;
	pid_t pid = argc > 1 ? fork() : -1;

	if (pid == 0) {
		dup2(open("/dev/null", O_WRONLY), 1);
		execvp(argv[1], argv + 1);
		_exit(127);
	}
	if (pid < 0 || waitpid(pid, &status, 0) != pid)
		return 1;
	getrusage(RUSAGE_CHILDREN, &use);
	printf("%6.1f MB peak memory, exit %d:", (double)use.ru_maxrss / 1024, WEXITSTATUS(status));
	for (int i = 1; i < argc; i++)
		printf(" %s", argv[i]);
	printf("\n");
	return 0;
}
