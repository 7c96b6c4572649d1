/* Key log files: lines, and files of them. */
#include <stdio.h>
#include <string.h>

#include "base/file.h"
#include "base/text.h"
#include "base/textfile.h"
#include "source/capture/keylog_int.h"
#include "x509/filekind.h"
#include "x509/pem.h"

enum { FILE_MOST = 1 << 30, BEGINNING = 1 << 18, MAX_UNUSED = 16, LABEL_SHOWN = 40, MAX_SHOWN = 40 };

/* Beginnings of labels that may stand in such a file and are not used: of other protocols, or of secrets that follow from those before. */
static const char *const foreign[] = { "QUIC_", "ECH_", "CLIENT_TRAFFIC_SECRET_N", "SERVER_TRAFFIC_SECRET_N" };

struct reading {
	struct keylog *k;
	keylog_complain *complain;
	void *ctx;
	const char *file;
	uint32_t line;
	size_t bad;
	struct unused {
		char label[LABEL_SHOWN + 1];
		bool known;
		uint32_t first;          /* line */
		size_t n;
	} unused[MAX_UNUSED];
	size_t n_unused;
	struct { uint32_t first; size_t n; } other[2];   /* lines of labels for which there was no room, by known */
};

/* ---- a line ---- */

static void complain_of(struct reading *r, const char *why, struct bytes what, size_t shown)
{
	struct buf text = { 0 };

	if (!r->complain)
		return;
	text_safe(&text, bytes_str(r->file));
	buf_printf(&text, ":%u: %s", r->line, why);
	if (what.n) {
		buf_puts(&text, ": ");
		text_safe(&text, bytes_slice(what, 0, what.n < shown ? what.n : shown));
		if (what.n > shown)
			buf_puts(&text, "...");
	}
	r->complain(r->ctx, buf_str(&text));
	buf_free(&text);
}

static void bad_line(struct reading *r, const char *why, struct bytes what)
{
	r->bad++;
	complain_of(r, why, what, MAX_SHOWN);
}

/* How many bytes the hex gives, -1 if it is none or too much for `room`. */
static int unhex(struct bytes hex, uint8_t *out, size_t room)
{
	if (hex.n % 2 || hex.n / 2 > room)
		return -1;
	for (size_t i = 0; i < hex.n; i += 2) {
		int hi = text_hex_digit(hex.p[i]), lo = text_hex_digit(hex.p[i + 1]);

		if (hi < 0 || lo < 0)
			return -1;
		out[i / 2] = (uint8_t)(hi << 4 | lo);
	}
	return (int)(hex.n / 2);
}

static bool is_blank(uint8_t c)
{
	return c == ' ' || c == '\t' || c == '\r';
}

static struct bytes next_word(struct bytes *line)
{
	size_t from = 0, to;

	while (from < line->n && is_blank(line->p[from]))
		from++;
	for (to = from; to < line->n && !is_blank(line->p[to]); )
		to++;
	struct bytes word = bytes_slice(*line, from, to - from);

	*line = bytes_slice(*line, to, line->n - to);
	return word;
}

/* "RSA Session-ID:id Master-Key:secret", as some libraries wrote it. */
static bool session_words(struct bytes *id, struct bytes *secret)
{
	static const char first[] = "Session-ID:", second[] = "Master-Key:";

	if (!textfile_begins(*id, first) || !textfile_begins(*secret, second))
		return false;
	*id = bytes_slice(*id, sizeof(first) - 1, id->n - sizeof(first) + 1);
	*secret = bytes_slice(*secret, sizeof(second) - 1, secret->n - sizeof(second) + 1);
	return true;
}

static void read_entry(struct reading *r, unsigned label, struct bytes id, struct bytes secret)
{
	uint8_t ids[KEYLOG_ID_MAX], secrets[KEYLOG_SECRET_MAX];
	int id_len, secret_len;
	const char *why;

	if (label == KEYLOG_RSA && session_words(&id, &secret))
		label = KEYLOG_SESSION_ID;
	id_len = unhex(id, ids, sizeof(ids));
	secret_len = unhex(secret, secrets, sizeof(secrets));
	if (id_len < keylog_specs[label].id_least || id_len > keylog_specs[label].id_most) {
		struct buf text = { 0 };

		buf_printf(&text, "%s wants %u bytes of hex behind it", keylog_specs[label].name, keylog_specs[label].id_most);
		bad_line(r, buf_str(&text), id);
		buf_free(&text);
		return;
	}
	if (secret_len < keylog_specs[label].secret_least || secret_len > keylog_specs[label].secret_most) {
		bad_line(r, "the secret does not have the length that it must have, or is no hex", BYTES_NONE);
		return;
	}
	id = bytes_of(ids, (size_t)id_len);
	secret = bytes_of(secrets, (size_t)secret_len);
	if (keylog_disagrees(r->k, (enum keylog_label)label, id, secret))
		bad_line(r, "another secret for the same session came before, and that one is used: one of the two is wrong", BYTES_NONE);
	if ((why = keylog_keep(r->k, (enum keylog_label)label, id, secret)))
		bad_line(r, why, BYTES_NONE);
}

/* Counts a line whose label says nothing to this version. */
static void count_unused(struct reading *r, struct bytes label, bool known)
{
	struct buf name = { 0 };
	struct unused *u = r->unused;
	char shown[LABEL_SHOWN + 1];

	text_safe(&name, bytes_slice(label, 0, label.n < MAX_SHOWN ? label.n : MAX_SHOWN));
	snprintf(shown, sizeof(shown), "%s", buf_str(&name));
	buf_free(&name);
	while (u < r->unused + r->n_unused && (strcmp(u->label, shown) != 0 || u->known != known))
		u++;
	if (u == r->unused + MAX_UNUSED) {
		r->other[known].first = r->other[known].n++ ? r->other[known].first : r->line;
		return;
	}
	if (u == r->unused + r->n_unused) {
		r->n_unused++;
		*u = (struct unused){ .known = known, .first = r->line };
		memcpy(u->label, shown, sizeof(shown));
	}
	u->n++;
}

/* One sentence for those that are known, one for those that are not. */
static void tell_unused(struct reading *r)
{
	for (int known = 1; known >= 0; known--) {
		struct buf text = { 0 };
		uint32_t first = 0;

		for (const struct unused *u = r->unused; u < r->unused + r->n_unused; u++) {
			if (u->known != known)
				continue;
			buf_printf(&text, "%s%s", text.n ? ", " : "", u->label);
			if (u->n > 1)
				buf_printf(&text, " (%zu lines)", u->n);
			first = first ? first : u->first;
		}
		if (r->other[known].n)
			buf_printf(&text, "%s (%zu lines)", text.n ? " and others" : "others", r->other[known].n);
		r->line = first ? first : r->other[known].first;
		if (text.n)
			complain_of(r, known ? "labels that this version does not use" : "labels that are not known", buf_bytes(&text), SIZE_MAX);
		buf_free(&text);
	}
}

static void read_line(struct reading *r, struct bytes line)
{
	struct bytes label = next_word(&line), id = next_word(&line), secret = next_word(&line), more = next_word(&line);

	if (label.n == 0 || label.p[0] == '#')
		return;
	for (size_t i = 0; i < ARRAY_LEN(foreign); i++)
		if (textfile_begins(label, foreign[i])) {
			count_unused(r, label, true);
			return;
		}
	for (unsigned i = KEYLOG_NONE + 1; i < KEYLOG_N; i++) {
		if (label.n != strlen(keylog_specs[i].name) || memcmp(label.p, keylog_specs[i].name, label.n) != 0)
			continue;
		if (secret.n == 0)
			bad_line(r, "a label, an identifier and a secret are wanted", label);
		else if (more.n)
			bad_line(r, "something stands behind the secret", more);
		else
			read_entry(r, i, id, secret);
		return;
	}
	r->bad++;
	count_unused(r, label, false);
}

/* ---- a file ---- */

/* Is it plainly something else? Then err says what, once and not line by line. */
static bool is_no_log(struct bytes raw, struct bytes text, const char *file, struct error *err)
{
	enum file_kind kind = file_kind_of(raw, text);
	struct pem_reader pem = { .text = text };
	struct pem_block block = { .label = "" };

	if (kind == FILE_UNKNOWN && pem_next(&pem, &block) != ST_NOT_FOUND)
		kind = file_kind_of_label(block.label);
	pem_block_free(&block);
	if (kind == FILE_UNKNOWN || kind == FILE_EMPTY || kind == FILE_KEYLOG)
		return false;
	(void)file_kind_refuse(kind, WANT_KEYLOG, file, block.line, err);
	return true;
}

static void read_lines(struct reading *r, struct bytes text)
{
	struct bytes line;

	for (; textfile_line(&text, &line); r->line++)
		read_line(r, textfile_trim(line));
}

size_t keylog_add(struct keylog *k, struct bytes raw, const char *file, keylog_complain *complain, void *ctx)
{
	struct reading r = { .k = k, .complain = complain, .ctx = ctx, .file = file };
	struct buf room = { 0 };
	struct bytes text;
	struct error err;

	text = textfile_decode(raw, &room);
	if (is_no_log(raw, text, file, &err)) {
		r.bad++;
		if (complain)
			complain(ctx, err.text);
		text = BYTES_NONE;
	}
	r.line = 1;
	read_lines(&r, text);
	buf_free(&room);
	tell_unused(&r);
	return r.bad;
}

/* A file as it comes: whole lines are read and let go, so that memory does not grow with what is no entry. */
struct pieces {
	struct reading r;
	struct buf text;                 /* what is not read yet */
	bool begun;                      /* lines were read */
	bool other;                      /* it is something else: err says what */
	struct error *err;
};

/* What is wrong with the file as a whole, and whether it is UTF-16, its beginning says. */
static bool begin(struct pieces *p)
{
	const struct bytes raw = buf_bytes(&p->text);
	struct buf room = { 0 };
	const struct bytes text = textfile_decode(raw, &room);

	p->other = is_no_log(raw, text, p->r.file, p->err);
	if (!p->other && !room.n)
		buf_drop(&p->text, raw.n - text.n);
	p->begun = !p->other && !room.n;
	buf_free(&room);
	return p->begun;
}

static void take_piece(void *ctx, struct bytes piece)
{
	struct pieces *p = ctx;
	size_t n;

	if (p->other)
		return;
	buf_add(&p->text, piece);
	if (p->text.n < BEGINNING || (!p->begun && !begin(p)))
		return;
	for (n = p->text.n; n && p->text.p[n - 1] != '\n'; n--)
		continue;
	read_lines(&p->r, bytes_of(p->text.p, n));
	buf_drop(&p->text, n);
}

/* The rest: the last line, or all of a short file or one in UTF-16. */
static void take_rest(struct pieces *p)
{
	struct buf room = { 0 };

	if (!p->begun)
		begin(p);
	if (!p->other)
		read_lines(&p->r, p->begun ? buf_bytes(&p->text) : textfile_decode(buf_bytes(&p->text), &room));
	buf_free(&room);
}

enum status keylog_add_file(struct keylog *k, const char *path, keylog_complain *complain, void *ctx, struct error *err)
{
	struct pieces p = {
		.r = { .k = k, .complain = complain, .ctx = ctx, .file = path, .line = 1 }, .err = err,
	};
	enum status st = file_read_pieces(path, FILE_MOST, take_piece, &p, err);

	if (st == ST_OK)
		take_rest(&p);
	if (p.other)
		st = ST_DECODE;
	else if (st == ST_OK)
		tell_unused(&p.r);
	buf_free(&p.text);
	return st;
}
