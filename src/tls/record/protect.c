/* Protecting records: content into fragments, each part of it a value. */
#include <string.h>

#include "tls/endpoint_state.h"
#include "tls/quirk.h"
#include "tls/record/limit.h"
#include "tls/record/protection.h"
#include "tls/record/record.h"

static unit_id plaintext_build(struct connection *c, const struct protection *p, const struct build_item *items, size_t n,
			       size_t padding, uint8_t type)
{
	struct parse_context ctx;
	unit_id id;

	plaintext_facts(p, padding, &ctx);
	id = build_unit(c->w.t, UNIT_PLAINTEXT, c->actor, "plaintext", &layout_plaintext, &ctx, items, n);
	trace_edit_unit(c->w.t, id)->content_type = type;
	trace_edit_unit(c->w.t, id)->seq = p->seq;
	trace_announce(c->w.t, id);
	return id;
}

/* For a party that errs: the value with its last bit flipped. */
static value_id flipped(struct connection *c, value_id v)
{
	struct bytes b = trace_bytes(c->w.t, v);
	uint8_t last = b.p[b.n - 1] ^ 1;
	value_id parts[2] = {
		trace_add_slice(c->w.t, c->actor, v, 0, b.n - 1, "before"),
		trace_add_leaf(c->w.t, c->actor, OP_CONFIG, "altered byte", bytes_of(&last, 1)),
	};

	return trace_add_concat(c->w.t, c->actor, trace_value(c->w.t, v)->label, parts, 2);
}

static value_id own_mac(struct connection *c, uint8_t type, uint16_t version, const value_id *data, size_t n, unit_id unit)
{
	value_id mac = record_mac(c, &own_side(c)->protection, type, version, data, n, unit);

	return quirk_fires(c, QUIRK_BAD_MAC) ? flipped(c, mac) : mac;
}

static size_t protect_stream(struct connection *c, uint8_t type, uint16_t version, value_id content, struct build_item *items)
{
	items[0] = (struct build_item){ "content", content };
	items[1] = (struct build_item){ "MAC", own_mac(c, type, version, &content, 1, 0) };
	return 2;
}

/* Padding of so many bytes before its length, each of that value: 0 if there are none. */
static value_id padding_value(struct connection *c, size_t padding)
{
	uint8_t bytes[256];
	value_id pad;

	if (!padding)
		return 0;
	memset(bytes, (int)padding, sizeof(bytes));
	/* RFC 6101 5.2.3.2: anything may stand there */
	pad = own_side(c)->protection.ssl30 ? value_random(c->w, "padding", padding) :
					      trace_add_leaf(c->w.t, c->actor, OP_CONST, "padding", bytes_of(bytes, padding));
	if (quirk_fires(c, QUIRK_BAD_PADDING))
		pad = flipped(c, pad);
	CONN_EVENT(c, EV_PADDED, pad);
	return pad;
}

/* Content, MAC (0: not in here) and padding up to whole blocks. */
static unit_id block_plaintext(struct connection *c, uint8_t type, value_id content, value_id mac)
{
	struct trace *t = c->w.t;
	size_t block = cipher_specs[own_side(c)->protection.suite->cipher].block_size, n = 1;
	size_t length = trace_bytes(t, content).n + (mac ? trace_bytes(t, mac).n : 0);
	size_t padding = (block - (length + 1) % block) % block;
	struct build_item inner[4] = { { "content", content } };
	value_id pad;

	/* a quirk needs a padding byte to get wrong */
	if (config_of(c)->quirk == QUIRK_BAD_PADDING && !endpoint_of(c)->quirk_done && !padding)
		padding = block;
	pad = padding_value(c, padding);
	if (mac)
		inner[n++] = (struct build_item){ "MAC", mac };
	if (pad)
		inner[n++] = (struct build_item){ "padding", pad };
	inner[n++] = (struct build_item){ "padding_length", conn_uint(c, OP_COUNTER, "padding_length", 1, padding) };
	return plaintext_build(c, &own_side(c)->protection, inner, n, padding, type);
}

static void tell_encrypted(struct connection *c, const value_id *values, size_t n, unit_id plain)
{
	struct event *e = conn_event(c, EV_ENCRYPTED, values, n);

	e->unit = plain;
	e->arg[0] = (int64_t)own_side(c)->protection.seq;
}

/* The IV of a record that is sent now: drawn and sent along, or (before TLS 1.1) the last block of the record before. */
static value_id block_iv(struct connection *c, unit_id plain)
{
	const struct protection *p = &own_side(c)->protection;
	value_id iv = p->iv;

	if (!iv)
		iv = value_random(c->w, "IV", cipher_specs[p->suite->cipher].block_size);
	CONN_EVENT(c, p->iv ? EV_IV_CHAINED : EV_IV_DRAWN, iv)->unit = plain;
	return iv;
}

static size_t protect_block(struct connection *c, uint8_t type, uint16_t version, value_id content, struct build_item *items,
			    unit_id *plain)
{
	struct protection *p = &own_side(c)->protection;
	const size_t block = cipher_specs[p->suite->cipher].block_size;
	bool etm = p->kind == PROTECT_BLOCK_ETM;
	value_id inside, iv, cipher, covered[2];
	size_t n = 0;

	*plain = block_plaintext(c, type, content, etm ? 0 : own_mac(c, type, version, &content, 1, 0));
	inside = trace_unit(c->w.t, *plain)->value;
	iv = block_iv(c, *plain);
	cipher = value_cbc(c->w, p->suite->cipher, true, "ciphertext", p->key, iv, inside);
	tell_encrypted(c, (value_id[]){ cipher, p->key, iv, inside }, 4, *plain);
	if (!p->iv)
		items[n++] = (struct build_item){ "IV", covered[0] = iv };
	items[n] = (struct build_item){ "block-ciphered", covered[n] = cipher };
	n++;
	if (p->iv)
		p->iv = trace_add_slice(c->w.t, c->actor, cipher, trace_bytes(c->w.t, cipher).n - block, block, "last ciphertext block");
	if (etm) {
		const value_id mac = own_mac(c, type, version, covered, n, *plain);

		items[n++] = (struct build_item){ "MAC", mac };
	}
	return n;
}

static size_t protect_stream_cipher(struct connection *c, uint8_t type, uint16_t version, value_id content, struct build_item *items,
				    unit_id *plain)
{
	const struct protection *p = &own_side(c)->protection;
	struct build_item inner[2];
	value_id inside, cipher;

	*plain = plaintext_build(c, p, inner, protect_stream(c, type, version, content, inner), 0, type);
	inside = trace_unit(c->w.t, *plain)->value;
	cipher = value_stream(c->w, p->stream, "ciphertext", p->key, inside);
	tell_encrypted(c, (value_id[]){ cipher, p->key, inside }, 3, *plain);
	items[0] = (struct build_item){ "stream-ciphered", cipher };
	return 1;
}

static size_t protect_aead(struct connection *c, uint8_t type, uint16_t version, value_id content, struct build_item *items,
			   unit_id *plain)
{
	struct protection *p = &own_side(c)->protection;
	struct trace *t = c->w.t;
	struct build_item inner = { "content", content };
	size_t n = trace_bytes(t, content).n, made = 0;
	/* RFC 7905 2: the record carries no part of the nonce */
	value_id explicit = protection_iv_size(p) ? conn_uint(c, OP_COUNTER, "nonce_explicit", 8, p->seq) : 0, nonce, ad, sealed, tag;

	*plain = plaintext_build(c, p, &inner, 1, 0, type);
	nonce = aead_nonce(c, p, explicit);
	ad = aead_data(c, p, type, version, n);
	sealed = value_seal(c->w, p->suite->cipher, "ciphertext", p->key, nonce, ad, trace_unit(t, *plain)->value);
	tell_encrypted(c, (value_id[]){ sealed, p->key, nonce, ad }, 4, *plain);
	tag = trace_add_slice(t, c->actor, sealed, n, protection_mac_size(p), "tag");
	if (quirk_fires(c, QUIRK_BAD_MAC))
		tag = flipped(c, tag);
	if (explicit)
		items[made++] = (struct build_item){ "nonce_explicit", trace_show(t, explicit, SHOW_HEX, NULL) };
	items[made++] = (struct build_item){ "aead-ciphered", trace_add_slice(t, c->actor, sealed, 0, n, "ciphertext") };
	items[made++] = (struct build_item){ "tag", tag };
	return made;
}

/* ---- TLS 1.3 ---- */

/* So that the inner plaintext is a multiple of what the endpoint pads to (RFC 9846 5.4). */
static size_t zeros_needed(const struct connection *c, size_t content)
{
	const size_t unit = config_of(c)->record_padding, length = content + 1, room = limit_content(c, c->side) + 1;
	const size_t zeros = unit ? (unit - length % unit) % unit : 0;

	if (length > room)                 /* a party that errs */
		return 0;
	return length + zeros <= room ? zeros : room - length;
}

/* The party that errs: a type that may not be inside, or none. */
static uint8_t inner_type(struct connection *c, uint8_t type)
{
	if (type == CT_APPLICATION_DATA && quirk_fires(c, QUIRK_NO_TYPE))
		return 0;
	return type == CT_APPLICATION_DATA && quirk_fires(c, QUIRK_INNER_TYPE) ? CT_CHANGE_CIPHER_SPEC : type;
}

/* Content, its true type, and zeros (RFC 9846 5.2). */
static unit_id inner_plaintext(struct connection *c, uint8_t type, value_id content)
{
	const size_t zeros = zeros_needed(c, trace_bytes(c->w.t, content).n);
	struct build_item items[3] = {
		{ "content", content },
		{ "inner_type", trace_show(c->w.t, conn_uint(c, OP_CONST, "inner_type", 1, inner_type(c, type)), SHOW_CODE, &codes_content_type) },
	};
	struct buf b = { 0 };

	if (!zeros)
		return plaintext_build(c, &own_side(c)->protection, items, 2, 0, type);
	for (size_t i = 0; i < zeros; i++)
		buf_add_uint(&b, 1, 0);
	items[2] = (struct build_item){ "zeros", trace_add_leaf(c->w.t, c->actor, OP_CONST, "zeros", buf_bytes(&b)) };
	buf_free(&b);
	CONN_EVENT(c, EV_PADDED, items[2].value);
	return plaintext_build(c, &own_side(c)->protection, items, 3, zeros, type);
}

static size_t protect_tls13(struct connection *c, uint8_t type, uint16_t version, value_id content, struct build_item *items, unit_id *plain)
{
	struct protection *p = &own_side(c)->protection;
	struct trace *t = c->w.t;
	value_id nonce, ad, sealed, tag, inner;
	size_t n;

	*plain = inner_plaintext(c, type, content);
	inner = trace_unit(t, *plain)->value;
	n = trace_bytes(t, inner).n;
	nonce = aead_nonce(c, p, 0);
	ad = aead_header(c, version, n + protection_mac_size(p));
	sealed = value_seal(c->w, p->suite->cipher, "ciphertext", p->key, nonce, ad, inner);
	tell_encrypted(c, (value_id[]){ sealed, p->key, nonce, ad }, 4, *plain);
	tag = trace_add_slice(t, c->actor, sealed, n, protection_mac_size(p), "tag");
	if (quirk_fires(c, QUIRK_BAD_MAC))
		tag = flipped(c, tag);
	items[0] = (struct build_item){ "aead-ciphered", trace_add_slice(t, c->actor, sealed, 0, n, "ciphertext") };
	items[1] = (struct build_item){ "tag", tag };
	return 2;
}

size_t record_protect(struct connection *c, uint8_t type, uint16_t version, value_id content, struct build_item *items,
		      struct parse_context *ctx, unit_id *plain)
{
	size_t n;

	if (!record_is_protected(c, &own_side(c)->protection, record_outer_type(&own_side(c)->protection, type))) {
		protection_facts(&protection_none, ctx);
		items[0] = (struct build_item){ "fragment", content };
		return 1;
	}
	protection_facts(&own_side(c)->protection, ctx);
	switch (own_side(c)->protection.kind) {
	case PROTECT_STREAM:
		n = protect_stream(c, type, version, content, items);
		break;
	case PROTECT_STREAM_CIPHER:
		n = protect_stream_cipher(c, type, version, content, items, plain);
		break;
	case PROTECT_AEAD:
		n = protect_aead(c, type, version, content, items, plain);
		break;
	case PROTECT_TLS13:
		n = protect_tls13(c, type, version, content, items, plain);
		break;
	default:
		n = protect_block(c, type, version, content, items, plain);
	}
	record_count(c, &own_side(c)->protection);
	return n;
}
