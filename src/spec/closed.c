#include "spec/closed.h"

#include <stddef.h>

const char *closed_code(enum closed c)
{
	static const char *const codes[] = {
#define X(id, code, text, help) code,
		CLOSED_LIST(X)
#undef X
	};
	return c == CLOSED_NONE ? NULL : codes[c];
}

const char *closed_text(enum closed c)
{
	static const char *const texts[] = {
#define X(id, code, text, help) text,
		CLOSED_LIST(X)
#undef X
	};
	return texts[c];
}

const char *closed_help(enum closed c)
{
	static const char *const helps[] = {
#define X(id, code, text, help) help,
		CLOSED_LIST(X)
#undef X
	};
	return helps[c];
}
