/* JSON Lines, schema "slowshake.event/1": see assets/slowshake.event.schema.json.
 * A value's or unit's line comes before the first line that refers to it. */
#ifndef SLOWSHAKE_OUT_JSON_H
#define SLOWSHAKE_OUT_JSON_H

#include <stdio.h>

#include "base/status.h"
#include "trace/feed.h"
#include "trace/knowledge.h"

struct json_writer;
struct json_writer *json_writer_new(const struct trace *t, FILE *out);
void json_writer_free(struct json_writer *w);
/* Writes the lines of what the trace has got since the last call; ST_IO if the
 * file cannot be written (errno says why). */
enum status json_writer_update(struct json_writer *w) MUST_USE;
/* Pumps the feed to its end, and writes as it goes. */
enum status json_writer_follow(struct json_writer *w, struct feed *f) MUST_USE;
/* A line "provenance" about a value, a line "knowledge" about a party at an event. */
void json_writer_provenance(struct json_writer *w, value_id v);
/* A line "schedule": what the party has derived by then. */
void json_writer_schedule(struct json_writer *w, enum actor who, event_id event);
/* A line "recipe" about a value. */
void json_writer_recipe(struct json_writer *w, value_id v);
void json_writer_knowledge(struct json_writer *w, enum knower who, event_id event);
/* A line "comparison" with a complete trace that this one is a changed run of. */
void json_writer_comparison(struct json_writer *w, const struct trace *original);
/* What is left, then a line connection.end for each connection, and the line trace.end about the one under study. */
enum status json_writer_finish(struct json_writer *w) MUST_USE;

/* Pumps the feed to its end, writing as it goes. */
enum status json_run(struct feed *f, FILE *out) MUST_USE;

#endif
