/* What protecting and opening records have in common (RFC 5246 6.2.3, RFC 5288, RFC 7366,
 * RFC 7905): sizes, MAC, nonce, additional data. */
#include "tls/record/protection.h"

#include <string.h>

#include "spec/without.h"
#include "tls/connection.h"

const struct protection protection_none = { .kind = PROTECT_NONE };

/* The 13 bytes that are authenticated beside the content: as values. */
struct pseudo_header {
	value_id seq, type, version, length;
};

static void header_values(struct connection *c, struct pseudo_header *h, uint8_t type, uint16_t version, size_t length)
{
	h->type = trace_show(c->w.t, conn_uint(c, OP_CONST, "type", 1, type), SHOW_CODE, &codes_content_type);
	h->version = trace_show(c->w.t, conn_uint(c, OP_CONST, "version", 2, version), SHOW_CODE, &codes_version);
	h->length = conn_uint(c, OP_COUNTER, "length", 2, length);
}

static struct pseudo_header pseudo_header(struct connection *c, const struct protection *p, uint8_t type, uint16_t version,
					  size_t length)
{
	struct pseudo_header h = { .seq = conn_uint(c, OP_COUNTER, "sequence_number", 8, p->seq) };

	header_values(c, &h, type, version, length);
	return h;
}

value_id record_mac(struct connection *c, const struct protection *p, uint8_t type, uint16_t version,
		    const value_id *data, size_t n, unit_id unit)
{
	size_t length = 0;
	value_id inputs[8], mac;
	struct pseudo_header h;
	struct event *e;

	for (size_t i = 0; i < n; i++)
		length += trace_bytes(c->w.t, data[i]).n;
	h = pseudo_header(c, p, type, version, length);
	memcpy(inputs, (value_id[]){ h.seq, h.type, h.version, h.length }, 4 * sizeof(value_id));
	memcpy(inputs + 4, data, n * sizeof(*data));
	if (p->ssl30) {   /* RFC 6101 5.2.3.1: the version is not covered */
		memmove(inputs + 2, inputs + 3, (1 + n) * sizeof(*inputs));
		mac = value_ssl3_mac(c->w, p->suite->mac, "MAC", p->mac_key, inputs, 3 + n);
	} else {
		mac = value_hmac(c->w, p->suite->mac, "MAC", p->mac_key, inputs, 4 + n);
	}
	e = CONN_EVENT(c, EV_MAC_COMPUTED, mac, p->mac_key, h.seq, h.type, h.version, h.length);
	e->unit = unit;
	e->arg[0] = (int64_t)p->seq;
	e->reason = p->ssl30 ? REASON_MAC_SSL30 : p->kind == PROTECT_BLOCK_ETM ? REASON_MAC_OF_CIPHERTEXT : REASON_MAC_OF_CONTENT;
	return mac;
}

uint8_t protection_iv_size(const struct protection *p)
{
	const struct cipher_spec *c = &cipher_specs[p->suite->cipher];

	if (p->kind == PROTECT_TLS13)
		return 0;
	return p->kind == PROTECT_AEAD ? c->explicit_iv_size : p->iv ? 0 : c->iv_size;
}

uint8_t protection_mac_size(const struct protection *p)
{
	return p->kind == PROTECT_AEAD || p->kind == PROTECT_TLS13 ? cipher_specs[p->suite->cipher].tag_size : (uint8_t)hash_size(p->suite->mac);
}

void record_count(const struct connection *c, struct protection *p)
{
	p->seq += !(c->without & WITHOUT_SEQUENCE_NUMBERS);
}

void protection_facts(const struct protection *p, struct parse_context *ctx)
{
	memset(ctx, 0, sizeof(*ctx));
	ctx->facts[SEL_PROTECTION] = p->kind;
	if (p->kind == PROTECT_NONE || p->kind == PROTECT_OPAQUE)
		return;
	ctx->facts[SEL_IV_SIZE] = p->kind == PROTECT_STREAM || p->kind == PROTECT_STREAM_CIPHER ? 0 : protection_iv_size(p);
	ctx->facts[SEL_MAC_SIZE] = protection_mac_size(p);
}

void plaintext_facts(const struct protection *p, size_t padding, struct parse_context *ctx)
{
	uint32_t mac = p->kind == PROTECT_BLOCK ? protection_mac_size(p) : 0;

	protection_facts(p, ctx);
	if (p->kind == PROTECT_STREAM_CIPHER)
		return;
	ctx->facts[SEL_MAC_SIZE] = mac;
	ctx->facts[SEL_PADDING_SIZE] = (uint32_t)padding;
	ctx->facts[SEL_TRAILER_SIZE] = mac + (uint32_t)padding + 1;
}

bool record_is_protected(const struct connection *c, const struct protection *p, uint8_t type)
{
	return p->kind != PROTECT_NONE && (c->s.version < VERSION_TLS13 || type == CT_APPLICATION_DATA);
}

uint8_t record_outer_type(const struct protection *p, uint8_t type)
{
	return p->kind == PROTECT_TLS13 && type != CT_CHANGE_CIPHER_SPEC ? CT_APPLICATION_DATA : type;
}

void protection_nonce(const struct trace *t, const struct protection *p, uint8_t out[AEAD_NONCE])
{
	memcpy(out, trace_bytes(t, p->salt).p, AEAD_NONCE);
	for (size_t i = 0; i < 8; i++)
		out[AEAD_NONCE - 1 - i] ^= (uint8_t)(p->seq >> 8 * i);
}

/* Without telling how: for a trace that keeps no more than a summary needs. */
static value_id nonce_brief(struct connection *c, const struct protection *p)
{
	uint8_t *nonce = trace_room(c->w.t, AEAD_NONCE);

	protection_nonce(c->w.t, p, nonce);
	return trace_add_own(c->w.t, c->actor, OP_XOR, "nonce", NULL, NULL, 0, bytes_of(nonce, AEAD_NONCE));
}

value_id aead_nonce(struct connection *c, const struct protection *p, value_id explicit)
{
	static const uint8_t zeros[4];
	struct trace *t = c->w.t;
	value_id nonce;

	if (!explicit && t->brief)
		return nonce_brief(c, p);
	if (explicit) {
		nonce = trace_add_concat(t, c->actor, "nonce", (value_id[]){ p->salt, explicit }, 2);
	} else {   /* RFC 7905 2: the sequence number, padded, XOR the IV */
		explicit = trace_add_concat(t, c->actor, "padded sequence_number", (value_id[]){
				trace_add_leaf(t, c->actor, OP_CONST, "zeros", bytes_of(zeros, sizeof(zeros))),
				conn_uint(c, OP_COUNTER, "sequence_number", 8, p->seq) }, 2);
		nonce = value_xor(c->w, "nonce", p->salt, explicit);
	}
	CONN_EVENT(c, EV_NONCE, nonce, p->salt, explicit);
	return nonce;
}

/* RFC 9846 5.2: the header of the record, whose length is that of the ciphertext with its tag. */
value_id aead_header(struct connection *c, uint16_t version, size_t length)
{
	const uint8_t brief[] = { CT_APPLICATION_DATA, (uint8_t)(version >> 8), (uint8_t)version, (uint8_t)(length >> 8), (uint8_t)length };
	struct pseudo_header h;
	value_id ad;

	if (c->w.t->brief)
		return trace_add_leaf(c->w.t, c->actor, OP_CONCAT, "additional_data", bytes_of(brief, sizeof(brief)));
	header_values(c, &h, CT_APPLICATION_DATA, version, length);
	ad = trace_add_concat(c->w.t, c->actor, "additional_data", (value_id[]){ h.type, h.version, h.length }, 3);

	CONN_EVENT(c, EV_ADDITIONAL_DATA, ad);
	return ad;
}

value_id aead_data(struct connection *c, const struct protection *p, uint8_t type, uint16_t version, size_t length)
{
	struct pseudo_header h = pseudo_header(c, p, type, version, length);
	value_id ad = trace_add_concat(c->w.t, c->actor, "additional_data",
				       (value_id[]){ h.seq, h.type, h.version, h.length }, 4);

	CONN_EVENT(c, EV_ADDITIONAL_DATA, ad)->arg[0] = (int64_t)p->seq;
	return ad;
}
