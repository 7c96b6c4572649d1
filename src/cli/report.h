/* Answers about a finished trace instead of its story: --why, --knows, --schedule, --recipe. */
#ifndef SLOWSHAKE_CLI_REPORT_H
#define SLOWSHAKE_CLI_REPORT_H

#include "cli/options.h"
#include "trace/feed.h"

bool report_wanted(const struct options *o);
/* Before anything is opened: what can be said of the options alone. */
enum status report_check(const struct options *o, enum output *out, struct error *err) MUST_USE;
/* Pumps the feed to its end and prints the answers, as text or as JSON Lines (the whole
 * trace, the answers before its last line). ST_USAGE: there is no such value or event. */
enum status report_run(struct feed *f, const struct trace *original, const struct options *o, enum output out, struct error *err) MUST_USE;

/* The JSON Lines of the feed as it goes, then what was asked for, and how it differs from
 * the original (NULL: from none). */
enum status report_json(struct feed *f, const struct trace *original, const struct options *o, struct error *err) MUST_USE;

/* As text: what the changed run came to beside the original, after an empty line. */
void report_comparison(const struct trace *original, const struct trace *changed, struct buf *out);

#endif
