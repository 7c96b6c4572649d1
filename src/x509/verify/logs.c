/* Keys of logs that were given: what certificate timestamps are checked by. */
#include <stdlib.h>

#include "x509/bundle.h"
#include "x509/verify/internal.h"

struct ct_log_store *ct_log_new(void)
{
	return mem_alloc(sizeof(struct ct_log_store));
}

void ct_log_free(struct ct_log_store *s)
{
	for (size_t i = 0; s && i < s->n; i++) {
		buf_free(&s->logs[i]->spki);
		free(s->logs[i]);
	}
	if (s)
		free(s->logs);
	free(s);
}

static enum status add_key(struct ct_log_store *s, struct buf *der, const char *where, struct error *err)
{
	struct ct_log *log = mem_alloc(sizeof(*log));
	struct public_key key;
	const char *name;
	struct bytes spki;

	log->spki = *der;
	*der = (struct buf){ 0 };
	spki = buf_bytes(&log->spki);
	if (x509_parse_key(spki, &key, &name) != ST_OK || crypto_hash(HASH_SHA256, &spki, 1, log->id) != ST_OK) {
		buf_free(&log->spki);
		free(log);
		return error_set(err, ST_DECODE, "%s: a public key in it cannot be read", where);
	}
	s->logs = mem_realloc(s->logs, (s->n + 1) * sizeof(struct ct_log *));
	s->logs[s->n++] = log;
	return ST_OK;
}

enum status ct_log_add(struct ct_log_store *s, struct bytes pem_or_der, const char *where, struct error *err)
{
	struct pem_block block;
	struct bundle b;
	enum status st;

	bundle_open(&b, pem_or_der, where, WANT_LOG_KEYS);
	while ((st = bundle_next(&b, &block, err)) == ST_OK && (st = add_key(s, &block.der, where, err)) == ST_OK)
		pem_block_free(&block);
	bundle_close(&b);
	return st == ST_NOT_FOUND ? ST_OK : st;
}
