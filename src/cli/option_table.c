#include "cli/option_table.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "cli/option_names.h"
#include "source/live/starttls.h"
#include "tui/settings.h"

#define RUN (1u << CMD_RUN)
#define CONNECT (1u << CMD_CONNECT)
#define SERVE (1u << CMD_SERVE)
#define VERIFY (1u << CMD_VERIFY)
#define REPLAY (1u << CMD_REPLAY)
#define EXPLAIN (1u << CMD_EXPLAIN)
#define COMPARE (1u << CMD_COMPARE)
#define CAPTURES (REPLAY | EXPLAIN)
#define LIST (1u << CMD_LIST)
#define LEARN (1u << CMD_LEARN)
#define LESSON (1u << CMD_LESSON)
#define NOTES (1u << CMD_NOTES)
#define HANDSHAKES (RUN | CONNECT | SERVE)
#define LIVE (CONNECT | SERVE)
#define SHOWS (HANDSHAKES | VERIFY | REPLAY)
#define ASKED (RUN | CONNECT | REPLAY)
#define ALL (SHOWS | EXPLAIN | COMPARE | LEARN | LESSON | NOTES | LIST)

const struct command_spec command_specs[CMD_N] = {
	[CMD_RUN] = { "run", "[SCENARIO]", false, "a handshake in process (see: list scenarios)", false,
		      "one scenario runs; what goes wrong in it is --fault NAME" },
	[CMD_CONNECT] = { "connect", "HOST[:PORT]", true,
			  "be the client of a real server; the port is 443 unless given; also HOST PORT, and https://HOST/PATH, which is then asked for", true,
			  "write HOST, HOST:PORT, HOST PORT or https://HOST/PATH" },
	[CMD_SERVE] = { "serve", "[ADDR:]PORT", true,
			"be the server of real clients; ADDR is 127.0.0.1 unless given, port 0 takes a free one", false,
			"the address stands before the port, with a colon between" },
	[CMD_VERIFY] = { "verify", "CHAIN", true, "the certificate checklist alone, on a file; 0 accepted, 1 refused or not to be judged", false,
			 "all that was sent stands in one file; what is trusted is --ca FILE" },
	[CMD_REPLAY] = { "replay", "FILE|-", true, "the handshakes of a capture (pcap, pcapng), decrypted and verified as far as the keys go", false,
			 "one capture at a time; its key log is --keylog FILE" },
	[CMD_EXPLAIN] = { "explain", "FILE|-", true, "a line or two per handshake of a capture: what opens, what does not and why", false,
			  "one capture at a time; its key log is --keylog FILE" },
	[CMD_COMPARE] = { "compare", "A B", true,
			  "two handshakes side by side: each a scenario, a fault, or a stream of a capture (FILE or FILE#N)", true,
			  "two are compared" },
	[CMD_LEARN] = { "learn", "[LESSON|FILE[#N]]", false, "a lesson on a handshake that really runs, or on yours in a capture; without a name the list of lessons", false,
			"a lesson has its own handshake; one on yours is slowshake learn FILE --keylog FILE" },
	[CMD_LESSON] = { "lesson", "new NAME|check [PATH...]|preview PATH", true, "for those who write lessons (see lessons/README.md)", true,
			 "fewer lessons at a time" },
	[CMD_NOTES] = { "notes", "", false, "the notes for the speaker of what is shown in another terminal", false,
			"it takes none" },
	[CMD_LIST] = { "list", "scenarios|faults|suites|groups|schemes|flow|config", true, "what there is; flow: the order of messages; config: the settings, as a file to be kept", false,
		       "one list at a time" },
};

static enum status set_output(struct options *o, enum output output, struct error *err)
{
	if (o->output != OUTPUT_DEFAULT && o->output != output)
		return error_set(err, ST_USAGE, "--tui, --plain, --json and --quiet exclude each other; choose one");
	o->output = output;
	return ST_OK;
}

static enum status set_tui(struct options *o, const char *arg, struct error *err)
{
	(void)arg;
	return set_output(o, OUTPUT_TUI, err);
}

static enum status set_plain(struct options *o, const char *arg, struct error *err)
{
	(void)arg;
	return set_output(o, OUTPUT_PLAIN, err);
}

static enum status set_json(struct options *o, const char *arg, struct error *err)
{
	(void)arg;
	return set_output(o, OUTPUT_JSON, err);
}

static enum status set_quiet(struct options *o, const char *arg, struct error *err)
{
	(void)arg;
	return set_output(o, OUTPUT_QUIET, err);
}

static enum status set_export(struct options *o, const char *arg, struct error *err)
{
	if (o->n_exports == MAX_EXPORTS)
		return error_set(err, ST_USAGE, "--export: may be given %d times at most", MAX_EXPORTS);
	o->exports[o->n_exports++] = arg;
	return ST_OK;
}

static enum status choose(const char *where, const char *arg, const char *const *names, size_t n, int *out, struct error *err)
{
	struct buf all = { 0 };
	enum status st;

	for (size_t i = 0; i < n; i++) {
		if (strcmp(arg, names[i]) == 0) {
			*out = (int)i;
			return ST_OK;
		}
	}
	buf_puts(&all, "it is one of");
	for (size_t i = 0; i < n; i++)
		buf_printf(&all, "%s %s", i ? "," : "", names[i]);
	st = option_refuse_name(err, where, arg, names, n, buf_str(&all));
	buf_free(&all);
	return st;
}

static enum status set_client_auth(struct options *o, const char *arg, struct error *err)
{
	static const char *const names[] = { "none", "request", "require" };
	int i = 0;

	TRY(choose("--client-auth", arg, names, ARRAY_LEN(names), &i, err));
	o->client_auth = (enum client_auth)i;
	o->client_auth_given = true;
	return ST_OK;
}

static enum status set_verify(struct options *o, const char *arg, struct error *err)
{
	static const char *const names[] = { "all", "finished" };
	int i;

	TRY(choose("--verify", arg, names, ARRAY_LEN(names), &i, err));
	o->finished_only = i == 1;
	return ST_OK;
}

static enum status set_starttls(struct options *o, const char *arg, struct error *err)
{
	const char *names[32];
	size_t n = 0;
	int i;

	while (n < ARRAY_LEN(names) && (names[n] = starttls_name(n)))
		n++;
	TRY(choose("--starttls", arg, names, n, &i, err));
	o->starttls = starttls_find(arg);
	return ST_OK;
}

static enum status set_psk_mode(struct options *o, const char *arg, struct error *err)
{
	static const char *const names[] = { "ke", "dhe" };
	static const unsigned modes[] = { PSK_ALONE, PSK_WITH_SHARE };
	int i = 0;

	TRY(choose("--psk-mode", arg, names, ARRAY_LEN(names), &i, err));
	o->psk_modes = modes[i];
	return ST_OK;
}

static enum status set_color(struct options *o, const char *arg, struct error *err)
{
	int i = 0;

	TRY(choose("--color", arg, settings_colours, SETTINGS_COLOURS, &i, err));
	o->color_given = true;
	o->color = i;
	return ST_OK;
}

static enum status set_purpose(struct options *o, const char *arg, struct error *err)
{
	static const char *const names[] = { "server", "client", "any" };      /* as in enum purpose */
	int i = 0;

	TRY(choose("--purpose", arg, names, ARRAY_LEN(names), &i, err));
	o->purpose = (enum purpose)i;
	return ST_OK;
}

static enum status set_time(struct options *o, const char *arg, struct error *err)
{
	o->time_given = true;
	if (strcmp(arg, "capture") == 0) {
		o->time_of_capture = true;
		o->time = 0;
		return ST_OK;
	}
	if (strcmp(arg, "now") == 0) {
		o->time = time_now();
		return ST_OK;
	}
	if (time_parse_iso8601(arg, &o->time) == ST_OK)
		return ST_OK;
	return error_set(err, ST_USAGE, "--time: \"%.60s\" is no time; write 2026-06-15T12:00:00Z, 2026-06-15, now, or for a capture: capture", arg);
}

static enum status set_timeout(struct options *o, const char *arg, struct error *err)
{
	char *end;
	double s = strtod(arg, &end);

	if (end == arg || *end || !(s >= 0.001) || s > 86400)
		return error_set(err, ST_USAGE, "--timeout: \"%.60s\" is no number of seconds from 0.001 to 86400", arg);
	o->timeout_ms = (int)(s * 1000);
	return ST_OK;
}

static enum status set_reconnect(struct options *o, const char *arg, struct error *err)
{
	char *end;
	unsigned long v = strtoul(arg, &end, 10);

	if (*arg < '0' || *arg > '9' || *end || v < 1 || v > MAX_RECONNECTS)
		return error_set(err, ST_USAGE, "--reconnect: \"%.60s\" is no number of times; write 1 to %d", arg, MAX_RECONNECTS);
	o->reconnect = (unsigned)v;
	return ST_OK;
}

static enum status set_count(struct options *o, const char *arg, struct error *err)
{
	size_t n = strspn(arg, "0123456789");
	long v = n && n <= 9 && !arg[n] ? strtol(arg, NULL, 10) : 0;

	if (v < 1)
		return error_set(err, ST_USAGE, "--count: \"%.60s\" is no number of clients; write 1 or more", arg);
	o->count = (unsigned)v;
	return ST_OK;
}

static enum status add_file(const char **files, size_t *n, size_t max, const char *arg, const char *option, struct error *err)
{
	if (*n == max)
		return error_set(err, ST_USAGE, "%s: may be given %zu times at most", option, max);
	files[(*n)++] = arg;
	return ST_OK;
}

static enum status set_keylog(struct options *o, const char *arg, struct error *err)
{
	return add_file(o->keylogs, &o->n_keylogs, MAX_KEY_FILES, arg, "--keylog", err);
}

static enum status set_rsa_key(struct options *o, const char *arg, struct error *err)
{
	return add_file(o->rsa_keys, &o->n_rsa_keys, MAX_KEY_FILES, arg, "--rsa-key", err);
}

static enum status set_psk(struct options *o, const char *arg, struct error *err)
{
	return add_file(o->psks, &o->n_psks, MAX_KEY_FILES, arg, "--psk", err);
}

static enum status set_cert(struct options *o, const char *arg, struct error *err)
{
	return add_file(o->certs, &o->n_certs, MAX_CERTS, arg, "--cert", err);
}

static enum status set_key(struct options *o, const char *arg, struct error *err)
{
	return add_file(o->keys, &o->n_keys, MAX_CERTS, arg, "--key", err);
}

static enum status set_stream(struct options *o, const char *arg, struct error *err)
{
	size_t n = strspn(arg, "0123456789");

	if (!n || n > 9 || arg[n])
		return error_set(err, ST_USAGE, "--stream: \"%.60s\" is no number of a stream; see: slowshake replay FILE --summary", arg);
	o->stream = strtol(arg, NULL, 10);
	return ST_OK;
}

#define SETTER(member)                                                                        \
	static enum status set_##member(struct options *o, const char *arg, struct error *err) \
	{                                                                                      \
		(void)err;                                                                     \
		o->member = arg;                                                               \
		return ST_OK;                                                                  \
	}
SETTER(seed)
SETTER(ca)
SETTER(crl)
SETTER(ocsp)
SETTER(ct_log)
SETTER(servername)
SETTER(fault)
SETTER(data)
SETTER(alpn)
SETTER(why)
SETTER(session)
SETTER(early_data)
SETTER(psk_hint)
SETTER(knows)
SETTER(schedule)
SETTER(recipe)
SETTER(flip)
SETTER(answers)
SETTER(filter)

#define FLAG(member)                                                                          \
	static enum status set_##member(struct options *o, const char *arg, struct error *err) \
	{                                                                                      \
		(void)err, (void)arg;                                                          \
		o->member = true;                                                              \
		return ST_OK;                                                                  \
	}
FLAG(insecure)
FLAG(crl_required)
FLAG(status)
FLAG(with_secrets)
FLAG(www)
FLAG(half_close)
FLAG(key_update)
FLAG(renegotiate)
FLAG(allow_renegotiation)
FLAG(post_handshake_auth)
FLAG(allow_obsolete)
FLAG(summary)
FLAG(notes)
FLAG(no_answers)
FLAG(restart)
FLAG(no_pager)
FLAG(present)
FLAG(help)
FLAG(version)

const struct option option_rows[] = {
	{ "tui", NULL, SHOWS | LEARN | COMPARE, false, set_tui, "step through it in the terminal (default on a terminal)" },
	{ "plain", NULL, SHOWS | LEARN | COMPARE, false, set_plain, "tell it as text (default elsewhere)" },
	{ "json", NULL, SHOWS | EXPLAIN | COMPARE, false, set_json, "tell it as JSON Lines" },
	{ "quiet", NULL, CONNECT, false, set_quiet, "tell only what came of it, in one line" },
	{ "summary", NULL, REPLAY | CONNECT, false, set_summary, "a line per handshake instead (replay, with --json: an object per handshake; connect: as --quiet)" },
	{ "export", "FILE", HANDSHAKES | REPLAY | COMPARE | LEARN, true, set_export,
	  "write FILE.pcapng (a capture that Wireshark can decrypt), FILE.keys (a key log), FILE.html (a page to hand out), FILE.md (Markdown for tickets), FILE.svg (the screen that was left) or FILE.cast (a recording of all screens); may be given more than once" },
	{ "with-secrets", NULL, HANDSHAKES | REPLAY, false, set_with_secrets,
	  "put the secrets of captures and of real peers into the page, too (a handshake in process has none to keep)" },
	{ "seed", "N", HANDSHAKES | COMPARE, false, set_seed, "draw random bytes from this seed, a number or any text" },
	{ "suite", "NAME", HANDSHAKES, true, option_suite, "offer or accept this suite (IANA or OpenSSL name); repeat for more" },
	{ "group", "NAME", HANDSHAKES, true, option_group,
	  "offer or accept this group for the key exchange; repeat for more, the first is the one that is liked best" },
	{ "sigalg", "NAME", HANDSHAKES, true, option_sigalg, "make and check signatures by this scheme (IANA or OpenSSL name); repeat for more" },
	{ "alpn", "NAME[,NAME...]", HANDSHAKES, false, set_alpn, "application protocols to offer or accept, the preferred one first: h2,http/1.1" },
	{ "min-version", "VERSION", HANDSHAKES, false, option_min_version, "the lowest version to speak: ssl3, 1.0, 1.1, 1.2 or 1.3 (below 1.2 over a network: --allow-obsolete)" },
	{ "max-version", "VERSION", HANDSHAKES, false, option_max_version, "the highest version to speak; alone it lowers the lowest to it" },
	{ "allow-obsolete", NULL, LIVE, false, set_allow_obsolete,
	  "offer and accept every version and suite that there is, also those that must not be used any more: SSL 3.0 to TLS 1.1, RC4, NULL" },
	{ "client-auth", "none|request|require", RUN | SERVE, false, set_client_auth, "ask the client for a certificate" },
	{ "post-handshake-auth", NULL, CONNECT | SERVE, false, set_post_handshake_auth,
	  "TLS 1.3: the client's certificate when the handshake is over: let yourself be asked, or ask by --client-auth" },
	{ "compress-certificate", "zlib|brotli", HANDSHAKES, true, option_compression,
	  "TLS 1.3: read certificates that are compressed so, and compress the own one if the peer reads it; repeat for both" },
	{ "ca", "FILE", SHOWS | EXPLAIN | COMPARE, false, set_ca, "trust the CAs in this PEM file" },
	{ "crl", "FILE", SHOWS | EXPLAIN | COMPARE, false, set_crl, "check revocation against the lists in this file" },
	{ "crl-required", NULL, SHOWS | EXPLAIN | COMPARE, false, set_crl_required, "refuse certificates of which no list of --crl speaks" },
	{ "ocsp", "FILE", VERIFY | SERVE | RUN, false, set_ocsp, "an OCSP response: about the certificate that is verified, or for the server to hand on" },
	{ "status", NULL, CONNECT, false, set_status, "ask the server for an OCSP response, and judge it" },
	{ "ct-log", "FILE", SHOWS | EXPLAIN | COMPARE, false, set_ct_log, "check certificate timestamps by the keys of logs in this file" },
	{ "policy", "OID", SHOWS | EXPLAIN | COMPARE, true, option_policy, "accept only paths along which this certificate policy holds; repeat for more, of which one must" },
	{ "cert", "FILE", HANDSHAKES, true, set_cert, "own certificate and chain (PEM); repeat for more" },
	{ "key", "FILE", HANDSHAKES, true, set_key, "the private key of --cert (PEM)" },
	{ "servername", "NAME", RUN | CONNECT | VERIFY | CAPTURES | COMPARE, false, set_servername, "the name that the server must have" },
	{ "verify", "all|finished", CAPTURES, false, set_verify, "what is checked in lists and summaries (default all)" },
	{ "purpose", "server|client|any", VERIFY, false, set_purpose, "whose certificate it is (default server)" },
	{ "time", "ISO8601|now|capture", SHOWS | EXPLAIN | COMPARE, false, set_time, "the clock that certificates are held against" },
	{ "fault", "NAME", RUN, false, set_fault, "let a party err (see: list faults)" },
	{ "without", "PROTECTION", RUN, true, option_without,
	  "leave out what protects, to see what it is for: sequence-numbers, randoms, finished, direction-keys, close, mac or certificate; repeat for more" },
	{ "keylog", "FILE", CAPTURES | COMPARE | LEARN, true, set_keylog, "secrets as SSLKEYLOGFILE writes them; may be given again" },
	{ "rsa-key", "FILE", CAPTURES | COMPARE | LEARN, true, set_rsa_key, "the server's RSA private key; may be given again" },
	{ "stream", "N", CAPTURES, false, set_stream, "this TCP stream only (as Wireshark numbers them)" },
	{ "filter", "EXPR", CAPTURES, false, set_filter, "only handshakes for which this holds: outcome=failed and server~example" },
	{ "insecure", NULL, HANDSHAKES, false, set_insecure, "go on when a certificate check fails" },
	{ "data", "TEXT", HANDSHAKES, false, set_data, "application data to send (serve: the answer)" },
	{ "flip", "MESSAGE[#N]:OFFSET[:MASK]", RUN, false, set_flip,
	  "change a byte on the wire, and say at the end what that did: client_hello:41, finished#2:30:80, application_data:20" },
	{ "why", "VALUE", ASKED, false, set_why,
	  "instead of the story: what this value was made of, down to the leaves, and what it went into (\"list\": all names)" },
	{ "recipe", "VALUE", ASKED, false, set_recipe, "instead of the story: the openssl command line that computes this value from its inputs" },
	{ "knows", "WHO[@EVENT]", ASKED, false, set_knows,
	  "instead of the story: what the client, server, mallory (in the middle), eavesdropper, thief (who later steals the server's key), ticket-thief (the key of its tickets), psk-holder (who holds the pre-shared key of the two) or observer knows and can compute, at the end or at an event" },
	{ "schedule", "WHO[@EVENT]", ASKED, false, set_schedule,
	  "instead of the story: the key schedule of the client, server or observer as a drawing, at the end or at an event" },
	{ "timeout", "S", LIVE, false, set_timeout, "seconds to wait for the peer: for a whole handshake, then for each answer (default 30)" },
	{ "count", "N", SERVE, false, set_count, "clients to serve (default: until interrupted)" },
	{ "www", NULL, SERVE, false, set_www, "answer requests of HTTP with the handshake over which they came: a page, /json, /hello.pcapng" },
	{ "half-close", NULL, CONNECT, false, set_half_close, "TLS 1.3: close behind the data, and read the answer all the same" },
	{ "renegotiate", NULL, LIVE, false, set_renegotiate, "up to TLS 1.2: a further handshake before the data; serve asks for it" },
	{ "allow-renegotiation", NULL, LIVE, false, set_allow_renegotiation, "let the peer begin or ask for one, if it is bound to the connection (RFC 5746)" },
	{ "key-update", NULL, CONNECT, false, set_key_update, "TLS 1.3: go on to new keys before the data, and ask the server to" },
	{ "starttls", "PROTOCOL", CONNECT, false, set_starttls,
	  "speak this protocol in clear until TLS begins: smtp, lmtp, imap, pop3, ftp, nntp, sieve, xmpp, xmpp-server, ldap, postgres or mysql" },
	{ "psk", "IDENTITY:HEX", LIVE | CAPTURES | COMPARE, true, set_psk, "a key that both have from elsewhere (in TLS 1.3 with SHA-256); of a capture, what they had" },
	{ "psk-hint", "TEXT", SERVE, false, set_psk_hint, "up to TLS 1.2: what the server says, in clear, about which of its pre-shared keys to take" },
	{ "psk-mode", "ke|dhe", LIVE, false, set_psk_mode, "TLS 1.3: use pre-shared keys and tickets alone (ke), or with a key share (dhe, the default)" },
	{ "early-data", "FILE", CONNECT, false, set_early_data,
	  "TLS 1.3: send this file before the server has answered, if a session allows it; else after the handshake" },
	{ "session", "FILE", CONNECT, false, set_session,
	  "go on with the session in this file, if there is one, and keep the next one there (a secret; as openssl s_client -sess_out writes it)" },
	{ "reconnect", "N", CONNECT, false, set_reconnect, "connect N times more, each time going on with the session" },
	{ "answers", "FILE", LEARN, false, set_answers, "answer the lesson's questions from this file, a line each; for tests" },
	{ "notes", NULL, LEARN, false, set_notes, "show the notes for the speaker too" },
	{ "no-answers", NULL, LEARN, false, set_no_answers, "leave the answers out of the page that --export writes: for a class" },
	{ "restart", NULL, LEARN, false, set_restart, "begin at the first step, wherever you were" },
	{ "present", NULL, HANDSHAKES | REPLAY | LEARN, false, set_present, "for a class: message by message, large spacing, strong colours, the pressed key shown" },
	{ "color", "auto|always|never", ALL, false, set_color, "colours on the screen (default auto: unless NO_COLOR is set)" },
	{ "no-pager", NULL, ALL, false, set_no_pager, "long text on a terminal as it comes, not through $PAGER" },
	{ "help", NULL, ALL, false, set_help, "this text" },
	{ "version", NULL, ALL, false, set_version, "the program's version" },
};
const size_t n_option_rows = ARRAY_LEN(option_rows);
_Static_assert(ARRAY_LEN(option_rows) <= MAX_OPTIONS, "struct options has no place for the last option");
