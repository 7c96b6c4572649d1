#include "spec/causes.h"

#include <stddef.h>

const char *cause_code(enum cause c)
{
	static const char *const codes[] = {
#define X(id, code, word, text, help) code,
		CAUSE_LIST(X)
#undef X
	};
	return c == CAUSE_NONE ? NULL : codes[c];
}

const char *cause_word(enum cause c)
{
	static const char *const words[] = {
#define X(id, code, word, text, help) word,
		CAUSE_LIST(X)
#undef X
	};
	return words[c];
}

const char *cause_text(enum cause c)
{
	static const char *const texts[] = {
#define X(id, code, word, text, help) text,
		CAUSE_LIST(X)
#undef X
	};
	return texts[c];
}

const char *cause_help(enum cause c)
{
	static const char *const helps[] = {
#define X(id, code, word, text, help) help,
		CAUSE_LIST(X)
#undef X
	};
	return helps[c];
}
