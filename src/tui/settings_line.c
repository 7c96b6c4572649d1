#include "tui/settings_line.h"

#include <string.h>

static char *trim(char *s)
{
	size_t n;

	s += strspn(s, " \t");
	for (n = strlen(s); n && strchr(" \t\r", s[n - 1]); n--)
		s[n - 1] = 0;
	return s;
}

/* From a # on that stands at the beginning or after a blank. */
static void cut_comment(char *line)
{
	for (char *p = line; (p = strchr(p, '#')); p++)
		if (p == line || p[-1] == ' ' || p[-1] == '\t') {
			*p = 0;
			return;
		}
}

/* NULL: it is copied. */
static const char *copy(struct bytes line, char text[SETTINGS_LINE + 1])
{
	if (line.n > SETTINGS_LINE)
		return "the line is too long";
	if (line.n && memchr(line.p, 0, line.n))
		return "the line has a NUL in it: this is no text file";
	if (line.n)
		memcpy(text, line.p, line.n);
	text[line.n] = 0;
	return NULL;
}

bool settings_line(struct bytes line, char text[SETTINGS_LINE + 1], char **name, char **value, const char **wrong)
{
	char *eq;

	*wrong = copy(line, text);
	if (*wrong)
		return false;
	cut_comment(text);
	*name = trim(text);
	if (!**name)
		return false;
	eq = strchr(*name, '=');
	if (!eq || eq == *name) {
		*wrong = "a line here is NAME = VALUE";
		return false;
	}
	*eq = 0;
	*value = trim(eq + 1);
	*name = trim(*name);
	if (!**value)
		*wrong = "the value is missing (a # begins a comment; the key # is called hash)";
	return **value != 0;
}
