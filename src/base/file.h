/* Files as a whole: read within a bound, written so that nothing is lost and nobody else is let in. Sentences in err begin
 * with the path. */
#ifndef SLOWSHAKE_BASE_FILE_H
#define SLOWSHAKE_BASE_FILE_H

#include "base/bytes.h"
#include "base/status.h"

enum { FILE_MAX = 16 << 20, FILE_PATIENCE_S = 10 };

/* Adds the file's bytes to out. It always ends: ST_IO with the sentence if it cannot be read, is a directory, has more than
 * FILE_MAX bytes, or is a pipe out of which nothing comes for FILE_PATIENCE_S seconds; then out holds what it held before. */
enum status file_read(const char *path, struct buf *out, struct error *err) MUST_USE;
/* The same with another bound for regular files; anything else is still held to FILE_MAX. */
enum status file_read_most(const char *path, size_t most, struct buf *out, struct error *err) MUST_USE;
/* The same without holding it as a whole: `take` gets each piece in its order, valid during the call, and on failure those before. */
typedef void file_take(void *ctx, struct bytes piece);
enum status file_read_pieces(const char *path, size_t most, file_take *take, void *ctx, struct error *err) MUST_USE;

/* Are they one file (the same device and inode), whatever their names are? False if one of them is not there. */
bool file_is_same(const char *a, const char *b);

/* The file has this content from now on, for its owner alone (0600): written beside its name, synced, renamed; on any
 * failure what was there stays. ST_IO: also for what is no regular file, a symbolic link, a file of another user. */
enum status file_replace(const char *path, struct bytes content, struct error *err) MUST_USE;
/* The folder and those above it are there from now on; what is made is for its owner alone. */
enum status file_make_folders(const char *path, struct error *err) MUST_USE;
/* Waits until no other process holds that file's folder, which must be there, and holds it: for who reads a file and writes it anew.
 * What a file_replace of that path left behind that was ended in the middle goes. -1: this file system has no locks. */
int file_hold(const char *path);
void file_release(int held);
/* Adds the lines at the end, in one piece; a new file is for its owner alone. ST_IO as file_replace, but a link to a file
 * of the user's own is followed. *open_to_others: others may read it. */
enum status file_append(const char *path, struct bytes lines, bool *open_to_others, struct error *err) MUST_USE;

#endif
