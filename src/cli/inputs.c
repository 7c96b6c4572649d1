#include "cli/inputs.h"

#include <stdlib.h>

#include "base/file.h"

static enum status guard(const char *input, const char *what, const char *path, struct error *err)
{
	if (!input || !file_is_same(input, path))
		return ST_OK;
	return error_set(err, ST_USAGE, "%s %s: this is the file %s, which is read: choose another name", what, path,
			 input);
}

enum status inputs_guard(const struct options *o, const char *what, const char *path, struct error *err)
{
	const bool reads_operand = o->command == CMD_REPLAY || o->command == CMD_EXPLAIN || o->command == CMD_VERIFY;
	const char *const named[] = {
		reads_operand ? o->operand : NULL, o->ca, o->crl, o->ocsp, o->ct_log, o->answers,
		reads_operand && !o->n_keylogs ? getenv("SSLKEYLOGFILE") : NULL,
	};

	for (size_t i = 0; i < ARRAY_LEN(named); i++)
		TRY(guard(named[i], what, path, err));
	for (size_t i = 0; i < o->n_certs; i++) {
		TRY(guard(o->certs[i], what, path, err));
		TRY(guard(o->keys[i], what, path, err));
	}
	for (size_t i = 0; i < o->n_keylogs; i++)
		TRY(guard(o->keylogs[i], what, path, err));
	for (size_t i = 0; i < o->n_rsa_keys; i++)
		TRY(guard(o->rsa_keys[i], what, path, err));
	return ST_OK;
}
