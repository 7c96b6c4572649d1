/* slowshake connect, slowshake serve: a real peer at the other end. */
#include <stdio.h>
#include <string.h>

#include "cli/commands.h"
#include "cli/psks.h"
#include "cli/report.h"
#include "cli/say.h"
#include "cli/serve_list.h"
#include "cli/session_keep.h"
#include "cli/show.h"
#include "cli/stop.h"
#include "cli/www.h"
#include "base/file.h"
#include "source/files.h"
#include "source/live/http.h"
#include "source/live/live.h"
#include "source/live/target.h"
#include "source/party.h"
#include "tls/suites.h"
#include "view/text/verdict.h"

enum { EARLY_DATA_TAKEN = 1 << 14 };           /* bytes, with each ticket once */

/* Everything that one live command holds. */
struct session {
	const struct options *o;
	struct rng rng;
	struct party party;
	struct target target;            /* connect: whom; serve: only the address at which */
	struct live_options live;
	enum output out;
	struct psks psks;
	struct buf title, request, early;
	struct session_store *sessions;  /* what is kept from one connection to the next */
	struct session_keep keep;        /* ... and from one run to the next */
	bool seeded;
	struct www www;                  /* serve --www */
};

static enum status with_file(struct party *p, const char *path, enum status (*use)(struct party *, struct bytes, const char *, struct error *),
			     struct error *err)
{
	struct buf content = { 0 };
	enum status st;

	if (!path)
		return ST_OK;
	st = file_read(path, &content, err);
	if (st == ST_OK)
		st = use(p, buf_bytes(&content), path, err);
	buf_free(&content);
	return st == ST_OK ? ST_OK : ST_IO;
}

static enum status use_ca(struct party *p, struct bytes content, const char *path, struct error *err)
{
	return party_trust(p, content, path, NULL, err);
}

static enum status use_system_ca(struct party *p, struct bytes content, const char *path, struct error *err)
{
	size_t skipped;

	return party_trust(p, content, path, &skipped, err);
}

static enum status use_credential(struct party *p, const char *cert, const char *key, struct error *err)
{
	struct buf chain = { 0 }, secret = { 0 };
	enum status st = file_read(cert, &chain, err);

	if (st == ST_OK)
		st = file_read(key, &secret, err);
	if (st == ST_OK)
		st = party_add_credential(p, buf_bytes(&chain), cert, buf_bytes(&secret), key, false, err);
	buf_free(&chain);
	buf_free(&secret);
	return st == ST_OK ? ST_OK : ST_IO;
}

static void use_schemes(struct session *s)
{
	const struct options *o = s->o;
	const struct code_list usual = o->allow_obsolete ? schemes_spoken : schemes_current;

	party_schemes(&s->party, o->n_schemes ? o->schemes : usual.codes, o->n_schemes ? o->n_schemes : usual.n);
}

static void session_init(struct session *s, const struct options *o, enum side_id side)
{
	*s = (struct session){ .o = o, .seeded = o->seed != NULL };
	s->rng = o->seed ? crypto_rng_seeded(o->seed) : crypto_rng_system();
	party_init(&s->party, side, s->rng, o->time_given ? o->time : time_now());
	use_schemes(s);
	s->party.tls.insecure = o->insecure;
	/* what real peers offer and answer */
	s->party.tls.encrypt_then_mac = s->party.tls.session_ticket = s->party.tls.half_close = true;
	s->party.tls.sessions = s->sessions = session_store_new();
	s->party.tls.renegotiates = o->renegotiate || o->allow_renegotiation;
	s->party.tls.renegotiates_anew = true;
	s->live = (struct live_options){
		.tls = &s->party.tls, .data = bytes_str(o->data), .has_data = o->data || o->early_data, .timeout_ms = o->timeout_ms, .stop_fd = -1,
		.renegotiate = o->renegotiate,
	};
}

static void session_free(struct session *s)
{
	party_free(&s->party);
	session_store_free(s->sessions);
	if (s->seeded)
		crypto_rng_free(&s->rng);
	buf_free(&s->title);
	buf_free(&s->request);
	psks_free(&s->psks);
	buf_free(&s->early);
	www_reset(&s->www);
}

static bool has_field_suite(const struct party *p)
{
	for (size_t i = 0; i < p->tls.n_suites; i++)
		if (kx_specs[suite_find(p->tls.suites[i])->kx].method == KX_BY_DH)
			return true;
	return false;
}

/* What was asked for, or what clients offer and servers take today. A suite that the library lacks is no wrong usage:
 * elsewhere the same line works. */
static enum status use_suites(struct session *s, struct code_list usual, struct error *err)
{
	const struct options *o = s->o;

	if (o->n_suites)
		return party_suites_wanted(&s->party, o->suites, o->n_suites, err) == ST_OK ? ST_OK : ST_IO;
	party_suites(&s->party, usual.codes, usual.n);
	return ST_OK;
}

/* Finite fields are named only beside a suite that has one. */
static void use_groups(struct session *s)
{
	const struct options *o = s->o;
	struct code_list groups = has_field_suite(&s->party) ? groups_spoken : groups_curves;

	if (o->n_groups)
		groups = (struct code_list){ o->groups, o->n_groups };
	party_groups(&s->party, groups.codes, groups.n);
}

static enum status use_offer(struct session *s, struct code_list usual, struct error *err)
{
	const struct options *o = s->o;
	struct version_range versions;

	if (o->allow_obsolete)
		usual = suites_with_primitives();
	TRY(versions_choose(o->allow_obsolete ? &versions_obsolete : &versions_live, o->versions, (struct code_list){ o->suites, o->n_suites }, &versions, err));
	s->party.tls.min_version = versions.min;
	s->party.tls.max_version = versions.max;
	if (o->n_compressions && versions.max < VERSION_TLS13)
		return error_set(err, ST_USAGE, "--compress-certificate: certificates are compressed in TLS 1.3 alone, and that is switched off here");
	party_compressions(&s->party, o->compressions, o->n_compressions);
	if (o->alpn)
		TRY(party_alpn(&s->party, o->alpn, err));
	TRY(use_suites(s, usual, err));
	use_groups(s);
	return ST_OK;
}

static enum status use_credentials(struct session *s, struct error *err)
{
	for (size_t i = 0; i < s->o->n_certs; i++)
		TRY(use_credential(&s->party, s->o->certs[i], s->o->keys[i], err));
	return ST_OK;
}

enum { PSK_HINT_MOST = 1024 };

static enum status use_psks(struct session *s, struct error *err)
{
	TRY(psks_read(s->o, &s->psks, err));
	s->party.tls.psk_modes = s->o->psk_modes;
	s->party.tls.psks = s->psks.list;
	s->party.tls.n_psks = s->psks.n;
	s->party.tls.psk_hint = bytes_str(s->o->psk_hint ? s->o->psk_hint : "");
	if (s->party.tls.psk_hint.n > PSK_HINT_MOST)
		return error_set(err, ST_USAGE, "--psk-hint: a hint has at most %d bytes", PSK_HINT_MOST);
	for (size_t i = 0; i < s->o->n_suites && !s->psks.n; i++)
		if (kx_specs[suite_find(s->o->suites[i])->kx].psk)
			return error_set(err, ST_USAGE, "--suite: %s goes by a pre-shared key: give it with --psk IDENTITY:HEX", suite_find(s->o->suites[i])->code.name);
	return ST_OK;
}

static enum status use_early_data(struct session *s, struct error *err)
{
	if (!s->o->early_data)
		return ST_OK;
	TRY(file_read(s->o->early_data, &s->early, err));
	s->party.tls.early_data = buf_bytes(&s->early);
	return ST_OK;
}

/* Wrong files and addresses are the user's to mend, before anything is opened. */
static enum status as_file_error(enum status st)
{
	return st == ST_OK || st == ST_USAGE || st == ST_UNSUPPORTED ? st : ST_IO;
}

static int exit_code(const struct feed *f, const struct shown *shown)
{
	const char *sentence;
	enum status st = live_result(f, &sentence);

	if (shown->signal)
		return 128 + shown->signal;
	if (shown->quit)
		return EXIT_ESTABLISHED;
	if (sentence)
		say_error(sentence);
	return st == ST_OK ? EXIT_ESTABLISHED : st == ST_IO ? EXIT_IO : EXIT_HANDSHAKE;
}

/* ---- connect ---- */

static enum status connect_setup(struct session *s, struct error *err)
{
	const struct options *o = s->o;
	const char *ca = o->ca ? o->ca : file_system_trust();

	TRY(target_parse(o->operands, o->n_operands, o->starttls ? starttls_port(o->starttls) : "443", &s->target, err));
	TRY(show_check(o, &s->out, err));
	if (report_wanted(o) && o->output == OUTPUT_QUIET)
		return error_set(err, ST_USAGE, "--quiet: tells nothing but the verdict; leave it out, or --why, --recipe, --knows and --schedule");
	TRY(use_offer(s, suites_of_clients(), err));
	TRY(use_psks(s, err));
	TRY(use_early_data(s, err));
	if (!ca && !o->insecure)
		return error_set(err, ST_IO, "this system has no store of trusted CAs; give one with --ca FILE, or --insecure");
	TRY(with_file(&s->party, ca, o->ca ? use_ca : use_system_ca, err));
	TRY(with_file(&s->party, o->crl, party_crl, err));
	TRY(with_file(&s->party, o->ct_log, party_ct_log, err));
	s->party.tls.peer.crl_required = o->crl_required;
	s->party.tls.peer.policies = &o->policies;
	s->party.tls.status_request = o->status;
	TRY(use_credentials(s, err));
	s->party.tls.server_name = s->party.tls.peer.name = o->servername ? o->servername : s->target.at.host;
	s->live.starttls = o->starttls;
	s->live.starttls_host = s->party.tls.server_name;
	s->live.reconnect = o->reconnect;
	s->live.key_update = o->key_update;
	s->live.half_close = o->half_close;
	s->party.tls.post_handshake_auth = o->post_handshake_auth;
	if (!o->session && !o->reconnect)
		s->party.tls.sessions = NULL;      /* there will be no next time */
	s->keep = (struct session_keep){ .path = o->session, .server_name = s->party.tls.server_name, .store = s->sessions };
	TRY(session_keep_open(&s->keep, err));
	if (s->target.path && !o->data) {
		http_request(s->target.at.host, s->target.at.port, s->target.path, &s->request);
		s->live.data = buf_bytes(&s->request);
		s->live.has_data = true;
	}
	buf_printf(&s->title, "connect %s", o->operand);
	s->live.scenario = buf_str(&s->title);
	return ST_OK;
}

/* What came of it, where it is not the last line of the story already: what failed was told on standard error. */
static enum status say_verdict(const struct session *s, const struct feed *f, const struct shown *shown, struct error *err)
{
	const char *sentence;
	struct buf line = { 0 }, peer = { 0 };
	enum status st;

	if (shown->signal || shown->quit || s->out == OUTPUT_JSON || report_wanted(s->o) || live_result(f, &sentence) != ST_OK)
		return ST_OK;
	address_write(&s->target.at, &peer);
	verdict_line(f->trace, buf_str(&peer), &line);
	st = say_text(&line, err);
	buf_free(&peer);
	buf_free(&line);
	return st;
}

int command_connect(const struct options *o)
{
	struct error err = { "" };
	struct session s;
	enum status st;
	int code = EXIT_ESTABLISHED;

	session_init(&s, o, SIDE_CLIENT);
	st = as_file_error(connect_setup(&s, &err));
	if (st == ST_OK) {
		struct buf server = { 0 };
		struct shown shown;
		struct feed *f;

		if (s.out != OUTPUT_TUI)
			s.live.stop_fd = stop_catch();
		f = live_connect(&s.target.at, &s.live);
		f->trace->seed = o->seed;
		buf_puts(&server, "the server ");
		address_write(&s.target.at, &server);
		st = show_feed_with(f, &(struct show_more){ .waits_for = buf_str(&server) }, o, s.out, 0, &shown, &err);
		if (st == ST_OK)
			code = exit_code(f, &shown);
		if (st == ST_OK)
			st = say_verdict(&s, f, &shown, &err);
		f->free(f);
		buf_free(&server);
		if (st == ST_OK)
			st = session_keep_close(&s.keep, &err);
	}
	session_free(&s);
	return st == ST_OK ? code : say_error_exit(st, &err);
}

/* ---- serve ---- */

static enum status serve_setup(struct session *s, struct error *err)
{
	const struct options *o = s->o;

	TRY(address_parse_listen(o->operand, &s->target.at, err));
	TRY(show_check(o, &s->out, err));
	TRY(use_offer(s, suites_of_servers(), err));
	TRY(use_psks(s, err));
	s->party.tls.max_early_data = EARLY_DATA_TAKEN;
	TRY(use_credentials(s, err));
	if (!o->n_certs)
		party_demo_server(&s->party, s->party.tls.peer.now);
	TRY(with_file(&s->party, o->ocsp, party_staple, err));
	if (o->ca)
		TRY(with_file(&s->party, o->ca, use_ca, err));
	else
		party_demo_trust(&s->party, "pki/client-ca.pem");
	TRY(with_file(&s->party, o->crl, party_crl, err));
	TRY(with_file(&s->party, o->ct_log, party_ct_log, err));
	s->party.tls.peer.crl_required = o->crl_required;
	s->party.tls.peer.policies = &o->policies;
	s->party.tls.client_auth = o->client_auth;
	s->party.tls.post_handshake_auth = o->post_handshake_auth;
	if (o->www) {
		s->www.demo = !o->n_certs;
		s->live.respond = www_respond;
		s->live.respond_ctx = &s->www;
		if (!o->alpn)
			TRY(party_alpn(&s->party, "http/1.1", err));
	}
	buf_printf(&s->title, "serve %s", o->operand);
	s->live.scenario = buf_str(&s->title);
	return ST_OK;
}

/* One client. *more: go on with the next. */
static enum status serve_one(struct session *s, struct listener *l, unsigned n, bool *more, int *code, struct error *err)
{
	struct feed *f = live_serve(l, &s->live);
	enum status st = ST_OK;
	struct shown shown;
	int one;

	www_reset(&s->www);
	f->trace->seed = s->o->seed;
	if (!s->o->time_given)
		s->party.tls.peer.now = f->trace->began = time_now();
	while (live_is_waiting(f) && f->pump(f, -1) != FEED_DONE)
		continue;
	if (stop_asked()) {
		*more = false;
	} else {
		st = show_feed(f, s->o, s->out, n, &shown, err);
		one = st == ST_OK ? exit_code(f, &shown) : 0;
		if (s->o->count && one > *code)
			*code = one;
		*more = st == ST_OK && !stop_asked() && one != EXIT_IO;
		if (one == EXIT_IO)
			*code = one;
	}
	f->free(f);
	return st;
}

/* What a client has to be told: that it should not look at the demo certificate, and which one it has to show. */
static void how_to_reach(const struct session *s, const struct listener *l, struct buf *out)
{
	buf_puts(out, "curl ");
	if (!s->o->n_certs)
		buf_puts(out, "--insecure ");
	if (s->o->client_auth == CLIENT_AUTH_REQUIRE)
		buf_puts(out, "--cert FILE --key FILE ");
	buf_puts(out, "https://");
	listener_reach(l, out);
	buf_puts(out, "/");
}

static void say_www(const struct session *s, const struct listener *l)
{
	struct buf at = { 0 }, text = { 0 };

	listener_reach(l, &at);
	www_say(&s->www, buf_str(&at), &text);
	fputs(buf_str(&text), stderr);
	buf_free(&at);
	buf_free(&text);
}

static enum status serve_clients(struct session *s, struct listener *l, int *code, struct error *err)
{
	const unsigned count = s->o->count;
	enum status st = ST_OK;
	bool more = true;

	s->live.stop_fd = stop_catch();
	for (unsigned n = 0; more && st == ST_OK && (!count || n < count); n++)
		st = serve_one(s, l, n, &more, code, err);
	return st;
}

static enum status serve_all(struct session *s, int *code, struct error *err)
{
	struct buf reach = { 0 };
	struct listener *l;
	enum status st;

	TRY(listener_new(&s->target.at, &l, err));
	how_to_reach(s, l, &reach);
	fprintf(stderr, "listening on %s\na client: %s\n", listener_name(l), buf_str(&reach));
	if (s->o->www)
		say_www(s, l);
	if (s->out == OUTPUT_TUI) {
		const struct serve_list_options with = {
			s->o, l, &s->live, &s->party.tls.peer.now, buf_str(&reach), s->o->www, s->www.demo,
		};

		st = serve_list_run(&with, code, err);
	} else {
		st = serve_clients(s, l, code, err);
	}
	buf_free(&reach);
	listener_free(l);
	return st;
}

int command_serve(const struct options *o)
{
	struct error err = { "" };
	struct session s;
	enum status st;
	int code = EXIT_ESTABLISHED;

	session_init(&s, o, SIDE_SERVER);
	st = as_file_error(serve_setup(&s, &err));
	if (st == ST_OK)
		st = serve_all(&s, &code, &err);
	session_free(&s);
	return st == ST_OK ? code : say_error_exit(st, &err);
}
