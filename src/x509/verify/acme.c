/* A certificate that answers a challenge of ACME, tls-alpn-01 (RFC 8737 3): nobody has to trust it. */
#include "spec/codes.h"
#include "x509/der.h"
#include "x509/verify/internal.h"

/* SHA-256 of the key authorization: the token, and behind a dot the account key's thumbprint (RFC 8555 8.1). */
static value_id expected(struct verification *v)
{
	const struct acme_challenge *a = v->cfg->acme;
	struct trace *t = v->w.t;
	const value_id parts[] = {
		trace_show(t, trace_add_leaf(t, v->w.actor, OP_CONFIG, "token", bytes_str(a->token)), SHOW_TEXT, NULL),
		trace_show(t, trace_add_leaf(t, v->w.actor, OP_CONST, "dot", BYTES_LIT(".")), SHOW_TEXT, NULL),
		trace_show(t, trace_add_leaf(t, v->w.actor, OP_CONFIG, "thumbprint", bytes_str(a->thumbprint)), SHOW_TEXT, NULL),
	};
	const value_id whole = trace_show(t, trace_add_concat(t, v->w.actor, "keyAuthorization", parts, ARRAY_LEN(parts)), SHOW_TEXT, NULL);
	const value_id digest = value_hash(v->w, HASH_SHA256, "digest of keyAuthorization", &whole, 1);
	const value_id values[] = { digest, whole };

	trace_add_event(t, EV_ACME_EXPECTED, v->w.actor, values, ARRAY_LEN(values));
	return digest;
}

/* The next extension of that kind. Of two nobody can tell which one counts (RFC 5280 4.2): so all are looked at. */
static bool next_of(struct bytes *rest, enum oid kind, struct x509_raw_ext *out)
{
	while (rest->n && x509_next_extension(rest, out) == ST_OK)
		if (oid_find(out->oid) == kind)
			return true;
	return false;
}

/* How many entries subjectAltName has; *first is one of them. */
static size_t entries(const struct cert *c, struct x509_general_name *first)
{
	struct bytes rest = c->x.extensions, names;
	struct x509_raw_ext e;
	size_t n = 0;

	*first = (struct x509_general_name){ .kind = GN_N };
	while (next_of(&rest, OID_CE_SUBJECT_ALT_NAME, &e)) {
		if (x509_general_names(e.value, &names) != ST_OK)
			return 0;
		for (struct x509_general_name one; names.n && x509_next_general_name(&names, &one) == ST_OK; n++)
			if (!n)
				*first = one;
	}
	return n;
}

/* It stands there once, and holds a hash. */
static bool read_identifier(const struct cert *c, struct x509_raw_ext *e, struct der *hash)
{
	struct bytes rest = c->x.extensions;
	struct x509_raw_ext second;

	return next_of(&rest, OID_PE_ACME_IDENTIFIER, e) && !next_of(&rest, OID_PE_ACME_IDENTIFIER, &second) &&
	       der_only(e->value, DER_OCTET_STRING, hash) == ST_OK && hash->content.n == hash_size(HASH_SHA256);
}

/* One name and no other. No star: what it stands for was not asked about. */
static struct finding check_one_name(struct verification *v, struct cert *c)
{
	struct x509_general_name only;
	const size_t n = entries(c, &only);
	const bool fits = n == 1 && only.kind == GN_DNS && name_match_dns(only.value, bytes_str(v->cfg->name)) == 1;
	const struct finding f = fits ? finding_good(REASON_ACME_ONE_NAME) : finding_refuse(REASON_ACME_OTHER_NAMES, ALERT_BAD_CERTIFICATE);
	const value_id wanted = v->cfg->name_value ? v->cfg->name_value :
				trace_show(v->w.t, trace_add_leaf(v->w.t, v->w.actor, OP_CONFIG, "name asked for", bytes_str(v->cfg->name)), SHOW_TEXT, NULL);
	const value_id values[] = { wanted, only.kind == GN_DNS ? cert_slice(v, c, only.value, "dNSName", SHOW_TEXT) : 0 };

	cert_tell(v, EV_ACME_NAME, c, c->x.known[KNOWN_SUBJECT_ALT_NAME].whole, f, values, values[1] ? 2 : 1)->arg[1] = (int64_t)n;
	return f;
}

static struct finding check_digest(struct verification *v, struct cert *c, value_id digest)
{
	const struct x509_ext *x = &c->x.known[KNOWN_ACME_IDENTIFIER];
	value_id values[2] = { digest };
	enum reason reason = x->whole.n ? REASON_ACME_MALFORMED : REASON_ACME_MISSING;
	struct x509_raw_ext e;
	struct finding f;
	struct der hash;

	if (read_identifier(c, &e, &hash)) {
		values[1] = cert_slice(v, c, hash.content, "Authorization", SHOW_HEX);
		reason = !e.critical ? REASON_ACME_NOT_CRITICAL :
			 bytes_equal(hash.content, trace_bytes(v->w.t, digest)) ? REASON_ACME_EQUAL : REASON_ACME_OTHER;
	}
	f = reason == REASON_ACME_EQUAL ? finding_good(reason) : finding_refuse(reason, ALERT_BAD_CERTIFICATE);
	cert_tell(v, EV_ACME_IDENTIFIER, c, x->whole, f, values, values[1] ? 2 : 1);
	return f;
}

static void count(const struct verification *v, enum event_type type, struct finding f, struct summary *out)
{
	if (!finding_stops(f) || out->failures++)
		return;
	out->first = f;
	out->first_type = type;
	out->first_event = v->told;
}

void acme_judge(struct verification *v, struct summary *out)
{
	struct cert *c = v->certs[0];
	const value_id digest = expected(v);

	*out = (struct summary){ .first_type = EV_N };
	count(v, EV_ACME_NAME, check_one_name(v, c), out);
	count(v, EV_ACME_IDENTIFIER, check_digest(v, c, digest), out);
}
