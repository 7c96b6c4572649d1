/* One line of JSON after another: keys and values, of which the caller names the ones that belong. */
#ifndef SLOWSHAKE_OUT_JSON_LINE_H
#define SLOWSHAKE_OUT_JSON_LINE_H

#include <stdbool.h>
#include <stdio.h>

#include "base/bytes.h"

#define JSON_SCHEMA "slowshake.event/1"

struct json_line {
	FILE *out;
	int64_t stream;          /* said in each line; -1: none */
	struct buf bytes, text;  /* owned; `text` is the caller's, for json_put_described */
	uint64_t seq;
	bool comma;              /* the object or array that is open has a member */
};

/* A line "type", with what every line has; then its members; then it is written. */
void json_begin(struct json_line *l, const char *type);
void json_end(struct json_line *l);
/* An object or array as a member: "{" and "}", "[" and "]". */
void json_open(struct json_line *l, const char *key, const char *bracket);
void json_close(struct json_line *l, const char *bracket);

/* Members; `key` is NULL in an array. */
void json_put_text(struct json_line *l, const char *key, struct bytes text);
void json_put_str(struct json_line *l, const char *key, const char *s);      /* NULL: null */
void json_put_described(struct json_line *l, const char *key);               /* what stands in l->text, which is empty then */
void json_put_lower(struct json_line *l, const char *key, const char *s);
void json_put_int(struct json_line *l, const char *key, int64_t v);
void json_put_arg(struct json_line *l, const char *key, int64_t v);          /* ARG_UNKNOWN: null */
void json_put_bool(struct json_line *l, const char *key, bool v);
void json_put_hex(struct json_line *l, const char *key, struct bytes b);
void json_put_ids(struct json_line *l, const char *key, const uint32_t *ids, size_t n);   /* without 0 */

#endif
