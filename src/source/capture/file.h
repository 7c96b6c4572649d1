/* A capture file as one run of bytes, read once from front to back: mapped a window
 * at a time when it is a regular file (so that memory does not grow with it), read
 * into a buffer when it is a pipe, inflated when it begins as gzip does (RFC 1952;
 * several members in a row are one content). */
#ifndef SLOWSHAKE_SOURCE_CAPTURE_FILE_H
#define SLOWSHAKE_SOURCE_CAPTURE_FILE_H

#include "base/bytes.h"
#include "base/status.h"

struct spool;
struct capture_source;           /* how more is got; in file.c */

struct capture_file {
	const uint8_t *p;        /* the next byte; valid until the next call */
	size_t have;             /* how many may be read at p without asking */
	uint64_t offset;         /* of p in the content (after inflation) */
	bool grows;              /* it is still being written */
	bool waiting;            /* fewer are left than were asked for, and more may come: the same can be asked again */
	enum status failed;      /* why no more comes: ST_OK at a proper end, ST_IO, ST_DECODE (gzip) */
	struct error error;      /* the sentence, if failed */
	struct capture_source *source;
};

enum { CAPTURE_FILE_MAX = 16 << 20 };    /* no more than this can be asked for at once */

/* `path` may be "-" for standard input. On failure nothing needs closing. */
enum status capture_file_open(struct capture_file *f, const char *path, struct error *err) MUST_USE;
/* Bytes in memory that stay the caller's; gzip is recognised here too. */
void capture_file_of_bytes(struct capture_file *f, struct bytes content);
/* What stands in the spool, which must outlive it. `follow`: what is still to come too; else as it is now. */
void capture_file_of_spool(struct capture_file *f, struct spool *spool, bool follow);
/* The first bytes of standard input, at most n of them (n <= 16), which whoever reads it gets all the same. */
struct bytes capture_file_peek_standard(size_t n);
/* What of it was taken for that, and is not read yet, is added to *out: for one who reads on by himself. */
void capture_file_unpeek(struct buf *out);
void capture_file_close(struct capture_file *f);

/* Makes n bytes readable at f->p (n <= CAPTURE_FILE_MAX): false when fewer are left
 * (f->have says how many) or reading failed. */
static inline bool capture_file_need(struct capture_file *f, size_t n);
/* Passes over n bytes, however many; false if the file ends before. */
static inline bool capture_file_skip(struct capture_file *f, uint64_t n);

/* For a progress bar: bytes of the file itself that were read, and its size (0 when
 * it is not known). */
uint64_t capture_file_done(const struct capture_file *f);
uint64_t capture_file_size(const struct capture_file *f);

/* The slow ways of the two inline functions. */
bool capture_file_fill(struct capture_file *f, size_t n);
bool capture_file_pass(struct capture_file *f, uint64_t n);

static inline bool capture_file_need(struct capture_file *f, size_t n)
{
	return n <= f->have || capture_file_fill(f, n);
}

static inline bool capture_file_skip(struct capture_file *f, uint64_t n)
{
	if (n > f->have)
		return capture_file_pass(f, n);
	f->p += n;
	f->have -= (size_t)n;
	f->offset += n;
	return true;
}

#endif
