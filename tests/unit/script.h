/* Bytes written as people write them in a test's table: hex, with
 *
 *   [2 ... ]   a length of 2 bytes, then the content
 *   65*1a      the byte 1a, 65 times
 *   "text"     ASCII
 *
 * so that a line shows what is wrong in it and not how long it is. */
#ifndef SLOWSHAKE_TESTS_SCRIPT_H
#define SLOWSHAKE_TESTS_SCRIPT_H

#include <ctype.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "base/bytes.h"

static inline unsigned script_byte(const char **p)
{
	char two[3] = { (*p)[0], (*p)[0] ? (*p)[1] : 0, 0 };

	if (!isxdigit((unsigned char)two[0]) || !isxdigit((unsigned char)two[1]))
		fail_msg("script: no hex at: %s", *p);
	*p += 2;
	return (unsigned)strtoul(two, NULL, 16);
}

/* Up to the closing bracket, which is left to the caller. */
static inline void script_part(const char **p, struct buf *out)
{
	while (**p && **p != ']') {
		char *end;
		unsigned long n;

		if (isspace((unsigned char)**p)) {
			(*p)++;
		} else if (**p == '"') {
			for ((*p)++; **p != '"'; (*p)++)
				buf_add_uint(out, 1, (unsigned char)**p);
			(*p)++;
		} else if (**p == '[') {
			struct buf inner = { 0 };
			unsigned width = (unsigned)(*++*p - '0');

			++*p;
			script_part(p, &inner);
			if (*(*p)++ != ']')
				fail_msg("script: no ]");
			buf_add_uint(out, width, inner.n);
			buf_add(out, buf_bytes(&inner));
			buf_free(&inner);
		} else if ((n = strtoul(*p, &end, 10)) && *end == '*') {
			unsigned byte;

			*p = end + 1;
			for (byte = script_byte(p); n; n--)
				buf_add_uint(out, 1, byte);
		} else {
			buf_add_uint(out, 1, script_byte(p));
		}
	}
}

/* Adds the script's bytes. */
static inline void script(struct buf *out, const char *text)
{
	const char *p = text;

	script_part(&p, out);
	if (*p)
		fail_msg("script: one ] too many: %s", text);
}

#endif
