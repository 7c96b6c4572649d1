/* Everything that reads X.509. First byte: what is tried; the rest is the DER of a
 * certificate, a CRL, a Name, two Names, or a chain with what it is held against, or an OCSP response behind its issuer and its certificate. */
#include <string.h>

#include "crypto/crypto.h"
#include "spec/events.h"
#include "spec/layout.h"
#include "fuzz.h"
#include "x509/verify/ocsp.h"
#include "view/text/describe.h"
#include "x509/crl.h"
#include "x509/der.h"
#include "x509/fields.h"
#include "x509/name.h"
#include "x509/ocsp.h"

enum { TRY_CERTIFICATE, TRY_CRL, TRY_NAME, TRY_TWO_NAMES, TRY_CHAIN, TRY_OCSP, N_TRIED };

typedef enum status add_fields_fn(struct trace *t, unit_id unit, field_id parent, uint32_t off, uint32_t len);

/* The field tree alone, as a root and below a field in the middle of a unit. */
static void try_fields(struct bytes b, add_fields_fn *add)
{
	static const struct layout parent = { .name = "parent", .kind = L_CERT };
	struct trace *t = trace_new();
	struct buf around = { 0 };
	field_id root, inner;
	unit_id unit;

	unit = trace_add_unit(t, UNIT_CERTIFICATE, ACTOR_SERVER, trace_add_leaf(t, ACTOR_SERVER, OP_WIRE, "fuzz", b));
	add(t, unit, 0, 0, (uint32_t)b.n);
	buf_add_uint(&around, 3, b.n);
	buf_add(&around, b);
	unit = trace_add_unit(t, UNIT_MESSAGE, ACTOR_SERVER,
			      trace_add_leaf(t, ACTOR_SERVER, OP_WIRE, "fuzz", buf_bytes(&around)));
	root = trace_add_field(t, unit, 0, &parent, 0, (uint32_t)around.n, false);
	trace_add_field(t, unit, root, &parent, 0, 3, true);
	inner = trace_add_field(t, unit, root, &parent, 3, (uint32_t)b.n, false);
	add(t, unit, inner, 3, (uint32_t)b.n);
	fuzz_check_trace(t, true);
	for (field_id f = root; f < trace_n_fields(t) && f < root + 256; f++) {
		field_id content = x509_field_content(t, f);
		const struct field *field = trace_field(t, f);

		if (content && trace_field(t, content)->parent != f)
			fuzz_die("the content of field %u hangs elsewhere", f);
		if (!x509_field_at(t, root, field->off, field->len))
			fuzz_die("field %u is not found where it stands", f);
	}
	trace_free(t);
	buf_free(&around);
}

static void inside(struct bytes part, struct bytes whole, const char *what)
{
	if (part.n && (part.p < whole.p || part.p + part.n > whole.p + whole.n))
		fuzz_die("%s lies outside of what was read", what);
}

static void try_certificate(struct bytes b)
{
	struct x509 c;

	if (b.n)
		try_fields(b, x509_add_fields);
	if (x509_parse(b, &c) != ST_OK)
		return;
	inside(c.tbs, b, "tbs");
	inside(c.issuer, b, "issuer");
	inside(c.spki, b, "spki");
	inside(c.signature, b, "signature");
	inside(c.key.n, b, "n");
	inside(c.key.point, b, "point");
	inside(c.problem_at, b, "problem_at");
	for (int i = 0; i < KNOWN_N; i++)
		inside(c.known[i].whole, b, "an extension");
	if ((c.problem == X509_FINE) != (c.problems == 0))
		fuzz_die("a problem is noted by half");
}

static void try_crl(struct bytes b)
{
	struct crl_entry entry;
	struct crl c;

	if (b.n)
		try_fields(b, x509_add_crl_fields);
	if (crl_parse(b, &c) != ST_OK)
		return;
	inside(c.revoked, b, "revoked");
	inside(c.distribution_point, b, "distribution_point");
	crl_find(&c, BYTES_LIT("\x01"), &entry);
}

static void try_names(struct bytes a, struct bytes b)
{
	struct buf words = { 0 };

	x509_describe_name(a, &words);
	if (x509_name_equal(a, b)) {
		if (!x509_name_equal(b, a))
			fuzz_die("names are equal in one direction only");
		if (x509_name_hash(a) != x509_name_hash(b))
			fuzz_die("equal names have two hashes");
		if (x509_name_check(a) == ST_OK && !x509_name_within(a, b))
			fuzz_die("a name is not within itself");
	}
	x509_name_within(a, b);
	buf_free(&words);
}

/* ---- a chain: flags, then items of two bytes of length ---- */

enum { MAX_ITEMS = 24 };

static struct bytes next_item(struct reader *r)
{
	size_t n = (size_t)reader_uint(r, 2);

	return reader_take(r, n < reader_left(r) ? n : reader_left(r));
}

static void check_result(const struct trace *t, const struct verify_result *r)
{
	unsigned fatal = 0;

	for (event_id e = 1; e < trace_n_events(t); e++)
		fatal += trace_event(t, e)->fatal;
	if (fatal != !r->accepted)
		fuzz_die("%u fatal events, accepted %d", fatal, r->accepted);
	if (r->accepted != (r->failed == EV_N) || r->accepted != (r->alert < 0))
		fuzz_die("the result contradicts itself");
}

/* The issuer and the certificate as items; then the response. */
static void try_ocsp(struct bytes b)
{
	struct trace *t = trace_new();
	struct reader r = reader_of(b);
	struct ocsp_question q = { .now = 1781524800 };
	struct ocsp_verdict out;
	struct ocsp o;

	q.issuer.value = trace_add_leaf(t, ACTOR_SERVER, OP_WIRE, "issuer", next_item(&r));
	q.certificate.value = trace_add_leaf(t, ACTOR_SERVER, OP_WIRE, "certificate", next_item(&r));
	b = reader_take(&r, reader_left(&r));
	q.response.value = trace_add_leaf(t, ACTOR_SERVER, OP_WIRE, "response", b);
	if (b.n)
		try_fields(b, x509_add_ocsp_fields);
	if (ocsp_parse(b, &o) == ST_OK) {
		inside(o.tbs, b, "tbs");
		inside(o.responses, b, "responses");
		inside(o.certs, b, "certs");
	}
	ocsp_judge((struct work){ .t = t, .actor = ACTOR_CLIENT }, &q, &out);
	if (out.accepted != (out.failed == EV_N) || out.accepted != (out.alert < 0) || (out.accepted && out.unjudged))
		fuzz_die("the verdict on a response contradicts itself");
	fuzz_check_trace(t, true);
	trace_free(t);
}

/* Flags: bits 0-1 purpose, 2 a DNS name, 3 an IP address; then how many items are
 * trusted, and how many are CRLs. The others were sent. */
static void try_chain(struct bytes b)
{
	static const char *const names[] = { NULL, "server.example", "127.0.0.1", "::1" };
	struct reader r = reader_of(b);
	unsigned flags = (unsigned)reader_uint(&r, 1), n_trusted = (unsigned)reader_uint(&r, 1) & 7,
		 n_crls = (unsigned)reader_uint(&r, 1) & 3;
	struct verify_config cfg = {
		.trust = trust_new(), .crls = crl_new(), .now = 1790000000, .name = names[flags >> 2 & 3],
		.purpose = (enum purpose)((flags & 3) % (PURPOSE_ANY + 1)),
	};
	struct work w = { .t = trace_new(), .actor = ACTOR_CLIENT };
	struct verify_result result;
	value_id sent[MAX_ITEMS];
	struct error err;
	size_t n = 0;

	for (unsigned i = 0; reader_left(&r) && n < MAX_ITEMS; i++) {
		struct bytes item = next_item(&r);

		if (i < n_trusted && trust_add((struct trust_store *)cfg.trust, item, "fuzz", NULL, &err) != ST_OK)
			continue;
		if (i >= n_trusted && i < n_trusted + n_crls && crl_add((struct crl_store *)cfg.crls, item, "fuzz", &err) != ST_OK)
			continue;
		if (i >= n_trusted + n_crls)
			sent[n++] = trace_add_leaf(w.t, ACTOR_SERVER, OP_WIRE, "sent", item);
	}
	verify_chain(w, &cfg, sent, NULL, n, &result);
	check_result(w.t, &result);
	fuzz_check_trace(w.t, true);
	for (event_id e = 1; e < trace_n_events(w.t) && e < 64; e++) {
		struct buf words = { 0 };

		describe_event(w.t, e, &words);
		buf_free(&words);
	}
	trace_free(w.t);
	trust_free((struct trust_store *)cfg.trust);
	crl_free((struct crl_store *)cfg.crls);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static bool ready;
	struct error err;
	struct bytes b;

	if (!ready && crypto_init(&err) != ST_OK)
		fuzz_die("%s", err.text);
	ready = true;
	if (!size)
		return 0;
	b = bytes_of(data + 1, size - 1);
	switch (data[0] % N_TRIED) {
	case TRY_CERTIFICATE:
		try_certificate(b);
		break;
	case TRY_CRL:
		try_crl(b);
		break;
	case TRY_NAME:
		if (b.n)
			try_fields(b, x509_add_name_fields);
		try_names(b, b);
		break;
	case TRY_TWO_NAMES: {
		struct reader r = reader_of(b);
		struct bytes first = next_item(&r);

		try_names(first, reader_take(&r, reader_left(&r)));
		break;
	}
	case TRY_OCSP:
		try_ocsp(b);
		break;
	default:
		try_chain(b);
	}
	return 0;
}
