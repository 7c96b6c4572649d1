#include "view/screen/streams.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "spec/algorithms.h"
#include "spec/protocols.h"

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

/* ---- words ---- */

static const char *alert_name(const struct streams_row *f, size_t i)
{
	const char *name = handshake_alert(&f->h, i);

	return name ? name : "unknown alert";
}

/* The alert that ended it: the first that is more than a goodbye. */
static const char *end_alert(const struct streams_row *f)
{
	for (size_t i = 0; i < f->h.n_alerts; i++)
		if (f->h.alerts[i].description != ALERT_CLOSE_NOTIFY)
			return alert_name(f, i);
	return NULL;
}

static const char *finished_text(const struct streams_row *f)
{
	bool client = f->h.finished[0] == FINISHED_VERIFIED, server = f->h.finished[1] == FINISHED_VERIFIED;

	if (handshake_finished_wrong(&f->h))
		return "WRONG";
	if (f->h.finished[0] == FINISHED_UNCHECKED || f->h.finished[1] == FINISHED_UNCHECKED)
		return "unchecked";
	return client && server ? "both" : client ? "client" : server ? "server" : "-";
}

static enum cause row_cause(const struct streams_row *f)
{
	return f->stream.cause != CAUSE_NONE ? f->stream.cause : f->h.cause;
}

static void outcome_text(const struct streams_row *f, struct buf *out, enum list_tone *tone)
{
	const char *alert = end_alert(f);

	*tone = LIST_CAUTION;
	if (!f->stream.is_tls) {
		*tone = f->stream.cause ? LIST_BAD : LIST_DIM;
		buf_puts(out, f->stream.cause ? cause_word(f->stream.cause) : f->stream.looks_like ? f->stream.looks_like : "not known");
	} else if (f->h.complete) {
		*tone = LIST_GOOD;
		buf_puts(out, "established");
	} else if (f->h.cause != CAUSE_NONE) {
		*tone = LIST_BAD;
		buf_puts(out, alert ? alert : cause_word(f->h.cause));
	} else if (alert) {
		*tone = LIST_BAD;
		buf_puts(out, alert);
	} else if (f->stream.open) {
		*tone = LIST_PLAIN;
		buf_puts(out, f->h.outcome == OUTCOME_ESTABLISHED ? "goes on" : "under way");
	} else if (f->h.finished[0] != FINISHED_ABSENT && f->h.finished[1] != FINISHED_ABSENT) {
		*tone = LIST_PLAIN;
		buf_puts(out, "complete?");
	} else if (version_rules(f->h.version) == VERSION_TLS13) {
		*tone = LIST_PLAIN;
		buf_puts(out, "hellos seen");
	} else {
		buf_puts(out, handshake_has_hello(&f->h) ? "cut short" : "begins amid");
	}
}

/* Of the stream's first packet; a later handshake's own, which is known to the second. */
static int64_t row_time(const struct streams_row *f)
{
	return f->index && f->h.when ? f->h.when * 1000000000 : f->stream.first_ns;
}

static void full_time(int64_t ns, struct buf *out)
{
	int64_t s = ns / 1000000000 - (ns % 1000000000 < 0);
	char text[24];

	time_format(s, text);
	text[19] = 0;
	buf_puts(out, text);
	buf_add(out, BYTES_LIT("."));
	buf_add_decimal(out, (uint64_t)((ns - s * 1000000000) / 1000), 6);
	buf_add(out, BYTES_LIT("Z"));
}

/* Of the day; seconds will do. */
static void clock_time(int64_t ns, struct buf *out)
{
	char text[24];

	time_format(ns / 1000000000 - (ns % 1000000000 < 0), text);
	buf_add(out, bytes_of((const uint8_t *)text + 11, 8));
}

/* ---- a row ---- */

/* A word for the column: yes, or the code, unless that is too long for it. */
static const char *closed_word(const struct streams_row *f)
{
	if (f->stream.is_tls && !f->h.decrypted && f->h.reason == CLOSED_TLS13)
		return "tls13";
	return f->stream.reason ? closed_code(f->stream.reason) : f->stream.cause ? "" : !f->stream.is_tls ? closed_code(CLOSED_NOT_TLS) : f->h.decrypted ? "yes" : f->h.reason ? closed_code(f->h.reason) : "no";
}

static void tell_verdicts(const struct streams_row *f, struct list_cell cells[COL_N])
{
	const char *finished = f->stream.is_tls ? finished_text(f) : "";
	const char *chain = f->h.chain == VERDICT_OK ? "ok" : f->h.chain == VERDICT_FAIL ? "refused" : f->h.chain == VERDICT_UNJUDGED ? "unclear" : "";

	cells[COL_FINISHED] = (struct list_cell){ finished, 0, *finished == 'W' ? LIST_BAD : *finished == 'b' ? LIST_GOOD : LIST_PLAIN };
	cells[COL_CHAIN] = (struct list_cell){ chain, 0, f->h.chain == VERDICT_FAIL ? LIST_BAD : LIST_PLAIN };
}

static void tell_cells(const struct streams_row *f, struct list_told *out)
{
	struct list_cell *const cells = out->cells;
	struct buf *const texts = out->texts;
	char room[CODE_TEXT_MAX];
	const char *suite = handshake_suite(&f->h, room);

	cells[COL_NUMBER].number = ((int64_t)f->stream.udp << 48) + ((int64_t)f->stream.number << 16) + f->index;
	buf_add_decimal(&texts[COL_NUMBER], f->stream.number, 1);
	if (f->index)
		buf_printf(&texts[COL_NUMBER], "/%u", f->index + 1);
	cells[COL_TIME].number = row_time(f);
	clock_time(row_time(f), &texts[COL_TIME]);
	cells[COL_CLIENT] = (struct list_cell){ f->stream.client, text_ipv4_number(f->stream.client), LIST_PLAIN };
	cells[COL_SERVER] = (struct list_cell){ f->stream.server, text_ipv4_number(f->stream.server), LIST_PLAIN };
	cells[COL_NAME] = (struct list_cell){ f->h.server_name, !f->h.server_name, LIST_TITLE };
	buf_puts(&texts[COL_SUITE], suite && strncmp(suite, "TLS_", 4) == 0 ? suite + 4 : suite);
	buf_puts(&texts[COL_VERSION], handshake_version(&f->h, room));
	cells[COL_RESUMED] = (struct list_cell){ f->h.resumed ? "resumed" : "", !f->h.resumed, LIST_PLAIN };
	cells[COL_DECRYPTED] = (struct list_cell){ closed_word(f), !f->h.decrypted, f->h.decrypted ? LIST_GOOD : f->stream.is_tls ? LIST_CAUTION : LIST_DIM };
	tell_verdicts(f, cells);
	outcome_text(f, &texts[COL_OUTCOME], &cells[COL_OUTCOME].tone);
}

/* A row that comes counts, or one that goes no longer does. */
static void count(struct streams *s, const struct streams_row *f, bool comes)
{
	const size_t by = comes ? 1 : (size_t)-1;

	s->n_failed += row_cause(f) != CAUSE_NONE ? by : 0;
	s->causes[row_cause(f)] += by;
	s->n_tls += f->stream.is_tls && !f->index ? by : 0;
	s->n_handshakes += f->stream.is_tls && handshake_has_hello(&f->h) ? by : 0;
	s->n_decrypted += f->stream.is_tls && f->h.decrypted ? by : 0;
}

/* What a search finds besides what the columns say. */
static void add_words(const struct streams_row *f, struct buf *out)
{
	char room[CODE_TEXT_MAX];
	const struct kx_spec *kx = handshake_key_exchange(&f->h);
	const char *const texts[] = { handshake_suite(&f->h, room), kx ? kx->name : NULL, f->stream.via, f->h.chain_failed, f->stream.is_tls ? closed_code(f->h.reason) : NULL,
				      cause_code(row_cause(f)), f->stream.cause ? f->stream.cause_text : f->h.cause_text };

	for (size_t i = 0; i < ARRAY_LEN(texts); i++) {
		buf_puts(out, texts[i]);
		buf_puts(out, texts[i] ? " " : "");
	}
	for (size_t i = 0; i < f->h.n_alerts; i++)
		buf_printf(out, "%s ", alert_name(f, i));
}

static void tell(void *ctx, uint32_t id, struct list_told *out)
{
	const struct streams_row row = streams_row(ctx, id);

	tell_cells(&row, out);
	add_words(&row, &out->words);
}

void streams_init(struct streams *s)
{
	*s = (struct streams){ 0 };
	list_init(&s->list, columns, COL_N, tell, s);
}

void streams_free(struct streams *s)
{
	list_free(&s->list);
	arena_free(&s->arena);
	free(s->models);
	free(s->rows);
	*s = (struct streams){ 0 };
}

static void came(struct streams *s, uint32_t id, const struct streams_row *row)
{
	if (row_cause(row) != CAUSE_NONE)
		list_press(&s->list, id);
	count(s, row, true);
}

bool streams_add(struct streams *s, const struct stream_summary *stream, const struct handshake_summary *h, uint32_t index)
{
	const struct streams_row row = { *stream, index, h ? *h : (struct handshake_summary){ 0 } };

	if (s->n == STREAMS_MAX) {
		s->full = true;
		return false;
	}
	if (s->n == s->cap) {
		s->cap = s->cap ? 2 * s->cap : 64;
		s->rows = mem_realloc(s->rows, s->cap * sizeof(*s->rows));
	}
	streams_put(s, (uint32_t)s->n++, &row);
	list_add_row(&s->list, (uint32_t)s->n - 1, !stream->is_tls && !stream->cause);
	came(s, (uint32_t)s->n - 1, &row);
	return true;
}

/* What a reader would see of it. */
static bool differs(const struct streams_row *a, const struct stream_summary *s, const struct handshake_summary *h)
{
	return a->stream.open != s->open || a->h.version != h->version || a->h.suite_code != h->suite_code || a->h.complete != h->complete ||
	       a->h.decrypted != h->decrypted || a->h.reason != h->reason || a->h.n_alerts != h->n_alerts || a->h.outcome != h->outcome ||
	       a->h.resumed != h->resumed || a->h.chain != h->chain || !a->h.server_name != !h->server_name ||
	       a->h.finished[0] != h->finished[0] || a->h.finished[1] != h->finished[1];
}

void streams_set(struct streams *s, uint32_t id, const struct stream_summary *stream, const struct handshake_summary *h)
{
	const struct streams_row before = streams_row(s, id), row = { *stream, before.index, *h };

	if (!differs(&before, stream, h))
		return;
	count(s, &before, false);
	streams_put(s, id, &row);
	list_set_row(&s->list, id);
	came(s, id, &row);
}

/* ---- in full ---- */

void streams_title(const struct streams *s, uint32_t id, struct buf *out)
{
	const struct streams_row row = streams_row(s, id), *f = &row;

	buf_printf(out, "%sstream %u", f->stream.udp ? "UDP " : "", f->stream.number);
	if (f->index)
		buf_printf(out, ", handshake %u", f->index + 1);
	if (f->h.server_name)
		buf_printf(out, ": %s", f->h.server_name);
	if (f->stream.cause)
		buf_printf(out, ": %s", cause_word(f->stream.cause));
	else if (f->h.decrypted)
		buf_puts(out, ", decrypted");
	else if (f->stream.open && f->h.reason == CLOSED_INCOMPLETE)
		buf_puts(out, ", under way");
	else
		buf_printf(out, ", closed (%s)", closed_code(f->stream.is_tls && f->h.reason ? f->h.reason : CLOSED_NOT_TLS));
}

static void verdict_lines(const struct streams_row *f, struct list_detail *out)
{
	struct buf *b;

	if (handshake_finished_wrong(&f->h))
		buf_puts(list_detail_line(out, LIST_BAD, NULL),
			 "A Finished message does not match: the two parties did not see the same handshake, or do not have the same secret.");
	if (f->h.decrypted) {
		bool both = handshake_finished_both(&f->h);

		b = list_detail_line(out, both ? LIST_GOOD : LIST_PLAIN, NULL);
		buf_puts(b, both ? "It was decrypted, and both Finished messages hold." : "It was decrypted.");
		buf_puts(b, " Enter shows it step by step.");
	} else if (f->stream.open && f->h.reason == CLOSED_INCOMPLETE) {
		buf_puts(list_detail_line(out, LIST_PLAIN, NULL), "It is under way: more may come. Enter shows what is there by now.");
	} else if (f->h.cause == CAUSE_NONE || f->h.reason != CLOSED_INCOMPLETE) {
		b = list_detail_line(out, LIST_CAUTION, NULL);
		buf_printf(b, "Why it stays closed: %s", closed_text(f->h.reason));
		if (f->h.looks_like)
			buf_printf(b, " It looks like %s.", f->h.looks_like);
		if (*closed_help(f->h.reason))
			buf_printf(list_detail_line(out, LIST_GOOD, NULL), "What would help: %s", closed_help(f->h.reason));
	}
}

static void cause_lines(const struct streams *s, const struct streams_row *f, struct list_detail *out)
{
	const enum cause cause = row_cause(f);

	if (cause == CAUSE_NONE)
		return;
	buf_printf(list_detail_line(out, LIST_BAD, NULL), "Why it failed: %s", f->stream.cause ? f->stream.cause_text : f->h.cause_text);
	buf_printf(list_detail_line(out, LIST_GOOD, NULL), "What would help: %s", cause_help(cause));
	if (s->n_failed > 1)
		buf_printf(list_detail_line(out, LIST_PLAIN, "failed"), "%zu of %zu for the same cause (%s)", s->causes[cause], s->n_failed, cause_code(cause));
}

static void alert_line(const struct streams_row *f, struct list_detail *out)
{
	struct buf *b;

	if (!f->h.n_alerts)
		return;
	b = list_detail_line(out, end_alert(f) ? LIST_BAD : LIST_PLAIN, "alerts");
	for (size_t i = 0; i < f->h.n_alerts; i++)
		buf_printf(b, "%s%s%s", i ? ", " : "", i + 1 == f->h.n_alerts && f->h.alerts_left_out ? "..., " : "", alert_name(f, i));
}

static void place_lines(const struct streams_row *f, struct list_detail *out)
{
	struct buf *b = list_detail_line(out, LIST_PLAIN, "from, to");

	buf_printf(b, "client %s, server %s", f->stream.client, f->stream.server);
	if (f->stream.via)
		buf_printf(b, ", after %s", f->stream.via);
	if (f->stream.is_tls)
		buf_puts(list_detail_line(out, LIST_PLAIN, "server name"), f->h.server_name ? f->h.server_name : "none was sent");
	full_time(row_time(f), list_detail_line(out, LIST_PLAIN, "time"));
}

static void add_word(struct buf *b, bool holds, const char *word)
{
	if (holds)
		buf_printf(b, "%s%s", b->n && b->p[b->n - 1] ? ", " : "", word);
}

static void agreed_lines(const struct streams_row *f, struct list_detail *out)
{
	char v[CODE_TEXT_MAX], s[CODE_TEXT_MAX];
	const char *version = handshake_version(&f->h, v), *suite = handshake_suite(&f->h, s);
	const struct kx_spec *kx = handshake_key_exchange(&f->h);
	struct buf *b;

	b = list_detail_line(out, LIST_PLAIN, "agreed on");
	buf_printf(b, "%s, %s", version ? version : "no version yet", suite ? suite : "no cipher suite yet");
	if (kx)
		buf_printf(list_detail_line(out, LIST_PLAIN, "key exchange"), "%s: %s", kx->name,
			   kx->forward_secret ? "forward secret, so that no key of the server's opens it" : "not forward secret");
	if (!f->h.resumed && !f->h.ems && !f->h.etm && !f->h.client_auth)
		return;
	b = list_detail_line(out, LIST_PLAIN, "also");
	add_word(b, f->h.resumed, "resumed: an earlier session's secret is used again");
	add_word(b, f->h.ems, "extended master secret");
	add_word(b, f->h.etm, "encrypt-then-MAC");
	add_word(b, f->h.client_auth, f->h.client_certificates ? "the client was asked for a certificate and shows one" :
							       "the client was asked for a certificate");
}

static const char *proof_text(enum finished_state p)
{
	static const char *const texts[] = { "not seen", "not decrypted", "verified", "DOES NOT MATCH", "decrypted, not verified" };

	return texts[p];
}

static void check_word(struct buf *b, const struct handshake_summary *h, enum verdict c, bool client)
{
	static const char *const texts[] = { [VERDICT_OK] = "holds", [VERDICT_FAIL] = "DOES NOT HOLD", [VERDICT_SKIPPED] = "was not checked",
					     [VERDICT_UNJUDGED] = "cannot be judged here" };

	if (c)
		buf_printf(b, "%sthat of %s %s", b->n && b->p[b->n - 1] ? "; " : "", handshake_signed_by(h, client), texts[c]);
}

static void check_lines(const struct streams_row *f, struct list_detail *out)
{
	bool wrong = handshake_finished_wrong(&f->h);
	struct buf *b = list_detail_line(out, wrong ? LIST_BAD : LIST_PLAIN, "Finished");

	buf_printf(b, "the client's %s, the server's %s", proof_text(f->h.finished[0]), proof_text(f->h.finished[1]));
	if (f->h.chain) {
		b = list_detail_line(out, f->h.chain == VERDICT_FAIL ? LIST_BAD : LIST_PLAIN, "certificates");
		buf_puts(b, f->h.chain == VERDICT_OK ? "the chain is accepted" : f->h.chain == VERDICT_FAIL ? "the chain is refused" : "the chain cannot be judged here");
		if (f->h.chain_failed)
			buf_printf(b, ": the check %s %s", f->h.chain_failed, f->h.chain == VERDICT_FAIL ? "failed" : "needs what is not supported");
	}
	if (f->h.key_exchange_signature || f->h.client_signature) {
		bool bad = f->h.key_exchange_signature == VERDICT_FAIL || f->h.client_signature == VERDICT_FAIL;

		b = list_detail_line(out, bad ? LIST_BAD : LIST_PLAIN, "signatures");
		check_word(b, &f->h, f->h.key_exchange_signature, false);
		check_word(b, &f->h, f->h.client_signature, true);
	}
}

static void not_tls_lines(const struct streams_row *f, struct list_detail *out)
{
	struct buf *b;

	if (f->stream.cause) {
		place_lines(f, out);
		return;
	}
	b = list_detail_line(out, LIST_CAUTION, NULL);
	if (f->stream.reason) {
		buf_printf(b, "What it is cannot be told. %s", closed_text(f->stream.reason));
		buf_printf(list_detail_line(out, LIST_GOOD, NULL), "What would help: %s", closed_help(f->stream.reason));
		place_lines(f, out);
		return;
	}
	buf_printf(b, "This is no TLS over TCP; it looks like %s.", f->stream.looks_like ? f->stream.looks_like : "nothing that is known here");
	if (protocol_sentence(f->stream.looks_like))
		buf_printf(b, " %s", protocol_sentence(f->stream.looks_like));
	place_lines(f, out);
}

void streams_detail(const struct streams *s, uint32_t id, struct list_detail *out)
{
	const struct streams_row row = streams_row(s, id), *f = &row;

	list_detail_clear(out);
	cause_lines(s, f, out);
	if (!f->stream.is_tls) {
		not_tls_lines(f, out);
		return;
	}
	verdict_lines(f, out);
	if (end_alert(f))
		alert_line(f, out);
	if (f->h.heartbeat)
		buf_puts(list_detail_line(out, LIST_BAD, "heartbeats"), handshake_heartbeat(&f->h));
	if (f->h.out_of_order)
		buf_printf(list_detail_line(out, LIST_BAD, "order"), "%s came out of its turn", f->h.out_of_order);
	check_lines(f, out);
	agreed_lines(f, out);
	place_lines(f, out);
	if (!end_alert(f))
		alert_line(f, out);
}

void streams_count(const struct streams *s, struct buf *out)
{
	buf_printf(out, "%zu handshake%s, ", s->n_handshakes, s->n_handshakes == 1 ? "" : "s");
	if (s->n_failed)
		buf_printf(out, "%zu failed, ", s->n_failed);
	buf_printf(out, "%zu decrypted", s->n_decrypted);
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
