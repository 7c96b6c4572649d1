#include "tls/resume/ticket.h"

#include <string.h>

#include "tls/endpoint_state.h"
#include "tls/message/items.h"
#include "wire/parse.h"

enum {
	KEY_NAME_SIZE = 16, IV_SIZE = 16, CIPHER_KEY_SIZE = 16, MAC_KEY_SIZE = 32, BLOCK_SIZE = 16, SECRET_SIZE = 48,
	STATE_MAX = 0xffff - KEY_NAME_SIZE - IV_SIZE - 2 - MAC_KEY_SIZE - BLOCK_SIZE,
	IDENTITY_ANONYMOUS = 0, IDENTITY_CERTIFICATE = 1,   /* RFC 5077 4: ClientAuthenticationType */
};

/* ---- the keys ---- */

static utc_time now_of(const struct connection *c)
{
	return config_of(c)->peer.now;
}

static value_id part_value(struct connection *c, struct session_value *k, const char *label)
{
	return session_value_of(k, c->w.t, c->actor, label);
}

static void key_draw(struct connection *c, struct ticket_key *k)
{
	value_id name = value_random(c->w, "key_name", KEY_NAME_SIZE), cipher = value_random(c->w, "ticket encryption key", CIPHER_KEY_SIZE);
	value_id mac = value_random(c->w, "ticket MAC key", MAC_KEY_SIZE);

	session_value_keep(&k->name, c->w.t, name);
	session_value_keep(&k->cipher, c->w.t, cipher);
	session_value_keep(&k->mac, c->w.t, mac);
	k->since = now_of(c);
	CONN_EVENT(c, EV_TICKET_KEY_DRAWN, cipher, mac, name);
}

/* A key seals for as long as a ticket lives, and opens for as long again: then no ticket of its is left. */
static struct ticket_key *key_to_seal(struct connection *c)
{
	struct session_store *store = config_of(c)->sessions;

	if (store->key.name.bytes.n && now_of(c) - store->key.since >= SESSION_LIFETIME)
		session_store_rotate(store);
	if (!store->key.name.bytes.n)
		key_draw(c, &store->key);
	return &store->key;
}

/* ---- sealing ---- */

static void add_identity(struct connection *c, struct items *it, struct bytes certificates)
{
	struct trace *t = c->w.t;

	items_uint(c, it, "client_authentication_type", 1, certificates.n ? IDENTITY_CERTIFICATE : IDENTITY_ANONYMOUS, NULL);
	if (certificates.n)
		items_add(it, "certificate_list", c->s.client_certificates ? c->s.client_certificates :
			  trace_add_leaf(t, c->actor, OP_CONFIG, "certificate_list", certificates));
}

/* RFC 5077 4 names no padding: each byte says how many there are (RFC 5652 6.3). */
static void add_padding(struct connection *c, struct items *it, size_t n)
{
	uint8_t padding[BLOCK_SIZE];
	size_t more = BLOCK_SIZE - n % BLOCK_SIZE;

	memset(padding, (int)more, more);
	items_add(it, "padding", trace_add_leaf(c->w.t, c->actor, OP_CONST, "padding", bytes_of(padding, more)));
}

static size_t state_size(const struct saved_session *s)
{
	return 2 + 2 + 1 + SECRET_SIZE + 1 + (s->client_certificates.n ? 3 + s->client_certificates.n : 0) + 4 + 1 + 1 + 1 + s->server_name.n;
}

static unit_id state_build(struct connection *c, const struct saved_session *s)
{
	struct trace *t = c->w.t;
	struct items it = { .n = 0 };
	unit_id unit;

	items_uint(c, &it, "protocol_version", 2, s->version, &codes_version);
	items_uint(c, &it, "cipher_suite", 2, s->suite, &codes_cipher_suite);
	items_uint(c, &it, "compression_method", 1, 0, &codes_compression);
	items_add(&it, "master_secret", c->secrets.master);
	add_identity(c, &it, s->client_certificates);
	items_add(&it, "timestamp", trace_add_uint(t, c->actor, OP_CLOCK, "timestamp", 4, (uint64_t)s->since & 0xffffffff));
	items_uint(c, &it, "extended_master_secret", 1, s->ems, NULL);
	items_uint(c, &it, "max_fragment_length", 1, s->max_fragment_length, &codes_max_fragment);
	items_add(&it, "server_name", trace_show(t, trace_add_leaf(t, c->actor, OP_CONST, "server_name", s->server_name), SHOW_TEXT, NULL));
	add_padding(c, &it, state_size(s));
	unit = build_unit(t, UNIT_BLOCK, c->actor, "StatePlaintext", &layout_ticket_state, NULL, it.v, it.n);
	CONN_EVENT(c, EV_TICKET_STATE, trace_unit(t, unit)->value, c->secrets.master)->unit = unit;
	return unit;
}

static value_id mac_of(struct connection *c, struct ticket_key *k, const char *label, value_id name, value_id iv, value_id encrypted)
{
	value_id length = conn_uint(c, OP_COUNTER, "length", 2, trace_bytes(c->w.t, encrypted).n);

	return value_hmac(c->w, HASH_SHA256, label, part_value(c, &k->mac, "ticket MAC key"), (value_id[]){ name, iv, length, encrypted }, 4);
}

static value_id seal(struct connection *c, unit_id state_unit)
{
	struct ticket_key *k = key_to_seal(c);
	const value_id state = trace_unit(c->w.t, state_unit)->value;
	value_id name, key, iv, encrypted, mac;
	unit_id unit;

	name = part_value(c, &k->name, "key_name");
	key = part_value(c, &k->cipher, "ticket encryption key");
	iv = value_random(c->w, "ticket IV", IV_SIZE);
	encrypted = value_cbc(c->w, CIPHER_AES_128_CBC, true, "encrypted_state", key, iv, state);
	CONN_EVENT(c, EV_TICKET_ENCRYPTED, encrypted, key, iv, state);
	mac = mac_of(c, k, "ticket MAC", name, iv, encrypted);
	unit = build_unit(c->w.t, UNIT_BLOCK, c->actor, "ticket", &layout_ticket, NULL,
			  (struct build_item[]){ { "key_name", name }, { "iv", iv }, { "encrypted_state", encrypted }, { "mac", mac } }, 4);
	CONN_EVENT(c, EV_TICKET_SEALED, mac, trace_unit(c->w.t, unit)->value)->unit = unit;
	return trace_unit(c->w.t, unit)->value;
}

value_id ticket_seal(struct connection *c, const struct saved_session *s)
{
	if (state_size(s) > STATE_MAX)
		return 0;
	key_to_seal(c);                            /* drawn before the state is put together */
	return seal(c, state_build(c, s));
}

static size_t psk_state_size(const struct trace *t, const struct saved_session *s, value_id psk)
{
	return 2 + 2 + 1 + trace_bytes(t, psk).n + 1 + (s->client_certificates.n ? 3 + s->client_certificates.n : 0) + 4 + 4 + 4 +
	       1 + s->alpn.n + 1 + s->server_name.n;
}

/* RFC 9846 4.7.1 leaves it to the server. */
static unit_id psk_state_build(struct connection *c, const struct saved_session *s, value_id psk)
{
	struct trace *t = c->w.t;
	struct items it = { .n = 0 };
	unit_id unit;

	items_uint(c, &it, "protocol_version", 2, s->version, &codes_version);
	items_uint(c, &it, "cipher_suite", 2, s->suite, &codes_cipher_suite);
	items_add(&it, "resumption_psk", psk);
	add_identity(c, &it, s->client_certificates);
	items_add(&it, "timestamp", trace_add_uint(t, c->actor, OP_CLOCK, "timestamp", 4, (uint64_t)s->since & 0xffffffff));
	items_add(&it, "ticket_age_add", c->s.ticket_age_add);
	items_uint(c, &it, "max_early_data_size", 4, s->max_early_data, NULL);
	items_add(&it, "alpn", trace_show(t, trace_add_leaf(t, c->actor, OP_CONST, "alpn", s->alpn), SHOW_TEXT, NULL));
	items_add(&it, "server_name", trace_show(t, trace_add_leaf(t, c->actor, OP_CONST, "server_name", s->server_name), SHOW_TEXT, NULL));
	add_padding(c, &it, psk_state_size(t, s, psk));
	unit = build_unit(t, UNIT_BLOCK, c->actor, "StatePlaintext", &layout_ticket_state_tls13, NULL, it.v, it.n);
	CONN_EVENT(c, EV_TICKET_STATE, trace_unit(t, unit)->value, psk)->unit = unit;
	return unit;
}

value_id ticket_seal_psk(struct connection *c, const struct saved_session *s, value_id psk)
{
	if (psk_state_size(c->w.t, s, psk) > STATE_MAX)
		return 0;
	key_to_seal(c);
	return seal(c, psk_state_build(c, s, psk));
}

/* ---- opening ---- */

/* A block as a unit whose fields are read; false: it has another form. */
static bool block_read(struct connection *c, value_id block, enum actor maker, const struct layout *layout, unit_id *unit)
{
	struct parse_context none = { .facts = { 0 } };
	struct parse_error err;

	*unit = trace_add_unit(c->w.t, UNIT_BLOCK, maker, block);
	return parse_unit(c->w.t, *unit, layout, &none, &err) == ST_OK;
}

/* A field's bytes without a length before them, as a value cut from the block. */
static value_id field_value(struct connection *c, unit_id unit, const char *name)
{
	const struct unit *u = trace_unit(c->w.t, unit);
	const struct field *f;
	size_t length;
	field_id id = trace_find_field(c->w.t, u->first_field, name, 0);
	value_id v;

	if (!id)
		return 0;
	f = trace_field(c->w.t, id);
	length = f->layout->kind == L_VEC ? f->layout->width : 0;
	v = trace_add_slice(c->w.t, c->actor, u->value, f->off + length, f->len - length, name);
	return trace_show(c->w.t, v, f->layout->show, f->layout->codes);
}

/* A ticket's verdict ends nothing: the handshake goes on in full. */
static enum reason judge(struct event *e, bool holds, enum reason good, enum reason bad)
{
	e->verdict = holds ? VERDICT_OK : VERDICT_FAIL;
	e->reason = holds ? good : bad;
	return holds ? REASON_NONE : bad;
}

static struct ticket_key *key_find(struct connection *c, value_id name)
{
	struct session_store *store = config_of(c)->sessions;
	struct ticket_key *const keys[] = { &store->key, &store->key_before };

	for (size_t i = 0; i < ARRAY_LEN(keys); i++)
		if (name && keys[i]->name.bytes.n && bytes_equal(buf_bytes(&keys[i]->name.bytes), trace_bytes(c->w.t, name)))
			return keys[i];
	return NULL;
}

static enum reason key_check(struct connection *c, value_id ticket, unit_id unit, bool formed, struct ticket_key **key)
{
	value_id name = formed ? field_value(c, unit, "key_name") : 0;
	struct event *e;

	*key = key_find(c, name);
	e = CONN_EVENT(c, EV_TICKET_KEY_FOUND, name ? name : ticket);
	e->field = c->offer.ticket_field;
	return judge(e, *key != NULL, *key == &config_of(c)->sessions->key ? REASON_TICKET_KEY_NOW : REASON_TICKET_KEY_BEFORE,
		     formed ? REASON_TICKET_KEY_UNKNOWN : REASON_TICKET_FORM);
}

static enum reason mac_check(struct connection *c, struct ticket_key *k, unit_id unit)
{
	value_id came = field_value(c, unit, "mac");
	value_id own = mac_of(c, k, "ticket MAC computed", field_value(c, unit, "key_name"), field_value(c, unit, "iv"),
			      field_value(c, unit, "encrypted_state"));
	struct event *e = CONN_EVENT(c, EV_TICKET_MAC_CHECKED, came, own);

	e->field = c->offer.ticket_field;
	return judge(e, bytes_equal(trace_bytes(c->w.t, came), trace_bytes(c->w.t, own)), REASON_TICKET_MAC_GOOD, REASON_TICKET_MAC_BAD);
}

/* What this server sealed itself; false: it is none of that form. */
static bool state_read(struct connection *c, unit_id state, struct ticket_state *out)
{
	struct trace *t = c->w.t;
	value_id version = field_value(c, state, "protocol_version"), ems = field_value(c, state, "extended_master_secret");
	value_id name = field_value(c, state, "server_name"), certificates = field_value(c, state, "certificate_list");
	value_id fragments = field_value(c, state, "max_fragment_length");

	out->timestamp = field_value(c, state, "timestamp");
	out->secret = field_value(c, state, "master_secret");
	out->suite = field_value(c, state, "cipher_suite");
	if (!version || !out->suite || !out->secret || !ems || !fragments || !out->timestamp || !name)
		return false;
	out->s = (struct saved_session){
		.version = (uint16_t)bytes_uint(trace_bytes(t, version)), .suite = (uint16_t)bytes_uint(trace_bytes(t, out->suite)),
		.max_fragment_length = (uint8_t)bytes_uint(trace_bytes(t, fragments)),
		.ems = bytes_uint(trace_bytes(t, ems)) != 0, .since = (utc_time)bytes_uint(trace_bytes(t, out->timestamp)), .lifetime = SESSION_LIFETIME,
		.secret = trace_bytes(t, out->secret), .server_name = trace_bytes(t, name),
		.client_certificates = certificates ? trace_bytes(t, certificates) : BYTES_NONE,
	};
	return true;
}

static bool psk_state_read(struct connection *c, unit_id state, struct ticket_state *out)
{
	struct trace *t = c->w.t;
	value_id early = field_value(c, state, "max_early_data_size"), name = field_value(c, state, "server_name");
	value_id certificates = field_value(c, state, "certificate_list"), alpn = field_value(c, state, "alpn");

	out->timestamp = field_value(c, state, "timestamp");
	out->secret = field_value(c, state, "resumption_psk");
	out->suite = field_value(c, state, "cipher_suite");
	out->age_add = field_value(c, state, "ticket_age_add");
	if (!out->suite || !out->secret || !out->timestamp || !out->age_add || !early || !alpn || !name)
		return false;
	out->alpn = trace_bytes(t, alpn).n ? alpn : 0;
	out->s = (struct saved_session){
		.version = VERSION_TLS13, .suite = (uint16_t)bytes_uint(trace_bytes(t, out->suite)),
		.since = (utc_time)bytes_uint(trace_bytes(t, out->timestamp)), .lifetime = SESSION_LIFETIME,
		.max_early_data = (uint32_t)bytes_uint(trace_bytes(t, early)), .alpn = trace_bytes(t, alpn),
		.secret = trace_bytes(t, out->secret), .server_name = trace_bytes(t, name),
		.client_certificates = certificates ? trace_bytes(t, certificates) : BYTES_NONE,
	};
	return suite_find(out->s.suite) != NULL;
}

/* Which of the two forms it has, its version says. */
static bool state_is_tls13(const struct trace *t, value_id state)
{
	return bytes_uint(bytes_slice(trace_bytes(t, state), 0, 2)) >= VERSION_TLS13;
}

static enum reason state_open(struct connection *c, struct ticket_key *k, unit_id unit, struct ticket_state *out)
{
	value_id encrypted = field_value(c, unit, "encrypted_state"), key = part_value(c, &k->cipher, "ticket encryption key"), state;
	unit_id block;
	bool formed, tls13;

	if (!trace_bytes(c->w.t, encrypted).n || trace_bytes(c->w.t, encrypted).n % BLOCK_SIZE)
		return REASON_TICKET_FORM;
	state = value_cbc(c->w, CIPHER_AES_128_CBC, false, "StatePlaintext", key, field_value(c, unit, "iv"), encrypted);
	tls13 = state_is_tls13(c->w.t, state);
	formed = block_read(c, state, c->actor, tls13 ? &layout_ticket_state_tls13 : &layout_ticket_state, &block);
	CONN_EVENT(c, EV_TICKET_OPENED, state, key)->unit = block;
	return formed && (tls13 ? psk_state_read : state_read)(c, block, out) ? REASON_NONE : REASON_TICKET_FORM;
}

static enum reason age_check(struct connection *c, const struct ticket_state *s)
{
	struct event *e = CONN_EVENT(c, EV_TICKET_AGE, s->timestamp, conn_uint(c, OP_CLOCK, "now", 4, (uint64_t)now_of(c) & 0xffffffff));

	e->arg[0] = now_of(c) - s->s.since;
	e->arg[1] = s->s.lifetime;
	return judge(e, !saved_session_is_over(&s->s, now_of(c)), REASON_TICKET_FRESH, REASON_TICKET_OVER);
}

enum reason ticket_open(struct connection *c, value_id ticket, struct ticket_state *out)
{
	struct ticket_key *key;
	enum reason why;
	unit_id unit;
	bool formed;

	if (ticket_find(c, ticket, out))
		return age_check(c, out);
	formed = block_read(c, ticket, conn_sender(c), &layout_ticket, &unit);
	why = key_check(c, ticket, unit, formed, &key);
	if (why == REASON_NONE)
		why = mac_check(c, key, unit);
	if (why == REASON_NONE)
		why = state_open(c, key, unit, out);
	if (why == REASON_NONE)
		why = age_check(c, out);
	out->key_before = key == &config_of(c)->sessions->key_before;
	return why;
}
