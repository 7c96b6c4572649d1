#include "tui/list.h"

#include <stdio.h>

#include "tui/settings.h"

void list_screen_init(struct list_screen *s, struct tui_list *owner, const struct tui_options *o)
{
	*s = (struct list_screen){ .owner = owner, .list = owner->list, .options = *o, .filling = owner->more != NULL, .page = 1 };
	owner->has_chosen = false;
	settings_note(s->message, sizeof(s->message));
}

void list_screen_free(struct list_screen *s)
{
	list_detail_free(&s->detail);
}

void list_screen_choose(struct list_screen *s, uint32_t id)
{
	s->owner->chosen = id;
	s->owner->has_chosen = true;
	if (s->owner->open)
		s->opening = true;
	else
		s->quit = true;
}

/* Where there is nothing of the main thing, what stands aside is all that there is. */
static void filled(struct list_screen *s)
{
	const char *note = s->owner->note ? s->owner->note(s->owner->ctx) : NULL;
	uint32_t id;

	s->filling = false;
	if (note)
		snprintf(s->message, sizeof(s->message), "%s", note);
	if (s->list->n && s->list->n == s->list->n_aside)
		list_show_all(s->list, true);
	if (!s->stopped && s->owner->at_once && s->owner->at_once(s->owner->ctx, &id))
		list_screen_choose(s, id);
}

void list_screen_fill(struct list_screen *s, int ms)
{
	uint32_t id;

	if (s->filling && s->owner->more(s->owner->ctx, ms) == FEED_DONE)
		filled(s);
	else if (s->filling && s->owner->live && !s->asked && s->owner->at_once(s->owner->ctx, &id))
		list_screen_choose(s, id);
}

bool list_screen_reads(const struct list_screen *s)
{
	return s->filling && !s->owner->live;
}

bool list_screen_open(struct list_screen *s, int ms, struct feed **out, event_id *first)
{
	struct error err = { "" };

	*out = NULL;
	*first = 0;
	if (!s->opening || s->owner->open(s->owner->ctx, s->owner->chosen, ms, out, first, &err) != FEED_DONE)
		return false;
	s->opening = false;
	if (!*out)
		snprintf(s->message, sizeof(s->message), "%s", err.text);
	return *out != NULL;
}

void list_screen_stop(struct list_screen *s)
{
	if (s->opening) {
		s->opening = false;
		s->owner->stop(s->owner->ctx);
		snprintf(s->message, sizeof(s->message), "Stopped: it was not opened.");
	} else {
		s->stopped = true;
		s->owner->stop(s->owner->ctx);
		filled(s);
		snprintf(s->message, sizeof(s->message), "Stopped: what was read so far is here.");
	}
}
