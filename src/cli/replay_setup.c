#include "cli/replay_setup.h"

#include <stdlib.h>
#include <unistd.h>

#include "base/file.h"
#include "cli/say.h"
#include "source/files.h"

enum status replay_setup_keys(const struct options *o, struct replay_keys *keys, void (*note)(void *ctx, const char *text), struct error *err)
{
	const char *env = getenv("SSLKEYLOGFILE");

	for (size_t i = 0; i < o->n_keylogs; i++)
		TRY(replay_keys_log(keys, o->keylogs[i], note, NULL, err));
	for (size_t i = 0; i < o->n_rsa_keys; i++)
		TRY(replay_keys_rsa(keys, o->rsa_keys[i], err));
	if (o->n_keylogs || !env || !*env || access(env, R_OK) != 0)
		return ST_OK;
	/* nobody named it for this capture: what it is told, and is no reason to stop */
	if (replay_keys_log(keys, env, note, NULL, err) != ST_OK)
		say_error(err->text);
	return ST_OK;
}

enum status replay_setup_trust(const struct options *o, struct trust_store *trust, struct error *err)
{
	const char *path = o->ca ? o->ca : file_system_trust();
	struct buf content = { 0 };
	size_t skipped = 0;
	enum status st;

	if (!path)
		return ST_OK;
	st = file_read(path, &content, err);
	if (st == ST_OK)
		st = trust_add(trust, buf_bytes(&content), path, o->ca ? NULL : &skipped, err);
	buf_free(&content);
	return st;
}
