/* Protecting records: content into fragments, each part of it a value. */
#include <string.h>

#include "tls/protection.h"

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

static value_id own_mac(struct endpoint *ep, uint8_t type, uint16_t version, const value_id *data, size_t n, unit_id unit)
{
	value_id mac = record_mac(ep, &ep->write, type, version, data, n, unit);

	return ep_quirk(ep, QUIRK_BAD_MAC) ? flipped(ep, mac) : mac;
}

static size_t protect_stream(struct endpoint *ep, uint8_t type, uint16_t version, value_id content, struct build_item *items)
{
	items[0] = (struct build_item){ "content", content };
	items[1] = (struct build_item){ "MAC", own_mac(ep, type, version, &content, 1, 0) };
	return 2;
}

/* Padding of so many bytes before its length, each of that value: 0 if there are none. */
static value_id padding_value(struct endpoint *ep, size_t padding)
{
	uint8_t bytes[256];
	value_id pad;

	if (!padding)
		return 0;
	memset(bytes, (int)padding, sizeof(bytes));
	pad = trace_add_leaf(ep->w.t, ep->role, OP_CONST, "padding", bytes_of(bytes, padding));
	if (ep_quirk(ep, QUIRK_BAD_PADDING))
		pad = flipped(ep, pad);
	EP_EVENT(ep, EV_PADDED, pad);
	return pad;
}

/* Content, MAC (0: not in here) and padding up to whole blocks. */
static unit_id block_plaintext(struct endpoint *ep, uint8_t type, value_id content, value_id mac)
{
	struct trace *t = ep->w.t;
	size_t block = cipher_specs[ep->write.suite->cipher].block_size, n = 1;
	size_t length = trace_bytes(t, content).n + (mac ? trace_bytes(t, mac).n : 0);
	size_t padding = (block - (length + 1) % block) % block;
	struct build_item inner[4] = { { "content", content } };
	value_id pad;

	/* a quirk needs a padding byte to get wrong */
	if (ep->cfg->quirk == QUIRK_BAD_PADDING && !ep->quirk_done && !padding)
		padding = block;
	pad = padding_value(ep, padding);
	if (mac)
		inner[n++] = (struct build_item){ "MAC", mac };
	if (pad)
		inner[n++] = (struct build_item){ "padding", pad };
	inner[n++] = (struct build_item){ "padding_length", ep_uint(ep, OP_COUNTER, "padding_length", 1, padding) };
	return plaintext_build(ep, &ep->write, inner, n, padding, type);
}

static void tell_encrypted(struct endpoint *ep, const value_id *values, size_t n, unit_id plain)
{
	struct event *e = ep_event(ep, EV_ENCRYPTED, values, n);

	e->unit = plain;
	e->arg[0] = (int64_t)ep->write.seq;
}

static size_t protect_block(struct endpoint *ep, uint8_t type, uint16_t version, value_id content, struct build_item *items,
			    unit_id *plain)
{
	const struct protection *p = &ep->write;
	bool etm = p->kind == PROTECT_BLOCK_ETM;
	value_id inside, iv, cipher;

	*plain = block_plaintext(ep, type, content, etm ? 0 : own_mac(ep, type, version, &content, 1, 0));
	inside = trace_unit(ep->w.t, *plain)->value;
	iv = value_random(ep->w, "IV", cipher_specs[p->suite->cipher].block_size);
	EP_EVENT(ep, EV_IV_DRAWN, iv)->unit = *plain;
	cipher = value_cbc(ep->w, p->suite->cipher, true, "ciphertext", p->key, iv, inside);
	tell_encrypted(ep, (value_id[]){ cipher, p->key, iv, inside }, 4, *plain);
	items[0] = (struct build_item){ "IV", iv };
	items[1] = (struct build_item){ "block-ciphered", cipher };
	if (!etm)
		return 2;
	items[2] = (struct build_item){ "MAC", own_mac(ep, type, version, (value_id[]){ iv, cipher }, 2, *plain) };
	return 3;
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
	tell_encrypted(ep, (value_id[]){ sealed, p->key, nonce, ad }, 4, *plain);
	tag = trace_add_slice(t, ep->role, sealed, n, protection_mac_size(p), "tag");
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
