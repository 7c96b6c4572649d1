#include "tui/notes.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/runtime.h"

enum { WIDTH = 72, END = '\f' };   /* END: behind what is told of a step */

void notes_open(struct notes *n)
{
	struct error ignored;

	*n = (struct notes){ .waits = runtime_socket(true, &ignored) };
}

static void drop(struct notes *n, size_t i)
{
	close(n->followers[i]);
	n->followers[i] = n->followers[--n->n];
}

void notes_close(struct notes *n)
{
	while (n->n)
		drop(n, 0);
	runtime_close(n->waits);
	buf_free(&n->text);
}

/* Marks of emphasis are not for a plain terminal. */
static void put_line(struct buf *out, const char *text)
{
	buf_puts(out, "  ");
	for (; *text; text++)
		if ((unsigned char)*text >= 0x20)
			buf_add(out, bytes_of(text, 1));
	buf_puts(out, "\n");
}

static void say_step(struct notes *n, struct lesson_screen *s)
{
	const struct lesson_state *state = s->owner->state;
	const struct lesson *l = state->lesson;
	struct lesson_lines lines = { 0 };
	bool any = false;

	buf_clear(&n->text);
	buf_printf(&n->text, "%s\nstep %zu of %zu: %s\n\n", l->title, state->step + 1, l->n_steps, lesson_state_step(state)->title);
	lesson_lines_page(&lines, state, s->t, WIDTH, LESSON_PART_SPEAKER);
	for (size_t i = 0; i < lines.n; i++)
		if (lines.lines[i].kind == LINE_SPEAKER) {
			put_line(&n->text, lesson_line_text(&lines, i));
			any = true;
		}
	if (!any)
		buf_puts(&n->text, "  (no notes for this page)\n");
	if (state->step + 1 < l->n_steps)
		buf_printf(&n->text, "\nnext: %s\n", l->steps[state->step + 1].title);
	buf_add_uint(&n->text, 1, END);
	lesson_lines_free(&lines);
}

static bool send_to(int fd, const struct buf *text)
{
	return send(fd, text->p, text->n, MSG_NOSIGNAL | MSG_DONTWAIT) == (ssize_t)text->n;
}

void notes_tell(struct notes *n, struct lesson_screen *s)
{
	struct buf before = { 0 };
	bool moved;
	int fd;

	if (n->waits < 0)
		return;
	buf_add(&before, buf_bytes(&n->text));
	say_step(n, s);
	moved = !bytes_equal(buf_bytes(&before), buf_bytes(&n->text));
	buf_free(&before);
	for (size_t i = n->n; moved && i-- > 0;)
		if (!send_to(n->followers[i], &n->text))
			drop(n, i);
	while ((fd = accept(n->waits, NULL, NULL)) >= 0) {
		fcntl(fd, F_SETFD, FD_CLOEXEC);
		if (n->n < NOTES_FOLLOWERS && send_to(fd, &n->text))
			n->followers[n->n++] = fd;
		else
			close(fd);
	}
}
