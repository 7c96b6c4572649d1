/* Record protection (RFC 5246 6.2.3, RFC 5288, RFC 7366): content into fragments
 * and back, each part of it a value. */
#include <assert.h>
#include <string.h>

#include "tls/state.h"

/* The 13 bytes that are authenticated beside the content: as values. */
struct pseudo_header {
	value_id seq, type, version, length;
};

static struct pseudo_header pseudo_header(struct endpoint *ep, const struct protection *p, uint8_t type, uint16_t version,
					  size_t length)
{
	struct pseudo_header h = {
		ep_uint(ep, OP_COUNTER, "sequence_number", 8, p->seq), ep_uint(ep, OP_CONST, "type", 1, type),
		ep_uint(ep, OP_CONST, "version", 2, version), ep_uint(ep, OP_COUNTER, "length", 2, length),
	};

	trace_show(ep->w.t, h.type, SHOW_CODE, &codes_content_type);
	trace_show(ep->w.t, h.version, SHOW_CODE, &codes_version);
	return h;
}

static value_id record_mac(struct endpoint *ep, const struct protection *p, uint8_t type, uint16_t version,
			   const value_id *data, size_t n, unit_id unit)
{
	size_t length = 0;
	value_id inputs[8], mac;
	struct pseudo_header h;
	struct event *e;

	for (size_t i = 0; i < n; i++)
		length += trace_bytes(ep->w.t, data[i]).n;
	h = pseudo_header(ep, p, type, version, length);
	memcpy(inputs, (value_id[]){ h.seq, h.type, h.version, h.length }, 4 * sizeof(value_id));
	memcpy(inputs + 4, data, n * sizeof(*data));
	if (p->ssl30) {   /* RFC 6101 5.2.3.1: the version is not covered */
		memmove(inputs + 2, inputs + 3, (1 + n) * sizeof(*inputs));
		mac = value_ssl3_mac(ep->w, p->suite->mac, "MAC", p->mac_key, inputs, 3 + n);
	} else {
		mac = value_hmac(ep->w, p->suite->mac, "MAC", p->mac_key, inputs, 4 + n);
	}
	e = EP_EVENT(ep, EV_MAC_COMPUTED, mac, p->mac_key, h.seq, h.type, h.version, h.length);
	e->unit = unit;
	e->arg[0] = (int64_t)p->seq;
	e->reason = p->ssl30 ? REASON_MAC_SSL30 : p->kind == PROTECT_BLOCK_ETM ? REASON_MAC_OF_CIPHERTEXT : REASON_MAC_OF_CONTENT;
	return mac;
}

static uint8_t iv_size(const struct protection *p)
{
	const struct cipher_spec *c = &cipher_specs[p->suite->cipher];

	return p->kind == PROTECT_AEAD ? c->explicit_iv_size : p->iv ? 0 : c->iv_size;
}

static uint8_t mac_size(const struct protection *p)
{
	return p->kind == PROTECT_AEAD ? cipher_specs[p->suite->cipher].tag_size : (uint8_t)hash_size(p->suite->mac);
}

void protection_facts(const struct protection *p, struct parse_context *ctx)
{
	memset(ctx, 0, sizeof(*ctx));
	ctx->facts[SEL_PROTECTION] = p->kind;
	if (p->kind == PROTECT_NONE || p->kind == PROTECT_OPAQUE)
		return;
	ctx->facts[SEL_IV_SIZE] = p->kind == PROTECT_STREAM || p->kind == PROTECT_STREAM_CIPHER ? 0 : iv_size(p);
	ctx->facts[SEL_MAC_SIZE] = mac_size(p);
}

/* The facts of a decrypted block: how its end divides. */
static void plaintext_facts(const struct protection *p, size_t padding, struct parse_context *ctx)
{
	uint32_t mac = p->kind == PROTECT_BLOCK ? mac_size(p) : 0;

	protection_facts(p, ctx);
	if (p->kind == PROTECT_STREAM_CIPHER)
		return;
	ctx->facts[SEL_MAC_SIZE] = mac;
	ctx->facts[SEL_PADDING_SIZE] = (uint32_t)padding;
	ctx->facts[SEL_TRAILER_SIZE] = mac + (uint32_t)padding + 1;
}

static unit_id plaintext_build(struct endpoint *ep, const struct protection *p, const struct build_item *items, size_t n,
			       size_t padding, uint8_t type)
{
	struct parse_context ctx;
	unit_id id;

	plaintext_facts(p, padding, &ctx);
	id = build_unit(ep->w.t, UNIT_PLAINTEXT, ep->role, "plaintext", &layout_plaintext, &ctx, items, n);
	trace_edit_unit(ep->w.t, id)->content_type = type;
	trace_edit_unit(ep->w.t, id)->seq = p->seq;
	trace_announce(ep->w.t, id);
	return id;
}

/* For a party that errs: the value with its last bit flipped. */
static value_id flipped(struct endpoint *ep, value_id v)
{
	struct bytes b = trace_bytes(ep->w.t, v);
	uint8_t last = b.p[b.n - 1] ^ 1;
	value_id parts[2] = {
		trace_add_slice(ep->w.t, ep->role, v, 0, b.n - 1, "before"),
		trace_add_leaf(ep->w.t, ep->role, OP_CONFIG, "altered byte", bytes_of(&last, 1)),
	};

	return trace_add_concat(ep->w.t, ep->role, trace_value(ep->w.t, v)->label, parts, 2);
}

static size_t protect_stream(struct endpoint *ep, uint8_t type, uint16_t version, value_id content, struct build_item *items)
{
	value_id mac = record_mac(ep, &ep->write, type, version, &content, 1, 0);

	if (ep_quirk(ep, QUIRK_BAD_MAC))
		mac = flipped(ep, mac);
	items[0] = (struct build_item){ "content", content };
	items[1] = (struct build_item){ "MAC", mac };
	return 2;
}

static size_t protect_block(struct endpoint *ep, uint8_t type, uint16_t version, value_id content, struct build_item *items,
			    unit_id *plain)
{
	struct protection *p = &ep->write;
	struct trace *t = ep->w.t;
	bool etm = p->kind == PROTECT_BLOCK_ETM;
	size_t block = cipher_specs[p->suite->cipher].block_size, n = 0, length, padding;
	uint8_t bytes[256];
	struct build_item inner[4] = { { "content", content } };
	value_id mac = 0, iv, cipher;

	if (!etm) {
		mac = record_mac(ep, p, type, version, &content, 1, 0);
		if (ep_quirk(ep, QUIRK_BAD_MAC))
			mac = flipped(ep, mac);
	}
	length = trace_bytes(t, content).n + (mac ? trace_bytes(t, mac).n : 0);
	padding = (block - (length + 1) % block) % block;
	memset(bytes, (int)padding, sizeof(bytes));
	n = 1;
	if (mac)
		inner[n++] = (struct build_item){ "MAC", mac };
	/* a quirk needs a padding byte to get wrong */
	if (ep->cfg->quirk == QUIRK_BAD_PADDING && !ep->quirk_done && !padding)
		memset(bytes, (int)(padding = block), sizeof(bytes));
	if (padding) {
		value_id pad = trace_add_leaf(t, ep->role, OP_CONST, "padding", bytes_of(bytes, padding));

		if (ep_quirk(ep, QUIRK_BAD_PADDING))
			pad = flipped(ep, pad);
		inner[n++] = (struct build_item){ "padding", pad };
		EP_EVENT(ep, EV_PADDED, pad);
	}
	inner[n++] = (struct build_item){ "padding_length", ep_uint(ep, OP_COUNTER, "padding_length", 1, padding) };
	*plain = plaintext_build(ep, p, inner, n, padding, type);
	iv = value_random(ep->w, "IV", block);
	EP_EVENT(ep, EV_IV_DRAWN, iv)->unit = *plain;
	cipher = value_cbc(ep->w, p->suite->cipher, true, "ciphertext", p->key, iv, trace_unit(t, *plain)->value);
	struct event *e = EP_EVENT(ep, EV_ENCRYPTED, cipher, p->key, iv, trace_unit(t, *plain)->value);
	e->unit = *plain;
	e->arg[0] = (int64_t)p->seq;
	items[0] = (struct build_item){ "IV", iv };
	items[1] = (struct build_item){ "block-ciphered", cipher };
	if (!etm)
		return 2;
	mac = record_mac(ep, p, type, version, (value_id[]){ iv, cipher }, 2, *plain);
	if (ep_quirk(ep, QUIRK_BAD_MAC))
		mac = flipped(ep, mac);
	items[2] = (struct build_item){ "MAC", mac };
	return 3;
}

static value_id aead_nonce(struct endpoint *ep, const struct protection *p, value_id explicit)
{
	static const uint8_t zeros[4];
	struct trace *t = ep->w.t;
	value_id nonce;

	if (explicit) {
		nonce = trace_add_concat(t, ep->role, "nonce", (value_id[]){ p->salt, explicit }, 2);
	} else {   /* RFC 7905 2: the sequence number, padded, XOR the IV */
		explicit = trace_add_concat(t, ep->role, "padded sequence_number", (value_id[]){
				trace_add_leaf(t, ep->role, OP_CONST, "zeros", bytes_of(zeros, sizeof(zeros))),
				ep_uint(ep, OP_COUNTER, "sequence_number", 8, p->seq) }, 2);
		nonce = value_xor(ep->w, "nonce", p->salt, explicit);
	}
	EP_EVENT(ep, EV_NONCE, nonce, p->salt, explicit);
	return nonce;
}

static value_id aead_data(struct endpoint *ep, const struct protection *p, uint8_t type, uint16_t version, size_t length)
{
	struct pseudo_header h = pseudo_header(ep, p, type, version, length);
	value_id ad = trace_add_concat(ep->w.t, ep->role, "additional_data",
				       (value_id[]){ h.seq, h.type, h.version, h.length }, 4);

	EP_EVENT(ep, EV_ADDITIONAL_DATA, ad)->arg[0] = (int64_t)p->seq;
	return ad;
}

static size_t protect_aead(struct endpoint *ep, uint8_t type, uint16_t version, value_id content, struct build_item *items,
			   unit_id *plain)
{
	struct protection *p = &ep->write;
	struct trace *t = ep->w.t;
	struct build_item inner = { "content", content };
	size_t n = trace_bytes(t, content).n;
	value_id explicit = ep_uint(ep, OP_COUNTER, "nonce_explicit", 8, p->seq), nonce, ad, sealed, tag;

	*plain = plaintext_build(ep, p, &inner, 1, 0, type);
	nonce = aead_nonce(ep, p, explicit);
	ad = aead_data(ep, p, type, version, n);
	sealed = value_seal(ep->w, p->suite->cipher, "ciphertext", p->key, nonce, ad, trace_unit(t, *plain)->value);
	struct event *e = EP_EVENT(ep, EV_ENCRYPTED, sealed, p->key, nonce, ad);
	e->unit = *plain;
	e->arg[0] = (int64_t)p->seq;
	tag = trace_add_slice(t, ep->role, sealed, n, mac_size(p), "tag");
	if (ep_quirk(ep, QUIRK_BAD_MAC))
		tag = flipped(ep, tag);
	items[0] = (struct build_item){ "nonce_explicit", trace_show(t, explicit, SHOW_HEX, NULL) };
	items[1] = (struct build_item){ "aead-ciphered", trace_add_slice(t, ep->role, sealed, 0, n, "ciphertext") };
	items[2] = (struct build_item){ "tag", tag };
	return 3;
}

size_t protect(struct endpoint *ep, uint8_t type, uint16_t version, value_id content, struct build_item *items,
	       struct parse_context *ctx, unit_id *plain)
{
	size_t n;

	protection_facts(&ep->write, ctx);
	switch (ep->write.kind) {
	case PROTECT_NONE:
		items[0] = (struct build_item){ "fragment", content };
		return 1;
	case PROTECT_STREAM:
		n = protect_stream(ep, type, version, content, items);
		break;
	case PROTECT_AEAD:
		n = protect_aead(ep, type, version, content, items, plain);
		break;
	default:
		n = protect_block(ep, type, version, content, items, plain);
	}
	ep->write.seq++;
	return n;
}

/* ---- opening ---- */

/* The record that is being opened, as this party has it. */
struct opening {
	unit_id record;
	value_id value;
	uint8_t type;
	uint16_t version;
	size_t n;              /* of the fragment */
};

static value_id fragment_slice(struct endpoint *ep, const struct opening *o, size_t off, size_t n, const char *label)
{
	return trace_add_slice(ep->w.t, ep->role, o->value, 5 + off, n, label);
}

static enum status mac_compare(struct endpoint *ep, value_id found, value_id computed, bool padding_ok, unit_id unit)
{
	struct event *e = EP_EVENT(ep, EV_MAC_CHECKED, found, computed);
	bool equal = bytes_equal(trace_bytes(ep->w.t, found), trace_bytes(ep->w.t, computed));

	e->unit = unit;
	e->arg[0] = (int64_t)ep->from->read.seq;
	/* RFC 5246 6.2.3.2: one alert for both, so that nobody learns which it was */
	return ep_check(ep, e, equal && padding_ok,
			!equal ? REASON_VALUES_DIFFER : padding_ok ? REASON_VALUES_EQUAL : REASON_RECORD_PADDING,
			ALERT_BAD_RECORD_MAC);
}

static enum status too_short(struct endpoint *ep, enum event_type type)
{
	struct event *e = EP_FACT(ep, type);

	return ep_check(ep, e, false, REASON_RECORD_BLOCK, ALERT_BAD_RECORD_MAC);
}

static enum status open_stream(struct endpoint *ep, const struct opening *o, struct part *out)
{
	size_t mac_n = mac_size(&ep->from->read);
	value_id content, mac, computed;

	if (o->n < mac_n)
		return too_short(ep, EV_MAC_CHECKED);
	content = fragment_slice(ep, o, 0, o->n - mac_n, "content");
	mac = fragment_slice(ep, o, o->n - mac_n, mac_n, "MAC");
	computed = record_mac(ep, &ep->from->read, o->type, o->version, &content, 1, o->record);
	*out = (struct part){ content, o->record, 5, 0 };
	return mac_compare(ep, mac, computed, true, o->record);
}

/* The decrypted bytes as a unit: the sender's own, if they are the same. */
static unit_id plaintext_claim(struct endpoint *ep, const struct opening *o, value_id plain, size_t padding)
{
	struct trace *t = ep->w.t;
	enum actor sender = ep->sender;
	struct parse_context ctx;
	struct parse_error err;
	unit_id sent, id = trace_claim(t, UNIT_PLAINTEXT, sender, trace_bytes(t, plain), &sent);
	struct unit *u;

	if (id || t->brief)
		return id;
	id = trace_add_unit(t, UNIT_PLAINTEXT, sender, plain);
	u = trace_edit_unit(t, id);
	u->content_type = o->type;
	u->seq = ep->from->read.seq;
	u->carrier = o->record;
	u->carrier_off = 5;
	u->altered = sent != 0;
	plaintext_facts(&ep->from->read, padding, &ctx);
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

static enum status open_block(struct endpoint *ep, const struct opening *o, struct part *out)
{
	struct protection *p = &ep->from->read;
	struct trace *t = ep->w.t;
	bool etm = p->kind == PROTECT_BLOCK_ETM, padding_ok;
	size_t block = cipher_specs[p->suite->cipher].block_size, mac_n = mac_size(p), iv_n = iv_size(p), padding, inner_mac;
	size_t cipher_n = o->n - iv_n - (etm ? mac_n : 0);
	value_id iv, cipher, plain, content, mac, computed;
	struct event *e;
	unit_id unit;

	if (o->n < iv_n + (etm ? mac_n : 0) + block || cipher_n % block || (!etm && cipher_n < mac_n + 1))
		return too_short(ep, EV_MAC_CHECKED);
	iv = p->iv ? p->iv : fragment_slice(ep, o, 0, iv_n, "IV");
	cipher = fragment_slice(ep, o, iv_n, cipher_n, "ciphertext");
	if (p->iv)
		p->iv = fragment_slice(ep, o, cipher_n - block, block, "last ciphertext block");
	if (etm) {
		mac = fragment_slice(ep, o, iv_n + cipher_n, mac_n, "MAC");
		/* RFC 7366 3: over what is sent; an IV that is not sent is not covered */
		computed = record_mac(ep, p, o->type, o->version, iv_n ? (value_id[]){ iv, cipher } : &cipher, iv_n ? 2 : 1, o->record);
		TRY(mac_compare(ep, mac, computed, true, o->record));
	}
	plain = value_cbc(ep->w, p->suite->cipher, false, "plaintext", p->key, iv, cipher);
	inner_mac = etm ? 0 : mac_n;
	padding_ok = padding_read(trace_bytes(t, plain), inner_mac, p->ssl30 ? block : 0, &padding);
	unit = plaintext_claim(ep, o, plain, padding);
	e = EP_EVENT(ep, EV_DECRYPTED, plain, p->key, iv, cipher);
	e->unit = unit;
	e->arg[0] = (int64_t)p->seq;
	e = EP_EVENT(ep, EV_PADDING_CHECKED, trace_add_slice(t, ep->role, plain, trace_bytes(t, plain).n - padding - 1, padding + 1, "padding"));
	e->unit = unit;
	if (etm) {
		TRY(ep_check(ep, e, padding_ok, padding_ok ? REASON_RECORD_PADDING_GOOD : REASON_RECORD_PADDING, ALERT_BAD_RECORD_MAC));
	} else {
		e->verdict = padding_ok ? VERDICT_OK : VERDICT_FAIL;
		e->reason = padding_ok ? REASON_RECORD_PADDING_GOOD : REASON_RECORD_PADDING;
	}
	content = trace_add_slice(t, ep->role, plain, 0, trace_bytes(t, plain).n - padding - 1 - inner_mac, "content");
	*out = (struct part){ content, unit, 0, 0 };
	if (etm)
		return ST_OK;
	mac = trace_add_slice(t, ep->role, plain, trace_bytes(t, content).n, mac_n, "MAC");
	computed = record_mac(ep, p, o->type, o->version, &content, 1, unit);
	return mac_compare(ep, mac, computed, padding_ok, unit);
}

static enum status open_stream_cipher(struct endpoint *ep, const struct opening *o, struct part *out)
{
	struct protection *p = &ep->from->read;
	struct trace *t = ep->w.t;
	size_t mac_n = mac_size(p), n = o->n;
	value_id cipher = fragment_slice(ep, o, 0, n, "ciphertext"), plain, content, mac;
	struct event *e;
	unit_id unit;

	if (n < mac_n)
		return too_short(ep, EV_MAC_CHECKED);
	plain = value_stream(ep->w, p->stream, "plaintext", p->key, cipher);
	unit = plaintext_claim(ep, o, plain, 0);
	e = EP_EVENT(ep, EV_DECRYPTED, plain, p->key, cipher);
	e->unit = unit;
	e->arg[0] = (int64_t)p->seq;
	content = trace_add_slice(t, ep->role, plain, 0, n - mac_n, "content");
	mac = trace_add_slice(t, ep->role, plain, n - mac_n, mac_n, "MAC");
	*out = (struct part){ content, unit, 0, 0 };
	return mac_compare(ep, mac, record_mac(ep, p, o->type, o->version, &content, 1, unit), true, unit);
}

static enum status open_aead(struct endpoint *ep, const struct opening *o, struct part *out)
{
	struct protection *p = &ep->from->read;
	struct trace *t = ep->w.t;
	size_t iv_n = iv_size(p), tag_n = mac_size(p);
	value_id nonce, ad, sealed, plain;
	struct event *e;
	enum status st;

	if (o->n < iv_n + tag_n)
		return too_short(ep, EV_TAG_CHECKED);
	nonce = aead_nonce(ep, p, iv_n ? fragment_slice(ep, o, 0, iv_n, "nonce_explicit") : 0);
	ad = aead_data(ep, p, o->type, o->version, o->n - iv_n - tag_n);
	sealed = fragment_slice(ep, o, iv_n, o->n - iv_n, "ciphertext");
	st = value_open(ep->w, p->suite->cipher, "plaintext", p->key, nonce, ad, sealed, &plain);
	e = EP_EVENT(ep, EV_TAG_CHECKED, trace_add_slice(t, ep->role, o->value, 5 + o->n - tag_n, tag_n, "tag"), p->key, nonce, ad);
	e->unit = o->record;
	e->arg[0] = (int64_t)p->seq;
	TRY(ep_check(ep, e, st == ST_OK, st == ST_OK ? REASON_TAG_GOOD : REASON_TAG_BAD, ALERT_BAD_RECORD_MAC));
	*out = (struct part){ plain, plaintext_claim(ep, o, plain, 0), 0, 0 };
	e = EP_EVENT(ep, EV_DECRYPTED, plain, p->key, nonce, sealed);
	e->unit = out->carrier;
	e->arg[0] = (int64_t)p->seq;
	return ST_OK;
}

bool unprotect_skip(struct endpoint *ep, struct bytes record)
{
	struct protection *p = &ep->from->read;
	size_t n = record.n;

	if (p->kind == PROTECT_NONE || p->kind == PROTECT_STREAM_CIPHER || (p->iv && p->kind == PROTECT_BLOCK_ETM))
		return false;
	if (p->iv) {   /* the next record begins with the last block of this one */
		size_t block = cipher_specs[p->suite->cipher].block_size;

		if (n < 5 + block)
			return false;
		p->iv = trace_add_leaf(ep->w.t, ep->role, OP_WIRE, "last ciphertext block", bytes_slice(record, n - block, block));
	}
	p->seq++;
	return true;
}

enum status unprotect(struct endpoint *ep, unit_id record, value_id value, uint8_t type, struct part *content)
{
	struct bytes b = trace_bytes(ep->w.t, value);
	struct opening o = { record, value, type, (uint16_t)bytes_uint(bytes_slice(b, 1, 2)), b.n - 5 };
	enum status st;

	switch (ep->from->read.kind) {
	case PROTECT_NONE:
		*content = (struct part){ fragment_slice(ep, &o, 0, o.n, "fragment"), record, 5, 0 };
		return ST_OK;
	case PROTECT_STREAM:
		st = open_stream(ep, &o, content);
		break;
	case PROTECT_STREAM_CIPHER:
		st = open_stream_cipher(ep, &o, content);
		break;
	case PROTECT_AEAD:
		st = open_aead(ep, &o, content);
		break;
	default:
		st = open_block(ep, &o, content);
	}
	ep->from->read.seq++;
	return st;
}
