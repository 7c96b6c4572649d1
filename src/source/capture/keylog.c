#include "source/capture/keylog.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/arena.h"
#include "base/file.h"
#include "base/text.h"
#include "base/textfile.h"
#include "x509/filekind.h"
#include "x509/pem.h"

enum { FILE_MOST = 1 << 30, MAX_UNUSED = 16, LABEL_SHOWN = 40 };
enum { FIRST_SLOTS = 256, MAX_ENTRIES = 1 << 20, MAX_SAME = 32, MAX_FILES = 1000, MAX_SHOWN = 40 };

/* Beginnings of labels that may stand in such a file and are not used: of other protocols, or of secrets that follow from those before. */
static const char *const foreign[] = { "QUIC_", "ECH_", "CLIENT_TRAFFIC_SECRET_N", "SERVER_TRAFFIC_SECRET_N" };

struct kept {
	struct keylog_entry entry;       /* first: found again from it */
	struct kept *chain;              /* same hash, in the order they were added */
};

struct keylog {
	struct segvec entries;
	struct kept **slots;
	size_t n_slots;
	uint64_t seed;
	char **files;
	uint16_t n_files;
};

struct reading {
	struct keylog *k;
	keylog_complain *complain;
	void *ctx;
	const char *file;
	uint16_t file_number;
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

struct keylog *keylog_new(void)
{
	struct keylog *k = mem_alloc(sizeof(*k));
	struct timespec now = { 0 };

	/* nothing depends on it: it keeps a made-up file from aiming at one chain */
	clock_gettime(CLOCK_REALTIME, &now);
	k->seed = (uint64_t)now.tv_nsec << 32 ^ (uint64_t)now.tv_sec ^ (uint64_t)(uintptr_t)k;
	k->n_slots = FIRST_SLOTS;
	k->slots = mem_alloc(k->n_slots * sizeof(struct kept *));
	return k;
}

void keylog_free(struct keylog *k)
{
	if (!k)
		return;
	for (size_t i = 0; i < k->entries.n; i++)
		free(((struct kept *)segvec_at(&k->entries, i))->entry.more);
	segvec_free(&k->entries);
	for (size_t i = 0; i < k->n_files; i++)
		free(k->files[i]);
	free(k->files);
	free(k->slots);
	free(k);
}

/* ---- the table ---- */

static uint64_t hash(const struct keylog *k, enum keylog_label label, struct bytes id)
{
	uint64_t h = k->seed ^ (uint64_t)label;

	for (size_t i = 0; i < id.n; i++) {
		h = (h ^ id.p[i]) * UINT64_C(0x9e3779b97f4a7c15);
		h ^= h >> 32;
	}
	return h;
}

static struct bytes id_of(const struct keylog_entry *e)
{
	return (struct bytes){ e->id, e->id_len };
}

struct bytes keylog_secret(const struct keylog_entry *e)
{
	return bytes_of(e->more ? e->more : e->secret, e->secret_len);
}

static void put(struct keylog *k, struct kept *kept)
{
	struct kept **at = &k->slots[hash(k, kept->entry.label, id_of(&kept->entry)) & (k->n_slots - 1)];

	while (*at)
		at = &(*at)->chain;
	kept->chain = NULL;
	*at = kept;
}

static void grow(struct keylog *k)
{
	free(k->slots);
	k->n_slots *= 4;
	k->slots = mem_alloc(k->n_slots * sizeof(struct kept *));
	for (size_t i = 0; i < k->entries.n; i++)
		put(k, segvec_at(&k->entries, i));
}

static const struct keylog_entry *find_from(const struct kept *kept, enum keylog_label label, struct bytes id)
{
	for (; kept; kept = kept->chain)
		if (kept->entry.label == label && bytes_equal(id_of(&kept->entry), id))
			return &kept->entry;
	return NULL;
}

const struct keylog_entry *keylog_find(const struct keylog *k, enum keylog_label label, struct bytes id,
				       const struct keylog_entry *after)
{
	if (after)
		return find_from(((const struct kept *)after)->chain, label, id);
	if (!k->entries.n)
		return NULL;
	return find_from(k->slots[hash(k, label, id) & (k->n_slots - 1)], label, id);
}

static bool disagrees(const struct keylog *k, const struct keylog_entry *e)
{
	const struct keylog_entry *o = keylog_find(k, e->label, id_of(e), NULL);

	return (e->label == KEYLOG_CLIENT_RANDOM || e->label == KEYLOG_PMS) && o && !bytes_equal(keylog_secret(o), keylog_secret(e));
}

/* NULL, or why it cannot be kept. */
static const char *add(struct keylog *k, const struct keylog_entry *e)
{
	unsigned same = 0;

	for (const struct keylog_entry *o = NULL; (o = keylog_find(k, e->label, id_of(e), o)); same++)
		if (bytes_equal(keylog_secret(o), keylog_secret(e)))
			return NULL;
	if (same >= MAX_SAME)
		return "too many secrets for one session";
	if (k->entries.n >= MAX_ENTRIES)
		return "too many secrets";
	if (k->entries.n >= k->n_slots)
		grow(k);
	struct kept *kept = segvec_add(&k->entries, sizeof(*kept));

	kept->entry = *e;
	if (e->more)
		kept->entry.more = memcpy(mem_alloc(e->secret_len), e->more, e->secret_len);
	put(k, kept);
	return NULL;
}

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

static int digit(uint8_t c)
{
	return c >= '0' && c <= '9' ? c - '0' : c >= 'a' && c <= 'f' ? c - 'a' + 10 : c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

/* How many bytes the hex gives, -1 if it is none or too much for `room`. */
static int unhex(struct bytes hex, uint8_t *out, size_t room)
{
	if (hex.n % 2 || hex.n / 2 > room)
		return -1;
	for (size_t i = 0; i < hex.n; i += 2) {
		int hi = digit(hex.p[i]), lo = digit(hex.p[i + 1]);

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
	struct keylog_entry e = { .line = r->line, .file = r->file_number };
	uint8_t room[KEYLOG_SECRET_MAX];
	int id_len, secret_len;
	const char *why;

	if (label == KEYLOG_RSA && session_words(&id, &secret))
		label = KEYLOG_SESSION_ID;
	e.label = (enum keylog_label)label;
	id_len = unhex(id, e.id, sizeof(e.id));
	secret_len = unhex(secret, room, sizeof(room));
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
	e.id_len = (uint8_t)id_len;
	e.secret_len = (uint16_t)secret_len;
	if (e.secret_len > sizeof(e.secret))
		e.more = room;
	else
		memcpy(e.secret, room, e.secret_len);
	if (disagrees(r->k, &e))
		bad_line(r, "another secret for the same session came before, and that one is used: one of the two is wrong", BYTES_NONE);
	if ((why = add(r->k, &e)))
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

static uint16_t file_number(struct keylog *k, const char *name)
{
	for (uint16_t i = 0; i < k->n_files; i++)
		if (strcmp(k->files[i], name) == 0)
			return i;
	if (k->n_files == MAX_FILES)
		return MAX_FILES - 1;
	k->files = mem_realloc(k->files, (k->n_files + (size_t)1) * sizeof(*k->files));
	k->files[k->n_files] = mem_strdup(name);
	return k->n_files++;
}

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

size_t keylog_add(struct keylog *k, struct bytes raw, const char *file, keylog_complain *complain, void *ctx)
{
	struct reading r = { .k = k, .complain = complain, .ctx = ctx, .file = file, .file_number = file_number(k, file) };
	struct bytes text, line;
	struct buf room = { 0 };
	struct error err;

	text = textfile_decode(raw, &room);
	if (is_no_log(raw, text, file, &err)) {
		r.bad++;
		if (complain)
			complain(ctx, err.text);
		text = BYTES_NONE;
	}
	for (r.line = 1; textfile_line(&text, &line); r.line++)
		read_line(&r, textfile_trim(line));
	buf_free(&room);
	tell_unused(&r);
	return r.bad;
}

enum status keylog_add_file(struct keylog *k, const char *path, keylog_complain *complain, void *ctx, struct error *err)
{
	struct buf text = { 0 }, room = { 0 };
	enum status st = file_read_most(path, FILE_MOST, &text, err);

	if (st == ST_OK && is_no_log(buf_bytes(&text), textfile_decode(buf_bytes(&text), &room), path, err))
		st = ST_DECODE;
	if (st == ST_OK)
		keylog_add(k, buf_bytes(&text), path, complain, ctx);
	buf_free(&text);
	buf_free(&room);
	return st;
}

size_t keylog_count(const struct keylog *k)
{
	return k->entries.n;
}

static int by_id(const void *a, const void *b)
{
	const struct keylog_entry *x = *(const struct keylog_entry *const *)a, *y = *(const struct keylog_entry *const *)b;

	return bytes_compare(bytes_of(x->id, x->id_len), bytes_of(y->id, y->id_len));
}

size_t keylog_connections(const struct keylog *k)
{
	const struct keylog_entry **all = mem_alloc((k->entries.n + 1) * sizeof(const struct keylog_entry *));
	size_t n = 0;

	for (size_t i = 0; i < k->entries.n; i++)
		all[i] = segvec_at(&k->entries, i);
	qsort(all, k->entries.n, sizeof(const struct keylog_entry *), by_id);
	for (size_t i = 0; i < k->entries.n; i++)
		n += !i || by_id(&all[i - 1], &all[i]) != 0;
	free(all);
	return n;
}

const char *keylog_file_name(const struct keylog *k, uint16_t file)
{
	return file < k->n_files ? k->files[file] : "?";
}

