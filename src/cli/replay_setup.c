#include "cli/replay_setup.h"

#include <stdlib.h>
#include <unistd.h>

#include "base/file.h"
#include "cli/psks.h"
#include "cli/say.h"
#include "source/files.h"

static enum status add_psks(const struct options *o, struct replay_keys *keys, struct error *err)
{
	struct psks given = { 0 };
	const enum status st = psks_read(o, &given, err);

	for (size_t i = 0; st == ST_OK && i < given.n; i++)
		replay_keys_psk(keys, &given.list[i]);
	psks_free(&given);
	return st;
}

enum status replay_setup_keys(const struct options *o, struct replay_keys *keys, void (*note)(void *ctx, const char *text), struct error *err)
{
	const char *env = getenv("SSLKEYLOGFILE");

	for (size_t i = 0; i < o->n_keylogs; i++)
		TRY(replay_keys_log(keys, o->keylogs[i], note, NULL, err));
	for (size_t i = 0; i < o->n_rsa_keys; i++)
		TRY(replay_keys_rsa(keys, o->rsa_keys[i], err));
	TRY(add_psks(o, keys, err));
	if (o->n_keylogs || !env || !*env || access(env, R_OK) != 0)
		return ST_OK;
	/* nobody named it for this capture: what it is told, and is no reason to stop */
	if (replay_keys_log(keys, env, note, NULL, err) != ST_OK)
		say_error(err->text);
	return ST_OK;
}

static enum status read_trust(const struct options *o, struct trust_store *trust, struct error *err)
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

static enum status read_logs(const struct options *o, struct ct_log_store *logs, struct error *err)
{
	struct buf content = { 0 };
	enum status st = file_read(o->ct_log, &content, err);

	if (st == ST_OK)
		st = ct_log_add(logs, buf_bytes(&content), o->ct_log, err);
	buf_free(&content);
	return st;
}

static enum status read_lists(const struct options *o, struct crl_store *crls, struct error *err)
{
	struct buf content = { 0 };
	enum status st = file_read(o->crl, &content, err);

	if (st == ST_OK)
		st = crl_add(crls, buf_bytes(&content), o->crl, err);
	buf_free(&content);
	return st;
}

enum status replay_setup_verify(const struct options *o, struct verify_config *cfg, struct error *err)
{
	struct trust_store *trust = trust_new();
	struct crl_store *crls = o->crl ? crl_new() : NULL;
	struct ct_log_store *logs = o->ct_log ? ct_log_new() : NULL;

	*cfg = (struct verify_config){
		.trust = trust, .crls = crls, .ct_logs = logs, .crl_required = o->crl_required, .policies = &o->policies,
		.now = o->time_given ? o->time : 0, .name = o->servername, .purpose = PURPOSE_SERVER,
	};
	TRY(read_trust(o, trust, err));
	if (logs)
		TRY(read_logs(o, logs, err));
	return crls ? read_lists(o, crls, err) : ST_OK;
}

void replay_setup_verify_free(struct verify_config *cfg)
{
	trust_free((struct trust_store *)(uintptr_t)cfg->trust);
	crl_free((struct crl_store *)(uintptr_t)cfg->crls);
	ct_log_free((struct ct_log_store *)(uintptr_t)cfg->ct_logs);
	*cfg = (struct verify_config){ 0 };
}
