/* The command line, and addresses as people write them. */
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "unit.h"
#include "base/arena.h"
#include "cli/options.h"
#include "source/live/address.h"

/* Parses a line of words divided by single blanks; o's strings live until the next call. */
static enum status parse(const char *line, struct options *o, struct error *err)
{
	static char words[512];
	char *argv[32];
	int argc = 0;

	snprintf(words, sizeof(words), "%s", line);
	for (char *p = strtok(words, " "); p; p = strtok(NULL, " "))
		argv[argc++] = p;
	err->text[0] = 0;
	return options_parse(argc, argv, o, err);
}

static void accepts(const char *line, struct options *o)
{
	struct error err;

	if (parse(line, o, &err) != ST_OK)
		fail_msg("%s: %s", line, err.text);
}

static void refuses(const char *line, const char *sentence)
{
	struct options o;
	struct error err;

	assert_int_equal(parse(line, &o, &err), ST_USAGE);
	assert_string_equal(err.text, sentence);
}

static void good_lines(void **state)
{
	struct options o;

	(void)state;
	accepts("", &o);
	assert_int_equal(o.command, CMD_RUN);
	assert_false(o.command_given);
	assert_int_equal(o.timeout_ms, 30000);
	accepts("run mutual --seed 7 --suite AES128-SHA --suite TLS_RSA_WITH_NULL_SHA --group X448 --group secp521r1 --json", &o);
	assert_string_equal(o.operand, "mutual");
	assert_string_equal(o.seed, "7");
	assert_int_equal(o.n_suites, 2);
	assert_int_equal(o.suites[0], 0x002f);
	assert_int_equal(o.suites[1], 0x0002);
	assert_int_equal(o.n_groups, 2);
	assert_int_equal(o.groups[0], 30);
	assert_int_equal(o.groups[1], 25);
	assert_int_equal(o.output, OUTPUT_JSON);
	accepts("serve 0 --cert a.pem --key a.key --key b.key --cert b.pem --sigalg RSA-PSS+SHA256 --sigalg ecdsa_secp384r1_sha384 --sigalg rsa_pss_pss_sha512", &o);
	assert_int_equal(o.n_certs, 2);
	assert_string_equal(o.certs[1], "b.pem");
	assert_string_equal(o.keys[1], "b.key");
	assert_int_equal(o.n_schemes, 3);
	assert_int_equal(o.schemes[0], 0x0804);
	assert_int_equal(o.schemes[1], 0x0503);
	assert_int_equal(o.schemes[2], 0x080b);
	accepts("--plain connect --timeout=1.5 host:4433 --export a.keys --export b.pcapng", &o);
	assert_int_equal(o.command, CMD_CONNECT);
	assert_int_equal(o.timeout_ms, 1500);
	assert_int_equal(o.n_exports, 2);
	accepts("serve 0 --count 3 --client-auth require", &o);
	assert_int_equal(o.count, 3);
	assert_int_equal(o.client_auth, CLIENT_AUTH_REQUIRE);
	accepts("verify chain.pem --purpose client --time 2026-01-01", &o);
	assert_int_equal(o.purpose, PURPOSE_CLIENT);
	assert_int_equal(o.time, 1767225600);
	accepts("replay a.pcapng --keylog a.keys --keylog b.keys --rsa-key k.pem --stream 3 --json --summary --time capture", &o);
	assert_int_equal(o.command, CMD_REPLAY);
	assert_int_equal(o.n_keylogs, 2);
	assert_int_equal(o.n_rsa_keys, 1);
	assert_int_equal(o.stream, 3);
	assert_true(o.summary);
	assert_true(o.time_of_capture);
	accepts("explain -", &o);
	assert_int_equal(o.command, CMD_EXPLAIN);
	assert_string_equal(o.operand, "-");
	assert_int_equal(o.stream, -1);
	accepts("connect -- -host", &o);
	assert_string_equal(o.operand, "-host");
	accepts("captures/a.pcap --stream 2", &o);
	assert_int_equal(o.command, CMD_REPLAY);
	assert_string_equal(o.operand, "captures/a.pcap");
	assert_int_equal(o.stream, 2);
	accepts("- --summary", &o);
	assert_int_equal(o.command, CMD_REPLAY);
	accepts("explain a.pcap --json", &o);
	assert_int_equal(o.output, OUTPUT_JSON);
	accepts("connect host --summary", &o);
	assert_int_equal(o.output, OUTPUT_QUIET);
	accepts("help replay", &o);
	assert_true(o.help && o.command_given && o.command == CMD_REPLAY);
	accepts("help", &o);
	assert_true(o.help && !o.command_given);
	accepts("version", &o);
	assert_true(o.version);
	accepts("-V", &o);
	assert_true(o.version);
	accepts("run --color never --no-pager", &o);
	assert_true(o.color_given && o.color == 2 && o.no_pager);
	accepts("connect --help", &o);
	accepts("--version", &o);
	accepts("run --seed=", &o);
	assert_string_equal(o.seed, "");
}

static void bad_lines(void **state)
{
	(void)state;
	refuses("rum", "command: there is no \"rum\"; did you mean run?");
	refuses("xyzzy", "command: there is no \"xyzzy\"; there are run, connect, serve, verify, replay, explain, compare, learn, lesson, notes and list; see slowshake --help");
	refuses("run --sed 1", "--sed: there is no such option; did you mean --seed?");
	refuses("run --see 1", "--see: there is no such option; did you mean --seed?");
	refuses("run -x", "-x: there is no such option; see slowshake --help");
	refuses("run --seed", "--seed: its argument N is missing");
	refuses("run --json=1", "--json: takes no argument");
	refuses("connect host --summary --json", "--summary: one line is all that connect tells with it; leave --tui, --plain or --json away");
	refuses("run --color red", "--color: there is no \"red\"; it is one of auto, always, never");
	refuses("run --json --plain", "--tui, --plain, --json and --quiet exclude each other; choose one");
	refuses("run --seed 1 --seed 2", "--seed: given twice");
	refuses("run a b", "run: \"b\" is one word too many: one scenario runs; what goes wrong in it is --fault NAME");
	refuses("serve ::1 443", "serve: \"443\" is one word too many: the address stands before the port, with a colon between");
	refuses("verify a.pem b.pem", "verify: \"b.pem\" is one word too many: all that was sent stands in one file; what is trusted is --ca FILE");
	refuses("replay a.pcap k", "replay: \"k\" is one word too many: one capture at a time; its key log is --keylog FILE");
	refuses("explain a.pcap k", "explain: \"k\" is one word too many: one capture at a time; its key log is --keylog FILE");
	refuses("learn your-capture a.pcap", "learn: \"a.pcap\" is one word too many: a lesson has its own handshake; one on yours is slowshake learn FILE --keylog FILE");
	refuses("notes a", "notes: \"a\" is one word too many: it takes none");
	refuses("list suites groups", "list: \"groups\" is one word too many: one list at a time");
	refuses("connect", "connect: HOST[:PORT] is missing; see slowshake connect --help");
	refuses("run --count 3", "--count: not an option of run; see slowshake run --help");
	refuses("serve 1 --count 0", "--count: \"0\" is no number of clients; write 1 or more");
	refuses("connect h --timeout x", "--timeout: \"x\" is no number of seconds from 0.001 to 86400");
	refuses("connect h --timeout nan", "--timeout: \"nan\" is no number of seconds from 0.001 to 86400");
	refuses("run --suite AES128-SHA265", "--suite: there is no \"AES128-SHA265\"; did you mean AES128-SHA256?");
	refuses("run --suite x", "--suite: there is no \"x\"; see: slowshake list suites");
	refuses("run --group x25591", "--group: there is no \"x25591\"; did you mean x25519?");
	refuses("run --group sect163k1", "--group: sect163k1 has a name, but is not spoken here; see: slowshake list groups");
	refuses("run --group mlkem768", "--group: MLKEM768 has a name, but is not spoken here; see: slowshake list groups");
	refuses("run --group no-such", "--group: there is no \"no-such\"; see: slowshake list groups");
	refuses("run --group P-256 --group prime256V1", "--group: secp256r1 is given twice");
	refuses("run --group X25519 --group x25519", "--group: x25519 is given twice");
	refuses("run --sigalg rsa_pss_rsae_sha265", "--sigalg: there is no \"rsa_pss_rsae_sha265\"; did you mean rsa_pss_rsae_sha256?");
	refuses("run --sigalg RSA+SHA265", "--sigalg: there is no \"RSA+SHA265\"; did you mean RSA+SHA256?");
	refuses("run --sigalg ed25519", "--sigalg: ed25519 has a name, but is not spoken here; see: slowshake list schemes");
	refuses("run --sigalg rsa+sha1 --sigalg rsa_pkcs1_sha1", "--sigalg: rsa_pkcs1_sha1 is given twice");
	refuses("run --suite SRP-AES-128-CBC-SHA", "--suite: TLS_SRP_SHA_WITH_AES_128_CBC_SHA: its key exchange is not spoken here; see: slowshake list suites");
	refuses("run --suite TLS_SM4_GCM_SM3", "--suite: TLS_SM4_GCM_SM3: its key exchange is not spoken here; see: slowshake list suites");
	refuses("run --suite TLS_RSA_WITH_DES_CBC_SHA",
		"--suite: TLS_RSA_WITH_DES_CBC_SHA: its cipher is not spoken here; see: slowshake list suites");
	refuses("run --max-version 1.4", "--max-version: there is no \"1.4\"; it is one of ssl3, 1.0, 1.1, 1.2, 1.3");
	refuses("connect h --min-version tls1.2", "--min-version: there is no \"tls1.2\"; it is one of ssl3, 1.0, 1.1, 1.2, 1.3");
	refuses("verify f --alpn h2", "--alpn: not an option of verify; see slowshake verify --help");
	refuses("run --suite AES128-SHA --suite aes128-sha", "--suite: TLS_RSA_WITH_AES_128_CBC_SHA is given twice");
	refuses("run --client-auth reqire", "--client-auth: there is no \"reqire\"; did you mean require?");
	refuses("run --time yesterday", "--time: \"yesterday\" is no time; write 2026-06-15T12:00:00Z, 2026-06-15, now, or for a capture: capture");
	refuses("serve 1 --cert a.pem", "--cert: needs --key beside it");
	refuses("serve 1 --cert a.pem --key a.key --key b.key", "--key: needs --cert beside it");
	refuses("replay", "replay: FILE|- is missing; see slowshake replay --help");
	refuses("replay f --stream x", "--stream: \"x\" is no number of a stream; see: slowshake replay FILE --summary");
	refuses("explain f --summary", "--summary: not an option of explain; see slowshake explain --help");
	refuses("run --time capture", "--time: capture is for replay, explain and compare; write 2026-06-15T12:00:00Z or now");
	refuses("run --export a --export b --export c --export d --export e --export f --export g", "--export: may be given 6 times at most");
}

static void address(const char *text, const char *host, const char *port)
{
	struct address a;
	struct error err;

	assert_int_equal(address_parse(text, "443", &a, &err), ST_OK);
	assert_string_equal(a.host, host);
	assert_string_equal(a.port, port);
}

static void written(const char *text, const char *want)
{
	struct address a;
	struct error err;
	struct buf out = { 0 };

	assert_int_equal(address_parse(text, "443", &a, &err), ST_OK);
	address_write(&a, &out);
	assert_string_equal(buf_str(&out), want);
	buf_free(&out);
}

static void no_address(const char *text)
{
	struct address a;
	struct error err;

	assert_int_equal(address_parse(text, "443", &a, &err), ST_USAGE);
	assert_true(strlen(err.text) > 0);
}

static void addresses(void **state)
{
	struct address a;
	struct error err;

	(void)state;
	address("example.org", "example.org", "443");
	address("example.org:4433", "example.org", "4433");
	address("127.0.0.1:0", "127.0.0.1", "0");
	address("::1", "::1", "443");
	address("[::1]", "::1", "443");
	address("[::1]:65535", "::1", "65535");
	written("::1", "[::1]:443");
	written("localhost:8443", "localhost:8443");
	no_address("");
	no_address(":443");
	no_address("host:");
	no_address("host:65536");
	no_address("host:4 3");
	no_address("host:-1");
	no_address("[::1");
	no_address("[::1]443");
	no_address("[]:443");
	assert_int_equal(address_parse_listen("4433", &a, &err), ST_OK);
	assert_string_equal(a.host, "");
	assert_string_equal(a.port, "4433");
	assert_int_equal(address_parse_listen("[::1]:0", &a, &err), ST_OK);
	assert_string_equal(a.host, "::1");
	assert_int_equal(address_parse_listen("localhost", &a, &err), ST_USAGE);
	assert_int_equal(address_parse_listen("", &a, &err), ST_USAGE);
	assert_int_equal(address_parse_listen("[::1]", &a, &err), ST_USAGE);
}

static char *file_text(const char *root, const char *name)
{
	char path[1024], *text = mem_alloc(1 << 16);
	size_t n = 0;
	FILE *f;
	int c;

	snprintf(path, sizeof(path), "%s/%s", root, name);
	f = fopen(path, "r");
	if (!f)
		fail_msg("%s cannot be opened", path);
	while ((c = fgetc(f)) != EOF && n < (1 << 16) - 1)
		if (c != '\\')     /* troff: client\-auth */
			text[n++] = (char)c;
	fclose(f);
	return text;
}

/* Every option stands in the man page and in all completions. */
static void documented(void **state)
{
	static const char *const files[] = {
		"assets/slowshake.1", "assets/completions/slowshake.bash", "assets/completions/_slowshake",
		"assets/completions/slowshake.fish",
	};
	const char *root = getenv("SLOWSHAKE_SOURCE");

	(void)state;
	assert_non_null(root);
	for (size_t f = 0; f < ARRAY_LEN(files); f++) {
		char *text = file_text(root, files[f]);

		for (size_t i = 0; options_name(i); i++)
			if (!strstr(text, options_name(i)))
				fail_msg("%s does not know --%s", files[f], options_name(i));
		for (int c = 0; c < CMD_N; c++)
			assert_non_null(strstr(text, command_name((enum command)c)));
		free(text);
	}
}

static void help_is_narrow(void **state)
{
	(void)state;
	for (int c = 0; c <= CMD_N; c++) {
		struct buf out = { 0 };
		size_t column = 0;

		options_help((enum command)c, &out);
		for (size_t i = 0; i < out.n; i++) {
			column = out.p[i] == '\n' ? 0 : column + 1;
			assert_true(column <= 80);
		}
		buf_free(&out);
	}
}

UNIT_GROUP(options)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(good_lines),
		cmocka_unit_test(bad_lines),
		cmocka_unit_test(addresses),
		cmocka_unit_test(documented),
		cmocka_unit_test(help_is_narrow),
	};

	return cmocka_run_group_tests_name("options", tests, NULL, NULL);
}
