#include "tls/list.h"

#include <stdint.h>
#include <string.h>

#include "base/memory.h"

void list_add(struct list *l, const void *element, size_t size)
{
	if (l->n == l->cap) {
		l->cap = l->cap ? 2 * l->cap : 16;
		l->p = mem_realloc(l->p, l->cap * size);
	}
	memcpy((uint8_t *)l->p + l->n++ * size, element, size);
}
