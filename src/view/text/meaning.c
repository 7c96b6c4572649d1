#include "view/text/meaning.h"

#include <string.h>

#include "spec/layout.h"

/* What holds nothing but what its parent is about: "content" behind a length, "value" in DER, a name that is said twice. */
static bool is_inside(const char *parent, const char *name)
{
	return strcmp(name, "content") == 0 || strcmp(name, "value") == 0 || strcmp(name, parent) == 0;
}

const struct explanation *meaning_of_field(const struct trace *t, field_id f)
{
	const struct field *field = trace_field(t, f);
	const struct field *above = field->parent ? trace_field(t, field->parent) : NULL;
	const char *name = field->layout->name, *parent = above ? above->layout->name : NULL;
	const uint16_t version = trace_unit(t, field->unit)->version;

	if (name && parent && is_inside(parent, name) && !explain_field_of(parent, name, version)) {
		const struct explanation *e = meaning_of_field(t, field->parent);

		if (e)
			return e;
	}
	return name ? explain_field_in(parent, name, version) : NULL;
}
