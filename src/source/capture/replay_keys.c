/* The keys and secrets that the user gives, and what an observer asks of them. */
#include <stdlib.h>

#include "base/file.h"
#include "source/capture/replay.h"

void replay_keys_init(struct replay_keys *k)
{
	*k = (struct replay_keys){ .log = keylog_new() };
}

void replay_keys_free(struct replay_keys *k)
{
	keylog_free(k->log);
	for (size_t i = 0; i < k->n_rsa; i++)
		keyfile_free(&k->rsa[i]);
	free(k->rsa);
	free(k->keys);
}

enum status replay_keys_log(struct replay_keys *k, const char *path, keylog_complain *complain, void *ctx, struct error *err)
{
	k->log_given = true;
	return keylog_add_file(k->log, path, complain, ctx, err);
}

enum status replay_keys_rsa_bytes(struct replay_keys *k, struct bytes content, const char *path, struct error *err)
{
	k->rsa = mem_realloc(k->rsa, (k->n_rsa + 1) * sizeof(*k->rsa));
	TRY(keyfile_read(content, path, &k->rsa[k->n_rsa], err));
	if (k->rsa[k->n_rsa].key.kind != KEY_RSA) {
		keyfile_free(&k->rsa[k->n_rsa]);
		return error_set(err, ST_UNSUPPORTED, "%s: this is no RSA key: only with RSA key exchange does a server's key open a capture; give a key log", path);
	}
	k->n_rsa++;
	k->keys = mem_realloc(k->keys, k->n_rsa * sizeof(*k->keys));
	for (size_t i = 0; i < k->n_rsa; i++)
		k->keys[i] = (struct observer_key){ &k->rsa[i].key, k->rsa[i].pub.n };
	return ST_OK;
}

enum status replay_keys_rsa(struct replay_keys *k, const char *path, struct error *err)
{
	struct buf content = { 0 };
	enum status st = file_read(path, &content, err);

	if (st == ST_OK)
		st = replay_keys_rsa_bytes(k, buf_bytes(&content), path, err);
	buf_free(&content);
	return st;
}

static struct bytes find_secret(const struct replay_keys *k, enum keylog_label label, struct bytes id)
{
	const struct keylog_entry *e = keylog_find(k->log, label, id, NULL);

	return e ? keylog_secret(e) : BYTES_NONE;
}

static struct bytes find_master(void *ctx, struct bytes client_random)
{
	return find_secret(ctx, KEYLOG_CLIENT_RANDOM, client_random);
}

static struct bytes find_pre_master(void *ctx, struct bytes encrypted)
{
	return encrypted.n < 8 ? BYTES_NONE : find_secret(ctx, KEYLOG_RSA, bytes_slice(encrypted, 0, 8));
}

static struct bytes find_pre_master_by_random(void *ctx, struct bytes client_random)
{
	return find_secret(ctx, KEYLOG_PMS, client_random);
}

static struct bytes find_traffic(void *ctx, enum keylog_label label, struct bytes client_random)
{
	return find_secret(ctx, label, client_random);
}

static struct bytes find_master_by_session(void *ctx, struct bytes session_id)
{
	return find_secret(ctx, KEYLOG_SESSION_ID, session_id);
}

struct observer_secrets replay_keys_secrets(struct replay_keys *k)
{
	return (struct observer_secrets){
		.master = find_master, .pre_master = find_pre_master, .pre_master_by_random = find_pre_master_by_random,
		.master_by_session = find_master_by_session, .traffic = find_traffic, .ctx = k, .any = k->log_given, .rsa = k->keys, .n_rsa = k->n_rsa,
	};
}
