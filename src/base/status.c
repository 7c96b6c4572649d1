#include "base/status.h"

#include <stdarg.h>
#include <stdio.h>

const char *status_name(enum status st)
{
	static const char *const names[] = {
#define X(name, text) #name,
		STATUS_LIST(X)
#undef X
	};
	return (unsigned)st < ARRAY_LEN(names) ? names[st] : "?";
}

const char *status_text(enum status st)
{
	static const char *const texts[] = {
#define X(name, text) text,
		STATUS_LIST(X)
#undef X
	};
	return (unsigned)st < ARRAY_LEN(texts) ? texts[st] : "?";
}

enum status error_set(struct error *e, enum status st, const char *fmt, ...)
{
	va_list ap;

	if (!e)
		return st;
	va_start(ap, fmt);
	vsnprintf(e->text, sizeof(e->text), fmt, ap);
	va_end(ap);
	return st;
}
