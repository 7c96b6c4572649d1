/* malloc and its like; running out of memory aborts with a line on stderr. */
#ifndef SLOWSHAKE_BASE_MEMORY_H
#define SLOWSHAKE_BASE_MEMORY_H

#include <stddef.h>

void *mem_alloc(size_t n);               /* zeroed; free() it */
void *mem_realloc(void *p, size_t n);    /* what is new is not zeroed */
char *mem_strdup(const char *s);

#endif
