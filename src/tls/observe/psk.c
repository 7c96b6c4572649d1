/* Pre-shared keys, as far as who listens can tell of them. */
#include "tls/extension/extension.h"
#include "tls/message/message.h"
#include "tls/observe/observe.h"
#include "tls/resume/psk.h"
#include "tls/suites.h"

/* The content of the extension in the current message; empty: it is not there. */
static struct bytes extension_data(struct connection *c, uint16_t type)
{
	const field_id list = msg_field(c, "extensions");
	uint16_t here;

	for (field_id ext = 0; (ext = extension_next(c, list, ext, &here)) != 0;) {
		const struct bytes b = trace_field_bytes(c->w.t, ext);

		if (here == type && b.n > 4)
			return bytes_slice(b, 4, b.n - 4);
	}
	return BYTES_NONE;
}

bool observe_has_extension(struct connection *c, uint16_t type)
{
	const field_id list = msg_field(c, "extensions");
	uint16_t here;

	for (field_id ext = 0; (ext = extension_next(c, list, ext, &here)) != 0;)
		if (here == type)
			return true;
	return false;
}

/* ---- those whose key is known ---- */

value_id observe_psk_given(struct observer *o, struct bytes identity)
{
	const struct observer_secrets *k = &o->cfg->secrets;
	const struct external_psk *p = external_psk_find(k->psks, k->n_psks, identity);

	return p ? trace_add_leaf(o->c.w.t, ACTOR_OBSERVER, OP_CONFIG, "psk", p->key) : 0;
}

static value_id ticket_key(struct observer *o, struct bytes identity)
{
	struct saved_session s;

	if (!session_cache_find(o->cfg->sessions, identity, &s) || s.version < VERSION_TLS13)
		return 0;
	return trace_add_leaf(o->c.w.t, ACTOR_OBSERVER, OP_KEYLOG, "psk", s.secret);
}

/* A binder is as long as the hash that goes with its key. */
static enum hash_alg hash_of_size(size_t n)
{
	return n == hash_size(HASH_SHA384) ? HASH_SHA384 : HASH_SHA256;
}

static bool psk_known(struct observer *o, size_t i, field_id binder)
{
	struct connection *c = &o->c;
	const field_id entry = psk_nth(c, c->offer.psks, "PskIdentity", i), f = entry ? trace_find_field(c->w.t, entry, "identity", 0) : 0;
	const struct bytes identity = f ? msg_list(c, f) : BYTES_NONE;
	const value_id external = observe_psk_given(o, identity), key = external ? external : ticket_key(o, identity);
	struct seen_psk p = { .index = i, .hash = hash_of_size(msg_list(c, binder).n), .key = key };

	if (!key)
		return false;
	CONN_EVENT(c, EV_PSK_KNOWN, key, observe_text(o, external ? "what was given with --psk" : "an earlier connection of the same file, by the ticket"))->arg[0] =
		(int64_t)i;
	p.early = keys_early_secret(c, p.hash, key);
	if (psk_binder_check(c, p.hash, p.early, external != 0, i) == ST_OK)
		list_add(&o->psks, &p, sizeof(p));
	return true;
}

static const struct seen_psk *seen(const struct observer *o, size_t index)
{
	for (size_t i = 0; i < o->psks.n; i++)
		if (LIST_AT(&o->psks, struct seen_psk, i).index == index)
			return &LIST_AT(&o->psks, struct seen_psk, i);
	return NULL;
}

/* A binder is made of the pre-shared key, and that of a ticket of the resumption secret: key logs have neither (RFC 9850). */
static void binder_closed(struct connection *c, size_t i, field_id binder)
{
	struct event *e;

	if (c->w.t->brief)
		return;
	e = CONN_EVENT(c, EV_BINDER_CLOSED, msg_content(c, binder, "binder"));
	e->arg[0] = (int64_t)i;
	e->field = binder;
	e->verdict = VERDICT_SKIPPED;
	e->reason = REASON_BINDER_CLOSED;
}

static void binders_look(struct observer *o)
{
	const field_id list = o->c.offer.binders;
	size_t i = 0;

	o->psks.n = 0;
	for (field_id f = 0; list && (f = trace_find_field(o->c.w.t, list, "PskBinderEntry", f)) != 0; i++)
		if (!psk_known(o, i, f))
			binder_closed(&o->c, i, f);
}

void observe_psk_early(struct observer *o)
{
	const struct seen_psk *p = seen(o, 0);     /* RFC 9846 4.3.10: early data goes by the first */

	if (!p)
		return;
	keys_use_psk(&o->c, p->key, p->early);
	keys_early_secrets(&o->c, p->hash);
}

/* ---- the choice ---- */

static size_t selected(struct connection *c)
{
	const struct bytes b = extension_data(c, EXT_PRE_SHARED_KEY);

	return b.n == 2 ? (size_t)bytes_uint(b) : SIZE_MAX;
}

void observe_psk_chosen(struct observer *o)
{
	struct connection *c = &o->c;
	const struct seen_psk *p = seen(o, selected(c));

	keys_use_psk(c, p ? p->key : 0, p ? p->early : 0);
	if (!p || !c->s.suite || c->s.suite->prf != p->hash || !suite_has_primitives(c->s.suite) || o->transcript_broken)
		return;
	if (!msg_field(c, "key_exchange"))         /* psk_ke: nothing else goes in */
		keys_advance(c, KEYS_SHARED);
}

void observe_psk_issued(struct observer *o)
{
	struct connection *c = &o->c;
	const field_id ticket = msg_field(c, "ticket"), nonce = msg_field(c, "ticket_nonce");
	struct saved_session s = { .version = c->s.version, .suite = o->now.suite_code };

	if (!ticket || !nonce || !c->secrets.tls13.secrets[TLS13_RESUMPTION])
		return;
	s.secret = trace_bytes(c->w.t, keys_resumption(c, msg_content(c, nonce, "ticket_nonce")));
	session_cache_remember(o->cfg->sessions, msg_list(c, ticket), &s);
}

/* ---- what everybody sees ---- */

/* RFC 9846 4.3.11: an identity that was agreed on outside has the age 0, and a ticket's is hidden by a random number. */
void observe_psk_offered(struct observer *o)
{
	struct bytes b = extension_data(&o->c, EXT_PRE_SHARED_KEY);
	size_t left = b.n >= 2 ? (size_t)bytes_uint(bytes_slice(b, 0, 2)) : 0, n;

	o->tickets = 0;
	binders_look(o);
	if (!left || left > b.n - 2)
		return;
	b = bytes_slice(b, 2, left);
	for (unsigned i = 0; i < 32 && b.n >= 2 && (n = (size_t)bytes_uint(bytes_slice(b, 0, 2))) + 6 <= b.n; i++) {
		o->tickets |= (uint32_t)(bytes_uint(bytes_slice(b, 2 + n, 4)) != 0) << i;
		b = bytes_slice(b, n + 6, b.n - n - 6);
	}
}

bool observe_psk_of_ticket(struct observer *o)
{
	const size_t i = selected(&o->c);

	return i < 32 && o->tickets >> i & 1;
}
