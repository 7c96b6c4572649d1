#include "view/screen/streams.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "spec/codes.h"

enum { COL_NUMBER, COL_TIME, COL_CLIENT, COL_SERVER, COL_NAME, COL_VERSION, COL_SUITE, COL_RESUMED, COL_DECRYPTED,
       COL_FINISHED, COL_CHAIN, COL_OUTCOME, COL_N };

static const struct list_column columns[COL_N] = {
	[COL_NUMBER] = { "#", 8, 8, 0, "number of the TCP stream, as in Wireshark", .right = true },
	[COL_TIME] = { "time", 8, 8, 9, "of its first packet, UTC" },
	[COL_CLIENT] = { "client", 15, 47, 8, .keep_end = true },
	[COL_SERVER] = { "server", 13, 47, 6, .keep_end = true },
	[COL_NAME] = { "server name", 14, 40, 1, "whom the client asks for (SNI)" },
	[COL_VERSION] = { "version", 7, 16, 4 },
	[COL_SUITE] = { "cipher suite", 16, 46, 7, "key exchange, cipher and hash" },
	[COL_RESUMED] = { "resumed", 7, 7, 10, "goes on with an earlier session's secret" },
	[COL_DECRYPTED] = { "decrypted", 9, 21, 2, "yes, or the code of why not" },
	[COL_FINISHED] = { "Finished", 8, 9, 5, "whose Finished was computed anew and holds" },
	[COL_CHAIN] = { "chain", 7, 7, 11, "of certificates: ok, refused or unclear" },
	[COL_OUTCOME] = { "outcome", 11, 32, 3, "established, the alert that ended it, ..." },
};

void streams_init(struct streams *s)
{
	*s = (struct streams){ 0 };
	list_init(&s->list, columns, COL_N);
}

void streams_free(struct streams *s)
{
	list_free(&s->list);
	free(s->facts);
	*s = (struct streams){ 0 };
}

/* ---- words ---- */

static const char *alert_name(uint8_t alert)
{
	const char *name = code_name(&codes_alert, alert);

	return name ? name : "unknown alert";
}

/* The alert that ended it: the first that is more than a goodbye. */
static const char *end_alert(const struct stream_facts *f)
{
	for (size_t i = 0; i < f->n_alerts; i++)
		if (f->alerts[i] != ALERT_CLOSE_NOTIFY)
			return alert_name(f->alerts[i]);
	return NULL;
}

static const char *finished_text(const struct stream_facts *f)
{
	bool client = f->finished[0] == PROOF_VERIFIED, server = f->finished[1] == PROOF_VERIFIED;

	if (f->finished[0] == PROOF_MISMATCH || f->finished[1] == PROOF_MISMATCH)
		return "WRONG";
	if (f->finished[0] == PROOF_UNCHECKED || f->finished[1] == PROOF_UNCHECKED)
		return "unchecked";
	return client && server ? "both" : client ? "client" : server ? "server" : "-";
}

static void outcome_text(const struct stream_facts *f, struct buf *out, enum list_tone *tone)
{
	const char *alert = end_alert(f);

	*tone = LIST_CAUTION;
	if (!f->is_tls) {
		*tone = LIST_DIM;
		buf_puts(out, f->looks_like ? f->looks_like : "not known");
	} else if (f->complete) {
		*tone = LIST_GOOD;
		buf_puts(out, "established");
	} else if (alert) {
		*tone = LIST_BAD;
		buf_puts(out, alert);
	} else if (f->finished[0] != PROOF_ABSENT && f->finished[1] != PROOF_ABSENT) {
		*tone = LIST_PLAIN;
		buf_puts(out, "complete?");
	} else if (f->is_tls13) {
		*tone = LIST_PLAIN;
		buf_puts(out, "hellos seen");
	} else {
		buf_puts(out, f->hellos ? "cut short" : "begins amid");
	}
}

static void full_time(int64_t ns, struct buf *out)
{
	int64_t s = ns / 1000000000 - (ns % 1000000000 < 0);
	char text[24];

	time_format(s, text);
	text[19] = 0;
	buf_printf(out, "%s.%06uZ", text, (unsigned)((ns - s * 1000000000) / 1000));
}

/* IPv4 by number, the others after them by text. */
static int64_t address_number(const char *address)
{
	unsigned b[4], port = 0;

	if (sscanf(address, "%3u.%3u.%3u.%3u:%5u", &b[0], &b[1], &b[2], &b[3], &port) < 4)
		return INT64_MAX;
	return ((int64_t)b[0] << 24 | (int64_t)b[1] << 16 | b[2] << 8 | b[3]) << 16 | port;
}

/* ---- a row ---- */

/* A word for the column: yes, or the code, unless that is too long for it. */
static const char *closed_word(const struct stream_facts *f)
{
	if (f->is_tls && !f->decrypted && f->reason == CLOSED_TLS13)
		return "tls13";
	return !f->is_tls ? closed_code(CLOSED_NOT_TLS) : f->decrypted ? "yes" : f->reason ? closed_code(f->reason) : "no";
}

static void fill_cells(const struct stream_facts *f, struct list_cell cells[COL_N], struct buf texts[3])
{
	const char *finished = f->is_tls ? finished_text(f) : "";
	const char *chain = f->chain == CHECK_OK ? "ok" : f->chain == CHECK_FAILED ? "refused" : f->chain == CHECK_NOT_MADE ? "unclear" : "";
	enum list_tone tone;

	buf_printf(&texts[0], f->handshake ? "%u/%u" : "%u", f->stream, f->handshake + 1);
	full_time(f->time_ns, &texts[1]);
	outcome_text(f, &texts[2], &tone);
	cells[COL_NUMBER] = (struct list_cell){ buf_str(&texts[0]), ((int64_t)f->udp << 48) + ((int64_t)f->stream << 16) + f->handshake, LIST_PLAIN };
	buf_str(&texts[1]);
	texts[1].p[19] = 0;      /* seconds will do */
	cells[COL_TIME] = (struct list_cell){ (const char *)texts[1].p + 11, f->time_ns, LIST_PLAIN };
	cells[COL_CLIENT] = (struct list_cell){ f->client, address_number(f->client), LIST_PLAIN };
	cells[COL_SERVER] = (struct list_cell){ f->server, address_number(f->server), LIST_PLAIN };
	cells[COL_NAME] = (struct list_cell){ f->server_name, !f->server_name, LIST_TITLE };
	cells[COL_VERSION] = (struct list_cell){ f->version, 0, LIST_PLAIN };
	cells[COL_SUITE] = (struct list_cell){ f->suite && strncmp(f->suite, "TLS_", 4) == 0 ? f->suite + 4 : f->suite, 0, LIST_PLAIN };
	cells[COL_RESUMED] = (struct list_cell){ f->resumed ? "resumed" : "", !f->resumed, LIST_PLAIN };
	cells[COL_DECRYPTED] = (struct list_cell){ closed_word(f), !f->decrypted, f->decrypted ? LIST_GOOD : f->is_tls ? LIST_CAUTION : LIST_DIM };
	cells[COL_FINISHED] = (struct list_cell){ finished, 0, *finished == 'W' ? LIST_BAD : *finished == 'b' ? LIST_GOOD : LIST_PLAIN };
	cells[COL_CHAIN] = (struct list_cell){ chain, 0, f->chain == CHECK_FAILED ? LIST_BAD : LIST_PLAIN };
	cells[COL_OUTCOME] = (struct list_cell){ buf_str(&texts[2]), 0, tone };
}

static const char *copy(struct streams *s, const char *text)
{
	return text ? arena_str(&s->list.arena, text) : NULL;
}

static void add_facts(struct streams *s, const struct stream_facts *f)
{
	struct stream_facts *own;

	if (s->n == s->cap) {
		s->cap = s->cap ? 2 * s->cap : 64;
		s->facts = mem_realloc(s->facts, s->cap * sizeof(*s->facts));
	}
	own = &s->facts[s->n++];
	*own = *f;
	own->client = copy(s, f->client);
	own->server = copy(s, f->server);
	own->via = copy(s, f->via);
	own->looks_like = copy(s, f->looks_like);
	own->server_name = copy(s, f->server_name);
	own->version = copy(s, f->version);
	own->suite = copy(s, f->suite);
	own->chain_failed = copy(s, f->chain_failed);
}

/* What a search finds besides what the columns say. */
static void add_words(const struct stream_facts *f, struct buf *out)
{
	const char *const texts[] = { f->suite, f->key_exchange, f->via, f->chain_failed, f->is_tls ? closed_code(f->reason) : NULL };

	for (size_t i = 0; i < ARRAY_LEN(texts); i++)
		if (texts[i])
			buf_printf(out, "%s ", texts[i]);
	for (size_t i = 0; i < f->n_alerts; i++)
		buf_printf(out, "%s ", alert_name(f->alerts[i]));
}

bool streams_add(struct streams *s, const struct stream_facts *f)
{
	struct list_cell cells[COL_N];
	struct buf texts[3] = { { 0 } }, words = { 0 };

	if (s->n == STREAMS_MAX) {
		s->full = true;
		return false;
	}
	fill_cells(f, cells, texts);
	add_words(f, &words);
	list_add_row(&s->list, (uint32_t)s->n, !f->is_tls, cells, buf_str(&words));
	add_facts(s, f);
	s->n_tls += f->is_tls && !f->handshake;
	s->n_handshakes += f->is_tls && f->hellos;
	s->n_decrypted += f->is_tls && f->decrypted;
	for (size_t i = 0; i < ARRAY_LEN(texts); i++)
		buf_free(&texts[i]);
	buf_free(&words);
	return true;
}

/* ---- in full ---- */

void streams_title(const struct streams *s, uint32_t id, struct buf *out)
{
	const struct stream_facts *f = &s->facts[id];

	buf_printf(out, "%sstream %u", f->udp ? "UDP " : "", f->stream);
	if (f->handshake)
		buf_printf(out, ", handshake %u", f->handshake + 1);
	if (f->server_name)
		buf_printf(out, ": %s", f->server_name);
	if (f->decrypted)
		buf_puts(out, ", decrypted");
	else
		buf_printf(out, ", closed (%s)", closed_code(f->is_tls && f->reason ? f->reason : CLOSED_NOT_TLS));
}

static void verdict_lines(const struct stream_facts *f, struct list_detail *out)
{
	struct buf *b;

	if (f->finished[0] == PROOF_MISMATCH || f->finished[1] == PROOF_MISMATCH)
		buf_puts(list_detail_line(out, LIST_BAD, NULL),
			 "A Finished message does not match: the two parties did not see the same handshake, or do not have the same secret.");
	if (f->decrypted) {
		bool both = f->finished[0] == PROOF_VERIFIED && f->finished[1] == PROOF_VERIFIED;

		b = list_detail_line(out, both ? LIST_GOOD : LIST_PLAIN, NULL);
		buf_puts(b, both ? "It was decrypted, and both Finished messages hold." : "It was decrypted.");
		buf_puts(b, " Enter shows it step by step.");
	} else {
		b = list_detail_line(out, LIST_CAUTION, NULL);
		buf_printf(b, "Why it stays closed: %s", closed_text(f->reason));
		if (f->looks_like)
			buf_printf(b, " It looks like %s.", f->looks_like);
		if (*closed_help(f->reason))
			buf_printf(list_detail_line(out, LIST_GOOD, NULL), "What would help: %s", closed_help(f->reason));
	}
}

static void alert_line(const struct stream_facts *f, struct list_detail *out)
{
	struct buf *b;

	if (!f->n_alerts)
		return;
	b = list_detail_line(out, end_alert(f) ? LIST_BAD : LIST_PLAIN, "alerts");
	for (size_t i = 0; i < f->n_alerts; i++)
		buf_printf(b, "%s%s%s", i ? ", " : "", i + 1 == f->n_alerts && f->alerts_left_out ? "..., " : "", alert_name(f->alerts[i]));
}

static void place_lines(const struct stream_facts *f, struct list_detail *out)
{
	struct buf *b = list_detail_line(out, LIST_PLAIN, "from, to");

	buf_printf(b, "client %s, server %s", f->client, f->server);
	if (f->via)
		buf_printf(b, ", after %s", f->via);
	if (f->is_tls)
		buf_puts(list_detail_line(out, LIST_PLAIN, "server name"), f->server_name ? f->server_name : "none was sent");
	full_time(f->time_ns, list_detail_line(out, LIST_PLAIN, "time"));
}

static void add_word(struct buf *b, bool holds, const char *word)
{
	if (holds)
		buf_printf(b, "%s%s", b->n && b->p[b->n - 1] ? ", " : "", word);
}

static void agreed_lines(const struct stream_facts *f, struct list_detail *out)
{
	struct buf *b;

	b = list_detail_line(out, LIST_PLAIN, "agreed on");
	buf_printf(b, "%s, %s", f->version ? f->version : "no version yet", f->suite ? f->suite : "no cipher suite yet");
	if (f->key_exchange)
		buf_printf(list_detail_line(out, LIST_PLAIN, "key exchange"), "%s: %s", f->key_exchange,
			   f->forward_secret ? "forward secret, so that no key of the server's opens it" : "not forward secret");
	if (!f->resumed && !f->ems && !f->etm && !f->client_auth)
		return;
	b = list_detail_line(out, LIST_PLAIN, "also");
	add_word(b, f->resumed, "resumed: an earlier session's secret is used again");
	add_word(b, f->ems, "extended master secret");
	add_word(b, f->etm, "encrypt-then-MAC");
	add_word(b, f->client_auth, f->client_certificates ? "the client was asked for a certificate and shows one" :
							       "the client was asked for a certificate");
}

static const char *proof_text(enum stream_proof p)
{
	static const char *const texts[] = { "not seen", "not decrypted", "verified", "DOES NOT MATCH", "decrypted, not verified" };

	return texts[p];
}

static void check_word(struct buf *b, enum stream_check c, const char *what)
{
	static const char *const texts[] = { NULL, "holds", "DOES NOT HOLD", "was not checked" };

	if (c)
		buf_printf(b, "%s%s %s", b->n && b->p[b->n - 1] ? "; " : "", what, texts[c]);
}

static void check_lines(const struct stream_facts *f, struct list_detail *out)
{
	bool wrong = f->finished[0] == PROOF_MISMATCH || f->finished[1] == PROOF_MISMATCH;
	struct buf *b = list_detail_line(out, wrong ? LIST_BAD : LIST_PLAIN, "Finished");

	buf_printf(b, "the client's %s, the server's %s", proof_text(f->finished[0]), proof_text(f->finished[1]));
	if (f->chain) {
		b = list_detail_line(out, f->chain == CHECK_FAILED ? LIST_BAD : LIST_PLAIN, "certificates");
		buf_puts(b, f->chain == CHECK_OK ? "the chain is accepted" : f->chain == CHECK_FAILED ? "the chain is refused" : "the chain cannot be judged here");
		if (f->chain_failed)
			buf_printf(b, ": the check %s %s", f->chain_failed, f->chain == CHECK_FAILED ? "failed" : "needs what is not supported");
	}
	if (f->server_signature || f->client_signature) {
		bool bad = f->server_signature == CHECK_FAILED || f->client_signature == CHECK_FAILED;

		b = list_detail_line(out, bad ? LIST_BAD : LIST_PLAIN, "signatures");
		check_word(b, f->server_signature, "that of ServerKeyExchange");
		check_word(b, f->client_signature, "that of CertificateVerify");
	}
}

static void not_tls_lines(const struct stream_facts *f, struct list_detail *out)
{
	struct buf *b = list_detail_line(out, LIST_CAUTION, NULL);

	buf_printf(b, "This is no TLS over TCP; it looks like %s.", f->looks_like ? f->looks_like : "nothing that is known here");
	place_lines(f, out);
}

void streams_detail(const struct streams *s, uint32_t id, struct list_detail *out)
{
	const struct stream_facts *f = &s->facts[id];

	list_detail_clear(out);
	if (!f->is_tls) {
		not_tls_lines(f, out);
		return;
	}
	verdict_lines(f, out);
	if (end_alert(f))
		alert_line(f, out);
	check_lines(f, out);
	agreed_lines(f, out);
	place_lines(f, out);
	if (!end_alert(f))
		alert_line(f, out);
}

void streams_count(const struct streams *s, struct buf *out)
{
	buf_printf(out, "%zu handshake%s, %zu decrypted", s->n_handshakes, s->n_handshakes == 1 ? "" : "s", s->n_decrypted);
	if (s->list.n_aside)
		buf_printf(out, s->list.all ? "; %zu not TLS" : "; a: %zu not TLS", s->list.n_aside);
}

/* ---- in the full trace ---- */

event_id streams_event(const struct trace *t, uint32_t handshake)
{
	uint32_t hellos = 0;

	for (step_id i = 1; handshake && i < trace_n_steps(t); i++) {
		const struct step *s = trace_step(t, i);
		const struct unit *u = s->unit ? trace_unit(t, s->unit) : NULL;

		if (u && u->content_type == CT_HANDSHAKE && u->handshake_type == HS_CLIENT_HELLO && hellos++ == handshake)
			return s->first_event;
	}
	return 0;
}
