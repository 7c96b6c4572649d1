/* Files made out of a finished trace. */
#ifndef SLOWSHAKE_OUT_EXPORT_H
#define SLOWSHAKE_OUT_EXPORT_H

#include "base/status.h"
#include "trace/trace.h"

struct page_options;

/* Whether the file name ends in one of the formats that can be written (".pcapng",
 * ".keys", ".html"); ST_USAGE with the sentence if not. */
enum status export_check(const char *path, struct error *err) MUST_USE;
/* The name for the n-th trace of several (serve), from 0: from 1 on the number goes before the suffix ("x-1.pcapng"). */
void export_name(const char *path, unsigned n, struct buf *out);
/* Writes the file (base/file.h: file_replace). `page`: what a page shows. ST_IO with the sentence. */
enum status export_write(const struct trace *t, const char *path, const struct page_options *page, struct error *err) MUST_USE;
/* Appends the key log lines to the file that $SSLKEYLOGFILE names (file_append). */
enum status export_append_keys(const struct trace *t, const char *path, bool *open_to_others, struct error *err) MUST_USE;

#endif
