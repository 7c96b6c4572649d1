/* What is trusted, and what is revoked: read once, used by many verifications. */
#include <stdlib.h>
#include <string.h>

#include "x509/verify/internal.h"
#include "x509/der.h"
#include "x509/bundle.h"

/* ---- trust ---- */

struct trust_store *trust_new(void)
{
	return mem_alloc(sizeof(struct trust_store));
}

void trust_free(struct trust_store *s)
{
	if (!s)
		return;
	for (size_t i = 0; i < s->n; i++) {
		buf_free(&s->anchors[i]->der);
		free(s->anchors[i]);
	}
	free(s->anchors);
	free(s->by_hash);
	free(s);
}

size_t trust_count(const struct trust_store *s)
{
	return s->n;
}

struct bytes trust_subject(const struct trust_store *s, size_t i)
{
	return s->anchors[i]->x.subject;
}

/* Place of the first entry of by_hash that is not below the hash. */
static size_t lower_bound(const struct trust_store *s, uint32_t hash)
{
	size_t low = 0, high = s->n;

	while (low < high) {
		size_t mid = low + (high - low) / 2;

		if (s->anchors[s->by_hash[mid]]->subject_hash < hash)
			low = mid + 1;
		else
			high = mid;
	}
	return low;
}

const struct trust_anchor *trust_candidate(const struct trust_store *s, struct bytes subject, size_t *state)
{
	uint32_t hash;

	if (!s || !s->n)
		return NULL;
	hash = x509_name_hash(subject);
	for (size_t i = lower_bound(s, hash) + *state; i < s->n; i++) {
		const struct trust_anchor *a = s->anchors[s->by_hash[i]];

		if (a->subject_hash != hash)
			return NULL;
		++*state;
		if (x509_name_equal(a->x.subject, subject))
			return a;
	}
	return NULL;
}

const struct trust_anchor *trust_same(const struct trust_store *s, const struct x509 *x)
{
	const struct trust_anchor *a;
	size_t state = 0;

	while ((a = trust_candidate(s, x->subject, &state)))
		if (bytes_equal(a->x.der, x->der))
			return a;
	return NULL;
}

/* OpenSSL's TRUSTED CERTIFICATE: a certificate, then a CertAux. */
static struct bytes split_aux(struct bytes *der)
{
	struct bytes rest = *der, aux;
	struct der cert, e;

	if (der_expect(&rest, DER_SEQUENCE, &cert) != ST_OK || der_only(rest, DER_SEQUENCE, &e) != ST_OK)
		return BYTES_NONE;
	aux = e.content;
	*der = cert.whole;
	return aux;
}

/* Does the list of OIDs hold the purpose (or any)? */
static bool lists(struct bytes oids, enum purpose purpose)
{
	struct der e;

	while (der_next(&oids, &e) == ST_OK) {
		enum oid id = oid_find(e.content);

		if (id == OID_KP_ANY || purpose == PURPOSE_ANY ||
		    id == (purpose == PURPOSE_CLIENT ? OID_KP_CLIENT_AUTH : OID_KP_SERVER_AUTH))
			return true;
	}
	return false;
}

bool trust_allows(const struct trust_anchor *a, enum purpose purpose)
{
	struct bytes aux = a->aux;
	struct der e;

	while (der_next(&aux, &e) == ST_OK) {
		if (e.tag == DER_SEQUENCE && !lists(e.content, purpose))
			return false;
		if (e.tag == 0xa0 && lists(e.content, purpose))
			return false;
	}
	return true;
}

bool trust_rejects(const struct trust_store *s, const struct x509 *x, enum purpose purpose)
{
	const struct trust_anchor *a;
	size_t state = 0;

	while ((a = trust_candidate(s, x->subject, &state)))
		if (bytes_equal(a->x.spki, x->spki) && !trust_allows(a, purpose))
			return true;
	return false;
}

/* Takes over *der when it is a certificate. One that is there already is not added again. */
static enum status add_anchor(struct trust_store *s, struct buf *der, bool with_aux)
{
	struct trust_anchor *a = mem_alloc(sizeof(*a));
	struct bytes b = buf_bytes(der);
	enum status st;
	size_t at;

	if (with_aux)
		a->aux = split_aux(&b);
	st = x509_parse(b, &a->x);

	if (st != ST_OK || trust_same(s, &a->x)) {
		free(a);
		return st;
	}
	a->der = *der;
	*der = (struct buf){ 0 };
	a->subject_hash = x509_name_hash(a->x.subject);
	at = lower_bound(s, a->subject_hash);
	s->anchors = mem_realloc(s->anchors, (s->n + 1) * sizeof(*s->anchors));
	s->by_hash = mem_realloc(s->by_hash, (s->n + 1) * sizeof(*s->by_hash));
	memmove(s->by_hash + at + 1, s->by_hash + at, (s->n - at) * sizeof(*s->by_hash));
	s->by_hash[at] = (uint32_t)s->n;
	s->anchors[s->n++] = a;
	return ST_OK;
}

static enum status add_block(struct trust_store *s, struct pem_block *b, const char *where, struct error *err)
{
	if (add_anchor(s, &b->der, file_kind_of_label(b->label) == FILE_TRUSTED) == ST_OK)
		return ST_OK;
	if (!b->line)
		return error_set(err, ST_DECODE, "%s: there is no certificate in it, neither as PEM nor as DER", where);
	return error_set(err, ST_DECODE, "%s:%u: the certificate that begins here cannot be read", where, b->line);
}

enum status trust_add(struct trust_store *s, struct bytes pem_or_der, const char *where, size_t *skipped, struct error *err)
{
	struct pem_block block;
	struct bundle b;
	size_t before = s->n, bad = 0;
	enum status st;

	bundle_open(&b, pem_or_der, where, WANT_CAS);
	while ((st = bundle_next(&b, &block, err)) != ST_NOT_FOUND) {
		st = st == ST_OK ? add_block(s, &block, where, err) : st;
		pem_block_free(&block);
		if (st != ST_OK && !skipped)
			break;
		bad += st != ST_OK;
	}
	bundle_close(&b);
	if (!skipped)
		return st == ST_NOT_FOUND ? ST_OK : st;
	*skipped = bad;
	if (s->n == before && bad == 1)
		return ST_DECODE;
	if (s->n == before && bad)
		return error_set(err, ST_DECODE, "%s: none of its certificates can be read", where);
	return ST_OK;
}

/* ---- revocation lists ---- */

struct crl_store *crl_new(void)
{
	return mem_alloc(sizeof(struct crl_store));
}

void crl_free(struct crl_store *s)
{
	if (!s)
		return;
	for (size_t i = 0; i < s->n; i++) {
		buf_free(&s->crls[i]->der);
		free(s->crls[i]->where);
		free(s->crls[i]);
	}
	for (size_t i = 0; i < s->n_unread; i++)
		free(s->unread[i]);
	free(s->crls);
	free(s);
}

static enum status add_crl(struct crl_store *s, struct buf *der, const char *where, const char **part)
{
	struct crl_file *f = mem_alloc(sizeof(*f));
	enum status st = crl_parse(buf_bytes(der), &f->crl);

	if (st != ST_OK) {
		*part = f->crl.part;
		free(f);
		return st;
	}
	f->der = *der;
	*der = (struct buf){ 0 };
	f->where = mem_strdup(where);
	s->crls = mem_realloc(s->crls, (s->n + 1) * sizeof(*s->crls));
	s->crls[s->n++] = f;
	return ST_OK;
}

static enum status add_crl_block(struct crl_store *s, struct pem_block *b, const char *where, struct error *err)
{
	const char *part = NULL;

	if (add_crl(s, &b->der, where, &part) == ST_OK)
		return ST_OK;
	if (!b->line)
		return error_set(err, ST_DECODE, "%s: this is no CRL that can be read, neither as PEM nor as DER: its %s is not as RFC 5280 5.1 has it",
				 where, part);
	return error_set(err, ST_DECODE, "%s:%u: the CRL that begins here cannot be read: its %s is not as RFC 5280 5.1 has it", where, b->line, part);
}

static void note_unread(struct crl_store *s, const char *sentence)
{
	if (s->n_unread == CRL_MAX_UNREAD)
		return;
	s->unread[s->n_unread++] = mem_strdup(sentence);
}

enum status crl_add(struct crl_store *s, struct bytes pem_or_der, const char *where, struct error *err)
{
	size_t before = s->n;
	struct error why = { "" };
	struct pem_block block;
	struct bundle b;
	enum status st;

	bundle_open(&b, pem_or_der, where, WANT_CRLS);
	while ((st = bundle_next(&b, &block, &why)) != ST_NOT_FOUND) {
		st = st == ST_OK ? add_crl_block(s, &block, where, &why) : st;
		pem_block_free(&block);
		if (st != ST_OK)
			note_unread(s, why.text);
	}
	bundle_close(&b);
	return s->n == before ? error_set(err, ST_DECODE, "%s", s->unread[s->n_unread - 1]) : ST_OK;
}
