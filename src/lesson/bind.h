/* The names that a lesson uses, looked up in a trace.
 *
 *   event   [client|server|network|observer] TYPE [in MESSAGE] [#N | last], or "end"
 *   field   [client|server] MESSAGE[@record|@plaintext|@block][#N][.NAME[[I]]]...
 *   value   [client|server] LABEL [in MESSAGE] [#N | last]
 *   expr    KIND[:ARGUMENT], see lesson_eval
 *
 * MESSAGE is written as in the registry or as in the RFC (client_hello, ClientHello).
 * What is not found gives ST_NOT_FOUND with a sentence that names what is nearest. */
#ifndef SLOWSHAKE_LESSON_BIND_H
#define SLOWSHAKE_LESSON_BIND_H

#include "lesson/lesson.h"

enum status lesson_find_event(const struct trace *t, const char *name, event_id *out, struct error *err) MUST_USE;
/* How many events fit; #N and last do not matter. */
enum status lesson_count_events(const struct trace *t, const char *name, unsigned *out, struct error *err) MUST_USE;
enum status lesson_find_field(const struct trace *t, const char *path, field_id *out, struct error *err) MUST_USE;
enum status lesson_find_value(const struct trace *t, const char *name, value_id *out, struct error *err) MUST_USE;

/* Text of an expression, added to out:
 *   value:VALUE, field:FIELD        as people read it
 *   hex:X, text:X, length:X         of a FIELD or VALUE: its bytes, the same as text, how many
 *   name:X                          the code's name without its number
 *   offset:FIELD                    where it begins in its message
 *   verdict:EVENT                   ok, fail, warn, skipped or none
 *   arg:EVENT NAME                  a number of the event, by its name in the event's list
 *   count:EVENT                     how many such events there are
 *   knows:WHO VALUE                 yes or no: client, server, mallory, eavesdropper, thief, ticket-thief, psk-holder, observer; in the end
 *   outcome, alert, alert_from, failed_check, version, cipher_suite     how it ended; "none"
 *   scenario, fault, seed           what was run */
enum status lesson_eval(const struct trace *t, const char *expr, struct buf *out, struct error *err) MUST_USE;
/* The event at which the answer to the expression can be seen: that which it names,
 * the first that lists its value or speaks of its field, the last for the outcome. */
event_id lesson_expr_event(const struct trace *t, const char *expr);
/* Text with its placeholders {{EXPR}} filled in. The first that fails gives the error,
 * the others are still filled in. */
enum status lesson_fill(const struct trace *t, const char *text, struct buf *out, struct error *err) MUST_USE;

#endif
