#include "cli/psks.h"

#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/text.h"

enum { PSK_MOST = 0xffff };

enum status psks_read(const struct options *o, struct psks *p, struct error *err)
{
	p->list = mem_alloc((o->n_psks + 1) * sizeof(*p->list));
	p->keys = mem_alloc((o->n_psks + 1) * sizeof(*p->keys));
	for (; p->n < o->n_psks; p->n++) {
		const char *text = o->psks[p->n], *colon = strrchr(text, ':');
		struct buf *key = &p->keys[p->n];

		if (!colon || colon == text || text_unhex(colon + 1, key) != ST_OK || !key->n) {
			buf_free(key);
			return error_set(err, ST_USAGE, "--psk: write IDENTITY:HEX, a name and a key of hexadecimal digits");
		}
		if (key->n > PSK_MOST || (size_t)(colon - text) > PSK_MOST) {
			buf_free(key);
			return error_set(err, ST_USAGE, "--psk: names and keys have at most %d bytes each: their length takes two", PSK_MOST);
		}
		p->list[p->n] = (struct external_psk){ bytes_of(text, (size_t)(colon - text)), buf_bytes(key), HASH_SHA256 };
	}
	return ST_OK;
}

void psks_free(struct psks *p)
{
	for (size_t i = 0; i < p->n; i++)
		buf_free(&p->keys[i]);
	free(p->keys);
	free(p->list);
	*p = (struct psks){ 0 };
}
