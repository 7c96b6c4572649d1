/* The keys and secrets that the user gives, and what an observer asks of them. */
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>

#include "base/arena.h"
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
	for (size_t i = 0; i < k->n_psks; i++)
		free((void *)(uintptr_t)k->psks[i].identity.p);
	free(k->psks);
	free(k->rsa);
	free(k->keys);
	free(k->logs);
}

/* ---- key logs that grow ---- */

enum { WAIT_MS = 500, LOOK_MS = 10, MOST_IN_VAIN = 4 };

struct followed {
	const char *path;                /* the caller's */
	off_t size;                      /* when it was read */
};

static void remember(struct replay_keys *k, const char *path)
{
	struct stat st;

	k->logs = mem_realloc(k->logs, (k->n_logs + 1) * sizeof(*k->logs));
	k->logs[k->n_logs++] = (struct followed){ path, stat(path, &st) == 0 && S_ISREG(st.st_mode) ? st.st_size : -1 };
}

/* What was added to the files since; false: nothing was. Their bad lines were told at the start. */
static bool read_on(struct replay_keys *k)
{
	struct error err;
	struct stat st;
	bool any = false;

	for (size_t i = 0; i < k->n_logs; i++) {
		struct followed *f = &k->logs[i];

		if (f->size < 0 || stat(f->path, &st) != 0 || st.st_size == f->size)
			continue;
		f->size = st.st_size;
		any |= keylog_add_file(k->log, f->path, NULL, NULL, &err) == ST_OK;
	}
	return any;
}

/* A peer writes its secrets down at about the time when its messages are on the wire, and not before. Of one that writes
 * down nothing is learnt soon. */
static const struct keylog_entry *wait_for(struct replay_keys *k, enum keylog_label label, struct bytes id)
{
	const struct timespec pause = { .tv_nsec = LOOK_MS * 1000000L };
	const struct keylog_entry *e = NULL;

	for (int ms = 0; ms <= WAIT_MS; ms += LOOK_MS) {
		if (read_on(k)) {
			k->in_vain = 0;
			e = keylog_find(k->log, label, id, NULL);
		}
		if (e || k->in_vain >= MOST_IN_VAIN)
			return e;
		nanosleep(&pause, NULL);
	}
	k->in_vain++;
	return NULL;
}

enum status replay_keys_log(struct replay_keys *k, const char *path, keylog_complain *complain, void *ctx, struct error *err)
{
	k->log_given = true;
	remember(k, path);
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

/* Both byte strings stand in one piece. */
void replay_keys_psk(struct replay_keys *k, const struct external_psk *psk)
{
	struct external_psk own = *psk;
	uint8_t *p = mem_alloc(psk->identity.n + psk->key.n);

	memcpy(p, psk->identity.p, psk->identity.n);
	memcpy(p + psk->identity.n, psk->key.p, psk->key.n);
	own.identity.p = p;
	own.key.p = p + psk->identity.n;
	k->psks = mem_realloc(k->psks, (k->n_psks + 1) * sizeof(*k->psks));
	k->psks[k->n_psks++] = own;
}

/* Labels that every peer writes which writes any for its version. */
static bool is_waited_for(enum keylog_label label)
{
	return label == KEYLOG_CLIENT_RANDOM || (label >= KEYLOG_CLIENT_HANDSHAKE_TRAFFIC_SECRET && label <= KEYLOG_SERVER_TRAFFIC_SECRET_0);
}

static struct bytes find_secret(struct replay_keys *k, enum keylog_label label, struct bytes id)
{
	const struct keylog_entry *e = keylog_find(k->log, label, id, NULL);

	if (!e && k->follow && is_waited_for(label))
		e = wait_for(k, label, id);
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
		.master_by_session = find_master_by_session, .traffic = find_traffic, .ctx = k, .any = k->log_given, .rsa = k->keys, .n_rsa = k->n_rsa, .psks = k->psks, .n_psks = k->n_psks,
	};
}
