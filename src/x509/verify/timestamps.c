/* Signed certificate timestamps (RFC 6962 3.2): logs promise to publish the certificate. A promise that does not hold counts for nothing
 * (5.2); how many a certificate needs is for each client to say, and here nobody asks for any. */
#include "x509/der.h"
#include "x509/sct.h"
#include "x509/verify/internal.h"

enum { MAX_TIMESTAMPS = 16, MAX_PARTS_SIGNED = 16 };

/* A log whose key was given: LogID is the hash of it. */
static const struct ct_log *find_log(const struct ct_log_store *logs, struct bytes id)
{
	for (size_t i = 0; logs && i < logs->n; i++)
		if (bytes_equal(bytes_of(logs->logs[i]->id, 32), id))
			return logs->logs[i];
	return NULL;
}

/* ---- what the log has signed ---- */

struct signed_data {
	value_id parts[MAX_PARTS_SIGNED];
	size_t n;
};

static void add_part(struct signed_data *d, value_id v)
{
	if (d->n < MAX_PARTS_SIGNED)
		d->parts[d->n++] = v;
}

static value_id counted(struct verification *v, const char *label, struct buf *bytes)
{
	const value_id id = trace_add_leaf(v->w.t, v->w.actor, OP_COUNTER, label, buf_bytes(bytes));

	buf_free(bytes);
	return id;
}

/* Tag and length of an element of `n` bytes; *head: how long they are. */
static value_id header(struct verification *v, const char *label, uint8_t tag, size_t n, size_t *head)
{
	struct buf b = { 0 };

	der_put_head(&b, tag, n);
	*head = b.n;
	return counted(v, label, &b);
}

/* The content of TBSCertificate in front of [3] extensions. */
static struct bytes before_extensions(const struct x509 *x)
{
	struct der tbs, e;
	struct bytes rest;

	if (der_only(x->tbs, DER_SEQUENCE, &tbs) != ST_OK)
		return BYTES_NONE;
	for (rest = tbs.content; rest.n && !der_peek(rest, 0xa3);)
		if (der_next(&rest, &e) != ST_OK)
			return BYTES_NONE;
	return bytes_slice(tbs.content, 0, tbs.content.n - rest.n);
}

/* TBSCertificate as the log saw it: without the extension that holds what the log then said (RFC 6962 3.2). With its length of three
 * bytes in front; the lengths inside are those of what is left. */
static void add_precertificate(struct verification *v, struct cert *c, struct bytes sct_extension, struct signed_data *d)
{
	const struct bytes front = before_extensions(&c->x), all = c->x.extensions;
	const struct bytes former = bytes_of(all.p, (size_t)(sct_extension.p - all.p));
	const struct bytes latter = bytes_of(sct_extension.p + sct_extension.n, all.n - former.n - sct_extension.n);
	const size_t left = former.n + latter.n;
	size_t list_head, tag_head, tbs_head, content = front.n;
	value_id list = 0, tag = 0, tbs;
	struct buf length = { 0 };

	if (left) {
		list = header(v, "header of Extensions", DER_SEQUENCE, left, &list_head);
		tag = header(v, "header of extensions", 0xa3, list_head + left, &tag_head);
		content += tag_head + list_head + left;
	}
	tbs = header(v, "header of tbsCertificate", DER_SEQUENCE, content, &tbs_head);
	buf_add_uint(&length, 3, tbs_head + content);
	add_part(d, counted(v, "length of tbs_certificate", &length));
	add_part(d, tbs);
	add_part(d, cert_slice(v, c, front, "TBSCertificate without extensions", SHOW_HEX));
	if (!left)
		return;
	add_part(d, tag);
	add_part(d, list);
	if (former.n)
		add_part(d, cert_slice(v, c, former, "extensions before", SHOW_HEX));
	if (latter.n)
		add_part(d, cert_slice(v, c, latter, "extensions behind", SHOW_HEX));
}

static value_id constant(struct verification *v, const char *label, unsigned width, uint32_t n)
{
	return trace_add_uint(v->w.t, v->w.actor, OP_CONST, label, width, n);
}

/* The structure of RFC 6962 3.2 that is signed. */
static void add_signed(struct verification *v, struct cert *c, struct cert *issuer, struct bytes sct_extension, const struct sct *s,
		       struct signed_data *d)
{
	value_id key;

	cert_show(v, issuer);
	key = cert_slice(v, issuer, issuer->x.spki, "subjectPublicKeyInfo", SHOW_HEX);
	add_part(d, cert_slice(v, c, bytes_slice(s->content, 0, 1), "sct_version", SHOW_NUMBER));
	add_part(d, constant(v, "signature_type", 1, 0));
	add_part(d, cert_slice(v, c, s->timestamp, "timestamp", SHOW_TIME));
	add_part(d, constant(v, "entry_type", 2, 1));
	add_part(d, value_hash(v->w, HASH_SHA256, "issuer_key_hash", &key, 1));
	add_precertificate(v, c, sct_extension, d);
	add_part(d, cert_slice(v, c, bytes_of(s->extensions.p - 2, s->extensions.n + 2), "CtExtensions", SHOW_HEX));
}

/* RFC 6962 2.1.4: ECDSA on P-256, or RSA, with SHA-256. */
static enum status check_sct(struct verification *v, struct cert *c, struct cert *issuer, struct bytes sct_extension, const struct sct *s,
			     const struct ct_log *log, value_id signature, struct signature_parts *parts)
{
	const uint32_t algorithm = (uint32_t)bytes_uint(s->algorithm);
	const value_id spki = trace_add_leaf(v->w.t, v->w.actor, OP_CONFIG, "the log's key", buf_bytes(&log->spki));
	struct signed_data d = { .n = 0 };
	struct public_key key;
	const char *name;

	if ((algorithm != 0x0403 && algorithm != 0x0401) || x509_parse_key(trace_bytes(v->w.t, spki), &key, &name) != ST_OK)
		return ST_UNSUPPORTED;
	x509_key_values(v->w, spki, &key);
	add_signed(v, c, issuer, sct_extension, s, &d);
	return value_verify(v->w, algorithm == 0x0403 ? SIG_ECDSA : SIG_RSA_PKCS1, HASH_SHA256, &key, signature, d.parts, d.n, parts);
}

/* ---- the checks ---- */

static struct finding judge_sct(const struct verification *v, const struct sct *s, const struct ct_log *log, enum status st)
{
	const enum reason none = v->cfg->ct_logs ? REASON_SCT_OTHER_LOG : REASON_SCT_NO_LOGS;

	if (!s->is_v1 || !log)
		return finding_of(VERDICT_SKIPPED, s->is_v1 ? none : REASON_SCT_VERSION, ALERT_NONE);
	if (st == ST_UNSUPPORTED)
		return finding_of(VERDICT_SKIPPED, REASON_SCT_UNSUPPORTED, ALERT_NONE);
	if (st != ST_OK)
		return finding_of(VERDICT_WARN, REASON_SCT_SIGNATURE, ALERT_NONE);
	if (bytes_uint(s->timestamp) / 1000 > (uint64_t)v->cfg->now)
		return finding_of(VERDICT_WARN, REASON_SCT_FUTURE, ALERT_NONE);
	return finding_good(REASON_SCT_HOLDS);
}

static void tell_sct(struct verification *v, struct cert *c, struct cert *issuer, struct bytes extension, const struct sct *s, size_t number)
{
	const struct ct_log *log = s->is_v1 && issuer ? find_log(v->cfg->ct_logs, s->log_id) : NULL;
	struct signature_parts parts = { 0 };
	value_id values[16], signature = 0;
	enum status st = ST_UNSUPPORTED;
	size_t n = 0;

	if (s->is_v1) {
		values[n++] = cert_slice(v, c, s->log_id, "LogID", SHOW_HEX);
		values[n++] = cert_slice(v, c, s->timestamp, "timestamp", SHOW_TIME);
		values[n++] = signature = cert_slice(v, c, s->signature, "signature", SHOW_HEX);
	}
	if (log)
		st = check_sct(v, c, issuer, extension, s, log, signature, &parts);
	for (size_t i = 0; i < 3; i++) {
		const value_id more = i == 0 ? parts.hash : i == 1 ? parts.inner : parts.result;

		if (more)
			values[n++] = more;
	}
	cert_tell(v, EV_CERT_TIMESTAMP, c, s->whole, judge_sct(v, s, log, st), values, n)->arg[1] = (int64_t)number;
}

struct finding check_timestamps(struct verification *v, const struct path *p, int i)
{
	struct cert *c = p->c[i], *issuer = i + 1 < p->n ? p->c[i + 1] : NULL;
	const struct x509_ext *x = &c->x.known[KNOWN_SCTS];
	struct bytes rest;
	struct der e;
	struct sct s;

	if (!v->telling || !x->whole.n || der_only(x->value, DER_OCTET_STRING, &e) != ST_OK || sct_open(e.content, &rest) != ST_OK)
		return finding_good(REASON_NONE);
	for (size_t n = 0; n < MAX_TIMESTAMPS && rest.n && sct_next(&rest, &s) == ST_OK; n++)
		tell_sct(v, c, issuer, x->whole, &s, n + 1);
	return finding_good(REASON_NONE);
}
