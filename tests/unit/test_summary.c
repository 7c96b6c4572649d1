/* out/summary: what explain says of a handshake. */
#include <string.h>

#include "check_trace.h"
#include "out/summary.h"
#include "unit.h"

/* Each with a word that must be said, and one that must not (NULL: none). */
static void explains(void **state)
{
	static const struct {
		struct handshake_summary h;
		const char *says, *not;
	} cases[] = {
		{ { .chain = VERDICT_FAIL, .chain_failed = "certificate.trust_anchor" }, "does not hold (certificate.trust_anchor).", "acme" },
		{ { .chain = VERDICT_FAIL, .chain_failed = "certificate.trust_anchor", .alpn = "h2" }, "does not hold", "acme" },
		{ { .chain = VERDICT_FAIL, .chain_failed = "certificate.trust_anchor", .alpn = "acme-tls/1" }, "no capture tells the challenge", NULL },
		{ { .chain = VERDICT_OK, .alpn = "acme-tls/1" }, "Stream 7", "acme" },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		const struct stream_summary stream = { .number = 7, .is_tls = true, .client = "192.0.2.1:5000", .server = "192.0.2.2:443" };
		struct handshake_summary h = cases[i].h;
		struct buf out = { 0 };

		h.has_client_hello = h.has_server_hello = h.decrypted = true;
		h.version = VERSION_TLS12;
		h.finished[0] = h.finished[1] = FINISHED_VERIFIED;
		summary_explain(&stream, &h, &out);
		CHECK_THAT(strstr(buf_str(&out), cases[i].says), "case %zu: %s", i, buf_str(&out));
		CHECK_THAT(!cases[i].not || !strstr(buf_str(&out), cases[i].not), "case %zu: %s", i, buf_str(&out));
		buf_free(&out);
	}
}

UNIT_GROUP(summary)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(explains) };

	return cmocka_run_group_tests_name("summary", tests, NULL, NULL);
}
