/* Names of peers: what was asked for against what a certificate presents (RFC 9525 6). */
#include <string.h>

#include "base/text.h"
#include "x509/verify/internal.h"

/* ---- IP addresses: RFC 1123 2.1, RFC 4291 2.2 ---- */

static bool parse_ipv4(const char *s, size_t n, uint8_t out[4])
{
	size_t i = 0;

	for (int part = 0; part < 4; part++) {
		unsigned v = 0;
		size_t start = i;

		while (i < n && s[i] >= '0' && s[i] <= '9' && i - start < 3)
			v = v * 10 + (unsigned)(s[i++] - '0');
		if (i == start || v > 255 || (i - start > 1 && s[start] == '0'))
			return false;
		out[part] = (uint8_t)v;
		if (part < 3 && (i >= n || s[i++] != '.'))
			return false;
	}
	return i == n;
}

/* Up to four hex digits at s[*i]. */
static bool parse_group(const char *s, size_t n, size_t *i, uint8_t out[2])
{
	size_t start = *i;
	unsigned v = 0;

	while (*i < n && *i - start < 4 && text_hex_digit(s[*i]) >= 0)
		v = v << 4 | (unsigned)text_hex_digit(s[(*i)++]);
	out[0] = (uint8_t)(v >> 8);
	out[1] = (uint8_t)v;
	return *i > start;
}

static bool parse_ipv6(const char *s, size_t n, uint8_t out[16])
{
	size_t i = 0, len = 0, gap = 17;     /* gap: where "::" stands */

	memset(out, 0, 16);
	if (n >= 2 && s[0] == ':' && s[1] == ':') {
		gap = 0;
		i = 2;
	}
	while (i < n) {
		if (len <= 12 && memchr(s + i, '.', n - i) && !memchr(s + i, ':', n - i)) {
			if (!parse_ipv4(s + i, n - i, out + len))
				return false;
			len += 4;
			break;
		}
		if (len == 16 || !parse_group(s, n, &i, out + len))
			return false;
		len += 2;
		if (i == n)
			break;
		if (s[i++] != ':')
			return false;
		if (i < n && s[i] == ':') {
			if (gap <= 16)
				return false;
			gap = len;
			i++;
		} else if (i == n) {
			return false;
		}
	}
	if (gap > 16)
		return len == 16;
	if (len > 14)
		return false;
	memmove(out + 16 - (len - gap), out + gap, len - gap);
	memset(out + gap, 0, 16 - len);
	return true;
}

/* ---- DNS names ---- */

static bool is_name_char(uint8_t c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '_';
}

/* Labels of 1 to 63 letters, digits, hyphens and underscores (which some hosts use). */
static bool is_dns_name(struct bytes b)
{
	size_t label = 0;

	if (!b.n || b.n > 253)
		return false;
	for (size_t i = 0; i < b.n; i++) {
		if (b.p[i] == '.') {
			if (!label)
				return false;
			label = 0;
		} else if (!is_name_char(b.p[i]) || ++label > 63) {
			return false;
		}
	}
	return label > 0;
}

static struct bytes without_root(struct bytes b)
{
	return b.n > 1 && b.p[b.n - 1] == '.' ? bytes_slice(b, 0, b.n - 1) : b;
}

enum name_form name_classify(const char *name, uint8_t ip[16], size_t *ip_len)
{
	size_t n = strlen(name);

	*ip_len = 0;
	if (parse_ipv4(name, n, ip)) {
		*ip_len = 4;
		return NAME_IP;
	}
	if (parse_ipv6(name, n, ip) || (n > 2 && name[0] == '[' && name[n - 1] == ']' && parse_ipv6(name + 1, n - 2, ip))) {
		*ip_len = 16;
		return NAME_IP;
	}
	return is_dns_name(without_root(bytes_str(name))) ? NAME_DNS : NAME_BAD;
}

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

int name_match_dns(struct bytes presented, struct bytes wanted)
{
	const uint8_t *dot;
	struct bytes rest;

	wanted = without_root(wanted);
	if (is_dns_name(presented))
		return equal_nocase(presented, wanted) ? 1 : 0;
	/* the star is the whole leftmost label, stands for exactly one label, and
	 * at least two labels follow */
	if (presented.n < 3 || presented.p[0] != '*' || presented.p[1] != '.')
		return 0;
	rest = bytes_slice(presented, 2, presented.n - 2);
	if (!is_dns_name(rest) || !memchr(rest.p, '.', rest.n))
		return 0;
	dot = memchr(wanted.p, '.', wanted.n);
	if (!dot || dot == wanted.p)
		return 0;
	return equal_nocase(rest, bytes_of(dot + 1, wanted.n - (size_t)(dot + 1 - wanted.p))) ? 2 : 0;
}

/* ---- the check ---- */

enum { MAX_PRESENTED = 32 };     /* entries that the event lists */

/* The entries of the wanted kind, those that fit first. */
struct presented {
	struct x509_general_name list[MAX_PRESENTED];
	size_t n;
	int match;
};

static int fits(const struct x509_general_name *gn, enum name_form form, struct bytes wanted)
{
	if (form == NAME_IP)
		return bytes_equal(gn->value, wanted);
	return name_match_dns(gn->value, wanted);
}

static void collect(const struct x509 *x, enum name_form form, struct bytes wanted, struct presented *out)
{
	enum general_name kind = form == NAME_IP ? GN_IP : GN_DNS;
	struct x509_general_name gn;
	struct bytes names;

	if (!x509_has(x, KNOWN_SUBJECT_ALT_NAME) ||
	    x509_general_names(x->known[KNOWN_SUBJECT_ALT_NAME].value, &names) != ST_OK)
		return;
	while (names.n && x509_next_general_name(&names, &gn) == ST_OK) {
		int match = gn.kind == kind && form != NAME_BAD ? fits(&gn, form, wanted) : 0;

		if (match && !out->match) {
			out->match = match;
			if (out->n == MAX_PRESENTED)
				out->n--;
			memmove(out->list + 1, out->list, out->n * sizeof(gn));
			out->list[0] = gn;
			out->n++;
		} else if (gn.kind == kind && out->n < MAX_PRESENTED) {
			out->list[out->n++] = gn;
		}
	}
}

bool name_is_certified(struct bytes der, const char *name)
{
	struct presented p = { .n = 0 };
	uint8_t ip[16];
	size_t ip_len;
	enum name_form form = name_classify(name, ip, &ip_len);
	struct x509 x;

	if (x509_parse(der, &x) != ST_OK)
		return false;
	collect(&x, form, form == NAME_IP ? bytes_of(ip, ip_len) : bytes_str(name), &p);
	return p.match != 0;
}

static value_id wanted_value(struct verification *v)
{
	if (!v->name && v->cfg->name_value)
		v->name = v->cfg->name_value;
	if (!v->name)
		v->name = trace_show(v->w.t, trace_add_leaf(v->w.t, v->w.actor, OP_CONFIG, "name asked for",
							    bytes_str(v->cfg->name)), SHOW_TEXT, NULL);
	return v->name;
}

static void tell_name(struct verification *v, struct cert *c, struct finding f, const struct presented *p)
{
	value_id values[1 + MAX_PRESENTED];
	size_t n = 0;

	if (v->cfg->name)
		values[n++] = wanted_value(v);
	for (size_t i = 0; i < p->n; i++)
		values[n++] = cert_slice(v, c, p->list[i].value, p->list[i].kind == GN_IP ? "iPAddress" : "dNSName",
					 p->list[i].kind == GN_IP ? SHOW_IP : SHOW_TEXT);
	if (v->cfg->name && !p->n)
		values[n++] = trace_show(v->w.t, trace_add_leaf(v->w.t, v->w.actor, OP_CONST, "no name of this kind",
								BYTES_LIT("nobody")), SHOW_TEXT, NULL);
	cert_tell(v, EV_CERT_NAME, c, p->match ? p->list[0].whole : c->x.known[KNOWN_SUBJECT_ALT_NAME].whole, f, values, n);
}

struct finding check_name(struct verification *v, const struct path *path, int i)
{
	struct cert *c = path->c[i];
	struct presented p = { .n = 0 };
	enum name_form form = NAME_BAD;
	struct finding f;
	struct bytes wanted;
	uint8_t ip[16];
	size_t ip_len;

	if (v->cfg->name) {
		form = name_classify(v->cfg->name, ip, &ip_len);
		wanted = form == NAME_IP ? bytes_of(ip, ip_len) : bytes_str(v->cfg->name);
		collect(&c->x, form, wanted, &p);
	}
	if (!v->cfg->name)
		f = finding_of(VERDICT_SKIPPED, REASON_NAME_NOT_WANTED, ALERT_NONE);
	else if (p.match)
		f = finding_good(p.match == 1 ? REASON_NAME_MATCHES : REASON_NAME_MATCHES_WILDCARD);
	else
		f = finding_refuse(form == NAME_BAD ? REASON_NAME_NOT_A_NAME : p.n ? REASON_NAME_DIFFERS : REASON_NAME_NO_SAN,
			   ALERT_CERTIFICATE_UNKNOWN);
	if (v->telling)
		tell_name(v, c, f, &p);
	return f;
}
