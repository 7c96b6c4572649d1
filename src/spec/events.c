#include "spec/events.h"

#include <string.h>

#include "spec/reasons.h"

const struct event_spec event_specs[EV_N] = {
#define X(id, name, check, title, sentence, rfc, a, b) [EV_##id] = { name, check, title, sentence, rfc, { a, b } },
	EVENT_LIST(X)
#undef X
};

enum event_type event_by_name(const char *name)
{
	for (int i = 0; i < EV_N; i++)
		if (strcmp(event_specs[i].name, name) == 0)
			return (enum event_type)i;
	return EV_N;
}

const char *reason_name(enum reason r)
{
	static const char *const names[] = {
#define X(id, text) #id,
		REASON_LIST(X)
#undef X
#define X(id, code, text, help) code,
		CLOSED_LIST(X)
#undef X
	};
	return (unsigned)r < REASON_N ? names[r] : "?";
}

const char *reason_sentence(enum reason r)
{
	static const char *const texts[] = {
#define X(id, text) text,
		REASON_LIST(X)
#undef X
#define X(id, code, text, help) text " " help,
		CLOSED_LIST(X)
#undef X
	};
	return (unsigned)r < REASON_N ? texts[r] : "?";
}
