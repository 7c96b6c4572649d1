#include "cli/progress.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

enum { PATIENCE_MS = 1000, BETWEEN_MS = 100, BAR = 30 };

static int64_t now_ms(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC, &ts);
	return (int64_t)ts.tv_sec * 1000 + ts.tv_nsec / 1000000;
}

void progress_begin(struct progress *p, const char *what)
{
	const char *term = getenv("TERM");

	*p = (struct progress){ .on = isatty(STDERR_FILENO) && term && *term && strcmp(term, "dumb") != 0, .begun = now_ms(),
				  .what = what, .shared = isatty(STDOUT_FILENO) };
}

void progress_tell(struct progress *p, uint64_t done, uint64_t size)
{
	int64_t now = p->on ? now_ms() : 0;
	char bar[BAR + 1];

	if (!p->on || now - p->begun < PATIENCE_MS || now - p->told < BETWEEN_MS)
		return;
	p->told = now;
	p->drawn = true;
	if (!size) {
		fprintf(stderr, "\r\033[K%.30s: %llu MB read", p->what, (unsigned long long)(done / 1000000));
	} else {
		done = done < size ? done : size;
		memset(bar, ' ', BAR);
		memset(bar, '=', (size_t)(done * BAR / size));
		bar[BAR] = 0;
		fprintf(stderr, "\r\033[K%.30s [%s] %u%%", p->what, bar, (unsigned)(done * 100 / size));
	}
	fflush(stderr);
}

void progress_hide(struct progress *p)
{
	if (!p->drawn)
		return;
	p->drawn = false;
	fputs("\r\033[K", stderr);
	fflush(stderr);
}

void progress_make_way(struct progress *p)
{
	if (p->shared)
		progress_hide(p);
}
