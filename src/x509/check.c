#include "x509/check.h"

#include <string.h>

#include "x509/der.h"
#include "x509/name.h"
#include "x509/sct.h"

enum { MAX_COMPARED = 256 };    /* entries of a list that are held against each other */

void x509_note(struct x509 *c, enum x509_problem p, struct bytes at)
{
	if (c->problem == X509_FINE) {
		c->problem = p;
		c->problem_at = at;
	}
	c->problems |= 1u << p;
}

/* ---- lists ---- */

/* SEQUENCE, not empty: its content. */
static enum status open_list(struct bytes value, struct bytes *content)
{
	struct der e;

	TRY(der_only(value, DER_SEQUENCE, &e));
	*content = e.content;
	return e.content.n ? ST_OK : ST_DECODE;
}

/* SEQUENCE OF elements with that tag, not empty; `check`: of their contents, NULL if they may be any. */
static enum status check_each(struct bytes value, uint8_t tag, enum status (*check)(struct bytes content))
{
	struct bytes list;
	struct der e;

	TRY(open_list(value, &list));
	while (list.n) {
		TRY(der_expect(&list, tag, &e));
		if (check)
			TRY(check(e.content));
	}
	return ST_OK;
}

/* ---- GeneralNames ---- */

/* Local-part@Domain; no display name around it. */
static bool is_mailbox(struct bytes b)
{
	return memchr(b.p, '@', b.n) && !memchr(b.p, '<', b.n) && (b.p[0] == '"' || !memchr(b.p, ' ', b.n));
}

static enum status check_name_list(struct bytes content)
{
	struct x509_general_name gn;

	while (content.n) {
		TRY(x509_next_general_name(&content, &gn));
		if (gn.kind == GN_IP && gn.value.n != 4 && gn.value.n != 16)
			return ST_DECODE;
	}
	return ST_OK;
}

static enum status check_general_names(struct x509 *c, struct bytes value)
{
	struct x509_general_name gn;
	struct bytes content;

	TRY(x509_general_names(value, &content));
	while (content.n) {
		TRY(x509_next_general_name(&content, &gn));
		if ((gn.kind == GN_IP && gn.value.n != 4 && gn.value.n != 16) ||
		    ((gn.kind == GN_DNS || gn.kind == GN_EMAIL || gn.kind == GN_URI) && !gn.value.n))
			x509_note(c, X509_SAN_CONTENT, gn.whole);
		if (gn.kind == GN_EMAIL && gn.value.n && !is_mailbox(gn.value))
			x509_note(c, X509_SAN_CONTENT, gn.whole);
	}
	return ST_OK;
}

/* ---- one function an extension: is its content what it must be? ---- */

static enum status check_basic_constraints(struct x509 *c, struct bytes value)
{
	struct der seq, e;

	TRY(der_only(value, DER_SEQUENCE, &seq));
	if (der_peek(seq.content, DER_BOOLEAN)) {
		TRY(der_next(&seq.content, &e));
		TRY(der_boolean(e.content, &c->ca));
		if (!c->ca)
			x509_note(c, X509_DEFAULT_ENCODED, e.whole);
	}
	if (der_peek(seq.content, DER_INTEGER)) {
		TRY(der_next(&seq.content, &e));
		TRY(der_small(e.content, &c->path_length));
		if (!c->ca)
			x509_note(c, X509_PATH_LENGTH_NOT_CA, e.whole);
	}
	return seq.content.n ? ST_DECODE : ST_OK;
}

static enum status check_key_usage(struct x509 *c, struct bytes value)
{
	uint32_t flags;
	struct der e;

	TRY(der_only(value, DER_BIT_STRING, &e));
	TRY(der_flags(e.content, &flags));
	c->key_usage = flags;
	return flags ? ST_OK : ST_DECODE;     /* at least one bit: 4.2.1.3 */
}

static enum status check_oid_list(struct x509 *c, struct bytes value)
{
	(void)c;
	return check_each(value, DER_OID, der_oid);
}

static enum status check_subject_key_id(struct x509 *c, struct bytes value)
{
	struct der e;

	TRY(der_only(value, DER_OCTET_STRING, &e));
	c->key_id = e.content;
	return ST_OK;
}

static enum status check_authority_key_id(struct x509 *c, struct bytes value)
{
	bool issuer = false, serial = false;
	struct der seq, e;

	TRY(der_only(value, DER_SEQUENCE, &seq));
	if (der_peek(seq.content, 0x80)) {
		TRY(der_next(&seq.content, &e));
		c->authority_key_id = e.content;
	}
	if (der_peek(seq.content, 0xa1)) {
		TRY(der_next(&seq.content, &e));
		TRY(check_name_list(e.content));
		c->authority_issuer = e.content;
		issuer = true;
	}
	if (der_peek(seq.content, 0x82)) {
		TRY(der_next(&seq.content, &e));
		TRY(der_integer(e.content));
		c->authority_serial = e.content;
		serial = true;
	}
	return seq.content.n || issuer != serial ? ST_DECODE : ST_OK;
}

static bool has_policy(struct bytes list, const uint8_t *before, struct bytes oid)
{
	struct der item, e;

	while (list.p < before && der_next(&list, &item) == ST_OK)
		if (item.whole.p < before && der_next(&item.content, &e) == ST_OK && bytes_equal(e.content, oid))
			return true;
	return false;
}

static enum status check_policy_list(struct x509 *c, struct bytes value)
{
	struct der item, e;
	struct bytes list, all;

	TRY(open_list(value, &list));
	all = list;
	for (size_t n = 0; list.n; n++) {
		TRY(der_expect(&list, DER_SEQUENCE, &item));
		TRY(der_expect(&item.content, DER_OID, &e));
		TRY(der_oid(e.content));
		if (n < MAX_COMPARED && has_policy(all, item.whole.p, e.content))
			x509_note(c, X509_POLICY_TWICE, item.whole);
		if (item.content.n)
			TRY(der_only(item.content, DER_SEQUENCE, &e));
	}
	return ST_OK;
}

static enum status check_policy_mappings(struct x509 *c, struct bytes value)
{
	struct bytes list;
	struct der item, e;

	TRY(open_list(value, &list));
	while (list.n) {
		TRY(der_expect(&list, DER_SEQUENCE, &item));
		for (int i = 0; i < 2; i++) {
			TRY(der_expect(&item.content, DER_OID, &e));
			TRY(der_oid(e.content));
			if (oid_find(e.content) == OID_ANY_POLICY)
				x509_note(c, X509_POLICY_MAPPED_ANY, item.whole);
		}
		if (item.content.n)
			return ST_DECODE;
	}
	return ST_OK;
}

static enum status check_policy_constraints(struct x509 *c, struct bytes value)
{
	struct bytes list;
	struct der e;
	int skip;

	(void)c;
	TRY(open_list(value, &list));
	for (uint8_t tag = 0x80; tag <= 0x81; tag++) {
		if (!der_peek(list, tag))
			continue;
		TRY(der_next(&list, &e));
		TRY(der_small(e.content, &skip));
	}
	return list.n ? ST_DECODE : ST_OK;
}

static enum status check_inhibit_any(struct x509 *c, struct bytes value)
{
	struct der e;
	int skip;

	(void)c;
	TRY(der_only(value, DER_INTEGER, &e));
	return der_small(e.content, &skip);
}

static enum status check_name_constraints(struct x509 *c, struct bytes value)
{
	struct bytes list;
	struct der trees, tree;
	struct x509_general_name gn;

	(void)c;
	TRY(open_list(value, &list));
	for (uint8_t tag = 0xa0; tag <= 0xa1; tag++) {
		if (!der_peek(list, tag))
			continue;
		TRY(der_next(&list, &trees));
		if (!trees.content.n)
			return ST_DECODE;
		while (trees.content.n) {
			TRY(der_expect(&trees.content, DER_SEQUENCE, &tree));
			TRY(x509_next_general_name(&tree.content, &gn));
		}
	}
	return list.n ? ST_DECODE : ST_OK;
}

static enum status check_access(struct x509 *c, struct bytes value)
{
	struct bytes list;
	struct x509_general_name gn;
	struct der item, e;

	(void)c;
	TRY(open_list(value, &list));
	while (list.n) {
		TRY(der_expect(&list, DER_SEQUENCE, &item));
		TRY(der_expect(&item.content, DER_OID, &e));
		TRY(x509_next_general_name(&item.content, &gn));
		if (item.content.n)
			return ST_DECODE;
	}
	return ST_OK;
}

/* Each point has a distributionPoint or a cRLIssuer (4.2.1.13). */
static enum status check_crl_dp(struct x509 *c, struct bytes value)
{
	struct bytes list;
	struct der item, e;
	bool named;

	(void)c;
	TRY(open_list(value, &list));
	while (list.n) {
		TRY(der_expect(&list, DER_SEQUENCE, &item));
		named = !item.content.n;       /* an empty one says nothing wrong */
		while (item.content.n) {
			TRY(der_next(&item.content, &e));
			named = named || e.tag == 0xa0 || e.tag == 0xa2;
		}
		if (!named)
			return ST_DECODE;
	}
	return ST_OK;
}

/* RFC 6962 3.3: one OCTET STRING in the other */
static enum status check_timestamps(struct x509 *c, struct bytes value)
{
	struct bytes rest;
	struct der e;
	struct sct s;

	(void)c;
	TRY(der_only(value, DER_OCTET_STRING, &e));
	TRY(sct_open(e.content, &rest));
	while (rest.n)
		TRY(sct_next(&rest, &s));
	return ST_OK;
}

/* RFC 7633 4.1: SEQUENCE OF INTEGER, not empty */
static enum status check_features(struct x509 *c, struct bytes value)
{
	(void)c;
	return check_each(value, DER_INTEGER, der_integer);
}

/* Says all by being there, and not critical. */
static enum status check_null(struct x509 *c, struct bytes value, enum x509_known which)
{
	struct der e;

	TRY(der_only(value, DER_NULL, &e));
	if (c->known[which].critical)
		x509_note(c, X509_CRITICAL_UNUSUAL, c->known[which].whole);
	return e.content.n ? ST_DECODE : ST_OK;
}

/* RFC 6960 4.2.2.2.1: of a responder's certificate. */
static enum status check_nocheck(struct x509 *c, struct bytes value)
{
	return check_null(c, value, KNOWN_OCSP_NOCHECK);
}

/* RFC 9608 2 */
static enum status check_no_rev_avail(struct x509 *c, struct bytes value)
{
	return check_null(c, value, KNOWN_NO_REV_AVAIL);
}

/* SEQUENCE OF, not empty */
static enum status check_list(struct x509 *c, struct bytes value)
{
	(void)c;
	return check_each(value, DER_SEQUENCE, NULL);
}

/* RFC 8737 3: 32 bytes, a SHA-256 */
static enum status check_authorization(struct x509 *c, struct bytes value)
{
	struct der e;

	(void)c;
	TRY(der_only(value, DER_OCTET_STRING, &e));
	return e.content.n == 32 ? ST_OK : ST_DECODE;
}

static enum status (*const checks[KNOWN_N])(struct x509 *c, struct bytes value) = {
	[KNOWN_SUBJECT_ALT_NAME] = check_general_names,
	[KNOWN_BASIC_CONSTRAINTS] = check_basic_constraints,
	[KNOWN_KEY_USAGE] = check_key_usage,
	[KNOWN_EXT_KEY_USAGE] = check_oid_list,
	[KNOWN_NAME_CONSTRAINTS] = check_name_constraints,
	[KNOWN_AUTHORITY_KEY_ID] = check_authority_key_id,
	[KNOWN_SUBJECT_KEY_ID] = check_subject_key_id,
	[KNOWN_POLICIES] = check_policy_list,
	[KNOWN_POLICY_MAPPINGS] = check_policy_mappings,
	[KNOWN_POLICY_CONSTRAINTS] = check_policy_constraints,
	[KNOWN_INHIBIT_ANY_POLICY] = check_inhibit_any,
	[KNOWN_CRL_DP] = check_crl_dp,
	[KNOWN_AUTHORITY_INFO] = check_access,
	[KNOWN_OCSP_NOCHECK] = check_nocheck,
	[KNOWN_TLS_FEATURE] = check_features,
	[KNOWN_SCTS] = check_timestamps,
	[KNOWN_NO_REV_AVAIL] = check_no_rev_avail,
	[KNOWN_SUBJECT_INFO] = check_access,
	[KNOWN_SUBJECT_DIRECTORY] = check_list,
	[KNOWN_ISSUER_ALT_NAME] = check_general_names,
	[KNOWN_ACME_IDENTIFIER] = check_authorization,
};

void x509_check_extensions(struct x509 *c)
{
	for (int k = 0; k < KNOWN_N; k++)
		if (x509_has(c, (enum x509_known)k) && checks[k](c, c->known[k].value) != ST_OK)
			x509_note(c, X509_EXTENSION_CONTENT, c->known[k].whole);
}

bool x509_has_feature(struct bytes value, int extension)
{
	struct der seq, e;
	int number;

	if (der_only(value, DER_SEQUENCE, &seq) != ST_OK)
		return false;
	while (der_expect(&seq.content, DER_INTEGER, &e) == ST_OK)
		if (der_small(e.content, &number) == ST_OK && number == extension)
			return true;
	return false;
}

bool x509_has_purpose(struct bytes value, enum oid purpose)
{
	struct der seq, e;

	if (der_only(value, DER_SEQUENCE, &seq) != ST_OK)
		return false;
	while (der_next(&seq.content, &e) == ST_OK)
		if (bytes_equal(e.content, oid_bytes(purpose)))
			return true;
	return false;
}

/* ---- rules about the certificate as a whole ---- */

static void check_critical(struct x509 *c)
{
	static const enum x509_known never[] = { KNOWN_AUTHORITY_KEY_ID, KNOWN_SUBJECT_KEY_ID, KNOWN_AUTHORITY_INFO };
	static const struct {
		enum x509_known which;
		enum x509_problem problem;
	} always[] = {
		{ KNOWN_NAME_CONSTRAINTS, X509_CONSTRAINTS_NOT_CRITICAL },
		{ KNOWN_POLICY_CONSTRAINTS, X509_POLICY_NOT_CRITICAL },
		{ KNOWN_INHIBIT_ANY_POLICY, X509_POLICY_NOT_CRITICAL },
	};

	for (size_t i = 0; i < ARRAY_LEN(never); i++)
		if (x509_has(c, never[i]) && c->known[never[i]].critical)
			x509_note(c, X509_CRITICAL_FORBIDDEN, c->known[never[i]].whole);
	for (size_t i = 0; i < ARRAY_LEN(always); i++)
		if (x509_has(c, always[i].which) && !c->known[always[i].which].critical)
			x509_note(c, always[i].problem, c->known[always[i].which].whole);
	if (c->ca && !c->known[KNOWN_BASIC_CONSTRAINTS].critical)
		x509_note(c, X509_BASIC_NOT_CRITICAL, c->known[KNOWN_BASIC_CONSTRAINTS].whole);
}

static void check_ca_rules(struct x509 *c)
{
	const struct x509_ext *usage = &c->known[KNOWN_KEY_USAGE];

	if (c->ca && !x509_has(c, KNOWN_SUBJECT_KEY_ID))
		x509_note(c, c->authority_key_id.n && !c->self_issued ? X509_CA_HALF_KEY_ID : X509_CA_WITHOUT_KEY_ID, c->tbs);
	if (!c->self_issued && !c->authority_key_id.n && c->version == 3)
		x509_note(c, X509_NO_AUTHORITY_KEY_ID, c->tbs);
	if (c->ca && c->path_length >= 0 && !(c->key_usage & KU_KEY_CERT_SIGN))
		x509_note(c, X509_PATH_LENGTH_NO_SIGN, c->known[KNOWN_BASIC_CONSTRAINTS].whole);
	if (!c->ca && x509_has(c, KNOWN_NAME_CONSTRAINTS))
		x509_note(c, X509_CONSTRAINTS_NOT_CA, c->known[KNOWN_NAME_CONSTRAINTS].whole);
	if (!c->ca && usage->whole.n && c->key_usage & KU_KEY_CERT_SIGN)
		x509_note(c, X509_CERT_SIGN_NOT_CA, usage->whole);
	if (x509_has(c, KNOWN_NO_REV_AVAIL) && (c->ca || x509_says_where_to_ask(c)))
		x509_note(c, X509_NO_REV_AVAIL, c->known[KNOWN_NO_REV_AVAIL].whole);
}

void x509_check_profile(struct x509 *c)
{
	const struct x509_ext *san = &c->known[KNOWN_SUBJECT_ALT_NAME];
	bool zero = c->serial.n == 1 && !c->serial.p[0];

	if (c->serial.p[0] & 0x80 || zero || c->serial.n > 20 + (c->serial.p[0] == 0))
		x509_note(c, X509_SERIAL, c->serial);
	if (x509_name_empty(c->issuer))
		x509_note(c, X509_EMPTY_ISSUER, c->issuer);
	if (x509_name_empty(c->subject) && (c->ca || !san->whole.n))
		x509_note(c, X509_EMPTY_SUBJECT, c->subject);
	else if (x509_name_empty(c->subject) && !san->critical)
		x509_note(c, X509_NAME_NOT_CRITICAL, san->whole);
	check_critical(c);
	check_ca_rules(c);
}
