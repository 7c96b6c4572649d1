/* What the fuzz targets share. A target is one file with
 * LLVMFuzzerTestOneInput; replay_main.c runs it over a corpus as a normal test,
 * libFuzzer runs it for as long as one likes (tests/fuzz/run). */
#ifndef SLOWSHAKE_TESTS_FUZZ_H
#define SLOWSHAKE_TESTS_FUZZ_H

#include <stddef.h>
#include <stdint.h>

#include "trace/trace.h"

/* Of an input of the endpoint targets over the transparent floor (clear.h): configuration in front of the stream. */
enum { FUZZ_HEAD = 7 };

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Aborts with a sentence on stderr unless the unit's fields are a tree in
 * preorder, each inside its parent, whose leaves cover every byte exactly once
 * in order. */
void fuzz_check_unit(const struct trace *t, unit_id unit);
/* The same for all units that have fields; `all`: every unit must have some. */
void fuzz_check_trace(const struct trace *t, bool all);
_Noreturn void fuzz_die(const char *fmt, ...) PRINTF_LIKE(1, 2);

#endif
