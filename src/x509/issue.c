#include "x509/issue.h"

#include "x509/certificate.h"
#include "x509/der.h"

/* The content of a new TBSCertificate (RFC 5280 4.1): that of the old one but for serialNumber and validity. */
static enum status tbs_content(struct bytes model, struct bytes serial, utc_time from, utc_time to, struct buf *out)
{
	struct buf validity = { 0 };
	struct der whole, tbs, e;
	struct bytes in;

	TRY(der_only(model, DER_SEQUENCE, &whole));
	in = whole.content;
	TRY(der_expect(&in, DER_SEQUENCE, &tbs));
	in = tbs.content;
	if (der_peek(in, DER_CONTEXT | DER_CONSTRUCTED)) {
		TRY(der_next(&in, &e));
		buf_add(out, e.whole);                   /* version */
	}
	TRY(der_expect(&in, DER_INTEGER, &e));
	der_put_unsigned(out, serial);
	for (int i = 0; i < 2; i++) {                    /* signature, issuer */
		TRY(der_expect(&in, DER_SEQUENCE, &e));
		buf_add(out, e.whole);
	}
	TRY(der_expect(&in, DER_SEQUENCE, &e));
	der_put_time(&validity, from);
	der_put_time(&validity, to);
	der_put(out, DER_SEQUENCE, buf_bytes(&validity));
	buf_free(&validity);
	buf_add(out, in);                                /* subject and the rest */
	return ST_OK;
}

/* The signature's bits over the bytes. In a trace of its own: nobody is shown how the CA signs. */
static enum status sign(struct bytes tbs, const struct x509_algorithm *a, const struct private_key *key, struct buf *out)
{
	struct work w = { .t = trace_new(), .actor = ACTOR_NONE, .rng = crypto_rng_system() };
	const value_id data = trace_add_leaf(w.t, ACTOR_NONE, OP_CONST, "tbsCertificate", tbs),
		       secret = trace_add_leaf(w.t, ACTOR_NONE, OP_CONFIG, "issuer's key", key->der);
	struct signature_parts parts;
	enum status st = a->supported ? value_sign(w, a->kind, a->hash, key, secret, &data, 1, &parts) : ST_UNSUPPORTED;

	buf_add_uint(out, 1, 0);                         /* unused bits */
	if (st == ST_OK)
		buf_add(out, trace_bytes(w.t, parts.signature));
	trace_free(w.t);
	return st;
}

enum status x509_reissue(struct bytes model, struct bytes serial, utc_time from, utc_time to, const struct private_key *issuer,
			 struct buf *out)
{
	struct buf content = { 0 }, whole = { 0 }, bits = { 0 };
	struct x509 old;
	enum status st = x509_parse(model, &old);

	if (st == ST_OK)
		st = tbs_content(model, serial, from, to, &content);
	if (st == ST_OK) {
		der_put(&whole, DER_SEQUENCE, buf_bytes(&content));
		st = sign(buf_bytes(&whole), &old.algorithm, issuer, &bits);
	}
	if (st == ST_OK) {
		buf_add(&whole, old.algorithm.whole);
		der_put(&whole, DER_BIT_STRING, buf_bytes(&bits));
		der_put(out, DER_SEQUENCE, buf_bytes(&whole));
	}
	buf_free(&content);
	buf_free(&whole);
	buf_free(&bits);
	return st;
}
