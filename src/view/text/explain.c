#include "view/text/explain.h"

#include <assert.h>
#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "base/assets.h"
#include "base/status.h"
#include "spec/suites.h"

/* One file each. */
enum kind { EVENT, FIELD, MESSAGE, REASON, EXTENSION, ALERT, ALGORITHM, N_KINDS };

static const char *const files[N_KINDS] = {
	[EVENT] = "explain/events.txt",         [FIELD] = "explain/fields.txt",
	[MESSAGE] = "explain/messages.txt",     [REASON] = "explain/reasons.txt",
	[EXTENSION] = "explain/extensions.txt", [ALERT] = "explain/alerts.txt",
	[ALGORITHM] = "explain/algorithms.txt",
};

static struct shelf {
	bool read;
	struct explanation *entries;   /* sorted by key */
	size_t n, cap;
} shelves[N_KINDS];

static int by_key(const void *a, const void *b)
{
	return strcmp(((const struct explanation *)a)->key, ((const struct explanation *)b)->key);
}

static void add_entry(struct shelf *s, const struct explanation *e)
{
	if (s->n == s->cap) {
		s->cap = s->cap ? 2 * s->cap : 128;
		s->entries = mem_realloc(s->entries, s->cap * sizeof(*s->entries));
	}
	s->entries[s->n++] = *e;
}

/* "= key key": one entry for each; they share the texts that follow. */
static void add_keys(struct shelf *s, char *keys)
{
	char *rest = NULL;
	for (char *k = strtok_r(keys, " ", &rest); k; k = strtok_r(NULL, " ", &rest))
		add_entry(s, &(struct explanation){ k, "", "", "" });
}

/* The texts are joined in place: a line can only move towards the front. */
struct reading {
	struct shelf *shelf;
	size_t first;        /* of the entries that the last key line made */
	const char *text;    /* being joined; NULL between texts */
	char *end;           /* where it goes on */
	size_t part;         /* offset of its pointer in struct explanation */
};

static void set_text(struct reading *r, size_t part, char *text)
{
	r->text = text;
	r->end = text + strlen(text);
	r->part = part;
	for (size_t i = r->first; i < r->shelf->n; i++)
		memcpy((char *)&r->shelf->entries[i] + part, &r->text, sizeof(r->text));
}

static void continue_text(struct reading *r, const char *line)
{
	assert(r->text);
	size_t n = strlen(line);
	*r->end++ = ' ';
	memmove(r->end, line, n + 1);
	r->end += n;
}

static char *after(char *line, const char *prefix)
{
	size_t n = strlen(prefix);
	return strncmp(line, prefix, n) == 0 ? line + n : NULL;
}

static void read_line(struct reading *r, char *line)
{
	static const struct { const char *word; size_t part; } parts[] = {
		{ "what: ", offsetof(struct explanation, what) },
		{ "why: ", offsetof(struct explanation, why) },
		{ "rfc: ", offsetof(struct explanation, rfc) },
	};
	char *text = after(line, "= ");
	if (text) {
		r->first = r->shelf->n;
		r->text = NULL;
		add_keys(r->shelf, text);
		return;
	}
	for (size_t i = 0; i < sizeof(parts) / sizeof(parts[0]); i++)
		if ((text = after(line, parts[i].word))) {
			set_text(r, parts[i].part, text);
			return;
		}
	if (line[0] == ' ')
		continue_text(r, line + strspn(line, " "));
	else
		assert(line[0] == '\0' || line[0] == '#');
}

static const struct explanation *find(const struct shelf *s, const char *key)
{
	const struct explanation wanted = { .key = key };

	return s->n ? bsearch(&wanted, s->entries, s->n, sizeof(*s->entries), by_key) : NULL;
}

/* What the entry of one version does not say is as in the common one. */
static void inherit(struct shelf *s)
{
	for (struct explanation *e = s->entries; e < s->entries + s->n; e++) {
		const char *at = strchr(e->key, '@');
		struct buf key = { 0 };
		const struct explanation *common;

		if (!at)
			continue;
		buf_add(&key, bytes_of(e->key, (size_t)(at - e->key)));
		common = find(s, buf_str(&key));
		buf_free(&key);
		if (!common)
			continue;
		e->what = e->what[0] ? e->what : common->what;
		e->why = e->why[0] ? e->why : common->why;
		e->rfc = e->rfc[0] ? e->rfc : common->rfc;
	}
}

static void read_shelf(enum kind kind)
{
	struct shelf *s = &shelves[kind];
	s->read = true;
	const struct asset *a = asset_find(files[kind]);
	assert(a);
	char *copy = mem_alloc(a->content.n + 1);   /* kept as long as the program runs */
	memcpy(copy, a->content.p, a->content.n);
	struct reading r = { .shelf = s };
	for (char *line = copy, *next; *line; line = next) {
		next = line + strcspn(line, "\n");
		if (*next)
			*next++ = '\0';
		read_line(&r, line);
	}
	if (s->n)
		qsort(s->entries, s->n, sizeof(*s->entries), by_key);
	inherit(s);
}

static const struct explanation *look_up(enum kind kind, const char *key)
{
	struct shelf *s = &shelves[kind];
	if (!s->read)
		read_shelf(kind);
	return key ? find(s, key) : NULL;
}

/* "1.3" of TLS 1.3, "3.0" of SSL 3.0; NULL: of no version are there other texts. */
static const char *version_suffix(uint16_t version)
{
	const char *name = version ? code_name(&codes_version, version_rules(version)) : NULL;
	const char *blank = name ? strchr(name, ' ') : NULL;

	return blank ? blank + 1 : NULL;
}

/* Looks for "key@1.3", then "key". */
static const struct explanation *look_up_version(enum kind kind, const char *key, uint16_t version)
{
	const char *suffix = version_suffix(version);
	const struct explanation *e = NULL;
	char form[160];

	if (key && suffix && snprintf(form, sizeof(form), "%s@%s", key, suffix) < (int)sizeof(form))
		e = look_up(kind, form);
	return e ? e : look_up(kind, key);
}

/* prefix.name with every `from` replaced; false: there is no such key. A key line has no blanks
 * inside a key, and suites join with '_' what algorithms join with '-'. */
static bool join_key(char *key, size_t size, const char *prefix, const char *name, char from, char to)
{
	if (!name || snprintf(key, size, "%s%s%s", prefix ? prefix : "", prefix ? "." : "", name) >= (int)size)
		return false;
	for (char *p = key; *p; p++)
		if (*p == from)
			*p = to;
	return true;
}

const struct explanation *explain_event(const char *name, uint16_t version) { return look_up_version(EVENT, name, version); }
const struct explanation *explain_message(const char *name, uint16_t version) { return look_up_version(MESSAGE, name, version); }
const struct explanation *explain_extension(const char *name, uint16_t version) { return look_up_version(EXTENSION, name, version); }
const struct explanation *explain_alert(const char *name, uint16_t version) { return look_up_version(ALERT, name, version); }

static const struct explanation *field_of(const char *parent, const char *name, uint16_t version)
{
	char key[160];

	return join_key(key, sizeof(key), parent, name, ' ', '_') ? look_up_version(FIELD, key, version) : NULL;
}

const struct explanation *explain_field_of(const char *parent, const char *name, uint16_t version)
{
	return parent ? field_of(parent, name, version) : NULL;
}

const struct explanation *explain_field_in(const char *parent, const char *name, uint16_t version)
{
	const struct explanation *e = explain_field_of(parent, name, version);

	return e ? e : field_of(NULL, name, version);
}

const struct explanation *explain_reason(const char *name)
{
	char key[64];
	size_t n = name ? strlen(name) : sizeof(key);
	if (n >= sizeof(key))
		return NULL;
	for (size_t i = 0; i <= n; i++)
		key[i] = (char)toupper((unsigned char)name[i]);
	return look_up(REASON, key);
}

const struct explanation *explain_algorithm(const char *name)
{
	char key[160];

	return join_key(key, sizeof(key), NULL, name, '_', '-') ? look_up(ALGORITHM, key) : NULL;
}

size_t explain_suite(const char *iana_name, const struct explanation *out[3])
{
	const struct suite *s = iana_name ? suite_by_name(iana_name) : NULL;
	size_t n = 0;

	if (!s)
		return 0;
	const char *parts[] = { kx_specs[s->kx].name, cipher_specs[s->cipher].name, hash_name(s->mac != HASH_NONE ? s->mac : s->prf) };
	for (size_t i = 0; i < ARRAY_LEN(parts); i++) {
		const struct explanation *e = explain_algorithm(parts[i]);

		if (e)
			out[n++] = e;
	}
	return n;
}
