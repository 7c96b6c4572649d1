#include "spec/events.h"

#include <string.h>

#include "base/status.h"
#include "spec/codes.h"
#include "spec/reasons.h"

const struct event_spec event_specs[EV_N] = {
#define X(id, name, check, title, sentence, rfc, a, b) [EV_##id] = { name, check, title, sentence, rfc, { a, b } },
	EVENT_LIST(X)
#undef X
};

struct event_text event_text(enum event_type type, uint16_t version)
{
	static const struct {
		enum event_type type;
		uint16_t version;
		struct event_text text;
	} forms[] = {
#define X(id, version, title, sentence, rfc) { EV_##id, VERSION_##version, { title, sentence, rfc } },
		EVENT_FORM_LIST(X)
#undef X
	};
	const struct event_spec *spec = &event_specs[type];
	struct event_text out = { spec->title, spec->sentence, spec->rfc };

	for (size_t i = 0; i < ARRAY_LEN(forms); i++) {
		const struct event_text *form = &forms[i].text;

		if (forms[i].type != type || forms[i].version != version_rules(version))
			continue;
		out.title = form->title ? form->title : out.title;
		out.sentence = form->sentence ? form->sentence : out.sentence;
		out.rfc = form->rfc ? form->rfc : out.rfc;
	}
	return out;
}

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
