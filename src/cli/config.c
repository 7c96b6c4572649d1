#include "cli/config.h"

#include <ctype.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cli/show.h"
#include "source/files.h"
#include "tui/settings.h"

static bool path_of(struct buf *out)
{
	const char *config = getenv("XDG_CONFIG_HOME"), *home = getenv("HOME");

	if (config && *config == '/')
		buf_printf(out, "%s/slowshake/config", config);
	else if (home && *home)
		buf_printf(out, "%s/.config/slowshake/config", home);
	return out->n > 0;
}

static char *trim(char *s)
{
	size_t n;

	s += strspn(s, " \t\r");
	n = strlen(s);
	while (n && isspace((unsigned char)s[n - 1]))
		n--;
	s[n] = 0;
	return s;
}

static void complain_line(const char *path, unsigned line, const char *sentence)
{
	struct buf text = { 0 };

	buf_printf(&text, "%s:%u: %s", path, line, sentence);
	complain(buf_str(&text));
	buf_free(&text);
}

/* From a # on that stands alone or at the beginning: "key # = x" has one, too. */
static void cut_remark(char *line)
{
	for (size_t i = 0; line[i]; i++)
		if (line[i] == '#' && (!i || (line[i - 1] == ' ' && line[i + 1] == ' ' && strchr(line, '=') && strchr(line, '=') < line + i))) {
			line[i] = 0;
			return;
		}
}

/* "name = value" */
static void read_line(const char *path, unsigned number, char *line)
{
	char *name = trim(line), *eq;
	struct error err;

	cut_remark(name);
	name = trim(name);
	if (!*name)
		return;
	eq = strchr(name + 1, '=');
	/* "key = = x": the key is the sign itself */
	if (eq && strncmp(name, "key ", 4) == 0 && eq == name + 4)
		eq = strchr(eq + 1, '=');
	if (!eq) {
		complain_line(path, number, "a line here is \"name = value\"");
		return;
	}
	*eq = 0;
	if (settings_set(trim(name), trim(eq + 1), &err) != ST_OK)
		complain_line(path, number, err.text);
}

void config_read(void)
{
	static bool done;
	struct buf path = { 0 }, content = { 0 };
	struct error err;
	unsigned number = 0;

	if (done || !path_of(&path) || access(buf_str(&path), F_OK) != 0) {
		buf_free(&path);
		return;
	}
	done = true;
	if (file_read(buf_str(&path), &content, &err) != ST_OK)
		complain(err.text);
	for (char *s = (char *)buf_str(&content), *end; s && *s; s = end) {
		end = strchr(s, '\n');
		if (end)
			*end++ = 0;
		read_line(buf_str(&path), ++number, s);
	}
	buf_free(&path);
	buf_free(&content);
}
