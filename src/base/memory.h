/* malloc and its like; running out of memory aborts with a line on stderr. */
#ifndef SLOWSHAKE_BASE_MEMORY_H
#define SLOWSHAKE_BASE_MEMORY_H

#include <stddef.h>
#include <stdint.h>

void *mem_alloc(size_t n);               /* zeroed; free() it */
void *mem_realloc(void *p, size_t n);    /* what is new is not zeroed */
char *mem_strdup(const char *s);
/* For the hashes of a table that others fill: no result depends on it, and nothing that was made up can aim at one chain. */
uint64_t mem_seed(const void *table);

#endif
