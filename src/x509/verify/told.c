/* Certificates in the trace: their units, the values cut out of them, and the events that tell of them. */
#include "x509/verify/internal.h"

#include "x509/fields.h"

/* The unit and fields of a certificate that stands in no message. */
static void add_unit(struct verification *v, struct cert *c)
{
	struct trace *t = v->w.t;
	unit_id unit = trace_add_unit(t, UNIT_CERTIFICATE, v->w.actor, c->value);

	x509_add_fields(t, unit, 0, 0, (uint32_t)trace_bytes(t, c->value).n);
	c->field = trace_unit(t, unit)->first_field;
}

/* Where in its unit the DER begins: the field may stand for a length prefix too. */
uint32_t cert_base(struct verification *v, const struct cert *c)
{
	field_id tbs;

	if (!c->readable || !c->field)
		return c->field ? trace_field(v->w.t, c->field)->off : 0;
	tbs = trace_find_field(v->w.t, c->field, "tbsCertificate", 0);
	return tbs ? trace_field(v->w.t, tbs)->off - (uint32_t)(c->x.tbs.p - c->x.der.p) : trace_field(v->w.t, c->field)->off;
}

void cert_show(struct verification *v, struct cert *c)
{
	if (!c->value)
		c->value = trace_add_leaf(v->w.t, v->w.actor, OP_CONFIG, "trusted certificate", c->x.der);
	if (!c->field && trace_bytes(v->w.t, c->value).n) {
		add_unit(v, c);
		c->base = cert_base(v, c);
	}
}

value_id cert_slice(struct verification *v, struct cert *c, struct bytes part, const char *label, enum show show)
{
	cert_show(v, c);
	return trace_show(v->w.t, trace_add_slice(v->w.t, v->w.actor, c->value, (size_t)(part.p - c->x.der.p), part.n, label),
			  show, NULL);
}

/* p, q and g that are missing are the issuer's (RFC 3279 2.3.2). The caller marked
 * c as valued, so that certificates which issued each other end this. */
static void dsa_values(struct verification *v, struct cert *c)
{
	struct public_key *k = &c->x.key, *from;
	struct cert *issuer;

	k->y_value = cert_slice(v, c, k->y, "y", SHOW_HEX);
	if (k->p.n) {
		k->p_value = cert_slice(v, c, k->p, "p", SHOW_HEX);
		k->q_value = cert_slice(v, c, k->q, "q", SHOW_HEX);
		k->g_value = cert_slice(v, c, k->g, "g", SHOW_HEX);
		return;
	}
	issuer = cert_best_issuer(v, c);
	if (!issuer || issuer->x.key.kind != PUBLIC_DSA)
		return;
	cert_key_values(v, issuer);
	from = &issuer->x.key;
	k->p = from->p;
	k->q = from->q;
	k->g = from->g;
	k->bits = from->bits;
	k->p_value = from->p_value;
	k->q_value = from->q_value;
	k->g_value = from->g_value;
}

void cert_key_values(struct verification *v, struct cert *c)
{
	struct public_key *k = &c->x.key;

	if (c->key_valued)
		return;
	c->key_valued = true;
	if (k->kind == PUBLIC_RSA) {
		k->n_value = cert_slice(v, c, k->n, "modulus n", SHOW_HEX);
		k->e_value = cert_slice(v, c, k->e, "exponent e", SHOW_NUMBER);
	} else if (k->kind == PUBLIC_EC && k->point.n) {
		k->point_value = cert_slice(v, c, k->point, "public point", SHOW_HEX);
	} else if (k->kind == PUBLIC_DSA) {
		dsa_values(v, c);
	}
}

size_t cert_key_list(const struct cert *c, value_id out[CERT_KEY_VALUES])
{
	const struct public_key *k = &c->x.key;
	const value_id all[] = { k->n_value, k->e_value, k->point_value, k->p_value, k->q_value, k->g_value, k->y_value };
	size_t n = 0;

	for (size_t i = 0; i < ARRAY_LEN(all); i++)
		if (all[i])
			out[n++] = all[i];
	return n;
}

struct event *cert_tell(struct verification *v, enum event_type type, struct cert *c, struct bytes part, struct finding f,
		   const value_id *values, size_t n)
{
	field_id field;
	struct event *e;

	cert_show(v, c);
	field = c->field;
	if (field && part.n)
		field = x509_field_at(v->w.t, field, c->base + (uint32_t)(part.p - c->x.der.p), (uint32_t)part.n);
	e = trace_add_event(v->w.t, type, v->w.actor, values, n);
	e->verdict = f.verdict;
	e->reason = f.reason;
	e->unit = field ? trace_field(v->w.t, field)->unit : 0;
	e->field = field;
	e->arg[0] = c->number;
	v->told = trace_n_events(v->w.t) - 1;
	return e;
}
