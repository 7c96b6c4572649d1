/* A growing list of elements of one size; owns p. */
#ifndef SLOWSHAKE_TLS_LIST_H
#define SLOWSHAKE_TLS_LIST_H

#include <stddef.h>

struct list {
	void *p;
	size_t n, cap;
};
void list_add(struct list *l, const void *element, size_t size);
#define LIST_AT(l, type, i) (((type *)(l)->p)[i])

#endif
