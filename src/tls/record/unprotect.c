/* Opening records: fragments into content, each part of it a value. */
#include "spec/without.h"
#include "tls/record/limit.h"
#include "tls/record/protection.h"
#include "tls/record/record.h"

/* The record that is being opened, as this party has it. */
struct opening {
	unit_id record;
	value_id value;
	uint8_t type;
	uint16_t version;
	size_t n;              /* of the fragment */
};

static value_id fragment_slice(struct connection *c, const struct opening *o, size_t off, size_t n, const char *label)
{
	return trace_add_slice(c->w.t, c->actor, o->value, 5 + off, n, label);
}

/* What came of the padding: SSL 3.0 looks at its length alone. */
static enum reason padding_reason(const struct protection *p, bool ok)
{
	if (p->ssl30)
		return ok ? REASON_RECORD_PADDING_ANY : REASON_RECORD_PADDING_LONG;
	return ok ? REASON_RECORD_PADDING_GOOD : REASON_RECORD_PADDING;
}

static enum status mac_compare(struct connection *c, value_id found, value_id computed, bool padding_ok, unit_id unit)
{
	struct event *e = CONN_EVENT(c, EV_MAC_CHECKED, found, computed);
	bool equal = bytes_equal(trace_bytes(c->w.t, found), trace_bytes(c->w.t, computed));

	e->unit = unit;
	e->arg[0] = (int64_t)c->from->protection.seq;
	/* RFC 5246 6.2.3.2: one alert for both, so that nobody learns which it was */
	return conn_check_unless(c, WITHOUT_MAC, e, equal && padding_ok,
			!equal ? REASON_VALUES_DIFFER : padding_ok ? REASON_VALUES_EQUAL : padding_reason(&c->from->protection, false),
			ALERT_BAD_RECORD_MAC);
}

static enum status too_short(struct connection *c, enum event_type type)
{
	struct event *e = CONN_FACT(c, type);

	return conn_check(c, e, false, REASON_RECORD_BLOCK, ALERT_BAD_RECORD_MAC);
}

static enum status open_stream(struct connection *c, const struct opening *o, struct part *out)
{
	size_t mac_n = protection_mac_size(&c->from->protection);
	value_id content, mac, computed;

	if (o->n < mac_n)
		return too_short(c, EV_MAC_CHECKED);
	content = fragment_slice(c, o, 0, o->n - mac_n, "content");
	mac = fragment_slice(c, o, o->n - mac_n, mac_n, "MAC");
	computed = record_mac(c, &c->from->protection, o->type, o->version, &content, 1, o->record);
	*out = (struct part){ content, o->record, 5, 0 };
	return mac_compare(c, mac, computed, true, o->record);
}

/* The decrypted bytes as a unit: the sender's own, if they are the same. */
static unit_id plaintext_claim(struct connection *c, const struct opening *o, value_id plain, size_t padding)
{
	struct trace *t = c->w.t;
	enum actor sender = conn_sender(c);
	struct parse_context ctx;
	struct parse_error err;
	unit_id sent, id = trace_claim(t, UNIT_PLAINTEXT, sender, trace_bytes(t, plain), &sent);
	struct unit *u;

	if (id || t->brief)
		return id;
	id = trace_add_unit(t, UNIT_PLAINTEXT, sender, plain);
	u = trace_edit_unit(t, id);
	u->content_type = o->type;
	u->seq = c->from->protection.seq;
	u->carrier = o->record;
	u->carrier_off = 5;
	u->altered = sent != 0;
	plaintext_facts(&c->from->protection, padding, &ctx);
	if (parse_unit(t, id, &layout_plaintext, &ctx, &err) != ST_OK)
		u->altered = true;
	return id;
}

/* Whether the padding is whole; *padding is its length without the last byte (0 if
 * not). SSL 3.0 (`any` is the block size) looks at the length only, which must be below a block. */
static bool padding_read(struct bytes b, size_t mac_n, size_t any, size_t *padding)
{
	size_t n = b.p[b.n - 1];

	*padding = 0;
	if (n + 1 + mac_n > b.n)
		return false;
	if (any && n >= any)
		return false;
	for (size_t i = 0; !any && i <= n; i++)
		if (b.p[b.n - 1 - i] != n)
			return false;
	*padding = n;
	return true;
}

/* A CBC record in its parts. */
struct block_record {
	bool etm;
	size_t block, iv_n, mac_n, cipher_n;
	value_id iv, cipher, plain;
	size_t padding;                /* of the plaintext, without the last byte */
	bool padding_ok;
	unit_id unit;                  /* of the plaintext */
};

static bool block_divide(struct connection *c, const struct opening *o, struct block_record *r)
{
	struct protection *p = &c->from->protection;
	size_t outside;

	*r = (struct block_record){
		.etm = p->kind == PROTECT_BLOCK_ETM, .block = cipher_specs[p->suite->cipher].block_size,
		.iv_n = protection_iv_size(p), .mac_n = protection_mac_size(p),
	};
	outside = r->iv_n + (r->etm ? r->mac_n : 0);
	r->cipher_n = o->n - outside;
	if (o->n < outside + r->block || r->cipher_n % r->block || (!r->etm && r->cipher_n < r->mac_n + 1))
		return false;
	r->iv = p->iv ? p->iv : fragment_slice(c, o, 0, r->iv_n, "IV");
	r->cipher = fragment_slice(c, o, r->iv_n, r->cipher_n, "ciphertext");
	if (p->iv)
		p->iv = fragment_slice(c, o, r->cipher_n - r->block, r->block, "last ciphertext block");
	return true;
}

/* RFC 7366 3: over what is sent; an IV that is not sent is not covered. */
static enum status outer_mac_check(struct connection *c, const struct opening *o, const struct block_record *r)
{
	value_id mac = fragment_slice(c, o, r->iv_n + r->cipher_n, r->mac_n, "MAC"), covered[2] = { r->iv, r->cipher };
	bool has_iv = r->iv_n != 0;

	return mac_compare(c, mac, record_mac(c, &c->from->protection, o->type, o->version, covered + !has_iv, 1 + has_iv, o->record),
			   true, o->record);
}

/* Decrypts, and looks at the padding: with the MAC inside, what is wrong with it is told with the MAC. */
static enum status block_decrypt(struct connection *c, const struct opening *o, struct block_record *r)
{
	struct protection *p = &c->from->protection;
	struct trace *t = c->w.t;
	enum reason reason;
	struct bytes b;
	struct event *e;

	r->plain = value_cbc(c->w, p->suite->cipher, false, "plaintext", p->key, r->iv, r->cipher);
	b = trace_bytes(t, r->plain);
	r->padding_ok = padding_read(b, r->etm ? 0 : r->mac_n, p->ssl30 ? r->block : 0, &r->padding);
	r->unit = plaintext_claim(c, o, r->plain, r->padding);
	e = CONN_EVENT(c, EV_DECRYPTED, r->plain, p->key, r->iv, r->cipher);
	e->unit = r->unit;
	e->arg[0] = (int64_t)p->seq;
	e = CONN_EVENT(c, EV_PADDING_CHECKED, trace_add_slice(t, c->actor, r->plain, b.n - r->padding - 1, r->padding + 1, "padding"));
	e->unit = r->unit;
	reason = padding_reason(p, r->padding_ok);
	if (r->etm)
		return conn_check(c, e, r->padding_ok, reason, ALERT_BAD_RECORD_MAC);
	e->verdict = r->padding_ok ? VERDICT_OK : VERDICT_FAIL;
	e->reason = reason;
	return ST_OK;
}

static enum status open_block(struct connection *c, const struct opening *o, struct part *out)
{
	struct trace *t = c->w.t;
	struct block_record r;
	value_id content, mac;
	size_t n;

	if (!block_divide(c, o, &r))
		return too_short(c, EV_MAC_CHECKED);
	if (r.etm)
		TRY(outer_mac_check(c, o, &r));
	TRY(block_decrypt(c, o, &r));
	n = trace_bytes(t, r.plain).n - r.padding - 1 - (r.etm ? 0 : r.mac_n);
	content = trace_add_slice(t, c->actor, r.plain, 0, n, "content");
	*out = (struct part){ content, r.unit, 0, 0 };
	if (r.etm)
		return ST_OK;
	mac = trace_add_slice(t, c->actor, r.plain, n, r.mac_n, "MAC");
	return mac_compare(c, mac, record_mac(c, &c->from->protection, o->type, o->version, &content, 1, r.unit), r.padding_ok, r.unit);
}

static enum status open_stream_cipher(struct connection *c, const struct opening *o, struct part *out)
{
	struct protection *p = &c->from->protection;
	struct trace *t = c->w.t;
	size_t mac_n = protection_mac_size(p), n = o->n;
	value_id cipher = fragment_slice(c, o, 0, n, "ciphertext"), plain, content, mac;
	struct event *e;
	unit_id unit;

	if (n < mac_n)
		return too_short(c, EV_MAC_CHECKED);
	plain = value_stream(c->w, p->stream, "plaintext", p->key, cipher);
	unit = plaintext_claim(c, o, plain, 0);
	e = CONN_EVENT(c, EV_DECRYPTED, plain, p->key, cipher);
	e->unit = unit;
	e->arg[0] = (int64_t)p->seq;
	content = trace_add_slice(t, c->actor, plain, 0, n - mac_n, "content");
	mac = trace_add_slice(t, c->actor, plain, n - mac_n, mac_n, "MAC");
	*out = (struct part){ content, unit, 0, 0 };
	return mac_compare(c, mac, record_mac(c, p, o->type, o->version, &content, 1, unit), true, unit);
}

static enum status open_aead(struct connection *c, const struct opening *o, struct part *out)
{
	struct protection *p = &c->from->protection;
	struct trace *t = c->w.t;
	size_t iv_n = protection_iv_size(p), tag_n = protection_mac_size(p);
	value_id nonce, ad, sealed, plain;
	struct event *e;
	enum status st;

	if (o->n < iv_n + tag_n)
		return too_short(c, EV_TAG_CHECKED);
	nonce = aead_nonce(c, p, iv_n ? fragment_slice(c, o, 0, iv_n, "nonce_explicit") : 0);
	ad = aead_data(c, p, o->type, o->version, o->n - iv_n - tag_n);
	sealed = fragment_slice(c, o, iv_n, o->n - iv_n, "ciphertext");
	st = value_open(c->w, p->suite->cipher, "plaintext", p->key, nonce, ad, sealed, &plain);
	e = CONN_EVENT(c, EV_TAG_CHECKED, trace_add_slice(t, c->actor, o->value, 5 + o->n - tag_n, tag_n, "tag"), p->key, nonce, ad);
	e->unit = o->record;
	e->arg[0] = (int64_t)p->seq;
	TRY(conn_check(c, e, st == ST_OK, st == ST_OK ? REASON_TAG_GOOD : REASON_TAG_BAD, ALERT_BAD_RECORD_MAC));
	*out = (struct part){ plain, plaintext_claim(c, o, plain, 0), 0, 0 };
	e = CONN_EVENT(c, EV_DECRYPTED, plain, p->key, nonce, sealed);
	e->unit = out->carrier;
	e->arg[0] = (int64_t)p->seq;
	return ST_OK;
}

/* ---- TLS 1.3 ---- */

/* The type is the last byte that is not zero (RFC 9846 5.4). *zeros: behind it; 0 of b.n: there is none. */
static size_t type_place(struct bytes b, size_t *zeros)
{
	size_t n = b.n;

	while (n && !b.p[n - 1])
		n--;
	*zeros = b.n - n;
	return n;
}

/* RFC 9846 5.4: a record of nothing but zeros has no type; 5.1: what is inside is one of three. */
static enum reason inner_type_reason(size_t n, uint8_t type)
{
	if (!n)
		return REASON_INNER_TYPE_MISSING;
	return type == CT_HANDSHAKE || type == CT_ALERT || type == CT_APPLICATION_DATA ? REASON_NONE : REASON_INNER_TYPE_WRONG;
}

static enum status inner_divide(struct connection *c, const struct opening *o, value_id plain, uint8_t *type, struct part *out)
{
	struct bytes b = trace_bytes(c->w.t, plain);
	size_t zeros, n = type_place(b, &zeros);
	enum reason reason = inner_type_reason(n, n ? b.p[n - 1] : 0);
	struct event *e;

	out->carrier = plaintext_claim(c, o, plain, zeros);
	if (out->carrier)
		trace_edit_unit(c->w.t, out->carrier)->content_type = n ? b.p[n - 1] : CT_APPLICATION_DATA;
	if (b.n > limit_content(c, c->sender) + 1)
		return conn_check(c, CONN_FACT(c, EV_RECORD_CHECKED), false, REASON_RECORD_TOO_LONG, ALERT_RECORD_OVERFLOW);
	if (!n)
		return conn_check(c, CONN_EVENT(c, EV_INNER_TYPE, plain), false, reason, ALERT_UNEXPECTED_MESSAGE);
	*type = b.p[n - 1];
	out->value = trace_add_slice(c->w.t, c->actor, plain, 0, n - 1, "content");
	e = CONN_EVENT(c, EV_INNER_TYPE, trace_show(c->w.t, trace_add_slice(c->w.t, c->actor, plain, n - 1, 1, "inner_type"), SHOW_CODE, &codes_content_type));
	e->unit = out->carrier;
	e->arg[0] = (int64_t)zeros;
	return conn_check(c, e, reason == REASON_NONE, reason == REASON_NONE ? REASON_INNER_TYPE_GOOD : reason, ALERT_UNEXPECTED_MESSAGE);
}

static enum status open_tls13(struct connection *c, const struct opening *o, uint8_t *type, struct part *out)
{
	struct protection *p = &c->from->protection;
	const size_t tag_n = protection_mac_size(p);
	value_id nonce, ad, sealed, plain;
	struct event *e;
	enum status st;

	*out = (struct part){ 0, 0, 0, 0 };
	if (o->n < tag_n)
		return too_short(c, EV_TAG_CHECKED);
	nonce = aead_nonce(c, p, 0);
	ad = aead_header(c, o->version, o->n);
	sealed = fragment_slice(c, o, 0, o->n, "ciphertext");
	st = value_open(c->w, p->suite->cipher, "plaintext", p->key, nonce, ad, sealed, &plain);
	e = CONN_EVENT(c, EV_TAG_CHECKED, trace_add_slice(c->w.t, c->actor, o->value, 5 + o->n - tag_n, tag_n, "tag"), p->key, nonce, ad);
	e->unit = o->record;
	e->arg[0] = (int64_t)p->seq;
	TRY(conn_check(c, e, st == ST_OK, st == ST_OK ? REASON_TAG_GOOD : REASON_TAG_BAD, ALERT_BAD_RECORD_MAC));
	e = CONN_EVENT(c, EV_DECRYPTED, plain, p->key, nonce, sealed);
	e->arg[0] = (int64_t)p->seq;
	st = inner_divide(c, o, plain, type, out);
	e->unit = out->carrier;
	return st;
}

/* RFC 9846 5: in clear there is ChangeCipherSpec, and an alert of a peer that could not make its keys. */
static enum status clear_check(struct connection *c, uint8_t type)
{
	const bool fits = type == CT_CHANGE_CIPHER_SPEC || (type == CT_ALERT && !c->from->protection.seq);
	struct event *e;

	if (fits || c->from->protection.kind == PROTECT_NONE)
		return ST_OK;
	e = CONN_FACT(c, EV_RECORD_CHECKED);
	return conn_check(c, e, false, REASON_RECORD_NOT_PROTECTED, ALERT_UNEXPECTED_MESSAGE);
}

bool record_skip(struct connection *c, struct bytes record)
{
	struct protection *p = &c->from->protection;
	size_t n = record.n;

	if (p->kind == PROTECT_NONE || p->kind == PROTECT_STREAM_CIPHER || (p->iv && p->kind == PROTECT_BLOCK_ETM))
		return false;
	/* in TLS 1.3 it may be anything else inside */
	if (p->kind == PROTECT_TLS13 && record_try(c->w.t, p, record) != CT_APPLICATION_DATA)
		return false;
	if (p->iv) {   /* the next record begins with the last block of this one */
		size_t block = cipher_specs[p->suite->cipher].block_size;

		if (n < 5 + block)
			return false;
		p->iv = trace_add_leaf(c->w.t, c->actor, OP_WIRE, "last ciphertext block", bytes_slice(record, n - block, block));
	}
	p->seq++;
	return true;
}

enum status record_unprotect(struct connection *c, unit_id record, value_id value, uint8_t *type, struct part *content)
{
	struct bytes b = trace_bytes(c->w.t, value);
	struct opening o = { record, value, *type, (uint16_t)bytes_uint(bytes_slice(b, 1, 2)), b.n - 5 };
	enum status st;

	if (!record_is_protected(c, &c->from->protection, *type)) {
		*content = (struct part){ fragment_slice(c, &o, 0, o.n, "fragment"), record, 5, 0 };
		return clear_check(c, *type);
	}
	switch (c->from->protection.kind) {
	case PROTECT_STREAM:
		st = open_stream(c, &o, content);
		break;
	case PROTECT_STREAM_CIPHER:
		st = open_stream_cipher(c, &o, content);
		break;
	case PROTECT_AEAD:
		st = open_aead(c, &o, content);
		break;
	case PROTECT_TLS13:
		st = open_tls13(c, &o, type, content);
		break;
	default:
		st = open_block(c, &o, content);
	}
	record_count(c, &c->from->protection);
	return st;
}
