#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "base/runtime.h"
#include "base/text.h"
#include "base/textfile.h"
#include "cli/commands.h"
#include "cli/say.h"

enum { SECOND_MS = 1000, END = '\f' };

static void clear(void)
{
	if (isatty(STDOUT_FILENO))
		fputs("\033[H\033[2J", stdout);
}

static void put_elapsed(time_t seconds, const char *since)
{
	printf("   %02lld:%02lld since %s", (long long)(seconds / 60), (long long)(seconds % 60), since);
}

/* What was told last, with the time, and how long it has been shown and followed. A terminal shows it in place of the one before. */
static void show(const struct buf *told, time_t followed)
{
	struct bytes rest = buf_bytes(told), line = { 0 };
	const time_t now = time(NULL);
	struct buf safe = { 0 };
	long long begun;
	char clock[16];
	struct tm tm;

	localtime_r(&now, &tm);
	strftime(clock, sizeof(clock), "%H:%M:%S", &tm);
	textfile_line(&rest, &line);
	buf_add(&safe, line);
	begun = strtoll(buf_str(&safe), NULL, 10);
	clear();
	while (textfile_line(&rest, &line)) {
		buf_clear(&safe);
		text_safe(&safe, line);
		printf("%s\n", buf_str(&safe));
	}
	printf("\n%s", clock);
	put_elapsed(now - (time_t)begun, "it began");
	put_elapsed(now - followed, "you began to follow");
	printf("\n");
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

static void follow(int fd, time_t followed)
{
	struct pollfd p = { .fd = fd, .events = POLLIN };
	struct buf coming = { 0 }, told = { 0 };
	char bytes[4096];
	ssize_t n = 1;

	while (n > 0) {
		const int ready = poll(&p, 1, SECOND_MS);

		if (ready > 0 && (n = read(fd, bytes, sizeof(bytes))) > 0 && take(&coming, &told, bytes, (size_t)n))
			show(&told, followed);
		else if (ready == 0 && told.n && isatty(STDOUT_FILENO))
			show(&told, followed);
		else if (ready < 0)
			n = 0;
	}
	buf_free(&coming);
	buf_free(&told);
}

/* On a terminal it stays, from one lesson to the next. -1: nobody shows anything, and nobody waits for it. */
static int meet(bool stays, struct error *err)
{
	int fd = runtime_socket(false, err);

	if (fd < 0 && stays) {
		puts("Nothing is shown. Waiting for another terminal: slowshake learn, or\nslowshake run --present. Ctrl-C ends this.");
		fflush(stdout);
	}
	while (fd < 0 && stays) {
		poll(NULL, 0, SECOND_MS);
		fd = runtime_socket(false, err);
	}
	return fd;
}

int command_notes(const struct options *o)
{
	const bool stays = isatty(STDOUT_FILENO);
	const time_t followed = time(NULL);
	struct error err = { "" };

	(void)o;
	if (runtime_place(&err) != ST_OK)
		return say_error_exit(ST_IO, &err);
	do {
		const int fd = meet(stays, &err);

		if (fd < 0)
			return say_error_exit(ST_IO, &err);
		follow(fd, followed);
		close(fd);
		clear();
		puts("It is over.");
	} while (stays);
	return EXIT_ESTABLISHED;
}
