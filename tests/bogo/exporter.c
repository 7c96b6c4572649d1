#include "exporter.h"

#include "tls/endpoint_state.h"

static value_id constant(struct connection *c, const char *label, struct bytes b)
{
	return trace_add_leaf(c->w.t, c->actor, OP_CONST, label, b);
}

/* RFC 5705 4: a context that is empty is another than none. */
static value_id material12(struct connection *c, const char *label, struct bytes context, bool has_context, size_t n)
{
	const enum hash_alg h = c->s.version < VERSION_TLS12 ? HASH_MD5_SHA1 : c->s.suite->prf;
	struct buf tail = { 0 };
	value_id seed[3] = { c->s.client_random, c->s.server_random };

	if (has_context) {
		buf_add_uint(&tail, 2, context.n);
		buf_add(&tail, context);
		seed[2] = constant(c, "context", buf_bytes(&tail));
	}
	buf_free(&tail);
	return value_prf(c->w, h, "exported", c->secrets.master, constant(c, "label", bytes_str(label)),
			 trace_add_concat(c->w.t, c->actor, "seed", seed, has_context ? 3 : 2), n, false);
}

/* RFC 9846 7.5: none is the empty one. */
static value_id material13(struct connection *c, const char *label, struct bytes context, size_t n)
{
	const enum hash_alg h = c->s.suite->prf;
	const value_id nothing = value_hash(c->w, h, "hash of nothing", NULL, 0), said = constant(c, "context", context);
	const value_id secret = value_hkdf_expand_label(c->w, h, "exporter", c->secrets.tls13.secrets[TLS13_EXPORTER], label, nothing, hash_size(h));

	return value_hkdf_expand_label(c->w, h, "exported", secret, "exporter", value_hash(c->w, h, "hash", &said, 1), n);
}

static void material_add(const struct bogo_options *o, struct connection *c, struct buf *out)
{
	const char *label = o->export_label ? o->export_label : "";
	const struct bytes context = bytes_str(o->export_context);
	const size_t n = (size_t)o->export_material;
	const value_id v = c->s.version >= VERSION_TLS13 ? material13(c, label, context, n) : material12(c, label, context, o->use_export_context, n);

	buf_add(out, trace_bytes(c->w.t, v));
}

/* The secrets that records are protected with: their length, the lowest byte first, the one to read with, the one to write with. */
static void secrets_add(struct connection *c, struct buf *out)
{
	static const enum tls13_secret of[] = { [SIDE_CLIENT] = TLS13_CLIENT_TRAFFIC, [SIDE_SERVER] = TLS13_SERVER_TRAFFIC };
	const size_t n = hash_size(c->s.suite->prf);

	buf_add_uint(out, 1, n & 0xff);
	buf_add_uint(out, 1, n >> 8);
	buf_add(out, trace_bytes(c->w.t, c->secrets.tls13.secrets[of[side_other(c->side)]]));
	buf_add(out, trace_bytes(c->w.t, c->secrets.tls13.secrets[of[c->side]]));
}

void bogo_export(const struct bogo_options *o, struct endpoint *ep, struct buf *out)
{
	struct connection *c = &ep->c;

	if (o->export_material)
		material_add(o, c, out);
	if (o->export_secrets)
		secrets_add(c, out);
	if (o->tls_unique)                         /* of the Finished that comes first */
		buf_add(out, trace_bytes(c->w.t, c->renegotiation.verify_data[c->s.resumed ? SIDE_SERVER : SIDE_CLIENT]));
}
