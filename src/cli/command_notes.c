#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "base/runtime.h"
#include "base/text.h"
#include "cli/commands.h"
#include "cli/say.h"

enum { SECOND_MS = 1000, END = '\f' };

/* What was told last, with the time and how long it has been followed. A terminal shows it in place of the one before. */
static void show(struct buf *told, time_t begun)
{
	const time_t now = time(NULL), since = now - begun;
	struct buf safe = { 0 };
	char clock[16];
	struct tm tm;

	localtime_r(&now, &tm);
	strftime(clock, sizeof(clock), "%H:%M:%S", &tm);
	if (isatty(STDOUT_FILENO))
		fputs("\033[H\033[2J", stdout);
	for (const char *line = buf_str(told); *line; line += strcspn(line, "\n"), line += *line == '\n') {
		buf_clear(&safe);
		text_safe(&safe, bytes_of(line, strcspn(line, "\n")));
		printf("%s\n", buf_str(&safe));
	}
	printf("\n%s   %02ld:%02ld since you began to follow\n", clock, (long)(since / 60), (long)(since % 60));
	fflush(stdout);
	buf_free(&safe);
}

/* Takes what has come; true: one whole step is in *told. */
static bool take(struct buf *coming, struct buf *told, const char *p, size_t n)
{
	bool whole = false;

	for (size_t i = 0; i < n; i++) {
		if (p[i] != END) {
			buf_add(coming, bytes_of(p + i, 1));
			continue;
		}
		buf_clear(told);
		buf_add(told, buf_bytes(coming));
		buf_clear(coming);
		whole = true;
	}
	return whole;
}

static void follow(int fd)
{
	struct pollfd p = { .fd = fd, .events = POLLIN };
	struct buf coming = { 0 }, told = { 0 };
	const time_t begun = time(NULL);
	char bytes[4096];
	ssize_t n = 1;

	while (n > 0) {
		const int ready = poll(&p, 1, SECOND_MS);

		if (ready > 0 && (n = read(fd, bytes, sizeof(bytes))) > 0 && take(&coming, &told, bytes, (size_t)n))
			show(&told, begun);
		else if (ready == 0 && told.n && isatty(STDOUT_FILENO))
			show(&told, begun);
		else if (ready < 0)
			n = 0;
	}
	buf_free(&coming);
	buf_free(&told);
}

int command_notes(const struct options *o)
{
	struct error err = { "" };
	const int fd = runtime_socket(false, &err);

	(void)o;
	if (fd < 0)
		return say_error_exit(ST_IO, &err);
	follow(fd);
	close(fd);
	puts("The lesson is over.");
	return EXIT_ESTABLISHED;
}
