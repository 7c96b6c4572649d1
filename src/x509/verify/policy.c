/* Certificate policies (RFC 5280 6.1). No policy is asked for by the user
 * (user-initial-policy-set is any-policy), so of the valid policy tree only its
 * lowest level matters: which policies hold along the whole path so far. */
#include <stdlib.h>
#include <string.h>

#include "x509/verify/internal.h"
#include "x509/der.h"

enum { MAX_POLICIES = 256 };

struct policy_set {
	struct bytes oid[MAX_POLICIES];
	size_t n;
	bool any;                /* anyPolicy still holds */
	bool full;               /* more than can be held */
};

struct policy_state {
	struct policy_set valid, next;
	int explicit_policy, policy_mapping, inhibit_any;
};

static bool contains(const struct policy_set *s, struct bytes oid)
{
	for (size_t i = 0; i < s->n; i++)
		if (bytes_equal(s->oid[i], oid))
			return true;
	return false;
}

static void add(struct policy_set *s, struct bytes oid)
{
	if (contains(s, oid))
		return;
	if (s->n == MAX_POLICIES)
		s->full = true;
	else
		s->oid[s->n++] = oid;
}

static bool is_any(struct bytes oid)
{
	return oid_find(oid) == OID_ANY_POLICY;
}

/* 6.1.3 (d) and (e): what the certificate asserts, of what could hold. */
static void take_policies(struct policy_state *s, const struct x509 *c, bool any_counts)
{
	struct der seq, item, oid;
	bool any = false;

	s->next = (struct policy_set){ .full = s->valid.full };
	if (x509_has(c, KNOWN_POLICIES) && der_only(c->known[KNOWN_POLICIES].value, DER_SEQUENCE, &seq) == ST_OK) {
		while (der_next(&seq.content, &item) == ST_OK && der_next(&item.content, &oid) == ST_OK) {
			if (is_any(oid.content))
				any = true;
			else if (s->valid.any || contains(&s->valid, oid.content))
				add(&s->next, oid.content);
		}
	}
	if (any && any_counts) {
		for (size_t i = 0; i < s->valid.n; i++)
			add(&s->next, s->valid.oid[i]);
		s->next.any = s->valid.any;
	}
	s->valid = s->next;
}

/* 6.1.4 (a) and (b) */
static void map_policies(struct policy_state *s, const struct x509 *c)
{
	struct der seq, item, from, to;
	struct bytes pairs;

	if (!x509_has(c, KNOWN_POLICY_MAPPINGS) ||
	    der_only(c->known[KNOWN_POLICY_MAPPINGS].value, DER_SEQUENCE, &seq) != ST_OK)
		return;
	s->next = s->valid;
	for (pairs = seq.content; der_next(&pairs, &item) == ST_OK;) {
		if (der_next(&item.content, &from) != ST_OK || der_next(&item.content, &to) != ST_OK)
			return;
		for (size_t i = 0; i < s->next.n; i++)
			if (bytes_equal(s->next.oid[i], from.content))
				s->next.oid[i--] = s->next.oid[--s->next.n];
	}
	for (pairs = seq.content; s->policy_mapping > 0 && der_next(&pairs, &item) == ST_OK;)
		if (der_next(&item.content, &from) == ST_OK && der_next(&item.content, &to) == ST_OK &&
		    (s->valid.any || contains(&s->valid, from.content)))
			add(&s->next, to.content);
	s->valid = s->next;
}

static void lower_to(int *counter, struct bytes content)
{
	int skip;

	if (der_small(content, &skip) == ST_OK && skip < *counter)
		*counter = skip;
}

/* 6.1.4 (h), (i), (j) */
static void count_down(struct policy_state *s, const struct x509 *c)
{
	int *const counters[] = { &s->explicit_policy, &s->policy_mapping, &s->inhibit_any };
	struct der seq, e;

	for (size_t i = 0; i < ARRAY_LEN(counters); i++)
		if (!c->self_issued && *counters[i] > 0)
			--*counters[i];
	if (x509_has(c, KNOWN_POLICY_CONSTRAINTS) &&
	    der_only(c->known[KNOWN_POLICY_CONSTRAINTS].value, DER_SEQUENCE, &seq) == ST_OK)
		while (der_next(&seq.content, &e) == ST_OK)
			lower_to(e.tag == 0x80 ? &s->explicit_policy : &s->policy_mapping, e.content);
	if (x509_has(c, KNOWN_INHIBIT_ANY_POLICY) &&
	    der_only(c->known[KNOWN_INHIBIT_ANY_POLICY].value, DER_INTEGER, &e) == ST_OK)
		lower_to(&s->inhibit_any, e.content);
}

/* 6.1.5 (a) and (b) */
static void wrap_up(struct policy_state *s, const struct x509 *leaf)
{
	struct der seq, e;
	int skip;

	if (s->explicit_policy > 0)
		s->explicit_policy--;
	if (!x509_has(leaf, KNOWN_POLICY_CONSTRAINTS) ||
	    der_only(leaf->known[KNOWN_POLICY_CONSTRAINTS].value, DER_SEQUENCE, &seq) != ST_OK)
		return;
	while (der_next(&seq.content, &e) == ST_OK)
		if (e.tag == 0x80 && der_small(e.content, &skip) == ST_OK && skip == 0)
			s->explicit_policy = 0;
}

static bool none_left(const struct policy_state *s)
{
	return s->explicit_policy == 0 && !s->valid.n && !s->valid.any;
}

static struct finding run(struct policy_state *s, const struct path *p)
{
	int n = p->n - 1;         /* certificates below the trusted one */

	s->explicit_policy = s->policy_mapping = s->inhibit_any = n + 1;
	s->valid.any = true;
	for (int i = n - 1; i >= 0; i--) {
		const struct x509 *c = &p->c[i]->x;

		take_policies(s, c, s->inhibit_any > 0 || (i > 0 && c->self_issued));
		if (none_left(s))
			return finding_refuse(REASON_POLICIES_NONE_LEFT, ALERT_CERTIFICATE_UNKNOWN);
		if (i > 0) {
			map_policies(s, c);
			count_down(s, c);
		} else {
			wrap_up(s, c);
		}
	}
	if (s->valid.full)
		return finding_refuse(REASON_PATH_LIMIT, ALERT_CERTIFICATE_UNKNOWN);
	if (none_left(s))
		return finding_refuse(REASON_POLICIES_NONE_LEFT, ALERT_CERTIFICATE_UNKNOWN);
	return finding_good(s->explicit_policy ? REASON_POLICIES_NOT_DEMANDED : REASON_POLICIES_HOLD);
}

/* Of the whole path, told at certificate 0. */
struct finding check_policies(struct verification *v, const struct path *p, int i)
{
	struct policy_state *s = mem_alloc(sizeof(*s));
	struct cert *c = p->c[i];
	struct finding f = run(s, p);
	value_id values[16];
	size_t n = 0;

	if (v->telling) {
		for (size_t k = 0; k < s->valid.n && n < ARRAY_LEN(values); k++)
			if (s->valid.oid[k].p >= c->x.der.p && s->valid.oid[k].p < c->x.der.p + c->x.der.n)
				values[n++] = cert_slice(v, c, s->valid.oid[k], "policyIdentifier", SHOW_OID);
		cert_tell(v, EV_CERT_POLICIES, c, c->x.known[KNOWN_POLICIES].whole, f, values, n);
	}
	free(s);
	return f;
}
