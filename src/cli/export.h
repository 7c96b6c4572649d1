/* Files made out of a finished trace. */
#ifndef SLOWSHAKE_CLI_EXPORT_H
#define SLOWSHAKE_CLI_EXPORT_H

#include "base/status.h"
#include "trace/trace.h"

struct export_options {
	bool with_secrets;            /* pages show those of captures and of real peers, too */
	const struct buf *picture;    /* of the screen that was left, as SVG; NULL or empty: none was shown */
};

/* Whether the file name ends in one of the formats that can be written (".pcapng",
 * ".keys", ".html" ...); ST_USAGE with the sentence if not. */
enum status export_check(const char *path, struct error *err) MUST_USE;
/* The same where only a page can be written: of "a lesson". */
enum status export_check_page(const char *path, const char *of, struct error *err) MUST_USE;
/* Whether it draws screens: all that they show is in it, secrets too. */
bool export_draws(const char *path);
/* The name for the n-th trace of several (serve), from 0: from 1 on the number goes before the suffix ("x-1.pcapng"). */
void export_name(const char *path, unsigned n, struct buf *out);
/* Writes the file (base/file.h: file_replace). ST_IO with the sentence. */
enum status export_write(const struct trace *t, const char *path, const struct export_options *o, struct error *err) MUST_USE;
/* The same from the screen: what draws screens cannot be written there, nor over what is there already. */
enum status export_from_screen(const struct trace *t, const char *path, struct error *err) MUST_USE;
/* Appends the key log lines to the file that $SSLKEYLOGFILE names (file_append). */
enum status export_append_keys(const struct trace *t, const char *path, bool *open_to_others, struct error *err) MUST_USE;

#endif
