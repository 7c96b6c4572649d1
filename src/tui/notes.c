#include "tui/notes.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/runtime.h"
#include "view/text/label.h"
#include "view/text/why.h"

enum { WIDTH = 72, END = '\f' };   /* END: behind what is told of a step */

void notes_open(struct notes *n, char *message, size_t size)
{
	struct error err = { "" };

	*n = (struct notes){ .open = true, .waits = -1, .begun = time(NULL) };
	if (runtime_place(&err) != ST_OK)
		return;
	n->waits = runtime_socket(true, &err);
	if (n->waits < 0)
		snprintf(message, size, "%s", err.text);
}

static void drop(struct notes *n, size_t i)
{
	close(n->followers[i]);
	n->followers[i] = n->followers[--n->n];
}

void notes_close(struct notes *n)
{
	if (!n->open)
		return;
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

static void begin(struct notes *n)
{
	buf_clear(&n->text);
	buf_printf(&n->text, "%lld\n", (long long)n->begun);
}

static void say_step(struct notes *n, struct lesson_screen *s)
{
	const struct lesson_state *state = s->owner->state;
	const struct lesson *l = state->lesson;
	struct lesson_lines lines = { 0 };
	bool any = false;

	begin(n);
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

/* What the screen of a class leaves out: all that there is to say of the event. */
static void say_event(struct notes *n, struct app *a)
{
	const struct position p = cursor_position(&a->cursor, a->t);
	const struct tree nothing = { .n = 0 };
	struct cursor next = a->cursor;
	struct why why = { .n = 0 };

	begin(n);
	buf_printf(&n->text, "%s\nmessage %u of %u: %s, event %u of %u\n\n", a->t->scenario ? a->t->scenario : "", p.step, p.steps,
		   trace_step(a->t, trace_event(a->t, a->cursor.event)->step)->title, p.event, p.events);
	why_build(&why, a->t, a->cursor.event, &nothing, false, WIDTH);
	for (size_t i = 0; i < why.n; i++)
		put_line(&n->text, why_text(&why, i));
	if (cursor_next(&next, a->t)) {
		buf_printf(&n->text, "\nnext: %s, ", trace_step(a->t, trace_event(a->t, next.event)->step)->title);
		label_of_event(a->t, next.event, &n->text);
		buf_puts(&n->text, "\n");
	}
	buf_add_uint(&n->text, 1, END);
	why_free(&why);
}

static bool send_to(int fd, const struct buf *text)
{
	return send(fd, text->p, text->n, MSG_NOSIGNAL | MSG_DONTWAIT) == (ssize_t)text->n;
}

/* n->text is what is to be told; *before what was. */
static void tell(struct notes *n, struct buf *before)
{
	const bool moved = !bytes_equal(buf_bytes(before), buf_bytes(&n->text));
	int fd;

	buf_free(before);
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

static struct buf told_before(struct notes *n)
{
	const struct buf before = n->text;

	n->text = (struct buf){ 0 };
	return before;
}

void notes_tell_lesson(struct notes *n, struct lesson_screen *s)
{
	struct buf before;

	if (n->waits < 0)
		return;
	before = told_before(n);
	say_step(n, s);
	tell(n, &before);
}

void notes_tell_app(struct notes *n, struct app *a)
{
	struct buf before;

	if (n->waits < 0 || !a->cursor.event)
		return;
	before = told_before(n);
	say_event(n, a);
	tell(n, &before);
}
