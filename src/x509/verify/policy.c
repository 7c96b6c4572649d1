/* Certificate policies (RFC 5280 6.1). Of the valid policy tree only its lowest level is kept: which policies
 * hold along the whole path so far, and as which policy of the trusted CA's domain each began, since that is
 * what a user asks for (6.1.5 (g)(iii)). */
#include <stdlib.h>
#include <string.h>

#include "x509/verify/internal.h"
#include "x509/der.h"

enum { MAX_POLICIES = 256 };

struct policy {
	struct bytes oid, origin;    /* they differ where it was mapped */
};

struct policy_set {
	struct policy of[MAX_POLICIES];
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
		if (bytes_equal(s->of[i].oid, oid))
			return true;
	return false;
}

static void add(struct policy_set *s, struct bytes oid, struct bytes origin)
{
	for (size_t i = 0; i < s->n; i++)
		if (bytes_equal(s->of[i].oid, oid) && bytes_equal(s->of[i].origin, origin))
			return;
	if (s->n == MAX_POLICIES)
		s->full = true;
	else
		s->of[s->n++] = (struct policy){ oid, origin };
}

/* `to` goes on from whatever was `from` so far; from anyPolicy, if nothing was. */
static void go_on(const struct policy_state *s, struct policy_set *next, struct bytes from, struct bytes to)
{
	bool found = false;

	for (size_t i = 0; i < s->valid.n; i++) {
		if (!bytes_equal(s->valid.of[i].oid, from))
			continue;
		add(next, to, s->valid.of[i].origin);
		found = true;
	}
	if (!found && s->valid.any)
		add(next, to, from);
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
			else
				go_on(s, &s->next, oid.content, oid.content);
		}
	}
	if (any && any_counts) {
		for (size_t i = 0; i < s->valid.n; i++)
			if (!contains(&s->next, s->valid.of[i].oid))
				add(&s->next, s->valid.of[i].oid, s->valid.of[i].origin);
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
			if (bytes_equal(s->next.of[i].oid, from.content))
				s->next.of[i--] = s->next.of[--s->next.n];
	}
	for (pairs = seq.content; s->policy_mapping > 0 && der_next(&pairs, &item) == ST_OK;)
		if (der_next(&item.content, &from) == ST_OK && der_next(&item.content, &to) == ST_OK)
			go_on(s, &s->next, from.content, to.content);
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

static bool is_wanted(const struct policies_wanted *w, struct bytes oid)
{
	for (size_t i = 0; i < w->n; i++) {
		const struct bytes one = bytes_of(w->oid[i].der, w->oid[i].n);

		if (bytes_equal(one, oid) || is_any(one))
			return true;
	}
	return false;
}

/* 6.1.5 (g)(iii): what was not asked for goes; anyPolicy stands for all that was. */
static void keep_wanted(struct policy_set *s, const struct policies_wanted *w)
{
	size_t kept = 0;

	for (size_t i = 0; i < s->n; i++)
		if (is_wanted(w, s->of[i].origin))
			s->of[kept++] = s->of[i];
	s->n = kept;
}

static struct finding run(struct policy_state *s, const struct path *p, const struct policies_wanted *wanted)
{
	const bool asked = wanted && wanted->n;
	/* certificates below the trusted one; who trusts a server's own and asks for a policy asks that one */
	const int n = asked && p->n == 1 ? 1 : p->n - 1;

	s->policy_mapping = s->inhibit_any = n + 1;
	s->explicit_policy = asked ? 0 : n + 1;
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
	if (asked)
		keep_wanted(&s->valid, wanted);
	if (none_left(s))
		return finding_refuse(REASON_POLICIES_NOT_THAT, ALERT_CERTIFICATE_UNKNOWN);
	if (asked)
		return finding_good(REASON_POLICIES_WANTED_HOLD);
	return finding_good(s->explicit_policy ? REASON_POLICIES_NOT_DEMANDED : REASON_POLICIES_HOLD);
}

/* Of the whole path, told at certificate 0. */
struct finding check_policies(struct verification *v, const struct path *p, int i)
{
	struct policy_state *s = mem_alloc(sizeof(*s));
	struct cert *c = p->c[i];
	const struct policies_wanted *wanted = v->cfg->policies;
	struct finding f = run(s, p, wanted);
	value_id values[16];
	size_t n = 0;

	if (v->telling) {
		for (size_t k = 0; wanted && k < wanted->n; k++)
			values[n++] = trace_show(v->w.t, trace_add_leaf(v->w.t, v->w.actor, OP_CONFIG, "wanted policy",
									bytes_of(wanted->oid[k].der, wanted->oid[k].n)), SHOW_OID, NULL);
		for (size_t k = 0; k < s->valid.n && n < ARRAY_LEN(values); k++)
			if (s->valid.of[k].oid.p >= c->x.der.p && s->valid.of[k].oid.p < c->x.der.p + c->x.der.n)
				values[n++] = cert_slice(v, c, s->valid.of[k].oid, "policyIdentifier", SHOW_OID);
		cert_tell(v, EV_CERT_POLICIES, c, c->x.known[KNOWN_POLICIES].whole, f, values, n);
	}
	free(s);
	return f;
}
