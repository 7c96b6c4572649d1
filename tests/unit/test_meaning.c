/* What fields mean where they stand, and the pages that say so: nothing twice on one. */
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "unit.h"
#include "check_trace.h"
#include "played.h"
#include "spec/layout.h"
#include "view/text/meaning.h"
#include "view/text/why.h"

/* Between them they have every message, and most extensions and kinds of certificates. */
static const char *const scenarios[] = {
	"default", "ssl30", "tls10", "dhe", "ecdhe-ecdsa", "encrypt-then-mac", "psk-hint", "alpn", "client-chain", "resume-ticket", "resume-certified",
	"renegotiation-requested", "ocsp-delegated", "must-staple", "ct", "acme", "tls13", "tls13-hrr", "tls13-client", "tls13-resume", "tls13-early-data",
	"tls13-post-handshake-auth", "tls13-compressed-certificate", "tls13-key-update",
};

/* ---- where a name means something else ---- */

static field_id field_named(const struct trace *t, const char *parent, const char *name)
{
	for (field_id f = 1; f < trace_n_fields(t); f++) {
		const struct field *field = trace_field(t, f);

		if (field->parent && field->layout->name && strcmp(field->layout->name, name) == 0 && trace_field(t, field->parent)->layout->name &&
		    strcmp(trace_field(t, field->parent)->layout->name, parent) == 0)
			return f;
	}
	return 0;
}

static void in_its_place(void **state)
{
	(void)state;
	static const struct { const char *scenario, *parent, *name, *key; } rows[] = {
		{ "default", "session_id", "content", "session_id" },
		{ "default", "EncryptedPreMasterSecret", "content", "EncryptedPreMasterSecret" },
		{ "default", "dNSName", "value", "dNSName" },
		{ "default", "serialNumber", "value", "tbsCertificate.serialNumber" },
		{ "default", "EM", "random", "EM.random" },
		{ "default", "Plaintext", "content", "Plaintext.content" },
		{ "tls13", "TLSInnerPlaintext", "content", "TLSInnerPlaintext.content@1.3" },
		{ "tls13", "key_exchange", "content", "key_exchange" },
		{ "tls13", "Record", "length", "Record.length@1.3" },
		{ "tls13-post-handshake-auth", "certificate_request_context", "content", "certificate_request_context.content" },
		{ "ct", "SignedCertificateTimestamp", "algorithm", "SignedCertificateTimestamp.algorithm" },
		{ "ct", "signature", "value", "SignedCertificateTimestamp.signature" },
		{ "ocsp-delegated", "SingleResponse", "thisUpdate", "SingleResponse.thisUpdate" },
		{ "ocsp-delegated", "nextUpdate", "nextUpdate", "SingleResponse.nextUpdate" },
		{ "ocsp-delegated", "BasicOCSPResponse", "signatureAlgorithm", "BasicOCSPResponse.signatureAlgorithm" },
		{ "ocsp-delegated", "hashAlgorithm", "algorithm", "hashAlgorithm.algorithm" },
	};

	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct feed *feed = play_named(rows[i].scenario);
		const field_id f = field_named(feed->trace, rows[i].parent, rows[i].name);
		const struct explanation *e = f ? meaning_of_field(feed->trace, f) : NULL;

		CHECK_THAT(e && strcmp(e->key, rows[i].key) == 0, "%s.%s is explained by %s, not by %s", rows[i].parent, rows[i].name, e ? e->key : "nothing", rows[i].key);
		feed->free(feed);
	}
}

static void of_one_version(void **state)
{
	struct feed *old = play_named("default"), *feed = play_named("tls13");
	const struct explanation *e = meaning_of_field(feed->trace, field_named(feed->trace, "extensions", "Extension"));

	(void)state;
	assert_string_equal(e->rfc, "RFC 9846 4.3");
	assert_true(meaning_of_version(e));
	e = meaning_of_field(old->trace, field_named(old->trace, "extensions", "Extension"));
	assert_string_equal(e->rfc, "RFC 5246 7.4.1.4");
	assert_false(meaning_of_version(e));
	assert_false(meaning_of_version(NULL));
	old->free(old);
	feed->free(feed);
}

/* ---- what a value names ---- */

static void of_values(void **state)
{
	(void)state;
	static const struct { const char *scenario, *parent, *name, *key; } rows[] = {
		{ "tls13", "named_group_list", "NamedGroup", "x25519" },
		{ "tls13", "CertificateVerify", "algorithm", "rsa-pss-rsae-sha256" },
		{ "tls13", "extensions", "Extension", "server_name" },
		{ "tls13", "ClientHello", "extensions", NULL },
		{ "tls13-compressed-certificate", "CompressedCertificate", "algorithm", "zlib" },
		{ "grease", "cipher_suites", "CipherSuite", "GREASE" },
		{ "default", "cipher_suites", "CipherSuite", "RSA" },
		{ "default", "signature", "algorithm", "sha256WithRSAEncryption" },
		{ "default", "keyUsage", "extnID", "keyUsage" },
		{ "default", "ExtKeyUsageSyntax", "KeyPurposeId", "id-kp-serverAuth" },
		{ "default", "commonName", "type", "commonName" },
	};

	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct feed *feed = play_named(rows[i].scenario);
		const field_id f = field_named(feed->trace, rows[i].parent, rows[i].name);
		const struct explanation *found[MEANINGS_MAX] = { NULL };
		const char *key;

		CHECK_THAT(f, "%s has no %s.%s", rows[i].scenario, rows[i].parent, rows[i].name);
		key = meaning_of_value(feed->trace, f, found) ? found[0]->key : NULL;
		CHECK_THAT(rows[i].key ? key && strcmp(key, rows[i].key) == 0 : !key, "what %s.%s names is explained by %s, not by %s", rows[i].parent, rows[i].name,
			   key ? key : "nothing", rows[i].key ? rows[i].key : "nothing");
		feed->free(feed);
	}
}

/* ---- pages ---- */

struct sentence {
	const char *p;
	size_t n;
};

/* What a long list comes to is said before it, too, where its end is out of sight. */
static bool is_conclusion(const struct why *why, size_t i)
{
	return i + 1 < why->n && why->paragraphs[i + 1].kind == WHY_TEXT && strstr(why_text(why, i + 1), why_text(why, i));
}

/* The sentences of all texts on the page, but for short ones and for values. */
static size_t sentences(const struct why *why, struct sentence *out, size_t max)
{
	enum { SHORT = 20 };
	size_t n = 0;

	for (size_t i = 0; i < why->n; i++) {
		const char *p = why_text(why, i);

		while (why->paragraphs[i].kind == WHY_TEXT && !is_conclusion(why, i) && *p && n < max) {
			const char *stop = strstr(p, ". ");
			const size_t len = stop ? (size_t)(stop - p) + 1 : strlen(p);

			if (len > SHORT)
				out[n++] = (struct sentence){ p, len };
			p += len + (stop != NULL);
		}
	}
	return n;
}

static size_t twice;

static void check_page(const struct trace *t, struct tree *tree, event_id e, const char *scenario)
{
	enum { MANY = 100 };
	struct sentence all[MANY];
	struct why why = { 0 };
	size_t n;

	why_build(&why, t, e, tree, true, 76);
	n = sentences(&why, all, MANY);
	for (size_t i = 0; i < n; i++)
		for (size_t j = 0; j < i; j++)
			if (all[i].n == all[j].n && memcmp(all[i].p, all[j].p, all[i].n) == 0) {
				print_error("%s: the page of \"%s\" says twice: %.*s\n", scenario, why_text(&why, 0), (int)all[i].n, all[i].p);
				twice++;
			}
	why_free(&why);
}

static void check_pages(const char *scenario)
{
	struct feed *feed = play_named(scenario);
	const struct trace *t = feed->trace;
	struct tree tree = { 0 };

	for (event_id e = 1; e < trace_n_events(t); e++) {
		field_id f = 0;

		tree_show(&tree, t, subject_default(t, e, &f));
		if (f)
			tree_select_field(&tree, f);
		check_page(t, &tree, e, scenario);
	}
	for (field_id f = 1; f < trace_n_fields(t); f++) {
		const unit_id u = trace_field(t, f)->unit;

		tree_show(&tree, t, (struct subject){ SUBJECT_UNIT, u });
		if (tree_select_field(&tree, f))
			check_page(t, &tree, subject_first_event(t, u), scenario);
	}
	tree_free(&tree);
	feed->free(feed);
}

static void nothing_twice(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(scenarios); i++)
		check_pages(scenarios[i]);
	assert_int_equal(twice, 0);
}

/* ---- every field ---- */

static bool is_of_tls13(const struct trace *t, field_id f)
{
	return trace_unit(t, trace_field(t, f)->unit)->version == VERSION_TLS13;
}

/* A why for each; and in TLS 1.3 none rests on the document of TLS 1.2. */
static void every_field(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(scenarios); i++) {
		struct feed *feed = play_named(scenarios[i]);

		for (field_id f = 1; f < trace_n_fields(feed->trace); f++) {
			const char *name = trace_field(feed->trace, f)->layout->name;
			const struct explanation *e = meaning_of_field(feed->trace, f);

			CHECK_THAT(!name || (e && *e->why), "%s: nothing says why there is a %s", scenarios[i], name);
			CHECK_THAT(!e || !is_of_tls13(feed->trace, f) || !strstr(e->rfc, "RFC 5246"), "%s: %s rests on %s", scenarios[i], e ? e->key : "",
				   e ? e->rfc : "");
		}
		feed->free(feed);
	}
}

UNIT_GROUP(meaning)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(in_its_place), cmocka_unit_test(of_one_version), cmocka_unit_test(of_values), cmocka_unit_test(nothing_twice),
		cmocka_unit_test(every_field),
	};

	return cmocka_run_group_tests_name("meaning", tests, unit_set_up, NULL);
}
