/* Name constraints (RFC 5280 4.2.1.10, 6.1.3 (b) and (c)). */
#include <string.h>

#include "x509/verify/internal.h"
#include "x509/der.h"

enum match { MATCH_NO, MATCH_YES, MATCH_UNSUPPORTED };

static uint8_t lower(uint8_t c)
{
	return c >= 'A' && c <= 'Z' ? (uint8_t)(c + ('a' - 'A')) : c;
}

static bool equal_nocase(struct bytes a, struct bytes b)
{
	if (a.n != b.n)
		return false;
	for (size_t i = 0; i < a.n; i++)
		if (lower(a.p[i]) != lower(b.p[i]))
			return false;
	return true;
}

static bool ends_with(struct bytes s, struct bytes suffix)
{
	return s.n >= suffix.n && equal_nocase(bytes_slice(s, s.n - suffix.n, suffix.n), suffix);
}

static struct bytes without_root(struct bytes b)
{
	return b.n > 1 && b.p[b.n - 1] == '.' ? bytes_slice(b, 0, b.n - 1) : b;
}

/* "host.example" holds for itself and all below it; ".host.example" (not in the
 * RFC, but in use) only for those below. */
static bool dns_within(struct bytes name, struct bytes base)
{
	if (!base.n)
		return true;
	if (base.p[0] == '.')
		return name.n > base.n && ends_with(name, base);
	return ends_with(name, base) && (name.n == base.n || name.p[name.n - base.n - 1] == '.');
}

/* A wildcard stands for names too: it lies in an excluded subtree already when
 * one of them does. */
static enum match match_dns(struct bytes name, struct bytes base, bool excluded)
{
	const uint8_t *dot;

	name = without_root(name);
	base = without_root(base);
	if (base.n && memchr(base.p, '*', base.n))
		return MATCH_UNSUPPORTED;
	if (dns_within(name, base))
		return MATCH_YES;
	if (!excluded || name.n < 2 || name.p[0] != '*' || name.p[1] != '.' || !base.n)
		return MATCH_NO;
	dot = memchr(base.p, '.', base.n);
	return dot && dot != base.p &&
	       equal_nocase(bytes_of(dot, base.n - (size_t)(dot - base.p)), bytes_slice(name, 1, name.n - 1)) ?
	       MATCH_YES : MATCH_NO;
}

static const uint8_t *last_at(struct bytes b)
{
	for (size_t i = b.n; i-- > 0;)
		if (b.p[i] == '@')
			return b.p + i;
	return NULL;
}

/* A host as base is that host alone, ".host" all below it. */
static bool host_within(struct bytes host, struct bytes base)
{
	if (!base.n)
		return true;
	if (base.p[0] == '.')
		return host.n > base.n && ends_with(host, base);
	return equal_nocase(host, base);
}

static enum match match_email(struct bytes name, struct bytes base)
{
	const uint8_t *at = last_at(name), *base_at = last_at(base);
	struct bytes local, host;

	if (!at || at == name.p || at + 1 == name.p + name.n)
		return MATCH_UNSUPPORTED;
	local = bytes_of(name.p, (size_t)(at - name.p));
	host = bytes_of(at + 1, name.n - local.n - 1);
	if (!base_at)
		return host_within(host, base) ? MATCH_YES : MATCH_NO;
	return bytes_equal(local, bytes_of(base.p, (size_t)(base_at - base.p))) &&
	       equal_nocase(host, bytes_of(base_at + 1, base.n - (size_t)(base_at + 1 - base.p))) ? MATCH_YES : MATCH_NO;
}

/* scheme://user@host:port/...; the constraint is about the host, which must be a name. */
static enum match match_uri(struct bytes name, struct bytes base)
{
	size_t start = 0, end;

	while (start + 3 <= name.n && memcmp(name.p + start, "://", 3) != 0)
		start++;
	if (start + 3 > name.n)
		return MATCH_UNSUPPORTED;
	start += 3;
	for (end = start; end < name.n && !strchr("/?#", name.p[end]); end++)
		if (name.p[end] == '@')
			start = end + 1;
	for (size_t i = start; i < end; i++)
		if (name.p[i] == ':' || name.p[i] == '[')
			end = i;
	if (start == end)
		return MATCH_UNSUPPORTED;
	return host_within(bytes_slice(name, start, end - start), base) ? MATCH_YES : MATCH_NO;
}

static bool is_mask(struct bytes mask)
{
	bool zero = false;

	for (size_t i = 0; i < mask.n * 8; i++) {
		bool bit = mask.p[i / 8] & (0x80 >> (i % 8));

		if (bit && zero)
			return false;
		zero = zero || !bit;
	}
	return true;
}

static enum match match_ip(struct bytes name, struct bytes base)
{
	struct bytes mask;

	if (base.n != 8 && base.n != 32)
		return MATCH_UNSUPPORTED;
	mask = bytes_slice(base, base.n / 2, base.n / 2);
	if (!is_mask(mask))
		return MATCH_UNSUPPORTED;
	if (name.n != mask.n)
		return MATCH_NO;
	for (size_t i = 0; i < mask.n; i++)
		if ((name.p[i] ^ base.p[i]) & mask.p[i])
			return MATCH_NO;
	return MATCH_YES;
}

static enum match match(const struct x509_general_name *name, const struct x509_general_name *base, bool excluded)
{
	switch (name->kind) {
	case GN_DNS: return match_dns(name->value, base->value, excluded);
	case GN_EMAIL: return match_email(name->value, base->value);
	case GN_URI: return match_uri(name->value, base->value);
	case GN_IP: return match_ip(name->value, base->value);
	case GN_DIRECTORY: return x509_name_within(name->value, base->value) ? MATCH_YES : MATCH_NO;
	default: return MATCH_UNSUPPORTED;
	}
}

/* One list of subtrees against one name. */
struct outcome {
	bool constrained;       /* there is a subtree of the name's kind */
	bool matched;
	bool unsupported;
};

static struct outcome hold(struct verification *v, struct bytes trees, const struct x509_general_name *name, bool excluded)
{
	struct x509_general_name base;
	struct outcome out = { 0 };
	struct der tree;

	while (der_expect(&trees, DER_SEQUENCE, &tree) == ST_OK) {
		enum match m;

		v->compared += 1 + (int)((name->value.n + tree.content.n) / 64);
		if (v->compared > VERIFY_MAX_COMPARED)
			break;
		if (x509_next_general_name(&tree.content, &base) != ST_OK || base.kind != name->kind)
			continue;
		out.constrained = true;
		/* minimum must be 0 and maximum absent (4.2.1.10), so nothing may follow the base */
		m = tree.content.n ? MATCH_UNSUPPORTED : match(name, &base, excluded);
		out.unsupported = out.unsupported || m == MATCH_UNSUPPORTED;
		out.matched = out.matched || m == MATCH_YES;
	}
	return out;
}

struct subtrees {
	struct bytes permitted, excluded;
};

static enum reason hold_name(struct verification *v, const struct subtrees *s, const struct x509_general_name *name)
{
	struct outcome e = hold(v, s->excluded, name, true), p = hold(v, s->permitted, name, false);

	if (v->compared > VERIFY_MAX_COMPARED)
		return REASON_CONSTRAINTS_LIMIT;
	if (e.matched)
		return REASON_CONSTRAINTS_EXCLUDED;
	if (e.unsupported || (p.unsupported && !p.matched))
		return REASON_CONSTRAINTS_UNSUPPORTED;
	if (p.constrained && !p.matched)
		return REASON_CONSTRAINTS_NOT_PERMITTED;
	return REASON_CONSTRAINTS_KEPT;
}

static enum reason hold_subject(struct verification *v, const struct subtrees *s, const struct x509 *c, bool has_email,
				struct x509_general_name *culprit)
{
	struct x509_attribute a;
	struct x509_name_walk w;
	enum reason r;

	*culprit = (struct x509_general_name){ GN_DIRECTORY, c->subject, c->subject };
	if (x509_name_empty(c->subject))
		return REASON_CONSTRAINTS_KEPT;
	r = hold_name(v, s, culprit);
	if (r != REASON_CONSTRAINTS_KEPT || has_email || x509_name_begin(c->subject, &w) != ST_OK)
		return r;
	/* without an rfc822Name an emailAddress in the subject is held against them too */
	while (r == REASON_CONSTRAINTS_KEPT && x509_name_next(&w, &a) == ST_OK) {
		if (oid_find(a.type) != OID_AT_EMAIL)
			continue;
		*culprit = (struct x509_general_name){ GN_EMAIL, a.value, a.whole };
		r = hold_name(v, s, culprit);
	}
	return r;
}

static void split(struct bytes value, struct subtrees *out)
{
	struct der seq, e;

	*out = (struct subtrees){ BYTES_NONE, BYTES_NONE };
	if (der_only(value, DER_SEQUENCE, &seq) != ST_OK)
		return;
	while (der_next(&seq.content, &e) == ST_OK)
		*(e.tag == 0xa0 ? &out->permitted : &out->excluded) = e.content;
}

enum reason constraints_hold(struct verification *v, struct bytes constraints, const struct x509 *c, bool is_leaf,
			     struct x509_general_name *culprit)
{
	const struct x509_ext *san = &c->known[KNOWN_SUBJECT_ALT_NAME];
	struct subtrees s;
	struct bytes names = BYTES_NONE;
	bool has_email = false;
	enum reason r = REASON_CONSTRAINTS_KEPT;

	/* 6.1.3: self-issued certificates are passed over unless they are the last */
	if (c->self_issued && !is_leaf)
		return r;
	split(constraints, &s);
	*culprit = (struct x509_general_name){ GN_N, san->whole, san->whole };
	if (san->whole.n && x509_general_names(san->value, &names) != ST_OK)
		return REASON_CONSTRAINTS_UNSUPPORTED;
	while (r == REASON_CONSTRAINTS_KEPT && names.n) {
		*culprit = (struct x509_general_name){ GN_N, san->whole, san->whole };
		if (x509_next_general_name(&names, culprit) != ST_OK)
			return REASON_CONSTRAINTS_UNSUPPORTED;
		has_email = has_email || culprit->kind == GN_EMAIL;
		r = hold_name(v, &s, culprit);
	}
	return r == REASON_CONSTRAINTS_KEPT ? hold_subject(v, &s, c, has_email, culprit) : r;
}

/* ---- telling ---- */

enum { MAX_BASES = 16 };        /* subtrees that the event lists */

static const struct {
	const char *label;
	enum show show;
} kinds[GN_N + 1] = {
	[GN_OTHER] = { "otherName", SHOW_HEX }, [GN_EMAIL] = { "rfc822Name", SHOW_TEXT }, [GN_DNS] = { "dNSName", SHOW_TEXT },
	[GN_X400] = { "x400Address", SHOW_HEX }, [GN_DIRECTORY] = { "directoryName", SHOW_NAME },
	[GN_EDI] = { "ediPartyName", SHOW_HEX }, [GN_URI] = { "uniformResourceIdentifier", SHOW_TEXT },
	[GN_IP] = { "iPAddress", SHOW_IP }, [GN_REGISTERED_ID] = { "registeredID", SHOW_OID }, [GN_N] = { "subjectAltName", SHOW_HEX },
};

/* The subtrees of the culprit's kind in the list that decided. */
static size_t base_values(struct verification *v, struct cert *c, enum reason reason, enum general_name kind, value_id *out)
{
	struct x509_general_name base;
	struct subtrees s;
	struct bytes trees;
	struct der tree;
	size_t n = 0;

	split(c->x.known[KNOWN_NAME_CONSTRAINTS].value, &s);
	trees = reason == REASON_CONSTRAINTS_EXCLUDED ? s.excluded : s.permitted;
	while (n < MAX_BASES && der_expect(&trees, DER_SEQUENCE, &tree) == ST_OK)
		if (x509_next_general_name(&tree.content, &base) == ST_OK && base.kind == kind)
			out[n++] = cert_slice(v, c, base.value, reason == REASON_CONSTRAINTS_EXCLUDED ? "excluded" : "permitted",
					      kind == GN_IP ? SHOW_HEX : kinds[kind].show);
	return n;
}

static void tell_constraints(struct verification *v, struct cert *c, struct cert *below, const struct x509_general_name *culprit,
			     struct finding f)
{
	const struct x509_ext *ext = &c->x.known[KNOWN_NAME_CONSTRAINTS];
	value_id values[1 + MAX_BASES];
	size_t n = 0;

	if (f.verdict == VERDICT_FAIL && culprit->value.n) {
		values[n++] = cert_slice(v, below, culprit->value, kinds[culprit->kind].label, kinds[culprit->kind].show);
		n += base_values(v, c, f.reason, culprit->kind, values + n);
	} else if (ext->whole.n) {
		values[n++] = cert_slice(v, c, ext->value, "nameConstraints", SHOW_HEX);
	}
	cert_tell(v, EV_CERT_NAME_CONSTRAINTS, c, ext->whole, f, values, n);
}

/* Of all certificates below i against those of certificate i. */
struct finding check_name_constraints(struct verification *v, const struct path *p, int i)
{
	const struct x509_ext *ext = &p->c[i]->x.known[KNOWN_NAME_CONSTRAINTS];
	struct finding f = finding_good(ext->whole.n ? REASON_CONSTRAINTS_KEPT : REASON_CONSTRAINTS_ABSENT);
	struct x509_general_name culprit = { .kind = GN_N };
	int below;

	for (below = i - 1; ext->whole.n && below >= 0; below--) {
		enum reason r = constraints_hold(v, ext->value, &p->c[below]->x, below == 0, &culprit);

		if (r != REASON_CONSTRAINTS_KEPT) {
			f = finding_refuse(r, ALERT_CERTIFICATE_UNKNOWN);
			break;
		}
	}
	if (v->telling)
		tell_constraints(v, p->c[i], below >= 0 ? p->c[below] : NULL, &culprit, f);
	return f;
}
