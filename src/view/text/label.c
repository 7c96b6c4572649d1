#include "view/text/label.h"

#include <string.h>

#include "base/text.h"
#include "spec/codes.h"
#include "spec/events.h"
#include "view/text/describe.h"

/* What a number of an event means, by its name in spec/events.h. */
static const struct {
	const char *arg;
	const struct code_table *codes;
} code_args[] = {
	{ "version", &codes_version },           { "cipher_suite", &codes_cipher_suite },
	{ "extension", &codes_extension },       { "compression_method", &codes_compression },
	{ "named_group", &codes_named_group }, { "signature_scheme", &codes_signature_scheme }, { "description", &codes_alert },
};

/* Events that are about their first value: its label says which. */
static bool is_about_value(enum event_type type)
{
	switch (type) {
	case EV_RANDOM_DRAWN: case EV_KEY_CUT: case EV_PRF_A: case EV_PRF_BLOCK: case EV_PRF_OUTPUT: case EV_VERIFY_DATA:
		return true;
	default:
		return false;
	}
}

static const char *code_of_arg(const char *name, int64_t arg)
{
	for (size_t i = 0; name && i < ARRAY_LEN(code_args); i++)
		if (strcmp(code_args[i].arg, name) == 0 && arg >= 0)
			return code_name(code_args[i].codes, (uint32_t)arg);
	return NULL;
}

void label_of_event(const struct trace *t, event_id id, struct buf *out)
{
	const struct event *e = trace_event(t, id);
	const struct event_spec *spec = &event_specs[e->type];
	const char *code = NULL;

	buf_puts(out, describe_event_title(t, id));
	/* A refused choice was none. */
	for (int i = 0; i < 2 && !code && e->verdict != VERDICT_FAIL; i++)
		code = code_of_arg(spec->arg[i], e->arg[i]);
	if (!code)
		code = code_of_arg(spec->arg[0] && strcmp(spec->arg[0], "extension") == 0 ? spec->arg[0] : NULL, e->arg[0]);
	if (code)
		buf_printf(out, ": %s", code);
	else if (spec->arg[0] && strcmp(spec->arg[0], "certificate") == 0)
		buf_printf(out, ": certificate %d", (int)e->arg[0]);
	else if (is_about_value(e->type) && e->n_values && e->values[0]) {
		buf_puts(out, ": ");
		text_safe(out, bytes_str(trace_value(t, e->values[0])->label));
	}
}
