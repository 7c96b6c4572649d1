/* Where an observer's secrets come from, and what it means when there are none. */
#include "tls/kex/kex.h"
#include "tls/kex/psk.h"
#include "tls/kex/rsa.h"
#include "tls/keys/keys.h"
#include "tls/message/message.h"
#include "tls/observe/observe.h"
#include "tls/suites.h"

/* ---- finding a secret ---- */

static void found(struct observer *o, value_id secret, enum keylog_label label, const char *where, enum closed doubt)
{
	keys_log(&o->c, CONN_EVENT(&o->c, EV_SECRET_FOUND, secret, observe_text(o, where)), label);
	o->secret_doubt = doubt;
	o->no_secret = CLOSED_NONE;
}

static struct bytes ask(struct bytes (*find)(void *ctx, struct bytes id), void *ctx, struct bytes id)
{
	return find && id.n ? find(ctx, id) : BYTES_NONE;
}

static bool master_given(struct observer *o)
{
	const struct observer_secrets *k = &o->cfg->secrets;
	struct connection *c = &o->c;
	struct bytes random = c->s.client_random ? trace_bytes(c->w.t, c->s.client_random) : BYTES_NONE;
	struct bytes master = ask(k->master, k->ctx, random);
	const char *where = "a key log, by the client's random";

	if (!master.n) {
		master = ask(k->master_by_session, k->ctx, o->session_id);
		where = "a key log, by the session id";
	}
	if (!master.n)
		return false;
	c->secrets.master = trace_add_leaf(c->w.t, ACTOR_OBSERVER, OP_KEYLOG, "master_secret", master);
	found(o, c->secrets.master, KEYLOG_CLIENT_RANDOM, where, CLOSED_WRONG_SECRET);
	return true;
}

static value_id encrypted_pms(struct connection *c)
{
	field_id f = msg_field(c, "EncryptedPreMasterSecret");

	return f ? msg_content(c, f, "EncryptedPreMasterSecret") : 0;
}

/* `encrypted`: as it came, 0 if the key exchange is another one. */
static bool pre_master_given(struct observer *o, value_id encrypted)
{
	const struct observer_secrets *k = &o->cfg->secrets;
	struct connection *c = &o->c;
	struct bytes pms = encrypted ? ask(k->pre_master, k->ctx, trace_bytes(c->w.t, encrypted)) : BYTES_NONE;
	const char *where = "a key log, by the encrypted pre-master secret";

	if (!pms.n) {
		pms = ask(k->pre_master_by_random, k->ctx, trace_bytes(c->w.t, c->s.client_random));
		where = "a key log, by the client's random: the pre-master secret";
	}
	if (!pms.n)
		return false;
	c->secrets.pre_master = trace_add_leaf(c->w.t, ACTOR_OBSERVER, OP_KEYLOG, "pre_master_secret", pms);
	found(o, c->secrets.pre_master, KEYLOG_NONE, where, CLOSED_WRONG_SECRET);
	return true;
}

/* The key whose modulus stands in the certificate; without a certificate, any may be. */
static const struct observer_key *matching_key(struct observer *o)
{
	const struct observer_secrets *k = &o->cfg->secrets;
	const struct public_key *pub = &o->c.sides[SIDE_SERVER].shown.key;

	for (size_t i = 0; i < k->n_rsa; i++)
		if (!o->c.sides[SIDE_SERVER].shown.has_key || (pub->kind == PUBLIC_RSA && bytes_equal(pub->n, k->rsa[i].n)))
			return &k->rsa[i];
	return NULL;
}

static bool key_decrypts(struct observer *o, value_id encrypted)
{
	const struct observer_key *k = matching_key(o);
	struct connection *c = &o->c;
	struct trace *t = c->w.t;
	value_id key, padded;

	o->no_secret = CLOSED_WRONG_RSA_KEY;
	if (!k)
		return false;
	/* the certificate's own key: what does not open with it was altered */
	if (c->sides[SIDE_SERVER].shown.has_key)
		o->no_secret = CLOSED_INCOMPLETE;
	key = trace_add_leaf(t, ACTOR_OBSERVER, OP_CONFIG, "server_private_key", k->key->der);
	/* with another key the form comes out of chance only */
	if (!rsa_block_open(c, k->key, key, encrypted, &padded) || rsa_block_form(trace_bytes(t, padded)) != REASON_NONE)
		return false;
	c->secrets.pre_master = rsa_block_secret(c, padded);
	found(o, c->secrets.pre_master, KEYLOG_NONE, "the server's RSA key", c->sides[SIDE_SERVER].shown.has_key ? CLOSED_NONE : CLOSED_WRONG_RSA_KEY);
	return true;
}

/* Where a pre-shared key takes part: it, and what the client encrypted beside it, if it did. */
static bool psk_opens(struct observer *o, value_id encrypted)
{
	struct connection *c = &o->c;
	const enum key_exchange_form form = kex_form(c->s.suite);
	const field_id identity = msg_field(c, "psk_identity");
	value_id psk;

	if (!identity || (form != FORM_PSK && form != FORM_RSA_PSK))
		return false;
	psk = observe_psk_given(o, trace_bytes(c->w.t, msg_content(c, identity, "psk_identity")));
	if (!psk) {
		o->no_secret = CLOSED_PSK_MISSING;
		return false;
	}
	if (form == FORM_RSA_PSK && !(encrypted && o->cfg->secrets.n_rsa && key_decrypts(o, encrypted)))
		return false;
	kex_psk_join(c, psk);
	found(o, psk, KEYLOG_NONE, "what was given with --psk", CLOSED_WRONG_PSK);
	return true;
}

/* What the one of these gives that the key exchange is of. */
static bool key_opens(struct observer *o)
{
	struct connection *c = &o->c;
	const enum key_exchange_form form = c->s.suite ? kex_form(c->s.suite) : FORM_OTHER;
	const value_id encrypted = form == FORM_RSA || form == FORM_RSA_PSK ? encrypted_pms(c) : 0;

	if (pre_master_given(o, form == FORM_RSA ? encrypted : 0))
		return true;
	if (form == FORM_RSA)
		return encrypted && o->cfg->secrets.n_rsa && key_decrypts(o, encrypted);
	return c->s.suite && psk_opens(o, encrypted);
}

static bool can_protect(const struct suite *s)
{
	return s && suite_has_primitives(s);
}

static void missing(struct observer *o, enum closed why)
{
	o->no_secret = why;
	observe_closed(o, EV_SECRET_MISSING, why)->unit = o->c.msg.unit;
}

/* A hello that did not come: what ended its direction, or that there is none. */
static enum closed no_random(const struct observer *o)
{
	enum side_id lacks = o->c.s.client_random ? SIDE_SERVER : SIDE_CLIENT;

	if (o->watched[lacks].ended)
		return o->watched[lacks].why;
	return o->heard[lacks] ? CLOSED_NO_START : CLOSED_ONE_DIRECTION;
}

/* Why no secret was found, if the key exchange says more than what was given does. */
static enum closed kept_closed_by(const struct observer *o)
{
	const struct kx_spec *kx = o->c.s.suite ? &kx_specs[o->c.s.suite->kx] : &kx_specs[KX_NONE];

	if (kx->forward_secret && o->cfg->secrets.n_rsa)
		return CLOSED_FORWARD_SECRECY;
	if ((kx->method == KX_BY_DH || kx->method == KX_BY_ECDH) && !kx->ephemeral)
		return CLOSED_STATIC_DH;
	return o->no_secret;
}

void observe_keys(struct observer *o)
{
	struct connection *c = &o->c;

	if (!c->s.client_random || !c->s.server_random) {
		missing(o, no_random(o));
		return;
	}
	if (master_given(o)) {
		if (!can_protect(c->s.suite)) {
			c->secrets.master = 0;
			missing(o, CLOSED_NO_PRIMITIVE);
			return;
		}
		keys_advance(c, KEYS_MASTER);
		return;
	}
	if (key_opens(o)) {
		if (can_protect(c->s.suite))
			keys_advance(c, KEYS_PRE_MASTER);
		else
			missing(o, CLOSED_NO_PRIMITIVE);
		return;
	}
	missing(o, kept_closed_by(o));
}

void observe_resume(struct observer *o)
{
	struct connection *c = &o->c;
	struct saved_session saved;

	o->now.resumed = true;
	CONN_FACT(c, EV_SESSION_RESUMED);
	if (!c->s.client_random || !c->s.server_random) {
		missing(o, no_random(o));
		return;
	}
	if (!can_protect(c->s.suite)) {
		missing(o, c->s.suite ? CLOSED_NO_PRIMITIVE : CLOSED_NO_START);
		return;
	}
	if (!master_given(o)) {
		if (!session_cache_find(o->cfg->sessions, o->session_id, &saved) &&
		    !session_cache_find(o->cfg->sessions, c->offer.ticket, &saved)) {
			missing(o, CLOSED_RESUMED_UNKNOWN);
			return;
		}
		c->secrets.master = trace_add_leaf(c->w.t, ACTOR_OBSERVER, OP_KEYLOG, "master_secret", saved.secret);
		found(o, c->secrets.master, KEYLOG_CLIENT_RANDOM, "an earlier handshake in the same file", CLOSED_WRONG_SECRET);
	}
	keys_advance(c, KEYS_MASTER);
}

void observe_close_side(struct observer *o, enum side_id side, enum closed why)
{
	const struct protection opaque = { .kind = PROTECT_OPAQUE };
	enum status st = o->cfg->clear ? ST_OK : keys_install(&o->c, side, &opaque);

	(void)st;   /* nothing is asked of what cannot be read */
	if (o->cfg->clear)
		return;
	o->watched[side].why = why;
	if (o->now.reason == CLOSED_NONE && why != CLOSED_NONE)
		o->now.reason = why;
}
